// The main journey: a sentence becomes a tested, explained, refined strategy.
#include "shared_words.h"
#include "test_main.h"

#include "command_line.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <set>

using sw::test::makeFile;
using sw::test::Ran;
using sw::test::run;

namespace {

using sw::test::kSentence;

} // namespace

class TestRun : public QObject
{
    Q_OBJECT

private slots:
    void answersTheSentence();
    void saysEachThingOnceAndInGoodOrder();
    void aProgramsAssumptionIsToldOnce();
    void repeatsItselfExactly();
    void streamsEventsInOrder();
    void explainsZeroTradesWithComputedWhatIfs();
    void keepsTheUsersNumbers();
    void oneIterationIsJustTheBacktest();
    void limitsTheWindow();
};

void TestRun::answersTheSentence()
{
    const Ran ran = run({QStringLiteral("run"), kSentence, QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    const QJsonObject json = ran.json();
    QCOMPARE(json.value(QStringLiteral("state")).toString(), QStringLiteral("completed"));
    const QJsonObject asked = json.value(QStringLiteral("resultAsAsked")).toObject();
    QCOMPARE(asked.value(QStringLiteral("trades")).toArray().size(), 5);
    QVERIFY(!asked.value(QStringLiteral("attribution")).toArray().isEmpty());
    const QJsonArray iterations = json.value(QStringLiteral("iterations")).toArray();
    QVERIFY(iterations.size() >= 1 && iterations.size() <= 5);
    for (const QJsonValue& item : iterations) {
        QVERIFY(!item.toObject().value(QStringLiteral("reason")).toString().isEmpty());
    }
    QVERIFY(!json.value(QStringLiteral("verdict"))
                 .toObject()
                 .value(QStringLiteral("reasons"))
                 .toArray()
                 .isEmpty());
    QVERIFY(json.value(QStringLiteral("trials")).toArray().size() >= 2);
    QVERIFY(json.value(QStringLiteral("provenance"))
                .toObject()
                .value(QStringLiteral("data"))
                .toArray()
                .first()
                .toString()
                .contains(QStringLiteral("fingerprint")));
    const Ran text = run({QStringLiteral("run"), kSentence});
    QCOMPARE(text.exit, 0);
    for (const char* part : {"long when rsi(close, 14?) < 30", "Trades as asked", "Iterations",
                             "Verdict", "Provenance"}) {
        QVERIFY2(text.out.contains(part), part);
    }
}

void TestRun::saysEachThingOnceAndInGoodOrder()
{
    const Ran ran = run({QStringLiteral("run"), kSentence});
    QCOMPARE(ran.exit, 0);
    const QString text = QString::fromUtf8(ran.out);
    static const QRegularExpression one(QStringLiteral("\\b1 (trades|bars|signals|variants)\\b"));
    QVERIFY2(!one.match(text).hasMatch(), qPrintable(one.match(text).captured()));
    QVERIFY(text.contains(QLatin1String("(1 trade)")));
    for (const char* once : {"rsi length", "daily bars, because", "commission", "no capital"}) {
        QCOMPARE(text.count(QLatin1String(once)), 1);
    }
    QVERIFY(!text.contains(QLatin1String("; assumed: ")));
    QVERIFY(!text.contains(QLatin1String(" %")));
    // The values of the figures end in one column.
    static const QRegularExpression value(
        QStringLiteral("^  (Return|Sharpe ratio|Closed trades|Slippage) +(\\S+)"),
        QRegularExpression::MultilineOption);
    std::set<qsizetype> ends;
    int figures = 0;
    for (auto matches = value.globalMatch(text); matches.hasNext(); ++figures) {
        const QRegularExpressionMatch match = matches.next();
        ends.insert(match.capturedEnd(2) - match.capturedStart(0));
    }
    QVERIFY(figures >= 4);
    QCOMPARE(ends.size(), std::size_t(1));
}

void TestRun::aProgramsAssumptionIsToldOnce()
{
    const QTemporaryDir folder;
    const QString path = makeFile(folder.path(), QStringLiteral("p.strat"),
                                  "trade AAPL on daily\nlong when rsi(close, 14?) < 30\n"
                                  "exit when rsi(close, 14?) > 70\n");
    const Ran ran = run({QStringLiteral("backtest"), path});
    QCOMPARE(ran.exit, 0);
    QCOMPARE(ran.out.count("rsi length 14 was not stated"), 1);
}

void TestRun::repeatsItselfExactly()
{
    QJsonObject first = run({QStringLiteral("run"), kSentence, QStringLiteral("--json")}).json();
    QJsonObject second = run({QStringLiteral("run"), kSentence, QStringLiteral("--json")}).json();
    for (const char* each : {"elapsedMs", "session"}) {
        first.remove(QLatin1String(each));
        second.remove(QLatin1String(each));
    }
    QCOMPARE(QJsonDocument(first).toJson(), QJsonDocument(second).toJson());
}

void TestRun::streamsEventsInOrder()
{
    const Ran ran = run({QStringLiteral("run"), kSentence, QStringLiteral("--events")});
    QCOMPARE(ran.exit, 0);
    qint64 seq = 0;
    QString last;
    for (const QByteArray& line : ran.out.trimmed().split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        QCOMPARE(event.value(QStringLiteral("seq")).toInteger(), ++seq);
        for (const char* key : {"session", "time", "type", "agent", "iteration", "maxIterations",
                                "action", "message", "data"}) {
            QVERIFY2(event.contains(QString::fromLatin1(key)), key);
        }
        last = event.value(QStringLiteral("type")).toString();
    }
    QVERIFY(seq > 10);
    QCOMPARE(last, QStringLiteral("complete"));
}

void TestRun::explainsZeroTradesWithComputedWhatIfs()
{
    const Ran ran =
        run({QStringLiteral("run"), QStringLiteral("Buy AAPL when RSI < 10, sell when RSI > 70"),
             QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    const QJsonObject asked = ran.json().value(QStringLiteral("resultAsAsked")).toObject();
    QVERIFY(asked.value(QStringLiteral("trades")).toArray().isEmpty());
    const QJsonObject symbol =
        asked.value(QStringLiteral("attribution")).toArray().first().toObject();
    const QJsonObject entry = symbol.value(QStringLiteral("rules")).toArray().first().toObject();
    QCOMPARE(entry.value(QStringLiteral("allTrue")).toInt(), 0);
    const QJsonArray changes = entry.value(QStringLiteral("counterFactuals")).toArray();
    QVERIFY(!changes.isEmpty());
    // Each what-if is checked by running it.
    for (const QJsonValue& value : changes) {
        const QJsonObject change = value.toObject();
        const QString level =
            QString::number(change.value(QStringLiteral("threshold")).toDouble(), 'g', 17);
        const Ran again = run(
            {QStringLiteral("run"),
             QStringLiteral("Buy AAPL when RSI(14) < %1, sell when RSI(14) > 70").arg(level),
             QStringLiteral("--max-iterations"), QStringLiteral("1"), QStringLiteral("--json")});
        const QJsonObject orders = again.json()
                                       .value(QStringLiteral("resultAsAsked"))
                                       .toObject()
                                       .value(QStringLiteral("orders"))
                                       .toObject()
                                       .value(QStringLiteral("AAPL"))
                                       .toObject();
        QCOMPARE(orders.value(QStringLiteral("entrySignals")).toInt(),
                 change.value(QStringLiteral("signals")).toInt());
    }
}

void TestRun::keepsTheUsersNumbers()
{
    const Ran ran = run({QStringLiteral("run"), kSentence, QStringLiteral("--keep-my-numbers"),
                         QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    for (const QJsonValue& item : ran.json().value(QStringLiteral("iterations")).toArray()) {
        for (const QJsonValue& edit : item.toObject().value(QStringLiteral("edits")).toArray()) {
            QVERIFY(!edit.toObject().value(QStringLiteral("padlocked")).toBool());
        }
        const QString source = item.toObject().value(QStringLiteral("source")).toString();
        QVERIFY(source.contains(QStringLiteral("< 30\n")));
        QVERIFY(source.contains(QStringLiteral("> 70\n")));
    }
}

void TestRun::oneIterationIsJustTheBacktest()
{
    const Ran ran = run({QStringLiteral("run"), kSentence, QStringLiteral("--max-iterations"),
                         QStringLiteral("1"), QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    QCOMPARE(ran.json().value(QStringLiteral("iterations")).toArray().size(), 1);
}

void TestRun::limitsTheWindow()
{
    const Ran ran = run({QStringLiteral("run"), kSentence, QStringLiteral("--from"),
                         QStringLiteral("2016-01-01"), QStringLiteral("--to"),
                         QStringLiteral("2017-12-31"), QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    const QJsonObject asked = ran.json().value(QStringLiteral("resultAsAsked")).toObject();
    const QJsonObject summary = asked.value(QStringLiteral("summary")).toObject();
    QVERIFY(summary.value(QStringLiteral("first")).toString() >= QStringLiteral("2016-01-01"));
    QVERIFY(summary.value(QStringLiteral("last")).toString() <= QStringLiteral("2017-12-31"));
}

SW_TEST(TestRun)
#include "tst_run.moc"
