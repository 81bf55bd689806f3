// From a program to the position machine's plan of one symbol: which nodes must be evaluated, where
// their masks and columns go, which conditions ask bar by bar.
#pragma once

#include "engine/simulate_plan.h"

#include <memory>
#include <vector>

namespace sw::engine {

/// A plan together with everything it points into.
struct PlannedRun {
    std::unique_ptr<Evaluation> values;
    std::vector<std::unique_ptr<PositionExpr>> questions;
    Plan plan;
    bool delayedByWarmup = false;
};

/// Nothing when the program can be simulated. Errors: Unsupported, naming the first construct that
/// is not simulated, or the first hole; InvalidInput when nothing is traded.
Status checkSimulated(const lang::Program& program);

/// Evaluates the program's rules on one symbol and lays out its plan.
/// Errors: as evaluate(), InvalidInput for a window without bars or pips of a symbol without them.
Result<PlannedRun> planRun(const lang::Program& program, const std::string& symbol,
                           const Feeds& feeds, const BacktestOptions& options, double capital,
                           std::stop_token stop);

} // namespace sw::engine
