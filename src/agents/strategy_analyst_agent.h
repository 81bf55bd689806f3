// Says in words what a result means and what to do about it; every figure comes from the report.
#pragma once

#include "agents/agent.h"

#include <span>

namespace sw::agents {

struct AnalysisRequest {
    const Brief* brief = nullptr;
    lang::ProgramPtr program; ///< of `outcome`: the best one
    const BacktestOutcome* outcome = nullptr;
    const Advice* advice = nullptr;        ///< may be null; used only when it fits `program`
    std::span<const Iteration> iterations; ///< what was tried; may be empty
    std::int64_t tradeFloor = 10;
};

/// Built-in: rules over the report. Every issue states its figures; every suggestion holds edits
/// that apply to the program it names. A model adds words and suggestions, checked; what was
/// computed stays. Errors: Cancelled.
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
