// Measures on the training window what a change would do: recommended values come from backtests
// and clause statistics, never from taste.
#pragma once

#include "agents/agent.h"
#include "agents/trial_ledger.h"

namespace sw::agents {

struct AdviceRequest {
    lang::ProgramPtr program;
    const engine::Feeds* feeds = nullptr;
    const BacktestOutcome* train = nullptr; ///< of `program`
    std::optional<WindowDates> dates;       ///< of the training window
    TrialLedger* ledger = nullptr;          ///< every measured variant is entered
    bool keepMyNumbers = false;
    std::int64_t tradeFloor = 10;
    int mostVariants = 12;
    std::uint64_t seed = 1;
};

/// No model: tries neighbouring values of every number the rules use, numbers the user did not
/// state first, and reads counter-factual thresholds from the clause attribution when there are too
/// few trades. Errors: as Backtester::run.
class IntelligentOrchestrator : public Agent<AdviceRequest, Advice>
{
public:
    IntelligentOrchestrator() : Agent("IntelligentOrchestrator") {}

protected:
    Result<Advice> work(const AdviceRequest& in, RunContext& context) override;
    std::string action() const override { return "measuring what a change would do"; }
    std::string describe(const AdviceRequest& in) const override;
    std::string summarise(const Advice& out) const override;
    void addCounts(const Advice& out, QJsonObject& data) const override;

private:
    struct Variant {
        std::vector<Edit> edits;
        std::string reason;
    };
    std::vector<Variant> variants(const AdviceRequest& in) const;
};

} // namespace sw::agents
