// One logical call on its way through a chain of models: owns its retries, fallbacks, place in the
// queue, share of the budget, and its record.
#pragma once

#include "llm/attempt.h"
#include "llm/conversation.h"
#include "llm/router.h"

#include <QElapsedTimer>

namespace sw::llm {

/// Hex SHA-256 over the canonical JSON of everything that determines an answer. Not the key.
QString cacheKey(const Asking& asking);

/// Thread: the asking one. Used once.
class Inquiry
{
public:
    /// `call` holds id, key and request already; the rest is filled.
    Inquiry(RouterState& state, const Listener& listener, const std::stop_token& stop,
            CallRecord& call);

    Result<QJsonObject> run();

private:
    /// How a model of the chain failed.
    struct Setback {
        Error error;
        bool nextModel = false; ///< the next one may answer
        bool refused = false;
        bool unreachable = false;
        QString words; ///< before "trying <next>"
    };
    /// What one answer is worth.
    struct Verdict {
        std::optional<QJsonObject> document;
        std::optional<Problem> problem;
        std::vector<SchemaViolation> violations;
    };

    Result<QJsonObject> alongTheChain();
    std::optional<QJsonObject> fromCache(const Profile& profile);
    tl::expected<QJsonObject, Setback> askModel(const Profile& profile);
    tl::expected<QJsonObject, Setback> converse(const Asking& first,
                                                const std::optional<QByteArray>& key);
    /// `pass`: the place inside the gate, to be given back once the answer is judged.
    Result<Attempted> sendOnce(const Asking& asking, const std::optional<QByteArray>& key,
                               qint64 waitedMs, std::optional<Gate::Pass>& pass);
    Verdict judge(const Attempted& attempted, const Asking& asking);
    void book(const Attempted& attempted, const Verdict& verdict, const Asking& asking);
    void keep(const Asking& asking, const Attempted& attempted, const QJsonObject& document);
    Setback givenUp(const Verdict& verdict, const Asking& asking);
    bool backOnline(const Profile& profile);
    bool waitFor(qint64 milliseconds);
    void step(const QString& sentence) const;
    void voidText();
    QString clean(const QString& text) const;
    Asking askingOf(const Profile& profile, const Endpoint& endpoint) const;

    RouterState& m_state;
    const Listener& m_listener;
    const std::stop_token& m_stop;
    CallRecord& m_call;
    QElapsedTimer m_since;
    qint64 m_notOursNs = 0; ///< waiting for the provider, the gate, the backoff
    bool m_counted = false; ///< as a call of the run
    bool m_shown = false;   ///< text of an attempt is on show
    bool m_unpriced = false;
    MicroDollars m_reserved; ///< for the attempt under way
    QStringList m_secrets;
};

} // namespace sw::llm
