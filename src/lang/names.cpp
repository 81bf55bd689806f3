#include "lang/names.h"

#include <algorithm>
#include <array>

namespace sw::lang {

namespace {

using indicators::Unit;

constexpr FieldName kFields[] = {
    {"open", Op::Open, Unit::Price, "First price of the bar."},
    {"high", Op::High, Unit::Price, "Highest price of the bar."},
    {"low", Op::Low, Unit::Price, "Lowest price of the bar."},
    {"close", Op::Close, Unit::Price, "Last price of the bar."},
    {"volume", Op::Volume, Unit::Volume, "Traded volume of the bar."},
    {"hl2", Op::Hl2, Unit::Price, "(high + low) / 2."},
    {"hlc3", Op::Hlc3, Unit::Price, "(high + low + close) / 3."},
    {"ohlc4", Op::Ohlc4, Unit::Price, "(open + high + low + close) / 4."},
};

constexpr PositionWord kPositionWords[] = {
    {"entry_price", Op::EntryPrice, Unit::Price, false, "Price of the first fill of the position."},
    {"average_price", Op::AveragePrice, Unit::Price, false, "Average price of all fills."},
    {"last_fill", Op::LastFill, Unit::Price, false, "Price of the latest entry or add."},
    {"profit", Op::Profit, Unit::Ratio, false,
     "Open profit over the average price, positive when in favour; compare with 5%."},
    {"units", Op::Units, Unit::Bars, false, "Entries that the position consists of."},
    {"bars_held", Op::BarsHeld, Unit::Bars, false, "Bars since the fill bar."},
    {"at_entry", Op::AtEntry, Unit::SameAsSource, true,
     "Value that an expression had on the signal bar of the entry."},
};

constexpr MathFunction kMathFunctions[] = {
    {"abs", Op::Absolute, 1, 1, "Absolute value."},
    {"min", Op::Minimum, 2, 8, "The smallest of its arguments."},
    {"max", Op::Maximum, 2, 8, "The largest of its arguments."},
    {"log", Op::Logarithm, 1, 1, "Natural logarithm; missing for values not above 0."},
    {"sqrt", Op::SquareRoot, 1, 1, "Square root; missing for negative values."},
    {"round", Op::Round, 1, 1, "Nearest whole number, halves away from zero."},
    {"floor", Op::Floor, 1, 1, "Largest whole number not above."},
    {"ceil", Op::Ceil, 1, 1, "Smallest whole number not below."},
    {"count_true", Op::Truth, 2, 20, "How many of its conditions hold on this bar."},
};

constexpr std::string_view kKeywords[] = {
    "add",      "after",     "all",        "among",     "and",       "any",       "at",
    "average",  "bar",       "bars",       "below",     "above",     "benchmark", "best",
    "between",  "bottom",    "breakeven",  "buy",       "by",        "cap",       "capital",
    "cash",     "ceiling",   "commission", "contracts", "costs",     "crosses",   "daily",
    "day",      "days",      "dollars",    "drift",     "each",      "else",      "end",
    "entries",  "entry",     "equal",      "equally",   "equity",    "every",     "exit",
    "external", "falling",   "financing",  "first",     "flat",      "for",       "friday",
    "from",     "gate",      "hedge",      "hold",      "hourly",    "if",        "ignore",
    "in",       "inverse",   "keep",       "kelly",     "last",      "let",       "limit",
    "long",     "loss",      "losses",     "losing",    "monday",    "month",     "monthly",
    "most",     "next",      "not",        "of",        "on",        "once",      "only",
    "or",       "otherwise", "out",        "over",      "pair",      "param",     "per",
    "pips",     "points",    "position",   "positions", "prefer",    "price",     "profit_target",
    "quarter",  "quarterly", "rank",       "ratio",     "rebalance", "reduce",    "require",
    "rising",   "risk",      "same",       "sell",      "shares",    "short",     "size",
    "slippage", "slots",     "step",       "stop",      "strategy",  "sunday",    "switch",
    "take",     "test",      "tf",         "then",      "thursday",  "ticks",     "to",
    "top",      "trade",     "trades",     "trailing",  "tuesday",   "under",     "unit",
    "unless",   "until",     "up",         "using",     "valid",     "wait",      "wednesday",
    "week",     "weekly",    "weeks",      "weighted",  "when",      "within",    "year",
    "yearly",
};

template <class Row, std::size_t N> const Row* findRow(const Row (&rows)[N], std::string_view name)
{
    const auto at = std::ranges::find(rows, name, &Row::name);
    return at == std::end(rows) ? nullptr : at;
}

} // namespace

std::span<const FieldName> fieldNames()
{
    return kFields;
}

const FieldName* findField(std::string_view name)
{
    return findRow(kFields, name);
}

std::span<const PositionWord> positionWords()
{
    return kPositionWords;
}

const PositionWord* findPositionWord(std::string_view name)
{
    return findRow(kPositionWords, name);
}

std::span<const MathFunction> mathFunctions()
{
    return kMathFunctions;
}

const MathFunction* findMathFunction(std::string_view name)
{
    return findRow(kMathFunctions, name);
}

bool isKeyword(std::string_view word)
{
    return std::ranges::find(kKeywords, word) != std::end(kKeywords);
}

std::vector<std::string> knownNames()
{
    std::vector<std::string> names;
    for (const FieldName& field : kFields) {
        names.emplace_back(field.name);
    }
    for (const PositionWord& word : kPositionWords) {
        names.emplace_back(word.name);
    }
    for (const MathFunction& function : kMathFunctions) {
        names.emplace_back(function.name);
    }
    for (const indicators::Entry& entry : indicators::catalog()) {
        names.emplace_back(entry.name);
    }
    names.emplace_back("external");
    std::ranges::sort(names);
    return names;
}

} // namespace sw::lang
