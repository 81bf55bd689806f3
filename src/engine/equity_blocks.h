// The equity of a run a block of bars at a time, for readers that need no column of it.
#pragma once

#include "engine/backtest.h"

#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>

namespace sw::engine {

/// Some neighbouring bars of a run; the values live until the next block.
struct EquityBlock {
    static constexpr std::size_t kBars = 2048;
    std::size_t first = 0;                 ///< counted from the ledger's first bar
    std::span<const double> equity;        ///< money, marked at the close
    std::span<const double> positionValue; ///< money, negative for shorts
};

/// equityCurve() in blocks.
class EquityBlocks
{
public:
    /// Calls `take` with all bars of the ledger's window in order, in blocks of EquityBlock::kBars
    /// of which the last may be shorter; with no further one once `stop` is requested.
    static void each(const SymbolRun& run, const std::function<void(const EquityBlock&)>& take,
                     const std::stop_token& stop = {});

private:
    class Walk;
};

} // namespace sw::engine
