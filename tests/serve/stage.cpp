#include "stage.h"

#include "bridge/text.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkRequest>
#include <QUrl>
#include <QWebSocketHandshakeOptions>

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sw::test {

agents::RunEvent eventOf(const QString& session, qint64 seq, agents::EventType type,
                         const QString& message)
{
    agents::RunEvent event;
    event.session = session;
    event.seq = seq;
    event.time = {1'700'000'000'000 + seq};
    event.type = type;
    event.agent = QStringLiteral("BacktestRunner");
    event.action = QStringLiteral("backtesting");
    event.message = message;
    return event;
}

void ScriptedControl::start(agents::Brief brief, Reply<QString> reply)
{
    {
        const std::lock_guard lock(m_mutex);
        m_briefs.push_back(brief);
    }
    if (brief.text == "too many") {
        reply(fail(ErrorKind::RateLimited, "4 runs are at work already."));
    } else {
        reply(QStringLiteral("new-run"));
    }
}

void ScriptedControl::cancel(const QString& session, Reply<QString> reply)
{
    {
        const std::lock_guard lock(m_mutex);
        m_cancelled.append(session);
    }
    reply(session);
}

void ScriptedControl::answer(const QString& session, std::string about, std::string text,
                             Reply<serve::AnswerTaken> reply)
{
    if (text == "no") {
        reply(fail(ErrorKind::InvalidInput, "This does not fit."));
    } else if (text == "half") {
        reply(serve::AnswerTaken{{}, {{"", about, "And the other?", ""}}});
    } else {
        reply(serve::AnswerTaken{session + QStringLiteral("-again"), {}});
    }
}

std::vector<agents::Brief> ScriptedControl::briefs() const
{
    const std::lock_guard lock(m_mutex);
    return m_briefs;
}

QStringList ScriptedControl::cancelled() const
{
    const std::lock_guard lock(m_mutex);
    return m_cancelled;
}

serve::Limits patientLimits()
{
    serve::Limits limits;
    limits.helloMs = 3'600'000;
    limits.pingMs = 3'600'000;
    limits.deadMs = 3'600'000;
    limits.floodMs = 3'600'000;
    limits.floodMessages = 100'000;
    limits.closeMs = 50;
    return limits;
}

Served::Served(const serve::Limits& limits, bool controlled, const serve::HistoryBounds& bounds)
    : history(std::make_shared<serve::RecentEvents>(bounds)),
      server({QStringLiteral("9.9.9"), limits}, serve::AccessToken::random(), history,
             controlled ? &control : nullptr)
{
    QObject::connect(&server, &serve::ProgressServer::clientsChanged, &server,
                     [this](int count) { counts.push_back(count); });
    const Status opened = server.open();
    if (!opened) {
        qFatal("%s", opened.error().text().c_str());
    }
}

void Served::publish(const QString& session, qint64 from, qint64 to)
{
    for (qint64 seq = from; seq <= to; ++seq) {
        server.publish(eventOf(session, seq));
    }
}

Visitor::Visitor(const serve::ProgressServer& server, Shows shows, const QByteArray& token,
                 const QByteArray& origin)
    : m_socket(QString::fromLatin1(origin))
{
    const QByteArray shown = token.isEmpty() ? server.token().text() : token;
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &Visitor::receive);
    connect(&m_socket, &QWebSocket::disconnected, this, [this] { m_closed = true; });
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            [this] { m_failed = true; });
    if (shows == Shows::Hello) {
        connect(&m_socket, &QWebSocket::connected, this,
                [this, shown] { say("{\"type\":\"hello\",\"token\":\"" + shown + "\"}"); });
    }
    QNetworkRequest request{QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(server.port()))};
    QWebSocketHandshakeOptions options;
    if (shows == Shows::Header) {
        request.setRawHeader("Authorization", "Bearer " + shown);
    } else if (shows == Shows::Subprotocol) {
        options.setSubprotocols({QStringLiteral("stratwright.v1"),
                                 QStringLiteral("bearer.") + QString::fromLatin1(shown)});
    }
    m_socket.open(request, options);
}

void Visitor::receive(const QString& text)
{
    const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
    if (message.contains(QStringLiteral("seq"))) {
        m_seqs[message.value(QStringLiteral("session")).toString()].push_back(
            message.value(QStringLiteral("seq")).toInteger());
        return;
    }
    if (message.value(QStringLiteral("type")).toString() == QLatin1String("lagged")) {
        m_lagged.append(message);
    }
    m_said.append(message);
}

QList<QJsonObject> Visitor::said(const char* type) const
{
    QList<QJsonObject> found;
    for (const QJsonObject& message : m_said) {
        if (message.value(QStringLiteral("type")).toString() == QLatin1String(type)) {
            found.append(message);
        }
    }
    return found;
}

RawPeer::RawPeer(quint16 port, int receiveBuffer) : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
{
    if (receiveBuffer > 0) {
        setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        qFatal("a raw peer cannot connect");
    }
    fcntl(m_socket, F_SETFL, O_NONBLOCK);
}

RawPeer::~RawPeer()
{
    ::close(m_socket);
}

void RawPeer::write(const QByteArray& bytes)
{
    const char* at = bytes.constData();
    const char* const end = at + bytes.size();
    while (at < end) {
        pollfd ready{m_socket, POLLOUT, 0};
        if (::poll(&ready, 1, 10'000) <= 0) {
            return;
        }
        const ssize_t sent = ::send(m_socket, at, static_cast<std::size_t>(end - at), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) {
            return; // the other side is gone: what the test asks next will show it
        }
        at += sent > 0 ? sent : 0;
    }
}

void RawPeer::readSome()
{
    char buffer[65536];
    for (;;) {
        const ssize_t got = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (got > 0) {
            m_bytes.append(buffer, static_cast<qsizetype>(got));
        } else {
            m_closed = m_closed || got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
            return;
        }
    }
}

bool RawPeer::isClosed()
{
    readSome();
    return m_closed;
}

QByteArray RawPeer::readReply()
{
    for (int i = 0; i < 1'000 && !m_closed; ++i) {
        pollfd ready{m_socket, POLLIN, 0};
        ::poll(&ready, 1, 10);
        readSome();
    }
    return m_bytes;
}

bool RawPeer::upgrade(const QByteArray& token)
{
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    ::getpeername(m_socket, reinterpret_cast<sockaddr*>(&peer), &size);
    const QByteArray port = QByteArray::number(ntohs(peer.sin_port));
    write("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port +
          "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
          (token.isEmpty() ? QByteArray() : "Authorization: Bearer " + token + "\r\n") + "\r\n");
    for (int i = 0; i < 1'000 && !m_bytes.contains("\r\n\r\n") && !m_closed; ++i) {
        pollfd ready{m_socket, POLLIN, 0};
        ::poll(&ready, 1, 10);
        readSome();
    }
    const bool upgraded = m_bytes.startsWith("HTTP/1.1 101");
    m_bytes.remove(0, m_bytes.indexOf("\r\n\r\n") + 4);
    return upgraded;
}

void RawPeer::say(const QByteArray& text, char opcode)
{
    QByteArray frame;
    frame.append(static_cast<char>(0x80 | opcode));
    if (text.size() < 126) {
        frame.append(static_cast<char>(0x80 | static_cast<int>(text.size())));
    } else {
        frame.append(static_cast<char>(0xFE));
        frame.append(static_cast<char>(text.size() >> 8));
        frame.append(static_cast<char>(text.size() & 0xFF));
    }
    frame.append(4, '\0'); // a mask of zeros leaves the text as it is
    write(frame + text);
}

std::vector<qint64> upTo(qint64 n, qint64 from)
{
    std::vector<qint64> out;
    for (qint64 i = from; i <= n; ++i) {
        out.push_back(i);
    }
    return out;
}

} // namespace sw::test
