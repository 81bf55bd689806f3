// A session as one file: the same on another machine, and nothing believed of a file that lies.
#include "test_main.h"

#include "store_runs.h"

#include "store/bundle.h"
#include "store/byte_stream.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <random>

using namespace sw;
using namespace sw::test;
using namespace sw::store;

class TestBundle : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void reopensElsewhereWithTheSameDigest();
    void holdsNoKeyAndNoPath();
    void carriesAnUnfinishedRun();
    void doesNotReplaceASession();
    void refusesChangedFiles();
    void refusesLyingFiles_data();
    void refusesLyingFiles();
    void leavesTheOldFileWhenItCannotWrite();

private:
    QTemporaryDir m_folder;
    std::shared_ptr<SessionStore> m_store;
    Told m_told;
    QByteArray m_file;
    QString file(const char* name) { return m_folder.filePath(QLatin1String(name)); }
    QString write(const QByteArray& content)
    {
        const QString path = file("changed.swb");
        QFile out(path);
        if (out.open(QIODevice::WriteOnly)) {
            out.write(content);
        }
        return path;
    }
    /// A bundle of given parts, its sum right.
    QString writeParts(const QList<QPair<QByteArray, QByteArray>>& parts, std::uint64_t form = 1)
    {
        ByteWriter payload(1000);
        for (const auto& [kind, bytes] : parts) {
            payload.text({kind.constData(), static_cast<std::size_t>(kind.size())});
            payload.text({bytes.constData(), static_cast<std::size_t>(bytes.size())});
        }
        const QByteArray inside = payload.take();
        ByteWriter head(100);
        head.plain("SWBUNDLE");
        head.word(form);
        return write(head.take() + QCryptographicHash::hash(inside, QCryptographicHash::Sha256) +
                     inside);
    }
    QList<QPair<QByteArray, QByteArray>> parts() const
    {
        const QByteArray payload = m_file.mid(48);
        ByteReader in(payload);
        QList<QPair<QByteArray, QByteArray>> list;
        while (in.left() > 0) {
            const std::string kind = in.text(16);
            const std::string bytes = in.text(1 << 30);
            list.append({QByteArray::fromStdString(kind), QByteArray::fromStdString(bytes)});
        }
        return list;
    }
};

void TestBundle::initTestCase()
{
    m_store = openStore(file("from.sqlite"));
    agents::Ports ports = testPorts();
    ports.model = std::make_shared<ChattyModel>();
    SessionRecorder recorder({m_store, ports, {}, {QStringLiteral("TST=/home/me/secret.csv")}});
    QEventLoop loop;
    connect(&recorder, &SessionRecorder::finished, &loop, &QEventLoop::quit);
    connect(&recorder, &SessionRecorder::event, &loop,
            [&](const agents::RunEvent& event) { m_told.events.push_back(event); });
    m_told.session = recorder.start(testBrief());
    loop.exec();
    QVERIFY(m_store->setTags(m_told.session, {QStringLiteral("mine")}));
    QVERIFY(m_store->rename(m_told.session, QStringLiteral("A name")));
    const auto written = writeBundle(*m_store, m_told.session, file("run.swb"));
    QVERIFY2(written, written ? "" : written.error().text().c_str());
    QFile in(file("run.swb"));
    QVERIFY(in.open(QIODevice::ReadOnly));
    m_file = in.readAll();
    QCOMPARE(written->bytes, m_file.size());
    QVERIFY(written->notInside.isEmpty());
}

void TestBundle::reopensElsewhereWithTheSameDigest()
{
    const QTemporaryDir elsewhere;
    const auto store = openStore(elsewhere.filePath(QStringLiteral("to.sqlite")));
    const auto read = readBundle(*store, file("run.swb"));
    QVERIFY2(read, read ? "" : read.error().text().c_str());
    QCOMPARE(read->id, m_told.session);
    // No bars and no model but those inside.
    agents::Ports ports = testPorts();
    ports.market = nullptr;
    const auto reopened = reopen(*store, read->id, ports);
    QVERIFY2(reopened, reopened ? "" : reopened.error().text().c_str());
    QVERIFY2(reopened->identical, qPrintable(reopened->sentence));
    QCOMPARE(reopened->digest, m_store->session(m_told.session)->result->digest);
    QVERIFY(*store->events(read->id) == *m_store->events(m_told.session));
    QCOMPARE(store->calls(read->id)->size(), m_store->calls(m_told.session)->size());
    const auto session = store->session(read->id);
    QCOMPARE(session->summary.name, QStringLiteral("A name"));
    QCOMPARE(session->summary.tags, QStringList{QStringLiteral("mine")});
    QCOMPARE(session->summary.state, QStringLiteral("completed"));
    QVERIFY(session->data.isEmpty());
    QCOMPARE(store->list({})->sessions[0].sharpe, m_store->list({})->sessions[0].sharpe);
    // And on again from there.
    QVERIFY(writeBundle(*store, read->id, elsewhere.filePath(QStringLiteral("again.swb"))));
    QFile again(elsewhere.filePath(QStringLiteral("again.swb")));
    QVERIFY(again.open(QIODevice::ReadOnly));
    QCOMPARE(again.readAll(), m_file);
}

void TestBundle::holdsNoKeyAndNoPath()
{
    QVERIFY(!m_file.contains(kAnthropicKey));
    QVERIFY(!m_file.contains(kGeminiKey));
    QVERIFY(!m_file.contains("/home/me"));
    QVERIFY(m_file.contains("chatty-1")); // the transcript is inside, readable
    QCOMPARE(filesWithKeys(m_folder.path()), QStringList());
}

void TestBundle::carriesAnUnfinishedRun()
{
    const auto from = openStore(file("unfinished.sqlite"));
    const QString id = interrupted(from, testPorts());
    QVERIFY(writeBundle(*from, id, file("unfinished.swb")));
    const auto to = openStore(file("unfinished-to.sqlite"));
    QVERIFY(readBundle(*to, file("unfinished.swb")));
    QCOMPARE(to->session(id)->summary.state, QStringLiteral("unfinished"));
    const Told told = record(to, testPorts(), {}, id);
    QVERIFY(told.outcome);
    QCOMPARE(told.outcome->state, agents::RunState::Completed);
}

void TestBundle::doesNotReplaceASession()
{
    const auto before = m_store->session(m_told.session)->summary.name;
    const auto refused = readBundle(*m_store, file("run.swb"));
    QVERIFY(!refused);
    QVERIFY(refused.error().message.find("here already") != std::string::npos);
    QCOMPARE(m_store->session(m_told.session)->summary.name, before);
    QCOMPARE(m_store->list({})->total, 1);
}

void TestBundle::refusesChangedFiles()
{
    const auto store = openStore(file("changed.sqlite"));
    std::mt19937 random(1);
    for (int i = 0; i < cases(300); ++i) {
        QByteArray changed = m_file;
        if (i % 3 == 0) {
            changed.truncate(
                static_cast<qsizetype>(random() % static_cast<unsigned>(m_file.size())));
        } else {
            const auto at = static_cast<qsizetype>(random() % static_cast<unsigned>(m_file.size()));
            changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(1 + random() % 255));
        }
        const auto refused = readBundle(*store, write(changed));
        QVERIFY(!refused);
        QVERIFY(!refused.error().message.empty());
    }
    QCOMPARE(store->list({})->total, 0);
    QVERIFY(!readBundle(*store, write({})));
    QVERIFY(!readBundle(*store, write("SWBUNDLE")));
    QVERIFY(!readBundle(*store, file("missing.swb")));
    QCOMPARE(readBundle(*store, writeParts(parts(), 2)).error().kind, ErrorKind::Unsupported);
    QVERIFY(readBundle(*store, writeParts(parts()))); // the way the test writes is right
}

void TestBundle::refusesLyingFiles_data()
{
    QTest::addColumn<QByteArray>("kind"); ///< of the part that is changed
    QTest::addColumn<QByteArray>("from"); ///< empty = the whole part
    QTest::addColumn<QByteArray>("to");
    const auto row = [](const char* name, const char* kind, const QByteArray& from,
                        const QByteArray& to) {
        QTest::newRow(name) << QByteArray(kind) << from << to;
    };
    row("id with a path", "session", "\"id\":\"", "\"id\":\"../../etc/");
    row("id with a statement", "session", "\"id\":\"", "\"id\":\"'; DROP TABLE sessions; --");
    row("name of a megabyte", "session", "\"A name\"", '"' + QByteArray(1'000'000, 'x') + '"');
    row("no session", "session", {}, "{}");
    row("no JSON", "session", {}, QByteArray(100'000, '['));
    row("many iterations", "session", "\"maxIterations\":4", "\"maxIterations\":2000000");
    row("running for ever", "session", "\"completed\"", "\"running\"");
    row("event of another session", "event", "\"session\":\"", "\"session\":\"0");
    row("event out of order", "event", "\"seq\":1,", "\"seq\":9,");
    row("event of no type", "event", "\"type\":\"", "\"type\":\"x");
    row("other bars", "columns", {}, "SWBARS01");
    row("bars of no timeframe", "bars", "\"1d\"", "\"moon\"");
    row("call without a request", "call", "\"request\":", "\"requests\":");
    row("digest of nothing", "result", "\"digest\":\"", "\"digest\":\"zz");
    row("unknown part", "program", {}, {});
}

void TestBundle::refusesLyingFiles()
{
    QFETCH(QByteArray, kind);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    auto changed = parts();
    bool found = false;
    for (auto& [name, bytes] : changed) {
        if (name == kind && !found) {
            found = true;
            if (to.isEmpty()) {
                name = "surprise";
            } else if (from.isEmpty()) {
                bytes = to;
            } else {
                QVERIFY2(bytes.contains(from), bytes.left(500).constData());
                bytes.replace(from, to);
            }
        }
    }
    QVERIFY(found);
    const QTemporaryDir elsewhere;
    const auto store = openStore(elsewhere.filePath(QStringLiteral("to.sqlite")));
    const auto refused = readBundle(*store, writeParts(changed));
    QVERIFY(!refused);
    QVERIFY(!refused.error().message.empty() && refused.error().message.size() < 400);
    QCOMPARE(store->list({})->total, 0);
}

void TestBundle::leavesTheOldFileWhenItCannotWrite()
{
    QVERIFY(!writeBundle(*m_store, m_told.session, QStringLiteral("/proc/no/such.swb")));
    QVERIFY(!writeBundle(*m_store, QStringLiteral("nobody"), file("run.swb")));
    QFile in(file("run.swb"));
    QVERIFY(in.open(QIODevice::ReadOnly));
    QCOMPARE(in.readAll(), m_file);
}

SW_TEST(TestBundle)
#include "tst_bundle.moc"
