#include "metrics/hold_walk.h"

#include "base/expects.h"
#include "engine/widest.h"
#include "metrics/drawdown.h"
#include "metrics/moment_sums.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace sw::metrics {

namespace {

constexpr std::size_t kBars = 2048;

/// Equity and returns of a holding in blocks. The first slot of each is the value before the block.
class HoldingBlocks
{
public:
    explicit HoldingBlocks(const Holding& holding) : m_holding(holding)
    {
        m_equity[kBars] = holding.start;
    }

    /// Fills the next `count` bars.
    void next(std::size_t count)
    {
        m_equity[0] = m_equity[kBars];
        m_returns[0] = m_returns[kBars];
        m_count = count;
        double lowest = 0;
        engine::onWidest([&] { lowest = fill(m_holding.price.data() + m_done); });
        m_done += count;
        if (m_isLost || lowest <= 0) {
            forgetAfterRuin();
        }
    }
    std::span<const double> equity() const { return {m_equity.data() + 1, m_count}; }
    /// The element before the first is the return before the block.
    std::span<const double> returns() const { return {m_returns.data() + 1, m_count}; }

private:
    double fill(const double* price)
    {
        const double quantity = m_holding.quantity;
        double* const equity = m_equity.data() + 1;
        double* const out = m_returns.data() + 1;
        Lanes low = Lanes{} + quantity * price[0];
        std::size_t i = 0;
        for (; i + kLanes <= m_count; i += kLanes) {
            Lanes now;
            load(now, price + i);
            now *= quantity;
            std::memcpy(equity + i, &now, sizeof now);
            low = now < low ? now : low;
        }
        for (; i < m_count; ++i) {
            equity[i] = quantity * price[i];
            low[0] = std::min(low[0], equity[i]);
        }
        for (i = 0; i + kLanes <= m_count; i += kLanes) {
            Lanes now;
            Lanes before;
            load(now, equity + i);
            load(before, equity + i - 1);
            const Lanes change = now / before - 1.0;
            std::memcpy(out + i, &change, sizeof change);
        }
        for (; i < m_count; ++i) {
            out[i] = equity[i] / *(equity + i - 1) - 1;
        }
        return leastOf(low);
    }

    /// A lost account earns nothing: returns after the first equity at or below zero are 0.
    void forgetAfterRuin()
    {
        for (std::size_t i = 1; i <= m_count; ++i) {
            m_returns[i] = m_isLost ? 0 : m_returns[i];
            m_isLost = m_isLost || m_equity[i] <= 0;
        }
    }

    const Holding& m_holding;
    std::size_t m_done = 0;
    std::size_t m_count = 0;
    bool m_isLost = false;
    std::array<double, kBars + 1> m_equity{};
    std::array<double, kBars + 1> m_returns{};
};

} // namespace

HoldingFigures figuresOf(const Holding& holding, std::span<const double> own, double ownMean)
{
    const std::size_t count = holding.price.size();
    EXPECTS(holding.start > 0 && count > 0 && (own.empty() || own.size() == count));
    HoldingFigures found;
    FirstSums first(holding.valueAt(0) / holding.start - 1);
    DeepestFall fall(holding.start);
    HoldingBlocks ahead(holding);
    for (std::size_t begin = 0; begin < count; begin += kBars) {
        ahead.next(std::min(kBars, count - begin));
        const std::span<const double> returns = ahead.returns();
        engine::onWidest([&] { first.add(returns.data(), returns.size()); });
        fall.add(ahead.equity());
    }
    found.maxDrawdown = fall.depth();
    const double mean = first.sum() / static_cast<double>(count);
    SecondSums second(holding.valueAt(0) / holding.start - 1, mean);
    CrossWalk cross(ownMean, mean);
    HoldingBlocks blocks(holding);
    // The second sums begin with the second value, and so do their blocks: four values that belong
    // together must not be torn apart.
    std::array<double, kBars + kLanes> window{};
    std::size_t waiting = 0; ///< values in the window that come before the block
    for (std::size_t begin = 0; begin < count; begin += kBars) {
        blocks.next(std::min(kBars, count - begin));
        const std::span<const double> returns = blocks.returns();
        std::ranges::copy(returns, window.begin() + static_cast<std::ptrdiff_t>(waiting));
        const std::size_t held = waiting + returns.size();
        const bool isLast = begin + kBars >= count;
        const std::size_t usable = isLast ? held - 1 : (held - 1) / kLanes * kLanes;
        engine::onWidest([&] {
            second.add(window.data() + 1, usable);
            if (!own.empty()) {
                cross.add(own.data() + begin, returns.data(), returns.size());
            }
        });
        std::copy(window.begin() + static_cast<std::ptrdiff_t>(usable),
                  window.begin() + static_cast<std::ptrdiff_t>(held), window.begin());
        waiting = held - usable;
    }
    found.moments = second.moments(first, count);
    found.cross = cross.sums();
    return found;
}

} // namespace sw::metrics
