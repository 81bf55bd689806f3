// Many clients, good and bad, beside many runs: nobody healthy misses anything, nothing grows.
#include "test_main.h"

#include "memory_in_use.h"
#include "stage.h"

#include "agents/supervisor.h"
#include "data/local_ports.h"

#include "../agents/fakes.h"

#include <thread>

using namespace sw;
using namespace sw::test;

namespace {

constexpr int kHealthy = 34;
constexpr int kSlow = 8;
constexpr int kDying = 8;
constexpr int kRuns = 100;
constexpr int kRealRuns = 10;
constexpr qint64 kEventsOfARun = 200;
/// What the process may be larger at the end than after the first runs. Units: bytes.
constexpr qint64 kMostGrowth = 24LL * 1024 * 1024;

QString nameOf(int run)
{
    return QStringLiteral("run-%1").arg(run);
}

/// One synthetic run; every fifth event is long.
void storm(Served& served, int run, qint64 events)
{
    static const QString kLong(2'000, u'x');
    for (qint64 seq = 1; seq < events; ++seq) {
        served.server.publish(eventOf(nameOf(run), seq, agents::EventType::AgentProgress,
                                      seq % 5 == 0 ? kLong : QStringLiteral("a step")));
    }
    served.server.publish(eventOf(nameOf(run), events, agents::EventType::Complete));
}

} // namespace

class TestSoak : public QObject
{
    Q_OBJECT

private slots:
    void fiftyClientsAndAHundredRuns();

private:
    /// A run of the Supervisor, its events published as they come; its session.
    QString realRun(Served& served);
};

QString TestSoak::realRun(Served& served)
{
    const agents::Ports ports{std::make_shared<MemoryMarketData>(std::vector{waves(600)}),
                              std::make_shared<data::EngineBacktester>(),
                              std::make_shared<data::SystemClock>(), "test"};
    agents::Supervisor supervisor(ports);
    QString session;
    bool over = false;
    connect(&supervisor, &agents::Supervisor::event, this, [&](const agents::RunEvent& event) {
        session = event.session;
        served.server.publish(event);
    });
    connect(&supervisor, &agents::Supervisor::finished, this, [&] { over = true; });
    agents::Brief brief;
    brief.source = kRsi;
    supervisor.start(brief);
    [&] { QTRY_VERIFY_WITH_TIMEOUT(over, 60'000); }();
    return session;
}

void TestSoak::fiftyClientsAndAHundredRuns()
{
    serve::Limits limits = patientLimits();
    limits.sendBytes = 64 * 1024;
    limits.sendEvents = 100'000; // healthy ones share two cores with a storm: they may be behind
    const int runs = cases(kRuns) < 20 ? 20 : cases(kRuns);
    serve::HistoryBounds bounds;
    bounds.sessions = runs / 5; // so that the memory that runs may take is taken early
    Served served(limits, true, bounds);
    QHash<QString, qint64> expected;
    std::vector<std::unique_ptr<Visitor>> healthy;
    for (int i = 0; i < kHealthy; ++i) {
        healthy.push_back(std::make_unique<Visitor>(served));
        QTRY_VERIFY(healthy.back()->isGreeted());
        healthy.back()->say(R"({"type":"subscribe","session":"*"})");
    }
    std::vector<std::unique_ptr<RawPeer>> slow;
    for (int i = 0; i < kSlow; ++i) {
        slow.push_back(std::make_unique<RawPeer>(served.server.port(), 4'096));
        QVERIFY(slow.back()->upgrade(served.server.token().text()));
        slow.back()->say(R"({"type":"subscribe","session":"*"})");
    }
    std::vector<std::unique_ptr<RawPeer>> dying;
    qint64 warm = 0;
    for (int run = 0; run < runs; ++run) {
        if (static_cast<int>(dying.size()) >= kDying) {
            dying.erase(dying.begin()); // in the midst of what it is sent
        }
        dying.push_back(std::make_unique<RawPeer>(served.server.port(), 4'096));
        QVERIFY(dying.back()->upgrade(served.server.token().text()));
        dying.back()->say(R"({"type":"subscribe","session":"*"})");
        if (run % (runs / kRealRuns) == 0) {
            const QString session = realRun(served);
            QVERIFY(!session.isEmpty());
            expected.insert(session, served.history->last(session));
        } else {
            std::thread thread([&] { storm(served, run, kEventsOfARun); });
            thread.join();
            expected.insert(nameOf(run), kEventsOfARun);
        }
        for (const auto& peer : slow) {
            if (run % 10 == 0) {
                peer->readSome(); // now and then
                peer->bytes().clear();
            }
        }
        const QString latest = expected.contains(nameOf(run)) ? nameOf(run) : QString();
        for (const auto& visitor : healthy) {
            if (!latest.isEmpty() && run % 5 == 0) {
                QTRY_COMPARE_WITH_TIMEOUT(visitor->seqs(latest).size(),
                                          static_cast<std::size_t>(kEventsOfARun), 60'000);
            }
        }
        if (run == runs / 4) {
            warm = memoryInUse();
        }
    }
    for (const auto& visitor : healthy) {
        for (auto run = expected.cbegin(); run != expected.cend(); ++run) {
            QTRY_COMPARE_WITH_TIMEOUT(visitor->seqs(run.key()).size(),
                                      static_cast<std::size_t>(run.value()), 60'000);
            QCOMPARE(visitor->seqs(run.key()), upTo(run.value()));
        }
        QVERIFY(visitor->lagged().isEmpty());
        QVERIFY(!visitor->isClosed());
    }
    const qint64 growth = memoryInUse() - warm;
    qInfo("%d runs, %d clients; memory after warm-up %lld KiB, growth %lld KiB", runs,
          kHealthy + kSlow + kDying, static_cast<long long>(warm / 1024),
          static_cast<long long>(growth / 1024));
    QVERIFY(growth < kMostGrowth);
}

SW_TEST(TestSoak)
#include "tst_soak.moc"
