#include "indicators/trading_days.h"

namespace sw::indicators {

namespace {

constexpr int kMonday = 1;
constexpr int kThursday = 4;
constexpr int kFriday = 5;
constexpr int kSaturday = 6;
constexpr int kSunday = 7;

/// The n-th given weekday of a month, as days since the epoch.
std::int64_t nthWeekday(int year, int month, int weekday, int n)
{
    const std::int64_t first = daysFromCivil({year, month, 1});
    return first + (weekday - weekdayOf(first) + 7) % 7 + 7 * (n - 1);
}

std::int64_t goodFriday(int year)
{
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int k = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * k) / 451;
    const int sum = h + k - 7 * m + 114;
    return daysFromCivil({year, sum / 31, sum % 31 + 1}) - 2;
}

/// A fixed holiday moves from Saturday to Friday and from Sunday to Monday.
std::int64_t observed(CivilDate date)
{
    const std::int64_t day = daysFromCivil(date);
    const int weekday = weekdayOf(day);
    return weekday == kSaturday ? day - 1 : weekday == kSunday ? day + 1 : day;
}

bool isNewYear(CivilDate date)
{
    // On a Saturday it is not made up for: the Friday belongs to the year that closes its books.
    const int weekday = weekdayOf(daysFromCivil(date));
    return date.month == 1 && (date.day == 1 || (date.day == 2 && weekday == kMonday));
}

} // namespace

bool isExchangeHoliday(CivilDate date)
{
    constexpr int kFirstMartinLutherKing = 1998;
    constexpr int kFirstJuneteenth = 2022;
    const std::int64_t day = daysFromCivil(date);
    const int year = date.year;
    switch (date.month) {
    case 1:
        return isNewYear(date) ||
               (year >= kFirstMartinLutherKing && day == nthWeekday(year, 1, kMonday, 3));
    case 2:
        return day == nthWeekday(year, 2, kMonday, 3);
    case 3:
    case 4:
        return day == goodFriday(year);
    case 5:
        return day == nthWeekday(year, 6, kMonday, 1) - 7;
    case 6:
        return year >= kFirstJuneteenth && day == observed({year, 6, 19});
    case 7:
        return day == observed({year, 7, 4});
    case 9:
        return day == nthWeekday(year, 9, kMonday, 1);
    case 11:
        return day == nthWeekday(year, 11, kThursday, 4);
    case 12:
        return day == observed({year, 12, 25}) || date == CivilDate{2018, 12, 5};
    default:
        return false;
    }
}

bool isTradingDay(CalendarKind calendar, CivilDate date)
{
    if (calendar == CalendarKind::AlwaysOpen) {
        return true;
    }
    if (weekdayOf(daysFromCivil(date)) > kFriday) {
        return false;
    }
    return calendar == CalendarKind::ForeignExchange || !isExchangeHoliday(date);
}

int tradingDaysLeftInMonth(CalendarKind calendar, CivilDate date)
{
    int left = 0;
    for (CivilDate next{date.year, date.month, date.day + 1}; isValid(next); ++next.day) {
        left += isTradingDay(calendar, next) ? 1 : 0;
    }
    return left;
}

bool isFirstTradingDayOfMonth(CalendarKind calendar, CivilDate date)
{
    for (CivilDate earlier{date.year, date.month, 1}; earlier < date; ++earlier.day) {
        if (isTradingDay(calendar, earlier)) {
            return false;
        }
    }
    return true;
}

} // namespace sw::indicators
