// A run is kept while it happens, told as it is kept, and is the same when it is opened again.
#include "test_main.h"

#include "store_runs.h"

#include "store/bar_bytes.h"
#include "store/session_json.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>

using namespace sw;
using namespace sw::test;
using namespace sw::store;

class TestRecording : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryEventAsItWasTold();
    void reopensWithTheSameDigest();
    void reopensARunWithAModelWithoutAsking();
    void reopensAFailedRun();
    void reopensACancelledRunWhereItWasCut();
    void saysWhenThisVersionComputesOtherFigures();
    void keepsLargeSetsByNameOnly();
    void masksKeysInBriefsEventsAndCalls();
    void refusesToResumeWhatIsOver();
    void resumesAnInterruptedRun();
    void goesOnWithoutAStore();
    void saysOnceThatTheDiskIsFull();
    void barsComeBackBitForBit();
    void refusesBytesThatAreNoBars();
    void eventsAndCallsSurviveTheirJson();

private:
    QTemporaryDir m_folder;
    QString file(const char* name) { return m_folder.filePath(QLatin1String(name)); }
};

void TestRecording::keepsEveryEventAsItWasTold()
{
    const auto store = openStore(file("events.sqlite"));
    const Told told = record(store, testPorts(), testBrief());
    QVERIFY2(told.notRecorded.isEmpty(), qPrintable(told.notRecorded.join(QLatin1Char(10))));
    QVERIFY(told.events.size() > 10);
    const auto kept = store->events(told.session);
    QVERIFY(kept);
    QCOMPARE(kept->size(), told.events.size());
    for (std::size_t i = 0; i < kept->size(); ++i) {
        QCOMPARE(told.events[i].seq, static_cast<qint64>(i + 1));
        QCOMPARE((*kept)[i], bytesOf(told.events[i]));
    }
    QVERIFY(kept->back().contains("\"complete\""));
    QCOMPARE(store->events(told.session, 5)->size(), kept->size() - 4);
    const auto session = store->session(told.session);
    QVERIFY(session);
    QCOMPARE(session->summary.state, QStringLiteral("completed"));
    QCOMPARE(session->summary.symbol, QStringLiteral("TST"));
    QVERIFY(session->summary.trades.has_value());
    QVERIFY(session->result.has_value());
    QVERIFY(!session->programs.empty());
    QVERIFY(session->result->outcome.contains("iterations"));
    QVERIFY(session->bars.size() == 1 && session->bars[0].kept);
}

void TestRecording::reopensWithTheSameDigest()
{
    const auto store = openStore(file("reopen.sqlite"));
    const Told told = record(store, testPorts(), testBrief());
    // Nothing but engine and clock: bars come from the record.
    agents::Ports ports = testPorts();
    ports.market = nullptr;
    const auto reopened = reopen(*store, told.session, ports);
    QVERIFY2(reopened, reopened ? "" : reopened.error().text().c_str());
    QVERIFY2(reopened->identical, qPrintable(reopened->sentence));
    QCOMPARE(reopened->outcome->iterations.size(), told.outcome->iterations.size());
}

void TestRecording::reopensARunWithAModelWithoutAsking()
{
    const auto store = openStore(file("model.sqlite"));
    agents::Ports ports = testPorts();
    const auto model = std::make_shared<ChattyModel>();
    ports.model = model;
    const Told told = record(store, ports, testBrief());
    QVERIFY(model->asked > 0);
    QCOMPARE(store->calls(told.session)->size(), told.calls.size());
    const int asked = model->asked;
    const auto reopened = reopen(*store, told.session, ports);
    QVERIFY(reopened);
    QVERIFY2(reopened->identical, qPrintable(reopened->sentence));
    QCOMPARE(int(model->asked), asked);
}

void TestRecording::reopensAFailedRun()
{
    const auto store = openStore(file("failed.sqlite"));
    agents::Brief brief = testBrief();
    brief.text = "Buy ZZZ when RSI < 40, sell when RSI > 60";
    const Told told = record(store, testPorts(), brief);
    QCOMPARE(told.outcome->state, agents::RunState::Failed);
    const auto reopened = reopen(*store, told.session, testPorts());
    QVERIFY(reopened);
    QVERIFY2(reopened->identical, qPrintable(reopened->sentence));
}

void TestRecording::reopensACancelledRunWhereItWasCut()
{
    const auto store = openStore(file("cancelled.sqlite"));
    int cancelled = 0, identical = 0;
    for (int at = 1; at < 30; at += 2) {
        SessionRecorder recorder({store, testPorts(), {}, {}});
        QEventLoop loop;
        int seen = 0;
        connect(&recorder, &SessionRecorder::event, &loop, [&] {
            if (++seen == at) {
                recorder.cancel();
            }
        });
        connect(&recorder, &SessionRecorder::finished, &loop, &QEventLoop::quit);
        const QString id = recorder.start(testBrief());
        loop.exec();
        const auto reopened = reopen(*store, id, testPorts());
        QVERIFY2(reopened, reopened ? "" : reopened.error().text().c_str());
        if (reopened->session.summary.state != QLatin1String("cancelled")) {
            QVERIFY(reopened->identical);
            continue;
        }
        ++cancelled;
        identical += reopened->identical ? 1 : 0;
        QCOMPARE(reopened->outcome->state, agents::RunState::Cancelled);
        QVERIFY(reopened->identical ||
                reopened->sentence.contains(QStringLiteral("cancelled in the middle")));
    }
    qInfo("%d cancelled, %d of them identical", cancelled, identical);
}

void TestRecording::saysWhenThisVersionComputesOtherFigures()
{
    const auto store = openStore(file("version.sqlite"));
    const Told told = record(store, testPorts(), testBrief());
    // As if this program filled otherwise than the one that recorded.
    class OtherEngine : public agents::Backtester
    {
    public:
        Result<engine::BacktestResult> run(const lang::ProgramPtr& program,
                                           const engine::Feeds& feeds,
                                           const engine::BacktestOptions& options,
                                           std::stop_token stop) override
        {
            engine::BacktestOptions other = options;
            other.capital = 12'345;
            return engine::backtest(program, feeds, other, stop);
        }
    };
    agents::Ports ports = testPorts();
    ports.version = "9.9";
    ports.backtester = std::make_shared<OtherEngine>();
    const auto reopened = reopen(*store, told.session, ports);
    QVERIFY(reopened);
    QVERIFY(!reopened->identical);
    QVERIFY2(reopened->sentence.contains(QStringLiteral("made by stratwright 0.0-test")) &&
                 reopened->sentence.contains(QStringLiteral("stratwright 9.9")),
             qPrintable(reopened->sentence));
}

void TestRecording::keepsLargeSetsByNameOnly()
{
    const auto store = openStore(file("large.sqlite"));
    agents::Ports ports = testPorts();
    const int count = static_cast<int>(kMostBarBytes / 48) + 10;
    ports.market = std::make_shared<MemoryBars>(std::vector{madeBars("TST", count)});
    agents::Brief brief = testBrief();
    brief.maxIterations = 1;
    brief.to = CivilDate{1999, 1, 1};
    const Told told = record(store, ports, brief);
    const auto session = store->session(told.session);
    QVERIFY(session && session->bars.size() == 1);
    QVERIFY(!session->bars[0].kept);
    QVERIFY(!session->bars[0].fingerprint.isEmpty());
    QVERIFY(QFileInfo(file("large.sqlite")).size() < 8 * 1024 * 1024);
    const auto reopened = reopen(*store, told.session, ports);
    QVERIFY(reopened);
    QVERIFY2(reopened->identical, qPrintable(reopened->sentence));
    agents::Ports other = testPorts(500);
    const auto refused = reopen(*store, told.session, other);
    QVERIFY(refused);
    QVERIFY(!refused->identical);
    QVERIFY(refused->outcome->error->message.find("not those") != std::string::npos);
}

void TestRecording::masksKeysInBriefsEventsAndCalls()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("keys.sqlite"));
    {
        const auto store = openStore(path);
        agents::Ports ports = testPorts();
        ports.model = std::make_shared<ChattyModel>();
        agents::Brief brief = testBrief();
        brief.text += std::string(", ") + kAnthropicKey;
        const Told told = record(store, ports, brief);
        QVERIFY(!told.calls.empty());
        for (const agents::RunEvent& event : told.events) {
            QVERIFY(!bytesOf(event).contains(kAnthropicKey));
        }
        const auto events = store->events(told.session);
        for (std::size_t i = 0; i < events->size(); ++i) {
            QCOMPARE((*events)[i], bytesOf(told.events[i]));
        }
        QCOMPARE(filesWithKeys(folder.path()), QStringList());
    }
    QCOMPARE(filesWithKeys(folder.path()), QStringList());
    QCOMPARE(QFile::permissions(path) &
                 (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
}

void TestRecording::refusesToResumeWhatIsOver()
{
    const auto store = openStore(file("over.sqlite"));
    const Told told = record(store, testPorts(), testBrief());
    const Told again = record(store, testPorts(), testBrief(), told.session);
    QCOMPARE(again.notRecorded.size(), 1);
    QVERIFY(again.notRecorded[0].contains(QStringLiteral("nothing to resume")));
    const Told nobody = record(store, testPorts(), testBrief(), QStringLiteral("nobody"));
    QVERIFY(nobody.notRecorded[0].contains(QStringLiteral("no session nobody")));
}

void TestRecording::resumesAnInterruptedRun()
{
    const auto store = openStore(file("resume.sqlite"));
    const auto model = std::make_shared<ChattyModel>();
    agents::Ports ports = testPorts();
    ports.model = model;
    const QString id = interrupted(store, ports);
    const qint64 before = *store->lastEvent(id);
    QVERIFY(before >= 8);
    QCOMPARE(store->list({})->sessions[0].state, QStringLiteral("unfinished"));
    const auto calls = store->calls(id)->size();
    const auto market = std::static_pointer_cast<MemoryBars>(ports.market);
    const int barsAsked = market->asked;
    const int modelAsked = model->asked;
    QVERIFY(!reopen(*store, id, ports));
    const Told told = record(store, ports, testBrief(), id);
    QVERIFY(told.outcome);
    QCOMPARE(told.outcome->state, agents::RunState::Completed);
    QCOMPARE(told.events.front().seq, before + 1);
    QCOMPARE(told.events.front().session, id);
    QCOMPARE(told.events.front().agent, QStringLiteral("Supervisor"));
    QVERIFY(told.events.front().data.value(QStringLiteral("resumed")).toBool());
    QCOMPARE(int(market->asked), barsAsked);
    // What was answered is not asked again; what is new is.
    QCOMPARE(store->calls(id)->size(), calls + static_cast<std::size_t>(model->asked - modelAsked));
    QCOMPARE(told.calls.size(), store->calls(id)->size());
    const auto reopened = reopen(*store, id, ports);
    QVERIFY(reopened);
    QVERIFY2(reopened->identical, qPrintable(reopened->sentence));
    const auto whole = store->events(id);
    for (std::size_t i = 0; i < whole->size(); ++i) {
        QCOMPARE(eventFrom((*whole)[i])->seq, static_cast<qint64>(i + 1));
    }
}

void TestRecording::goesOnWithoutAStore()
{
    const Told told = record(nullptr, testPorts(), testBrief());
    QCOMPARE(told.outcome->state, agents::RunState::Completed);
    QVERIFY(told.events.size() > 10);
    QVERIFY(told.notRecorded.isEmpty());
}

void TestRecording::saysOnceThatTheDiskIsFull()
{
    QTemporaryDir place;
    if (QProcess::execute(QStringLiteral("mount"),
                          {QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"),
                           QStringLiteral("size=180k"), QStringLiteral("tmpfs"), place.path()}) !=
        0) {
        QSKIP("mounting a tiny file system needs the rights of root");
    }
    Told told;
    {
        const auto store = openStore(place.filePath(QStringLiteral("full.sqlite")));
        told = record(store, testPorts(), testBrief());
    }
    QFile::remove(place.filePath(QStringLiteral("filler")));
    Status whole;
    std::size_t kept = 0;
    {
        const auto store = openStore(place.filePath(QStringLiteral("full.sqlite")));
        whole = store->check();
        const auto events = store->events(told.session);
        kept = events ? events->size() : 0;
    }
    QProcess::execute(QStringLiteral("umount"), {place.path()});
    QCOMPARE(told.outcome->state, agents::RunState::Completed);
    QVERIFY2(whole, whole ? "" : whole.error().text().c_str());
    QCOMPARE(told.notRecorded.size(), 1);
    QVERIFY2(told.notRecorded[0].contains(QStringLiteral("disk is full")),
             qPrintable(told.notRecorded[0]));
    QVERIFY(told.events.size() > 10);
    QVERIFY(kept < told.events.size());
    for (std::size_t i = 0; i < told.events.size(); ++i) {
        QCOMPARE(told.events[i].seq, static_cast<qint64>(i + 1));
    }
}

void TestRecording::barsComeBackBitForBit()
{
    const market::BarsPtr bars = madeBars("BTCUSDT", 700);
    const QByteArray bytes = barBytes(*bars);
    const auto back = barsFrom(*unpacked(packed(bytes)));
    QVERIFY(back);
    QCOMPARE((*back)->fingerprint(), bars->fingerprint());
    QCOMPARE(barBytes(**back), bytes);
    QCOMPARE((*back)->instrument().lot, bars->instrument().lot);
    QVERIFY(packed(bytes).size() < bytes.size());
}

void TestRecording::refusesBytesThatAreNoBars()
{
    const QByteArray bytes = barBytes(*madeBars("TST", 50));
    for (qsizetype cut = 0; cut < bytes.size(); cut += 7) {
        QVERIFY(!barsFrom(bytes.left(cut)));
    }
    for (qsizetype at = 0; at < 120; ++at) {
        QByteArray changed = bytes;
        changed[at] = static_cast<char>(0xff);
        static_cast<void>(barsFrom(changed)); // refused or read, never beyond its end
    }
    QVERIFY(!unpacked(QByteArray("nonsense")));
}

void TestRecording::eventsAndCallsSurviveTheirJson()
{
    agents::RunEvent event;
    event.session = QStringLiteral("s");
    event.seq = 7;
    event.time = {1'700'000'000'123};
    event.type = agents::EventType::Refinement;
    event.agent = QStringLiteral("Supervisor");
    event.message = QStringLiteral("Grüße \u2026 \"quoted\"");
    event.data = {{QStringLiteral("x"), 0.1}};
    const QByteArray bytes = eventBytes(event);
    QCOMPARE(eventBytes(*eventFrom(bytes)), bytes);
    QVERIFY(!eventFrom("{}"));
    QVERIFY(!eventFrom("{\"session\":\"s\",\"seq\":1,\"type\":\"frob\"}"));
    llm::CallRecord call;
    ChattyModel model;
    QVERIFY(!model.ask({}, {}, {}, call));
    const QJsonObject json = callJson(call);
    QCOMPARE(QJsonDocument(callJson(*callFrom(json))).toJson(), QJsonDocument(json).toJson());
    QVERIFY(!callFrom({}));
    agents::Brief brief = testBrief();
    brief.seed = 0xFFFFFFFFFFFFFFFFULL;
    brief.from = CivilDate{2020, 2, 29};
    brief.symbol.emplace("X");
    brief.capital = 12.5;
    QCOMPARE(briefJson(*briefFrom(briefJson(brief))), briefJson(brief));
    QCOMPARE(briefFrom(briefJson(brief))->seed, brief.seed);
    QVERIFY(!briefFrom({}));
}

SW_TEST(TestRecording)
#include "tst_recording.moc"
