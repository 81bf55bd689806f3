#include "agents/model_step.h"

#include "bridge/text.h"

namespace sw::agents {

namespace {

void add(std::optional<qint64>& sum, const std::optional<qint64>& more)
{
    if (more) {
        sum = sum.value_or(0) + *more;
    }
}

void insert(QJsonObject& data, const QString& name, const std::optional<qint64>& value)
{
    if (value) {
        data.insert(name, *value);
    }
}

} // namespace

void addUse(const ModelUse& use, QJsonObject& data)
{
    data.insert(QStringLiteral("model"), use.model);
    if (use.calls == 0) {
        return;
    }
    if (!use.endpoint.isEmpty()) {
        data.insert(QStringLiteral("endpoint"), use.endpoint);
    }
    data.insert(QStringLiteral("calls"), use.calls);
    data.insert(QStringLiteral("fromCache"), use.fromCache);
    insert(data, QStringLiteral("inputTokens"), use.usage.input);
    insert(data, QStringLiteral("cachedTokens"), use.usage.cacheRead);
    insert(data, QStringLiteral("outputTokens"), use.usage.output);
    insert(data, QStringLiteral("costMicroDollars"), use.cost);
    if (!use.fallback.isEmpty()) {
        data.insert(QStringLiteral("fallback"), use.fallback);
    }
}

ModelStep::ModelStep(const std::string& agent, const std::string& action, RunContext& context,
                     ModelUse& use)
    : m_context(context), m_agent(bridge::toQt(agent)), m_action(bridge::toQt(action)), m_use(use)
{}

void ModelStep::say(const QString& message, const QJsonObject& data)
{
    m_context.events.publish(EventType::AgentProgress, m_agent, m_action, message, data);
}

void ModelStep::flush(bool restarted)
{
    if (m_text.isEmpty() && !restarted) {
        return;
    }
    QJsonObject data{{QStringLiteral("text"), m_text}};
    if (restarted) {
        data.insert(QStringLiteral("restarted"), true);
    }
    m_context.events.publish(EventType::LlmDelta, m_agent, m_action, {}, data);
    m_text.clear();
    m_lastMs = m_context.clock.elapsedMs();
}

void ModelStep::book(const llm::CallRecord& call)
{
    const bool first = m_use.calls == 0;
    ++m_use.calls;
    if (!call.endpoint.isEmpty()) {
        m_use.endpoint = call.endpoint;
        m_use.model = call.model;
    }
    m_use.fromCache = call.cacheHit && (first || m_use.fromCache);
    add(m_use.usage.input, call.usage.input);
    add(m_use.usage.cacheRead, call.usage.cacheRead);
    add(m_use.usage.cacheWrite, call.usage.cacheWrite);
    add(m_use.usage.output, call.usage.output);
    add(m_use.usage.thinking, call.usage.thinking);
    // One unknown price makes the sum unknown.
    m_use.cost = call.cost && (first || m_use.cost)
                     ? llm::MicroDollars(m_use.cost.value_or(0) + *call.cost)
                     : std::nullopt;
}

Result<QJsonObject> ModelStep::ask(const llm::ModelRequest& request)
{
    if (!hasModel()) {
        return fail(ErrorKind::Unsupported, "This run has no language model.", "");
    }
    m_text.clear();
    m_lastMs = m_context.clock.elapsedMs() - kDeltaMs;
    llm::Listener listener;
    listener.delta = [this](const llm::Delta& delta) {
        if (delta.restarted) {
            m_text.clear();
            flush(true);
        }
        m_text += delta.text;
        if (m_context.clock.elapsedMs() - m_lastMs >= kDeltaMs) {
            flush(false);
        }
    };
    listener.step = [this](const QString& sentence) { say(sentence); };
    llm::CallRecord call;
    Result<QJsonObject> answer = m_context.model->ask(request, listener, m_context.stop, call);
    flush(false);
    book(call);
    if (m_context.called) {
        m_context.called(call);
    }
    return answer;
}

void ModelStep::fallBack(const QString& why)
{
    m_use.fallback = why;
    m_use.endpoint.clear();
    m_use.model = QStringLiteral("built-in");
    say(QStringLiteral("%1 The built-in rules go on.").arg(why),
        {{QStringLiteral("fallback"), true}, {QStringLiteral("reason"), why}});
}

std::string plain(const QString& text, int most)
{
    QString shown;
    for (const QChar letter : text.left(most + 1)) {
        const char16_t code = letter.unicode();
        const bool bidirectional = (code >= 0x202A && code <= 0x202E) ||
                                   (code >= 0x2066 && code <= 0x2069) || code == 0x200E ||
                                   code == 0x200F || code == 0x061C;
        shown += letter.category() == QChar::Other_Control || bidirectional ? QChar(u' ') : letter;
    }
    shown = shown.simplified();
    if (shown.size() > most) {
        shown = shown.left(most - 1) + QChar(0x2026);
    }
    return bridge::fromQt(shown);
}

} // namespace sw::agents
