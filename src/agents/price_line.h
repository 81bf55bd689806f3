// Whether a computed value is a price to draw over the bars, or a distance that needs a panel of
// its own: both have the unit of the price.
#pragma once

#include "lang/program.h"

namespace sw::agents {

/// True when the value moves up with the prices, as an average does, and not when it stays, as a
/// range or the MACD does. Measured: the expression is evaluated on made-up bars and on the same
/// bars lifted by a constant. False for what cannot be evaluated on one symbol. Cost: well below 1
/// ms.
bool isPriceLine(const lang::CompiledExpr& expr, Timeframe timeframe);

} // namespace sw::agents
