// One client on its WebSocket: first the token, then requests in and events out, within its limits.
// A client that dies, floods or does not read loses its connection and nobody else notices.
#pragma once

#include "serve/limits.h"

#include <QObject>
#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "serve/access_token.h"
#include "serve/event_feed.h"
#include "serve/mailbox.h"
#include "serve/message.h"
#include "serve/run_control.h"

#include <functional>
#include <memory>
#endif

class QWebSocket;

namespace sw::serve {

/// Codes with which the server closes, beside those of the protocol.
inline constexpr int kCloseUnauthorized = 4401;
inline constexpr int kCloseFull = 4503; ///< as many clients as there may be
/// The name that a browser offers beside "bearer.TOKEN" when it shows the token in the handshake.
inline constexpr QLatin1String kSubprotocol("stratwright.v1");

/// What all clients share; outlives them.
struct Hall {
    AccessToken token;
    Limits limits;
    QString version;
    std::shared_ptr<RecentEvents> history;
    RunControl* control = nullptr; ///< nothing = runs can only be watched
    std::shared_ptr<Mailbox> mailbox;
    std::function<bool()> hasSeat; ///< whether one more client with the token may stay
};

/// Thread: the server's.
class Client : public QObject, private Outlet
{
    Q_OBJECT

public:
    /// Takes the socket over.
    Client(QWebSocket* socket, const Hall& hall, QObject* parent = nullptr);

    /// True once it showed the token, until it leaves.
    bool isGreeted() const { return m_isGreeted && !m_isLeaving; }
    /// A session has new events.
    void changed(const QString& session);
    /// Sends a text, whatever else waits.
    void reply(const QString& text);
    /// Closes the connection with a reason of at most 120 letters.
    void leave(int code, const QString& reason);

signals:
    /// It showed the token.
    void greeted();
    /// The connection is gone.
    void left();

private:
    bool hasRoom() const override;
    void send(const QString& text) override;

    void receive(const QString& text);
    void greet(const QJsonValue& id);
    void handle(const SayHello& hello, const QJsonValue& id);
    void handle(const Subscribe& subscribe, const QJsonValue& id);
    void handle(const StartRun& start, const QJsonValue& id);
    void handle(const CancelRun& cancel, const QJsonValue& id);
    void handle(const AnswerQuestion& answer, const QJsonValue& id);
    void handle(const SayPing& ping, const QJsonValue& id);
    template <class T>
    RunControl::Reply<T> replyWith(std::function<QString(const T&)> text, const QJsonValue& id);
    void showsLife();
    void gone();

    const Hall& m_hall;
    QWebSocket* m_socket = nullptr;
    EventFeed m_feed;
    QTimer m_hello, m_ping, m_dead, m_flood;
    int m_messages = 0; ///< in the window of m_flood
    bool m_isGreeted = false;
    bool m_isLeaving = false;
    bool m_isGone = false;
};

} // namespace sw::serve
