// What is drawn per bar: candles, lines, areas, histograms, volume. Each reads the columns in place
// and draws no more than a few marks per pixel column, however many bars fall into it.
#pragma once

#include "chart/chart_colors.h"
#include "chart/prepared.h"

#include "chart/plot.h"

#include <algorithm>
#include <cmath>

namespace sw::chart {

/// The map from bars and values to pixels of one pane, and the bars in view.
struct Canvas {
    QRect rect;
    double lower = 0;  ///< bar at the left edge
    double perBar = 1; ///< pixels
    double a = 1, b = 0;
    bool isLogarithmic = false;
    std::int32_t first = 0, last = -1; ///< bars in view, those cut by an edge included

    double x(double bar) const { return rect.left() + (bar - lower) * perBar; }
    double barAt(double pixel) const { return lower + (pixel - rect.left()) / perBar; }
    double y(double value) const;
    /// True when several bars share a pixel column.
    bool isDense() const { return perBar < 2; }

    static Canvas of(const QCPAxis& key, const QCPAxis& value, std::int32_t barCount);
};

/// Bars that a pixel column's ends are rounded to: a power of four, at most an eighth of a column.
/// Whole blocks are what pyramids answer without touching the columns themselves, and rounded ends
/// keep their bars while the chart moves.
inline std::int64_t columnBlock(double perBar)
{
    std::int64_t block = 1;
    while (4 * block * 8 * perBar <= 1) {
        block *= 4;
    }
    return block;
}

/// Calls visit(x, first, end) for each pixel column with the bars [first, end) whose centres fall
/// into it, its ends rounded up to blocks; columns without a bar are left out. Each bar in view
/// belongs to exactly one column.
template <class Visit> void visitColumns(const Canvas& canvas, Visit visit)
{
    const int right = canvas.rect.right() + 1;
    const std::int64_t block = columnBlock(canvas.perBar);
    const auto endAt = [&](double pixel) {
        const auto bar = static_cast<std::int64_t>(std::ceil(canvas.barAt(pixel)));
        return std::clamp<std::int64_t>((bar + block - 1) / block * block, canvas.first,
                                        canvas.last + 1);
    };
    std::int64_t first = endAt(canvas.rect.left());
    for (int x = canvas.rect.left(); x < right; ++x) {
        const std::int64_t end = endAt(x + 1);
        if (end > first) {
            visit(x, first, end);
            first = end;
        }
    }
}

/// Draws a series as a line; gaps where values are missing. Dense series become one vertical stroke
/// per pixel column from its lowest to its highest value.
void drawSeriesLine(QCPPainter& painter, const Canvas& canvas, const DrawnSeries& series,
                    const QPen& pen);
/// Fills between a series and zero.
void drawSeriesArea(QCPPainter& painter, const Canvas& canvas, const DrawnSeries& series,
                    const QColor& color);
/// Draws a series as strokes from zero.
void drawSeriesHistogram(QCPPainter& painter, const Canvas& canvas, const DrawnSeries& series,
                         const QColor& color);

/// What the plottables share: none is selectable, none rescales axes.
class BarPlottable : public QCPAbstractPlottable
{
public:
    /// Requires: axes of one pane; `prepared` and `colors` outlive the plottable.
    BarPlottable(QCPAxis* key, QCPAxis* value, const Prepared& prepared, const ChartColors& colors);

    double selectTest(const QPointF& pos, bool onlySelectable, QVariant* details) const override;
    QCPRange getKeyRange(bool& foundRange, QCP::SignDomain inSignDomain) const override;
    QCPRange getValueRange(bool& foundRange, QCP::SignDomain inSignDomain,
                           const QCPRange& inKeyRange) const override;

protected:
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;
    Canvas canvas() const { return Canvas::of(*keyAxis(), *valueAxis(), m_prepared.barCount()); }

    const Prepared& m_prepared;
    const ChartColors& m_colors;
};

/// Candles (rising ones hollow), bars or closes.
class PricePlottable : public BarPlottable
{
public:
    using BarPlottable::BarPlottable;
    void setStyle(PriceStyle style) { m_style = style; }

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawDense(QCPPainter& painter, const Canvas& canvas) const;
    void drawCandles(QCPPainter& painter, const Canvas& canvas) const;
    void drawBars(QCPPainter& painter, const Canvas& canvas) const;

    PriceStyle m_style = PriceStyle::Candles;
};

/// Volume as bars from zero, in the colour of the bar's direction.
class VolumePlottable : public BarPlottable
{
public:
    using BarPlottable::BarPlottable;

protected:
    void draw(QCPPainter* painter) override;
};

/// One series of a pane in its style.
class SeriesPlottable : public BarPlottable
{
public:
    /// Requires: `series` outlives the plottable.
    SeriesPlottable(QCPAxis* key, QCPAxis* value, const Prepared& prepared,
                    const ChartColors& colors, const DrawnSeries& series);

protected:
    void draw(QCPPainter* painter) override;

private:
    const DrawnSeries& m_series;
};

} // namespace sw::chart
