#include "lang/conjunction.h"

#include "base/text.h"
#include "lang/printer.h"

#include <fmt/format.h>

namespace sw::lang {

namespace {

/// Beyond so many relations nobody wrote them by hand, and the search would cost time.
constexpr std::size_t kMaxEdges = 200;

} // namespace

NodeId behindGather(const Graph& graph, NodeId id)
{
    return graph[id].op == Op::Gather ? graph[id].inputs[0] : id;
}

std::optional<std::pair<double, double>> rangeOf(const Graph& graph, NodeId id)
{
    const Node& node = graph[behindGather(graph, id)];
    if (node.op != Op::Output) {
        return std::nullopt;
    }
    const indicators::Entry& entry =
        indicators::catalog()[static_cast<std::size_t>(graph[node.inputs[0]].entry)];
    const indicators::Output& output = entry.outputs[static_cast<std::size_t>(node.index)];
    return output.unit == indicators::Unit::Oscillator && output.low < output.high
               ? std::optional(std::pair(output.low, output.high))
               : std::nullopt;
}

void Conjunction::add(const Expr& expr, bool negated)
{
    if (m_problem || m_edges.size() > kMaxEdges) {
        return;
    }
    if (expr.resolution == Resolution::Let) {
        add(*m_scope.lets.find(expr.text)->second.value, negated);
        return;
    }
    switch (expr.kind) {
    case ExprKind::And:
    case ExprKind::Or:
        if ((expr.kind == ExprKind::And) != negated) {
            add(expr.children[0], negated);
            add(expr.children[1], negated);
        }
        return;
    case ExprKind::Not:
        add(expr.children[0], !negated);
        return;
    case ExprKind::Unless:
        if (!negated) {
            add(expr.children[0], false);
            add(expr.children[1], true);
        }
        return;
    case ExprKind::ForBars:
        if (!negated) {
            add(expr.children[0], false);
        }
        return;
    case ExprKind::Then:
        if (!negated) {
            add(expr.children[1], false);
        }
        return;
    default:
        comparison(expr, negated);
    }
}

void Conjunction::comparison(const Expr& expr, bool negated)
{
    if (expr.kind < ExprKind::Less || expr.kind > ExprKind::Between) {
        return;
    }
    const Expr& a = expr.children[0];
    const Expr& b = expr.children[1];
    m_place = expr.span;
    m_written = (negated ? "not " : "") + print(expr);
    switch (expr.kind) {
    case ExprKind::Less:
        negated ? link(b, a, false) : link(a, b, true);
        return;
    case ExprKind::LessEqual:
        negated ? link(b, a, true) : link(a, b, false);
        return;
    case ExprKind::Greater:
        negated ? link(a, b, false) : link(b, a, true);
        return;
    case ExprKind::GreaterEqual:
        negated ? link(a, b, true) : link(b, a, false);
        return;
    default:
        break;
    }
    const bool equal = expr.kind == (negated ? ExprKind::NotEqual : ExprKind::Equal);
    if (equal) {
        link(a, b, false);
        link(b, a, false);
    } else if (!negated && expr.kind == ExprKind::CrossesAbove) {
        link(b, a, true);
    } else if (!negated && expr.kind == ExprKind::CrossesBelow) {
        link(a, b, true);
    } else if (!negated && expr.kind == ExprKind::Between) {
        link(b, a, false);
        link(a, expr.children[2], false);
    }
}

void Conjunction::link(const Expr& small, const Expr& large, bool strict)
{
    const NodeId low = m_graph.number(small);
    const NodeId high = m_graph.number(large);
    const Graph& graph = m_graph.graph();
    if (m_problem || m_graph.isOverLimit() ||
        (graph[low].op == Op::Constant && graph[high].op == Op::Constant)) {
        return; // two constants are folded, and reported where that is the whole condition
    }
    if (low == high) {
        if (strict) {
            never(fmt::format("'{}' compares a value with itself and can never be true", m_written),
                  "compare two different values");
        }
        return;
    }
    if (leavesRange(low, high, strict)) {
        return;
    }
    const std::size_t from = vertexOf(low);
    const std::size_t to = vertexOf(high);
    if (leads(to, from, !strict)) {
        never(fmt::format("'{}' can never be true together with what stands before it", m_written),
              "did you mean 'or'?");
        return;
    }
    m_edges.push_back({from, to, strict});
}

/// rsi > 100: one comparison is enough.
bool Conjunction::leavesRange(NodeId small, NodeId large, bool strict)
{
    const Graph& graph = m_graph.graph();
    const bool below = graph[large].op == Op::Constant; // value < constant
    if (!below && graph[small].op != Op::Constant) {
        return false;
    }
    const NodeId value = below ? small : large;
    const double constant = graph[below ? large : small].value;
    const auto range = rangeOf(graph, value);
    if (!range) {
        return false;
    }
    const double end = below ? range->first : range->second;
    const bool beyond = below ? constant < end : constant > end;
    if (!beyond && !(strict && constant == end)) {
        return false;
    }
    const Node& output = graph[behindGather(graph, value)];
    const indicators::Entry& entry =
        indicators::catalog()[static_cast<std::size_t>(graph[output.inputs[0]].entry)];
    never(fmt::format("{} runs from {} to {}, so '{}' can never be true", toUpper(entry.name),
                      formatNumber(range->first), formatNumber(range->second), m_written),
          "choose a number inside that range");
    return true;
}

std::size_t Conjunction::vertexOf(double constant)
{
    for (std::size_t i = 0; i < m_vertices.size(); ++i) {
        if (m_vertices[i].node == kNoNode && m_vertices[i].constant == constant) {
            return i;
        }
    }
    const std::size_t index = m_vertices.size();
    for (std::size_t i = 0; i < index; ++i) {
        if (m_vertices[i].node == kNoNode) {
            const bool isLess = m_vertices[i].constant < constant;
            m_edges.push_back({isLess ? i : index, isLess ? index : i, true});
        }
    }
    m_vertices.push_back({kNoNode, constant});
    return index;
}

std::size_t Conjunction::vertexOf(NodeId node)
{
    const Graph& graph = m_graph.graph();
    if (graph[node].op == Op::Constant) {
        return vertexOf(graph[node].value);
    }
    for (std::size_t i = 0; i < m_vertices.size(); ++i) {
        if (m_vertices[i].node == node) {
            return i;
        }
    }
    const std::size_t index = m_vertices.size();
    m_vertices.push_back({node, 0});
    if (const auto range = rangeOf(graph, node)) {
        m_edges.push_back({vertexOf(range->first), index, false});
        m_edges.push_back({index, vertexOf(range->second), false});
    }
    return index;
}

/// True when the relations so far put `from` below `to`, strictly if that is asked for.
bool Conjunction::leads(std::size_t from, std::size_t to, bool mustBeStrict) const
{
    // Each vertex is reached in two ways: by any path, and by one with a strict step.
    std::vector<bool> reached(2 * m_vertices.size(), false);
    std::vector<std::size_t> open = {2 * from};
    reached[2 * from] = true;
    while (!open.empty()) {
        const std::size_t state = open.back();
        open.pop_back();
        if (state / 2 == to && (!mustBeStrict || state % 2 == 1)) {
            return true;
        }
        for (const Edge& edge : m_edges) {
            const std::size_t next = 2 * edge.large + (state % 2 == 1 || edge.strict ? 1 : 0);
            if (edge.small == state / 2 && !reached[next]) {
                reached[next] = true;
                open.push_back(next);
            }
        }
    }
    return false;
}

void Conjunction::never(std::string message, std::string hint)
{
    m_problem =
        Diagnostic{Severity::Warning, "never", m_place, std::move(message), std::move(hint), {}};
}

} // namespace sw::lang
