// What the agents need from the world, as interfaces: bars, backtests, time. Implementations block
// their caller, observe the stop token, and are handed in by the composition root.
#pragma once

#include "base/result.h"
#include "engine/backtest.h"
#include "market/bars.h"

#include <stop_token>
#include <string>

namespace sw::agents {

/// Bars by symbol. Thread: called from the pipeline thread.
class MarketData
{
public:
    virtual ~MarketData() = default;
    /// Bars of a symbol at a timeframe. Errors: NotFound naming the symbols there are, Io,
    /// InvalidInput for a broken file, Cancelled.
    virtual Result<market::BarsPtr> bars(const std::string& symbol, Timeframe timeframe,
                                         std::stop_token stop) = 0;
    /// One sentence on where the bars of a symbol come from.
    virtual std::string provenance(const std::string& symbol) const = 0;
    /// The only symbol there is, when there is only one; for sentences that name none.
    virtual std::string onlySymbol() const = 0;
};

/// Runs programs. Thread: called from the pipeline thread, blocks it.
class Backtester
{
public:
    virtual ~Backtester() = default;
    virtual Result<engine::BacktestResult> run(const lang::ProgramPtr& program,
                                               const engine::Feeds& feeds,
                                               const engine::BacktestOptions& options,
                                               std::stop_token stop) = 0;
};

/// Time of day for events, and elapsed time. Thread: any.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
    /// Milliseconds of a clock that never jumps.
    virtual std::int64_t elapsedMs() const = 0;
};

} // namespace sw::agents
