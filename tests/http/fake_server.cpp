#include "http/fake_server.h"

#include <QFile>
#include <QHostAddress>
#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QThread>
#include <QTimer>

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/socket.h>
#endif

namespace sw::test {

namespace {

constexpr std::chrono::seconds kWatchdog{60};

QByteArray headOf(int status, const HeaderList& headers, const QByteArray& defaultType,
                  const QByteArray& framing)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\n";
    bool typed = false;
    for (const auto& [name, value] : headers) {
        typed = typed || name.compare("content-type", Qt::CaseInsensitive) == 0;
        head += name + ": " + value + "\r\n";
    }
    if (!typed) {
        head += "content-type: " + defaultType + "\r\n";
    }
    return head + framing + "\r\n\r\n";
}

quint32 crc32(const QByteArray& bytes)
{
    quint32 crc = 0xffffffffU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
        }
    }
    return ~crc;
}

QByteArray littleEndian(quint32 value)
{
    QByteArray bytes;
    for (int shift = 0; shift < 32; shift += 8) {
        bytes.append(static_cast<char>((value >> shift) & 0xffU));
    }
    return bytes;
}

/// What both threads see.
struct Shared {
    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    std::deque<Script> scripts;
    FakeServer::Answerer answerer;
    std::vector<Recorded> requests;
    int connections = 0;
    int closed = 0;

    template <class Change> void change(Change&& make)
    {
        {
            const std::lock_guard lock(mutex);
            make();
        }
        changed.notify_all();
    }

    template <class Holds> bool wait(Holds&& holds) const
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, kWatchdog, holds);
    }

    Script scriptFor(const Recorded& request)
    {
        FakeServer::Answerer ask;
        {
            const std::lock_guard lock(mutex);
            if (!scripts.empty()) {
                Script next = std::move(scripts.front());
                scripts.pop_front();
                return next;
            }
            ask = answerer;
        }
        return ask ? ask(request) : answer(500, "nothing is scripted");
    }
};

/// One connection: reads requests, plays scripts. Thread: the server's.
class Visit : public QObject
{
public:
    Visit(QTcpSocket* socket, Shared& shared, int number, QObject* parent)
        : QObject(parent), m_socket(socket), m_shared(shared), m_number(number)
    {
        socket->setParent(this);
        connect(socket, &QTcpSocket::readyRead, this, [this] { readMore(); });
        connect(socket, &QTcpSocket::disconnected, this, [this] {
            m_shared.change([this] { ++m_shared.closed; });
            deleteLater();
        });
    }

    void readMore()
    {
        m_bytes += m_socket->readAll();
        if (!m_playing) {
            readRequest();
        }
    }

private:
    void readRequest()
    {
        if (m_bytes.startsWith('\x16')) {
            // A TLS handshake, as servers without TLS answer it.
            m_socket->write("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
            m_socket->disconnectFromHost();
            return;
        }
        const qsizetype headEnd = m_bytes.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return;
        }
        Recorded request;
        request.connection = m_number;
        QByteArrayList lines = m_bytes.left(headEnd).split('\n');
        const QByteArrayList first = lines.takeFirst().trimmed().split(' ');
        request.method = first.value(0);
        request.path = first.value(1);
        for (const QByteArray& line : lines) {
            const qsizetype colon = line.indexOf(':');
            request.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
        }
        const qsizetype length = request.header("content-length").toLongLong();
        if (m_bytes.size() < headEnd + 4 + length) {
            return;
        }
        request.body = m_bytes.mid(headEnd + 4, length);
        m_bytes.remove(0, headEnd + 4 + length);
        m_playing = true;
        m_script = m_shared.scriptFor(request);
        m_next = 0;
        m_shared.change([&] { m_shared.requests.push_back(request); });
        play();
    }

    void play()
    {
        // The client may have left during a pause.
        while (m_next < m_script.steps.size() && m_socket->isOpen()) {
            const Script::Step step = m_script.steps[m_next++];
            switch (step.what) {
            case Script::Do::Write:
                m_socket->write(step.bytes);
                m_socket->flush();
                break;
            case Script::Do::Pause:
                QTimer::singleShot(step.milliseconds, Qt::PreciseTimer, this, [this] { play(); });
                return;
            case Script::Do::Stall:
                return;
            case Script::Do::Close:
                m_socket->disconnectFromHost();
                return;
            case Script::Do::Reset:
                reset();
                return;
            }
        }
        m_playing = false;
        readRequest();
    }

    void reset()
    {
        m_socket->flush();
#ifdef Q_OS_UNIX
        const linger atOnce{1, 0};
        setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce,
                   sizeof atOnce);
#endif
        m_socket->abort();
    }

    QTcpSocket* m_socket; // a child of this object
    Shared& m_shared;
    int m_number;
    QByteArray m_bytes;
    bool m_playing = false;
    Script m_script;
    std::size_t m_next = 0;
};

/// Thread: the server's.
class Listener : public QTcpServer
{
public:
    Listener(FakeServer::Transport transport, Shared& shared)
        : m_transport(transport), m_shared(shared)
    {
        if (transport == FakeServer::Transport::Tls) {
            QFile certificate(FakeServer::certificatePath(QStringLiteral("server.pem")));
            QFile key(FakeServer::certificatePath(QStringLiteral("server.key")));
            if (certificate.open(QIODevice::ReadOnly) && key.open(QIODevice::ReadOnly)) {
                m_certificate = QSslCertificate(&certificate, QSsl::Pem);
                m_key = QSslKey(&key, QSsl::Ec);
            }
        }
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        int number = 0;
        m_shared.change([&] { number = ++m_shared.connections; });
        const bool tls = m_transport == FakeServer::Transport::Tls;
        QTcpSocket* socket = tls ? new QSslSocket(this) : new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        if (m_transport == FakeServer::Transport::Silent) {
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_shared.change([this] { ++m_shared.closed; });
                socket->deleteLater();
            });
            return;
        }
        new Visit(socket, m_shared, number, this);
        if (tls) {
            auto* secure = static_cast<QSslSocket*>(socket);
            secure->setLocalCertificate(m_certificate);
            secure->setPrivateKey(m_key);
            secure->startServerEncryption();
        }
    }

private:
    FakeServer::Transport m_transport;
    Shared& m_shared;
    QSslCertificate m_certificate;
    QSslKey m_key;
};

} // namespace

class FakeServer::Room
{
public:
    explicit Room(Transport transport) : m_transport(transport)
    {
#ifdef Q_OS_UNIX
        // Qt ignores it once and for all; Qt Test takes that back with every class.
        std::signal(SIGPIPE, SIG_IGN);
#endif
        m_threads.moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(
            &m_threads,
            [this] {
                m_listener = std::make_unique<Listener>(m_transport, shared);
                m_listener->listen(QHostAddress::LocalHost);
                m_port = m_listener->serverPort();
            },
            Qt::BlockingQueuedConnection);
    }

    ~Room()
    {
        QMetaObject::invokeMethod(
            &m_threads, [this] { m_listener.reset(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;

    quint16 port() const
    {
        return m_port;
    }
    Transport transport() const
    {
        return m_transport;
    }

    Shared shared;

private:
    Transport m_transport;
    quint16 m_port = 0;
    QThread m_thread;
    QObject m_threads; // the thread's own: work is posted to it
    std::unique_ptr<Listener> m_listener;
};

Script& Script::thenWrite(const QByteArray& bytes)
{
    steps.push_back(Step{Do::Write, bytes, 0});
    return *this;
}

Script& Script::thenPause(int milliseconds)
{
    steps.push_back(Step{Do::Pause, {}, milliseconds});
    return *this;
}

Script& Script::thenStall()
{
    steps.push_back(Step{Do::Stall, {}, 0});
    return *this;
}

Script& Script::thenClose()
{
    steps.push_back(Step{Do::Close, {}, 0});
    return *this;
}

Script& Script::thenReset()
{
    steps.push_back(Step{Do::Reset, {}, 0});
    return *this;
}

Script Script::after(int milliseconds) const
{
    Script later;
    later.thenPause(milliseconds);
    later.steps.insert(later.steps.end(), steps.begin(), steps.end());
    return later;
}

Script Script::dripped(int millisecondsPerByte) const
{
    Script slow;
    for (const Step& step : steps) {
        if (step.what != Do::Write) {
            slow.steps.push_back(step);
            continue;
        }
        for (const char c : step.bytes) {
            slow.thenWrite(QByteArray(1, c)).thenPause(millisecondsPerByte);
        }
    }
    return slow;
}

Script Script::cutAt(qsizetype count) const
{
    Script cut;
    cut.thenWrite(bytes().left(count));
    return cut;
}

QByteArray Script::bytes() const
{
    QByteArray all;
    for (const Step& step : steps) {
        all += step.bytes;
    }
    return all;
}

Script answer(int status, const QByteArray& body, const HeaderList& headers)
{
    Script script;
    script.thenWrite(headOf(status, headers, "application/json",
                            "content-length: " + QByteArray::number(body.size())) +
                     body);
    return script;
}

Script openStream(const QByteArrayList& pieces, const HeaderList& headers)
{
    Script script;
    script.thenWrite(
        headOf(200, headers, "text/event-stream; charset=utf-8", "transfer-encoding: chunked"));
    for (const QByteArray& piece : pieces) {
        script.thenWrite(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
    }
    return script;
}

Script streamed(const QByteArrayList& pieces, const HeaderList& headers)
{
    return openStream(pieces, headers).thenWrite("0\r\n\r\n");
}

Script dropped()
{
    return Script().thenClose();
}

QByteArray gzipped(const QByteArray& bytes)
{
    // Qt's zlib stream without its length (4), header (2) and checksum (4).
    const QByteArray zlib = qCompress(bytes);
    static const std::array<char, 10> kHead{'\x1f', '\x8b', 8, 0, 0, 0, 0, 0, 0, '\x03'};
    return QByteArray(kHead.data(), kHead.size()) + zlib.mid(6, zlib.size() - 10) +
           littleEndian(crc32(bytes)) + littleEndian(static_cast<quint32>(bytes.size()));
}

QByteArray Recorded::header(const QByteArray& name) const
{
    for (const auto& [each, value] : headers) {
        if (each.compare(name, Qt::CaseInsensitive) == 0) {
            return value;
        }
    }
    return {};
}

FakeServer::FakeServer(Transport transport) : m_room(std::make_unique<Room>(transport)) {}

FakeServer::~FakeServer() = default;

QUrl FakeServer::url(const QString& path) const
{
    QUrl url;
    url.setScheme(m_room->transport() == Transport::Plain ? QStringLiteral("http")
                                                          : QStringLiteral("https"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(m_room->port());
    return url.resolved(QUrl(path));
}

void FakeServer::enqueue(const Script& script)
{
    m_room->shared.change([&] { m_room->shared.scripts.push_back(script); });
}

void FakeServer::setAnswerer(Answerer answerer)
{
    m_room->shared.change([&] { m_room->shared.answerer = std::move(answerer); });
}

std::vector<Recorded> FakeServer::requests() const
{
    const std::lock_guard lock(m_room->shared.mutex);
    return m_room->shared.requests;
}

void FakeServer::forgetRequests()
{
    m_room->shared.change([this] { m_room->shared.requests.clear(); });
}

int FakeServer::connectionCount() const
{
    const std::lock_guard lock(m_room->shared.mutex);
    return m_room->shared.connections;
}

bool FakeServer::waitForConnections(int count) const
{
    return m_room->shared.wait([&] { return m_room->shared.connections >= count; });
}

bool FakeServer::waitForRequests(int count) const
{
    return m_room->shared.wait(
        [&] { return m_room->shared.requests.size() >= static_cast<std::size_t>(count); });
}

bool FakeServer::waitForClosed(int count) const
{
    return m_room->shared.wait([&] { return m_room->shared.closed >= count; });
}

QString FakeServer::certificatePath(const QString& fileName)
{
    return QStringLiteral(SW_SOURCE_DIR "/tests/http/certificates/") + fileName;
}

QUrl FakeServer::deadUrl()
{
    QTcpServer once;
    once.listen(QHostAddress::LocalHost);
    QUrl url(QStringLiteral("http://127.0.0.1/"));
    url.setPort(once.serverPort());
    return url;
}

} // namespace sw::test
