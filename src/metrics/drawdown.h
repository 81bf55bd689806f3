// Falls of equity below its highest value so far.
#pragma once

#include "metrics/returns.h"

#include <cstdint>
#include <vector>

namespace sw::metrics {

/// One fall from a peak of equity to its recovery.
struct Drawdown {
    double depth = 0;        ///< fraction of the peak lost at the bottom, positive
    double money = 0;        ///< peak minus bottom, positive
    std::int64_t start = -1; ///< bar of the peak, -1 = the capital before the first bar
    std::int64_t bottom = 0; ///< bar of the lowest equity
    /// First bar at or above the peak again; -1 when it did not recover in the window.
    std::int64_t recovery = -1;
    std::int64_t bars = 0; ///< from start to recovery, or to the last bar
    double days = 0;       ///< the same in calendar days; a start of -1 counts from the first bar
    bool recovered() const { return recovery >= 0; }
    bool operator==(const Drawdown&) const = default;
};

/// All drawdowns of a curve in short.
struct Drawdowns {
    std::vector<Drawdown> worst; ///< deepest first; equal depths in order of time
    std::int64_t count = 0;      ///< drawdowns in all
    double maxMoney = 0;         ///< deepest fall in money, positive
    double longestDays = 0;
    std::int64_t longestBars = 0;
    double ulcer = 0; ///< square root of the mean squared drawdown in per cent, over all bars
    /// Depth of the deepest one, 0 when equity never fell.
    double maxDepth() const { return worst.empty() ? 0 : worst.front().depth; }
};

/// Drawdowns from the running peak, the starting capital being the first. Single pass.
/// Requires: curve.start > 0, `keep` ≥ 1 (how many of the worst are listed).
Drawdowns drawdownsOf(const Curve& curve, std::size_t keep = 5);

/// The deepest drawdown alone, of equity that comes block by block.
class DeepestFall
{
public:
    explicit DeepestFall(double start) : m_peak(start), m_limit(start) {}
    void add(std::span<const double> equity);
    double depth() const { return m_deepest; } ///< fraction of the peak

private:
    void take(double equity);

    double m_peak;
    double m_deepest = 0;
    double m_limit; ///< equity below this is a new worst
};

/// Depth of the deepest drawdown alone, 0 when equity never fell. Requires: start > 0.
/// Cost: a comparison per bar, a division per new worst only.
double maxDrawdownOf(double start, std::span<const double> equity);

} // namespace sw::metrics
