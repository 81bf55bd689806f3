// Events of runs by session and number, as the texts that clients get: what came before can be
// asked for at any time, so a client needs no queue of its own. RecentEvents keeps the latest in
// memory; a store of all sessions can stand behind it.
#pragma once

#include "agents/run_event.h"

#include <QHash>
#include <QString>

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace sw::serve {

/// An event as it leaves: compact JSON of agents::toJson.
struct EventText {
    qint64 seq = 0;
    QString json;
};

/// Events of sessions, in order. Thread: any.
class EventHistory
{
public:
    virtual ~EventHistory() = default;
    /// At most `most` events of a session with numbers from `from` on, ascending; where some are no
    /// longer kept the numbers have a gap. Empty when there are none.
    virtual std::vector<EventText> events(const QString& session, qint64 from, int most) const = 0;
    /// The number of the latest event of a session; 0 when there is none.
    virtual qint64 last(const QString& session) const = 0;
};

/// A session as it is listed.
struct SessionEntry {
    QString session;
    QString title; ///< what the first event kept says: mostly the sentence
    qint64 last = 0;
    bool complete = false;
};

/// How much is kept in memory.
struct HistoryBounds {
    std::size_t events = 5'000;            ///< of one session
    qint64 bytes = 8LL * 1024 * 1024;      ///< of one session
    std::size_t sessions = 128;            ///< complete ones go first, oldest first
    qint64 allBytes = 128LL * 1024 * 1024; ///< of all sessions
};

/// The latest events of the latest sessions. Thread: any.
class RecentEvents : public EventHistory
{
public:
    /// `older`: asked for what is no longer kept here; may be nothing.
    explicit RecentEvents(HistoryBounds bounds = {},
                          std::shared_ptr<const EventHistory> older = nullptr);

    /// Keeps an event. One whose number was there before is ignored.
    void append(const agents::RunEvent& event);

    std::vector<EventText> events(const QString& session, qint64 from, int most) const override;
    qint64 last(const QString& session) const override;
    /// Sessions kept in memory, oldest first.
    std::vector<SessionEntry> sessions() const;

private:
    struct Kept {
        std::deque<EventText> events;
        QString title;
        qint64 bytes = 0;
        quint64 age = 0; ///< sessions are numbered as they come
        bool complete = false;
    };
    void dropFirst(Kept& kept);
    void dropSessions(const QString& except);

    const HistoryBounds m_bounds;
    const std::shared_ptr<const EventHistory> m_older;
    mutable std::mutex m_mutex;
    QHash<QString, Kept> m_sessions;
    qint64 m_bytes = 0;
    quint64 m_ages = 0;
};

} // namespace sw::serve
