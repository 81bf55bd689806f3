// What all agents share: a name, a bounded memory, and one typed function around which the events
// of start and completion are published. All state travels in input and output.
#pragma once

#include "agents/brief.h"
#include "agents/event_log.h"
#include "agents/ports.h"
#include "base/result.h"
#include "bridge/text.h"
#include "llm/language_model.h"

#include <deque>
#include <exception>
#include <functional>
#include <new>
#include <stop_token>
#include <string>

namespace sw::agents {

/// Least time between two progress events of one agent: at most 20 a second.
inline constexpr std::int64_t kProgressMs = 50;

/// What an agent may use while it works. Borrowed for the length of one call.
struct RunContext {
    MarketData& market;
    Backtester& backtester;
    const Clock& clock;
    EventLog& events;
    std::stop_token stop;
    llm::LanguageModel* model = nullptr; ///< nothing = the built-in twins alone
    /// Told of every call to the model when it ended; may be empty. Called from any thread.
    std::function<void(const llm::CallRecord&)> called;

    bool cancelled() const { return stop.stop_requested(); }
};

/// What an agent was asked and what it answered, in one line each.
struct MemoryItem {
    std::string asked;
    std::string answered;
};

/// Which models had a part in one piece of work, for its event of completion.
struct ModelUse {
    QString endpoint; ///< empty = the built-in twin alone
    QString model = QStringLiteral("built-in");
    int calls = 0; ///< also those that did not answer
    bool fromCache = false;
    llm::Usage usage;
    llm::MicroDollars cost; ///< absent = a price is not known
    QString fallback;       ///< why the built-in twin went on; empty when it did not
};
/// Adds the figures of a use to the data of an event.
void addUse(const ModelUse& use, QJsonObject& data);

/// Base of every agent. Thread: used by one thread at a time.
template <class In, class Out> class Agent
{
public:
    static constexpr std::size_t kMemory = 50;

    explicit Agent(std::string name) : m_name(std::move(name)) {}
    virtual ~Agent() = default;
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    const std::string& name() const { return m_name; }
    /// The latest kMemory questions and answers, oldest first.
    const std::deque<MemoryItem>& memory() const { return m_memory; }
    /// Of the latest work.
    const ModelUse& use() const { return m_use; }

    /// Does the work with its events around it: `agent_start`, then always `agent_complete`, before
    /// it an `error` when the work failed. Errors: Cancelled at once and without events when the
    /// run was stopped, Internal for a stray exception, otherwise whatever the agent documents.
    Result<Out> process(const In& in, RunContext& context)
    {
        if (context.cancelled()) {
            return fail(ErrorKind::Cancelled, "The run was cancelled.", action());
        }
        const QString who = bridge::toQt(m_name);
        const QString doing = bridge::toQt(action());
        const std::int64_t start = context.clock.elapsedMs();
        const std::string asked = describe(in);
        context.events.publish(EventType::AgentStart, who, doing, bridge::toQt(asked));
        m_use = {};
        Result<Out> out = workSafely(in, context);
        const bool cancelled = !out && out.error().kind == ErrorKind::Cancelled;
        if (!out && !cancelled) {
            context.events.publishError(who, doing, out.error());
        }
        QJsonObject data{
            {QStringLiteral("elapsedMs"), static_cast<qint64>(context.clock.elapsedMs() - start)},
            {QStringLiteral("outcome"), out         ? QStringLiteral("ok")
                                        : cancelled ? QStringLiteral("cancelled")
                                                    : QStringLiteral("failed")}};
        const std::string answered = out ? summarise(*out) : out.error().text();
        if (out) {
            addCounts(*out, data);
        }
        addUse(m_use, data);
        context.events.publish(EventType::AgentComplete, who, doing, bridge::toQt(answered), data);
        m_memory.push_back({asked, answered});
        if (m_memory.size() > kMemory) {
            m_memory.pop_front();
        }
        return out;
    }

protected:
    virtual Result<Out> work(const In& in, RunContext& context) = 0;
    /// Short verb phrase for events: "reading the sentence".
    virtual std::string action() const = 0;
    virtual std::string describe(const In& in) const = 0;
    virtual std::string summarise(const Out& out) const = 0;
    /// Counts for the completion event.
    virtual void addCounts(const Out& out, QJsonObject& data) const = 0;

    ModelUse m_use; ///< filled by work()

private:
    /// A stray exception ends this agent's work, not the run's memory of what was found before.
    Result<Out> workSafely(const In& in, RunContext& context)
    {
        try {
            return work(in, context);
        } catch (const std::bad_alloc&) {
            return fail(ErrorKind::Internal, "There is not enough memory for this run.", action());
        } catch (const std::exception& problem) {
            return fail(ErrorKind::Internal,
                        std::string("Something unforeseen happened: ") + problem.what(), action());
        } catch (...) {
            return fail(ErrorKind::Internal, "Something unforeseen happened.", action());
        }
    }

    const std::string m_name;
    std::deque<MemoryItem> m_memory;
};

} // namespace sw::agents
