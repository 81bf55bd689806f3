#include "exporters/pine_functions.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::exporters {

namespace {

constexpr PineCall kCalls[] = {
    {"ad", "ta.accdist", "", false, ""},
    {"adx", "adxOf({0})", "adxOf", false, ""},
    {"aroon", "aroonOf({0})", "aroonOf", true, ""},
    {"atr", "smoothed(ta.tr(false), {0}, 1.0 / {0}, 0)", "smoothed", false, ""},
    {"bars_since", "ta.barssince({0})", "", false, ""},
    {"bb", "bandsOf({0}, {1}, {2})", "bandsOf", true, ""},
    {"bearish_engulfing",
     "(close[1] > open[1] and close < open and close <= open[1] and open >= close[1])", "", false,
     ""},
    {"beta", "ta.correlation({0}, {1}, {2}) * ta.stdev({0}, {2}) / ta.stdev({1}, {2})", "", false,
     ""},
    {"bullish_engulfing",
     "(close[1] < open[1] and close > open and close >= open[1] and open <= close[1])", "", false,
     ""},
    {"cci", "ta.cci({0}, {1})", "", false, ""},
    {"cmf", "math.sum(moneyFlow(), {0}) / math.sum(volume, {0})", "moneyFlow", false, ""},
    {"correlation", "ta.correlation({0}, {1}, {2})", "", false, ""},
    {"day_of_month", "dayofmonth", "", false, ""},
    {"day_open", "dayOpen()", "dayOpen", false, ""},
    {"dmi", "dmiOf({0})", "dmiOf", true, ""},
    {"doji", "(math.abs(close - open) <= 0.1 * (high - low) and high > low)", "", false, ""},
    {"donchian", "channelOf({0})", "channelOf", true, ""},
    {"ema", "smoothed({0}, {1}, 2.0 / ({1} + 1.0), 0)", "smoothed", false, ""},
    {"evening_star",
     "(close[2] > open[2] and math.abs(close[1] - open[1]) < 0.5 * math.abs(close[2] - open[2]) "
     "and close < open and close < (open[2] + close[2]) / 2)",
     "", false, ""},
    {"first_bar_of_day", "newDay()", "newDay", false, ""},
    {"ha_close", "ohlc4", "", false, ""},
    {"ha_high", "math.max(high, haOpen(), ohlc4)", "haOpen", false, ""},
    {"ha_low", "math.min(low, haOpen(), ohlc4)", "haOpen", false, ""},
    {"ha_open", "haOpen()", "haOpen", false, ""},
    {"hammer",
     "(math.min(open, close) - low >= 2 * math.abs(close - open) and high - math.max(open, close) "
     "<= math.abs(close - open) and high > low)",
     "", false, ""},
    {"highest", "ta.highest({0}, {1})", "", false, ""},
    {"ibs", "(high > low ? (close - low) / (high - low) : 0.5)", "", false, ""},
    {"ichimoku", "cloudOf({0}, {1}, {2}, {3})", "cloudOf", true, ""},
    {"inside_bar", "(high < high[1] and low > low[1])", "", false, ""},
    {"keltner", "keltnerOf({0}, {1}, {2}, {3})", "keltnerOf", true, ""},
    {"linreg", "ta.linreg({0}, {1}, 0)", "", false, ""},
    {"lowest", "ta.lowest({0}, {1})", "", false, ""},
    {"macd", "macdOf({0}, {1}, {2}, {3})", "macdOf", true, ""},
    {"median", "ta.median({0}, {1})", "", false,
     "The median of an even number of values is taken by Pine's own rule."},
    {"mfi", "ta.mfi(hlc3, {0})", "", false, ""},
    {"mom", "ta.mom({0}, {1})", "", false, ""},
    {"month", "month", "", false, ""},
    {"morning_star",
     "(close[2] < open[2] and math.abs(close[1] - open[1]) < 0.5 * math.abs(close[2] - open[2]) "
     "and close > open and close > (open[2] + close[2]) / 2)",
     "", false, ""},
    {"natr", "100 * smoothed(ta.tr(false), {0}, 1.0 / {0}, 0) / close", "smoothed", false, ""},
    {"obv", "ta.cum(na(close[1]) ? volume : math.sign(close - close[1]) * volume)", "", false, ""},
    {"opening_range", "openingRange({0})", "openingRange", true, ""},
    {"outside_bar", "(high > high[1] and low < low[1])", "", false, ""},
    {"pct_change", "ta.mom({0}, {1}) / ({0})[{1}]", "", false, ""},
    {"percent_rank", "ta.percentrank({0}, {1})", "", false, ""},
    {"psar", "ta.sar({0}, {1}, {2})", "", false,
     "Pine's parabolic stop starts in another way; the two are the same after their first "
     "reversals."},
    {"realized_vol", "ta.stdev(math.log({0} / ({0})[1]), {1}) * math.sqrt(PERIODS_PER_YEAR)", "",
     false, ""},
    {"rma", "smoothed({0}, {1}, 1.0 / {1}, 0)", "smoothed", false, ""},
    {"roc", "ta.roc({0}, {1})", "", false, ""},
    {"rsi", "ta.rsi({0}, {1})", "", false, "Pine's RSI is 100 while nothing has moved, ours 50."},
    {"shooting_star",
     "(high - math.max(open, close) >= 2 * math.abs(close - open) and math.min(open, close) - low "
     "<= math.abs(close - open) and high > low)",
     "", false, ""},
    {"slope", "ta.linreg({0}, {1}, 0) - ta.linreg({0}, {1}, 1)", "", false, ""},
    {"sma", "ta.sma({0}, {1})", "", false, ""},
    {"stdev", "ta.stdev({0}, {1})", "", false, ""},
    {"stoch", "stochasticOf(close, high, low, {0}, {1}, {2})", "stochasticOf", true, ""},
    {"stochrsi", "stochRsiOf({0}, {1}, {2}, {3}, {4})", "stochRsiOf", true,
     "Pine's RSI is 100 while nothing has moved, ours 50."},
    {"supertrend", "supertrendOf({0}, {1})", "supertrendOf", true, ""},
    {"time_of_day", "(hour * 60 + minute)", "", false, ""},
    {"tr", "ta.tr(false)", "", false, ""},
    {"value_when", "ta.valuewhen({0}, {1}, {2})", "", false, ""},
    {"vwap", "vwapOf()", "vwapOf", true, ""},
    {"vwma", "ta.vwma({0}, {1})", "", false, ""},
    {"weekday", "(dayofweek == 1 ? 7 : dayofweek - 1)", "", false, ""},
    {"willr", "ta.wpr({0})", "", false, ""},
    {"wma", "ta.wma({0}, {1})", "", false, ""},
    {"year", "year", "", false, ""},
    {"zscore", "({0} - ta.sma({0}, {1})) / ta.stdev({0}, {1})", "", false, ""},
};

constexpr PineFunction kFunctions[] = {
    {"smoothed", "",
     R"pine(// Exponential average seeded with the mean of `length` values after the first `skip`.
smoothed(float source, simple int length, simple float gain, simple int skip) =>
    var float result = na
    var float total = 0.0
    var int seen = 0
    if not na(source)
        seen += 1
        if seen > skip + length
            result := (1.0 - gain) * result + gain * source
        else if seen > skip
            total += source
            result := seen == skip + length ? total / length : na
    result)pine"},
    {"countOfLast", "", R"pine(// On how many of the last bars a condition was true.
countOfLast(bool condition, simple int bars) =>
    float total = ta.cum(condition ? 1 : 0)
    total - nz(total[bars]))pine"},
    {"percentOf", "", R"pine(percentOf(float part, float whole) =>
    whole == 0 ? 50.0 : 100.0 * part / whole)pine"},
    {"newDay", "", R"pine(// The first bar of a day on the exchange's clock.
newDay() =>
    na(time[1]) or dayofmonth != dayofmonth[1] or month != month[1])pine"},
    {"decayed", "",
     R"pine(// Wilder's running sum; its seed is the sum of the first `length` - 1 movements.
decayed(float source, simple int length) =>
    var float total = 0.0
    var int seen = 0
    if not na(source)
        seen += 1
        total := seen < length ? total + source : (1.0 - 1.0 / length) * total + source
    seen >= length ? total : na)pine"},
    {"movement", "", R"pine(movement() =>
    float up = high - high[1]
    float down = low[1] - low
    float plus = na(up) ? na : up > down and up > 0 ? up : 0.0
    float minus = na(down) ? na : down > up and down > 0 ? down : 0.0
    [plus, minus])pine"},
    {"dmiOf", "decayed movement", R"pine(// Wilder's directional indicators (+DI, -DI).
dmiOf(simple int length) =>
    [plus, minus] = movement()
    float ranges = decayed(ta.tr(false), length)
    float rises = decayed(plus, length)
    float falls = decayed(minus, length)
    [ranges == 0 ? 0.0 : 100.0 * rises / ranges, ranges == 0 ? 0.0 : 100.0 * falls / ranges])pine"},
    {"adxOf", "decayed movement smoothed", R"pine(// Wilder's average directional index.
adxOf(simple int length) =>
    [plus, minus] = movement()
    float rises = decayed(plus, length)
    float falls = decayed(minus, length)
    float index = rises + falls == 0 ? 0.0 : 100.0 * math.abs(rises - falls) / (rises + falls)
    smoothed(index, length, 1.0 / length, 0))pine"},
    {"macdOf", "smoothed", R"pine(// Both averages start on the same bar, as in TA-Lib.
macdOf(float source, simple int fast, simple int slow, simple int signal) =>
    float quick = smoothed(source, fast, 2.0 / (fast + 1.0), math.max(slow - fast, 0))
    float lazy = smoothed(source, slow, 2.0 / (slow + 1.0), math.max(fast - slow, 0))
    float line = quick - lazy
    float average = smoothed(line, signal, 2.0 / (signal + 1.0), 0)
    [line, average, line - average])pine"},
    {"bandsOf", "", R"pine(// Bollinger bands: middle, upper, lower, width, percent b.
bandsOf(float source, simple int length, simple float width) =>
    float mid = ta.sma(source, length)
    float band = width * ta.stdev(source, length)
    float inside = band == 0 ? 0.5 : (source - mid + band) / (2 * band)
    [mid, mid + band, mid - band, 2 * band / mid, inside])pine"},
    {"channelOf", "", R"pine(// Donchian channel of the bars before this one: middle, upper, lower.
channelOf(simple int length) =>
    float upper = ta.highest(high, length)[1]
    float lower = ta.lowest(low, length)[1]
    [(upper + lower) / 2, upper, lower])pine"},
    {"keltnerOf", "smoothed", R"pine(// Keltner channel: middle, upper, lower.
keltnerOf(float source, simple int length, simple float width, simple int rangeLength) =>
    float mid = smoothed(source, length, 2.0 / (length + 1.0), 0)
    float band = width * smoothed(ta.tr(false), rangeLength, 1.0 / rangeLength, 0)
    [mid, mid + band, mid - band])pine"},
    {"stochasticOf", "percentOf", R"pine(// Smoothed %K and its average %D.
stochasticOf(float source, float top, float bottom, simple int length, simple int smooth, simple int dLength) =>
    float highest = ta.highest(top, length)
    float lowest = ta.lowest(bottom, length)
    float k = ta.sma(percentOf(source - lowest, highest - lowest), smooth)
    [k, ta.sma(k, dLength)])pine"},
    {"stochRsiOf", "stochasticOf",
     R"pine(stochRsiOf(float source, simple int rsiLength, simple int length, simple int smooth, simple int dLength) =>
    float strength = ta.rsi(source, rsiLength)
    [k, d] = stochasticOf(strength, strength, strength, length, smooth, dLength)
    [k, d])pine"},
    {"supertrendOf", "smoothed", R"pine(// The band in force and whether the trend is up.
supertrendOf(simple int length, simple float factor) =>
    float reach = factor * smoothed(ta.tr(false), length, 1.0 / length, 0)
    var float top = na
    var float bottom = na
    var bool rising = true
    float before = close[1]
    if not na(reach)
        if na(top)
            top := hl2 + reach
            bottom := hl2 - reach
        else
            bottom := hl2 - reach > bottom or before < bottom ? hl2 - reach : bottom
            top := hl2 + reach < top or before > top ? hl2 + reach : top
            rising := rising ? close >= bottom : close > top
    [rising ? bottom : top, na(reach) ? na : rising ? 1 : 0])pine"},
    {"aroonOf", "", R"pine(aroonOf(simple int length) =>
    float up = 100.0 * (length + ta.highestbars(high, length + 1)) / length
    float down = 100.0 * (length + ta.lowestbars(low, length + 1)) / length
    [up, down])pine"},
    {"cloudOf", "",
     R"pine(// Conversion line, base line and the spans of today's cloud, which were computed `shift` bars ago.
cloudOf(simple int tenkan, simple int kijun, simple int span, simple int shift) =>
    float fast = (ta.highest(high, tenkan) + ta.lowest(low, tenkan)) / 2
    float slow = (ta.highest(high, kijun) + ta.lowest(low, kijun)) / 2
    float wide = (ta.highest(high, span) + ta.lowest(low, span)) / 2
    float lead = (fast + slow) / 2
    [fast, slow, lead[shift], wide[shift]])pine"},
    {"moneyFlow", "", R"pine(moneyFlow() =>
    high > low ? ((close - low) - (high - close)) / (high - low) * volume : 0.0)pine"},
    {"vwapOf", "newDay",
     R"pine(// Average price of the day so far, and one deviation above and below.
vwapOf() =>
    bool fresh = newDay()
    var float weight = 0.0
    var float centre = 0.0
    var float spread = 0.0
    if fresh
        weight := 0.0
        centre := 0.0
        spread := 0.0
    weight += volume
    if weight > 0
        float gap = hlc3 - centre
        centre += gap * volume / weight
        spread += volume * gap * (hlc3 - centre)
    float deviation = weight > 0 ? math.sqrt(math.max(spread, 0.0) / weight) : na
    [weight > 0 ? centre : na, deviation, -deviation])pine"},
    {"openingRange", "newDay",
     R"pine(// High and low of the first minutes of the day, known when they are over.
openingRange(simple int minutes) =>
    bool fresh = newDay()
    var int end = 0
    var float top = na
    var float bottom = na
    if fresh
        end := time + minutes * 60000
        top := high
        bottom := low
    else if time < end
        top := math.max(top, high)
        bottom := math.min(bottom, low)
    bool ended = time_close >= end
    [ended ? top : na, ended ? bottom : na])pine"},
    {"dayOpen", "newDay", R"pine(dayOpen() =>
    bool fresh = newDay()
    var float first = na
    if fresh
        first := open
    first)pine"},
    {"haOpen", "", R"pine(// Heikin-Ashi open.
haOpen() =>
    var float result = na
    result := na(result) ? (open + close) / 2 : (result + ohlc4[1]) / 2
    result)pine"},
};

} // namespace

std::set<std::string, std::less<>> pineReservedNames()
{
    // Words of the language and its variables, and names that every script defines.
    constexpr std::string_view kWords =
        "and array as ask bar_index barstate bid bool box by chart close color const "
        "continue currency dayofmonth dayofweek display do else enum export extend false "
        "fill float font footprint for format high hl2 hlc3 hlcc4 hline hour if import in "
        "indicator input int label last_bar_index last_bar_time library line linefill "
        "location log low map math matrix max_bars_back method minute month na not nz "
        "ohlc4 open or order plot polyline position request return runtime scale second "
        "series session shape simple size source splits str strategy string struct switch "
        "syminfo ta table text throw ticker time time_close timeframe timenow timestamp "
        "to true try type var varip volume weekofyear while year yloc xloc fixnan alert "
        "bgcolor PERIODS_PER_YEAR inLong inShort direction fillPrice opened barsHeld "
        "openProfit initialStop risk bestPrice stopPrice entrySize orderBar quantity "
        "firstStop firstRisk inSession tradable tighter ";
    std::set<std::string, std::less<>> names;
    for (const std::string_view word : split(kWords, ' ')) {
        names.emplace(word);
    }
    for (const PineFunction& function : kFunctions) {
        names.emplace(function.name);
    }
    return names;
}

const PineCall* findPineCall(std::string_view name)
{
    const auto found = std::ranges::find(kCalls, name, &PineCall::name);
    return found == std::end(kCalls) ? nullptr : found;
}

std::span<const PineFunction> pineFunctions()
{
    return kFunctions;
}

std::string pineRefusal(std::string_view name)
{
    return fmt::format("Pine does not know in advance on which days an exchange trades or which "
                       "bar is a day's last, so {} cannot be computed there",
                       name);
}

} // namespace sw::exporters
