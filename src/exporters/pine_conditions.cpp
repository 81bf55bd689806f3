// Conditions in Pine, with negation pushed down to the comparisons.
#include "exporters/pine_expression.h"
#include "exporters/pine_functions.h"
#include "exporters/pine_precedence.h"
#include "exporters/program_parts.h"

#include <fmt/format.h>

namespace sw::exporters {

using lang::Expr;
using lang::ExprKind;
using lang::Resolution;

PineExpressions::Code PineExpressions::joined(std::vector<Code> parts, const char* sign,
                                              int precedence)
{
    if (parts.size() == 1) {
        return parts[0];
    }
    std::string text;
    for (const Code& part : parts) {
        text += (text.empty() ? "" : sign) + wrapped(part.text, part.precedence, precedence);
    }
    return {text, precedence};
}

PineExpressions::Code PineExpressions::compare(const Expr& a, const char* sign, const Expr& b,
                                               Place place)
{
    const Code left = number(a, place);
    const Code right = number(b, place);
    return {fmt::format("{} {} {}", wrapped(left.text, left.precedence, kSum), sign,
                        wrapped(right.text, right.precedence, kSum)),
            kComparison};
}

PineExpressions::Code PineExpressions::comparison(const Expr& expr, bool negated, Place place)
{
    const Expr& a = expr.children[0];
    if (expr.kind == ExprKind::Between) {
        std::vector<Code> parts{compare(a, negated ? "<" : ">=", expr.children[1], place),
                                compare(a, negated ? ">" : "<=", expr.children[2], place)};
        return joined(std::move(parts), negated ? " or " : " and ", negated ? kOr : kAnd);
    }
    const Expr& b = expr.children[1];
    if (expr.kind == ExprKind::CrossesAbove || expr.kind == ExprKind::CrossesBelow) {
        const bool above = expr.kind == ExprKind::CrossesAbove;
        if (!negated) {
            const Code left = number(a, place);
            const Code right = number(b, place);
            return {hoisted(above ? "crossAbove" : "crossBelow",
                            fmt::format("ta.{}({}, {})", above ? "crossover" : "crossunder",
                                        left.text, right.text))};
        }
        const Code earlier = compare(a, above ? ">" : "<", b, place);
        return joined(
            {compare(a, above ? "<=" : ">=", b, place), {identifier(earlier, "before") + "[1]"}},
            " or ", kOr);
    }
    static constexpr const char* kSigns[] = {"<", "<=", ">", ">=", "==", "!="};
    static constexpr const char* kNegated[] = {">=", ">", "<=", "<", "!=", "=="};
    const auto index =
        static_cast<std::size_t>(static_cast<int>(expr.kind) - static_cast<int>(ExprKind::Less));
    if (expr.kind == ExprKind::NotEqual || (expr.kind == ExprKind::Equal && negated)) {
        // Pine's != is true for a missing value.
        const bool equal = (expr.kind == ExprKind::NotEqual) == negated;
        if (!equal) {
            std::vector<Code> parts{compare(a, "<", b, place), compare(a, ">", b, place)};
            return joined(std::move(parts), " or ", kOr);
        }
        return compare(a, "==", b, place);
    }
    return compare(a, negated ? kNegated[index] : kSigns[index], b, place);
}

PineExpressions::Code PineExpressions::counted(const Expr& inner, bool negated, int bars,
                                               const std::string& test, Place place)
{
    m_needs.insert("countOfLast");
    const std::string flag = identifier(condition(inner, negated, place), "flag");
    const std::string count = hoisted("count", fmt::format("countOfLast({}, {})", flag, bars));
    return {count + " " + test, kComparison};
}

PineExpressions::Code PineExpressions::temporal(const Expr& expr, bool negated, Place place)
{
    const int n = bars(expr.bars);
    const Expr& inner = expr.children[0];
    const std::string all = fmt::format("== {}", n);
    switch (expr.kind) {
    case ExprKind::ForBars:
        return counted(inner, negated, n, negated ? ">= 1" : all, place);
    case ExprKind::Within:
        return counted(inner, negated, n, negated ? all : ">= 1", place);
    case ExprKind::OnOf:
        return counted(inner, negated, n,
                       fmt::format(">= {}", negated ? n - expr.count + 1 : expr.count), place);
    default:
        break;
    }
    const Code window = counted(inner, negated, n, negated ? all : ">= 1", place);
    std::vector<Code> parts{{identifier(window, "earlier") + "[1]"},
                            condition(expr.children[1], negated, place)};
    return joined(std::move(parts), negated ? " or " : " and ", negated ? kOr : kAnd);
}

PineExpressions::Code PineExpressions::flag(const Code& value, const Expr& expr, bool negated) const
{
    if (findPineCall(entryAt(expr.entry).name)->isTuple) {
        return {value.text + (negated ? " <= 0.5" : " > 0.5"), kComparison};
    }
    return negated ? Code{"not " + wrapped(value.text, value.precedence, kUnary), kUnary} : value;
}

PineExpressions::Code PineExpressions::condition(const Expr& expr, bool negated, Place place)
{
    switch (expr.kind) {
    case ExprKind::Not:
        return condition(expr.children[0], !negated, place);
    case ExprKind::And:
    case ExprKind::Or: {
        std::vector<Code> parts;
        for (const Expr& child : expr.children) {
            parts.push_back(condition(child, negated, place));
        }
        const bool isAnd = (expr.kind == ExprKind::And) != negated;
        return joined(std::move(parts), isAnd ? " and " : " or ", isAnd ? kAnd : kOr);
    }
    case ExprKind::Unless: {
        std::vector<Code> parts{condition(expr.children[0], negated, place),
                                condition(expr.children[1], !negated, place)};
        return joined(std::move(parts), negated ? " or " : " and ", negated ? kOr : kAnd);
    }
    case ExprKind::ForBars:
    case ExprKind::Within:
    case ExprKind::OnOf:
    case ExprKind::Then:
        return temporal(expr, negated, place);
    case ExprKind::Rising:
    case ExprKind::Falling: {
        m_needs.insert("countOfLast");
        const std::string value = identifier(number(expr.children[0], place), "value");
        const bool up = (expr.kind == ExprKind::Rising) != negated;
        const std::string step = fmt::format("{0} {1} {0}[1]", value,
                                             up ? (negated ? ">=" : ">") : (negated ? "<=" : "<"));
        const int n = bars(expr.bars);
        const std::string count =
            hoisted("count", fmt::format("countOfLast({}, {})", hoisted("step", step), n));
        return {fmt::format("{} {}", count, negated ? ">= 1" : fmt::format("== {}", n)),
                kComparison};
    }
    case ExprKind::If: {
        std::vector<Code> yes{condition(expr.children[0], false, place),
                              condition(expr.children[1], negated, place)};
        std::vector<Code> no{condition(expr.children[0], true, place),
                             condition(expr.children[2], negated, place)};
        return joined({joined(std::move(yes), " and ", kAnd), joined(std::move(no), " and ", kAnd)},
                      " or ", kOr);
    }
    case ExprKind::Index: {
        const Code inner = condition(expr.children[0], negated, place);
        return expr.count == 0 ? inner
                               : Code{fmt::format("{}[{}]", identifier(inner, "flag"), expr.count)};
    }
    default:
        break;
    }
    if (expr.kind >= ExprKind::Less && expr.kind <= ExprKind::Falling) {
        return comparison(expr, negated, place);
    }
    if (expr.resolution == Resolution::Let) {
        return let(expr, negated, place);
    }
    const Code value = expr.kind == ExprKind::Member ? member(expr, place) : named(expr, place);
    return flag(value, expr, negated);
}

} // namespace sw::exporters
