// The Supervisor from outside: its own thread, one run at a time, signals in its creator's thread.
#include "test_main.h"

#include "agents/supervisor.h"
#include "fakes.h"

#include <QSignalSpy>
#include <QThread>

#include <chrono>
#include <thread>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

class RealClock : public Clock
{
public:
    Timestamp now() const override { return {elapsedMs()}; }
    std::int64_t elapsedMs() const override
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
    }
};

/// Holds each backtest until it is stopped.
class Patient : public CountingBacktester
{
public:
    Result<engine::BacktestResult> run(const lang::ProgramPtr&, const engine::Feeds&,
                                       const engine::BacktestOptions&,
                                       std::stop_token stop) override
    {
        ++calls;
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return fail(ErrorKind::Cancelled, "The run was cancelled.", "backtesting");
    }
};

} // namespace

class TestSupervisor : public QObject
{
    Q_OBJECT

private slots:
    void deliversEventsAndOneOutcomeInItsThread();
    void runsAgainAfterARun();
    void isCancelledRightAfterTheStart();
    void isCancelledWhileAnAgentWaits();
    void cancelWithoutARunDoesNothing();
    void endsItsRunWhenItGoesAway();
    void breaksSilenceWithAHeartbeat();

private:
    struct Result {
        std::vector<RunEvent> events;
        RunOutcomePtr outcome;
        bool inThread = true;
    };
    Ports ports(std::shared_ptr<Backtester> backtester,
                std::shared_ptr<const Clock> clock = std::make_shared<RealClock>()) const
    {
        return {std::make_shared<MemoryMarketData>(std::vector{m_bars}), std::move(backtester),
                std::move(clock), "test"};
    }
    static void listen(Supervisor& supervisor, Result& result)
    {
        connect(&supervisor, &Supervisor::event, &supervisor, [&](const RunEvent& event) {
            result.events.push_back(event);
            result.inThread = result.inThread && QThread::currentThread() == qApp->thread();
        });
        connect(&supervisor, &Supervisor::finished, &supervisor,
                [&](const RunOutcomePtr& outcome) { result.outcome = outcome; });
    }
    static Brief brief()
    {
        Brief made;
        made.source = kRsi;
        return made;
    }

    const market::BarsPtr m_bars = waves(700);
};

void TestSupervisor::deliversEventsAndOneOutcomeInItsThread()
{
    Supervisor supervisor(ports(std::make_shared<CountingBacktester>()));
    Result result;
    listen(supervisor, result);
    QSignalSpy finished(&supervisor, &Supervisor::finished);
    supervisor.start(brief());
    QVERIFY(supervisor.isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(result.outcome != nullptr, 60000);
    QVERIFY(!supervisor.isRunning());
    QCOMPARE(finished.count(), 1);
    QVERIFY(result.inThread);
    QCOMPARE(result.outcome->state, RunState::Completed);
    QCOMPARE(result.events.back().type, EventType::Complete);
    QCOMPARE(std::ranges::count(result.events, EventType::Complete, &RunEvent::type), 1);
    QCOMPARE(result.events.back().data[QStringLiteral("outcome")].toString(),
             result.events.back().session);
    for (std::size_t i = 0; i < result.events.size(); ++i) {
        QCOMPARE(result.events[i].seq, static_cast<qint64>(i) + 1);
        QCOMPARE(result.events[i].session, result.events[0].session);
    }
}

void TestSupervisor::runsAgainAfterARun()
{
    Supervisor supervisor(ports(std::make_shared<CountingBacktester>()));
    Result result;
    listen(supervisor, result);
    QStringList sessions;
    for (int i = 0; i < 2; ++i) {
        result = {};
        supervisor.start(brief());
        QTRY_VERIFY_WITH_TIMEOUT(result.outcome != nullptr, 60000);
        sessions.append(result.events[0].session);
        QCOMPARE(result.events[0].seq, qint64(1));
    }
    QVERIFY(sessions[0] != sessions[1]);
}

void TestSupervisor::isCancelledRightAfterTheStart()
{
    auto backtester = std::make_shared<CountingBacktester>();
    Supervisor supervisor(ports(backtester));
    Result result;
    listen(supervisor, result);
    supervisor.start(brief());
    supervisor.cancel();
    QTRY_VERIFY_WITH_TIMEOUT(result.outcome != nullptr, 60000);
    QCOMPARE(result.outcome->state, RunState::Cancelled);
    QCOMPARE(result.events.back().type, EventType::Complete);
    QCOMPARE(result.events.back().data[QStringLiteral("state")].toString(),
             QStringLiteral("cancelled"));
    QVERIFY(backtester->callsAfterStop <= 1);
}

void TestSupervisor::isCancelledWhileAnAgentWaits()
{
    auto backtester = std::make_shared<Patient>();
    Supervisor supervisor(ports(backtester));
    Result result;
    listen(supervisor, result);
    connect(&supervisor, &Supervisor::event, &supervisor, [&](const RunEvent& event) {
        if (event.agent == QLatin1String("BacktestRunner")) {
            supervisor.cancel();
        }
    });
    supervisor.start(brief());
    QTRY_VERIFY_WITH_TIMEOUT(result.outcome != nullptr, 60000);
    QCOMPARE(result.outcome->state, RunState::Cancelled);
    QCOMPARE(backtester->calls, 1);
    QVERIFY(result.outcome->asked.program != nullptr);
    QCOMPARE(result.outcome->iterations.size(), std::size_t(1));
}

void TestSupervisor::cancelWithoutARunDoesNothing()
{
    Supervisor supervisor(ports(std::make_shared<CountingBacktester>()));
    Result result;
    listen(supervisor, result);
    supervisor.cancel();
    supervisor.start(brief());
    QTRY_VERIFY_WITH_TIMEOUT(result.outcome != nullptr, 60000);
    QCOMPARE(result.outcome->state, RunState::Completed);
}

void TestSupervisor::endsItsRunWhenItGoesAway()
{
    auto backtester = std::make_shared<Patient>();
    {
        Supervisor supervisor(ports(backtester));
        supervisor.start(brief());
        QTRY_VERIFY_WITH_TIMEOUT(backtester->calls == 1, 60000);
    }
    QCOMPARE(backtester.use_count(), 1); // the thread is gone and holds nothing
}

void TestSupervisor::breaksSilenceWithAHeartbeat()
{
    auto clock = std::make_shared<FakeClock>();
    Supervisor supervisor(ports(std::make_shared<Patient>(), clock));
    Result result;
    listen(supervisor, result);
    connect(&supervisor, &Supervisor::event, &supervisor, [&](const RunEvent& event) {
        if (event.agent == QLatin1String("BacktestRunner") && event.type == EventType::AgentStart) {
            clock->advance(5000);
        } else if (event.type == EventType::Heartbeat) {
            supervisor.cancel();
        }
    });
    supervisor.start(brief());
    QTRY_VERIFY_WITH_TIMEOUT(result.outcome != nullptr, 60000);
    const auto beat = std::ranges::find(result.events, EventType::Heartbeat, &RunEvent::type);
    QVERIFY(beat != result.events.end());
    QCOMPARE(beat->data[QStringLiteral("waitingFor")].toString(),
             QStringLiteral("BacktestRunner: backtesting"));
}

SW_TEST(TestSupervisor)
#include "tst_supervisor.moc"
