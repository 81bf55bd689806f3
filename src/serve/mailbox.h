// The way into the server's thread for everybody else: work is left here and done there, as long as
// there is a server. Many events in a row wake it once.
#pragma once

#include <QString>

#include <functional>
#include <mutex>
#include <set>

class QObject;

namespace sw::serve {

/// Thread: any.
class Mailbox
{
public:
    using Work = std::function<void()>;

    /// From now on work is done in the thread of `receiver`; `rung` there after changes.
    void open(QObject* receiver, Work rung);
    /// Nothing reaches the receiver any more.
    void close();
    /// Leaves work; dropped when there is no receiver.
    void post(Work work);
    /// Says that a session has new events.
    void ring(const QString& session);
    /// The sessions that were rung since the last time.
    std::set<QString> takeRung();

private:
    std::mutex m_mutex;
    QObject* m_receiver = nullptr;
    Work m_onRung;
    std::set<QString> m_changed;
};

} // namespace sw::serve
