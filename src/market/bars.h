// The immutable columns that everything is computed from.
#pragma once

#include "base/result.h"
#include "base/timeframe.h"
#include "base/timestamp.h"
#include "market/instrument.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace sw::market {

/// Lowest low and highest high of blocks of bars; lets a stop be searched block by block.
struct ZoneMap {
    static constexpr std::size_t kSmall = 64;
    static constexpr std::size_t kLarge = 4096;
    std::vector<double> smallLow, smallHigh; ///< one per started block of kSmall bars
    std::vector<double> largeLow, largeHigh; ///< one per started block of kLarge bars
};

/// The columns of one symbol before they are checked and frozen.
struct BarColumns {
    std::vector<Timestamp> time; ///< start of each bar, UTC
    std::vector<double> open, high, low, close, volume;
    /// Exchange-local minus UTC, milliseconds, one per bar; empty = the times are local already
    /// (dates, or a file without offsets).
    std::vector<std::int32_t> localOffsetMs;
};

/// Bars of one symbol and timeframe. Immutable; share as std::shared_ptr<const Bars>.
/// Invariants: equal column lengths, times strictly increasing, prices finite and > 0 not required
/// (spreads may be negative) but finite, volume finite and ≥ 0.
class Bars
{
public:
    /// Checks the invariants and freezes the columns. Errors: InvalidInput naming the first bad
    /// bar.
    static Result<std::shared_ptr<const Bars>> make(Instrument instrument, Timeframe timeframe,
                                                    BarColumns columns);

    const Instrument& instrument() const { return m_instrument; }
    const std::string& symbol() const { return m_instrument.symbol; }
    Timeframe timeframe() const { return m_timeframe; }
    std::size_t size() const { return m_columns.time.size(); }
    std::span<const Timestamp> time() const { return m_columns.time; }
    std::span<const double> open() const { return m_columns.open; }
    std::span<const double> high() const { return m_columns.high; }
    std::span<const double> low() const { return m_columns.low; }
    std::span<const double> close() const { return m_columns.close; }
    std::span<const double> volume() const { return m_columns.volume; }
    /// Start of bar i in exchange-local time, as milliseconds since the epoch of that local clock.
    std::int64_t localMs(std::size_t i) const
    {
        return m_columns.time[i].ms +
               (m_columns.localOffsetMs.empty() ? 0 : m_columns.localOffsetMs[i]);
    }
    bool hasOffsets() const { return !m_columns.localOffsetMs.empty(); }
    std::span<const std::int32_t> localOffsetMs() const { return m_columns.localOffsetMs; }
    const ZoneMap& zones() const { return m_zones; }
    /// The longest window whose sum of ticks is certain to stay below 2^53.
    static constexpr std::size_t kExactWindow = 65'536;
    /// All prices are integer multiples of 1/ticksPerUnit (a power of ten up to 1e8), so that
    /// round(price * ticksPerUnit) / ticksPerUnit is the same double; 0 when they are not, or when
    /// the sum of kExactWindow of them could leave 2^53. A slice keeps the value of the whole.
    double ticksPerUnit() const { return m_ticksPerUnit; }
    /// Bars first…first+count-1 as bars of their own. Requires: within range.
    std::shared_ptr<const Bars> slice(std::size_t first, std::size_t count) const;
    /// FNV-1a over each column's bytes, then over these; names the data in provenance. Once `stop`
    /// is requested the value means nothing. Needs about 16 ns a bar.
    std::uint64_t fingerprint(const std::stop_token& stop = {}) const;
    /// Index of the first bar at or after `time`; size() if none.
    std::size_t lowerBound(Timestamp time) const;

private:
    Bars() = default;

    Instrument m_instrument;
    Timeframe m_timeframe;
    BarColumns m_columns;
    ZoneMap m_zones;
    double m_ticksPerUnit = 0;
};

using BarsPtr = std::shared_ptr<const Bars>;

/// The higher-timeframe view of bars: completed periods and, for each source bar, the last period
/// that was complete when that bar closed.
struct Resampled {
    BarsPtr bars;
    /// For each source bar the index of the last completed period, -1 before the first.
    std::vector<std::int32_t> lastCompleted;
};

/// Groups bars by exchange-local periods of `timeframe` (ISO weeks, calendar months, hours counted
/// from local midnight). A period is complete on a source bar when the next regular bar by the
/// trading calendar belongs to a later period; the bars that follow are never looked at, so cutting
/// the future off changes nothing before the cut. A bar that comes after its period was complete
/// (a Sunday after a complete Friday) opens the next period. An unfinished last period is left out.
/// Times are the local starts of the periods, not those of their first bars.
/// Errors: InvalidInput when `timeframe` is not longer, or not made of whole source bars.
Result<Resampled> resample(const Bars& bars, Timeframe timeframe);

/// For each bar of `to` the index of the last bar of `from` that was complete by then, -1 before
/// the first. Intraday bars pair by the time of their closes in UTC, daily and longer ones by local
/// date: a day, week or month of `from` is complete with its last trading day, which an intraday
/// `to` has finished only with the bar that reaches local midnight.
std::vector<std::int32_t> asOf(const Bars& from, const Bars& to);

/// The most frequent distance between neighbouring bars as a timeframe. Errors: InvalidInput when
/// there are fewer than two bars or no timeframe fits.
Result<Timeframe> inferTimeframe(std::span<const Timestamp> times);

} // namespace sw::market
