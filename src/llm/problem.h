// What can be wrong with an exchange or an answer, in one vocabulary for all providers: whether
// asking again helps, how long to wait, and the sentence for the user. Deciding what to do next is
// left to who supervises the call.
#pragma once

#include "base/error.h"
#include "http/exchange.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace sw::llm {

/// What went wrong, whoever was asked.
enum class ProblemKind {
    RateLimited,  ///< too fast; a limit per minute
    DailyLimit,   ///< a limit that resets in hours
    SpendLimit,   ///< a ceiling on money: the tier's, the contract's, or one set by the user
    Overloaded,   ///< the provider is short of machines (529)
    Server,       ///< 500, 502, 503
    Loading,      ///< a local server loads its model
    Timeout,      ///< 408, 504, or our own deadline
    Idle,         ///< no byte for the idle limit
    Unauthorized, ///< 401: the key was rejected
    Payment,      ///< 402
    Forbidden,    ///< 403: the key may not use this model
    NoModel,      ///< 404: unknown or retired model
    ContextTooLong,
    TooLarge,     ///< 413, or an answer beyond our limit
    BadRequest,   ///< 400, 422 and the like: our fault
    NoSchemaMode, ///< 400 because the service does not know the way the schema was sent
    Html,         ///< a web page where JSON was expected
    Proxy,        ///< 407, or a proxy that cannot be reached
    Untrusted,    ///< the certificate is not trusted
    Offline,      ///< the host cannot be reached
    BadAddress,
    Redirected,
    Cut,          ///< the answer ended before its end
    Unreadable,   ///< not the JSON that was expected
    Cancelled,    ///< by the user
    Truncated,    ///< the answer reached the cap on tokens
    Refused,      ///< the model declined
    Paused,       ///< the model wants to be called again
    Malformed,    ///< the model produced something that the service could not use
    Empty,        ///< complete, without any text
    ToolCall,     ///< wants a tool although none was offered
    LocalContext, ///< a local server silently dropped the beginning of the prompt
    UnknownStop,  ///< a stop reason that we do not know
};

/// "rate_limited", "cut", …: for CallAttempt::outcome and tests.
QString name(ProblemKind kind);
/// What a caller can do about it, in the vocabulary of the whole program.
ErrorKind errorKind(ProblemKind kind);

/// What must change before the same model is asked again.
enum class Remedy {
    None,        ///< asking again does not help
    Again,       ///< the same request after waiting
    MoreTokens,  ///< twice the cap, effort one step lower
    LessContext, ///< without optional context
    Nudge,       ///< with nudgeText() added
    WeakerMode,  ///< the next weaker schema mode
};

/// A failure of one attempt. Its texts hold no key: they pass the redaction of `http`.
struct Problem {
    ProblemKind kind = ProblemKind::Unreadable;
    Remedy remedy = Remedy::None;
    int retries = 0;              ///< how often asking the same model again is worth it, at most
    bool nextModel = false;       ///< another model may answer
    std::optional<qint64> waitMs; ///< what the service asks for; may be longer than is waited
    QString requestId;
    QString sentence; ///< for the user
    QString details;  ///< status, the service's own words, redacted

    bool retryable() const { return retries > 0; }
};

/// Who was asked, for the sentences.
struct Asked {
    QString host;
    QString model;
    int maxTokens = 0; ///< the cap that was sent
    int idleMs = 0;
};

/// A problem of a kind with its retry policy and its usual sentence. `words`: the service's own
/// text, for details and for what a sentence takes from it (dates, token counts).
Problem problemOf(ProblemKind kind, const Asked& asked, const QString& words = {});

/// The problem behind an exchange without a whole answer from the transport's side.
Problem transportProblem(const http::Failure& failure, const Asked& asked);

/// Kind by HTTP status alone, for services whose body says nothing.
ProblemKind kindOfStatus(int status);

/// What `retry-after-ms` or `retry-after` (seconds or HTTP date) ask for; nothing when absent or
/// not readable. A date in the past is 0. Units: milliseconds.
std::optional<qint64> waitHint(const http::Exchange& exchange, const QDateTime& now);

/// Gemini's "45.837906927s"; nothing when it has another form. Units: milliseconds, rounded up.
std::optional<qint64> googleDuration(const QString& text);

/// Takes the service's wish over: a hint beyond http::kLongestHintMs ends automatic repetition, and
/// so does `x-should-retry: false`; `true` allows it.
void applyHints(Problem& problem, const http::Exchange& exchange, const QDateTime& now);

} // namespace sw::llm
