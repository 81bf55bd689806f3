#include "test_main.h"

#include "http/client.h"
#include "http/fake_server.h"

#include <QSslCertificate>
#include <QSslSocket>

using namespace sw::http;
using namespace sw::test;

namespace {

Request securely(const QUrl& url)
{
    Request request;
    request.url = url;
    request.body = "{}";
    return request;
}

Connection trusting(const QString& caFile)
{
    Connection connection;
    connection.extraCaFile = caFile;
    return connection;
}

} // namespace

class TestSecure : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!QSslSocket::supportsSsl()) {
            QSKIP("this Qt has no TLS");
        }
    }

    void anUnknownAuthorityIsNotTrusted()
    {
        FakeServer server(FakeServer::Transport::Tls);
        server.setAnswerer([](const Recorded&) { return answer(200, "{}"); });
        Client client({});
        const Exchange exchange = client.send(securely(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Untrusted);
        QCOMPARE(exchange.failure->sentence,
                 QStringLiteral("The certificate of 127.0.0.1 is not trusted (issuer Stratwright "
                                "test authority). If your organisation issued it, add its CA file "
                                "in the settings."));
        const QList<QSslCertificate> certificates =
            QSslCertificate::fromPath(FakeServer::certificatePath(QStringLiteral("server.pem")));
        const QString fingerprint = QString::fromLatin1(
            certificates.at(0).digest(QCryptographicHash::Sha256).toHex(':').toUpper());
        QVERIFY2(exchange.failure->details.contains(fingerprint),
                 qPrintable(exchange.failure->details));
        QVERIFY2(server.requests().empty(), "nothing was sent");
    }

    void anotherAuthorityDoesNotHelp()
    {
        FakeServer server(FakeServer::Transport::Tls);
        Client client(trusting(FakeServer::certificatePath(QStringLiteral("other_ca.pem"))));
        const Exchange exchange = client.send(securely(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Untrusted);
        QVERIFY(server.requests().empty());
    }

    void theExtraAuthorityIsTrusted_data()
    {
        QTest::addColumn<bool>("http2");
        QTest::newRow("http/2 offered") << true;
        QTest::newRow("http/1.1 only") << false;
    }

    void theExtraAuthorityIsTrusted()
    {
        QFETCH(bool, http2);
        FakeServer server(FakeServer::Transport::Tls);
        server.enqueue(streamed({"data: 1\n\n", "data: 2\n\n"}));
        Client client(trusting(FakeServer::certificatePath(QStringLiteral("ca.pem"))));
        Request request = securely(server.url());
        request.allowHttp2 = http2;
        QByteArray bytes;
        const Exchange exchange = client.send(request, {}, [&](const QByteArray& piece) {
            bytes += piece;
            return true;
        });
        QVERIFY2(!exchange.failure,
                 exchange.failure ? qPrintable(exchange.failure->details) : "trusted");
        QCOMPARE(bytes, QByteArray("data: 1\n\ndata: 2\n\n"));
    }

    void anAnswerOverTlsThatBreaksIsACut_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("FIN") << false;
        QTest::newRow("RST") << true;
    }

    void anAnswerOverTlsThatBreaksIsACut()
    {
        QFETCH(bool, reset);
        FakeServer server(FakeServer::Transport::Tls);
        Script script = answer(200, QByteArray(1000, 'x')).cutAt(300).thenPause(20);
        server.enqueue(reset ? script.thenReset() : script.thenClose());
        Client client(trusting(FakeServer::certificatePath(QStringLiteral("ca.pem"))));
        const Exchange exchange = client.send(securely(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Cut);
    }

    void anUnreadableAuthorityIsSaid_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("missing") << QStringLiteral("/nowhere/ca.pem");
        QTest::newRow("not a certificate")
            << FakeServer::certificatePath(QStringLiteral("README.md"));
    }

    void anUnreadableAuthorityIsSaid()
    {
        QFETCH(QString, path);
        FakeServer server(FakeServer::Transport::Tls);
        Client client(trusting(path));
        const Exchange exchange = client.send(securely(server.url()), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::Untrusted);
        QVERIFY2(exchange.failure->sentence.contains(path), qPrintable(exchange.failure->sentence));
        QCOMPARE(server.connectionCount(), 0);
    }

    void aServerWithoutTlsCannotBeReachedByIt()
    {
        FakeServer server;
        Client client({});
        QUrl url = server.url();
        url.setScheme(QStringLiteral("https"));
        const Exchange exchange = client.send(securely(url), {});
        QVERIFY(exchange.failure);
        QCOMPARE(exchange.failure->kind, FailureKind::NoConnection);
    }
};

SW_TEST(TestSecure)
#include "tst_secure.moc"
