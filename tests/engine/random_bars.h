// Seeded bars for property tests: prices on a tick grid, with ties, gaps and constant stretches.
#pragma once

#include "market/bars.h"

#include <cstdint>
#include <string>

namespace sw::test {

/// A small seeded generator, the same on every machine.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_state(seed * 0x9E3779B97F4A7C15u + 1) {}
    std::uint64_t next();
    /// A whole number in [from, to].
    int pick(int from, int to);
    bool oneIn(int n) { return pick(1, n) == 1; }

private:
    std::uint64_t m_state;
};

/// What random bars look like.
struct RandomBars {
    std::string symbol = "TST";
    Timeframe timeframe{1, FrameUnit::Day};
    std::size_t count = 500;
    std::uint64_t seed = 1;
    int skipOneIn = 0; ///< leaves out one bar in so many; 0 = none
};

/// Daily bars fall on weekdays from 2015-01-05 on; intraday ones follow each other from 09:30.
market::BarsPtr randomBars(const RandomBars& wish);

} // namespace sw::test
