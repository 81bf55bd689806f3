// The models of this user: settings file, keys, network and kept answers joined. Nothing of it is
// made before it is needed: a run without models opens no network.
#pragma once

#include "http/client.h"
#include "llm/clock.h"
#include "llm/model_desk.h"
#include "llm/model_list.h"
#include "llm/price.h"
#include "llm/suggestions.h"
#include "store/secret_store.h"
#include "store/session_store.h"

#include <memory>
#include <mutex>

namespace sw::app {

/// Thread: any.
class LocalModelDesk : public llm::ModelDesk, public std::enable_shared_from_this<LocalModelDesk>
{
public:
    struct Setup {
        QString routingPath;
        QString pricesPath; ///< of the user; need not exist
        std::shared_ptr<store::SecretStore> secrets;
        std::shared_ptr<store::SessionStore> sessions; ///< keeps answers; may be null
    };
    /// Errors: Internal when the prices that come with the program are broken, InvalidInput for a
    /// price file of the user that is not understood.
    static Result<std::shared_ptr<LocalModelDesk>> make(Setup setup);
    /// As this user has it; says what was wrong with files that were put aside.
    static Result<std::shared_ptr<LocalModelDesk>>
    ofUser(std::shared_ptr<store::SessionStore> sessions);

    llm::Routing routing() const override;
    Status keep(const llm::Routing& routing) override;
    llm::KeyPlace keyPlace(const llm::Endpoint& endpoint) override;
    Result<llm::KeyPlace> setKey(const llm::Endpoint& endpoint, const QByteArray& key) override;
    Status forgetKey(const llm::Endpoint& endpoint) override;
    Result<std::vector<llm::ModelListing>> models(const llm::Endpoint& endpoint,
                                                  const std::stop_token& stop) override;
    Result<QString> test(const llm::Endpoint& endpoint, const llm::Profile& profile,
                         const std::stop_token& stop) override;

    /// A model that follows the routing as it is kept when a run begins.
    std::shared_ptr<llm::LanguageModel> model();
    /// A model that follows this routing.
    std::shared_ptr<llm::LanguageModel> model(llm::Routing routing);
    /// The routing for one choice: "settings", an endpoint ("anthropic") with the model chosen for
    /// it in the settings or else the suggested one, or "endpoint:model". Errors: NotFound naming
    /// the endpoints there are, InvalidInput when no model is known for one.
    Result<llm::Routing> routingFor(const QString& choice) const;

    /// The model of an option --model; null for "built-in". Errors: as routingFor and ofUser.
    static Result<std::shared_ptr<llm::LanguageModel>>
    modelFor(const QString& choice, const std::shared_ptr<store::SessionStore>& sessions);

private:
    friend class FollowingModel;
    LocalModelDesk(Setup setup, llm::PriceTable prices, llm::ModelSuggestions suggestions);
    http::Client& client();
    llm::ModelList& list();

    const Setup m_setup;
    const llm::PriceTable m_prices;
    const llm::ModelSuggestions m_suggestions;
    llm::MachineClock m_clock;
    std::unique_ptr<llm::ResponseCache> m_cache; ///< null without sessions
    mutable std::mutex m_mutex;
    mutable std::optional<llm::Routing> m_routing; ///< as read or kept
    std::unique_ptr<http::Client> m_client;
    std::unique_ptr<llm::ModelList> m_list;
};

} // namespace sw::app
