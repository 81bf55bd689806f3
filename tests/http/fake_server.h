// A scripted HTTP server on the loopback address for every room's tests: it writes the very bytes
// it is told, in the pieces it is told, and records what it was asked. It speaks HTTP/1.1 only.
//
//     FakeServer server;
//     server.enqueue(streamed({"data: a\n\n", "data: b\n\n"}).thenReset());
//     … send a request to server.url("/v1/messages") …
//     QCOMPARE(server.requests().at(0).header("x-api-key"), QByteArray("sk-ant-test-0123456789"));
#pragma once

#include <QByteArrayList>
#include <QList>
#include <QPair>
#include <QString>
#include <QUrl>

#include <functional>
#include <memory>
#include <vector>

namespace sw::test {

using HeaderList = QList<QPair<QByteArray, QByteArray>>;

/// What the server does with one request, step by step. Made by the functions below; lengthened by
/// its own. After the last step the connection stays open for the next request.
struct Script {
    enum class Do { Write, Pause, Stall, Close, Reset };
    struct Step {
        Do what = Do::Write;
        QByteArray bytes;     ///< Write: flushed at once
        int milliseconds = 0; ///< Pause
    };
    std::vector<Step> steps;

    Script& thenWrite(const QByteArray& bytes);
    Script& thenPause(int milliseconds);
    /// Says nothing more, and leaves the connection open.
    Script& thenStall();
    /// FIN: the connection ends in an orderly way.
    Script& thenClose();
    /// RST: the connection breaks.
    Script& thenReset();
    /// The same, with this pause before the first step: a slow first byte.
    Script after(int milliseconds) const;
    /// The same bytes, one by one, with a pause after each.
    Script dripped(int millisecondsPerByte) const;
    /// The first `count` of all bytes in one piece, without what follows.
    Script cutAt(qsizetype count) const;
    /// All bytes that would be written.
    QByteArray bytes() const;
};

/// A whole answer with Content-Length. Without a content type in `headers` it is JSON.
Script answer(int status, const QByteArray& body, const HeaderList& headers = {});
/// An event stream in chunked encoding, one chunk a piece, with its final chunk.
Script streamed(const QByteArrayList& pieces, const HeaderList& headers = {});
/// The same without the final chunk: what follows decides how it ends.
Script openStream(const QByteArrayList& pieces, const HeaderList& headers = {});
/// Closes without a byte of an answer.
Script dropped();
/// Bytes compressed as `Content-Encoding: gzip` wants them.
QByteArray gzipped(const QByteArray& bytes);

/// A request as it arrived.
struct Recorded {
    QByteArray method;
    QByteArray path; ///< with its query
    HeaderList headers;
    QByteArray body;
    int connection = 0; ///< 1, 2, …: which connection it came on

    /// Value of a header, whatever its case; empty when absent.
    QByteArray header(const QByteArray& name) const;
};

/// Thread: any; the server itself lives in a thread of its own.
class FakeServer
{
public:
    enum class Transport {
        Plain,
        Tls,   ///< with a certificate of certificatePath("ca.pem") for localhost and 127.0.0.1
        Silent ///< accepts connections and says nothing, not even a TLS handshake
    };
    using Answerer = std::function<Script(const Recorded&)>;

    explicit FakeServer(Transport transport = Transport::Plain);
    ~FakeServer();
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    /// Of a path: "http://127.0.0.1:port/path", https with Tls and Silent.
    QUrl url(const QString& path = QStringLiteral("/")) const;

    /// Answers requests in the order they arrive.
    void enqueue(const Script& script);
    /// Answers when nothing is enqueued; called in the server's thread. Without it such requests
    /// get status 500 "nothing is scripted".
    void setAnswerer(Answerer answerer);

    std::vector<Recorded> requests() const;
    /// Drops what was recorded, for tests that watch the memory.
    void forgetRequests();
    int connectionCount() const;

    /// Wait for a state; false after a generous time that only a failure needs.
    bool waitForConnections(int count) const;
    bool waitForRequests(int count) const;
    bool waitForClosed(int count) const; ///< connections that ended, by whomever

    /// A committed file of tests/http/certificates.
    static QString certificatePath(const QString& fileName);
    /// A port of the loopback address at which nobody listens (it did, and was closed).
    static QUrl deadUrl();

private:
    class Room;
    std::unique_ptr<Room> m_room;
};

} // namespace sw::test
