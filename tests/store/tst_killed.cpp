// A run that is killed at any moment: nothing that was told is lost, and it can be continued.
#include "test_main.h"

#include "store_runs.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <random>

#include <csignal>

using namespace sw;
using namespace sw::test;
using namespace sw::store;

class TestKilled : public QObject
{
    Q_OBJECT

private slots:
    void losesNothingThatWasTold();

private:
    /// What a run had printed that was killed so long after its start, or after its first event:
    /// whole lines only.
    static std::vector<QByteArray> printedUntilKilled(const QString& path, qint64 afterUs,
                                                      bool afterFirst);
};

std::vector<QByteArray> TestKilled::printedUntilKilled(const QString& path, qint64 afterUs,
                                                       bool afterFirst)
{
    QProcess process;
    process.start(QStringLiteral(SW_STORE_RUNNER), {path, QStringLiteral("1")});
    process.waitForStarted();
    if (afterFirst) {
        process.waitForReadyRead();
    }
    QThread::usleep(static_cast<unsigned long>(afterUs));
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    process.waitForFinished();
    QByteArray printed = process.readAllStandardOutput();
    printed.truncate(printed.lastIndexOf('\n') + 1);
    std::vector<QByteArray> lines;
    for (const QByteArray& line : printed.split('\n')) {
        if (!line.isEmpty()) {
            lines.push_back(line);
        }
    }
    return lines;
}

void TestKilled::losesNothingThatWasTold()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("killed.sqlite"));
    qint64 startUs = 60'000'000, runUs = 60'000'000; // to the first event, and from there on
    for (int i = 0; i < 3; ++i) {                    // the first also makes the file
        QProcess process;
        QElapsedTimer clock;
        clock.start();
        process.start(QStringLiteral(SW_STORE_RUNNER), {path, QStringLiteral("1")});
        QVERIFY(process.waitForReadyRead());
        startUs = std::min(startUs, clock.nsecsElapsed() / 1000);
        clock.restart();
        QVERIFY(process.waitForFinished());
        runUs = std::min(runUs, clock.nsecsElapsed() / 1000);
    }
    SessionQuery newest;
    newest.most = 1;
    const int kills = cases(200);
    std::mt19937 random(4711);
    int unfinished = 0, resumed = 0, toldSome = 0;
    for (int round = 0; round < kills; ++round) {
        const bool afterFirst = round % 4 != 3;
        const auto lines = printedUntilKilled(
            path, static_cast<qint64>(random()) % (afterFirst ? runUs : startUs), afterFirst);
        const auto store = openStore(path);
        QVERIFY2(store->notice().isEmpty(), qPrintable(store->notice()));
        const Status sound = store->check();
        QVERIFY2(sound, sound ? "" : sound.error().text().c_str());
        const SessionSummary latest = store->list(newest)->sessions.at(0);
        if (!lines.empty()) {
            ++toldSome;
            const QString id = QJsonDocument::fromJson(lines[0])
                                   .object()
                                   .value(QStringLiteral("session"))
                                   .toString();
            QCOMPARE(latest.id, id);
            const auto kept = store->events(id);
            QVERIFY(kept && kept->size() >= lines.size());
            QVERIFY(std::equal(lines.begin(), lines.end(), kept->begin()));
        }
        if (!latest.isUnfinished()) {
            QCOMPARE(latest.state, QStringLiteral("completed"));
            continue;
        }
        ++unfinished;
        if (unfinished % 4 != 0) {
            continue; // the others stay as they are, beside the next runs
        }
        const qint64 before = *store->lastEvent(latest.id);
        const Told told = record(store, testPorts(), {}, latest.id);
        QVERIFY2(told.outcome, qPrintable(told.notRecorded.join(QLatin1Char(' '))));
        QCOMPARE(told.outcome->state, agents::RunState::Completed);
        QCOMPARE(told.events.front().seq, before + 1);
        QCOMPARE(store->session(latest.id)->summary.state, QStringLiteral("completed"));
        ++resumed;
    }
    QVERIFY(unfinished > 0);
    QVERIFY(resumed > 0);
    QVERIFY(toldSome > kills / 2);
    // Those that were left are continued last; all of them give the same result.
    const auto store = openStore(path);
    SessionQuery query;
    query.most = 1000;
    QStringList digests;
    const auto page = store->list(query);
    for (const SessionSummary& summary : page->sessions) {
        if (summary.isUnfinished() && digests.size() < 40) {
            QVERIFY(record(store, testPorts(), {}, summary.id).outcome);
        }
        if (const auto session = store->session(summary.id); session->result) {
            digests.append(session->result->digest);
        }
    }
    digests.removeDuplicates();
    QCOMPARE(digests.size(), 1);
    qInfo("%d kills, %d after the first event, %d unfinished, %d continued at once", kills,
          toldSome, unfinished, resumed);
}

SW_TEST(TestKilled)
#include "tst_killed.moc"
