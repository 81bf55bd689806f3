// From resolved expressions to the hash-consed graph: equal sub-expressions become one node, and
// negation is pushed down to the comparisons.
#pragma once

#include "lang/program.h"
#include "lang/resolver.h"

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace sw::lang {

/// Nodes at most; a program that would need more is refused.
inline constexpr std::size_t kMaxNodes = 20'000;

/// Builds the graph of one program, expression by expression. Borrows the scope.
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
    bool knownAtOpen(NodeId id) const { return m_knownAtOpen[static_cast<std::size_t>(id)]; }
    /// True when the graph would have needed more than kMaxNodes; its nodes mean nothing then.
    bool isOverLimit() const { return m_overLimit; }

private:
    /// What a let is asked for: its number, its condition or the negation of that.
    enum class Reading : std::uint8_t { Number, Truth, Falsity };

    NodeId add(Node node);
    bool isKnownAtOpen(const Node& node) const;
    NodeId letValue(const Expr& name, Reading reading);
    int barsOf(const BarsText& bars) const;
    NodeId select(NodeId kernel, int index);
    NodeId scaled(NodeId kernel, const indicators::Entry& entry, int index, const Expr& expr);
    NodeId constant(double value);
    NodeId binary(Op op, NodeId a, NodeId b);
    NodeId field(Op op);
    NodeId compare(Op op, NodeId a, NodeId b);
    NodeId comparison(const Expr& expr, bool negated);
    NodeId combine(Op op, const std::vector<NodeId>& parts);
    void chain(const Expr& expr, ExprKind kind, bool negated, std::vector<NodeId>& parts);
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
    std::vector<bool> m_knownAtOpen; ///< by node
    std::unordered_map<std::string, NodeId> m_known;
    std::map<std::tuple<const Expr*, std::int32_t, Reading>, NodeId> m_lets;
    std::int32_t m_context = 0;
    bool m_overLimit = false;
};

} // namespace sw::lang
