// What the small charts have in common: one value in, painted by QPainter, described in words,
// readable under the cursor, exported as picture or text. A figure without values says why.
#pragma once

#include <QPixmap>
#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "base/result.h"
#include "chart/chart_colors.h"
#include "chart/export.h"
#endif

namespace sw::chart {

/// A small chart. Thread: GUI.
class FigureView : public QWidget
{
    Q_OBJECT

public:
    explicit FigureView(QWidget* parent = nullptr);

    void setColors(const ChartColors& colors);
    const ChartColors& colors() const { return m_colors; }
    /// The reason shown instead of an empty chart.
    void setEmptyText(const QString& text);

    virtual bool isEmpty() const = 0;
    /// The figure in words, from its values.
    virtual QString describe() const = 0;
    /// What stands at a point, in words; empty between the marks.
    virtual QString textAt(QPointF point) const = 0;
    /// The values as comma-separated text with a header.
    virtual QString csv() const = 0;

    /// Shape: a document of its own with title and description. An empty size = as on screen.
    QByteArray toSvg(QSize size = {}, bool lightPalette = true) const;
    /// Errors: Io when the file cannot be written; what was there before stays.
    Status exportPng(const QString& path, double scale = 2, bool lightPalette = true) const;
    Status exportSvg(const QString& path, bool lightPalette = true) const;
    Status exportPdf(const QString& path, bool lightPalette = true) const;
    void copyToClipboard(double scale = 2, bool lightPalette = true) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    /// Paints the figure into `area`. Called with at least one value.
    virtual void paintFigure(QPainter& painter, const QRectF& area,
                             const ChartColors& colors) const = 0;
    /// New values: repaints and renews the description.
    void refresh();

    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString words() const;
    /// True on the screen when this turn of the event loop has painted enough figures.
    bool mayWait() const;
    Painting paintingFor(QSize size, bool lightPalette) const;
    void paintAll(QPainter& painter, const QRectF& area, const ChartColors& colors) const;
    ChartColors exportColors(bool lightPalette) const;

    ChartColors m_colors;
    QString m_emptyText;
    QPixmap m_picture; ///< as painted last; null when something changed since
};

} // namespace sw::chart
