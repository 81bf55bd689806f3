// Arguments of built-ins: put into their places, completed with defaults, and checked.
#include "base/text.h"
#include "lang/names.h"
#include "lang/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sw::lang {

using indicators::ParameterKind;
using indicators::Unit;

namespace {

/// The expression of a default such as "close" or "14", marked as assumed where it is a number.
Expr defaultExpr(const indicators::Parameter& parameter, Span span)
{
    Expr expr;
    expr.span = span;
    if (parameter.kind == ParameterKind::Series) {
        expr.kind = ExprKind::Name;
        expr.text = std::string(parameter.defaultText);
    } else {
        expr.kind = ExprKind::Number;
        expr.number = parseNumber(parameter.defaultText).value_or(0);
        expr.assumed = true;
    }
    return expr;
}

/// What traders call the catalog's short names; calls may use both.
constexpr std::pair<std::string_view, std::string_view> kSpokenNames[] = {
    {"n", "length"}, {"x", "source"}, {"c", "condition"}};

std::string_view spoken(std::string_view name)
{
    const auto found = std::ranges::find(kSpokenNames, name,
                                         &std::pair<std::string_view, std::string_view>::first);
    return found == std::end(kSpokenNames) ? name : found->second;
}

std::string signature(const indicators::Entry& entry)
{
    std::vector<std::string> names;
    for (const indicators::Parameter& parameter : entry.parameters) {
        names.emplace_back(spoken(parameter.name));
    }
    return names.empty() ? std::string(entry.name)
                         : fmt::format("{}({})", entry.name, join(names, ", "));
}

/// Arguments of a Call are all children; those of a prefixed Member follow its prefix.
std::size_t firstArgument(const Expr& expr)
{
    return expr.kind == ExprKind::Member ? 1 : 0;
}

/// Position of a parameter by the name that a call gives it, its own or the spoken one.
std::optional<std::size_t> slotOf(const indicators::Entry& entry, std::string_view name)
{
    const auto isNamed = [name](const indicators::Parameter& parameter) {
        return parameter.name == name || spoken(parameter.name) == name;
    };
    const auto found = std::ranges::find_if(entry.parameters, isNamed);
    if (found == entry.parameters.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - entry.parameters.begin());
}

} // namespace

/// True for what is a constant by its text alone: it can only be a length, never a source.
bool Resolver::isWrittenConstant(const Expr& expr) const
{
    switch (expr.kind) {
    case ExprKind::Number:
    case ExprKind::Percent:
    case ExprKind::Money:
    case ExprKind::Time:
        return true;
    case ExprKind::Negate:
    case ExprKind::Add:
    case ExprKind::Subtract:
    case ExprKind::Multiply:
    case ExprKind::Divide:
        return std::ranges::all_of(expr.children,
                                   [this](const Expr& child) { return isWrittenConstant(child); });
    case ExprKind::Call:
        return findMathFunction(expr.text) != nullptr &&
               std::ranges::all_of(expr.children,
                                   [this](const Expr& child) { return isWrittenConstant(child); });
    case ExprKind::Name: {
        const auto let = m_scope.lets.find(expr.text);
        return m_scope.params.contains(expr.text) ||
               (let != m_scope.lets.end() && let->second.type.constant.has_value());
    }
    default:
        return false;
    }
}

bool Resolver::placeArguments(const Expr& call, const indicators::Entry& entry,
                              std::vector<Expr>& given, const std::vector<std::string>& names,
                              std::vector<std::optional<Expr>>& placed)
{
    const std::size_t count = entry.parameters.size();
    // rsi(14): the source may be left out when the first value can only be a length.
    const bool optionalSource =
        entry.seriesCount() == 1 && !entry.parameters[0].defaultText.empty();
    const auto positional = static_cast<std::size_t>(std::ranges::count(names, std::string()));
    const bool isShort = optionalSource && !given.empty() && positional < count &&
                         names[0].empty() && isWrittenConstant(given[0]);
    std::size_t at = isShort ? 1 : 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
        std::size_t slot = at;
        if (!names[i].empty()) {
            const std::optional<std::size_t> named = slotOf(entry, names[i]);
            if (!named) {
                error(given[i], "name",
                      fmt::format("{} has no argument '{}'", entry.name, names[i]),
                      count > 0 ? "write " + signature(entry) : "write it without arguments");
                return false;
            }
            slot = *named;
        }
        if (slot >= count) {
            error(given[i], "type",
                  count == 0 ? fmt::format("{} takes no arguments", entry.name)
                             : fmt::format("{} takes {}, this is one too many", entry.name,
                                           counted(static_cast<long long>(count), "argument")),
                  "write " + signature(entry));
            return false;
        }
        if (placed[slot]) {
            error(given[i], "duplicate",
                  fmt::format("the {} of {} is given twice", spoken(entry.parameters[slot].name),
                              entry.name),
                  "remove one of them");
            return false;
        }
        placed[slot] = std::move(given[i]);
        at = slot + 1;
    }
    for (std::size_t slot = 0; slot < count; ++slot) {
        const indicators::Parameter& parameter = entry.parameters[slot];
        if (placed[slot]) {
            continue;
        }
        if (parameter.defaultText.empty()) {
            error(call, "missing", fmt::format("{} needs a {}", entry.name, spoken(parameter.name)),
                  "write " + signature(entry));
            return false;
        }
        placed[slot] = defaultExpr(parameter, call.span);
    }
    return true;
}

bool Resolver::completeArguments(Expr& expr, const indicators::Entry& entry)
{
    const std::size_t first = firstArgument(expr);
    std::vector<Expr> given(
        std::make_move_iterator(expr.children.begin() + static_cast<long>(first)),
        std::make_move_iterator(expr.children.end()));
    expr.children.resize(first);
    std::vector<std::string> names = std::move(expr.argumentNames);
    expr.argumentNames.clear();
    names.resize(given.size());
    std::vector<std::optional<Expr>> placed(entry.parameters.size());
    if (!placeArguments(expr, entry, given, names, placed)) {
        return false;
    }
    for (std::optional<Expr>& argument : placed) {
        expr.children.push_back(std::move(*argument));
        expr.argumentNames.emplace_back();
    }
    expr.hasArguments = !placed.empty();
    if (expr.kind != ExprKind::Member) {
        expr.kind = placed.empty() ? ExprKind::Name : ExprKind::Call;
    }
    return true;
}

bool Resolver::checkNumber(const Expr& argument, const ExprType& type,
                           const indicators::Parameter& parameter, const indicators::Entry& entry)
{
    if (!type.valid) {
        return false;
    }
    const std::string what = fmt::format("the {} of {}", spoken(parameter.name), entry.name);
    if (!type.constant) {
        error(argument, "type", what + " must be a constant number", "write a number or a param");
        return false;
    }
    const double value = *type.constant;
    if (type.unit == Unit::Ratio) {
        const double written =
            argument.kind == ExprKind::Percent ? argument.number : asPercentage(value);
        std::optional<Fix> fix;
        if (argument.kind == ExprKind::Percent) {
            fix = Fix{argument.span, formatNumber(written)};
        }
        error(argument, "unit", what + " is a plain number, not a percentage",
              "write " + formatNumber(written), fix);
        return false;
    }
    if (type.unit == Unit::Price || type.unit == Unit::Time) {
        error(argument, "unit",
              fmt::format("{} is a plain number, not {}", what,
                          type.unit == Unit::Price ? "an amount of money" : "a time"),
              "write for example " +
                  (parameter.defaultText.empty() ? "20" : std::string(parameter.defaultText)));
        return false;
    }
    if (parameter.kind == ParameterKind::Length && value != std::floor(value)) {
        error(argument, "type",
              fmt::format("{} must be a whole number of bars, not {}", what, formatNumber(value)),
              "write " + formatNumber(
                             std::clamp(std::round(value), parameter.minimum, parameter.maximum)));
        return false;
    }
    if (value < parameter.minimum || value > parameter.maximum) {
        error(argument, "limit",
              fmt::format("{} must be between {} and {}, not {}", what,
                          formatNumber(parameter.minimum), formatNumber(parameter.maximum),
                          formatNumber(value)),
              "write a value in that range");
        return false;
    }
    return true;
}

ExprType Resolver::checkArguments(Expr& expr, const indicators::Entry& entry,
                                  const ExprPlace& place)
{
    ExprType type;
    const std::size_t first = firstArgument(expr);
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        const indicators::Parameter& parameter = entry.parameters[i];
        Expr& argument = expr.children[first + i];
        if (parameter.kind != ParameterKind::Series) {
            const ExprType part = resolveNumber(argument, place);
            type.valid = checkNumber(argument, part, parameter, entry) && type.valid;
            continue;
        }
        const ExprType part = resolve(argument, place);
        if (!part.valid) {
            type.valid = false;
            continue;
        }
        if (part.readsPosition) {
            return error(argument, "position",
                         fmt::format("{} cannot look back on the position", entry.name),
                         "use values of the bars");
        }
        if (part.isCondition != parameter.isCondition) {
            return error(argument, "type",
                         fmt::format("the {} of {} must be a {}", spoken(parameter.name),
                                     entry.name, part.isCondition ? "number" : "condition"),
                         part.isCondition ? "write a price or an indicator"
                                          : "write a comparison, for example close > open");
        }
        if (part.constant) {
            return error(argument, "type",
                         fmt::format("the {} of {} must change from bar to bar, not be a constant",
                                     spoken(parameter.name), entry.name),
                         "write a price or an indicator, for example close");
        }
        if (!part.isCondition && type.subject.empty()) {
            type.unit = part.unit;
            type.subject = toUpper(entry.name);
            type.low = part.low;
            type.high = part.high;
        }
    }
    return type;
}

} // namespace sw::lang
