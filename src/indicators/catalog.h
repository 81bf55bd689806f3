// The only list of built-in functions. Checker, evaluator, completion, help, exporters and prompts
// all derive from it; a built-in that is not here does not exist.
#pragma once

#include "indicators/kernel.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sw::indicators {

/// Columns of the bars that a built-in reads without being given them.
enum class Field : std::uint8_t {
    Open,
    High,
    Low,
    Close,
    Volume,
    LocalTime, ///< start of the bar in exchange-local time, milliseconds since the epoch
};

/// What a value measures; the checker refuses meaningless comparisons by it.
enum class Unit : std::uint8_t {
    Number,     ///< unbounded, no unit
    Oscillator, ///< a number with a known range, for example RSI 0…100
    Ratio,      ///< written as a percentage: 5% = 0.05
    Price,      ///< unit of the symbol's price, also distances
    Volume,
    Bars,         ///< a count
    Bool,         ///< 1 true, 0 false, NaN missing
    Time,         ///< minutes since midnight, exchange time
    SameAsSource, ///< unit of the first series argument that is not a condition
};

enum class ParameterKind : std::uint8_t {
    Series, ///< any numeric expression
    Length, ///< a whole number of bars, ≥ minimum
    Number, ///< a constant
};

/// One declared argument.
struct Parameter {
    std::string_view name;
    ParameterKind kind = ParameterKind::Length;
    /// Text of the default ("close", "14"); empty = must be given.
    std::string_view defaultText;
    double minimum = 1;
    double maximum = 100000;
    std::string_view documentation;
    /// A series that is a truth value: 1 true, 0 false, NaN unknown.
    bool isCondition = false;
};

/// One result. Most built-ins have one, named "value"; others are reached as `macd.hist`.
struct Output {
    std::string_view name;
    Unit unit = Unit::Number;
    double low = 0; ///< range of an oscillator; low == high means unbounded
    double high = 0;
    std::string_view documentation;
    /// The output takes an argument of its own, as in `vwap.upper(k)`: it then is
    /// center + k × this column; `center` is the index of the output it is measured from.
    int scaledFrom = -1;
};

/// One built-in function.
struct Entry {
    std::string_view name;
    std::string_view family; ///< "average", "oscillator", "volatility", "trend", "volume", "range",
                             ///< "statistic", "calendar", "pattern", "math", "logic"
    std::string_view title;  ///< "Relative strength index"
    std::vector<Parameter> parameters; ///< Series parameters come first
    std::vector<Field> fields;         ///< read after the series arguments, in this order
    std::vector<Output> outputs;       ///< outputs[0] is what the bare name means
    std::string_view documentation;    ///< one or two sentences
    std::string_view source;           ///< where formula and defaults come from
    std::string_view pine;             ///< nearest Pine v6 call, empty if none
    std::string_view talib;            ///< TA-Lib function, empty if none
    bool needsIntraday = false;        ///< meaningless on daily bars (session VWAP)
    /// Bars of output that are missing when no input value is: exactly. Where outputs differ, the
    /// longest of them.
    int (*warmup)(std::span<const double> numbers) = nullptr;
    /// The same for one output; null where all outputs start together.
    int (*outputWarmup)(std::span<const double> numbers, int output) = nullptr;
    /// A fresh kernel. `numbers` are the Length and Number arguments in order.
    std::unique_ptr<Kernel> (*make)(std::span<const double> numbers,
                                    const KernelContext& context) = nullptr;

    int seriesCount() const;
    int numberCount() const;
    /// Index of an output by name, -1 if there is none.
    int outputIndex(std::string_view output) const;
    /// Missing bars of one output. Requires: 0 ≤ output < outputs.size().
    int warmupOf(std::span<const double> numbers, int output) const;
};

/// All built-ins, sorted by name.
std::span<const Entry> catalog();
/// The entry of that name, null if there is none.
const Entry* find(std::string_view name);
/// Position of an entry in catalog(). Requires: `entry` belongs to catalog().
int indexOf(const Entry& entry);
/// One-page help of an entry, derived from its fields.
std::string help(const Entry& entry);

} // namespace sw::indicators
