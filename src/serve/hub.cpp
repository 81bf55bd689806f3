#include "serve/hub.h"

#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <algorithm>

namespace sw::serve {

Hub::Hub(Hall hall)
    : m_hall(std::move(hall)),
      m_door(new Door(m_hall.limits, this)),
      m_sockets(new QWebSocketServer(QStringLiteral("stratwright"), QWebSocketServer::NonSecureMode,
                                     this))
{
    m_hall.hasSeat = [this] { return greetedClients() < m_hall.limits.maxClients; };
    m_sockets->setSupportedSubprotocols({kSubprotocol});
    connect(m_door, &Door::upgradeArrived, this, &Hub::onUpgrade);
    connect(m_sockets, &QWebSocketServer::newConnection, this, &Hub::onClient);
}

Hub::~Hub()
{
    m_hall.mailbox->close();
    for (Client* client : m_clients) {
        disconnect(client, nullptr, this, nullptr);
        client->leave(QWebSocketProtocol::CloseCodeGoingAway,
                      QStringLiteral("The server was switched off."));
        delete client;
    }
}

Result<quint16> Hub::open(quint16 port)
{
    if (const Status opened = m_door->open(port); !opened) {
        return fail(opened.error());
    }
    m_hall.mailbox->open(this, [this] { onRung(); });
    return m_door->port();
}

int Hub::greetedClients() const
{
    return static_cast<int>(std::ranges::count_if(m_clients, &Client::isGreeted));
}

void Hub::onUpgrade(QTcpSocket* socket)
{
    m_handedOver.insert(socket->peerPort(), socket);
    // A handshake that fails leaves its socket behind.
    QTimer::singleShot(m_hall.limits.helloMs, socket, [this, socket, port = socket->peerPort()] {
        if (m_handedOver.value(port) == socket) {
            m_handedOver.remove(port);
            socket->abort();
            socket->deleteLater();
        }
    });
    m_sockets->handleConnection(socket);
}

void Hub::onClient()
{
    while (QWebSocket* socket = m_sockets->nextPendingConnection()) {
        m_handedOver.remove(socket->peerPort());
        auto* client = new Client(socket, m_hall, this);
        m_clients.push_back(client);
        const auto tell = [this] { Q_EMIT clientsChanged(greetedClients()); };
        connect(client, &Client::greeted, this, tell);
        connect(client, &Client::left, this, [this, client, tell] {
            std::erase(m_clients, client);
            client->deleteLater();
            tell();
        });
        const auto strangers =
            static_cast<int>(m_clients.size()) - greetedClients(); // leaving ones too
        if (strangers > m_hall.limits.maxVisitors) {
            client->leave(kCloseFull,
                          QStringLiteral("Too many visitors at once; try again in a moment."));
        }
    }
}

void Hub::onRung()
{
    const std::set<QString> sessions = m_hall.mailbox->takeRung();
    // A copy: a client may leave while it is sent something.
    const std::vector<Client*> clients = m_clients;
    for (Client* client : clients) {
        for (const QString& session : sessions) {
            client->changed(session);
        }
    }
}

} // namespace sw::serve
