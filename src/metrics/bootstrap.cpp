#include "metrics/bootstrap.h"

#include "base/expects.h"
#include "metrics/normal.h"
#include "metrics/random.h"
#include "metrics/trade_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::metrics {

namespace {

/// Walks through 0…count-1 in blocks of geometric length with a random start, wrapping around.
class StationaryWalk
{
public:
    StationaryWalk(std::uint64_t seed, std::uint64_t replicate, std::size_t count, double meanBlock)
        : m_random(seed, replicate),
          m_count(count),
          m_restartBelow(meanBlock <= 1
                             ? ~std::uint64_t{0}
                             : static_cast<std::uint64_t>(std::ldexp(1.0 / meanBlock, 64))),
          m_at(m_random.below(count))
    {}

    std::size_t next()
    {
        const std::size_t current = m_at;
        m_at = current + 1 == m_count ? 0 : current + 1;
        if (m_random.next() < m_restartBelow) {
            m_at = m_random.below(m_count);
        }
        return current;
    }

private:
    RandomStream m_random;
    std::size_t m_count;
    std::uint64_t m_restartBelow;
    std::size_t m_at;
};

/// What one walk through resampled returns adds up to.
class PathSums
{
public:
    void add(double value)
    {
        m_sum += value;
        m_squares += value * value;
        m_growth *= 1 + value;
        m_peak = m_growth > m_peak ? m_growth : m_peak;
        const double kept = m_growth / m_peak;
        m_leastKept = kept < m_leastKept ? kept : m_leastKept;
    }
    double growth() const { return m_growth; }
    double maxDrawdown() const { return 1 - m_leastKept; }
    /// Yearly Sharpe ratio, nothing when the returns do not vary.
    std::optional<double> sharpe(double count, double periodsPerYear, double riskFree) const
    {
        const double mean = m_sum / count;
        const double variance = (m_squares - m_sum * mean) / (count - 1);
        // Sums of squares lose half the digits: below this the spread is rounding.
        if (!(variance > 1e-14 * m_squares / count) || !(variance > 1e-24)) {
            return std::nullopt;
        }
        return std::sqrt(periodsPerYear / variance) * (mean - riskFree / periodsPerYear);
    }

private:
    double m_sum = 0, m_squares = 0, m_growth = 1, m_peak = 1, m_leastKept = 1;
};

double blockOf(const BootstrapOptions& options, std::size_t count)
{
    return options.meanBlock ? std::max(1.0, *options.meanBlock)
                             : std::max(1.0, std::cbrt(static_cast<double>(count)));
}

/// Percentile interval; nothing when too few replicates had a value or an end is not finite.
std::optional<Interval> percentiles(std::vector<double> values, int replicates, double level)
{
    const bool hasNan =
        std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
    if (hasNan || values.empty() || static_cast<double>(values.size()) < 0.9 * replicates) {
        return std::nullopt;
    }
    std::sort(values.begin(), values.end());
    const double tail = (1 - level) / 2;
    const Interval interval{quantileOf(values, tail), quantileOf(values, 1 - tail), level};
    if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) {
        return std::nullopt;
    }
    return interval;
}

/// Efron's bias-corrected and accelerated interval of a mean from its replicates.
std::optional<Interval> correctedInterval(std::span<const double> data, std::vector<double> means,
                                          int replicates, double level)
{
    const Moments moments = momentsOf(data);
    const double below = static_cast<double>(
        std::count_if(means.begin(), means.end(), [&](double m) { return m < moments.mean; }));
    const double share = below / replicates;
    // Profits near the largest number there is have no third moment to correct by.
    const bool hasShape = moments.varies() && std::isfinite(moments.skewness);
    if (!hasShape || share <= 0 || share >= 1) {
        return percentiles(std::move(means), replicates, level);
    }
    // For a mean the jackknife gives a = skewness / (6 sqrt(n)).
    const double acceleration =
        moments.skewness / (6 * std::sqrt(static_cast<double>(moments.count)));
    const double bias = normalQuantile(share);
    const auto adjusted = [&](double p) {
        const double z = bias + normalQuantile(p);
        return normalCdf(bias + z / (1 - acceleration * z));
    };
    const double tail = (1 - level) / 2;
    const double low = quantileOf(means, adjusted(tail));
    const double high = quantileOf(means, adjusted(1 - tail));
    return Interval{low, high, level};
}

double scoreOf(const PathSums& path, Score score, double count, double periodsPerYear)
{
    switch (score) {
    case Score::Sharpe:
        return path.sharpe(count, periodsPerYear, 0).value_or(0);
    case Score::TotalReturn:
        return path.growth() - 1;
    case Score::MaxDrawdown:
        return -path.maxDrawdown();
    }
    return 0;
}

} // namespace

ResampleSeries resampleSeries(std::span<const Timestamp> time, std::span<const double> returns,
                              double periodsPerYear, double daysPerYear, std::int64_t mostPeriods,
                              const std::stop_token& stop)
{
    EXPECTS(time.size() == returns.size() && mostPeriods >= 2);
    const auto most = static_cast<std::size_t>(mostPeriods);
    ResampleSeries series{{}, periodsPerYear, {}};
    std::span<const double> left = returns;
    if (left.size() > most && periodsPerYear > daysPerYear) {
        series.returns = dailyReturns(time, returns, stop);
        left = series.returns;
        series.periodsPerYear = daysPerYear;
        series.note = "returns compounded to days first";
    }
    if (left.size() > most) {
        const auto count = static_cast<std::int64_t>(left.size());
        const std::int64_t group = (count + mostPeriods - 1) / mostPeriods;
        series.note += fmt::format("{}returns compounded over {} {} each first",
                                   series.note.empty() ? "" : ", ", group,
                                   series.note.empty() ? "bars" : "days");
        series.returns = groupedReturns(left, group);
        series.periodsPerYear /= static_cast<double>(group);
    } else if (left.data() == returns.data()) {
        series.returns.assign(returns.begin(), returns.end());
    }
    return series;
}

CurveBootstrap bootstrapCurve(const CurveBootstrapInput& input, const BootstrapOptions& options)
{
    const std::size_t count = input.returns.size();
    EXPECTS(count >= 2 && count < (std::size_t{1} << 32) && options.replicates >= 1);
    CurveBootstrap result;
    result.replicates = options.replicates;
    result.seed = options.seed;
    result.meanBlock = blockOf(options, count);
    result.periods = static_cast<std::int64_t>(count);
    const auto replicates = static_cast<std::size_t>(options.replicates);
    std::vector<double> sharpes, growths, totals, drawdowns;
    sharpes.reserve(replicates);
    growths.reserve(replicates);
    totals.reserve(replicates);
    drawdowns.reserve(replicates);
    for (std::size_t b = 0; b < replicates; ++b) {
        if (b > 0 && options.stop.stop_requested()) {
            break;
        }
        StationaryWalk walk(options.seed, b, count, result.meanBlock);
        PathSums path;
        for (std::size_t i = 0; i < count; ++i) {
            path.add(input.returns[walk.next()]);
        }
        const double periods = static_cast<double>(count);
        if (const auto value = path.sharpe(periods, input.periodsPerYear, input.riskFree)) {
            sharpes.push_back(*value);
        }
        if (input.days >= 1 && path.growth() > 0) {
            growths.push_back(std::pow(path.growth(), 365.25 / input.days) - 1);
        }
        totals.push_back(path.growth() - 1);
        drawdowns.push_back(path.maxDrawdown());
    }
    result.drawdownToExpect = quantileOf(drawdowns, 0.95);
    result.sharpe = percentiles(std::move(sharpes), options.replicates, options.level);
    result.cagr = percentiles(std::move(growths), options.replicates, options.level);
    result.totalReturn = percentiles(std::move(totals), options.replicates, options.level);
    result.maxDrawdown = percentiles(std::move(drawdowns), options.replicates, options.level);
    result.note = fmt::format(
        "stationary bootstrap of {} returns, {} replicates, mean block {:.1f}{}, seed {}{}{}",
        count, options.replicates, result.meanBlock,
        options.meanBlock ? "" : " (the cube root of the length)", options.seed,
        input.note.empty() ? "" : "; ", input.note);
    return result;
}

TradeBootstrap bootstrapTrades(std::span<const double> profits, const BootstrapOptions& options)
{
    const std::size_t count = profits.size();
    EXPECTS(count >= 1 && count < (std::size_t{1} << 32) && options.replicates >= 1);
    TradeBootstrap result;
    result.fewTrades = static_cast<std::int64_t>(count) < kFewTrades;
    const auto replicates = static_cast<std::size_t>(options.replicates);
    std::vector<double> totals, means, factors;
    totals.reserve(replicates);
    means.reserve(replicates);
    for (std::size_t b = 0; b < replicates; ++b) {
        if (b > 0 && options.stop.stop_requested()) {
            break;
        }
        RandomStream random(options.seed, b);
        double gains = 0;
        double losses = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double profit = profits[random.below(count)];
            gains += profit > 0 ? profit : 0.0;
            losses -= profit < 0 ? profit : 0.0;
        }
        totals.push_back(gains - losses);
        means.push_back((gains - losses) / static_cast<double>(count));
        if (losses > 0) {
            factors.push_back(gains / losses);
        }
    }
    const bool corrected = count >= 20;
    result.expectancy = corrected
                            ? correctedInterval(profits, means, options.replicates, options.level)
                            : percentiles(means, options.replicates, options.level);
    result.total = percentiles(std::move(totals), options.replicates, options.level);
    result.profitFactor = percentiles(std::move(factors), options.replicates, options.level);
    result.note =
        fmt::format("{} trades drawn with replacement, {} replicates, seed {}{}{}", count,
                    options.replicates, options.seed, corrected ? "; expectancy by BCa" : "",
                    result.fewTrades ? "; few trades" : "");
    return result;
}

ScoreDifference compareScores(std::span<const double> candidate, std::span<const double> incumbent,
                              Score score, double periodsPerYear, const BootstrapOptions& options)
{
    EXPECTS(candidate.size() == incumbent.size() && options.replicates >= 2);
    const std::size_t count = candidate.size();
    ScoreDifference result;
    if (count < 2) {
        result.difference = undefined("fewer than two bars to compare on");
        result.standardError = result.difference;
        return result;
    }
    const double periods = static_cast<double>(count);
    const auto difference = [&](auto&& index) {
        PathSums first;
        PathSums second;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = index(i);
            first.add(candidate[at]);
            second.add(incumbent[at]);
        }
        return scoreOf(first, score, periods, periodsPerYear) -
               scoreOf(second, score, periods, periodsPerYear);
    };
    result.difference = defined(difference([](std::size_t i) { return i; }));
    std::vector<double> differences;
    differences.reserve(static_cast<std::size_t>(options.replicates));
    const double block = blockOf(options, count);
    for (int b = 0; b < options.replicates; ++b) {
        if (b > 0 && options.stop.stop_requested()) {
            break;
        }
        StationaryWalk walk(options.seed, static_cast<std::uint64_t>(b), count, block);
        differences.push_back(difference([&](std::size_t) { return walk.next(); }));
    }
    result.standardError = defined(momentsOf(differences).deviation);
    return result;
}

} // namespace sw::metrics
