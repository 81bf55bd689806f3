#include "indicators/core.h"
#include "indicators/families.h"
#include "indicators/recurrence.h"
#include "indicators/rolling.h"

#include <algorithm>

namespace sw::indicators {

RelativeStrength::RelativeStrength(int length)
    : m_length(length),
      m_gain(1.0 / length),
      m_keep(1.0 - m_gain),
      m_gains(kBlockBars),
      m_losses(kBlockBars)
{}

void RelativeStrength::run(const double* x, double* rsi, std::size_t n)
{
    if (n == 0) {
        return;
    }
    double* const __restrict gains = m_gains.data();
    double* const __restrict losses = m_losses.data();
    // While seeding the moves stay as they are; afterwards they carry their gain already.
    const double weight = m_seen > m_length ? m_gain : 1.0;
    // The first bar has nothing before it: it moves by nothing and is left out of the seed.
    const double first = x[0] - (m_seen == 0 ? x[0] : m_before);
    gains[0] = weight * (first > 0 ? first : 0);
    losses[0] = weight * (first < 0 ? -first : 0);
    for (std::size_t i = 1; i < n; ++i) {
        const double move = x[i] - x[i - 1];
        gains[i] = weight * (move > 0 ? move : 0.0);
        losses[i] = weight * (move < 0 ? -move : 0.0);
    }
    m_before = x[n - 1];
    std::size_t i = 0;
    for (; i < n && m_seen <= m_length; ++i, ++m_seen) {
        m_up += gains[i];
        m_down += losses[i];
        if (m_seen == m_length) {
            m_up /= static_cast<double>(m_length);
            m_down /= static_cast<double>(m_length);
        }
        gains[i] = m_up;
        losses[i] = m_down;
    }
    for (std::size_t j = i; weight == 1.0 && j < n; ++j) {
        gains[j] *= m_gain;
        losses[j] *= m_gain;
    }
    const double keep = m_keep;
    double up = m_up;
    double down = m_down;
#pragma GCC unroll 4
    for (; i < n; ++i) {
        up = keep * up + gains[i];
        down = keep * down + losses[i];
        gains[i] = up;
        losses[i] = down;
    }
    m_up = up;
    m_down = down;
    for (i = 0; i < n; ++i) {
        const double sum = gains[i] + losses[i];
        const double strength = 100.0 * (gains[i] / sum);
        rsi[i] = sum == 0 ? 50.0 : strength;
    }
}

namespace {

/// 100 × part / whole, 50 where the whole is nothing.
double percentOf(double part, double whole)
{
    const double percent = 100.0 * part / whole;
    return whole == 0 ? 50.0 : percent;
}

class RsiCore final : public Core
{
public:
    explicit RsiCore(int length) : m_rsi(length) {}
    void run(const Block& block) override { m_rsi.run(block.in[0], block.out[0], block.size); }

private:
    RelativeStrength m_rsi;
};

class MacdCore final : public Core
{
public:
    MacdCore(int fast, int slow, int signal)
        : m_fast(Smoothing::exponential(fast, std::max(slow - fast, 0))),
          m_slow(Smoothing::exponential(slow, std::max(fast - slow, 0))),
          m_signal(Smoothing::exponential(signal, std::max(fast, slow) - 1))
    {}
    void run(const Block& block) override
    {
        double* line = block.out[0];
        double* signal = block.out[1];
        if (m_fast.isSeeded() && m_slow.isSeeded() && m_signal.isSeeded()) {
            runTogether(block.in[0], line, signal, block.size);
        } else {
            m_fast.run(block.in[0], line, block.size);
            m_slow.run(block.in[0], signal, block.size);
            for (std::size_t i = 0; i < block.size; ++i) {
                line[i] -= signal[i];
            }
            m_signal.run(line, signal, block.size);
        }
        for (std::size_t i = 0; block.wanted[2] && i < block.size; ++i) {
            block.out[2][i] = line[i] - signal[i];
        }
    }

private:
    /// The three chains side by side: none waits for another.
    void runTogether(const double* x, double* line, double* signal, std::size_t n)
    {
        Smoothing fast = m_fast;
        Smoothing slow = m_slow;
        Smoothing smooth = m_signal;
#pragma GCC unroll 4
        for (std::size_t i = 0; i < n; ++i) {
            const double value = fast.next(x[i]) - slow.next(x[i]);
            line[i] = value;
            signal[i] = smooth.next(value);
        }
        m_fast = fast;
        m_slow = slow;
        m_signal = smooth;
    }

    Smoothing m_fast;
    Smoothing m_slow;
    Smoothing m_signal;
};

/// Position of a value in the range of `length` bars, averaged twice.
class Stochastic
{
public:
    Stochastic(int length, int smooth, int d)
        : m_highest(length),
          m_lowest(length),
          m_smooth(smooth),
          m_d(d),
          m_smoothBars(smooth),
          m_dBars(d)
    {}
    void run(const double* high, const double* low, const double* close, double* k, double* d,
             std::size_t n)
    {
        Column top;
        Column bottom;
        m_highest.run(high, top.data(), n);
        m_lowest.run(low, bottom.data(), n);
        for (std::size_t i = 0; i < n; ++i) {
            top[i] = percentOf(close[i] - bottom[i], top[i] - bottom[i]);
        }
        m_smooth.run(top.data(), k, n);
        for (std::size_t i = 0; i < n; ++i) {
            k[i] /= m_smoothBars;
        }
        m_d.run(k, d, n);
        for (std::size_t i = 0; i < n; ++i) {
            d[i] /= m_dBars;
        }
    }

private:
    RollingMax m_highest;
    RollingMin m_lowest;
    RollingSum m_smooth;
    RollingSum m_d;
    double m_smoothBars;
    double m_dBars;
};

class StochCore final : public Core
{
public:
    StochCore(int length, int smooth, int d) : m_stochastic(length, smooth, d) {}
    void run(const Block& block) override
    {
        m_stochastic.run(block.in[0], block.in[1], block.in[2], block.out[0], block.out[1],
                         block.size);
    }

private:
    Stochastic m_stochastic;
};

class StochRsiCore final : public Core
{
public:
    StochRsiCore(int rsi, int length, int smooth, int d)
        : m_rsi(rsi), m_stochastic(length, smooth, d)
    {}
    void run(const Block& block) override
    {
        double* rsi = m_column.data();
        m_rsi.run(block.in[0], rsi, block.size);
        m_stochastic.run(rsi, rsi, rsi, block.out[0], block.out[1], block.size);
    }

private:
    RelativeStrength m_rsi;
    Stochastic m_stochastic;
    std::vector<double> m_column = std::vector<double>(kBlockBars);
};

class CciCore final : public Core
{
public:
    explicit CciCore(int length) : m_sum(length), m_window(length), m_length(length) {}
    void run(const Block& block) override
    {
        const double* x = block.in[0];
        Column mean;
        m_sum.run(x, mean.data(), block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            const double centre = mean[i] / m_length;
            const double* values = m_window.push(x[i]);
            const double spread = distance(values, centre) / m_length;
            const double index = (x[i] - centre) / (0.015 * spread);
            block.out[0][i] = spread == 0 ? 0 : index;
        }
    }

private:
    /// Sum of absolute distances, in four fixed lanes so that it needs no fast-math to be fast.
    double distance(const double* values, double centre) const
    {
        std::array<double, 4> lanes{};
        std::size_t j = 0;
        for (; j + 4 <= m_window.size(); j += 4) {
            for (std::size_t lane = 0; lane < 4; ++lane) {
                const double gap = values[j + lane] - centre;
                lanes[lane] += gap < 0 ? -gap : gap;
            }
        }
        double sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; j < m_window.size(); ++j) {
            const double gap = values[j] - centre;
            sum += gap < 0 ? -gap : gap;
        }
        return sum;
    }

    RollingSum m_sum;
    Window m_window;
    double m_length;
};

class MfiCore final : public Core
{
public:
    explicit MfiCore(int length) : m_up(length), m_down(length) {}
    void run(const Block& block) override
    {
        Column price;
        Column up;
        Column down;
        for (std::size_t i = 0; i < block.size; ++i) {
            price[i] = (block.in[0][i] + block.in[1][i] + block.in[2][i]) / 3.0;
        }
        const double* volume = block.in[3];
        up[0] = price[0] > m_before ? price[0] * volume[0] : 0.0;
        down[0] = price[0] < m_before ? price[0] * volume[0] : 0.0;
        for (std::size_t i = 1; i < block.size; ++i) {
            const double money = price[i] * volume[i];
            up[i] = price[i] > price[i - 1] ? money : 0.0;
            down[i] = price[i] < price[i - 1] ? money : 0.0;
        }
        m_before = price[block.size - 1];
        double* total = block.out[0];
        m_up.run(up.data(), up.data(), block.size);
        m_down.run(down.data(), total, block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            total[i] = percentOf(up[i], up[i] + total[i]);
        }
    }

private:
    double m_before = 0;
    RollingSum m_up;
    RollingSum m_down;
};

class WillrCore final : public Core
{
public:
    explicit WillrCore(int length) : m_highest(length), m_lowest(length) {}
    void run(const Block& block) override
    {
        Column top;
        double* bottom = block.out[0];
        m_highest.run(block.in[0], top.data(), block.size);
        m_lowest.run(block.in[1], bottom, block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            const double whole = top[i] - bottom[i];
            const double percent = -100.0 * (top[i] - block.in[2][i]) / whole;
            bottom[i] = whole == 0 ? -50.0 : percent;
        }
    }

private:
    RollingMax m_highest;
    RollingMin m_lowest;
};

/// Change over a number of bars: as a difference, or relative to the earlier value.
class ChangeCore final : public Core
{
public:
    /// `scale` 0 = plain difference, 1 = ratio, 100 = percent.
    ChangeCore(int bars, double scale)
        : m_bars(static_cast<std::size_t>(bars)), m_delay(bars), m_scale(scale)
    {}
    void run(const Block& block) override
    {
        const double* x = block.in[0];
        double* out = block.out[0];
        const std::size_t start = m_delay.runStart(x, out, block.size);
        change(x, out, out, start);
        change(x + start, x + start - std::min(start, m_bars), out + start, block.size - start);
    }

private:
    void change(const double* now, const double* before, double* out, std::size_t n) const
    {
        const double scale = m_scale;
        if (scale == 0) {
            for (std::size_t i = 0; i < n; ++i) {
                out[i] = now[i] - before[i];
            }
            return;
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double earlier = before[i];
            const double change = scale * (now[i] - earlier) / earlier;
            out[i] = earlier == 0 ? kMissing : change;
        }
    }

    std::size_t m_bars;
    Delay m_delay;
    double m_scale;
};

class IbsCore final : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            const double whole = block.in[0][i] - block.in[1][i];
            const double part = (block.in[2][i] - block.in[1][i]) / whole;
            block.out[0][i] = whole == 0 ? 0.5 : part;
        }
    }
};

KernelPtr makeChange(int bars, double scale)
{
    return windowKernel(makeCore<ChangeCore>(bars, scale), 1, {bars});
}

} // namespace

KernelPtr makeRsi(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return heldKernel(makeCore<RsiCore>(n), 1, {n});
}

KernelPtr makeMacd(Numbers numbers, const KernelContext&)
{
    const int fast = lengthAt(numbers, 0);
    const int slow = lengthAt(numbers, 1);
    const int signal = lengthAt(numbers, 2);
    const int line = std::max(fast, slow) - 1;
    const int both = line + signal - 1;
    return heldKernel(makeCore<MacdCore>(fast, slow, signal), 1, {line, both, both});
}

KernelPtr makeStoch(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    const int smooth = lengthAt(numbers, 1);
    const int d = lengthAt(numbers, 2);
    const int k = n - 1 + smooth - 1;
    return windowKernel(makeCore<StochCore>(n, smooth, d), 3, {k, k + d - 1});
}

KernelPtr makeStochRsi(Numbers numbers, const KernelContext&)
{
    const int rsi = lengthAt(numbers, 0);
    const int n = lengthAt(numbers, 1);
    const int smooth = lengthAt(numbers, 2);
    const int d = lengthAt(numbers, 3);
    const int k = rsi + n - 1 + smooth - 1;
    return heldKernel(makeCore<StochRsiCore>(rsi, n, smooth, d), 1, {k, k + d - 1});
}

KernelPtr makeCci(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<CciCore>(n), 1, {n - 1});
}

KernelPtr makeMfi(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<MfiCore>(n), 4, {n});
}

KernelPtr makeWillr(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<WillrCore>(n), 3, {n - 1});
}

KernelPtr makeRoc(Numbers numbers, const KernelContext&)
{
    return makeChange(lengthAt(numbers, 0), 100);
}

KernelPtr makeMom(Numbers numbers, const KernelContext&)
{
    return makeChange(lengthAt(numbers, 0), 0);
}

KernelPtr makePctChange(Numbers numbers, const KernelContext&)
{
    return makeChange(lengthAt(numbers, 0), 1);
}

KernelPtr makeIbs(Numbers, const KernelContext&)
{
    return windowKernel(makeCore<IbsCore>(), 3, {0});
}

} // namespace sw::indicators
