// A small market of random bars, and two evaluators that share nothing with the engine and little
// with each other: one follows the written expression in three-valued logic, the other the graph.
#pragma once

#include "lang/program.h"

#include "random_program.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sw::test {

/// Kleene's three values.
enum class Kleene : std::uint8_t { False, Unknown, True };

using Column = std::vector<double>;

/// The bars of one context, and which of them each bar of the strategy sees.
struct NaivePlace {
    Column open, high, low, close, volume, localMs;
    std::vector<int> seen; ///< by strategy bar: latest completed bar here, -1 = none yet
    std::size_t size() const { return close.size(); }
};

/// Context 0 is { "", nothing }.
struct NaiveWorld {
    std::map<std::pair<std::string, std::string>, NaivePlace> places; ///< by symbol and frame text
    const NaivePlace& at(const std::string& symbol, const std::string& frame) const
    {
        return places.at({symbol, frame});
    }
    NaivePlace& own() { return places.at({"", ""}); }
};

/// Daily bars of the traded symbol and of SPY, which misses days and starts later, and the weeks
/// of both. Prices lie on a coarse grid, so that equal values occur.
NaiveWorld randomWorld(Dice& dice, std::size_t bars);

/// Values of a written expression on every bar of the strategy. Requires: arguments complete.
Column naiveNumber(const NaiveWorld& world, const lang::Expr& expr);
std::vector<Kleene> naiveCondition(const NaiveWorld& world, const lang::Expr& expr);

/// Every node of a graph on every bar of its own context: numbers, or 1 and 0 for booleans.
std::vector<Column> naiveGraph(const NaiveWorld& world, const lang::Graph& graph);

/// A random condition with complete arguments, valid on daily bars. Without `everywhere` it reads
/// neither other symbols nor other timeframes.
std::string randomCondition(Dice& dice, int depth, bool everywhere = true);
/// A random number whose value is missing only while it warms up.
std::string randomWarmNumber(Dice& dice, int depth);

} // namespace sw::test
