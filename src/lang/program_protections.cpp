// Protections: distances and levels of stops, targets and trailing stops.
#include "base/text.h"
#include "lang/printer.h"
#include "lang/program_builder.h"

#include <fmt/format.h>

namespace sw::lang {

using indicators::Unit;

namespace {

bool hasLiteral(const LevelText& text)
{
    return isNumericLiteral(text.value) || text.value.kind == ExprKind::RMultiple;
}

std::string_view unitWord(DistanceKind kind)
{
    return kind == DistanceKind::Pips ? "pips" : kind == DistanceKind::Ticks ? "ticks" : "points";
}

} // namespace

std::optional<Level> ProgramBuilder::level(LevelText& text, bool mayReadPosition,
                                           std::string_view what)
{
    if (!text.isLevel && text.kind != DistanceKind::Price) {
        return countedDistance(text, what);
    }
    const ExprType type =
        m_resolver.resolveNumber(text.value, {text.isLevel && mayReadPosition, what});
    if (!type.valid) {
        return std::nullopt;
    }
    if (!text.isLevel && type.constant) {
        return constantDistance(text, type, what);
    }
    if (type.unit != Unit::Price && type.unit != Unit::Number) {
        error(text.value.span, "unit", fmt::format("{} needs a price or a distance in price", what),
              "write for example '5%', '2 * atr(14)' or 'at lowest(low, 10)'");
        return std::nullopt;
    }
    if (text.isLevel && type.constant && !(*type.constant > 0)) {
        error(text.value.span, "limit", fmt::format("the price level of {} must be above 0", what),
              "write for example at lowest(low, 10)");
        return std::nullopt;
    }
    Level result;
    result.isLevel = text.isLevel;
    result.kind = DistanceKind::Price;
    result.node = m_graph->number(text.value);
    return result;
}

/// A distance whose unit the text shows: 5%, 2R, $3, 70 pips.
std::optional<Level> ProgramBuilder::countedDistance(LevelText& text, std::string_view what)
{
    Level result;
    result.kind = text.kind;
    result.value = text.value.number;
    if (!hasLiteral(text)) {
        const ExprType type = m_resolver.resolveNumber(text.value, {false, what});
        if (!type.valid) {
            return std::nullopt;
        }
        if (!type.constant || type.unit != Unit::Number) {
            error(text.value.span, "type",
                  fmt::format("{} are counted by a plain number", unitWord(text.kind)),
                  fmt::format("write for example 70 {}, or the distance without the word",
                              unitWord(text.kind)));
            return std::nullopt;
        }
        result.value = *type.constant;
    }
    const bool isCount = text.kind == DistanceKind::Pips || text.kind == DistanceKind::Ticks ||
                         text.kind == DistanceKind::Points;
    if (isCount && hasLiteral(text) && text.value.kind != ExprKind::Number) {
        error(text.value.span, "unit",
              fmt::format("{} are counted by a plain number", unitWord(text.kind)),
              fmt::format("write for example 70 {}", unitWord(text.kind)));
        return std::nullopt;
    }
    if (!(result.value > 0)) {
        error(text.value.span, "limit", fmt::format("the distance of {} must be above 0", what),
              "write for example 5%");
        return std::nullopt;
    }
    return result;
}

/// A distance that a param or a computed constant holds.
std::optional<Level> ProgramBuilder::constantDistance(const LevelText& text, const ExprType& type,
                                                      std::string_view what)
{
    Level result;
    if (!(*type.constant > 0)) {
        error(text.value.span, "limit", fmt::format("the distance of {} must be above 0", what),
              "write for example 5%");
        return std::nullopt;
    }
    if (type.unit == Unit::Ratio) {
        result.kind = DistanceKind::Percent;
        const bool isParam = text.value.resolution == Resolution::Param;
        result.value = isParam ? m_scope.params.find(text.value.text)->second.written
                               : asPercentage(*type.constant);
        return result;
    }
    if (type.unit == Unit::Price) {
        result.kind = DistanceKind::Money;
        result.value = *type.constant;
        return result;
    }
    const std::string number = formatNumber(*type.constant);
    const bool isName = text.value.kind == ExprKind::Name;
    std::optional<Fix> fix;
    if (text.value.kind == ExprKind::Number) {
        fix = Fix{text.value.span, number + "%" + (text.value.assumed ? "?" : "")};
    }
    error(text.value.span, "unit", fmt::format("{} of {} needs a unit", what, print(text.value)),
          isName ? fmt::format("define '{}' as {}% or ${}", text.value.text, number, number)
                 : fmt::format("write {}%, ${} or {} points", number, number, number),
          fix);
    return std::nullopt;
}

/// Recognises a price of the bar moved by a constant; anything else depends on the bars.
void ProgramBuilder::checkLevelSide(const LevelText& level, bool isStop, Sides sides)
{
    if (!level.isLevel || sides.longs == sides.shorts) {
        return;
    }
    const Expr& value = level.value;
    const bool product = value.kind == ExprKind::Multiply || value.kind == ExprKind::Divide;
    const bool sum = value.kind == ExprKind::Add || value.kind == ExprKind::Subtract;
    if (!product && !sum) {
        return;
    }
    const Graph& graph = m_graph->graph();
    const NodeId left = m_graph->number(value.children[0]);
    const NodeId right = m_graph->number(value.children[1]);
    const bool constantFirst = graph[left].op == Op::Constant &&
                               (value.kind == ExprKind::Multiply || value.kind == ExprKind::Add);
    const Op price = graph[constantFirst ? right : left].op;
    const Node& constant = graph[constantFirst ? left : right];
    const bool mustBeBelow = sides.longs == isStop;
    // Below the close nothing follows from the low alone, nor from the high above it.
    const bool known = price == Op::Close || price == Op::EntryPrice || price == Op::AveragePrice ||
                       price == (mustBeBelow ? Op::High : Op::Low);
    if (constant.op != Op::Constant || !known) {
        return;
    }
    const bool raises = value.kind == ExprKind::Multiply ? constant.value > 1
                        : value.kind == ExprKind::Divide ? constant.value < 1
                        : value.kind == ExprKind::Add    ? constant.value > 0
                                                         : constant.value < 0;
    const bool lowers = value.kind == ExprKind::Multiply ? constant.value < 1
                        : value.kind == ExprKind::Divide ? constant.value > 1
                        : value.kind == ExprKind::Add    ? constant.value < 0
                                                         : constant.value > 0;
    if (mustBeBelow ? raises : lowers) {
        error(value.span, "side",
              fmt::format("a {}'s {} must be {} the entry, and '{}' is {} it",
                          sides.longs ? "long" : "short", isStop ? "stop" : "target",
                          mustBeBelow ? "below" : "above", print(value),
                          mustBeBelow ? "above" : "below"),
              mustBeBelow ? "write for example 'close * 0.97'"
                          : "write for example 'close * 1.03'");
    }
}

void ProgramBuilder::onStopLoss(int index, StopLoss& stop)
{
    const std::optional<Level> distance = level(stop.level, false, "a stop loss");
    if (!distance) {
        return;
    }
    if (distance->kind == DistanceKind::RMultiple) {
        error(stop.level.value.span, "unit", "R is measured by the stop loss itself",
              "write for example 5%");
        return;
    }
    const Sides sides = sidesOf(stop.side);
    const Sides market{sides.longs && m_marketEntries.longs && !m_restingEntries.longs,
                       sides.shorts && m_marketEntries.shorts && !m_restingEntries.shorts};
    const bool protectsLongs = sides.longs && (m_marketEntries.longs || m_restingEntries.longs);
    if (distance->kind == DistanceKind::Percent && distance->value >= 100 && protectsLongs) {
        error(stop.level.value.span, "side", "a long's stop cannot be 100% or more below the entry",
              "write a smaller percentage");
        return;
    }
    checkLevelSide(stop.level, true, market);
    if (stop.basis != StopLoss::Basis::Fill) {
        later(spanOf(index), "a stop measured from the last fill or the average price");
    }
    m_program.stops.push_back({sides, *distance, stop.basis, index, textOf(index)});
}

void ProgramBuilder::onTakeProfit(int index, TakeProfit& target)
{
    TargetRule rule;
    const std::optional<Level> distance = level(target.level, true, "a take profit");
    rule.sides = sidesOf(target.side);
    rule.statement = index;
    if (target.sellPercent) {
        if (!(*target.sellPercent > 0 && *target.sellPercent <= 100)) {
            error(spanOf(index), "limit", "a tranche is above 0% and at most 100% of the position",
                  "write for example sell 50%");
            return;
        }
        rule.fraction = *target.sellPercent / 100;
    }
    if (target.condition) {
        rule.condition = condition(*target.condition, {true, "a take profit"});
    }
    rule.text = textOf(index);
    if (!distance) {
        return;
    }
    checkLevelSide(target.level, false,
                   {rule.sides.longs && m_marketEntries.longs && !m_restingEntries.longs,
                    rule.sides.shorts && m_marketEntries.shorts && !m_restingEntries.shorts});
    if (distance->kind == DistanceKind::Percent && distance->value >= 100 && rule.sides.shorts &&
        !rule.sides.longs) {
        error(target.level.value.span, "side",
              "a short's target cannot be 100% or more below the entry",
              "write a smaller percentage");
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
    if (distance->kind == DistanceKind::Percent && distance->value >= 100) {
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

} // namespace sw::lang
