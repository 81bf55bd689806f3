// Conditions that are legal and still cannot be meant: ranges that contain their own bar, bounds
// that exclude each other, equality of measured values. Internal to the room.
#pragma once

#include "lang/graph_builder.h"
#include "lang/program.h"
#include "lang/resolver.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sw::lang {

/// Checks the conditions of one program. Borrows scope, graph and diagnostics.
class ConditionChecks
{
public:
    ConditionChecks(const Scope& scope, GraphBuilder& graph, std::vector<Diagnostic>& diagnostics)
        : m_scope(scope), m_graph(graph), m_diagnostics(diagnostics)
    {}

    /// Reports what cannot be meant in a condition and in the lets that it uses, each once.
    /// Requires: resolved without error.
    void check(const Expr& condition);

private:
    void visit(const Expr& expr);
    void checkSelfRange(const Expr& expr);
    void checkEquality(const Expr& expr);
    void checkConjunction(const Expr& expr);
    void report(Diagnostic diagnostic);

    const Scope& m_scope;
    GraphBuilder& m_graph;
    std::vector<Diagnostic>& m_diagnostics;
    std::set<std::string, std::less<>> m_lets; ///< visited
    std::set<std::pair<std::uint32_t, std::string>> m_reported;
};

} // namespace sw::lang
