// The world of a run as it was recorded: bars and answers of models come from the session, and
// from nowhere else unless a run is being continued.
#pragma once

#include "agents/ports.h"
#include "llm/language_model.h"
#include "store/session.h"

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>

namespace sw::store {

/// What a run asked for and got.
struct BarUse {
    std::string symbol;
    Timeframe timeframe; ///< as asked for
    Result<market::BarsPtr> bars = market::BarsPtr();
    std::string origin;
};

/// Passes requests on and tells which bars were given out. Thread: any.
class RecordingMarketData : public agents::MarketData
{
public:
    using Used = std::function<void(const BarUse&)>;
    RecordingMarketData(std::shared_ptr<agents::MarketData> market, Used used);

    Result<market::BarsPtr> bars(const std::string& symbol, Timeframe timeframe,
                                 std::stop_token stop) override;
    std::string provenance(const std::string& symbol) const override;
    std::string onlySymbol() const override;

private:
    const std::shared_ptr<agents::MarketData> m_market;
    const Used m_used;
};

/// Bars as a session recorded them. Sets that were too large to keep come from `live`, if they are
/// still the same. With `continuing`, so does everything that the record does not know.
/// Thread: any.
class RecordedMarketData : public agents::MarketData
{
public:
    struct Entry {
        SessionBars bars;
        Result<market::BarsPtr> kept = market::BarsPtr(); ///< null = too large, ask `live`
    };
    RecordedMarketData(std::vector<Entry> entries, std::string onlySymbol,
                       std::shared_ptr<agents::MarketData> live, bool continuing);

    Result<market::BarsPtr> bars(const std::string& symbol, Timeframe timeframe,
                                 std::stop_token stop) override;
    std::string provenance(const std::string& symbol) const override;
    std::string onlySymbol() const override { return m_onlySymbol; }

private:
    Result<market::BarsPtr> fromLive(const Entry& entry, Timeframe timeframe,
                                     const std::stop_token& stop);

    const std::vector<Entry> m_entries;
    const std::string m_onlySymbol;
    const std::shared_ptr<agents::MarketData> m_live;
    const bool m_continuing;
};

/// Answers, and failures to answer, as a session recorded them, by what was asked and in the order
/// they came. With `live`, asks on where the record ends. Thread: any.
class RecordedModel : public llm::LanguageModel
{
public:
    RecordedModel(std::vector<llm::CallRecord> calls, std::shared_ptr<llm::LanguageModel> live);

    void beginRun() override;
    /// True for agents that asked in the record, and for those that `live` answers.
    bool asks(const QString& agent) const override;
    /// Errors: as recorded; NotFound when this was never asked.
    Result<QJsonObject> ask(const llm::ModelRequest& request, const llm::Listener& listener,
                            const std::stop_token& stop, llm::CallRecord& call) override;

    /// True once for each call that was answered from the record.
    bool isRecorded(const llm::CallRecord& call);
    /// Questions that the record could not answer.
    int missing() const;

private:
    mutable std::mutex m_mutex;
    std::map<QString, std::deque<llm::CallRecord>> m_calls; ///< by request key
    std::map<QString, int> m_told;                          ///< answered and not yet asked about
    const std::shared_ptr<llm::LanguageModel> m_live;
    std::set<QString> m_agents; ///< that asked
    int m_missing = 0;
};

} // namespace sw::store
