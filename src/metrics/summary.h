// The headline figures straight from the trades, without an equity column: for sweeps and for every
// slider move. Equal to the figures of the full report up to rounding.
#pragma once

#include "engine/backtest.h"

#include <cstdint>
#include <optional>

namespace sw::metrics {

/// Headline figures of one symbol's run.
struct Summary {
    double finalEquity = 0;       ///< money
    double totalReturn = 0;       ///< fraction
    std::optional<double> sharpe; ///< a year; nothing when equity never moved
    double maxDrawdown = 0;       ///< positive fraction
    double exposure = 0;          ///< fraction of the bars
    std::int64_t bars = 0;
    std::int64_t trades = 0; ///< closed
};

/// Walks only the bars on which a position is held: a flat bar returns 0 and cannot deepen a
/// drawdown. Requires: a start cash above 0, trades as the engine books them (in order of exit, the
/// parts of a position side by side). Cost: about 2 ns per bar in a position.
Summary summary(const engine::SymbolRun& run, double periodsPerYear, double riskFree = 0);

} // namespace sw::metrics
