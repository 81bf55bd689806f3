#include "engine/position_expr.h"

#include "base/expects.h"
#include "engine/kernel_context.h"
#include "engine/scalar_ops.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace sw::engine {

using lang::Node;
using lang::NodeId;
using lang::Op;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Nodes that are cheaper to read in place than to keep as a column.
bool isLeaf(Op op)
{
    switch (op) {
    case Op::Constant:
    case Op::Open:
    case Op::High:
    case Op::Low:
    case Op::Close:
    case Op::Volume:
    case Op::Always:
    case Op::Never:
    case Op::Hole:
        return true;
    default:
        return false;
    }
}

bool sameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

} // namespace

/// The outputs of one built-in over position terms, from the fill bar on.
struct PositionExpr::CallHistory {
    NodeId call = lang::kNoNode;
    std::unique_ptr<indicators::Kernel> kernel;
    PositionState of;
    std::int32_t fillBar = -1;
    std::int32_t fed = 0; ///< bars consumed since the fill bar
    std::vector<std::vector<double>> outputs;
};

PositionExpr::PositionExpr(const lang::Graph& graph, NodeId root)
    : m_graph(&graph), m_root(root), m_pureIndex(graph.nodes.size(), -1)
{
    EXPECTS(root >= 0 && static_cast<std::size_t>(root) < graph.nodes.size());
    std::vector<bool> seen(graph.nodes.size(), false);
    collect(root, seen);
}

PositionExpr::~PositionExpr() = default;
PositionExpr::PositionExpr(PositionExpr&&) noexcept = default;
PositionExpr& PositionExpr::operator=(PositionExpr&&) noexcept = default;

void PositionExpr::collect(NodeId id, std::vector<bool>& seen)
{
    const Node& node = (*m_graph)[id];
    if (seen[static_cast<std::size_t>(id)] || isLeaf(node.op)) {
        return;
    }
    seen[static_cast<std::size_t>(id)] = true;
    if (!node.readsPosition) {
        m_pureIndex[static_cast<std::size_t>(id)] = static_cast<std::int32_t>(m_pure.size());
        m_pure.push_back(id);
        return;
    }
    EXPECTS(node.op != Op::Gather && node.op != Op::GatherMask);
    for (const NodeId input : node.inputs) {
        collect(input, seen);
    }
    if (node.op == Op::Call) {
        CallHistory history;
        history.call = id;
        m_calls.push_back(std::move(history));
    }
}

void PositionExpr::bind(const Evaluation& evaluation, std::size_t first, market::BarsPtr bars)
{
    EXPECTS(bars != nullptr && evaluation.masks.size() >= first + m_pure.size());
    m_evaluation = &evaluation;
    m_first = first;
    m_bars = std::move(bars);
    for (CallHistory& history : m_calls) {
        history.kernel.reset();
    }
}

double PositionExpr::number(std::int32_t bar, const PositionState& state)
{
    take(bar, state);
    return value(m_root, bar);
}

bool PositionExpr::truth(std::int32_t bar, const PositionState& state)
{
    take(bar, state);
    return holds(m_root, bar);
}

void PositionExpr::take(std::int32_t bar, const PositionState& state)
{
    EXPECTS(m_bars != nullptr);
    m_state = state;
    m_fillBar = bar - state.barsHeld;
}

double PositionExpr::value(NodeId id, std::int32_t bar)
{
    const Node& node = (*m_graph)[id];
    if (bar < 0) {
        return kMissing;
    }
    if (node.op == Op::Constant) {
        return node.value;
    }
    const std::int32_t pure = m_pureIndex[static_cast<std::size_t>(id)];
    if (pure >= 0) {
        const auto& column = m_evaluation->columns[m_first + static_cast<std::size_t>(pure)];
        return column[static_cast<std::size_t>(bar)];
    }
    switch (node.op) {
    case Op::Call:
        return callOutput(id, 0, bar);
    case Op::Output:
        return callOutput(node.inputs[0], static_cast<std::size_t>(node.index), bar);
    case Op::Shift:
        return value(node.inputs[0], bar - node.count);
    case Op::Select:
        if (holds(node.inputs[0], bar)) {
            return value(node.inputs[2], bar);
        }
        return holds(node.inputs[1], bar) ? value(node.inputs[3], bar) : kMissing;
    case Op::Truth:
        if (holds(node.inputs[0], bar)) {
            return 1;
        }
        return holds(node.inputs[1], bar) ? 0 : kMissing;
    case Op::Open:
    case Op::High:
    case Op::Low:
    case Op::Close:
    case Op::Volume:
        return fieldValue(node.op, bar);
    case Op::AtEntry:
        return value(node.inputs[0], m_state.signalBar);
    case Op::EntryPrice:
    case Op::AveragePrice:
    case Op::LastFill:
    case Op::Profit:
    case Op::Units:
    case Op::BarsHeld:
        return positionTerm(node, bar);
    default:
        return arithmetic(node, bar);
    }
}

double PositionExpr::fieldValue(Op op, std::int32_t bar) const
{
    const auto at = static_cast<std::size_t>(bar);
    switch (op) {
    case Op::Open:
        return m_bars->open()[at];
    case Op::High:
        return m_bars->high()[at];
    case Op::Low:
        return m_bars->low()[at];
    case Op::Close:
        return m_bars->close()[at];
    default:
        return m_bars->volume()[at];
    }
}

double PositionExpr::positionTerm(const Node& node, std::int32_t bar)
{
    if (bar < m_fillBar) {
        return kMissing;
    }
    switch (node.op) {
    case Op::EntryPrice:
        return m_state.entryPrice;
    case Op::AveragePrice:
        return m_state.averagePrice;
    case Op::LastFill:
        return m_state.lastFill;
    case Op::Units:
        return m_state.units;
    case Op::BarsHeld:
        return static_cast<double>(bar - m_fillBar);
    default:
        break;
    }
    const double move = m_bars->close()[static_cast<std::size_t>(bar)] - m_state.entryPrice;
    const double favourable = m_state.side == lang::Side::Long ? move : -move;
    return scalar::divide(favourable, m_state.entryPrice);
}

double PositionExpr::arithmetic(const Node& node, std::int32_t bar)
{
    const double first = value(node.inputs[0], bar);
    if (node.inputs.size() == 1) {
        return scalar::unary(node.op, first);
    }
    double result = first;
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
        result = scalar::binary(node.op, result, value(node.inputs[i], bar));
    }
    return result;
}

bool PositionExpr::holds(NodeId id, std::int32_t bar)
{
    const Node& node = (*m_graph)[id];
    if (bar < 0) {
        return false;
    }
    const std::int32_t pure = m_pureIndex[static_cast<std::size_t>(id)];
    if (pure >= 0) {
        const Mask& mask = m_evaluation->masks[m_first + static_cast<std::size_t>(pure)];
        return mask[static_cast<std::size_t>(bar)];
    }
    switch (node.op) {
    case Op::Always:
        return true;
    case Op::And:
        return std::ranges::all_of(node.inputs, [&](NodeId in) { return holds(in, bar); });
    case Op::Or:
        return std::ranges::any_of(node.inputs, [&](NodeId in) { return holds(in, bar); });
    case Op::ShiftMask:
        return holds(node.inputs[0], bar - node.count);
    case Op::AllOf:
        return countsUp(node, bar, node.count);
    case Op::AnyOf:
        return countsUp(node, bar, 1);
    case Op::AtLeast:
        return countsUp(node, bar, node.index);
    case Op::Less:
    case Op::LessEqual:
    case Op::Greater:
    case Op::GreaterEqual:
    case Op::Equal:
    case Op::NotEqual:
        return comparison(node, bar);
    default:
        return false;
    }
}

bool PositionExpr::comparison(const Node& node, std::int32_t bar)
{
    const double a = value(node.inputs[0], bar);
    return scalar::compare(node.op, a, value(node.inputs[1], bar));
}

bool PositionExpr::countsUp(const Node& node, std::int32_t bar, std::int32_t wanted)
{
    std::int32_t found = 0;
    for (std::int32_t back = 0; back < node.count && found < wanted; ++back) {
        found += holds(node.inputs[0], bar - back) ? 1 : 0;
        if (found + node.count - 1 - back < wanted) {
            return false;
        }
    }
    return found >= wanted;
}

double PositionExpr::callOutput(NodeId call, std::size_t output, std::int32_t bar)
{
    if (bar < m_fillBar) {
        return kMissing;
    }
    const auto found = std::ranges::find(m_calls, call, &CallHistory::call);
    EXPECTS(found != m_calls.end());
    const auto index = static_cast<std::size_t>(found - m_calls.begin());
    const Node& node = (*m_graph)[call];
    const indicators::Entry& entry = indicators::catalog()[static_cast<std::size_t>(node.entry)];
    CallHistory& history = m_calls[index];
    const bool same = history.kernel != nullptr && history.fillBar == m_fillBar &&
                      history.of.signalBar == m_state.signalBar &&
                      history.of.side == m_state.side &&
                      sameBits(history.of.entryPrice, m_state.entryPrice);
    if (!same) {
        indicators::KernelContext context = kernelContext(*m_bars);
        history.kernel = entry.make(node.numbers, context);
        history.of = m_state;
        history.fillBar = m_fillBar;
        history.fed = 0;
        history.outputs.assign(entry.outputs.size(), {});
    }
    while (m_fillBar + history.fed <= bar) {
        std::vector<double> given(node.inputs.size());
        for (std::size_t i = 0; i < given.size(); ++i) {
            given[i] = value(node.inputs[i], m_fillBar + history.fed);
        }
        std::vector<double> made(entry.outputs.size(), kMissing);
        std::vector<std::span<const double>> inputs;
        std::vector<std::span<double>> outputs;
        inputs.reserve(given.size());
        outputs.reserve(made.size());
        for (const double& x : given) {
            inputs.emplace_back(&x, 1);
        }
        for (double& y : made) {
            outputs.emplace_back(&y, 1);
        }
        history.kernel->run(inputs, outputs);
        for (std::size_t i = 0; i < made.size(); ++i) {
            history.outputs[i].push_back(made[i]);
        }
        ++history.fed;
    }
    return history.outputs[output][static_cast<std::size_t>(bar - m_fillBar)];
}

} // namespace sw::engine
