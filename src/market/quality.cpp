#include "market/quality.h"

#include "base/text.h"
#include "market/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::market {

namespace {

constexpr std::size_t kFindings = static_cast<std::size_t>(Finding::Spike) + 1;

/// Bars checked between two looks at the stop token.
constexpr std::size_t kBarsPerLook = 16384;

/// Views of the columns to look at; offsets may be missing.
struct Columns {
    std::span<const Timestamp> time;
    std::span<const double> open, high, low, close, volume;
    std::span<const std::int32_t> localOffsetMs;
};

/// Goes through raw columns once per kind of finding.
class Inspection
{
public:
    Inspection(const Columns& columns, Timeframe timeframe, AssetClass assetClass,
               TradingCalendar calendar)
        : m_columns(columns),
          m_timeframe(timeframe),
          m_assetClass(assetClass),
          m_calendar(calendar),
          m_size(std::min({columns.time.size(), columns.open.size(), columns.high.size(),
                           columns.low.size(), columns.close.size(), columns.volume.size()}))
    {
        m_report.counts.assign(kFindings, 0);
    }

    QualityReport run(const std::stop_token& stop);

private:
    struct Missing {
        std::int64_t count = 0;
        std::string_view unit; ///< of one
    };

    void add(Finding finding, std::size_t bar, bool serious, std::string text);
    void checkOrder(std::size_t i);
    void checkGap(std::size_t i);
    Missing missingBefore(std::size_t i) const;
    Missing missingDays(std::int64_t from, std::int64_t to) const;
    Missing missingIntraday(std::size_t i) const;
    void checkValues(std::size_t i);
    void checkOhlc(std::size_t i);
    void checkSplit(std::size_t i);
    void checkSpike(std::size_t i);
    bool usable(std::size_t i) const;
    std::int64_t localMs(std::size_t i) const
    {
        return m_columns.time[i].ms +
               (i < m_columns.localOffsetMs.size() ? m_columns.localOffsetMs[i] : 0);
    }
    std::int64_t localDay(std::size_t i) const { return floorDiv(localMs(i), kMsPerDay); }
    double change(std::size_t i) const { return m_columns.close[i] / m_columns.close[i - 1] - 1; }
    double level(std::size_t first, std::size_t last) const;
    double calmChange(std::size_t i) const;

    Columns m_columns;
    Timeframe m_timeframe;
    AssetClass m_assetClass;
    TradingCalendar m_calendar;
    std::size_t m_size;
    std::size_t m_latest = 0; ///< bar with the latest time so far
    bool m_anyVolume = false;
    QualityReport m_report;
    std::vector<QualityIssue> m_serious, m_slight;
};

void Inspection::add(Finding finding, std::size_t bar, bool serious, std::string text)
{
    ++m_report.counts[static_cast<std::size_t>(finding)];
    std::vector<QualityIssue>& list = serious ? m_serious : m_slight;
    if (list.size() < QualityReport::kMaxIssues) {
        list.push_back({finding, bar, m_columns.time[bar], std::move(text), serious});
    }
}

void Inspection::checkOrder(std::size_t i)
{
    const Timestamp time = m_columns.time[i];
    const Timestamp before = m_columns.time[m_latest];
    if (time == before) {
        add(Finding::Duplicate, i, true,
            fmt::format("Two bars have the time {}.", formatShort(time)));
    } else if (time < before) {
        add(Finding::OutOfOrder, i, true,
            fmt::format("The bar of {} stands after that of {}.", formatShort(time),
                        formatShort(before)));
    } else {
        checkGap(i);
        m_latest = i;
    }
}

Inspection::Missing Inspection::missingDays(std::int64_t from, std::int64_t to) const
{
    constexpr std::int64_t kLongest = 4000; // enough to call it long; keeps the walk short
    Missing missing{0, "trading day"};
    if (to - from > kLongest) {
        missing.count = to - from - 1;
        return missing;
    }
    for (std::int64_t day = from + 1; day < to; ++day) {
        const bool expected =
            isTradingDay(m_calendar, day) &&
            !(m_calendar == TradingCalendar::NewYork && wasNewYorkClosed(civilFromDays(day)));
        missing.count += expected ? 1 : 0;
    }
    // Weekday markets close on holidays that are not known here; two may stand side by side.
    if (m_calendar == TradingCalendar::Weekdays && missing.count <= 2) {
        missing.count = 0;
    }
    return missing;
}

Inspection::Missing Inspection::missingIntraday(std::size_t i) const
{
    const std::int64_t length = m_timeframe.minutes() * kMsPerMinute;
    const std::int64_t distance = m_columns.time[i].ms - m_columns.time[m_latest].ms;
    const Missing bars{(distance + length - 1) / length - 1, "bar"};
    const std::int64_t from = localDay(m_latest);
    const std::int64_t to = localDay(i);
    switch (m_calendar) {
    case TradingCalendar::EveryDay:
        return bars;
    case TradingCalendar::NewYork:
        return from == to ? bars : missingDays(from, to);
    case TradingCalendar::Weekdays:
        break;
    }
    // Round the clock from Sunday evening to Friday evening; futures rest for an hour a day.
    const std::int64_t rest = m_assetClass == AssetClass::Future ? kMsPerHour : 0;
    const bool overWeekend =
        weekdayOf(from) >= 5 && (weekdayOf(to) == 7 || weekdayOf(to) == 1) && to - from <= 3;
    if (m_assetClass == AssetClass::Equity || m_assetClass == AssetClass::Index) {
        return from == to ? bars : missingDays(from, to);
    }
    return overWeekend || distance <= length + rest ? Missing{0, "bar"} : bars;
}

Inspection::Missing Inspection::missingBefore(std::size_t i) const
{
    const std::int64_t from = localDay(m_latest);
    const std::int64_t to = localDay(i);
    switch (m_timeframe.unit) {
    case FrameUnit::Month: {
        const CivilDate a = civilFromDays(from);
        const CivilDate b = civilFromDays(to);
        const int months = (b.year - a.year) * 12 + b.month - a.month;
        return {std::max(0, months / m_timeframe.count - 1), "month"};
    }
    case FrameUnit::Week: {
        const std::int64_t weeks = floorDiv(to + 3, 7) - floorDiv(from + 3, 7);
        return {std::max<std::int64_t>(0, weeks / m_timeframe.count - 1), "week"};
    }
    case FrameUnit::Day:
        // Bars of several days start on days that no calendar tells.
        return m_timeframe.count == 1
                   ? missingDays(from, to)
                   : Missing{std::max<std::int64_t>(0, (to - from) / (m_timeframe.count + 4) - 1),
                             "bar"};
    case FrameUnit::Hour:
    case FrameUnit::Minute:
        break;
    }
    return missingIntraday(i);
}

void Inspection::checkGap(std::size_t i)
{
    const Missing missing = missingBefore(i);
    if (missing.count <= 0) {
        return;
    }
    const bool isLong = m_columns.time[i].ms - m_columns.time[m_latest].ms > 30 * kMsPerDay &&
                        m_timeframe.minutes() < 30 * 1440;
    add(Finding::Gap, i, isLong,
        fmt::format("{} between {} and {}.",
                    missing.count == 1
                        ? fmt::format("1 {} is missing", missing.unit)
                        : fmt::format("{} {}s are missing", missing.count, missing.unit),
                    formatShort(m_columns.time[m_latest]), formatShort(m_columns.time[i])));
}

bool Inspection::usable(std::size_t i) const
{
    const double values[] = {m_columns.open[i], m_columns.high[i], m_columns.low[i],
                             m_columns.close[i]};
    return std::ranges::all_of(values, [](double v) { return std::isfinite(v) && v > 0; });
}

void Inspection::checkValues(std::size_t i)
{
    const std::pair<std::string_view, double> values[] = {{"open", m_columns.open[i]},
                                                          {"high", m_columns.high[i]},
                                                          {"low", m_columns.low[i]},
                                                          {"close", m_columns.close[i]},
                                                          {"volume", m_columns.volume[i]}};
    const std::string when = formatShort(m_columns.time[i]);
    for (const auto& [column, value] : values) {
        if (!std::isfinite(value)) {
            add(Finding::NonFinite, i, true,
                fmt::format("The {} of {} is not a finite number.", column, when));
            return;
        }
    }
    for (const auto& [column, value] : std::span(values).first(4)) {
        if (value <= 0) {
            add(Finding::NonPositivePrice, i, true,
                fmt::format("The {} of {} is {}.", column, when, formatNumber(value)));
            return;
        }
    }
}

void Inspection::checkOhlc(std::size_t i)
{
    const double open = m_columns.open[i];
    const double high = m_columns.high[i];
    const double low = m_columns.low[i];
    const double close = m_columns.close[i];
    const std::string_view what = high < low                     ? "The high is below the low"
                                  : high < std::max(open, close) ? "The high is below the body"
                                  : low > std::min(open, close)  ? "The low is above the body"
                                                                 : "";
    if (!what.empty()) {
        add(Finding::InconsistentOhlc, i, true,
            fmt::format("{} on {}: open {}, high {}, low {}, close {}.", what,
                        formatShort(m_columns.time[i]), formatNumber(open), formatNumber(high),
                        formatNumber(low), formatNumber(close)));
    }
    if (m_anyVolume && m_columns.volume[i] == 0 && m_assetClass == AssetClass::Equity) {
        add(Finding::ZeroVolume, i, false,
            fmt::format("Nothing was traded on {}.", formatShort(m_columns.time[i])));
    }
}

/// Median close of a few bars.
double Inspection::level(std::size_t first, std::size_t last) const
{
    std::vector<double> closes(m_columns.close.begin() + static_cast<std::ptrdiff_t>(first),
                               m_columns.close.begin() + static_cast<std::ptrdiff_t>(last));
    const auto middle = closes.begin() + static_cast<std::ptrdiff_t>(closes.size() / 2);
    std::ranges::nth_element(closes, middle);
    return *middle;
}

struct SplitRatio {
    double factor;
    std::string_view text;
    double tolerance;
};

void Inspection::checkSplit(std::size_t i)
{
    static constexpr std::array<SplitRatio, 10> kRatios = {{{2, "2", 0.05},
                                                            {3, "3", 0.05},
                                                            {4, "4", 0.05},
                                                            {5, "5", 0.05},
                                                            {7, "7", 0.05},
                                                            {10, "10", 0.05},
                                                            {20, "20", 0.05},
                                                            {50, "50", 0.05},
                                                            {100, "100", 0.05},
                                                            {1.5, "3:2", 0.03}}};
    const double before = m_columns.close[i - 1];
    const double after = m_columns.open[i];
    const bool down = before > after;
    const double ratio = down ? before / after : after / before;
    if (m_assetClass != AssetClass::Equity || ratio < 1.4) {
        return;
    }
    const auto known = std::ranges::find_if(kRatios, [&](const SplitRatio& candidate) {
        return std::fabs(ratio / candidate.factor - 1) <= candidate.tolerance;
    });
    if (known == kRatios.end()) {
        return;
    }
    const double left = level(i - std::min<std::size_t>(i, 5), i);
    const double right = level(i, std::min(i + 5, m_size));
    const double shift = down ? left / right : right / left;
    if (std::fabs(shift / known->factor - 1) > 0.2) {
        return;
    }
    const bool fraction = known->text.find(':') != std::string_view::npos;
    const std::string split =
        fraction ? (down ? "3:2" : "2:3")
                 : (down ? fmt::format("{}:1", known->text) : fmt::format("1:{}", known->text));
    add(Finding::SuspectedSplit, i, true,
        fmt::format("The price goes from {} to {} over night on {} and stays there: perhaps a {} "
                    "split that the bars are not adjusted for.",
                    formatNumber(before), formatNumber(after), formatShort(m_columns.time[i]),
                    split));
}

/// Largest change of the ten bars before and after bar i, without its own two.
double Inspection::calmChange(std::size_t i) const
{
    double largest = 0;
    const std::size_t first = i > 10 ? i - 10 : 1;
    const std::size_t last = std::min(i + 11, m_size - 1);
    for (std::size_t k = first; k <= last; ++k) {
        if (k != i && k != i + 1 && usable(k) && usable(k - 1)) {
            largest = std::max(largest, std::fabs(change(k)));
        }
    }
    return largest;
}

void Inspection::checkSpike(std::size_t i)
{
    if (i + 1 >= m_size || !usable(i + 1)) {
        return;
    }
    const double there = change(i);
    const double back = change(i + 1);
    const double size = std::fabs(there);
    const bool returns =
        there * back < 0 &&
        std::fabs(m_columns.close[i + 1] / m_columns.close[i - 1] - 1) < 0.25 * size;
    if (size < 0.02 || !returns || m_size < 12) {
        return;
    }
    const double calm = calmChange(i);
    if (size > 5 * calm) {
        add(Finding::Spike, i, false,
            fmt::format("The close of {} is {} between {} and {}; no other bar near it moves by "
                        "more than {:.2f}%.",
                        formatShort(m_columns.time[i]), formatNumber(m_columns.close[i]),
                        formatNumber(m_columns.close[i - 1]), formatNumber(m_columns.close[i + 1]),
                        100 * calm));
    }
}

QualityReport Inspection::run(const std::stop_token& stop)
{
    m_report.bars = m_size;
    if (m_size == 0) {
        return std::move(m_report);
    }
    m_report.first = m_columns.time.front();
    m_report.last = m_columns.time[m_size - 1];
    m_anyVolume = std::ranges::any_of(m_columns.volume, [](double v) { return v > 0; });
    bool before = false;
    for (std::size_t i = 0; i < m_size; ++i) {
        if (i % kBarsPerLook == 0 && stop.stop_requested()) {
            break;
        }
        if (i > 0) {
            checkOrder(i);
        }
        const bool good = usable(i);
        if (!good || !std::isfinite(m_columns.volume[i])) {
            checkValues(i);
        }
        if (good) {
            checkOhlc(i);
        }
        if (good && before) {
            checkSplit(i);
            checkSpike(i);
        }
        before = good;
    }
    // Serious findings are listed before slight ones take their places.
    m_report.issues = std::move(m_serious);
    const std::size_t room = QualityReport::kMaxIssues - m_report.issues.size();
    const auto end =
        m_slight.begin() + static_cast<std::ptrdiff_t>(std::min(room, m_slight.size()));
    m_report.issues.insert(m_report.issues.end(), m_slight.begin(), end);
    std::ranges::stable_sort(m_report.issues, {}, &QualityIssue::bar);
    return std::move(m_report);
}

} // namespace

QualityReport checkQuality(const BarColumns& columns, Timeframe timeframe, AssetClass assetClass)
{
    return Inspection({columns.time, columns.open, columns.high, columns.low, columns.close,
                       columns.volume, columns.localOffsetMs},
                      timeframe, assetClass, calendarFor(assetClass))
        .run({});
}

QualityReport checkQuality(const Bars& bars, std::stop_token stop)
{
    return Inspection({bars.time(), bars.open(), bars.high(), bars.low(), bars.close(),
                       bars.volume(), bars.localOffsetMs()},
                      bars.timeframe(), bars.instrument().assetClass,
                      calendarFor(bars.instrument()))
        .run(stop);
}

std::string_view name(Finding finding)
{
    switch (finding) {
    case Finding::OutOfOrder:
        return "out of order";
    case Finding::Duplicate:
        return "duplicate time";
    case Finding::Gap:
        return "gap";
    case Finding::InconsistentOhlc:
        return "inconsistent prices";
    case Finding::NonFinite:
        return "not a number";
    case Finding::NonPositivePrice:
        return "price not above zero";
    case Finding::ZeroVolume:
        return "zero volume";
    case Finding::SuspectedSplit:
        return "suspected split";
    case Finding::Spike:
        break;
    }
    return "spike";
}

} // namespace sw::market
