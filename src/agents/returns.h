// The returns that the loop compares: of whole results, on the dates that two of them share, and
// short enough to resample while somebody may cancel.
#pragma once

#include "engine/backtest.h"
#include "metrics/bootstrap.h"

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace sw::agents {

/// Per-period returns of all symbols together.
struct ReturnSeries {
    std::span<const Timestamp> time; ///< of `keepsTime`
    std::shared_ptr<const void> keepsTime;
    std::vector<double> returns; ///< fractions, one per time
    double start = 0;            ///< money before the first bar
    std::vector<double> equity;  ///< money, one per time
    double periodsPerYear = 252;
    double daysPerYear = 252;
};
/// The returns of a result on the union of its dates; part of them once `stop` is requested. Cost:
/// about 10 ns per bar.
ReturnSeries seriesOf(const engine::BacktestResult& result, const std::stop_token& stop = {});

/// The yearly Sharpe ratio of `candidate` minus that of `incumbent`, with the bootstrap error of
/// the difference, on the dates that both have; long series are compounded first, so that the cost
/// is bounded: at most options.mostPeriods × options.replicates steps.
metrics::ScoreDifference compareSharpe(const ReturnSeries& candidate, const ReturnSeries& incumbent,
                                       const metrics::BootstrapOptions& options);

} // namespace sw::agents
