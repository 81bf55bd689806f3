#include "indicators/catalog_entries.h"

#include <algorithm>

namespace sw::indicators {

namespace {

void addRangeMeasures(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "tr",
        .family = "volatility",
        .title = "True range",
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {value(Unit::Price, "range of the bar joined with the close before")},
        .documentation = "Distance between the highest and the lowest of high, low and the close "
                         "before; missing on the first bar.",
        .source = "Wilder 1978, ch. 3; agrees with TA-Lib TRANGE",
        .pine = "ta.tr",
        .talib = "TRANGE",
        .warmup = oneBar,
        .make = makeTr,
    });
    entries.push_back({
        .name = "atr",
        .family = "volatility",
        .title = "Average true range",
        .parameters = {length("n", "14", "length of Wilder's average")},
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {value(Unit::Price, "Wilder's average of the true range")},
        .documentation = "Wilder's average of the true range, from the first bar that has a close "
                         "before it.",
        .source = "Wilder 1978, ch. 3; agrees with TA-Lib ATR; Pine counts the first bar's "
                  "high - low too, MetaTrader averages simply",
        .pine = "ta.atr(length)",
        .talib = "ATR",
        .warmup = lengthWarmup,
        .make = makeAtr,
    });
    entries.push_back({
        .name = "natr",
        .family = "volatility",
        .title = "Normalised average true range",
        .parameters = {length("n", "14", "length of Wilder's average")},
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {value(Unit::Number, "average true range in percent of the close")},
        .documentation = "Average true range in percent of the close, as a plain number: 2 means "
                         "2% of the price.",
        .source = "100 atr(n) / close; agrees with TA-Lib NATR",
        .pine = "100 * ta.atr(length) / close",
        .talib = "NATR",
        .warmup = lengthWarmup,
        .make = makeNatr,
    });
}

} // namespace

void addVolatility(std::vector<Entry>& entries)
{
    addRangeMeasures(entries);
    entries.push_back({
        .name = "bb",
        .family = "volatility",
        .title = "Bollinger bands",
        .parameters = {source(), length("n", "20", "bars of average and deviation"),
                       number("k", "2", 0, 1000, "deviations between middle and band")},
        .outputs = {output("mid", Unit::SameAsSource, "simple average"),
                    output("upper", Unit::SameAsSource, "k deviations above the average"),
                    output("lower", Unit::SameAsSource, "k deviations below the average"),
                    output("width", Unit::Ratio, "upper minus lower, divided by the middle"),
                    output("percent_b", Unit::Number, "0 = at the lower band, 1 = at the upper")},
        .documentation = "Simple average with a band of k population standard deviations on each "
                         "side; percent_b is 0.5 when the bands touch.",
        .source = "Bollinger 2001; agrees with TA-Lib BBANDS (its default is 5, 2, 2)",
        .pine = "ta.bb(series, length, mult)",
        .talib = "BBANDS",
        .warmup = windowWarmup,
        .make = makeBb,
    });
    entries.push_back({
        .name = "keltner",
        .family = "volatility",
        .title = "Keltner channel",
        .parameters = {source(), length("n", "20", "length of the exponential average"),
                       number("k", "2", 0, 1000, "average ranges between middle and band"),
                       length("atr_n", "10", "length of the average true range")},
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {output("mid", Unit::SameAsSource, "exponential average"),
                    output("upper", Unit::SameAsSource, "k average ranges above"),
                    output("lower", Unit::SameAsSource, "k average ranges below")},
        .documentation = "Exponential average with a band of k average true ranges (Wilder) on "
                         "each side.",
        .source = "Keltner 1960, Raschke; as in the chart study, while Pine's ta.kc averages the "
                  "true range exponentially over the same length",
        .pine = "ta.ema(source, length) + mult * ta.atr(atrLength)",
        .warmup =
            [](Numbers numbers) {
                return std::max(lengthAt(numbers, 0) - 1, lengthAt(numbers, 2));
            },
        .make = makeKeltner,
    });
    entries.push_back({
        .name = "realized_vol",
        .family = "volatility",
        .title = "Realized volatility",
        .parameters = {source(), length("n", "20", "returns in the window")},
        .outputs = {value(Unit::Ratio, "annualised deviation of log returns")},
        .documentation = "Population standard deviation of the last n log returns, annualised by "
                         "the bars of a year; compares with percentages.",
        .source = "square root of bars per year times stdev of ln(x / x[1])",
        .pine = "ta.stdev(math.log(source / source[1]), length) * math.sqrt(252)",
        .warmup = lengthWarmup,
        .make = makeRealizedVol,
    });
}

} // namespace sw::indicators
