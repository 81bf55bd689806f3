// Which days a market trades, by rule. Announced in advance, so knowing them is no look-ahead;
// closures that nobody could foresee (2001-09-11, storms) are trading days here.
#pragma once

#include "base/timestamp.h"
#include "indicators/kernel.h"

namespace sw::indicators {

/// True when the New York Stock Exchange closes on that weekday by the rules of its Rule 7.2, or
/// on the day of mourning 2018-12-05. Source: NYSE Rule 7.2; Easter by the anonymous Gregorian
/// algorithm (Meeus, Astronomical Algorithms, ch. 8).
bool isExchangeHoliday(CivilDate date);

/// True when the market trades on that day: weekdays that are no holiday (Exchange), weekdays
/// (ForeignExchange), every day (AlwaysOpen).
bool isTradingDay(CalendarKind calendar, CivilDate date);

/// Trading days after `date` that are still in its month; 0 = it is the last one.
int tradingDaysLeftInMonth(CalendarKind calendar, CivilDate date);

/// True when no earlier day of the month is a trading day.
bool isFirstTradingDayOfMonth(CalendarKind calendar, CivilDate date);

} // namespace sw::indicators
