#include "condition_oracle.h"
#include "engine/evaluate.h"
#include "engine/evaluate_chunks.h"
#include "graph_oracle.h"
#include "random_bars.h"
#include "test_main.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>

using namespace sw;
using engine::Evaluation;
using engine::Feeds;
using lang::Node;
using lang::NodeId;
using lang::Op;

namespace {

const Timeframe kDaily{1, FrameUnit::Day};
const Timeframe kWeekly{1, FrameUnit::Week};
const Timeframe kMonthly{1, FrameUnit::Month};

Feeds threeSymbols(std::size_t count, std::uint64_t seed)
{
    Feeds feeds;
    feeds["TST"] = test::randomBars({"TST", kDaily, count, seed, 0});
    feeds["SPY"] = test::randomBars({"SPY", kDaily, count, seed + 100, 9});
    feeds["QQQ"] = test::randomBars({"QQQ", kDaily, count / 2 + 1, seed + 200, 3});
    return feeds;
}

std::vector<lang::Context> allContexts()
{
    return {{"", {}},        {"", kWeekly},  {"SPY", {}},       {"SPY", kWeekly},
            {"TST", kDaily}, {"", kMonthly}, {"QQQ", kMonthly}, {"QQQ", {}}};
}

NodeId add(lang::Graph& graph, Op op, std::vector<NodeId> inputs = {}, std::int32_t context = 0)
{
    Node node;
    node.op = op;
    node.context = context;
    node.inputs = std::move(inputs);
    node.isBoolean = op >= Op::Always;
    for (const NodeId input : node.inputs) {
        const bool crosses = op == Op::Gather || op == Op::GatherMask;
        node.warmup = crosses ? 0 : std::max(node.warmup, graph[input].warmup);
    }
    graph.nodes.push_back(std::move(node));
    return static_cast<NodeId>(graph.nodes.size()) - 1;
}

NodeId constant(lang::Graph& graph, double value, std::int32_t context = 0)
{
    const NodeId id = add(graph, Op::Constant, {}, context);
    graph.nodes.back().value = value;
    return id;
}

NodeId average(lang::Graph& graph, NodeId series, int length, std::int32_t context = 0)
{
    const NodeId id = add(graph, Op::Call, {series}, context);
    graph.nodes.back().entry = indicators::indexOf(*indicators::find("sma"));
    graph.nodes.back().numbers = {static_cast<double>(length)};
    graph.nodes.back().warmup += length - 1;
    return id;
}

bool sameValues(const Evaluation& a, const Evaluation& b)
{
    bool same = a.masks == b.masks && a.columns.size() == b.columns.size();
    for (std::size_t i = 0; same && i < a.columns.size(); ++i) {
        same = test::sameNumbers(a.columns[i], b.columns[i]);
    }
    return same && a.firstWarmBar == b.firstWarmBar;
}

/// The feeds as they were when the traded symbol's bar `last` had just closed.
Feeds cutAfter(const Feeds& feeds, std::size_t last)
{
    const Timestamp end = feeds.at("TST")->time()[last];
    Feeds cut;
    for (const auto& [symbol, bars] : feeds) {
        const std::size_t count = bars->lowerBound(Timestamp{end.ms + 1});
        cut[symbol] = bars->slice(0, count);
    }
    return cut;
}

} // namespace

class TestEvaluate : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithThePerBarInterpreterOnRandomGraphs()
    {
        for (std::uint64_t seed = 1; seed <= sw::test::cases(60u); ++seed) {
            const Feeds feeds = threeSymbols(700, seed);
            const auto random = test::randomGraph(seed, allContexts(), 150);
            const auto oracle =
                test::evaluateByBar(random.graph, random.roots, "TST", kDaily, feeds);
            const auto made = engine::evaluate(random.graph, random.roots, "TST", kDaily, feeds);
            QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
            for (std::size_t i = 0; i < random.roots.size(); ++i) {
                const Node& node = random.graph[random.roots[i]];
                const bool same = node.isBoolean
                                      ? test::sameBits(made->masks[i], oracle[i].bits)
                                      : test::sameNumbers(made->columns[i], oracle[i].numbers);
                QVERIFY2(same, qPrintable(QStringLiteral("seed %1, node %2, op %3")
                                              .arg(seed)
                                              .arg(random.roots[i])
                                              .arg(static_cast<int>(node.op))));
            }
        }
    }

    void conditionsMeanWhatThreeValuedLogicSays()
    {
        int isTrue = 0, isFalse = 0;
        for (std::uint64_t seed = 1; seed <= 300; ++seed) {
            const auto bars = test::randomBars({"TST", kDaily, 260, seed, 0});
            const test::RandomCondition wanted = test::randomCondition(seed, *bars);
            const lang::CompiledExpr made = lang::compileExpression(wanted.text);
            QVERIFY2(made.root != lang::kNoNode,
                     made.diagnostics.empty()
                         ? wanted.text.c_str()
                         : (wanted.text + made.diagnostics[0].message).c_str());
            const NodeId roots[] = {made.root, made.negation};
            const auto values = engine::evaluate(made.graph, roots, "TST", kDaily, {{"TST", bars}});
            QVERIFY(values.has_value());
            for (std::size_t i = 0; i < bars->size(); ++i) {
                const bool same = values->masks[0][i] == (wanted.values[i] == test::Truth::True) &&
                                  values->masks[1][i] == (wanted.values[i] == test::Truth::False);
                QVERIFY2(same, fmt::format("seed {}, bar {}: {}", seed, i, wanted.text).c_str());
                isTrue += wanted.values[i] == test::Truth::True ? 1 : 0;
                isFalse += wanted.values[i] == test::Truth::False ? 1 : 0;
            }
        }
        // The conditions are neither nearly always nor nearly never true.
        QVERIFY(isTrue > 15000 && isFalse > 15000);
    }

    void doesNotDependOnTheChunkSize()
    {
        for (std::uint64_t seed = 1; seed <= sw::test::cases(20u); ++seed) {
            const Feeds feeds = threeSymbols(5000, seed);
            const auto random = test::randomGraph(seed + 500, allContexts(), 100);
            const engine::EvaluationRequest request{random.graph, random.roots, "TST", kDaily,
                                                    feeds};
            const auto whole = engine::evaluateInChunks(request, 8192);
            QVERIFY(whole.has_value());
            for (const std::size_t chunk : {64u, 128u, 192u, 2048u, 4096u}) {
                const auto cut = engine::evaluateInChunks(request, chunk);
                QVERIFY(cut.has_value());
                QVERIFY2(sameValues(*whole, *cut),
                         qPrintable(QStringLiteral("seed %1, chunk %2").arg(seed).arg(chunk)));
            }
            QVERIFY(sameValues(*whole, *engine::evaluateInChunks(request, 8192)));
        }
    }

    void cuttingTheFutureOffChangesNothingBefore()
    {
        test::Dice dice(77);
        for (std::uint64_t seed = 1; seed <= sw::test::cases(30u); ++seed) {
            const Feeds feeds = threeSymbols(600, seed);
            const auto random = test::randomGraph(seed + 900, allContexts(), 120);
            const auto whole = engine::evaluate(random.graph, random.roots, "TST", kDaily, feeds);
            QVERIFY(whole.has_value());
            for (int cutting = 0; cutting < 6; ++cutting) {
                const auto last = static_cast<std::size_t>(dice.pick(330, 599));
                const Feeds past = cutAfter(feeds, last);
                const auto made = engine::evaluate(random.graph, random.roots, "TST", kDaily, past);
                QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
                for (std::size_t i = 0; i < random.roots.size(); ++i) {
                    for (std::size_t bar = 0; bar <= last; ++bar) {
                        const bool same = whole->masks[i].size() > 0
                                              ? whole->masks[i][bar] == made->masks[i][bar]
                                              : test::sameNumbers({whole->columns[i][bar]},
                                                                  {made->columns[i][bar]});
                        QVERIFY2(same, qPrintable(QStringLiteral("seed %1 node %2 bar %3 of %4")
                                                      .arg(seed)
                                                      .arg(random.roots[i])
                                                      .arg(bar)
                                                      .arg(last)));
                    }
                }
            }
        }
    }

    void aPrefixThatIsTheTradedSymbolIsTheSameBars()
    {
        lang::Graph graph;
        graph.contexts = {{"", {}}, {"TST", kDaily}};
        const NodeId own = add(graph, Op::Close);
        const NodeId prefixed = add(graph, Op::Close, {}, 1);
        const NodeId gathered = add(graph, Op::Gather, {prefixed});
        const NodeId smooth = average(graph, own, 20);
        const NodeId smoothPrefixed = average(graph, gathered, 20);
        const NodeId differ = add(graph, Op::NotEqual, {smooth, smoothPrefixed});
        const NodeId roots[] = {differ, gathered};
        const Feeds feeds = threeSymbols(300, 4);
        const auto made = engine::evaluate(graph, roots, "TST", kDaily, feeds);
        QVERIFY(made.has_value());
        QCOMPARE(made->masks[0].count(), std::size_t{0});
        const auto close = feeds.at("TST")->close();
        QVERIFY(test::sameNumbers(made->columns[1], {close.begin(), close.end()}));
    }

    void theFirstWarmBarFollowsGatheredLookBack()
    {
        lang::Graph graph;
        graph.contexts = {{"", {}}, {"", kWeekly}};
        const NodeId close = add(graph, Op::Close);
        const NodeId weekly = add(graph, Op::Close, {}, 1);
        const NodeId slow = average(graph, weekly, 10, 1);
        const NodeId gathered = add(graph, Op::Gather, {slow});
        NodeId shifted = add(graph, Op::Shift, {gathered});
        graph.nodes.back().count = 3;
        graph.nodes.back().warmup += 3;
        const NodeId above = add(graph, Op::Greater, {close, shifted});
        const Feeds feeds = threeSymbols(300, 4);
        const NodeId roots[] = {above, gathered, shifted};
        const auto made = engine::evaluate(graph, roots, "TST", kDaily, feeds);
        QVERIFY(made.has_value());
        std::size_t firstValue = 0;
        while (std::isnan(made->columns[1][firstValue])) {
            ++firstValue;
        }
        // Ten complete weeks from a Monday on: known on the tenth Friday.
        QCOMPARE(firstValue, std::size_t{49});
        QCOMPARE(made->firstWarmBar, 52);
        QVERIFY(std::isnan(made->columns[2][51]) && !std::isnan(made->columns[2][52]));
        const NodeId fast[] = {average(graph, close, 5)};
        QCOMPARE(engine::evaluate(graph, fast, "TST", kDaily, feeds)->firstWarmBar, 4);
    }

    void namesTheSymbolWithoutBars()
    {
        lang::Graph graph;
        graph.contexts = {{"", {}}, {"GLD", {}}};
        const NodeId other = add(graph, Op::Close, {}, 1);
        const NodeId gathered = add(graph, Op::Gather, {other});
        const NodeId own = add(graph, Op::Close);
        const Feeds feeds = threeSymbols(50, 1);
        const NodeId needs[] = {gathered};
        const auto missing = engine::evaluate(graph, needs, "TST", kDaily, feeds);
        QVERIFY(!missing.has_value());
        QCOMPARE(missing.error().kind, ErrorKind::NotFound);
        QCOMPARE(missing.error().message, "there are no bars for GLD, which the strategy reads; "
                                          "load 1d bars of it");
        const NodeId harmless[] = {own};
        QVERIFY(engine::evaluate(graph, harmless, "TST", kDaily, feeds).has_value());
        const auto traded = engine::evaluate(graph, harmless, "AAPL", kDaily, feeds);
        QCOMPARE(traded.error().kind, ErrorKind::NotFound);
        QVERIFY(traded.error().message.find("AAPL, which the strategy trades") !=
                std::string::npos);
    }

    void namesBothTimeframesWhenTheyDiffer()
    {
        lang::Graph graph;
        graph.contexts = {{"", {}}, {"", Timeframe{1, FrameUnit::Hour}}};
        const NodeId own = add(graph, Op::Close);
        const NodeId hourly = add(graph, Op::Close, {}, 1);
        const NodeId gathered = add(graph, Op::Gather, {hourly});
        const Feeds feeds = threeSymbols(50, 1);
        const NodeId roots[] = {own};
        const auto made =
            engine::evaluate(graph, roots, "TST", Timeframe{4, FrameUnit::Hour}, feeds);
        QVERIFY(!made.has_value());
        QCOMPARE(made.error().kind, ErrorKind::InvalidInput);
        QVERIFY(made.error().message.find("4h bars, but those of TST are 1d") != std::string::npos);
        const NodeId lower[] = {gathered};
        const auto refused = engine::evaluate(graph, lower, "TST", kDaily, feeds);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(refused.error().context, "while reading 1h bars of TST");
    }

    void stopsWhenAsked()
    {
        lang::Graph graph;
        graph.contexts = {{"", {}}};
        const NodeId roots[] = {add(graph, Op::Close)};
        std::stop_source source;
        source.request_stop();
        const Feeds feeds = threeSymbols(50, 1);
        const auto made = engine::evaluate(graph, roots, "TST", kDaily, feeds, source.get_token());
        QVERIFY(!made.has_value());
        QCOMPARE(made.error().kind, ErrorKind::Cancelled);
    }

    void constantsNeedNoColumns()
    {
        lang::Graph graph;
        graph.contexts = {{"", {}}};
        const NodeId two = constant(graph, 2);
        const NodeId three = constant(graph, 3);
        const NodeId six = add(graph, Op::Multiply, {two, three});
        const NodeId yes = add(graph, Op::Greater, {six, three});
        const NodeId smooth = average(graph, six, 4);
        const NodeId roots[] = {six, yes, smooth};
        const Feeds feeds = threeSymbols(100, 1);
        const auto made = engine::evaluate(graph, roots, "TST", kDaily, feeds);
        QVERIFY(made.has_value());
        QCOMPARE(made->columns[0], std::vector<double>(100, 6.0));
        QCOMPARE(made->masks[1].count(), std::size_t{100});
        QVERIFY(std::isnan(made->columns[2][2]));
        QCOMPARE(made->columns[2][3], 6.0);
    }
};

SW_TEST(TestEvaluate)
#include "tst_evaluate.moc"
