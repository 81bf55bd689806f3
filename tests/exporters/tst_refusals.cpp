#include "exporters/bench_bars.h"
#include "test_main.h"

#include <QtTest>

namespace sw::test {

using exporters::Refusal;
using exporters::Target;

namespace {

const char* const kPlain = "long when close > 10\nexit long when close < 9\n";

/// A construct, and the targets that refuse it: p(ython), t(rader), y (backtesting.py), s (Pine).
struct Case {
    const char* name;
    const char* lines;
    const char* refusedBy;
    const char* construct;
    const char* trade = "trade AAPL on daily\n";
};

const Case kCases[] = {
    {"plain rules", kPlain, "", ""},
    {"external data", "long when close > 10 and not external(\"news\")\nexit after 5 bars\n",
     "ptys", "external data"},
    {"add", "long when close > 10\nexit long when close < 9\nadd long when close > 20\n", "ptys",
     "not simulated"},
    {"reduce", "long when close > 10\nreduce long by 50% when close > 20\nexit after 5 bars\n",
     "ptys", "not simulated"},
    {"kelly", "long when close > 10\nexit after 5 bars\nsize kelly 0.5 over 20 trades\n", "ptys",
     "not simulated"},
    {"limit exit", "long when close > 10\nexit long when close < 9 using limit close + 1\n", "ptys",
     "not simulated"},
    {"limit entry",
     "long when close > 10 using limit close - 1 valid 2 bars\nexit long when close < 9\n", "", ""},
    {"stop entry",
     "long when close > 10 using stop close + 1 valid 2 bars\nexit long when close < 9\n", "", ""},
    {"resting entries on both sides",
     "long when close > 10 using limit close - 1\nshort when close < 9 using limit close + 1\n",
     "tys", "rest"},
    {"all at the close", "long when close > 10 at close\nexit long when close < 9 at close\n", "",
     ""},
    {"mixed execution", "long when close > 10 at close\nexit long when close < 9\n", "ys",
     "mixed execution times"},
    {"at open", "long when open > 10 at open\nexit long when open < 9 at open\n", "ys",
     "orders at the same open"},
    {"stop and target", "long when close > 10\nstop loss 5%\ntake profit 2R\n", "", ""},
    {"tranches", "long when close > 10\nstop loss 5%\ntake profit 1R sell 50%\n", "y", "tranches"},
    {"trailing", "long when close > 10\ntrailing stop 5%\n", "", ""},
    {"breakeven", "long when close > 10\nstop loss 5%\nbreakeven once up 1R\n", "", ""},
    {"time exit", "long when close > 10\nexit after 5 bars\n", "", ""},
    {"risk sizing", "long when close > 10\nstop loss 5%\nsize risk 1% of equity\n", "", ""},
    {"waiting", "long when close > 10\nstop loss 5%\nwait 3 bars after stop out\n", "ys",
     "waiting times"},
    {"entry limit", "long when close > 10\nstop loss 5%\nat most 1 entry per week\n", "ys",
     "limits on entries"},
    {"other symbol", "long when SPY.close > 10\nexit long when close < 9\n", "", ""},
    {"higher timeframe", "long when weekly.close > 10\nexit long when close < 9\n", "", ""},
    {"position rule", "long when close > 10\nexit long when profit > 5%\n", "", ""},
    {"financing", "costs financing 3%\nshort when close > 10\nexit short when close < 9\n", "ys",
     "financing"},
    {"commission per trade",
     "costs commission $1 per trade\nlong when close > 10\nexit after 5 bars\n", "y",
     "commission per trade"},
    {"two commissions",
     "costs commission 0.1%, commission $0.01 per share\nlong when close > 10\nexit after 5 bars\n",
     "s", "several commissions"},
    {"two slippages",
     "costs slippage 0.1%, slippage $0.01 per share\nlong when close > 10\nexit after 5 bars\n",
     "t", "two kinds of slippage"},
    {"calendar of the month", "long when trading_days_left_in_month < 2\nexit after 5 bars\n", "s",
     "trading_days_left_in_month"},
    {"pips of a share", "long when close > 10\nstop loss 20 pips\n", "ptys", "pips"},
    {"several symbols", kPlain, "s", "several symbols", "trade AAPL, MSFT on daily\n"},
    {"crypto lots", kPlain, "y", "fractional sizes", "trade BTCUSDT on daily\n"},
};

} // namespace

/// Which target does what, as a table: the construct or a reason, never something in between.
class TestRefusals : public QObject
{
    Q_OBJECT

private slots:
    void followsTheTable_data();
    void followsTheTable();
    void namesTheLineAndHowManyMore();
    void refusesPortfoliosEverywhere_data();
    void refusesPortfoliosEverywhere();
    void describesEveryTarget();
};

void TestRefusals::followsTheTable_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("target");
    for (std::size_t i = 0; i < std::size(kCases); ++i) {
        for (const exporters::TargetInfo& info : exporters::targets()) {
            QTest::addRow("%s, %s", kCases[i].name, std::string(info.name).c_str())
                << static_cast<int>(i) << static_cast<int>(info.target);
        }
    }
}

void TestRefusals::followsTheTable()
{
    QFETCH(int, index);
    QFETCH(int, target);
    const Case& tested = kCases[index];
    const lang::ProgramPtr program =
        compiled(std::string("strategy \"Case\"\n") + tested.trade + tested.lines);
    QVERIFY(program != nullptr);
    exporters::ExportOptions options;
    options.symbols["BTCUSDT"].lot = 1e-8;
    const auto wanted = static_cast<Target>(target);
    const bool isRefused =
        std::string_view(tested.refusedBy).find("ptys"[target]) != std::string_view::npos;
    const std::vector<Refusal> found = exporters::refusals(*program, wanted, options);
    const auto exported = exporters::exportTo(*program, wanted, options);
    if (!isRefused) {
        QVERIFY2(found.empty(), found.empty() ? "" : found[0].reason.c_str());
        QVERIFY(exported && exported->code.size() > 500);
        return;
    }
    QVERIFY(!found.empty());
    const bool named = std::ranges::any_of(found, [&](const Refusal& refusal) {
        return refusal.construct.find(tested.construct) != std::string::npos;
    });
    QVERIFY2(named, found[0].construct.c_str());
    for (const Refusal& refusal : found) {
        QVERIFY2(refusal.span.end <= program->source.size(), refusal.reason.c_str());
        QVERIFY(refusal.reason.size() > 20);
    }
    QVERIFY(!exported);
    QVERIFY(exported.error().kind == ErrorKind::Unsupported);
}

void TestRefusals::namesTheLineAndHowManyMore()
{
    const lang::ProgramPtr program =
        compiled("strategy \"Two\"\ntrade AAPL on daily\nlong when close > 10\nstop loss 5%\n"
                 "at most 1 entry per week\nwait 3 bars after stop out\n");
    QVERIFY(program != nullptr);
    const auto exported = exporters::exportTo(*program, Target::Pine);
    QVERIFY(!exported);
    const std::string& message = exported.error().message;
    QVERIFY2(message.starts_with("line 5: "), message.c_str());
    QVERIFY2(message.find("(and 1 more)") != std::string::npos, message.c_str());
}

void TestRefusals::refusesPortfoliosEverywhere_data()
{
    QTest::addColumn<QString>("lines");
    QTest::newRow("rebalance") << QStringLiteral(
        "trade AAPL, SPY on daily\nrebalance monthly on last day:\n"
        "  among AAPL, SPY\n  rank by close[21] / close[63] highest first\n  hold top 1 "
        "equally\nend\n");
    QTest::newRow("switch") << QStringLiteral(
        "trade AAPL on daily\nswitch weekly on first day:\n  when AAPL.close > 10 hold 100% AAPL\n"
        "  otherwise hold cash\nend\n");
    QTest::newRow("schedule") << QStringLiteral(
        "trade AAPL on daily\nbuy $300 every month on first day\n");
    QTest::newRow("pair") << QStringLiteral("pair AAPL, SPY hedge equal dollars on daily\nlong "
                                            "when AAPL.close > SPY.close\nexit after 5 bars\n");
}

void TestRefusals::refusesPortfoliosEverywhere()
{
    QFETCH(QString, lines);
    const lang::ProgramPtr program = compiled("strategy \"Weights\"\n" + lines.toStdString());
    QVERIFY(program != nullptr);
    for (const exporters::TargetInfo& info : exporters::targets()) {
        const auto exported = exporters::exportTo(*program, info.target);
        QVERIFY(!exported);
        QVERIFY(exported.error().kind == ErrorKind::Unsupported);
    }
}

void TestRefusals::describesEveryTarget()
{
    QCOMPARE(exporters::targets().size(), std::size_t{4});
    for (const exporters::TargetInfo& info : exporters::targets()) {
        QCOMPARE(exporters::findTarget(info.name), &info);
        QVERIFY(!info.cannot.empty() && !info.title.empty() && info.fileEnding.starts_with('.'));
    }
    QVERIFY(exporters::findTarget("metatrader") == nullptr);
}

} // namespace sw::test

using sw::test::TestRefusals;
SW_TEST(TestRefusals)
#include "tst_refusals.moc"
