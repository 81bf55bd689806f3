#include "app/model_desk.h"

#include "app/version.h"
#include "bridge/text.h"
#include "llm/probe.h"
#include "llm/router.h"
#include "store/response_cache.h"
#include "store/routing_file.h"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QRandomGenerator>

#include <algorithm>

namespace sw::app {

namespace {

Q_LOGGING_CATEGORY(lcModels, "stratwright.models")

llm::KeyPlace placeOf(store::KeySource source)
{
    switch (source) {
    case store::KeySource::Environment:
        return llm::KeyPlace::Environment;
    case store::KeySource::Keychain:
        return llm::KeyPlace::Keychain;
    case store::KeySource::Memory:
        return llm::KeyPlace::Session;
    case store::KeySource::None:
        break;
    }
    return llm::KeyPlace::None;
}

const llm::Profile* profileOf(const llm::Routing& routing, const QString& endpoint)
{
    for (const auto& [agent, chain] : routing.chains) {
        for (const llm::Profile& profile : chain) {
            if (profile.endpoint == endpoint) {
                return &profile;
            }
        }
    }
    return nullptr;
}

} // namespace

/// Asks along the routing that is kept when a run begins; settings may change between runs.
/// Thread: any.
class FollowingModel : public llm::LanguageModel
{
public:
    FollowingModel(std::shared_ptr<LocalModelDesk> desk, std::optional<llm::Routing> fixed)
        : m_desk(std::move(desk)), m_fixed(std::move(fixed))
    {}

    void beginRun() override
    {
        llm::Routing routing = m_fixed ? *m_fixed : m_desk->routing();
        std::shared_ptr<llm::Router> router;
        if (!routing.chains.empty()) {
            const llm::RouterPorts ports{m_desk->client(), *m_desk->m_setup.secrets,
                                         m_desk->m_cache.get(), m_desk->m_clock};
            router = std::make_shared<llm::Router>(ports, routing, m_desk->m_prices,
                                                   QRandomGenerator::global()->generate64());
            router->beginRun();
        }
        const std::lock_guard lock(m_mutex);
        m_routing = std::move(routing);
        m_router = std::move(router);
    }

    std::shared_ptr<llm::LanguageModel> forOneRun() override
    {
        return std::make_shared<FollowingModel>(m_desk, m_fixed);
    }

    bool asks(const QString& agent) const override
    {
        const std::lock_guard lock(m_mutex);
        return m_router && (m_routing.chains.contains(agent) || m_routing.chains.contains({}));
    }

    Result<QJsonObject> ask(const llm::ModelRequest& request, const llm::Listener& listener,
                            const std::stop_token& stop, llm::CallRecord& call) override
    {
        std::shared_ptr<llm::Router> router;
        {
            const std::lock_guard lock(m_mutex);
            router = m_router;
        }
        if (!router) {
            return fail(ErrorKind::Unsupported, "No language model is chosen.");
        }
        return router->ask(request, listener, stop, call);
    }

private:
    const std::shared_ptr<LocalModelDesk> m_desk;
    const std::optional<llm::Routing> m_fixed;
    mutable std::mutex m_mutex;
    llm::Routing m_routing;
    std::shared_ptr<llm::Router> m_router; ///< null between runs and without any chain
};

LocalModelDesk::LocalModelDesk(Setup setup, llm::PriceTable prices,
                               llm::ModelSuggestions suggestions)
    : m_setup(std::move(setup)), m_prices(std::move(prices)), m_suggestions(std::move(suggestions))
{
    if (m_setup.sessions) {
        m_cache = std::make_unique<store::SqliteResponseCache>(m_setup.sessions);
    }
}

Result<std::shared_ptr<LocalModelDesk>> LocalModelDesk::make(Setup setup)
{
    Result<llm::PriceTable> prices = llm::PriceTable::builtIn();
    if (!prices) {
        return fail(prices.error());
    }
    if (QFileInfo::exists(setup.pricesPath)) {
        prices = prices->overriddenBy(setup.pricesPath);
        if (!prices) {
            return fail(prices.error());
        }
    }
    Result<llm::ModelSuggestions> suggestions = llm::ModelSuggestions::builtIn();
    if (!suggestions) {
        return fail(suggestions.error());
    }
    return std::shared_ptr<LocalModelDesk>(
        new LocalModelDesk(std::move(setup), std::move(*prices), std::move(*suggestions)));
}

Result<std::shared_ptr<LocalModelDesk>>
LocalModelDesk::ofUser(std::shared_ptr<store::SessionStore> sessions)
{
    Setup setup;
    setup.routingPath = store::defaultRoutingPath();
    setup.pricesPath = QFileInfo(setup.routingPath).path() + QStringLiteral("/prices.json");
    setup.secrets =
        std::make_shared<store::SecretStore>(store::systemKeychain(), [](const QString& name) {
            return qgetenv(name.toLocal8Bit().constData());
        });
    setup.sessions = std::move(sessions);
    return make(std::move(setup));
}

llm::Routing LocalModelDesk::routing() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_routing) {
        store::LoadedRouting loaded = store::loadRouting(m_setup.routingPath);
        if (!loaded.sentence.isEmpty()) {
            qCWarning(lcModels).noquote() << loaded.sentence;
        }
        m_routing = std::move(loaded.routing);
    }
    return *m_routing;
}

Status LocalModelDesk::keep(const llm::Routing& routing)
{
    Status saved = store::saveRouting(routing, m_setup.routingPath);
    if (saved) {
        const std::lock_guard lock(m_mutex);
        m_routing = routing;
    }
    return saved;
}

llm::KeyPlace LocalModelDesk::keyPlace(const llm::Endpoint& endpoint)
{
    const llm::KeyPlace place = placeOf(m_setup.secrets->state(endpoint).source);
    return place == llm::KeyPlace::None && endpoint.keyVariable.isEmpty() ? llm::KeyPlace::NotNeeded
                                                                          : place;
}

Result<llm::KeyPlace> LocalModelDesk::setKey(const llm::Endpoint& endpoint, const QByteArray& key)
{
    const Result<store::KeyState> kept = m_setup.secrets->keep(endpoint, key);
    if (!kept) {
        return fail(kept.error());
    }
    return placeOf(kept->source);
}

Status LocalModelDesk::forgetKey(const llm::Endpoint& endpoint)
{
    if (m_setup.secrets->state(endpoint).source == store::KeySource::Environment) {
        return fail(ErrorKind::Unsupported,
                    bridge::fromQt(QStringLiteral("The key of %1 comes from %2; unset it there.")
                                       .arg(endpoint.id, endpoint.keyVariable)));
    }
    return m_setup.secrets->forget(endpoint);
}

http::Client& LocalModelDesk::client()
{
    const std::lock_guard lock(m_mutex);
    if (!m_client) {
        http::Connection connection;
        connection.userAgent = QStringLiteral("Stratwright/%1").arg(QLatin1String(kVersion));
        connection.extraCaFile = qEnvironmentVariable("STRATWRIGHT_CA_FILE");
        m_client = std::make_unique<http::Client>(connection);
    }
    return *m_client;
}

llm::ModelList& LocalModelDesk::list()
{
    http::Client& door = client();
    const std::lock_guard lock(m_mutex);
    if (!m_list) {
        m_list = std::make_unique<llm::ModelList>(door, *m_setup.secrets, m_clock);
    }
    return *m_list;
}

Result<std::vector<llm::ModelListing>> LocalModelDesk::models(const llm::Endpoint& endpoint,
                                                              const std::stop_token& stop)
{
    return list().fetch(endpoint, stop);
}

Result<QString> LocalModelDesk::test(const llm::Endpoint& endpoint, const llm::Profile& profile,
                                     const std::stop_token& stop)
{
    llm::Asking asking;
    asking.endpoint = endpoint;
    asking.profile = profile;
    asking.request = llm::probeRequest();
    const Result<llm::ProbeReport> report =
        llm::probe(client(), *m_setup.secrets, list(), m_clock, asking, stop);
    if (!report) {
        return fail(report.error());
    }
    return QStringLiteral("%1 %2").arg(profile.model, report->sentence());
}

std::shared_ptr<llm::LanguageModel> LocalModelDesk::model()
{
    return std::make_shared<FollowingModel>(shared_from_this(), std::nullopt);
}

std::shared_ptr<llm::LanguageModel> LocalModelDesk::model(llm::Routing routing)
{
    return std::make_shared<FollowingModel>(shared_from_this(), std::move(routing));
}

Result<std::shared_ptr<llm::LanguageModel>>
LocalModelDesk::modelFor(const QString& choice,
                         const std::shared_ptr<store::SessionStore>& sessions)
{
    if (choice == QLatin1String("built-in")) {
        return std::shared_ptr<llm::LanguageModel>();
    }
    const Result<std::shared_ptr<LocalModelDesk>> desk = ofUser(sessions);
    if (!desk) {
        return fail(desk.error());
    }
    Result<llm::Routing> routing = (*desk)->routingFor(choice);
    if (!routing) {
        return fail(routing.error());
    }
    return (*desk)->model(std::move(*routing));
}

Result<llm::Routing> LocalModelDesk::routingFor(const QString& choice) const
{
    llm::Routing routing = this->routing();
    if (choice == QLatin1String("settings")) {
        return routing;
    }
    const QString id = choice.section(QLatin1Char(':'), 0, 0);
    const auto endpoint = std::ranges::find(routing.endpoints, id, &llm::Endpoint::id);
    if (endpoint == routing.endpoints.end()) {
        QStringList ids;
        for (const llm::Endpoint& each : routing.endpoints) {
            ids.append(each.id);
        }
        return fail(ErrorKind::NotFound,
                    bridge::fromQt(QStringLiteral("There is no provider '%1'. Choose built-in, "
                                                  "settings, %2.")
                                       .arg(id, ids.join(QStringLiteral(", ")))));
    }
    llm::Profile profile;
    if (const llm::Profile* chosen = profileOf(routing, id)) {
        profile = *chosen;
    }
    profile.endpoint = id;
    if (choice.contains(QLatin1Char(':'))) {
        profile.model = choice.section(QLatin1Char(':'), 1);
    } else if (profile.model.isEmpty()) {
        const auto suggested = m_suggestions.byProvider.find(llm::name(endpoint->kind));
        if (suggested != m_suggestions.byProvider.end()) {
            profile.model = suggested->second.main;
        }
    }
    if (profile.model.isEmpty()) {
        return fail(ErrorKind::InvalidInput,
                    bridge::fromQt(QStringLiteral("Which model of %1? Write --model %1:MODEL; "
                                                  "'stratwright-cli models list %1' shows them.")
                                       .arg(id)));
    }
    routing.chains = {{QString(), {profile}}};
    return routing;
}

} // namespace sw::app
