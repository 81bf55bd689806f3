// What the position machine needs for one symbol, and nothing else: bars, masks, columns and rules.
// Made from a program by backtest(), or by hand in tests; where the masks come from is not its
// business.
#pragma once

#include "engine/backtest.h"
#include "engine/position_expr.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace sw::engine {

/// A condition as bits per bar, or, when it reads the position, as a question per bar.
struct PlannedCondition {
    const Mask* mask = nullptr;
    std::function<bool(std::int32_t, const PositionState&)> test; ///< used instead of `mask`
    bool readsPosition() const { return test != nullptr; }
};

/// A price or a price distance per bar, or a question per bar when it reads the position.
struct PlannedValue {
    std::span<const double> column;
    std::function<double(std::int32_t, const PositionState&)> ask; ///< used instead of `column`
    bool readsPosition() const { return ask != nullptr; }
};

/// A distance from the fill or a price level.
struct PlannedLevel {
    bool isLevel = false; ///< `price` is a level
    lang::DistanceKind kind = lang::DistanceKind::Percent;
    double amount = 0;  ///< percent, R, money, pips, ticks, points
    PlannedValue price; ///< Price distances and levels
};

struct PlannedEntry {
    Side side = Side::Long;
    const Mask* mask = nullptr;
    lang::OrderKind order = lang::OrderKind::Market;
    std::span<const double> price; ///< Limit and Stop
    int validBars = 0;             ///< 0 = until cancelled
    lang::Sizing sizing;
};

/// Orders: Market, AtClose or AtOpen. AtOpen conditions do not read the position.
struct PlannedExit {
    lang::Sides sides;
    PlannedCondition condition;
    lang::OrderKind order = lang::OrderKind::Market;
};

struct PlannedStop {
    lang::Sides sides;
    PlannedLevel level;
};

struct PlannedTarget {
    lang::Sides sides;
    PlannedLevel level;
    double fraction = 1; ///< of the initial size
    std::optional<PlannedCondition> condition;
};

struct PlannedTrail {
    lang::Sides sides;
    PlannedLevel level;
    lang::TrailingStop::Anchor anchor = lang::TrailingStop::Anchor::BestHigh;
    std::optional<PlannedLevel> onceUp;
};

struct PlannedBreakeven {
    PlannedLevel onceUp;
};

/// One symbol's account, market and rules. Spans and masks are as long as `bars` and outlive it.
struct Plan {
    market::BarsPtr bars;
    std::int32_t firstBar = 0; ///< first tradable bar
    std::int32_t endBar = 0;   ///< one past the last bar of the window
    double capital = 0;
    double marginFraction = 1;
    double lot = 1; ///< 0 = any quantity
    Costs costs;

    std::vector<PlannedEntry> entries;
    std::vector<PlannedExit> exits;
    std::optional<int> exitAfterBars;
    bool exitAfterAtClose = false; ///< at the close of that bar instead of its open
    std::vector<PlannedStop> stops;
    std::vector<PlannedTarget> targets;
    std::vector<PlannedTrail> trails;
    std::vector<PlannedBreakeven> breakevens;
    std::vector<lang::CooldownRule> cooldowns;
    std::vector<lang::EntryLimitRule> entryLimits;
    std::vector<const Mask*> sessions; ///< entries are decided on bars that lie in one of them
    std::vector<const Mask*> flats;    ///< due bits
};

/// Runs a plan by jumping from event to event. The symbol, window and warm-up flag of the ledger
/// are filled from the plan. Cost: per trade, not per bar, unless a rule reads the position.
/// `stop` is looked at every kEventsPerLook events; the ledger of a stopped run ends early, so the
/// caller throws it away.
Ledger simulate(const Plan& plan, const std::stop_token& stop = {});
inline constexpr int kEventsPerLook = 1024;

/// Runs a plan bar by bar, following the published rules in their order. Same ledger, byte for
/// byte.
Ledger simulatePlainly(const Plan& plan);

} // namespace sw::engine
