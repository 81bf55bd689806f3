#include "llm/adapters.h"
#include "llm/json_reader.h"
#include "llm/schema.h"
#include "llm/wire.h"

#include <QJsonArray>

#include <algorithm>
#include <map>

namespace sw::llm {

namespace {

/// Thinking and answer share the cap; below this, answers come back empty and billed.
constexpr int kLeastGeminiTokens = 32'768;
/// Most of a streamed call.
constexpr int kMostGeminiTokens = 65'536;

/// The error object of a body, which the streaming path wraps in an array.
QJsonObject geminiError(const QJsonValue& body)
{
    const QJsonValue first = body.isArray() ? body.toArray().first() : body;
    return objectOf(first.toObject(), "error");
}

struct GeminiDetails {
    bool badKey = false;
    bool perDay = false;
    std::optional<qint64> waitMs;
};

GeminiDetails detailsOf(const QJsonObject& error)
{
    GeminiDetails details;
    for (const QJsonValue& value : error.value(QLatin1String("details")).toArray()) {
        const QJsonObject detail = value.toObject();
        if (textOf(detail, "reason") == QLatin1String("API_KEY_INVALID")) {
            details.badKey = true;
        }
        if (detail.contains(QLatin1String("retryDelay"))) {
            details.waitMs = googleDuration(textOf(detail, "retryDelay"));
        }
        for (const QJsonValue& violation : detail.value(QLatin1String("violations")).toArray()) {
            details.perDay =
                details.perDay ||
                textOf(violation.toObject(), "quotaId").contains(QLatin1String("PerDay"));
        }
    }
    return details;
}

ProblemKind geminiKind(const QJsonObject& error, int status)
{
    const GeminiDetails details = detailsOf(error);
    const QString message = textOf(error, "message");
    if (details.badKey) {
        return ProblemKind::Unauthorized;
    }
    if (details.perDay) {
        return ProblemKind::DailyLimit;
    }
    const QString word = textOf(error, "status");
    if (word == QLatin1String("INVALID_ARGUMENT")) {
        const bool tooLong = message.contains(QLatin1String("token count"), Qt::CaseInsensitive) &&
                             message.contains(QLatin1String("exceed"), Qt::CaseInsensitive);
        return tooLong ? ProblemKind::ContextTooLong : ProblemKind::BadRequest;
    }
    static const std::map<QString, ProblemKind> byStatus{
        {QStringLiteral("FAILED_PRECONDITION"), ProblemKind::Forbidden},
        {QStringLiteral("UNAUTHENTICATED"), ProblemKind::Unauthorized},
        {QStringLiteral("PERMISSION_DENIED"), ProblemKind::Forbidden},
        {QStringLiteral("NOT_FOUND"), ProblemKind::NoModel},
        {QStringLiteral("RESOURCE_EXHAUSTED"), ProblemKind::RateLimited},
        {QStringLiteral("INTERNAL"), ProblemKind::Server},
        {QStringLiteral("UNAVAILABLE"), ProblemKind::Server},
        {QStringLiteral("DEADLINE_EXCEEDED"), ProblemKind::Timeout}};
    const auto found = byStatus.find(word);
    if (found != byStatus.end()) {
        return found->second;
    }
    const int code = error.value(QLatin1String("code")).toInt(status);
    return code >= 400 ? kindOfStatus(code) : ProblemKind::Server;
}

QString geminiWords(const QJsonObject& error)
{
    const QString word = textOf(error, "status");
    const QString message = textOf(error, "message");
    return word.isEmpty() ? message : QStringLiteral("%1: %2").arg(word, message);
}

QString geminiModel(const Asking& asking)
{
    QString model = asking.profile.model;
    if (model.startsWith(QLatin1String("models/"))) {
        model.remove(0, 7);
    }
    return QString::fromLatin1(QUrl::toPercentEncoding(model));
}

class GeminiReader final : public JsonReader
{
public:
    explicit GeminiReader(const Asked& whom) : JsonReader(Framing::Events, whom) {}

protected:
    void piece(const QJsonObject& object) override;
    void document(const QJsonValue& value) override;
    void compose(Assembled& answer) override;
    bool isWhole() const override { return !m_finish.isEmpty() || !m_block.isEmpty(); }

private:
    void usage(const QJsonObject& usage);
    void candidate(const QJsonObject& candidate);

    QString m_text;
    QString m_finish;
    QString m_block; ///< why the prompt itself was blocked
};

void GeminiReader::usage(const QJsonObject& usage)
{
    if (usage.isEmpty()) {
        return;
    }
    Usage& total = answer().usage;
    const auto prompt = tokensOf(usage, "promptTokenCount");
    const auto cached = tokensOf(usage, "cachedContentTokenCount");
    const auto tools = tokensOf(usage, "toolUsePromptTokenCount");
    const auto text = tokensOf(usage, "candidatesTokenCount");
    const auto thoughts = tokensOf(usage, "thoughtsTokenCount");
    if (prompt) {
        total.input = std::max<qint64>(0, *prompt - cached.value_or(0)) + tools.value_or(0);
    }
    if (cached) {
        total.cacheRead = cached;
    }
    if (text || thoughts) {
        total.output = text.value_or(0) + thoughts.value_or(0);
    }
    if (thoughts) {
        total.thinking = thoughts;
    }
}

void GeminiReader::candidate(const QJsonObject& candidate)
{
    const QJsonArray parts = objectOf(candidate, "content").value(QLatin1String("parts")).toArray();
    for (const QJsonValue& value : parts) {
        const QJsonObject part = value.toObject();
        if (part.value(QLatin1String("thought")).toBool()) {
            continue;
        }
        const QJsonObject call = objectOf(part, "functionCall");
        if (!call.isEmpty()) {
            answer().toolCalls.push_back(
                {textOf(call, "id"), textOf(call, "name"), objectOf(call, "args")});
        }
        m_text += textOf(part, "text");
        show(textOf(part, "text"));
    }
    if (!textOf(candidate, "finishReason").isEmpty()) {
        m_finish = textOf(candidate, "finishReason");
    }
}

void GeminiReader::piece(const QJsonObject& object)
{
    const QJsonObject error = geminiError(object);
    if (!error.isEmpty()) {
        Problem problem = problemOf(geminiKind(error, 0), asked(), geminiWords(error));
        problem.waitMs = detailsOf(error).waitMs;
        giveUp(problem);
        return;
    }
    if (!textOf(object, "responseId").isEmpty()) {
        answer().requestId = textOf(object, "responseId");
    }
    if (!textOf(object, "modelVersion").isEmpty()) {
        answer().model = textOf(object, "modelVersion");
    }
    usage(objectOf(object, "usageMetadata"));
    const QString block = textOf(objectOf(object, "promptFeedback"), "blockReason");
    if (!block.isEmpty()) {
        m_block = block;
        end();
        return;
    }
    candidate(object.value(QLatin1String("candidates")).toArray().first().toObject());
}

void GeminiReader::document(const QJsonValue& value)
{
    for (const QJsonValue& each : value.isArray() ? value.toArray() : QJsonArray{value}) {
        if (!ended()) {
            piece(each.toObject());
        }
    }
}

void GeminiReader::compose(Assembled& answer)
{
    static const std::map<QString, StopClass> classes{
        {QStringLiteral("STOP"), StopClass::Complete},
        {QStringLiteral("MAX_TOKENS"), StopClass::Truncated},
        {QStringLiteral("CONTINUATION"), StopClass::Truncated},
        {QStringLiteral("SAFETY"), StopClass::Refused},
        {QStringLiteral("RECITATION"), StopClass::Refused},
        {QStringLiteral("BLOCKLIST"), StopClass::Refused},
        {QStringLiteral("PROHIBITED_CONTENT"), StopClass::Refused},
        {QStringLiteral("SPII"), StopClass::Refused},
        {QStringLiteral("LANGUAGE"), StopClass::Refused},
        {QStringLiteral("MALFORMED_FUNCTION_CALL"), StopClass::Malformed},
        {QStringLiteral("UNEXPECTED_TOOL_CALL"), StopClass::Malformed},
        {QStringLiteral("TOO_MANY_TOOL_CALLS"), StopClass::Malformed}};
    answer.whole = isWhole();
    answer.text = m_text;
    answer.stopReason = m_block.isEmpty() ? m_finish : m_block;
    const auto found = classes.find(m_finish);
    answer.stop = !m_block.isEmpty()       ? StopClass::Refused
                  : found == classes.end() ? StopClass::Unknown
                                           : found->second;
    if (answer.stop == StopClass::Complete && !answer.toolCalls.empty()) {
        answer.stop = StopClass::ToolCall;
    }
    if (answer.stop == StopClass::Refused) {
        answer.refusal = answer.stopReason;
    }
}

/// The step nearest to an effort among those that every current model knows.
QString thinkingLevel(const QString& effort)
{
    if (effort == QLatin1String("low") || effort == QLatin1String("minimal")) {
        return QStringLiteral("LOW");
    }
    if (effort == QLatin1String("medium")) {
        return QStringLiteral("MEDIUM");
    }
    return QStringLiteral("HIGH");
}

QJsonObject textContent(const QString& text)
{
    return {{QStringLiteral("parts"), QJsonArray{QJsonObject{{QStringLiteral("text"), text}}}}};
}

void addGeminiKey(http::Request& request, const std::optional<QByteArray>& key)
{
    if (key && !key->isEmpty()) {
        request.headers.append({"x-goog-api-key", *key, true});
    }
}

/// Without an id when the model does not generate text.
ModelListing geminiListing(const QJsonObject& model)
{
    const QJsonArray methods = model.value(QLatin1String("supportedGenerationMethods")).toArray();
    ModelListing entry;
    if (!methods.contains(QStringLiteral("generateContent"))) {
        return entry;
    }
    entry.id = textOf(model, "name");
    if (entry.id.startsWith(QLatin1String("models/"))) {
        entry.id.remove(0, 7);
    }
    entry.title = textOf(model, "displayName");
    entry.contextTokens = tokensOf(model, "inputTokenLimit").value_or(0);
    entry.mostOutputTokens = tokensOf(model, "outputTokenLimit").value_or(0);
    const QJsonValue thinks = model.value(QLatin1String("thinking"));
    entry.effortsSaid = thinks.isBool();
    if (thinks.toBool()) {
        entry.efforts = {QStringLiteral("low"), QStringLiteral("medium"), QStringLiteral("high"),
                         QStringLiteral("xhigh"), QStringLiteral("max")};
    }
    return entry;
}

} // namespace

int GeminiAdapter::tokenCap(const Asking& asking) const
{
    const int cap = std::max(Adapter::tokenCap(asking), kLeastGeminiTokens);
    const qint64 most = asking.listing && asking.listing->mostOutputTokens > 0
                            ? asking.listing->mostOutputTokens
                            : kMostGeminiTokens;
    return static_cast<int>(std::min<qint64>(cap, most));
}

http::Request GeminiAdapter::build(const Asking& asking, const std::optional<QByteArray>& key) const
{
    QJsonObject config{{QStringLiteral("maxOutputTokens"), tokenCap(asking)}};
    if (!asking.request.schema.isEmpty()) {
        config.insert(QStringLiteral("responseMimeType"), QStringLiteral("application/json"));
        config.insert(QStringLiteral("responseJsonSchema"),
                      forProvider(asking.request.schema, ProviderKind::Gemini));
    }
    if (const QString effort = effortOf(asking); !effort.isEmpty()) {
        config.insert(QStringLiteral("thinkingConfig"),
                      QJsonObject{{QStringLiteral("thinkingLevel"), thinkingLevel(effort)},
                                  {QStringLiteral("includeThoughts"), false}});
    }
    QJsonObject user = textContent(userText(asking));
    user.insert(QStringLiteral("role"), QStringLiteral("user"));
    QJsonObject body{{QStringLiteral("contents"), QJsonArray{user}},
                     {QStringLiteral("generationConfig"), config}};
    if (const QString system = joinedSystem(asking.request); !system.isEmpty()) {
        body.insert(QStringLiteral("systemInstruction"), textContent(system));
    }
    http::Request request = jsonRequest(
        asking, QStringLiteral("/models/%1:streamGenerateContent?alt=sse").arg(geminiModel(asking)),
        body);
    request.headers.append({"Accept", "text/event-stream", false});
    addGeminiKey(request, key);
    return request;
}

std::unique_ptr<AnswerReader> GeminiAdapter::reader(const Asking& asking) const
{
    return std::make_unique<GeminiReader>(askedOf(*this, asking));
}

Adapter::Told GeminiAdapter::told(int status, const QJsonValue& body, const Asking&) const
{
    const QJsonObject error = geminiError(body);
    Told told;
    told.kind = error.isEmpty() ? kindOfStatus(status) : geminiKind(error, status);
    told.words = error.isEmpty() ? messageIn(body) : geminiWords(error);
    told.waitMs = detailsOf(error).waitMs;
    if (told.kind == ProblemKind::Unauthorized) {
        told.sentence = QStringLiteral("The key was rejected. If it is an old key (it starts with "
                                       "AIza), create a new key.");
    } else if (textOf(error, "status") == QLatin1String("FAILED_PRECONDITION")) {
        told.sentence = QStringLiteral("The service is not open to this account: its region is not "
                                       "served or billing is not enabled.");
    }
    return told;
}

http::Request GeminiAdapter::listing(const Endpoint& endpoint, const std::optional<QByteArray>& key,
                                     const QString& page) const
{
    QString path = QStringLiteral("/models?pageSize=1000");
    if (!page.isEmpty()) {
        path += QStringLiteral("&pageToken=") + QString::fromLatin1(QUrl::toPercentEncoding(page));
    }
    http::Request request = readRequest(endpoint, path);
    addGeminiKey(request, key);
    return request;
}

Result<ListingPage> GeminiAdapter::parseListing(const QByteArray& body) const
{
    Result<ListingPage> page = listingOf(body, "models", geminiListing);
    if (page) {
        page->nextPage = textOf(parsedBody(body).toObject(), "nextPageToken");
    }
    return page;
}

} // namespace sw::llm
