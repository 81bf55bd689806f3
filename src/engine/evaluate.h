// From a program and bars to bit masks and columns, chunk by chunk.
#pragma once

#include "base/result.h"
#include "engine/mask.h"
#include "lang/program.h"
#include "market/bars.h"

#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace sw::engine {

/// Bars by symbol as the program names them.
using Feeds = std::map<std::string, market::BarsPtr>;

/// What evaluate() returns: one mask or column per wanted root, in the order asked for.
struct Evaluation {
    std::vector<Mask> masks;                  ///< empty mask where the root is numeric
    std::vector<std::vector<double>> columns; ///< empty where the root is boolean
    /// First bar from which every wanted root is warm, higher timeframes and other symbols
    /// included.
    std::int32_t firstWarmBar = 0;
};

/// Values of `roots` on each bar of `symbol`. Roots must not read the position.
/// Errors: NotFound when a needed symbol has no bars (names it), InvalidInput when bars do not have
/// the program's timeframe (names both) or a higher timeframe is not higher, Cancelled.
Result<Evaluation> evaluate(const lang::Graph& graph, std::span<const lang::NodeId> roots,
                            const std::string& symbol, Timeframe timeframe, const Feeds& feeds,
                            std::stop_token stop = {});

} // namespace sw::engine
