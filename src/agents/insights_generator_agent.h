// Which charts belong to a strategy: derived from its rules, checked before anybody draws them.
#pragma once

#include "agents/agent.h"

#include <span>
#include <string_view>

namespace sw::agents {

struct InsightsRequest {
    const Brief* brief = nullptr;
    lang::ProgramPtr program;
    InsightsConfig proposal; ///< by a model, unchecked; empty when there is none
};

/// Asks the run's model for charts while the program is still being written: it sees the sentence
/// alone. Without a model, or when it does not answer, the proposal is empty. Errors: Cancelled.
class InsightsProposer : public Agent<Brief, InsightsConfig>
{
public:
    InsightsProposer() : Agent("InsightsGenerator") {}

protected:
    Result<InsightsConfig> work(const Brief& in, RunContext& context) override;
    std::string action() const override { return "proposing charts"; }
    std::string describe(const Brief& in) const override;
    std::string summarise(const InsightsConfig& out) const override;
    void addCounts(const InsightsConfig& out, QJsonObject& data) const override;
};

/// Built-in: one panel per compared value with its thresholds, price overlays, and trade-level
/// charts that fit the exits; then what was proposed. Never fails.
class InsightsGeneratorAgent : public Agent<InsightsRequest, InsightsConfig>
{
public:
    InsightsGeneratorAgent() : Agent("InsightsGenerator") {}

protected:
    Result<InsightsConfig> work(const InsightsRequest& in, RunContext& context) override;
    std::string action() const override { return "choosing charts"; }
    std::string describe(const InsightsRequest& in) const override;
    std::string summarise(const InsightsConfig& out) const override;
    void addCounts(const InsightsConfig& out, QJsonObject& data) const override;
};

/// What trades can be counted by.
struct Breakdown {
    std::string_view word; ///< "weekday", also the end of the chart's id
    std::string_view title, description;
};
std::span<const Breakdown> breakdowns();

/// The bars that charts are drawn on.
struct ChartBars {
    std::vector<std::string> symbols; ///< those with bars
    Timeframe timeframe;
};

/// Removes every chart that cannot be drawn as it is and says why: an unknown function or kind, a
/// future value, a hole, a value of the open position, a symbol without bars in this run, bars
/// finer than the run's, a value over the prices that is none, a missing series, a level that is no
/// number. Whoever proposed the charts, only what passed here is shown.
void dropInvalidCharts(InsightsConfig& config, const ChartBars& bars);

} // namespace sw::agents
