// Plans written by hand: a few bars, signals by bar number, one rule at a time.
#pragma once

#include "random_plan.h"

#include <array>
#include <initializer_list>

namespace sw::test {

/// Open, high, low, close.
using Candle = std::array<double, 4>;

/// Daily bars of "TST" from 2024-01-01 on, every calendar day; minutes apart when given.
market::BarsPtr candles(const std::vector<Candle>& prices, int minutes = 0,
                        std::string_view symbol = "TST");

/// A plan under construction. No costs, lot 1, capital 10,000, 10 shares.
class HandPlan
{
public:
    explicit HandPlan(market::BarsPtr bars);

    engine::Plan& plan() { return m_owned.plan; }
    engine::PlannedEntry& enter(engine::Side side, const std::vector<int>& bars);
    engine::PlannedEntry& enterLong(const std::vector<int>& bars)
    {
        return enter(engine::Side::Long, bars);
    }
    engine::PlannedEntry& enterShort(const std::vector<int>& bars)
    {
        return enter(engine::Side::Short, bars);
    }
    /// The last entry becomes a resting order at `price`, the same on every bar.
    void rest(lang::OrderKind kind, double price, int validBars = 0);
    engine::PlannedExit& exit(const std::vector<int>& bars, lang::Sides sides = {});
    void stopAt(double price, lang::Sides sides = {});
    void stopPercent(double percent);
    engine::PlannedTarget& targetAt(double price);
    engine::PlannedTarget& targetPercent(double percent);
    engine::PlannedTrail& trailPercent(double percent);
    const engine::Mask* mask(const std::vector<int>& bars) { return m_owned.mask(bars); }
    std::span<const double> column(std::vector<double> values)
    {
        return m_owned.column(std::move(values));
    }
    /// The same value on every bar.
    std::span<const double> constant(double value);

    /// Runs both machines; an empty ledger with a symbol that says so when they disagree.
    engine::Ledger run() const;

private:
    OwnedPlan m_owned;
};

/// A distance in percent, R, money …
engine::PlannedLevel distance(lang::DistanceKind kind, double amount);

} // namespace sw::test
