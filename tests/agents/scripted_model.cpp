#include "scripted_model.h"

namespace sw::test {

void ScriptedModel::answer(const char* agent, const QJsonObject& document)
{
    m_script[QLatin1String(agent)].emplace_back(document);
}

void ScriptedModel::failWith(const char* agent, const Error& error)
{
    m_script[QLatin1String(agent)].emplace_back(fail(error));
}

Result<QJsonObject> ScriptedModel::ask(const llm::ModelRequest& request,
                                       const llm::Listener& listener, const std::stop_token& stop,
                                       llm::CallRecord& call)
{
    if (whileAsked) {
        whileAsked(stop);
    }
    if (stop.stop_requested()) {
        return fail(ErrorKind::Cancelled, "The run was cancelled.", "");
    }
    int at = 0;
    for (const QString& text : streamed) {
        if (restarts && at++ == 1) {
            listener.delta({QString(), true});
        }
        listener.delta({text, false});
    }
    if (afterStream) {
        afterStream(request);
    }
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(request);
    call.id = QStringLiteral("call-%1").arg(m_requests.size());
    call.requestKey = llm::requestKey(request);
    call.request = request;
    auto& script = m_script[request.agent];
    if (script.empty()) {
        return fail(ErrorKind::Unsupported, "No model is set for this agent.", "");
    }
    const Result<QJsonObject> answer = script.front();
    if (script.size() > 1) {
        script.erase(script.begin());
    }
    if (answer) {
        call.endpoint = QStringLiteral("test");
        call.model = QStringLiteral("scripted");
        call.usage.input = 100;
        call.usage.output = 20;
        call.cost = 7;
        call.parsed = *answer;
    } else {
        call.error = answer.error();
    }
    return answer;
}

std::vector<llm::ModelRequest> ScriptedModel::requests(const char* agent) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<llm::ModelRequest> found;
    for (const llm::ModelRequest& request : m_requests) {
        if (request.agent == QLatin1String(agent)) {
            found.push_back(request);
        }
    }
    return found;
}

QJsonObject programAnswer(const QString& source)
{
    return {{QStringLiteral("plan"), QStringLiteral("As asked.")},
            {QStringLiteral("source"), source},
            {QStringLiteral("trace"), QJsonArray()},
            {QStringLiteral("assumptions"), QJsonArray()},
            {QStringLiteral("questions"), QJsonArray()},
            {QStringLiteral("unsupported"), QJsonArray()},
            {QStringLiteral("verdict"), QStringLiteral("program")}};
}

QJsonObject noteAnswer(const QString& words, const QString& about, const QString& text)
{
    return {{QStringLiteral("words"), words},
            {QStringLiteral("about"), about},
            {QStringLiteral("text"), text}};
}

} // namespace sw::test
