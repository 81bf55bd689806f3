#include "market/calendar.h"

#include <algorithm>
#include <array>

namespace sw::market {

namespace {

/// The n-th given weekday of a month; n = -1 counts from its end.
std::int64_t weekdayOfMonth(int year, int month, int weekday, int n)
{
    if (n > 0) {
        const std::int64_t first = daysFromCivil({year, month, 1});
        return first + (weekday - weekdayOf(first) + 7) % 7 + 7 * (n - 1);
    }
    const std::int64_t last =
        daysFromCivil(month == 12 ? CivilDate{year + 1, 1, 1} : CivilDate{year, month + 1, 1}) - 1;
    return last - (weekdayOf(last) - weekday + 7) % 7;
}

/// The weekday on which a holiday of fixed date is observed.
std::int64_t observed(CivilDate date)
{
    const std::int64_t day = daysFromCivil(date);
    const int weekday = weekdayOf(day);
    return weekday == 6 ? day - 1 : weekday == 7 ? day + 1 : day;
}

bool isNewYear(CivilDate date, std::int64_t day)
{
    const std::int64_t newYear = daysFromCivil({date.year, 1, 1});
    // On a Saturday it would be observed in the old year, whose books close that Friday.
    return weekdayOf(newYear) != 6 && day == observed({date.year, 1, 1});
}

} // namespace

CivilDate easterSunday(int year)
{
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int d = b / 4;
    const int e = b % 4;
    const int f = (b + 8) / 25;
    const int g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4;
    const int k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return {year, n / 31, n % 31 + 1};
}

bool isNewYorkHoliday(CivilDate date)
{
    const std::int64_t day = daysFromCivil(date);
    const int year = date.year;
    if (weekdayOf(day) > 5) {
        return false;
    }
    switch (date.month) {
    case 1:
        return isNewYear(date, day) || (year >= 1998 && day == weekdayOfMonth(year, 1, 1, 3));
    case 2:
        return day == (year >= 1971 ? weekdayOfMonth(year, 2, 1, 3) : observed({year, 2, 22}));
    case 3:
    case 4:
        return day == daysFromCivil(easterSunday(year)) - 2;
    case 5:
        return day == (year >= 1971 ? weekdayOfMonth(year, 5, 1, -1) : observed({year, 5, 30}));
    case 6:
        return year >= 2022 && day == observed({year, 6, 19});
    case 7:
        return day == observed({year, 7, 4});
    case 9:
        return day == weekdayOfMonth(year, 9, 1, 1);
    case 11:
        return day == weekdayOfMonth(year, 11, 4, 4);
    case 12:
        return day == observed({year, 12, 25});
    default:
        return false;
    }
}

bool wasNewYorkClosed(CivilDate date)
{
    static constexpr std::array<CivilDate, 12> kClosed = {{
        {1985, 9, 27},  // hurricane Gloria
        {1994, 4, 27},  // mourning, Nixon
        {2001, 9, 11},  // attack
        {2001, 9, 12},  // attack
        {2001, 9, 13},  // attack
        {2001, 9, 14},  // attack
        {2004, 6, 11},  // mourning, Reagan
        {2007, 1, 2},   // mourning, Ford
        {2012, 10, 29}, // hurricane Sandy
        {2012, 10, 30}, // hurricane Sandy
        {2018, 12, 5},  // mourning, G. H. W. Bush
        {2025, 1, 9},   // mourning, Carter
    }};
    return std::ranges::find(kClosed, date) != kClosed.end();
}

TradingCalendar calendarFor(AssetClass assetClass)
{
    switch (assetClass) {
    case AssetClass::Equity:
    case AssetClass::Index:
        return TradingCalendar::NewYork;
    case AssetClass::Crypto:
        return TradingCalendar::EveryDay;
    case AssetClass::Future:
    case AssetClass::ForeignExchange:
        break;
    }
    return TradingCalendar::Weekdays;
}

TradingCalendar calendarFor(const Instrument& instrument)
{
    static constexpr std::string_view kAmerican[] = {"^GSPC", "^SPX", "^DJI", "^DJT", "^IXIC",
                                                     "^NDX",  "^RUT", "^VIX", "^OEX", "^NYA",
                                                     "^RUI",  "^RUA", "^VXN", "^MID", "^SOX"};
    const std::string_view symbol = instrument.symbol;
    if (instrument.assetClass == AssetClass::Index) {
        return std::ranges::find(kAmerican, symbol) != std::end(kAmerican)
                   ? TradingCalendar::NewYork
                   : TradingCalendar::Weekdays;
    }
    if (instrument.assetClass == AssetClass::Equity) {
        // "BRK.B" is a share class; any other suffix names another exchange.
        const std::size_t dot = symbol.rfind('.');
        const std::string_view suffix =
            dot == std::string_view::npos ? std::string_view{} : symbol.substr(dot + 1);
        return suffix.empty() || suffix == "A" || suffix == "B" ? TradingCalendar::NewYork
                                                                : TradingCalendar::Weekdays;
    }
    return calendarFor(instrument.assetClass);
}

bool isTradingDay(TradingCalendar calendar, std::int64_t day)
{
    switch (calendar) {
    case TradingCalendar::EveryDay:
        return true;
    case TradingCalendar::Weekdays:
        return weekdayOf(day) <= 5;
    case TradingCalendar::NewYork:
        break;
    }
    return weekdayOf(day) <= 5 && !isNewYorkHoliday(civilFromDays(day));
}

std::int64_t nextTradingDay(TradingCalendar calendar, std::int64_t day)
{
    do {
        ++day;
    } while (!isTradingDay(calendar, day));
    return day;
}

std::int64_t lastTradingDay(TradingCalendar calendar, std::int64_t first, std::int64_t last)
{
    for (std::int64_t day = last; day >= first; --day) {
        if (isTradingDay(calendar, day)) {
            return day;
        }
    }
    return last;
}

} // namespace sw::market
