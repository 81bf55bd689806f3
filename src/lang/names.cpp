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

/// Words that mean something inside an expression; everything else may be a name.
constexpr std::string_view kKeywords[] = {
    "and",     "or",   "not",   "unless",  "if",      "then",   "else",  "for",
    "within",  "on",   "of",    "between", "crosses", "above",  "below", "rising",
    "falling", "when", "daily", "weekly",  "monthly", "hourly", "tf",    "external",
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
