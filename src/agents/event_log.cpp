#include "agents/event_log.h"

#include <utility>

namespace sw::agents {

EventLog::EventLog(QString session, const Clock& clock, Sink sink)
    : m_session(std::move(session)),
      m_clock(clock),
      m_sink(std::move(sink)),
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
    RunEvent event;
    event.type = type;
    event.agent = agent;
    event.action = action;
    event.message = message;
    event.data = data;
    m_lastAgent = agent;
    m_lastAction = action;
    m_finished = m_finished || type == EventType::Complete;
    publishLocked(std::move(event));
}

void EventLog::beat(std::int64_t silenceMs)
{
    const std::lock_guard lock(m_mutex);
    if (m_finished || m_seq == 0 || m_clock.elapsedMs() - m_lastMs < silenceMs) {
        return;
    }
    RunEvent event;
    event.type = EventType::Heartbeat;
    event.agent = m_lastAgent;
    event.action = m_lastAction;
    event.message = QStringLiteral("Still working: %1, %2").arg(m_lastAgent, m_lastAction);
    event.data = {{QStringLiteral("waitingFor"), m_lastAction}};
    publishLocked(std::move(event));
}

void EventLog::publishLocked(RunEvent event)
{
    event.session = m_session;
    event.seq = ++m_seq;
    event.time = m_clock.now();
    event.iteration = m_iteration;
    event.maxIterations = m_maxIterations;
    m_lastMs = m_clock.elapsedMs();
    // Under the lock: events leave in the order of their numbers.
    m_sink(event);
}

} // namespace sw::agents
