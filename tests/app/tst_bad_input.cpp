// Wrong, empty, hostile and interrupted input: one clear sentence each, the right exit code, and
// nothing lost or half-written.
#include "test_main.h"

#include "command_line.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <csignal>

#include <unistd.h>

using sw::test::isOneSentence;
using sw::test::makeBars;
using sw::test::makeFile;
using sw::test::Ran;
using sw::test::run;

class TestBadInput : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sentences_data();
    void sentences();
    void usage_data();
    void usage();
    void brokenFiles_data();
    void brokenFiles();
    void unreadablePlaces();
    void fullDiskOnStandardOutput();
    void fullDiskKeepsTheOldFile();
    void interruptAtAnyTimeEndsCleanly();
    void interruptKeepsNoHalfFile();

private:
    QTemporaryDir m_folder;
    QString program(const QByteArray& text)
    {
        return makeFile(m_folder.path(), QStringLiteral("program.strat"), text);
    }
};

void TestBadInput::initTestCase()
{
    // Programs that are started without run() record their sessions here.
    qputenv("XDG_DATA_HOME", m_folder.path().toLocal8Bit());
}

void TestBadInput::sentences_data()
{
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QList<int>>("exits");
    QTest::newRow("empty") << QString() << QList<int>{4};
    QTest::newRow("blank") << QStringLiteral("   \t ") << QList<int>{4};
    QTest::newRow("nonsense") << QStringLiteral("colourless green ideas sleep furiously")
                              << QList<int>{4};
    QTest::newRow("unknown symbol")
        << QStringLiteral("Buy ZZZZ when RSI < 30, sell when RSI > 70") << QList<int>{1};
    QTest::newRow("unknown word")
        << QStringLiteral("Buy AAPL when the frobnicator is below 30, sell when RSI > 70")
        << QList<int>{4};
    QTest::newRow("no exit") << QStringLiteral("Buy AAPL when RSI < 30") << QList<int>{4};
    QTest::newRow("100 kB") << QString(100'000, QLatin1Char('x')) << QList<int>{4, 1};
    QTest::newRow("100 kB of words")
        << QStringLiteral("buy AAPL when rsi < 30 and ").repeated(3700) << QList<int>{4, 1};
    QTest::newRow("control characters")
        << QStringLiteral("Buy AAPL\x01\x02 when RSI \x7f< 30") << QList<int>{4, 0};
    QTest::newRow("shell") << QStringLiteral("Buy AAPL when $(rm -rf /) < 30; sell when RSI > 70")
                           << QList<int>{4};
}

void TestBadInput::sentences()
{
    QFETCH(QString, sentence);
    QFETCH(QList<int>, exits);
    const Ran ran = run({QStringLiteral("run"), sentence});
    QVERIFY(!ran.crashed);
    QVERIFY2(exits.contains(ran.exit), ran.err.constData());
    if (ran.exit != 0) {
        QVERIFY2(isOneSentence(ran.err), ran.err.constData());
    }
}

void TestBadInput::usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no command") << QStringList();
    QTest::newRow("unknown command") << QStringList{QStringLiteral("rnu"), QStringLiteral("x")};
    QTest::newRow("no sentence") << QStringList{QStringLiteral("run")};
    QTest::newRow("two sentences")
        << QStringList{QStringLiteral("run"), QStringLiteral("a"), QStringLiteral("b")};
    QTest::newRow("unknown option")
        << QStringList{QStringLiteral("run"), QStringLiteral("a"), QStringLiteral("--frob")};
    QTest::newRow("bad date") << QStringList{QStringLiteral("run"), QStringLiteral("a"),
                                             QStringLiteral("--from"),
                                             QStringLiteral("2016-02-30")};
    QTest::newRow("bad capital") << QStringList{QStringLiteral("run"), QStringLiteral("a"),
                                                QStringLiteral("--capital"),
                                                QStringLiteral("minus ten")};
    QTest::newRow("too many iterations")
        << QStringList{QStringLiteral("run"), QStringLiteral("a"),
                       QStringLiteral("--max-iterations"), QStringLiteral("11")};
    QTest::newRow("model of nobody")
        << QStringList{QStringLiteral("run"), QStringLiteral("a"), QStringLiteral("--model"),
                       QStringLiteral("nobody")};
    QTest::newRow("models of what")
        << QStringList{QStringLiteral("models"), QStringLiteral("sing")};
    QTest::newRow("data without a file")
        << QStringList{QStringLiteral("run"), QStringLiteral("a"), QStringLiteral("--data"),
                       QStringLiteral("AAPL=")};
    QTest::newRow("events and json")
        << QStringList{QStringLiteral("run"), QStringLiteral("a"), QStringLiteral("--events"),
                       QStringLiteral("--json")};
    QTest::newRow("neither file nor text") << QStringList{QStringLiteral("signals")};
    QTest::newRow("no target") << QStringList{QStringLiteral("export"), QStringLiteral("--text"),
                                              QStringLiteral("buy AAPL when RSI < 30, sell > 70")};
}

void TestBadInput::usage()
{
    QFETCH(QStringList, arguments);
    const Ran ran = run(arguments);
    QVERIFY(!ran.crashed);
    QCOMPARE(ran.exit, 2);
    QVERIFY(ran.out.isEmpty());
    QVERIFY2(isOneSentence(ran.err), ran.err.constData());
}

void TestBadInput::brokenFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("says");
    const QByteArray head = "time,open,high,low,close,volume\n";
    const QByteArray good = "2020-01-01,1,2,0.5,1.5,100\n2020-01-02,1,2,0.5,1.5,100\n";
    QTest::newRow("empty") << QByteArray() << QByteArray("empty");
    QTest::newRow("header only") << head << QByteArray("no ");
    QTest::newRow("missing column")
        << QByteArray("time,open,high,close\n2020-01-01,1,2,1.5\n2020-01-02,1,2,1.5\n")
        << QByteArray("low");
    QTest::newRow("too few fields") << head + good + "2020-01-03,1,2\n" << QByteArray("line 4");
    QTest::newRow("not a number") << head + good + "2020-01-03,1,2,0.5,abc,100\n"
                                  << QByteArray("line 4");
    QTest::newRow("not a time") << head + good + "yesterday,1,2,0.5,1.5,100\n"
                                << QByteArray("line 4");
    QTest::newRow("out of order") << head + good +
                                         "2020-01-05,1,2,0.5,1.5,100\n2020-01-04,1,2,0.5,1.5,100\n"
                                  << QByteArray("line 5");
    QTest::newRow("repeated time") << head + good + "2020-01-02,1,2,0.5,1.5,100\n"
                                   << QByteArray("line 4");
    QTest::newRow("not finite") << head + good + "2020-01-03,1,inf,0.5,1.5,100\n"
                                << QByteArray("line 4");
    QTest::newRow("unclosed quote") << head + good + "\"2020-01-03,1,2,0.5,1.5,100\n"
                                    << QByteArray("quote");
    QTest::newRow("binary") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) << QByteArray("");
    QTest::newRow("not UTF-8") << head + good + "2020-01-03,1,2,0.5,1.5,\xff\xfe\n"
                               << QByteArray("");
    QTest::newRow("ambiguous dates")
        << QByteArray("time,open,high,low,close,volume\n01/02/2020,1,2,0.5,1.5,1\n"
                      "02/03/2020,1,2,0.5,1.5,1\n")
        << QByteArray("");
}

void TestBadInput::brokenFiles()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, says);
    const QString path = makeFile(m_folder.path(), QStringLiteral("broken.csv"), content);
    for (const QStringList& arguments :
         {QStringList{QStringLiteral("data"), QStringLiteral("check"), path},
          QStringList{QStringLiteral("run"),
                      QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"),
                      QStringLiteral("--data"), QStringLiteral("AAPL=") + path}}) {
        const Ran ran = run(arguments);
        QVERIFY(!ran.crashed);
        QCOMPARE(ran.exit, 1);
        QVERIFY2(isOneSentence(ran.err), ran.err.constData());
        QVERIFY2(ran.err.contains("broken.csv"), ran.err.constData());
        QVERIFY2(ran.err.contains(says), ran.err.constData());
    }
}

void TestBadInput::unreadablePlaces()
{
    const QString missing = m_folder.filePath(QStringLiteral("missing.strat"));
    QCOMPARE(run({QStringLiteral("check"), missing}).exit, 1);
    QCOMPARE(run({QStringLiteral("check"), m_folder.path()}).exit, 1);
    const QString strategy = program("trade AAPL on daily\nlong when close > open\n"
                                     "exit after 3 bars\n");
    const Ran nowhere = run({QStringLiteral("backtest"), strategy, QStringLiteral("--trades"),
                             QStringLiteral("/proc/no/such/place.csv")});
    QCOMPARE(nowhere.exit, 1);
    QVERIFY2(isOneSentence(nowhere.err), nowhere.err.constData());
    if (geteuid() == 0) {
        return; // root reads what nobody may read
    }
    QFile::setPermissions(strategy, {});
    const Ran forbidden = run({QStringLiteral("check"), strategy});
    QCOMPARE(forbidden.exit, 1);
    QVERIFY2(isOneSentence(forbidden.err), forbidden.err.constData());
}

void TestBadInput::fullDiskOnStandardOutput()
{
    QProcess process;
    process.setStandardOutputFile(QStringLiteral("/dev/full"));
    process.start(
        QStringLiteral(SW_CLI),
        {QStringLiteral("run"), QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70")});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(isOneSentence(process.readAllStandardError()));
}

void TestBadInput::fullDiskKeepsTheOldFile()
{
    QTemporaryDir place;
    if (QProcess::execute(QStringLiteral("mount"),
                          {QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"),
                           QStringLiteral("size=16k"), QStringLiteral("tmpfs"), place.path()}) !=
        0) {
        QSKIP("mounting a tiny file system needs the rights of root");
    }
    const QString path = place.filePath(QStringLiteral("equity.csv"));
    makeFile(place.path(), QStringLiteral("equity.csv"), "the old content\n");
    const Ran ran =
        run({QStringLiteral("backtest"),
             program("trade AAPL on daily\nlong when close > open\nexit after 3 bars\n"),
             QStringLiteral("--equity"), path});
    QFile file(path);
    const bool opened = file.open(QIODevice::ReadOnly);
    const QByteArray content = file.readAll();
    const QStringList left = QDir(place.path()).entryList(QDir::Files | QDir::Hidden);
    file.close();
    QProcess::execute(QStringLiteral("umount"), {place.path()});
    QCOMPARE(ran.exit, 1);
    QVERIFY2(isOneSentence(ran.err), ran.err.constData());
    QVERIFY(opened);
    QCOMPARE(content, QByteArray("the old content\n"));
    QCOMPARE(left, QStringList{QStringLiteral("equity.csv")});
}

/// Waits until a started command line listens to Ctrl-C: before it does, the system ends it.
bool listensToInterrupts(const QProcess& process)
{
    for (int tries = 0; tries < 6000; ++tries) {
        QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
        if (!status.open(QIODevice::ReadOnly)) {
            return false;
        }
        const QByteArray text = status.readAll();
        const qsizetype at = text.indexOf("SigBlk:");
        if ((text.mid(at + 8, 16).toULongLong(nullptr, 16) & (1u << (SIGINT - 1))) != 0) {
            return true;
        }
        QThread::msleep(5);
    }
    return false;
}

void TestBadInput::interruptAtAnyTimeEndsCleanly()
{
    const QString bars = makeBars(m_folder.path(), QStringLiteral("long.csv"), 60'000);
    for (int delayMs = 0; delayMs <= 400; delayMs += 25) {
        QProcess process;
        process.start(
            QStringLiteral(SW_CLI),
            {QStringLiteral("run"), QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"),
             QStringLiteral("--data"), QStringLiteral("AAPL=") + bars, QStringLiteral("--json")});
        QVERIFY(process.waitForStarted());
        QVERIFY(listensToInterrupts(process));
        QThread::msleep(static_cast<unsigned long>(delayMs));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QVERIFY2(process.exitCode() == 130 || process.exitCode() == 0,
                 QByteArray::number(process.exitCode()).constData());
    }
}

void TestBadInput::interruptKeepsNoHalfFile()
{
    const QString bars = makeBars(m_folder.path(), QStringLiteral("longer.csv"), 200'000);
    const QString strategy = program("trade AAPL on daily\nlong when close > open\n"
                                     "exit after 3 bars\n");
    QTemporaryDir results;
    const QString path = results.filePath(QStringLiteral("trades.csv"));
    for (int delayMs = 50; delayMs <= 900; delayMs += 50) {
        QFile::remove(path);
        QProcess process;
        process.start(QStringLiteral(SW_CLI),
                      {QStringLiteral("backtest"), strategy, QStringLiteral("--data"),
                       QStringLiteral("AAPL=") + bars, QStringLiteral("--trades"), path});
        QVERIFY(process.waitForStarted());
        QThread::msleep(static_cast<unsigned long>(delayMs));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QFile file(path);
        if (file.open(QIODevice::ReadOnly)) {
            // The file is there only as a whole: its last line is complete.
            const QByteArray content = file.readAll();
            QVERIFY(content.endsWith('\n'));
            QCOMPARE(content.trimmed().split('\n').last().count(','),
                     content.split('\n').first().count(','));
        }
    }
}

SW_TEST(TestBadInput)
#include "tst_bad_input.moc"
