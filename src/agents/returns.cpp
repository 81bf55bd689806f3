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
        series.equity = engine::equityOf(run, stop);
        series.time = run.bars->time().subspan(static_cast<std::size_t>(run.ledger.firstBar),
                                               series.equity.size());
        series.keepsTime = run.bars;
    } else {
        engine::TotalCurve total = engine::totalCurve(result, stop);
        const auto time = std::make_shared<const std::vector<Timestamp>>(std::move(total.time));
        series.time = *time;
        series.keepsTime = time;
        series.equity = std::move(total.equity);
    }
    if (stop.stop_requested()) {
        return series;
    }
    if (series.start > 0) {
        series.returns = metrics::simpleReturns({series.start, series.time, series.equity}, stop);
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
    std::span<const double> mine = candidate.returns;
    std::span<const double> theirs = incumbent.returns;
    std::span<const Timestamp> time = candidate.time;
    metrics::PairedReturns paired;
    if (!std::ranges::equal(candidate.time, incumbent.time)) {
        paired = metrics::pairedReturns({candidate.start, candidate.time, candidate.equity},
                                        {incumbent.start, incumbent.time, incumbent.equity},
                                        options.stop);
        mine = paired.first;
        theirs = paired.second;
        time = paired.time;
    }
    if (options.stop.stop_requested()) {
        return undefinedFor(kCancelled);
    }
    if (mine.size() < 2) {
        return undefinedFor("fewer than two common bars to compare on");
    }
    const metrics::ResampleSeries first =
        metrics::resampleSeries(time, mine, candidate.periodsPerYear, candidate.daysPerYear,
                                options.mostPeriods, options.stop);
    if (options.stop.stop_requested()) {
        return undefinedFor(kCancelled);
    }
    const metrics::ResampleSeries second =
        metrics::resampleSeries(time, theirs, candidate.periodsPerYear, candidate.daysPerYear,
                                options.mostPeriods, options.stop);
    if (options.stop.stop_requested()) {
        return undefinedFor(kCancelled);
    }
    return metrics::compareScores(first.returns, second.returns, metrics::Score::Sharpe,
                                  first.periodsPerYear, options);
}

} // namespace sw::agents
