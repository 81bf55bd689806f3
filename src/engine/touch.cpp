#include "engine/touch.h"

#include <algorithm>

namespace sw::engine {

namespace {

constexpr std::size_t kStep = 8;
using market::ZoneMap;

/// One bit a bar: does it hit? Written without branches so that it becomes vector code.
inline bool anyHit(const double* low, const double* high, TouchLimits limits)
{
    int hits = 0;
    for (std::size_t k = 0; k < kStep; ++k) {
        hits |= static_cast<int>(low[k] <= limits.lowLimit) |
                static_cast<int>(high[k] >= limits.highLimit);
    }
    return hits != 0;
}

std::size_t scan(const double* low, const double* high, std::size_t from, std::size_t to,
                 TouchLimits limits)
{
    std::size_t i = from;
    for (; i + kStep <= to; i += kStep) {
        if (anyHit(low + i, high + i, limits)) {
            break;
        }
    }
    for (; i < to; ++i) {
        if (low[i] <= limits.lowLimit || high[i] >= limits.highLimit) {
            return i;
        }
    }
    return to;
}

bool zoneHit(double low, double high, TouchLimits limits)
{
    return low <= limits.lowLimit || high >= limits.highLimit;
}

} // namespace

std::size_t firstTouch(const market::Bars& bars, std::size_t from, std::size_t to,
                       TouchLimits limits)
{
    const double* low = bars.low().data();
    const double* high = bars.high().data();
    const ZoneMap& zones = bars.zones();
    std::size_t i = from;
    // Up to the second block border bar by bar: most searches end there.
    const std::size_t first = std::min(to, (from / ZoneMap::kSmall + 2) * ZoneMap::kSmall);
    i = scan(low, high, from, first, limits);
    if (i < first || first == to) {
        return i;
    }
    while (i < to) {
        if (i % ZoneMap::kLarge == 0 && i + ZoneMap::kLarge <= to) {
            const std::size_t large = i / ZoneMap::kLarge;
            if (!zoneHit(zones.largeLow[large], zones.largeHigh[large], limits)) {
                i += ZoneMap::kLarge;
                continue;
            }
        }
        const std::size_t small = i / ZoneMap::kSmall;
        const std::size_t end = std::min(to, i + ZoneMap::kSmall);
        if (zoneHit(zones.smallLow[small], zones.smallHigh[small], limits)) {
            const std::size_t hit = scan(low, high, i, end, limits);
            if (hit < end) {
                return hit;
            }
        }
        i = end;
    }
    return to;
}

std::size_t firstTouchPlainly(const market::Bars& bars, std::size_t from, std::size_t to,
                              TouchLimits limits)
{
    for (std::size_t i = from; i < to; ++i) {
        if (bars.low()[i] <= limits.lowLimit || bars.high()[i] >= limits.highLimit) {
            return i;
        }
    }
    return to;
}

void widen(const market::Bars& bars, std::size_t from, std::size_t to, double& low, double& high)
{
    const double* lows = bars.low().data();
    const double* highs = bars.high().data();
    const ZoneMap& zones = bars.zones();
    double least = low;
    double most = high;
    const auto oneByOne = [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            least = lows[i] < least ? lows[i] : least;
            most = highs[i] > most ? highs[i] : most;
        }
    };
    const std::size_t border = (from + ZoneMap::kSmall - 1) / ZoneMap::kSmall;
    const std::size_t last = to / ZoneMap::kSmall;
    if (border >= last) {
        oneByOne(from, to);
    } else {
        oneByOne(from, border * ZoneMap::kSmall);
        for (std::size_t block = border; block < last; ++block) {
            least = zones.smallLow[block] < least ? zones.smallLow[block] : least;
            most = zones.smallHigh[block] > most ? zones.smallHigh[block] : most;
        }
        oneByOne(last * ZoneMap::kSmall, to);
    }
    low = least;
    high = most;
}

} // namespace sw::engine
