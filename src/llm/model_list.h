// What providers offer: their lists of models, fetched, kept for the life of the program, and the
// words for a model that is not on them.
#pragma once

#include "http/client.h"
#include "llm/clock.h"
#include "llm/suggestions.h"

#include <map>
#include <mutex>
#include <stop_token>
#include <vector>

namespace sw::llm {

/// The ids of a list that resemble an id most, the best first: those that share its words, then
/// those that are written most like it.
QStringList closestIds(const QString& model, const std::vector<ModelListing>& listings, int most);

/// Thread: any.
class ModelList
{
public:
    static constexpr int kMostPages = 50;

    ModelList(http::Client& client, KeyRing& keys, Clock& clock);

    /// The models of an endpoint, all pages. Errors: Unauthorized naming the variable when there is
    /// no key; otherwise why the service did not answer, in the user's words.
    Result<std::vector<ModelListing>> fetch(const Endpoint& endpoint, const std::stop_token& stop);

    /// What the provider says of one model beyond its list: the listing as it is where it says no
    /// more. It is kept for `known`. Errors: why the service did not answer, in the user's words.
    Result<ModelListing> describe(const Endpoint& endpoint, const QString& model,
                                  const std::stop_token& stop);

    /// What the last list said of a model; nothing when it was not fetched or lacks the model.
    std::optional<ModelListing> known(const Endpoint& endpoint, const QString& model) const;

    /// Whether a profile's model is on its endpoint's list. Errors: NotFound with the closest ids,
    /// or those of fetch.
    Status validate(const Endpoint& endpoint, const Profile& profile, const std::stop_token& stop);

    /// "X is no longer offered. Choose: …": with the day of its retirement, where it is known.
    QString goneSentence(const QString& model, const std::vector<ModelListing>& listings) const;

private:
    /// Errors: why an exchange with the endpoint brought nothing.
    Status checked(const http::Exchange& exchange, const Endpoint& endpoint, const char* what);

    http::Client& m_client;
    KeyRing& m_keys;
    Clock& m_clock;
    std::map<QString, QDate> m_retired;
    mutable std::mutex m_mutex;
    std::map<QString, std::vector<ModelListing>> m_known; ///< by endpoint
};

/// "No key for anthropic. Set ANTHROPIC_API_KEY, or enter the key in the settings."
Error missingKey(const Endpoint& endpoint);

} // namespace sw::llm
