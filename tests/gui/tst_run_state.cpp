#include "test_main.h"

#include "gui/format.h"
#include "gui/run_state.h"
#include "gui_runs.h"

#include <QJsonArray>

using namespace sw;
using agents::EventType;
using agents::RunEvent;
using gui::RunState;
using gui::Step;
using gui::StepState;

namespace {

RunEvent made(qint64 seq, EventType type, const QString& agent = QStringLiteral("CodeGenerator"),
              const QJsonObject& data = {})
{
    RunEvent out;
    out.session = QStringLiteral("one");
    out.seq = seq;
    out.time = {1'000'000 + seq * 10};
    out.type = type;
    out.agent = agent;
    out.action = QStringLiteral("doing");
    out.message = QStringLiteral("message %1").arg(seq);
    out.data = data;
    return out;
}

RunState folded(const std::vector<RunEvent>& events)
{
    RunState state;
    for (const RunEvent& one : events) {
        state = next(std::move(state), one);
    }
    return state;
}

} // namespace

/// The pure fold behind the timeline.
class TestRunState : public QObject
{
    Q_OBJECT

private slots:
    void anAgentsWorkIsOneStep()
    {
        const RunState state =
            folded({made(1, EventType::AgentStart),
                    made(2, EventType::AgentComplete, QStringLiteral("CodeGenerator"),
                         {{QStringLiteral("elapsedMs"), 46},
                          {QStringLiteral("outcome"), QStringLiteral("ok")},
                          {QStringLiteral("max_drawdown"), 0.25},
                          {QStringLiteral("questions"), 0},
                          {QStringLiteral("compiles"), true},
                          {QStringLiteral("bestOf"), 16},
                          {QStringLiteral("total_return"), 0.5347}})});
        QCOMPARE(state.steps.size(), std::size_t{1});
        const Step& step = state.steps[0];
        QCOMPARE(step.state, StepState::Done);
        QCOMPARE(step.asked, QStringLiteral("message 1"));
        QCOMPARE(step.answer, QStringLiteral("message 2"));
        QCOMPARE(step.elapsedMs, std::optional<qint64>(46));
        // What pills, prose and title say is not said again, and money is not shown as machines
        // count it.
        QCOMPARE(step.details, QStringLiteral("best of: 16\nreturn: %1").arg(gui::percent(0.5347)));
        QVERIFY(state.open.empty());
    }

    void agentsInsideAgentsAreIndented()
    {
        const RunState state =
            folded({made(1, EventType::AgentStart, QStringLiteral("Supervisor")),
                    made(2, EventType::AgentStart), made(3, EventType::AgentComplete)});
        QCOMPARE(state.steps[0].depth, 0);
        QCOMPARE(state.steps[1].depth, 1);
        QCOMPARE(state.steps[0].state, StepState::Working);
        QCOMPARE(state.open.size(), std::size_t{1});
    }

    void failedAndCancelledWorkSaysSo()
    {
        for (const auto& [word, expected] : {std::pair{"failed", StepState::Failed},
                                             std::pair{"cancelled", StepState::Cancelled}}) {
            const RunState state =
                folded({made(1, EventType::AgentStart),
                        made(2, EventType::AgentComplete, QStringLiteral("CodeGenerator"),
                             {{QStringLiteral("outcome"), QString::fromLatin1(word)}})});
            QCOMPARE(state.steps[0].state, expected);
        }
    }

    void progressFillsTheStepAtWork()
    {
        const RunState state =
            folded({made(1, EventType::AgentStart, QStringLiteral("BacktestRunner")),
                    made(2, EventType::BacktestProgress, QStringLiteral("BacktestRunner"),
                         {{QStringLiteral("done"), 25}, {QStringLiteral("total"), 100}})});
        QCOMPARE(state.steps.size(), std::size_t{1});
        QCOMPARE(state.steps[0].progress, std::optional(0.25));
    }

    void streamedTextGrowsInPlaceAndIsBounded()
    {
        RunState state = folded({made(1, EventType::AgentStart)});
        for (int i = 0; i < 100; ++i) {
            state = next(std::move(state),
                         made(2 + i, EventType::LlmDelta, QStringLiteral("CodeGenerator"),
                              {{QStringLiteral("text"), QString(1000, QLatin1Char('x'))}}));
        }
        QCOMPARE(state.steps.size(), std::size_t{1});
        QVERIFY(state.steps[0].answer.size() <= 20'001);
        QCOMPARE(state.changedFrom, std::size_t{0});
    }

    void decisionsKeepTheirReasonAndEdits()
    {
        QJsonObject edit{{QStringLiteral("what"), QStringLiteral("entry level")},
                         {QStringLiteral("from"), QStringLiteral("30")},
                         {QStringLiteral("to"), QStringLiteral("40")},
                         {QStringLiteral("padlocked"), true}};
        const RunState state =
            folded({made(1, EventType::Refinement, QStringLiteral("Supervisor"),
                         {{QStringLiteral("decision"), QStringLiteral("rejected")},
                          {QStringLiteral("edits"), QJsonArray{edit}}})});
        QCOMPARE(state.steps[0].state, StepState::Rejected);
        QVERIFY(state.steps[0].details.contains(
            QStringLiteral("entry level: 30 → 40 (you stated this)")));
    }

    void eventsSeenBeforeChangeNothing()
    {
        const RunState once = folded({made(1, EventType::AgentStart)});
        const RunState twice = next(once, made(1, EventType::AgentStart));
        QCOMPARE(twice.steps.size(), once.steps.size());
        QCOMPARE(twice.changedFrom, once.steps.size());
    }

    void aGapIsToldNotHidden()
    {
        const RunState state =
            folded({made(1, EventType::AgentStart), made(5, EventType::AgentProgress)});
        QCOMPARE(state.steps.size(), std::size_t{3});
        QVERIFY(state.steps[1].answer.startsWith(QStringLiteral("3 events")));
    }

    void theEndClosesWhatIsOpen()
    {
        const RunState state =
            folded({made(1, EventType::AgentStart), made(2, EventType::Complete)});
        QVERIFY(state.finished);
        QVERIFY(!state.running);
        QVERIFY(state.open.empty());
        QCOMPARE(state.steps[0].state, StepState::Cancelled);
    }

    void aHeartbeatNamesWhatIsWaitedFor()
    {
        RunState state = folded({made(1, EventType::AgentStart), made(2, EventType::Heartbeat)});
        QCOMPARE(state.waitingFor, QStringLiteral("message 2"));
        state = next(std::move(state), made(3, EventType::AgentProgress));
        QVERIFY(state.waitingFor.isEmpty());
    }

    void aRealRunFoldsTheSameTwice()
    {
        const auto document =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        QVERIFY(document->state().finished);
        QVERIFY(document->state().open.empty());
        QCOMPARE(document->state().errors, 0);
        const RunState again = folded({document->events().begin(), document->events().end()});
        QCOMPARE(again.steps.size(), document->state().steps.size());
        for (std::size_t i = 0; i < again.steps.size(); ++i) {
            QCOMPARE(again.steps[i].answer, document->state().steps[i].answer);
            QVERIFY(again.steps[i].state != StepState::Working);
        }
    }
};

SW_TEST(TestRunState)
#include "tst_run_state.moc"
