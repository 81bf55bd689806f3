#include "test_main.h"

#include "llm/event_stream.h"

#include <QRandomGenerator>

using namespace sw::llm;

Q_DECLARE_METATYPE(std::vector<StreamEvent>)

namespace {

std::vector<StreamEvent> whole(const QByteArray& bytes)
{
    EventStream stream;
    return stream.take(bytes);
}

std::vector<StreamEvent> inPieces(const QByteArray& bytes, QRandomGenerator* random)
{
    EventStream stream;
    std::vector<StreamEvent> events;
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype length = random ? random->bounded(0, 6) : 1;
        for (StreamEvent& event : stream.take(bytes.mid(at, length))) {
            events.push_back(std::move(event));
        }
        at += length;
    }
    return events;
}

StreamEvent named(const char* name, const char* data)
{
    return {QByteArray(name), QByteArray(data)};
}

} // namespace

class TestEventStream : public QObject
{
    Q_OBJECT

private slots:
    void eventsAreTheSameHoweverTheyAreCut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<std::vector<StreamEvent>>("expected");
        const std::vector<StreamEvent> one{named("a", "1")};
        QTest::newRow("1 named event") << QByteArray("event: a\ndata: 1\n\n") << one;
        QTest::newRow("2 carriage return and line feed")
            << QByteArray("event: a\r\ndata: 1\r\n\r\n") << one;
        QTest::newRow("2 carriage return alone") << QByteArray("event: a\rdata: 1\r\r") << one;
        const std::vector<StreamEvent> x{named("message", "x")};
        QTest::newRow("3 byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                         "data: x\n\n")
                                           << x;
        QTest::newRow("4 comment") << QByteArray(": hello\n\ndata: x\n\n") << x;
        QTest::newRow("5 two lines of data") << QByteArray("data: a\ndata: b\n\n")
                                             << std::vector<StreamEvent>{named("message", "a\nb")};
        QTest::newRow("6 no space after the colon")
            << QByteArray("data:{\"k\":1}\n\n")
            << std::vector<StreamEvent>{named("message", "{\"k\":1}")};
        QTest::newRow("7 character cut in two")
            << QByteArray("data: caf\xC3\xA9\n\n")
            << std::vector<StreamEvent>{named("message", "caf\xC3\xA9")};
        QTest::newRow("8 unterminated") << QByteArray("data: x\n") << std::vector<StreamEvent>{};
        QTest::newRow("9 ping") << QByteArray("event: ping\ndata: {\"type\":\"ping\"}\n\n")
                                << std::vector<StreamEvent>{named("ping", "{\"type\":\"ping\"}")};
        QTest::newRow("11 end marker") << QByteArray("data: [DONE]\n\n")
                                       << std::vector<StreamEvent>{named("message", "[DONE]")};
        QTest::newRow("name without data") << QByteArray("event: a\n\ndata: x\n\n") << x;
        QTest::newRow("field without colon")
            << QByteArray("data\n\n") << std::vector<StreamEvent>{named("message", "")};
        QTest::newRow("only one space goes")
            << QByteArray("data:  x\n\n") << std::vector<StreamEvent>{named("message", " x")};
        QTest::newRow("fields for reconnecting")
            << QByteArray("id: 7\nretry: 10\nfoo: 1\ndata: x\n\n") << x;
    }

    void eventsAreTheSameHoweverTheyAreCut()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(std::vector<StreamEvent>, expected);
        QVERIFY(whole(bytes) == expected);
        QVERIFY(inPieces(bytes, nullptr) == expected);
        QRandomGenerator random(7);
        for (int i = 0; i < 200; ++i) {
            QVERIFY(inPieces(bytes, &random) == expected);
        }
    }

    void lineWithoutEndIsAnErrorAndNotMemory()
    {
        EventStream stream;
        const QByteArray piece(1024 * 1024, 'x');
        for (int i = 0; i < 8; ++i) {
            stream.take(piece);
        }
        QVERIFY(!stream.error());
        stream.take("x");
        QVERIFY(stream.error());
        QCOMPARE(*stream.error(), QStringLiteral("line too long"));
        QVERIFY(stream.take("\n\ndata: x\n\n").empty());
    }

    void eventOfManyLinesIsBoundedToo()
    {
        EventStream stream;
        const QByteArray line = "data: " + QByteArray(1024 * 1024, 'x') + '\n';
        for (int i = 0; i < 9; ++i) {
            stream.take(line);
        }
        QVERIFY(stream.error());
        QCOMPARE(*stream.error(), QStringLiteral("event too long"));
    }

    void linesAreTheSameHoweverTheyAreCut()
    {
        const QByteArray bytes = "{\"a\":1}\n\r\n{\"b\":\"\xC3\xA9\"}\r\n{\"c\":3}";
        const std::vector<QByteArray> expected{"{\"a\":1}", "{\"b\":\"\xC3\xA9\"}"};
        LineStream atOnce;
        QVERIFY(atOnce.take(bytes) == expected);
        QCOMPARE(atOnce.rest(), QByteArray("{\"c\":3}"));
        LineStream byByte;
        std::vector<QByteArray> lines;
        for (const char c : bytes) {
            for (const QByteArray& line : byByte.take(QByteArray(1, c))) {
                lines.push_back(line);
            }
        }
        QVERIFY(lines == expected);
        QCOMPARE(byByte.rest(), QByteArray("{\"c\":3}"));
    }

    void endlessLineOfJsonIsAnError()
    {
        LineStream stream;
        stream.take(QByteArray(kLongestPieceBytes, 'x'));
        QVERIFY(!stream.error());
        QVERIFY(stream.take("x").empty());
        QVERIFY(stream.error());
        QVERIFY(stream.take("{}\n").empty());
        QVERIFY(stream.rest().isEmpty());
    }

    void wholeBodyIsBounded()
    {
        WholeBody body;
        body.take("{");
        body.take("}");
        QCOMPARE(body.bytes(), QByteArray("{}"));
        body.take(QByteArray(kLongestPieceBytes, ' '));
        QVERIFY(body.error());
        QVERIFY(body.bytes().isEmpty());
    }
};

SW_TEST(TestEventStream)
#include "tst_event_stream.moc"
