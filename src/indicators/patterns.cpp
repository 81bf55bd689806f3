#include "indicators/core.h"
#include "indicators/families.h"

#include <algorithm>
#include <cmath>

namespace sw::indicators {

namespace {

struct Candle {
    double open = 0;
    double high = 0;
    double low = 0;
    double close = 0;

    double body() const { return std::fabs(close - open); }
    double range() const { return high - low; }
    double lowerShadow() const { return std::min(open, close) - low; }
    double upperShadow() const { return high - std::max(open, close); }
    bool rises() const { return close > open; }
    bool falls() const { return close < open; }
};

/// The last three candles, newest first.
using Candles = std::array<Candle, 3>;

bool isHammer(const Candles& c)
{
    return c[0].lowerShadow() >= 2 * c[0].body() && c[0].upperShadow() <= c[0].body() &&
           c[0].range() > 0;
}

bool isShootingStar(const Candles& c)
{
    return c[0].upperShadow() >= 2 * c[0].body() && c[0].lowerShadow() <= c[0].body() &&
           c[0].range() > 0;
}

bool isDoji(const Candles& c)
{
    return c[0].body() <= 0.1 * c[0].range() && c[0].range() > 0;
}

bool isBullishEngulfing(const Candles& c)
{
    return c[1].falls() && c[0].rises() && c[0].close >= c[1].open && c[0].open <= c[1].close;
}

bool isBearishEngulfing(const Candles& c)
{
    return c[1].rises() && c[0].falls() && c[0].close <= c[1].open && c[0].open >= c[1].close;
}

bool isInsideBar(const Candles& c)
{
    return c[0].high < c[1].high && c[0].low > c[1].low;
}

bool isOutsideBar(const Candles& c)
{
    return c[0].high > c[1].high && c[0].low < c[1].low;
}

bool isMorningStar(const Candles& c)
{
    return c[2].falls() && c[1].body() < 0.5 * c[2].body() && c[0].rises() &&
           c[0].close > (c[2].open + c[2].close) / 2;
}

bool isEveningStar(const Candles& c)
{
    return c[2].rises() && c[1].body() < 0.5 * c[2].body() && c[0].falls() &&
           c[0].close < (c[2].open + c[2].close) / 2;
}

template <bool (*isPattern)(const Candles&)> class PatternCore final : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            m_candles[2] = m_candles[1];
            m_candles[1] = m_candles[0];
            m_candles[0] = {block.in[0][i], block.in[1][i], block.in[2][i], block.in[3][i]};
            block.out[0][i] = isPattern(m_candles) ? 1 : 0;
        }
    }

private:
    Candles m_candles;
};

template <bool (*isPattern)(const Candles&)> KernelPtr makePattern(int barsBefore)
{
    return windowKernel(makeCore<PatternCore<isPattern>>(), 4, {barsBefore});
}

enum class HeikinAshi { Open, High, Low, Close };

template <HeikinAshi part> class HeikinAshiCore final : public Core
{
public:
    void run(const Block& block) override
    {
        for (std::size_t i = 0; i < block.size; ++i) {
            const double open = block.in[0][i];
            const double high = block.in[1][i];
            const double low = block.in[2][i];
            const double close = block.in[3][i];
            m_open = m_started ? (m_open + m_close) / 2 : (open + close) / 2;
            m_close = (open + high + low + close) / 4;
            m_started = true;
            if constexpr (part == HeikinAshi::Open) {
                block.out[0][i] = m_open;
            } else if constexpr (part == HeikinAshi::High) {
                block.out[0][i] = std::max({high, m_open, m_close});
            } else if constexpr (part == HeikinAshi::Low) {
                block.out[0][i] = std::min({low, m_open, m_close});
            } else {
                block.out[0][i] = m_close;
            }
        }
    }

private:
    bool m_started = false;
    double m_open = 0;
    double m_close = 0;
};

template <HeikinAshi part> KernelPtr makeHeikinAshi()
{
    return heldKernel(makeCore<HeikinAshiCore<part>>(), 4, {0});
}

} // namespace

KernelPtr makeHammer(Numbers, const KernelContext&)
{
    return makePattern<isHammer>(0);
}

KernelPtr makeShootingStar(Numbers, const KernelContext&)
{
    return makePattern<isShootingStar>(0);
}

KernelPtr makeDoji(Numbers, const KernelContext&)
{
    return makePattern<isDoji>(0);
}

KernelPtr makeBullishEngulfing(Numbers, const KernelContext&)
{
    return makePattern<isBullishEngulfing>(1);
}

KernelPtr makeBearishEngulfing(Numbers, const KernelContext&)
{
    return makePattern<isBearishEngulfing>(1);
}

KernelPtr makeInsideBar(Numbers, const KernelContext&)
{
    return makePattern<isInsideBar>(1);
}

KernelPtr makeOutsideBar(Numbers, const KernelContext&)
{
    return makePattern<isOutsideBar>(1);
}

KernelPtr makeMorningStar(Numbers, const KernelContext&)
{
    return makePattern<isMorningStar>(2);
}

KernelPtr makeEveningStar(Numbers, const KernelContext&)
{
    return makePattern<isEveningStar>(2);
}

KernelPtr makeHaOpen(Numbers, const KernelContext&)
{
    return makeHeikinAshi<HeikinAshi::Open>();
}

KernelPtr makeHaHigh(Numbers, const KernelContext&)
{
    return makeHeikinAshi<HeikinAshi::High>();
}

KernelPtr makeHaLow(Numbers, const KernelContext&)
{
    return makeHeikinAshi<HeikinAshi::Low>();
}

KernelPtr makeHaClose(Numbers, const KernelContext&)
{
    return makeHeikinAshi<HeikinAshi::Close>();
}

} // namespace sw::indicators
