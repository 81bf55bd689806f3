#include "indicators/core.h"
#include "indicators/families.h"
#include "indicators/recurrence.h"
#include "indicators/rolling.h"
#include "indicators/ticks.h"

#include <algorithm>

namespace sw::indicators {

namespace {

class SmaCore final : public Core
{
public:
    SmaCore(int window, double ticksPerUnit) : m_average(window, ticksPerUnit) {}
    void run(const Block& block) override { m_average.run(block.in[0], block.out[0], block.size); }

private:
    RollingAverage m_average;
};

class SmoothingCore final : public Core
{
public:
    explicit SmoothingCore(Smoothing smoothing) : m_smoothing(smoothing) {}
    void run(const Block& block) override
    {
        m_smoothing.run(block.in[0], block.out[0], block.size);
    }

private:
    Smoothing m_smoothing;
};

class WmaCore final : public Core
{
public:
    WmaCore(int window, double ticksPerUnit)
        : m_sum(window),
          m_grid(ticksPerUnit),
          m_divisor(0.5 * window * (window + 1.0) * m_grid.unit())
    {}
    void run(const Block& block) override
    {
        const double* x = m_grid.ticks(block.in[0], block.size);
        m_sum.run(x, block.out[0], block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            block.out[0][i] /= m_divisor;
        }
    }

private:
    RollingWeightedSum m_sum;
    TickGrid m_grid;
    double m_divisor;
};

class VwmaCore final : public Core
{
public:
    explicit VwmaCore(int window) : m_money(window), m_volume(window) {}
    void run(const Block& block) override
    {
        std::array<double, kBlockBars> money;
        std::array<double, kBlockBars> volume;
        for (std::size_t i = 0; i < block.size; ++i) {
            money[i] = block.in[0][i] * block.in[1][i];
        }
        m_money.run(money.data(), block.out[0], block.size);
        m_volume.run(block.in[1], volume.data(), block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            const double mean = block.out[0][i] / volume[i];
            block.out[0][i] = volume[i] == 0 ? kMissing : mean;
        }
    }

private:
    RollingSum m_money;
    RollingSum m_volume;
};

} // namespace

KernelPtr makeSma(Numbers numbers, const KernelContext& context)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<SmaCore>(n, context.ticksPerUnit), 1, {n - 1});
}

KernelPtr makeEma(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return heldKernel(makeCore<SmoothingCore>(Smoothing::exponential(n)), 1, {n - 1});
}

KernelPtr makeWma(Numbers numbers, const KernelContext& context)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<WmaCore>(n, context.ticksPerUnit), 1, {n - 1});
}

KernelPtr makeRma(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return heldKernel(makeCore<SmoothingCore>(Smoothing::wilder(n)), 1, {n - 1});
}

KernelPtr makeVwma(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<VwmaCore>(n), 2, {n - 1});
}

} // namespace sw::indicators
