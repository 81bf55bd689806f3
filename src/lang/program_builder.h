// From the statements of a tree to a Program: checks what concerns a statement or several of them
// together, resolves their expressions, builds the graph. Internal to the room.
#pragma once

#include "lang/graph_builder.h"
#include "lang/program.h"
#include "lang/resolver.h"
#include "lang/sanity.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sw::lang {

/// One pass over a tree: resolves it in place and collects program and diagnostics.
class ProgramBuilder
{
public:
    /// Borrows all three; `source` is the text of the tree.
    ProgramBuilder(SyntaxTree& tree, std::string_view source, const CompileOptions& options);

    /// Runs the pass. The program is complete only if there was no error.
    void build();
    std::vector<Diagnostic>& diagnostics() { return m_diagnostics; }
    Program takeProgram();

private:
    // Settings and definitions.
    void settings();
    void onTrade(Statement& statement, Trade& trade);
    void onPair(const Statement& statement, Pair& pair);
    void onTest(const Statement& statement, const TestWindow& window);
    void onCapital(const Statement& statement, const Capital& capital);
    void onSize(const Statement& statement, SizingText& text);
    void onCosts(const Costs& costs);
    void definitions();
    void onParam(Statement& statement, Param& param);
    bool setParam(Param& param);
    bool paramRange(const Statement& statement, const Param& param, Parameter& parameter);
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
    void onRule(int index, StatementBody& body);

    // The program as a whole.
    void wholeProgram();
    void checkMixture();
    void checkClosing(Side side);
    void checkRisk(Side side);
    void symbolsRead();
    void sizeLimits();
    bool enters(Side side) const;

    // Parts of rules.
    Condition condition(Expr& expr, const ExprPlace& place);
    void addClauses(const Expr& expr, bool negated, std::vector<Clause>& clauses);
    Clause clause(const Expr& expr, bool negated);
    std::optional<Threshold> threshold(const Expr& expr, bool negated);
    void placeOf(const Expr& constant, Threshold& threshold) const;
    const Expr& opened(const Expr& expr) const;
    Order order(OrderText& order, Condition& condition, const ExprPlace& place);
    std::optional<Level> level(LevelText& text, bool mayReadPosition, std::string_view what);
    std::optional<Level> constantDistance(const LevelText& text, const ExprType& type,
                                          std::string_view what);
    std::optional<Level> countedDistance(LevelText& text, std::string_view what);
    void checkLevelSide(const LevelText& level, bool isStop, Sides sides);
    std::optional<Sizing> sizing(SizingText& text);
    std::optional<int> bars(const BarsText& text);
    Sides sidesOf(std::optional<Side> side) const;
    Span spanOf(int statement) const;
    std::string textOf(int index) const;

    bool once(bool& seen, const Statement& statement, std::string_view what);
    void error(Span span, std::string code, std::string message, std::string hint,
               std::optional<Fix> fix = {});
    void warn(Span span, std::string code, std::string message, std::string hint,
              std::optional<Fix> fix = {});
    void later(Span span, std::string what);

    SyntaxTree& m_tree;
    std::string_view m_source;
    const CompileOptions& m_options;
    std::vector<Diagnostic> m_diagnostics;
    Program m_program;
    Scope m_scope;
    Resolver m_resolver;
    std::unique_ptr<GraphBuilder> m_graph;
    std::unique_ptr<ConditionChecks> m_checks;
    bool m_hasPortfolio = false;
    /// Sides that a market order enters; what lies below the entry is known for these only.
    Sides m_marketEntries{false, false};
    Sides m_restingEntries{false, false};
};

/// Collects what the text marks as assumed.
void collectAssumptions(const SyntaxTree& tree, std::vector<Assumption>& assumptions);
/// Collects the texts of external("…"), each once.
void collectHoles(const SyntaxTree& tree, std::vector<std::string>& holes);

} // namespace sw::lang
