#include "exporters/pine_functions.h"
#include "exporters/program_parts.h"
#include "exporters/refusals.h"

#include <algorithm>
#include <cmath>

namespace sw::exporters {

namespace {

using lang::Expr;
using lang::OrderKind;

/// Arguments of a value of other bars have to be plain numbers: conditions and indicators with
/// several results would need variables there.
bool isPlain(const lang::Program& program, const Expr& expr)
{
    if (expr.kind >= lang::ExprKind::Less && expr.kind <= lang::ExprKind::If) {
        return false;
    }
    if (expr.entry >= 0) {
        const PineCall* call = findPineCall(entryAt(expr.entry).name);
        if (call == nullptr || call->isTuple) {
            return false;
        }
    }
    if (expr.resolution == lang::Resolution::Let) {
        for (const lang::Statement& statement : program.tree.statements) {
            const auto* let = std::get_if<lang::Let>(&statement.body);
            if (let != nullptr && let->name == expr.text && !isPlain(program, let->value)) {
                return false;
            }
        }
    }
    return std::ranges::all_of(expr.children,
                               [&](const Expr& child) { return isPlain(program, child); });
}

void refuseFunctions(const lang::Program& program, std::vector<Refusal>& found)
{
    forEachExpression(program, [&](const Expr& expr) {
        if (expr.entry >= 0 && findPineCall(entryAt(expr.entry).name) == nullptr) {
            found.push_back({std::string(entryAt(expr.entry).name), expr.span,
                             pineRefusal(entryAt(expr.entry).name)});
        }
        const bool prefixed = expr.kind == lang::ExprKind::Member &&
                              (expr.children[0].kind == lang::ExprKind::Symbol ||
                               expr.children[0].kind == lang::ExprKind::Frame);
        if (!prefixed) {
            return;
        }
        for (std::size_t i = 1; i < expr.children.size(); ++i) {
            if (!isPlain(program, expr.children[i])) {
                found.push_back({"nested value of other bars", expr.span,
                                 "request.security takes one expression, and this one needs "
                                 "variables inside; define the inner value outside the prefix"});
                return;
            }
        }
    });
}

void refuseCosts(const lang::Program& program, const ExportOptions& options,
                 std::vector<Refusal>& found)
{
    const lang::CostModel& costs = program.costs;
    if (!costs.stated) {
        return;
    }
    const int line = costsStatement(program);
    const int kinds = (costs.commissionFraction > 0 ? 1 : 0) +
                      (costs.commissionPerTrade > 0 ? 1 : 0) +
                      (costs.commissionPerShare > 0 ? 1 : 0);
    if (kinds > 1) {
        refuse(program, line, "several commissions",
               "a Pine strategy has one kind of commission: percent, per order or per contract; "
               "keep one",
               found);
    } else if (costs.slippageFraction > 0 && kinds == 1 && costs.commissionFraction == 0) {
        refuse(program, line, "slippage in percent",
               "Pine's slippage is in ticks, and beside a commission in money a percentage cannot "
               "be charged; state the slippage in money per share",
               found);
    }
    const double ticks = costs.slippagePerShare / options.conventions(program.symbols[0]).tick;
    if (std::fabs(ticks - std::round(ticks)) > 1e-6) {
        refuse(program, line, "slippage in parts of a tick",
               "Pine's slippage is a whole number of ticks; round it", found);
    }
    const bool shorts = std::ranges::any_of(
        program.entries, [](const auto& rule) { return rule.side == lang::Side::Short; });
    if (costs.financingFractionPerYear > 0 && shorts) {
        refuse(program, line, "financing", "Pine has no borrow costs for shorts; drop 'financing'",
               found);
    }
}

void refuseOrdersForPine(const lang::Program& program, std::vector<Refusal>& found)
{
    const bool closes = std::ranges::any_of(
        program.entries, [](const auto& rule) { return rule.order.kind == OrderKind::AtClose; });
    const auto enters = [&](lang::Side side) {
        return std::ranges::any_of(program.entries,
                                   [side](const auto& rule) { return rule.side == side; });
    };
    const bool bothSides = enters(lang::Side::Long) && enters(lang::Side::Short);
    const auto check = [&](const lang::Order& order, int statement) {
        if (order.kind == OrderKind::AtOpen) {
            refuse(program, statement, "orders at the same open",
                   "a Pine strategy decides after the bar, so an order cannot fill at the open it "
                   "was decided on; drop 'at open'",
                   found);
        } else if (!isResting(order.kind) && (order.kind == OrderKind::AtClose) != closes) {
            refuse(program, statement, "mixed execution times",
                   "process_orders_on_close holds for a whole Pine script; write 'at close' on all "
                   "rules or on none",
                   found);
        }
    };
    int resting = 0;
    for (const lang::EntryRule& rule : program.entries) {
        check(rule.order, rule.statement);
        resting += isResting(rule.order.kind) ? 1 : 0;
        if (isResting(rule.order.kind) && (bothSides || resting > 1)) {
            refuse(program, rule.statement, "several resting entries",
                   "Pine replaces a waiting order by the next one of the same name and reverses at "
                   "any touch, so only one resting entry rule can be kept apart; keep one",
                   found);
        }
        const lang::Sizing& sizing = rule.sizing ? *rule.sizing : program.sizing;
        const bool risk = sizing.kind == lang::SizingKind::RiskPercent ||
                          sizing.kind == lang::SizingKind::RiskCash;
        const bool known = std::ranges::any_of(program.stops, [&](const lang::StopRule& stop) {
            return stop.sides.has(rule.side) &&
                   (stop.level.isLevel || stop.level.kind != lang::DistanceKind::Money);
        });
        if (risk && !known) {
            refuse(program, rule.statement, "risk sizing on a money stop",
                   "a stop in money follows from the size, so no size can follow from it", found);
        }
    }
    for (const lang::ExitRule& rule : program.exits) {
        check(rule.order, rule.statement);
    }
    if (program.timeExit) {
        check(program.timeExit->order, program.timeExit->statement);
    }
}

} // namespace

void refuseForPine(const lang::Program& program, const ExportOptions& options,
                   std::vector<Refusal>& found)
{
    const auto trade = std::ranges::find_if(program.tree.statements, [](const auto& line) {
        return std::holds_alternative<lang::Trade>(line.body);
    });
    // Pairs and switches name their symbols elsewhere; refuseEverywhere has refused those.
    if (program.symbols.size() > 1 && trade != program.tree.statements.end()) {
        found.push_back({"several symbols", trade->span,
                         "a Pine strategy trades the symbol of its chart; export one symbol at a "
                         "time"});
    }
    refuseFunctions(program, found);
    if (!program.symbols.empty()) {
        refuseCosts(program, options, found);
    }
    refuseOrdersForPine(program, found);
    for (const lang::CooldownRule& rule : program.cooldowns) {
        refuse(program, rule.statement, "waiting times",
               "Pine lists closed trades and not positions, so it cannot tell how long to wait "
               "after one that was left in parts or by which stop; drop 'wait'",
               found);
    }
    for (const lang::EntryLimitRule& rule : program.entryLimits) {
        refuse(program, rule.statement, "limits on entries",
               "Pine decides before it knows on which bar an order fills, so fills per day or week "
               "cannot be limited exactly; drop the line",
               found);
    }
}

} // namespace sw::exporters
