#include "chart/prepared.h"

#include "base/expects.h"

#include <algorithm>
#include <cmath>

namespace sw::chart {

namespace {

constexpr double kNoDeviation = 1e-12; // as metrics::Moments
constexpr int kResumAfter = 4096;      // keeps rounding of the running sums from growing

/// Decimals that a tick of the size needs: 0.01 gives 2.
int decimalsOf(double tick)
{
    int decimals = 0;
    while (decimals < 8 && std::fabs(tick - std::round(tick)) > 1e-9 * std::fabs(tick)) {
        tick *= 10;
        ++decimals;
    }
    return decimals;
}

/// Decimals that tell neighbouring prices of this size apart.
int decimalsForSize(double price)
{
    const double size = std::fabs(price);
    if (!(size > 0)) {
        return 0;
    }
    return std::clamp(static_cast<int>(std::ceil(3.0 - std::log10(size))), 0, 8);
}

DrawnSeries drawn(const Series& series, int order)
{
    DrawnSeries out;
    out.name = series.name;
    out.owner = series.values;
    if (series.values != nullptr) {
        out.values = *series.values;
    }
    out.firstBar = series.firstBar;
    out.style = series.style;
    out.color = series.color;
    out.order = order;
    out.pyramid = MinMaxPyramid(out.values);
    return out;
}

std::vector<DrawnSeries> drawnAll(const std::vector<Series>& series)
{
    std::vector<DrawnSeries> out;
    int order = 0;
    for (const Series& one : series) {
        out.push_back(drawn(one, order));
        order += one.color == ColorRole::Automatic ? 1 : 0;
    }
    return out;
}

} // namespace

MinMax DrawnSeries::range(std::int64_t first, std::int64_t end) const
{
    first = std::max<std::int64_t>(0, first - firstBar);
    end = std::max<std::int64_t>(first, end - firstBar);
    const MinMax raw =
        pyramid.range(static_cast<std::size_t>(first), static_cast<std::size_t>(end));
    if (raw.isEmpty()) {
        return raw;
    }
    return MinMax{raw.low * scale + shift, raw.high * scale + shift};
}

std::vector<double> underwaterOf(std::span<const double> equity, double start)
{
    EXPECTS(start > 0);
    std::vector<double> out;
    out.reserve(equity.size());
    double peak = start;
    for (const double value : equity) {
        peak = value > peak ? value : peak;
        out.push_back(100 * (value / peak - 1));
    }
    return out;
}

std::vector<double> rollingSharpeOf(std::span<const double> equity, double start, int window,
                                    double periodsPerYear)
{
    EXPECTS(window >= 2 && start > 0);
    std::vector<double> returns;
    returns.reserve(equity.size());
    double before = start;
    for (const double value : equity) {
        returns.push_back(before > 0 ? value / before - 1 : 0);
        before = value;
    }
    const auto length = static_cast<std::size_t>(window);
    std::vector<double> out(equity.size(), std::numeric_limits<double>::quiet_NaN());
    double sum = 0;
    double squares = 0;
    // Returns in the window that differ from the one before: an account at rest has none, which
    // running sums alone cannot tell from rounding.
    std::size_t changes = 0;
    const auto differs = [&returns](std::size_t k) {
        return returns[k] != returns[k - 1] ? 1U : 0U;
    };
    for (std::size_t i = 0; i < returns.size(); ++i) {
        changes += i > 0 ? differs(i) : 0;
        changes -= i >= length ? differs(i + 1 - length) : 0;
        sum += returns[i];
        squares += returns[i] * returns[i];
        if (i >= length) {
            sum -= returns[i - length];
            squares -= returns[i - length] * returns[i - length];
        }
        if (i + 1 < length) {
            continue;
        }
        if (i % kResumAfter == 0) {
            sum = 0;
            squares = 0;
            for (std::size_t k = i + 1 - length; k <= i; ++k) {
                sum += returns[k];
                squares += returns[k] * returns[k];
            }
        }
        const double mean = sum / window;
        const double variance = (squares - sum * mean) / (window - 1);
        // Below this the difference of the two sums is rounding alone.
        const double floor = 1e-13 * squares;
        if (changes > 0 && variance > floor && std::sqrt(variance) > kNoDeviation) {
            out[i] = mean / std::sqrt(variance) * std::sqrt(periodsPerYear);
        }
    }
    return out;
}

Prepared::Prepared(ChartModelPtr model) : m_model(std::move(model))
{
    EXPECTS(m_model != nullptr && m_model->bars != nullptr);
    addPricePanes();
    addIndicatorPanes();
    addEquityPanes();
    m_trades = TradeIndex(m_model->trades);
}

void Prepared::addPricePanes()
{
    const market::Bars& all = bars();
    m_lowHigh = MinMaxPyramid(all.low(), all.high());
    m_closes.name = all.symbol();
    m_closes.values = all.close();
    m_closes.pyramid = MinMaxPyramid(all.close());
    const MinMax extremes = m_lowHigh.range(0, all.size());
    m_priceDecimals = decimalsOf(all.instrument().tick);
    if (!extremes.isEmpty()) {
        m_priceDecimals =
            std::max(m_priceDecimals,
                     decimalsForSize(std::max(std::fabs(extremes.low), std::fabs(extremes.high))));
        if (all.ticksPerUnit() == 1) {
            m_priceDecimals = 0; // whole numbers only: an index in points
        }
    }
    PanePlan price;
    price.id = kPricePane;
    price.title = all.symbol() + "  " + all.timeframe().text();
    price.format = ValueFormat::Price;
    price.weight = 5;
    price.series = drawnAll(m_model->overlays);
    m_panes.push_back(std::move(price));

    m_volume = MinMaxPyramid(all.volume());
    const MinMax volumes = m_volume.range(0, all.size());
    if (!volumes.isEmpty() && volumes.high > 0) {
        PanePlan volume;
        volume.id = kVolumePane;
        volume.title = "Volume";
        volume.format = ValueFormat::Volume;
        volume.minimum = 0;
        m_panes.push_back(std::move(volume));
    }
}

void Prepared::addIndicatorPanes()
{
    for (const IndicatorPane& pane : m_model->panes) {
        PanePlan plan;
        plan.id = pane.id;
        plan.title = pane.title;
        plan.weight = 1.4;
        plan.series = drawnAll(pane.series);
        plan.lines = pane.lines;
        plan.zones = pane.zones;
        plan.minimum = pane.minimum;
        plan.maximum = pane.maximum;
        m_panes.push_back(std::move(plan));
    }
}

void Prepared::addEquityPanes()
{
    if (!m_model->equity || m_model->equity->equity == nullptr ||
        m_model->equity->equity->empty() || !(m_model->equity->start > 0)) {
        return;
    }
    const EquityCurves& curves = *m_model->equity;
    const auto percent = [&](Column column, const char* name, SeriesStyle style, ColorRole color) {
        DrawnSeries series =
            drawn(Series{name, std::move(column), style, color, curves.firstBar}, 0);
        series.scale = 100 / curves.start;
        series.shift = -100;
        return series;
    };
    PanePlan equity;
    equity.id = kEquityPane;
    equity.title = "Equity";
    equity.format = ValueFormat::Percent;
    equity.weight = 1.6;
    equity.series.push_back(
        percent(curves.equity, "Strategy", SeriesStyle::Area, ColorRole::Accent));
    if (curves.buyAndHold != nullptr) {
        equity.series.push_back(
            percent(curves.buyAndHold, "Buy & hold", SeriesStyle::Line, ColorRole::Benchmark));
    }
    m_panes.push_back(std::move(equity));

    const auto derived = [&](std::vector<double> values, const char* name, SeriesStyle style,
                             ColorRole color) {
        return drawn(Series{name, std::make_shared<const std::vector<double>>(std::move(values)),
                            style, color, curves.firstBar},
                     0);
    };
    PanePlan underwater;
    underwater.id = kUnderwaterPane;
    underwater.title = "Drawdown";
    underwater.format = ValueFormat::Percent;
    underwater.maximum = 0;
    underwater.series.push_back(derived(underwaterOf(*curves.equity, curves.start), "",
                                        SeriesStyle::Area, ColorRole::Down));
    m_panes.push_back(std::move(underwater));

    const int window = curves.sharpeWindow > 0
                           ? std::max(2, curves.sharpeWindow)
                           : std::max(20, static_cast<int>(std::lround(curves.periodsPerYear / 4)));
    if (curves.equity->size() < static_cast<std::size_t>(window)) {
        return;
    }
    PanePlan sharpe;
    sharpe.id = kSharpePane;
    sharpe.title = "Sharpe of " + std::to_string(window) + " bars";
    sharpe.lines.push_back(ReferenceLine{0, "", Role::Neutral});
    sharpe.series.push_back(
        derived(rollingSharpeOf(*curves.equity, curves.start, window, curves.periodsPerYear), "",
                SeriesStyle::Line, ColorRole::Accent));
    m_panes.push_back(std::move(sharpe));
}

const PanePlan* Prepared::pane(const std::string& id) const
{
    const auto at = std::find_if(m_panes.begin(), m_panes.end(),
                                 [&](const PanePlan& pane) { return pane.id == id; });
    return at == m_panes.end() ? nullptr : &*at;
}

double Prepared::targetOf(int trade) const
{
    const auto k = static_cast<std::size_t>(trade);
    return k < m_model->targets.size() ? m_model->targets[k]
                                       : std::numeric_limits<double>::quiet_NaN();
}

MinMax Prepared::valueRange(const PanePlan& pane, std::int64_t first, std::int64_t end) const
{
    MinMax found;
    const auto from = static_cast<std::size_t>(std::max<std::int64_t>(0, first));
    const auto to = static_cast<std::size_t>(std::max<std::int64_t>(0, end));
    if (pane.isPrice()) {
        found = m_lowHigh.range(from, to);
    } else if (pane.isVolume()) {
        found = m_volume.range(from, to);
    }
    for (const DrawnSeries& series : pane.series) {
        found.add(series.range(first, end));
        if (series.style != SeriesStyle::Line && !pane.isPrice() && !found.isEmpty()) {
            found.add(0.0);
        }
    }
    for (const ReferenceLine& line : pane.lines) {
        found.add(line.value);
    }
    return found;
}

PreparedPtr prepareChart(ChartModelPtr model)
{
    return std::make_shared<const Prepared>(std::move(model));
}

} // namespace sw::chart
