#include "test_main.h"

#include "http/client.h"
#include "http/fake_server.h"

#include <atomic>
#include <thread>

using namespace sw::http;
using namespace sw::test;

namespace {

Connection clientConnection()
{
    Connection connection;
    connection.userAgent = QStringLiteral("Stratwright/test");
    return connection;
}

Request posted(const QUrl& url, const QByteArray& body = "{}")
{
    Request request;
    request.url = url;
    request.body = body;
    return request;
}

/// What came as a stream, beside the exchange.
struct Streamed {
    Exchange exchange;
    QByteArray bytes;
    int pieces = 0;
};

Streamed stream(Client& client, const Request& request)
{
    Streamed result;
    result.exchange = client.send(request, {}, [&](const QByteArray& bytes) {
        result.bytes += bytes;
        ++result.pieces;
        return true;
    });
    return result;
}

const QByteArray kEvents = "event: a\ndata: {\"text\":\"caf\xc3\xa9\"}\n\nevent: b\ndata: 2\n\n";

} // namespace

class TestClient : public QObject
{
    Q_OBJECT

private slots:
    void sendsWhatItIsToldAndNothingOfQt()
    {
        FakeServer server;
        server.enqueue(answer(200, "{\"ok\":true}", {{"request-id", "req_1"}}));
        Client client(clientConnection());
        Request request = posted(server.url(QStringLiteral("/v1/messages?beta=true")), "{\"a\":1}");
        request.headers.append(Header{"X-Api-Key", "sk-ant-test-0123456789", true});
        const Exchange exchange = client.send(request, {});
        QVERIFY(!exchange.failure);
        QCOMPARE(exchange.status, 200);
        QCOMPARE(exchange.body, QByteArray("{\"ok\":true}"));
        QCOMPARE(exchange.header("Request-Id"), QByteArray("req_1"));
        QVERIFY(exchange.firstByteMs >= 0);
        QVERIFY(exchange.elapsedMs >= exchange.firstByteMs);

        const Recorded seen = server.requests().at(0);
        QCOMPARE(seen.method, QByteArray("POST"));
        QCOMPARE(seen.path, QByteArray("/v1/messages?beta=true"));
        QCOMPARE(seen.body, QByteArray("{\"a\":1}"));
        QCOMPARE(seen.header("x-api-key"), QByteArray("sk-ant-test-0123456789"));
        QCOMPARE(seen.header("user-agent"), QByteArray("Stratwright/test"));
        QCOMPARE(seen.header("content-type"), QByteArray("application/json"));
        QVERIFY(seen.header("accept-encoding").contains("gzip"));
        QVERIFY(seen.header("cookie").isEmpty());
    }

    void getsWithoutABody()
    {
        FakeServer server;
        server.enqueue(answer(200, "[]", {{"set-cookie", "a=b"}}));
        server.enqueue(answer(200, "[]"));
        Client client(clientConnection());
        Request request = posted(server.url(QStringLiteral("/v1/models")), {});
        request.method = "GET";
        QCOMPARE(client.send(request, {}).body, QByteArray("[]"));
        QCOMPARE(client.send(request, {}).status, 200);
        QCOMPARE(server.requests().at(0).method, QByteArray("GET"));
        QVERIFY2(server.requests().at(1).header("cookie").isEmpty(), "cookies are not kept");
    }

    void streamsInTheCallersThreadAndKeepsNothing()
    {
        FakeServer server;
        server.enqueue(streamed({"data: 1\n\n", "data: 2\n\n"}));
        Client client(clientConnection());
        QByteArray bytes;
        bool sameThread = true;
        const Exchange exchange = client.send(
            posted(server.url()), {}, [&, me = std::this_thread::get_id()](auto& piece) {
                sameThread = sameThread && std::this_thread::get_id() == me;
                bytes += piece;
                return true;
            });
        QVERIFY(!exchange.failure);
        QCOMPARE(bytes, QByteArray("data: 1\n\ndata: 2\n\n"));
        QVERIFY(exchange.body.isEmpty());
        QVERIFY(sameThread);
    }

    void streamsPiecesBeforeTheEndComes()
    {
        FakeServer server;
        server.enqueue(openStream({"data: 1\n\n"}).thenStall());
        Client client(clientConnection());
        // The server never ends: only the first piece can end this.
        const Exchange exchange =
            client.send(posted(server.url()), {}, [](const QByteArray&) { return false; });
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::NotConsumed);
        QCOMPARE(exchange.status, 200);
        QVERIFY(server.waitForClosed(1));
    }

    void anAnswerWhoseEndIsNotReadKeepsItsConnection()
    {
        FakeServer server;
        server.setAnswerer([](const Recorded&) { return streamed({"data: 1\n\n"}); });
        Client client(clientConnection());
        for (int round = 0; round < 5; ++round) {
            const Exchange exchange =
                client.send(posted(server.url()), {}, [](const QByteArray&) { return false; });
            QCOMPARE(exchange.failure->kind, FailureKind::NotConsumed);
        }
        QVERIFY(server.connectionCount() < 5);
    }

    void keepsTheBodyOfEveryStatus_data()
    {
        QTest::addColumn<int>("status");
        for (const int status :
             {201, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529}) {
            QTest::addRow("%d", status) << status;
        }
    }

    void keepsTheBodyOfEveryStatus()
    {
        QFETCH(int, status);
        FakeServer server;
        const QByteArray body = "{\"error\":{\"type\":\"some_error\"}}";
        server.enqueue(answer(status, body, {{"retry-after", "3"}}));
        Client client(clientConnection());
        const Streamed result = stream(client, posted(server.url()));
        QVERIFY(!result.exchange.failure);
        QCOMPARE(result.exchange.status, status);
        QCOMPARE(result.exchange.body, body);
        QCOMPARE(result.exchange.header("retry-after"), QByteArray("3"));
        QVERIFY(result.bytes.isEmpty());
    }

    void anAnswerOfAProxyIsAFailureWithItsBody()
    {
        FakeServer server;
        server.enqueue(answer(407, "<html>", {{"content-type", "text/html"}}));
        Client client(clientConnection());
        const Exchange exchange = client.send(posted(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Proxy);
        QCOMPARE(exchange.status, 407);
        QVERIFY(exchange.failure->sentence.startsWith(
            QStringLiteral("A proxy or network sign-in page answered instead of the service.")));
    }

    void anHtmlPageIsAnAnswerLikeAnyOther()
    {
        FakeServer server;
        server.enqueue(answer(200, "<html>", {{"content-type", "text/html"}}));
        Client client(clientConnection());
        const Exchange exchange = client.send(posted(server.url()), {});
        QVERIFY(!exchange.failure);
        QCOMPARE(exchange.header("content-type"), QByteArray("text/html"));
        QCOMPARE(exchange.body, QByteArray("<html>"));
    }

    void aStreamCutAtAnyByteIsAFailure()
    {
        const Script whole = streamed({kEvents.left(20), kEvents.mid(20)});
        const qsizetype size = whole.bytes().size();
        Client client(clientConnection());
        for (qsizetype cut = 0; cut < size; ++cut) {
            FakeServer server;
            // Qt asks once more when nothing came.
            server.setAnswerer([&](const Recorded&) { return whole.cutAt(cut).thenClose(); });
            Request request = posted(server.url());
            request.limits.idleMs = 1000;
            const Streamed result = stream(client, request);
            const QByteArray where = "cut at " + QByteArray::number(cut);
            QVERIFY2(kEvents.startsWith(result.bytes), where.constData());
            if (!result.exchange.failure) {
                // Inside the length of a chunk Qt does not notice: the reader must know its end.
                const bool onlyTheEndIsMissing = cut >= size - 7;
                QVERIFY2(result.bytes.size() < kEvents.size() || onlyTheEndIsMissing,
                         where.constData());
                continue;
            }
            const FailureKind kind = result.exchange.failure->kind;
            const bool right = result.exchange.status == 0
                                   ? kind == FailureKind::NoConnection
                                   : kind == FailureKind::Cut || kind == FailureKind::Idle;
            QVERIFY2(right, where.constData());
        }
        FakeServer server;
        server.enqueue(whole);
        const Streamed result = stream(client, posted(server.url()));
        QVERIFY(!result.exchange.failure);
        QCOMPARE(result.bytes, kEvents);
    }

    void anAnswerOfKnownLengthCutAtAnyByteIsAFailure()
    {
        const Script whole = answer(200, "{\"text\":\"caf\xc3\xa9\"}");
        Client client(clientConnection());
        for (qsizetype cut = 0; cut < whole.bytes().size(); ++cut) {
            FakeServer server;
            server.setAnswerer([&](const Recorded&) { return whole.cutAt(cut).thenClose(); });
            const Exchange exchange = client.send(posted(server.url()), {});
            QVERIFY2(exchange.failure, QByteArray::number(cut).constData());
        }
    }

    void aStreamInSingleBytesIsTheSameStream()
    {
        FakeServer server;
        server.enqueue(streamed({kEvents}).dripped(0));
        Client client(clientConnection());
        const Streamed result = stream(client, posted(server.url()));
        QVERIFY(!result.exchange.failure);
        QCOMPARE(result.bytes, kEvents);
    }

    void aSlowDripSurvivesTheIdleLimit()
    {
        FakeServer server;
        const QByteArray body(2000, 'x');
        server.enqueue(streamed({body}).dripped(1));
        Client client(clientConnection());
        Request request = posted(server.url());
        request.limits.idleMs = 1500;
        const Streamed result = stream(client, request);
        QVERIFY(!result.exchange.failure);
        QCOMPARE(result.bytes, body);
        QVERIFY(result.exchange.elapsedMs > request.limits.idleMs);
    }

    void silenceEndsAtTheIdleLimit_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("before the answer") << 0;
        QTest::newRow("after the head") << 1;
        QTest::newRow("inside the stream") << 2;
    }

    void silenceEndsAtTheIdleLimit()
    {
        QFETCH(int, kind);
        FakeServer server;
        Script script;
        if (kind > 0) {
            script = kind == 1 ? openStream({}) : openStream({"data: 1\n\n"});
        }
        server.enqueue(script.thenStall());
        Client client(clientConnection());
        Request request = posted(server.url());
        request.limits.idleMs = 200;
        const Streamed result = stream(client, request);
        QVERIFY(result.exchange.failure);
        QCOMPARE(result.exchange.failure->kind, FailureKind::Idle);
        QCOMPARE(result.exchange.failure->sentence,
                 QStringLiteral("No data for 0.2 s from 127.0.0.1."));
        QCOMPARE(result.exchange.status, kind == 0 ? 0 : 200);
        QCOMPARE(result.bytes, kind == 2 ? QByteArray("data: 1\n\n") : QByteArray());
        QVERIFY(server.waitForClosed(1));
    }

    void theDeadlineEndsAStreamThatGoesOn()
    {
        FakeServer server;
        Script script = openStream({});
        for (int index = 0; index < 10'000; ++index) {
            script.thenWrite("1\r\nx\r\n").thenPause(1);
        }
        server.enqueue(script);
        Client client(clientConnection());
        Request request = posted(server.url());
        request.limits.deadlineMs = 300;
        const Streamed result = stream(client, request);
        QVERIFY(result.exchange.failure);
        QCOMPARE(result.exchange.failure->kind, FailureKind::Deadline);
        QVERIFY(server.waitForClosed(1));
    }

    void aServerThatClosesWithoutAnAnswerCannotBeReached()
    {
        FakeServer server;
        server.setAnswerer([](const Recorded&) { return dropped(); });
        Client client(clientConnection());
        const Exchange exchange = client.send(posted(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::NoConnection);
        QVERIFY(exchange.failure->sentence.startsWith(QStringLiteral("Cannot reach 127.0.0.1.")));
    }

    void aPortWithoutAServerCannotBeReached()
    {
        Client client(clientConnection());
        const Exchange exchange = client.send(posted(FakeServer::deadUrl()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::NoConnection);
        QCOMPARE(exchange.status, 0);
        QVERIFY(exchange.firstByteMs < 0);
    }

    void aResetInsideTheAnswerIsACut()
    {
        FakeServer server;
        const Script half = answer(200, QByteArray(1000, 'x')).cutAt(300);
        server.enqueue(Script(half).thenPause(20).thenReset());
        Client client(clientConnection());
        const Streamed result = stream(client, posted(server.url()));
        QVERIFY(result.exchange.failure);
        QCOMPARE(result.exchange.failure->kind, FailureKind::Cut);
        QCOMPARE(result.exchange.status, 200);
    }

    void aBrokenBodyOfAnErrorIsACutToo()
    {
        FakeServer server;
        server.enqueue(answer(500, QByteArray(1000, 'x')).cutAt(300).thenClose());
        Client client(clientConnection());
        const Exchange exchange = client.send(posted(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Cut);
        QCOMPARE(exchange.status, 500);
    }

    void compressedStreamsAreReadAsTheyCome()
    {
        FakeServer server;
        const QByteArray zipped = gzipped(kEvents);
        QByteArrayList pieces;
        for (const char byte : zipped) {
            pieces.append(QByteArray(1, byte));
        }
        server.enqueue(streamed(pieces, {{"content-encoding", "gzip"}}));
        Client client(clientConnection());
        const Streamed result = stream(client, posted(server.url()));
        QVERIFY(!result.exchange.failure);
        QCOMPARE(result.bytes, kEvents);
    }

    void brokenCompressionIsACut()
    {
        FakeServer server;
        QByteArray zipped = gzipped(QByteArray(5000, 'x') + kEvents);
        zipped[12] = static_cast<char>(~zipped[12]);
        zipped[13] = static_cast<char>(~zipped[13]);
        server.enqueue(answer(200, zipped, {{"content-encoding", "gzip"}}));
        Client client(clientConnection());
        const Exchange exchange = client.send(posted(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Cut);
    }

    void answersBeyondTheLimitAreGivenUp_data()
    {
        QTest::addColumn<bool>("zipped");
        QTest::newRow("plain") << false;
        QTest::newRow("compressed to almost nothing") << true;
    }

    void answersBeyondTheLimitAreGivenUp()
    {
        QFETCH(bool, zipped);
        FakeServer server;
        const QByteArray huge(8 * 1024 * 1024, 'x');
        server.enqueue(zipped ? answer(200, gzipped(huge), {{"content-encoding", "gzip"}})
                              : answer(200, huge));
        Client client(clientConnection());
        Request request = posted(server.url());
        request.limits.mostBytes = 1024 * 1024;
        const Streamed result = stream(client, request);
        QVERIFY(result.exchange.failure);
        QCOMPARE(result.exchange.failure->kind, FailureKind::TooLarge);
        QVERIFY(result.bytes.size() <= request.limits.mostBytes);
        QCOMPARE(result.exchange.failure->sentence,
                 QStringLiteral("The answer of 127.0.0.1 is larger than 1 MB."));
    }

    void keysDoNotTravelAlongARedirection()
    {
        FakeServer server;
        FakeServer other;
        server.enqueue(answer(307, "", {{"location", other.url().toEncoded()}}));
        Client client(clientConnection());
        const Exchange exchange = client.send(posted(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Redirected);
        QCOMPARE(exchange.status, 307);
        QVERIFY(exchange.failure->sentence.contains(other.url().toString()));
        QCOMPARE(other.requests().size(), std::size_t{0});
    }

    void manyThreadsSendAtOnce()
    {
        FakeServer server;
        server.setAnswerer([](const Recorded& request) {
            return streamed({"data: ", request.body, "\n\n"}).after(5);
        });
        Client client(clientConnection());
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> threads;
            for (int index = 0; index < 32; ++index) {
                threads.emplace_back([&, index] {
                    for (int round = 0; round < 5; ++round) {
                        const QByteArray body = QByteArray::number(index * 100 + round);
                        const Streamed result = stream(client, posted(server.url(), body));
                        right +=
                            result.bytes == "data: " + body + "\n\n" && !result.exchange.failure;
                    }
                });
            }
        }
        QCOMPARE(right.load(), 160);
    }

    void closingTheClientCancelsWhatIsUnderWay()
    {
        FakeServer server;
        server.setAnswerer([](const Recorded& request) {
            Script script;
            if (request.body == "1") {
                script = openStream({"data: 1\n\n"});
            }
            return script.thenStall();
        });
        auto client = std::make_unique<Client>(clientConnection());
        std::atomic<int> cancelled = 0;
        std::vector<std::jthread> threads;
        for (int index = 0; index < 6; ++index) {
            threads.emplace_back([&, door = client.get(), index] {
                const Streamed result =
                    stream(*door, posted(server.url(), QByteArray::number(index % 2)));
                cancelled += result.exchange.failure &&
                             result.exchange.failure->kind == FailureKind::Cancelled;
            });
        }
        QVERIFY(server.waitForRequests(6));
        client.reset();
        threads.clear();
        QCOMPARE(cancelled.load(), 6);
        QVERIFY(server.waitForClosed(6));
    }
};

SW_TEST(TestClient)
#include "tst_client.moc"
