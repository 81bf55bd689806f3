// What a backtest found: fills, trades, orders that did not fill. Trades are the only truth;
// equity, metrics and charts derive from them.
#pragma once

#include "base/timestamp.h"
#include "lang/program.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace sw::engine {

using lang::Side;

/// The rule of the published simulation (sections of simulation.md) that produced a fill.
enum class FillRule : std::uint8_t {
    NextOpen,        ///< market order at the open of the bar after the signal
    SameClose,       ///< at close: optimistic
    SameOpen,        ///< at open: decided on what is known at the open
    LimitTouch,      ///< resting limit, at its price
    LimitGap,        ///< open better than the limit: at the open
    StopTouch,       ///< resting stop entry, at its price
    StopGap,         ///< open beyond the stop entry: at the open
    ProtectiveTouch, ///< stop loss or trailing stop inside the bar, at its level
    ProtectiveGap,   ///< open beyond the stop: at the open
    TargetTouch,
    TargetGap,
    WrongSideStop, ///< stop on the wrong side of the fill: out at the fill price
    TimeOpen,      ///< exit after n bars / flat at: at that bar's open
    Ruin,          ///< equity ≤ 0: closed at the bar's close
    EndOfData,     ///< still open: marked at the last close, not a fill
};

enum class ExitReason : std::uint8_t {
    Rule,     ///< an `exit when`; `exitRule` says which
    Reversal, ///< an entry of the other side
    StopLoss,
    TrailingStop,
    Breakeven,
    TakeProfit,
    TimeExit,
    Flat, ///< `flat at`
    Ruin,
    StillOpen,
};

/// Why an order or a signal did not become a fill.
enum class NoFillReason : std::uint8_t {
    AlreadyInPosition, ///< entry signal while a position of that side is open
    OrderPending,      ///< entry signal while an entry order of that side waits
    Expired,           ///< `valid n bars` ran out
    CancelledByExit,   ///< pending entry cancelled by an exit signal
    CancelledByReversal,
    TooLittleCash, ///< below one lot
    BelowOneLot,   ///< the size asked for rounds down to nothing
    NoStopForRisk, ///< risk sizing, but the stop is missing or not below the fill
    MissingPrice,  ///< limit or stop price was missing on the signal bar
    Cooldown,
    EntryLimit,
    OutsideSession,
    EndOfData,
    Ruined,
};
inline constexpr std::size_t kNoFillReasons = 14;

/// One closed (or still open) piece of a position. A position that is left in tranches gives one
/// Trade per tranche, with the same `position` number. No padding bytes are compared: use ==.
struct Trade {
    std::int32_t position = 0; ///< 0, 1, 2 … in order of entry
    Side side = Side::Long;
    std::int32_t entryRule = -1; ///< index in Program::entries
    std::int32_t exitRule = -1; ///< index in Program::exits / stops / targets / trails / breakevens
    ExitReason exitReason = ExitReason::StillOpen;
    FillRule entryFill = FillRule::NextOpen;
    FillRule exitFill = FillRule::EndOfData;
    std::int32_t signalBar = 0; ///< bar on whose close the entry was decided
    std::int32_t entryBar = 0;
    std::int32_t exitBar = 0;        ///< last bar of the window when still open
    std::int32_t exitSignalBar = -1; ///< bar of the exit decision; -1 for protections
    double size = 0;                 ///< quantity, always positive
    double entryPrice = 0;           ///< slippage included
    double exitPrice = 0;            ///< slippage included; last close when still open
    double grossPnl = 0;             ///< money, before commission and financing, slippage included
    double commission = 0;           ///< money, both sides
    double financing = 0;            ///< money
    double slippage = 0;    ///< money lost to slippage, both sides; already inside grossPnl
    double netPnl = 0;      ///< grossPnl - commission - financing
    double initialStop = 0; ///< price; NaN without a stop loss
    /// Worst adverse move from the entry while open. Units: fraction of the entry price, ≤ 0.
    /// Approximate where a bar was held in part: an exit bar left before its close counts with the
    /// exit price alone, the entry bar of a resting order filled inside it with its close on the
    /// favourable side.
    double mae = 0;
    double mfe = 0; ///< best favourable move, likewise, ≥ 0
    bool isOpen() const { return exitReason == ExitReason::StillOpen; }
    std::int32_t barsHeld() const { return exitBar - entryBar; }
    /// Net P&L over the value at entry. Units: fraction.
    double returnFraction() const { return netPnl / (entryPrice * size); }
    /// Net P&L in multiples of the initial risk; NaN without a stop.
    double rMultiple() const;
    bool operator==(const Trade& other) const; ///< bit-equal values, NaN equals NaN
};

/// A signal or order that did not fill. Signals ignored while in a position are only counted.
struct NoFill {
    std::int32_t signalBar = 0;
    std::int32_t endBar = 0; ///< bar on which it expired, was cancelled or rejected
    std::int32_t entryRule = -1;
    Side side = Side::Long;
    NoFillReason reason = NoFillReason::Expired;
    double price = 0; ///< limit or stop price; NaN for market orders
    double size = 0;  ///< wanted size when rejected, else 0
    bool operator==(const NoFill& other) const;
};

struct Counters {
    std::int64_t entrySignals = 0; ///< bars with an entry condition true, in the window
    std::int64_t exitSignals = 0;
    std::int64_t orders = 0;
    std::int64_t fills = 0;         ///< entry fills
    std::int64_t ambiguousBars = 0; ///< stop and target both inside one bar
    std::int64_t shrunkOrders = 0;  ///< too little cash for the size asked
    std::array<std::int64_t, kNoFillReasons> notFilled{};
    bool operator==(const Counters&) const = default;
};

enum class EndState : std::uint8_t { Completed, Ruined };

/// The outcome of one symbol. Bars are numbered from the first bar of the symbol's own data.
struct Ledger {
    std::string symbol;
    double startCash = 0;
    std::int32_t firstBar = 0;    ///< first tradable bar: window start or end of warm-up
    std::int32_t endBar = 0;      ///< one past the last bar of the window
    bool delayedByWarmup = false; ///< trading starts later than the window asked for
    EndState state = EndState::Completed;
    std::vector<Trade> trades;   ///< in order of exit, open ones last
    std::vector<NoFill> noFills; ///< at most kMaxNoFills, the counters have the totals
    Counters counters;
    static constexpr std::size_t kMaxNoFills = 10000;
    bool operator==(const Ledger&) const = default;
};

std::string_view name(FillRule rule);
std::string_view name(ExitReason reason);
std::string_view name(NoFillReason reason);
/// One sentence for the trader: "filled at the open because the open was already beyond the stop".
std::string_view explain(FillRule rule);
std::string_view explain(NoFillReason reason);

} // namespace sw::engine
