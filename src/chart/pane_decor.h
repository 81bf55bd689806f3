// What a pane shows besides series: behind them the parts of the test, zones and reference lines,
// in front of them labels and the last price.
#pragma once

#include "chart/chart_colors.h"
#include "chart/prepared.h"

#include "chart/plot.h"

namespace sw::chart {

/// What the decorations of one pane draw from; owned by the stage.
struct PaneScene {
    const Prepared* prepared = nullptr;
    const PanePlan* plan = nullptr;
    const ChartColors* colors = nullptr;
    QCPAxis* key = nullptr;
    QCPAxis* value = nullptr;
    bool showsWindows = true;
    bool isTop = false;
    bool hasValues = true; ///< some value is in view
};

/// Paints a text in a filled box, as on the axes.
void drawTag(QPainter& painter, const QRectF& box, const QString& text, const QColor& fill,
             const QColor& color, const QFont& font);

/// Behind the series. Requires: the scene outlives it.
class PaneBackdrop : public QCPLayerable
{
public:
    PaneBackdrop(QCustomPlot& plot, const PaneScene& scene);

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    void drawWindows(QCPPainter& painter, const QRect& rect) const;

    const PaneScene& m_scene;
};

/// In front of the series. Requires: the scene outlives it.
class PaneFront : public QCPLayerable
{
public:
    PaneFront(QCustomPlot& plot, const PaneScene& scene);

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    void drawLineLabels(QCPPainter& painter, const QRect& rect) const;
    void drawWindowLabels(QCPPainter& painter, const QRect& rect) const;
    void drawLastPrice(QCPPainter& painter, const QRect& rect) const;

    const PaneScene& m_scene;
};

} // namespace sw::chart
