// The quick way through a CSV row: plain ISO and epoch times read without detours. What is not
// plain gives nullptr, and the thorough way decides what it is.
#pragma once

#include "base/text.h"
#include "base/timestamp.h"
#include "market/csv_time.h"

#include <cstdint>
#include <cstring>

namespace sw::market {

/// Bytes that the quick way may look at without asking for the end: longer than any plain time.
inline constexpr std::size_t kQuickMargin = 64;

/// Two digits at p as a number, or 100 when they are not digits.
inline unsigned twoDigits(const char* p)
{
    const auto tens = static_cast<unsigned>(p[0] - '0');
    const auto ones = static_cast<unsigned>(p[1] - '0');
    return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/// Remembers the last month: its eight bytes "YYYY-MM-", the day before it, its length.
struct MonthCache {
    std::uint64_t bytes = 0;
    std::int64_t dayBefore = 0;
    unsigned length = 0;
};

/// Reads "YYYY-MM-" at p into the cache; false when it is not a month.
inline bool readIsoMonth(const char* p, MonthCache& cache)
{
    const unsigned century = twoDigits(p);
    const unsigned inCentury = twoDigits(p + 2);
    const unsigned month = twoDigits(p + 5);
    if (century > 99 || century < 16 || inCentury > 99 || month < 1 || month > 12 || p[4] != '-' ||
        p[7] != '-') {
        return false;
    }
    const CivilDate first{static_cast<int>(century * 100 + inCentury), static_cast<int>(month), 1};
    const std::int64_t start = daysFromCivil(first);
    cache.dayBefore = start - 1;
    cache.length = static_cast<unsigned>(
        daysFromCivil(month == 12 ? CivilDate{first.year + 1, 1, 1}
                                  : CivilDate{first.year, first.month + 1, 1}) -
        start);
    std::memcpy(&cache.bytes, p, sizeof cache.bytes);
    return true;
}

/// Reads "YYYY-MM-DD" at p as milliseconds; false when it is not a day.
inline bool readIsoDate(const char* p, MonthCache& cache, std::int64_t& ms)
{
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, p, sizeof bytes);
    if (bytes != cache.bytes && !readIsoMonth(p, cache)) {
        return false;
    }
    const unsigned day = twoDigits(p + 8);
    ms = (cache.dayBefore + day) * kMsPerDay;
    return day >= 1 && day <= cache.length;
}

/// Reads the plain ISO forms at p: a date, a time to the minute, second or millisecond, an offset.
/// Returns its end, or nullptr for what only the thorough way reads. Requires: kQuickMargin bytes.
inline const char* readIsoTime(const char* p, MonthCache& cache, CsvTime& out)
{
    out = {};
    if (!readIsoDate(p, cache, out.time.ms)) {
        return nullptr;
    }
    p += 10;
    if (*p != 'T' && *p != ' ') {
        return p;
    }
    const unsigned hour = twoDigits(p + 1);
    const unsigned minute = twoDigits(p + 4);
    if (p[3] != ':' || hour > 23 || minute > 59) {
        return nullptr;
    }
    out.time.ms += hour * kMsPerHour + minute * kMsPerMinute;
    p += 6;
    if (*p == ':') {
        const unsigned second = twoDigits(p + 1);
        if (second > 59) {
            return nullptr;
        }
        out.time.ms += second * std::int64_t{1000};
        p += 3;
    }
    if (*p == '.') {
        const unsigned tens = twoDigits(p + 1);
        const auto ones = static_cast<unsigned>(p[3] - '0');
        if (tens > 99 || ones > 9 || isDigit(p[4])) {
            return nullptr;
        }
        out.time.ms += tens * 10 + ones;
        p += 4;
    }
    if (*p == 'Z') {
        out.hasOffset = true;
        return p + 1;
    }
    if (*p == '+' || *p == '-') {
        const unsigned hours = twoDigits(p + 1);
        const unsigned minutes = twoDigits(p + 4);
        if (p[3] != ':' || hours > 18 || minutes > 59) {
            return nullptr;
        }
        const auto size = static_cast<std::int32_t>((hours * 60 + minutes) * kMsPerMinute);
        out.offsetMs = *p == '-' ? -size : size;
        out.time.ms -= out.offsetMs;
        out.hasOffset = true;
        p += 6;
    }
    return p;
}

/// Reads whole seconds or milliseconds since 1970.
inline const char* readEpoch(const char* p, std::int64_t multiplier, CsvTime& out)
{
    std::int64_t value = 0;
    const char* const begin = p;
    while (isDigit(*p) && p - begin < 15) {
        value = value * 10 + (*p - '0');
        ++p;
    }
    out = {{value * multiplier}, 0, false};
    return p == begin || value * multiplier > 253'402'300'799'999 ? nullptr : p;
}

/// Skips a cell without quotes that is plain ASCII; the delimiter test after it fails for others.
inline const char* skipPlainCell(const char* p, char delimiter)
{
    while (*p != delimiter && *p != '\n' && *p != '\r' && *p != '"' &&
           static_cast<unsigned char>(*p) < 0x80) {
        ++p;
    }
    return p;
}

} // namespace sw::market
