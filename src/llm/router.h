// The language model that agents see: chooses who is asked, asks again, asks somebody else, keeps
// answers, and never spends more than it may.
#pragma once

#include "http/client.h"
#include "llm/budget.h"
#include "llm/clock.h"
#include "llm/gate.h"
#include "llm/model_list.h"
#include "llm/price.h"

#include <atomic>
#include <memory>

namespace sw::llm {

/// What a router needs of the world. All of it outlives the router.
struct RouterPorts {
    http::Client& client;
    KeyRing& keys;
    ResponseCache* cache; ///< null = answers are not kept
    Clock& clock;
};

/// What the calls of a router share. Thread: any.
class RouterState
{
public:
    RouterState(const RouterPorts& ports, Routing routing, PriceTable prices, std::uint64_t seed);

    /// The chain of an agent: its own, else that of every other agent.
    const std::vector<Profile>& chain(const QString& agent) const;
    const Endpoint* endpoint(const QString& id) const;
    Gate& gate(const Endpoint& endpoint);
    /// A number in [0, 1).
    double chance();

    /// A host could not be reached; one was.
    void missed(const QString& host);
    void reached();
    /// Two different hosts could not be reached within 10 s, and none since.
    bool offline();

    const RouterPorts ports;
    const Routing routing;
    const PriceTable prices;
    Budget budget;
    ModelList models;
    std::atomic<int> calls = 0;          ///< numbered so far
    std::atomic<int> waitingOffline = 0; ///< calls that wait for the network

private:
    std::map<QString, std::unique_ptr<Gate>> m_gates; ///< complete from the start
    std::mutex m_mutex;
    http::Chance m_chance;
    std::map<QString, qint64> m_missedMs; ///< by host
};

/// Thread: any number of threads may ask at once.
class Router : public LanguageModel
{
public:
    /// `seed`: of the jitter in waiting.
    Router(const RouterPorts& ports, Routing routing, PriceTable prices, std::uint64_t seed);

    Result<QJsonObject> ask(const ModelRequest& request, const Listener& listener,
                            const std::stop_token& stop, CallRecord& call) override;

    void beginRun() override;
    /// What the run has spent, where the price was known. Units: micro-dollars.
    qint64 spent() const { return m_state.budget.spent(); }

    ModelList& models() { return m_state.models; }

private:
    RouterState m_state;
};

} // namespace sw::llm
