// The searches over price columns that let the position machine skip the bars on which nothing can
// happen: first touch of a level, extremes of a range. Exact; the zone map only makes them faster.
#pragma once

#include "market/bars.h"

#include <cstddef>

namespace sw::engine {

/// Levels that end a search: a bar is a hit when low ≤ lowLimit or high ≥ highLimit. Use ∓infinity
/// for "none"; NaN never hits.
struct TouchLimits {
    double lowLimit = 0;
    double highLimit = 0;
};

/// First hit in [from, to), `to` when there is none. Requires: to ≤ bars.size().
/// Cost: eight bars a step, then whole blocks of the zone map.
std::size_t firstTouch(const market::Bars& bars, std::size_t from, std::size_t to,
                       TouchLimits limits);

/// The same, one bar at a time: the twin that tests compare with.
std::size_t firstTouchPlainly(const market::Bars& bars, std::size_t from, std::size_t to,
                              TouchLimits limits);

/// The lowest low and the highest high that a search has passed.
struct PassedRange {
    double low = 0;
    double high = 0;
};

/// As firstTouch; the bars before the hit widen `passed`, which saves a second look at them.
std::size_t firstTouchWidening(const market::Bars& bars, std::size_t from, std::size_t to,
                               TouchLimits limits, PassedRange& passed);

/// Lowest low and highest high of [from, to), widened from what `low` and `high` hold.
void widen(const market::Bars& bars, std::size_t from, std::size_t to, double& low, double& high);

} // namespace sw::engine
