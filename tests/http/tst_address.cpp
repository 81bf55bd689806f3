#include "test_main.h"

#include "http/address.h"
#include "http/client.h"
#include "http/failure.h"
#include "http/fake_server.h"

using namespace sw::http;
using namespace sw::test;

namespace {

Connection plainConnection()
{
    Connection connection;
    connection.userAgent = QStringLiteral("Stratwright/test");
    return connection;
}

Request post(const QUrl& url)
{
    Request request;
    request.url = url;
    request.body = "{}";
    return request;
}

} // namespace

class TestAddress : public QObject
{
    Q_OBJECT

private slots:
    void refusesAddressesThatMayNotBeAsked_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("word");
        QTest::newRow("nothing") << QString() << QStringLiteral("https://");
        QTest::newRow("no scheme") << QStringLiteral("api.example.com") << QStringLiteral("https");
        QTest::newRow("file") << QStringLiteral("file:///etc/passwd") << QStringLiteral("https");
        QTest::newRow("plain outside")
            << QStringLiteral("http://api.example.com/v1") << QStringLiteral("without encryption");
        QTest::newRow("plain public address")
            << QStringLiteral("http://8.8.8.8/v1") << QStringLiteral("without encryption");
        QTest::newRow("password inside")
            << QStringLiteral("https://me:secretword@api.example.com/") << QStringLiteral("user");
    }

    void refusesAddressesThatMayNotBeAsked()
    {
        QFETCH(QString, url);
        QFETCH(QString, word);
        Client client(plainConnection());
        const Exchange exchange = client.send(post(QUrl(url)), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::BadAddress);
        QVERIFY2(exchange.failure->sentence.contains(word), qPrintable(exchange.failure->sentence));
        QVERIFY(!exchange.failure->sentence.contains(QStringLiteral("secretword")));
    }

    void refusesKeysThatWouldBreakTheHead()
    {
        FakeServer server;
        Client client(plainConnection());
        Request request = post(server.url());
        request.headers.append(Header{"x-api-key", "sk-ant-test-0123456789\r\nevil: 1", true});
        const Exchange exchange = client.send(request, {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::BadAddress);
        QVERIFY(exchange.failure->sentence.contains(QStringLiteral("x-api-key")));
        QVERIFY(!exchange.failure->sentence.contains(QStringLiteral("0123456789")));
        QCOMPARE(server.connectionCount(), 0);
    }

    void knowsWhichHostsAreLocal_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("local");
        for (const char* host : {"localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.9.9.9",
                                 "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.20",
                                 "169.254.1.1", "fd12::1", "fe80::1", "::ffff:10.0.0.1"}) {
            QTest::newRow(host) << QString::fromLatin1(host) << true;
        }
        for (const char* host : {"example.com", "localhost.example.com", "172.15.0.1", "172.32.0.1",
                                 "192.169.1.1", "8.8.8.8", "2001:db8::1", "10.example.com", ""}) {
            QTest::newRow(host) << QString::fromLatin1(host) << false;
        }
    }

    void knowsWhichHostsAreLocal()
    {
        QFETCH(QString, host);
        QFETCH(bool, local);
        QCOMPARE(isLocal(host), local);
    }

    void neverAsksAProxyForThisMachine()
    {
        FakeServer server;
        FakeServer proxy;
        server.enqueue(answer(200, "{}"));
        Connection connection = plainConnection();
        connection.proxy = QStringLiteral("http://127.0.0.1:%1").arg(proxy.url().port());
        Client client(connection);
        QCOMPARE(client.send(post(server.url()), {}).status, 200);
        QCOMPARE(proxy.connectionCount(), 0);
    }

    void asksTheProxyForEverythingElse()
    {
        FakeServer proxy;
        proxy.setAnswerer([](const Recorded&) {
            return answer(407, "sign in", {{"proxy-authenticate", "Basic realm=\"x\""}});
        });
        Connection connection = plainConnection();
        connection.proxy = QStringLiteral("http://127.0.0.1:%1").arg(proxy.url().port());
        Client client(connection);
        Request request = post(QUrl(QStringLiteral("https://api.example.invalid/v1/messages")));
        request.headers.append(Header{"x-api-key", "sk-ant-test-0123456789", true});
        const Exchange exchange = client.send(request, {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Proxy);
        QVERIFY(exchange.failure->details.contains(QStringLiteral("proxy 127.0.0.1:")));
        const Recorded seen = proxy.requests().at(0);
        QCOMPARE(seen.method, QByteArray("CONNECT"));
        QCOMPARE(seen.path, QByteArray("api.example.invalid:443"));
        QVERIFY2(seen.header("x-api-key").isEmpty(), "keys go only through the tunnel");
    }

    void aProxySettingThatIsNoProxyIsSaid()
    {
        Connection connection = plainConnection();
        connection.proxy = QStringLiteral("ftp://me:secretword@somewhere");
        Client client(connection);
        const Exchange exchange =
            client.send(post(QUrl(QStringLiteral("https://api.example.invalid/"))), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Proxy);
        QVERIFY(exchange.failure->sentence.contains(QStringLiteral("socks5://host:port")));
        QVERIFY(!exchange.failure->sentence.contains(QStringLiteral("secretword")));
    }

    void readsProxySettings()
    {
        const auto http = proxyFrom(QStringLiteral("http://user:word@proxy.example:3128"));
        QVERIFY(http.has_value());
        QCOMPARE(http->type(), QNetworkProxy::HttpProxy);
        QCOMPARE(http->hostName(), QStringLiteral("proxy.example"));
        QCOMPARE(http->port(), quint16{3128});
        QCOMPARE(http->user(), QStringLiteral("user"));
        const auto socks = proxyFrom(QStringLiteral("socks5://10.0.0.1:1080"));
        QVERIFY(socks.has_value());
        QCOMPARE(socks->type(), QNetworkProxy::Socks5Proxy);
        QVERIFY(!proxyFrom(QStringLiteral("proxy.example:3128")));
        QVERIFY(!proxyFrom(QStringLiteral("http://proxy.example")));
    }

    void failuresBeforeAnAnswerAreToldApart()
    {
        Evidence evidence;
        evidence.host = QStringLiteral("api.example.com");
        evidence.error = QNetworkReply::HostNotFoundError;
        QCOMPARE(*judge(evidence), FailureKind::NoName);
        QVERIFY(describe(FailureKind::NoName, evidence)
                    .sentence.startsWith(QStringLiteral("Cannot reach api.example.com")));
        evidence.error = QNetworkReply::SslHandshakeFailedError;
        QCOMPARE(*judge(evidence), FailureKind::NoConnection);
        evidence.error = QNetworkReply::ProxyConnectionRefusedError;
        QCOMPARE(*judge(evidence), FailureKind::Proxy);
    }
};

SW_TEST(TestAddress)
#include "tst_address.moc"
