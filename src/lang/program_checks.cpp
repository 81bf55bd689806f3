// What concerns several statements together: is everything there, does every position close, does
// every risk have a stop.
#include "lang/program_builder.h"
#include "lang/walk.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::lang {

bool ProgramBuilder::enters(Side side) const
{
    return std::ranges::any_of(m_program.entries,
                               [side](const EntryRule& rule) { return rule.side == side; });
}

void ProgramBuilder::wholeProgram()
{
    const bool incomplete = std::ranges::any_of(m_tree.statements, [](const Statement& s) {
        return std::holds_alternative<Entry>(s.body) || std::holds_alternative<InvalidLine>(s.body);
    });
    const bool anyBuying =
        m_hasPortfolio || incomplete ||
        std::ranges::any_of(m_program.scalings, [](const ScalingRule& rule) { return rule.add; });
    if (!anyBuying) {
        error({}, "missing", "the program has no entry rule, so nothing would ever be bought",
              "add a line such as 'long when rsi(close, 14) < 30'");
    }
    checkMixture();
    for (const Side side : {Side::Long, Side::Short}) {
        if (enters(side)) {
            checkClosing(side);
            checkRisk(side);
        }
    }
}

/// Target weights and position rules would fight over the same holdings.
void ProgramBuilder::checkMixture()
{
    const auto portfolio = std::ranges::find_if(m_tree.statements, [](const Statement& s) {
        return std::holds_alternative<Portfolio>(s.body);
    });
    if (portfolio == m_tree.statements.end()) {
        return;
    }
    for (const Statement& statement : m_tree.statements) {
        const StatementBody& body = statement.body;
        if (std::holds_alternative<Entry>(body) || std::holds_alternative<Scaling>(body) ||
            std::holds_alternative<Exit>(body) || std::holds_alternative<ExitAfter>(body) ||
            std::holds_alternative<TakeProfit>(body) || std::holds_alternative<Breakeven>(body)) {
            error(statement.span, "limit",
                  "a rule for positions cannot be mixed with rebalance or switch",
                  "remove this line or the block; only stops may stand beside a block");
            return;
        }
    }
}

void ProgramBuilder::checkClosing(Side side)
{
    const auto closes = [side](const auto& rule) { return rule.sides.has(side); };
    const bool reverses = enters(Side::Long) && enters(Side::Short);
    const bool closed = reverses || m_program.timeExit || !m_program.flats.empty() ||
                        !m_program.breakevens.empty() ||
                        std::ranges::any_of(m_program.exits, closes) ||
                        std::ranges::any_of(m_program.stops, closes) ||
                        std::ranges::any_of(m_program.targets, closes) ||
                        std::ranges::any_of(m_program.trails, closes);
    if (closed || hasErrors(m_diagnostics)) {
        return;
    }
    const auto entry = std::ranges::find(m_program.entries, side, &EntryRule::side);
    warn(spanOf(entry->statement), "exit",
         fmt::format("no rule ever closes a {} position; intended (buy and hold)?",
                     side == Side::Long ? "long" : "short"),
         "add an exit, a stop or a time exit");
}

/// Sizes by risk, and distances in R, need the stop loss that says what is risked.
void ProgramBuilder::checkRisk(Side side)
{
    const bool hasStop = std::ranges::any_of(m_tree.statements, [side, this](const Statement& s) {
        const auto* stop = std::get_if<StopLoss>(&s.body);
        return stop != nullptr && sidesOf(stop->side).has(side);
    });
    if (hasStop) {
        return;
    }
    const auto needsStop = [](const Sizing& sizing) {
        return sizing.kind == SizingKind::RiskPercent || sizing.kind == SizingKind::RiskCash;
    };
    for (const EntryRule& rule : m_program.entries) {
        if (rule.side == side && needsStop(rule.sizing ? *rule.sizing : m_program.sizing)) {
            error(spanOf(rule.statement), "sizing",
                  "sizing by risk needs a stop loss to know the risk",
                  "add a line such as 'stop loss 5%'");
            break;
        }
    }
    const auto inR = [](const Level& level) {
        return !level.isLevel && level.kind == DistanceKind::RMultiple;
    };
    const auto refuse = [this](int statement, std::string_view what) {
        error(spanOf(statement), "sizing",
              fmt::format("{} in R needs a stop loss to know what R is", what),
              "add a line such as 'stop loss 5%'");
    };
    for (const TargetRule& target : m_program.targets) {
        if (target.sides.has(side) && inR(target.level)) {
            refuse(target.statement, "a target");
        }
    }
    for (const TrailRule& trail : m_program.trails) {
        if (trail.sides.has(side) && (inR(trail.level) || (trail.onceUp && inR(*trail.onceUp)))) {
            refuse(trail.statement, "a trailing stop");
        }
    }
    for (const BreakevenRule& breakeven : m_program.breakevens) {
        if (inR(breakeven.onceUp)) {
            refuse(breakeven.statement, "a breakeven");
        }
    }
}

/// Names the symbols whose bars the program reads without trading them.
void ProgramBuilder::symbolsRead()
{
    const auto add = [this](const std::string& symbol) {
        if (!symbol.empty() &&
            std::ranges::find(m_program.symbols, symbol) == m_program.symbols.end()) {
            m_program.otherSymbols.push_back(symbol);
        }
    };
    for (const Context& context : m_graph->graph().contexts) {
        add(context.symbol);
    }
    // Lets count where rules use them; these statements have no part in the graph.
    for (const Statement& statement : m_tree.statements) {
        const bool outside = std::holds_alternative<Portfolio>(statement.body) ||
                             std::holds_alternative<BuyEvery>(statement.body) ||
                             std::holds_alternative<AtMost>(statement.body) ||
                             std::holds_alternative<Pair>(statement.body);
        if (outside) {
            walk(statement, [&add](const Expr& expr) {
                if (expr.kind == ExprKind::Symbol || expr.kind == ExprKind::Frame) {
                    add(expr.text);
                }
            });
        }
    }
    std::ranges::sort(m_program.otherSymbols);
    m_program.otherSymbols.erase(
        std::unique(m_program.otherSymbols.begin(), m_program.otherSymbols.end()),
        m_program.otherSymbols.end());
}

void ProgramBuilder::sizeLimits()
{
    if (m_graph->isOverLimit() && !m_resolver.isOverLimit()) {
        error({}, "limit",
              fmt::format("the program is too large: its rules need more than {} steps of "
                          "calculation",
                          kMaxNodes),
              "remove rules, or split the strategy in two");
    }
}

} // namespace sw::lang
