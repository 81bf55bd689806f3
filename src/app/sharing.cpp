#include "app/sharing.h"

#include "app/result_json.h"
#include "app/stored_events.h"
#include "app/version.h"

namespace sw::app {

Sharing::Sharing(agents::Ports ports, std::shared_ptr<store::SessionStore> sessions)
    : m_ports(std::move(ports)), m_sessions(std::move(sessions))
{}

Result<Sharing::Place> Sharing::begin()
{
    end();
    m_runs = std::make_unique<ServedRuns>(
        store::SessionRecorder::Setup{m_sessions, m_ports, outcomeJson, {}});
    m_server = std::make_unique<serve::ProgressServer>(
        serve::ProgressServer::Options{QString::fromLatin1(kVersion), {}},
        serve::AccessToken::random(),
        std::make_shared<serve::RecentEvents>(
            serve::HistoryBounds{},
            m_sessions ? std::make_shared<StoredEvents>(m_sessions) : nullptr),
        m_runs.get());
    QObject::connect(m_runs.get(), &ServedRuns::event, m_server.get(),
                     &serve::ProgressServer::publish);
    if (const Status opened = m_server->open(); !opened) {
        end();
        return fail(opened.error());
    }
    return Place{QStringLiteral("http://127.0.0.1:%1/").arg(m_server->port()),
                 QString::fromLatin1(m_server->token().text())};
}

void Sharing::end()
{
    m_server.reset();
    m_runs.reset();
}

void Sharing::publish(const agents::RunEvent& event)
{
    if (m_server) {
        m_server->publish(event);
    }
}

} // namespace sw::app
