// What the comparisons of one conjunction say together: an order of values, constants and ranges
// that must not contradict itself. Internal to the room.
#pragma once

#include "lang/graph_builder.h"
#include "lang/program.h"

#include <optional>
#include <utility>
#include <vector>

namespace sw::lang {

/// The value behind a prefix, so that SPY.close is compared with SPY.highest(…).
NodeId behindGather(const Graph& graph, NodeId id);

/// The range of an oscillator that a node holds, prefix or not.
std::optional<std::pair<double, double>> rangeOf(const Graph& graph, NodeId id);

/// Collects the comparisons that must hold on one bar and finds the first that cannot.
class Conjunction
{
public:
    Conjunction(const Scope& scope, GraphBuilder& graph) : m_scope(scope), m_graph(graph) {}

    /// Adds all that `expr`, or its negation, demands of this bar.
    void add(const Expr& expr, bool negated);
    /// A warning "never" at the first comparison that contradicts those before it.
    const std::optional<Diagnostic>& problem() const { return m_problem; }

private:
    /// A value or a constant.
    struct Vertex {
        NodeId node = kNoNode; ///< kNoNode = the constant
        double constant = 0;
    };
    struct Edge {
        std::size_t small = 0, large = 0;
        bool strict = false;
    };

    void comparison(const Expr& expr, bool negated);
    void link(const Expr& small, const Expr& large, bool strict);
    bool leavesRange(NodeId small, NodeId large, bool strict);
    std::size_t vertexOf(NodeId node);
    std::size_t vertexOf(double constant);
    bool leads(std::size_t from, std::size_t to, bool mustBeStrict) const;
    void never(std::string message, std::string hint);

    const Scope& m_scope;
    GraphBuilder& m_graph;
    std::vector<Vertex> m_vertices;
    std::vector<Edge> m_edges;
    Span m_place;          ///< of the comparison in hand
    std::string m_written; ///< its text
    std::optional<Diagnostic> m_problem;
};

} // namespace sw::lang
