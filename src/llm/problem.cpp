#include "llm/problem.h"

#include "http/redact.h"
#include "http/retry.h"

#include <QRegularExpression>

#include <array>

namespace sw::llm {

namespace {

/// What follows from a kind, whoever was asked.
struct Rule {
    ProblemKind kind;
    const char* name;
    ErrorKind error;
    Remedy remedy;
    int retries;
    bool nextModel;
    const char* sentence; ///< %1 host, %2 model
};

constexpr const char* kSignIn =
    "A proxy or network sign-in page answered instead of the service. Sign in to the network or "
    "check the address %1.";

constexpr std::array kRules{
    Rule{ProblemKind::RateLimited, "rate_limited", ErrorKind::RateLimited, Remedy::Again, 3, true,
         "%1 limits how often it may be asked. Wait a little and try again."},
    Rule{ProblemKind::DailyLimit, "daily_limit", ErrorKind::RateLimited, Remedy::None, 0, true,
         "The daily limit of %2 is used up; it resets within a day. Use another model until then."},
    Rule{ProblemKind::SpendLimit, "spend_limit", ErrorKind::RateLimited, Remedy::None, 0, false,
         "Usage limit reached; the limits are set in the account at %1."},
    Rule{ProblemKind::Overloaded, "overloaded", ErrorKind::RateLimited, Remedy::Again, 3, true,
         "Service overloaded: %1 has no room for %2. Try again later or use another model."},
    Rule{ProblemKind::Server, "server_error", ErrorKind::Network, Remedy::Again, 3, true,
         "Service error at %1. Try again later."},
    Rule{ProblemKind::Loading, "loading", ErrorKind::Timeout, Remedy::Again, 3, true,
         "Model is loading: %2 on %1 is not ready yet."},
    Rule{ProblemKind::Timeout, "timeout", ErrorKind::Timeout, Remedy::Again, 3, true,
         "%1 did not finish in time. Try again, or choose less effort."},
    Rule{ProblemKind::Idle, "idle", ErrorKind::Timeout, Remedy::Again, 3, true,
         "No data from %1. Check the network and try again."},
    Rule{ProblemKind::Unauthorized, "unauthorized", ErrorKind::Unauthorized, Remedy::None, 0, false,
         "The key was rejected. Check the key for %1."},
    Rule{ProblemKind::Payment, "payment", ErrorKind::Unauthorized, Remedy::None, 0, false,
         "Usage limit reached: %1 asks for payment. Check the billing of the account."},
    Rule{ProblemKind::Forbidden, "forbidden", ErrorKind::Unauthorized, Remedy::None, 0, false,
         "This key may not use %2. Choose another model or another key."},
    Rule{ProblemKind::NoModel, "no_model", ErrorKind::NotFound, Remedy::None, 0, true,
         "%2 is no longer offered by %1. Choose another model."},
    Rule{ProblemKind::ContextTooLong, "context_too_long", ErrorKind::InvalidInput,
         Remedy::LessContext, 1, false, "Input too large for %2. Shorten the request."},
    Rule{ProblemKind::TooLarge, "too_large", ErrorKind::InvalidInput, Remedy::None, 0, false,
         "Input too large for %1. Shorten the request."},
    Rule{ProblemKind::BadRequest, "bad_request", ErrorKind::Internal, Remedy::None, 0, false,
         "The service refused the request (a fault of the program)."},
    Rule{ProblemKind::NoSchemaMode, "no_schema_mode", ErrorKind::Unsupported, Remedy::WeakerMode, 2,
         true, "%2 on %1 cannot be held to a schema in this way."},
    Rule{ProblemKind::Html, "html", ErrorKind::Network, Remedy::None, 0, false, kSignIn},
    Rule{ProblemKind::Proxy, "proxy", ErrorKind::Network, Remedy::None, 0, false, kSignIn},
    Rule{ProblemKind::Untrusted, "untrusted", ErrorKind::Network, Remedy::None, 0, false,
         "The certificate of %1 is not trusted. Add the CA file of your network in the settings."},
    Rule{ProblemKind::Offline, "offline", ErrorKind::Network, Remedy::Again, 3, true,
         "Cannot reach %1. Check the network and the address."},
    Rule{ProblemKind::BadAddress, "bad_address", ErrorKind::InvalidInput, Remedy::None, 0, false,
         "%1 is no address that can be asked. Correct it in the settings."},
    Rule{ProblemKind::Redirected, "redirected", ErrorKind::Network, Remedy::None, 0, false,
         "%1 points to another address. Keys are not sent there: correct the address."},
    Rule{ProblemKind::Cut, "cut", ErrorKind::Network, Remedy::Again, 3, true,
         "The connection to %1 was lost before the answer was complete."},
    Rule{ProblemKind::Unreadable, "unreadable", ErrorKind::BadReply, Remedy::Again, 1, true,
         "Unreadable answer from %1."},
    Rule{ProblemKind::Cancelled, "cancelled", ErrorKind::Cancelled, Remedy::None, 0, false,
         "Cancelled."},
    Rule{ProblemKind::Truncated, "truncated", ErrorKind::BadReply, Remedy::MoreTokens, 1, true,
         "Answer was cut off by the cap on tokens of %2."},
    Rule{ProblemKind::Refused, "refused", ErrorKind::BadReply, Remedy::None, 0, true,
         "The model declined. Put the request differently or use another model."},
    Rule{ProblemKind::Paused, "paused", ErrorKind::BadReply, Remedy::None, 0, true,
         "%2 paused and wants to be called again, which this program never asks for."},
    Rule{ProblemKind::Malformed, "malformed", ErrorKind::BadReply, Remedy::Again, 1, true,
         "%2 answered with something that its own service could not use."},
    Rule{ProblemKind::Empty, "empty", ErrorKind::BadReply, Remedy::Nudge, 1, true,
         "The model returned nothing."},
    Rule{ProblemKind::ToolCall, "tool_call", ErrorKind::BadReply, Remedy::Nudge, 1, true,
         "%2 asked for a tool although none was offered."},
    Rule{ProblemKind::LocalContext, "local_context", ErrorKind::InvalidInput, Remedy::None, 0, true,
         "Context of the local model is too small. Set 16k or more."},
    Rule{ProblemKind::UnknownStop, "unknown_stop", ErrorKind::BadReply, Remedy::Again, 1, true,
         "%2 ended its answer for a reason that this program does not know."},
};

const Rule& ruleFor(ProblemKind kind)
{
    for (const Rule& rule : kRules) {
        if (rule.kind == kind) {
            return rule;
        }
    }
    return kRules.back();
}

/// "Input too large: N of M tokens." from what services say; empty when they say no numbers.
QString tokensInWords(const QString& words)
{
    static const QRegularExpression usedFirst(
        QStringLiteral("([0-9][0-9,]{0,14}) ?(?:tokens?)?\\)? ?(?:>|exceeds?|of).{0,80}?"
                       "([0-9][0-9,]{0,14})"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression limitFirst(
        QStringLiteral("maximum context length (?:is|of) ([0-9,]{1,15}).{0,120}?([0-9,]{2,15})"),
        QRegularExpression::CaseInsensitiveOption);
    QRegularExpressionMatch match = limitFirst.match(words);
    if (match.hasMatch()) {
        return QStringLiteral("Input too large: %1 of %2 tokens.")
            .arg(match.captured(2), match.captured(1));
    }
    match = usedFirst.match(words);
    if (match.hasMatch()) {
        return QStringLiteral("Input too large: %1 of %2 tokens.")
            .arg(match.captured(1), match.captured(2));
    }
    return {};
}

QString sentenceFrom(ProblemKind kind, const Asked& asked, const QString& words)
{
    static const QRegularExpression day(QStringLiteral("\\b20[0-9]{2}-[01][0-9]-[0-3][0-9]\\b"));
    if (kind == ProblemKind::SpendLimit && day.match(words).hasMatch()) {
        return QStringLiteral("Usage limit reached; access returns on %1.")
            .arg(day.match(words).captured(0));
    }
    if (kind == ProblemKind::ContextTooLong) {
        return tokensInWords(words);
    }
    if (kind == ProblemKind::Idle && asked.idleMs > 0) {
        return QStringLiteral("No data for %1 s from %2.").arg(asked.idleMs / 1000).arg(asked.host);
    }
    if (kind == ProblemKind::Truncated && asked.maxTokens > 0) {
        return QStringLiteral("Answer was cut off at the cap of %1 tokens of %2.")
            .arg(asked.maxTokens)
            .arg(asked.model);
    }
    if (kind == ProblemKind::Refused && !words.isEmpty()) {
        return QStringLiteral("The model declined (%1).").arg(words.left(60));
    }
    if (kind == ProblemKind::UnknownStop && !words.isEmpty()) {
        return QStringLiteral("%1 ended its answer for an unknown reason (%2).")
            .arg(asked.model, words.left(60));
    }
    return {};
}

ProblemKind kindOf(http::FailureKind kind)
{
    switch (kind) {
    case http::FailureKind::BadAddress:
        return ProblemKind::BadAddress;
    case http::FailureKind::NoName:
    case http::FailureKind::NoConnection:
        return ProblemKind::Offline;
    case http::FailureKind::Untrusted:
        return ProblemKind::Untrusted;
    case http::FailureKind::Proxy:
        return ProblemKind::Proxy;
    case http::FailureKind::Cut:
    case http::FailureKind::NotConsumed:
        return ProblemKind::Cut;
    case http::FailureKind::Idle:
        return ProblemKind::Idle;
    case http::FailureKind::Deadline:
        return ProblemKind::Timeout;
    case http::FailureKind::TooLarge:
        return ProblemKind::TooLarge;
    case http::FailureKind::Redirected:
        return ProblemKind::Redirected;
    case http::FailureKind::Cancelled:
        return ProblemKind::Cancelled;
    }
    return ProblemKind::Cut;
}

} // namespace

QString name(ProblemKind kind)
{
    return QLatin1String(ruleFor(kind).name);
}

ErrorKind errorKind(ProblemKind kind)
{
    return ruleFor(kind).error;
}

Problem problemOf(ProblemKind kind, const Asked& asked, const QString& words)
{
    const Rule& rule = ruleFor(kind);
    Problem problem;
    problem.kind = kind;
    problem.remedy = rule.remedy;
    problem.retries = rule.retries;
    problem.nextModel = rule.nextModel;
    // One pass over both places, so that a host named "%2" stays a host.
    const QString usual = QString::fromLatin1(rule.sentence);
    const QString particular = sentenceFrom(kind, asked, words);
    if (!particular.isEmpty()) {
        problem.sentence = particular;
    } else if (usual.contains(QLatin1String("%1")) && usual.contains(QLatin1String("%2"))) {
        problem.sentence = usual.arg(asked.host, asked.model);
    } else {
        const bool hosts = usual.contains(QLatin1String("%1"));
        problem.sentence = QString(usual).replace(QLatin1String(hosts ? "%1" : "%2"),
                                                  hosts ? asked.host : asked.model);
    }
    problem.sentence = http::redacted(problem.sentence);
    problem.details = http::redacted(words.left(2000));
    return problem;
}

Problem transportProblem(const http::Failure& failure, const Asked& asked)
{
    Problem problem = problemOf(kindOf(failure.kind), asked, failure.details);
    if (!failure.sentence.isEmpty() && failure.kind != http::FailureKind::NotConsumed) {
        problem.sentence = failure.sentence;
    }
    return problem;
}

ProblemKind kindOfStatus(int status)
{
    switch (status) {
    case 401:
        return ProblemKind::Unauthorized;
    case 402:
        return ProblemKind::Payment;
    case 403:
        return ProblemKind::Forbidden;
    case 404:
        return ProblemKind::NoModel;
    case 407:
        return ProblemKind::Proxy;
    case 408:
    case 504:
        return ProblemKind::Timeout;
    case 409:
        return ProblemKind::Server;
    case 413:
        return ProblemKind::TooLarge;
    case 429:
        return ProblemKind::RateLimited;
    case 529:
        return ProblemKind::Overloaded;
    default:
        break;
    }
    if (status >= 500) {
        return ProblemKind::Server;
    }
    if (status >= 400) {
        return ProblemKind::BadRequest;
    }
    return status >= 300 ? ProblemKind::Redirected : ProblemKind::Unreadable;
}

std::optional<qint64> waitHint(const http::Exchange& exchange, const QDateTime& now)
{
    return http::retryHint(exchange, now).afterMs;
}

std::optional<qint64> googleDuration(const QString& text)
{
    return http::durationMs(text);
}

void applyHints(Problem& problem, const http::Exchange& exchange, const QDateTime& now)
{
    const http::RetryHint hint = http::retryHint(exchange, now);
    if (hint.afterMs) {
        problem.waitMs = hint.afterMs;
    }
    if (hint.shouldRetry == false && problem.remedy == Remedy::Again) {
        problem.remedy = Remedy::None;
        problem.retries = 0;
    } else if (hint.shouldRetry == true && problem.remedy == Remedy::None) {
        problem.remedy = Remedy::Again;
        problem.retries = 3;
    }
    if (problem.waitMs && *problem.waitMs > http::kLongestHintMs) {
        problem.retries = 0;
        problem.nextModel = problem.nextModel || problem.kind == ProblemKind::RateLimited;
    }
}

} // namespace sw::llm
