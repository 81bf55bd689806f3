// The graph, node by node and bar by bar.
#include "indicators/catalog.h"
#include "shared_words.h"

#include "naive_world.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sw::test {

namespace {

using namespace lang;

using sw::test::kMissing;

class GraphReader
{
public:
    GraphReader(const NaiveWorld& world, const Graph& graph) : m_world(world), m_graph(graph) {}

    std::vector<Column> read()
    {
        for (const Node& node : m_graph.nodes) {
            m_values.push_back(node.op == Op::Call ? Column() : column(node));
        }
        return std::move(m_values);
    }

private:
    const NaivePlace& placeOf(const Node& node) const
    {
        const Context& context = m_graph.contexts[static_cast<std::size_t>(node.context)];
        return m_world.at(context.symbol, context.frame ? context.frame->text() : "");
    }
    double input(const Node& node, std::size_t k, std::size_t bar) const
    {
        return m_values[static_cast<std::size_t>(node.inputs[k])][bar];
    }

    Column column(const Node& node)
    {
        if (node.op == Op::Output) {
            return output(node);
        }
        Column values(placeOf(node).size());
        for (std::size_t bar = 0; bar < values.size(); ++bar) {
            values[bar] = node.isBoolean ? (holds(node, bar) ? 1 : 0) : number(node, bar);
        }
        return values;
    }

    Column output(const Node& node) const
    {
        const Node& kernel = m_graph[node.inputs[0]];
        const indicators::Entry& entry =
            indicators::catalog()[static_cast<std::size_t>(kernel.entry)];
        std::vector<std::span<const double>> in;
        for (const NodeId id : kernel.inputs) {
            in.emplace_back(m_values[static_cast<std::size_t>(id)]);
        }
        std::vector<Column> outputs(entry.outputs.size(), Column(placeOf(node).size()));
        std::vector<std::span<double>> out(outputs.begin(), outputs.end());
        entry.make(kernel.numbers, {})->run(in, out);
        return outputs[static_cast<std::size_t>(node.index)];
    }

    double field(const Node& node, std::size_t bar) const
    {
        const NaivePlace& place = placeOf(node);
        switch (node.op) {
        case Op::Open:
            return place.open[bar];
        case Op::High:
            return place.high[bar];
        case Op::Low:
            return place.low[bar];
        case Op::Close:
            return place.close[bar];
        case Op::Volume:
            return place.volume[bar];
        case Op::Hl2:
            return (place.high[bar] + place.low[bar]) / 2;
        case Op::Hlc3:
            return (place.high[bar] + place.low[bar] + place.close[bar]) / 3;
        default:
            return place.localMs[bar];
        }
    }

    double number(const Node& node, std::size_t bar) const
    {
        const auto back = static_cast<std::size_t>(node.count);
        switch (node.op) {
        case Op::Constant:
            return node.value;
        case Op::Add:
            return input(node, 0, bar) + input(node, 1, bar);
        case Op::Subtract:
            return input(node, 0, bar) - input(node, 1, bar);
        case Op::Multiply:
            return input(node, 0, bar) * input(node, 1, bar);
        case Op::Divide:
            return input(node, 1, bar) == 0 ? kMissing : input(node, 0, bar) / input(node, 1, bar);
        case Op::Negate:
            return -input(node, 0, bar);
        case Op::Minimum:
        case Op::Maximum: {
            const double a = input(node, 0, bar);
            const double b = input(node, 1, bar);
            return std::isnan(a) || std::isnan(b) ? kMissing
                   : node.op == Op::Minimum       ? std::min(a, b)
                                                  : std::max(a, b);
        }
        case Op::Logarithm:
            return input(node, 0, bar) > 0 ? std::log(input(node, 0, bar)) : kMissing;
        case Op::Shift:
            return bar < back ? kMissing : input(node, 0, bar - back);
        case Op::Select:
            return input(node, 0, bar) != 0   ? input(node, 2, bar)
                   : input(node, 1, bar) != 0 ? input(node, 3, bar)
                                              : kMissing;
        case Op::Truth:
            return input(node, 0, bar) != 0 ? 1 : input(node, 1, bar) != 0 ? 0 : kMissing;
        case Op::Gather:
            return seen(node, bar) < 0 ? kMissing
                                       : input(node, 0, static_cast<std::size_t>(seen(node, bar)));
        default:
            return field(node, bar);
        }
    }

    int seen(const Node& node, std::size_t bar) const
    {
        return placeOf(m_graph[node.inputs[0]]).seen[bar];
    }

    /// True bars among the last `count` that exist.
    int trueBars(const Node& node, std::size_t bar) const
    {
        int found = 0;
        for (std::size_t back = 0; back < static_cast<std::size_t>(node.count) && back <= bar;
             ++back) {
            found += input(node, 0, bar - back) != 0 ? 1 : 0;
        }
        return found;
    }

    bool holds(const Node& node, std::size_t bar) const
    {
        const auto back = static_cast<std::size_t>(node.count);
        switch (node.op) {
        case Op::Always:
            return true;
        case Op::Less:
            return input(node, 0, bar) < input(node, 1, bar);
        case Op::LessEqual:
            return input(node, 0, bar) <= input(node, 1, bar);
        case Op::Greater:
            return input(node, 0, bar) > input(node, 1, bar);
        case Op::GreaterEqual:
            return input(node, 0, bar) >= input(node, 1, bar);
        case Op::Equal:
            return input(node, 0, bar) == input(node, 1, bar);
        case Op::NotEqual:
            return input(node, 0, bar) < input(node, 1, bar) ||
                   input(node, 0, bar) > input(node, 1, bar);
        case Op::And:
        case Op::Or: {
            const auto isTrue = [&](NodeId id) {
                return m_values[static_cast<std::size_t>(id)][bar] != 0;
            };
            return node.op == Op::And ? std::ranges::all_of(node.inputs, isTrue)
                                      : std::ranges::any_of(node.inputs, isTrue);
        }
        case Op::ShiftMask:
            return bar >= back && input(node, 0, bar - back) != 0;
        case Op::AllOf:
            return trueBars(node, bar) == node.count;
        case Op::AnyOf:
            return trueBars(node, bar) > 0;
        case Op::AtLeast:
            return trueBars(node, bar) >= node.index;
        case Op::GatherMask:
            return seen(node, bar) >= 0 &&
                   input(node, 0, static_cast<std::size_t>(seen(node, bar))) != 0;
        default:
            return false; // Never, Hole
        }
    }

    const NaiveWorld& m_world;
    const Graph& m_graph;
    std::vector<Column> m_values;
};

} // namespace

std::vector<Column> naiveGraph(const NaiveWorld& world, const Graph& graph)
{
    return GraphReader(world, graph).read();
}

} // namespace sw::test
