// The data are divided once, before any result is seen: train, validation, sealed holdout.
#pragma once

#include "agents/brief.h"

namespace sw::agents {

/// Fewest tradable bars for the full scheme, and for train and validation alone.
inline constexpr std::int64_t kBarsForThree = 500;
inline constexpr std::int64_t kBarsForTwo = 200;

/// Divides the tradable bars of `bars` (window of the program, warm-up excluded): 60 % train, 20 %
/// validation, 20 % holdout from kBarsForThree on; 70 / 30 without a holdout from kBarsForTwo on;
/// below that nothing is divided. Between the parts, as many bars are left out as the program looks
/// back or holds, at most a twentieth of all, so that no trade or average spans two parts.
Split splitData(const market::Bars& bars, const lang::Program& program);

} // namespace sw::agents
