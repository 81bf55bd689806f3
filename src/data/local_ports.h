// The agents' ports as both programs have them: the engine in this process, the system's clocks.
#pragma once

#include "agents/ports.h"

namespace sw::data {

/// Runs programs with the engine, in the calling thread.
class EngineBacktester : public agents::Backtester
{
public:
    Result<engine::BacktestResult> run(const lang::ProgramPtr& program, const engine::Feeds& feeds,
                                       const engine::BacktestOptions& options,
                                       std::stop_token stop) override;
};

class SystemClock : public agents::Clock
{
public:
    Timestamp now() const override;
    std::int64_t elapsedMs() const override;
};

} // namespace sw::data
