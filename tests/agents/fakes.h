// The world as the agents' tests have it: bars in memory, planted backtests, a clock that stands
// still until it is told otherwise.
#pragma once

#include "agents/event_log.h"
#include "agents/ports.h"
#include "agents/supervisor_agent.h"
#include "base/expects.h"

#include <atomic>
#include <functional>
#include <map>
#include <vector>

namespace sw::test {

/// Time moves only when a test says so. Thread: any.
class FakeClock : public agents::Clock
{
public:
    Timestamp now() const override { return {kStart.ms + m_elapsedMs}; }
    std::int64_t elapsedMs() const override { return m_elapsedMs; }
    void advance(std::int64_t ms) { m_elapsedMs += ms; }
    static constexpr Timestamp kStart{1'700'000'000'000};

private:
    std::atomic<std::int64_t> m_elapsedMs = 0;
};

/// Bars by symbol; each request is answered from memory or not at all.
class MemoryMarketData : public agents::MarketData
{
public:
    MemoryMarketData() = default;
    explicit MemoryMarketData(std::vector<market::BarsPtr> bars);

    Result<market::BarsPtr> bars(const std::string& symbol, Timeframe timeframe,
                                 std::stop_token stop) override;
    std::string provenance(const std::string& symbol) const override;
    std::string onlySymbol() const override;

private:
    std::map<std::string, market::BarsPtr> m_bars;
};

/// The engine itself, counted.
class CountingBacktester : public agents::Backtester
{
public:
    Result<engine::BacktestResult> run(const lang::ProgramPtr& program, const engine::Feeds& feeds,
                                       const engine::BacktestOptions& options,
                                       std::stop_token stop) override;
    int calls = 0;
    int callsAfterStop = 0;
};

/// Plants results on the bars of waves(): in each wave a trade wins or loses, as the script's skill
/// has it. Nothing is evaluated; every figure follows from the planted trades.
class ScriptedBacktester : public agents::Backtester
{
public:
    /// Share of waves that win, 0…1; nothing = no trade at all.
    using Skill =
        std::function<std::optional<double>(const std::string& source, agents::Window window)>;
    ScriptedBacktester(agents::Split split, Skill skill);

    Result<engine::BacktestResult> run(const lang::ProgramPtr& program, const engine::Feeds& feeds,
                                       const engine::BacktestOptions& options,
                                       std::stop_token stop) override;
    agents::Window windowOf(const engine::BacktestOptions& options) const;

    std::vector<agents::Window> windows; ///< of all calls, in order
    int callsAfterStop = 0;
    int tradeEvery = 1;         ///< one trade in so many waves
    bool throws = false;        ///< raises an exception instead of an answer
    std::optional<Error> error; ///< fails with this instead of an answer

private:
    agents::Split m_split;
    Skill m_skill;
};

/// Bars in waves of ten: five up, five down, a little noise; daily from 2015-01-05 on weekdays.
market::BarsPtr waves(std::size_t count, const std::string& symbol = "TST");
inline constexpr std::int32_t kWave = 10;
/// Bars of one symbol on consecutive weekdays with given closes; opens are the closes before.
market::BarsPtr barsOf(const std::vector<double>& closes, const std::string& symbol = "TST",
                       CivilDate first = {2015, 1, 5});
/// Minute bars, so many a day, starting 09:30 of an exchange `offsetHours` from UTC.
market::BarsPtr intradayBars(std::size_t days, std::size_t barsPerDay, int offsetHours = 0);
/// The AAPL sample of the product.
market::BarsPtr aapl();

/// A program that compiles, or the end of the test program.
lang::ProgramPtr compiled(const std::string& source);
/// RSI below 30 to enter, above 70 to leave, length assumed.
inline const std::string kRsi =
    "trade TST on daily\nlong when rsi(close, 14?) < 30\nexit when rsi(close, 14?) > 70\n";

/// One planted trade, long, bought and sold at the opens of two bars.
struct Planted {
    std::int32_t entry = 0, exit = 0;
    double size = 10;
    double commission = 0;
    engine::ExitReason reason = engine::ExitReason::Rule;
};
/// A result made of planted trades over bars [first, end), measured like a real one.
agents::BacktestOutcome planted(const lang::ProgramPtr& program, const market::BarsPtr& bars,
                                const std::vector<Planted>& trades, std::int32_t first = 0,
                                std::int32_t end = -1);

/// A whole run in the test's own thread, its events kept.
class Stage
{
public:
    Stage(agents::MarketData& market, agents::Backtester& backtester);

    agents::RunContext& context() { return m_context; }
    agents::RunOutcomePtr run(const agents::Brief& brief);
    /// Asks to stop at the event with this number; 0 = never.
    void cancelAt(qint64 seq) { m_cancelAt = seq; }
    std::stop_source& stop() { return m_stop; }

    std::vector<agents::RunEvent> events;
    FakeClock clock;

private:
    std::stop_source m_stop;
    qint64 m_cancelAt = 0;
    agents::EventLog m_log;
    agents::RunContext m_context;
};

} // namespace sw::test
