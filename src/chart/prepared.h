// A model made ready for drawing: which panes there are, what stands in each, pyramids over every
// column, and the columns that derive from equity. Immutable, made in any thread.
#pragma once

#include "chart/chart_model.h"
#include "chart/pyramid.h"
#include "chart/trade_index.h"

#include <limits>
#include <string>
#include <vector>

namespace sw::chart {

/// How a pane writes its values.
enum class ValueFormat : std::uint8_t { Price, Number, Percent, Volume };

/// A series as drawn: a column with its extremes and the map to the shown unit,
/// shown = value * scale + shift.
struct DrawnSeries {
    std::string name;
    Column owner;
    std::span<const double> values;
    std::int32_t firstBar = 0;
    double scale = 1; ///< positive
    double shift = 0;
    SeriesStyle style = SeriesStyle::Line;
    ColorRole color = ColorRole::Automatic;
    int order = 0; ///< among the automatic colours of the pane
    MinMaxPyramid pyramid;

    /// Shown value at a bar, NaN where there is none.
    double at(std::int64_t bar) const
    {
        const std::int64_t k = bar - firstBar;
        return k < 0 || k >= static_cast<std::int64_t>(values.size())
                   ? std::numeric_limits<double>::quiet_NaN()
                   : values[static_cast<std::size_t>(k)] * scale + shift;
    }
    /// Extremes of bars [first, end) in the shown unit.
    MinMax range(std::int64_t first, std::int64_t end) const;
};

/// What stands in one pane.
struct PanePlan {
    std::string id, title;
    ValueFormat format = ValueFormat::Number;
    double weight = 1; ///< height relative to the price pane, which has 5
    std::vector<DrawnSeries> series;
    std::vector<ReferenceLine> lines;
    std::vector<Zone> zones;
    std::optional<double> minimum, maximum;
    bool isPrice() const { return id == kPricePane; }
    bool isVolume() const { return id == kVolumePane; }
};

class Prepared
{
public:
    explicit Prepared(ChartModelPtr model);
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    const ChartModelPtr& model() const { return m_model; }
    const market::Bars& bars() const { return *m_model->bars; }
    std::int32_t barCount() const { return static_cast<std::int32_t>(bars().size()); }
    /// Panes from top to bottom; the first is the price.
    const std::vector<PanePlan>& panes() const { return m_panes; }
    const PanePlan* pane(const std::string& id) const;
    const MinMaxPyramid& lowHigh() const { return m_lowHigh; }
    const DrawnSeries& closes() const { return m_closes; }
    const MinMaxPyramid& volume() const { return m_volume; }
    const TradeIndex& trades() const { return m_trades; }
    /// Profit target of a trade, NaN when it has none.
    double targetOf(int trade) const;
    /// Decimals of a price: as many as its tick needs.
    int priceDecimals() const { return m_priceDecimals; }
    /// Extremes of what the pane shows on bars [first, end), reference lines included.
    MinMax valueRange(const PanePlan& pane, std::int64_t first, std::int64_t end) const;

private:
    void addPricePanes();
    void addIndicatorPanes();
    void addEquityPanes();

    ChartModelPtr m_model;
    std::vector<PanePlan> m_panes;
    MinMaxPyramid m_lowHigh, m_volume;
    DrawnSeries m_closes;
    TradeIndex m_trades;
    int m_priceDecimals = 2;
};

/// Fall from the highest equity so far. Units: per cent, ≤ 0. Requires: start > 0.
std::vector<double> underwaterOf(std::span<const double> equity, double start);
/// Sharpe ratio a year of the last `window` returns per bar; NaN before there are as many and where
/// they do not vary. Requires: window ≥ 2, start > 0. Source: metrics::sharpe, risk-free rate 0.
std::vector<double> rollingSharpeOf(std::span<const double> equity, double start, int window,
                                    double periodsPerYear);

} // namespace sw::chart
