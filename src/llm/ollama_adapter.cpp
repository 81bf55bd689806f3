#include "llm/adapters.h"
#include "llm/json_reader.h"
#include "llm/price.h"
#include "llm/schema.h"
#include "llm/wire.h"

#include <QJsonArray>

#include <algorithm>

namespace sw::llm {

namespace {

/// No tokenizer puts more bytes than this into an average token.
constexpr qint64 kMostBytesPerToken = 10;
/// What a model can do is worth no longer wait, and no longer word.
constexpr int kMostShowMs = 10'000;
constexpr int kMostCapabilityLetters = 40;

ProblemKind ollamaKind(const QString& message, int status)
{
    if (message.contains(QLatin1String("context length"), Qt::CaseInsensitive)) {
        return ProblemKind::ContextTooLong;
    }
    if (message.contains(QLatin1String("not found"), Qt::CaseInsensitive)) {
        return ProblemKind::NoModel;
    }
    if (message.contains(QLatin1String("loading model"), Qt::CaseInsensitive)) {
        return ProblemKind::Loading;
    }
    return status >= 400 ? kindOfStatus(status) : ProblemKind::Server;
}

QString ollamaSystem(const ModelRequest& request)
{
    QString system = joinedSystem(request);
    if (!request.schema.isEmpty()) {
        // Its sampler is held to the schema, but does not tell the model what the fields mean.
        system += (system.isEmpty() ? QString() : QStringLiteral("\n\n")) +
                  schemaInWords(forProvider(request.schema, ProviderKind::Ollama));
    }
    return system;
}

class OllamaReader final : public JsonReader
{
public:
    OllamaReader(const Asked& whom, qint64 promptBytes, int contextTokens)
        : JsonReader(Framing::Lines, whom), m_promptBytes(promptBytes), m_context(contextTokens)
    {}

protected:
    void piece(const QJsonObject& object) override;
    void document(const QJsonValue&) override;
    void compose(Assembled& answer) override;
    bool isWhole() const override { return m_done; }

private:
    bool overflowed() const;

    const qint64 m_promptBytes;
    const int m_context;
    ThinkFilter m_think;
    QString m_text;
    QString m_reason;
    bool m_done = false;
    std::optional<qint64> m_promptTokens;
    std::optional<qint64> m_answerTokens;
};

void OllamaReader::piece(const QJsonObject& object)
{
    const QJsonValue error = object.value(QLatin1String("error"));
    if (error.isString() || error.isObject()) {
        const QString message = messageIn(object);
        giveUp(ollamaKind(message, 0), message);
        return;
    }
    if (!textOf(object, "model").isEmpty()) {
        answer().model = textOf(object, "model");
    }
    // "thinking" beside "content" is never the answer.
    const QString added = m_think.take(textOf(objectOf(object, "message"), "content"));
    m_text += added;
    show(added);
    takeTokens(m_promptTokens, object, "prompt_eval_count");
    takeTokens(m_answerTokens, object, "eval_count");
    if (object.value(QLatin1String("done")).toBool()) {
        m_done = true;
        m_reason = textOf(object, "done_reason");
        end();
    }
}

void OllamaReader::document(const QJsonValue&)
{
    giveUp(ProblemKind::Unreadable, QStringLiteral("an array instead of lines of objects"));
}

bool OllamaReader::overflowed() const
{
    if (m_context <= 0 || !m_promptTokens) {
        return false;
    }
    const bool full = *m_promptTokens + m_answerTokens.value_or(0) >= m_context;
    const bool dropped =
        m_promptBytes / 3 > m_context && m_promptBytes / kMostBytesPerToken > *m_promptTokens;
    return full || dropped;
}

void OllamaReader::compose(Assembled& answer)
{
    m_text += m_think.rest();
    answer.whole = m_done;
    answer.text = m_text;
    answer.stopReason = m_reason;
    answer.usage.input = m_promptTokens;
    answer.usage.output = m_answerTokens;
    if (m_reason == QLatin1String("stop") || m_reason == QLatin1String("load")) {
        answer.stop = StopClass::Complete;
    } else if (m_reason == QLatin1String("length")) {
        answer.stop = StopClass::Truncated;
    }
    if (m_done && overflowed() && !answer.problem) {
        Problem problem = problemOf(ProblemKind::LocalContext, asked());
        problem.sentence =
            QStringLiteral("Context of the local model is too small (%1). Set %2k or more.")
                .arg(m_context)
                .arg(std::max(16, m_context * 2 / 1024));
        answer.problem = problem;
    }
}

ModelListing ollamaListing(const QJsonObject& model)
{
    ModelListing entry;
    entry.id = textOf(model, "name").isEmpty() ? textOf(model, "model") : textOf(model, "name");
    const QString size = textOf(objectOf(model, "details"), "parameter_size");
    entry.title = size.isEmpty() ? entry.id : QStringLiteral("%1 (%2)").arg(entry.id, size);
    return entry;
}

} // namespace

int OllamaAdapter::tokenCap(const Asking& asking) const
{
    const int cap = Adapter::tokenCap(asking);
    const int context = asking.endpoint.contextTokens;
    return context > 0 ? std::min(cap, context) : cap;
}

http::Request OllamaAdapter::build(const Asking& asking, const std::optional<QByteArray>& key) const
{
    QJsonArray messages;
    const QString system = ollamaSystem(asking.request);
    if (!system.isEmpty()) {
        messages.append(QJsonObject{{QStringLiteral("role"), QStringLiteral("system")},
                                    {QStringLiteral("content"), system}});
    }
    messages.append(QJsonObject{{QStringLiteral("role"), QStringLiteral("user")},
                                {QStringLiteral("content"), userText(asking)}});
    QJsonObject options{{QStringLiteral("num_predict"), tokenCap(asking)},
                        {QStringLiteral("temperature"), 0},
                        {QStringLiteral("seed"), 1}};
    if (asking.endpoint.contextTokens > 0) {
        options.insert(QStringLiteral("num_ctx"), asking.endpoint.contextTokens);
    }
    QJsonObject body{{QStringLiteral("model"), asking.profile.model},
                     {QStringLiteral("stream"), true},
                     {QStringLiteral("think"), false},
                     {QStringLiteral("keep_alive"), QStringLiteral("10m")},
                     {QStringLiteral("messages"), messages},
                     {QStringLiteral("options"), options}};
    if (!asking.request.schema.isEmpty()) {
        body.insert(QStringLiteral("format"),
                    forProvider(asking.request.schema, ProviderKind::Ollama));
    }
    http::Request request = jsonRequest(asking, QStringLiteral("/api/chat"), body);
    request.headers.append({"Accept", "application/x-ndjson", false});
    addBearer(request, key);
    return request;
}

std::unique_ptr<AnswerReader> OllamaAdapter::reader(const Asking& asking) const
{
    const qint64 bytes = (ollamaSystem(asking.request) + userText(asking)).toUtf8().size();
    return std::make_unique<OllamaReader>(askedOf(*this, asking), bytes,
                                          asking.endpoint.contextTokens);
}

Adapter::Told OllamaAdapter::told(int status, const QJsonValue& body, const Asking& asking) const
{
    Told told;
    told.words = messageIn(body);
    told.kind = ollamaKind(told.words, status);
    if (told.kind == ProblemKind::NoModel) {
        told.sentence = QStringLiteral("%1 is not installed in Ollama on %2. Choose another model, "
                                       "or run: ollama pull %1")
                            .arg(asking.profile.model, asking.endpoint.base.host());
    }
    return told;
}

http::Request OllamaAdapter::listing(const Endpoint& endpoint, const std::optional<QByteArray>& key,
                                     const QString&) const
{
    http::Request request = readRequest(endpoint, QStringLiteral("/api/tags"));
    addBearer(request, key);
    return request;
}

Result<ListingPage> OllamaAdapter::parseListing(const QByteArray& body) const
{
    return listingOf(body, "models", ollamaListing);
}

std::optional<http::Request> OllamaAdapter::description(const Endpoint& endpoint,
                                                        const std::optional<QByteArray>& key,
                                                        const QString& model) const
{
    http::Request request = readRequest(endpoint, QStringLiteral("/api/show"));
    request.method = "POST";
    request.headers.append({"Content-Type", "application/json", false});
    request.body = orderedJson(QJsonObject{{QStringLiteral("model"), model}});
    request.limits.idleMs = request.limits.deadlineMs = kMostShowMs;
    addBearer(request, key);
    return request;
}

Status OllamaAdapter::addDescription(const QByteArray& body, ModelListing& model) const
{
    const QJsonValue shown = parsedBody(body);
    if (!shown.isObject()) {
        return fail(ErrorKind::BadReply, "What the service says of the model cannot be read.");
    }
    // "qwen3.context_length": the member is named after the family.
    const QJsonObject facts = objectOf(shown.toObject(), "model_info");
    const QString window =
        textOf(facts, "general.architecture") + QStringLiteral(".context_length");
    model.contextTokens = tokensOf(facts, window.toLatin1().constData()).value_or(0);
    for (const QJsonValue& each : shown.toObject().value(QLatin1String("capabilities")).toArray()) {
        if (each.isString()) {
            model.capabilities << each.toString().left(kMostCapabilityLetters);
        }
    }
    return {};
}

} // namespace sw::llm
