// The one place where events get their number: thread-safe, in order, and aware of silence.
#pragma once

#include "agents/ports.h"
#include "agents/run_event.h"

#include <functional>
#include <mutex>
#include <vector>

namespace sw::agents {

/// Numbers events of one session and passes them on. Thread: any.
class EventLog
{
public:
    /// Called in the order of the numbers, under the lock: it must not publish itself.
    using Sink = std::function<void(const RunEvent&)>;

    /// `first`: the number of the first event; more than 1 = a session goes on after it was
    /// interrupted, which that event says in `data.resumed`.
    EventLog(QString session, const Clock& clock, Sink sink, qint64 first = 1);

    /// Where in the loop the run stands; stamped on every event that follows.
    void setIteration(int iteration, int maxIterations);
    /// Publishes one event. Nothing leaves after `complete`, which therefore comes once.
    void publish(EventType type, const QString& agent, const QString& action,
                 const QString& message, const QJsonObject& data = {});
    /// Publishes an `error` event: kind, message, what the user can do, recoverable or not.
    void publishError(const QString& agent, const QString& action, const Error& error);
    /// Publishes a heartbeat when nothing was published for `silenceMs`; says what is waited for:
    /// the innermost agent at work.
    void beat(std::int64_t silenceMs);
    /// The number of the latest event.
    qint64 count() const;

private:
    struct OpenWork {
        QString agent, action;
    };
    void publishLocked(RunEvent event);

    const QString m_session;
    const Clock& m_clock;
    const Sink m_sink;
    mutable std::mutex m_mutex;
    const qint64 m_first;
    qint64 m_seq;
    int m_iteration = 0;
    int m_maxIterations = 0;
    std::int64_t m_lastMs = 0;
    std::vector<OpenWork> m_open; ///< started and not complete, innermost last
    bool m_finished = false;
};

} // namespace sw::agents
