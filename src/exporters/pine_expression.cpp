#include "exporters/pine_expression.h"

#include "base/expects.h"
#include "base/text.h"
#include "exporters/pine_functions.h"
#include "exporters/pine_precedence.h"
#include "exporters/program_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sw::exporters {

using lang::Expr;
using lang::ExprKind;
using lang::Resolution;

namespace {

bool isIdentifier(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return isAlpha(c) || isDigit(c) || c == '_'; });
}

/// "opening_range" → "openingRange"
std::string camel(std::string_view name)
{
    std::string text;
    bool up = false;
    for (const char c : name) {
        if (c == '_') {
            up = true;
            continue;
        }
        text += up ? toUpper(std::string_view(&c, 1)) : std::string(1, c);
        up = false;
    }
    return text;
}

/// `code` with its `{k}` replaced; "({k})" loses its parentheses around plain names.
std::string filled(std::string_view code, const std::vector<std::string>& arguments)
{
    std::string text(code);
    for (std::size_t k = 0; k < arguments.size(); ++k) {
        const std::string mark = fmt::format("{{{}}}", k);
        const std::string& argument = arguments[k];
        if (isIdentifier(argument)) {
            for (std::size_t at = text.find("(" + mark + ")["); at != std::string::npos;
                 at = text.find("(" + mark + ")[")) {
                text.replace(at, mark.size() + 2, argument);
            }
        }
        for (std::size_t at = text.find(mark); at != std::string::npos;
             at = text.find(mark, at + argument.size())) {
            text.replace(at, mark.size(), argument);
        }
    }
    return text;
}

} // namespace

std::string pineFrame(Timeframe frame)
{
    switch (frame.unit) {
    case FrameUnit::Minute:
        return std::to_string(frame.count);
    case FrameUnit::Hour:
        return std::to_string(60 * frame.count);
    case FrameUnit::Day:
        return fmt::format("{}D", frame.count);
    case FrameUnit::Week:
        return fmt::format("{}W", frame.count);
    case FrameUnit::Month:
        break;
    }
    return fmt::format("{}M", frame.count);
}

PineExpressions::PineExpressions(const lang::Program& program)
    : m_program(program), m_names(pineReservedNames())
{
    for (const lang::Statement& statement : program.tree.statements) {
        if (const auto* let = std::get_if<lang::Let>(&statement.body)) {
            m_lets[let->name] = &let->value;
        }
    }
}

std::string PineExpressions::takeLines()
{
    return std::exchange(m_lines, {});
}

std::string PineExpressions::variable(std::string_view wish, const Expr& expr)
{
    const Code code =
        isFlag(expr) ? condition(expr, false, Place::Chart) : number(expr, Place::Chart);
    const std::string name = m_names.take(wish);
    m_lines += name + " = " + code.text + "\n";
    return name;
}

std::string PineExpressions::hoisted(std::string_view wish, const std::string& code)
{
    if (isIdentifier(code)) {
        return code;
    }
    const auto known = m_known.find(code);
    if (known != m_known.end()) {
        return known->second;
    }
    const std::string name = m_names.take(wish);
    m_lines += name + " = " + code + "\n";
    m_known[code] = name;
    return name;
}

std::vector<std::string> PineExpressions::hoistedTuple(std::string_view wish,
                                                       const std::string& code, std::size_t count)
{
    const auto known = m_tuples.find(code);
    if (known != m_tuples.end()) {
        return known->second;
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(m_names.take(fmt::format("{}{}", wish, i + 1)));
    }
    m_lines += "[" + join(names, ", ") + "] = " + code + "\n";
    m_tuples[code] = names;
    return names;
}

std::string PineExpressions::identifier(const Code& code, std::string_view wish)
{
    return hoisted(wish, code.text);
}

bool PineExpressions::isFlag(const Expr& expr) const
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
    return expr.entry >= 0 &&
           entryAt(expr.entry).outputs[static_cast<std::size_t>(expr.output)].unit ==
               indicators::Unit::Bool;
}

int PineExpressions::bars(const lang::BarsText& text) const
{
    const bool daily = m_program.timeframe == Timeframe{1, FrameUnit::Day};
    return text.unit == lang::BarsUnit::Week && daily ? 5 * text.count : text.count;
}

// ---- numbers

PineExpressions::Code PineExpressions::number(const Expr& expr, Place place)
{
    switch (expr.kind) {
    case ExprKind::Number:
    case ExprKind::Money:
    case ExprKind::Time:
        return {formatNumber(expr.number)};
    case ExprKind::Percent:
        return {formatNumber(expr.number / 100)};
    case ExprKind::Negate: {
        const Code inner = number(expr.children[0], place);
        return {"-" + wrapped(inner.text, inner.precedence, kUnary), kUnary};
    }
    case ExprKind::Add:
        return arithmetic(expr, "+", kSum, place);
    case ExprKind::Subtract:
        return arithmetic(expr, "-", kSum, place);
    case ExprKind::Multiply:
        return arithmetic(expr, "*", kProduct, place);
    case ExprKind::Divide:
        return arithmetic(expr, "/", kProduct, place);
    case ExprKind::Index: {
        const Code inner = number(expr.children[0], place);
        if (expr.count == 0 || parseNumber(inner.text)) {
            return inner;
        }
        if (place == Place::Inside) {
            return {
                fmt::format("{}[{}]", wrapped(inner.text, inner.precedence, kAtom), expr.count)};
        }
        return {fmt::format("{}[{}]", identifier(inner, "value"), expr.count)};
    }
    case ExprKind::If: {
        const Code truth = condition(expr.children[0], false, place);
        const Code falsity = condition(expr.children[0], true, place);
        const Code a = number(expr.children[1], place);
        const Code b = number(expr.children[2], place);
        return {fmt::format("{} ? {} : {} ? {} : na", wrapped(truth.text, truth.precedence, kOr),
                            wrapped(a.text, a.precedence, kOr),
                            wrapped(falsity.text, falsity.precedence, kOr),
                            wrapped(b.text, b.precedence, kOr)),
                kChoice};
    }
    case ExprKind::Member:
        return member(expr, place);
    default:
        return named(expr, place);
    }
}

PineExpressions::Code PineExpressions::arithmetic(const Expr& expr, const char* sign,
                                                  int precedence, Place place)
{
    const Code left = number(expr.children[0], place);
    const Code right = number(expr.children[1], place);
    return {fmt::format("{} {} {}", wrapped(left.text, left.precedence, precedence), sign,
                        wrapped(right.text, right.precedence, precedence + 1)),
            precedence};
}

PineExpressions::Code PineExpressions::named(const Expr& expr, Place place)
{
    switch (expr.resolution) {
    case Resolution::Field:
        return {expr.text};
    case Resolution::Let:
        return let(expr, false, place);
    case Resolution::Param:
        return parameter(expr);
    case Resolution::Position:
        return position(expr);
    case Resolution::Math:
        return math(expr, place);
    case Resolution::Builtin:
        return builtin(expr, 0, expr.output, nullptr, place);
    default:
        break;
    }
    return {formatNumber(expr.number)};
}

PineExpressions::Code PineExpressions::math(const Expr& expr, Place place)
{
    if (expr.text == "count_true") {
        std::vector<Code> parts;
        for (const Expr& child : expr.children) {
            const Code truth = condition(child, false, place);
            const Code falsity = condition(child, true, place);
            parts.push_back(
                {fmt::format("({} ? 1 : {} ? 0 : na)", wrapped(truth.text, truth.precedence, kOr),
                             wrapped(falsity.text, falsity.precedence, kOr)),
                 kAtom});
        }
        return joined(std::move(parts), " + ", kSum);
    }
    std::string arguments;
    for (const Expr& child : expr.children) {
        arguments += (arguments.empty() ? "" : ", ") + number(child, place).text;
    }
    if (expr.text == "round") {
        return {fmt::format("math.sign({0}) * math.floor(math.abs({0}) + 0.5)", arguments),
                kProduct};
    }
    return {"math." + expr.text + "(" + arguments + ")"};
}

PineExpressions::Code PineExpressions::position(const Expr& expr)
{
    if (expr.text == "at_entry") {
        const std::string source = identifier(number(expr.children[0], Place::Chart), "entryValue");
        for (const auto& [name, known] : m_captures) {
            if (known == source) {
                return {name};
            }
        }
        const std::string name = m_names.take("atEntry");
        m_captures.emplace_back(name, source);
        return {name};
    }
    if (expr.text == "profit") {
        return {"openProfit"};
    }
    if (expr.text == "bars_held") {
        return {"barsHeld"};
    }
    return {expr.text == "units" ? "1" : "fillPrice"};
}

PineExpressions::Code PineExpressions::parameter(const Expr& expr)
{
    const std::string key = "param " + expr.text;
    if (!m_known.contains(key)) {
        const auto found =
            std::ranges::find(m_program.parameters, expr.text, &lang::Parameter::name);
        EXPECTS(found != m_program.parameters.end());
        const auto whole = [](double value) {
            return value == static_cast<double>(static_cast<long long>(value));
        };
        const bool isInt = whole(found->value) && (!found->from || whole(*found->from)) &&
                           (!found->to || whole(*found->to)) &&
                           (!found->step || whole(*found->step));
        const std::string name = m_names.take(expr.text);
        std::string line = fmt::format(
            "{} = input.{}({}, {}", name, isInt ? "int" : "float",
            isInt ? formatNumber(found->value) : floatLiteral(found->value), pineString(expr.text));
        if (found->from && found->to) {
            line += fmt::format(", minval = {}, maxval = {}", formatNumber(*found->from),
                                formatNumber(*found->to));
        }
        if (found->step) {
            line += ", step = " + formatNumber(*found->step);
        }
        m_lines += line + ")\n";
        m_known[key] = name;
    }
    return {m_known.at(key)};
}

PineExpressions::Code PineExpressions::let(const Expr& expr, bool negated, Place place)
{
    const Expr& value = *m_lets.at(expr.text);
    const Code code = isFlag(value) ? condition(value, negated, place) : number(value, place);
    if (place == Place::Inside) {
        return {"(" + code.text + ")"};
    }
    return {hoisted(negated ? "not_" + expr.text : expr.text, code.text)};
}

// ---- built-ins

std::string PineExpressions::callText(const Expr& call, std::size_t firstArgument, Place place)
{
    const indicators::Entry& entry = entryAt(call.entry);
    const PineCall* pine = findPineCall(entry.name);
    EXPECTS(pine != nullptr);
    for (const std::string_view need : split(pine->needs, ' ')) {
        if (!need.empty()) {
            m_needs.emplace(need);
        }
    }
    if (!pine->note.empty()) {
        m_notes.emplace(pine->note);
    }
    m_usesAnnualisation = m_usesAnnualisation || entry.name == "realized_vol";
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        const Expr& argument = call.children[firstArgument + i];
        Code code = isFlag(argument) ? condition(argument, false, place) : number(argument, place);
        const bool isSeries = entry.parameters[i].kind == indicators::ParameterKind::Series;
        if (isSeries && place == Place::Chart) {
            code = {identifier(code, "source")};
        }
        arguments.push_back(isSeries ? wrapped(code.text, code.precedence, kAtom) : code.text);
    }
    return filled(pine->code, arguments);
}

PineExpressions::Code PineExpressions::builtin(const Expr& call, std::size_t firstArgument,
                                               int output, const Expr* factor, Place place)
{
    const indicators::Entry& entry = entryAt(call.entry);
    const PineCall& pine = *findPineCall(entry.name);
    const std::string code = callText(call, firstArgument, place);
    if (!pine.isTuple) {
        if (place == Place::Inside || isIdentifier(code)) {
            return {"(" + code + ")"};
        }
        return {hoisted(camel(entry.name), code)};
    }
    EXPECTS(place == Place::Chart);
    const std::vector<std::string> names =
        hoistedTuple(camel(entry.name), code, entry.outputs.size());
    const indicators::Output& chosen = entry.outputs[static_cast<std::size_t>(output)];
    const std::string& own = names[static_cast<std::size_t>(output)];
    if (chosen.scaledFrom < 0 || factor == nullptr) {
        return {own};
    }
    const Code scale = number(*factor, place);
    return {fmt::format("{} + {} * {}", names[static_cast<std::size_t>(chosen.scaledFrom)],
                        wrapped(scale.text, scale.precedence, kProduct), own),
            kSum};
}

std::string PineExpressions::requested(const Expr& prefix, const Expr& source, int entry)
{
    const bool isFrame = prefix.kind == ExprKind::Frame;
    const bool isTuple = entry >= 0 && findPineCall(entryAt(entry).name)->isTuple;
    const std::string inner = entry >= 0 ? callText(source, 1, Place::Inside) : source.text;
    if (!isFrame) {
        if (!m_symbols.contains(prefix.text)) {
            const std::string name = m_names.take(fileSlug(prefix.text, "other") + "Symbol");
            m_lines += fmt::format("{} = input.symbol({}, {})\n", name, pineString(prefix.text),
                                   pineString(prefix.text));
            m_symbols[prefix.text] = name;
        }
        return fmt::format("request.security({}, timeframe.period, {})", m_symbols.at(prefix.text),
                           inner);
    }
    m_usesFrames = true;
    const std::string frame = pineFrame(prefix.frame);
    if (!isTuple) {
        return fmt::format("request.security(syminfo.tickerid, \"{}\", ({})[1], lookahead = "
                           "barmerge.lookahead_on)",
                           frame, inner);
    }
    const std::string key = "before " + inner;
    if (!m_known.contains(key)) {
        const std::string name = m_names.take(camel(entryAt(entry).name) + "Before");
        std::vector<std::string> parts;
        std::vector<std::string> earlier;
        for (std::size_t i = 0; i < entryAt(entry).outputs.size(); ++i) {
            parts.push_back(fmt::format("part{}", i + 1));
            earlier.push_back(parts.back() + "[1]");
        }
        m_lines += fmt::format("{}() =>\n    [{}] = {}\n    [{}]\n", name, join(parts, ", "), inner,
                               join(earlier, ", "));
        m_known[key] = name;
    }
    return fmt::format("request.security(syminfo.tickerid, \"{}\", {}(), lookahead = "
                       "barmerge.lookahead_on)",
                       frame, m_known.at(key));
}

PineExpressions::Code PineExpressions::member(const Expr& expr, Place place)
{
    const Expr& head = expr.children[0];
    const bool direct = head.kind == ExprKind::Symbol || head.kind == ExprKind::Frame;
    const Expr* factor = !direct && expr.children.size() > 1 ? &expr.children[1] : nullptr;
    if (!direct && head.resolution != Resolution::Prefixed) {
        return builtin(head, 0, expr.output, factor, place);
    }
    const Expr& source = direct ? expr : head;
    const Expr& prefix = source.children[0];
    const bool own = (prefix.kind == ExprKind::Symbol && m_program.symbols.size() == 1 &&
                      prefix.text == m_program.symbols[0]) ||
                     (prefix.kind == ExprKind::Frame && prefix.frame == m_program.timeframe);
    if (own) {
        return source.entry < 0 ? Code{source.text}
                                : builtin(source, 1, expr.output, factor, place);
    }
    const std::string code = requested(prefix, source, source.entry);
    const std::string wish = camel(source.text) + "There";
    if (source.entry < 0 || !findPineCall(entryAt(source.entry).name)->isTuple) {
        return {hoisted(wish, code)};
    }
    const indicators::Entry& entry = entryAt(source.entry);
    const std::vector<std::string> names = hoistedTuple(wish, code, entry.outputs.size());
    const auto output = static_cast<std::size_t>(expr.output);
    const indicators::Output& chosen = entry.outputs[output];
    if (chosen.scaledFrom < 0 || factor == nullptr) {
        return {names[output]};
    }
    const Code scale = number(*factor, place);
    return {fmt::format("{} + {} * {}", names[static_cast<std::size_t>(chosen.scaledFrom)],
                        wrapped(scale.text, scale.precedence, kProduct), names[output]),
            kSum};
}

} // namespace sw::exporters
