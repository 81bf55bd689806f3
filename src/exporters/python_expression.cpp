#include "exporters/python_expression.h"

#include "base/expects.h"
#include "base/text.h"
#include "exporters/program_parts.h"
#include "exporters/python_snippets.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::exporters {

using lang::Expr;
using lang::ExprKind;
using lang::Resolution;

namespace {

// Precedence of Python's operators, loosest first; comparisons bind looser than & and |.
constexpr int kPythonComparison = 1;
constexpr int kPythonOr = 2;
constexpr int kPythonAnd = 3;
constexpr int kPythonSum = 4;
constexpr int kPythonProduct = 5;
constexpr int kPythonUnary = 6;
constexpr int kPythonAtom = 9;

std::set<std::string, std::less<>> reservedNames()
{
    std::set<std::string, std::less<>> names = snippetNames();
    names.insert({"and",      "as",       "assert",   "async",  "await",   "bars",   "break",
                  "class",    "continue", "def",      "del",    "elif",    "else",   "except",
                  "finally",  "for",      "from",     "global", "if",      "import", "in",
                  "is",       "lambda",   "nonlocal", "not",    "or",      "pass",   "raise",
                  "return",   "try",      "while",    "with",   "yield",   "others", "at",
                  "close",    "high",     "low",      "volume", "open_",   "hl2",    "hlc3",
                  "ohlc4",    "time",     "abs",      "math",   "csv",     "sys",    "datetime",
                  "len",      "list",     "dict",     "set",    "max",     "min",    "sum",
                  "range",    "zip",      "sorted",   "print",  "type",    "int",    "float",
                  "strategy", "trade",    "main",     "NAN",    "SYMBOLS", "market", "each"});
    return names;
}

/// What a kernel knows beside its arguments, as Python.
std::vector<std::string_view> contextArguments(std::string_view entry)
{
    if (entry == "realized_vol") {
        return {"periods"};
    }
    if (entry == "opening_range") {
        return {"minutes"};
    }
    if (entry == "trading_day_of_month" || entry == "trading_days_left_in_month") {
        return {"calendar"};
    }
    if (entry == "last_bar_of_day") {
        return {"calendar", "minutes"};
    }
    return {};
}

} // namespace

std::string pythonFrame(Timeframe frame)
{
    static constexpr const char* kUnits[] = {"m", "h", "d", "w", "mo"};
    return fmt::format("({}, \"{}\")", frame.count, kUnits[static_cast<int>(frame.unit)]);
}

PythonExpressions::PythonExpressions(const lang::Program& program)
    : m_program(program), m_names(reservedNames())
{
    for (const lang::Statement& statement : program.tree.statements) {
        if (const auto* let = std::get_if<lang::Let>(&statement.body)) {
            m_lets[let->name] = &let->value;
        }
    }
}

bool PythonExpressions::readsPosition(const Expr& expr) const
{
    if (expr.resolution == Resolution::Position) {
        return true;
    }
    if (expr.resolution == Resolution::Let) {
        return readsPosition(*m_lets.at(expr.text));
    }
    return std::ranges::any_of(expr.children,
                               [this](const Expr& child) { return readsPosition(child); });
}

std::string PythonExpressions::column(std::string_view wish, const Expr& expr)
{
    const std::string name = m_names.take(wish);
    if (!readsPosition(expr)) {
        const Code code = columnOf(isFlag(expr) ? condition(expr, {}) : write(expr, {}), {});
        line(name + " = " + code.text);
        return name;
    }
    m_inPosition = true;
    m_owner = name;
    const std::string text = (isFlag(expr) ? condition(expr, {}) : write(expr, {})).text;
    m_inPosition = false;
    m_body += "\n    def " + name + "(at):\n        return " + text + "\n\n";
    return name;
}

std::string PythonExpressions::timeBetween(std::string_view wish, int fromMinute, int toMinute)
{
    const std::string name = m_names.take(wish);
    m_needs.insert("time_of_day");
    m_usesBars = true;
    line(fmt::format("{} = (time_of_day(bars.local) >= {}) {} (time_of_day(bars.local) < {})", name,
                     fromMinute, fromMinute <= toMinute ? '&' : '|', toMinute));
    return name;
}

bool PythonExpressions::isFlag(const Expr& expr) const
{
    switch (expr.kind) {
    case ExprKind::If:
        return isFlag(expr.children[1]);
    case ExprKind::Index:
        return isFlag(expr.children[0]);
    case ExprKind::Not:
    case ExprKind::And:
    case ExprKind::Or:
    case ExprKind::Unless:
    case ExprKind::ForBars:
    case ExprKind::Within:
    case ExprKind::OnOf:
    case ExprKind::Then:
        return true;
    default:
        break;
    }
    if (expr.kind >= ExprKind::Less && expr.kind <= ExprKind::Falling) {
        return true;
    }
    if (expr.resolution == Resolution::Let) {
        return isFlag(*m_lets.at(expr.text));
    }
    if (expr.entry >= 0) {
        return entryAt(expr.entry).outputs[static_cast<std::size_t>(expr.output)].unit ==
               indicators::Unit::Bool;
    }
    return false;
}

std::string PythonExpressions::wrapped(const Code& code, int minimum)
{
    return code.precedence < minimum ? "(" + code.text + ")" : code.text;
}

PythonExpressions::Code PythonExpressions::columnOf(Code code, const View& view)
{
    if (!code.isConstant) {
        return code;
    }
    m_needs.insert("constant");
    m_usesBars = m_usesBars || view.empty();
    return {fmt::format("constant({}, {})", view.empty() ? "bars" : view, code.text)};
}

PythonExpressions::Code PythonExpressions::called(std::string_view function,
                                                  std::vector<Code> arguments)
{
    if (findSnippet(function) != nullptr) {
        m_needs.emplace(function);
    }
    std::string text = std::string(function) + "(";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        text += (i > 0 ? ", " : "") + arguments[i].text;
    }
    return {text + ")"};
}

int PythonExpressions::bars(const lang::BarsText& text) const
{
    const bool daily = m_program.timeframe == Timeframe{1, FrameUnit::Day};
    return text.unit == lang::BarsUnit::Week && daily ? 5 * text.count : text.count;
}

PythonExpressions::Code PythonExpressions::number(double value)
{
    return {formatNumber(value), value < 0 ? kPythonUnary : kPythonAtom, true};
}

std::string PythonExpressions::atBar(const Expr& expr)
{
    m_inPosition = false;
    Code code = isFlag(expr) ? condition(expr, {}) : write(expr, {});
    m_inPosition = true;
    if (code.isConstant) {
        return code.text;
    }
    const bool simple =
        std::ranges::all_of(code.text, [](char c) { return isAlpha(c) || isDigit(c) || c == '_'; });
    if (!simple) {
        const std::string name = m_names.take(m_owner + "_part");
        line(name + " = " + code.text);
        code.text = name;
    }
    return code.text;
}

PythonExpressions::Code PythonExpressions::write(const Expr& expr, const View& view)
{
    if (m_inPosition && !readsPosition(expr)) {
        const bool literal = expr.children.empty() && (expr.resolution == Resolution::None ||
                                                       expr.resolution == Resolution::Param);
        return literal ? name(expr, view) : Code{"at(" + atBar(expr) + ")"};
    }
    switch (expr.kind) {
    case ExprKind::Negate: {
        const Code inner = write(expr.children[0], view);
        return {"-" + wrapped(inner, kPythonUnary), kPythonUnary, inner.isConstant};
    }
    case ExprKind::Add:
        return arithmetic(expr, view, "+", kPythonSum);
    case ExprKind::Subtract:
        return arithmetic(expr, view, "-", kPythonSum);
    case ExprKind::Multiply:
        return arithmetic(expr, view, "*", kPythonProduct);
    case ExprKind::Divide:
        return arithmetic(expr, view, "/", kPythonProduct);
    case ExprKind::Less:
        return comparison(expr, view, "<");
    case ExprKind::LessEqual:
        return comparison(expr, view, "<=");
    case ExprKind::Greater:
        return comparison(expr, view, ">");
    case ExprKind::GreaterEqual:
        return comparison(expr, view, ">=");
    case ExprKind::Equal:
        return comparison(expr, view, "==");
    case ExprKind::NotEqual:
        return comparison(expr, view, "!=");
    case ExprKind::CrossesAbove:
        return comparison(expr, view, "crosses_above");
    case ExprKind::CrossesBelow:
        return comparison(expr, view, "crosses_below");
    case ExprKind::Between:
        return called("between", {columnOf(write(expr.children[0], view), view),
                                  write(expr.children[1], view), write(expr.children[2], view)});
    case ExprKind::Rising:
    case ExprKind::Falling:
        return called(expr.kind == ExprKind::Rising ? "rising" : "falling",
                      {columnOf(write(expr.children[0], view), view), number(bars(expr.bars))});
    case ExprKind::Not:
        return {"~" + wrapped(condition(expr.children[0], view), kPythonUnary), kPythonUnary};
    case ExprKind::And:
        return logic(expr, view, " & ", kPythonAnd);
    case ExprKind::Or:
        return logic(expr, view, " | ", kPythonOr);
    case ExprKind::Unless:
        return {wrapped(condition(expr.children[0], view), kPythonAnd) + " & ~" +
                    wrapped(condition(expr.children[1], view), kPythonUnary),
                kPythonAnd};
    case ExprKind::ForBars:
        return called("all_of_last", {condition(expr.children[0], view), number(bars(expr.bars))});
    case ExprKind::Within:
        return called("any_of_last", {condition(expr.children[0], view), number(bars(expr.bars))});
    case ExprKind::OnOf:
        return called("count_of_last", {number(expr.count), condition(expr.children[0], view),
                                        number(bars(expr.bars))});
    case ExprKind::Then:
        return called("then", {condition(expr.children[0], view), condition(expr.children[1], view),
                               number(bars(expr.bars))});
    case ExprKind::If:
        return choice(expr, view);
    case ExprKind::Index: {
        const Expr& child = expr.children[0];
        const Code inner = isFlag(child) ? condition(child, view) : write(child, view);
        if (inner.isConstant || expr.count == 0) {
            return inner;
        }
        return {fmt::format("{}.ago({})", wrapped(inner, kPythonAtom), expr.count)};
    }
    case ExprKind::Member:
        return member(expr, view);
    default:
        return name(expr, view);
    }
}

PythonExpressions::Code PythonExpressions::arithmetic(const Expr& expr, const View& view,
                                                      const char* sign, int precedence)
{
    const Code left = write(expr.children[0], view);
    const Code right = write(expr.children[1], view);
    return {
        fmt::format("{} {} {}", wrapped(left, precedence), sign, wrapped(right, precedence + 1)),
        precedence, left.isConstant && right.isConstant};
}

PythonExpressions::Code PythonExpressions::comparison(const Expr& expr, const View& view,
                                                      const char* sign)
{
    Code left = write(expr.children[0], view);
    const Code right = write(expr.children[1], view);
    if (left.isConstant && right.isConstant) {
        left = columnOf(left, view);
    }
    if (isAlpha(sign[0])) {
        return called(sign, {left, right});
    }
    return {fmt::format("{} {} {}", wrapped(left, kPythonSum), sign, wrapped(right, kPythonSum)),
            kPythonComparison};
}

PythonExpressions::Code PythonExpressions::logic(const Expr& expr, const View& view,
                                                 const char* sign, int precedence)
{
    std::string text;
    for (const Expr& child : expr.children) {
        text += (text.empty() ? "" : sign) + wrapped(condition(child, view), precedence);
    }
    return {text, precedence};
}

PythonExpressions::Code PythonExpressions::condition(const Expr& expr, const View& view)
{
    const bool isHeld = m_inPosition && !readsPosition(expr); // at(…) is a condition already
    const bool isColumn = expr.entry >= 0 && expr.kind != ExprKind::Index;
    Code code = write(expr, view);
    if (isColumn && !isHeld && isFlag(expr)) {
        return called("holds", {code});
    }
    return code;
}

PythonExpressions::Code PythonExpressions::choice(const Expr& expr, const View& view)
{
    const bool flags = isFlag(expr.children[1]);
    const auto branch = [&](const Expr& child) {
        return flags ? condition(child, view) : write(child, view);
    };
    return called("choose", {condition(expr.children[0], view), branch(expr.children[1]),
                             branch(expr.children[2])});
}

PythonExpressions::Code PythonExpressions::name(const Expr& expr, const View& view)
{
    switch (expr.resolution) {
    case Resolution::Field:
        return field(expr.text, view);
    case Resolution::Let:
        return let(expr, view);
    case Resolution::Param:
        return parameter(expr);
    case Resolution::Position:
        return position(expr);
    case Resolution::Math:
        return math(expr, view);
    case Resolution::Builtin:
        return output(builtin(expr, 0, view), expr.entry, expr.output, nullptr, view);
    default:
        break;
    }
    return number(expr.kind == ExprKind::Percent ? expr.number / 100 : expr.number);
}

PythonExpressions::Code PythonExpressions::field(const std::string& field, const View& view)
{
    const auto one = [&](const char* name) {
        if (!view.empty()) {
            return view + "." + name;
        }
        m_fields.insert(name);
        return std::string(field == "open" || std::string_view(name) == "open" ? "open_" : name);
    };
    if (field == "hl2") {
        return {fmt::format("({} + {}) / 2", one("high"), one("low")), kPythonProduct};
    }
    if (field == "hlc3") {
        return {fmt::format("({} + {} + {}) / 3", one("high"), one("low"), one("close")),
                kPythonProduct};
    }
    if (field == "ohlc4") {
        const std::string first = view.empty() ? "open_" : view + ".open";
        m_fields.insert(view.empty() ? "open" : "close");
        return {
            fmt::format("({} + {} + {} + {}) / 4", first, one("high"), one("low"), one("close")),
            kPythonProduct};
    }
    return {one(field.c_str())};
}

PythonExpressions::Code PythonExpressions::let(const Expr& expr, const View& view)
{
    const Expr& value = *m_lets.at(expr.text);
    if (!view.empty() || (m_inPosition && readsPosition(value))) {
        // The same words mean other bars there, or another position: written out.
        const Code inner = isFlag(value) ? condition(value, view) : write(value, view);
        return {"(" + inner.text + ")", kPythonAtom, inner.isConstant};
    }
    if (!m_known.contains(expr.text)) {
        const Code code = columnOf(isFlag(value) ? condition(value, view) : write(value, view), {});
        const std::string name = m_names.take(expr.text);
        line(name + " = " + code.text);
        m_known[expr.text] = name;
    }
    return {m_known.at(expr.text)};
}

PythonExpressions::Code PythonExpressions::parameter(const Expr& expr)
{
    if (!m_known.contains(expr.text)) {
        const auto found =
            std::ranges::find(m_program.parameters, expr.text, &lang::Parameter::name);
        EXPECTS(found != m_program.parameters.end());
        const std::string name = m_names.take(expr.text);
        std::string text = name + " = " + formatNumber(found->value) + "  # parameter";
        if (found->from && found->to) {
            text += fmt::format(", {} to {}", formatNumber(*found->from), formatNumber(*found->to));
        }
        if (found->step) {
            text += " step " + formatNumber(*found->step);
        }
        line(text);
        m_known[expr.text] = name;
    }
    return {m_known.at(expr.text), kPythonAtom, true};
}

PythonExpressions::Code PythonExpressions::position(const Expr& expr)
{
    if (expr.text == "at_entry") {
        return {"at.entry(" + atBar(expr.children[0]) + ")"};
    }
    return {"at." + expr.text};
}

PythonExpressions::Code PythonExpressions::math(const Expr& expr, const View& view)
{
    static const std::map<std::string_view, std::string_view> kNames = {
        {"min", "smallest"}, {"max", "largest"}, {"round", "rounded"}, {"log", "log"}};
    const auto renamed = kNames.find(expr.text);
    std::vector<Code> arguments;
    for (const Expr& child : expr.children) {
        arguments.push_back(isFlag(child) ? condition(child, view) : write(child, view));
    }
    return called(renamed == kNames.end() ? std::string_view(expr.text) : renamed->second,
                  std::move(arguments));
}

PythonExpressions::Code PythonExpressions::builtin(const Expr& call, std::size_t firstArgument,
                                                   const View& view)
{
    static constexpr const char* kFields[] = {"open", "high", "low", "close", "volume"};
    const indicators::Entry& entry = entryAt(call.entry);
    const std::string bars = view.empty() ? "bars" : view;
    std::vector<Code> series;
    std::vector<Code> numbers;
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        const Expr& argument = call.children[firstArgument + i];
        if (entry.parameters[i].kind != indicators::ParameterKind::Series) {
            numbers.push_back(write(argument, view));
        } else if (entry.parameters[i].isCondition) {
            series.push_back(called("numbered", {condition(argument, view)}));
        } else {
            series.push_back(columnOf(write(argument, view), view));
        }
    }
    for (const indicators::Field column : entry.fields) {
        if (column == indicators::Field::LocalTime) {
            m_usesBars = m_usesBars || view.empty();
            series.push_back({bars + ".local"});
        } else {
            series.push_back(field(kFields[static_cast<int>(column)], view));
        }
    }
    series.insert(series.end(), numbers.begin(), numbers.end());
    for (const std::string_view extra : contextArguments(entry.name)) {
        m_usesBars = m_usesBars || view.empty();
        if (extra == "periods") {
            series.push_back(called("periods_per_year", {{bars}}));
        } else if (extra == "minutes") {
            m_needs.insert("frame_length");
            series.push_back({"float(frame_minutes(" + bars + ".frame))"});
        } else {
            series.push_back({bars + ".market[\"calendar\"]"});
        }
    }
    return called(entry.name, std::move(series));
}

PythonExpressions::Code PythonExpressions::output(const Code& call, int entry, int output,
                                                  const Expr* factor, const View& view)
{
    const indicators::Entry& built = entryAt(entry);
    if (built.outputs.size() == 1) {
        return call;
    }
    const indicators::Output& chosen = built.outputs[static_cast<std::size_t>(output)];
    const std::string own = call.text + "." + std::string(chosen.name);
    if (chosen.scaledFrom < 0 || factor == nullptr) {
        return {own};
    }
    const indicators::Output& centre = built.outputs[static_cast<std::size_t>(chosen.scaledFrom)];
    return {fmt::format("{}.{} + {} * {}", call.text, centre.name,
                        wrapped(write(*factor, view), kPythonProduct), own),
            kPythonSum};
}

PythonExpressions::View PythonExpressions::viewOf(const Expr& prefix)
{
    m_usesBars = true;
    if (prefix.kind == ExprKind::Symbol) {
        if (m_program.symbols.size() == 1 && m_program.symbols[0] == prefix.text) {
            return {};
        }
        if (!m_symbols.contains(prefix.text)) {
            const std::string name = m_names.take(fileSlug(prefix.text, "other"));
            m_symbols[prefix.text] = name;
            m_needs.insert("joined");
            line(fmt::format("{} = joined(others[{}], bars)", name, pythonString(prefix.text)));
        }
        return m_symbols.at(prefix.text);
    }
    if (prefix.frame == m_program.timeframe) {
        return {};
    }
    const auto known = std::ranges::find_if(
        m_frames, [&](const auto& frame) { return frame.second == prefix.frame; });
    if (known != m_frames.end()) {
        return known->first;
    }
    std::string word = prefix.frame.word();
    if (!isAlpha(word[0])) {
        word = "frame_" + word;
    }
    const std::string name = m_names.take(word);
    m_frames[name] = prefix.frame;
    m_needs.insert("resampled");
    line(fmt::format("{} = resampled(bars, {})", name, pythonFrame(prefix.frame)));
    return name;
}

PythonExpressions::Code PythonExpressions::prefixed(const Code& inner, const View& inside)
{
    return inside.empty() ? inner : Code{inside + ".here(" + inner.text + ")"};
}

PythonExpressions::Code PythonExpressions::member(const Expr& expr, const View& view)
{
    const Expr& head = expr.children[0];
    if (head.kind == ExprKind::Symbol || head.kind == ExprKind::Frame) {
        const View inside = viewOf(head);
        if (expr.entry < 0) {
            return prefixed(field(expr.text, inside), inside);
        }
        const Code value =
            output(builtin(expr, 1, inside), expr.entry, expr.output, nullptr, inside);
        return prefixed(value, inside);
    }
    const Expr* factor = expr.children.size() > 1 ? &expr.children[1] : nullptr;
    if (head.resolution == Resolution::Prefixed) {
        const View inside = viewOf(head.children[0]);
        return prefixed(output(builtin(head, 1, inside), expr.entry, expr.output, factor, inside),
                        inside);
    }
    return output(builtin(head, 0, view), expr.entry, expr.output, factor, view);
}

} // namespace sw::exporters
