// Lets others follow runs: events as JSON over a WebSocket of this machine, and a page that shows
// them. It lives in a thread of its own and takes events as values, so that no client ever slows a
// run or the window. Deliberately not here: starting runs (RunControl) and keeping them.
#pragma once

#include <QObject>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/run_event.h"
#include "serve/access_token.h"
#include "serve/event_history.h"
#include "serve/limits.h"
#include "serve/run_control.h"

#include <memory>
#endif

class QThread;

namespace sw::serve {

class Hub;
class Mailbox;

/// The protocol stands in message.h.
/// Thread: lives in its creator's thread; its clients live in the server's own.
class ProgressServer : public QObject
{
    Q_OBJECT

public:
    struct Options {
        QString version; ///< of the product, told to clients
        Limits limits;
    };

    /// `history`: keeps what is published. `control`: what clients may ask of runs, borrowed;
    /// nothing = they can only watch.
    ProgressServer(Options options, AccessToken token, std::shared_ptr<RecentEvents> history,
                   RunControl* control = nullptr, QObject* parent = nullptr);
    /// Closes every connection.
    ~ProgressServer() override;

    /// Listens on 127.0.0.1. `port`: 0 = any free one. Errors: Io with the reason. Requires: once.
    Status open(quint16 port = 0);
    /// 0 before it listens.
    quint16 port() const { return m_port; }
    const AccessToken& token() const { return m_token; }
    /// Keeps an event and tells the clients. Events of a session come in the order of their
    /// numbers. Thread: any. Cost: some µs, whatever the clients do.
    void publish(const agents::RunEvent& event);

signals:
    /// So many clients are connected now.
    void clientsChanged(int count);

private:
    const AccessToken m_token;
    const std::shared_ptr<RecentEvents> m_history;
    const std::shared_ptr<Mailbox> m_mailbox;
    std::unique_ptr<QThread> m_thread;
    Hub* m_hub = nullptr; ///< lives in m_thread, deleted with it
    quint16 m_port = 0;
};

} // namespace sw::serve
