// The file of sessions: made, brought up to date, refused, put aside; searched, named, compared,
// emptied; by several at once.
#include "test_main.h"

#include "store_runs.h"

#include "store/bar_bytes.h"
#include "store/schema.h"
#include "store/session_rows.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <atomic>
#include <thread>

using namespace sw;
using namespace sw::test;
using namespace sw::store;

class TestSessionStore : public QObject
{
    Q_OBJECT

private slots:
    void bringsAnOlderFileUpToDate();
    void refusesAFileOfANewerVersion();
    void putsADamagedFileAside_data();
    void putsADamagedFileAside();
    void examinesTheFileAfterDamageWasMet();
    void findsByAbbreviatedId();
    void searchesSortsAndPages();
    void listsAThousandSessions();
    void renamesAndTags();
    void comparesFigures();
    void deletesASessionWithItsBars();
    void textIsNeverSql();
    void readersDoNotDisturbTheWriter();
    void twoProcessesWriteAtOnce();
    void oneBadJobDoesNotTakeTheOthersWithIt();
    void everyJobIsToldInOrder();

private:
    QTemporaryDir m_folder;
    QString file(const char* name) { return m_folder.filePath(QLatin1String(name)); }
    static void insert(SessionStore& store, const NewSession& session)
    {
        QVERIFY(store.writer().addAndWait(
            [&](Connection& connection) { return insertSession(connection, session); }));
    }
    static NewSession made(int number)
    {
        NewSession session;
        session.id = QStringLiteral("%1-aaaa").arg(number, 8, 16, QLatin1Char('0'));
        session.created = {1'700'000'000'000 + number * 1000};
        session.brief = testBrief();
        session.brief.text = "Buy S" + std::to_string(number) + " when RSI < 30";
        session.brief.symbol = number % 2 == 0 ? "EVEN" : "ODD";
        session.program = QStringLiteral("stratwright test");
        return session;
    }
};

void TestSessionStore::bringsAnOlderFileUpToDate()
{
    const QString path = file("older.sqlite");
    {
        QFile(path).open(QIODevice::WriteOnly);
        auto connection = Connection::open(path, Connection::Use::Write);
        QVERIFY(connection);
        for (const char* sql : migration(0)) {
            const Status done = connection->run(sql);
            QVERIFY2(done, done ? "" : done.error().text().c_str());
        }
        QVERIFY(connection->run("PRAGMA user_version=1"));
        const Status done = insertSession(*connection, made(1));
        QVERIFY2(done, done ? "" : done.error().text().c_str());
    }
    const auto store = openStore(path);
    QCOMPARE(store->list({})->total, 1);
    auto connection = Connection::open(path, Connection::Use::Read);
    QCOMPARE(int(*connection->number("PRAGMA user_version")), schemaVersion());
    QCOMPARE(*connection->number("SELECT count(*) FROM answers"), 0);
    QVERIFY(store->notice().isEmpty());
}

void TestSessionStore::refusesAFileOfANewerVersion()
{
    const QString path = file("newer.sqlite");
    insert(*openStore(path), made(1));
    {
        auto connection = Connection::open(path, Connection::Use::Write);
        QVERIFY(connection->run("PRAGMA user_version=99"));
    }
    const auto refused = SessionStore::open(path);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Unsupported);
    QVERIFY(refused.error().message.find("newer version") != std::string::npos);
    QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("newer.sqlite.damaged*")}).size(), 0);
}

void TestSessionStore::putsADamagedFileAside_data()
{
    QTest::addColumn<QString>("how");
    for (const char* how : {"garbage", "cut", "head", "middle"}) {
        QTest::newRow(how) << QString::fromLatin1(how);
    }
}

void TestSessionStore::putsADamagedFileAside()
{
    QFETCH(QString, how);
    const QString path = file("damaged-") + how;
    {
        const auto store = openStore(path);
        for (int i = 0; i < 300; ++i) {
            insert(*store, made(i));
        }
    }
    QFile broken(path);
    QVERIFY(broken.open(QIODevice::ReadWrite));
    const qint64 size = broken.size();
    if (how == QLatin1String("garbage")) {
        broken.write(QByteArray(static_cast<qsizetype>(size), 'x'));
    } else if (how == QLatin1String("cut")) {
        broken.resize(size / 2);
    } else if (how == QLatin1String("head")) {
        broken.seek(100);
        broken.write(QByteArray(4000, '\xff'));
    } else {
        broken.seek(8192);
        broken.write(QByteArray(static_cast<qsizetype>(size) - 8192, '\xff'));
    }
    broken.close();
    auto opened = SessionStore::open(path);
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    if ((*opened)->notice().isEmpty()) {
        // The damage lies where opening does not look: the first reading meets it.
        QVERIFY(!(*opened)->list({}) || !(*opened)->check());
        opened->reset();
        opened = SessionStore::open(path);
        QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    }
    QVERIFY2((*opened)->notice().contains(QStringLiteral("damaged-1")),
             qPrintable((*opened)->notice()));
    QVERIFY(QFile::exists(path + QStringLiteral(".damaged-1")));
    QCOMPARE((*opened)->list({})->total, 0);
    insert(**opened, made(7));
    opened->reset();
    const auto again = openStore(path);
    QVERIFY(again->notice().isEmpty());
    QCOMPARE(again->list({})->total, 1);
}

void TestSessionStore::examinesTheFileAfterDamageWasMet()
{
    const QString path = file("suspect.sqlite");
    insert(*openStore(path), made(1));
    QFile(damageMark(path)).open(QIODevice::WriteOnly);
    const auto store = openStore(path); // suspected, examined, found whole
    QVERIFY(store->notice().isEmpty());
    QCOMPARE(store->list({})->total, 1);
    QVERIFY(!QFile::exists(damageMark(path)));
}

void TestSessionStore::findsByAbbreviatedId()
{
    const auto store = openStore(file("find.sqlite"));
    insert(*store, made(0x10));
    insert(*store, made(0x11));
    QCOMPARE(*store->find(QStringLiteral("00000010")), made(0x10).id);
    QCOMPARE(*store->find(made(0x11).id.toUpper()), made(0x11).id);
    QVERIFY(store->find(QStringLiteral("0000")).error().message.find("Several") == 0);
    QCOMPARE(store->find(QStringLiteral("zz")).error().kind, ErrorKind::NotFound);
    QCOMPARE(store->find({}).error().kind, ErrorKind::NotFound);
    QCOMPARE(store->find(QStringLiteral("%")).error().kind, ErrorKind::NotFound);
    QCOMPARE(store->session(QStringLiteral("zz")).error().kind, ErrorKind::NotFound);
}

void TestSessionStore::searchesSortsAndPages()
{
    const auto store = openStore(file("search.sqlite"));
    for (int i = 0; i < 20; ++i) {
        insert(*store, made(i));
    }
    QVERIFY(store->rename(made(3).id, QStringLiteral("ÄRGER mit 100%")));
    QVERIFY(store->setTags(made(4).id, {QStringLiteral("Übung")}));
    const auto total = [&](const char* words) {
        SessionQuery query;
        query.words = QString::fromUtf8(words);
        return store->list(query)->total;
    };
    QCOMPARE(total("ärger"), 1);
    QCOMPARE(total("MIT Ärger 100%"), 1);
    QCOMPARE(total("übung"), 1);
    QCOMPARE(total("even"), 10);
    QCOMPARE(total("even s1"), 5); // S10, S12, S14, S16, S18
    QCOMPARE(total("_"), 0);
    QCOMPARE(total(""), 20);
    SessionQuery query;
    query.order = SessionOrder::Oldest;
    query.skip = 5;
    query.most = 3;
    const auto page = store->list(query);
    QCOMPARE(page->total, 20);
    QCOMPARE(page->sessions.size(), 3u);
    QCOMPARE(page->sessions[0].id, made(5).id);
    for (const SessionOrder order :
         {SessionOrder::Newest, SessionOrder::Name, SessionOrder::Symbol, SessionOrder::Sharpe,
          SessionOrder::Trades, SessionOrder::State}) {
        SessionQuery each;
        each.order = order;
        QCOMPARE(store->list(each)->sessions.size(), 20u);
    }
    query = {};
    query.tag = QStringLiteral("Übung");
    QCOMPARE(store->list(query)->sessions[0].tags, QStringList{QStringLiteral("Übung")});
}

void TestSessionStore::listsAThousandSessions()
{
    const auto store = openStore(file("thousand.sqlite"));
    QVERIFY(store->writer().addAndWait([](Connection& connection) -> Status {
        for (int i = 0; i < 1000; ++i) {
            NewSession session = made(i);
            Status done = insertSession(connection, session);
            for (int seq = 1; done && seq <= 40; ++seq) {
                done = insertEvent(connection, session.id, seq, QByteArray(300, 'e'));
            }
            done = done ? insertEnding(connection, session.id, {}) : done;
            if (!done) {
                return done;
            }
        }
        return {};
    }));
    SessionQuery query;
    query.most = 1000;
    const auto page = store->list(query);
    QCOMPARE(page->sessions.size(), 1000u);
    QCOMPARE(page->sessions[0].id, made(999).id);
    QCOMPARE(page->sessions[0].events, 40);
    query.words = QStringLiteral("s999");
    QCOMPARE(store->list(query)->total, 1);
}

void TestSessionStore::renamesAndTags()
{
    const auto store = openStore(file("rename.sqlite"));
    insert(*store, made(1));
    const QString id = made(1).id;
    QVERIFY(store->rename(id, QStringLiteral("  A  new name ")));
    QCOMPARE(store->session(id)->summary.name, QStringLiteral("A new name"));
    QCOMPARE(store->rename(id, QStringLiteral(" ")).error().kind, ErrorKind::InvalidInput);
    QCOMPARE(store->rename(id, QString(500, QLatin1Char('x'))).error().kind,
             ErrorKind::InvalidInput);
    QCOMPARE(store->rename(QStringLiteral("no"), id).error().kind, ErrorKind::NotFound);
    QVERIFY(store->setTags(id, {QStringLiteral("b"), QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(store->session(id)->summary.tags,
             (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    QVERIFY(!store->setTags(id, {QString()}));
    QVERIFY(!store->setTags(id, {QString(100, QLatin1Char('x'))}));
    QVERIFY(store->setTags(id, {}));
    QVERIFY(store->session(id)->summary.tags.isEmpty());
}

void TestSessionStore::comparesFigures()
{
    const auto store = openStore(file("compare.sqlite"));
    agents::Brief other = testBrief();
    other.text = "Buy TST when RSI < 35, sell when RSI > 65";
    const Told first = record(store, testPorts(), testBrief());
    const Told second = record(store, testPorts(), other);
    const auto comparison = store->compare(first.session, second.session);
    QVERIFY(comparison);
    QVERIFY(comparison->sameData);
    QCOMPARE(comparison->asked.size(), metrics::figures().size());
    int different = 0;
    for (const ComparedFigure& each : comparison->asked) {
        const auto value = (*first.outcome->wholeAsked->report)[metrics::FigureId::Sharpe].value;
        if (each.id == QLatin1String("sharpe")) {
            QCOMPARE(each.first, value);
        }
        different += each.first != each.second ? 1 : 0;
    }
    QVERIFY(different > 5);
    insert(*store, made(1));
    QCOMPARE(store->compare(first.session, made(1).id).error().kind, ErrorKind::InvalidInput);
    QCOMPARE(store->compare(first.session, QStringLiteral("no")).error().kind, ErrorKind::NotFound);
}

void TestSessionStore::deletesASessionWithItsBars()
{
    const QString path = file("delete.sqlite");
    const auto store = openStore(path);
    agents::Ports ports = testPorts(20'000);
    agents::Brief brief = testBrief();
    brief.maxIterations = 1;
    const Told first = record(store, ports, brief);
    const Told second = record(store, ports, brief);
    const QString hash = store->session(first.session)->bars[0].hash;
    QCOMPARE(store->session(second.session)->bars[0].hash, hash);
    QVERIFY(store->remove(first.session));
    QVERIFY(store->bars(hash)); // the other still needs them
    QVERIFY(store->remove(second.session));
    QCOMPARE(store->bars(hash).error().kind, ErrorKind::NotFound);
    QCOMPARE(store->remove(second.session).error().kind, ErrorKind::NotFound);
    const Status compacted = store->compact();
    QVERIFY2(compacted, compacted ? "" : compacted.error().text().c_str());
    auto connection = Connection::open(path, Connection::Use::Read);
    for (const char* table :
         {"SELECT count(*) FROM events", "SELECT count(*) FROM programs",
          "SELECT count(*) FROM session_bars", "SELECT count(*) FROM results"}) {
        QCOMPARE(*connection->number(table), 0);
    }
    QVERIFY(*connection->number("PRAGMA page_count") < 60);
}

void TestSessionStore::textIsNeverSql()
{
    const auto store = openStore(file("sql.sqlite"));
    const QString hostile = QStringLiteral("x'); DROP TABLE sessions; --");
    NewSession session = made(1);
    session.brief.text = hostile.toStdString();
    insert(*store, session);
    QVERIFY(store->rename(session.id, hostile));
    QVERIFY(store->setTags(session.id, {hostile}));
    SessionQuery query;
    query.words = hostile;
    query.tag = hostile;
    QCOMPARE(store->list(query)->total, 1);
    QVERIFY(!store->find(hostile));
    QVERIFY(store->events(hostile).error().kind == ErrorKind::NotFound);
    QCOMPARE(store->session(session.id)->summary.name, hostile);
}

void TestSessionStore::readersDoNotDisturbTheWriter()
{
    const auto store = openStore(file("readers.sqlite"));
    insert(*store, made(1));
    const QString id = made(1).id;
    std::atomic<bool> ended = false;
    std::atomic<int> problems = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 4; ++i) {
        readers.emplace_back([&] {
            qint64 seen = 0;
            while (!ended) {
                const auto events = store->events(id);
                const auto last = static_cast<qint64>(events ? events->size() : 0);
                problems += !events || last < seen || !store->list({}) ? 1 : 0;
                seen = last;
            }
        });
    }
    std::atomic<int> told = 0;
    for (int seq = 1; seq <= 2000; ++seq) {
        store->writer().add(
            [&, seq](Connection& connection) {
                return insertEvent(connection, id, seq, QByteArray(200, 'e'));
            },
            [&](const Status& status) { told += status ? 1 : 0; });
    }
    store->writer().flush();
    ended = true;
    for (std::thread& reader : readers) {
        reader.join();
    }
    QCOMPARE(int(told), 2000);
    QCOMPARE(int(problems), 0);
    QCOMPARE(store->events(id)->size(), 2000u);
    QVERIFY(store->check());
}

void TestSessionStore::twoProcessesWriteAtOnce()
{
    const QString path = file("two.sqlite");
    QProcess one, two;
    for (QProcess* each : {&one, &two}) {
        each->start(QStringLiteral(SW_STORE_RUNNER), {path, QStringLiteral("3")});
    }
    for (QProcess* each : {&one, &two}) {
        QVERIFY(each->waitForFinished(120'000));
        QCOMPARE(each->exitStatus(), QProcess::NormalExit);
        QVERIFY2(each->exitCode() == 0, each->readAllStandardError().constData());
    }
    const auto store = openStore(path);
    QCOMPARE(store->list({})->total, 6);
    QVERIFY(store->check());
    QByteArray printed = one.readAllStandardOutput() + two.readAllStandardOutput();
    qint64 kept = 0;
    const auto page = store->list({});
    for (const SessionSummary& summary : page->sessions) {
        QCOMPARE(summary.state, QStringLiteral("completed"));
        const auto events = store->events(summary.id);
        for (const QByteArray& event : *events) {
            QVERIFY(printed.contains(event));
            ++kept;
        }
    }
    QCOMPARE(printed.count('\n'), kept);
}

void TestSessionStore::oneBadJobDoesNotTakeTheOthersWithIt()
{
    const auto store = openStore(file("bad.sqlite"));
    insert(*store, made(1));
    QStringList told;
    const auto add = [&](qint64 seq) {
        store->writer().add(
            [=](Connection& connection) { return insertEvent(connection, made(1).id, seq, "e"); },
            [&told, seq](const Status& status) {
                told.append(QString::number(seq) + QLatin1Char(status ? '+' : '-'));
            });
    };
    for (const qint64 seq : {1, 2, 2, 3}) { // the second 2 breaks a promise of the table
        add(seq);
    }
    store->writer().add([](Connection&) -> Status { throw std::runtime_error("oops"); },
                        [&told](const Status& status) {
                            told.append(QString::fromStdString(status.error().message));
                        });
    store->writer().flush();
    QCOMPARE(told.mid(0, 4), (QStringList{QStringLiteral("1+"), QStringLiteral("2+"),
                                          QStringLiteral("2-"), QStringLiteral("3+")}));
    QVERIFY(told[4].contains(QStringLiteral("oops")));
    QCOMPARE(store->events(made(1).id)->size(), 3u);
}

void TestSessionStore::everyJobIsToldInOrder()
{
    const auto store = openStore(file("order.sqlite"));
    std::vector<int> told;
    for (int i = 0; i < 500; ++i) {
        store->writer().add([](Connection&) { return Status(); },
                            [&told, i](const Status&) { told.push_back(i); });
    }
    store->writer().flush();
    QCOMPARE(told.size(), 500u);
    QVERIFY(std::is_sorted(told.begin(), told.end()));
}

SW_TEST(TestSessionStore)
#include "tst_session_store.moc"
