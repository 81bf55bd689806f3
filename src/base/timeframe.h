// The length of a bar.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sw {

enum class FrameUnit : std::uint8_t { Minute, Hour, Day, Week, Month };

/// The length of a bar, for example 5 minutes or 1 day. Requires: count ≥ 1.
struct Timeframe {
    int count = 1;
    FrameUnit unit = FrameUnit::Day;

    bool operator==(const Timeframe&) const = default;
    /// True below one day.
    bool isIntraday() const { return unit == FrameUnit::Minute || unit == FrameUnit::Hour; }
    /// Minutes of a bar; a month counts as 30 days. For ordering and for intraday arithmetic.
    std::int64_t minutes() const;
    /// "5m", "4h", "1d", "1w", "1mo"
    std::string text() const;
    /// Words of the language where it has them: "daily", "weekly", "monthly", "hourly", else
    /// text().
    std::string word() const;
};

/// Parses "5m", "4h", "1d", "1w", "1mo" and daily, weekly, monthly, hourly; nothing otherwise.
std::optional<Timeframe> parseTimeframe(std::string_view text);

} // namespace sw
