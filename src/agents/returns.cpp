#include "agents/returns.h"

#include "metrics/report.h"

#include <algorithm>

namespace sw::agents {

ReturnSeries seriesOf(const engine::BacktestResult& result, const std::stop_token& stop)
{
    ReturnSeries series;
    if (stop.stop_requested()) {
        return series;
    }
    series.periodsPerYear = metrics::periodsPerYear(result);
    for (const engine::SymbolRun& run : result.runs) {
        series.start += run.ledger.startCash;
        series.daysPerYear =
            std::max(series.daysPerYear, market::periodsPerYear(run.bars->instrument().assetClass,
                                                                {1, FrameUnit::Day}));
    }
    if (result.runs.size() == 1) {
        const engine::SymbolRun& run = result.runs.front();
        series.equity = engine::equityCurve(run).equity;
        if (stop.stop_requested()) {
            return series;
        }
        const std::span<const Timestamp> time = run.bars->time().subspan(
            static_cast<std::size_t>(run.ledger.firstBar), series.equity.size());
        series.time.assign(time.begin(), time.end());
    } else {
        engine::TotalCurve total = engine::totalCurve(result);
        series.time = std::move(total.time);
        series.equity = std::move(total.equity);
    }
    if (stop.stop_requested()) {
        return series;
    }
    if (series.start > 0) {
        series.returns = metrics::simpleReturns({series.start, series.time, series.equity});
    } else {
        series.returns.assign(series.time.size(), 0.0);
    }
    return series;
}

metrics::ScoreDifference compareSharpe(const ReturnSeries& candidate, const ReturnSeries& incumbent,
                                       const metrics::BootstrapOptions& options)
{
    const auto undefinedFor = [](const char* reason) {
        metrics::ScoreDifference none;
        none.difference = metrics::undefined(reason);
        none.standardError = none.difference;
        return none;
    };
    constexpr const char* kCancelled = "the comparison was cancelled";
    if (options.stop.stop_requested()) {
        return undefinedFor(kCancelled);
    }
    std::vector<double> mine = candidate.returns;
    std::vector<double> theirs = incumbent.returns;
    std::span<const Timestamp> time = candidate.time;
    std::vector<Timestamp> shared;
    if (candidate.time != incumbent.time) {
        metrics::PairedReturns paired =
            metrics::pairedReturns({candidate.start, candidate.time, candidate.equity},
                                   {incumbent.start, incumbent.time, incumbent.equity});
        mine = std::move(paired.first);
        theirs = std::move(paired.second);
        std::ranges::set_intersection(candidate.time, incumbent.time, std::back_inserter(shared));
        // Paired returns lie between common dates: without the first date when it has no return.
        time = std::span<const Timestamp>(shared).last(std::min(shared.size(), mine.size()));
    }
    if (mine.size() < 2) {
        return undefinedFor("fewer than two common bars to compare on");
    }
    if (options.stop.stop_requested()) {
        return undefinedFor(kCancelled);
    }
    const metrics::ResampleSeries first =
        metrics::resampleSeries(time, std::move(mine), candidate.periodsPerYear,
                                candidate.daysPerYear, options.mostPeriods);
    if (options.stop.stop_requested()) {
        return undefinedFor(kCancelled);
    }
    const metrics::ResampleSeries second =
        metrics::resampleSeries(time, std::move(theirs), candidate.periodsPerYear,
                                candidate.daysPerYear, options.mostPeriods);
    return metrics::compareScores(first.returns, second.returns, metrics::Score::Sharpe,
                                  first.periodsPerYear, options);
}

} // namespace sw::agents
