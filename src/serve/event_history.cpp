#include "serve/event_history.h"

#include <QJsonDocument>

#include <algorithm>

namespace sw::serve {

namespace {

constexpr qsizetype kTitleLetters = 300;

/// What a kept event takes, roughly. Units: bytes.
qint64 weightOf(const EventText& event)
{
    return 64 + 2 * static_cast<qint64>(event.json.size());
}

} // namespace

RecentEvents::RecentEvents(HistoryBounds bounds, std::shared_ptr<const EventHistory> older)
    : m_bounds(bounds), m_older(std::move(older))
{}

void RecentEvents::append(const agents::RunEvent& event)
{
    // Written once, outside the lock: clients share the text.
    EventText text{
        event.seq,
        QString::fromUtf8(QJsonDocument(agents::toJson(event)).toJson(QJsonDocument::Compact))};
    const std::lock_guard lock(m_mutex);
    auto found = m_sessions.find(event.session);
    if (found == m_sessions.end()) {
        found = m_sessions.insert(event.session, Kept{});
        found->title = event.message.left(kTitleLetters);
        found->age = ++m_ages;
    }
    Kept& kept = *found;
    const qint64 last = kept.events.empty() ? 0 : kept.events.back().seq;
    if (event.seq <= last) {
        return;
    }
    const qint64 weight = weightOf(text);
    kept.bytes += weight;
    m_bytes += weight;
    kept.complete = event.type == agents::EventType::Complete;
    kept.events.push_back(std::move(text));
    while (kept.events.size() > 1 &&
           (kept.events.size() > m_bounds.events || kept.bytes > m_bounds.bytes)) {
        dropFirst(kept);
    }
    dropSessions(event.session);
}

void RecentEvents::dropFirst(Kept& kept)
{
    const qint64 weight = weightOf(kept.events.front());
    kept.bytes -= weight;
    m_bytes -= weight;
    kept.events.pop_front();
}

void RecentEvents::dropSessions(const QString& except)
{
    while (m_sessions.size() > 1 &&
           (static_cast<std::size_t>(m_sessions.size()) > m_bounds.sessions ||
            m_bytes > m_bounds.allBytes)) {
        auto victim = m_sessions.end();
        for (auto it = m_sessions.begin(); it != m_sessions.end(); ++it) {
            const bool before =
                victim == m_sessions.end() ||
                std::pair(!it->complete, it->age) < std::pair(!victim->complete, victim->age);
            if (it.key() != except && before) {
                victim = it;
            }
        }
        m_bytes -= victim->bytes;
        m_sessions.erase(victim);
    }
}

std::vector<EventText> RecentEvents::events(const QString& session, qint64 from, int most) const
{
    std::vector<EventText> out;
    qint64 first = 0; // of those kept here
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_sessions.constFind(session);
        if (found != m_sessions.constEnd() && !found->events.empty()) {
            first = found->events.front().seq;
            auto at = std::ranges::lower_bound(found->events, from, {}, &EventText::seq);
            for (; at != found->events.end() && out.size() < static_cast<std::size_t>(most); ++at) {
                out.push_back(*at);
            }
        }
    }
    if (!m_older || (first > 0 && from >= first)) {
        return out;
    }
    std::vector<EventText> older = m_older->events(session, from, most);
    if (first > 0) {
        std::erase_if(older, [&](const EventText& event) { return event.seq >= first; });
    }
    return older.empty() ? out : older;
}

qint64 RecentEvents::last(const QString& session) const
{
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_sessions.constFind(session);
        if (found != m_sessions.constEnd() && !found->events.empty()) {
            return found->events.back().seq;
        }
    }
    return m_older ? m_older->last(session) : 0;
}

std::vector<SessionEntry> RecentEvents::sessions() const
{
    std::vector<std::pair<quint64, SessionEntry>> aged;
    {
        const std::lock_guard lock(m_mutex);
        for (auto it = m_sessions.cbegin(); it != m_sessions.cend(); ++it) {
            const qint64 last = it->events.empty() ? 0 : it->events.back().seq;
            aged.push_back({it->age, {it.key(), it->title, last, it->complete}});
        }
    }
    std::ranges::sort(aged, {}, [](const auto& entry) { return entry.first; });
    std::vector<SessionEntry> out;
    out.reserve(aged.size());
    for (auto& [age, entry] : aged) {
        out.push_back(std::move(entry));
    }
    return out;
}

} // namespace sw::serve
