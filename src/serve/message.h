// The words of the protocol: what a client may say, read strictly, and what the server says beside
// events. Every message is one JSON object as text with a "type"; a client's "id" (text or number)
// comes back in the reply.
//
// client: {"type":"hello","token":T}                       first, unless the handshake had the
// token
//         {"type":"subscribe","session":S|"*","from":n}    history from n, then live; n = 1 if
//         absent
//         {"type":"start","brief":{"text":…,"source":…,"symbol":…,"from":…,"to":…,"capital":…,
//                                  "maxIterations":…,"keepMyNumbers":…,"seed":…}}
//         {"type":"cancel","session":S}   {"type":"answer","session":S,"about":A,"text":…}
//         {"type":"ping"}
// server:
// {"type":"hello","protocol":1,"version":…,"sessions":[{"session","title","last","complete"}]}
//         {"type":"subscribed","session","from"}   everything after it has numbers from there on
//         events, exactly as agents::toJson: they alone have "seq"
//         {"type":"lagged","session","from","to"}  these events were left out; subscribe from
//         "from"
//         {"type":"started","session"}   {"type":"cancelling","session"}
//         {"type":"answered","session","started":S|null,"open":[{"about","text","words"}]}
//         {"type":"pong"}   {"type":"error","kind","message"}
#pragma once

#include "agents/brief.h"
#include "base/result.h"
#include "serve/event_history.h"
#include "serve/run_control.h"

#include <QByteArray>
#include <QJsonValue>
#include <QString>

#include <string>
#include <variant>
#include <vector>

namespace sw::serve {

/// Raised when a message changes its meaning.
inline constexpr int kProtocol = 1;
/// Stands for every session of this start of the program.
inline constexpr QLatin1String kAllSessions("*");

/// What a client says.
struct SayHello {
    QByteArray token; ///< empty when the handshake had it
};
struct Subscribe {
    QString session;
    qint64 from = 1;
};
struct StartRun {
    agents::Brief brief;
};
struct CancelRun {
    QString session;
};
struct AnswerQuestion {
    QString session;
    std::string about, text;
};
struct SayPing {};
using Request = std::variant<SayHello, Subscribe, StartRun, CancelRun, AnswerQuestion, SayPing>;

/// A request with the id that its reply carries; the id is known even when the rest is wrong.
struct ClientMessage {
    QJsonValue id; ///< undefined when there is none
    Result<Request> request;
};
/// Reads a message. Errors: InvalidInput naming the field and what it must be.
ClientMessage readMessage(const QString& text);

QString helloText(const QString& version, const std::vector<SessionEntry>& sessions,
                  const QJsonValue& id);
QString subscribedText(const QString& session, qint64 from, const QJsonValue& id);
QString laggedText(const QString& session, qint64 from, qint64 to);
QString startedText(const QString& session, const QJsonValue& id);
QString cancellingText(const QString& session, const QJsonValue& id);
QString answeredText(const QString& session, const AnswerTaken& taken, const QJsonValue& id);
QString pongText(const QJsonValue& id);
QString errorText(const Error& error, const QJsonValue& id);

} // namespace sw::serve
