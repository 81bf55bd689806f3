#include "lang/resolver.h"

#include "base/text.h"
#include "lang/names.h"
#include "lang/printer.h"
#include "lang/problems.h"

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

Diagnostic unclearBars(const BarsText& bars, std::optional<Timeframe> frame)
{
    const std::string_view unit = bars.unit == BarsUnit::Day ? "days" : "weeks";
    return {Severity::Error,
            "frame",
            bars.span,
            fmt::format("{} have no fixed number of bars on the {} timeframe", unit,
                        frame.value_or(Timeframe{}).word()),
            "write a number of bars",
            {}};
}

ExprType invalidType()
{
    ExprType type;
    type.valid = false;
    return type;
}

namespace {

/// True when moving the expression under a prefix would change what its bars are.
bool isTiedToOwnBars(const Expr& expr, const Scope& scope)
{
    const bool counted = expr.kind == ExprKind::Rising || expr.kind == ExprKind::Falling ||
                         (expr.kind >= ExprKind::ForBars && expr.kind <= ExprKind::Then);
    if ((counted && expr.bars.unit != BarsUnit::Bar) || expr.resolution == Resolution::Prefixed) {
        return true;
    }
    if (expr.resolution == Resolution::Let && scope.lets.find(expr.text)->second.ownBarsOnly) {
        return true;
    }
    if (expr.entry >= 0 &&
        indicators::catalog()[static_cast<std::size_t>(expr.entry)].needsIntraday) {
        return true;
    }
    return std::ranges::any_of(
        expr.children, [&scope](const Expr& child) { return isTiedToOwnBars(child, scope); });
}

} // namespace

ExprType Resolver::error(const Expr& at, std::string code, std::string message, std::string hint,
                         std::optional<Fix> fix)
{
    m_diagnostics.push_back({Severity::Error, std::move(code), at.span, std::move(message),
                             std::move(hint), std::move(fix)});
    return invalidType();
}

std::optional<Timeframe> Resolver::frame() const
{
    return m_prefixFrame ? m_prefixFrame : m_scope.frame;
}

bool Resolver::requireBars(const Expr& expr)
{
    if (barsOn(expr.bars, frame())) {
        return true;
    }
    Diagnostic problem = unclearBars(expr.bars, frame());
    m_diagnostics.push_back(std::move(problem));
    return false;
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

bool Resolver::enter(const Expr& expr)
{
    ++m_parts;
    m_highest = std::max(m_highest, m_height + 1);
    if (m_overLimit || (m_parts <= kMaxParts && m_highest <= kMaxHeight)) {
        return !m_overLimit;
    }
    m_overLimit = true;
    if (m_parts > kMaxParts) {
        error(
            expr, "limit",
            fmt::format("the program is too large: with its lets opened it has more than {} parts",
                        kMaxParts),
            "shorten the rules, or the lets that use other lets more than once");
    } else {
        error(expr, "limit",
              fmt::format("this is nested too deeply: with its lets opened it has more than {} "
                          "levels",
                          kMaxHeight),
              "let fewer definitions build on each other");
    }
    return false;
}

ExprType Resolver::resolve(Expr& expr, const ExprPlace& place)
{
    if (!enter(expr)) {
        return invalidType();
    }
    ++m_height;
    ExprType type = resolved(expr, place);
    --m_height;
    return type;
}

Scope::LetInScope Resolver::resolveLet(Expr& value)
{
    const std::int64_t before = m_parts;
    m_highest = 0;
    Scope::LetInScope let;
    let.value = &value;
    let.type = resolve(value, {true, "a definition"});
    let.parts = m_parts - before;
    let.height = m_highest;
    let.ownBarsOnly = let.type.valid && isTiedToOwnBars(value, m_scope);
    return let;
}

ExprType Resolver::resolved(Expr& expr, const ExprPlace& place)
{
    switch (expr.kind) {
    case ExprKind::Invalid:
        return invalidType();
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

namespace {

Unit unitOfLiteral(ExprKind kind)
{
    return kind == ExprKind::Percent ? Unit::Ratio
           : kind == ExprKind::Money ? Unit::Price
           : kind == ExprKind::Time  ? Unit::Time
                                     : Unit::Number;
}

} // namespace

ExprType Resolver::literal(Expr& expr)
{
    ExprType type;
    type.isLiteral = true;
    type.constant = literalValue(expr);
    type.unit = unitOfLiteral(expr.kind);
    switch (expr.kind) {
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

std::vector<std::string> Resolver::candidates() const
{
    std::vector<std::string> names = knownNames();
    for (const auto& [name, let] : m_scope.lets) {
        names.push_back(name);
    }
    for (const auto& [name, param] : m_scope.params) {
        names.push_back(name);
    }
    return names;
}

/// Where the text of a Name, Call or Member stands, without parentheses, prefix and arguments.
std::optional<Span> Resolver::nameSpan(const Expr& expr) const
{
    const std::uint32_t from =
        expr.kind == ExprKind::Member ? expr.children[0].span.end : expr.span.begin;
    if (expr.span.end > m_source.size() || from > expr.span.end) {
        return std::nullopt;
    }
    const std::size_t at = m_source.substr(0, expr.span.end).find(expr.text, from);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const auto begin = static_cast<std::uint32_t>(at);
    return Span{begin, begin + static_cast<std::uint32_t>(expr.text.size())};
}

ExprType Resolver::unknownName(const Expr& expr)
{
    if (m_scope.invalid.contains(expr.text)) {
        return invalidType(); // reported where it is defined
    }
    if (m_scope.defining == expr.text) {
        return error(expr, "name", fmt::format("'{}' uses itself", expr.text),
                     "a let is computed from other values only");
    }
    if (m_scope.below.contains(expr.text)) {
        return error(expr, "name", fmt::format("'{}' is defined further down", expr.text),
                     "a let uses only what stands above it; move its line up");
    }
    // Suggestions cost time, and nobody reads the hundredth.
    const std::string near =
        m_diagnostics.size() < kMaxDiagnostics ? nearest(expr.text, candidates()) : std::string();
    if (near.empty()) {
        return error(
            expr, "name", fmt::format("unknown name '{}'", expr.text),
            "use a bar field, a built-in function or a name defined by let or param above");
    }
    std::optional<Fix> fix;
    if (const std::optional<Span> span = nameSpan(expr)) {
        fix = Fix{*span, near};
    }
    return error(expr, "name",
                 fmt::format("unknown name '{}'; did you mean '{}'?", expr.text, near), {}, fix);
}

ExprType Resolver::noPosition(const Expr& expr, const ExprPlace& place)
{
    return error(
        expr, "position",
        place.what == "an entry"
            ? "there is no position before an entry"
            : fmt::format("there is no position yet when {} is decided", place.what),
        fmt::format("use '{}' in exits and protections that follow the position", expr.text));
}

ExprType Resolver::letOrParam(Expr& expr, const ExprPlace& place)
{
    if (const auto param = m_scope.params.find(expr.text); param != m_scope.params.end()) {
        expr.resolution = Resolution::Param;
        ExprType type;
        type.subject = expr.text;
        type.constant = param->second.value;
        type.isLiteral = true;
        type.unit = unitOfLiteral(param->second.kind);
        return type;
    }
    const Scope::LetInScope& let = m_scope.lets.find(expr.text)->second;
    expr.resolution = Resolution::Let;
    m_parts += let.parts;
    m_highest = std::max(m_highest, m_height + let.height);
    if (!enter(expr)) {
        return invalidType();
    }
    if (m_inPrefix && let.ownBarsOnly) {
        return error(expr, "frame",
                     fmt::format("'{}' is measured on the strategy's own bars", expr.text),
                     "write its value out behind the prefix instead of its name");
    }
    if (let.type.readsPosition && !place.mayReadPosition) {
        return noPosition(expr, place);
    }
    return let.type;
}

ExprType Resolver::name(Expr& expr, const ExprPlace& place)
{
    if (const FieldName* field = findField(expr.text)) {
        expr.resolution = Resolution::Field;
        ExprType type;
        type.unit = field->unit;
        type.subject = "the " + expr.text;
        return type;
    }
    if (m_scope.lets.contains(expr.text) || m_scope.params.contains(expr.text)) {
        return letOrParam(expr, place);
    }
    if (findPositionWord(expr.text) != nullptr) {
        return positionCall(expr, place);
    }
    if (const MathFunction* function = findMathFunction(expr.text)) {
        return error(expr, "missing", fmt::format("'{}' needs arguments", function->name),
                     fmt::format("write {}(…)", function->name));
    }
    if (expr.text == "external") {
        return hole(expr);
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
    const Expr& head = inner.kind == ExprKind::Member && inner.resolution != Resolution::Prefixed
                           ? inner.children[0]
                           : inner;
    if (type.valid && expr.count > 0 && head.resolution == Resolution::Prefixed &&
        head.children[0].kind == ExprKind::Frame && head.children[0].frame != m_scope.frame) {
        const std::string own = m_scope.frame.value_or(Timeframe{}).word();
        m_diagnostics.push_back(
            {Severity::Warning,
             "frame",
             expr.span,
             fmt::format("[{}] goes back {} on the {} timeframe, not on the {} one", expr.count,
                         counted(expr.count, "bar"), own, head.children[0].frame.word()),
             "for an earlier completed bar look back inside, for example weekly.sma(close[1], 1)",
             {}});
    }
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
        type.constant = foldedOperator(expr.kind, *a.constant, *b.constant);
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
    if (type.valid) {
        requireLookBack(expr, type);
    }
    ExprType result;
    result.valid = type.valid && requireBars(expr);
    result.isCondition = true;
    result.unit = Unit::Bool;
    return result;
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
    if (!type.valid || !requireBars(expr)) {
        return invalidType();
    }
    const std::optional<int> bars = barsOn(expr.bars, frame());
    if (expr.kind == ExprKind::OnOf && (expr.count < 1 || expr.count > *bars)) {
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
    type.isPlainResult = false;
    type.low = std::min(a.low, b.low);
    type.high = std::max(a.high, b.high);
    if (type.valid && a.isCondition != b.isCondition) {
        return error(expr, "type", "'then' and 'else' must both be numbers or both be conditions",
                     "write the same kind of value in both");
    }
    if (a.unit != b.unit) {
        type.unit = unitOfSum(a, b);
    }
    return type;
}

} // namespace sw::lang
