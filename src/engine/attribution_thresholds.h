// How far a threshold would have to move for more signals: the order statistics of the compared
// value, a readable number beyond them, and the count that an evaluation with it gives.
#pragma once

#include "engine/attribution_counts.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sw::engine {

/// The rule whose thresholds are moved.
struct ThresholdQuestion {
    const lang::Program& program;
    bool isEntry = true;
    std::size_t rule = 0; ///< index in Program::entries or exits
    const SymbolRun& run;
    const Feeds& feeds;
    const lang::Condition& condition() const
    {
        return isEntry ? program.entries[rule].condition : program.exits[rule].condition;
    }
};

/// The changes of clause number `clause` that give at least 1, 5 and 10 signals, those that the
/// rule gives already left out. Each count comes from running the changed program's condition over
/// the window again. Errors: Cancelled.
Result<std::vector<CounterFactual>> counterFactuals(const ThresholdQuestion& question,
                                                    const RuleBits& bits, std::size_t clause,
                                                    const std::stop_token& stop);

/// A constant as it is written in the program: 5 for 5 %.
double asWritten(double constant, double scale);
/// The constant that a written number means; the inverse of asWritten.
double asConstant(double written, double scale);

/// The roundest written number beyond value number `wanted` of `values` that passes at least
/// `wanted` and, ties aside, fewer than twice as many of them.
/// Requires: `values` sorted from the most to the least extreme, 1 ≤ wanted ≤ values.size().
double readableThreshold(const std::vector<double>& values, std::size_t wanted,
                         const lang::Threshold& threshold);

/// The constants that one bar's crossing needs: from `low` to `high`, without the end that the
/// value moves away from.
struct Crossing {
    double low = 0;
    double high = 0;
};

/// Number of crossings that a constant takes part in. `below`: the value falls through it.
std::size_t countCrossings(const std::vector<Crossing>& crossings, double constant, bool below);

/// The written number nearest to the current one, as round as it can be, through which the value
/// passes at least `wanted` times; nothing when there is none or `stop` is requested.
std::optional<double> readableCrossing(const std::vector<Crossing>& crossings, std::size_t wanted,
                                       const lang::Threshold& threshold,
                                       const std::stop_token& stop = {});

} // namespace sw::engine
