// How far the figures of one backtest could have come out otherwise: resampling of its own returns
// and trades. Seeded; the same seed gives the same bytes everywhere.
#pragma once

#include "metrics/figures.h"
#include "metrics/returns.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace sw::metrics {

struct BootstrapOptions {
    int replicates = 1000;
    std::uint64_t seed = 20240131;   ///< recorded in the result
    std::optional<double> meanBlock; ///< periods; T^(1/3) when absent
    double level = 0.95;
    std::int64_t mostPeriods = 20000; ///< longer series are compounded to days or groups first
    /// Observed once a replicate. A stopped resampling has fewer replicates than asked for, so the
    /// caller throws its result away.
    std::stop_token stop = {};
};

/// Returns made short enough to resample.
struct ResampleSeries {
    std::vector<double> returns;
    double periodsPerYear = 252; ///< of `returns`
    std::string note;            ///< what was compounded; empty when nothing was
};
/// The returns as they are when there are at most `mostPeriods`; else compounded to UTC days when
/// the bars are shorter (then `daysPerYear` applies), and to groups of equal size if still too
/// many. Only part of them once `stop` is requested.
ResampleSeries resampleSeries(std::span<const Timestamp> time, std::span<const double> returns,
                              double periodsPerYear, double daysPerYear, std::int64_t mostPeriods,
                              const std::stop_token& stop = {});

/// Intervals of curve figures from the stationary bootstrap.
struct CurveBootstrap {
    std::optional<Interval> sharpe, cagr, totalReturn, maxDrawdown;
    double drawdownToExpect = 0; ///< 95 % quantile of the maximum drawdown
    int replicates = 0;
    std::uint64_t seed = 0;
    double meanBlock = 0;     ///< periods of the resampled series
    std::int64_t periods = 0; ///< length of the resampled series
    std::string note;         ///< one sentence: method, block length, seed, what was compounded
};

/// What the curve bootstrap needs besides the returns.
struct CurveBootstrapInput {
    std::span<const double> returns;
    double periodsPerYear = 252;
    double riskFree = 0; ///< fraction a year
    double days = 0;     ///< calendar days from first to last bar, for CAGR
    std::string note;    ///< from resampleSeries
};

/// Resamples the returns in blocks of geometric length, wrapping around the end, and takes
/// percentile intervals. Drawdowns are of the closes of the resampled periods. A figure that is
/// undefined in more than a tenth of the replicates gets no interval.
/// Requires: at least 2 returns, replicates ≥ 1. Cost: about 3 ns × replicates × returns.
/// Source: Politis & Romano 1994, JASA 89(428); block length T^(1/3) as a rule of thumb.
CurveBootstrap bootstrapCurve(const CurveBootstrapInput& input, const BootstrapOptions& options);

/// Intervals of trade figures from resampling trades with replacement.
struct TradeBootstrap {
    std::optional<Interval> total, expectancy; ///< money; expectancy by BCa from 20 trades on
    std::optional<Interval> profitFactor;      ///< absent when a resample often has no losing trade
    bool fewTrades = false;                    ///< below 30: hardly more than a hint
    std::string note;
};
/// Requires: at least one profit, replicates ≥ 1.
/// Source: Efron 1987, JASA 82(397) for BCa.
TradeBootstrap bootstrapTrades(std::span<const double> profits, const BootstrapOptions& options);

/// The score by which two variants are compared.
enum class Score : std::uint8_t { Sharpe, TotalReturn, MaxDrawdown };

/// Difference of a score between a candidate and the variant it would replace.
struct ScoreDifference {
    Figure difference;    ///< candidate minus incumbent; a shallower drawdown counts positive
    Figure standardError; ///< of that difference
    /// True when the candidate is better by more than one standard error.
    bool improves() const
    {
        return difference.value && standardError.value && *difference.value > *standardError.value;
    }
};
/// Paired stationary bootstrap: both are resampled on the same dates, so what they share cancels.
/// An undefined Sharpe ratio (no trade) counts as 0 here: staying out has no excess return.
/// Requires: equal lengths on the same dates (pairedReturns), replicates ≥ 2.
ScoreDifference compareScores(std::span<const double> candidate, std::span<const double> incumbent,
                              Score score, double periodsPerYear, const BootstrapOptions& options);

} // namespace sw::metrics
