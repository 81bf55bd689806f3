// Calls: built-ins with their arguments and outputs, arithmetic functions, position words,
// prefixes.
#include "base/text.h"
#include "lang/names.h"
#include "lang/printer.h"
#include "lang/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

std::string signature(const indicators::Entry& entry)
{
    std::vector<std::string> names;
    for (const indicators::Parameter& parameter : entry.parameters) {
        names.emplace_back(parameter.name);
    }
    return names.empty() ? std::string(entry.name)
                         : fmt::format("{}({})", entry.name, join(names, ", "));
}

/// Arguments of a Call are all children; those of a prefixed Member follow its prefix.
std::size_t firstArgument(const Expr& expr)
{
    return expr.kind == ExprKind::Member ? 1 : 0;
}

std::string subjectOf(const indicators::Entry& entry)
{
    return toUpper(entry.name);
}

} // namespace

ExprType Resolver::call(Expr& expr, const ExprPlace& place)
{
    if (expr.text == "external") {
        return hole(expr);
    }
    if (findMathFunction(expr.text) != nullptr) {
        return mathCall(expr, place);
    }
    if (findPositionWord(expr.text) != nullptr) {
        return positionCall(expr, place);
    }
    if (const indicators::Entry* entry = indicators::find(expr.text)) {
        return builtin(expr, *entry, place);
    }
    if (m_scope.lets.contains(expr.text) || m_scope.params.contains(expr.text) ||
        findField(expr.text) != nullptr) {
        return error(expr, "type", fmt::format("'{}' takes no arguments", expr.text),
                     "write it without parentheses");
    }
    return unknownName(expr);
}

ExprType Resolver::hole(Expr& expr)
{
    if (expr.children.size() != 1 || expr.children[0].kind != ExprKind::Text) {
        return error(expr, "type", "external needs one quoted text",
                     "write for example external(\"earnings surprise\")");
    }
    expr.resolution = Resolution::Hole;
    m_diagnostics.push_back({Severity::Warning,
                             "hole",
                             expr.span,
                             fmt::format("no such data here: \"{}\"", expr.children[0].text),
                             "remove it or replace it, nothing runs until then",
                             {}});
    ExprType type;
    type.isCondition = true;
    type.unit = Unit::Bool;
    return type;
}

ExprType Resolver::mathCall(Expr& expr, const ExprPlace& place)
{
    const MathFunction& function = *findMathFunction(expr.text);
    expr.resolution = Resolution::Math;
    const int given = static_cast<int>(expr.children.size());
    if (given < function.minimumArguments || given > function.maximumArguments) {
        return error(expr, "type",
                     fmt::format("{} takes {} arguments, not {}", function.name,
                                 function.minimumArguments == function.maximumArguments
                                     ? std::to_string(function.minimumArguments)
                                     : fmt::format("{} to {}", function.minimumArguments,
                                                   function.maximumArguments),
                                 given),
                     std::string(function.documentation));
    }
    ExprType type;
    bool allConstant = true;
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
        const ExprType part = function.op == Op::Truth ? resolveCondition(expr.children[i], place)
                                                       : resolveNumber(expr.children[i], place);
        type.valid = type.valid && part.valid;
        type.readsPosition = type.readsPosition || part.readsPosition;
        allConstant = allConstant && part.constant.has_value();
        if (i == 0 || (type.unit == Unit::Number && part.unit != Unit::Number)) {
            type.unit = part.unit;
        }
    }
    switch (function.op) {
    case Op::Absolute:
    case Op::Minimum:
    case Op::Maximum:
        type.unit = type.unit == Unit::Oscillator ? Unit::Number : type.unit;
        break;
    case Op::Truth:
        type.unit = Unit::Bars;
        break;
    default:
        type.unit = Unit::Number;
        break;
    }
    type.isCondition = false;
    type.subject = expr.text;
    if (type.valid && allConstant && function.op != Op::Truth) {
        return error(expr, "type", fmt::format("'{}' has only constants in it", print(expr)),
                     "write its value");
    }
    return type;
}

ExprType Resolver::positionCall(Expr& expr, const ExprPlace& place)
{
    const PositionWord& word = *findPositionWord(expr.text);
    expr.resolution = Resolution::Position;
    if (!place.mayReadPosition) {
        return error(
            expr, "position", "there is no position before an entry",
            fmt::format("'{}' belongs in exits and protections, not in {}", word.name, place.what));
    }
    if (m_inPrefix) {
        return error(expr, "position",
                     fmt::format("'{}' is not a value of another symbol", word.name),
                     "write it without the prefix");
    }
    ExprType type;
    type.unit = word.unit;
    type.readsPosition = true;
    type.subject = std::string(word.name);
    if (!word.takesArgument) {
        if (!expr.children.empty()) {
            return error(expr, "type", fmt::format("'{}' takes no arguments", word.name),
                         "write it without parentheses");
        }
        return type;
    }
    if (expr.children.size() != 1) {
        return error(expr, "type", fmt::format("'{}' needs one expression", word.name),
                     "write for example at_entry(atr(14))");
    }
    const ExprType inner = resolveNumber(expr.children[0], place);
    if (inner.valid && inner.readsPosition) {
        return error(expr, "position", "at_entry takes a value of the bars, not of the position",
                     "use the position word itself");
    }
    type.valid = inner.valid;
    type.unit = inner.unit;
    type.low = inner.low;
    type.high = inner.high;
    return type;
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
    const std::size_t count = entry.parameters.size();
    std::vector<std::optional<Expr>> placed(count);

    // rsi(14): the source may be left out when the first value can only be a length.
    std::size_t at = 0;
    const bool optionalSource =
        entry.seriesCount() == 1 && !entry.parameters[0].defaultText.empty();
    if (optionalSource && !given.empty() && names[0].empty()) {
        const bool constant =
            given[0].kind == ExprKind::Number ||
            (given[0].kind == ExprKind::Name && m_scope.params.contains(given[0].text));
        if (constant) {
            at = 1;
        }
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
        std::size_t slot = at;
        if (!names[i].empty()) {
            const auto found =
                std::ranges::find(entry.parameters, names[i], &indicators::Parameter::name);
            if (found == entry.parameters.end()) {
                error(given[i], "name",
                      fmt::format("{} has no argument '{}'", entry.name, names[i]),
                      "its arguments are " + signature(entry));
                return false;
            }
            slot = static_cast<std::size_t>(found - entry.parameters.begin());
        }
        if (slot >= count) {
            error(given[i], "type",
                  fmt::format("{} takes {}, this is one too many", entry.name,
                              counted(static_cast<long long>(count), "argument")),
                  "its arguments are " + signature(entry));
            return false;
        }
        if (placed[slot]) {
            error(given[i], "duplicate",
                  fmt::format("argument '{}' is given twice", entry.parameters[slot].name),
                  "remove one of them");
            return false;
        }
        placed[slot] = std::move(given[i]);
        at = slot + 1;
    }
    for (std::size_t slot = 0; slot < count; ++slot) {
        const indicators::Parameter& parameter = entry.parameters[slot];
        if (!placed[slot]) {
            if (parameter.defaultText.empty()) {
                error(expr, "missing",
                      fmt::format("{} needs its argument '{}'", entry.name, parameter.name),
                      "write " + signature(entry));
                return false;
            }
            placed[slot] = defaultExpr(parameter, expr.span);
        }
        expr.children.push_back(std::move(*placed[slot]));
        expr.argumentNames.emplace_back();
    }
    if (expr.kind == ExprKind::Member) {
        expr.hasArguments = count > 0;
    } else {
        expr.kind = count > 0 ? ExprKind::Call : ExprKind::Name;
        expr.hasArguments = count > 0;
    }
    return true;
}

bool Resolver::checkNumber(const Expr& argument, const ExprType& type,
                           const indicators::Parameter& parameter, const indicators::Entry& entry)
{
    if (!type.constant) {
        error(argument, "type",
              fmt::format("{} of {} must be a constant number", parameter.name, entry.name),
              "write a number or a param");
        return false;
    }
    const double value = *type.constant;
    if (argument.kind == ExprKind::Percent) {
        error(
            argument, "unit",
            fmt::format("{} of {} is a plain number, not a percentage", parameter.name, entry.name),
            "write " + formatNumber(argument.number),
            Fix{argument.span, formatNumber(argument.number)});
        return false;
    }
    if (parameter.kind == ParameterKind::Length && value != std::floor(value)) {
        error(argument, "type",
              fmt::format("{} of {} must be a whole number of bars, not {}", parameter.name,
                          entry.name, formatNumber(value)),
              "write " + formatNumber(std::max(parameter.minimum, std::round(value))));
        return false;
    }
    if (value < parameter.minimum || value > parameter.maximum) {
        error(argument, "type",
              fmt::format("{} of {} must be between {} and {}, not {}", parameter.name, entry.name,
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
        if (parameter.kind == ParameterKind::Series) {
            // bars_since and value_when take conditions: any value may stand here.
            const ExprType part = resolve(argument, place);
            if (part.valid && part.readsPosition) {
                return error(argument, "position",
                             fmt::format("{} cannot look back on the position", entry.name),
                             "use values of the bars");
            }
            if (part.valid && part.isCondition != (parameter.name == "condition")) {
                return error(argument, "type",
                             fmt::format("{} of {} must be a {}", parameter.name, entry.name,
                                         part.isCondition ? "number" : "condition"),
                             part.isCondition ? "write a price or an indicator"
                                              : "write a comparison, for example close > open");
            }
            type.valid = type.valid && part.valid;
            if (!part.isCondition && type.subject.empty()) {
                type.unit = part.unit;
                type.subject = subjectOf(entry);
                type.low = part.low;
                type.high = part.high;
            }
        } else {
            const ExprType part = resolveNumber(argument, place);
            type.valid = type.valid && part.valid && checkNumber(argument, part, parameter, entry);
        }
    }
    return type;
}

ExprType Resolver::builtin(Expr& expr, const indicators::Entry& entry, const ExprPlace& place)
{
    if (entry.needsIntraday && m_scope.frame && !m_scope.frame->isIntraday() && !m_inPrefix) {
        return error(expr, "frame",
                     fmt::format("{} needs intraday bars and this strategy trades {} ones",
                                 entry.name, m_scope.frame->word()),
                     "write for example 'on 5m' in the trade line");
    }
    if (!completeArguments(expr, entry)) {
        ExprType type;
        type.valid = false;
        return type;
    }
    ExprType type = checkArguments(expr, entry, place);
    expr.resolution = Resolution::Builtin;
    expr.entry = indicators::indexOf(entry);
    expr.output = 0;
    const indicators::Output& output = entry.outputs[0];
    if (output.unit != Unit::SameAsSource) {
        type.unit = output.unit;
        type.low = output.low;
        type.high = output.high;
    }
    type.subject = subjectOf(entry);
    type.isCondition = type.unit == Unit::Bool;
    return type;
}

ExprType Resolver::member(Expr& expr, const ExprPlace& place)
{
    const ExprKind head = expr.children[0].kind;
    return head == ExprKind::Symbol || head == ExprKind::Frame ? prefixed(expr, place)
                                                               : memberOutput(expr, place);
}

ExprType Resolver::memberOutput(Expr& expr, const ExprPlace& place)
{
    Expr& inner = expr.children[0];
    ExprType type = resolve(inner, place);
    if (!type.valid) {
        return type;
    }
    if (inner.resolution == Resolution::Prefixed) {
        inner.resolution = Resolution::Prefixed;
    } else if (inner.resolution != Resolution::Builtin) {
        return error(expr, "name", fmt::format("'{}' has no part '{}'", print(inner), expr.text),
                     "only built-ins with several results have parts, for example macd.hist");
    }
    if (inner.entry < 0) {
        return error(expr, "name", fmt::format("'{}' has no part '{}'", print(inner), expr.text),
                     "only built-ins with several results have parts, for example macd.hist");
    }
    const indicators::Entry& entry = indicators::catalog()[static_cast<std::size_t>(inner.entry)];
    const int output = entry.outputIndex(expr.text);
    if (output < 0) {
        std::vector<std::string> names;
        for (const indicators::Output& candidate : entry.outputs) {
            names.emplace_back(candidate.name);
        }
        return error(expr, "name", fmt::format("{} has no part '{}'", entry.name, expr.text),
                     "its parts are " + join(names, ", "));
    }
    const indicators::Output& chosen = entry.outputs[static_cast<std::size_t>(output)];
    if (chosen.scaledFrom >= 0) {
        if (expr.children.size() != 2) {
            return error(expr, "missing",
                         fmt::format("{}.{} needs a multiplier", entry.name, chosen.name),
                         fmt::format("write {}.{}(2)", entry.name, chosen.name));
        }
        const ExprType factor = resolveNumber(expr.children[1], place);
        if (factor.valid && !factor.constant) {
            return error(expr.children[1], "type", "the multiplier must be a constant number",
                         "write a number or a param");
        }
        type.valid = factor.valid;
    } else if (expr.children.size() > 1) {
        return error(expr, "type", fmt::format("{}.{} takes no arguments", entry.name, chosen.name),
                     fmt::format("write {}.{}", entry.name, chosen.name));
    }
    expr.resolution = Resolution::Builtin;
    expr.entry = inner.entry;
    expr.output = output;
    if (chosen.unit != Unit::SameAsSource) {
        type.unit = chosen.unit;
    }
    type.low = chosen.low;
    type.high = chosen.high;
    type.isCondition = type.unit == Unit::Bool;
    type.subject = subjectOf(entry) + " " + std::string(chosen.name);
    return type;
}

ExprType Resolver::prefixed(Expr& expr, const ExprPlace& place)
{
    const Expr& prefix = expr.children[0];
    if (m_inPrefix) {
        return error(expr, "frame", "a symbol or timeframe prefix cannot stand inside another one",
                     "define the inner value with let and use it outside the prefix");
    }
    if (prefix.kind == ExprKind::Frame && m_scope.frame &&
        prefix.frame.minutes() < m_scope.frame->minutes()) {
        return error(prefix, "frame",
                     fmt::format("{} bars are shorter than the {} bars of this strategy",
                                 prefix.frame.word(), m_scope.frame->word()),
                     "only higher timeframes can be read; trade on the shorter one instead");
    }
    m_inPrefix = true;
    ExprType type;
    if (const FieldName* field = findField(expr.text)) {
        if (expr.hasArguments) {
            type = error(expr, "type", fmt::format("'{}' takes no arguments", expr.text),
                         "write it without parentheses");
        } else {
            type.unit = field->unit;
            type.subject = "the " + expr.text;
        }
    } else if (const indicators::Entry* entry = indicators::find(expr.text)) {
        type = builtin(expr, *entry, place);
    } else {
        type = unknownName(expr);
    }
    m_inPrefix = false;
    expr.resolution = Resolution::Prefixed;
    return type;
}

} // namespace sw::lang
