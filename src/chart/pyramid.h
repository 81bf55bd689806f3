// Lowest and highest values of blocks of 4, 16, 64, … bars, so that the extremes of any range are
// found in some tens of steps however long the history is.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace sw::chart {

/// Lowest and highest of some values; empty when there were none.
struct MinMax {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    bool isEmpty() const { return low > high; }
    /// Takes a value in; what is not finite does not count.
    void add(double value)
    {
        if (value - value == 0) {
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
    }
    void add(const MinMax& other)
    {
        low = other.low < low ? other.low : low;
        high = other.high > high ? other.high : high;
    }
    bool operator==(const MinMax&) const = default;
};

/// Extremes of any range of a column, or of a pair of columns (lows and highs). Missing values
/// (NaN, infinities) are passed over. The columns are read in place and must outlive the pyramid.
/// Cost: 2/3 of a double per value and about 3 ns per value to build.
class MinMaxPyramid
{
public:
    MinMaxPyramid() = default;
    explicit MinMaxPyramid(std::span<const double> values) : MinMaxPyramid(values, values) {}
    /// Requires: equal lengths.
    MinMaxPyramid(std::span<const double> lows, std::span<const double> highs);

    std::size_t size() const { return m_lows.size(); }
    /// Extremes of [first, end); ends beyond the column are cut. Cost: O(log n).
    MinMax range(std::size_t first, std::size_t end) const;

private:
    static constexpr std::size_t kFold = 4;

    std::span<const double> m_lows, m_highs;
    std::vector<std::vector<MinMax>> m_levels; ///< level k holds blocks of 4^(k+1) values
};

} // namespace sw::chart
