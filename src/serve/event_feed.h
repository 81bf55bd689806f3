// What one client still has to be sent: a place in each session it follows. Events wait in the
// history that all clients share, so a slow client costs a number, and a dead one nothing. Each
// event is sent once, in order, whether it is history or live; what could not be sent is said.
#pragma once

#include "serve/event_history.h"
#include "serve/limits.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <deque>

namespace sw::serve {

/// Where texts leave.
class Outlet
{
public:
    virtual ~Outlet() = default;
    /// False while too much waits to leave.
    virtual bool hasRoom() const = 0;
    virtual void send(const QString& text) = 0;
};

/// Thread: the server's.
class EventFeed
{
public:
    EventFeed(const RecentEvents& history, const Limits& limits, Outlet& outlet);

    /// Follows a session from event number `from` on; followed already, it starts there again.
    void follow(const QString& session, qint64 from);
    /// Follows all sessions: those there are from `from` on, those that come whole.
    void followAll(qint64 from);
    /// A session has new events.
    void changed(const QString& session);
    /// Sends what is due, as far as there is room.
    void pump();

private:
    struct Place {
        qint64 next = 1;
        bool isLive = false;   ///< has had all there was at some moment
        bool isBehind = false; ///< waits in m_waiting
        bool lags = false;     ///< too much waits: the rest is left out and said
    };
    void wait(const QString& session, Place& place);
    bool step(const QString& session, Place& place);
    void forgetOldPlaces();

    const RecentEvents& m_history;
    const Limits& m_limits;
    Outlet& m_outlet;
    QHash<QString, Place> m_places;
    std::deque<QString> m_waiting; ///< sessions with events to send, in turn
    bool m_all = false;
    bool m_isPumping = false; ///< sending may report room at once
};

} // namespace sw::serve
