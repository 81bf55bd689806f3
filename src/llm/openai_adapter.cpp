#include "llm/adapters.h"
#include "llm/json_reader.h"
#include "llm/schema.h"
#include "llm/wire.h"

#include <QJsonArray>

#include <algorithm>
#include <map>

namespace sw::llm {

namespace {

bool mentions(const QString& text, const char* fragment)
{
    return text.contains(QLatin1String(fragment), Qt::CaseInsensitive);
}

/// What an error says about itself: its code or type, whichever is text.
QString openAiCode(const QJsonObject& error)
{
    return textOf(error, "code").isEmpty() ? textOf(error, "type") : textOf(error, "code");
}

/// Kind of an error of status 400 or 422, where only codes and words tell.
ProblemKind openAiRefusalKind(const QJsonObject& error, const QString& message)
{
    const QString type = textOf(error, "type");
    const QString code = openAiCode(error);
    if (code == QLatin1String("context_length_exceeded") ||
        type == QLatin1String("exceed_context_size_error") ||
        mentions(message, "maximum context length") || mentions(message, "context size")) {
        return ProblemKind::ContextTooLong;
    }
    if (code == QLatin1String("model_not_found")) {
        return ProblemKind::NoModel;
    }
    if (textOf(error, "param").startsWith(QLatin1String("response_format")) ||
        mentions(message, "response_format") || mentions(message, "json_schema") ||
        mentions(message, "grammar")) {
        return ProblemKind::NoSchemaMode;
    }
    return ProblemKind::BadRequest;
}

/// `status` is 0 for an error inside a stream.
ProblemKind openAiKind(const QJsonObject& error, const QString& message, int status)
{
    const QString code = openAiCode(error);
    if (code == QLatin1String("insufficient_quota")) {
        return ProblemKind::SpendLimit;
    }
    if (status == 0) {
        status = error.value(QLatin1String("code")).toInt(0);
    }
    if (status == 0) {
        static const std::map<QString, int> byCode{
            {QStringLiteral("invalid_request_error"), 400},
            {QStringLiteral("exceed_context_size_error"), 400},
            {QStringLiteral("context_length_exceeded"), 400},
            {QStringLiteral("authentication_error"), 401},
            {QStringLiteral("not_found_error"), 404},
            {QStringLiteral("rate_limit_exceeded"), 429},
            {QStringLiteral("rate_limit_error"), 429},
            {QStringLiteral("overloaded_error"), 529}};
        const auto found = byCode.find(code);
        status = found == byCode.end() ? 500 : found->second;
    }
    if (status == 400 || status == 422 || status == 500) {
        const ProblemKind kind = openAiRefusalKind(error, message);
        return status == 500 && kind != ProblemKind::ContextTooLong ? ProblemKind::Server : kind;
    }
    if (status == 503 && mentions(message, "loading model")) {
        return ProblemKind::Loading;
    }
    if (status == 403 && objectOf(error, "metadata").contains(QLatin1String("reasons"))) {
        return ProblemKind::Refused; // OpenRouter's moderation
    }
    return kindOfStatus(status);
}

/// The service's words, with the token counts that llama.cpp keeps in fields.
QString openAiWords(const QJsonObject& error, const QString& message)
{
    const auto used = tokensOf(error, "n_prompt_tokens");
    const auto window = tokensOf(error, "n_ctx");
    if (used && window) {
        return QStringLiteral("%1 tokens exceed %2").arg(*used).arg(*window);
    }
    return message;
}

QString schemaModeOf(const Asking& asking)
{
    if (asking.request.schema.isEmpty()) {
        return {};
    }
    const QString mode =
        asking.schemaMode.isEmpty() ? asking.endpoint.schemaMode : asking.schemaMode;
    return mode.isEmpty() ? QStringLiteral("json_schema") : mode;
}

class OpenAiReader final : public JsonReader
{
public:
    explicit OpenAiReader(const Asked& whom) : JsonReader(Framing::Events, whom) {}

protected:
    void piece(const QJsonObject& object) override;
    void document(const QJsonValue& value) override { piece(value.toObject()); }
    void compose(Assembled& answer) override;
    bool isWhole() const override { return !m_finish.isEmpty(); }

private:
    struct Call {
        QString id, name, arguments;
    };
    void usage(const QJsonObject& usage);
    void choice(const QJsonObject& choice);
    void content(const QJsonValue& content);

    ThinkFilter m_think;
    QString m_text;
    QString m_refusal;
    QString m_finish;
    std::map<int, Call> m_calls;
};

void OpenAiReader::usage(const QJsonObject& usage)
{
    Usage& total = answer().usage;
    const auto prompt = tokensOf(usage, "prompt_tokens");
    const auto cached = tokensOf(objectOf(usage, "prompt_tokens_details"), "cached_tokens");
    if (prompt) {
        total.input = std::max<qint64>(0, *prompt - cached.value_or(0));
    }
    if (cached) {
        total.cacheRead = cached;
    }
    takeTokens(total.output, usage, "completion_tokens");
    takeTokens(total.thinking, objectOf(usage, "completion_tokens_details"), "reasoning_tokens");
}

void OpenAiReader::content(const QJsonValue& content)
{
    QString text = content.toString();
    for (const QJsonValue& part : content.toArray()) {
        text += textOf(part.toObject(), "text");
    }
    const QString added = m_think.take(text);
    m_text += added;
    show(added);
}

void OpenAiReader::choice(const QJsonObject& choice)
{
    // Reasoning comes in fields of its own, under names that differ; it is never the answer.
    const bool streamed = choice.contains(QLatin1String("delta"));
    const QJsonObject message = objectOf(choice, streamed ? "delta" : "message");
    content(message.value(QLatin1String("content")));
    m_refusal += textOf(message, "refusal");
    const QJsonArray calls = message.value(QLatin1String("tool_calls")).toArray();
    for (qsizetype i = 0; i < calls.size(); ++i) {
        const QJsonObject piece = calls[i].toObject();
        Call& call = m_calls[piece.value(QLatin1String("index")).toInt(static_cast<int>(i))];
        const QJsonObject function = objectOf(piece, "function");
        call.id += textOf(piece, "id");
        call.name += textOf(function, "name");
        call.arguments += textOf(function, "arguments");
    }
    if (!textOf(choice, "finish_reason").isEmpty()) {
        m_finish = textOf(choice, "finish_reason");
    }
}

void OpenAiReader::piece(const QJsonObject& object)
{
    const QJsonValue error = object.value(QLatin1String("error"));
    if (error.isObject() || error.isString()) {
        const QString message = messageIn(object);
        const ProblemKind kind = openAiKind(error.toObject(), message, 0);
        giveUp(kind, openAiWords(error.toObject(), message));
        return;
    }
    if (!textOf(object, "id").isEmpty()) {
        answer().requestId = textOf(object, "id");
    }
    if (!textOf(object, "model").isEmpty()) {
        answer().model = textOf(object, "model");
    }
    if (object.value(QLatin1String("usage")).isObject()) {
        usage(objectOf(object, "usage"));
    }
    for (const QJsonValue& each : object.value(QLatin1String("choices")).toArray()) {
        if (each.toObject().value(QLatin1String("index")).toInt(0) == 0) {
            choice(each.toObject());
        }
    }
}

void OpenAiReader::compose(Assembled& answer)
{
    static const std::map<QString, StopClass> classes{
        {QStringLiteral("stop"), StopClass::Complete},
        {QStringLiteral("tool_calls"), StopClass::ToolCall},
        {QStringLiteral("function_call"), StopClass::ToolCall},
        {QStringLiteral("length"), StopClass::Truncated},
        {QStringLiteral("content_filter"), StopClass::Refused},
        {QStringLiteral("error"), StopClass::Malformed}};
    m_text += m_think.rest();
    answer.whole = isWhole();
    answer.text = m_text;
    answer.stopReason = m_finish;
    const auto found = classes.find(m_finish);
    answer.stop = found == classes.end() ? StopClass::Unknown : found->second;
    answer.toolCalls.clear();
    for (const auto& [index, call] : m_calls) {
        const QJsonObject input = parsedBody(call.arguments.toUtf8()).toObject();
        answer.toolCalls.push_back({call.id, call.name, input});
    }
    if (answer.stop == StopClass::Complete && !answer.toolCalls.empty()) {
        answer.stop = StopClass::ToolCall;
    }
    if (answer.stop == StopClass::Refused || !m_refusal.isEmpty()) {
        answer.stop = StopClass::Refused;
        answer.refusal = m_refusal.isEmpty() ? m_finish : m_refusal;
    }
}

QJsonObject chatMessage(const char* role, const QString& text)
{
    return {{QStringLiteral("role"), QLatin1String(role)}, {QStringLiteral("content"), text}};
}

QJsonObject responseFormat(const Asking& asking, const QString& mode)
{
    if (mode == QLatin1String("json_object")) {
        return {{QStringLiteral("type"), mode}};
    }
    QString title = asking.request.schemaName;
    if (title.isEmpty()) {
        title = QStringLiteral("answer");
    }
    return {{QStringLiteral("type"), mode},
            {QStringLiteral("json_schema"),
             QJsonObject{{QStringLiteral("name"), title},
                         {QStringLiteral("strict"), true},
                         {QStringLiteral("schema"),
                          forProvider(asking.request.schema, ProviderKind::OpenAi)}}}};
}

/// The steps of effort that chat completions know.
QString reasoningEffort(const QString& effort)
{
    const bool beyond = effort == QLatin1String("xhigh") || effort == QLatin1String("max");
    return beyond ? QStringLiteral("high") : effort;
}

ModelListing openAiListing(const QJsonObject& model)
{
    ModelListing entry;
    entry.id = textOf(model, "id");
    entry.title = textOf(model, "name");
    // OpenRouter and vLLM name their windows; others do not.
    const auto window = tokensOf(model, "context_length");
    entry.contextTokens = window ? *window : tokensOf(model, "max_model_len").value_or(0);
    entry.mostOutputTokens =
        tokensOf(objectOf(model, "top_provider"), "max_completion_tokens").value_or(0);
    const QJsonValue parameters = model.value(QLatin1String("supported_parameters"));
    if (parameters.isArray()) {
        entry.structured = parameters.toArray().contains(QStringLiteral("structured_outputs")) ||
                           parameters.toArray().contains(QStringLiteral("response_format"));
    }
    return entry;
}

} // namespace

http::Request OpenAiAdapter::build(const Asking& asking, const std::optional<QByteArray>& key) const
{
    const QString mode = schemaModeOf(asking);
    QString system = joinedSystem(asking.request);
    if (mode == QLatin1String("json_object") || mode == QLatin1String("none")) {
        const QJsonObject schema = forProvider(asking.request.schema, ProviderKind::Ollama);
        system += (system.isEmpty() ? QString() : QStringLiteral("\n\n")) + schemaInWords(schema);
    }
    QJsonArray messages;
    if (!system.isEmpty()) {
        messages.append(chatMessage("system", system));
    }
    messages.append(chatMessage("user", userText(asking)));
    const QString limit = asking.endpoint.tokenLimitField;
    QJsonObject body{
        {QStringLiteral("model"), asking.profile.model},
        {QStringLiteral("messages"), messages},
        {limit.isEmpty() ? QStringLiteral("max_tokens") : limit, tokenCap(asking)},
        {QStringLiteral("stream"), true},
        {QStringLiteral("stream_options"), QJsonObject{{QStringLiteral("include_usage"), true}}}};
    if (mode == QLatin1String("json_object") || mode == QLatin1String("json_schema")) {
        body.insert(QStringLiteral("response_format"), responseFormat(asking, mode));
    }
    if (mode == QLatin1String("json_schema") &&
        asking.endpoint.base.host() == QLatin1String("openrouter.ai")) {
        // Only to providers that hold to the schema.
        body.insert(QStringLiteral("provider"),
                    QJsonObject{{QStringLiteral("require_parameters"), true}});
    }
    if (const QString effort = effortOf(asking); !effort.isEmpty()) {
        body.insert(QStringLiteral("reasoning_effort"), reasoningEffort(effort));
    }
    http::Request request = jsonRequest(asking, QStringLiteral("/chat/completions"), body);
    request.headers.append({"Accept", "text/event-stream", false});
    addBearer(request, key);
    return request;
}

std::unique_ptr<AnswerReader> OpenAiAdapter::reader(const Asking& asking) const
{
    return std::make_unique<OpenAiReader>(askedOf(*this, asking));
}

Adapter::Told OpenAiAdapter::told(int status, const QJsonValue& body, const Asking& asking) const
{
    const QJsonValue first = body.isArray() ? body.toArray().first() : body;
    QJsonObject error = objectOf(first.toObject(), "error");
    if (error.isEmpty()) {
        error = first.toObject(); // some servers leave the wrapping out
    }
    Told told;
    told.words = openAiWords(error, messageIn(body));
    told.kind = openAiKind(error, messageIn(body), status);
    const QString& limit = asking.endpoint.tokenLimitField;
    if (told.kind == ProblemKind::BadRequest && !limit.isEmpty() &&
        (textOf(error, "param") == limit || mentions(told.words, "max_completion_tokens"))) {
        told.sentence =
            QStringLiteral("%1 limits answers by another field than %2. Set the other one in the "
                           "settings of this service (max_tokens or max_completion_tokens).")
                .arg(asking.endpoint.base.host(), limit);
    }
    return told;
}

http::Request OpenAiAdapter::listing(const Endpoint& endpoint, const std::optional<QByteArray>& key,
                                     const QString&) const
{
    http::Request request = readRequest(endpoint, QStringLiteral("/models"));
    addBearer(request, key);
    return request;
}

Result<ListingPage> OpenAiAdapter::parseListing(const QByteArray& body) const
{
    return listingOf(body, "data", openAiListing);
}

} // namespace sw::llm
