// From the levels of rules to prices: percent, R, money, pips, price distances, frozen or per bar.
// Pure arithmetic shared by every machine; which level is live and what touches it is decided
// there.
#pragma once

#include "engine/account.h"

namespace sw::engine {

/// Reference values that turn a level into a price.
struct LevelBase {
    Side side = Side::Long;
    double entryPrice = 0;
    double size = kNoPrice; ///< for money distances; NaN before the size is known
    double risk = kNoPrice; ///< R as a price distance; NaN without a stop
    double pip = 0;
    double tick = 0;
};

/// The price a level's distance behind (`towards` = -1) or ahead (+1) of `from`, as the position
/// sees it: percent of `from`, all else as a price distance. `frozen` is the value of a Price
/// distance on the signal bar.
double priceAway(const PlannedLevel& level, const LevelBase& base, double frozen, double from,
                 double towards);

/// Value of a planned value on `bar`, NaN before the first bar.
double valueAt(const PlannedValue& value, const EntryFill& entry, std::int32_t bar);

/// The initial stop of a fill.
struct OpeningStop {
    bool missing = false;    ///< a stop loss or a trailing distance has no value on the signal bar
    double price = kNoPrice; ///< tightest stop loss; NaN = none
    std::int32_t rule = -1;
};

/// Initial stop of a fill. With entry.size NaN, money distances are left out: they follow the size,
/// so that no risk size can follow from them. Stops in R measure from the tightest of the others.
OpeningStop openingStop(const Plan& plan, const EntryFill& entry, std::int32_t frozenBar);

/// True when `a` is the tighter (or a valid) stop price compared with `b`.
constexpr bool isTighter(Side side, double a, double b)
{
    return b != b ? a == a : (side == Side::Long ? a > b : a < b);
}

} // namespace sw::engine
