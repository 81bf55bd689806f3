#include "metrics/report.h"

#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;
using Id = FigureId;

namespace {

ReportOptions plain()
{
    ReportOptions options;
    options.bootstrap.reset();
    return options;
}

/// Every figure has a value or a reason, and never both.
QString unexplained(const Report& report)
{
    for (const FigureDefinition& row : figures()) {
        const Figure& figure = report[row.figure];
        if (figure.value.has_value() != figure.reason.empty() ||
            figure.reason == "not part of this report" ||
            (figure.value && !std::isfinite(*figure.value))) {
            return QString::fromUtf8(row.id.data(), static_cast<qsizetype>(row.id.size()));
        }
    }
    return {};
}

engine::SymbolRun runOf(market::BarsPtr bars, std::vector<engine::Trade> trades, double cash)
{
    engine::SymbolRun run;
    run.ledger.symbol = bars->symbol();
    run.ledger.startCash = cash;
    run.ledger.endBar = static_cast<std::int32_t>(bars->size());
    run.ledger.trades = std::move(trades);
    run.bars = std::move(bars);
    return run;
}

/// Long from bar 1 at 10 to bar 3 at 12, size 20.
engine::Trade twentyUp()
{
    engine::Trade trade = test::tradeOf(40);
    trade.entryBar = 1;
    trade.exitBar = 3;
    trade.size = 20;
    trade.entryPrice = 10;
    trade.exitPrice = 12;
    return trade;
}

} // namespace

class TestReport : public QObject
{
    Q_OBJECT

private slots:
    void aStoppedReportSaysNothing()
    {
        std::stop_source stop;
        stop.request_stop();
        ReportOptions options = plain();
        options.stop = stop.get_token();
        const auto bars = test::barsOf({10, 10, 10, 12, 12}, {10, 10, 11, 13, 12});
        engine::BacktestResult result;
        for (int symbols = 1; symbols <= 2; ++symbols) {
            result.runs.push_back(runOf(bars, {twentyUp()}, 400));
            const Report found = report(result, options);
            QVERIFY(!found[Id::TotalReturn].value);
            QVERIFY(!found[Id::FinalEquity].value);
        }
    }

    // Capital 400, size 20: closes 10 10 11 13 12, bought at 10 on bar 1, sold at 12 on bar 3.
    // Equity 400, 400, 420, 440, 440. Held on bars 1, 2, 3 of 5; closes with a position on 1 and 2:
    // leverage (200/400 + 220/420)/2. Four days: turnover (200 + 240)/2 / 420 / (4/365.25).
    // Holding from the open of 10: 40 pieces, 480 at the end.
    void ofOneSymbolAgreesWithHandWorkedFigures()
    {
        const auto bars = test::barsOf({10, 10, 10, 12, 12}, {10, 10, 11, 13, 12});
        const Report found = report(runOf(bars, {twentyUp()}, 400), plain());
        QCOMPARE(found.symbol, std::string("AAPL"));
        QCOMPARE(found.window.bars, std::int64_t{5});
        QCOMPARE(found.window.days, 4.0);
        QCOMPARE(found.window.first, bars->time()[0]);
        QCOMPARE(found.window.periodsPerYear, 252.0);
        QCOMPARE(offBy(found[Id::TotalReturn].value, 0.1, 1e-14), QString());
        QCOMPARE(offBy(found[Id::NetProfit].value, 40, 1e-12), QString());
        QCOMPARE(offBy(found[Id::FinalEquity].value, 440, 1e-12), QString());
        QCOMPARE(offBy(found[Id::Exposure].value, 0.6, 1e-15), QString());
        QCOMPARE(offBy(found[Id::ReturnPerExposure].value, 0.1 / 0.6, 1e-13), QString());
        QCOMPARE(offBy(found[Id::AverageLeverage].value, (0.5 + 220.0 / 420) / 2, 1e-13),
                 QString());
        QCOMPARE(offBy(found[Id::Turnover].value, 220.0 / 420 / (4 / 365.25), 1e-10), QString());
        QCOMPARE(offBy(found[Id::HoldReturn].value, 0.2, 1e-14), QString());
        QCOMPARE(offBy(found[Id::ExcessReturn].value, -0.1, 1e-14), QString());
        QCOMPARE(offBy(found[Id::MaxDrawdown].value, 0, 0), QString());
        QVERIFY(!found[Id::MaxDrawdownBars].value);
        QCOMPARE(found[Id::Cagr].remark, std::string("extrapolated from less than a year"));
        QCOMPARE(unexplained(found), QString());
    }

    void theWholeOfOneSymbolIsThatSymbol()
    {
        engine::BacktestResult result;
        result.runs.push_back(
            runOf(test::barsOf({10, 10, 10, 12, 12}, {10, 10, 11, 13, 12}), {twentyUp()}, 400));
        const Report whole = report(result, ReportOptions{});
        const Report single = report(result.runs[0], ReportOptions{});
        QVERIFY(whole.symbol.empty());
        QCOMPARE(whole.figures == single.figures, true);
        QCOMPARE(whole.notes, single.notes);
    }

    // Two accounts of 400: the second starts a day later (bars 1…4), holds nothing and stays 400.
    // Equity 800, 800, 820, 840, 840; exposure still 3 of 5 dates.
    void severalSymbolsAddUpOnTheUnionOfTheirDates()
    {
        engine::BacktestResult result;
        const std::vector<double> open{10, 10, 10, 12, 12};
        result.runs.push_back(runOf(test::barsOf(open, {10, 10, 11, 13, 12}), {twentyUp()}, 400));
        engine::SymbolRun other = runOf(test::barsOf(open, {5, 5, 5, 5, 5}, "MSFT"), {}, 400);
        other.ledger.firstBar = 1;
        result.runs.push_back(other);
        const Report whole = report(result, plain());
        QCOMPARE(whole.window.bars, std::int64_t{5});
        QCOMPARE(offBy(whole[Id::TotalReturn].value, 0.05, 1e-14), QString());
        QCOMPARE(offBy(whole[Id::Exposure].value, 0.6, 1e-15), QString());
        QCOMPARE(offBy(whole[Id::Positions].value, 1, 0), QString());
        // Holding: 40 pieces at 12 = 480, and 400/10 = 40 pieces at 5 = 200.
        QCOMPARE(offBy(whole[Id::HoldReturn].value, -0.15, 1e-14), QString());
        QCOMPARE(offBy(whole[Id::AverageLeverage].value, (200.0 / 800 + 220.0 / 820) / 2, 1e-13),
                 QString());
        QCOMPARE(unexplained(whole), QString());
    }

    void withoutTradesFiguresSayWhy()
    {
        const auto bars = test::barsOf({10, 10, 10}, {10, 11, 12});
        const Report found = report(runOf(bars, {}, 1000), ReportOptions{});
        QCOMPARE(unexplained(found), QString());
        QCOMPARE(offBy(found[Id::TotalReturn].value, 0, 0), QString());
        QCOMPARE(offBy(found[Id::Volatility].value, 0, 0), QString());
        for (const Id id : {Id::Sharpe, Id::Sortino, Id::Calmar, Id::Omega, Id::WinRate,
                            Id::ProfitFactor, Id::ReturnPerExposure, Id::ProbabilisticSharpe,
                            Id::DeflatedSharpe, Id::AverageLeverage, Id::RecoveryFactor}) {
            QVERIFY(!found[id].value);
        }
        QVERIFY(!found.tradeBootstrap);
    }

    void withoutBarsOnlyCountsAreDefined()
    {
        const auto bars = test::barsOf({10}, {10});
        engine::SymbolRun run = runOf(bars, {}, 1000);
        run.ledger.firstBar = 1;
        const Report found = report(run, ReportOptions{});
        QCOMPARE(unexplained(found), QString());
        QCOMPARE(found[Id::TotalReturn].reason, std::string("no bar in the window"));
        QCOMPARE(offBy(found[Id::Trades].value, 0, 0), QString());
        const Report one = report(runOf(bars, {}, 1000), ReportOptions{});
        QCOMPARE(unexplained(one), QString());
        QVERIFY(!one[Id::Sharpe].value);
        QVERIFY(!one[Id::Cagr].value);
        const Report poor = report(runOf(bars, {}, 0), ReportOptions{});
        QCOMPARE(unexplained(poor), QString());
        engine::BacktestResult nothing;
        QCOMPARE(unexplained(report(nothing, ReportOptions{})), QString());
    }

    void aLostAccountHasNoGrowthRate()
    {
        const auto time = test::days(3);
        const std::vector<double> equity{50, 0, 0};
        ReportInput input;
        input.curve = {100, time, equity};
        const Report found = report(input, ReportOptions{});
        QCOMPARE(unexplained(found), QString());
        QVERIFY(!found[Id::Cagr].value);
        QCOMPARE(offBy(found[Id::MaxDrawdown].value, 1, 0), QString());
        QCOMPARE(offBy(found[Id::TotalReturn].value, -1, 0), QString());
    }

    void intervalsComeFromTheBootstrapAndSaySo()
    {
        const auto returns = test::noise(4, 600, 0.0005, 0.01);
        const auto equity = test::compounded(1000, returns);
        const auto time = test::days(600);
        const auto trades = test::tradesOf({5, -3, 6, 2, -1, 4});
        ReportInput input;
        input.curve = {1000, time, equity};
        input.trades = trades;
        const Report found = report(input, ReportOptions{});
        for (const Id id : {Id::Cagr, Id::TotalReturn, Id::MaxDrawdown, Id::Expectancy, Id::Sharpe,
                            Id::WinRate}) {
            const Figure& figure = found[id];
            QVERIFY2(figure.interval.has_value(), definitionOf(id).id.data());
            QVERIFY(figure.interval->low <= *figure.value);
            QVERIFY(id == Id::MaxDrawdown || *figure.value <= figure.interval->high);
        }
        QVERIFY(found.curveBootstrap && found.curveBootstrap->replicates == 1000);
        QVERIFY(found[Id::DrawdownToExpect].value);
        const auto tells = [&](const char* words) {
            for (const std::string& note : found.notes) {
                if (note.find(words) != std::string::npos) {
                    return true;
                }
            }
            return false;
        };
        QVERIFY(tells("stationary bootstrap of 600 returns, 1000 replicates"));
        QVERIFY(tells("252 bars a year; risk-free rate 0%"));
        QVERIFY(report(input, ReportOptions{}).figures == found.figures);
        QVERIFY(!report(input, plain())[Id::Cagr].interval);
        QVERIFY(!report(input, plain())[Id::DrawdownToExpect].value);
    }

    void aSearchDeflatesTheSharpeRatio()
    {
        const auto equity = test::compounded(1000, test::noise(4, 500, 0.001, 0.01));
        const auto time = test::days(500);
        ReportInput input;
        input.curve = {1000, time, equity};
        ReportOptions options = plain();
        const Report single = report(input, options);
        QVERIFY(!single[Id::LuckySharpe].value);
        QCOMPARE(single[Id::DeflatedSharpe].value, single[Id::ProbabilisticSharpe].value);
        options.search = {45, 0, std::nullopt};
        const Report searched = report(input, options);
        QVERIFY(*searched[Id::DeflatedSharpe].value < *single[Id::DeflatedSharpe].value);
        QCOMPARE(offBy(searched[Id::LuckySharpe].value, 2.2356 * std::sqrt(252.0 / 500), 1e-4),
                 QString());
        QCOMPARE(offBy(searched[Id::EffectiveTrials].value, 45, 0), QString());
    }

    void theRiskFreeRateLowersSharpeAndMartinOnly()
    {
        const auto equity = test::compounded(1000, test::noise(4, 500, 0.001, 0.01));
        const auto time = test::days(500);
        ReportInput input;
        input.curve = {1000, time, equity};
        ReportOptions options = plain();
        const Report none = report(input, options);
        options.riskFree = 0.05;
        const Report five = report(input, options);
        const double gap = *none[Id::Sharpe].value - *five[Id::Sharpe].value;
        QCOMPARE(offBy(gap, 0.05 / *none[Id::Volatility].value, 1e-12), QString());
        QVERIFY(*five[Id::Martin].value < *none[Id::Martin].value);
        QCOMPARE(five[Id::Sortino].value, none[Id::Sortino].value);
    }

    void barsAYearComeFromTheCalendarOfTheInstrument()
    {
        engine::BacktestResult result;
        result.runs.push_back(runOf(test::barsOf({10, 10}, {10, 10}, "BTCUSDT"), {}, 100));
        QCOMPARE(periodsPerYear(result), 365.0);
        result.runs.push_back(runOf(test::barsOf({10, 10}, {10, 10}), {}, 100));
        QCOMPARE(periodsPerYear(result), 365.0);
        const Report mixed = report(result, plain());
        QVERIFY(mixed.notes.back().find("different calendars") != std::string::npos);
    }
};

SW_TEST(TestReport)
#include "tst_report.moc"
