// One provider's way of being asked and of answering, on bytes alone: builds the request, reads the
// answer as it streams, classifies failures. Sends nothing, waits for nothing, reads no clock.
#pragma once

#include "base/result.h"
#include "http/exchange.h"
#include "llm/problem.h"
#include "llm/profile.h"

#include <QDateTime>
#include <QJsonObject>

#include <memory>
#include <optional>
#include <vector>

namespace sw::llm {

/// Everything that one attempt sends, the key aside.
struct Asking {
    Endpoint endpoint;
    Profile profile;
    ModelRequest request;
    QString addition;   ///< after the user's text: nudgeText() or repairText()
    QString schemaMode; ///< OpenAI only: instead of the endpoint's; see weakerSchemaMode()
    int maxTokens = 0;  ///< instead of the request's and the profile's; 0 = theirs
    std::optional<ModelListing> listing; ///< of the model, when known: caps tokens, allows effort
};

/// How an answer ended.
enum class StopClass { Complete, ToolCall, Truncated, Refused, Paused, Malformed, Unknown };
/// "complete", "tool_call", …
QString name(StopClass stop);

/// A tool that the model wants called.
struct ToolCall {
    QString id, name;
    QJsonObject input;
};

/// What a reader made of the bytes it was given.
struct Assembled {
    QString text;       ///< empty when refused: partial output of a refusal is void
    bool whole = false; ///< a stop reason was seen and every block is closed
    StopClass stop = StopClass::Unknown;
    QString stopReason; ///< in the provider's word
    QString refusal;    ///< category or reason, when refused
    std::vector<ToolCall> toolCalls;
    Usage usage;                    ///< the last that was told, also when the stream died
    QString requestId;              ///< from the body
    QString model;                  ///< that answered
    std::optional<Problem> problem; ///< told inside the answer, or the answer cannot be read

    /// Whether `text` is a finished answer.
    bool complete() const
    {
        return whole && stop == StopClass::Complete && !problem && !text.trimmed().isEmpty();
    }
};

/// Reads the answer of one attempt. Every prefix of an answer is either not whole or complete,
/// never half a document.
class AnswerReader
{
public:
    virtual ~AnswerReader() = default;

    /// Takes the next bytes of an answer with status 200; returns the text they add, to be shown.
    virtual QString read(const QByteArray& bytes) = 0;
    /// Whether nothing more is worth waiting for: the end was told, or the answer has failed.
    virtual bool ended() const = 0;
    /// What the bytes so far amount to when no more come.
    virtual Assembled finish() = 0;
};

/// Models of one page of a listing.
struct ListingPage {
    std::vector<ModelListing> models;
    QString nextPage; ///< for the next listing request; empty = this was the last
};

class Adapter
{
public:
    virtual ~Adapter() = default;

    /// Grows when the same question is sent in other bytes; part of a cache's key.
    virtual int version() const { return 1; }

    /// The cap on tokens of the answer that `build` sends.
    virtual int tokenCap(const Asking& asking) const;

    /// The streaming request for an answer; secret headers are marked. The same asking gives the
    /// same bytes.
    virtual http::Request build(const Asking& asking,
                                const std::optional<QByteArray>& key) const = 0;

    /// A reader for the answer to `build(asking)`.
    virtual std::unique_ptr<AnswerReader> reader(const Asking& asking) const = 0;

    /// Why an exchange without status 200, or one that the transport broke off, brought no answer.
    Problem classify(const http::Exchange& exchange, const Asking& asking,
                     const QDateTime& now) const;

    /// The verdict on an attempt: nothing when `assembled` is a finished answer, even if the
    /// connection broke after its end.
    std::optional<Problem> judge(const http::Exchange& exchange, const Assembled& assembled,
                                 const Asking& asking, const QDateTime& now) const;

    /// The request for a page of the models on offer; `page` from the page before, empty at first.
    virtual http::Request listing(const Endpoint& endpoint, const std::optional<QByteArray>& key,
                                  const QString& page = {}) const = 0;

    /// Errors: BadReply when the body is not a listing.
    virtual Result<ListingPage> parseListing(const QByteArray& body) const = 0;

    /// The request for more about one model, where the listing says little and the provider has
    /// more to say; nothing for the others.
    virtual std::optional<http::Request> description(const Endpoint& endpoint,
                                                     const std::optional<QByteArray>& key,
                                                     const QString& model) const;

    /// Adds what the answer to `description` says. Errors: BadReply when it cannot be read.
    virtual Status addDescription(const QByteArray& body, ModelListing& model) const;

protected:
    /// Kind of the failure that a body with an HTTP status tells; with a hint of waiting where the
    /// body holds one.
    struct Told {
        ProblemKind kind = ProblemKind::Server;
        QString words;    ///< the service's message
        QString sentence; ///< for the user, where the usual one does not fit
        std::optional<qint64> waitMs;
        QString requestId;
    };
    virtual Told told(int status, const QJsonValue& body, const Asking& asking) const = 0;
};

/// The adapter of a provider; lives as long as the program.
const Adapter& adapterFor(ProviderKind kind);

/// Who is asked, for sentences.
Asked askedOf(const Adapter& adapter, const Asking& asking);

/// The provider's id of an exchange, from its headers or else from its body; may be empty.
QString requestIdOf(const http::Exchange& exchange, const Assembled& assembled);

/// One step lower: "max" → "xhigh" → … → "low"; nothing below "low". "" (the provider's default)
/// gives "low".
QString lowerEffort(const QString& effort);

/// "json_schema" → "json_object" → "none"; empty when there is no weaker one.
QString weakerSchemaMode(const QString& mode);

/// What to add to a question that was answered with nothing.
QString nudgeText();

/// Base addresses as users type them, made canonical: without a trailing slash, without the path
/// of a call, with the version where the provider needs one.
QUrl normalisedBase(ProviderKind kind, const QUrl& base);

} // namespace sw::llm
