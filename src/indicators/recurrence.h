// Averages that remember everything. All have the form y = keep·y + gain·x, whose two dependent
// operations a bar are the serial limit; whatever can be computed beside that chain is kept out of
// it. What they write while seeding is of no use.
#pragma once

#include "indicators/core.h"

#include <cmath>
#include <cstdint>

namespace sw::indicators {

/// Exponential average seeded with the mean of `length` values, after ignoring the first `skip`.
/// Source: TA-Lib's EMA and Pine's ta.ema / ta.rma seed alike.
class Smoothing
{
public:
    /// The usual exponential average, gain 2/(n+1).
    static Smoothing exponential(int length, int skip = 0)
    {
        return Smoothing(length, 2.0 / (length + 1.0), skip);
    }
    /// Wilder's average, gain 1/n.
    static Smoothing wilder(int length, int skip = 0)
    {
        return Smoothing(length, 1.0 / length, skip);
    }

    void run(const double* x, double* y, std::size_t n)
    {
        std::size_t i = 0;
        for (; i < n && m_seen < m_seedEnd; ++i) {
            ++m_seen;
            m_value += m_seen > m_skip ? x[i] : 0;
            if (m_seen == m_seedEnd) {
                m_value /= static_cast<double>(m_seedEnd - m_skip);
            }
            y[i] = m_value;
        }
        const double keep = m_keep;
        const double gain = m_gain;
        double value = m_value;
#pragma GCC unroll 4
        for (; i < n; ++i) {
            value = keep * value + gain * x[i];
            y[i] = value;
        }
        m_value = value;
    }

    bool isSeeded() const
    {
        return m_seen == m_seedEnd;
    }
    /// The average after one more value. Requires: isSeeded().
    double next(double x)
    {
        m_value = m_keep * m_value + m_gain * x;
        return m_value;
    }

private:
    Smoothing(int length, double gain, int skip)
        : m_gain(gain), m_keep(1.0 - gain), m_skip(skip), m_seedEnd(std::int64_t{skip} + length)
    {}

    double m_gain;
    double m_keep;
    std::int64_t m_skip;
    std::int64_t m_seedEnd;
    std::int64_t m_seen = 0;
    double m_value = 0; ///< while seeding the sum of the seed
};

/// Wilder's true range: of the bar joined with the close before. The first result has no close
/// before it and is of no use. Source: Wilder 1978, ch. 3.
class TrueRange
{
public:
    void run(const double* high, const double* low, const double* close, double* range,
             std::size_t n)
    {
        if (n == 0) {
            return;
        }
        range[0] = rangeOf(high[0], low[0], m_close);
        for (std::size_t i = 1; i < n; ++i) {
            range[i] = rangeOf(high[i], low[i], close[i - 1]);
        }
        m_close = close[n - 1];
    }

private:
    static double rangeOf(double high, double low, double before)
    {
        const double inside = high - low;
        const double up = std::fabs(high - before);
        const double down = std::fabs(before - low);
        const double outside = up > down ? up : down;
        return inside > outside ? inside : outside;
    }

    double m_close = 0;
};

/// Wilder's average true range; the first useful result is the one of bar `length`.
class AverageRange
{
public:
    explicit AverageRange(int length) : m_average(Smoothing::wilder(length, 1)) {}

    void run(const double* high, const double* low, const double* close, double* average,
             std::size_t n)
    {
        m_ranges.resize(kBlockBars);
        m_range.run(high, low, close, m_ranges.data(), n);
        m_average.run(m_ranges.data(), average, n);
    }

private:
    TrueRange m_range;
    Smoothing m_average;
    std::vector<double> m_ranges;
};

/// Wilder's relative strength index, 50 while nothing has moved.
class RelativeStrength
{
public:
    explicit RelativeStrength(int length);
    void run(const double* x, double* rsi, std::size_t n);

private:
    std::int64_t m_length;
    double m_gain;
    double m_keep;
    std::int64_t m_seen = 0;
    double m_before = 0;
    double m_up = 0;
    double m_down = 0;
    std::vector<double> m_gains;
    std::vector<double> m_losses;
};

} // namespace sw::indicators
