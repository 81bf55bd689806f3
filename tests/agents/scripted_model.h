// A language model that answers from a script, one list of answers for each agent.
#pragma once

#include "llm/language_model.h"

#include <QJsonArray>

#include <map>
#include <mutex>

namespace sw::test {

/// Thread: any.
class ScriptedModel : public llm::LanguageModel
{
public:
    /// What the agent's next question is answered with; the last answer is used again.
    void answer(const char* agent, const QJsonObject& document);
    void failWith(const char* agent, const Error& error);

    Result<QJsonObject> ask(const llm::ModelRequest& request, const llm::Listener& listener,
                            const std::stop_token& stop, llm::CallRecord& call) override;

    /// Questions in the order in which they came.
    std::vector<llm::ModelRequest> requests(const char* agent) const;

    QStringList streamed;  ///< handed out as deltas before each answer
    bool restarts = false; ///< the stream starts again half-way
    std::function<void(const std::stop_token&)> whileAsked;    ///< may be empty
    std::function<void(const llm::ModelRequest&)> afterStream; ///< may be empty

private:
    mutable std::mutex m_mutex;
    std::map<QString, std::vector<Result<QJsonObject>>> m_script;
    std::vector<llm::ModelRequest> m_requests;
};

/// An answer of the CodeGenerator with this program and nothing else to say.
QJsonObject programAnswer(const QString& source);
/// An entry of its lists.
QJsonObject noteAnswer(const QString& words, const QString& about, const QString& text);

} // namespace sw::test
