// From resolved expressions to the hash-consed graph: equal sub-expressions become one node, and
// negation is pushed down to the comparisons.
#pragma once

#include "lang/program.h"
#include "lang/resolver.h"

#include <map>
#include <string>
#include <unordered_map>

namespace sw::lang {

class GraphBuilder
{
public:
    explicit GraphBuilder(const Scope& scope);

    /// Node of a resolved numeric expression. Requires: resolved without error.
    NodeId number(const Expr& expr);
    /// Node of a resolved condition, or of its negation.
    NodeId condition(const Expr& expr, bool negated = false);
    /// A condition on the bars' local start time: minutes since midnight in [from, to).
    NodeId timeBetween(int fromMinute, int toMinute);
    NodeId both(NodeId a, NodeId b);

    const Graph& graph() const { return m_graph; }
    Graph take() { return std::move(m_graph); }
    /// True when the node can be known at the open of its bar: opens, times and earlier bars only.
    bool knownAtOpen(NodeId id) const;

private:
    NodeId add(Node node);
    NodeId constant(double value);
    NodeId binary(Op op, NodeId a, NodeId b);
    NodeId field(Op op);
    NodeId compare(Op op, NodeId a, NodeId b);
    NodeId comparison(const Expr& expr, bool negated);
    NodeId combine(Op op, std::vector<NodeId> parts);
    NodeId shiftMask(NodeId inner, int count);
    NodeId window(Op op, NodeId inner, int count, int index = 0);
    NodeId temporal(const Expr& expr, bool negated);
    NodeId trend(const Expr& expr, bool negated);
    NodeId builtin(const Expr& expr);
    NodeId output(const Expr& expr);
    NodeId call(const Expr& expr, std::size_t firstArgument);
    NodeId prefixed(const Expr& expr, bool wantMask, bool negated);
    NodeId maskOf(NodeId numeric, bool negated);
    NodeId gather(NodeId inner, bool isMask);
    NodeId positionValue(const Expr& expr);
    NodeId mathCall(const Expr& expr);
    std::int32_t contextFor(const Expr& prefix);

    const Scope& m_scope;
    Graph m_graph;
    std::unordered_map<std::string, NodeId> m_known;
    std::int32_t m_context = 0;
};

} // namespace sw::lang
