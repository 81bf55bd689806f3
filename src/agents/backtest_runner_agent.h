// Runs one program on one window and measures it.
#pragma once

#include "agents/agent.h"

namespace sw::agents {

struct BacktestRequest {
    lang::ProgramPtr program;
    const engine::Feeds* feeds = nullptr;
    Window window = Window::Whole;
    std::optional<WindowDates> dates; ///< nothing = the program's own window
    bool attribute = false;           ///< also explain clause by clause
    bool intervals = false;           ///< also resample for intervals
    metrics::Search search;           ///< variants tried so far, for the deflated figures
    std::uint64_t seed = 1;
};

/// Errors: as Backtester::run and engine::attribute, Cancelled.
class BacktestRunnerAgent : public Agent<BacktestRequest, BacktestOutcome>
{
public:
    BacktestRunnerAgent() : Agent("BacktestRunner") {}

protected:
    Result<BacktestOutcome> work(const BacktestRequest& in, RunContext& context) override;
    std::string action() const override { return "backtesting"; }
    std::string describe(const BacktestRequest& in) const override;
    std::string summarise(const BacktestOutcome& out) const override;
    void addCounts(const BacktestOutcome& out, QJsonObject& data) const override;
};

/// The work of the BacktestRunner without its events of start and completion, for agents that
/// measure many variants; publishes progress. Errors: as the BacktestRunner.
Result<BacktestOutcome> measureWindow(const BacktestRequest& in, RunContext& context);
/// Bars of every symbol that a program trades or reads. Errors: as MarketData::bars.
Result<engine::Feeds> loadFeeds(const lang::Program& program, RunContext& context);
/// Closed trades of a result.
std::int64_t closedTrades(const engine::BacktestResult& result);

} // namespace sw::agents
