// Four sums side by side: quick in vector registers, and one order of summation everywhere.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace sw::metrics {

inline constexpr std::size_t kLanes = 4;

/// Four doubles that are computed with as one, lane by lane.
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));

/// Fills `lanes` from four values.
inline void load(Lanes& lanes, const double* values)
{
    std::memcpy(&lanes, values, sizeof lanes);
}

/// The lanes as values.
inline std::array<double, kLanes> unpacked(const Lanes& lanes)
{
    std::array<double, kLanes> values;
    std::memcpy(values.data(), &lanes, sizeof lanes);
    return values;
}

/// The sum of the lanes in their fixed order.
inline double joined(const std::array<double, kLanes>& lanes)
{
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}
inline double joined(const Lanes& lanes)
{
    return joined(unpacked(lanes));
}

/// The least and the greatest of the lanes.
inline double leastOf(const Lanes& lanes)
{
    return std::min(std::min(lanes[0], lanes[1]), std::min(lanes[2], lanes[3]));
}
inline double greatestOf(const Lanes& lanes)
{
    return std::max(std::max(lanes[0], lanes[1]), std::max(lanes[2], lanes[3]));
}

} // namespace sw::metrics
