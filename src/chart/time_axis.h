// Labels of the time axis: the axis counts bars, so nights and weekends take no room, and the
// labels stand where the exchange-local calendar turns.
#pragma once

#include "market/bars.h"

#include "chart/plot.h"

#include <QString>

#include <vector>

namespace sw::chart {

/// What turns at a tick; the coarser, the sooner it gets its place.
enum class TickUnit : std::uint8_t { Year, Month, Day, Hour, Minute };

struct TimeTick {
    std::int32_t bar = 0;
    TickUnit unit = TickUnit::Day;
    QString text;
    bool operator==(const TimeTick&) const = default;
};

/// The piece of the axis that is in view.
struct AxisSpan {
    double lower = 0, upper = 1; ///< bars
    double pixels = 100;
    double digitWidth = 7; ///< pixels of a character
};

/// Ticks in view, from left to right, whose labels do not touch: years first, then months, days,
/// hours and minutes into the free gaps. A label stands at the first bar of its period.
std::vector<TimeTick> timeTicks(const market::Bars& bars, const AxisSpan& span);

/// Exchange-local time of a bar as shown beside the crosshair: "Thu 25 Apr 2024", with the time of
/// day when bars are shorter than a day.
QString barTimeText(const market::Bars& bars, std::int64_t bar);
/// Exchange-local date of a bar: "25 Apr 2024".
QString barDateText(const market::Bars& bars, std::int64_t bar);

/// The first bar whose exchange-local time is at or after `localMs`; size() if none.
std::int32_t firstBarAtLocal(const market::Bars& bars, std::int64_t localMs);

/// timeTicks for an axis of QCustomPlot. Shared by all panes; ticks are found once per range.
class TimeTicker : public QCPAxisTicker
{
public:
    void setBars(market::BarsPtr bars);
    /// Width of the axis and of a character. Units: pixels.
    void setPixels(double pixels, double digitWidth);

    void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                  QVector<double>& ticks, QVector<double>* subTicks,
                  QVector<QString>* tickLabels) override;

private:
    market::BarsPtr m_bars;
    AxisSpan m_span;
    QCPRange m_range;
    bool m_isFresh = false;
    std::vector<TimeTick> m_ticks;
};

} // namespace sw::chart
