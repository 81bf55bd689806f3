#include "engine/ledger.h"

#include <bit>
#include <cmath>
#include <limits>

namespace sw::engine {

namespace {

/// Equal to the last bit, except that any missing value equals any other.
bool same(double a, double b)
{
    return (a != a && b != b) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

} // namespace

double Trade::rMultiple() const
{
    const double risk = std::fabs(entryPrice - initialStop) * size;
    return risk > 0 ? netPnl / risk : std::numeric_limits<double>::quiet_NaN();
}

bool Trade::operator==(const Trade& other) const
{
    return position == other.position && side == other.side && entryRule == other.entryRule &&
           exitRule == other.exitRule && exitReason == other.exitReason &&
           entryFill == other.entryFill && exitFill == other.exitFill &&
           signalBar == other.signalBar && entryBar == other.entryBar && exitBar == other.exitBar &&
           exitSignalBar == other.exitSignalBar && same(size, other.size) &&
           same(entryPrice, other.entryPrice) && same(exitPrice, other.exitPrice) &&
           same(grossPnl, other.grossPnl) && same(commission, other.commission) &&
           same(financing, other.financing) && same(slippage, other.slippage) &&
           same(netPnl, other.netPnl) && same(initialStop, other.initialStop) &&
           same(mae, other.mae) && same(mfe, other.mfe);
}

bool NoFill::operator==(const NoFill& other) const
{
    return signalBar == other.signalBar && endBar == other.endBar && entryRule == other.entryRule &&
           side == other.side && reason == other.reason && same(price, other.price) &&
           same(size, other.size);
}

std::string_view name(FillRule rule)
{
    switch (rule) {
    case FillRule::NextOpen:
        return "next_open";
    case FillRule::SameClose:
        return "same_close";
    case FillRule::SameOpen:
        return "same_open";
    case FillRule::LimitTouch:
        return "limit_touch";
    case FillRule::LimitGap:
        return "limit_gap";
    case FillRule::StopTouch:
        return "stop_touch";
    case FillRule::StopGap:
        return "stop_gap";
    case FillRule::ProtectiveTouch:
        return "protective_touch";
    case FillRule::ProtectiveGap:
        return "protective_gap";
    case FillRule::TargetTouch:
        return "target_touch";
    case FillRule::TargetGap:
        return "target_gap";
    case FillRule::WrongSideStop:
        return "wrong_side_stop";
    case FillRule::TimeOpen:
        return "time_open";
    case FillRule::Ruin:
        return "ruin";
    case FillRule::EndOfData:
        return "end_of_data";
    }
    return "";
}

std::string_view name(ExitReason reason)
{
    switch (reason) {
    case ExitReason::Rule:
        return "rule";
    case ExitReason::Reversal:
        return "reversal";
    case ExitReason::StopLoss:
        return "stop_loss";
    case ExitReason::TrailingStop:
        return "trailing_stop";
    case ExitReason::Breakeven:
        return "breakeven";
    case ExitReason::TakeProfit:
        return "take_profit";
    case ExitReason::TimeExit:
        return "time_exit";
    case ExitReason::Flat:
        return "flat";
    case ExitReason::Ruin:
        return "ruin";
    case ExitReason::StillOpen:
        return "still_open";
    }
    return "";
}

std::string_view name(NoFillReason reason)
{
    switch (reason) {
    case NoFillReason::AlreadyInPosition:
        return "already_in_position";
    case NoFillReason::OrderPending:
        return "order_pending";
    case NoFillReason::Expired:
        return "expired";
    case NoFillReason::CancelledByExit:
        return "cancelled_by_exit";
    case NoFillReason::CancelledByReversal:
        return "cancelled_by_reversal";
    case NoFillReason::TooLittleCash:
        return "too_little_cash";
    case NoFillReason::BelowOneLot:
        return "below_one_lot";
    case NoFillReason::NoStopForRisk:
        return "no_stop_for_risk";
    case NoFillReason::MissingPrice:
        return "missing_price";
    case NoFillReason::Cooldown:
        return "cooldown";
    case NoFillReason::EntryLimit:
        return "entry_limit";
    case NoFillReason::OutsideSession:
        return "outside_session";
    case NoFillReason::EndOfData:
        return "end_of_data";
    case NoFillReason::Ruined:
        return "ruined";
    }
    return "";
}

std::string_view explain(FillRule rule)
{
    switch (rule) {
    case FillRule::NextOpen:
        return "filled at the open of the bar after the signal";
    case FillRule::SameClose:
        return "filled at the close of the signal bar, which is optimistic";
    case FillRule::SameOpen:
        return "filled at the open of the bar whose open decided";
    case FillRule::LimitTouch:
        return "filled at the limit price when the bar reached it";
    case FillRule::LimitGap:
        return "filled at the open because the open was already at or better than the limit";
    case FillRule::StopTouch:
        return "filled at the stop price when the bar reached it";
    case FillRule::StopGap:
        return "filled at the open because the open was already at or beyond the stop price";
    case FillRule::ProtectiveTouch:
        return "filled at the stop when the bar reached it";
    case FillRule::ProtectiveGap:
        return "filled at the open because the open was already beyond the stop";
    case FillRule::TargetTouch:
        return "filled at the target when the bar reached it";
    case FillRule::TargetGap:
        return "filled at the open because the open was already beyond the target";
    case FillRule::WrongSideStop:
        return "closed at the fill price at once because the stop was on the wrong side of it";
    case FillRule::TimeOpen:
        return "filled at the open of the bar on which the time was up";
    case FillRule::Ruin:
        return "closed at the bar's close because the equity was used up";
    case FillRule::EndOfData:
        return "not filled: still open and marked at the last close";
    }
    return "";
}

std::string_view explain(NoFillReason reason)
{
    switch (reason) {
    case NoFillReason::AlreadyInPosition:
        return "ignored because a position of that side was open";
    case NoFillReason::OrderPending:
        return "ignored because an entry order was already waiting or filling";
    case NoFillReason::Expired:
        return "the order expired before its price was reached";
    case NoFillReason::CancelledByExit:
        return "the order was cancelled by an exit signal";
    case NoFillReason::CancelledByReversal:
        return "the order was cancelled by an entry signal of the other side";
    case NoFillReason::TooLittleCash:
        return "rejected because the cash did not pay for one lot";
    case NoFillReason::BelowOneLot:
        return "rejected because the size asked for is less than one lot";
    case NoFillReason::NoStopForRisk:
        return "rejected because the size follows from a stop, and there was none on the right "
               "side of the fill";
    case NoFillReason::MissingPrice:
        return "rejected because the price of the order or of its stop was missing on the signal "
               "bar";
    case NoFillReason::Cooldown:
        return "ignored because the waiting time after an exit was not over";
    case NoFillReason::EntryLimit:
        return "rejected because the entries allowed for that day or week were used up";
    case NoFillReason::OutsideSession:
        return "ignored or cancelled because entries are not allowed at that time of day";
    case NoFillReason::EndOfData:
        return "the order was still waiting when the window ended";
    case NoFillReason::Ruined:
        return "ignored because the equity was used up";
    }
    return "";
}

} // namespace sw::engine
