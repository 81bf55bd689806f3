// The graph of conditions against their written meaning: negation, missing values, look-backs,
// sharing, and what may be known at the open.
#include "test_main.h"

#include "lang/graph_builder.h"
#include "lang/resolver.h"

#include "naive_world.h"

#include <set>

using namespace sw::lang;
using namespace sw::test;

namespace {

/// An expression resolved on daily bars, and its nodes.
struct Built {
    std::string text;
    Expr expr;
    Graph graph;
    NodeId root = kNoNode;
    NodeId negation = kNoNode;
    bool isKnownAtOpen = false;
    std::string problem;
};

Scope dailyScope()
{
    Scope scope;
    scope.frame = sw::Timeframe{};
    scope.traded = {"X"};
    return scope;
}

Built built(const std::string& text)
{
    Built result;
    result.text = text;
    ParsedExpr parsed = parseExpression(text);
    std::vector<Diagnostic> diagnostics = std::move(parsed.diagnostics);
    const Scope scope = dailyScope();
    Resolver resolver(scope, diagnostics, text);
    result.expr = parsed.expr;
    const ExprType type = resolver.resolve(parsed.expr, {false, "an entry"});
    if (hasErrors(diagnostics)) {
        result.problem = text + "\n" + describe(diagnostics[0], text);
        return result;
    }
    GraphBuilder builder(scope);
    if (type.isCondition) {
        result.root = builder.condition(parsed.expr);
        result.negation = builder.condition(parsed.expr, true);
    } else {
        result.root = builder.number(parsed.expr);
    }
    result.isKnownAtOpen = builder.knownAtOpen(result.root);
    result.graph = builder.take();
    return result;
}

/// What makes a node, as text.
std::string identity(const Node& node)
{
    std::string text = std::to_string(static_cast<int>(node.op)) + "@" +
                       std::to_string(node.context) + " " + std::to_string(node.value) + " " +
                       std::to_string(node.count) + " " + std::to_string(node.index) + " " +
                       std::to_string(node.entry);
    for (const NodeId input : node.inputs) {
        text += "," + std::to_string(input);
    }
    for (const double number : node.numbers) {
        text += ";" + std::to_string(number);
    }
    return text;
}

std::string mismatch(const Built& one, std::size_t bar, Kleene meant, bool truth, bool falsity)
{
    return one.text + "\nbar " + std::to_string(bar) + ": meant " +
           std::to_string(static_cast<int>(meant)) + ", truth " + std::to_string(truth) +
           ", falsity " + std::to_string(falsity);
}

const std::vector<Column> columnsOf(const NaiveWorld& world, const Built& one)
{
    return naiveGraph(world, one.graph);
}

} // namespace

class TestGraph : public QObject
{
    Q_OBJECT

private slots:
    void everyConditionMeansWhatIsWritten();
    void everyNegationRuleIsExact_data();
    void everyNegationRuleIsExact();
    void withoutMissingValuesExactlyOneIsTrue();
    void inputsComeFirstAndEqualExpressionsAreOneNode();
    void sharesWhatIsEqual();
    void staticWarmUpIsTheObservedOne();
    void warmUpsAddUp_data();
    void warmUpsAddUp();
    void knownAtOpenNeverSeesTheBar();
    void saysWhatTheOpenKnows_data();
    void saysWhatTheOpenKnows();
    void keepsContextsApart();
    void refusesMoreNodesThanTheLimit();
};

void TestGraph::everyConditionMeansWhatIsWritten()
{
    Dice dice(20250131);
    std::size_t unknown = 0, known = 0;
    for (int round = 0; round < 1500; ++round) {
        const NaiveWorld world = randomWorld(dice, 30);
        const Built one = built(randomCondition(dice, 1 + round % 4));
        QVERIFY2(one.problem.empty(), one.problem.c_str());
        const std::vector<Kleene> meant = naiveCondition(world, one.expr);
        const std::vector<Column> columns = columnsOf(world, one);
        for (std::size_t bar = 0; bar < meant.size(); ++bar) {
            const bool truth = columns[static_cast<std::size_t>(one.root)][bar] != 0;
            const bool falsity = columns[static_cast<std::size_t>(one.negation)][bar] != 0;
            QVERIFY2(truth == (meant[bar] == Kleene::True) &&
                         falsity == (meant[bar] == Kleene::False),
                     mismatch(one, bar, meant[bar], truth, falsity).c_str());
            ++(meant[bar] == Kleene::Unknown ? unknown : known);
        }
    }
    QVERIFY(unknown > 2000);
    QVERIFY(known > 10000);
}

void TestGraph::everyNegationRuleIsExact_data()
{
    QTest::addColumn<QString>("condition");
    for (const char* condition : {"close crosses above sma(close, 3)",
                                  "close crosses below 50",
                                  "close rising 3 bars",
                                  "close falling 1 bars",
                                  "close > open for 3 bars",
                                  "sma(close, 4) > open within 3 bars",
                                  "close > open on 2 of last 4 bars",
                                  "close > open on 4 of last 4 bars",
                                  "sma(close, 4) > 50 then close < open within 3 bars",
                                  "close between low[1] and high[1]",
                                  "if sma(close, 4) > 50 then close > open else open > close",
                                  "hammer",
                                  "weekly.inside_bar",
                                  "SPY.doji",
                                  "SPY.supertrend(3, 1).up",
                                  "supertrend(3, 1).up",
                                  "close > open and sma(close, 4) > 50",
                                  "close > open or sma(close, 4) > 50",
                                  "(sma(close, 4) > 50)[2]",
                                  "close > open unless sma(close, 4) > 50",
                                  "weekly.close > weekly.sma(close, 2)",
                                  "not (not (close > sma(close, 3)))",
                                  "volume / volume == 1",
                                  "(if sma(close, 4) > 50 then close else open) > 50",
                                  "count_true(close > open, sma(close, 4) > 50) >= 1",
                                  "((close > open) within 2 bars for 2 bars)[1]"}) {
        QTest::newRow(condition) << QString::fromUtf8(condition);
    }
}

void TestGraph::everyNegationRuleIsExact()
{
    QFETCH(QString, condition);
    for (const bool negated : {false, true}) {
        const std::string text = condition.toStdString();
        const Built one = built(negated ? "not (" + text + ")" : text);
        const bool isUnless = text.find("unless") != std::string::npos;
        if (negated && isUnless) {
            continue; // unless stands at the top only
        }
        QVERIFY2(one.problem.empty(), one.problem.c_str());
        Dice dice(7);
        for (int round = 0; round < 40; ++round) {
            const NaiveWorld world = randomWorld(dice, 40);
            const std::vector<Kleene> meant = naiveCondition(world, one.expr);
            const std::vector<Column> columns = columnsOf(world, one);
            for (std::size_t bar = 0; bar < meant.size(); ++bar) {
                const bool truth = columns[static_cast<std::size_t>(one.root)][bar] != 0;
                const bool falsity = columns[static_cast<std::size_t>(one.negation)][bar] != 0;
                QVERIFY2(truth == (meant[bar] == Kleene::True) &&
                             falsity == (meant[bar] == Kleene::False),
                         mismatch(one, bar, meant[bar], truth, falsity).c_str());
            }
        }
    }
}

void TestGraph::withoutMissingValuesExactlyOneIsTrue()
{
    Dice dice(11);
    const NaiveWorld world = randomWorld(dice, 60);
    for (int round = 0; round < 500; ++round) {
        const std::string plain = dice.coin() ? "close > open" : "high[1] < 52 or low <= open";
        const Built one = built("(" + plain +
                                ") and (close + open crosses above 100 or not "
                                "(close rising " +
                                std::to_string(1 + dice.below(3)) + " bars))");
        QVERIFY2(one.problem.empty(), one.problem.c_str());
        const std::vector<Column> columns = columnsOf(world, one);
        // From the fifth bar on every look-back is filled.
        for (std::size_t bar = 5; bar < 60; ++bar) {
            const bool truth = columns[static_cast<std::size_t>(one.root)][bar] != 0;
            const bool falsity = columns[static_cast<std::size_t>(one.negation)][bar] != 0;
            QVERIFY2(truth != falsity, one.text.c_str());
        }
    }
}

void TestGraph::inputsComeFirstAndEqualExpressionsAreOneNode()
{
    Dice dice(3);
    for (int round = 0; round < 500; ++round) {
        const Built one = built(randomCondition(dice, 4));
        QVERIFY2(one.problem.empty(), one.problem.c_str());
        std::set<std::string> seen;
        for (std::size_t i = 0; i < one.graph.nodes.size(); ++i) {
            const Node& node = one.graph.nodes[i];
            for (const NodeId input : node.inputs) {
                QVERIFY(input >= 0 && static_cast<std::size_t>(input) < i);
                const bool gathers = node.op == Op::Gather || node.op == Op::GatherMask;
                QCOMPARE(one.graph[input].context == node.context, !gathers);
            }
            QVERIFY(node.context >= 0 &&
                    static_cast<std::size_t>(node.context) < one.graph.contexts.size());
            QVERIFY2(seen.insert(identity(node)).second, one.text.c_str());
            if (node.op == Op::And || node.op == Op::Or) {
                QVERIFY(node.inputs.size() >= 2);
                QVERIFY(std::ranges::is_sorted(node.inputs));
            }
        }
        QVERIFY(one.graph[one.root].isBoolean && one.graph[one.negation].isBoolean);
    }
}

void TestGraph::sharesWhatIsEqual()
{
    const auto sameRoot = [](const char* a, const char* b) {
        const Built both = built(std::string("(") + a + ") or (" + b + ")");
        return both.problem.empty() && both.graph[both.root].op != Op::Or;
    };
    QVERIFY(sameRoot("close > 3 and open > 2", "open > 2 and close > 3"));
    QVERIFY(
        sameRoot("close > 3 and (open > 2 and high > 1)", "close > 3 and open > 2 and high > 1"));
    QVERIFY(sameRoot("rsi(close, 14) > 30", "rsi(14) > 30"));
    QVERIFY(sameRoot("close > 5", "close > 2 + 3"));
    QVERIFY(sameRoot("not close > 5", "close <= 5"));
    QVERIFY(sameRoot("close > 3 and close > 3", "close > 3"));
    QVERIFY(sameRoot("X.close > 3", "close > 3"));
    QVERIFY(sameRoot("daily.close > 3", "close > 3"));
    QVERIFY(sameRoot("close > 3 for 1 bars", "close > 3"));
    QVERIFY(!sameRoot("SPY.close > 3", "close > 3"));
    QVERIFY(!sameRoot("close > 3", "close >= 3"));
}

void TestGraph::staticWarmUpIsTheObservedOne()
{
    Dice dice(5);
    NaiveWorld world = randomWorld(dice, 200);
    for (int round = 0; round < 800; ++round) {
        const Built one = built(randomWarmNumber(dice, 1 + round % 4));
        QVERIFY2(one.problem.empty(), one.problem.c_str());
        const std::vector<Column> columns = columnsOf(world, one);
        const Column& values = columns[static_cast<std::size_t>(one.root)];
        const auto first =
            std::ranges::find_if(values, [](double value) { return !std::isnan(value); });
        QVERIFY2(first - values.begin() == one.graph[one.root].warmup,
                 (one.text + ": observed " + std::to_string(first - values.begin()) +
                  ", declared " + std::to_string(one.graph[one.root].warmup))
                     .c_str());
    }
}

void TestGraph::warmUpsAddUp_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("bars");
    const auto row = [](const char* expression, int bars) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << bars;
    };
    row("close", 0);
    row("close[3]", 3);
    row("sma(close, 20)", 19);
    row("sma(close, 20)[1]", 20);
    row("rsi(close, 14)", 14);
    row("sma(rsi(close, 14), 3)", 16);
    row("macd.line", 25);
    row("macd.signal", 33);
    row("macd.hist", 33);
    row("highest(high, 40)[1]", 40);
    row("close rising 3 bars", 3);
    row("close > open for 3 bars", 2);
    row("close > open then open > close within 3 bars", 3);
    row("close crosses above sma(close, 50)", 50);
    row("close > open on 4 of last 5 bars", 4);
    row("close < close[1] on 4 of last 5 bars", 5);
    row("weekly.sma(close, 50) > close", 0);
    row("SPY.sma(close, 50)[2] > close", 2);
    row("(sma(close, 5) > 3)[2] and sma(close, 20) > 3", 19);
}

void TestGraph::warmUpsAddUp()
{
    QFETCH(QString, expression);
    QFETCH(int, bars);
    const Built one = built(expression.toStdString());
    QVERIFY2(one.problem.empty(), one.problem.c_str());
    QCOMPARE(one.graph[one.root].warmup, bars);
}

void TestGraph::knownAtOpenNeverSeesTheBar()
{
    Dice dice(17);
    int known = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string text = randomCondition(dice, 1 + round % 2);
        if (dice.coin()) {
            text = "(" + text + ")[1] and open > open[1]";
        } else if (dice.coin()) {
            text = "sma(open, 3) > (" + std::string("close") + ")[1] or (" + text + ")[1]";
        }
        const Built one = built(text);
        QVERIFY2(one.problem.empty(), one.problem.c_str());
        if (!one.isKnownAtOpen) {
            continue;
        }
        ++known;
        const NaiveWorld before = randomWorld(dice, 24);
        const std::vector<Column> then = columnsOf(before, one);
        const auto bar = static_cast<std::size_t>(dice.below(24));
        NaiveWorld after = before;
        after.own().high[bar] += 7;
        after.own().low[bar] -= 9;
        after.own().close[bar] += 5;
        after.own().volume[bar] += 1000;
        const std::vector<Column> now = columnsOf(after, one);
        QVERIFY2(then[static_cast<std::size_t>(one.root)][bar] ==
                     now[static_cast<std::size_t>(one.root)][bar],
                 one.text.c_str());
    }
    QVERIFY(known > 500);
}

void TestGraph::saysWhatTheOpenKnows_data()
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<bool>("known");
    const auto row = [](const char* condition, bool known) {
        QTest::newRow(condition) << QString::fromUtf8(condition) << known;
    };
    row("open > 3", true);
    row("open > close[1]", true);
    row("sma(open, 20) > sma(close, 20)[1]", true);
    row("weekday == 1 and trading_day_of_month <= 3", true);
    row("(close > open)[1]", true);
    row("close[0] > 3", false);
    row("close > open", false);
    row("high > open[1]", false);
    row("volume > 3", false);
    row("hl2 > 3", false);
    row("rsi(close, 14) > 3", false);
    row("open > 3 or close > 3", false);
    row("close > 3 within 3 bars", false);
    row("close > 3 then open > 3 within 3 bars", true);
    row("SPY.close > 3", false);
    row("weekly.close > 3", false);
    row("(weekly.close > 3)[1]", true);
    row("close rising 3 bars", false);
    row("(close rising 3 bars)[1] and hammer[1]", true);
}

void TestGraph::saysWhatTheOpenKnows()
{
    QFETCH(QString, condition);
    QFETCH(bool, known);
    const Built one = built(condition.toStdString());
    QVERIFY2(one.problem.empty(), one.problem.c_str());
    QCOMPARE(one.isKnownAtOpen, known);
}

void TestGraph::keepsContextsApart()
{
    const Built one = built("SPY.weekly.sma(close, 3) > weekly.close and SPY.close > daily.close");
    QVERIFY2(one.problem.empty(), one.problem.c_str());
    QCOMPARE(one.graph.contexts.size(), 4u);
    QVERIFY(one.graph.contexts[0] == Context{});
    const sw::Timeframe week{1, sw::FrameUnit::Week};
    QCOMPARE(std::ranges::count(one.graph.contexts, Context{"SPY", week}), 1);
    QCOMPARE(std::ranges::count(one.graph.contexts, Context{"", week}), 1);
    QCOMPARE(std::ranges::count(one.graph.contexts, Context{"SPY", {}}), 1);
}

void TestGraph::refusesMoreNodesThanTheLimit()
{
    const Scope scope = dailyScope();
    GraphBuilder builder(scope);
    Expr sum;
    sum.kind = ExprKind::Number;
    for (std::size_t i = 0; i < kMaxNodes + 10; ++i) {
        sum.number = static_cast<double>(i);
        const NodeId id = builder.number(sum);
        QVERIFY(id >= 0 && static_cast<std::size_t>(id) < kMaxNodes);
    }
    QVERIFY(builder.isOverLimit());
    QCOMPARE(builder.graph().nodes.size(), kMaxNodes);
}

SW_TEST(TestGraph)
#include "tst_graph.moc"
