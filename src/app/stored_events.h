// The session file as the history behind the progress server: runs of earlier starts can be
// followed from their first event like those of this one.
#pragma once

#include "serve/event_history.h"
#include "store/session_store.h"

namespace sw::app {

/// Thread: any. Cost: reads the disk, in the server's thread. A file that cannot be read has no
/// events.
class StoredEvents : public serve::EventHistory
{
public:
    explicit StoredEvents(std::shared_ptr<const store::SessionStore> sessions)
        : m_sessions(std::move(sessions))
    {}

    std::vector<serve::EventText> events(const QString& session, qint64 from,
                                         int most) const override;
    qint64 last(const QString& session) const override;

private:
    const std::shared_ptr<const store::SessionStore> m_sessions;
};

} // namespace sw::app
