// Units: what sums and products measure, and which values may be compared with each other.
#include "lang/resolver.h"

#include "base/text.h"
#include "indicators/logarithm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::lang {

using indicators::Unit;

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

std::optional<double> foldedOperator(ExprKind kind, double a, double b)
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

std::optional<double> foldedCall(Op op, std::span<const double> arguments)
{
    double value = arguments[0];
    switch (op) {
    case Op::Absolute:
        value = std::fabs(value);
        break;
    case Op::Logarithm:
        value = indicators::naturalLog(value);
        break;
    case Op::SquareRoot:
        value = std::sqrt(value);
        break;
    case Op::Round:
        value = std::round(value);
        break;
    case Op::Floor:
        value = std::floor(value);
        break;
    case Op::Ceil:
        value = std::ceil(value);
        break;
    case Op::Minimum:
        value = *std::ranges::min_element(arguments);
        break;
    case Op::Maximum:
        value = *std::ranges::max_element(arguments);
        break;
    default:
        return std::nullopt;
    }
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

double asPercentage(double ratio)
{
    const double percentage = ratio * 100;
    const double rounded = std::round(percentage * 1e9) / 1e9;
    return std::isfinite(rounded) ? rounded : percentage;
}

namespace {

std::string_view nounOf(Unit unit)
{
    switch (unit) {
    case Unit::Oscillator:
        return "an oscillator";
    case Unit::Ratio:
        return "a ratio";
    case Unit::Price:
        return "a price";
    case Unit::Volume:
        return "a volume";
    case Unit::Bars:
        return "a count of bars";
    case Unit::Time:
        return "a time of day";
    default:
        return "a number";
    }
}

bool isBounded(const ExprType& type)
{
    return type.unit == Unit::Oscillator && type.low < type.high;
}

/// Oscillators within one, such as a correlation: 50% is 0.5 there.
bool isWithinOne(const ExprType& type)
{
    return isBounded(type) && type.low >= -1 && type.high <= 1;
}

std::string subjectOf(const ExprType& type)
{
    return type.subject.empty() ? "this value" : type.subject;
}

/// A new text for a constant: where the constant is written here, the text replaces it; where it
/// is a name, the hint says how to define that.
struct Rewrite {
    std::string hint;
    std::optional<Fix> fix;
};
Rewrite rewrite(const Expr& constant, const std::string& text)
{
    if (isNumericLiteral(constant)) {
        return {{}, Fix{constant.span, text + (constant.assumed ? "?" : "")}};
    }
    if (constant.kind == ExprKind::Name) {
        return {fmt::format("define '{}' as {}", constant.text, text), {}};
    }
    return {};
}

} // namespace

bool Resolver::compareTimes(const Expr& expr, const ExprType& a, const ExprType& b)
{
    if ((a.unit == Unit::Time) == (b.unit == Unit::Time)) {
        return false;
    }
    error(expr, "unit", "compares a time of day with something that is not one",
          "write a time as 09:30, for example 'time_of_day >= 09:30'");
    return true;
}

bool Resolver::compareWithPercentage(const Expr& literal, const ExprType& type,
                                     const ExprType& other)
{
    const std::string subject = subjectOf(other);
    const std::string number = formatNumber(
        literal.kind == ExprKind::Percent ? literal.number : asPercentage(*type.constant));
    const Rewrite plain = rewrite(literal, number);
    switch (other.unit) {
    case Unit::Oscillator:
        if (isWithinOne(other)) {
            return false;
        }
        error(literal, "unit",
              isBounded(other)
                  ? fmt::format("{} runs from {} to {}; write {}", subject, formatNumber(other.low),
                                formatNumber(other.high), number)
                  : fmt::format("{} is not a percentage; write {}", subject, number),
              plain.hint, plain.fix);
        return true;
    case Unit::Number:
        if (!other.isPlainResult) {
            return false;
        }
        error(literal, "unit",
              fmt::format("{} is a plain number, not a percentage; write {}", subject, number),
              plain.hint, plain.fix);
        return true;
    case Unit::Price:
    case Unit::Volume:
        error(literal, "unit", fmt::format("compares {} with a percentage", subject),
              "for a change write 'pct_change(close, n)'; for a distance multiply, as in "
              "'1.05 * sma(close, n)'");
        return true;
    case Unit::Bars:
        error(literal, "unit", fmt::format("{} is a count, not a percentage", subject),
              "write a plain number");
        return true;
    default:
        return false;
    }
}

bool Resolver::compareWithNumber(const Expr& literal, const ExprType& type, const ExprType& other)
{
    const double value = *type.constant;
    const std::string subject = subjectOf(other);
    if (other.unit == Unit::Ratio && std::fabs(value) >= 1) {
        const std::string percentage = formatNumber(value) + "%";
        const Rewrite as = rewrite(literal, percentage);
        error(literal, "unit",
              fmt::format("{} is a ratio, where 1 means 100%; write {}", subject, percentage),
              as.hint, as.fix);
        return true;
    }
    if (isWithinOne(other) && std::fabs(value) > 1 && std::fabs(value) <= 100) {
        const std::string fraction = formatNumber(std::round(value * 1e7) / 1e9);
        const Rewrite as = rewrite(literal, fraction);
        error(literal, "unit",
              fmt::format("{} runs from {} to {}; write {}", subject, formatNumber(other.low),
                          formatNumber(other.high), fraction),
              as.hint, as.fix);
        return true;
    }
    return false;
}

bool Resolver::compareWithMoney(const Expr& literal, const ExprType&, const ExprType& other)
{
    const bool measuresMoney =
        other.unit == Unit::Price || (other.unit == Unit::Number && !other.isPlainResult);
    if (measuresMoney) {
        return false;
    }
    error(literal, "unit", fmt::format("compares {} with an amount of money", subjectOf(other)),
          other.unit == Unit::Ratio ? "write a percentage, for example 5%"
                                    : "write a plain number");
    return true;
}

/// Two measured values: neither is a constant, and what they measure differs.
void Resolver::compareScales(const Expr& expr, const ExprType& a, const ExprType& b)
{
    if (a.unit == b.unit || a.unit == Unit::Number || b.unit == Unit::Number) {
        return;
    }
    const bool priceFirst = a.unit == Unit::Price || b.unit != Unit::Price;
    const ExprType& first = priceFirst ? a : b;
    const ExprType& second = priceFirst ? b : a;
    const bool oscillator = a.unit == Unit::Oscillator || b.unit == Unit::Oscillator;
    const bool volume = a.unit == Unit::Volume || b.unit == Unit::Volume;
    error(expr, "scale",
          fmt::format("compares {} with {}", nounOf(first.unit), nounOf(second.unit)),
          oscillator ? "compare the oscillator with a level, for example '> 50'"
          : volume   ? "compare volume with an average of volume"
                     : "compare values of the same kind");
}

void Resolver::compareUnits(const Expr& expr, const Expr& left, const ExprType& a,
                            const Expr& right, const ExprType& b)
{
    if (a.constant && b.constant && a.unit == b.unit) {
        return;
    }
    if (compareTimes(expr, a, b)) {
        return;
    }
    if (!a.constant && !b.constant) {
        compareScales(expr, a, b);
        return;
    }
    const bool onRight = b.constant && !a.constant;
    const Expr& constant = onRight ? right : left;
    const ExprType& type = onRight ? b : a;
    const ExprType& other = onRight ? a : b;
    if (type.unit == Unit::Ratio) {
        compareWithPercentage(constant, type, other);
    } else if (type.unit == Unit::Number) {
        compareWithNumber(constant, type, other);
    } else if (type.unit == Unit::Price) {
        compareWithMoney(constant, type, other);
    }
}

} // namespace sw::lang
