// On which days a market trades, by rule: what "the next bar" means before it has come. One-off
// closures are listed for judging old data only, because nobody could have known them before.
#pragma once

#include "base/timestamp.h"
#include "market/instrument.h"

#include <cstdint>

namespace sw::market {

/// Quotient rounded down, so that times before 1970 fall into whole periods too.
inline std::int64_t floorDiv(std::int64_t a, std::int64_t b)
{
    const std::int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

/// The rule by which the trading days of a market are known in advance.
enum class TradingCalendar : std::uint8_t {
    EveryDay, ///< crypto
    Weekdays, ///< currencies, futures and exchanges whose holidays are not known here
    NewYork,  ///< weekdays without the holidays of the New York Stock Exchange
};

/// The calendar of an instrument: New York for equities and the American indices, every day for
/// crypto, weekdays for the rest and for symbols with the suffix of another exchange ("SAP.DE").
TradingCalendar calendarFor(const Instrument& instrument);
/// The same when only the class is known; an index counts as American.
TradingCalendar calendarFor(AssetClass assetClass);

/// Easter Sunday of the Gregorian calendar. Source: Meeus/Jones/Butcher, "Astronomical Algorithms"
/// 1991, ch. 8.
CivilDate easterSunday(int year);

/// True for a regular full-day holiday of the New York Stock Exchange that falls on a weekday, with
/// observed days: Sunday → Monday, Saturday → Friday, but New Year on a Saturday is not observed.
/// Exact from 1981 on. Source: NYSE Rule 7.2.
bool isNewYorkHoliday(CivilDate date);

/// True for a weekday on which New York was closed for one occasion (mourning, storm, attack).
/// Complete from 1985 to 2025. Source: the exchange's published list of special closings.
bool wasNewYorkClosed(CivilDate date);

/// True when bars are to be expected on a day. Units: days since 1970-01-01.
bool isTradingDay(TradingCalendar calendar, std::int64_t day);
/// The first trading day after `day`.
std::int64_t nextTradingDay(TradingCalendar calendar, std::int64_t day);
/// The last trading day from `first` to `last`; `last` itself when there is none.
std::int64_t lastTradingDay(TradingCalendar calendar, std::int64_t first, std::int64_t last);

} // namespace sw::market
