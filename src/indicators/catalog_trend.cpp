#include "indicators/catalog_entries.h"

#include <algorithm>

namespace sw::indicators {

namespace {

int ichimokuWarmup(Numbers numbers, int output)
{
    const int tenkan = lengthAt(numbers, 0);
    const int kijun = lengthAt(numbers, 1);
    const int shift = lengthAt(numbers, 3);
    switch (output) {
    case 0:
        return tenkan - 1;
    case 1:
        return kijun - 1;
    case 2:
        return std::max(tenkan, kijun) - 1 + shift;
    default:
        return lengthAt(numbers, 2) - 1 + shift;
    }
}

int longestIchimokuWarmup(Numbers numbers)
{
    int longest = 0;
    for (int output = 0; output < 4; ++output) {
        longest = std::max(longest, ichimokuWarmup(numbers, output));
    }
    return longest;
}

void addDirection(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "adx",
        .family = "trend",
        .title = "Average directional index",
        .parameters = {length("n", "14", "length of Wilder's averages")},
        .fields = {Field::High, Field::Low},
        .outputs = {oscillator("value", 0, 100, "strength of the trend, whatever its direction")},
        .documentation = "Wilder's average of the imbalance between up and down movement: how "
                         "strong a trend is, not where it goes.",
        .source = "Wilder 1978, ch. 4; agrees with TA-Lib ADX; MetaTrader's iADX is another one",
        .pine = "ta.dmi(diLength, adxSmoothing), third value",
        .talib = "ADX",
        .warmup = [](Numbers numbers) { return 2 * lengthAt(numbers, 0) - 1; },
        .make = makeAdx,
    });
    entries.push_back({
        .name = "dmi",
        .family = "trend",
        .title = "Directional movement index",
        .parameters = {length("n", "14", "length of Wilder's averages")},
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {oscillator("plus", 0, 100, "upward movement in percent of the true range"),
                    oscillator("minus", 0, 100, "downward movement in percent of the true range")},
        .documentation = "Smoothed upward and downward movement in percent of the smoothed true "
                         "range (+DI and -DI).",
        .source = "Wilder 1978, ch. 4; agrees with TA-Lib PLUS_DI and MINUS_DI",
        .pine = "ta.dmi(diLength, adxSmoothing), first two values",
        .talib = "PLUS_DI, MINUS_DI",
        .warmup = lengthWarmup,
        .make = makeDmi,
    });
    entries.push_back({
        .name = "aroon",
        .family = "trend",
        .title = "Aroon",
        .parameters = {length("n", "14", "bars looked back, besides this one")},
        .fields = {Field::High, Field::Low},
        .outputs = {oscillator("up", 0, 100, "100 = highest high is now, 0 = n bars ago"),
                    oscillator("down", 0, 100, "100 = lowest low is now, 0 = n bars ago")},
        .documentation = "How recently the highest high and the lowest low of the last n + 1 bars "
                         "were made, from 100 (now) to 0; of equal ones the latest counts.",
        .source = "Chande 1995; agrees with TA-Lib AROON, whose first output is down",
        .pine = "100 * (ta.highestbars(high, length + 1) + length) / length",
        .talib = "AROON",
        .warmup = lengthWarmup,
        .make = makeAroon,
    });
}

} // namespace

void addTrend(std::vector<Entry>& entries)
{
    addDirection(entries);
    entries.push_back({
        .name = "supertrend",
        .family = "trend",
        .title = "Supertrend",
        .parameters = {length("n", "10", "length of the average true range"),
                       number("k", "3", 0, 1000, "average ranges between middle and band")},
        .fields = {Field::High, Field::Low, Field::Close},
        .outputs = {output("line", Unit::Price, "the band in force, below the price in an uptrend"),
                    output("up", Unit::Bool, "true in an uptrend")},
        .documentation = "A band of k average true ranges around the middle of the bar that only "
                         "tightens; a close beyond it turns the trend. It starts as an uptrend.",
        .source = "Seban; bands and turns as in Pine's ta.supertrend, average range as in atr",
        .pine = "ta.supertrend(factor, atrPeriod), factor first, -1 = up",
        .warmup = lengthWarmup,
        .make = makeSupertrend,
    });
    entries.push_back({
        .name = "psar",
        .family = "trend",
        .title = "Parabolic stop and reverse",
        .parameters = {number("start", "0.02", 0, 10, "acceleration after a turn"),
                       number("step", "0.02", 0, 10, "added with each new extreme"),
                       number("max", "0.2", 0, 10, "largest acceleration")},
        .fields = {Field::High, Field::Low},
        .outputs = {value(Unit::Price, "stop level, below the price in an uptrend")},
        .documentation = "A stop that accelerates towards the price with each new extreme and "
                         "turns when it is touched.",
        .source = "Wilder 1978, ch. 2; agrees with TA-Lib SAR, whose step equals its start",
        .pine = "ta.sar(start, inc, max)",
        .talib = "SAR",
        .warmup = oneBar,
        .make = makePsar,
    });
    entries.push_back({
        .name = "ichimoku",
        .family = "trend",
        .title = "Ichimoku cloud",
        .parameters = {length("tenkan", "9", "bars of the conversion line"),
                       length("kijun", "26", "bars of the base line"),
                       length("span", "52", "bars of the second cloud edge"),
                       length("shift", "26", "bars the cloud is drawn ahead")},
        .fields = {Field::High, Field::Low},
        .outputs = {output("tenkan", Unit::Price, "conversion line: middle of the short range"),
                    output("kijun", Unit::Price, "base line: middle of the medium range"),
                    output("span_a", Unit::Price, "first edge of today's cloud"),
                    output("span_b", Unit::Price, "second edge of today's cloud")},
        .documentation = "Middles of three ranges. The cloud that stands over this bar was "
                         "computed `shift` bars ago; the lagging line is left out, for comparing "
                         "it with today's bar would be look-ahead.",
        .source = "Hosoda 1969",
        .pine = "math.avg(ta.highest(length), ta.lowest(length)), shifted",
        .warmup = longestIchimokuWarmup,
        .outputWarmup = ichimokuWarmup,
        .make = makeIchimoku,
    });
}

} // namespace sw::indicators
