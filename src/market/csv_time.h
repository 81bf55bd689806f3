// Times as they stand in CSV cells: calendar dates in their national orders, times of day, offsets
// from UTC, and numbers that count from 1970.
#pragma once

#include "base/timestamp.h"
#include "market/csv.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace sw::market {

/// The way in which the cells of a time column are written.
enum class TimeForm : std::uint8_t {
    YearFirst,   ///< 2020-01-31, also with / or . and a time of day
    Compact,     ///< 20200131, 20200131 093000, 20200131093000
    NumericDate, ///< 31/01/2020 or 01/31/2020
    MonthName,   ///< 31-Jan-2020, Jan 31, 2020
    EpochSeconds,
    EpochMillis,
    EpochMicros,
    EpochNanos,
    Counter, ///< 0, 1, 2, …: day numbers from 1970-01-01
};

/// One time as read.
struct CsvTime {
    Timestamp time;            ///< UTC; the local clock as it stands when there is no offset
    std::int32_t offsetMs = 0; ///< local minus UTC
    bool hasOffset = false;
};

/// The three numbers of a numeric date in the order in which they stand.
struct NumericParts {
    int first = 0, second = 0, year = 0;
    char separator = '/';
    bool shortYear = false; ///< two digits
};

/// The form of one cell; nothing when it is no time.
std::optional<TimeForm> timeFormOf(std::string_view cell);
/// Stable name of a form for CsvDialect::timeForm ("iso", "epoch-ms", …).
std::string_view name(TimeForm form);
/// The form of that name, with or without "+offset" and " and time columns".
std::optional<TimeForm> timeFormNamed(std::string_view name);
/// An example of a form, for messages.
std::string_view example(TimeForm form);

/// Reads a cell; `timeOfDay` is the cell of a second column or empty. Requires: `order` known for
/// NumericDate. Errors: what is wrong and what to do, without the place.
tl::expected<CsvTime, std::string> readTime(TimeForm form, DateOrder order, std::string_view cell,
                                            std::string_view timeOfDay);

/// The numbers at the beginning of a numeric date; nothing for other text.
std::optional<NumericParts> numericParts(std::string_view cell);
/// True for a time of day alone: 09:30, 09:30:00, 0930, 093000.
bool isTimeOfDay(std::string_view cell);

} // namespace sw::market
