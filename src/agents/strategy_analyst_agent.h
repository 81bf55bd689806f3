// Says in words what a result means and what to do about it; every figure comes from the report.
#pragma once

#include "agents/agent.h"

namespace sw::agents {

struct AnalysisRequest {
    lang::ProgramPtr program;
    const BacktestOutcome* outcome = nullptr;
    const Advice* advice = nullptr; ///< may be null
    std::int64_t tradeFloor = 10;
};

/// Built-in: rules over the report. Never fails.
class StrategyAnalystAgent : public Agent<AnalysisRequest, Analysis>
{
public:
    StrategyAnalystAgent() : Agent("StrategyAnalyst") {}

protected:
    Result<Analysis> work(const AnalysisRequest& in, RunContext& context) override;
    std::string action() const override { return "reading the result"; }
    std::string describe(const AnalysisRequest& in) const override;
    std::string summarise(const Analysis& out) const override;
    void addCounts(const Analysis& out, QJsonObject& data) const override;
};

} // namespace sw::agents
