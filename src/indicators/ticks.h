// Averages without rounding: prices are whole numbers of ticks, sums of whole numbers are exact,
// and one correctly rounded division makes mathematically equal averages equal numbers. Ties
// between two averages, or between a price and its average, are then decided rightly.
#pragma once

#include "indicators/core.h"
#include "indicators/rolling.h"

#include <algorithm>

namespace sw::indicators {

/// The grid of a series, or none. Exact while window × largest tick count stays below 2^53; beyond
/// that sums round as those of any doubles do.
class TickGrid
{
public:
    /// `ticksPerUnit` 0 = unknown: values stay as they are.
    explicit TickGrid(double ticksPerUnit) : m_ticksPerUnit(ticksPerUnit) {}

    /// What a sum of ticks() has to be divided by.
    double unit() const { return m_ticksPerUnit > 0 ? m_ticksPerUnit : 1; }

    /// The values as whole numbers of ticks; the values themselves without a grid. Valid until the
    /// next call. Requires: n ≤ kBlockBars.
    const double* ticks(const double* x, std::size_t n)
    {
        if (!(m_ticksPerUnit > 0)) {
            return x;
        }
        m_ticks.resize(kBlockBars);
        // Adding and taking away 1.5·2^52 rounds to the nearest whole number in two additions.
        constexpr double kRounder = 6755399441055744.0;
        double* ticks = m_ticks.data();
        for (std::size_t i = 0; i < n; ++i) {
            const double scaled = x[i] * m_ticksPerUnit;
            ticks[i] = (scaled + kRounder) - kRounder;
        }
        return ticks;
    }

private:
    double m_ticksPerUnit;
    std::vector<double> m_ticks;
};

/// Mean of the last `window` values, exact on a tick grid.
class RollingAverage
{
public:
    RollingAverage(int window, double ticksPerUnit)
        : m_sum(window), m_grid(ticksPerUnit), m_divisor(window * m_grid.unit())
    {}

    void run(const double* x, double* average, std::size_t n)
    {
        m_sum.run(m_grid.ticks(x, n), average, n);
        const double divisor = m_divisor;
        for (std::size_t i = 0; i < n; ++i) {
            average[i] /= divisor;
        }
    }

private:
    RollingSum m_sum;
    TickGrid m_grid;
    double m_divisor;
};

} // namespace sw::indicators
