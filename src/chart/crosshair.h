// Crosshair, legends and tags on a layer with a buffer of its own, so that moving the mouse
// repaints nothing else.
#pragma once

#include "chart/legend.h"
#include "chart/pane_decor.h"

#include "chart/plot.h"

#include <QHash>
#include <QStaticText>

#include <array>
#include <vector>

namespace sw::chart {

/// What the crosshair shows; owned by the stage.
struct CrosshairScene {
    const Prepared* prepared = nullptr;
    const ChartColors* colors = nullptr;
    const std::vector<std::unique_ptr<PaneScene>>* panes = nullptr; ///< from top to bottom
    int bar = -1;                                                   ///< hovered, -1 = hidden
    double pixelY = -1; ///< of the horizontal line, -1 = at the close
    int legendBar = -1; ///< bar of the legends
    int trade = -1;     ///< shown in the legend of the price, -1 = none
    QString note;       ///< shown at the top right
    QString emptyText;  ///< shown while there is nothing to draw
};

/// Names and numbers laid out once: shaping text is most of what a crosshair costs.
class LegendText
{
public:
    /// Uses these fonts from now on.
    void setFonts(const QFont& text, const QFont& number);
    double lineHeight() const { return m_lineHeight; }
    /// Draws a run with its left end at x in a line whose top is y; returns its width.
    double draw(QPainter& painter, const LegendRun& run, double x, double y);
    /// Width of a run. Digits are tabular, so a number is the sum of its characters.
    double widthOf(const LegendRun& run);

private:
    const QStaticText& laidOut(const QString& name);

    QFont m_textFont, m_numberFont;
    double m_lineHeight = 0, m_textAscent = 0, m_numberAscent = 0;
    QHash<QString, QStaticText> m_names;
    std::array<double, 128> m_widths{};
};

class CrosshairLayer : public QCPLayerable
{
public:
    /// Requires: the scene outlives it; a layer of the name exists.
    CrosshairLayer(QCustomPlot& plot, const QString& layerName, const CrosshairScene& scene);

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    void drawLines(QCPPainter& painter) const;
    void drawTimeTag(QCPPainter& painter) const;
    void drawValueTag(QCPPainter& painter, const PaneScene& pane, double y) const;
    void drawLegend(QCPPainter& painter, const PaneScene& pane);
    void drawNote(QCPPainter& painter) const;

    const CrosshairScene& m_scene;
    LegendText m_text;
};

} // namespace sw::chart
