#include "indicators/core.h"
#include "indicators/families.h"
#include "indicators/local_day.h"
#include "indicators/trading_days.h"

namespace sw::indicators {

namespace {

constexpr double kDayMinutes = 1440;
/// When a stock exchange ends its session, minutes since midnight.
constexpr double kSessionEndMinutes = 16 * 60;

/// A value that stays the same all day; computed once a day.
class DayCore : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            if (m_day.moveTo(block.in[0][i])) {
                m_value = valueOf(static_cast<std::int64_t>(m_day.begin() / kDayMs));
            }
            block.out[0][i] = m_value;
        }
    }

protected:
    /// The value of a day that differs from the one before. Units: days since the epoch.
    virtual double valueOf(std::int64_t day) = 0;

private:
    LocalDay m_day;
    double m_value = 0;
};

template <double (*function)(std::int64_t)> class SimpleDayCore final : public DayCore
{
protected:
    double valueOf(std::int64_t day) override { return function(day); }
};

double weekdayValue(std::int64_t day)
{
    return weekdayOf(day);
}
double dayOfMonthValue(std::int64_t day)
{
    return civilFromDays(day).day;
}
double monthValue(std::int64_t day)
{
    return civilFromDays(day).month;
}
double yearValue(std::int64_t day)
{
    return civilFromDays(day).year;
}

class TradingDayOfMonthCore final : public DayCore
{
public:
    explicit TradingDayOfMonthCore(CalendarKind calendar) : m_calendar(calendar) {}

protected:
    double valueOf(std::int64_t day) override
    {
        const CivilDate date = civilFromDays(day);
        const bool isNewMonth = date.month != m_month || date.year != m_year;
        if (isNewMonth) {
            m_isKnown = m_month != 0 || isFirstTradingDayOfMonth(m_calendar, date);
            m_month = date.month;
            m_year = date.year;
            m_count = 0;
        }
        ++m_count;
        return m_isKnown ? m_count : kMissing;
    }

private:
    CalendarKind m_calendar;
    int m_year = 0;
    int m_month = 0; ///< 0 = no bar yet
    int m_count = 0;
    bool m_isKnown = false;
};

class TradingDaysLeftCore final : public DayCore
{
public:
    explicit TradingDaysLeftCore(CalendarKind calendar) : m_calendar(calendar) {}

protected:
    double valueOf(std::int64_t day) override
    {
        return tradingDaysLeftInMonth(m_calendar, civilFromDays(day));
    }

private:
    CalendarKind m_calendar;
};

class TimeOfDayCore final : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            m_day.moveTo(block.in[0][i]);
            block.out[0][i] = (block.in[0][i] - m_day.begin()) / kMinuteMs;
        }
    }

private:
    LocalDay m_day;
};

class FirstBarOfDayCore final : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            block.out[0][i] = m_day.moveTo(block.in[0][i]) ? 1 : 0;
        }
    }

private:
    LocalDay m_day;
};

class LastBarOfDayCore final : public Core
{
public:
    explicit LastBarOfDayCore(const KernelContext& context)
        : m_end(context.calendar == CalendarKind::Exchange ? kSessionEndMinutes : kDayMinutes),
          m_bar(context.barMinutes)
    {}
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            m_day.moveTo(block.in[0][i]);
            const double begin = (block.in[0][i] - m_day.begin()) / kMinuteMs;
            const bool isLast = m_bar >= kDayMinutes || (begin < m_end && begin + m_bar >= m_end);
            block.out[0][i] = isLast ? 1 : 0;
        }
    }

private:
    LocalDay m_day;
    double m_end;
    double m_bar;
};

KernelPtr ofTime(std::unique_ptr<Core> core)
{
    return heldKernel(std::move(core), 1, {0});
}

} // namespace

KernelPtr makeWeekday(Numbers, const KernelContext&)
{
    return ofTime(makeCore<SimpleDayCore<weekdayValue>>());
}

KernelPtr makeDayOfMonth(Numbers, const KernelContext&)
{
    return ofTime(makeCore<SimpleDayCore<dayOfMonthValue>>());
}

KernelPtr makeMonth(Numbers, const KernelContext&)
{
    return ofTime(makeCore<SimpleDayCore<monthValue>>());
}

KernelPtr makeYear(Numbers, const KernelContext&)
{
    return ofTime(makeCore<SimpleDayCore<yearValue>>());
}

KernelPtr makeTradingDayOfMonth(Numbers, const KernelContext& context)
{
    return ofTime(makeCore<TradingDayOfMonthCore>(context.calendar));
}

KernelPtr makeTradingDaysLeft(Numbers, const KernelContext& context)
{
    return ofTime(makeCore<TradingDaysLeftCore>(context.calendar));
}

KernelPtr makeTimeOfDay(Numbers, const KernelContext&)
{
    return ofTime(makeCore<TimeOfDayCore>());
}

KernelPtr makeFirstBarOfDay(Numbers, const KernelContext&)
{
    return ofTime(makeCore<FirstBarOfDayCore>());
}

KernelPtr makeLastBarOfDay(Numbers, const KernelContext& context)
{
    return ofTime(makeCore<LastBarOfDayCore>(context));
}

} // namespace sw::indicators
