#include "indicators/core.h"
#include "indicators/families.h"
#include "indicators/local_day.h"
#include "indicators/rolling.h"

#include <cmath>

namespace sw::indicators {

namespace {

/// Volume signed by where the bar closes in its range; nothing for a bar without a range.
double moneyFlow(double high, double low, double close, double volume)
{
    const double whole = high - low;
    const double flow = ((close - low) - (high - close)) / whole * volume;
    return whole > 0 ? flow : 0.0;
}

class ObvCore final : public Core
{
public:
    void run(const Block& block) override
    {
        const double* close = block.in[0];
        const double* volume = block.in[1];
        double* out = block.out[0];
        out[0] = m_started ? signedVolume(volume[0], close[0], m_close) : volume[0];
        for (std::size_t i = 1; i < block.size; ++i) {
            out[i] = signedVolume(volume[i], close[i], close[i - 1]);
        }
        m_started = true;
        m_close = close[block.size - 1];
        double total = m_total;
        for (std::size_t i = 0; i < block.size; ++i) {
            total += out[i];
            out[i] = total;
        }
        m_total = total;
    }

private:
    static double signedVolume(double volume, double close, double before)
    {
        const double gain = close > before ? volume : 0.0;
        const double loss = close < before ? volume : 0.0;
        return gain - loss;
    }

    bool m_started = false;
    double m_close = 0;
    double m_total = 0;
};

class AdCore final : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            m_total += moneyFlow(block.in[0][i], block.in[1][i], block.in[2][i], block.in[3][i]);
            block.out[0][i] = m_total;
        }
    }

private:
    double m_total = 0;
};

class CmfCore final : public Core
{
public:
    explicit CmfCore(int length) : m_flow(length), m_volume(length) {}
    void run(const Block& block) override
    {
        std::array<double, kBlockBars> total;
        double* flow = block.out[0];
        for (std::size_t i = 0; i < block.size; ++i) {
            flow[i] = moneyFlow(block.in[0][i], block.in[1][i], block.in[2][i], block.in[3][i]);
        }
        m_flow.run(flow, flow, block.size);
        m_volume.run(block.in[3], total.data(), block.size);
        for (std::size_t i = 0; i < block.size; ++i) {
            const double share = flow[i] / total[i];
            flow[i] = total[i] == 0 ? kMissing : share;
        }
    }

private:
    RollingSum m_flow;
    RollingSum m_volume;
};

class VwapCore final : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            if (m_day.moveTo(block.in[4][i])) {
                m_weight = m_centre = m_spread = 0;
            }
            const double price = (block.in[0][i] + block.in[1][i] + block.in[2][i]) / 3.0;
            const double volume = block.in[3][i];
            m_weight += volume;
            if (m_weight > 0) {
                const double gap = price - m_centre;
                m_centre += gap * volume / m_weight;
                m_spread += volume * gap * (price - m_centre);
            }
            const double deviation =
                std::sqrt((m_spread < 0 ? 0.0 : m_spread) / (m_weight > 0 ? m_weight : 1));
            block.out[0][i] = m_weight > 0 ? m_centre : kMissing;
            block.out[1][i] = m_weight > 0 ? deviation : kMissing;
            block.out[2][i] = m_weight > 0 ? -deviation : kMissing;
        }
    }

private:
    LocalDay m_day;
    double m_weight = 0;
    double m_centre = 0;
    double m_spread = 0;
};

} // namespace

KernelPtr makeObv(Numbers, const KernelContext&)
{
    return heldKernel(makeCore<ObvCore>(), 2, {0});
}

KernelPtr makeAd(Numbers, const KernelContext&)
{
    return heldKernel(makeCore<AdCore>(), 4, {0});
}

KernelPtr makeCmf(Numbers numbers, const KernelContext&)
{
    const int n = lengthAt(numbers, 0);
    return windowKernel(makeCore<CmfCore>(n), 4, {n - 1});
}

KernelPtr makeVwap(Numbers, const KernelContext&)
{
    return heldKernel(makeCore<VwapCore>(), 5, {0, 0, 0});
}

} // namespace sw::indicators
