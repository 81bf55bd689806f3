#include "llm/adapters.h"
#include "llm/json_reader.h"
#include "llm/schema.h"
#include "llm/wire.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrlQuery>

#include <map>

namespace sw::llm {

namespace {

constexpr int kMostCacheMarks = 4;

/// Kind of an error by its type and stable code; its status is 200 when it comes in a stream.
ProblemKind anthropicKind(const QJsonObject& error, int status)
{
    const QString type = textOf(error, "type");
    const QString message = textOf(error, "message");
    const QString code = textOf(objectOf(error, "details"), "error_code");
    if (code == QLatin1String("enforced_spend_limit_reached") ||
        code == QLatin1String("contract_spend_limit_reached")) {
        return ProblemKind::SpendLimit;
    }
    if (code == QLatin1String("request_body_too_large_after_decoding")) {
        return ProblemKind::TooLarge;
    }
    if (type == QLatin1String("invalid_request_error")) {
        // These two have no machine-readable twin.
        if (message.contains(QLatin1String("usage limits"), Qt::CaseInsensitive)) {
            return ProblemKind::SpendLimit;
        }
        const bool tooLong = message.contains(QLatin1String("too long"), Qt::CaseInsensitive) &&
                             message.contains(QLatin1String("token"), Qt::CaseInsensitive);
        return tooLong ? ProblemKind::ContextTooLong : ProblemKind::BadRequest;
    }
    static const std::map<QString, ProblemKind> byType{
        {QStringLiteral("authentication_error"), ProblemKind::Unauthorized},
        {QStringLiteral("billing_error"), ProblemKind::Payment},
        {QStringLiteral("permission_error"), ProblemKind::Forbidden},
        {QStringLiteral("not_found_error"), ProblemKind::NoModel},
        {QStringLiteral("conflict_error"), ProblemKind::Server},
        {QStringLiteral("request_too_large"), ProblemKind::TooLarge},
        {QStringLiteral("rate_limit_error"), ProblemKind::RateLimited},
        {QStringLiteral("api_error"), ProblemKind::Server},
        {QStringLiteral("timeout_error"), ProblemKind::Timeout},
        {QStringLiteral("overloaded_error"), ProblemKind::Overloaded}};
    const auto found = byType.find(type);
    if (found != byType.end()) {
        return found->second;
    }
    return status >= 400 ? kindOfStatus(status) : ProblemKind::Server;
}

QString anthropicWords(const QJsonObject& error)
{
    const QString type = textOf(error, "type");
    const QString message = textOf(error, "message");
    return type.isEmpty() ? message : QStringLiteral("%1: %2").arg(type, message);
}

class AnthropicReader final : public JsonReader
{
public:
    explicit AnthropicReader(const Asked& whom) : JsonReader(Framing::Events, whom) {}

protected:
    void piece(const QJsonObject& object) override;
    void document(const QJsonValue& value) override;
    void compose(Assembled& answer) override;
    bool isWhole() const override;

private:
    struct Block {
        QString type;
        QString text;
        QString id, name;
        QString partialInput;
        QJsonObject input;
        bool closed = false;
    };
    void start(const QJsonObject& message);
    void usage(const QJsonObject& usage);
    void open(Block& block, const QJsonObject& content);
    void extend(Block& block, const QJsonObject& delta);
    void close(Block& block);
    void stopped(const QJsonObject& told);
    void failed(const QJsonObject& object);

    std::map<int, Block> m_blocks;
    QString m_stop;
    QString m_category;
};

void AnthropicReader::usage(const QJsonObject& usage)
{
    Usage& total = answer().usage;
    takeTokens(total.input, usage, "input_tokens");
    takeTokens(total.cacheRead, usage, "cache_read_input_tokens");
    takeTokens(total.cacheWrite, usage, "cache_creation_input_tokens");
    takeTokens(total.output, usage, "output_tokens");
    takeTokens(total.thinking, objectOf(usage, "output_tokens_details"), "thinking_tokens");
    takeTokens(total.cacheWriteShort, objectOf(usage, "cache_creation"),
               "ephemeral_5m_input_tokens");
}

void AnthropicReader::start(const QJsonObject& message)
{
    answer().requestId = textOf(message, "id");
    answer().model = textOf(message, "model");
    usage(objectOf(message, "usage"));
}

void AnthropicReader::open(Block& block, const QJsonObject& content)
{
    block.type = textOf(content, "type");
    block.id = textOf(content, "id");
    block.name = textOf(content, "name");
    block.input = objectOf(content, "input");
    if (block.type == QLatin1String("text")) {
        block.text = textOf(content, "text");
        show(block.text);
    }
}

void AnthropicReader::extend(Block& block, const QJsonObject& delta)
{
    const QString type = textOf(delta, "type");
    if (type == QLatin1String("text_delta")) {
        block.type = QStringLiteral("text");
        block.text += textOf(delta, "text");
        show(textOf(delta, "text"));
    } else if (type == QLatin1String("input_json_delta")) {
        block.partialInput += textOf(delta, "partial_json");
    }
    // Thinking, signatures, citations and deltas that are not yet invented are no part of a text.
}

void AnthropicReader::close(Block& block)
{
    block.closed = true;
    if (block.type == QLatin1String("tool_use") && !block.partialInput.isEmpty()) {
        const QJsonValue input = parsedBody(block.partialInput.toUtf8());
        if (!input.isObject()) {
            giveUp(ProblemKind::Malformed, QStringLiteral("the input of a tool is not JSON"));
        }
        block.input = input.toObject();
    }
}

void AnthropicReader::stopped(const QJsonObject& told)
{
    if (!textOf(told, "stop_reason").isEmpty()) {
        m_stop = textOf(told, "stop_reason");
    }
    const QJsonObject details = objectOf(told, "stop_details");
    if (!textOf(details, "category").isEmpty()) {
        m_category = textOf(details, "category");
    }
}

void AnthropicReader::failed(const QJsonObject& object)
{
    const QJsonObject error = objectOf(object, "error");
    if (!textOf(object, "request_id").isEmpty()) {
        answer().requestId = textOf(object, "request_id");
    }
    giveUp(anthropicKind(error, 0), anthropicWords(error));
}

void AnthropicReader::piece(const QJsonObject& object)
{
    const QString type = textOf(object, "type");
    const int index = object.value(QLatin1String("index")).toInt(-1);
    if (type == QLatin1String("message_start")) {
        start(objectOf(object, "message"));
    } else if (type == QLatin1String("content_block_start")) {
        open(m_blocks[index], objectOf(object, "content_block"));
    } else if (type == QLatin1String("content_block_delta")) {
        extend(m_blocks[index], objectOf(object, "delta"));
    } else if (type == QLatin1String("content_block_stop")) {
        close(m_blocks[index]);
    } else if (type == QLatin1String("message_delta")) {
        stopped(objectOf(object, "delta"));
        usage(objectOf(object, "usage"));
    } else if (type == QLatin1String("message_stop")) {
        end();
    } else if (type == QLatin1String("error")) {
        failed(object);
    }
    // "ping" and events that are not yet invented say nothing.
}

void AnthropicReader::document(const QJsonValue& value)
{
    const QJsonObject message = value.toObject();
    if (textOf(message, "type") == QLatin1String("error")) {
        failed(message);
        return;
    }
    if (textOf(message, "type") != QLatin1String("message")) {
        giveUp(ProblemKind::Unreadable, QStringLiteral("neither a message nor a stream"));
        return;
    }
    start(message);
    for (const QJsonValue& content : message.value(QLatin1String("content")).toArray()) {
        Block& block = m_blocks[static_cast<int>(m_blocks.size())];
        open(block, content.toObject());
        block.closed = true;
    }
    stopped(message);
}

bool AnthropicReader::isWhole() const
{
    for (const auto& [index, block] : m_blocks) {
        if (!block.closed) {
            return false;
        }
    }
    return !m_stop.isEmpty();
}

void AnthropicReader::compose(Assembled& answer)
{
    static const std::map<QString, StopClass> classes{
        {QStringLiteral("end_turn"), StopClass::Complete},
        {QStringLiteral("stop_sequence"), StopClass::Complete},
        {QStringLiteral("tool_use"), StopClass::ToolCall},
        {QStringLiteral("max_tokens"), StopClass::Truncated},
        {QStringLiteral("model_context_window_exceeded"), StopClass::Truncated},
        {QStringLiteral("refusal"), StopClass::Refused},
        {QStringLiteral("pause_turn"), StopClass::Paused}};
    answer.whole = isWhole();
    answer.stopReason = m_stop;
    const auto found = classes.find(m_stop);
    answer.stop = found == classes.end() ? StopClass::Unknown : found->second;
    answer.refusal = answer.stop != StopClass::Refused ? QString()
                     : m_category.isEmpty()            ? QStringLiteral("no category")
                                                       : m_category;
    answer.text.clear();
    answer.toolCalls.clear();
    for (const auto& [index, block] : m_blocks) {
        if (block.type == QLatin1String("text")) {
            answer.text += block.text;
        } else if (block.type == QLatin1String("tool_use")) {
            answer.toolCalls.push_back({block.id, block.name, block.input});
        }
    }
}

QJsonArray systemBlocks(const ModelRequest& request)
{
    std::vector<const SystemPart*> parts;
    int marks = 0;
    for (const SystemPart& part : request.system) {
        if (!part.text.isEmpty()) {
            parts.push_back(&part);
            marks += part.cached ? 1 : 0;
        }
    }
    QJsonArray blocks;
    for (const SystemPart* part : parts) {
        QJsonObject block{{QStringLiteral("type"), QStringLiteral("text")},
                          {QStringLiteral("text"), part->text}};
        // Of too many marks the last are kept: the longest prefixes.
        if (part->cached && marks-- <= kMostCacheMarks) {
            block.insert(QStringLiteral("cache_control"),
                         QJsonObject{{QStringLiteral("type"), QStringLiteral("ephemeral")},
                                     {QStringLiteral("ttl"), QStringLiteral("1h")}});
        }
        blocks.append(block);
    }
    return blocks;
}

void addAnthropicHeaders(http::Request& request, const Endpoint& endpoint,
                         const std::optional<QByteArray>& key)
{
    request.headers.append({"anthropic-version", endpoint.apiVersion.toLatin1(), false});
    if (key && !key->isEmpty()) {
        request.headers.append({"x-api-key", *key, true});
    }
}

ModelListing anthropicListing(const QJsonObject& model)
{
    ModelListing entry;
    entry.id = textOf(model, "id");
    entry.title = textOf(model, "display_name");
    entry.contextTokens = tokensOf(model, "max_input_tokens").value_or(0);
    entry.mostOutputTokens = tokensOf(model, "max_tokens").value_or(0);
    const QJsonObject can = objectOf(model, "capabilities");
    const QJsonObject structured = objectOf(can, "structured_outputs");
    entry.structured = structured.value(QLatin1String("supported")).toBool(true);
    const QJsonObject effort = objectOf(can, "effort");
    const QJsonValue hasEffort = effort.value(QLatin1String("supported"));
    for (const char* step : {"low", "medium", "high", "xhigh", "max"}) {
        if (objectOf(effort, step).value(QLatin1String("supported")).toBool()) {
            entry.efforts << QLatin1String(step);
        }
    }
    entry.effortsSaid = !entry.efforts.isEmpty() || (hasEffort.isBool() && !hasEffort.toBool());
    return entry;
}

} // namespace

http::Request AnthropicAdapter::build(const Asking& asking,
                                      const std::optional<QByteArray>& key) const
{
    QJsonObject body{{QStringLiteral("model"), asking.profile.model},
                     {QStringLiteral("max_tokens"), tokenCap(asking)},
                     {QStringLiteral("stream"), true},
                     {QStringLiteral("messages"),
                      QJsonArray{QJsonObject{
                          {QStringLiteral("role"), QStringLiteral("user")},
                          {QStringLiteral("content"),
                           QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("text")},
                                                  {QStringLiteral("text"), userText(asking)}}}}}}}};
    const QJsonArray system = systemBlocks(asking.request);
    if (!system.isEmpty()) {
        body.insert(QStringLiteral("system"), system);
    }
    QJsonObject output;
    if (const QString effort = effortOf(asking); !effort.isEmpty()) {
        output.insert(QStringLiteral("effort"), effort);
    }
    if (!asking.request.schema.isEmpty()) {
        output.insert(QStringLiteral("format"),
                      QJsonObject{{QStringLiteral("type"), QStringLiteral("json_schema")},
                                  {QStringLiteral("schema"),
                                   forProvider(asking.request.schema, ProviderKind::Anthropic)}});
    }
    if (!output.isEmpty()) {
        body.insert(QStringLiteral("output_config"), output);
    }
    http::Request request = jsonRequest(asking, QStringLiteral("/v1/messages"), body);
    request.headers.append({"Accept", "text/event-stream", false});
    addAnthropicHeaders(request, asking.endpoint, key);
    return request;
}

std::unique_ptr<AnswerReader> AnthropicAdapter::reader(const Asking& asking) const
{
    return std::make_unique<AnthropicReader>(askedOf(*this, asking));
}

Adapter::Told AnthropicAdapter::told(int status, const QJsonValue& body, const Asking&) const
{
    const QJsonObject object = body.toObject();
    const QJsonObject error = objectOf(object, "error");
    Told told;
    told.kind = error.isEmpty() ? kindOfStatus(status) : anthropicKind(error, status);
    told.words = error.isEmpty() ? messageIn(body) : anthropicWords(error);
    told.requestId = textOf(object, "request_id");
    if (textOf(objectOf(error, "details"), "error_code") == QLatin1String("organization_on_hold")) {
        told.kind = ProblemKind::Forbidden;
        told.sentence = QStringLiteral("The account behind this key is on hold. Ask its "
                                       "administrator or the provider.");
    }
    return told;
}

http::Request AnthropicAdapter::listing(const Endpoint& endpoint,
                                        const std::optional<QByteArray>& key,
                                        const QString& page) const
{
    QString path = QStringLiteral("/v1/models?limit=1000");
    if (!page.isEmpty()) {
        path += QStringLiteral("&after_id=") + QString::fromLatin1(QUrl::toPercentEncoding(page));
    }
    http::Request request = readRequest(endpoint, path);
    addAnthropicHeaders(request, endpoint, key);
    return request;
}

Result<ListingPage> AnthropicAdapter::parseListing(const QByteArray& body) const
{
    Result<ListingPage> page = listingOf(body, "data", anthropicListing);
    const QJsonObject whole = parsedBody(body).toObject();
    if (page && whole.value(QLatin1String("has_more")).toBool()) {
        page->nextPage = textOf(whole, "last_id");
    }
    return page;
}

} // namespace sw::llm
