// The one place where events get their number: thread-safe, in order, and aware of silence.
#pragma once

#include "agents/ports.h"
#include "agents/run_event.h"

#include <functional>
#include <mutex>

namespace sw::agents {

/// Numbers events of one session and passes them on. Thread: any.
class EventLog
{
public:
    using Sink = std::function<void(const RunEvent&)>;

    EventLog(QString session, const Clock& clock, Sink sink);

    /// Where in the loop the run stands; stamped on every event that follows.
    void setIteration(int iteration, int maxIterations);
    /// Publishes one event.
    void publish(EventType type, const QString& agent, const QString& action,
                 const QString& message, const QJsonObject& data = {});
    /// Publishes a heartbeat when nothing was published for `silenceMs`; says what is waited for.
    void beat(std::int64_t silenceMs);

private:
    void publishLocked(RunEvent event);

    const QString m_session;
    const Clock& m_clock;
    const Sink m_sink;
    std::mutex m_mutex;
    qint64 m_seq = 0;
    int m_iteration = 0;
    int m_maxIterations = 0;
    std::int64_t m_lastMs = 0;
    QString m_lastAgent;
    QString m_lastAction;
    bool m_finished = false;
};

} // namespace sw::agents
