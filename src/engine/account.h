// The money side of a fill: prices after slippage, commissions, sizes, and the booking of trades.
// Pure arithmetic shared by every machine; what fills when is decided elsewhere.
#pragma once

#include "engine/simulate_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sw::engine {

/// For borrow rates.
inline constexpr double kDaysPerYear = 365;
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNoPrice = std::numeric_limits<double>::quiet_NaN();

/// +1 for a long, -1 for a short.
constexpr double signOf(Side side)
{
    return side == Side::Long ? 1.0 : -1.0;
}

/// Price paid when buying or received when selling at `raw` with an order that suffers slippage.
inline double worsened(double raw, bool buying, const Costs& costs)
{
    const double shift = std::fabs(raw) * costs.slippageFraction + costs.slippagePerShare;
    return buying ? raw + shift : raw - shift;
}

/// Commission of one fill. Units: money.
inline double commissionOf(double size, double price, const Costs& costs)
{
    return costs.commissionFraction * std::fabs(size * price) + costs.commissionPerShare * size +
           costs.commissionPerTrade;
}

/// Borrow cost of a short of this value at entry over whole calendar days. Units: money.
inline double financingOf(Side side, double valueAtEntry, std::int64_t days, const Costs& costs)
{
    if (side == Side::Long || costs.financingFractionPerYear == 0) {
        return 0;
    }
    return std::fabs(valueAtEntry) * costs.financingFractionPerYear * static_cast<double>(days) /
           kDaysPerYear;
}

/// `base` moved by a signed fraction of its amount; increasing in `base` for fractions above -1.
constexpr double movedBy(double base, double fraction)
{
    return base >= 0 ? base * (1 + fraction) : base * (1 - fraction);
}

/// The quantities that can be traded: whole multiples of a lot.
class Lots
{
public:
    /// 0 = any quantity.
    explicit Lots(double lot);
    /// `size` rounded down to whole lots; quotients that are whole up to rounding stay whole.
    double whole(double size) const
    {
        if (!(m_lot > 0)) {
            return size;
        }
        return m_isDecimal ? roundedDown(size * m_perUnit * (1 + kRounding)) / m_perUnit
                           : roundedDown(size / m_lot * (1 + kRounding)) * m_lot;
    }
    /// What is left of a position counts as nothing below this.
    double dust(double initialSize) const { return m_lot > 0 ? m_lot / 2 : initialSize * 1e-12; }

private:
    /// Relative slack for quotients that are whole numbers up to rounding.
    static constexpr double kRounding = 1e-13;

    /// Largest whole number not above `value`, for any size that has digits after the point.
    static double roundedDown(double value)
    {
        if (!(std::fabs(value) < 4e15)) {
            return value;
        }
        const auto whole = static_cast<double>(static_cast<std::int64_t>(value));
        return whole > value ? whole - 1 : whole;
    }

    double m_lot = 1;
    double m_perUnit = 1;    ///< lots in one unit
    bool m_isDecimal = true; ///< the lot is the reciprocal of a whole number, as 0.01 is
};

/// Size whose value, counted at `valueFraction`, and commission together are `budget`.
inline double sizeForBudget(double budget, double price, double valueFraction, const Costs& costs)
{
    const double value = std::fabs(price);
    const double perUnit =
        value * (valueFraction + costs.commissionFraction) + costs.commissionPerShare;
    return perUnit > 0 ? (budget - costs.commissionPerTrade) / perUnit : 0;
}

/// What sizeAt() answers.
struct SizeAnswer {
    double size = 0;   ///< what is bought or sold short; 0 when rejected
    double wanted = 0; ///< what was asked for, before lots and cash
    bool shrunk = false;
    std::optional<NoFillReason> rejected;
};

/// The account and the fill that a size is computed for.
struct SizeQuestion {
    double equity = 0;              ///< marked at the fill
    double price = 0;               ///< of the fill, slippage included
    double stopDistance = kNoPrice; ///< from the fill to the initial stop; NaN or ≤ 0: none
    double marginFraction = 1;
};

/// Size of an entry, commission included, rounded down to the lot, shrunk to what can be paid.
SizeAnswer sizeAt(const lang::Sizing& sizing, const SizeQuestion& question, const Lots& lots,
                  const Costs& costs);

/// True when sizeAt() asks for exactly what can be paid: all of the equity, without leverage.
inline bool takesAllEquity(const lang::Sizing& sizing, double marginFraction)
{
    const bool all = sizing.kind == lang::SizingKind::EqualSlots ||
                     ((sizing.kind == lang::SizingKind::PercentOfEquity ||
                       sizing.kind == lang::SizingKind::PercentOfCash) &&
                      sizing.value == 100);
    return all && marginFraction == 1;
}

/// Everything about an entry that its trades repeat.
struct EntryFill {
    std::int32_t position = 0;
    Side side = Side::Long;
    std::int32_t rule = -1;
    std::int32_t signalBar = 0;
    std::int32_t bar = 0;
    FillRule fill = FillRule::NextOpen;
    double raw = 0;   ///< price before slippage
    double price = 0; ///< price after slippage
    double size = 0;
    double commission = 0;
    double initialStop = kNoPrice;
};

/// One way out of a position or of a part of it.
struct ExitFill {
    std::int32_t bar = 0;
    std::int32_t signalBar = -1;
    std::int32_t rule = -1;
    ExitReason reason = ExitReason::StillOpen;
    FillRule fill = FillRule::EndOfData;
    double raw = 0;
    double size = 0;
    bool isLast = true; ///< nothing is left afterwards
    double lowest = 0;  ///< extremes of price while open, for MAE and MFE
    double highest = 0;
};

/// True for fills that suffer slippage: market and stop fills.
constexpr bool hasSlippage(FillRule fill)
{
    switch (fill) {
    case FillRule::LimitTouch:
    case FillRule::LimitGap:
    case FillRule::TargetTouch:
    case FillRule::TargetGap:
    case FillRule::EndOfData:
        return false;
    default:
        return true;
    }
}

/// Room for one more trade at the end. A copy of a blank one is cheaper than clearing the bytes
/// first.
inline Trade& addedTrade(std::vector<Trade>& trades)
{
    static constexpr Trade kBlank;
    trades.push_back(kBlank);
    return trades.back();
}

/// Books one exit as `trade`. `commissionLeft` is the entry commission not yet charged to a trade;
/// the share of this trade is taken from it, all of it by the last one.
inline void bookTrade(Trade& trade, const EntryFill& entry, const ExitFill& exit, std::int64_t days,
                      const Costs& costs, double& commissionLeft)
{
    const double sign = signOf(entry.side);
    const bool open = exit.reason == ExitReason::StillOpen;
    trade.position = entry.position;
    trade.side = entry.side;
    trade.entryRule = entry.rule;
    trade.exitRule = exit.rule;
    trade.exitReason = exit.reason;
    trade.entryFill = entry.fill;
    trade.exitFill = exit.fill;
    trade.signalBar = entry.signalBar;
    trade.entryBar = entry.bar;
    trade.exitBar = exit.bar;
    trade.exitSignalBar = exit.signalBar;
    trade.size = exit.size;
    trade.entryPrice = entry.price;
    trade.exitPrice =
        hasSlippage(exit.fill) ? worsened(exit.raw, entry.side == Side::Short, costs) : exit.raw;
    trade.grossPnl = sign * (trade.exitPrice - entry.price) * exit.size;
    const double share = exit.isLast ? commissionLeft : entry.commission * (exit.size / entry.size);
    commissionLeft -= share;
    trade.commission = share + (open ? 0 : commissionOf(exit.size, trade.exitPrice, costs));
    trade.financing = financingOf(entry.side, exit.size * entry.price, days, costs);
    trade.slippage =
        (std::fabs(entry.price - entry.raw) + std::fabs(trade.exitPrice - exit.raw)) * exit.size;
    trade.netPnl = trade.grossPnl - trade.commission - trade.financing;
    trade.initialStop = entry.initialStop;
    const double scale = std::fabs(entry.price);
    const double up = scale > 0 ? (exit.highest - entry.price) / scale : 0;
    const double down = scale > 0 ? (exit.lowest - entry.price) / scale : 0;
    const bool isLong = entry.side == Side::Long;
    trade.mae = std::min(0.0, isLong ? down : -up);
    trade.mfe = std::max(0.0, isLong ? up : -down);
}

/// Account equity with `size` of a position open at `mark`. Units: money.
inline double equityAt(double balance, const EntryFill& entry, double size, double mark,
                       double commissionLeft, std::int64_t days, const Costs& costs)
{
    return balance - commissionLeft - financingOf(entry.side, size * entry.price, days, costs) +
           signOf(entry.side) * (mark - entry.price) * size;
}

/// Local calendar day of a bar, as days since the epoch of the local clock.
std::int64_t localDay(const market::Bars& bars, std::int32_t bar);
/// Monday-based week number of a local day.
constexpr std::int64_t weekOfDay(std::int64_t day)
{
    const std::int64_t shifted = day + 3;
    return shifted >= 0 ? shifted / 7 : -((6 - shifted) / 7);
}

/// What the machines know of the position when a rule asks.
PositionState stateOf(const EntryFill& entry, std::int32_t bar);

} // namespace sw::engine
