#include "indicators/core.h"
#include "indicators/families.h"
#include "indicators/recurrence.h"
#include "indicators/rolling.h"

#include <algorithm>
#include <cmath>

namespace sw::indicators {

namespace {

/// Wilder's sums of upward and downward movement. The seed is the sum of the first length-1
/// movements, and the next bar already decays it, as in TA-Lib; Wilder's own worksheet sums length
/// movements first.
class DirectionalMovement
{
public:
    explicit DirectionalMovement(int length) : m_length(length), m_keep(1.0 - 1.0 / length) {}

    void run(const double* high, const double* low, double* plus, double* minus, std::size_t n)
    {
        split(high[0] - m_high, m_low - low[0], plus[0], minus[0]);
        for (std::size_t i = 1; i < n; ++i) {
            split(high[i] - high[i - 1], low[i - 1] - low[i], plus[i], minus[i]);
        }
        m_high = high[n - 1];
        m_low = low[n - 1];
        std::size_t i = 0;
        for (; i < n && m_seen < m_length; ++i, ++m_seen) {
            if (m_seen > 0) { // the first bar has nothing before it
                m_plus += plus[i];
                m_minus += minus[i];
            }
            plus[i] = m_plus;
            minus[i] = m_minus;
        }
        const double keep = m_keep;
        double plusSum = m_plus;
        double minusSum = m_minus;
        for (; i < n; ++i) {
            plusSum = keep * plusSum + plus[i];
            minusSum = keep * minusSum + minus[i];
            plus[i] = plusSum;
            minus[i] = minusSum;
        }
        m_plus = plusSum;
        m_minus = minusSum;
    }

private:
    /// The larger of the two moves counts, if it is one.
    static void split(double up, double down, double& plus, double& minus)
    {
        const double gain = up > 0 ? up : 0.0;
        const double loss = down > 0 ? down : 0.0;
        plus = up > down ? gain : 0.0;
        minus = down > up ? loss : 0.0;
    }

    std::int64_t m_length;
    double m_keep;
    std::int64_t m_seen = 0;
    double m_high = 0;
    double m_low = 0;
    double m_plus = 0;
    double m_minus = 0;
};

class DmiCore final : public Core
{
public:
    explicit DmiCore(int length) : m_movement(length), m_length(length), m_keep(1.0 - 1.0 / length)
    {}
    void run(const Block& block) override
    {
        double* plus = block.out[0];
        double* minus = block.out[1];
        Column range;
        m_movement.run(block.in[0], block.in[1], plus, minus, block.size);
        m_range.run(block.in[0], block.in[1], block.in[2], range.data(), block.size);
        sum(range.data(), block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            const double plusShare = 100.0 * (plus[i] / range[i]);
            const double minusShare = 100.0 * (minus[i] / range[i]);
            plus[i] = range[i] == 0 ? 0.0 : plusShare;
            minus[i] = range[i] == 0 ? 0.0 : minusShare;
        }
    }

private:
    /// Sums true ranges as the movements are summed.
    void sum(double* range, std::size_t n)
    {
        std::size_t i = 0;
        for (; i < n && m_seen < m_length; ++i, ++m_seen) {
            m_total += m_seen > 0 ? range[i] : 0.0;
            range[i] = m_total;
        }
        double total = m_total;
        for (; i < n; ++i) {
            total = m_keep * total + range[i];
            range[i] = total;
        }
        m_total = total;
    }

    DirectionalMovement m_movement;
    TrueRange m_range;
    std::int64_t m_length;
    double m_keep;
    std::int64_t m_seen = 0;
    double m_total = 0;
};

class AdxCore final : public Core
{
public:
    explicit AdxCore(int length) : m_movement(length), m_average(Smoothing::wilder(length, length))
    {}
    void run(const Block& block) override
    {
        Column plus;
        Column minus;
        m_movement.run(block.in[0], block.in[1], plus.data(), minus.data(), block.size);
        // Both indicators are shares of the same true range, which cancels in their imbalance.
        for (std::size_t i = 0; i < block.size; ++i) {
            const double both = plus[i] + minus[i];
            const double index = 100.0 * (std::fabs(plus[i] - minus[i]) / both);
            plus[i] = both == 0 ? 0.0 : index;
        }
        m_average.run(plus.data(), block.out[0], block.size);
    }

private:
    DirectionalMovement m_movement;
    Smoothing m_average;
};

class SupertrendCore final : public Core
{
public:
    SupertrendCore(int length, double factor) : m_range(length), m_length(length), m_factor(factor)
    {}
    void run(const Block& block) override
    {
        Column range;
        m_range.run(block.in[0], block.in[1], block.in[2], range.data(), block.size);
        for (std::size_t i = 0; i < block.size; ++i, ++m_seen) {
            const double close = block.in[2][i];
            if (m_seen >= m_length) {
                step((block.in[0][i] + block.in[1][i]) / 2, m_factor * range[i], close);
            }
            m_close = close;
            block.out[0][i] = m_up ? m_lower : m_upper;
            block.out[1][i] = m_up ? 1 : 0;
        }
    }

private:
    void step(double middle, double reach, double close)
    {
        const double upper = middle + reach;
        const double lower = middle - reach;
        if (m_seen == m_length) {
            m_upper = upper;
            m_lower = lower;
            return;
        }
        // A band only tightens until the close before it went through.
        m_lower = lower > m_lower || m_close < m_lower ? lower : m_lower;
        m_upper = upper < m_upper || m_close > m_upper ? upper : m_upper;
        m_up = m_up ? close >= m_lower : close > m_upper;
    }

    AverageRange m_range;
    std::int64_t m_length;
    double m_factor;
    std::int64_t m_seen = 0;
    double m_close = 0;
    double m_upper = 0;
    double m_lower = 0;
    bool m_up = true;
};

class PsarCore final : public Core
{
public:
    PsarCore(double start, double step, double most)
        : m_start(std::min(start, most)), m_step(step), m_most(most), m_pace(m_start)
    {}
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            const double high = block.in[0][i];
            const double low = block.in[1][i];
            block.out[0][i] = next(high, low);
            m_high = high;
            m_low = low;
            m_seen += m_seen < 2 ? 1 : 0;
        }
    }

private:
    double next(double high, double low)
    {
        if (m_seen == 0) {
            return 0;
        }
        double highBefore = m_high;
        double lowBefore = m_low;
        if (m_seen == 1) {
            const double up = high - m_high;
            const double down = m_low - low;
            m_long = !(down > 0 && up < down);
            m_extreme = m_long ? high : low;
            m_sar = m_long ? m_low : m_high;
            // The first stop is held against the second bar alone.
            highBefore = high;
            lowBefore = low;
        }
        return m_long ? nextLong(high, low, highBefore, lowBefore)
                      : nextShort(high, low, highBefore, lowBefore);
    }

    double nextLong(double high, double low, double highBefore, double lowBefore)
    {
        if (low <= m_sar) {
            m_long = false;
            const double shown = std::max({m_extreme, highBefore, high});
            m_pace = m_start;
            m_extreme = low;
            m_sar = std::max({shown + m_pace * (m_extreme - shown), highBefore, high});
            return shown;
        }
        const double shown = m_sar;
        if (high > m_extreme) {
            m_extreme = high;
            m_pace = std::min(m_pace + m_step, m_most);
        }
        m_sar = std::min({shown + m_pace * (m_extreme - shown), lowBefore, low});
        return shown;
    }

    double nextShort(double high, double low, double highBefore, double lowBefore)
    {
        if (high >= m_sar) {
            m_long = true;
            const double shown = std::min({m_extreme, lowBefore, low});
            m_pace = m_start;
            m_extreme = high;
            m_sar = std::min({shown + m_pace * (m_extreme - shown), lowBefore, low});
            return shown;
        }
        const double shown = m_sar;
        if (low < m_extreme) {
            m_extreme = low;
            m_pace = std::min(m_pace + m_step, m_most);
        }
        m_sar = std::max({shown + m_pace * (m_extreme - shown), highBefore, high});
        return shown;
    }

    double m_start;
    double m_step;
    double m_most;
    double m_pace;
    int m_seen = 0;
    bool m_long = true;
    double m_high = 0;
    double m_low = 0;
    double m_extreme = 0;
    double m_sar = 0;
};

class AroonCore final : public Core
{
public:
    explicit AroonCore(int length) : m_high(length + 1), m_low(length + 1), m_length(length) {}
    void run(const Block& block) override
    {
        m_high.run(block.in[0], block.out[0], block.size);
        m_low.run(block.in[1], block.out[1], block.size);
        for (std::size_t k = 0; k < 2; ++k) {
            for (std::size_t i = 0; i < block.size; ++i) {
                block.out[k][i] = 100.0 * (m_length - block.out[k][i]) / m_length;
            }
        }
    }

private:
    RollingAge<true> m_high;
    RollingAge<false> m_low;
    double m_length;
};

/// Middle of the range of a number of bars.
class Midpoint
{
public:
    explicit Midpoint(int length) : m_highest(length), m_lowest(length) {}
    void run(const Block& block, double* middle)
    {
        Column bottom;
        m_highest.run(block.in[0], middle, block.size);
        m_lowest.run(block.in[1], bottom.data(), block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            middle[i] = (middle[i] + bottom[i]) / 2;
        }
    }

private:
    RollingMax m_highest;
    RollingMin m_lowest;
};

class IchimokuCore final : public Core
{
public:
    IchimokuCore(int tenkan, int kijun, int span, int shift)
        : m_tenkan(tenkan), m_kijun(kijun), m_span(span), m_shiftA(shift), m_shiftB(shift)
    {}
    void run(const Block& block) override
    {
        Column middle;
        m_tenkan.run(block, block.out[0]);
        m_kijun.run(block, block.out[1]);
        for (std::size_t i = 0; i < block.size; ++i) {
            middle[i] = (block.out[0][i] + block.out[1][i]) / 2;
        }
        m_shiftA.run(middle.data(), block.out[2], block.size);
        m_span.run(block, middle.data());
        m_shiftB.run(middle.data(), block.out[3], block.size);
    }

private:
    Midpoint m_tenkan;
    Midpoint m_kijun;
    Midpoint m_span;
    Delay m_shiftA;
    Delay m_shiftB;
};

} // namespace

KernelPtr makeAdx(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return heldKernel(makeCore<AdxCore>(n), 2, {2 * n - 1});
}

KernelPtr makeDmi(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return heldKernel(makeCore<DmiCore>(n), 3, {n, n});
}

KernelPtr makeSupertrend(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return heldKernel(makeCore<SupertrendCore>(n, numbers[1]), 3, {n, n});
}

KernelPtr makePsar(Numbers numbers, const KernelContext&)
{
    return heldKernel(makeCore<PsarCore>(numbers[0], numbers[1], numbers[2]), 2, {1});
}

KernelPtr makeAroon(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<AroonCore>(n), 2, {n, n});
}

KernelPtr makeIchimoku(Numbers numbers, const KernelContext&)
{
    const int tenkan = lengthAt(numbers, 0);
    const int kijun = lengthAt(numbers, 1);
    const int span = lengthAt(numbers, 2);
    const int shift = lengthAt(numbers, 3);
    return windowKernel(
        makeCore<IchimokuCore>(tenkan, kijun, span, shift), 2,
        {tenkan - 1, kijun - 1, std::max(tenkan, kijun) - 1 + shift, span - 1 + shift});
}

} // namespace sw::indicators
