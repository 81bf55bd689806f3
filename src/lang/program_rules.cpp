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
    for (std::size_t i = 0; i < m_tree.statements.size(); ++i) {
        const int index = static_cast<int>(i);
        StatementBody& body = m_tree.statements[i].body;
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
        }
    }
}

Condition ProgramBuilder::condition(Expr& expr, const ExprPlace& place)
{
    Condition result;
    result.span = expr.span;
    const ExprType type = m_resolver.resolveCondition(expr, place);
    result.text = print(expr);
    if (!type.valid) {
        return result;
    }
    checkCondition(expr, m_scope, m_diagnostics);
    result.root = m_graph->condition(expr);
    result.readsPosition = m_graph->graph()[result.root].readsPosition;
    addClauses(expr, false, result.clauses);
    const Op op = m_graph->graph()[result.root].op;
    if (op == Op::Never) {
        warn(expr.span, "never", "this condition can never be true", "change one of its numbers");
    }
    return result;
}

void ProgramBuilder::addClauses(const Expr& expr, bool negated, std::vector<Clause>& clauses)
{
    if ((expr.kind == ExprKind::And && !negated) || (expr.kind == ExprKind::Or && negated)) {
        for (const Expr& child : expr.children) {
            addClauses(child, negated, clauses);
        }
        return;
    }
    if (expr.kind == ExprKind::Unless && !negated) {
        addClauses(expr.children[0], false, clauses);
        addClauses(expr.children[1], true, clauses);
        return;
    }
    if (expr.kind == ExprKind::Not) {
        addClauses(expr.children[0], !negated, clauses);
        return;
    }
    if (expr.resolution == Resolution::Let && !negated) {
        const Expr& value = *m_scope.lets.find(expr.text)->second.value;
        if (value.kind == ExprKind::And || value.kind == ExprKind::Not ||
            value.resolution == Resolution::Let) {
            addClauses(value, false, clauses);
            return;
        }
        clauses.push_back(clause(value, false));
        return;
    }
    clauses.push_back(clause(expr, negated));
}

Clause ProgramBuilder::clause(const Expr& expr, bool negated)
{
    Clause result;
    result.truth = m_graph->condition(expr, negated);
    result.falsity = m_graph->condition(expr, !negated);
    Expr shown = expr;
    if (negated) {
        shown = Expr{};
        shown.kind = ExprKind::Not;
        shown.children = {expr};
    }
    result.text = print(shown);
    result.span = expr.span;
    result.threshold = threshold(expr);
    if (negated && result.threshold) {
        result.threshold->wantsBelow = !result.threshold->wantsBelow;
        result.threshold->strict = !result.threshold->strict;
    }
    const bool comparison = expr.kind >= ExprKind::Less && expr.kind <= ExprKind::Falling;
    if (comparison) {
        for (const Expr& child : expr.children) {
            const NodeId node = m_graph->number(child);
            if (m_graph->graph()[node].op != Op::Constant) {
                result.values.emplace_back(print(child), node);
            }
        }
    }
    return result;
}

std::optional<Threshold> ProgramBuilder::threshold(const Expr& expr)
{
    if (expr.kind < ExprKind::Less || expr.kind > ExprKind::GreaterEqual) {
        return std::nullopt;
    }
    const NodeId left = m_graph->number(expr.children[0]);
    const NodeId right = m_graph->number(expr.children[1]);
    const bool leftConstant = m_graph->graph()[left].op == Op::Constant;
    const bool rightConstant = m_graph->graph()[right].op == Op::Constant;
    if (leftConstant == rightConstant) {
        return std::nullopt;
    }
    const Expr& constant = expr.children[leftConstant ? 0 : 1];
    const bool less = expr.kind == ExprKind::Less || expr.kind == ExprKind::LessEqual;
    Threshold result;
    result.value = leftConstant ? right : left;
    result.valueText = print(expr.children[leftConstant ? 1 : 0]);
    result.wantsBelow = less != leftConstant;
    result.strict = expr.kind == ExprKind::Less || expr.kind == ExprKind::Greater;
    result.constant = m_graph->graph()[leftConstant ? left : right].value;
    const bool negative = constant.kind == ExprKind::Negate;
    const Expr& literal = negative ? constant.children[0] : constant;
    if (isNumericLiteral(literal)) {
        result.constantSpan = constant.span;
        result.scale = literalScale(literal.kind);
        result.assumed = literal.assumed;
    } else if (!negative && literal.resolution == Resolution::Param) {
        const Scope::ParamInScope& param = m_scope.params.find(literal.text)->second;
        result.parameter = literal.text;
        result.constantSpan = param.valueSpan;
        result.scale = param.scale;
        result.assumed = param.assumed;
    }
    return result;
}

Order ProgramBuilder::order(OrderText& text, Condition& condition, bool isEntry)
{
    Order result;
    result.kind = text.kind;
    if (text.price) {
        const ExprType type = m_resolver.resolveNumber(*text.price, {false, "an order price"});
        if (type.valid && type.unit != Unit::Price && type.unit != Unit::Number) {
            error(text.price->span, "unit", "an order price must be a price",
                  "write for example 'using limit close - atr(14)'");
        } else if (type.valid) {
            result.price = m_graph->number(*text.price);
        }
        if (!isEntry) {
            later(text.span, "a limit or stop order as an exit");
        }
    }
    if (text.valid) {
        const std::optional<int> bars = barsOn(*text.valid, m_scope.frame);
        if (!bars) {
            error(text.valid->span, "frame",
                  "days and weeks have no fixed number of bars on this timeframe",
                  "write a number of bars");
        }
        result.validBars = bars.value_or(0);
    }
    if (text.kind == OrderKind::AtOpen && condition.root != kNoNode &&
        !m_graph->knownAtOpen(condition.root)) {
        error(condition.span, "look-ahead",
              "this condition is not known at the open: it reads the bar's later prices",
              "use open, the calendar and earlier bars such as close[1], or drop 'at open'");
    }
    return result;
}

void ProgramBuilder::onEntry(int index, Entry& entry)
{
    EntryRule rule;
    rule.side = entry.side;
    rule.condition = condition(entry.condition, {false, "an entry"});
    rule.order = order(entry.order, rule.condition, true);
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
        error(scaling.condition.span, "limit", "a reduction is between 0% and 100%",
              "write for example 'reduce long by 50% when …'");
    }
    rule.condition = condition(scaling.condition, {true, "an add"});
    rule.order = order(scaling.order, rule.condition, true);
    if (scaling.size) {
        rule.sizing = sizing(*scaling.size);
    }
    rule.statement = index;
    rule.text = textOf(index);
    later(m_tree.statements[static_cast<std::size_t>(index)].span,
          scaling.add ? "adding to a position" : "reducing a position");
    if (rule.condition.root != kNoNode) {
        m_program.scalings.push_back(std::move(rule));
    }
}

void ProgramBuilder::onExit(int index, Exit& exit)
{
    ExitRule rule;
    rule.sides = sidesOf(exit.side);
    rule.condition = condition(exit.condition, {true, "an exit"});
    rule.order = order(exit.order, rule.condition, false);
    rule.statement = index;
    rule.text = textOf(index);
    if (rule.condition.root != kNoNode) {
        m_program.exits.push_back(std::move(rule));
    }
}

void ProgramBuilder::onExitAfter(int index, ExitAfter& exit)
{
    const Span span = m_tree.statements[static_cast<std::size_t>(index)].span;
    if (m_program.timeExit) {
        error(span, "duplicate", "'exit after' is given twice", "keep one of the two lines");
        return;
    }
    const std::optional<int> bars = barsOn(exit.bars, m_scope.frame);
    if (!bars) {
        error(exit.bars.span, "frame",
              "days and weeks have no fixed number of bars on this timeframe",
              "write a number of bars");
        return;
    }
    Condition always;
    TimeExitRule rule;
    rule.bars = *bars;
    rule.order = order(exit.order, always, false);
    rule.statement = index;
    rule.text = textOf(index);
    m_program.longestHoldBars = rule.bars;
    m_program.timeExit = std::move(rule);
}

std::optional<Level> ProgramBuilder::level(LevelText& text, bool mayReadPosition,
                                           std::string_view what)
{
    Level result;
    result.isLevel = text.isLevel;
    result.kind = text.kind;
    result.value = text.value.number;
    if (text.isLevel || text.kind == DistanceKind::Price) {
        const ExprType type =
            m_resolver.resolveNumber(text.value, {text.isLevel && mayReadPosition, what});
        if (!type.valid) {
            return std::nullopt;
        }
        if (!text.isLevel && type.isLiteral && type.unit == Unit::Number) {
            const std::string number = formatNumber(*type.constant);
            error(text.value.span, "unit", fmt::format("'{}' needs a unit", number),
                  fmt::format("write {}% or ${}", number, number),
                  Fix{text.value.span, number + "%"});
            return std::nullopt;
        }
        if (!text.isLevel && type.isLiteral && type.unit == Unit::Ratio) {
            // A param such as 5%.
            result.kind = DistanceKind::Percent;
            result.value = *type.constant * 100;
            return result;
        }
        if (type.unit != Unit::Price && type.unit != Unit::Number) {
            error(text.value.span, "unit",
                  fmt::format("{} needs a price or a distance in price", what),
                  "write for example '5%', '2 * atr(14)' or 'at lowest(low, 10)'");
            return std::nullopt;
        }
        result.node = m_graph->number(text.value);
        return result;
    }
    if (!(result.value > 0)) {
        error(text.value.span, "limit", fmt::format("the distance of {} must be above 0", what),
              "write for example 5%");
        return std::nullopt;
    }
    return result;
}

void ProgramBuilder::onStopLoss(int index, StopLoss& stop)
{
    const Span span = m_tree.statements[static_cast<std::size_t>(index)].span;
    const std::optional<Level> distance = level(stop.level, false, "a stop loss");
    if (!distance) {
        return;
    }
    if (!distance->isLevel && distance->kind == DistanceKind::RMultiple) {
        error(span, "unit", "R is measured by the stop loss itself", "write for example 5%");
        return;
    }
    const Sides sides = sidesOf(stop.side);
    const bool tradesLong = std::ranges::any_of(m_tree.statements, [](const Statement& s) {
        const auto* entry = std::get_if<Entry>(&s.body);
        return entry != nullptr && entry->side == Side::Long;
    });
    const bool tradesShort = std::ranges::any_of(m_tree.statements, [](const Statement& s) {
        const auto* entry = std::get_if<Entry>(&s.body);
        return entry != nullptr && entry->side == Side::Short;
    });
    const Sides used{sides.longs && tradesLong, sides.shorts && tradesShort};
    if (distance->kind == DistanceKind::Percent && !distance->isLevel && distance->value >= 100 &&
        used.longs) {
        error(stop.level.value.span, "side", "a long's stop cannot be 100% or more below the entry",
              "write a smaller percentage");
    }
    checkSide(stop.level, true, used, m_diagnostics);
    if (stop.basis != StopLoss::Basis::Fill) {
        later(span, "a stop measured from the last fill or the average price");
    }
    m_program.stops.push_back({sides, *distance, stop.basis, index, textOf(index)});
}

void ProgramBuilder::onTakeProfit(int index, TakeProfit& target)
{
    TargetRule rule;
    const std::optional<Level> distance = level(target.level, true, "a take profit");
    rule.sides = sidesOf(target.side);
    rule.statement = index;
    rule.text = textOf(index);
    if (target.sellPercent) {
        if (!(*target.sellPercent > 0 && *target.sellPercent <= 100)) {
            error(m_tree.statements[static_cast<std::size_t>(index)].span, "limit",
                  "a tranche is between 0% and 100% of the position", "write for example sell 50%");
            return;
        }
        rule.fraction = *target.sellPercent / 100;
    }
    if (target.condition) {
        rule.condition = condition(*target.condition, {true, "a take profit"});
    }
    if (!distance) {
        return;
    }
    rule.level = *distance;
    m_program.targets.push_back(std::move(rule));
}

void ProgramBuilder::onTrailing(int index, TrailingStop& trail)
{
    TrailRule rule;
    const std::optional<Level> distance = level(trail.level, true, "a trailing stop");
    rule.sides = sidesOf(trail.side);
    rule.anchor = trail.anchor;
    rule.statement = index;
    if (trail.onceUp) {
        rule.onceUp = level(*trail.onceUp, false, "an activation");
        if (!rule.onceUp) {
            return;
        }
    }
    rule.text = textOf(index);
    if (!distance) {
        return;
    }
    if (distance->kind == DistanceKind::Percent && !distance->isLevel && distance->value >= 100) {
        error(trail.level.value.span, "side", "a trailing stop must be closer than 100%",
              "write a smaller percentage");
        return;
    }
    rule.level = *distance;
    m_program.trails.push_back(std::move(rule));
}

void ProgramBuilder::onBreakeven(int index, Breakeven& breakeven)
{
    const std::optional<Level> distance = level(breakeven.onceUp, false, "a breakeven");
    if (distance) {
        m_program.breakevens.push_back({*distance, index, textOf(index)});
    }
}

void ProgramBuilder::onAtMost(int index, AtMost& limit)
{
    const Span span = m_tree.statements[static_cast<std::size_t>(index)].span;
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
    const std::optional<int> bars = barsOn(wait.bars, m_scope.frame);
    if (!bars) {
        error(wait.bars.span, "frame",
              "days and weeks have no fixed number of bars on this timeframe",
              "write a number of bars");
        return;
    }
    m_program.cooldowns.push_back({*bars, wait.after, wait.losses, index, textOf(index)});
}

void ProgramBuilder::onOnlyBetween(int index, OnlyBetween& session)
{
    const Span span = m_tree.statements[static_cast<std::size_t>(index)].span;
    if (!m_scope.frame || !m_scope.frame->isIntraday()) {
        error(span, "frame", "a session limit needs intraday bars",
              "write for example 'on 5m' in the trade line");
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
    const Span span = m_tree.statements[static_cast<std::size_t>(index)].span;
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
    for (PortfolioLine& line : portfolio.lines) {
        const bool isCondition = line.kind == PortfolioLine::Kind::Require ||
                                 line.kind == PortfolioLine::Kind::Gate ||
                                 line.kind == PortfolioLine::Kind::OnlyIf;
        for (std::size_t i = 0; i < line.exprs.size(); ++i) {
            if (isCondition && i == 0) {
                m_resolver.resolveCondition(line.exprs[i], {false, "a rebalance"});
            } else {
                m_resolver.resolveNumber(line.exprs[i], {false, "a rebalance"});
            }
        }
        if (line.when) {
            m_resolver.resolveCondition(*line.when, {false, "a rebalance"});
        }
    }
    later(m_tree.statements[static_cast<std::size_t>(index)].span,
          portfolio.isSwitch ? "a switch between holdings" : "a rebalanced portfolio");
}

void ProgramBuilder::onBuyEvery(int index, BuyEvery& buy)
{
    m_hasPortfolio = true;
    if (buy.condition) {
        m_resolver.resolveCondition(*buy.condition, {false, "a schedule"});
    }
    later(m_tree.statements[static_cast<std::size_t>(index)].span, "a buying schedule");
}

} // namespace sw::lang
