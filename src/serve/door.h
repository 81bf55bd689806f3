// The one port, on this machine only: looks at the head of each request, gives the page to those
// who ask for it, turns others away, and passes those on who want a WebSocket. Nothing of a
// request is kept.
#pragma once

#include "serve/limits.h"

#include <QHash>
#include <QObject>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "base/result.h"
#endif

class QTcpServer;
class QTcpSocket;

namespace sw::serve {

/// Thread: the server's.
class Door : public QObject
{
    Q_OBJECT

public:
    explicit Door(const Limits& limits, QObject* parent = nullptr);

    /// Listens on 127.0.0.1. `port`: 0 = any free one. Errors: Io with the reason.
    Status open(quint16 port);
    quint16 port() const;

signals:
    /// Somebody with a right origin wants a WebSocket; nothing was read from the socket yet. It is
    /// the receiver's now.
    void upgradeArrived(QTcpSocket* socket);

private:
    void onConnection();
    void look(QTcpSocket* socket);
    void decide(QTcpSocket* socket, const QByteArray& head);
    void reply(QTcpSocket* socket, const QByteArray& text);
    bool isOwnName(const QByteArray& host) const;

    const Limits& m_limits;
    QTcpServer* m_server = nullptr;
    int m_visitors = 0; ///< whose request is not yet known
};

} // namespace sw::serve
