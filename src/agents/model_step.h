// How an agent asks the model of its run: text as it streams and steps become events, what the call
// cost is booked, and a failure leaves the built-in twin to go on, in plain sight.
#pragma once

#include "agents/agent.h"

namespace sw::agents {

/// Least time between two `llm_delta` events of one agent: at most 20 a second.
inline constexpr std::int64_t kDeltaMs = 50;

/// Asks for one agent's work. Lives as long as that work.
class ModelStep
{
public:
    /// `use` is the agent's; it is added to.
    ModelStep(const std::string& agent, const std::string& action, RunContext& context,
              ModelUse& use);

    /// True when the run has a model for this agent.
    bool hasModel() const { return m_context.model != nullptr && m_context.model->asks(m_agent); }
    /// Asks and waits. Errors: as LanguageModel::ask.
    Result<QJsonObject> ask(const llm::ModelRequest& request);
    /// A sentence in the timeline.
    void say(const QString& message, const QJsonObject& data = {});
    /// Says that the built-in twin goes on, and why.
    void fallBack(const QString& why);

private:
    void flush(bool restarted);
    void book(const llm::CallRecord& call);

    RunContext& m_context;
    const QString m_agent, m_action;
    ModelUse& m_use;
    QString m_text; ///< streamed and not yet published
    std::int64_t m_lastMs = 0;
};

/// Text of a model as it may be shown: control and bidirectional characters become spaces, at most
/// `most` UTF-16 units, cut with "…".
std::string plain(const QString& text, int most);

} // namespace sw::agents
