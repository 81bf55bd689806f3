// Which models there are and who uses which: settings as values. Never holds a key, only the names
// under which keys are found.
#pragma once

#include "llm/language_model.h"

#include <QStringList>
#include <QUrl>

#include <map>

namespace sw::llm {

enum class ProviderKind { Anthropic, Gemini, OpenAi, Ollama };
/// "anthropic", "gemini", "openai", "ollama".
QString name(ProviderKind kind);
std::optional<ProviderKind> providerNamed(const QString& name);

/// Where a family of models is reached.
struct Endpoint {
    QString id; ///< "anthropic", or the user's own name
    ProviderKind kind = ProviderKind::Anthropic;
    QUrl base;
    QString apiVersion;      ///< Anthropic only: "2026-10-21"
    QString keyVariable;     ///< environment variable; empty = none is needed
    QString tokenLimitField; ///< OpenAI only: "max_tokens" or "max_completion_tokens"
    QString schemaMode;      ///< OpenAI only: "json_schema", "json_object" or "none"
    int contextTokens = 0;   ///< Ollama only: num_ctx
    int concurrency = 3;
    bool http2 = true;
};

/// A model with how it is asked.
struct Profile {
    QString endpoint; ///< id
    QString model;    ///< id at the provider
    QString effort;   ///< "low" … "max"; empty = the provider's default
    int maxTokens = 16'000;
    int idleMs = 90'000;
    int deadlineMs = 900'000;
};

/// Who asks whom, and how much may be spent. Chains end in the built-in twin, which is not written.
struct Routing {
    std::vector<Endpoint> endpoints;
    std::map<QString, std::vector<Profile>> chains; ///< by agent; "" = every other agent
    MicroDollars runBudget;                         ///< absent = no ceiling on money
    int mostCallsPerRun = 30;
    bool useCache = true;
    bool replayOnly = false; ///< a miss in the cache is an error: no request leaves
};

/// The endpoints everybody knows: Anthropic, Gemini, OpenAI, Ollama on this machine.
std::vector<Endpoint> knownEndpoints();

/// Keys by endpoint. Thread: any.
class KeyRing
{
public:
    virtual ~KeyRing() = default;
    /// The key of an endpoint; nothing when there is none.
    virtual std::optional<QByteArray> key(const Endpoint& endpoint) = 0;
};

/// What a provider offers.
struct ModelListing {
    QString id, title;
    qint64 contextTokens = 0; ///< 0 = not said
    qint64 mostOutputTokens = 0;
    bool structured = true;
    QStringList capabilities; ///< in the provider's words: "completion", "thinking"; may be empty
    QStringList efforts;      ///< accepted; empty = none or not said
    bool effortsSaid = false; ///< the provider told which: an empty list means none
};

/// Answers kept by what was asked. Thread: any.
class ResponseCache
{
public:
    virtual ~ResponseCache() = default;
    struct Entry {
        QJsonObject document;
        QString answer, endpoint, model, requestId;
        Usage usage;
    };
    /// `key`: hex SHA-256 of everything that determines the answer, endpoint and model included.
    virtual std::optional<Entry> find(const QString& key) = 0;
    virtual void keep(const QString& key, const Entry& entry) = 0;
};

} // namespace sw::llm
