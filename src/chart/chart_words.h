// The main chart as words and as comma-separated text.
#pragma once

#include "chart/prepared.h"

#include <QString>
#include <QStringList>

#include <array>

namespace sw::chart {

/// What bars first…last show: symbol, dates, last price and its change, trades, panes.
QString describeChart(const Prepared& prepared, std::int32_t first, std::int32_t last,
                      const QStringList& paneTitles);

/// Bars first…last and every series of every pane, a row per bar. Times are exchange-local, with
/// their offset from UTC where it is known; numbers are the shortest that read back the same;
/// missing values are empty.
QString chartCsv(const Prepared& prepared, std::int32_t first, std::int32_t last);

/// January first.
inline constexpr std::array<const char*, 12> kMonthNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

} // namespace sw::chart
