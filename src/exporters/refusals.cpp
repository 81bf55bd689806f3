#include "exporters/refusals.h"

#include "exporters/program_parts.h"
#include "exporters/python_snippets.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace sw::exporters {

using lang::Expr;
using lang::OrderKind;

namespace {

/// Calls `visit` for every expression of a program, outermost first.
class ExpressionWalk
{
public:
    using Visit = std::function<void(const Expr&)>;
    explicit ExpressionWalk(Visit visit) : m_visit(std::move(visit)) {}

    void program(const lang::Program& program) const
    {
        for (const lang::Statement& statement : program.tree.statements) {
            std::visit(*this, statement.body);
        }
    }
    void operator()(const lang::Let& let) const { expr(let.value); }
    void operator()(const lang::Entry& entry) const
    {
        expr(entry.condition);
        expr(entry.order.price);
    }
    void operator()(const lang::Exit& exit) const { expr(exit.condition); }
    void operator()(const lang::StopLoss& stop) const { expr(stop.level.value); }
    void operator()(const lang::TakeProfit& target) const
    {
        expr(target.level.value);
        expr(target.condition);
    }
    void operator()(const lang::TrailingStop& trail) const
    {
        expr(trail.level.value);
        if (trail.onceUp) {
            expr(trail.onceUp->value);
        }
    }
    void operator()(const lang::Breakeven& breakeven) const { expr(breakeven.onceUp.value); }
    template <class Other> void operator()(const Other&) const {}

private:
    void expr(const Expr& node) const
    {
        m_visit(node);
        for (const Expr& child : node.children) {
            expr(child);
        }
    }
    void expr(const std::optional<Expr>& node) const
    {
        if (node) {
            expr(*node);
        }
    }

    Visit m_visit;
};

} // namespace

void forEachExpression(const lang::Program& program, const std::function<void(const Expr&)>& visit)
{
    ExpressionWalk(visit).program(program);
}

namespace {

bool usesPips(const lang::Level& level)
{
    return !level.isLevel && level.kind == lang::DistanceKind::Pips;
}

void refusePips(const lang::Program& program, const ExportOptions& options,
                std::vector<Refusal>& found)
{
    std::string without;
    for (const std::string& symbol : program.symbols) {
        if (!(options.conventions(symbol).pip > 0)) {
            without = symbol;
        }
    }
    if (without.empty()) {
        return;
    }
    const auto check = [&](const lang::Level& level, int statement) {
        if (usesPips(level)) {
            refuse(program, statement, "pips",
                   fmt::format("{} has no pips; write the distance in percent, points or ticks",
                               without),
                   found);
        }
    };
    for (const lang::StopRule& rule : program.stops) {
        check(rule.level, rule.statement);
    }
    for (const lang::TargetRule& rule : program.targets) {
        check(rule.level, rule.statement);
    }
    for (const lang::TrailRule& rule : program.trails) {
        check(rule.level, rule.statement);
        if (rule.onceUp) {
            check(*rule.onceUp, rule.statement);
        }
    }
    for (const lang::BreakevenRule& rule : program.breakevens) {
        check(rule.onceUp, rule.statement);
    }
}

void refuseUnwrittenFunctions(const lang::Program& program, std::vector<Refusal>& found)
{
    forEachExpression(program, [&](const Expr& expr) {
        if (expr.entry < 0) {
            return;
        }
        const auto& entry = indicators::catalog()[static_cast<std::size_t>(expr.entry)];
        if (findSnippet(entry.name) == nullptr) {
            found.push_back(
                {std::string(entry.name), expr.span,
                 fmt::format("{} has no code for other platforms yet; replace it", entry.name)});
        }
    });
}

} // namespace

int costsStatement(const lang::Program& program)
{
    const auto found = std::ranges::find_if(program.tree.statements, [](const auto& statement) {
        return std::holds_alternative<lang::Costs>(statement.body);
    });
    return static_cast<int>(found - program.tree.statements.begin());
}

void refuse(const lang::Program& program, int statement, std::string construct, std::string reason,
            std::vector<Refusal>& found)
{
    const lang::Span span = program.tree.statements[static_cast<std::size_t>(statement)].span;
    found.push_back({std::move(construct), span, std::move(reason)});
}

void refuseEverywhere(const lang::Program& program, const ExportOptions& options,
                      std::vector<Refusal>& found)
{
    forEachExpression(program, [&](const Expr& expr) {
        if (expr.resolution == lang::Resolution::Hole) {
            found.push_back({"external data", expr.span,
                             fmt::format("there is no data for external(\"{}\"); remove it or "
                                         "replace it with a condition on bars",
                                         expr.children.empty() ? "" : expr.children[0].text)});
        }
    });
    for (const lang::Diagnostic& later : program.later) {
        found.push_back({"not simulated", later.span, later.message + "; remove this line"});
    }
    for (const lang::ExitRule& rule : program.exits) {
        if (rule.order.kind == OrderKind::AtOpen && rule.condition.readsPosition) {
            refuse(program, rule.statement, "exit at the open on the position",
                   "an exit at the open that reads the position is not defined; drop 'at open'",
                   found);
        }
    }
    if (program.entries.empty() && found.empty()) {
        found.push_back({"no entry", {}, "the strategy has no entry rule; add one"});
    }
    refusePips(program, options, found);
    refuseUnwrittenFunctions(program, found);
}

} // namespace sw::exporters
