#include "indicators/catalog_entries.h"

namespace sw::indicators {

namespace {

Entry candleEntry(std::string_view name, std::string_view title, std::string_view documentation)
{
    return {
        .name = name,
        .family = "pattern",
        .title = title,
        .fields = {Field::Open, Field::High, Field::Low, Field::Close},
        .outputs = {value(Unit::Bool, "true where the pattern is complete")},
        .documentation = documentation,
        .source = "own definition, given above; thresholds differ between libraries",
        .warmup = noWarmup,
    };
}

void addSingleCandles(std::vector<Entry>& entries)
{
    Entry hammer = candleEntry("hammer", "Hammer",
                               "Lower shadow of at least twice the body, upper shadow of at most "
                               "the body, and a range above zero.");
    hammer.make = makeHammer;
    entries.push_back(hammer);

    Entry star = candleEntry("shooting_star", "Shooting star",
                             "Upper shadow of at least twice the body, lower shadow of at most "
                             "the body, and a range above zero.");
    star.make = makeShootingStar;
    entries.push_back(star);

    Entry doji = candleEntry("doji", "Doji",
                             "Body of at most a tenth of the range, and a range above zero.");
    doji.make = makeDoji;
    entries.push_back(doji);
}

void addPairs(std::vector<Entry>& entries)
{
    Entry bullish = candleEntry("bullish_engulfing", "Bullish engulfing",
                                "A rising body that covers the falling body before: opens at or "
                                "below its close and closes at or above its open.");
    bullish.warmup = oneBar;
    bullish.make = makeBullishEngulfing;
    entries.push_back(bullish);

    Entry bearish = candleEntry("bearish_engulfing", "Bearish engulfing",
                                "A falling body that covers the rising body before: opens at or "
                                "above its close and closes at or below its open.");
    bearish.warmup = oneBar;
    bearish.make = makeBearishEngulfing;
    entries.push_back(bearish);

    Entry inside = candleEntry("inside_bar", "Inside bar",
                               "High below the high before and low above the low before.");
    inside.warmup = oneBar;
    inside.make = makeInsideBar;
    entries.push_back(inside);

    Entry outside = candleEntry("outside_bar", "Outside bar",
                                "High above the high before and low below the low before.");
    outside.warmup = oneBar;
    outside.make = makeOutsideBar;
    entries.push_back(outside);
}

void addStars(std::vector<Entry>& entries)
{
    Entry morning = candleEntry("morning_star", "Morning star",
                                "A falling body, then a body of less than half its size, then a "
                                "rising bar that closes above the middle of the first body.");
    morning.warmup = twoBars;
    morning.make = makeMorningStar;
    entries.push_back(morning);

    Entry evening = candleEntry("evening_star", "Evening star",
                                "A rising body, then a body of less than half its size, then a "
                                "falling bar that closes below the middle of the first body.");
    evening.warmup = twoBars;
    evening.make = makeEveningStar;
    entries.push_back(evening);
}

Entry heikinAshiEntry(std::string_view name, std::string_view title, std::string_view documentation)
{
    Entry entry = candleEntry(name, title, documentation);
    entry.outputs = {value(Unit::Price, "price of the averaged bar")};
    entry.source = "Valcu 2004; starts with the middle of the first body";
    entry.pine = "request.security(ticker.heikinashi(syminfo.tickerid), timeframe.period, close)";
    return entry;
}

void addHeikinAshi(std::vector<Entry>& entries)
{
    Entry open = heikinAshiEntry("ha_open", "Heikin-Ashi open",
                                 "Middle of the averaged bar before: (ha_open + ha_close) / 2.");
    open.make = makeHaOpen;
    entries.push_back(open);

    Entry high =
        heikinAshiEntry("ha_high", "Heikin-Ashi high", "Highest of high, ha_open and ha_close.");
    high.make = makeHaHigh;
    entries.push_back(high);

    Entry low =
        heikinAshiEntry("ha_low", "Heikin-Ashi low", "Lowest of low, ha_open and ha_close.");
    low.make = makeHaLow;
    entries.push_back(low);

    Entry close = heikinAshiEntry("ha_close", "Heikin-Ashi close",
                                  "Mean of open, high, low and close of the bar.");
    close.make = makeHaClose;
    entries.push_back(close);
}

} // namespace

void addPatterns(std::vector<Entry>& entries)
{
    addSingleCandles(entries);
    addPairs(entries);
    addStars(entries);
    addHeikinAshi(entries);
}

} // namespace sw::indicators
