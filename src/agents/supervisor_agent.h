// Drives the others: reads the sentence, divides the data, tests the strategy as asked, tries to
// improve it honestly, opens the holdout once, and gives the verdict. Makes no calls of its own.
#pragma once

#include "agents/agent.h"
#include "agents/backtest_runner_agent.h"
#include "agents/code_generator_agent.h"
#include "agents/insights_generator_agent.h"
#include "agents/intelligent_orchestrator.h"
#include "agents/strategy_analyst_agent.h"

namespace sw::agents {

/// Fewest closed trades on train and validation together for a change to be accepted.
inline constexpr std::int64_t kTradeFloor = 10;
/// Most iterations of one run, whatever the brief asks for.
inline constexpr int kMostIterations = 10;
/// Iterations without acceptance after which the loop stops.
inline constexpr int kPatience = 2;

/// Straight-line code in the pipeline thread. Returns an outcome for every brief, also for one that
/// asks back, fails or is cancelled; the outcome then holds everything found so far.
class SupervisorAgent : public Agent<Brief, RunOutcomePtr>
{
public:
    /// `version` names the program in the provenance.
    explicit SupervisorAgent(std::string version)
        : Agent("Supervisor"), m_version(std::move(version))
    {}

protected:
    Result<RunOutcomePtr> work(const Brief& in, RunContext& context) override;
    std::string action() const override { return "running the brief"; }
    std::string describe(const Brief& in) const override;
    std::string summarise(const RunOutcomePtr& out) const override;
    void addCounts(const RunOutcomePtr& out, QJsonObject& data) const override;

private:
    /// The state of one run; each step fills its part of the outcome.
    struct Run {
        const Brief& brief;
        RunContext& context;
        RunOutcome outcome;
        engine::Feeds feeds;
        TrialLedger ledger;
        int mostIterations = 1;
        bool badData = false;
        bool measuringIteration = false;   ///< the last iteration has no decision yet
        InsightsConfig proposal{};         ///< charts by a model, unchecked
        std::vector<std::string> models{}; ///< that answered, each with its agent
    };

    Status readBrief(Run& run);
    Result<StrategyDraft> writeProgram(Run& run);
    static void noteModel(Run& run, const std::string& agent, const ModelUse& use);
    Status prepareData(Run& run);
    Status chooseCharts(Run& run);
    Status firstIteration(Run& run);
    Status refine(Run& run);
    Status advise(Run& run);
    Status tryChange(Run& run, const Recommendation& change, int number);
    Status conclude(Run& run);
    Status judge(Run& run);
    Result<BacktestOutcome> backtest(Run& run, const lang::ProgramPtr& program, Window window,
                                     bool full, const std::string& what);
    void decide(Run& run, Iteration& candidate, const Iteration& incumbent) const;
    void announce(Run& run, const Iteration& iteration) const;
    /// Says that a step of this agent itself failed, and fails it.
    Status refuse(Run& run, Error error) const;
    static const Iteration& best(const Run& run);

    const std::string m_version;
    CodeGeneratorAgent m_codeGenerator;
    InsightsProposer m_proposer;
    InsightsGeneratorAgent m_insights;
    BacktestRunnerAgent m_runner;
    IntelligentOrchestrator m_orchestrator;
    StrategyAnalystAgent m_analyst;
};

} // namespace sw::agents
