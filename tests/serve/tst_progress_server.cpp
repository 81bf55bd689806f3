#include "test_main.h"

#include "stage.h"

#include "serve/client.h"

#include <QJsonArray>

#include <thread>

using namespace sw;
using namespace sw::test;
using Shows = Visitor::Shows;

namespace {

const QString kServedRun = QStringLiteral("run");

} // namespace

class TestProgressServer : public QObject
{
    Q_OBJECT

private slots:
    // ---- who comes in
    void greetsWhoShowsTheToken_data();
    void greetsWhoShowsTheToken();
    void refusesAWrongToken_data();
    void refusesAWrongToken();
    void tellsNothingBeforeTheToken();
    void letsGoWhoNeverSaysHello();
    void welcomesItsOwnPage();
    void refusesTheSixtyFifthClientPolitely();

    // ---- events
    void sendsHistoryThenLive();
    void followsEverySession();
    void losesNothingInAStorm();
    void saysThatAClientLags();
    void saysThatThereIsNoSuchSession();

    // ---- manners
    void answersPings();
    void keepsPeersThatAnswerPings();
    void closesDeadPeers();
    void closesClientsThatFlood();
    void closesOversizedMessages();
    void closesBinaryMessages();
    void survivesMalformedMessages();
    void closesClientsThatDoNotReadReplies();

    // ---- commands
    void passesCommandsOn();
    void refusesCommandsWhenItOnlyShows();
    void repliesAfterTheClientLeft();

    void closesItsClientsWhenItEnds();
    void countsItsClients();
};

void TestProgressServer::greetsWhoShowsTheToken_data()
{
    QTest::addColumn<int>("shows");
    QTest::newRow("header") << static_cast<int>(Shows::Header);
    QTest::newRow("hello") << static_cast<int>(Shows::Hello);
    QTest::newRow("subprotocol") << static_cast<int>(Shows::Subprotocol);
}

void TestProgressServer::greetsWhoShowsTheToken()
{
    QFETCH(int, shows);
    Served served;
    served.publish(kServedRun, 1, 3);
    Visitor visitor(served, static_cast<Shows>(shows));
    QTRY_VERIFY(visitor.isGreeted());
    const QJsonObject hello = visitor.said("hello").first();
    QCOMPARE(hello.value(QStringLiteral("protocol")).toInt(), serve::kProtocol);
    QCOMPARE(hello.value(QStringLiteral("version")).toString(), QStringLiteral("9.9.9"));
    const QJsonObject entry = hello.value(QStringLiteral("sessions")).toArray().first().toObject();
    QCOMPARE(entry.value(QStringLiteral("session")).toString(), kServedRun);
    QCOMPARE(entry.value(QStringLiteral("last")).toInt(), 3);
    QCOMPARE(entry.value(QStringLiteral("complete")).toBool(), false);
    if (static_cast<Shows>(shows) == Shows::Subprotocol) {
        QCOMPARE(visitor.socket().subprotocol(), QStringLiteral("stratwright.v1"));
    }
}

void TestProgressServer::refusesAWrongToken_data()
{
    greetsWhoShowsTheToken_data();
}

void TestProgressServer::refusesAWrongToken()
{
    QFETCH(int, shows);
    Served served;
    served.publish(kServedRun, 1, 3);
    Visitor visitor(served, static_cast<Shows>(shows), serve::AccessToken::random().text());
    QTRY_VERIFY(visitor.isClosed());
    QCOMPARE(visitor.closeCode(), serve::kCloseUnauthorized);
    QVERIFY(visitor.closeReason().contains(QStringLiteral("token")));
    QVERIFY(!visitor.isGreeted());
}

void TestProgressServer::tellsNothingBeforeTheToken()
{
    Served served;
    served.publish(kServedRun, 1, 3);
    for (const char* message : {R"({"type":"subscribe","session":"*"})", R"({"type":"ping"})",
                                R"({"type":"start","brief":{"text":"Buy AAPL"}})", "nonsense",
                                R"({"type":"hello"})", R"({"type":"hello","token":""})"}) {
        Visitor visitor(served, Shows::Nothing);
        QTRY_COMPARE(visitor.socket().state(), QAbstractSocket::ConnectedState);
        visitor.say(message);
        QTRY_VERIFY(visitor.isClosed());
        QCOMPARE(visitor.closeCode(), serve::kCloseUnauthorized);
        QVERIFY(visitor.seqs(kServedRun).empty());
        QVERIFY(visitor.said("pong").isEmpty());
    }
    QVERIFY(served.control.briefs().empty());
}

void TestProgressServer::letsGoWhoNeverSaysHello()
{
    serve::Limits limits = patientLimits();
    limits.helloMs = 20;
    Served served(limits);
    Visitor visitor(served, Shows::Nothing);
    QTRY_VERIFY(visitor.isClosed());
    QCOMPARE(visitor.closeCode(), serve::kCloseUnauthorized);
    Visitor greeted(served);
    QTRY_VERIFY(greeted.isGreeted());
    greeted.say(R"({"type":"ping"})"); // stays although the time for a hello is over
    QTRY_COMPARE(greeted.said("pong").size(), 1);
    QTest::qWait(60);
    QVERIFY(!greeted.isClosed());
}

void TestProgressServer::welcomesItsOwnPage()
{
    Served served;
    for (const char* name : {"http://127.0.0.1:", "http://localhost:"}) {
        Visitor page(served, Shows::Hello, {}, name + QByteArray::number(served.server.port()));
        QTRY_VERIFY(page.isGreeted());
    }
    Visitor foreign(served, Shows::Header, {}, "https://evil.example");
    QTRY_VERIFY(foreign.failed() || foreign.isClosed());
    QVERIFY(!foreign.isGreeted());
}

void TestProgressServer::refusesTheSixtyFifthClientPolitely()
{
    Served served;
    std::vector<std::unique_ptr<Visitor>> visitors;
    for (int i = 0; i < 64; ++i) {
        visitors.push_back(std::make_unique<Visitor>(served));
        QTRY_VERIFY(visitors.back()->isGreeted());
    }
    Visitor more(served);
    QTRY_VERIFY(more.isClosed());
    QCOMPARE(more.closeCode(), serve::kCloseFull);
    QVERIFY(more.closeReason().contains(QStringLiteral("64 clients")));
    visitors.pop_back();
    const auto isGreeted = [&] {
        Visitor next(served);
        const QDeadlineTimer deadline(2'000);
        while (!next.isGreeted() && !next.isClosed() && !deadline.hasExpired()) {
            QTest::qWait(1);
        }
        return next.isGreeted();
    };
    QTRY_VERIFY(isGreeted());
}

void TestProgressServer::sendsHistoryThenLive()
{
    Served served;
    served.publish(kServedRun, 1, 50);
    Visitor visitor(served);
    visitor.socket();
    QTRY_VERIFY(visitor.isGreeted());
    QVERIFY(visitor.seqs(kServedRun).empty());
    visitor.say(R"({"type":"subscribe","session":"run","from":20,"id":"s"})");
    QTRY_COMPARE(visitor.seqs(kServedRun), upTo(50, 20));
    QCOMPARE(visitor.said("subscribed").first().value(QStringLiteral("id")).toString(),
             QStringLiteral("s"));
    served.publish(kServedRun, 51, 80);
    QTRY_COMPARE(visitor.seqs(kServedRun), upTo(80, 20));
    served.publish(QStringLiteral("other"), 1, 2);
    visitor.say(R"({"type":"ping"})");
    QTRY_COMPARE(visitor.said("pong").size(), 1);
    QVERIFY(visitor.seqs(QStringLiteral("other")).empty());
}

void TestProgressServer::followsEverySession()
{
    Served served;
    served.publish(QStringLiteral("a"), 1, 5);
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    visitor.say(R"({"type":"subscribe","session":"*"})");
    served.publish(QStringLiteral("b"), 1, 5);
    served.publish(QStringLiteral("a"), 6, 9);
    QTRY_COMPARE(visitor.seqs(QStringLiteral("a")), upTo(9));
    QTRY_COMPARE(visitor.seqs(QStringLiteral("b")), upTo(5));
}

void TestProgressServer::losesNothingInAStorm()
{
    constexpr qint64 kEvents = 20'000;
    serve::HistoryBounds bounds;
    bounds.events = 100'000;
    bounds.bytes = 1'000'000'000;
    serve::Limits limits = patientLimits();
    limits.sendEvents = 100'000;
    Served served(limits, true, bounds);
    std::thread storm([&] { served.publish(kServedRun, 1, kEvents); });
    std::vector<std::unique_ptr<Visitor>> visitors;
    for (int i = 0; i < 8; ++i) {
        visitors.push_back(std::make_unique<Visitor>(served));
        Visitor& visitor = *visitors.back();
        QTRY_VERIFY(visitor.isGreeted());
        visitor.say(R"({"type":"subscribe","session":"*","from":1})");
        QTRY_VERIFY(!visitor.seqs(kServedRun).empty());
    }
    storm.join();
    for (const auto& visitor : visitors) {
        QTRY_COMPARE_WITH_TIMEOUT(visitor->seqs(kServedRun).size(),
                                  static_cast<std::size_t>(kEvents), 60'000);
        QCOMPARE(visitor->seqs(kServedRun), upTo(kEvents));
        QVERIFY(visitor->lagged().isEmpty());
    }
}

void TestProgressServer::saysThatAClientLags()
{
    serve::Limits limits = patientLimits();
    limits.sendBytes = 20'000;
    limits.sendEvents = 100;
    serve::HistoryBounds bounds;
    bounds.bytes = 100'000'000;
    Served served(limits, true, bounds);
    RawPeer slow(served.server.port(), 4'096);
    QVERIFY(slow.upgrade(served.server.token().text()));
    slow.say(R"({"type":"subscribe","session":"*"})");
    QTRY_VERIFY((slow.readSome(), slow.bytes().contains("subscribed")));
    // A watcher beside it loses nothing.
    Visitor healthy(served);
    QTRY_VERIFY(healthy.isGreeted());
    healthy.say(R"({"type":"subscribe","session":"*"})");
    QTRY_COMPARE(healthy.said("subscribed").size(), 1);
    const QString text(8'000, u'x');
    constexpr qint64 kEvents = 2'000; // far more than the sockets hold
    for (qint64 seq = 1; seq <= kEvents; ++seq) {
        served.server.publish(eventOf(kServedRun, seq, agents::EventType::AgentProgress, text));
        if (seq % 50 == 0) {
            QTRY_COMPARE(healthy.seqs(kServedRun).size(), static_cast<std::size_t>(seq));
        }
    }
    QVERIFY(healthy.lagged().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT((slow.readSome(), slow.bytes().contains("\"lagged\"")), 20'000);
    served.server.publish(eventOf(kServedRun, kEvents + 1));
    QTRY_VERIFY((slow.readSome(), slow.bytes().contains("\"seq\":2001,")));
    const qsizetype at = slow.bytes().indexOf("\"lagged\"");
    const qsizetype open = slow.bytes().lastIndexOf('{', at);
    const QJsonObject gap =
        QJsonDocument::fromJson(slow.bytes().mid(open, slow.bytes().indexOf('}', at) + 1 - open))
            .object();
    const qint64 from = gap.value(QStringLiteral("from")).toInteger();
    QCOMPARE(gap.value(QStringLiteral("session")).toString(), kServedRun);
    QVERIFY(gap.value(QStringLiteral("to")).toInteger() >= from);
    QVERIFY(slow.bytes().contains("\"seq\":" + QByteArray::number(from - 1) + ','));
    QVERIFY(!slow.bytes().contains("\"seq\":" + QByteArray::number(from) + ','));
    slow.bytes().clear();
    slow.say("{\"type\":\"subscribe\",\"session\":\"run\",\"from\":" + QByteArray::number(from) +
             '}');
    QTRY_VERIFY(
        (slow.readSome(), slow.bytes().contains("\"seq\":" + QByteArray::number(from) + ',')));
}

void TestProgressServer::saysThatThereIsNoSuchSession()
{
    Served served;
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    visitor.say(R"({"type":"subscribe","session":"none","id":3})");
    QTRY_COMPARE(visitor.said("error").size(), 1);
    QCOMPARE(visitor.said("error")[0].value(QStringLiteral("id")).toInt(), 3);
    QCOMPARE(visitor.said("error")[0].value(QStringLiteral("kind")).toString(),
             QStringLiteral("not_found"));
}

void TestProgressServer::answersPings()
{
    Served served;
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    visitor.say(R"({"type":"ping","id":"p"})");
    QTRY_COMPARE(visitor.said("pong").size(), 1);
    QCOMPARE(visitor.said("pong")[0].value(QStringLiteral("id")).toString(), QStringLiteral("p"));
}

void TestProgressServer::keepsPeersThatAnswerPings()
{
    serve::Limits limits = patientLimits();
    limits.pingMs = 10;
    limits.deadMs = 400;
    Served served(limits);
    Visitor visitor(served); // Qt answers pings by itself
    QTRY_VERIFY(visitor.isGreeted());
    QTest::qWait(900);
    QVERIFY(!visitor.isClosed());
}

void TestProgressServer::closesDeadPeers()
{
    serve::Limits limits = patientLimits();
    limits.pingMs = 10;
    limits.deadMs = 60;
    Served served(limits);
    RawPeer dead(served.server.port());
    QVERIFY(dead.upgrade(served.server.token().text()));
    QTRY_VERIFY(!served.counts.empty() && served.counts.back() == 1);
    QTRY_VERIFY(dead.isClosed());
    QVERIFY2(dead.bytes().contains(QByteArray("\x89", 1)), "it was asked before");
    QTRY_COMPARE(served.counts.back(), 0);
}

void TestProgressServer::closesClientsThatFlood()
{
    serve::Limits limits = patientLimits();
    limits.floodMessages = 20;
    Served served(limits);
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    for (int i = 0; i < 30; ++i) {
        visitor.say(R"({"type":"ping"})");
    }
    QTRY_VERIFY(visitor.isClosed());
    QCOMPARE(visitor.closeCode(), static_cast<int>(QWebSocketProtocol::CloseCodePolicyViolated));
    QVERIFY(visitor.closeReason().contains(QStringLiteral("Too many messages")));
    QVERIFY(visitor.said("pong").size() <= 20);
}

void TestProgressServer::closesOversizedMessages()
{
    Served served;
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    visitor.say("{\"type\":\"ping\",\"id\":\"" + QByteArray(70'000, 'x') + "\"}");
    QTRY_VERIFY(visitor.isClosed());
    QCOMPARE(visitor.closeCode(), static_cast<int>(QWebSocketProtocol::CloseCodeTooMuchData));
    // A frame that only claims to be huge is not waited for.
    RawPeer liar(served.server.port());
    QVERIFY(liar.upgrade(served.server.token().text()));
    liar.write(QByteArray("\x81\xFF\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00", 14));
    QTRY_VERIFY(liar.isClosed());
}

void TestProgressServer::closesBinaryMessages()
{
    Served served;
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    visitor.socket().sendBinaryMessage("{\"type\":\"ping\"}");
    QTRY_VERIFY(visitor.isClosed());
    QCOMPARE(visitor.closeCode(),
             static_cast<int>(QWebSocketProtocol::CloseCodeDatatypeNotSupported));
    QVERIFY(visitor.said("pong").isEmpty());
}

void TestProgressServer::survivesMalformedMessages()
{
    Served served;
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    const QByteArrayList broken{
        "",
        "{",
        "null",
        "[]",
        "{\"type\":{}}",
        "{\"type\":\"subscribe\",\"session\":[]}",
        QByteArray(5'000, '['),
        "{\"type\":\"start\",\"brief\":{\"text\":\"\\ud800\",\"seed\":-1}}"};
    for (const QByteArray& text : broken) {
        visitor.say(text);
    }
    QTRY_COMPARE(visitor.said("error").size(), broken.size());
    visitor.say(R"({"type":"ping"})");
    QTRY_COMPARE(visitor.said("pong").size(), 1);
    QVERIFY(served.control.briefs().empty());
}

void TestProgressServer::closesClientsThatDoNotReadReplies()
{
    serve::Limits limits = patientLimits();
    limits.unreadBytes = 100'000;
    Served served(limits);
    served.publish(kServedRun, 1, 1);
    RawPeer greedy(served.server.port(), 4'096);
    QVERIFY(greedy.upgrade(served.server.token().text()));
    QTRY_VERIFY(!served.counts.empty() && served.counts.back() == 1);
    const QByteArray question = "{\"type\":\"ping\",\"id\":\"" + QByteArray(60, 'x') + "\"}";
    for (int i = 0; i < 90'000 && served.counts.back() == 1; ++i) {
        greedy.say(question);
        if (i % 1'000 == 0) {
            QCoreApplication::processEvents();
        }
    }
    QTRY_COMPARE_WITH_TIMEOUT(served.counts.back(), 0, 20'000);
}

void TestProgressServer::passesCommandsOn()
{
    Served served;
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    visitor.say(R"({"type":"start","id":1,"brief":{"text":"Buy AAPL when RSI < 30"}})");
    QTRY_COMPARE(visitor.said("started").size(), 1);
    QCOMPARE(visitor.said("started")[0].value(QStringLiteral("session")).toString(),
             QStringLiteral("new-run"));
    QCOMPARE(visitor.said("started")[0].value(QStringLiteral("id")).toInt(), 1);
    QCOMPARE(served.control.briefs().front().text, std::string("Buy AAPL when RSI < 30"));
    visitor.say(R"({"type":"start","id":2,"brief":{"text":"too many"}})");
    QTRY_COMPARE(visitor.said("error").size(), 1);
    QCOMPARE(visitor.said("error")[0].value(QStringLiteral("kind")).toString(),
             QStringLiteral("rate_limited"));
    QCOMPARE(visitor.said("error")[0].value(QStringLiteral("id")).toInt(), 2);
    visitor.say(R"({"type":"cancel","session":"run","id":3})");
    QTRY_COMPARE(visitor.said("cancelling").size(), 1);
    QCOMPARE(served.control.cancelled(), QStringList{kServedRun});
    visitor.say(R"({"type":"answer","session":"run","about":"exit","text":"half"})");
    QTRY_COMPARE(visitor.said("answered").size(), 1);
    QVERIFY(visitor.said("answered")[0].value(QStringLiteral("started")).isNull());
    QCOMPARE(visitor.said("answered")[0].value(QStringLiteral("open")).toArray().size(), 1);
    visitor.say(R"({"type":"answer","session":"run","about":"exit","text":"RSI > 70"})");
    QTRY_COMPARE(visitor.said("answered").size(), 2);
    QCOMPARE(visitor.said("answered")[1].value(QStringLiteral("started")).toString(),
             QStringLiteral("run-again"));
    visitor.say(R"({"type":"answer","session":"run","about":"exit","text":"no"})");
    QTRY_COMPARE(visitor.said("error").size(), 2);
}

void TestProgressServer::refusesCommandsWhenItOnlyShows()
{
    Served served(patientLimits(), false);
    Visitor visitor(served);
    QTRY_VERIFY(visitor.isGreeted());
    visitor.say(R"({"type":"start","brief":{"text":"Buy AAPL"}})");
    visitor.say(R"({"type":"cancel","session":"run"})");
    visitor.say(R"({"type":"answer","session":"run","text":"x"})");
    QTRY_COMPARE(visitor.said("error").size(), 3);
}

void TestProgressServer::repliesAfterTheClientLeft()
{
    class SlowControl : public ScriptedControl
    {
    public:
        void start(agents::Brief, Reply<QString> reply) override
        {
            const std::lock_guard lock(mutex);
            waiting.push_back(std::move(reply));
        }
        std::size_t count()
        {
            const std::lock_guard lock(mutex);
            return waiting.size();
        }
        std::mutex mutex;
        std::vector<Reply<QString>> waiting;
    };
    SlowControl control;
    const auto history = std::make_shared<serve::RecentEvents>();
    auto server = std::make_unique<serve::ProgressServer>(
        serve::ProgressServer::Options{QString(), patientLimits()}, serve::AccessToken::random(),
        history, &control);
    QVERIFY(server->open());
    auto peer = std::make_unique<RawPeer>(server->port());
    QVERIFY(peer->upgrade(server->token().text()));
    peer->say(R"({"type":"start","brief":{"text":"Buy AAPL"}})");
    peer->say(R"({"type":"start","brief":{"text":"Buy AAPL"}})");
    QTRY_COMPARE(control.count(), 2U);
    peer.reset();
    control.waiting[0](QStringLiteral("a"));
    server.reset();
    control.waiting[1](QStringLiteral("b"));
}

void TestProgressServer::closesItsClientsWhenItEnds()
{
    auto served = std::make_unique<Served>();
    served->publish(kServedRun, 1, 1'000);
    std::vector<std::unique_ptr<Visitor>> visitors;
    for (int i = 0; i < 5; ++i) {
        visitors.push_back(std::make_unique<Visitor>(*served));
        QTRY_VERIFY(visitors.back()->isGreeted());
        visitors.back()->say(R"({"type":"subscribe","session":"*"})");
    }
    RawPeer stuck(served->server.port(), 4'096);
    QVERIFY(stuck.upgrade(served->server.token().text()));
    RawPeer silent(served->server.port());
    served.reset();
    for (const auto& visitor : visitors) {
        QTRY_VERIFY(visitor->isClosed());
        QCOMPARE(visitor->closeCode(), static_cast<int>(QWebSocketProtocol::CloseCodeGoingAway));
    }
    QTRY_VERIFY(stuck.isClosed());
    QTRY_VERIFY(silent.isClosed());
}

void TestProgressServer::countsItsClients()
{
    Served served;
    auto first = std::make_unique<Visitor>(served);
    QTRY_VERIFY(first->isGreeted());
    Visitor second(served);
    QTRY_COMPARE(served.counts.size() ? served.counts.back() : 0, 2);
    first.reset();
    QTRY_COMPARE(served.counts.back(), 1);
}

SW_TEST(TestProgressServer)
#include "tst_progress_server.moc"
