// The rules of a program: entries, exits, protections and limits, each from its statement.
#include "lang/names.h"
#include "lang/printer.h"
#include "lang/program_builder.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::lang {

using indicators::Unit;

void ProgramBuilder::rules()
{
    for (const Statement& statement : m_tree.statements) {
        if (const auto* entry = std::get_if<Entry>(&statement.body)) {
            Sides& sides = entry->order.price ? m_restingEntries : m_marketEntries;
            (entry->side == Side::Long ? sides.longs : sides.shorts) = true;
        }
    }
    for (std::size_t i = 0; i < m_tree.statements.size(); ++i) {
        if (m_resolver.isOverLimit() || m_graph->isOverLimit()) {
            return;
        }
        onRule(static_cast<int>(i), m_tree.statements[i].body);
    }
}

void ProgramBuilder::onRule(int index, StatementBody& body)
{
    if (auto* entry = std::get_if<Entry>(&body)) {
        onEntry(index, *entry);
    } else if (auto* scaling = std::get_if<Scaling>(&body)) {
        onScaling(index, *scaling);
    } else if (auto* exit = std::get_if<Exit>(&body)) {
        onExit(index, *exit);
    } else if (auto* timed = std::get_if<ExitAfter>(&body)) {
        onExitAfter(index, *timed);
    } else if (auto* stop = std::get_if<StopLoss>(&body)) {
        onStopLoss(index, *stop);
    } else if (auto* target = std::get_if<TakeProfit>(&body)) {
        onTakeProfit(index, *target);
    } else if (auto* trail = std::get_if<TrailingStop>(&body)) {
        onTrailing(index, *trail);
    } else if (auto* breakeven = std::get_if<Breakeven>(&body)) {
        onBreakeven(index, *breakeven);
    } else if (auto* limit = std::get_if<AtMost>(&body)) {
        onAtMost(index, *limit);
    } else if (auto* wait = std::get_if<Wait>(&body)) {
        onWait(index, *wait);
    } else if (auto* session = std::get_if<OnlyBetween>(&body)) {
        onOnlyBetween(index, *session);
    } else if (auto* flat = std::get_if<FlatAt>(&body)) {
        onFlatAt(index, *flat);
    } else if (auto* portfolio = std::get_if<Portfolio>(&body)) {
        onPortfolio(index, *portfolio);
    } else if (auto* buy = std::get_if<BuyEvery>(&body)) {
        onBuyEvery(index, *buy);
    } else if (auto* pair = std::get_if<Pair>(&body); pair != nullptr && pair->ratio) {
        m_resolver.resolveNumber(*pair->ratio, {false, "a hedge"});
    }
}

Order ProgramBuilder::order(OrderText& text, Condition& condition, const ExprPlace& place)
{
    Order result;
    result.kind = text.kind;
    if (text.price) {
        const ExprType type = m_resolver.resolveNumber(*text.price, place);
        if (type.valid && type.unit != Unit::Price && type.unit != Unit::Number) {
            error(text.price->span, "unit", "an order price must be a price",
                  "write for example 'using limit close - atr(14)'");
        } else if (type.valid && type.constant && !(*type.constant > 0)) {
            error(text.price->span, "limit", "an order price must be above 0",
                  "write for example 'using limit close - atr(14)'");
        } else if (type.valid) {
            result.price = m_graph->number(*text.price);
        }
        if (place.mayReadPosition) {
            later(text.span, "a limit or stop order as an exit");
        }
    }
    if (text.valid) {
        result.validBars = bars(*text.valid).value_or(0);
    }
    if (text.kind == OrderKind::AtOpen && condition.root != kNoNode &&
        !m_graph->knownAtOpen(condition.root)) {
        error(condition.span, "look-ahead",
              fmt::format("'{}' is not known at the open, as it reads the bar's later prices",
                          condition.text),
              "use open, the calendar and earlier bars such as close[1], or drop 'at open'");
    }
    return result;
}

void ProgramBuilder::onEntry(int index, Entry& entry)
{
    EntryRule rule;
    rule.side = entry.side;
    rule.condition = condition(entry.condition, {false, "an entry"});
    rule.order = order(entry.order, rule.condition, {false, "an order price"});
    if (entry.size) {
        rule.sizing = sizing(*entry.size);
    }
    rule.statement = index;
    rule.text = textOf(index);
    if (rule.condition.root != kNoNode) {
        m_program.entries.push_back(std::move(rule));
    }
}

void ProgramBuilder::onScaling(int index, Scaling& scaling)
{
    ScalingRule rule;
    rule.add = scaling.add;
    rule.side = scaling.side;
    rule.reduceFraction = scaling.reducePercent / 100;
    if (!scaling.add && !(scaling.reducePercent > 0 && scaling.reducePercent <= 100)) {
        error(spanOf(index), "limit", "a reduction is above 0% and at most 100%",
              "write for example 'reduce long by 50% when …'");
    }
    rule.condition = condition(scaling.condition, {true, scaling.add ? "an add" : "a reduction"});
    rule.order = order(scaling.order, rule.condition, {true, "an order price"});
    if (scaling.size) {
        rule.sizing = sizing(*scaling.size);
    }
    rule.statement = index;
    rule.text = textOf(index);
    later(spanOf(index), scaling.add ? "adding to a position" : "reducing a position");
    if (rule.condition.root != kNoNode) {
        m_program.scalings.push_back(std::move(rule));
    }
}

void ProgramBuilder::onExit(int index, Exit& exit)
{
    ExitRule rule;
    rule.sides = sidesOf(exit.side);
    rule.condition = condition(exit.condition, {true, "an exit"});
    rule.order = order(exit.order, rule.condition, {true, "an order price"});
    rule.statement = index;
    rule.text = textOf(index);
    if (rule.condition.root != kNoNode) {
        m_program.exits.push_back(std::move(rule));
    }
}

void ProgramBuilder::onExitAfter(int index, ExitAfter& exit)
{
    const Span span = spanOf(index);
    if (m_program.timeExit) {
        error(span, "duplicate", "'exit after' is given twice", "keep one of the two lines");
        return;
    }
    const std::optional<int> held = bars(exit.bars);
    if (!held) {
        return;
    }
    Condition always;
    TimeExitRule rule;
    rule.bars = *held;
    rule.order = order(exit.order, always, {true, "an order price"});
    rule.statement = index;
    rule.text = textOf(index);
    m_program.longestHoldBars = rule.bars;
    m_program.timeExit = std::move(rule);
}

void ProgramBuilder::onAtMost(int index, AtMost& limit)
{
    const Span span = spanOf(index);
    if (limit.count < 1) {
        error(span, "limit", "a limit of 0 would never trade", "write at least 1");
        return;
    }
    switch (limit.what) {
    case AtMost::What::EntriesPerDay:
    case AtMost::What::EntriesPerWeek:
        m_program.entryLimits.push_back(
            {limit.count, limit.what == AtMost::What::EntriesPerWeek, index, textOf(index)});
        return;
    case AtMost::What::Positions:
        if (limit.prefer) {
            m_resolver.resolveNumber(*limit.prefer, {false, "a preference"});
        }
        if (m_program.symbols.size() > 1) {
            later(span, "sharing one account between symbols");
        }
        return;
    case AtMost::What::Units:
        // One unit is what every position has; more come only with `add`.
        if (limit.count > 1) {
            later(span, "adding to a position");
        }
        return;
    }
}

void ProgramBuilder::onWait(int index, Wait& wait)
{
    const std::optional<int> pause = bars(wait.bars);
    if (!pause) {
        return;
    }
    m_program.cooldowns.push_back({*pause, wait.after, wait.losses, index, textOf(index)});
}

void ProgramBuilder::onOnlyBetween(int index, OnlyBetween& session)
{
    const Span span = spanOf(index);
    if (!m_scope.frame || !m_scope.frame->isIntraday()) {
        error(span, "frame", "a session limit needs intraday bars",
              "write for example 'on 5m' in the trade line");
        return;
    }
    if (session.fromMinute == session.toMinute) {
        error(span, "never", "this session ends when it begins, so nothing would ever be entered",
              "write for example 'only between 10:00 and 15:30'");
        return;
    }
    if (!session.zone.empty()) {
        later(span, "a session in a named time zone");
    }
    m_program.sessions.push_back({session.fromMinute, session.toMinute,
                                  m_graph->timeBetween(session.fromMinute, session.toMinute), index,
                                  textOf(index)});
}

void ProgramBuilder::onFlatAt(int index, FlatAt& flat)
{
    const Span span = spanOf(index);
    if (!m_scope.frame || !m_scope.frame->isIntraday()) {
        error(span, "frame", "closing at a time of day needs intraday bars",
              "write for example 'on 5m' in the trade line");
        return;
    }
    if (!flat.zone.empty()) {
        later(span, "a time in a named time zone");
    }
    m_program.flats.push_back(
        {flat.minute, m_graph->timeBetween(flat.minute, 1440), index, textOf(index)});
}

void ProgramBuilder::onPortfolio(int index, Portfolio& portfolio)
{
    m_hasPortfolio = true;
    const ExprPlace place{false, portfolio.isSwitch ? "a switch" : "a rebalance"};
    for (PortfolioLine& line : portfolio.lines) {
        const bool isCondition = line.kind == PortfolioLine::Kind::Require ||
                                 line.kind == PortfolioLine::Kind::Gate ||
                                 line.kind == PortfolioLine::Kind::OnlyIf;
        for (Expr& expr : line.exprs) {
            isCondition ? m_resolver.resolveCondition(expr, place)
                        : m_resolver.resolveNumber(expr, place);
        }
        if (line.when) {
            m_resolver.resolveCondition(*line.when, place);
        }
    }
    later(spanOf(index),
          portfolio.isSwitch ? "a switch between holdings" : "a rebalanced portfolio");
}

void ProgramBuilder::onBuyEvery(int index, BuyEvery& buy)
{
    m_hasPortfolio = true;
    if (!(buy.value > 0)) {
        error(spanOf(index), "limit", "the amount to buy must be above 0",
              "write for example buy $300 every month");
    }
    if (buy.condition) {
        m_resolver.resolveCondition(*buy.condition, {false, "a schedule"});
    }
    later(spanOf(index), "a buying schedule");
}

} // namespace sw::lang
