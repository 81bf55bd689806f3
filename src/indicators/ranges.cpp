#include "indicators/core.h"
#include "indicators/families.h"
#include "indicators/local_day.h"
#include "indicators/rolling.h"

#include <algorithm>

namespace sw::indicators {

namespace {

template <class Rolling> class ExtremeCore final : public Core
{
public:
    explicit ExtremeCore(int length) : m_extreme(length) {}
    void run(const Block& block) override { m_extreme.run(block.in[0], block.out[0], block.size); }

private:
    Rolling m_extreme;
};

class DonchianCore final : public Core
{
public:
    explicit DonchianCore(int length) : m_highest(length), m_lowest(length) {}
    void run(const Block& block) override
    {
        double* mid = block.out[0];
        double* upper = block.out[1];
        double* lower = block.out[2];
        m_highest.run(block.in[0], mid, block.size);
        m_beforeHigh.run(mid, upper, block.size);
        m_lowest.run(block.in[1], mid, block.size);
        m_beforeLow.run(mid, lower, block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            mid[i] = (upper[i] + lower[i]) / 2;
        }
    }

private:
    RollingMax m_highest;
    RollingMin m_lowest;
    Delay m_beforeHigh{1};
    Delay m_beforeLow{1};
};

class OpeningRangeCore final : public Core
{
public:
    OpeningRangeCore(double minutes, double barMinutes)
        : m_length(minutes * kMinuteMs), m_bar(barMinutes * kMinuteMs)
    {}
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            const double time = block.in[2][i];
            if (m_day.moveTo(time)) {
                m_end = time + m_length;
                m_high = block.in[0][i];
                m_low = block.in[1][i];
            } else if (time < m_end) {
                m_high = std::max(m_high, block.in[0][i]);
                m_low = std::min(m_low, block.in[1][i]);
            }
            const bool ended = time + m_bar >= m_end;
            block.out[0][i] = ended ? m_high : kMissing;
            block.out[1][i] = ended ? m_low : kMissing;
        }
    }

private:
    double m_length;
    double m_bar;
    LocalDay m_day;
    double m_end = 0;
    double m_high = 0;
    double m_low = 0;
};

class DayOpenCore final : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            if (m_day.moveTo(block.in[1][i])) {
                m_open = block.in[0][i];
            }
            block.out[0][i] = m_open;
        }
    }

private:
    LocalDay m_day;
    double m_open = 0;
};

} // namespace

KernelPtr makeHighest(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<ExtremeCore<RollingMax>>(n), 1, {n - 1});
}

KernelPtr makeLowest(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<ExtremeCore<RollingMin>>(n), 1, {n - 1});
}

KernelPtr makeDonchian(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<DonchianCore>(n), 2, {n, n, n});
}

KernelPtr makeOpeningRange(Numbers numbers, const KernelContext& context)
{
    return heldKernel(makeCore<OpeningRangeCore>(numbers[0], context.barMinutes), 3, {0, 0});
}

KernelPtr makeDayOpen(Numbers, const KernelContext&)
{
    return heldKernel(makeCore<DayOpenCore>(), 2, {0});
}

} // namespace sw::indicators
