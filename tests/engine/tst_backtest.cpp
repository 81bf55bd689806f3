// Whole backtests from program text: both machines on random programs, windows and warm-up, costs,
// accounts, and what a trader is told when a program cannot run.
#include "engine/backtest.h"
#include "market/csv.h"
#include "random_plan.h"
#include "test_main.h"

#include <QFile>

#include <algorithm>
#include <cmath>

using namespace sw;
using namespace sw::engine;
using namespace sw::test;

namespace {

QString words(const lang::Compilation& compilation)
{
    QString all;
    for (const lang::Diagnostic& diagnostic : compilation.diagnostics) {
        all += QString::fromStdString(diagnostic.message) + QStringLiteral("; ");
    }
    return all;
}

lang::ProgramPtr compiled(const std::string& source)
{
    const lang::Compilation compilation = lang::compile(source);
    if (!compilation.program) {
        qWarning("%s\n%s", source.c_str(), qPrintable(words(compilation)));
    }
    return compilation.program;
}

market::BarsPtr dailyBars(const char* symbol, std::uint64_t seed, std::size_t count = 400,
                          int skipOneIn = 0)
{
    RandomBars wanted;
    wanted.symbol = symbol;
    wanted.seed = seed;
    wanted.count = count;
    wanted.skipOneIn = skipOneIn;
    return randomBars(wanted);
}

/// A program put together at random from lines that go together.
std::string randomProgram(std::uint64_t seed)
{
    Dice dice(seed);
    const auto of = [&dice](std::initializer_list<const char*> choices) {
        return std::string(choices.begin()[dice.pick(0, static_cast<int>(choices.size()) - 1)]);
    };
    const auto condition = [&] {
        return of({"rsi(close, 5) < 40", "close > sma(close, 10)", "close < close[1]",
                   "sma(close, 3) crosses above sma(close, 8)", "close > highest(high, 5)[1]",
                   "not close > open", "weekly.close > weekly.sma(close, 2)",
                   "close falling 2 bars", "close < bb(close, 10, 1).lower within 2 bars",
                   "close > open and atr(5) > 0.5"});
    };
    const auto distance = [&] {
        return of({"2%", "0.5%", "$80", "1.5 * atr(5)", "30 ticks", "1 points"});
    };
    std::string text = "trade TST on daily\n";
    text += of({"", "test from 2015-03-02\n", "test from 2015-02-02 to 2015-09-30\n"});
    text += of({"", "capital $2500\n", "capital $100_000\n"});
    text += of({"", "costs none\n", "costs commission 0.1%, slippage 0.05%\n",
                "costs commission $1 per trade, financing 5%\n"});
    const bool stop = !dice.oneIn(3);
    text += stop ? of({"", "size risk 1% of equity\n", "size 50% of equity\n"})
                 : of({"", "size 10 shares\n", "size $1000\n"});
    const bool longs = !dice.oneIn(4);
    const bool shorts = !longs || dice.oneIn(3);
    const auto order = [&](bool isLong) {
        return of({"", "", "", " at close",
                   isLong ? " using limit close - 0.3 valid 3 bars" : " using stop low - 0.2",
                   isLong ? " using stop high + 0.1 valid 2 bars" : " using limit close + 0.4"});
    };
    if (longs) {
        text += "long when " + condition() + order(true) + "\n";
    }
    if (shorts) {
        text += "short when " + condition() + order(false) + "\n";
    }
    if (dice.oneIn(2)) {
        text += "exit when " + of({"profit > 2%", "bars_held >= 4", "close < entry_price * 0.98"}) +
                "\n";
    }
    if (dice.oneIn(2)) {
        text += "exit when " + condition() + of({"", " at close"}) + "\n";
    }
    text += dice.oneIn(3) ? "exit after 7 bars\n" : "";
    if (stop) {
        text += "stop loss " + distance() + "\n";
        text += of({"", "take profit 2R\n", "take profit 1R sell 50%\ntake profit 3R\n"});
        text += of({"", "breakeven once up 1R\n"});
    }
    text += of({"", "take profit at bb(close, 10, 2).upper when close > open\n",
                "take profit long at entry_price * 1.03\ntake profit short at entry_price * 0.97\n",
                "take profit 3%\n"});
    text += of({"", "trailing stop 3%\n", "trailing stop 2 * atr(5) from highest close\n",
                "trailing stop at sma(close, 10)\n", "trailing stop 2% once up 1%\n"});
    text += of({"", "wait 3 bars after stop out\n", "wait 5 bars after 2 losses\n"});
    text += of({"", "at most 2 entries per week\n"});
    return text;
}

} // namespace

class TestBacktest : public QObject
{
    Q_OBJECT

private slots:
    void bothMachinesAgreeOnRandomPrograms();
    void cuttingTheFutureOffChangesNoEarlierTrade();
    void startsWhenTheLongestLookBackIsWarm();
    void keepsToTheWindow();
    void givesEachSymbolAnAccountOfItsOwn();
    void chargesAVisibleDefaultWhenNoCostsAreStated();
    void warnsOfOptimisticFillsAndFreeTrading();
    void refusesWhatItCannotSimulate_data();
    void refusesWhatItCannotSimulate();
    void stopsOnRequest();
    void reportsProgress();
    void reproducesAReferenceStrategyFromItsText();
    void neverTradesAnUnknownWord();
};

void TestBacktest::bothMachinesAgreeOnRandomPrograms()
{
    std::size_t trades = 0;
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        const std::string source = randomProgram(seed);
        const lang::ProgramPtr program = compiled(source);
        QVERIFY(program != nullptr);
        const Feeds feeds = {{"TST", dailyBars("TST", seed, 300, seed % 3 == 0 ? 9 : 0)}};
        const auto fast = backtest(program, feeds, {});
        const auto plain = backtestPlainly(program, feeds, {});
        QVERIFY2(fast.has_value(), fast ? "" : fast.error().message.c_str());
        QVERIFY(plain.has_value());
        const std::string found = difference(fast->runs[0].ledger, plain->runs[0].ledger);
        QVERIFY2(found.empty(), (source + found).c_str());
        QVERIFY(fast->warnings == plain->warnings);
        trades += fast->runs[0].ledger.trades.size();
    }
    QVERIFY(trades > 3000);
}

void TestBacktest::cuttingTheFutureOffChangesNoEarlierTrade()
{
    for (std::uint64_t seed = 1000; seed <= 1200; ++seed) {
        const lang::ProgramPtr program = compiled(randomProgram(seed));
        QVERIFY(program != nullptr);
        const auto bars = dailyBars("TST", seed, 300);
        const std::size_t cut = 150 + seed % 100;
        const auto whole = backtest(program, {{"TST", bars}}, {});
        const auto part = backtest(program, {{"TST", bars->slice(0, cut)}}, {});
        QVERIFY(whole.has_value() && part.has_value());
        const auto& before = whole->runs[0].ledger.trades;
        const auto& after = part->runs[0].ledger.trades;
        for (std::size_t i = 0; i < after.size() && !after[i].isOpen(); ++i) {
            QVERIFY2(i < before.size() && after[i] == before[i], randomProgram(seed).c_str());
        }
    }
}

void TestBacktest::startsWhenTheLongestLookBackIsWarm()
{
    const auto bars = dailyBars("TST", 1);
    const auto program = compiled("trade TST on daily\ntest from 2015-01-20\n"
                                  "long when close > 0\nexit when close < sma(close, 50)\n");
    const auto result = backtest(program, {{"TST", bars}}, {});
    QVERIFY(result.has_value());
    const Ledger& ledger = result->runs[0].ledger;
    QCOMPARE(ledger.firstBar, 49);
    QVERIFY(ledger.delayedByWarmup);
    QCOMPARE(ledger.trades[0].entryBar, 50);
    const std::string wanted = "TST: trading starts on " + formatShort(bars->time()[49]) +
                               ": the longest look-back needs 49 bars";
    QVERIFY2(std::ranges::find(result->warnings, wanted) != result->warnings.end(),
             result->warnings.front().c_str());
    // With enough history before the window it starts with the window.
    const auto later = compiled("trade TST on daily\ntest from 2015-06-01\n"
                                "long when close > 0\nexit when close < sma(close, 50)\n");
    const auto warm = backtest(later, {{"TST", bars}}, {});
    QVERIFY(!warm->runs[0].ledger.delayedByWarmup);
    QCOMPARE(formatDate(bars->time()[static_cast<std::size_t>(warm->runs[0].ledger.firstBar)]),
             std::string("2015-06-01"));
    // Too little history for any trade is said, not shown as an empty success.
    const auto never = backtest(program, {{"TST", bars->slice(0, 30)}}, {});
    QVERIFY(!never.has_value());
    QCOMPARE(never.error().kind, ErrorKind::InvalidInput);
}

void TestBacktest::keepsToTheWindow()
{
    const auto bars = dailyBars("TST", 2);
    const auto program =
        compiled("trade TST on daily\ntest from 2015-03-02 to 2015-06-30\nlong when close > 0\n");
    const auto result = backtest(program, {{"TST", bars}}, {});
    QVERIFY(result.has_value());
    const Ledger& ledger = result->runs[0].ledger;
    const auto day = [&](std::int32_t bar) {
        return formatDate(bars->time()[static_cast<std::size_t>(bar)]);
    };
    QCOMPARE(day(ledger.firstBar), std::string("2015-03-02"));
    QCOMPARE(day(ledger.endBar - 1), std::string("2015-06-30"));
    QVERIFY(ledger.trades[0].isOpen());
    QCOMPARE(ledger.trades[0].exitBar, ledger.endBar - 1);
    BacktestOptions narrower;
    narrower.from = startOf({2015, 4, 1});
    narrower.to = startOf({2015, 4, 30});
    const auto april = backtest(program, {{"TST", bars}}, narrower);
    QCOMPARE(day(april->runs[0].ledger.firstBar), std::string("2015-04-01"));
    QCOMPARE(day(april->runs[0].ledger.endBar - 1), std::string("2015-04-30"));
    const auto outside =
        compiled("trade TST on daily\ntest from 1999-01-01 to 1999-12-31\nlong when close > 0\n");
    const auto none = backtest(outside, {{"TST", bars}}, {});
    QVERIFY(!none.has_value());
    QVERIFY(none.error().message.starts_with("TST has no bars in the test window"));
}

void TestBacktest::givesEachSymbolAnAccountOfItsOwn()
{
    const auto program = compiled("trade AAA, BBB, CCC on daily\ncapital $9000\ncosts none\n"
                                  "long when close > 0\n");
    const Feeds feeds = {{"AAA", dailyBars("AAA", 3)},
                         {"BBB", dailyBars("BBB", 4, 300)},
                         {"CCC", dailyBars("CCC", 5, 200, 4)}};
    const auto result = backtest(program, feeds, {});
    QVERIFY(result.has_value());
    QCOMPARE(result->runs.size(), std::size_t{3});
    double start = 0;
    for (const SymbolRun& run : result->runs) {
        QCOMPARE(run.ledger.startCash, 3000.0);
        start += run.ledger.startCash;
    }
    QCOMPARE(start, result->capital);
    const TotalCurve total = totalCurve(*result);
    double last = 9000;
    for (const SymbolRun& run : result->runs) {
        last += run.ledger.trades[0].netPnl;
    }
    QVERIFY(std::fabs(total.equity.back() - last) < 1e-6);
    QVERIFY(std::ranges::any_of(result->assumptions, [](const lang::Assumption& assumption) {
        return assumption.about == "account";
    }));
}

void TestBacktest::chargesAVisibleDefaultWhenNoCostsAreStated()
{
    const auto program = compiled("trade TST on daily\nlong when close > 0\n");
    const auto bars = dailyBars("TST", 3);
    const auto result = backtest(program, {{"TST", bars}}, {});
    QVERIFY(result.has_value());
    QVERIFY(result->runs[0].costs.assumed);
    QCOMPARE(result->runs[0].costs.commissionFraction,
             bars->instrument().defaultCommissionFraction);
    QVERIFY(result->runs[0].ledger.trades[0].commission > 0);
    const auto found =
        std::ranges::find(result->assumptions, std::string("costs"), &lang::Assumption::about);
    QVERIFY(found != result->assumptions.end());
    QCOMPARE(found->text, std::string("no costs were stated: charged commission 0.05%, slippage "
                                      "0.02% on each side, the default for equity"));
    const auto stated =
        compiled("trade TST on daily\ncosts commission 0.3%\nlong when close > 0\n");
    const auto exact = backtest(stated, {{"TST", bars}}, {});
    QCOMPARE(exact->runs[0].costs.commissionFraction, 0.003);
    QCOMPARE(exact->runs[0].costs.slippageFraction, 0.0);
    QVERIFY(!exact->runs[0].costs.assumed);
}

void TestBacktest::warnsOfOptimisticFillsAndFreeTrading()
{
    const auto program =
        compiled("trade TST on daily\ncosts none\nlong when close > open at close\n");
    const auto result = backtest(program, {{"TST", dailyBars("TST", 3)}}, {});
    QVERIFY(result.has_value());
    const auto says = [&](std::string_view word) {
        return std::ranges::any_of(result->warnings, [&](const std::string& warning) {
            return warning.find(word) != std::string::npos;
        });
    };
    QVERIFY(says("optimistic"));
    QVERIFY(says("no costs"));
}

void TestBacktest::refusesWhatItCannotSimulate_data()
{
    QTest::addColumn<QString>("lines");
    QTest::addColumn<QString>("word");
    QTest::addRow("adding") << QStringLiteral("long when close > open\nadd long when profit > 1%\n"
                                              "at most 3 units")
                            << QStringLiteral("adding");
    QTest::addRow("external") << QStringLiteral("long when external(\"good news\")")
                              << QStringLiteral("good news");
    QTest::addRow("limit exit") << QStringLiteral(
                                       "long when close > open\nexit when close < open using "
                                       "limit close + 1")
                                << QStringLiteral("exit");
    QTest::addRow("Kelly") << QStringLiteral(
                                  "long when close > open\nsize kelly 0.5 over 20 trades")
                           << QStringLiteral("Kelly");
    QTest::addRow("pips") << QStringLiteral("long when close > open\nstop loss 20 pips")
                          << QStringLiteral("has no pips");
    QTest::addRow("other symbol") << QStringLiteral("long when QQQ.close > QQQ.open")
                                  << QStringLiteral("QQQ");
}

void TestBacktest::refusesWhatItCannotSimulate()
{
    QFETCH(QString, lines);
    QFETCH(QString, word);
    const auto program = compiled("trade TST on daily\n" + lines.toStdString() + "\n");
    QVERIFY(program != nullptr);
    const auto result = backtest(program, {{"TST", dailyBars("TST", 3)}}, {});
    QVERIFY(!result.has_value());
    QVERIFY2(QString::fromStdString(result.error().message).contains(word),
             result.error().message.c_str());
}

void TestBacktest::stopsOnRequest()
{
    std::stop_source source;
    source.request_stop();
    const auto program = compiled("trade TST on daily\nlong when close > sma(close, 5)\n");
    const auto result = backtest(program, {{"TST", dailyBars("TST", 3)}}, {}, source.get_token());
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

void TestBacktest::reportsProgress()
{
    const auto program = compiled("trade AAA, BBB on daily\nlong when close > 0\n");
    std::vector<std::pair<std::int64_t, std::int64_t>> seen;
    BacktestOptions options;
    options.progress = [&](std::int64_t done, std::int64_t total) {
        seen.emplace_back(done, total);
    };
    const Feeds feeds = {{"AAA", dailyBars("AAA", 3, 100)}, {"BBB", dailyBars("BBB", 4, 300)}};
    QVERIFY(backtest(program, feeds, options).has_value());
    const std::vector<std::pair<std::int64_t, std::int64_t>> wanted = {{100, 400}, {400, 400}};
    QVERIFY(seen == wanted);
}

void TestBacktest::reproducesAReferenceStrategyFromItsText()
{
    QFile file(QStringLiteral(SW_SHARED_DIR "/data/aapl_daily.csv"));
    if (!file.open(QIODevice::ReadOnly)) {
        QSKIP("the reference data are not beside this checkout");
    }
    market::CsvOptions csv;
    csv.symbol = "AAPL";
    const auto read = market::readCsv(file.readAll().toStdString(), csv);
    QVERIFY(read.has_value());
    const std::pair<const char*, double> strategies[] = {
        {"long when sma(close, 10) crosses above sma(close, 30)\n"
         "exit long when sma(close, 10) crosses below sma(close, 30)\n"
         "stop loss at close * 0.95\n"
         "take profit at at_entry(close) * 1.1\n",
         10548.5633965},
        {"long when rsi(close, 14) < 30 using limit close * 0.99\n"
         "exit long when rsi(close, 14) > 70\n",
         10441.1350969},
        {"long when sma(close, 10) crosses above sma(close, 30)\n"
         "short when sma(close, 10) crosses below sma(close, 30)\n",
         9541.3854},
        {"long when rsi(close, 14) < 30 using stop highest(high, 20)\n"
         "exit long when rsi(close, 14) > 70\n"
         "stop loss at highest(high, 20) * 0.95\n",
         9820.84268},
    };
    for (const auto& [lines, final] : strategies) {
        const auto program = compiled(std::string("trade AAPL on daily\ncapital $10_000\n"
                                                  "costs none\nsize 10 shares\n") +
                                      lines);
        QVERIFY(program != nullptr);
        const auto result = backtest(program, {{"AAPL", read->bars}}, {});
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
        const double equity = equityCurve(result->runs[0]).equity.back();
        QVERIFY2(std::fabs(equity - final) < 1e-6, qPrintable(QString::number(equity, 'g', 12)));
    }
}

void TestBacktest::neverTradesAnUnknownWord()
{
    const lang::Compilation compilation =
        lang::compile("trade TST on daily\nlong when close > wobble(close, 10)\n");
    QVERIFY(compilation.program == nullptr);
    QVERIFY(!compilation.diagnostics.empty());
}

SW_TEST(TestBacktest)
#include "tst_backtest.moc"
