#include "indicators/catalog_entries.h"

#include <algorithm>

namespace sw::indicators {

namespace {

int macdWarmup(Numbers numbers, int output)
{
    const int line = std::max(lengthAt(numbers, 0), lengthAt(numbers, 1)) - 1;
    return output == 0 ? line : line + lengthAt(numbers, 2) - 1;
}

int stochWarmup(Numbers numbers, int output)
{
    const int k = lengthAt(numbers, 0) + lengthAt(numbers, 1) - 2;
    return output == 0 ? k : k + lengthAt(numbers, 2) - 1;
}

int stochRsiWarmup(Numbers numbers, int output)
{
    const int k = lengthAt(numbers, 0) + lengthAt(numbers, 1) + lengthAt(numbers, 2) - 2;
    return output == 0 ? k : k + lengthAt(numbers, 3) - 1;
}

void addMomentum(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "roc",
        .family = "oscillator",
        .title = "Rate of change",
        .parameters = {source(), length("n", "", "bars back")},
        .outputs = {value(Unit::Number, "change over n bars in percent: 5 means up 5%")},
        .documentation = "Change over n bars in percent, as a plain number: 5 for +5%. Missing "
                         "where the earlier value is 0.",
        .source = "100 (x - x[n]) / x[n]; agrees with TA-Lib ROC",
        .pine = "ta.roc(source, length)",
        .talib = "ROC",
        .warmup = lengthWarmup,
        .make = makeRoc,
    });
    entries.push_back({
        .name = "mom",
        .family = "oscillator",
        .title = "Momentum",
        .parameters = {source(), length("n", "", "bars back")},
        .outputs = {value(Unit::SameAsSource, "difference to n bars ago")},
        .documentation = "Difference between the value and the one n bars ago.",
        .source = "x - x[n]; agrees with TA-Lib MOM",
        .pine = "ta.mom(source, length)",
        .talib = "MOM",
        .warmup = lengthWarmup,
        .make = makeMom,
    });
    entries.push_back({
        .name = "pct_change",
        .family = "oscillator",
        .title = "Relative change",
        .parameters = {source(), length("n", "", "bars back")},
        .outputs = {value(Unit::Ratio, "change over n bars as a ratio")},
        .documentation = "Change over n bars as a ratio, to compare with percentages: "
                         "pct_change(close, 5) > 3%. Missing where the earlier value is 0.",
        .source = "(x - x[n]) / x[n]; agrees with TA-Lib ROCP",
        .pine = "ta.change(source, length) / source[length]",
        .talib = "ROCP",
        .warmup = lengthWarmup,
        .make = makePctChange,
    });
    entries.push_back({
        .name = "ibs",
        .family = "oscillator",
        .title = "Internal bar strength",
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {oscillator("value", 0, 1, "0 = closed at the low, 1 = closed at the high")},
        .documentation = "Where the bar closed within its range, from 0 at the low to 1 at the "
                         "high; 0.5 for a bar without a range.",
        .source = "(close - low) / (high - low)",
        .warmup = noWarmup,
        .make = makeIbs,
    });
}

void addStochastics(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "stoch",
        .family = "oscillator",
        .title = "Stochastic oscillator",
        .parameters = {length("n", "14", "bars of the range"),
                       length("smooth", "3", "bars that .k is averaged over; 1 = raw"),
                       length("d", "3", "bars that .d averages .k over")},
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {oscillator("k", 0, 100, "position of the close in the range, averaged"),
                    oscillator("d", 0, 100, "average of .k")},
        .documentation = "Where the close stands within the range of the last n bars, in percent "
                         "and averaged; 50 where there is no range.",
        .source = "Lane; agrees with TA-Lib STOCH (its default is 5, 3, 3; its value without a "
                  "range is 0)",
        .pine = "ta.sma(ta.stoch(close, high, low, length), smooth)",
        .talib = "STOCH",
        .warmup = [](Numbers numbers) { return stochWarmup(numbers, 1); },
        .outputWarmup = stochWarmup,
        .make = makeStoch,
    });
    entries.push_back({
        .name = "stochrsi",
        .family = "oscillator",
        .title = "Stochastic RSI",
        .parameters = {source(), length("rsi", "14", "length of the RSI"),
                       length("n", "14", "bars of the range"),
                       length("k", "3", "bars that .k is averaged over; 1 = raw"),
                       length("d", "3", "bars that .d averages .k over")},
        .outputs = {oscillator("k", 0, 100, "position of the RSI in its range, averaged"),
                    oscillator("d", 0, 100, "average of .k")},
        .documentation = "Where the RSI stands within its own range of the last n bars, in "
                         "percent and averaged; 50 where there is no range.",
        .source = "Chande & Kroll 1994; with k = 1 agrees with TA-Lib STOCHRSI, which is the "
                  "unsmoothed version",
        .pine = "ta.sma(ta.stoch(rsi, rsi, rsi, length), smooth) of rsi = ta.rsi(source, length)",
        .talib = "STOCHRSI",
        .warmup = [](Numbers numbers) { return stochRsiWarmup(numbers, 1); },
        .outputWarmup = stochRsiWarmup,
        .make = makeStochRsi,
    });
    entries.push_back({
        .name = "willr",
        .family = "oscillator",
        .title = "Williams %R",
        .parameters = {length("n", "14", "bars of the range")},
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {oscillator("value", -100, 0, "0 = at the high, -100 = at the low")},
        .documentation = "Distance of the close from the highest high of n bars in percent of "
                         "their range, negative; -50 where there is no range.",
        .source = "Williams 1979; agrees with TA-Lib WILLR (its value without a range is 0)",
        .pine = "ta.wpr(length)",
        .talib = "WILLR",
        .warmup = windowWarmup,
        .make = makeWillr,
    });
}

} // namespace

void addOscillators(std::vector<Entry>& entries)
{
    addMomentum(entries);
    addStochastics(entries);
    entries.push_back({
        .name = "rsi",
        .family = "oscillator",
        .title = "Relative strength index",
        .parameters = {source(), length("n", "14", "length of Wilder's averages")},
        .outputs = {oscillator("value", 0, 100, "share of gains in all movement, in percent")},
        .documentation = "Wilder's average gain in percent of average gain plus average loss: "
                         "100 when nothing fell, 50 when nothing moved.",
        .source = "Wilder 1978, ch. 6; agrees with TA-Lib RSI (its value without movement is 0)",
        .pine = "ta.rsi(source, length)",
        .talib = "RSI",
        .warmup = lengthWarmup,
        .make = makeRsi,
    });
    entries.push_back({
        .name = "macd",
        .family = "oscillator",
        .title = "Moving average convergence divergence",
        .parameters = {source(), length("fast", "12", "length of the fast average"),
                       length("slow", "26", "length of the slow average"),
                       length("signal", "9", "length of the signal line")},
        .outputs = {output("line", Unit::SameAsSource, "fast minus slow exponential average"),
                    output("signal", Unit::SameAsSource, "exponential average of the line"),
                    output("hist", Unit::SameAsSource, "line minus signal")},
        .documentation = "Difference of a fast and a slow exponential average, and the "
                         "exponential average of that difference as its signal line.",
        .source = "Appel; agrees with TA-Lib MACD: both averages start on the same bar, each as "
                  "the simple average of its own last values",
        .pine = "ta.macd(source, fastlen, slowlen, siglen)",
        .talib = "MACD",
        .warmup = [](Numbers numbers) { return macdWarmup(numbers, 1); },
        .outputWarmup = macdWarmup,
        .make = makeMacd,
    });
    entries.push_back({
        .name = "cci",
        .family = "oscillator",
        .title = "Commodity channel index",
        .parameters = {series("x", "hlc3", "the series it is computed from"),
                       length("n", "20", "bars of the average")},
        .outputs = {value(Unit::Number, "distance from the mean in 0.015 mean deviations")},
        .documentation = "Distance of the value from its mean of n bars, in units of 0.015 times "
                         "their mean absolute deviation; 0 when nothing moved.",
        .source = "Lambert 1980; agrees with TA-Lib CCI (its default is 14)",
        .pine = "ta.cci(source, length)",
        .talib = "CCI",
        .warmup = windowWarmup,
        .make = makeCci,
    });
    entries.push_back({
        .name = "mfi",
        .family = "oscillator",
        .title = "Money flow index",
        .parameters = {length("n", "14", "bars summed")},
        .fields = {Field::High, Field::Low, Field::Close, Field::Volume},
        .outputs = {oscillator("value", 0, 100, "share of money on rising bars, in percent")},
        .documentation = "Typical price times volume of the bars whose typical price rose, in "
                         "percent of that of rising and falling bars; 50 when there was neither.",
        .source = "Quong & Soudack 1989; agrees with TA-Lib MFI (its value without money flow is "
                  "0)",
        .pine = "ta.mfi(hlc3, length)",
        .talib = "MFI",
        .warmup = lengthWarmup,
        .make = makeMfi,
    });
}

} // namespace sw::indicators
