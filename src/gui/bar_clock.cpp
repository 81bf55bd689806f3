#include "gui/bar_clock.h"

#include "bridge/text.h"
#include "market/calendar.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace sw::gui {

namespace {

/// Bars moved between two looks at the stop token.
constexpr std::size_t kBarsPerLook = 16384;
/// Clocks differ from UTC by less than this, so that the changes around a span are found.
constexpr std::int64_t kMarginMs = 2 * kMsPerDay;

const QByteArray kUtc = QByteArrayLiteral("UTC");

/// A stretch of time in which a clock keeps one distance from UTC.
struct Stretch {
    std::int64_t fromUtc = 0; ///< first millisecond
    std::int64_t offset = 0;  ///< local minus UTC, milliseconds
};

/// The stretches of a zone around a span of UTC times, the first beginning before all time.
Result<std::vector<Stretch>> stretchesOf(const QByteArray& zoneName, std::int64_t first,
                                         std::int64_t last)
{
    const QTimeZone zone(zoneName);
    if (!zone.isValid()) {
        return fail(ErrorKind::InvalidInput, "This system does not know the time zone " +
                                                 zoneName.toStdString() +
                                                 "; choose another clock.");
    }
    const QDateTime from = QDateTime::fromMSecsSinceEpoch(first - kMarginMs, Qt::UTC);
    const QDateTime to = QDateTime::fromMSecsSinceEpoch(last + kMarginMs, Qt::UTC);
    std::vector<Stretch> stretches{
        {std::numeric_limits<std::int64_t>::min(), std::int64_t{zone.offsetFromUtc(from)} * 1000}};
    for (const QTimeZone::OffsetData& change : zone.transitions(from, to)) {
        stretches.push_back(
            {change.atUtc.toMSecsSinceEpoch(), std::int64_t{change.offsetFromUtc} * 1000});
    }
    return stretches;
}

/// Walks through rising times of a clock and finds their UTC.
class LocalClock
{
public:
    explicit LocalClock(const std::vector<Stretch>& stretches) : m_stretches(stretches) {}

    enum class Reading : std::uint8_t { Plain, Twice, Skipped };

    /// Finds the UTC of a local time; the earlier one when the clock shows it twice.
    Reading read(std::int64_t local, std::int64_t& utc)
    {
        while (m_at + 1 < m_stretches.size() && local >= end(m_at)) {
            ++m_at;
        }
        const Stretch& stretch = m_stretches[m_at];
        utc = local - stretch.offset;
        if (m_at > 0 && utc < stretch.fromUtc) {
            return Reading::Skipped;
        }
        const bool twice = m_at + 1 < m_stretches.size() &&
                           local >= m_stretches[m_at + 1].fromUtc + m_stretches[m_at + 1].offset;
        return twice ? Reading::Twice : Reading::Plain;
    }

private:
    /// The local time at which a stretch ends.
    std::int64_t end(std::size_t i) const
    {
        return m_stretches[i + 1].fromUtc + m_stretches[i].offset;
    }

    const std::vector<Stretch>& m_stretches;
    std::size_t m_at = 0;
};

/// The columns of bars without their offsets.
market::BarColumns columnsOf(const market::Bars& bars)
{
    const auto copy = [](const auto& column) {
        return std::vector<typename std::decay_t<decltype(column)>::value_type>(column.begin(),
                                                                                column.end());
    };
    market::BarColumns columns;
    columns.time = copy(bars.time());
    columns.open = copy(bars.open());
    columns.high = copy(bars.high());
    columns.low = copy(bars.low());
    columns.close = copy(bars.close());
    columns.volume = copy(bars.volume());
    return columns;
}

Error importCancelled()
{
    return {ErrorKind::Cancelled, "The import was cancelled.", {}};
}

/// Fills the offsets of UTC times that rise.
Status fillOffsets(market::BarColumns& columns, const QByteArray& exchange,
                   const std::stop_token& stop)
{
    const auto stretches = stretchesOf(exchange, columns.time.front().ms, columns.time.back().ms);
    if (!stretches) {
        return fail(stretches.error());
    }
    columns.localOffsetMs.resize(columns.time.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < columns.time.size(); ++i) {
        if (i % kBarsPerLook == 0 && stop.stop_requested()) {
            return fail(importCancelled());
        }
        while (at + 1 < stretches->size() && columns.time[i].ms >= (*stretches)[at + 1].fromUtc) {
            ++at;
        }
        columns.localOffsetMs[i] = static_cast<std::int32_t>((*stretches)[at].offset);
    }
    return {};
}

Error skippedTime(Timestamp local, const QByteArray& zone, std::size_t bar)
{
    std::string when = formatIso(local).substr(0, 16);
    when[10] = ' ';
    return {ErrorKind::InvalidInput,
            fmt::format("Row {}: the clock of {} was put forward over {}, so the times of this "
                        "file are on another clock; choose that one.",
                        bar + 1, zone.toStdString(), when),
            {}};
}

} // namespace

Result<market::BarsPtr> asInstrument(const market::Bars& bars, const market::Instrument& instrument)
{
    market::BarColumns columns = columnsOf(bars);
    columns.localOffsetMs.assign(bars.localOffsetMs().begin(), bars.localOffsetMs().end());
    return market::Bars::make(instrument, bars.timeframe(), std::move(columns));
}

Result<market::BarsPtr> onExchangeClock(const market::Bars& bars,
                                        const market::Instrument& instrument,
                                        const QByteArray& exchange, const std::stop_token& stop)
{
    market::BarColumns columns = columnsOf(bars);
    if (Status filled = fillOffsets(columns, exchange, stop); !filled) {
        return fail(filled.error());
    }
    return market::Bars::make(instrument, bars.timeframe(), std::move(columns));
}

Result<market::BarsPtr> onClocks(const market::Bars& bars, const market::Instrument& instrument,
                                 const QByteArray& file, const QByteArray& exchange,
                                 const std::stop_token& stop, QStringList& notes)
{
    market::BarColumns columns = columnsOf(bars);
    const auto stretches = stretchesOf(file, columns.time.front().ms, columns.time.back().ms);
    if (!stretches) {
        return fail(stretches.error());
    }
    LocalClock clock(*stretches);
    std::size_t twice = 0;
    for (std::size_t i = 0; i < columns.time.size(); ++i) {
        if (i % kBarsPerLook == 0 && stop.stop_requested()) {
            return fail(importCancelled());
        }
        const Timestamp local = columns.time[i];
        switch (clock.read(local.ms, columns.time[i].ms)) {
        case LocalClock::Reading::Skipped:
            return fail(skippedTime(local, file, i));
        case LocalClock::Reading::Twice:
            ++twice;
            break;
        case LocalClock::Reading::Plain:
            break;
        }
    }
    if (twice > 0) {
        notes.append(QCoreApplication::translate(
                         "sw::gui::BarClock",
                         "Bars in hours that the clock showed twice: %1; the first of the two "
                         "hours was taken.")
                         .arg(twice));
    }
    if (Status filled = fillOffsets(columns, exchange, stop); !filled) {
        return fail(filled.error());
    }
    return market::Bars::make(instrument, bars.timeframe(), std::move(columns));
}

QByteArray usualExchangeClock(const market::Instrument& instrument)
{
    return market::calendarFor(instrument) == market::TradingCalendar::NewYork
               ? QByteArrayLiteral("America/New_York")
               : kUtc;
}

} // namespace sw::gui
