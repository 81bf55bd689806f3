#include "graph_oracle.h"
#include "shared_words.h"

#include "engine/kernel_context.h"
#include "random_bars.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace sw::test {

using lang::Graph;
using lang::Node;
using lang::NodeId;
using lang::Op;

namespace {

using sw::test::kMissing;

/// The bars one context means, found the plain way.
struct ContextBars {
    std::string symbol;
    Timeframe timeframe;
    market::BarsPtr bars;
    std::vector<std::int32_t> lastCompleted;
};

class Interpreter
{
public:
    Interpreter(const Graph& graph, const std::string& symbol, Timeframe timeframe,
                const engine::Feeds& feeds)
        : m_graph(graph), m_timeframe(timeframe), m_feeds(feeds)
    {
        for (const lang::Context& context : graph.contexts) {
            ContextBars made;
            made.symbol = context.symbol.empty() ? symbol : context.symbol;
            made.timeframe = context.frame.value_or(timeframe);
            made.bars = feeds.at(made.symbol);
            if (made.timeframe != timeframe) {
                auto resampled = market::resample(*made.bars, made.timeframe);
                made.bars = resampled->bars;
                made.lastCompleted = resampled->lastCompleted;
            }
            m_contexts.push_back(std::move(made));
        }
        for (const Node& node : graph.nodes) {
            OracleRoot values;
            if (node.isBoolean) {
                values.bits.resize(barsOf(node).size());
            } else {
                values.numbers.resize(barsOf(node).size());
            }
            if (node.op == Op::Call) {
                m_calls.push_back(runCall(node));
            } else {
                m_calls.emplace_back();
                for (std::size_t bar = 0; bar < barsOf(node).size(); ++bar) {
                    if (node.isBoolean) {
                        values.bits[bar] = truth(node, static_cast<int>(bar));
                    } else {
                        values.numbers[bar] = number(node, static_cast<int>(bar));
                    }
                }
            }
            if (node.op == Op::Call) {
                values.numbers = m_calls.back()[0];
            }
            m_values.push_back(std::move(values));
        }
    }

    const OracleRoot& of(NodeId id) const { return m_values[static_cast<std::size_t>(id)]; }

private:
    const ContextBars& contextOf(const Node& node) const
    {
        return m_contexts[static_cast<std::size_t>(node.context)];
    }
    const market::Bars& barsOf(const Node& node) const { return *contextOf(node).bars; }
    double in(const Node& node, std::size_t input, int bar) const
    {
        return bar < 0 ? kMissing : of(node.inputs[input]).numbers[static_cast<std::size_t>(bar)];
    }
    bool is(const Node& node, std::size_t input, int bar) const
    {
        return bar >= 0 && of(node.inputs[input]).bits[static_cast<std::size_t>(bar)];
    }

    std::vector<std::vector<double>> runCall(const Node& node)
    {
        const auto& entry = indicators::catalog()[static_cast<std::size_t>(node.entry)];
        indicators::KernelContext context = engine::kernelContext(barsOf(node));
        NodeId source = node.inputs[0];
        while (m_graph[source].op == Op::Shift) {
            source = m_graph[source].inputs[0];
        }
        const Op op = m_graph[source].op;
        if (op == Op::Open || op == Op::High || op == Op::Low || op == Op::Close) {
            context.ticksPerUnit = barsOf(node).ticksPerUnit();
        }
        const auto kernel = entry.make(node.numbers, context);
        std::vector<std::vector<double>> made(entry.outputs.size());
        for (std::size_t bar = 0; bar < barsOf(node).size(); ++bar) {
            std::vector<double> given, out(entry.outputs.size());
            for (std::size_t i = 0; i < node.inputs.size(); ++i) {
                given.push_back(in(node, i, static_cast<int>(bar)));
            }
            std::vector<std::span<const double>> inputs;
            std::vector<std::span<double>> outputs;
            for (const double& x : given) {
                inputs.emplace_back(&x, 1);
            }
            for (double& y : out) {
                outputs.emplace_back(&y, 1);
            }
            kernel->run(inputs, outputs);
            for (std::size_t i = 0; i < out.size(); ++i) {
                made[i].push_back(out[i]);
            }
        }
        return made;
    }

    int gathered(const Node& node, int bar)
    {
        const ContextBars& outer = contextOf(node);
        const ContextBars& inner = contextOf(m_graph[node.inputs[0]]);
        if (inner.symbol == outer.symbol && inner.timeframe == outer.timeframe) {
            return bar;
        }
        if (inner.timeframe == m_timeframe || outer.timeframe != m_timeframe) {
            return pairing(inner.bars, outer.bars)[static_cast<std::size_t>(bar)];
        }
        const int own =
            inner.symbol == outer.symbol
                ? bar
                : pairing(m_feeds.at(inner.symbol), outer.bars)[static_cast<std::size_t>(bar)];
        return own < 0 ? -1 : inner.lastCompleted[static_cast<std::size_t>(own)];
    }

    const std::vector<std::int32_t>& pairing(const market::BarsPtr& from, const market::BarsPtr& to)
    {
        auto& made = m_pairings[{from.get(), to.get()}];
        if (made.empty()) {
            made = market::asOf(*from, *to);
        }
        return made;
    }

    double number(const Node& node, int bar)
    {
        const market::Bars& bars = barsOf(node);
        const auto at = static_cast<std::size_t>(bar);
        switch (node.op) {
        case Op::Constant:
            return node.value;
        case Op::Open:
            return bars.open()[at];
        case Op::High:
            return bars.high()[at];
        case Op::Low:
            return bars.low()[at];
        case Op::Close:
            return bars.close()[at];
        case Op::Volume:
            return bars.volume()[at];
        case Op::Hl2:
            return (bars.high()[at] + bars.low()[at]) / 2;
        case Op::Hlc3:
            return (bars.high()[at] + bars.low()[at] + bars.close()[at]) / 3;
        case Op::Ohlc4:
            return (bars.open()[at] + bars.high()[at] + bars.low()[at] + bars.close()[at]) / 4;
        case Op::LocalTime:
            return static_cast<double>(bars.localMs(at));
        case Op::Output:
            return m_calls[static_cast<std::size_t>(node.inputs[0])]
                          [static_cast<std::size_t>(node.index)][at];
        case Op::Shift:
            return in(node, 0, bar - node.count);
        case Op::Select:
            return is(node, 0, bar)   ? in(node, 2, bar)
                   : is(node, 1, bar) ? in(node, 3, bar)
                                      : kMissing;
        case Op::Truth:
            return is(node, 0, bar) ? 1 : is(node, 1, bar) ? 0 : kMissing;
        case Op::Gather: {
            const int inner = gathered(node, bar);
            return in(node, 0, inner);
        }
        default:
            return arithmetic(node.op, in(node, 0, bar),
                              node.inputs.size() > 1 ? in(node, 1, bar) : kMissing);
        }
    }

    static double arithmetic(Op op, double a, double b)
    {
        const bool missing = std::isnan(a) || std::isnan(b);
        switch (op) {
        case Op::Add:
            return a + b;
        case Op::Subtract:
            return a - b;
        case Op::Multiply:
            return a * b;
        case Op::Divide:
            return b == 0 ? kMissing : a / b;
        case Op::Minimum:
            return missing ? kMissing : std::min(a, b);
        case Op::Maximum:
            return missing ? kMissing : std::max(a, b);
        case Op::Negate:
            return -a;
        case Op::Absolute:
            return std::abs(a);
        case Op::SquareRoot:
            return a < 0 ? kMissing : std::sqrt(a);
        case Op::Round:
            return std::round(a);
        case Op::Floor:
            return std::floor(a);
        case Op::Ceil:
            return std::ceil(a);
        default:
            return kMissing;
        }
    }

    bool truth(const Node& node, int bar)
    {
        switch (node.op) {
        case Op::Always:
            return true;
        case Op::Less:
            return in(node, 0, bar) < in(node, 1, bar);
        case Op::LessEqual:
            return in(node, 0, bar) <= in(node, 1, bar);
        case Op::Greater:
            return in(node, 0, bar) > in(node, 1, bar);
        case Op::GreaterEqual:
            return in(node, 0, bar) >= in(node, 1, bar);
        case Op::Equal:
            return in(node, 0, bar) == in(node, 1, bar);
        case Op::NotEqual:
            return !std::isnan(in(node, 0, bar)) && !std::isnan(in(node, 1, bar)) &&
                   in(node, 0, bar) != in(node, 1, bar);
        case Op::And:
        case Op::Or: {
            std::size_t found = 0;
            for (std::size_t i = 0; i < node.inputs.size(); ++i) {
                found += is(node, i, bar) ? 1 : 0;
            }
            return node.op == Op::And ? found == node.inputs.size() : found > 0;
        }
        case Op::ShiftMask:
            return is(node, 0, bar - node.count);
        case Op::AllOf:
        case Op::AnyOf:
        case Op::AtLeast: {
            int found = 0;
            for (int back = 0; back < node.count; ++back) {
                found += is(node, 0, bar - back) ? 1 : 0;
            }
            return node.op == Op::AllOf   ? found == node.count
                   : node.op == Op::AnyOf ? found > 0
                                          : found >= node.index;
        }
        case Op::GatherMask:
            return is(node, 0, gathered(node, bar));
        default:
            return false;
        }
    }

    const Graph& m_graph;
    Timeframe m_timeframe;
    const engine::Feeds& m_feeds;
    std::vector<ContextBars> m_contexts;
    std::vector<OracleRoot> m_values;
    std::vector<std::vector<std::vector<double>>> m_calls; ///< node, output, bar
    std::map<std::pair<const market::Bars*, const market::Bars*>, std::vector<std::int32_t>>
        m_pairings;
};

/// Grows a graph one random node at a time.
class Grower
{
public:
    Grower(std::uint64_t seed, std::vector<lang::Context> contexts) : m_dice(seed)
    {
        m_graph.contexts = std::move(contexts);
        for (std::size_t c = 0; c < m_graph.contexts.size(); ++c) {
            for (const Op op : {Op::Open, Op::High, Op::Low, Op::Close, Op::Volume, Op::Hl2,
                                Op::Hlc3, Op::Ohlc4, Op::LocalTime, Op::Always, Op::Never}) {
                Node node;
                node.op = op;
                node.context = static_cast<std::int32_t>(c);
                add(std::move(node));
            }
            for (int i = 0; i < 3; ++i) {
                Node node;
                node.context = static_cast<std::int32_t>(c);
                node.value = i == 0 ? 0 : m_dice.pick(-200, 20000) / 100.0;
                add(std::move(node));
            }
        }
    }

    RandomGraph grow(int nodes)
    {
        for (int i = 0; i < nodes; ++i) {
            const int context = m_dice.pick(0, static_cast<int>(m_graph.contexts.size()) - 1);
            growOne(m_dice.oneIn(2) ? 0 : context);
        }
        RandomGraph result;
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            const bool wanted = m_graph.nodes[i].context == 0 && m_dice.oneIn(3);
            if (wanted) {
                result.roots.push_back(static_cast<NodeId>(i));
                if (m_dice.oneIn(10)) {
                    result.roots.push_back(static_cast<NodeId>(i));
                }
            }
        }
        result.graph = std::move(m_graph);
        return result;
    }

private:
    static bool isBooleanOp(Op op) { return op >= Op::Always; }

    NodeId add(Node node)
    {
        node.isBoolean = isBooleanOp(node.op);
        m_graph.nodes.push_back(std::move(node));
        return static_cast<NodeId>(m_graph.nodes.size()) - 1;
    }

    /// A recent node of the kind and context, preferring late ones so that chains get long.
    NodeId some(int context, bool boolean)
    {
        std::vector<NodeId> fitting;
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            const Node& node = m_graph.nodes[i];
            const bool usable = node.op != Op::Call || node.inputs.size() < 2;
            if (node.context == context && node.isBoolean == boolean && usable) {
                fitting.push_back(static_cast<NodeId>(i));
            }
        }
        const int last = static_cast<int>(fitting.size()) - 1;
        const int from = m_dice.oneIn(2) ? std::max(0, last - 12) : 0;
        return fitting[static_cast<std::size_t>(m_dice.pick(from, last))];
    }

    void growOne(int context)
    {
        Node node;
        node.context = context;
        const int kind = m_dice.pick(0, 9);
        if (kind <= 2) {
            static constexpr Op kBinary[] = {Op::Add,    Op::Subtract, Op::Multiply,
                                             Op::Divide, Op::Minimum,  Op::Maximum};
            static constexpr Op kUnary[] = {Op::Negate, Op::Absolute, Op::SquareRoot,
                                            Op::Round,  Op::Floor,    Op::Ceil};
            const bool two = !m_dice.oneIn(3);
            const int choice = m_dice.pick(0, 5);
            node.op = two ? kBinary[choice] : kUnary[choice];
            node.inputs = {some(context, false)};
            if (two) {
                node.inputs.push_back(some(context, false));
            }
        } else if (kind <= 4) {
            node.op = static_cast<Op>(static_cast<int>(Op::Less) + m_dice.pick(0, 5));
            node.inputs = {some(context, false), some(context, false)};
        } else if (kind == 5) {
            node.op = m_dice.oneIn(2) ? Op::And : Op::Or;
            const int inputs = m_dice.pick(2, 4);
            for (int i = 0; i < inputs; ++i) {
                node.inputs.push_back(some(context, true));
            }
        } else if (kind == 6) {
            static constexpr Op kWindows[] = {Op::ShiftMask, Op::AllOf, Op::AnyOf, Op::AtLeast};
            node.op = kWindows[m_dice.pick(0, 3)];
            node.inputs = {some(context, true)};
            node.count = m_dice.oneIn(3) ? m_dice.pick(60, 300) : m_dice.pick(1, 10);
            node.index = m_dice.pick(1, std::min(node.count, 6));
        } else if (kind == 7) {
            growCall(context);
            return;
        } else if (kind == 8) {
            const int choice = m_dice.pick(0, 2);
            if (choice == 0) {
                node.op = Op::Shift;
                node.inputs = {some(context, false)};
                node.count = m_dice.oneIn(3) ? m_dice.pick(60, 300) : m_dice.pick(1, 10);
            } else {
                node.op = choice == 1 ? Op::Truth : Op::Select;
                node.inputs = {some(context, true), some(context, true)};
                if (choice == 2) {
                    node.inputs.push_back(some(context, false));
                    node.inputs.push_back(some(context, false));
                }
            }
        } else if (m_graph.contexts.size() > 1) {
            const int inner = m_dice.pick(0, static_cast<int>(m_graph.contexts.size()) - 1);
            const bool boolean = m_dice.oneIn(3);
            node.op = boolean ? Op::GatherMask : Op::Gather;
            node.inputs = {some(inner, boolean)};
            const bool upward = m_graph.contexts[static_cast<std::size_t>(context)].frame &&
                                !m_graph.contexts[static_cast<std::size_t>(inner)].frame;
            if (upward) {
                return; // a shorter timeframe is not read from a longer one
            }
        } else {
            return;
        }
        add(std::move(node));
    }

    void growCall(int context)
    {
        static constexpr std::string_view kNames[] = {"sma", "ema",  "rsi",   "highest", "stdev",
                                                      "atr", "macd", "stoch", "obv"};
        const auto* entry = indicators::find(kNames[m_dice.pick(0, 8)]);
        if (entry == nullptr) {
            return;
        }
        Node node;
        node.op = Op::Call;
        node.context = context;
        node.entry = indicators::indexOf(*entry);
        for (const auto& parameter : entry->parameters) {
            if (parameter.kind == indicators::ParameterKind::Series) {
                node.inputs.push_back(some(context, false));
            } else {
                node.numbers.push_back(m_dice.pick(2, 30));
            }
        }
        for (const auto field : entry->fields) {
            static constexpr Op kOps[] = {Op::Open,  Op::High,   Op::Low,
                                          Op::Close, Op::Volume, Op::LocalTime};
            const Op op = kOps[static_cast<std::size_t>(field)];
            for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
                if (m_graph.nodes[i].op == op && m_graph.nodes[i].context == context) {
                    node.inputs.push_back(static_cast<NodeId>(i));
                    break;
                }
            }
        }
        const NodeId call = add(std::move(node));
        const int outputs = m_dice.pick(1, static_cast<int>(entry->outputs.size()));
        for (int i = 0; i < outputs; ++i) {
            Node output;
            output.op = Op::Output;
            output.context = context;
            output.inputs = {call};
            output.index = m_dice.pick(0, static_cast<int>(entry->outputs.size()) - 1);
            add(std::move(output));
        }
    }

    Dice m_dice;
    Graph m_graph;
};

} // namespace

std::vector<OracleRoot> evaluateByBar(const Graph& graph, std::span<const NodeId> roots,
                                      const std::string& symbol, Timeframe timeframe,
                                      const engine::Feeds& feeds)
{
    const Interpreter interpreter(graph, symbol, timeframe, feeds);
    std::vector<OracleRoot> result;
    for (const NodeId root : roots) {
        result.push_back(interpreter.of(root));
    }
    return result;
}

RandomGraph randomGraph(std::uint64_t seed, std::vector<lang::Context> contexts, int nodes)
{
    return Grower(seed, std::move(contexts)).grow(nodes);
}

bool sameNumbers(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::ranges::equal(a, b, [](double x, double y) {
        return (std::isnan(x) && std::isnan(y)) ||
               std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    });
}

bool sameBits(const engine::Mask& a, const std::vector<bool>& b)
{
    if (a.size() != b.size() ||
        a.count() != static_cast<std::size_t>(std::ranges::count(b, true))) {
        return false;
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
        if (a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

} // namespace sw::test
