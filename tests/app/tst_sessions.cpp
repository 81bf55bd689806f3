// Recorded runs on the command line: listed, shown, replayed, carried elsewhere, resumed, deleted.
#include "shared_words.h"
#include "test_main.h"

#include "command_line.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>

using sw::test::isOneSentence;
using sw::test::makeBars;
using sw::test::makeFile;
using sw::test::Ran;

namespace {

using sw::test::kSentence;

} // namespace

class TestSessions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void listsWhatWasRun();
    void leavesOutWhatIsNotToBeRecorded();
    void showsTheRunAsItWas();
    void replaysTheSameBytes();
    void comparesTwoRuns();
    void renamesTagsAndFinds();
    void carriesASessionToAnotherMachine();
    void resumesAKilledRun();
    void saysOneSentenceForWrongRequests_data();
    void saysOneSentenceForWrongRequests();
    void runsOnWithoutASessionFile();
    void deletesASession();

private:
    Ran sessions(const QStringList& arguments, const QString& home = {})
    {
        return sw::test::run(QStringList{QStringLiteral("sessions")} + arguments, {},
                             home.isEmpty() ? m_home.path() : home);
    }
    Ran run(const QStringList& arguments)
    {
        return sw::test::run(QStringList{QStringLiteral("run")} + arguments, {}, m_home.path());
    }
    QTemporaryDir m_home;
    QString m_first, m_second;
    QByteArray m_events; ///< of the second, as run printed them
};

void TestSessions::initTestCase()
{
    const Ran json = run({kSentence, QStringLiteral("--json")});
    QCOMPARE(json.exit, 0);
    m_first = json.json().value(QStringLiteral("session")).toString();
    QCOMPARE(m_first.size(), 36);
    const Ran events =
        run({QStringLiteral("Buy AAPL when RSI < 35, sell when RSI > 65"),
             QStringLiteral("--events"), QStringLiteral("--max-iterations"), QStringLiteral("2")});
    QCOMPARE(events.exit, 0);
    m_events = events.out;
    m_second = QJsonDocument::fromJson(m_events.left(m_events.indexOf('\n')))
                   .object()
                   .value(QStringLiteral("session"))
                   .toString();
    QVERIFY(m_first != m_second);
}

void TestSessions::listsWhatWasRun()
{
    const Ran ran = sessions({QStringLiteral("list"), QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    const QJsonObject json = ran.json();
    QCOMPARE(json.value(QStringLiteral("total")).toInt(), 2);
    const QJsonObject newest = json.value(QStringLiteral("sessions")).toArray()[0].toObject();
    QCOMPARE(newest.value(QStringLiteral("id")).toString(), m_second);
    for (const char* key : {"id", "name", "words", "symbol", "state", "verdict", "model", "program",
                            "tags", "created", "sharpe", "trades", "events"}) {
        QVERIFY2(newest.contains(QLatin1String(key)), key);
    }
    QCOMPARE(newest.value(QStringLiteral("state")).toString(), QStringLiteral("completed"));
    QCOMPARE(newest.value(QStringLiteral("symbol")).toString(), QStringLiteral("AAPL"));
    const Ran text = sessions({QStringLiteral("list")});
    QCOMPARE(text.out.count('\n'), 2);
    QVERIFY(text.out.contains(m_first.left(8).toLatin1()));
    const Ran said = run({kSentence});
    QVERIFY2(said.err.contains("sessions show") && isOneSentence(said.err), said.err.constData());
    QVERIFY(sessions({QStringLiteral("delete"), QString::fromLatin1(said.err.mid(8, 8))}).exit ==
            0);
}

void TestSessions::leavesOutWhatIsNotToBeRecorded()
{
    const Ran ran = run({kSentence, QStringLiteral("--no-session"), QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    QVERIFY(ran.json().value(QStringLiteral("session")).isNull());
    const Ran listed = sessions({QStringLiteral("list"), QStringLiteral("--json")});
    QCOMPARE(listed.json().value(QStringLiteral("total")).toInt(), 2);
}

void TestSessions::showsTheRunAsItWas()
{
    const Ran ran = sessions({QStringLiteral("show"), m_first.left(10), QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    const QJsonObject json = ran.json();
    const QJsonObject reopened = json.value(QStringLiteral("reopened")).toObject();
    QVERIFY2(reopened.value(QStringLiteral("identical")).toBool(),
             qPrintable(reopened.value(QStringLiteral("sentence")).toString()));
    QCOMPARE(json.value(QStringLiteral("outcome"))
                 .toObject()
                 .value(QStringLiteral("resultAsAsked"))
                 .toObject()
                 .value(QStringLiteral("trades"))
                 .toArray()
                 .size(),
             5);
    QVERIFY(json.value(QStringLiteral("session")).toObject().contains(QStringLiteral("brief")));
    const Ran text = sessions({QStringLiteral("show"), m_first});
    QVERIFY(text.out.contains("everything is as it was"));
    QVERIFY(text.out.contains("Sharpe ratio"));
}

void TestSessions::replaysTheSameBytes()
{
    const Ran ran = sessions({QStringLiteral("replay"), m_second, QStringLiteral("--events")});
    QCOMPARE(ran.exit, 0);
    QCOMPARE(ran.out, m_events);
    const Ran json = sessions({QStringLiteral("replay"), m_second, QStringLiteral("--json")});
    QCOMPARE(json.json().value(QStringLiteral("events")).toArray().size(), m_events.count('\n'));
    QCOMPARE(sessions({QStringLiteral("replay"), m_second}).out.count('\n'), m_events.count('\n'));
}

void TestSessions::comparesTwoRuns()
{
    const Ran ran =
        sessions({QStringLiteral("compare"), m_first, m_second, QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    QVERIFY(ran.json().value(QStringLiteral("sameData")).toBool());
    bool found = false;
    for (const QJsonValue& row : ran.json().value(QStringLiteral("asked")).toArray()) {
        if (row.toObject().value(QStringLiteral("id")) == QLatin1String("trades")) {
            found = true;
            QCOMPARE(row.toObject().value(QStringLiteral("first")).toInt(), 5);
            QVERIFY(row.toObject().value(QStringLiteral("second")).toInt() > 5);
        }
    }
    QVERIFY(found);
    QVERIFY(sessions({QStringLiteral("compare"), m_first, m_second}).out.contains("Sharpe ratio"));
}

void TestSessions::renamesTagsAndFinds()
{
    const Ran renamed = sessions({QStringLiteral("rename"), m_first,
                                  QStringLiteral("My fine study"), QStringLiteral("--json")});
    QCOMPARE(renamed.exit, 0);
    QCOMPARE(renamed.json().value(QStringLiteral("name")).toString(),
             QStringLiteral("My fine study"));
    QCOMPARE(sessions({QStringLiteral("tag"), m_first, QStringLiteral("keep"),
                       QStringLiteral("rsi study")})
                 .exit,
             0);
    for (const char* words : {"fine STUDY", "keep", "aapl fine"}) {
        const Ran found = sessions({QStringLiteral("list"), QStringLiteral("--search"),
                                    QLatin1String(words), QStringLiteral("--json")});
        QCOMPARE(found.json().value(QStringLiteral("total")).toInt(), 1);
    }
    const Ran tagged =
        sessions({QStringLiteral("list"), QStringLiteral("--tag"), QStringLiteral("rsi study")});
    QCOMPARE(tagged.out.count('\n'), 1);
    const Ran paged =
        sessions({QStringLiteral("list"), QStringLiteral("--most"), QStringLiteral("1"),
                  QStringLiteral("--sort"), QStringLiteral("oldest"), QStringLiteral("--json")});
    const QJsonArray rows = paged.json().value(QStringLiteral("sessions")).toArray();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].toObject().value(QStringLiteral("id")).toString(), m_first);
}

void TestSessions::carriesASessionToAnotherMachine()
{
    const QTemporaryDir elsewhere;
    const QString file = elsewhere.filePath(QStringLiteral("run.swb"));
    const Ran wrote = sessions({QStringLiteral("bundle"), m_second.left(12), QStringLiteral("-o"),
                                file, QStringLiteral("--json")});
    QCOMPARE(wrote.exit, 0);
    QVERIFY(wrote.json().value(QStringLiteral("bytes")).toInt() > 1000);
    const Ran read = sessions({QStringLiteral("import"), file}, elsewhere.path());
    QVERIFY2(read.exit == 0, read.err.constData());
    const Ran shown =
        sessions({QStringLiteral("show"), m_second, QStringLiteral("--json")}, elsewhere.path());
    QVERIFY(shown.json()
                .value(QStringLiteral("reopened"))
                .toObject()
                .value(QStringLiteral("identical"))
                .toBool());
    QCOMPARE(
        sessions({QStringLiteral("replay"), m_second, QStringLiteral("--events")}, elsewhere.path())
            .out,
        m_events);
    const Ran again = sessions({QStringLiteral("import"), file}, elsewhere.path());
    QCOMPARE(again.exit, 1);
    QVERIFY2(isOneSentence(again.err) && again.err.contains("here already"), again.err.constData());
}

void TestSessions::resumesAKilledRun()
{
    const QString bars = makeBars(m_home.path(), QStringLiteral("long.csv"), 60'000);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home.path());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SW_CLI),
                  {QStringLiteral("run"), kSentence, QStringLiteral("--data"),
                   QStringLiteral("AAPL=") + bars, QStringLiteral("--events")});
    QByteArray printed;
    while (printed.count('\n') < 9 && process.waitForReadyRead(60'000)) {
        printed += process.readAllStandardOutput();
    }
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    QVERIFY(process.waitForFinished(60'000));
    printed += process.readAllStandardOutput();
    printed.truncate(printed.lastIndexOf('\n') + 1);
    const QString id = QJsonDocument::fromJson(printed.left(printed.indexOf('\n')))
                           .object()
                           .value(QStringLiteral("session"))
                           .toString();
    const Ran shown = sessions({QStringLiteral("show"), id, QStringLiteral("--json")});
    QCOMPARE(shown.json()
                 .value(QStringLiteral("session"))
                 .toObject()
                 .value(QStringLiteral("state"))
                 .toString(),
             QStringLiteral("unfinished"));
    QVERIFY(sessions({QStringLiteral("replay"), id, QStringLiteral("--events")})
                .out.startsWith(printed));
    // Its bars lie in the session, or where --data named them.
    const Ran resumed = sessions({QStringLiteral("resume"), id, QStringLiteral("--json")});
    QVERIFY2(resumed.exit == 0, resumed.err.constData());
    QCOMPARE(resumed.json().value(QStringLiteral("session")).toString(), id);
    const Ran again = sessions({QStringLiteral("resume"), id});
    QCOMPARE(again.exit, 1);
    QVERIFY(isOneSentence(again.err));
    QVERIFY(sessions({QStringLiteral("replay"), id, QStringLiteral("--events")})
                .out.startsWith(printed));
}

void TestSessions::saysOneSentenceForWrongRequests_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exit");
    const QString id = m_first;
    QTest::newRow("nothing") << QStringList() << 2;
    QTest::newRow("unknown action") << QStringList{QStringLiteral("frob")} << 2;
    QTest::newRow("no id") << QStringList{QStringLiteral("show")} << 2;
    QTest::newRow("unknown id") << QStringList{QStringLiteral("show"), QStringLiteral("nobody")}
                                << 1;
    QTest::newRow("empty id") << QStringList{QStringLiteral("show"), QString()} << 1;
    QTest::newRow("no file") << QStringList{QStringLiteral("bundle"), id} << 2;
    QTest::newRow("no place for the file")
        << QStringList{QStringLiteral("bundle"), id, QStringLiteral("-o"),
                       QStringLiteral("/proc/no/such.swb")}
        << 1;
    QTest::newRow("no such bundle")
        << QStringList{QStringLiteral("import"), QStringLiteral("/nowhere.swb")} << 1;
    QTest::newRow("a folder") << QStringList{QStringLiteral("import"), QStringLiteral("/")} << 1;
    QTest::newRow("endless") << QStringList{QStringLiteral("import"), QStringLiteral("/dev/zero")}
                             << 1;
    QTest::newRow("no bundle") << QStringList{QStringLiteral("import"), QStringLiteral(SW_CLI)}
                               << 1;
    QTest::newRow("no name") << QStringList{QStringLiteral("rename"), id, QStringLiteral(" ")} << 1;
    QTest::newRow("strange order")
        << QStringList{QStringLiteral("list"), QStringLiteral("--sort"), QStringLiteral("moon")}
        << 2;
    QTest::newRow("resume what is over") << QStringList{QStringLiteral("resume"), id} << 1;
    QTest::newRow("two outputs") << QStringList{QStringLiteral("replay"), id,
                                                QStringLiteral("--json"),
                                                QStringLiteral("--events")}
                                 << 2;
}

void TestSessions::saysOneSentenceForWrongRequests()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exit);
    const Ran ran = sessions(arguments);
    QVERIFY(!ran.crashed);
    QVERIFY2(isOneSentence(ran.err), ran.err.constData());
    QCOMPARE(ran.exit, exit);
    QVERIFY(ran.out.isEmpty());
}

void TestSessions::runsOnWithoutASessionFile()
{
    const QTemporaryDir home;
    QDir(home.path()).mkpath(QStringLiteral("stratwright/sessions.sqlite")); // a folder
    const Ran ran = sw::test::run({QStringLiteral("run"), kSentence, QStringLiteral("--json")}, {},
                                  home.path());
    QCOMPARE(ran.exit, 0);
    QVERIFY2(isOneSentence(ran.err) && ran.err.contains("not recorded"), ran.err.constData());
    QVERIFY(ran.json().value(QStringLiteral("session")).isNull());
    QCOMPARE(ran.json().value(QStringLiteral("state")).toString(), QStringLiteral("completed"));
    // Not a database: put aside, and a new one begun.
    const QTemporaryDir other;
    QDir(other.path()).mkpath(QStringLiteral("stratwright"));
    makeFile(other.path() + QStringLiteral("/stratwright"), QStringLiteral("sessions.sqlite"),
             QByteArray(5000, 'x'));
    const Ran listed = sessions({QStringLiteral("list"), QStringLiteral("--json")}, other.path());
    QCOMPARE(listed.exit, 0);
    QVERIFY2(isOneSentence(listed.err) && listed.err.contains("damaged"), listed.err.constData());
    QVERIFY(QFile::exists(other.filePath(QStringLiteral("stratwright/sessions.sqlite.damaged-1"))));
}

void TestSessions::deletesASession()
{
    const Ran ran = sessions({QStringLiteral("delete"), m_second, QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    QCOMPARE(ran.json().value(QStringLiteral("deleted")).toString(), m_second);
    QCOMPARE(sessions({QStringLiteral("show"), m_second}).exit, 1);
    const Ran left = sessions({QStringLiteral("show"), m_first, QStringLiteral("--json")});
    QVERIFY(left.json()
                .value(QStringLiteral("reopened"))
                .toObject()
                .value(QStringLiteral("identical"))
                .toBool());
}

SW_TEST(TestSessions)
#include "tst_sessions.moc"
