#include "market/bars.h"

#include "base/expects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

namespace sw::market {

namespace {

constexpr std::int64_t kMsLimit = std::int64_t{365'000} * kMsPerDay * 10;

std::string barName(const BarColumns& columns, std::size_t i)
{
    return fmt::format("bar {} ({})", i + 1, formatShort(columns.time[i]));
}

bool isFiniteNumber(double value)
{
    return std::fabs(value) <= std::numeric_limits<double>::max();
}

Status checkLengths(const BarColumns& columns)
{
    const std::array<std::pair<std::string_view, std::size_t>, 5> lengths = {
        {{"open", columns.open.size()},
         {"high", columns.high.size()},
         {"low", columns.low.size()},
         {"close", columns.close.size()},
         {"volume", columns.volume.size()}}};
    for (const auto& [column, length] : lengths) {
        if (length != columns.time.size()) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("there are {} times but {} values of {}; give every bar all "
                                    "its values",
                                    columns.time.size(), length, column));
        }
    }
    if (!columns.localOffsetMs.empty() && columns.localOffsetMs.size() != columns.time.size()) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("there are {} times but {} offsets from UTC; give every bar one or "
                                "none",
                                columns.time.size(), columns.localOffsetMs.size()));
    }
    return {};
}

Status checkTimes(const BarColumns& columns)
{
    const std::vector<Timestamp>& time = columns.time;
    for (std::size_t i = 0; i < time.size(); ++i) {
        if (time[i].ms > kMsLimit || time[i].ms < -kMsLimit) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("bar {}: the time {} ms lies outside the calendar; times are "
                                    "milliseconds since 1970",
                                    i + 1, time[i].ms));
        }
        if (i > 0 && time[i] == time[i - 1]) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("{}: the time is that of the bar before; keep one of the two",
                                    barName(columns, i)));
        }
        if (i > 0 && time[i] < time[i - 1]) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("{}: the time is before that of the bar before, {}; sort the "
                                    "bars by time",
                                    barName(columns, i), formatShort(time[i - 1])));
        }
    }
    for (std::size_t i = 0; i < columns.localOffsetMs.size(); ++i) {
        if (std::abs(std::int64_t{columns.localOffsetMs[i]}) >= kMsPerDay) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("{}: the offset from UTC is a day or more; give the difference "
                                    "of the clocks",
                                    barName(columns, i)));
        }
    }
    return {};
}

/// What one pass over the values finds out: the pass goes block by block, so that each block is
/// fetched from memory once.
class Survey
{
public:
    explicit Survey(const BarColumns& columns);

    bool allFinite() const { return m_nonFinite == 0; }
    /// True also for a volume of -0.
    bool perhapsNegativeVolume() const { return m_volumeSigns >> 63 != 0; }
    ZoneMap takeZones() { return std::move(m_zones); }
    double ticksPerUnit() const { return m_scale; }

private:
    void noteFinite(std::span<const double> values);
    void noteTicks(std::span<const double> values);
    void noteZones(std::span<const double> low, std::span<const double> high);

    ZoneMap m_zones;
    std::uint64_t m_nonFinite = 0;
    std::uint64_t m_volumeSigns = 0;
    double m_scale = 1;
    double m_largest = 0;
};

Survey::Survey(const BarColumns& columns)
{
    const std::size_t count = columns.time.size();
    for (std::size_t begin = 0; begin < count; begin += ZoneMap::kLarge) {
        const std::size_t length = std::min(ZoneMap::kLarge, count - begin);
        const auto block = [&](const std::vector<double>& column) {
            return std::span<const double>(column).subspan(begin, length);
        };
        for (const auto* column : {&columns.open, &columns.high, &columns.low, &columns.close}) {
            noteFinite(block(*column));
            noteTicks(block(*column));
        }
        noteFinite(block(columns.volume));
        for (const double volume : block(columns.volume)) {
            m_volumeSigns |= std::bit_cast<std::uint64_t>(volume);
        }
        noteZones(block(columns.low), block(columns.high));
    }
}

void Survey::noteFinite(std::span<const double> values)
{
    // A finite number less itself is +0, whose bits are all zero; anything else gives NaN.
    for (const double value : values) {
        m_nonFinite |= std::bit_cast<std::uint64_t>(value - value);
    }
}

/// Bits that are not zero when one of the values is no multiple of 1/scale, or too large.
std::uint64_t unevenBits(std::span<const double> values, double scale)
{
    // Adding and taking away 1.5 * 2^52 rounds to the nearest integer without a library call.
    constexpr double kRounder = 6755399441055744.0;
    std::uint64_t bits = 0;
    for (const double value : values) {
        const double ticks = (value * scale + kRounder) - kRounder;
        bits |= std::bit_cast<std::uint64_t>(ticks / scale) ^ std::bit_cast<std::uint64_t>(value);
    }
    return bits;
}

double largestSize(std::span<const double> values)
{
    std::array<double, 4> lanes{};
    std::size_t i = 0;
    for (; i + 4 <= values.size(); i += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            const double size = std::fabs(values[i + lane]);
            lanes[lane] = size > lanes[lane] ? size : lanes[lane];
        }
    }
    double largest = std::max({lanes[0], lanes[1], lanes[2], lanes[3]});
    for (; i < values.size(); ++i) {
        largest = std::max(largest, std::fabs(values[i]));
    }
    return largest;
}

void Survey::noteTicks(std::span<const double> values)
{
    constexpr double kMostTicks = 9007199254740992.0 / static_cast<double>(Bars::kExactWindow);
    if (m_scale == 0) {
        return;
    }
    m_largest = std::max(m_largest, largestSize(values));
    // What is even at one scale stays even at ten times of it, so blocks already seen stay seen.
    while (m_largest * m_scale <= kMostTicks) {
        if (unevenBits(values, m_scale) == 0) {
            return;
        }
        m_scale *= 10;
        if (m_scale > 1e8) {
            break;
        }
    }
    m_scale = 0;
}

void Survey::noteZones(std::span<const double> low, std::span<const double> high)
{
    double largeLow = low.front();
    double largeHigh = high.front();
    for (std::size_t begin = 0; begin < low.size(); begin += ZoneMap::kSmall) {
        const std::size_t end = std::min(begin + ZoneMap::kSmall, low.size());
        double smallLow = low[begin];
        double smallHigh = high[begin];
        for (std::size_t i = begin + 1; i < end; ++i) {
            smallLow = low[i] < smallLow ? low[i] : smallLow;
            smallHigh = high[i] > smallHigh ? high[i] : smallHigh;
        }
        m_zones.smallLow.push_back(smallLow);
        m_zones.smallHigh.push_back(smallHigh);
        largeLow = std::min(largeLow, smallLow);
        largeHigh = std::max(largeHigh, smallHigh);
    }
    m_zones.largeLow.push_back(largeLow);
    m_zones.largeHigh.push_back(largeHigh);
}

/// Says which value the survey found bad.
Status checkValues(const BarColumns& columns, const Survey& survey)
{
    const std::array<std::pair<std::string_view, const std::vector<double>*>, 5> all = {
        {{"open", &columns.open},
         {"high", &columns.high},
         {"low", &columns.low},
         {"close", &columns.close},
         {"volume", &columns.volume}}};
    for (std::size_t i = 0; !survey.allFinite() && i < columns.time.size(); ++i) {
        for (const auto& [column, values] : all) {
            if (!isFiniteNumber((*values)[i])) {
                return fail(ErrorKind::InvalidInput,
                            fmt::format("{}: the {} is not a finite number; correct or remove the "
                                        "bar",
                                        barName(columns, i), column));
            }
        }
    }
    if (!survey.perhapsNegativeVolume()) {
        return {};
    }
    const auto negative = std::ranges::find_if(columns.volume, [](double v) { return v < 0; });
    if (negative != columns.volume.end()) {
        const auto bar = static_cast<std::size_t>(negative - columns.volume.begin());
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: the volume {} is negative; correct or remove the bar",
                                barName(columns, bar), *negative));
    }
    return {};
}

/// One step of FNV-1a over the eight bytes of a word.
std::uint64_t mixed(std::uint64_t hash, std::uint64_t word)
{
    for (int byte = 0; byte < 8; ++byte) {
        hash = (hash ^ ((word >> (8 * byte)) & 0xFF)) * 0x100000001B3ULL;
    }
    return hash;
}

} // namespace

Result<BarsPtr> Bars::make(Instrument instrument, Timeframe timeframe, BarColumns columns)
{
    if (timeframe.count < 1) {
        return fail(
            ErrorKind::InvalidInput,
            fmt::format("a bar of {} is no length of time; give at least 1", timeframe.text()));
    }
    for (const auto check : {checkLengths, checkTimes}) {
        if (Status status = check(columns); !status) {
            return fail(std::move(status).error());
        }
    }
    Survey survey(columns);
    if (Status status = checkValues(columns, survey); !status) {
        return fail(std::move(status).error());
    }
    Bars bars;
    bars.m_instrument = std::move(instrument);
    bars.m_timeframe = timeframe;
    bars.m_columns = std::move(columns);
    bars.m_zones = survey.takeZones();
    bars.m_ticksPerUnit = survey.ticksPerUnit();
    return std::make_shared<const Bars>(std::move(bars));
}

BarsPtr Bars::slice(std::size_t first, std::size_t count) const
{
    EXPECTS(first <= size() && count <= size() - first);
    const auto part = [&](const auto& column) {
        return column.empty() ? column
                              : std::decay_t<decltype(column)>(
                                    column.begin() + static_cast<std::ptrdiff_t>(first),
                                    column.begin() + static_cast<std::ptrdiff_t>(first + count));
    };
    Bars bars;
    bars.m_instrument = m_instrument;
    bars.m_timeframe = m_timeframe;
    bars.m_columns = {part(m_columns.time),         part(m_columns.open),  part(m_columns.high),
                      part(m_columns.low),          part(m_columns.close), part(m_columns.volume),
                      part(m_columns.localOffsetMs)};
    bars.m_zones = Survey(bars.m_columns).takeZones();
    bars.m_ticksPerUnit = m_ticksPerUnit;
    return std::make_shared<const Bars>(std::move(bars));
}

std::uint64_t Bars::fingerprint(const std::stop_token& stop) const
{
    constexpr std::size_t kBarsPerLook = 65'536;
    constexpr std::uint64_t kStart = 0xCBF29CE484222325ULL;
    // One chain per column, side by side: a single chain would wait for each multiplication.
    std::array<std::uint64_t, 6> chains;
    chains.fill(kStart);
    for (std::size_t i = 0; i < size(); ++i) {
        if (i % kBarsPerLook == 0 && stop.stop_requested()) {
            return 0;
        }
        chains[0] = mixed(chains[0], static_cast<std::uint64_t>(m_columns.time[i].ms));
        chains[1] = mixed(chains[1], std::bit_cast<std::uint64_t>(m_columns.open[i]));
        chains[2] = mixed(chains[2], std::bit_cast<std::uint64_t>(m_columns.high[i]));
        chains[3] = mixed(chains[3], std::bit_cast<std::uint64_t>(m_columns.low[i]));
        chains[4] = mixed(chains[4], std::bit_cast<std::uint64_t>(m_columns.close[i]));
        chains[5] = mixed(chains[5], std::bit_cast<std::uint64_t>(m_columns.volume[i]));
    }
    std::uint64_t hash = kStart;
    for (const std::uint64_t chain : chains) {
        hash = mixed(hash, chain);
    }
    for (const std::int32_t offset : m_columns.localOffsetMs) {
        hash = mixed(hash, static_cast<std::uint64_t>(std::int64_t{offset}));
    }
    return hash;
}

std::size_t Bars::lowerBound(Timestamp time) const
{
    const auto found = std::ranges::lower_bound(m_columns.time, time);
    return static_cast<std::size_t>(found - m_columns.time.begin());
}

} // namespace sw::market
