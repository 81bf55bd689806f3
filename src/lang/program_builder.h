// From the statements of a tree to a Program: checks what concerns a statement or several of them
// together, resolves their expressions, builds the graph. Internal to the room.
#pragma once

#include "lang/graph_builder.h"
#include "lang/program.h"
#include "lang/resolver.h"

#include <memory>
#include <vector>

namespace sw::lang {

/// One pass over a tree: resolves it in place and collects program and diagnostics.
class ProgramBuilder
{
public:
    ProgramBuilder(SyntaxTree& tree, const CompileOptions& options);

    /// Runs the pass. The program is complete only if there was no error.
    void build();
    std::vector<Diagnostic>& diagnostics() { return m_diagnostics; }
    Program takeProgram();

private:
    // Settings and definitions.
    void settings();
    void onTrade(Statement& statement, Trade& trade);
    void onCosts(const Costs& costs);
    void definitions();
    void onParam(Statement& statement, Param& param);
    void onLet(Let& let);
    bool isFreeName(const std::string& name, Span span);

    // Rules.
    void rules();
    void onEntry(int index, Entry& entry);
    void onScaling(int index, Scaling& scaling);
    void onExit(int index, Exit& exit);
    void onExitAfter(int index, ExitAfter& exit);
    void onStopLoss(int index, StopLoss& stop);
    void onTakeProfit(int index, TakeProfit& target);
    void onTrailing(int index, TrailingStop& trail);
    void onBreakeven(int index, Breakeven& breakeven);
    void onAtMost(int index, AtMost& limit);
    void onWait(int index, Wait& wait);
    void onOnlyBetween(int index, OnlyBetween& session);
    void onFlatAt(int index, FlatAt& flat);
    void onPortfolio(int index, Portfolio& portfolio);
    void onBuyEvery(int index, BuyEvery& buy);
    void wholeProgram();

    // Parts of rules.
    Condition condition(Expr& expr, const ExprPlace& place);
    void addClauses(const Expr& expr, bool negated, std::vector<Clause>& clauses);
    Clause clause(const Expr& expr, bool negated);
    std::optional<Threshold> threshold(const Expr& expr);
    Order order(OrderText& order, Condition& condition, bool isEntry);
    std::optional<Level> level(LevelText& text, bool mayReadPosition, std::string_view what);
    std::optional<Sizing> sizing(SizingText& text);
    Sides sidesOf(std::optional<Side> side) const;
    std::string textOf(int index) const;

    bool once(bool& seen, const Statement& statement, std::string_view what);
    void error(Span span, std::string code, std::string message, std::string hint,
               std::optional<Fix> fix = {});
    void warn(Span span, std::string code, std::string message, std::string hint,
              std::optional<Fix> fix = {});
    void later(Span span, std::string what);

    SyntaxTree& m_tree;
    const CompileOptions& m_options;
    std::vector<Diagnostic> m_diagnostics;
    Program m_program;
    Scope m_scope;
    Resolver m_resolver;
    std::unique_ptr<GraphBuilder> m_graph;
    bool m_hasPortfolio = false;
};

/// Collects what the text marks as assumed.
void collectAssumptions(const SyntaxTree& tree, std::vector<Assumption>& assumptions);
/// Collects the texts of external("…").
void collectHoles(const SyntaxTree& tree, std::vector<std::string>& holes);

/// Conditions that can never hold, never end or almost never match; run on every condition.
void checkCondition(const Expr& condition, const Scope& scope,
                    std::vector<Diagnostic>& diagnostics);
/// A protective level on the losing side of the entry, where the text alone shows it.
void checkSide(const LevelText& level, bool isStop, Sides sides,
               std::vector<Diagnostic>& diagnostics);

} // namespace sw::lang
