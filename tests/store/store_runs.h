// What the store's tests run and record: made bars, a model that answers by script, and a recorder
// driven to the end of its run.
#pragma once

#include "agents/supervisor.h"
#include "store/reopen.h"
#include "store/session_recorder.h"

#include <atomic>
#include <map>
#include <vector>

namespace sw::test {

/// Daily bars of a made price; seeded by the symbol's name.
market::BarsPtr madeBars(const std::string& symbol, int count);

/// Bars in memory, counted.
class MemoryBars : public agents::MarketData
{
public:
    explicit MemoryBars(std::vector<market::BarsPtr> bars);
    Result<market::BarsPtr> bars(const std::string& symbol, Timeframe timeframe,
                                 std::stop_token stop) override;
    std::string provenance(const std::string& symbol) const override;
    std::string onlySymbol() const override { return {}; }

    std::atomic<int> asked = 0;

private:
    std::map<std::string, market::BarsPtr> m_bars;
};

/// Answers every question with the same document, or fails with the same sentence. Puts what looks
/// like keys into its records, as a careless provider might.
class ChattyModel : public llm::LanguageModel
{
public:
    Result<QJsonObject> ask(const llm::ModelRequest& request, const llm::Listener& listener,
                            const std::stop_token& stop, llm::CallRecord& call) override;

    std::atomic<int> asked = 0;
};

/// Texts that look like keys; searched for in every file that is written.
extern const char* const kAnthropicKey;
extern const char* const kGeminiKey;
/// Files under a folder that hold one of them.
QStringList filesWithKeys(const QString& folder);

/// The engine, the system's clock, and bars of TST.
agents::Ports testPorts(int bars = 600);
/// RSI on TST, few iterations.
agents::Brief testBrief();

/// The engine, which stands still in the second backtest until the run is stopped.
class StallingBacktester : public agents::Backtester
{
public:
    Result<engine::BacktestResult> run(const lang::ProgramPtr& program, const engine::Feeds& feeds,
                                       const engine::BacktestOptions& options,
                                       std::stop_token stop) override;

private:
    std::atomic<int> m_runs = 0;
};
/// A session whose program ended in the middle of the run; its id.
QString interrupted(const std::shared_ptr<store::SessionStore>& store, agents::Ports ports);

/// What a run told, and its end.
struct Told {
    QString session;
    std::vector<agents::RunEvent> events;
    std::vector<llm::CallRecord> calls;
    agents::RunOutcomePtr outcome;
    QStringList notRecorded;
};
/// Runs a brief to its end through a recorder; with an id it resumes that session instead.
Told record(const std::shared_ptr<store::SessionStore>& store, const agents::Ports& ports,
            const agents::Brief& brief, const QString& resumed = {});

/// A store, or the end of the test program.
std::shared_ptr<store::SessionStore> openStore(const QString& path);

/// The bytes of an event as `replay` prints them.
QByteArray bytesOf(const agents::RunEvent& event);

} // namespace sw::test
