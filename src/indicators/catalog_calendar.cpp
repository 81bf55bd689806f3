#include "indicators/catalog_entries.h"

namespace sw::indicators {

namespace {

/// What all calendar functions have in common: they read the clock and nothing else.
Entry calendarEntry(std::string_view name, std::string_view title, Output result)
{
    return {
        .name = name,
        .family = "calendar",
        .title = title,
        .fields = {Field::LocalTime},
        .outputs = {result},
        .warmup = noWarmup,
    };
}

void addDates(std::vector<Entry>& entries)
{
    Entry weekday =
        calendarEntry("weekday", "Day of the week", value(Unit::Number, "1 = Monday … 7 = Sunday"));
    weekday.documentation =
        "Day of the week on which the bar begins, 1 for Monday to 7 for Sunday.";
    weekday.source = "ISO 8601";
    weekday.pine = "dayofweek == 1 ? 7 : dayofweek - 1";
    weekday.make = makeWeekday;
    entries.push_back(weekday);

    Entry day = calendarEntry("day_of_month", "Day of the month", value(Unit::Number, "1 … 31"));
    day.documentation = "Calendar day of the month on which the bar begins.";
    day.source = "Gregorian calendar, exchange-local";
    day.pine = "dayofmonth";
    day.make = makeDayOfMonth;
    entries.push_back(day);

    Entry month = calendarEntry("month", "Month", value(Unit::Number, "1 … 12"));
    month.documentation = "Calendar month in which the bar begins.";
    month.source = "Gregorian calendar, exchange-local";
    month.pine = "month";
    month.make = makeMonth;
    entries.push_back(month);

    Entry year = calendarEntry("year", "Year", value(Unit::Number, "for example 2024"));
    year.documentation = "Calendar year in which the bar begins.";
    year.source = "Gregorian calendar, exchange-local";
    year.pine = "year";
    year.make = makeYear;
    entries.push_back(year);
}

void addTradingDays(std::vector<Entry>& entries)
{
    Entry fromStart = calendarEntry("trading_day_of_month", "Trading day of the month",
                                    value(Unit::Bars, "1 = the month's first trading day"));
    fromStart.documentation = "Counts the days of the month that have bars, from 1; missing in the "
                              "first month of the data unless it is there from its first trading "
                              "day.";
    fromStart.source = "counted from the data; the first trading day by the exchange's rule";
    fromStart.make = makeTradingDayOfMonth;
    entries.push_back(fromStart);

    Entry left = calendarEntry("trading_days_left_in_month", "Trading days left in the month",
                               value(Unit::Bars, "0 = the month's last trading day"));
    left.documentation = "Trading days of the month after this one, by the calendar announced in "
                         "advance: weekdays without exchange holidays for stocks, weekdays for "
                         "currencies, all days for crypto.";
    left.source = "NYSE Rule 7.2; never read from later bars";
    left.make = makeTradingDaysLeft;
    entries.push_back(left);
}

} // namespace

void addCalendar(std::vector<Entry>& entries)
{
    addDates(entries);
    addTradingDays(entries);

    Entry time = calendarEntry("time_of_day", "Time of day",
                               value(Unit::Time, "minutes since midnight, exchange time"));
    time.documentation = "Time at which the bar begins; compare it with times: time_of_day >= "
                         "10:00.";
    time.source = "exchange-local clock";
    time.pine = "hour * 60 + minute";
    time.make = makeTimeOfDay;
    entries.push_back(time);

    Entry first = calendarEntry("first_bar_of_day", "First bar of the day",
                                value(Unit::Bool, "true on the first bar of a local day"));
    first.documentation = "True on the first bar of each exchange-local day; on daily bars always.";
    first.source = "definition";
    first.pine = "session.isfirstbar";
    first.make = makeFirstBarOfDay;
    entries.push_back(first);

    Entry last = calendarEntry("last_bar_of_day", "Last bar of the day",
                               value(Unit::Bool, "true on the bar that ends the session"));
    last.documentation = "True on the bar that reaches the end of the session, 16:00 for stocks "
                         "and midnight otherwise; on daily bars always. Half-days end without "
                         "one, for only later bars would show it.";
    last.source = "begin of the bar plus its length against the session's end";
    last.pine = "session.islastbar";
    last.make = makeLastBarOfDay;
    entries.push_back(last);
}

} // namespace sw::indicators
