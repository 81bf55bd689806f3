#include "engine/backtest.h"
#include "engine/position_expr.h"
#include "random_bars.h"
#include "test_main.h"

#include <cmath>

using namespace sw;
using engine::Feeds;
using engine::Mask;
using engine::SignalTable;

namespace {

Feeds oneFeed(std::size_t count = 400, std::uint64_t seed = 5)
{
    return {{"TST", test::randomBars({"TST", {1, FrameUnit::Day}, count, seed, 0})}};
}

lang::ProgramPtr programOf(const std::string& text)
{
    const lang::Compilation made = lang::compile(text);
    for (const auto& diagnostic : made.diagnostics) {
        if (diagnostic.severity == lang::Severity::Error) {
            qWarning("%s", diagnostic.message.c_str());
        }
    }
    return made.program;
}

SignalTable table(const std::string& text, const Feeds& feeds)
{
    const lang::ProgramPtr program = programOf(text);
    if (program == nullptr) {
        return {};
    }
    auto tables = engine::signalTables(*program, feeds);
    if (!tables || tables->empty()) {
        qWarning("%s", tables ? "no table" : tables.error().message.c_str());
        return {};
    }
    return tables->front();
}

Mask where(const Feeds& feeds, const std::string& condition)
{
    const lang::CompiledExpr made = lang::compileExpression(condition);
    const lang::NodeId roots[] = {made.root};
    auto values = engine::evaluate(made.graph, roots, "TST", {1, FrameUnit::Day}, feeds);
    return values ? values->masks[0] : Mask();
}

Mask either(Mask a, const Mask& b)
{
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (b[i]) {
            a.set(i);
        }
    }
    return a;
}

} // namespace

class TestSignals : public QObject
{
    Q_OBJECT

private slots:
    void rulesOfOneSideAreJoinedByOr()
    {
        const Feeds feeds = oneFeed();
        const SignalTable made = table("trade TST on daily\n"
                                       "long when rsi(close, 5) < 20\n"
                                       "long when close > highest(high, 30)[1]\n"
                                       "exit when close < low[1]\n"
                                       "exit long when rsi(close, 5) > 80\n",
                                       feeds);
        QCOMPARE(made.enterLong, either(where(feeds, "rsi(close, 5) < 20"),
                                        where(feeds, "close > highest(high, 30)[1]")));
        QVERIFY(made.enterLong.count() > 5);
        QCOMPARE(made.exitLong,
                 either(where(feeds, "close < low[1]"), where(feeds, "rsi(close, 5) > 80")));
        QCOMPARE(made.enterShort.count(), std::size_t{0});
        // An exit without a side concerns the sides that the program trades.
        QCOMPARE(made.exitShort.count(), std::size_t{0});
    }

    void anExitWithoutASideLeavesBothTradedSides()
    {
        const Feeds feeds = oneFeed();
        const SignalTable made = table("trade TST on daily\n"
                                       "long when rsi(close, 5) < 20\n"
                                       "short when rsi(close, 5) > 80\n"
                                       "exit when close < low[1]\n",
                                       feeds);
        QCOMPARE(made.exitLong, where(feeds, "close < low[1]"));
        QCOMPARE(made.exitShort, made.exitLong);
    }

    void addAndReduceHaveRowsOfTheirOwn()
    {
        const Feeds feeds = oneFeed();
        const SignalTable made = table("trade TST on daily\n"
                                       "long when rsi(close, 5) < 20\n"
                                       "add long when close > high[1]\n"
                                       "reduce long by 50% when close < low[1]\n"
                                       "at most 3 units\n"
                                       "exit long when rsi(close, 5) > 80\n",
                                       feeds);
        QCOMPARE(made.addLong, where(feeds, "close > high[1]"));
        QCOMPARE(made.reduceLong, where(feeds, "close < low[1]"));
        QCOMPARE(made.addShort.count() + made.reduceShort.count(), std::size_t{0});
    }

    void positionRulesCountFromTheLastEntrySignal()
    {
        const Feeds feeds = oneFeed();
        const SignalTable made =
            table("trade TST on daily\n"
                  "long when rsi(close, 5) < 25\n"
                  "exit long when profit > 1% and bars_held >= 2 or close < at_entry(low)\n",
                  feeds);
        const auto& bars = *feeds.at("TST");
        std::size_t last = bars.size();
        Mask expected(bars.size());
        for (std::size_t i = 0; i < bars.size(); ++i) {
            if (last < i) {
                const double entry = bars.open()[last + 1];
                const bool inProfit = (bars.close()[i] - entry) / entry > 0.01;
                if ((inProfit && i - last - 1 >= 2) || bars.close()[i] < bars.low()[last]) {
                    expected.set(i);
                }
            }
            if (made.enterLong[i]) {
                last = i;
            }
        }
        QCOMPARE(made.exitLong, expected);
        QVERIFY(expected.count() > 10 && expected.count() < 390);
    }

    void shortsProfitFromFallingPrices()
    {
        const Feeds feeds = oneFeed();
        const SignalTable made = table("trade TST on daily\n"
                                       "short when rsi(close, 5) > 75\n"
                                       "exit short when profit > 1%\n",
                                       feeds);
        const auto& bars = *feeds.at("TST");
        const std::size_t first = made.enterShort.next(0);
        const std::size_t out = made.exitShort.next(0);
        QVERIFY(out < bars.size() && out > first);
        const Mask& entries = made.enterShort;
        std::size_t signal = first;
        for (std::size_t i = first; i < out; ++i) {
            signal = entries[i] ? i : signal;
        }
        QVERIFY(bars.close()[out] < bars.open()[signal + 1]);
    }

    void sessionsLimitEntriesAndFlatLinesExit()
    {
        const Feeds feeds{{"TST", test::randomBars({"TST", {5, FrameUnit::Minute}, 800, 3, 0})}};
        const SignalTable made = table("trade TST on 5m\n"
                                       "long when close > open\n"
                                       "only between 10:00 and 11:00\n"
                                       "flat at 15:30\n",
                                       feeds);
        const auto& bars = *feeds.at("TST");
        QCOMPARE(made.enterLong.size(), bars.size());
        std::size_t exits = 0;
        for (std::size_t i = 0; i < bars.size(); ++i) {
            const std::int64_t minute = bars.localMs(i) / kMsPerMinute % 1440;
            const bool inside = minute >= 600 && minute < 660;
            QCOMPARE(made.enterLong[i], inside && bars.close()[i] > bars.open()[i]);
            QCOMPARE(made.exitLong[i], minute >= 930);
            exits += made.exitLong[i] ? 1 : 0;
        }
        QVERIFY(exits > 0);
    }

    void everyTradedSymbolHasItsOwnTable()
    {
        Feeds feeds = oneFeed();
        feeds["SPY"] = test::randomBars({"SPY", {1, FrameUnit::Day}, 380, 8, 0});
        const auto program = programOf("trade TST, SPY on daily\n"
                                       "long when close > SPY.sma(close, 20)\n"
                                       "exit long when close < low[1]\n");
        QVERIFY(program != nullptr);
        const auto tables = engine::signalTables(*program, feeds);
        QVERIFY(tables.has_value());
        QCOMPARE(tables->size(), std::size_t{2});
        QCOMPARE((*tables)[1].symbol, "SPY");
        QCOMPARE((*tables)[1].enterLong.size(), std::size_t{380});
        // On SPY's own bars the prefix is no prefix.
        const lang::CompiledExpr plain = lang::compileExpression("close > sma(close, 20)");
        const lang::NodeId roots[] = {plain.root};
        const auto own = engine::evaluate(plain.graph, roots, "SPY", {1, FrameUnit::Day}, feeds);
        QCOMPARE((*tables)[1].enterLong, own->masks[0]);
    }

    void holesAreRefusedWithTheirWords()
    {
        const auto program = programOf("trade TST on daily\n"
                                       "long when external(\"good news\")\n"
                                       "exit long when close < low[1]\n");
        QVERIFY(program != nullptr);
        const auto tables = engine::signalTables(*program, oneFeed());
        QVERIFY(!tables.has_value());
        QCOMPARE(tables.error().kind, ErrorKind::Unsupported);
        QVERIFY(tables.error().message.find("good news") != std::string::npos);
    }

    void builtInsOverPositionTermsLookBackToTheFillBar()
    {
        lang::Graph graph;
        graph.contexts = {{"", {}}};
        const auto add = [&graph](lang::Op op, std::vector<lang::NodeId> inputs = {}) {
            lang::Node node;
            node.op = op;
            node.inputs = std::move(inputs);
            node.isBoolean = op >= lang::Op::Always;
            node.readsPosition = op >= lang::Op::EntryPrice && op <= lang::Op::AtEntry;
            for (const lang::NodeId input : node.inputs) {
                node.readsPosition = node.readsPosition || graph[input].readsPosition;
            }
            graph.nodes.push_back(std::move(node));
            return static_cast<lang::NodeId>(graph.nodes.size()) - 1;
        };
        const lang::NodeId profit = add(lang::Op::Profit);
        const lang::NodeId best = add(lang::Op::Call, {profit});
        graph.nodes.back().entry = indicators::indexOf(*indicators::find("highest"));
        graph.nodes.back().numbers = {3};
        const lang::NodeId before = add(lang::Op::Shift, {profit});
        graph.nodes.back().count = 2;
        const lang::NodeId falling = add(lang::Op::Less, {profit, before});
        const lang::NodeId twice = add(lang::Op::AllOf, {falling});
        graph.nodes.back().count = 2;

        const Feeds feeds = oneFeed(60);
        const auto& bars = feeds.at("TST");
        const auto evaluateFor = [&](engine::PositionExpr& expr) {
            return *engine::evaluate(graph, expr.pureNodes(), "TST", {1, FrameUnit::Day}, feeds);
        };
        engine::PositionExpr highest(graph, best);
        engine::PositionExpr fall(graph, twice);
        const engine::Evaluation values = evaluateFor(highest);
        const engine::Evaluation others = evaluateFor(fall);
        highest.bind(values, 0, bars);
        fall.bind(others, 0, bars);
        engine::PositionState state;
        state.entryPrice = bars->open()[11];
        state.signalBar = 10;
        const auto profitAt = [&](int bar) {
            return (bars->close()[static_cast<std::size_t>(bar)] - state.entryPrice) /
                   state.entryPrice;
        };
        for (const int bar : {11, 12, 13, 14, 15, 20, 13}) {
            state.barsHeld = bar - 11;
            const double made = highest.number(bar, state);
            if (bar < 13) {
                QVERIFY(std::isnan(made));
            } else {
                QCOMPARE(made, std::max({profitAt(bar), profitAt(bar - 1), profitAt(bar - 2)}));
            }
            const bool expected = bar >= 14 && profitAt(bar) < profitAt(bar - 2) &&
                                  profitAt(bar - 1) < profitAt(bar - 3);
            QCOMPARE(fall.truth(bar, state), expected);
        }
    }
};

SW_TEST(TestSignals)
#include "tst_signals.moc"
