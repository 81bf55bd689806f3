#include "lang/resolver.h"

#include "base/text.h"
#include "lang/names.h"
#include "lang/printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::lang {

using indicators::Unit;

double literalScale(ExprKind kind)
{
    return kind == ExprKind::Percent ? 0.01 : 1.0;
}

double literalValue(const Expr& literal)
{
    // Division keeps 5% the same double as 0.05; multiplying by 0.01 would not.
    return literal.kind == ExprKind::Percent ? literal.number / 100 : literal.number;
}

bool isNumericLiteral(const Expr& expr)
{
    return expr.kind == ExprKind::Number || expr.kind == ExprKind::Percent ||
           expr.kind == ExprKind::Money;
}

std::optional<int> barsOn(const BarsText& bars, std::optional<Timeframe> frame)
{
    const Timeframe on = frame.value_or(Timeframe{});
    switch (bars.unit) {
    case BarsUnit::Bar:
        return bars.count;
    case BarsUnit::Day:
        return on == Timeframe{1, FrameUnit::Day} ? std::optional(bars.count) : std::nullopt;
    case BarsUnit::Week:
        break;
    }
    if (on == Timeframe{1, FrameUnit::Day}) {
        return 5 * bars.count;
    }
    return on == Timeframe{1, FrameUnit::Week} ? std::optional(bars.count) : std::nullopt;
}

ExprType Resolver::error(const Expr& at, std::string code, std::string message, std::string hint,
                         std::optional<Fix> fix)
{
    m_diagnostics.push_back({Severity::Error, std::move(code), at.span, std::move(message),
                             std::move(hint), std::move(fix)});
    ExprType type;
    type.valid = false;
    return type;
}

ExprType Resolver::resolveCondition(Expr& expr, const ExprPlace& place)
{
    ExprType type = resolve(expr, place);
    if (type.valid && !type.isCondition) {
        return error(expr, "type",
                     fmt::format("'{}' is a number where a condition belongs", print(expr)),
                     "compare it with something, for example '> 0'");
    }
    return type;
}

ExprType Resolver::resolveNumber(Expr& expr, const ExprPlace& place)
{
    ExprType type = resolve(expr, place);
    if (type.valid && type.isCondition) {
        return error(expr, "type",
                     fmt::format("'{}' is a condition where a number belongs", print(expr)),
                     "use 'if … then … else …' to turn a condition into numbers");
    }
    return type;
}

ExprType Resolver::resolve(Expr& expr, const ExprPlace& place)
{
    switch (expr.kind) {
    case ExprKind::Invalid: {
        ExprType type;
        type.valid = false;
        return type;
    }
    case ExprKind::Number:
    case ExprKind::Percent:
    case ExprKind::Money:
    case ExprKind::RMultiple:
    case ExprKind::Time:
    case ExprKind::Date:
    case ExprKind::Text:
        return literal(expr);
    case ExprKind::Name:
        return name(expr, place);
    case ExprKind::Call:
        return call(expr, place);
    case ExprKind::Symbol:
    case ExprKind::Frame:
        return error(expr, "name", fmt::format("'{}' needs a value after it", print(expr)),
                     "write for example '.close' behind it");
    case ExprKind::Member:
        return member(expr, place);
    case ExprKind::Index:
        return index(expr, place);
    case ExprKind::Negate:
    case ExprKind::Add:
    case ExprKind::Subtract:
    case ExprKind::Multiply:
    case ExprKind::Divide:
        return arithmetic(expr, place);
    case ExprKind::Less:
    case ExprKind::LessEqual:
    case ExprKind::Greater:
    case ExprKind::GreaterEqual:
    case ExprKind::Equal:
    case ExprKind::NotEqual:
    case ExprKind::CrossesAbove:
    case ExprKind::CrossesBelow:
        return comparison(expr, place);
    case ExprKind::Between:
        return between(expr, place);
    case ExprKind::Rising:
    case ExprKind::Falling:
        return trend(expr, place);
    case ExprKind::Not:
    case ExprKind::And:
    case ExprKind::Or:
    case ExprKind::Unless:
        return logic(expr, place);
    case ExprKind::ForBars:
    case ExprKind::Within:
    case ExprKind::OnOf:
    case ExprKind::Then:
        return temporal(expr, place);
    case ExprKind::If:
        return choice(expr, place);
    }
    return {};
}

ExprType Resolver::literal(Expr& expr)
{
    ExprType type;
    type.isLiteral = true;
    type.constant = literalValue(expr);
    switch (expr.kind) {
    case ExprKind::Percent:
        type.unit = Unit::Ratio;
        break;
    case ExprKind::Money:
        type.unit = Unit::Price;
        break;
    case ExprKind::Time:
        type.unit = Unit::Time;
        break;
    case ExprKind::RMultiple:
        return error(expr, "type", "a multiple of R is a distance, not a value",
                     "use it in 'take profit 2R' or 'breakeven once up 1R'");
    case ExprKind::Date:
        return error(expr, "type", "a date cannot stand in an expression",
                     "use 'test from … to …' for the window, or year, month and day_of_month");
    case ExprKind::Text:
        return error(expr, "type", fmt::format("\"{}\" is a text where a value belongs", expr.text),
                     "a quoted symbol needs a value after it, for example \"^VIX\".close");
    default:
        break;
    }
    return type;
}

ExprType Resolver::unknownName(const Expr& expr)
{
    std::vector<std::string> candidates = knownNames();
    for (const auto& [letName, let] : m_scope.lets) {
        candidates.push_back(letName);
    }
    for (const auto& [paramName, param] : m_scope.params) {
        candidates.push_back(paramName);
    }
    const std::string near = nearest(expr.text, candidates);
    if (near.empty()) {
        return error(
            expr, "name", fmt::format("unknown name '{}'", expr.text),
            "use a bar field, a built-in function or a name defined by let or param above");
    }
    std::optional<Fix> fix;
    if (expr.kind == ExprKind::Name || expr.kind == ExprKind::Call) {
        const auto size = static_cast<std::uint32_t>(expr.text.size());
        fix = Fix{{expr.span.begin, expr.span.begin + size}, near};
    }
    return error(expr, "name",
                 fmt::format("unknown name '{}'; did you mean '{}'?", expr.text, near), {}, fix);
}

ExprType Resolver::name(Expr& expr, const ExprPlace& place)
{
    ExprType type;
    type.subject = expr.text;
    if (const FieldName* field = findField(expr.text)) {
        expr.resolution = Resolution::Field;
        type.unit = field->unit;
        type.subject = "the " + expr.text;
        return type;
    }
    if (const auto param = m_scope.params.find(expr.text); param != m_scope.params.end()) {
        expr.resolution = Resolution::Param;
        type.constant = param->second.value;
        type.isLiteral = true;
        type.unit = param->second.kind == ExprKind::Percent ? Unit::Ratio
                    : param->second.kind == ExprKind::Money ? Unit::Price
                    : param->second.kind == ExprKind::Time  ? Unit::Time
                                                            : Unit::Number;
        return type;
    }
    if (const auto let = m_scope.lets.find(expr.text); let != m_scope.lets.end()) {
        expr.resolution = Resolution::Let;
        type = let->second.type;
        if (type.readsPosition && !place.mayReadPosition) {
            return error(
                expr, "position",
                fmt::format("'{}' reads the position, which does not exist before an entry",
                            expr.text),
                fmt::format("use it in exits and protections only, not in {}", place.what));
        }
        return type;
    }
    if (findPositionWord(expr.text) != nullptr) {
        return positionCall(expr, place);
    }
    if (const MathFunction* function = findMathFunction(expr.text)) {
        return error(expr, "type", fmt::format("'{}' needs arguments", function->name),
                     fmt::format("write {}(…)", function->name));
    }
    if (const indicators::Entry* entry = indicators::find(expr.text)) {
        return builtin(expr, *entry, place);
    }
    return unknownName(expr);
}

ExprType Resolver::index(Expr& expr, const ExprPlace& place)
{
    Expr& inner = expr.children[0];
    ExprType type = resolve(inner, place);
    if (type.valid && type.readsPosition) {
        return error(expr, "position", "a value of the position has no past bars to look back to",
                     "remove the [" + std::to_string(expr.count) + "]");
    }
    type.isLiteral = false;
    return type;
}

void Resolver::requireLookBack(const Expr& expr, ExprType& type)
{
    if (type.valid && type.readsPosition) {
        type = error(expr, "position",
                     "a condition on the position cannot be looked back upon over bars",
                     "test it on the bar itself");
    }
}

namespace {

Unit unitOfSum(const ExprType& a, const ExprType& b)
{
    // A bare number takes the unit of the other side: close + 2.
    if (a.constant && a.unit == Unit::Number) {
        return b.unit == Unit::Oscillator ? Unit::Number : b.unit;
    }
    if (b.constant && b.unit == Unit::Number) {
        return a.unit == Unit::Oscillator ? Unit::Number : a.unit;
    }
    return a.unit == b.unit && a.unit != Unit::Oscillator ? a.unit : Unit::Number;
}

Unit unitOfProduct(const ExprType& a, const ExprType& b)
{
    const auto plain = [](const ExprType& t) {
        return t.unit == Unit::Number || t.unit == Unit::Ratio || t.unit == Unit::Bars;
    };
    if (plain(a) && plain(b)) {
        return a.unit == Unit::Ratio && b.constant   ? Unit::Ratio
               : b.unit == Unit::Ratio && a.constant ? Unit::Ratio
                                                     : Unit::Number;
    }
    if (plain(a) && (b.unit == Unit::Price || b.unit == Unit::Volume)) {
        return b.unit;
    }
    if (plain(b) && (a.unit == Unit::Price || a.unit == Unit::Volume)) {
        return a.unit;
    }
    return Unit::Number;
}

std::optional<double> fold(ExprKind kind, double a, double b)
{
    double value = 0;
    switch (kind) {
    case ExprKind::Add:
        value = a + b;
        break;
    case ExprKind::Subtract:
        value = a - b;
        break;
    case ExprKind::Multiply:
        value = a * b;
        break;
    default:
        value = a / b;
        break;
    }
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

ExprType Resolver::arithmetic(Expr& expr, const ExprPlace& place)
{
    ExprType a = resolveNumber(expr.children[0], place);
    if (expr.kind == ExprKind::Negate) {
        if (a.constant) {
            a.constant = -*a.constant;
        }
        std::swap(a.low, a.high);
        a.low = -a.low;
        a.high = -a.high;
        return a;
    }
    const ExprType b = resolveNumber(expr.children[1], place);
    ExprType type;
    type.valid = a.valid && b.valid;
    type.readsPosition = a.readsPosition || b.readsPosition;
    type.subject = a.constant ? b.subject : a.subject;
    if (!type.valid) {
        return type;
    }
    if (a.constant && b.constant) {
        type.constant = fold(expr.kind, *a.constant, *b.constant);
        if (!type.constant) {
            return error(expr, "type", fmt::format("'{}' has no finite value", print(expr)),
                         "check for a division by zero");
        }
    }
    if (expr.kind == ExprKind::Divide && b.constant && *b.constant == 0) {
        return error(expr, "type", "this divides by zero", "use another divisor");
    }
    if (expr.kind == ExprKind::Add || expr.kind == ExprKind::Subtract) {
        type.unit = unitOfSum(a, b);
    } else if (expr.kind == ExprKind::Multiply) {
        type.unit = unitOfProduct(a, b);
    } else {
        type.unit = b.constant && b.unit == Unit::Number && a.unit != Unit::Oscillator
                        ? a.unit
                        : Unit::Number;
    }
    return type;
}

ExprType Resolver::comparison(Expr& expr, const ExprPlace& place)
{
    const ExprType a = resolveNumber(expr.children[0], place);
    const ExprType b = resolveNumber(expr.children[1], place);
    ExprType type;
    type.isCondition = true;
    type.unit = Unit::Bool;
    type.valid = a.valid && b.valid;
    type.readsPosition = a.readsPosition || b.readsPosition;
    const bool cross = expr.kind == ExprKind::CrossesAbove || expr.kind == ExprKind::CrossesBelow;
    if (type.valid) {
        compareUnits(expr, expr.children[0], a, expr.children[1], b);
        if (cross) {
            requireLookBack(expr, type);
        }
    }
    return type;
}

ExprType Resolver::between(Expr& expr, const ExprPlace& place)
{
    const ExprType value = resolveNumber(expr.children[0], place);
    const ExprType low = resolveNumber(expr.children[1], place);
    const ExprType high = resolveNumber(expr.children[2], place);
    ExprType type;
    type.isCondition = true;
    type.unit = Unit::Bool;
    type.valid = value.valid && low.valid && high.valid;
    type.readsPosition = value.readsPosition || low.readsPosition || high.readsPosition;
    if (type.valid) {
        compareUnits(expr, expr.children[0], value, expr.children[1], low);
        compareUnits(expr, expr.children[0], value, expr.children[2], high);
        if (low.constant && high.constant && *low.constant > *high.constant) {
            return error(expr, "never", "the lower bound is above the upper bound",
                         "swap the two bounds");
        }
    }
    return type;
}

ExprType Resolver::trend(Expr& expr, const ExprPlace& place)
{
    ExprType type = resolveNumber(expr.children[0], place);
    requireLookBack(expr, type);
    if (type.valid && !barsOn(expr.bars, m_scope.frame)) {
        return error(expr, "frame", "days and weeks have no fixed number of bars on this timeframe",
                     "write a number of bars");
    }
    type.isCondition = true;
    type.unit = Unit::Bool;
    type.constant.reset();
    type.isLiteral = false;
    return type;
}

ExprType Resolver::logic(Expr& expr, const ExprPlace& place)
{
    ExprType type;
    type.isCondition = true;
    type.unit = Unit::Bool;
    for (Expr& child : expr.children) {
        const ExprType part = resolveCondition(child, place);
        type.valid = type.valid && part.valid;
        type.readsPosition = type.readsPosition || part.readsPosition;
    }
    return type;
}

ExprType Resolver::temporal(Expr& expr, const ExprPlace& place)
{
    ExprType type = logic(expr, place);
    requireLookBack(expr, type);
    const std::optional<int> bars = barsOn(expr.bars, m_scope.frame);
    if (type.valid && !bars) {
        return error(expr, "frame", "days and weeks have no fixed number of bars on this timeframe",
                     "write a number of bars");
    }
    if (type.valid && expr.kind == ExprKind::OnOf && (expr.count < 1 || expr.count > *bars)) {
        return error(expr, "never",
                     fmt::format("'on {} of last {} bars' asks for a count outside 1…{}",
                                 expr.count, *bars, *bars),
                     "use a count between 1 and the number of bars");
    }
    return type;
}

ExprType Resolver::choice(Expr& expr, const ExprPlace& place)
{
    const ExprType test = resolveCondition(expr.children[0], place);
    const ExprType a = resolve(expr.children[1], place);
    const ExprType b = resolve(expr.children[2], place);
    ExprType type = a;
    type.valid = test.valid && a.valid && b.valid;
    type.readsPosition = test.readsPosition || a.readsPosition || b.readsPosition;
    type.constant.reset();
    type.isLiteral = false;
    if (type.valid && a.isCondition != b.isCondition) {
        return error(expr, "type", "'then' and 'else' must both be numbers or both be conditions",
                     "write the same kind of value in both");
    }
    if (a.unit != b.unit) {
        type.unit = unitOfSum(a, b);
    }
    return type;
}

void Resolver::compareUnits(const Expr& expr, const Expr& left, const ExprType& a,
                            const Expr& right, const ExprType& b)
{
    const auto bounded = [](const ExprType& t) {
        return t.unit == Unit::Oscillator && t.low < t.high;
    };
    const auto orderedPair = [&](auto&& test) { return test(a, b) || test(b, a); };
    const Expr& literalSide = a.isLiteral ? left : right;
    const ExprType& other = a.isLiteral ? b : a;
    const ExprType& literalType = a.isLiteral ? a : b;
    const bool anyLiteral = a.isLiteral || b.isLiteral;
    const std::string subject = other.subject.empty() ? "this value" : other.subject;

    if (orderedPair([](const ExprType& x, const ExprType& y) {
            return (x.unit == Unit::Time) != (y.unit == Unit::Time);
        })) {
        error(expr, "unit", "compares a time of day with something that is not one",
              "write for example 'time_of_day >= 09:30'");
        return;
    }
    if (anyLiteral && literalType.unit == Unit::Ratio && other.unit == Unit::Oscillator) {
        const std::string number = formatNumber(literalSide.number);
        std::optional<Fix> fix;
        if (literalSide.kind == ExprKind::Percent) {
            fix = Fix{literalSide.span, number};
        }
        error(literalSide, "unit",
              bounded(other)
                  ? fmt::format("{} runs from {} to {}; write {}", subject, formatNumber(other.low),
                                formatNumber(other.high), number)
                  : fmt::format("{} is not a percentage; write {}", subject, number),
              {}, fix);
        return;
    }
    if (orderedPair([](const ExprType& x, const ExprType& y) {
            return x.unit == Unit::Price && !x.constant && y.unit == Unit::Oscillator;
        })) {
        error(expr, "scale", "compares a price with an oscillator",
              "compare the oscillator with a level, for example '> 50'");
        return;
    }
    if (anyLiteral && literalType.unit == Unit::Ratio && literalSide.kind == ExprKind::Percent &&
        (other.unit == Unit::Price || other.unit == Unit::Volume)) {
        error(
            literalSide, "unit", fmt::format("compares {} with a percentage", subject),
            "for a change write 'pct_change(close, n)'; for a distance multiply, '1.05 * sma(…)'");
        return;
    }
    if (anyLiteral && literalType.unit == Unit::Number && other.unit == Unit::Ratio &&
        std::fabs(*literalType.constant) >= 1 && literalSide.kind == ExprKind::Number) {
        const std::string number = formatNumber(literalSide.number) + "%";
        error(literalSide, "unit",
              fmt::format("{} is a ratio, where 1 means 100%; write {}", subject, number), {},
              Fix{literalSide.span, number});
        return;
    }
    if (orderedPair([](const ExprType& x, const ExprType& y) {
            return x.unit == Unit::Volume &&
                   (y.unit == Unit::Price || y.unit == Unit::Oscillator) && !y.constant;
        })) {
        error(expr, "scale", "compares a volume with something that is not one",
              "compare volume with an average of volume");
    }
}

} // namespace sw::lang
