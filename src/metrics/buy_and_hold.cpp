#include "metrics/buy_and_hold.h"

#include "base/expects.h"
#include "market/large_pages.h"

namespace sw::metrics {

std::optional<BuyAndHold> purchaseToHold(const market::Bars& bars, std::int32_t firstBar,
                                         std::int32_t endBar, double capital,
                                         const engine::Costs& costs)
{
    EXPECTS(capital > 0);
    if (firstBar < 0 || endBar <= firstBar || static_cast<std::size_t>(endBar) > bars.size()) {
        return std::nullopt;
    }
    const auto first = static_cast<std::size_t>(firstBar);
    BuyAndHold hold;
    hold.capital = capital;
    hold.price = bars.open()[first] * (1 + costs.slippageFraction) + costs.slippagePerShare;
    if (!(hold.price > 0) || costs.commissionPerTrade >= capital) {
        return std::nullopt;
    }
    const double costPerShare = hold.price * costs.commissionFraction + costs.commissionPerShare;
    hold.quantity = (capital - costs.commissionPerTrade) / (hold.price + costPerShare);
    hold.commission = costs.commissionPerTrade + hold.quantity * costPerShare;
    return hold;
}

std::optional<BuyAndHold> buyAndHold(const market::Bars& bars, std::int32_t firstBar,
                                     std::int32_t endBar, double capital,
                                     const engine::Costs& costs)
{
    std::optional<BuyAndHold> hold = purchaseToHold(bars, firstBar, endBar, capital, costs);
    if (!hold) {
        return hold;
    }
    const auto count = static_cast<std::size_t>(endBar - firstBar);
    const double* const close = bars.close().data() + static_cast<std::size_t>(firstBar);
    market::reserveLarge(hold->equity, count);
    hold->equity.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        hold->equity[i] = hold->quantity * close[i];
    }
    return hold;
}

} // namespace sw::metrics
