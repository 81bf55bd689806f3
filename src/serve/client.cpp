#include "serve/client.h"

#include <QNetworkRequest>
#include <QPointer>
#include <QWebSocket>

namespace sw::serve {

namespace {

/// The token that the handshake shows; empty when it shows none.
QByteArray handshakeToken(const QNetworkRequest& request)
{
    static const QByteArray kBearer("Bearer ");
    const QByteArray authorization = request.rawHeader("Authorization");
    if (authorization.startsWith(kBearer)) {
        return authorization.mid(kBearer.size());
    }
    static const QByteArray kOffer("bearer.");
    for (const QByteArray& offer : request.rawHeader("Sec-WebSocket-Protocol").split(',')) {
        if (offer.trimmed().startsWith(kOffer)) {
            return offer.trimmed().mid(kOffer.size());
        }
    }
    return {};
}

QString wrongToken()
{
    return QStringLiteral("The token is missing or wrong; it is shown where the server was "
                          "started.");
}

const QJsonValue kNoId(QJsonValue::Undefined);

} // namespace

Client::Client(QWebSocket* socket, const Hall& hall, QObject* parent)
    : QObject(parent), m_hall(hall), m_socket(socket), m_feed(*hall.history, m_hall.limits, *this)
{
    const Limits& limits = m_hall.limits;
    m_socket->setParent(this);
    m_socket->setMaxAllowedIncomingMessageSize(static_cast<quint64>(limits.messageBytes));
    m_socket->setMaxAllowedIncomingFrameSize(static_cast<quint64>(limits.messageBytes));
    connect(m_socket, &QWebSocket::textMessageReceived, this, &Client::receive);
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, [this] {
        leave(QWebSocketProtocol::CloseCodeDatatypeNotSupported,
              QStringLiteral("Messages are JSON as text, not binary."));
    });
    connect(m_socket, &QWebSocket::pong, this, &Client::showsLife);
    connect(m_socket, &QWebSocket::bytesWritten, this, [this] {
        if (m_socket->bytesToWrite() <= m_hall.limits.sendBytes / 2) {
            m_feed.pump();
        }
    });
    connect(m_socket, &QWebSocket::disconnected, this, &Client::gone);
    m_hello.setSingleShot(true);
    connect(&m_hello, &QTimer::timeout, this,
            [this] { leave(kCloseUnauthorized, QStringLiteral("No token came in time.")); });
    connect(&m_ping, &QTimer::timeout, this, [this] { m_socket->ping(); });
    m_dead.setSingleShot(true);
    connect(&m_dead, &QTimer::timeout, this, [this] {
        m_isLeaving = true;
        m_socket->abort(); // nobody is there to say goodbye to
        gone();
    });
    m_flood.setSingleShot(true);
    connect(&m_flood, &QTimer::timeout, this, [this] { m_messages = 0; });
    m_ping.start(limits.pingMs);
    m_dead.start(limits.deadMs);
    m_hello.start(limits.helloMs);
    const QByteArray shown = handshakeToken(m_socket->request());
    if (!shown.isEmpty()) {
        // Not from inside the constructor: nobody is connected to our signals yet.
        QTimer::singleShot(0, this, [this, shown] { handle(SayHello{shown}, kNoId); });
    }
}

bool Client::hasRoom() const
{
    return !m_isLeaving && m_socket->bytesToWrite() < m_hall.limits.sendBytes;
}

void Client::send(const QString& text)
{
    reply(text);
}

void Client::reply(const QString& text)
{
    if (m_isLeaving) {
        return;
    }
    m_socket->sendTextMessage(text);
    if (m_socket->bytesToWrite() > m_hall.limits.unreadBytes) {
        leave(QWebSocketProtocol::CloseCodePolicyViolated,
              QStringLiteral("Too much was asked for and not read."));
    }
}

void Client::leave(int code, const QString& reason)
{
    if (m_isLeaving) {
        return;
    }
    m_isLeaving = true;
    m_ping.stop();
    m_hello.stop();
    QTimer::singleShot(m_hall.limits.closeMs, this, [this] {
        m_socket->abort();
        gone();
    });
    m_socket->close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
}

void Client::gone()
{
    m_isLeaving = true;
    m_ping.stop();
    m_dead.stop();
    m_hello.stop();
    if (!m_isGone) {
        m_isGone = true;
        Q_EMIT left();
    }
}

void Client::showsLife()
{
    m_dead.start(m_hall.limits.deadMs);
}

void Client::changed(const QString& session)
{
    if (isGreeted()) {
        m_feed.changed(session);
    }
}

void Client::receive(const QString& text)
{
    if (m_isLeaving) {
        return;
    }
    showsLife();
    if (!m_flood.isActive()) {
        m_flood.start(m_hall.limits.floodMs);
    }
    if (++m_messages > m_hall.limits.floodMessages) {
        leave(QWebSocketProtocol::CloseCodePolicyViolated,
              QStringLiteral("Too many messages at once; send fewer than %1 a second.")
                  .arg(m_hall.limits.floodMessages));
        return;
    }
    const ClientMessage message = readMessage(text);
    if (!m_isGreeted && (!message.request || !std::holds_alternative<SayHello>(*message.request))) {
        leave(kCloseUnauthorized, wrongToken());
        return;
    }
    if (!message.request) {
        reply(errorText(message.request.error(), message.id));
        return;
    }
    std::visit([&](const auto& request) { handle(request, message.id); }, *message.request);
}

void Client::greet(const QJsonValue& id)
{
    reply(helloText(m_hall.version, m_hall.history->sessions(), id));
}

void Client::handle(const SayHello& hello, const QJsonValue& id)
{
    if (m_isLeaving) {
        return;
    }
    const bool again = m_isGreeted && hello.token.isEmpty();
    if (!again && !m_hall.token.matches(hello.token)) {
        leave(kCloseUnauthorized, wrongToken());
        return;
    }
    if (!m_isGreeted) {
        m_hello.stop();
        if (!m_hall.hasSeat()) {
            leave(kCloseFull,
                  QStringLiteral("%1 clients are connected already; close one and try again.")
                      .arg(m_hall.limits.maxClients));
            return;
        }
        m_isGreeted = true;
        Q_EMIT greeted();
    }
    greet(id);
}

void Client::handle(const Subscribe& subscribe, const QJsonValue& id)
{
    if (subscribe.session == kAllSessions) {
        reply(subscribedText(subscribe.session, subscribe.from, id));
        m_feed.followAll(subscribe.from);
        return;
    }
    if (m_hall.history->last(subscribe.session) == 0) {
        reply(errorText({ErrorKind::NotFound,
                         "There is no such session; the message hello lists those there are.", ""},
                        id));
        return;
    }
    reply(subscribedText(subscribe.session, subscribe.from, id));
    m_feed.follow(subscribe.session, subscribe.from);
}

template <class T>
RunControl::Reply<T> Client::replyWith(std::function<QString(const T&)> text, const QJsonValue& id)
{
    // Called from any thread, long after: the client is looked for only in its own thread.
    return [client = QPointer<Client>(this), mailbox = m_hall.mailbox, text = std::move(text),
            id](const Result<T>& result) {
        const QString answer = result ? text(*result) : errorText(result.error(), id);
        mailbox->post([client, answer] {
            if (client) {
                client->reply(answer);
            }
        });
    };
}

void Client::handle(const StartRun& start, const QJsonValue& id)
{
    if (m_hall.control == nullptr) {
        reply(errorText({ErrorKind::Unsupported, "Runs can only be watched here.", ""}, id));
        return;
    }
    m_hall.control->start(
        start.brief,
        replyWith<QString>([id](const QString& session) { return startedText(session, id); }, id));
}

void Client::handle(const CancelRun& cancel, const QJsonValue& id)
{
    if (m_hall.control == nullptr) {
        reply(errorText({ErrorKind::Unsupported, "Runs can only be watched here.", ""}, id));
        return;
    }
    m_hall.control->cancel(
        cancel.session,
        replyWith<QString>([id](const QString& session) { return cancellingText(session, id); },
                           id));
}

void Client::handle(const AnswerQuestion& answer, const QJsonValue& id)
{
    if (m_hall.control == nullptr) {
        reply(errorText({ErrorKind::Unsupported, "Runs can only be watched here.", ""}, id));
        return;
    }
    m_hall.control->answer(answer.session, answer.about, answer.text,
                           replyWith<AnswerTaken>(
                               [id, session = answer.session](const AnswerTaken& taken) {
                                   return answeredText(session, taken, id);
                               },
                               id));
}

void Client::handle(const SayPing&, const QJsonValue& id)
{
    reply(pongText(id));
}

} // namespace sw::serve
