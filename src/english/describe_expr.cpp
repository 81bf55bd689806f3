#include "english/describe.h"

#include "base/text.h"
#include "base/timestamp.h"
#include "english/describe_parts.h"
#include "english/render.h"
#include "lang/printer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sw::english {

namespace {

using lang::Expr;
using lang::ExprKind;

struct Spoken {
    std::string_view name;
    std::string_view words;
};

/// Names whose words are not simply the name in capitals.
constexpr std::array<Spoken, 44> kSpoken = {{
    {"sma", "simple average"},
    {"ema", "exponential average"},
    {"wma", "weighted average"},
    {"rma", "Wilder average"},
    {"vwma", "volume-weighted average"},
    {"highest", "highest value"},
    {"lowest", "lowest value"},
    {"stdev", "standard deviation"},
    {"zscore", "z-score"},
    {"pct_change", "percentage change"},
    {"roc", "rate of change"},
    {"mom", "change"},
    {"realized_vol", "realised volatility"},
    {"bb", "Bollinger band"},
    {"keltner", "Keltner channel"},
    {"donchian", "Donchian channel"},
    {"stoch", "stochastic"},
    {"stochrsi", "stochastic RSI"},
    {"supertrend", "supertrend"},
    {"psar", "parabolic SAR"},
    {"ichimoku", "Ichimoku"},
    {"opening_range", "opening range"},
    {"willr", "Williams %R"},
    {"day_open", "open of the day"},
    {"weekday", "weekday (1 = Monday)"},
    {"day_of_month", "day of the month"},
    {"month", "month"},
    {"year", "year"},
    {"trading_day_of_month", "trading day of the month"},
    {"trading_days_left_in_month", "number of trading days left in the month"},
    {"time_of_day", "time of day"},
    {"first_bar_of_day", "first bar of the day"},
    {"last_bar_of_day", "last bar of the day"},
    {"bars_since", "number of bars since"},
    {"value_when", "value when"},
    {"linreg", "regression line"},
    {"slope", "regression slope"},
    {"percent_rank", "percent rank"},
    {"at_entry", "value at the entry signal"},
    {"entry_price", "entry price"},
    {"average_price", "average entry price"},
    {"last_fill", "price of the last fill"},
    {"profit", "open profit"},
    {"bars_held", "number of bars held"},
}};

std::string spokenName(const std::string& name)
{
    for (const Spoken& known : kSpoken) {
        if (known.name == name) {
            return std::string(known.words);
        }
    }
    if (name.size() <= 5 && name.find('_') == std::string::npos && name != "close" &&
        name != "open" && name != "high" && name != "low" && name != "doji" && name != "units") {
        return toUpper(name);
    }
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

bool isField(const std::string& name)
{
    return name == "open" || name == "high" || name == "low" || name == "close" ||
           name == "volume" || name == "hl2" || name == "hlc3" || name == "ohlc4";
}

std::string barsAgo(int count)
{
    return counted(count, "bar") + " earlier";
}

std::string literal(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Percent:
        return formatNumber(expr.number) + "%";
    case ExprKind::Money:
        return "$" + formatNumber(expr.number);
    case ExprKind::RMultiple:
        return formatNumber(expr.number) + "R";
    case ExprKind::Time:
        return renderTime(expr.number);
    case ExprKind::Date:
        return formatDate(expr.date);
    default:
        return formatNumber(expr.number);
    }
}

std::string call(const Expr& expr)
{
    if (expr.text == "external") {
        return "\"" + (expr.children.empty() ? std::string() : expr.children[0].text) +
               "\" (no data)";
    }
    std::string numbers;
    std::string sources;
    for (const Expr& argument : expr.children) {
        const bool number = argument.kind == ExprKind::Number;
        std::string& into = number ? numbers : sources;
        into += (into.empty() ? "" : number ? ", " : " and ") + describeExpr(argument);
    }
    std::string out = spokenName(expr.text);
    out += numbers.empty() ? "" : "(" + numbers + ")";
    return out + (sources.empty() ? "" : " of " + sources);
}

std::string prefixed(const Expr& owner, const std::string& member)
{
    if (owner.kind == ExprKind::Symbol) {
        return owner.text + "'s " + member;
    }
    return owner.frame.word() + " " + member;
}

std::string member(const Expr& expr)
{
    const Expr& owner = expr.children[0];
    if (owner.kind == ExprKind::Symbol || owner.kind == ExprKind::Frame) {
        Expr inner = expr;
        inner.children.erase(inner.children.begin());
        inner.kind = expr.hasArguments ? ExprKind::Call : ExprKind::Name;
        return prefixed(owner, describeExpr(inner));
    }
    std::string name = expr.text;
    std::replace(name.begin(), name.end(), '_', ' ');
    std::string arguments;
    for (std::size_t i = 1; i < expr.children.size(); ++i) {
        arguments += (arguments.empty() ? "" : ", ") + describeExpr(expr.children[i]);
    }
    return name + (arguments.empty() ? "" : "(" + arguments + ")") + " of " + describeExpr(owner);
}

std::string grouped(const Expr& expr)
{
    const bool simple = expr.kind == ExprKind::Number || expr.kind == ExprKind::Name ||
                        expr.kind == ExprKind::Call || expr.kind == ExprKind::Member ||
                        expr.kind == ExprKind::Percent || expr.kind == ExprKind::Money ||
                        expr.kind == ExprKind::Index;
    return simple ? describeExpr(expr) : "(" + describeExpr(expr) + ")";
}

std::string joint(const Expr& expr, const char* word)
{
    const auto part = [&](const Expr& kid) {
        const bool chain = kid.kind == ExprKind::Or || kid.kind == ExprKind::And;
        return chain && kid.kind != expr.kind ? "(" + describeExpr(kid) + ")" : describeExpr(kid);
    };
    return part(expr.children[0]) + word + part(expr.children[1]);
}

std::string_view between(ExprKind kind)
{
    switch (kind) {
    case ExprKind::Less:
        return " is below ";
    case ExprKind::LessEqual:
        return " is at or below ";
    case ExprKind::Greater:
        return " is above ";
    case ExprKind::GreaterEqual:
        return " is at or above ";
    case ExprKind::Equal:
        return " is ";
    case ExprKind::NotEqual:
        return " is not ";
    case ExprKind::CrossesAbove:
        return " crosses above ";
    case ExprKind::CrossesBelow:
        return " crosses below ";
    case ExprKind::Add:
        return " plus ";
    case ExprKind::Subtract:
        return " minus ";
    case ExprKind::Multiply:
        return " times ";
    case ExprKind::Divide:
        return " divided by ";
    default:
        return "";
    }
}

std::string temporal(const Expr& expr)
{
    const std::string inner = describeExpr(expr.children[0]);
    switch (expr.kind) {
    case ExprKind::ForBars:
        return inner + " for " + spokenBars(expr.bars) + " in a row";
    case ExprKind::Within:
        return inner + " at least once within the last " + spokenBars(expr.bars);
    case ExprKind::OnOf:
        return inner + " on at least " + std::to_string(expr.count) + " of the last " +
               spokenBars(expr.bars);
    case ExprKind::Then:
        return inner + " and then, within " + spokenBars(expr.bars) + ", " +
               describeExpr(expr.children[1]);
    case ExprKind::Rising:
        return inner + " has risen for " + spokenBars(expr.bars);
    default:
        return inner + " has fallen for " + spokenBars(expr.bars);
    }
}

} // namespace

std::string spokenBars(const lang::BarsText& bars)
{
    const char* unit = bars.unit == lang::BarsUnit::Day    ? "day"
                       : bars.unit == lang::BarsUnit::Week ? "week"
                                                           : "bar";
    return counted(bars.count, unit);
}

std::string describeExpr(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Number:
    case ExprKind::Percent:
    case ExprKind::Money:
    case ExprKind::RMultiple:
    case ExprKind::Time:
    case ExprKind::Date:
        return literal(expr);
    case ExprKind::Text:
        return "\"" + expr.text + "\"";
    case ExprKind::Name:
        return isField(expr.text) ? "the " + expr.text : spokenName(expr.text);
    case ExprKind::Call:
        return call(expr);
    case ExprKind::Symbol:
        return expr.text;
    case ExprKind::Frame:
        return expr.frame.word();
    case ExprKind::Member:
        return member(expr);
    case ExprKind::Index:
        return describeExpr(expr.children[0]) + " " + barsAgo(expr.count);
    case ExprKind::Negate:
        return "minus " + describeExpr(expr.children[0]);
    case ExprKind::Between:
        return describeExpr(expr.children[0]) + " is between " + describeExpr(expr.children[1]) +
               " and " + describeExpr(expr.children[2]);
    case ExprKind::Not:
        return "not (" + describeExpr(expr.children[0]) + ")";
    case ExprKind::And:
        return joint(expr, " and ");
    case ExprKind::Or:
        return joint(expr, " or ");
    case ExprKind::Unless:
        return describeExpr(expr.children[0]) + ", unless " + describeExpr(expr.children[1]);
    case ExprKind::ForBars:
    case ExprKind::Within:
    case ExprKind::OnOf:
    case ExprKind::Then:
    case ExprKind::Rising:
    case ExprKind::Falling:
        return temporal(expr);
    case ExprKind::If:
        return "if " + describeExpr(expr.children[0]) + " then " + describeExpr(expr.children[1]) +
               ", otherwise " + describeExpr(expr.children[2]);
    case ExprKind::Invalid:
        return "a part that cannot be read";
    default:
        return grouped(expr.children[0]) + std::string(between(expr.kind)) +
               grouped(expr.children[1]);
    }
}

} // namespace sw::english
