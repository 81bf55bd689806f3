// The benchmark beside every result: the same capital, the same dates, one purchase.
#pragma once

#include "engine/backtest.h"
#include "market/bars.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace sw::metrics {

/// Equity of buying once and holding, one value per bar of the window.
struct BuyAndHold {
    double capital = 0;
    double quantity = 0; ///< fractions allowed, so that a lot does not decide the comparison
    double price = 0;    ///< slippage included
    double commission = 0;
    std::vector<double> equity; ///< money at each close of [firstBar, endBar)
};

/// As buyAndHold() with `equity` left empty: on each bar it is `quantity` times the close.
std::optional<BuyAndHold> purchaseToHold(const market::Bars& bars, std::int32_t firstBar,
                                         std::int32_t endBar, double capital,
                                         const engine::Costs& costs);

/// Buys at the open of `firstBar` with the whole capital, slippage and commission of that one
/// purchase paid, and holds to the last close; nothing is sold. Prices are used as the bars have
/// them: dividends count only in adjusted data. Nothing when the window is empty, the open is not
/// positive or the costs take the whole capital. Requires: capital > 0.
std::optional<BuyAndHold> buyAndHold(const market::Bars& bars, std::int32_t firstBar,
                                     std::int32_t endBar, double capital,
                                     const engine::Costs& costs);

} // namespace sw::metrics
