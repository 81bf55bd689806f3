// The data are divided once, before any result is seen: train, validation, sealed holdout.
#pragma once

#include "agents/brief.h"

#include <stop_token>

namespace sw::agents {

/// Fewest tradable bars for the full scheme, and for train and validation alone.
inline constexpr std::int64_t kBarsForThree = 500;
inline constexpr std::int64_t kBarsForTwo = 200;

/// Divides the tradable bars of the traded symbols (test window of the program, warm-up excluded),
/// on the union of their dates: 60 % train, 20 % validation, 20 % holdout from kBarsForThree on;
/// 70 / 30 without a holdout from kBarsForTwo on; below that nothing is divided. Parts end with a
/// trading day. Between the parts, as many bars are left out as the program looks back or holds, at
/// most a twentieth of all, so that no trade or average spans two parts. Every symbol has bars in
/// every part; if need be only the dates that all have are divided. The sentence says what was
/// done. Errors: as engine::evaluate (a missing symbol, a timeframe that does not fit, Cancelled),
/// and InvalidInput for a test window without bars. Cost: one evaluation of the rules, no backtest.
Result<Split> splitData(const engine::Feeds& feeds, const lang::Program& program,
                        std::stop_token stop = {});

} // namespace sw::agents
