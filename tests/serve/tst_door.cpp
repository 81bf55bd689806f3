#include "test_main.h"

#include "stage.h"

#include <QCryptographicHash>
#include <QFile>

using namespace sw::test;

namespace {

QByteArray page()
{
    QFile file(QStringLiteral(SW_SOURCE_DIR "/resources/serve/index.html"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestDoor : public QObject
{
    Q_OBJECT

private slots:
    void givesThePageWithAStrictPolicy()
    {
        const Served served;
        const QByteArray port = QByteArray::number(served.server.port());
        RawPeer peer(served.server.port());
        peer.write("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n");
        const QByteArray reply = peer.readReply();
        const QByteArray head = reply.left(reply.indexOf("\r\n\r\n"));
        QVERIFY2(head.startsWith("HTTP/1.1 200 OK"), head.constData());
        QVERIFY(head.contains("default-src 'none'"));
        QVERIFY(!head.contains("unsafe"));
        QVERIFY(head.contains("connect-src ws://127.0.0.1:" + port));
        QVERIFY(head.contains("frame-ancestors 'none'"));
        QCOMPARE(reply.mid(reply.indexOf("\r\n\r\n") + 4), page());
        QVERIFY(peer.isClosed());
    }

    void namesThePagesOwnScriptInThePolicy()
    {
        const QByteArray text = page();
        const qsizetype begin = text.indexOf("<script>") + 8;
        const QByteArray script = text.mid(begin, text.indexOf("</script>") - begin);
        const QByteArray hash =
            QCryptographicHash::hash(script, QCryptographicHash::Sha256).toBase64();
        const Served served;
        RawPeer peer(served.server.port());
        peer.write("GET / HTTP/1.1\r\nHost: localhost:" + QByteArray::number(served.server.port()) +
                   "\r\n\r\n");
        QVERIFY(peer.readReply().contains("script-src 'sha256-" + hash + '\''));
    }

    void thePageNeedsNothingFromElsewhere()
    {
        const QByteArray text = page();
        for (const char* part : {"http://", "https://", "innerHTML", "outerHTML", "insertAdjacent",
                                 "document.write", "eval(", "localStorage", "<img", "<link rel=\"s",
                                 "@import", " style=\"", " onclick"}) {
            QVERIFY2(!text.contains(part), part);
        }
    }

    void turnsAway_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        const auto row = [](const char* name, const QByteArray& request, const char* status) {
            QTest::newRow(name) << request << QByteArray(status);
        };
        const QByteArray host = "Host: 127.0.0.1:PORT\r\n";
        const QByteArray upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                   "Sec-WebSocket-Version: 13\r\n";
        row("another path", "GET /etc/passwd HTTP/1.1\r\n" + host + "\r\n", "404");
        row("a path upwards", "GET /../../etc/passwd HTTP/1.1\r\n" + host + "\r\n", "404");
        row("writing", "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc", "405");
        row("no host", "GET / HTTP/1.1\r\n\r\n", "403");
        row("a foreign name", "GET / HTTP/1.1\r\nHost: evil.example:PORT\r\n\r\n", "403");
        row("another port", "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", "403");
        row("two hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", "400");
        row("old protocol", "GET / HTTP/1.0\r\n" + host + "\r\n", "400");
        row("noise", "\x16\x03\x01\x02\r\n\r\n", "400");
        row("no colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", "400");
        row("long head", "GET / HTTP/1.1\r\nX: " + QByteArray(9'000, 'x'), "431");
        row("token in the address", "GET /?token=abc HTTP/1.1\r\n" + host + upgrade + "\r\n",
            "404");
        row("foreign origin",
            "GET / HTTP/1.1\r\n" + host + upgrade + "Origin: https://evil.example\r\n\r\n", "403");
        row("origin that begins alike",
            "GET / HTTP/1.1\r\n" + host + upgrade + "Origin: http://127.0.0.1:PORT.evil\r\n\r\n",
            "403");
        row("another local page",
            "GET / HTTP/1.1\r\n" + host + upgrade + "Origin: http://localhost:1\r\n\r\n", "403");
        row("no origin to name", "GET / HTTP/1.1\r\n" + host + upgrade + "Origin: null\r\n\r\n",
            "403");
        row("empty origin", "GET / HTTP/1.1\r\n" + host + upgrade + "Origin:\r\n\r\n", "403");
        row("foreign name for a socket",
            "GET / HTTP/1.1\r\nHost: evil.example:PORT\r\n" + upgrade + "\r\n", "403");
    }

    void turnsAway()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        const Served served;
        request.replace("PORT", QByteArray::number(served.server.port()));
        RawPeer peer(served.server.port());
        peer.write(request);
        const QByteArray reply = peer.readReply();
        QVERIFY2(reply.startsWith("HTTP/1.1 " + status), reply.left(200).constData());
        QVERIFY(peer.isClosed());
        QVERIFY(!reply.contains(served.server.token().text()));
    }

    void understandsARequestThatComesInPieces()
    {
        const Served served;
        const QByteArray request =
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(served.server.port()) +
            "\r\n\r\n";
        RawPeer peer(served.server.port());
        for (const char letter : request) {
            peer.write(QByteArray(1, letter));
        }
        QVERIFY(peer.readReply().startsWith("HTTP/1.1 200"));
    }

    void letsSilentVisitorsGo()
    {
        sw::serve::Limits limits = patientLimits();
        limits.helloMs = 20;
        const Served served(limits);
        RawPeer silent(served.server.port());
        RawPeer slow(served.server.port());
        slow.write("GET / HTTP/1.1\r\nHo");
        QTRY_VERIFY(silent.isClosed());
        QTRY_VERIFY(slow.isClosed());
    }

    void turnsVisitorsAwayWhenThereAreTooMany()
    {
        sw::serve::Limits limits = patientLimits();
        limits.maxVisitors = 3;
        const Served served(limits);
        std::vector<std::unique_ptr<RawPeer>> silent;
        for (int i = 0; i < 3; ++i) {
            silent.push_back(std::make_unique<RawPeer>(served.server.port()));
        }
        RawPeer more(served.server.port());
        QVERIFY(more.readReply().startsWith("HTTP/1.1 503"));
        silent.pop_back(); // one goes: there is room again
        const QByteArray request =
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(served.server.port()) +
            "\r\n\r\n";
        const auto isServed = [&] {
            RawPeer next(served.server.port());
            next.write(request);
            return next.readReply().startsWith("HTTP/1.1 200");
        };
        QTRY_VERIFY(isServed());
    }

    void listensOnThisMachineOnly()
    {
        const Served served;
        QFile table(QStringLiteral("/proc/net/tcp"));
        if (!table.open(QIODevice::ReadOnly)) {
            QSKIP("this system has no /proc/net/tcp");
        }
        const QByteArray port = QByteArray::number(served.server.port(), 16).toUpper();
        const QByteArray padded = QByteArray(4 - port.size(), '0') + port;
        const QByteArray text = table.readAll();
        QVERIFY(text.contains("0100007F:" + padded));
        QVERIFY(!text.contains("00000000:" + padded));
    }

    void saysThatAPortIsTaken()
    {
        const Served served;
        sw::serve::ProgressServer second({QString(), {}}, sw::serve::AccessToken::random(),
                                         std::make_shared<sw::serve::RecentEvents>());
        const sw::Status opened = second.open(served.server.port());
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, sw::ErrorKind::Io);
        QVERIFY(QString::fromStdString(opened.error().message)
                    .contains(QString::number(served.server.port())));
    }
};

SW_TEST(TestDoor)
#include "tst_door.moc"
