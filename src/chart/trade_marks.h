// Trades on the price: entries as filled triangles, exits as hollow ones, a dashed line between
// them, a faint box, stop and target. The more trades are in view, the less is drawn of each.
#pragma once

#include "chart/plottables.h"

namespace sw::chart {

class TradeMarks : public BarPlottable
{
public:
    using BarPlottable::BarPlottable;

    void setCurrent(int trade) { m_current = trade; }
    /// The trade whose marker is at a point, -1 when there is none.
    int tradeAt(QPointF point) const;
    /// Room that the marks take below the lowest price. Units: pixels.
    double roomBelow() const;
    /// Triangles and strokes of the last frame; bounded by the width, not by the trades.
    int drawnMarks() const { return m_drawnMarks; }

protected:
    void draw(QCPPainter* painter) override;

private:
    enum class Detail : std::uint8_t { Full, Markers, Strip };

    Detail detailOf(const Canvas& canvas) const;
    void drawSpan(QCPPainter& painter, const Canvas& canvas, int trade, bool isCurrent) const;
    void drawMarkers(QCPPainter& painter, const Canvas& canvas, int trade, bool isCurrent);
    void drawStrip(QCPPainter& painter, const Canvas& canvas);
    /// Where the tip of a trade's marker stands.
    QPointF tip(const Canvas& canvas, const engine::Trade& trade, bool isEntry) const;

    int m_current = -1;
    int m_drawnMarks = 0;
};

} // namespace sw::chart
