#include "serve/progress_server.h"

#include "base/expects.h"
#include "serve/hub.h"

#include <QThread>

namespace sw::serve {

ProgressServer::ProgressServer(Options options, AccessToken token,
                               std::shared_ptr<RecentEvents> history, RunControl* control,
                               QObject* parent)
    : QObject(parent),
      m_token(std::move(token)),
      m_history(std::move(history)),
      m_mailbox(std::make_shared<Mailbox>()),
      m_thread(std::make_unique<QThread>())
{
    Hall hall{m_token, options.limits, std::move(options.version), m_history, control, m_mailbox,
              {}};
    m_hub = new Hub(std::move(hall)); // owned by the thread: deleted when it finishes
    m_hub->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_hub, &QObject::deleteLater);
    connect(m_hub, &Hub::clientsChanged, this, &ProgressServer::clientsChanged,
            Qt::QueuedConnection);
    m_thread->setObjectName(QStringLiteral("progress server"));
    m_thread->start();
}

ProgressServer::~ProgressServer()
{
    m_mailbox->close();
    m_thread->quit();
    m_thread->wait();
}

Status ProgressServer::open(quint16 port)
{
    EXPECTS(m_port == 0);
    Status status;
    // Opening a port is quick and its failure belongs to the caller.
    QMetaObject::invokeMethod(
        m_hub,
        [&] {
            const Result<quint16> opened = m_hub->open(port);
            if (opened) {
                m_port = *opened;
            } else {
                status = fail(opened.error());
            }
        },
        Qt::BlockingQueuedConnection);
    return status;
}

void ProgressServer::publish(const agents::RunEvent& event)
{
    m_history->append(event);
    m_mailbox->ring(event.session);
}

} // namespace sw::serve
