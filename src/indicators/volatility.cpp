#include "indicators/core.h"
#include "indicators/families.h"
#include "indicators/logarithm.h"
#include "indicators/recurrence.h"
#include "indicators/rolling.h"
#include "indicators/ticks.h"

#include <algorithm>
#include <cmath>

namespace sw::indicators {

namespace {

class BollingerCore final : public Core
{
public:
    BollingerCore(int window, double width, double ticksPerUnit)
        : m_average(window, ticksPerUnit),
          m_moments(window),
          m_width(width),
          m_inverse(1.0 / window)
    {}
    void run(const Block& block) override
    {
        const double* x = block.in[0];
        double* mid = block.out[0];
        double* upper = block.out[1];
        double* lower = block.out[2];
        Column mean;
        Column squares;
        m_average.run(x, mid, block.size);
        m_moments.run(x, mean.data(), squares.data(), block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            const double band = m_width * std::sqrt(squares[i] * m_inverse);
            upper[i] = mid[i] + band;
            lower[i] = mid[i] - band;
        }
        if (block.wanted[3]) {
            for (std::size_t i = 0; i < block.size; ++i) {
                const double width = (upper[i] - lower[i]) / mid[i];
                block.out[3][i] = mid[i] == 0 ? kMissing : width;
            }
        }
        if (block.wanted[4]) {
            for (std::size_t i = 0; i < block.size; ++i) {
                const double whole = upper[i] - lower[i];
                const double part = (x[i] - lower[i]) / whole;
                block.out[4][i] = whole == 0 ? 0.5 : part;
            }
        }
    }

private:
    RollingAverage m_average;
    RollingMoments m_moments;
    double m_width;
    double m_inverse;
};

class TrCore final : public Core
{
public:
    void run(const Block& block) override
    {
        m_range.run(block.in[0], block.in[1], block.in[2], block.out[0], block.size);
    }

private:
    TrueRange m_range;
};

/// Average true range, in units of price or in percent of the close.
class AtrCore final : public Core
{
public:
    AtrCore(int length, bool normalised) : m_range(length), m_normalised(normalised) {}
    void run(const Block& block) override
    {
        double* out = block.out[0];
        m_range.run(block.in[0], block.in[1], block.in[2], out, block.size);
        if (m_normalised) {
            const double* close = block.in[2];
            for (std::size_t i = 0; i < block.size; ++i) {
                const double percent = 100.0 * out[i] / close[i];
                out[i] = close[i] == 0 ? kMissing : percent;
            }
        }
    }

private:
    AverageRange m_range;
    bool m_normalised;
};

class KeltnerCore final : public Core
{
public:
    KeltnerCore(int length, double width, int rangeLength)
        : m_average(Smoothing::exponential(length)), m_range(rangeLength), m_width(width)
    {}
    void run(const Block& block) override
    {
        double* mid = block.out[0];
        double* upper = block.out[1];
        double* lower = block.out[2];
        Column range;
        m_average.run(block.in[0], mid, block.size);
        m_range.run(block.in[1], block.in[2], block.in[3], range.data(), block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            const double band = m_width * range[i];
            upper[i] = mid[i] + band;
            lower[i] = mid[i] - band;
        }
    }

private:
    Smoothing m_average;
    AverageRange m_range;
    double m_width;
};

class RealizedVolCore final : public Core
{
public:
    RealizedVolCore(int window, double periodsPerYear)
        : m_moments(window), m_scale(periodsPerYear / window)
    {}
    void run(const Block& block) override
    {
        Column returns;
        Column mean;
        double before = m_before;
        for (std::size_t i = 0; i < block.size; ++i) {
            const double x = block.in[0][i];
            returns[i] = naturalLog(x / before);
            before = x;
        }
        m_before = before;
        double* out = block.out[0];
        m_moments.run(returns.data(), mean.data(), out, block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            out[i] = std::sqrt(out[i] * m_scale);
        }
        for (std::size_t i = 0; i < block.size; ++i) {
            // A price of zero or below has no return; its windows are missing, one bit pattern.
            out[i] = out[i] < kLargest ? out[i] : kMissing;
        }
    }

private:
    static constexpr double kLargest = std::numeric_limits<double>::max();
    RollingMoments m_moments;
    double m_scale;
    double m_before = 1;
};

} // namespace

KernelPtr makeBb(Numbers numbers, const KernelContext& context)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<BollingerCore>(n, numbers[1], context.ticksPerUnit), 1,
                        std::vector<int>(5, n - 1));
}

KernelPtr makeTr(Numbers, const KernelContext&)
{
    return windowKernel(makeCore<TrCore>(), 3, {1});
}

KernelPtr makeAtr(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return heldKernel(makeCore<AtrCore>(n, false), 3, {n});
}

KernelPtr makeNatr(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return heldKernel(makeCore<AtrCore>(n, true), 3, {n});
}

KernelPtr makeKeltner(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    const int rangeLength = lengthAt(numbers, 2);
    const int warmup = std::max(n - 1, rangeLength);
    return heldKernel(makeCore<KeltnerCore>(n, numbers[1], rangeLength), 4,
                      {warmup, warmup, warmup});
}

KernelPtr makeRealizedVol(Numbers numbers, const KernelContext& context)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<RealizedVolCore>(n, context.periodsPerYear), 1, {n});
}

} // namespace sw::indicators
