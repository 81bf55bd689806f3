#include "metrics/comparison.h"

#include "metrics/report.h"

namespace sw::metrics {

namespace {

double startOf(const engine::BacktestResult& result)
{
    double cash = 0;
    for (const engine::SymbolRun& run : result.runs) {
        cash += run.ledger.startCash;
    }
    return cash;
}

} // namespace

ScoreDifference compareResults(const engine::BacktestResult& candidate,
                               const engine::BacktestResult& incumbent, Score score,
                               const BootstrapOptions& options)
{
    const engine::TotalCurve first = engine::totalCurve(candidate);
    const engine::TotalCurve second = engine::totalCurve(incumbent);
    const PairedReturns paired = pairedReturns({startOf(candidate), first.time, first.equity},
                                               {startOf(incumbent), second.time, second.equity});
    return compareScores(paired.first, paired.second, score, periodsPerYear(candidate), options);
}

} // namespace sw::metrics
