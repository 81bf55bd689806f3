#include "llm/router.h"

#include "llm/inquiry.h"

#include <algorithm>
#include <utility>

namespace sw::llm {

namespace {

constexpr qint64 kTogetherMs = 10'000;

} // namespace

RouterState::RouterState(const RouterPorts& given, Routing chosen, PriceTable table,
                         std::uint64_t seed)
    : ports(given),
      routing(std::move(chosen)),
      prices(std::move(table)),
      budget(routing.runBudget, routing.mostCallsPerRun),
      models(given.client, given.keys, given.clock),
      m_chance(seed)
{
    for (const Endpoint& each : routing.endpoints) {
        m_gates.emplace(each.id, std::make_unique<Gate>(each.concurrency, given.clock));
    }
}

const std::vector<Profile>& RouterState::chain(const QString& agent) const
{
    static const std::vector<Profile> kNobody;
    auto found = routing.chains.find(agent);
    if (found == routing.chains.end()) {
        found = routing.chains.find(QString());
    }
    return found == routing.chains.end() ? kNobody : found->second;
}

const Endpoint* RouterState::endpoint(const QString& id) const
{
    const auto found = std::find_if(routing.endpoints.begin(), routing.endpoints.end(),
                                    [&](const Endpoint& each) { return each.id == id; });
    return found == routing.endpoints.end() ? nullptr : &*found;
}

Gate& RouterState::gate(const Endpoint& endpoint)
{
    return *m_gates.at(endpoint.id);
}

double RouterState::chance()
{
    const std::lock_guard lock(m_mutex);
    return m_chance.next();
}

void RouterState::missed(const QString& host)
{
    const std::lock_guard lock(m_mutex);
    m_missedMs[host] = ports.clock.elapsedMs();
}

void RouterState::reached()
{
    const std::lock_guard lock(m_mutex);
    m_missedMs.clear();
}

bool RouterState::offline()
{
    const std::lock_guard lock(m_mutex);
    const qint64 since = ports.clock.elapsedMs() - kTogetherMs;
    return std::count_if(m_missedMs.begin(), m_missedMs.end(),
                         [since](const auto& each) { return each.second >= since; }) >= 2;
}

Router::Router(const RouterPorts& ports, Routing routing, PriceTable prices, std::uint64_t seed)
    : m_state(ports, std::move(routing), std::move(prices), seed)
{}

Result<QJsonObject> Router::ask(const ModelRequest& request, const Listener& listener,
                                const std::stop_token& stop, CallRecord& call)
{
    call = CallRecord{};
    call.id = QStringLiteral("call-%1").arg(++m_state.calls);
    call.requestKey = requestKey(request);
    call.request = request;
    return Inquiry(m_state, listener, stop, call).run();
}

void Router::beginRun()
{
    m_state.budget.reset();
    m_state.calls = 0;
}

} // namespace sw::llm
