#include "agents/event_log.h"

#include "bridge/text.h"

#include <utility>

namespace sw::agents {

EventLog::EventLog(QString session, const Clock& clock, Sink sink, qint64 first)
    : m_session(std::move(session)),
      m_clock(clock),
      m_sink(std::move(sink)),
      m_first(first),
      m_seq(first - 1),
      m_lastMs(clock.elapsedMs())
{}

void EventLog::setIteration(int iteration, int maxIterations)
{
    const std::lock_guard lock(m_mutex);
    m_iteration = iteration;
    m_maxIterations = maxIterations;
}

void EventLog::publish(EventType type, const QString& agent, const QString& action,
                       const QString& message, const QJsonObject& data)
{
    const std::lock_guard lock(m_mutex);
    if (m_finished) {
        return;
    }
    if (type == EventType::AgentStart) {
        m_open.push_back({agent, action});
    } else if (type == EventType::AgentComplete && !m_open.empty()) {
        m_open.pop_back();
    }
    m_finished = type == EventType::Complete;
    RunEvent event;
    event.type = type;
    event.agent = agent;
    event.action = action;
    event.message = message;
    event.data = data;
    publishLocked(std::move(event));
}

void EventLog::publishError(const QString& agent, const QString& action, const Error& error)
{
    publish(EventType::Error, agent, action, bridge::toQt(error.text()),
            {{QStringLiteral("kind"), bridge::toQt(sw::name(error.kind))},
             {QStringLiteral("message"), bridge::toQt(error.message)},
             {QStringLiteral("whatToDo"), whatToDo(error.kind)},
             {QStringLiteral("recoverable"), isRecoverable(error.kind)}});
}

void EventLog::beat(std::int64_t silenceMs)
{
    const std::lock_guard lock(m_mutex);
    const std::int64_t silent = m_clock.elapsedMs() - m_lastMs;
    if (m_finished || m_open.empty() || silent < silenceMs) {
        return;
    }
    const OpenWork& waiting = m_open.back();
    RunEvent event;
    event.type = EventType::Heartbeat;
    event.agent = waiting.agent;
    event.action = waiting.action;
    event.message =
        QStringLiteral("Still working: waiting for %1, %2").arg(waiting.agent, waiting.action);
    event.data = {
        {QStringLiteral("waitingFor"), QStringLiteral("%1: %2").arg(waiting.agent, waiting.action)},
        {QStringLiteral("silentMs"), static_cast<qint64>(silent)}};
    publishLocked(std::move(event));
}

qint64 EventLog::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_seq;
}

void EventLog::publishLocked(RunEvent event)
{
    event.session = m_session;
    event.seq = ++m_seq;
    if (event.seq == m_first && m_first > 1) {
        event.data.insert(QStringLiteral("resumed"), true);
    }
    event.time = m_clock.now();
    event.iteration = m_iteration;
    event.maxIterations = m_maxIterations;
    m_lastMs = m_clock.elapsedMs();
    // Under the lock: events leave in the order of their numbers.
    m_sink(event);
}

} // namespace sw::agents
