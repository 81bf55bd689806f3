#include "llm/adapter.h"

#include "http/redact.h"
#include "llm/adapters.h"
#include "llm/wire.h"

#include <algorithm>

namespace sw::llm {

namespace {

bool isPage(const http::Exchange& exchange)
{
    return exchange.header("content-type").toLower().contains("text/html") ||
           exchange.body.trimmed().startsWith('<');
}

/// Failures that only concern the rest of an answer.
bool endsOnly(http::FailureKind kind)
{
    return kind == http::FailureKind::Cut || kind == http::FailureKind::Idle ||
           kind == http::FailureKind::Deadline || kind == http::FailureKind::TooLarge;
}

/// Statuses that mean the same whoever wrote the page.
bool speaksByStatus(int status)
{
    return status >= 500 || status == 407 || status == 413 || status == 429;
}

/// Takes the ends of known calls and the slash off a path.
QString withoutCall(QString path, const QStringList& calls)
{
    while (path.endsWith(QLatin1Char('/'))) {
        path.chop(1);
    }
    for (const QString& call : calls) {
        if (path.endsWith(call)) {
            return withoutCall(path.chopped(call.size()), calls);
        }
    }
    return path;
}

Problem ofStopClass(const Assembled& assembled, const Asked& asked)
{
    switch (assembled.stop) {
    case StopClass::Complete:
        return problemOf(ProblemKind::Empty, asked, assembled.stopReason);
    case StopClass::ToolCall:
        return problemOf(ProblemKind::ToolCall, asked, assembled.stopReason);
    case StopClass::Truncated:
        return problemOf(ProblemKind::Truncated, asked, assembled.stopReason);
    case StopClass::Refused:
        return problemOf(ProblemKind::Refused, asked, assembled.refusal);
    case StopClass::Paused:
        return problemOf(ProblemKind::Paused, asked, assembled.stopReason);
    case StopClass::Malformed:
        return problemOf(ProblemKind::Malformed, asked, assembled.stopReason);
    case StopClass::Unknown:
        break;
    }
    return problemOf(ProblemKind::UnknownStop, asked, assembled.stopReason);
}

} // namespace

QString name(StopClass stop)
{
    switch (stop) {
    case StopClass::Complete:
        return QStringLiteral("complete");
    case StopClass::ToolCall:
        return QStringLiteral("tool_call");
    case StopClass::Truncated:
        return QStringLiteral("truncated");
    case StopClass::Refused:
        return QStringLiteral("refused");
    case StopClass::Paused:
        return QStringLiteral("paused");
    case StopClass::Malformed:
        return QStringLiteral("malformed");
    case StopClass::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

int Adapter::tokenCap(const Asking& asking) const
{
    int cap = asking.maxTokens;
    if (cap <= 0) {
        cap = asking.request.maxTokens > 0 ? asking.request.maxTokens : asking.profile.maxTokens;
    }
    if (asking.listing && asking.listing->mostOutputTokens > 0) {
        cap = static_cast<int>(std::min<qint64>(cap, asking.listing->mostOutputTokens));
    }
    return cap;
}

std::optional<http::Request> Adapter::description(const Endpoint&, const std::optional<QByteArray>&,
                                                  const QString&) const
{
    return std::nullopt;
}

Status Adapter::addDescription(const QByteArray&, ModelListing&) const
{
    return {};
}

Problem Adapter::classify(const http::Exchange& exchange, const Asking& asking,
                          const QDateTime& now) const
{
    const Asked asked = askedOf(*this, asking);
    const bool answered = exchange.status >= 300;
    // A status says more than how its body ended.
    if (exchange.failure && !(answered && endsOnly(exchange.failure->kind))) {
        Problem problem = transportProblem(*exchange.failure, asked);
        problem.requestId = requestIdOf(exchange, {});
        return problem;
    }
    if (isPage(exchange) && !speaksByStatus(exchange.status)) {
        Problem problem =
            problemOf(ProblemKind::Html, asked, QString::fromUtf8(exchange.body.left(300)));
        problem.requestId = requestIdOf(exchange, {});
        return problem;
    }
    if (!answered) {
        return problemOf(ProblemKind::Unreadable, asked,
                         QStringLiteral("status %1").arg(exchange.status));
    }
    const Told heard = told(exchange.status, parsedBody(exchange.body), asking);
    const QString words =
        heard.words.isEmpty() ? QString::fromUtf8(exchange.body.left(300)) : heard.words;
    Problem problem = problemOf(heard.kind, asked, words);
    if (!heard.sentence.isEmpty()) {
        problem.sentence = http::redacted(heard.sentence);
    }
    problem.details = QStringLiteral("status %1: %2").arg(exchange.status).arg(problem.details);
    problem.waitMs = heard.waitMs;
    problem.requestId = requestIdOf(exchange, {});
    if (problem.requestId.isEmpty()) {
        problem.requestId = heard.requestId;
    }
    applyHints(problem, exchange, now);
    return problem;
}

std::optional<Problem> Adapter::judge(const http::Exchange& exchange, const Assembled& assembled,
                                      const Asking& asking, const QDateTime& now) const
{
    const bool cancelled =
        exchange.failure && exchange.failure->kind == http::FailureKind::Cancelled;
    if (exchange.status != 200 || cancelled) {
        return classify(exchange, asking, now);
    }
    std::optional<Problem> problem = assembled.problem;
    if (!problem && assembled.whole) {
        if (assembled.complete()) {
            return std::nullopt;
        }
        problem = ofStopClass(assembled, askedOf(*this, asking));
    } else if (!problem || (problem->kind == ProblemKind::Unreadable && exchange.failure &&
                            exchange.failure->kind != http::FailureKind::NotConsumed)) {
        // A piece that cannot be read at the end of a broken connection is a broken connection.
        problem = exchange.failure
                      ? transportProblem(*exchange.failure, askedOf(*this, asking))
                      : problemOf(ProblemKind::Cut, askedOf(*this, asking),
                                  QStringLiteral("the answer ended without a stop reason"));
    }
    problem->requestId = requestIdOf(exchange, assembled);
    return problem;
}

const Adapter& adapterFor(ProviderKind kind)
{
    static const AnthropicAdapter anthropic;
    static const GeminiAdapter gemini;
    static const OpenAiAdapter openAi;
    static const OllamaAdapter ollama;
    switch (kind) {
    case ProviderKind::Anthropic:
        return anthropic;
    case ProviderKind::Gemini:
        return gemini;
    case ProviderKind::OpenAi:
        return openAi;
    case ProviderKind::Ollama:
        break;
    }
    return ollama;
}

Asked askedOf(const Adapter& adapter, const Asking& asking)
{
    return {asking.endpoint.base.host(), asking.profile.model, adapter.tokenCap(asking),
            asking.profile.idleMs};
}

QString requestIdOf(const http::Exchange& exchange, const Assembled& assembled)
{
    for (const char* header : {"request-id", "x-request-id", "x-generation-id"}) {
        const QByteArray id = exchange.header(header);
        if (!id.isEmpty()) {
            return QString::fromUtf8(id.left(200));
        }
    }
    return assembled.requestId;
}

QString lowerEffort(const QString& effort)
{
    const QStringList steps{QStringLiteral("low"), QStringLiteral("medium"), QStringLiteral("high"),
                            QStringLiteral("xhigh"), QStringLiteral("max")};
    return steps[std::max<qsizetype>(0, steps.indexOf(effort) - 1)];
}

QString weakerSchemaMode(const QString& mode)
{
    if (mode == QLatin1String("json_schema")) {
        return QStringLiteral("json_object");
    }
    return mode == QLatin1String("json_object") ? QStringLiteral("none") : QString();
}

QString nudgeText()
{
    return QStringLiteral("Your previous answer was empty. Answer now with the document itself, "
                          "as text.");
}

QUrl normalisedBase(ProviderKind kind, const QUrl& base)
{
    QUrl url = base.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    QString path = url.path();
    switch (kind) {
    case ProviderKind::Anthropic:
        path = withoutCall(path, {QStringLiteral("/v1/messages"), QStringLiteral("/v1/models"),
                                  QStringLiteral("/v1")});
        break;
    case ProviderKind::Gemini:
        path = withoutCall(path, {QStringLiteral("/models")});
        path = path.isEmpty() ? QStringLiteral("/v1beta") : path;
        break;
    case ProviderKind::OpenAi:
        path = withoutCall(path, {QStringLiteral("/chat/completions"), QStringLiteral("/models")});
        path = path.isEmpty() ? QStringLiteral("/v1") : path;
        break;
    case ProviderKind::Ollama:
        path = withoutCall(path, {QStringLiteral("/api/chat"), QStringLiteral("/api/tags"),
                                  QStringLiteral("/api"), QStringLiteral("/v1")});
        break;
    }
    url.setPath(path);
    return url;
}

} // namespace sw::llm
