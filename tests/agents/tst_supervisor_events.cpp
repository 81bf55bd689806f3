// What a run says while it works: order, numbering, pairs, and what is left when it is cancelled at
// any event.
#include "test_main.h"

#include "agents/split.h"
#include "fakes.h"

#include <algorithm>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

/// The first rule of the stream that these events break; empty when none.
QString brokenRule(const std::vector<RunEvent>& events)
{
    QStringList open;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const RunEvent& event = events[i];
        if (event.seq != static_cast<qint64>(i) + 1) {
            return QStringLiteral("number %1 follows %2").arg(event.seq).arg(i);
        }
        if (event.agent.isEmpty() || event.action.isEmpty()) {
            return QStringLiteral("event %1 does not say who does what").arg(event.seq);
        }
        if (event.type == EventType::AgentStart) {
            open.append(event.agent);
        } else if (event.type == EventType::AgentComplete) {
            if (open.isEmpty() || open.takeLast() != event.agent) {
                return QStringLiteral("%1 completes without having started").arg(event.agent);
            }
            if (!event.data.contains(QStringLiteral("elapsedMs")) ||
                !event.data.contains(QStringLiteral("outcome"))) {
                return QStringLiteral("%1 completes without its figures").arg(event.agent);
            }
        }
    }
    return open.isEmpty() ? QString() : QStringLiteral("%1 never completes").arg(open.last());
}

std::int64_t count(const std::vector<RunEvent>& events, EventType type)
{
    return std::ranges::count(events, type, &RunEvent::type);
}

} // namespace

class TestSupervisorEvents : public QObject
{
    Q_OBJECT

private slots:
    void tellsTheWholeRunInOrder();
    void stampsIterations();
    void refinementsCarryTheirFigures();
    void aFailedAgentSaysWhatToDo();
    void anExceptionBecomesInternalAndKeepsWhatWasFound();
    void missingBarsAreOneError();
    void anOpenQuestionIsNoError();
    void isCancelledBeforeTheStart();
    void isCancelledAtEveryEvent();
    void isCancelledInsideEveryBacktest();
    void publishesProgressAtMostTwentyTimesASecond();

private:
    ScriptedBacktester scripted()
    {
        const Result<Split> split = splitData({{"TST", m_bars}}, *compiled(kRsi));
        EXPECTS(split.has_value());
        return ScriptedBacktester(*split, [](const std::string& source, Window) {
            return source.find("close, 11?") != std::string::npos ? 0.9 : 0.5;
        });
    }
    static Brief brief()
    {
        Brief made;
        made.source = kRsi;
        made.maxIterations = 3;
        return made;
    }

    const market::BarsPtr m_bars = waves(1200);
    MemoryMarketData m_market{{m_bars}};
};

void TestSupervisorEvents::tellsTheWholeRunInOrder()
{
    ScriptedBacktester backtester = scripted();
    Stage stage(m_market, backtester);
    const RunOutcomePtr outcome = stage.run(brief());
    QCOMPARE(outcome->state, RunState::Completed);
    QCOMPARE(brokenRule(stage.events), QString());
    QCOMPARE(stage.events.front().agent, QStringLiteral("Supervisor"));
    QCOMPARE(stage.events.front().type, EventType::AgentStart);
    QCOMPARE(stage.events.back().type, EventType::AgentComplete);
    QStringList agents;
    for (const RunEvent& event : stage.events) {
        if (event.type == EventType::AgentStart && !agents.contains(event.agent)) {
            agents.append(event.agent);
        }
    }
    QCOMPARE(agents,
             (QStringList{QStringLiteral("Supervisor"), QStringLiteral("CodeGenerator"),
                          QStringLiteral("InsightsGenerator"), QStringLiteral("BacktestRunner"),
                          QStringLiteral("IntelligentOrchestrator"),
                          QStringLiteral("StrategyAnalyst")}));
    const auto iterations = static_cast<std::int64_t>(outcome->iterations.size());
    QCOMPARE(count(stage.events, EventType::IterationStart), iterations);
    QCOMPARE(count(stage.events, EventType::Refinement), iterations);
    QCOMPARE(count(stage.events, EventType::Error), std::int64_t(0));
}

void TestSupervisorEvents::stampsIterations()
{
    ScriptedBacktester backtester = scripted();
    Stage stage(m_market, backtester);
    stage.run(brief());
    int expected = 0;
    for (const RunEvent& event : stage.events) {
        if (event.type == EventType::IterationStart) {
            ++expected;
            QCOMPARE(event.iteration, expected);
            QVERIFY(!event.data[QStringLiteral("hypothesis")].toString().isEmpty());
        } else if (event.type == EventType::Refinement) {
            QCOMPARE(event.iteration, expected);
        }
        QVERIFY(event.iteration <= event.maxIterations);
    }
    QVERIFY(expected >= 2);
    QCOMPARE(stage.events.back().iteration, 0);
}

void TestSupervisorEvents::refinementsCarryTheirFigures()
{
    ScriptedBacktester backtester = scripted();
    Stage stage(m_market, backtester);
    stage.run(brief());
    std::vector<QJsonObject> decisions;
    for (const RunEvent& event : stage.events) {
        if (event.type == EventType::Refinement) {
            decisions.push_back(event.data);
        }
    }
    QCOMPARE(decisions[0][QStringLiteral("decision")].toString(), QStringLiteral("as asked"));
    QCOMPARE(decisions[1][QStringLiteral("decision")].toString(), QStringLiteral("accepted"));
    QVERIFY(decisions[1][QStringLiteral("reason")].toString().contains(
        QStringLiteral("standard error")));
    QVERIFY(decisions[1][QStringLiteral("validationSharpe")].isDouble());
    const QJsonArray edits = decisions[1][QStringLiteral("edits")].toArray();
    QCOMPARE(edits.size(), 2); // the length stands in entry and exit
    QCOMPARE(edits[0].toObject()[QStringLiteral("from")].toString(), QStringLiteral("14?"));
    QCOMPARE(edits[0].toObject()[QStringLiteral("to")].toString(), QStringLiteral("11?"));
    QCOMPARE(edits[0].toObject()[QStringLiteral("padlocked")].toBool(), false);
}

void TestSupervisorEvents::aFailedAgentSaysWhatToDo()
{
    ScriptedBacktester backtester = scripted();
    backtester.error = Error{ErrorKind::InvalidInput, "The window is empty.", ""};
    Stage stage(m_market, backtester);
    const RunOutcomePtr outcome = stage.run(brief());
    QCOMPARE(outcome->state, RunState::Failed);
    QCOMPARE(outcome->error->message, std::string("The window is empty."));
    QCOMPARE(brokenRule(stage.events), QString());
    QCOMPARE(count(stage.events, EventType::Error), std::int64_t(1));
    const auto error = std::ranges::find(stage.events, EventType::Error, &RunEvent::type);
    QCOMPARE(error->agent, QStringLiteral("BacktestRunner"));
    QCOMPARE(error->data[QStringLiteral("kind")].toString(), QStringLiteral("invalid_input"));
    QVERIFY(error->data[QStringLiteral("recoverable")].toBool());
    QVERIFY(!error->data[QStringLiteral("whatToDo")].toString().isEmpty());
    QCOMPARE((error + 1)->data[QStringLiteral("outcome")].toString(), QStringLiteral("failed"));
}

void TestSupervisorEvents::anExceptionBecomesInternalAndKeepsWhatWasFound()
{
    ScriptedBacktester backtester = scripted();
    backtester.throws = true;
    Stage stage(m_market, backtester);
    const RunOutcomePtr outcome = stage.run(brief());
    QCOMPARE(outcome->state, RunState::Failed);
    QCOMPARE(outcome->error->kind, ErrorKind::Internal);
    QVERIFY(outcome->error->message.find("planted") != std::string::npos);
    QCOMPARE(brokenRule(stage.events), QString());
    QCOMPARE(count(stage.events, EventType::Error), std::int64_t(1));
    QVERIFY(outcome->asked.program != nullptr);
    QVERIFY(outcome->split.train.has_value());
    QCOMPARE(outcome->iterations.size(), std::size_t(1));
}

void TestSupervisorEvents::missingBarsAreOneError()
{
    MemoryMarketData nothing({waves(600, "OTHER")});
    ScriptedBacktester backtester = scripted();
    Stage stage(nothing, backtester);
    const RunOutcomePtr outcome = stage.run(brief());
    QCOMPARE(outcome->state, RunState::Failed);
    QCOMPARE(outcome->error->kind, ErrorKind::NotFound);
    QCOMPARE(count(stage.events, EventType::Error), std::int64_t(1));
    QCOMPARE(brokenRule(stage.events), QString());
    QVERIFY(backtester.windows.empty());
}

void TestSupervisorEvents::anOpenQuestionIsNoError()
{
    for (const char* text : {"", "hello there", "buy low, sell high"}) {
        ScriptedBacktester backtester = scripted();
        Stage stage(m_market, backtester);
        Brief asked;
        asked.text = text;
        const RunOutcomePtr outcome = stage.run(asked);
        QCOMPARE(outcome->state, RunState::NeedsAnswer);
        QVERIFY(!outcome->asked.questions.empty());
        QCOMPARE(count(stage.events, EventType::Error), std::int64_t(0));
        QVERIFY(backtester.windows.empty());
    }
}

void TestSupervisorEvents::isCancelledBeforeTheStart()
{
    ScriptedBacktester backtester = scripted();
    Stage stage(m_market, backtester);
    stage.stop().request_stop();
    QVERIFY(stage.run(brief()) == nullptr);
    QVERIFY(stage.events.empty());
    QVERIFY(backtester.windows.empty());
}

void TestSupervisorEvents::isCancelledAtEveryEvent()
{
    ScriptedBacktester whole = scripted();
    Stage reference(m_market, whole);
    const RunOutcomePtr full = reference.run(brief());
    const auto last = static_cast<qint64>(reference.events.size());
    QVERIFY(last > 30);
    for (qint64 at = 1; at <= last; ++at) {
        ScriptedBacktester backtester = scripted();
        Stage stage(m_market, backtester);
        stage.cancelAt(at);
        const RunOutcomePtr outcome = stage.run(brief());
        QVERIFY(outcome != nullptr);
        const QByteArray where = "cancelled at event " + QByteArray::number(at);
        // The analyst and the verdict need only what is there already.
        const bool done = at >= last - 2;
        QVERIFY2(outcome->state == (done ? RunState::Completed : RunState::Cancelled),
                 where.constData());
        QVERIFY2(brokenRule(stage.events).isEmpty(),
                 where + ": " + brokenRule(stage.events).toUtf8());
        QCOMPARE(count(stage.events, EventType::Error), std::int64_t(0));
        QVERIFY2(backtester.callsAfterStop <= 1, where.constData());
        // The same story up to the cancel, then only what was open is closed.
        for (std::size_t i = 0; i < static_cast<std::size_t>(at); ++i) {
            QCOMPARE(stage.events[i].message, reference.events[i].message);
        }
        QVERIFY2(static_cast<qint64>(stage.events.size()) <= at + 4, where.constData());
        // Everything found so far is kept.
        const auto started = count(stage.events, EventType::IterationStart);
        QCOMPARE(static_cast<std::int64_t>(outcome->iterations.size()), started);
        for (std::size_t i = 0; i < outcome->iterations.size(); ++i) {
            const Iteration& mine = outcome->iterations[i];
            const Iteration& theirs = full->iterations[i];
            QCOMPARE(mine.hypothesis, theirs.hypothesis);
            const bool judged =
                static_cast<std::int64_t>(i) < count(stage.events, EventType::Refinement);
            QVERIFY2(!judged || mine.reason == theirs.reason, where.constData());
            QVERIFY2(judged || mine.reason.find("ended before") != std::string::npos,
                     where.constData());
        }
        QVERIFY(outcome->trials.size() <= full->trials.size());
        QVERIFY(outcome->best < static_cast<std::int32_t>(outcome->iterations.size()));
    }
}

void TestSupervisorEvents::isCancelledInsideEveryBacktest()
{
    // The engine answers Cancelled by itself: the run ends with it, at any call.
    const market::BarsPtr bars = aapl();
    class Stopping : public CountingBacktester
    {
    public:
        std::stop_source* source = nullptr;
        int at = 0;
        Result<engine::BacktestResult> run(const lang::ProgramPtr& program,
                                           const engine::Feeds& feeds,
                                           const engine::BacktestOptions& options,
                                           std::stop_token stop) override
        {
            if (calls + 1 == at) {
                source->request_stop();
            }
            return CountingBacktester::run(program, feeds, options, stop);
        }
    };
    Brief asked;
    asked.source = "trade AAPL on daily\nlong when rsi(close, 14?) < 40?\nexit when rsi(close, "
                   "14?) > 60?\n";
    for (int at = 1; at <= 24; ++at) {
        MemoryMarketData market({bars});
        Stopping backtester;
        backtester.at = at;
        Stage stage(market, backtester);
        backtester.source = &stage.stop();
        const RunOutcomePtr outcome = stage.run(asked);
        const bool reached = backtester.calls >= at;
        QVERIFY(outcome->state == (reached ? RunState::Cancelled : RunState::Completed));
        QCOMPARE(backtester.calls, reached ? at : backtester.calls);
        QCOMPARE(brokenRule(stage.events), QString());
    }
}

void TestSupervisorEvents::publishesProgressAtMostTwentyTimesASecond()
{
    class Chatty : public CountingBacktester
    {
    public:
        FakeClock* clock = nullptr;
        Result<engine::BacktestResult> run(const lang::ProgramPtr& program,
                                           const engine::Feeds& feeds,
                                           const engine::BacktestOptions& options,
                                           std::stop_token stop) override
        {
            for (int i = 1; i <= 1000; ++i) { // one second
                clock->advance(1);
                options.progress(i, 1000);
            }
            return CountingBacktester::run(program, feeds, options, stop);
        }
    };
    Chatty backtester;
    Stage stage(m_market, backtester);
    backtester.clock = &stage.clock;
    Brief once = brief();
    once.maxIterations = 1;
    stage.run(once);
    const std::int64_t progress = count(stage.events, EventType::BacktestProgress);
    QVERIFY(progress >= backtester.calls * 15 && progress <= backtester.calls * 20);
}

SW_TEST(TestSupervisorEvents)
#include "tst_supervisor_events.moc"
