#include "indicators/catalog_entries.h"

namespace sw::indicators {

void addVolume(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "obv",
        .family = "volume",
        .title = "On-balance volume",
        .fields = {Field::Close, Field::Volume},
        .outputs = {value(Unit::Volume, "running total")},
        .documentation = "Running total of volume, added on a higher close and taken away on a "
                         "lower one; it starts with the first bar's volume.",
        .source = "Granville 1963; agrees with TA-Lib OBV",
        .pine = "ta.obv",
        .talib = "OBV",
        .warmup = noWarmup,
        .make = makeObv,
    });
    entries.push_back({
        .name = "ad",
        .family = "volume",
        .title = "Accumulation/distribution line",
        .fields = {Field::High, Field::Low, Field::Close, Field::Volume},
        .outputs = {value(Unit::Volume, "running total")},
        .documentation = "Running total of volume weighted from -1 (closed at the low) to 1 "
                         "(closed at the high); a bar without a range adds nothing.",
        .source = "Chaikin; agrees with TA-Lib AD",
        .pine = "ta.accdist",
        .talib = "AD",
        .warmup = noWarmup,
        .make = makeAd,
    });
    entries.push_back({
        .name = "cmf",
        .family = "volume",
        .title = "Chaikin money flow",
        .parameters = {length("n", "20", "bars summed")},
        .fields = {Field::High, Field::Low, Field::Close, Field::Volume},
        .outputs = {oscillator("value", -1, 1, "-1 = all selling, 1 = all buying")},
        .documentation = "Volume weighted from -1 (closed at the low) to 1 (closed at the high), "
                         "summed over n bars and divided by their volume; missing without volume.",
        .source = "Chaikin; sums of the terms of ad over sums of volume",
        .pine = "math.sum(flow, length) / math.sum(volume, length)",
        .warmup = windowWarmup,
        .make = makeCmf,
    });
    Output upper = output("upper", Unit::Price, "k deviations above");
    Output lower = output("lower", Unit::Price, "k deviations below");
    upper.scaledFrom = 0;
    lower.scaledFrom = 0;
    entries.push_back({
        .name = "vwap",
        .family = "volume",
        .title = "Volume-weighted average price",
        .fields = {Field::High, Field::Low, Field::Close, Field::Volume, Field::LocalTime},
        .outputs = {value(Unit::Price, "average price of the day so far"), upper, lower},
        .documentation = "Average of hlc3 weighted by volume since the exchange-local day began, "
                         "with bands of k volume-weighted deviations; missing until something "
                         "was traded that day.",
        .source = "definition; deviation by West's weighted recurrence (1979), population",
        .pine = "ta.vwap(hlc3, timeframe.change(\"D\"), mult)",
        .needsIntraday = true,
        .warmup = noWarmup,
        .make = makeVwap,
    });
}

} // namespace sw::indicators
