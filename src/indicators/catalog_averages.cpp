#include "indicators/catalog_entries.h"

namespace sw::indicators {

void addAverages(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "sma",
        .family = "average",
        .title = "Simple moving average",
        .parameters = {source(), length("n", "", "bars averaged")},
        .outputs = {value(Unit::SameAsSource, "mean of the last n values")},
        .documentation = "Mean of the last n values, this bar included. Prices are summed as whole "
                         "ticks, so equal averages are equal numbers.",
        .source = "definition; agrees with TA-Lib SMA",
        .pine = "ta.sma(source, length)",
        .talib = "SMA",
        .warmup = windowWarmup,
        .make = makeSma,
    });
    entries.push_back({
        .name = "ema",
        .family = "average",
        .title = "Exponential moving average",
        .parameters = {source(), length("n", "", "length; the newest value weighs 2/(n+1)")},
        .outputs = {value(Unit::SameAsSource, "exponential average")},
        .documentation = "Average that weighs the newest value 2/(n+1) and forgets the rest "
                         "gradually; it starts as the simple average of the first n values.",
        .source = "agrees with TA-Lib EMA and Pine: seeded with the simple average",
        .pine = "ta.ema(source, length)",
        .talib = "EMA",
        .warmup = windowWarmup,
        .make = makeEma,
    });
    entries.push_back({
        .name = "wma",
        .family = "average",
        .title = "Weighted moving average",
        .parameters = {source(), length("n", "", "bars averaged")},
        .outputs = {value(Unit::SameAsSource, "linearly weighted mean of the last n values")},
        .documentation = "Mean of the last n values with weights falling linearly from n for this "
                         "bar to 1 for the oldest.",
        .source = "definition; agrees with TA-Lib WMA",
        .pine = "ta.wma(source, length)",
        .talib = "WMA",
        .warmup = windowWarmup,
        .make = makeWma,
    });
    entries.push_back({
        .name = "rma",
        .family = "average",
        .title = "Wilder's moving average",
        .parameters = {source(), length("n", "", "length; the newest value weighs 1/n")},
        .outputs = {value(Unit::SameAsSource, "Wilder's average")},
        .documentation = "Exponential average that weighs the newest value 1/n, as inside RSI and "
                         "ATR; it starts as the simple average of the first n values.",
        .source = "Wilder 1978, New Concepts in Technical Trading Systems; MetaTrader calls it "
                  "smoothed",
        .pine = "ta.rma(source, length)",
        .warmup = windowWarmup,
        .make = makeRma,
    });
    entries.push_back({
        .name = "vwma",
        .family = "average",
        .title = "Volume-weighted moving average",
        .parameters = {source(), length("n", "", "bars averaged")},
        .fields = {Field::Volume},
        .outputs = {value(Unit::SameAsSource, "volume-weighted mean of the last n values")},
        .documentation = "Mean of the last n values weighted by volume; missing while no volume "
                         "was traded in the window.",
        .source = "definition: sum of x times volume over sum of volume",
        .pine = "ta.vwma(source, length)",
        .warmup = windowWarmup,
        .make = makeVwma,
    });
}

} // namespace sw::indicators
