#include "test_main.h"

#include "http/client.h"
#include "http/fake_server.h"

#include <atomic>
#include <thread>

using namespace sw::http;
using namespace sw::test;

namespace {

Request asked(const QUrl& url)
{
    Request request;
    request.url = url;
    request.body = "{}";
    return request;
}

/// Sends in a thread of its own, so that the test can watch the phases.
class Asking
{
public:
    Asking(Client& client, const QUrl& url)
        : m_thread([this, &client, url](const std::stop_token& stop) {
              m_exchange = client.send(asked(url), stop, [this](const QByteArray&) {
                  m_pieces.fetch_add(1);
                  m_pieces.notify_all();
                  return true;
              });
          })
    {}

    void waitForAPiece() { m_pieces.wait(0); }

    Exchange cancel()
    {
        m_thread.request_stop();
        m_thread.join();
        return m_exchange;
    }

private:
    std::atomic<int> m_pieces = 0;
    Exchange m_exchange;
    std::jthread m_thread; // last: it uses the others
};

} // namespace

class TestCancel : public QObject
{
    Q_OBJECT

private slots:
    void beforeSendingNothingIsSent()
    {
        FakeServer server;
        Client client({});
        std::stop_source source;
        source.request_stop();
        const Exchange exchange = client.send(asked(server.url()), source.get_token());
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Cancelled);
        QCOMPARE(server.connectionCount(), 0);
    }

    void duringTheHandshake()
    {
        FakeServer server(FakeServer::Transport::Silent);
        auto client = std::make_unique<Client>(Connection{});
        Asking asking(*client, server.url());
        QVERIFY(server.waitForConnections(1));
        const Exchange exchange = asking.cancel();
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Cancelled);
        QCOMPARE(exchange.status, 0);
        // Until then Qt keeps a connection that was never used for the next request.
        client.reset();
        QVERIFY(server.waitForClosed(1));
    }

    void whileWaitingForAnAnswer()
    {
        FakeServer server;
        server.enqueue(Script().thenStall());
        Client client({});
        Asking asking(client, server.url());
        QVERIFY(server.waitForRequests(1));
        const Exchange exchange = asking.cancel();
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Cancelled);
        QVERIFY(server.waitForClosed(1));
    }

    void insideAStream()
    {
        FakeServer server;
        server.enqueue(openStream({"data: 1\n\n"}, {{"request-id", "req_7"}}).thenStall());
        Client client({});
        Asking asking(client, server.url());
        asking.waitForAPiece();
        const Exchange exchange = asking.cancel();
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Cancelled);
        QCOMPARE(exchange.status, 200);
        QCOMPARE(exchange.header("request-id"), QByteArray("req_7"));
        QVERIFY(server.waitForClosed(1));
    }

    void byTheReaderOfTheStream()
    {
        FakeServer server;
        server.enqueue(openStream({"data: 1\n\n"}).thenStall());
        Client client({});
        std::stop_source source;
        int pieces = 0;
        const Exchange exchange =
            client.send(asked(server.url()), source.get_token(), [&](const QByteArray&) {
                ++pieces;
                source.request_stop();
                return true;
            });
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Cancelled);
        QCOMPARE(pieces, 1);
        QVERIFY(server.waitForClosed(1));
    }

    void afterTheEndChangesNothing()
    {
        FakeServer server;
        server.enqueue(answer(200, "{}"));
        Client client({});
        std::stop_source source;
        const Exchange exchange = client.send(asked(server.url()), source.get_token());
        source.request_stop();
        QVERIFY(!exchange.failure);
        QCOMPARE(exchange.body, QByteArray("{}"));
    }

    void atAnyMomentLeavesTheClientUsable()
    {
        FakeServer server;
        server.setAnswerer([](const Recorded&) {
            return streamed({"data: 1\n\n", "data: 2\n\n", "data: 3\n\n"}).dripped(0);
        });
        Client client({});
        for (int round = 0; round < cases(200); ++round) {
            std::stop_source source;
            std::jthread canceller([&source, round] {
                std::this_thread::sleep_for(std::chrono::microseconds(round * 20));
                source.request_stop();
            });
            const Exchange exchange = client.send(asked(server.url()), source.get_token(),
                                                  [](const QByteArray&) { return true; });
            QVERIFY(!exchange.failure || exchange.failure->kind == FailureKind::Cancelled);
        }
        QCOMPARE(client.send(asked(server.url()), {}).body.size(), 27);
    }
};

SW_TEST(TestCancel)
#include "tst_cancel.moc"
