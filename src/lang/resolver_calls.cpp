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

using indicators::Unit;

namespace {

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
    if (expr.children[0].text.empty()) {
        return error(expr, "type", "external needs words that say what is missing",
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
    std::vector<double> constants;
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
        const ExprType part = function.op == Op::Truth ? resolveCondition(expr.children[i], place)
                                                       : resolveNumber(expr.children[i], place);
        type.valid = type.valid && part.valid;
        type.readsPosition = type.readsPosition || part.readsPosition;
        if (part.constant) {
            constants.push_back(*part.constant);
        }
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
    type.subject = expr.text;
    if (type.valid && constants.size() == expr.children.size()) {
        type.constant = foldedCall(function.op, constants);
        if (!type.constant) {
            return error(expr, "type", fmt::format("'{}' has no finite value", print(expr)),
                         "use other numbers");
        }
    }
    return type;
}

ExprType Resolver::positionCall(Expr& expr, const ExprPlace& place)
{
    const PositionWord& word = *findPositionWord(expr.text);
    expr.resolution = Resolution::Position;
    if (!place.mayReadPosition) {
        return noPosition(expr, place);
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

ExprType Resolver::builtin(Expr& expr, const indicators::Entry& entry, const ExprPlace& place)
{
    const std::optional<Timeframe> bars = frame();
    if (entry.needsIntraday && bars && !bars->isIntraday()) {
        return m_prefixFrame
                   ? error(expr, "frame",
                           fmt::format("{} needs intraday bars, not {} ones", entry.name,
                                       bars->word()),
                           "write it without the timeframe in front")
                   : error(expr, "frame",
                           fmt::format("{} needs intraday bars and this strategy trades {} ones",
                                       entry.name, bars->word()),
                           "write for example 'on 5m' in the trade line");
    }
    if (!completeArguments(expr, entry)) {
        return invalidType();
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
    } else if (entry.family != "average") {
        type.low = type.high = 0; // a momentum of RSI leaves its range
    }
    type.subject = subjectOf(entry);
    type.isCondition = type.unit == Unit::Bool;
    type.isPlainResult = output.unit == Unit::Number && entry.outputs.size() == 1;
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
    const bool isBuiltin =
        inner.kind != ExprKind::Index && inner.entry >= 0 &&
        (inner.resolution == Resolution::Builtin || inner.resolution == Resolution::Prefixed);
    const bool isOutput = inner.kind == ExprKind::Member && inner.resolution == Resolution::Builtin;
    if (!isBuiltin || isOutput) {
        const bool indexed = inner.kind == ExprKind::Index;
        return error(expr, "name", fmt::format("'{}' has no part '{}'", print(inner), expr.text),
                     indexed ? "the part comes first, for example macd.hist[1]"
                             : "only built-ins with several results have parts, for example "
                               "macd.hist");
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
        if (!expr.argumentNames.empty() && !expr.argumentNames[0].empty()) {
            return error(expr.children[1], "name",
                         fmt::format("{}.{} has no argument '{}'", entry.name, chosen.name,
                                     expr.argumentNames[0]),
                         fmt::format("write {}.{}(2)", entry.name, chosen.name));
        }
        const ExprType factor = resolveNumber(expr.children[1], place);
        if (!factor.valid) {
            return factor;
        }
        if (!factor.constant || factor.unit != Unit::Number) {
            return error(expr.children[1], "type",
                         fmt::format("the multiplier of {}.{} must be a plain constant number",
                                     entry.name, chosen.name),
                         "write a number or a param");
        }
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
    type.isPlainResult = false;
    type.subject = subjectOf(entry) + " " + std::string(chosen.name);
    return type;
}

ExprType Resolver::prefixed(Expr& expr, const ExprPlace& place)
{
    const Expr& prefix = expr.children[0];
    if (m_inPrefix) {
        return error(expr, "frame", "a symbol or timeframe prefix cannot stand inside another one",
                     "behind a prefix every field belongs to it; leave the inner prefix out");
    }
    if (prefix.kind == ExprKind::Frame && !checkPrefixFrame(prefix)) {
        return invalidType();
    }
    m_inPrefix = true;
    if (prefix.kind == ExprKind::Frame) {
        m_prefixFrame = prefix.frame;
    }
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
        type = unknownMember(expr);
    }
    m_inPrefix = false;
    m_prefixFrame.reset();
    expr.resolution = Resolution::Prefixed;
    return type;
}

/// Bars of a prefix are made of the strategy's own, so they must be a whole number of those.
bool Resolver::checkPrefixFrame(const Expr& prefix)
{
    if (!m_scope.frame || prefix.frame == *m_scope.frame) {
        return true;
    }
    const Timeframe own = *m_scope.frame;
    const Timeframe wanted = prefix.frame;
    if (wanted.minutes() < own.minutes()) {
        error(prefix, "frame",
              fmt::format("{} bars are shorter than the {} bars of this strategy", wanted.word(),
                          own.word()),
              "only higher timeframes can be read; trade on the shorter one instead");
        return false;
    }
    const bool isWhole =
        wanted.isIntraday() ? wanted.minutes() <= 1440 && wanted.minutes() % own.minutes() == 0
        : own.isIntraday()  ? true
        : own.unit == wanted.unit
            ? wanted.count % own.count == 0
            : own.count == 1 && !(own.unit == FrameUnit::Week && wanted.unit == FrameUnit::Month);
    if (!isWhole || wanted.minutes() == own.minutes()) {
        error(prefix, "frame",
              fmt::format("{} bars are not a whole number of the {} bars of this strategy",
                          wanted.word(), own.word()),
              "read another timeframe, or trade on a shorter one");
        return false;
    }
    return true;
}

ExprType Resolver::unknownMember(const Expr& expr)
{
    const std::string prefix = print(expr.children[0]);
    if (m_scope.lets.contains(expr.text) || m_scope.params.contains(expr.text)) {
        return error(expr, "name",
                     fmt::format("'{}' is defined in this program and has no value of '{}'",
                                 expr.text, prefix),
                     fmt::format("behind a prefix write bar fields and built-ins, for example "
                                 "{}.close",
                                 prefix));
    }
    if (findMathFunction(expr.text) != nullptr) {
        return error(expr, "name", fmt::format("'{}' takes no prefix", expr.text),
                     fmt::format("put the prefix on its arguments, for example {}.close", prefix));
    }
    if (findPositionWord(expr.text) != nullptr) {
        return error(expr, "position",
                     fmt::format("'{}' is not a value of another symbol", expr.text),
                     "write it without the prefix");
    }
    return unknownName(expr);
}

} // namespace sw::lang
