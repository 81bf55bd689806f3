// Measures on the training window what a change would do: recommended values come from backtests
// and clause statistics, never from taste.
#pragma once

#include "agents/agent.h"
#include "agents/trial_ledger.h"

namespace sw::agents {

struct AdviceRequest {
    lang::ProgramPtr program;
    lang::ProgramPtr asked; ///< as the user gave it: knows the padlocks; may be `program`
    const engine::Feeds* feeds = nullptr;
    const BacktestOutcome* train = nullptr; ///< of `program`
    std::optional<WindowDates> dates;       ///< of the training window
    TrialLedger* ledger = nullptr;          ///< every measured variant is entered
    bool keepMyNumbers = false;
    std::int64_t tradeFloor = 10;
    std::size_t mostVariants = 16;
    std::uint64_t seed = 1;
};

/// No model: reads what each clause did, offers counter-factual thresholds and clauses to leave out
/// when there are too few trades, and tries neighbouring values of every number the rules use,
/// numbers that the user did not state first. Each change is measured by a backtest on the training
/// window, which is a trial. Errors: as Backtester::run and engine::attribute, Cancelled.
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
        std::string what; ///< of the number; empty for a clause
        double value = 0;
        std::string reason;
    };
    std::vector<Variant> variants(const AdviceRequest& in,
                                  const std::vector<engine::Attribution>& clauses) const;
    Result<std::optional<Recommendation>> measure(const AdviceRequest& in, const Variant& variant,
                                                  RunContext& context) const;
};

/// True when a change is worth a test on validation: it gains on train, or there are too few trades
/// and it brings more.
bool isPromising(const Recommendation& change, std::int64_t tradesNow, std::int64_t tradeFloor);

} // namespace sw::agents
