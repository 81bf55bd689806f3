// Averages without rounding: prices are whole numbers of ticks, sums of whole numbers are exact,
// and one correctly rounded division makes mathematically equal averages equal numbers. Ties
// between two averages, or between a price and its average, are then decided rightly.
#pragma once

#include "indicators/core.h"
#include "indicators/rolling.h"

#include <algorithm>
#include <cstring>

namespace sw::indicators {

/// The grid of a series, or none.
class TickGrid
{
public:
    /// `ticksPerUnit` 0 = unknown: values stay as they are.
    explicit TickGrid(double ticksPerUnit) : m_ticksPerUnit(ticksPerUnit) {}

    /// What a sum of ticks() has to be divided by.
    double unit() const { return m_ticksPerUnit > 0 ? m_ticksPerUnit : 1; }

    bool isKnown() const { return m_ticksPerUnit > 0; }

    /// Writes the values as whole numbers of ticks. Requires: isKnown().
    void toTicks(const double* x, double* ticks, std::size_t n) const
    {
        // Adding and taking away 1.5·2^52 rounds to the nearest whole number in two additions.
        constexpr double kRounder = 6755399441055744.0;
        const double ticksPerUnit = m_ticksPerUnit;
        for (std::size_t i = 0; i < n; ++i) {
            const double scaled = x[i] * ticksPerUnit;
            ticks[i] = (scaled + kRounder) - kRounder;
        }
    }

    /// The values as whole numbers of ticks; the values themselves without a grid. Valid until the
    /// next call. Requires: n ≤ kBlockBars.
    const double* ticks(const double* x, std::size_t n)
    {
        if (!isKnown()) {
            return x;
        }
        m_ticks.resize(kBlockBars);
        toTicks(x, m_ticks.data(), n);
        return m_ticks.data();
    }

private:
    double m_ticksPerUnit;
    std::vector<double> m_ticks;
};

/// Mean of the last `window` values, exact on a tick grid. There a running sum takes the newest
/// value in and the oldest out: with whole numbers it can neither drift nor round.
class RollingAverage
{
public:
    RollingAverage(int window, double ticksPerUnit)
        : m_window(static_cast<std::size_t>(window)),
          m_sum(window),
          m_grid(ticksPerUnit),
          m_divisor(window * m_grid.unit())
    {
        if (m_grid.isKnown() && m_window <= kBlockBars) {
            m_ticks.resize(m_window + kBlockBars);
            m_changes.resize(kLanes + kBlockBars);
        }
    }

    /// Requires: n ≤ kBlockBars; the columns do not overlap.
    void run(const double* x, double* average, std::size_t n)
    {
        if (!m_ticks.empty()) {
            runTicks(x, average, n);
            return;
        }
        m_sum.run(m_grid.ticks(x, n), average, n);
        const double divisor = m_divisor;
        for (std::size_t i = 0; i < n; ++i) {
            average[i] /= divisor;
        }
    }

private:
    /// Each sum follows from the one of four bars ago, so that four chains run side by side.
    void runTicks(const double* x, double* __restrict average, std::size_t n)
    {
        double* const oldest = m_ticks.data();
        double* const newest = oldest + m_window;
        m_grid.toTicks(x, newest, n);
        double* const changes = m_changes.data() + kLanes;
        for (std::size_t i = 0; i < n; ++i) {
            changes[i] = newest[i] - oldest[i];
        }
        const double divisor = m_divisor;
        Lanes running;
        std::memcpy(&running, m_running.data(), sizeof running);
        std::size_t i = 0;
        for (; i + kLanes <= n; i += kLanes) {
            Lanes now, one, two, three; // and one to three bars before
            std::memcpy(&now, changes + i, sizeof now);
            std::memcpy(&one, changes + i - 1, sizeof one);
            std::memcpy(&two, changes + i - 2, sizeof two);
            std::memcpy(&three, changes + i - 3, sizeof three);
            running += (now + one) + (two + three);
            const Lanes quotient = running / divisor;
            std::memcpy(average + i, &quotient, sizeof quotient);
        }
        std::array<double, kLanes> sums;
        std::memcpy(sums.data(), &running, sizeof running);
        for (; i < n; ++i) {
            const double sum = sums[kLanes - 1] + changes[i];
            std::copy(sums.begin() + 1, sums.end(), sums.begin());
            sums[kLanes - 1] = sum;
            average[i] = sum / divisor;
        }
        m_running = sums;
        std::copy_n(m_changes.data() + n, kLanes, m_changes.data());
        std::copy_n(oldest + n, m_window, oldest);
    }

    static constexpr std::size_t kLanes = 4;
    using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));

    std::size_t m_window;
    RollingSum m_sum;
    TickGrid m_grid;
    double m_divisor;
    std::array<double, kLanes> m_running{}; ///< the last sums
    std::vector<double> m_ticks;            ///< the last `window` values, then those of the block
    std::vector<double> m_changes;          ///< of the sum: the last ones, then those of the block
};

} // namespace sw::indicators
