#include "indicators/catalog_entries.h"

namespace sw::indicators {

void addRanges(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "highest",
        .family = "range",
        .title = "Highest value",
        .parameters = {source(), length("n", "", "bars looked at, this one included")},
        .outputs = {value(Unit::SameAsSource, "largest of the last n values")},
        .documentation = "Largest of the last n values, this bar included; for a breakout write "
                         "highest(high, n)[1].",
        .source = "definition; agrees with TA-Lib MAX",
        .pine = "ta.highest(source, length)",
        .talib = "MAX",
        .warmup = windowWarmup,
        .make = makeHighest,
    });
    entries.push_back({
        .name = "lowest",
        .family = "range",
        .title = "Lowest value",
        .parameters = {source(), length("n", "", "bars looked at, this one included")},
        .outputs = {value(Unit::SameAsSource, "smallest of the last n values")},
        .documentation = "Smallest of the last n values, this bar included; for a breakdown write "
                         "lowest(low, n)[1].",
        .source = "definition; agrees with TA-Lib MIN",
        .pine = "ta.lowest(source, length)",
        .talib = "MIN",
        .warmup = windowWarmup,
        .make = makeLowest,
    });
    entries.push_back({
        .name = "donchian",
        .family = "range",
        .title = "Donchian channel",
        .parameters = {length("n", "20", "bars before this one")},
        .fields = {Field::High, Field::Low},
        .outputs = {output("mid", Unit::Price, "middle of the channel"),
                    output("upper", Unit::Price, "highest high of the n bars before"),
                    output("lower", Unit::Price, "lowest low of the n bars before")},
        .documentation = "Highest high and lowest low of the n bars before this one. This bar is "
                         "left out, for otherwise no close could ever break out.",
        .source = "Donchian; other libraries include this bar",
        .pine = "ta.highest(high, length)[1]",
        .warmup = lengthWarmup,
        .make = makeDonchian,
    });
    entries.push_back({
        .name = "opening_range",
        .family = "range",
        .title = "Opening range",
        .parameters = {number("minutes", "", 1, 1440, "length of the range from the first bar")},
        .fields = {Field::High, Field::Low, Field::LocalTime},
        .outputs = {output("high", Unit::Price, "highest high of the opening minutes"),
                    output("low", Unit::Price, "lowest low of the opening minutes")},
        .documentation = "High and low of the bars that begin within the first minutes of the "
                         "day; missing until the last of them has closed.",
        .source = "Crabel 1990",
        .needsIntraday = true,
        .warmup = noWarmup,
        .make = makeOpeningRange,
    });
    entries.push_back({
        .name = "day_open",
        .family = "range",
        .title = "Opening price of the day",
        .fields = {Field::Open, Field::LocalTime},
        .outputs = {value(Unit::Price, "open of the day's first bar")},
        .documentation = "Open of the first bar of the exchange-local day.",
        .source = "definition",
        .warmup = noWarmup,
        .make = makeDayOpen,
    });
}

} // namespace sw::indicators
