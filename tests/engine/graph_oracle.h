// The per-bar interpreter: evaluates a graph node by node, bar by bar, with full arrays and no
// cleverness. The oracle for the chunked evaluator.
#pragma once

#include "engine/evaluate.h"

#include <vector>

namespace sw::test {

/// Values of one root on every bar of the traded symbol.
struct OracleRoot {
    std::vector<double> numbers; ///< numeric roots
    std::vector<bool> bits;      ///< boolean roots
};

/// Evaluates the roots. Requires: bars for every context's symbol, timeframes that fit.
std::vector<OracleRoot> evaluateByBar(const lang::Graph& graph, std::span<const lang::NodeId> roots,
                                      const std::string& symbol, Timeframe timeframe,
                                      const engine::Feeds& feeds);

/// A seeded random graph over the given contexts, inputs first, and what to evaluate of it.
struct RandomGraph {
    lang::Graph graph;
    std::vector<lang::NodeId> roots;
};
RandomGraph randomGraph(std::uint64_t seed, std::vector<lang::Context> contexts, int nodes);

/// The same bytes; any two missing numbers count as the same.
bool sameNumbers(const std::vector<double>& a, const std::vector<double>& b);
bool sameBits(const engine::Mask& a, const std::vector<bool>& b);

} // namespace sw::test
