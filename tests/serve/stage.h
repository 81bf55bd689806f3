// A progress server with what belongs to it, and clients of every kind: well-behaved, raw, silent.
#pragma once

#include "serve/progress_server.h"

#include <QJsonObject>
#include <QList>
#include <QTcpSocket>
#include <QWebSocket>

#include <memory>
#include <mutex>
#include <vector>

namespace sw::test {

/// An event of a made-up run.
agents::RunEvent eventOf(const QString& session, qint64 seq,
                         agents::EventType type = agents::EventType::AgentProgress,
                         const QString& message = QStringLiteral("a step"));

/// Answers commands at once and remembers them.
class ScriptedControl : public serve::RunControl
{
public:
    void start(agents::Brief brief, Reply<QString> reply) override;
    void cancel(const QString& session, Reply<QString> reply) override;
    void answer(const QString& session, std::string about, std::string text,
                Reply<serve::AnswerTaken> reply) override;

    std::vector<agents::Brief> briefs() const;
    QStringList cancelled() const;

private:
    mutable std::mutex m_mutex;
    std::vector<agents::Brief> m_briefs;
    QStringList m_cancelled;
};

/// Bounds that no test waits for.
serve::Limits patientLimits();

/// A server that listens.
struct Served {
    explicit Served(const serve::Limits& limits = patientLimits(), bool controlled = true,
                    const serve::HistoryBounds& bounds = {});

    void publish(const QString& session, qint64 from, qint64 to);

    std::shared_ptr<serve::RecentEvents> history;
    ScriptedControl control;
    serve::ProgressServer server;
    std::vector<int> counts; ///< of clients, as they were signalled
};

/// A client as a program would have it.
class Visitor : public QObject
{
    Q_OBJECT

public:
    enum class Shows { Nothing, Header, Hello, Subprotocol };

    explicit Visitor(const serve::ProgressServer& server, Shows shows = Shows::Hello,
                     const QByteArray& token = {}, const QByteArray& origin = {});
    explicit Visitor(const Served& served, Shows shows = Shows::Hello, const QByteArray& token = {},
                     const QByteArray& origin = {})
        : Visitor(served.server, shows, token, origin)
    {}

    void say(const QByteArray& json) { m_socket.sendTextMessage(QString::fromUtf8(json)); }
    QWebSocket& socket() { return m_socket; }
    /// Messages of a type, oldest first.
    QList<QJsonObject> said(const char* type) const;
    /// Numbers of the events of a session, in the order of arrival.
    const std::vector<qint64>& seqs(const QString& session) { return m_seqs[session]; }
    const QList<QJsonObject>& lagged() const { return m_lagged; }
    bool isGreeted() const { return !said("hello").isEmpty(); }
    bool isClosed() const { return m_closed; }
    int closeCode() const { return m_socket.closeCode(); }
    QString closeReason() const { return m_socket.closeReason(); }
    bool failed() const { return m_failed; }

private:
    void receive(const QString& text);

    QWebSocket m_socket;
    QList<QJsonObject> m_said; ///< without events
    QList<QJsonObject> m_lagged;
    QHash<QString, std::vector<qint64>> m_seqs;
    bool m_closed = false;
    bool m_failed = false;
};

/// A client that only does what it is told: sends bytes, reads when asked.
class RawPeer
{
public:
    explicit RawPeer(quint16 port, int receiveBuffer = 0);

    void write(const QByteArray& bytes);
    /// Upgrades with this token; waits for the reply's head.
    bool upgrade(const QByteArray& token);
    /// A masked text frame.
    void say(const QByteArray& text, char opcode = 0x1);
    /// Everything until the other side closes, or a head with its body is whole.
    QByteArray readReply();
    /// Reads what there is now; true once the other side is gone.
    bool isClosed();
    QByteArray& bytes() { return m_bytes; }
    void readSome();

private:
    int m_socket = -1;
    bool m_closed = false;
    QByteArray m_bytes;

public:
    ~RawPeer();
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;
};

/// 1, 2, … n
std::vector<qint64> upTo(qint64 n, qint64 from = 1);

} // namespace sw::test
