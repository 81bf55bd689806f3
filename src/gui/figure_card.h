// One figure of a result: its name, its value, how it changed, and everything else on hover.
#pragma once

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/theme.h"
#include "metrics/figures.h"
#endif

namespace sw::gui {

/// What a card shows.
struct CardContent {
    metrics::FigureId id = metrics::FigureId::TotalReturn;
    QString title; ///< empty: that of the figure
    metrics::Figure now;
    metrics::Figure before; ///< without a value: no change is shown
    QString beforeTitle;    ///< "As asked"
    QString about;          ///< of which strategy and data the figure is; for the tool tip
};

/// Thread: GUI.
class FigureCard : public QWidget
{
    Q_OBJECT

public:
    explicit FigureCard(const ThemeSource& themes, QWidget* parent = nullptr);

    void setContent(const CardContent& content);
    const CardContent& content() const { return m_content; }
    QString titleText() const;
    QString valueText() const;
    QString changeText() const;
    /// Definition, interval, remark or reason, source: one a line, plain text.
    QString explanation() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    QColor valueColor() const;

    const ThemeSource& m_themes;
    CardContent m_content;
};

} // namespace sw::gui
