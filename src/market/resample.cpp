#include "market/bars.h"
#include "market/calendar.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::market {

namespace {

std::int64_t dayOfLocal(std::int64_t localMs)
{
    return floorDiv(localMs, kMsPerDay);
}

std::int64_t lengthMs(Timeframe timeframe)
{
    return timeframe.minutes() * kMsPerMinute;
}

/// Numbers the periods of a timeframe on a local clock, in order of time and without holes in the
/// calendar's own counting.
class Periods
{
public:
    explicit Periods(Timeframe timeframe)
        : m_timeframe(timeframe),
          m_count(timeframe.count),
          m_minutes(timeframe.minutes()),
          m_perDay((1440 + m_minutes - 1) / m_minutes)
    {}

    std::int64_t keyAt(std::int64_t localMs) const
    {
        const std::int64_t day = dayOfLocal(localMs);
        switch (m_timeframe.unit) {
        case FrameUnit::Month: {
            const CivilDate date = civilFromDays(day);
            return floorDiv(std::int64_t{date.year} * 12 + date.month - 1, m_count);
        }
        case FrameUnit::Week:
            // 1969-12-29, day -3, was a Monday.
            return floorDiv(floorDiv(day + 3, 7), m_count);
        case FrameUnit::Day:
            return floorDiv(day, m_count);
        case FrameUnit::Hour:
        case FrameUnit::Minute:
            break;
        }
        const std::int64_t minute = (localMs - day * kMsPerDay) / kMsPerMinute;
        return day * m_perDay + minute / m_minutes;
    }

    /// Local start of a period.
    std::int64_t startOf(std::int64_t key) const
    {
        switch (m_timeframe.unit) {
        case FrameUnit::Month: {
            const std::int64_t month = key * m_count;
            const std::int64_t year = floorDiv(month, 12);
            return daysFromCivil(
                       {static_cast<int>(year), static_cast<int>(month - year * 12) + 1, 1}) *
                   kMsPerDay;
        }
        case FrameUnit::Week:
            return (key * m_count * 7 - 3) * kMsPerDay;
        case FrameUnit::Day:
            return key * m_count * kMsPerDay;
        case FrameUnit::Hour:
        case FrameUnit::Minute:
            break;
        }
        const std::int64_t day = floorDiv(key, m_perDay);
        return day * kMsPerDay + (key - day * m_perDay) * m_minutes * kMsPerMinute;
    }

private:
    Timeframe m_timeframe;
    std::int64_t m_count;
    std::int64_t m_minutes;
    std::int64_t m_perDay;
};

/// First local day after the bar of a daily or longer timeframe that holds `day`.
std::int64_t dayAfterBar(Timeframe timeframe, std::int64_t day)
{
    switch (timeframe.unit) {
    case FrameUnit::Month: {
        CivilDate date = civilFromDays(day);
        const int months = date.year * 12 + date.month - 1 + timeframe.count;
        return daysFromCivil({months / 12, months % 12 + 1, 1});
    }
    case FrameUnit::Week:
        return floorDiv(day + 3, 7) * 7 - 3 + std::int64_t{7} * timeframe.count;
    case FrameUnit::Day:
    case FrameUnit::Hour:
    case FrameUnit::Minute:
        break;
    }
    return day + timeframe.count;
}

/// Local start of the next regular bar after one that starts at `localMs`.
std::int64_t nextRegularStart(TradingCalendar calendar, Timeframe timeframe, std::int64_t localMs)
{
    const std::int64_t day = dayOfLocal(localMs);
    if (timeframe.isIntraday()) {
        const std::int64_t next = localMs + lengthMs(timeframe);
        if (calendar == TradingCalendar::EveryDay || dayOfLocal(next) == day) {
            return next;
        }
        return nextTradingDay(calendar, day) * kMsPerDay;
    }
    const std::int64_t after = dayAfterBar(timeframe, day);
    return timeframe.unit == FrameUnit::Day ? nextTradingDay(calendar, after - 1) * kMsPerDay
                                            : after * kMsPerDay;
}

/// Last trading day that a bar of a daily or longer timeframe covers.
std::int64_t lastDayOfBar(TradingCalendar calendar, Timeframe timeframe, std::int64_t localMs)
{
    const std::int64_t day = dayOfLocal(localMs);
    const std::int64_t last = dayAfterBar(timeframe, day) - 1;
    return timeframe.unit == FrameUnit::Day ? last : lastTradingDay(calendar, day, last);
}

Status checkGrouping(Timeframe source, Timeframe target)
{
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorKind::InvalidInput, fmt::format("{} bars cannot be made of {} bars: {}",
                                                         target.text(), source.text(), why));
    };
    if (target.minutes() <= source.minutes()) {
        return refuse("choose a timeframe that is longer than the bars' own");
    }
    if (target.isIntraday()) {
        if (target.minutes() > 1440) {
            return refuse("hours are counted from midnight; choose at most 24h, or days");
        }
        if (target.minutes() % source.minutes() != 0) {
            return refuse("choose a whole multiple of the bars' own length");
        }
        return {};
    }
    if (source.isIntraday()) {
        return {};
    }
    if (source.unit == FrameUnit::Week && target.unit == FrameUnit::Month) {
        return refuse("a week may lie in two months; load daily bars");
    }
    const bool sameUnit = source.unit == target.unit;
    if ((sameUnit && target.count % source.count != 0) || (!sameUnit && source.count != 1)) {
        return refuse("choose a whole multiple of the bars' own length, or load shorter bars");
    }
    return {};
}

/// Collects the bars of one period after the other.
class Grouping
{
public:
    Grouping(const Bars& bars, Timeframe target) : m_bars(bars), m_periods(target) {}

    /// Takes bar i and returns the index of the last completed period.
    std::int32_t take(std::size_t i, std::int64_t nextStartMs)
    {
        const std::int64_t key = m_periods.keyAt(m_bars.localMs(i));
        if (m_groups == 0 || key > m_key) {
            open(i, key);
        } else if (m_complete) {
            open(i, m_key + 1);
        } else {
            join(i);
        }
        m_complete = m_periods.keyAt(nextStartMs) > m_key;
        return m_complete ? m_groups - 1 : m_groups - 2;
    }

    /// The completed periods.
    BarColumns finish()
    {
        if (m_groups > 0 && !m_complete) {
            m_columns.time.pop_back();
            for (auto* column : {&m_columns.open, &m_columns.high, &m_columns.low, &m_columns.close,
                                 &m_columns.volume}) {
                column->pop_back();
            }
            if (m_bars.hasOffsets()) {
                m_columns.localOffsetMs.pop_back();
            }
        }
        return std::move(m_columns);
    }

private:
    void open(std::size_t i, std::int64_t key)
    {
        m_key = key;
        ++m_groups;
        const std::int32_t offset = m_bars.hasOffsets() ? m_bars.localOffsetMs()[i] : 0;
        m_columns.time.push_back({m_periods.startOf(key) - offset});
        m_columns.open.push_back(m_bars.open()[i]);
        m_columns.high.push_back(m_bars.high()[i]);
        m_columns.low.push_back(m_bars.low()[i]);
        m_columns.close.push_back(m_bars.close()[i]);
        m_columns.volume.push_back(m_bars.volume()[i]);
        if (m_bars.hasOffsets()) {
            m_columns.localOffsetMs.push_back(offset);
        }
    }

    void join(std::size_t i)
    {
        m_columns.high.back() = std::max(m_columns.high.back(), m_bars.high()[i]);
        m_columns.low.back() = std::min(m_columns.low.back(), m_bars.low()[i]);
        m_columns.close.back() = m_bars.close()[i];
        m_columns.volume.back() += m_bars.volume()[i];
    }

    const Bars& m_bars;
    Periods m_periods;
    BarColumns m_columns;
    std::int64_t m_key = 0;
    std::int32_t m_groups = 0;
    bool m_complete = false;
};

} // namespace

Result<Resampled> resample(const Bars& bars, Timeframe timeframe)
{
    if (Status status = checkGrouping(bars.timeframe(), timeframe); !status) {
        return fail(std::move(status).error());
    }
    const TradingCalendar calendar = calendarFor(bars.instrument());
    Grouping grouping(bars, timeframe);
    Resampled out;
    out.lastCompleted.reserve(bars.size());
    for (std::size_t i = 0; i < bars.size(); ++i) {
        out.lastCompleted.push_back(
            grouping.take(i, nextRegularStart(calendar, bars.timeframe(), bars.localMs(i))));
    }
    auto made = Bars::make(bars.instrument(), timeframe, grouping.finish());
    if (!made) {
        return fail(std::move(made).error());
    }
    out.bars = *std::move(made);
    return out;
}

namespace {

/// The end of bar i, comparable within one pairing: see endFor.
enum class Clock : std::uint8_t { Utc, Local, LocalDays };

std::int64_t startOn(const Bars& bars, std::size_t i, Clock clock)
{
    return clock == Clock::Utc ? bars.time()[i].ms : bars.localMs(i);
}

/// What must be over before bar i counts as complete. Units: of the clock.
std::int64_t endFor(const Bars& bars, std::size_t i, Clock clock, TradingCalendar calendar)
{
    const std::int64_t start = startOn(bars, i, clock);
    if (clock != Clock::LocalDays) {
        return bars.timeframe().isIntraday()
                   ? start + lengthMs(bars.timeframe())
                   : (lastDayOfBar(calendar, bars.timeframe(), start) + 1) * kMsPerDay;
    }
    return bars.timeframe().isIntraday() ? dayOfLocal(start + lengthMs(bars.timeframe())) - 1
                                         : lastDayOfBar(calendar, bars.timeframe(), start);
}

Clock clockFor(const Bars& from, const Bars& to)
{
    if (!from.timeframe().isIntraday()) {
        return Clock::LocalDays;
    }
    // A clock that does not know UTC can only be compared as it stands.
    const bool comparable = from.hasOffsets() == to.hasOffsets();
    return to.timeframe().isIntraday() && comparable ? Clock::Utc : Clock::Local;
}

} // namespace

std::vector<std::int32_t> asOf(const Bars& from, const Bars& to)
{
    const Clock clock = clockFor(from, to);
    const TradingCalendar fromCalendar = calendarFor(from.instrument());
    const TradingCalendar toCalendar = calendarFor(to.instrument());
    std::vector<std::int32_t> out;
    out.reserve(to.size());
    std::size_t complete = 0;
    for (std::size_t i = 0; i < to.size(); ++i) {
        const std::int64_t now = endFor(to, i, clock, toCalendar);
        while (complete < from.size() && endFor(from, complete, clock, fromCalendar) <= now) {
            ++complete;
        }
        out.push_back(static_cast<std::int32_t>(complete) - 1);
    }
    return out;
}

namespace {

std::optional<Timeframe> timeframeOf(std::int64_t distanceMs)
{
    if (distanceMs <= 0 || distanceMs % kMsPerMinute != 0) {
        return std::nullopt;
    }
    const std::int64_t minutes = distanceMs / kMsPerMinute;
    if (minutes < 1440) {
        return minutes % 60 == 0 ? Timeframe{static_cast<int>(minutes / 60), FrameUnit::Hour}
                                 : Timeframe{static_cast<int>(minutes), FrameUnit::Minute};
    }
    if (minutes % 1440 != 0) {
        return std::nullopt;
    }
    const std::int64_t days = minutes / 1440;
    struct Months {
        int shortest, longest, count;
    };
    static constexpr Months kMonths[] = {
        {28, 31, 1}, {59, 62, 2}, {89, 92, 3}, {181, 184, 6}, {365, 366, 12}};
    for (const Months& months : kMonths) {
        if (days >= months.shortest && days <= months.longest) {
            return Timeframe{months.count, FrameUnit::Month};
        }
    }
    if (days > 366) {
        return std::nullopt;
    }
    return days % 7 == 0 ? Timeframe{static_cast<int>(days / 7), FrameUnit::Week}
                         : Timeframe{static_cast<int>(days), FrameUnit::Day};
}

struct Distance {
    std::int64_t ms = 0;
    std::size_t count = 0;
};

/// How often each distance occurs, in order of first occurrence; gives up on irregular times.
std::vector<Distance> countDistances(std::span<const Timestamp> times)
{
    constexpr std::size_t kMostDistances = 1000;
    std::vector<Distance> distances;
    for (std::size_t i = 1; i < times.size(); ++i) {
        const std::int64_t ms = times[i].ms - times[i - 1].ms;
        const auto known = std::ranges::find(distances, ms, &Distance::ms);
        if (known != distances.end()) {
            ++known->count;
        } else if (distances.size() == kMostDistances) {
            break;
        } else {
            distances.push_back({ms, 1});
        }
    }
    return distances;
}

} // namespace

Result<Timeframe> inferTimeframe(std::span<const Timestamp> times)
{
    if (times.size() < 2) {
        return fail(ErrorKind::InvalidInput,
                    "fewer than two bars do not tell their length; name the timeframe, for "
                    "example 1d");
    }
    struct Candidate {
        std::optional<Timeframe> timeframe;
        std::int64_t ms = 0;
        std::size_t count = 0;
    };
    std::vector<Candidate> candidates;
    for (const Distance& distance : countDistances(times)) {
        const auto timeframe = timeframeOf(distance.ms);
        const auto same = std::ranges::find_if(candidates, [&](const Candidate& candidate) {
            return timeframe ? candidate.timeframe == timeframe : candidate.ms == distance.ms;
        });
        if (same != candidates.end()) {
            same->count += distance.count;
            same->ms = std::min(same->ms, distance.ms);
        } else {
            candidates.push_back({timeframe, distance.ms, distance.count});
        }
    }
    const auto best =
        std::ranges::max_element(candidates, [](const Candidate& a, const Candidate& b) {
            return a.count != b.count ? a.count < b.count : a.ms > b.ms;
        });
    if (!best->timeframe) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("the bars lie most often {} s apart, which is no timeframe; use "
                                "bars of whole minutes, hours, days, weeks or months",
                                static_cast<double>(best->ms) / 1000.0));
    }
    return *best->timeframe;
}

} // namespace sw::market
