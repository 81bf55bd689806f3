#include "serve/event_feed.h"

#include "serve/message.h"

namespace sw::serve {

namespace {

/// Events of one session in a row, before the next session has its turn.
constexpr int kBatch = 32;
/// Places kept for sessions that may be gone, before they are looked through.
constexpr qsizetype kManyPlaces = 1'024;

} // namespace

EventFeed::EventFeed(const RecentEvents& history, const Limits& limits, Outlet& outlet)
    : m_history(history), m_limits(limits), m_outlet(outlet)
{}

void EventFeed::wait(const QString& session, Place& place)
{
    if (!place.isBehind) {
        place.isBehind = true;
        m_waiting.push_back(session);
    }
}

void EventFeed::follow(const QString& session, qint64 from)
{
    forgetOldPlaces();
    Place& place = m_places[session];
    place.next = from;
    place.isLive = false;
    place.lags = false;
    wait(session, place);
    pump();
}

void EventFeed::followAll(qint64 from)
{
    m_all = true;
    for (const SessionEntry& entry : m_history.sessions()) {
        Place& place = m_places[entry.session];
        place.next = from;
        place.isLive = false;
        place.lags = false;
        wait(entry.session, place);
    }
    pump();
}

void EventFeed::changed(const QString& session)
{
    auto found = m_places.find(session);
    if (found == m_places.end()) {
        if (!m_all) {
            return;
        }
        forgetOldPlaces();
        found = m_places.insert(session, Place{1, true, false, false});
    }
    // Catching up with history is no lag; live events that pile up are.
    found->lags = found->lags || (found->isLive && !m_outlet.hasRoom() &&
                                  m_history.last(session) - found->next >= m_limits.sendEvents);
    wait(session, *found);
    pump();
}

void EventFeed::pump()
{
    if (m_isPumping) {
        return;
    }
    m_isPumping = true;
    while (!m_waiting.empty() && m_outlet.hasRoom()) {
        const QString session = m_waiting.front();
        m_waiting.pop_front();
        const auto found = m_places.find(session);
        if (found == m_places.end()) {
            continue;
        }
        found->isBehind = false;
        if (step(session, *found)) {
            wait(session, *found);
        }
    }
    m_isPumping = false;
}

// One turn of a session; true when there is more to send.
bool EventFeed::step(const QString& session, Place& place)
{
    const qint64 last = m_history.last(session);
    const auto leaveOut = [&](qint64 upTo) {
        m_outlet.send(laggedText(session, place.next, upTo));
        place.next = upTo + 1;
    };
    if (place.lags) {
        place.lags = false;
        if (last >= place.next) {
            leaveOut(last);
        }
        return false;
    }
    const std::vector<EventText> events = m_history.events(session, place.next, kBatch);
    if (events.empty() && last >= place.next) {
        leaveOut(last); // no longer kept anywhere
    }
    for (const EventText& event : events) {
        if (!m_outlet.hasRoom()) {
            return true;
        }
        if (event.seq > place.next) {
            leaveOut(event.seq - 1);
        }
        m_outlet.send(event.json);
        place.next = event.seq + 1;
    }
    place.isLive = place.isLive || place.next > last;
    return place.next <= last;
}

void EventFeed::forgetOldPlaces()
{
    if (m_places.size() < kManyPlaces) {
        return;
    }
    QSet<QString> kept;
    for (const SessionEntry& entry : m_history.sessions()) {
        kept.insert(entry.session);
    }
    m_places.removeIf([&](const QHash<QString, Place>::iterator& place) {
        return !kept.contains(place.key()) && !place->isBehind;
    });
}

} // namespace sw::serve
