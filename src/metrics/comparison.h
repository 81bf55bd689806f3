// Whether one variant of a strategy is better than another by more than chance: the question of the
// refinement loop.
#pragma once

#include "engine/backtest.h"
#include "metrics/bootstrap.h"

namespace sw::metrics {

/// Compares two results over the dates that both have, all symbols together; a variant that starts
/// later because of a longer warm-up is judged on the common dates only. Annualised by the calendar
/// of the candidate. Undefined, with the reason, when they share fewer than two dates.
ScoreDifference compareResults(const engine::BacktestResult& candidate,
                               const engine::BacktestResult& incumbent, Score score,
                               const BootstrapOptions& options);

} // namespace sw::metrics
