#include "base/timeframe.h"

#include "base/text.h"

namespace sw {

std::int64_t Timeframe::minutes() const
{
    switch (unit) {
    case FrameUnit::Minute:
        return count;
    case FrameUnit::Hour:
        return std::int64_t{60} * count;
    case FrameUnit::Day:
        return std::int64_t{1440} * count;
    case FrameUnit::Week:
        return std::int64_t{10080} * count;
    case FrameUnit::Month:
        break;
    }
    return std::int64_t{43200} * count;
}

std::string Timeframe::text() const
{
    static constexpr const char* kSuffix[] = {"m", "h", "d", "w", "mo"};
    return std::to_string(count) + kSuffix[static_cast<int>(unit)];
}

std::string Timeframe::word() const
{
    if (count == 1) {
        switch (unit) {
        case FrameUnit::Hour:
            return "hourly";
        case FrameUnit::Day:
            return "daily";
        case FrameUnit::Week:
            return "weekly";
        case FrameUnit::Month:
            return "monthly";
        case FrameUnit::Minute:
            break;
        }
    }
    return text();
}

std::optional<Timeframe> parseTimeframe(std::string_view text)
{
    if (text == "daily") {
        return Timeframe{1, FrameUnit::Day};
    }
    if (text == "weekly") {
        return Timeframe{1, FrameUnit::Week};
    }
    if (text == "monthly") {
        return Timeframe{1, FrameUnit::Month};
    }
    if (text == "hourly") {
        return Timeframe{1, FrameUnit::Hour};
    }
    std::size_t digits = 0;
    int count = 0;
    while (digits < text.size() && isDigit(text[digits]) && digits < 5) {
        count = count * 10 + (text[digits] - '0');
        ++digits;
    }
    if (digits == 0 || count < 1) {
        return std::nullopt;
    }
    const std::string_view suffix = text.substr(digits);
    if (suffix == "m") {
        // 60m and 1h are one timeframe.
        return count % 60 == 0 ? Timeframe{count / 60, FrameUnit::Hour}
                               : Timeframe{count, FrameUnit::Minute};
    }
    if (suffix == "h") {
        return Timeframe{count, FrameUnit::Hour};
    }
    if (suffix == "d") {
        return Timeframe{count, FrameUnit::Day};
    }
    if (suffix == "w") {
        return Timeframe{count, FrameUnit::Week};
    }
    if (suffix == "mo") {
        return Timeframe{count, FrameUnit::Month};
    }
    return std::nullopt;
}

} // namespace sw
