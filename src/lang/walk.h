// Every expression that a statement holds, for passes that look at all of them alike.
#pragma once

#include "lang/syntax.h"

namespace sw::lang {

/// Calls `visit` with `expr` and everything below it, parents first.
template <class Visit> void walk(const Expr& expr, const Visit& visit)
{
    visit(expr);
    for (const Expr& child : expr.children) {
        walk(child, visit);
    }
}

/// Calls `visit` with every expression of a statement.
template <class Visit> void walk(const Statement& statement, const Visit& visit)
{
    const auto each = [&visit](const std::optional<Expr>& expr) {
        if (expr) {
            walk(*expr, visit);
        }
    };
    const StatementBody& body = statement.body;
    if (const auto* pair = std::get_if<Pair>(&body)) {
        each(pair->ratio);
    } else if (const auto* let = std::get_if<Let>(&body)) {
        walk(let->value, visit);
    } else if (const auto* entry = std::get_if<Entry>(&body)) {
        walk(entry->condition, visit);
        each(entry->order.price);
    } else if (const auto* scaling = std::get_if<Scaling>(&body)) {
        walk(scaling->condition, visit);
        each(scaling->order.price);
    } else if (const auto* exit = std::get_if<Exit>(&body)) {
        walk(exit->condition, visit);
        each(exit->order.price);
    } else if (const auto* timed = std::get_if<ExitAfter>(&body)) {
        each(timed->order.price);
    } else if (const auto* stop = std::get_if<StopLoss>(&body)) {
        walk(stop->level.value, visit);
    } else if (const auto* target = std::get_if<TakeProfit>(&body)) {
        walk(target->level.value, visit);
        each(target->condition);
    } else if (const auto* trail = std::get_if<TrailingStop>(&body)) {
        walk(trail->level.value, visit);
        if (trail->onceUp) {
            walk(trail->onceUp->value, visit);
        }
    } else if (const auto* breakeven = std::get_if<Breakeven>(&body)) {
        walk(breakeven->onceUp.value, visit);
    } else if (const auto* limit = std::get_if<AtMost>(&body)) {
        each(limit->prefer);
    } else if (const auto* buy = std::get_if<BuyEvery>(&body)) {
        each(buy->condition);
    } else if (const auto* portfolio = std::get_if<Portfolio>(&body)) {
        for (const PortfolioLine& line : portfolio->lines) {
            for (const Expr& expr : line.exprs) {
                walk(expr, visit);
            }
            each(line.when);
        }
    }
}

} // namespace sw::lang
