#include "metrics/comparison.h"

#include "metrics/report.h"
#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;

namespace {

/// Holds 100 pieces from bar 1 to the end, or nothing.
engine::BacktestResult resultOf(market::BarsPtr bars, bool invested, std::int32_t firstBar = 0)
{
    engine::BacktestResult result;
    engine::SymbolRun run;
    run.ledger.startCash = 20000;
    run.ledger.firstBar = firstBar;
    run.ledger.endBar = static_cast<std::int32_t>(bars->size());
    if (invested) {
        engine::Trade trade = test::tradeOf(0);
        trade.exitReason = engine::ExitReason::StillOpen;
        trade.exitFill = engine::FillRule::EndOfData;
        trade.entryBar = 1;
        trade.exitBar = run.ledger.endBar - 1;
        trade.size = 100;
        trade.entryPrice = bars->open()[1];
        trade.exitPrice = bars->close().back();
        trade.grossPnl = trade.netPnl = 100 * (trade.exitPrice - trade.entryPrice);
        run.ledger.trades = {trade};
    }
    run.bars = std::move(bars);
    result.runs.push_back(run);
    return result;
}

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT

private slots:
    void differenceIsThatOfTheReports()
    {
        const auto close = test::compounded(100, test::noise(3, 400, 0.001, 0.01));
        const auto bars = test::barsOf(close, close);
        const auto invested = resultOf(bars, true);
        const auto idle = resultOf(bars, false);
        ReportOptions plain;
        plain.bootstrap.reset();
        const Report report = metrics::report(invested, plain);
        BootstrapOptions options;
        options.replicates = 200;
        const auto sharpe = compareResults(invested, idle, Score::Sharpe, options);
        QCOMPARE(offBy(sharpe.difference.value, *report[FigureId::Sharpe].value, 1e-9), QString());
        const auto total = compareResults(invested, idle, Score::TotalReturn, options);
        QCOMPARE(offBy(total.difference.value, *report[FigureId::TotalReturn].value, 1e-9),
                 QString());
        const auto fall = compareResults(invested, idle, Score::MaxDrawdown, options);
        QCOMPARE(offBy(fall.difference.value, -*report[FigureId::MaxDrawdown].value, 1e-9),
                 QString());
        QVERIFY(*sharpe.standardError.value > 0.3);
    }

    void aLaterStartIsComparedOnCommonDates()
    {
        const auto close = test::compounded(100, test::noise(3, 50, 0.001, 0.01));
        const auto bars = test::barsOf(close, close);
        const auto found = compareResults(resultOf(bars, false, 30), resultOf(bars, false),
                                          Score::Sharpe, BootstrapOptions{});
        QCOMPARE(found.difference.value, std::optional<double>(0));
        const auto apart = compareResults(resultOf(bars, false, 49), resultOf(bars, false),
                                          Score::Sharpe, BootstrapOptions{});
        QVERIFY(!apart.difference.value);
        QVERIFY(!apart.difference.reason.empty());
        QVERIFY(!apart.improves());
    }
};

SW_TEST(TestComparison)
#include "tst_comparison.moc"
