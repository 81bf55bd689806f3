#include "store/recorded_ports.h"

#include "bridge/text.h"
#include "store/bar_bytes.h"

#include <fmt/format.h>

namespace sw::store {

using bridge::fromQt;
using bridge::toQt;

RecordingMarketData::RecordingMarketData(std::shared_ptr<agents::MarketData> market, Used used)
    : m_market(std::move(market)), m_used(std::move(used))
{}

Result<market::BarsPtr> RecordingMarketData::bars(const std::string& symbol, Timeframe timeframe,
                                                  std::stop_token stop)
{
    Result<market::BarsPtr> bars = m_market->bars(symbol, timeframe, std::move(stop));
    if (bars || bars.error().kind != ErrorKind::Cancelled) {
        m_used({symbol, timeframe, bars, m_market->provenance(symbol)});
    }
    return bars;
}

std::string RecordingMarketData::provenance(const std::string& symbol) const
{
    return m_market->provenance(symbol);
}

std::string RecordingMarketData::onlySymbol() const
{
    return m_market->onlySymbol();
}

RecordedMarketData::RecordedMarketData(std::vector<Entry> entries, std::string onlySymbol,
                                       std::shared_ptr<agents::MarketData> live, bool continuing)
    : m_entries(std::move(entries)),
      m_onlySymbol(std::move(onlySymbol)),
      m_live(std::move(live)),
      m_continuing(continuing)
{}

Result<market::BarsPtr> RecordedMarketData::fromLive(const Entry& entry, Timeframe timeframe,
                                                     const std::stop_token& stop)
{
    const std::string symbol = fromQt(entry.bars.symbol);
    const Result<market::BarsPtr> bars =
        m_live ? m_live->bars(symbol, timeframe, stop)
               : fail(ErrorKind::NotFound,
                      fmt::format("The {} bars of {} are not inside this session; add --data "
                                  "{}=FILE.csv.",
                                  entry.bars.count, symbol, symbol));
    if (bars && barName(**bars) != entry.bars.hash) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("The bars of {} are not those that this session was recorded with: "
                                "fingerprint {:016x}, recorded {}.",
                                symbol, (*bars)->fingerprint(), fromQt(entry.bars.fingerprint)));
    }
    return bars;
}

Result<market::BarsPtr> RecordedMarketData::bars(const std::string& symbol, Timeframe timeframe,
                                                 std::stop_token stop)
{
    for (const Entry& entry : m_entries) {
        if (fromQt(entry.bars.symbol) == symbol &&
            fromQt(entry.bars.timeframe) == timeframe.text()) {
            if (!entry.kept && m_continuing && m_live) {
                break; // bars that were missing may have come since
            }
            return !entry.kept || *entry.kept ? entry.kept : fromLive(entry, timeframe, stop);
        }
    }
    if (m_continuing && m_live) {
        return m_live->bars(symbol, timeframe, std::move(stop));
    }
    return fail(ErrorKind::NotFound, fmt::format("This session was recorded without {} bars of {}.",
                                                 timeframe.word(), symbol));
}

std::string RecordedMarketData::provenance(const std::string& symbol) const
{
    for (const Entry& entry : m_entries) {
        if (fromQt(entry.bars.symbol) == symbol) {
            return fromQt(entry.bars.origin);
        }
    }
    return m_continuing && m_live ? m_live->provenance(symbol) : "not loaded";
}

RecordedModel::RecordedModel(std::vector<llm::CallRecord> calls,
                             std::shared_ptr<llm::LanguageModel> live)
    : m_live(std::move(live))
{
    for (llm::CallRecord& call : calls) {
        m_agents.insert(call.request.agent);
        // What was cut off by the user's own cancelling is asked again.
        if (!call.error || call.error->kind != ErrorKind::Cancelled) {
            m_calls[call.requestKey].push_back(std::move(call));
        }
    }
}

void RecordedModel::beginRun()
{
    if (m_live) {
        m_live->beginRun();
    }
}

bool RecordedModel::asks(const QString& agent) const
{
    return m_agents.contains(agent) || (m_live && m_live->asks(agent));
}

Result<QJsonObject> RecordedModel::ask(const llm::ModelRequest& request,
                                       const llm::Listener& listener, const std::stop_token& stop,
                                       llm::CallRecord& call)
{
    const QString key = llm::requestKey(request);
    if (stop.stop_requested()) {
        call.requestKey = key;
        call.request = request;
        call.error = Error{ErrorKind::Cancelled, "The run was cancelled.", {}};
        return fail(*call.error);
    }
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_calls.find(key);
        if (found != m_calls.end() && !found->second.empty()) {
            call = std::move(found->second.front());
            found->second.pop_front();
            ++m_told[call.id + key];
            return call.error ? Result<QJsonObject>(fail(*call.error))
                              : Result<QJsonObject>(call.parsed);
        }
    }
    if (m_live) {
        Result<QJsonObject> answer = m_live->ask(request, listener, stop, call);
        // The live chain counts from 1 again.
        call.id += QStringLiteral("-resumed");
        return answer;
    }
    const std::scoped_lock lock(m_mutex);
    ++m_missing;
    call.requestKey = key;
    call.request = request;
    call.error = Error{
        ErrorKind::NotFound,
        fmt::format("This session holds no answer to what {} asks now.", fromQt(request.agent)),
        {}};
    return fail(*call.error);
}

bool RecordedModel::isRecorded(const llm::CallRecord& call)
{
    const std::scoped_lock lock(m_mutex);
    const auto told = m_told.find(call.id + call.requestKey);
    if (told == m_told.end() || told->second == 0) {
        return false;
    }
    --told->second;
    return true;
}

int RecordedModel::missing() const
{
    const std::scoped_lock lock(m_mutex);
    return m_missing;
}

} // namespace sw::store
