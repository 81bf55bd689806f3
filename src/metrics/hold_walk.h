// Buy and hold beside the strategy without a column of its equity or returns: both follow from the
// closes, a block at a time.
#pragma once

#include "metrics/ratios.h"

#include <cstddef>
#include <span>

namespace sw::metrics {

/// A holding that does not change: its equity on each bar is quantity × price.
struct Holding {
    double start = 0; ///< money before the first bar
    std::span<const Timestamp> time;
    std::span<const double> price;
    double quantity = 1;
    double valueAt(std::size_t i) const { return quantity * price[i]; }
};

/// What the benchmark figures need of a holding.
struct HoldingFigures {
    Moments moments; ///< of its simple returns
    double maxDrawdown = 0;
    CrossSums cross; ///< with the strategy's returns, when those were given
};

/// As simpleReturns(), momentsOf(), maxDrawdownOf() and crossSumsOf() give, to the last bit. `own`
/// are the strategy's returns on the same bars, or empty. Requires: start > 0, not empty.
HoldingFigures figuresOf(const Holding& holding, std::span<const double> own, double ownMean);

} // namespace sw::metrics
