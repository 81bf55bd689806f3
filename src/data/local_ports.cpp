#include "data/local_ports.h"

#include <chrono>

namespace sw::data {

Result<engine::BacktestResult> EngineBacktester::run(const lang::ProgramPtr& program,
                                                     const engine::Feeds& feeds,
                                                     const engine::BacktestOptions& options,
                                                     std::stop_token stop)
{
    return engine::backtest(program, feeds, options, stop);
}

Timestamp SystemClock::now() const
{
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::int64_t SystemClock::elapsedMs() const
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace sw::data
