// Points in time: UTC milliseconds, and the civil calendar around them. No clock, no time zones.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sw {

/// A point in time. Units: milliseconds since 1970-01-01T00:00:00 UTC.
struct Timestamp {
    std::int64_t ms = 0;
    // clang-tidy 14 takes the 0 of a defaulted comparison for a null pointer.
    auto operator<=>(const Timestamp&) const = default; // NOLINT(modernize-use-nullptr)
};

inline constexpr std::int64_t kMsPerMinute = 60'000;
inline constexpr std::int64_t kMsPerHour = 3'600'000;
inline constexpr std::int64_t kMsPerDay = 86'400'000;

/// A day of the proleptic Gregorian calendar.
struct CivilDate {
    int year = 1970;
    int month = 1;                                      ///< 1…12
    int day = 1;                                        ///< 1…31
    auto operator<=>(const CivilDate&) const = default; // NOLINT(modernize-use-nullptr)
};

/// Days since 1970-01-01. Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
std::int64_t daysFromCivil(CivilDate date);
/// The inverse of daysFromCivil.
CivilDate civilFromDays(std::int64_t days);
/// Whole days since the epoch, rounded down for times before it.
std::int64_t daysOf(Timestamp time);
CivilDate dateOf(Timestamp time);
/// Midnight UTC of a date.
Timestamp startOf(CivilDate date);
/// 1 = Monday … 7 = Sunday.
int weekdayOf(std::int64_t days);
/// True for an existing day, for example not for 30 February.
bool isValid(CivilDate date);

/// "2024-01-31"
std::string formatDate(Timestamp time);
std::string formatDate(CivilDate date);
/// "2024-01-31T14:30:00Z", with milliseconds only where they are not zero.
std::string formatIso(Timestamp time);
/// Date only when the time is midnight, ISO 8601 otherwise.
std::string formatShort(Timestamp time);
/// Parses "YYYY-MM-DD"; nothing for any other text or a day that does not exist.
std::optional<CivilDate> parseDate(std::string_view text);

} // namespace sw
