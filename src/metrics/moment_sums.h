// The sums behind Moments, taken block by block: a long series need not be in memory as a whole.
// The order of summation is that of one pass over everything, whatever the blocks.
#pragma once

#include "metrics/lanes.h"
#include "metrics/returns.h"

#include <algorithm>
#include <cmath>

namespace sw::metrics {

/// What is added up before the mean is known. Blocks are whole multiples of kLanes but for the
/// last.
class FirstSums
{
public:
    /// `first` is the first value of all.
    explicit FirstSums(double first) : m_low(Lanes{} + first), m_high(m_low) {}

    void add(const double* x, std::size_t count)
    {
        Lanes sum = m_sum;
        Lanes low = m_low;
        Lanes high = m_high;
        std::size_t i = 0;
        for (; i + kLanes <= count; i += kLanes) {
            Lanes value;
            load(value, x + i);
            sum += value;
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        for (; i < count; ++i) {
            sum[0] += x[i];
            low[0] = std::min(low[0], x[i]);
            high[0] = std::max(high[0], x[i]);
        }
        m_sum = sum;
        m_low = low;
        m_high = high;
    }
    double sum() const { return joined(m_sum); }
    double lowest() const { return leastOf(m_low); }
    double highest() const { return greatestOf(m_high); }

private:
    Lanes m_sum{};
    Lanes m_low;
    Lanes m_high;
};

/// Powers of the distances from the mean. Blocks as in FirstSums, beginning with the second value.
class SecondSums
{
public:
    SecondSums(double first, double mean) : m_mean(mean)
    {
        const double d = first - mean;
        m_second = Lanes{d * d};
        m_third = Lanes{d * d * d};
        m_fourth = Lanes{d * d * d * d};
    }

    /// Requires: x[-1] is the value before the block.
    void add(const double* x, std::size_t count)
    {
        Lanes second = m_second;
        Lanes third = m_third;
        Lanes fourth = m_fourth;
        Lanes lagged = m_lagged;
        std::size_t i = 0;
        for (; i + kLanes <= count; i += kLanes) {
            Lanes d;
            Lanes before;
            load(d, x + i);
            load(before, x + i - 1);
            d -= m_mean;
            const Lanes square = d * d;
            second += square;
            third += square * d;
            fourth += square * square;
            lagged += d * (before - m_mean);
        }
        for (; i < count; ++i) {
            const double d = x[i] - m_mean;
            const double square = d * d;
            second[0] += square;
            third[0] += square * d;
            fourth[0] += square * square;
            lagged[0] += d * (*(x + i - 1) - m_mean);
        }
        m_second = second;
        m_third = third;
        m_fourth = fourth;
        m_lagged = lagged;
    }

    /// Requires: all `count` values were added to both.
    Moments moments(const FirstSums& first, std::size_t count) const
    {
        const double n = static_cast<double>(count);
        Moments moments;
        moments.count = static_cast<std::int64_t>(count);
        moments.mean = m_mean;
        moments.lowest = first.lowest();
        moments.highest = first.highest();
        const double m2 = joined(m_second);
        moments.deviation = count > 1 ? std::sqrt(m2 / (n - 1)) : 0.0;
        if (moments.varies()) {
            const double variance = m2 / n;
            moments.skewness = (joined(m_third) / n) / (variance * std::sqrt(variance));
            moments.kurtosis = (joined(m_fourth) / n) / (variance * variance);
            moments.autocorrelation = joined(m_lagged) / m2;
        }
        return moments;
    }

private:
    double m_mean;
    Lanes m_second, m_third, m_fourth;
    Lanes m_lagged{};
};

} // namespace sw::metrics
