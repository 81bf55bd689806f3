// What an agent sees of a language model: one question with its schema in, one checked document or
// one clear failure out. Providers, retries, fallbacks, cache and budget lie behind it.
#pragma once

#include "base/error.h"
#include "base/result.h"

#include <QJsonObject>
#include <QMetaType>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace sw::llm {

/// A part of the system text; the longest-lived first, so that providers can cache the beginning.
struct SystemPart {
    QString text;
    bool cached = false; ///< the text up to the end of this part never changes between calls
};

/// A question that stands alone: single-turn, for every provider alike.
struct ModelRequest {
    QString agent;   ///< "CodeGenerator": chooses the route
    QString purpose; ///< "writing the program", for the inspector
    std::vector<SystemPart> system;
    QString user;       ///< material quoted as JSON, then the task
    QString schemaName; ///< [A-Za-z0-9_-]{1,64}
    QJsonObject schema; ///< of the answer: the subset all providers know; every property required
    int maxTokens = 0;  ///< 0 = as the profile says
    QString promptVersion; ///< of the prompt file, for the transcript
};

/// Tokens of one attempt or of a call. Absent = the provider did not say.
struct Usage {
    std::optional<qint64> input; ///< not from the cache
    std::optional<qint64> cacheRead;
    std::optional<qint64> cacheWrite;
    std::optional<qint64> cacheWriteShort; ///< part of cacheWrite that is kept for 5 minutes only
    std::optional<qint64> output;          ///< with thinking
    std::optional<qint64> thinking;        ///< part of output
};

/// Money in millionths of a US dollar; absent = the price is not known.
using MicroDollars = std::optional<qint64>;

/// One attempt at one provider.
struct CallAttempt {
    QString endpoint, model;
    int status = 0;   ///< HTTP; 0 = no answer
    QString outcome;  ///< "complete", "truncated", "refused", "rate_limited", "cut" …
    QString sentence; ///< for the user; empty when complete
    QString requestId;
    Usage usage;
    MicroDollars cost;
    bool costEstimated = false; ///< the stream died before it told
    qint64 waitedMs = 0;        ///< before it
    qint64 firstByteMs = -1;
    qint64 elapsedMs = 0;
};

/// Everything about one call, for the inspector and the session's transcript. Holds no key.
struct CallRecord {
    QString id;         ///< unique in the run: "call-1"
    QString requestKey; ///< hex SHA-256 of the neutral request
    ModelRequest request;
    QString wireBody; ///< JSON as sent to the last endpoint asked
    QString curl;     ///< the same as a command, key as a shell variable
    std::vector<CallAttempt> attempts;
    QString answer;                     ///< raw text as it came
    QJsonObject parsed;                 ///< what was made of it; empty when nothing
    QString endpoint, model, requestId; ///< that answered; "built-in" model when none did
    bool cacheHit = false;
    Usage usage;       ///< of all attempts
    MicroDollars cost; ///< of all attempts
    qint64 elapsedMs = 0;
    qint64 ownMs = 0;           ///< of elapsedMs: ours, without waiting for provider and backoff
    std::optional<Error> error; ///< why nothing came of it
};

/// Streamed text of an answer as it grows; `restarted` = what was shown before is void.
struct Delta {
    QString text;
    bool restarted = false;
};
using OnDelta = std::function<void(const Delta&)>;
/// A step worth showing while a call goes on: "waiting 12 s (rate limit)".
using OnStep = std::function<void(const QString& sentence)>;

struct Listener {
    OnDelta delta; ///< may be empty
    OnStep step;   ///< may be empty
};

/// Thread: blocks its caller; may be asked from several threads at once. Delta and step are called
/// in the asking thread.
class LanguageModel
{
public:
    virtual ~LanguageModel() = default;

    /// A new run begins: its budget is whole, its calls are numbered from 1.
    virtual void beginRun() {}
    /// A model for one run alone, with a budget of its own, for those who have several runs at the
    /// same time; null when this one knows no budget.
    virtual std::shared_ptr<LanguageModel> forOneRun() { return nullptr; }
    /// False when an agent's chain is the built-in twin alone: it is then not asked at all.
    virtual bool asks(const QString& agent) const
    {
        Q_UNUSED(agent);
        return true;
    }

    /// Asks along the agent's chain of models. Always fills `call`, also in failure. Errors:
    /// Cancelled; Unsupported when the chain holds only the built-in twin; otherwise why the last
    /// model did not answer, in the user's words: the caller then uses its built-in twin.
    virtual Result<QJsonObject> ask(const ModelRequest& request, const Listener& listener,
                                    const std::stop_token& stop, CallRecord& call) = 0;
};

/// Hex SHA-256 over the canonical JSON of all that is asked: agent, system, user, schema, limits.
QString requestKey(const ModelRequest& request);

} // namespace sw::llm

Q_DECLARE_METATYPE(sw::llm::CallRecord)
