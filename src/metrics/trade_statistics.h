// Figures of closed trades. Positions still open at the end are part of equity and of costs paid,
// but of no statistic here.
#pragma once

#include "engine/ledger.h"
#include "metrics/figures.h"

#include <cstdint>
#include <span>
#include <vector>

namespace sw::metrics {

/// Fewer closed trades than this carry the remark "few trades".
inline constexpr std::int64_t kFewTrades = 30;

/// Wilson's score interval for `successes` of `count`. Requires: count ≥ 1, 0 ≤ successes ≤ count.
/// Source: Wilson 1927, JASA 22. Hand value: 4 of 5 at 95 % is 0.3755…0.9638.
Interval wilsonInterval(std::int64_t successes, std::int64_t count, double level = 0.95);

/// How often trades ended for one reason, and what they earned.
struct ExitCount {
    engine::ExitReason reason = engine::ExitReason::Rule;
    std::int64_t trades = 0;
    std::int64_t wins = 0;
    double netPnl = 0; ///< money
    bool operator==(const ExitCount&) const = default;
};

/// Closed trades by exit reason, in the order of engine::ExitReason, reasons that occurred only.
std::vector<ExitCount> exitsByReason(std::span<const engine::Trade> trades);

/// Bars of [firstBar, endBar) on which a position was held at some moment, entry and exit bars
/// included, each once. Shape: trades of one symbol.
std::int64_t barsInPosition(std::span<const engine::Trade> trades, std::int32_t firstBar,
                            std::int32_t endBar);

/// Sets every figure of the group Trades. `atrAtEntry` is the average true range on each trade's
/// signal bar, one per trade, or empty: then there is no edge ratio.
void addTradeFigures(FigureTable& table, std::span<const engine::Trade> trades,
                     std::span<const double> atrAtEntry = {});

} // namespace sw::metrics
