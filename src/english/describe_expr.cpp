#include "english/describe.h"

#include "base/text.h"
#include "base/timestamp.h"
#include "english/describe_parts.h"
#include "english/render.h"
#include "indicators/catalog.h"

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
constexpr std::array<Spoken, 49> kSpoken = {{
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
    {"n_true", "number of true ones"},
    {"min", "smallest"},
    {"max", "largest"},
    {"abs", "absolute value"},
    {"sqrt", "square root"},
}};

/// Outputs of the built-ins whose name alone says too little.
constexpr std::array<Spoken, 19> kOutputs = {{
    {"signal", "signal line"},
    {"hist", "histogram"},
    {"upper", "upper band"},
    {"mid", "middle line"},
    {"lower", "lower band"},
    {"percent_b", "%B"},
    {"k", "%K"},
    {"d", "%D"},
    {"plus", "plus line"},
    {"minus", "minus line"},
    {"tenkan", "conversion line"},
    {"kijun", "base line"},
    {"span_a", "leading span A"},
    {"span_b", "leading span B"},
    {"chikou", "lagging span"},
    {"up", "up state"},
    {"down", "down line"},
    {"width", "relative width"},
    {"line", "line"},
}};

std::string spaced(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

template <std::size_t size>
std::string spokenBy(const std::array<Spoken, size>& table, const std::string& name)
{
    for (const Spoken& known : table) {
        if (known.name == name) {
            return std::string(known.words);
        }
    }
    return {};
}

bool isField(const std::string& name)
{
    return name == "open" || name == "high" || name == "low" || name == "close" ||
           name == "volume" || name == "hl2" || name == "hlc3" || name == "ohlc4";
}

/// Built-ins whose name is a word of English and not an abbreviation.
bool isWord(const std::string& name)
{
    static constexpr std::array<std::string_view, 14> kWords = {
        "doji",  "units", "abs",    "sqrt",   "round", "floor", "ceil",
        "aroon", "slope", "median", "hammer", "year",  "month", "log"};
    return name.size() > 5 || name.find('_') != std::string::npos ||
           std::find(kWords.begin(), kWords.end(), name) != kWords.end();
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

bool isComparison(ExprKind kind)
{
    switch (kind) {
    case ExprKind::Less:
    case ExprKind::LessEqual:
    case ExprKind::Greater:
    case ExprKind::GreaterEqual:
    case ExprKind::Equal:
    case ExprKind::NotEqual:
    case ExprKind::CrossesAbove:
    case ExprKind::CrossesBelow:
        return true;
    default:
        return false;
    }
}

/// Says expressions of one program.
class Speaker
{
public:
    explicit Speaker(const ProgramNames& names) : m_names(names) {}

    std::string say(const Expr& expr) const
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
            return isField(expr.text) ? "the " + expr.text : nameOf(expr.text);
        case ExprKind::Call:
            return call(expr);
        case ExprKind::Symbol:
            return expr.text;
        case ExprKind::Frame:
            return owner(expr);
        case ExprKind::Member:
            return member(expr);
        case ExprKind::Index:
            return grouped(expr.children[0]) + " " + counted(expr.count, "bar") + " earlier";
        case ExprKind::Negate:
            return "minus " + grouped(expr.children[0]);
        case ExprKind::Between:
            return grouped(expr.children[0]) + " is between " + grouped(expr.children[1]) +
                   " and " + grouped(expr.children[2]);
        case ExprKind::Not:
            return "not (" + say(expr.children[0]) + ")";
        case ExprKind::And:
            return joint(expr, " and ");
        case ExprKind::Or:
            return joint(expr, " or ");
        case ExprKind::Unless:
            return part(expr.children[0], expr.kind) + ", unless " +
                   part(expr.children[1], expr.kind);
        case ExprKind::ForBars:
        case ExprKind::Within:
        case ExprKind::OnOf:
        case ExprKind::Then:
        case ExprKind::Rising:
        case ExprKind::Falling:
            return temporal(expr);
        case ExprKind::If:
            return "if " + part(expr.children[0], expr.kind) + " then " +
                   part(expr.children[1], expr.kind) + ", otherwise " +
                   part(expr.children[2], expr.kind);
        case ExprKind::Invalid:
            return "a part that cannot be read";
        default:
            return grouped(expr.children[0]) + std::string(between(expr.kind)) +
                   grouped(expr.children[1]);
        }
    }

private:
    /// A name of the program stays as it was written; a built-in gets its words.
    std::string nameOf(const std::string& name) const
    {
        if (m_names.all.contains(name)) {
            return name;
        }
        if (std::string words = spokenBy(kSpoken, name); !words.empty()) {
            return words;
        }
        const bool abbreviation = indicators::find(name) != nullptr && !isWord(name);
        return abbreviation ? toUpper(name) : spaced(name);
    }

    /// A length or factor of a call rather than what it is computed from.
    bool isNumber(const Expr& callee, std::size_t i) const
    {
        const Expr& argument = callee.children[i];
        if (argument.kind == ExprKind::Number || argument.kind == ExprKind::Negate) {
            return true;
        }
        if (argument.kind == ExprKind::Name && m_names.constants.contains(argument.text)) {
            return true;
        }
        const indicators::Entry* entry = indicators::find(callee.text);
        if (!entry || entry->parameters.empty()) {
            return false;
        }
        const std::string& named =
            i < callee.argumentNames.size() ? callee.argumentNames[i] : std::string();
        for (std::size_t p = 0; p < entry->parameters.size(); ++p) {
            if (named.empty() ? p == i : entry->parameters[p].name == named) {
                return entry->parameters[p].kind != indicators::ParameterKind::Series;
            }
        }
        return false;
    }

    std::string call(const Expr& expr) const
    {
        if (expr.text == "external") {
            return "\"" + (expr.children.empty() ? std::string() : expr.children[0].text) +
                   "\" (no data)";
        }
        std::string numbers;
        std::vector<const Expr*> sources;
        for (std::size_t i = 0; i < expr.children.size(); ++i) {
            if (isNumber(expr, i)) {
                numbers += (numbers.empty() ? "" : ", ") + say(expr.children[i]);
            } else {
                sources.push_back(&expr.children[i]);
            }
        }
        std::string out = nameOf(expr.text);
        out += numbers.empty() ? "" : "(" + numbers + ")";
        if (sources.empty()) {
            return out;
        }
        const char* preposition = out.ends_with(" since") ? " " : " of ";
        if (sources.size() == 1) {
            // "average of the close 1 bar earlier" is the average one bar earlier
            const bool shifted = sources[0]->kind == ExprKind::Index;
            return out + preposition +
                   (shifted ? "(" + say(*sources[0]) + ")" : grouped(*sources[0]));
        }
        std::vector<std::string> words;
        words.reserve(sources.size());
        for (const Expr* source : sources) {
            words.push_back(say(*source));
        }
        return out + preposition + "(" + join(words, ", ") + ")";
    }

    /// "SPY's", "weekly", "SPY's weekly"
    static std::string owner(const Expr& prefix)
    {
        const std::string symbol = prefix.text.empty() ? "" : prefix.text + "'s";
        if (prefix.kind == ExprKind::Symbol) {
            return symbol;
        }
        return symbol + (symbol.empty() ? "" : " ") + prefix.frame.word();
    }

    std::string member(const Expr& expr) const
    {
        const Expr& holder = expr.children[0];
        if (holder.kind == ExprKind::Symbol || holder.kind == ExprKind::Frame) {
            Expr inner = expr;
            inner.children.erase(inner.children.begin());
            if (!inner.argumentNames.empty() &&
                inner.argumentNames.size() > inner.children.size()) {
                inner.argumentNames.erase(inner.argumentNames.begin());
            }
            inner.kind = expr.hasArguments ? ExprKind::Call : ExprKind::Name;
            std::string words = say(inner);
            if (words.starts_with("the ")) {
                words.erase(0, 4);
            }
            return owner(holder) + " " + words;
        }
        std::string name = spokenBy(kOutputs, expr.text);
        name = name.empty() ? spaced(expr.text) : name;
        std::vector<std::string> arguments;
        for (std::size_t i = 1; i < expr.children.size(); ++i) {
            arguments.push_back(say(expr.children[i]));
        }
        return "the " + name + (arguments.empty() ? "" : "(" + join(arguments, ", ") + ")") +
               " of " + grouped(holder);
    }

    static bool isSimple(const Expr& expr)
    {
        switch (expr.kind) {
        case ExprKind::Number:
        case ExprKind::Name:
        case ExprKind::Call:
        case ExprKind::Member:
        case ExprKind::Percent:
        case ExprKind::Money:
        case ExprKind::RMultiple:
        case ExprKind::Time:
        case ExprKind::Date:
        case ExprKind::Text:
        case ExprKind::Symbol:
        case ExprKind::Index:
        case ExprKind::Invalid:
            return true;
        default:
            return false;
        }
    }

    std::string grouped(const Expr& expr) const
    {
        return isSimple(expr) ? say(expr) : "(" + say(expr) + ")";
    }

    /// An operand of `and`, `or`, `unless` or `if`: only what cannot be misread stands bare.
    std::string part(const Expr& kid, ExprKind parent) const
    {
        const bool sameChain =
            kid.kind == parent && (parent == ExprKind::And || parent == ExprKind::Or);
        const bool bare =
            sameChain || isSimple(kid) || isComparison(kid.kind) || kid.kind == ExprKind::Not;
        return bare ? say(kid) : "(" + say(kid) + ")";
    }

    std::string joint(const Expr& expr, const char* word) const
    {
        return part(expr.children[0], expr.kind) + word + part(expr.children[1], expr.kind);
    }

    std::string temporal(const Expr& expr) const
    {
        const bool ofSeries = expr.kind == ExprKind::Rising || expr.kind == ExprKind::Falling;
        const std::string inner =
            ofSeries ? grouped(expr.children[0]) : part(expr.children[0], expr.kind);
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
                   part(expr.children[1], expr.kind);
        case ExprKind::Rising:
            return inner + " has risen for " + spokenBars(expr.bars);
        default:
            return inner + " has fallen for " + spokenBars(expr.bars);
        }
    }

    const ProgramNames& m_names;
};

/// What an assumption mark on this node says, in words; `owner` is the node that holds it.
std::string marked(const Expr& node, const Expr* owner, const ProgramNames& names)
{
    switch (node.kind) {
    case ExprKind::OnOf:
        return "at least " + std::to_string(node.count) + " of the last " + spokenBars(node.bars);
    case ExprKind::Index:
        return "a look back of " + counted(node.count, "bar");
    case ExprKind::Frame:
        return node.frame.word() + " bars";
    default:
        break;
    }
    const std::string value = describeExpr(node, names);
    const bool argument = owner && (owner->kind == ExprKind::Call ||
                                    (owner->kind == ExprKind::Member && owner->hasArguments));
    return argument ? toUpper(owner->text) + " with " + value : "the value " + value;
}

void marksIn(const Expr& node, const Expr* owner, const ProgramNames& names,
             std::vector<std::string>& out)
{
    if (node.assumed) {
        out.push_back(marked(node, owner, names));
    }
    if (node.bars.assumed) {
        out.push_back(spokenBars(node.bars));
    }
    for (const Expr& kid : node.children) {
        marksIn(kid, &node, names, out);
    }
}

bool isConstant(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Number:
    case ExprKind::Percent:
    case ExprKind::Money:
        return true;
    case ExprKind::Negate:
    case ExprKind::Add:
    case ExprKind::Subtract:
    case ExprKind::Multiply:
    case ExprKind::Divide:
        return std::all_of(expr.children.begin(), expr.children.end(), isConstant);
    default:
        return false;
    }
}

} // namespace

ProgramNames namesOf(const lang::SyntaxTree& tree)
{
    ProgramNames out;
    for (const lang::Statement& statement : tree.statements) {
        if (const auto* let = std::get_if<lang::Let>(&statement.body)) {
            out.all.insert(let->name);
            if (isConstant(let->value)) {
                out.constants.insert(let->name);
            }
        }
        if (const auto* param = std::get_if<lang::Param>(&statement.body)) {
            out.all.insert(param->name);
            out.constants.insert(param->name);
        }
    }
    return out;
}

std::string describeExpr(const Expr& expr, const ProgramNames& names)
{
    return Speaker(names).say(expr);
}

std::string describeExpr(const Expr& expr)
{
    return describeExpr(expr, {});
}

void assumptionsIn(const Expr& expr, const ProgramNames& names, std::vector<std::string>& out)
{
    marksIn(expr, nullptr, names, out);
}

std::string spokenBars(const lang::BarsText& bars)
{
    const char* unit = bars.unit == lang::BarsUnit::Day    ? "day"
                       : bars.unit == lang::BarsUnit::Week ? "week"
                                                           : "bar";
    return counted(bars.count, unit);
}

} // namespace sw::english
