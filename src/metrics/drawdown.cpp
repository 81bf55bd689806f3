#include "metrics/drawdown.h"

#include "base/expects.h"
#include "engine/widest.h"
#include "metrics/lanes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::metrics {

namespace {

constexpr std::size_t kBlock = 8;

struct Extremes {
    double lowest = 0, highest = 0;
};

/// Of the kBlock values from `values` on.
inline Extremes extremesOf(const double* values)
{
    std::array<double, kLanes> low, high;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double first = values[lane];
        const double second = values[lane + kLanes];
        low[lane] = first < second ? first : second;
        high[lane] = first > second ? first : second;
    }
    return {std::min(std::min(low[0], low[1]), std::min(low[2], low[3])),
            std::max(std::max(high[0], high[1]), std::max(high[2], high[3]))};
}

/// Of the kCount values from `values` on.
template <std::size_t kCount> Extremes longExtremes(const double* values)
{
    Extremes found;
    engine::onWidest([&] {
        Lanes low;
        load(low, values);
        Lanes high = low;
        for (std::size_t i = kLanes; i < kCount; i += kLanes) {
            Lanes value;
            load(value, values + i);
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        found = {leastOf(low), greatestOf(high)};
    });
    return found;
}

/// Takes finished drawdowns in order of time and keeps the worst.
class Collector
{
public:
    Collector(const Curve& curve, std::size_t keep) : m_curve(curve), m_keep(keep) {}

    void close(Drawdown drawdown, std::int64_t end)
    {
        const auto at = [&](std::int64_t bar) {
            return m_curve.time[static_cast<std::size_t>(std::max<std::int64_t>(bar, 0))].ms;
        };
        drawdown.bars = end - drawdown.start;
        drawdown.days = static_cast<double>(at(end) - at(drawdown.start)) / kMsPerDay;
        m_found.longestBars = std::max(m_found.longestBars, drawdown.bars);
        m_found.longestDays = std::max(m_found.longestDays, drawdown.days);
        m_found.maxMoney = std::max(m_found.maxMoney, drawdown.money);
        ++m_found.count;
        std::vector<Drawdown>& worst = m_found.worst;
        if (worst.size() == m_keep && drawdown.depth <= worst.back().depth) {
            return;
        }
        const auto place = std::upper_bound(
            worst.begin(), worst.end(), drawdown,
            [](const Drawdown& a, const Drawdown& b) { return a.depth > b.depth; });
        worst.insert(place, drawdown);
        if (worst.size() > m_keep) {
            worst.pop_back();
        }
    }

    Drawdowns take() { return std::move(m_found); }

private:
    const Curve& m_curve;
    std::size_t m_keep;
    Drawdowns m_found;
};

} // namespace

Drawdowns drawdownsOf(const Curve& curve, std::size_t keep)
{
    EXPECTS(curve.start > 0 && keep >= 1 && curve.time.size() == curve.equity.size());
    Collector collector(curve, keep);
    const std::size_t count = curve.equity.size();
    double peak = curve.start;
    std::int64_t peakBar = -1;
    double lowest = peak;
    std::int64_t lowestBar = -1;
    double squares = 0;
    double scale = 1 / peak; // a product a bar instead of a quotient
    for (std::size_t i = 0; i < count; ++i) {
        if (i + kBlock <= count) {
            const Extremes block = extremesOf(curve.equity.data() + i);
            if (block.highest < peak && block.lowest >= lowest) {
                // Neither a new high nor a new low: the most frequent case by far.
                for (std::size_t k = 0; k < kBlock; ++k) {
                    const double depth = (peak - curve.equity[i + k]) * scale;
                    squares += depth * depth;
                }
                i += kBlock - 1;
                continue;
            }
        }
        const double equity = curve.equity[i];
        const auto bar = static_cast<std::int64_t>(i);
        if (equity >= peak) {
            if (lowest < peak) {
                collector.close({(peak - lowest) / peak, peak - lowest, peakBar, lowestBar, bar},
                                bar);
            }
            peak = equity;
            lowest = equity;
            peakBar = bar;
            scale = 1 / peak;
            continue;
        }
        const double depth = (peak - equity) * scale;
        squares += depth * depth;
        if (equity < lowest) {
            lowest = equity;
            lowestBar = bar;
        }
    }
    if (lowest < peak) {
        collector.close({(peak - lowest) / peak, peak - lowest, peakBar, lowestBar, -1},
                        static_cast<std::int64_t>(count) - 1);
    }
    Drawdowns found = collector.take();
    found.ulcer = count == 0 ? 0 : 100 * std::sqrt(squares / static_cast<double>(count));
    return found;
}

void DeepestFall::add(std::span<const double> equity)
{
    constexpr std::size_t kLong = 64;
    const auto isPassed = [this](const Extremes& block) {
        return block.highest < m_peak && block.lowest >= m_limit;
    };
    for (std::size_t i = 0; i < equity.size(); ++i) {
        if (i + kLong <= equity.size() && isPassed(longExtremes<kLong>(equity.data() + i))) {
            i += kLong - 1;
            continue;
        }
        const std::size_t end = std::min(i + kLong, equity.size());
        for (; i < end; ++i) {
            if (i + kBlock <= end && isPassed(extremesOf(equity.data() + i))) {
                i += kBlock - 1;
                continue;
            }
            take(equity[i]);
        }
        --i;
    }
}

void DeepestFall::take(double equity)
{
    if (equity >= m_peak) {
        m_peak = equity;
        m_limit = m_peak * (1 - m_deepest);
    } else if (equity < m_limit) {
        m_deepest = std::max(m_deepest, (m_peak - equity) / m_peak);
        m_limit = equity;
    }
}

double maxDrawdownOf(double start, std::span<const double> equity)
{
    EXPECTS(start > 0);
    DeepestFall fall(start);
    fall.add(equity);
    return fall.depth();
}

} // namespace sw::metrics
