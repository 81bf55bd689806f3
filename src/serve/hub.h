// The inside of the progress server, in its thread: the door, the clients behind it, and the bell
// that tells them of new events.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "serve/client.h"
#include "serve/door.h"

#include <vector>
#endif

class QTcpSocket;
class QWebSocketServer;

namespace sw::serve {

/// Thread: the server's.
class Hub : public QObject
{
    Q_OBJECT

public:
    explicit Hub(Hall hall);
    ~Hub() override;

    /// Opens the door; the port. Errors: Io.
    Result<quint16> open(quint16 port);

signals:
    /// So many clients that showed the token are here now.
    void clientsChanged(int count);

private:
    void onUpgrade(QTcpSocket* socket);
    void onClient();
    void onRung();
    int greetedClients() const;

    Hall m_hall;
    Door* m_door = nullptr;
    QWebSocketServer* m_sockets = nullptr;
    std::vector<Client*> m_clients;
    QHash<quint16, QPointer<QTcpSocket>> m_handedOver; ///< by peer port, until upgraded
};

} // namespace sw::serve
