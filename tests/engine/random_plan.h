// Seeded plans for the position machines: random masks, prices, rules of every kind, costs and
// sizes over random bars.
#pragma once

#include "engine/simulate_plan.h"
#include "random_bars.h"

#include <deque>
#include <memory>

namespace sw::test {

/// A plan with the masks and columns that it points into. Not copyable: the plan has addresses.
struct OwnedPlan {
    engine::Plan plan;
    std::deque<engine::Mask> masks;
    std::deque<std::vector<double>> columns;

    OwnedPlan() = default;
    OwnedPlan(const OwnedPlan&) = delete;
    OwnedPlan& operator=(const OwnedPlan&) = delete;

    const engine::Mask* mask(const std::vector<int>& bars);
    std::span<const double> column(std::vector<double> values);
};

/// How wild a random plan may be.
struct PlanWish {
    std::uint64_t seed = 1;
    bool simple = false;      ///< market orders, fixed stops and targets only
    bool shortWay = false;    ///< simple, and what ShortMachine knows
    bool asksPosition = true; ///< rules that read the position
    bool freeOfCosts = false;
    bool fractional = false; ///< lot 0
    bool moneyRules = true;  ///< sizes and distances in money, costs per trade and share
    bool fixedSize = false;  ///< entries of a few shares
};

std::unique_ptr<OwnedPlan> randomPlan(const PlanWish& wish);

/// The first difference between two ledgers in words, empty when they are equal.
std::string difference(const engine::Ledger& a, const engine::Ledger& b);

} // namespace sw::test
