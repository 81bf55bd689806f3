// The progress server of the window: off until somebody asks for it.
#pragma once

#include "app/served_runs.h"
#include "serve/progress_server.h"

#include <memory>

namespace sw::app {

/// Thread: lives in its creator's thread.
class Sharing
{
public:
    /// `ports` and `sessions`: of runs that clients start; without sessions they are not recorded.
    Sharing(agents::Ports ports, std::shared_ptr<store::SessionStore> sessions);

    struct Place {
        QString address; ///< of the page
        QString token;   ///< that it asks for; made anew each time
    };
    /// Begins to share; anew when it did already. Errors: Io with the reason.
    Result<Place> begin();
    /// Closes every connection and ends the runs that clients started.
    void end();
    bool isOn() const { return m_server != nullptr; }
    /// Tells the clients of an event of the window's own runs; does nothing while off.
    void publish(const agents::RunEvent& event);

private:
    const agents::Ports m_ports;
    const std::shared_ptr<store::SessionStore> m_sessions;
    std::unique_ptr<ServedRuns> m_runs;
    std::unique_ptr<serve::ProgressServer> m_server; ///< null while off; goes before m_runs
};

} // namespace sw::app
