#include "base/timestamp.h"

#include <fmt/format.h>

namespace sw {

std::int64_t daysFromCivil(CivilDate date)
{
    const std::int64_t y = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t yoe = y - era * 400;
    const std::int64_t shifted = date.month + (date.month > 2 ? -3 : 9);
    const std::int64_t doy = (153 * shifted + 2) / 5 + date.day - 1;
    const std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

CivilDate civilFromDays(std::int64_t days)
{
    const std::int64_t z = days + 719468;
    const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const std::int64_t doe = z - era * 146097;
    const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::int64_t mp = (5 * doy + 2) / 153;
    const int day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
    const int month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
    return {static_cast<int>(yoe + era * 400 + (month <= 2 ? 1 : 0)), month, day};
}

std::int64_t daysOf(Timestamp time)
{
    const std::int64_t days = time.ms / kMsPerDay;
    return time.ms % kMsPerDay < 0 ? days - 1 : days;
}

CivilDate dateOf(Timestamp time)
{
    return civilFromDays(daysOf(time));
}

Timestamp startOf(CivilDate date)
{
    return {daysFromCivil(date) * kMsPerDay};
}

int weekdayOf(std::int64_t days)
{
    // 1970-01-01 was a Thursday.
    const std::int64_t index = (days + 3) % 7;
    return static_cast<int>(index < 0 ? index + 7 : index) + 1;
}

bool isValid(CivilDate date)
{
    return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31 &&
           civilFromDays(daysFromCivil(date)) == date;
}

std::string formatDate(CivilDate date)
{
    return fmt::format("{:04d}-{:02d}-{:02d}", date.year, date.month, date.day);
}

std::string formatDate(Timestamp time)
{
    return formatDate(dateOf(time));
}

std::string formatIso(Timestamp time)
{
    const std::int64_t inDay = time.ms - daysOf(time) * kMsPerDay;
    const std::int64_t seconds = inDay / 1000;
    std::string text = fmt::format("{}T{:02d}:{:02d}:{:02d}", formatDate(time), seconds / 3600,
                                   seconds / 60 % 60, seconds % 60);
    if (inDay % 1000 != 0) {
        text += fmt::format(".{:03d}", inDay % 1000);
    }
    return text + "Z";
}

std::string formatShort(Timestamp time)
{
    return time.ms - daysOf(time) * kMsPerDay == 0 ? formatDate(time) : formatIso(time);
}

std::optional<CivilDate> parseDate(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    int parts[3] = {0, 0, 0};
    int part = 0;
    for (const char c : text) {
        if (c == '-') {
            ++part;
            if (part > 2) {
                return std::nullopt;
            }
        } else if (c >= '0' && c <= '9') {
            parts[part] = parts[part] * 10 + (c - '0');
        } else {
            return std::nullopt;
        }
    }
    const CivilDate date{parts[0], parts[1], parts[2]};
    return isValid(date) ? std::optional(date) : std::nullopt;
}

} // namespace sw
