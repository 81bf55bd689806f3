#include "chart/time_axis.h"

#include "base/timestamp.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::chart {

namespace {

constexpr double kMsPerYear = 365.25 * kMsPerDay;
constexpr double kGapCharacters = 2.5; // free room between labels

const std::array<QLatin1String, 12> kMonths{
    QLatin1String("Jan"), QLatin1String("Feb"), QLatin1String("Mar"), QLatin1String("Apr"),
    QLatin1String("May"), QLatin1String("Jun"), QLatin1String("Jul"), QLatin1String("Aug"),
    QLatin1String("Sep"), QLatin1String("Oct"), QLatin1String("Nov"), QLatin1String("Dec")};
const std::array<QLatin1String, 7> kWeekdays{
    QLatin1String("Mon"), QLatin1String("Tue"), QLatin1String("Wed"), QLatin1String("Thu"),
    QLatin1String("Fri"), QLatin1String("Sat"), QLatin1String("Sun")};

std::int64_t dayOf(std::int64_t localMs)
{
    return daysOf(Timestamp{localMs});
}

QString monthText(int month)
{
    return kMonths[static_cast<std::size_t>(month - 1)];
}

QString dayText(std::int64_t day, bool withWeekday)
{
    const CivilDate date = civilFromDays(day);
    QString text = QString::number(date.day) + QLatin1Char(' ') + monthText(date.month);
    if (withWeekday) {
        text.prepend(kWeekdays[static_cast<std::size_t>(weekdayOf(day) - 1)] + QLatin1Char(' '));
    }
    return text;
}

QString clockText(std::int64_t localMs)
{
    const std::int64_t minute = (localMs - dayOf(localMs) * kMsPerDay) / kMsPerMinute;
    return QStringLiteral("%1:%2")
        .arg(minute / 60, 2, 10, QLatin1Char('0'))
        .arg(minute % 60, 2, 10, QLatin1Char('0'));
}

/// A kind of tick: every `step` of a unit, `periodMs` long on the calendar.
struct TickStep {
    TickUnit unit;
    int step;
    double periodMs;
    int characters; ///< of its labels
};

std::vector<TickStep> stepsOf(TickUnit unit, bool isIntraday)
{
    std::vector<TickStep> steps;
    const auto add = [&](std::initializer_list<int> counts, double unitMs, int characters) {
        for (const int count : counts) {
            steps.push_back(TickStep{unit, count, count * unitMs, characters});
        }
    };
    switch (unit) {
    case TickUnit::Year:
        add({1, 2, 5, 10, 20, 50, 100}, kMsPerYear, 4);
        break;
    case TickUnit::Month:
        add({1, 3, 6}, kMsPerYear / 12, 4);
        break;
    case TickUnit::Day:
        add({1, 7}, kMsPerDay, isIntraday ? 10 : 6);
        break;
    case TickUnit::Hour:
        add({1, 2, 3, 4, 6, 12}, kMsPerHour, 5);
        break;
    case TickUnit::Minute:
        add({1, 2, 5, 10, 15, 30}, kMsPerMinute, 5);
        break;
    }
    return steps;
}

/// Local starts of the periods of a step that begin within [fromMs, toMs].
std::vector<std::int64_t> periodStarts(const TickStep& step, std::int64_t fromMs, std::int64_t toMs)
{
    std::vector<std::int64_t> starts;
    const CivilDate first = civilFromDays(dayOf(fromMs));
    if (step.unit == TickUnit::Year || step.unit == TickUnit::Month) {
        const int months = step.unit == TickUnit::Year ? 12 * step.step : step.step;
        int month = first.year * 12 + first.month - 1;
        month -= ((month % months) + months) % months;
        for (;; month += months) {
            const std::int64_t at =
                daysFromCivil(CivilDate{month / 12, month % 12 + 1, 1}) * kMsPerDay;
            if (at > toMs) {
                return starts;
            }
            starts.push_back(at);
        }
    }
    const auto period = static_cast<std::int64_t>(step.periodMs);
    // Weeks turn on Mondays: 1970-01-05 was one.
    const std::int64_t origin = step.unit == TickUnit::Day && step.step == 7 ? 4 * kMsPerDay : 0;
    std::int64_t at = (fromMs - origin) / period * period + origin;
    for (; at <= toMs; at += period) {
        starts.push_back(at);
    }
    return starts;
}

QString labelOf(const TickStep& step, std::int64_t localMs, bool isIntraday)
{
    const std::int64_t day = dayOf(localMs);
    const CivilDate date = civilFromDays(day);
    switch (step.unit) {
    case TickUnit::Year:
        return QString::number(date.year);
    case TickUnit::Month:
        return monthText(date.month);
    case TickUnit::Day:
        return dayText(day, isIntraday);
    case TickUnit::Hour:
    case TickUnit::Minute:
        break;
    }
    return clockText(localMs);
}

/// Collects ticks whose labels do not touch.
class Placing
{
public:
    Placing(const market::Bars& bars, const AxisSpan& span)
        : m_bars(bars),
          m_span(span),
          m_perBar(span.pixels / (span.upper - span.lower)),
          m_gap(kGapCharacters * span.digitWidth)
    {
        const auto size = static_cast<std::int32_t>(bars.size());
        m_first = std::max(0, static_cast<std::int32_t>(std::ceil(span.lower)));
        m_last = std::min(size - 1, static_cast<std::int32_t>(std::floor(span.upper)));
    }

    bool isEmpty() const { return m_first > m_last; }

    void addUnit(TickUnit unit)
    {
        const bool isIntraday = m_bars.timeframe().isIntraday();
        for (const TickStep& step : stepsOf(unit, isIntraday)) {
            const double room = step.characters * m_span.digitWidth + m_gap;
            if (pixelsOf(step) >= room) {
                addStep(step, isIntraday);
                return;
            }
        }
    }

    std::vector<TimeTick> take()
    {
        std::sort(m_ticks.begin(), m_ticks.end(),
                  [](const TimeTick& a, const TimeTick& b) { return a.bar < b.bar; });
        nameTheYear();
        return std::move(m_ticks);
    }

private:
    double xOf(std::int32_t bar) const { return (bar - m_span.lower) * m_perBar; }

    /// Pixels between ticks of a step: by the calendar for days and longer, by the bars within a
    /// session for parts of a day.
    double pixelsOf(const TickStep& step) const
    {
        if (step.unit == TickUnit::Hour || step.unit == TickUnit::Minute) {
            return step.periodMs / kMsPerMinute /
                   static_cast<double>(m_bars.timeframe().minutes()) * m_perBar;
        }
        const double spanMs =
            std::max<double>(1, static_cast<double>(localMs(m_last) - localMs(m_first)));
        return step.periodMs / spanMs * (xOf(m_last) - xOf(m_first));
    }

    std::int64_t localMs(std::int32_t bar) const
    {
        return m_bars.localMs(static_cast<std::size_t>(bar));
    }

    void addStep(const TickStep& step, bool isIntraday)
    {
        for (const std::int64_t start : periodStarts(step, localMs(m_first), localMs(m_last))) {
            const std::int32_t bar = firstBarAtLocal(m_bars, start);
            if (bar < m_first || bar > m_last) {
                continue;
            }
            // The data begin somewhere within a period: that is no turn of the calendar. A gap of
            // whole periods leaves only the last of them.
            const double late = static_cast<double>(localMs(bar) - start);
            const bool isWhole = late < step.periodMs && (bar > 0 || late < step.periodMs / 4);
            if (isWhole) {
                place(TimeTick{bar, step.unit, labelOf(step, localMs(bar), isIntraday)});
            }
        }
    }

    void place(TimeTick tick)
    {
        const double half = tick.text.size() * m_span.digitWidth / 2;
        const double x = xOf(tick.bar);
        if (x - half < -m_span.digitWidth || x + half > m_span.pixels + 4 * m_span.digitWidth) {
            return;
        }
        for (const TimeTick& other : m_ticks) {
            const double otherHalf = other.text.size() * m_span.digitWidth / 2;
            if (std::fabs(xOf(other.bar) - x) < half + otherHalf + m_gap) {
                return;
            }
        }
        m_ticks.push_back(std::move(tick));
    }

    /// Without a year's turn in view some label has to say which year it is.
    void nameTheYear()
    {
        const auto isUnit = [](TickUnit unit) {
            return [unit](const TimeTick& tick) { return tick.unit == unit; };
        };
        if (std::any_of(m_ticks.begin(), m_ticks.end(), isUnit(TickUnit::Year))) {
            return;
        }
        auto at = std::find_if(m_ticks.begin(), m_ticks.end(), isUnit(TickUnit::Month));
        if (at == m_ticks.end()) {
            at = std::find_if(m_ticks.begin(), m_ticks.end(), isUnit(TickUnit::Day));
        }
        if (at == m_ticks.end()) {
            const std::int32_t middle = m_first + (m_last - m_first) / 2;
            const TimeTick tick{middle, TickUnit::Day, barDateText(m_bars, middle)};
            if (m_ticks.empty()) {
                m_ticks.push_back(tick);
            } else {
                m_ticks.front().text = barDateText(m_bars, m_ticks.front().bar) + QLatin1Char(' ') +
                                       m_ticks.front().text;
            }
            return;
        }
        at->text += QLatin1Char(' ') + QString::number(civilFromDays(dayOf(localMs(at->bar))).year);
    }

    const market::Bars& m_bars;
    AxisSpan m_span;
    double m_perBar;
    double m_gap;
    std::int32_t m_first = 0, m_last = -1;
    std::vector<TimeTick> m_ticks;
};

} // namespace

std::int32_t firstBarAtLocal(const market::Bars& bars, std::int64_t localMs)
{
    std::size_t first = 0;
    std::size_t count = bars.size();
    while (count > 0) {
        const std::size_t half = count / 2;
        if (bars.localMs(first + half) < localMs) {
            first += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return static_cast<std::int32_t>(first);
}

std::vector<TimeTick> timeTicks(const market::Bars& bars, const AxisSpan& span)
{
    Placing placing(bars, span);
    if (placing.isEmpty() || !(span.upper > span.lower) || span.pixels < 1) {
        return {};
    }
    placing.addUnit(TickUnit::Year);
    placing.addUnit(TickUnit::Month);
    if (bars.timeframe().unit != FrameUnit::Month) {
        placing.addUnit(TickUnit::Day);
    }
    if (bars.timeframe().isIntraday()) {
        placing.addUnit(TickUnit::Hour);
        placing.addUnit(TickUnit::Minute);
    }
    return placing.take();
}

QString barDateText(const market::Bars& bars, std::int64_t bar)
{
    const std::int64_t day = dayOf(bars.localMs(static_cast<std::size_t>(bar)));
    return dayText(day, false) + QLatin1Char(' ') + QString::number(civilFromDays(day).year);
}

QString barTimeText(const market::Bars& bars, std::int64_t bar)
{
    const std::int64_t localMs = bars.localMs(static_cast<std::size_t>(bar));
    const std::int64_t day = dayOf(localMs);
    QString text = dayText(day, true) + QLatin1Char(' ') + QString::number(civilFromDays(day).year);
    if (bars.timeframe().isIntraday()) {
        text += QStringLiteral("  ") + clockText(localMs);
    }
    return text;
}

void TimeTicker::setBars(market::BarsPtr bars)
{
    m_bars = std::move(bars);
    m_isFresh = false;
}

void TimeTicker::setPixels(double pixels, double digitWidth)
{
    m_isFresh = m_isFresh && pixels == m_span.pixels && digitWidth == m_span.digitWidth;
    m_span.pixels = pixels;
    m_span.digitWidth = digitWidth;
}

void TimeTicker::generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                          QVector<double>* subTicks, QVector<QString>* tickLabels)
{
    if (m_bars != nullptr && (!m_isFresh || range != m_range)) {
        m_span.lower = range.lower;
        m_span.upper = range.upper;
        m_range = range;
        m_ticks = timeTicks(*m_bars, m_span);
        m_isFresh = true;
    }
    ticks.clear();
    if (subTicks != nullptr) {
        subTicks->clear();
    }
    if (tickLabels != nullptr) {
        tickLabels->clear();
    }
    for (const TimeTick& tick : m_ticks) {
        ticks.append(tick.bar);
        if (tickLabels != nullptr) {
            tickLabels->append(tick.text);
        }
    }
}

} // namespace sw::chart
