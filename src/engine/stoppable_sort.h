// Sorting of a long column that somebody may cancel.
#pragma once

#include <algorithm>
#include <cstddef>
#include <stop_token>
#include <vector>

namespace sw::engine {

/// Values sorted between two looks at the stop token.
inline constexpr std::size_t kSortedPerLook = std::size_t{1} << 18;

/// Sorts as std::sort() does, as runs of kSortedPerLook values that are merged pair by pair. False
/// once `stop` is requested: the values are then in no order. Cost: as std::sort(), and a second
/// column of memory for more than one run.
template <class T, class Less>
bool sortUnlessStopped(std::vector<T>& values, Less less, const std::stop_token& stop)
{
    const auto at = [&values](std::size_t place) {
        return values.begin() + static_cast<std::ptrdiff_t>(std::min(place, values.size()));
    };
    const std::size_t count = values.size();
    for (std::size_t begin = 0; begin < count; begin += kSortedPerLook) {
        if (stop.stop_requested()) {
            return false;
        }
        std::sort(at(begin), at(begin + kSortedPerLook), less);
    }
    std::vector<T> merged;
    for (std::size_t run = kSortedPerLook; run < count; run *= 2) {
        merged.resize(count);
        auto out = merged.begin();
        for (std::size_t begin = 0; begin < count; begin += 2 * run) {
            if (stop.stop_requested()) {
                return false;
            }
            out = std::merge(at(begin), at(begin + run), at(begin + run), at(begin + 2 * run), out,
                             less);
        }
        values.swap(merged);
    }
    return true;
}

} // namespace sw::engine
