#include "serve/door.h"

#include "bridge/text.h"
#include "serve/page.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <optional>

namespace sw::serve {

namespace {

struct RequestHead {
    QByteArray method, target;
    QHash<QByteArray, QByteArray> fields; ///< names in lower case
};

/// The head of a request; nothing when it is none, or says one thing twice.
std::optional<RequestHead> readHead(const QByteArray& text)
{
    const QList<QByteArray> lines = text.split('\n');
    const QList<QByteArray> first = lines[0].trimmed().split(' ');
    if (first.size() != 3 || first[2] != "HTTP/1.1") {
        return std::nullopt;
    }
    RequestHead head{first[0], first[1], {}};
    for (const QByteArray& line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (line.trimmed().isEmpty()) {
            continue;
        }
        const QByteArray name = line.left(colon).toLower();
        if (colon <= 0 || name != name.trimmed() || head.fields.contains(name)) {
            return std::nullopt;
        }
        head.fields.insert(name, line.mid(colon + 1).trimmed());
    }
    return head;
}

} // namespace

Door::Door(const Limits& limits, QObject* parent)
    : QObject(parent), m_limits(limits), m_server(new QTcpServer(this))
{
    connect(m_server, &QTcpServer::newConnection, this, &Door::onConnection);
}

Status Door::open(quint16 port)
{
    if (!m_server->listen(QHostAddress(QHostAddress::LocalHost), port)) {
        return fail(ErrorKind::Io,
                    bridge::fromQt(QStringLiteral("The server cannot listen on port %1 of this "
                                                  "machine: %2; choose another port, or 0 for any.")
                                       .arg(port)
                                       .arg(m_server->errorString())));
    }
    return {};
}

quint16 Door::port() const
{
    return m_server->serverPort();
}

void Door::onConnection()
{
    while (QTcpSocket* socket = m_server->nextPendingConnection()) {
        if (m_visitors >= m_limits.maxVisitors) {
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            reply(socket, plainReply(503, "Service Unavailable",
                                     "Too many visitors at once; try again in a moment."));
            continue;
        }
        ++m_visitors;
        // The guard counts the visitor out, whether the request becomes known or the socket goes.
        auto* guard = new QObject(socket);
        guard->setObjectName(QStringLiteral("visitor"));
        connect(guard, &QObject::destroyed, this, [this] { --m_visitors; });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { look(socket); });
        QTimer::singleShot(m_limits.helloMs, guard, [socket] { socket->abort(); });
        look(socket);
    }
}

void Door::look(QTcpSocket* socket)
{
    const QByteArray begun = socket->peek(m_limits.requestBytes);
    const qsizetype end = begun.indexOf("\r\n\r\n");
    if (end >= 0) {
        decide(socket, begun.left(end));
    } else if (begun.size() >= m_limits.requestBytes) {
        reply(socket, plainReply(431, "Request Header Fields Too Large",
                                 "The head of the request is too long."));
    }
}

bool Door::isOwnName(const QByteArray& host) const
{
    const QByteArray number = QByteArray::number(port());
    return host == "127.0.0.1:" + number || host.toLower() == "localhost:" + number;
}

void Door::decide(QTcpSocket* socket, const QByteArray& head)
{
    const std::optional<RequestHead> request = readHead(head);
    if (!request) {
        reply(socket, plainReply(400, "Bad Request", "This is no request that can be understood."));
        return;
    }
    // A foreign name that leads to this machine belongs to a page that should not be here.
    if (!isOwnName(request->fields.value("host"))) {
        reply(socket,
              plainReply(403, "Forbidden",
                         "The server answers only to its own address; open http://127.0.0.1:" +
                             QByteArray::number(port()) + "/."));
        return;
    }
    if (request->target != "/") {
        reply(socket,
              plainReply(404, "Not Found",
                         request->target.contains('?')
                             ? "Nothing is asked for in the address, and a token never belongs "
                               "there; send it in the message hello."
                             : "There is only the page at /."));
        return;
    }
    if (request->method != "GET") {
        reply(socket,
              plainReply(405, "Method Not Allowed", "The page can only be read, with GET."));
        return;
    }
    if (request->fields.value("upgrade").toLower() != "websocket") {
        reply(socket, pageReply(port()));
        return;
    }
    const QByteArray origin = request->fields.value("origin");
    if (request->fields.contains("origin") &&
        !(origin.startsWith("http://") && isOwnName(origin.mid(7)))) {
        reply(socket,
              plainReply(403, "Forbidden", "Pages from elsewhere may not follow or start runs."));
        return;
    }
    delete socket->findChild<QObject*>(QStringLiteral("visitor"));
    disconnect(socket, nullptr, this, nullptr);
    disconnect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    Q_EMIT upgradeArrived(socket);
}

void Door::reply(QTcpSocket* socket, const QByteArray& text)
{
    delete socket->findChild<QObject*>(QStringLiteral("visitor"));
    disconnect(socket, &QTcpSocket::readyRead, this, nullptr);
    socket->readAll(); // unread bytes would turn the close into a reset, and the reply be lost
    socket->write(text);
    QTimer::singleShot(m_limits.closeMs, socket, [socket] { socket->abort(); });
    socket->disconnectFromHost();
}

} // namespace sw::serve
