// Whole runs with a language model behind the agents.
#include "test_main.h"

#include "fakes.h"
#include "scripted_model.h"

#include <QJsonDocument>

#include <algorithm>
#include <condition_variable>
#include <set>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

const QString kWrittenProgram =
    QStringLiteral("trade AAPL on daily?\nlong when rsi(close, 14?) < 30\n"
                   "exit long when rsi(close, 14?) > 70\n");

QJsonObject noCharts()
{
    return {{QStringLiteral("charts"), QJsonArray()}, {QStringLiteral("notes"), QJsonArray()}};
}

QJsonObject words(const char* summary)
{
    return {{QStringLiteral("summary"), QString::fromUtf8(summary)},
            {QStringLiteral("issues"), QJsonArray()},
            {QStringLiteral("suggestions"), QJsonArray()},
            {QStringLiteral("needs_refinement"), false}};
}

struct RunScene {
    ScriptedModel model;
    MemoryMarketData market{{aapl()}};
    CountingBacktester backtester;
    Stage stage{market, backtester};

    RunScene()
    {
        model.answer("CodeGenerator", programAnswer(kWrittenProgram));
        model.answer("InsightsGenerator", noCharts());
        model.answer("StrategyAnalyst", words("It traded {{trades.train}} times on train."));
        stage.context().model = &model;
    }

    RunOutcomePtr run()
    {
        Brief brief;
        brief.text = "Buy AAPL when RSI < 30, sell when RSI > 70";
        return stage.run(brief);
    }
};

} // namespace

class TestModelRun : public QObject
{
    Q_OBJECT

private slots:
    void namesTheModelsThatAnswered();
    void figuresAreTheSameAsWithoutAModel();
    void chartsAreProposedWhileTheProgramIsWritten();
    void everyAgentFallsBackOnItsOwn();
    void aQuestionStopsTheRun();
    void eventsStayNumberedWithoutGaps();
    void holdoutFiguresNeverReachAPrompt();
    void isCancelledWhileTheModelThinks();
    void callsAreTold();
};

void TestModelRun::namesTheModelsThatAnswered()
{
    RunScene scene;
    const RunOutcomePtr outcome = scene.run();
    QCOMPARE(outcome->state, RunState::Completed);
    QCOMPARE(outcome->provenance.model,
             std::string("test scripted (CodeGenerator), test scripted (InsightsGenerator), test "
                         "scripted (StrategyAnalyst)"));
    QVERIFY(outcome->analysis.summary.find("times on train.") != std::string::npos);
}

void TestModelRun::figuresAreTheSameAsWithoutAModel()
{
    RunScene with;
    const RunOutcomePtr a = with.run();
    RunScene without;
    without.stage.context().model = nullptr;
    const RunOutcomePtr b = without.run();
    QVERIFY(a->verdict && b->verdict);
    QVERIFY(a->wholeAsked->report->figures == b->wholeAsked->report->figures);
    QCOMPARE(a->verdict->kind, b->verdict->kind);
    QCOMPARE(a->trials.size(), b->trials.size());
    QCOMPARE(b->provenance.model, std::string("built-in"));
}

void TestModelRun::chartsAreProposedWhileTheProgramIsWritten()
{
    RunScene scene;
    // Each question waits until the other one was asked too.
    std::mutex mutex;
    std::condition_variable both;
    int asked = 0;
    bool together = true;
    scene.model.whileAsked = [&](const std::stop_token&) {
        std::unique_lock lock(mutex);
        ++asked;
        both.notify_all();
        if (asked <= 2) {
            together = together &&
                       both.wait_for(lock, std::chrono::seconds(30), [&] { return asked >= 2; });
        }
    };
    QCOMPARE(scene.run()->state, RunState::Completed);
    QVERIFY(together);
}

void TestModelRun::everyAgentFallsBackOnItsOwn()
{
    RunScene scene;
    ScriptedModel none;
    none.answer("CodeGenerator", programAnswer(kWrittenProgram));
    none.failWith("InsightsGenerator", {ErrorKind::RateLimited, "Too many requests.", ""});
    none.failWith("StrategyAnalyst", {ErrorKind::Network, "Cannot reach the service.", ""});
    scene.stage.context().model = &none;
    const RunOutcomePtr outcome = scene.run();
    QCOMPARE(outcome->state, RunState::Completed);
    QCOMPARE(outcome->provenance.model, std::string("test scripted (CodeGenerator)"));
    QCOMPARE(outcome->provenance.fallbacks,
             (std::vector<std::string>{
                 "InsightsGenerator: Too many requests. The built-in rules went on.",
                 "StrategyAnalyst: Cannot reach the service. The built-in rules went on."}));
    const auto told = [&](const char* text) {
        return std::ranges::count_if(scene.stage.events, [&](const RunEvent& event) {
            return event.message.startsWith(QLatin1String(text));
        });
    };
    QCOMPARE(told("Too many requests. The built-in rules go on."), 1);
    QCOMPARE(told("Cannot reach the service. The built-in rules go on."), 1);
    QVERIFY(!outcome->insights.charts.empty() && !outcome->analysis.summary.empty());
}

void TestModelRun::aQuestionStopsTheRun()
{
    RunScene scene;
    ScriptedModel other;
    QString changed = kWrittenProgram;
    other.answer("CodeGenerator",
                 programAnswer(changed.replace(QStringLiteral("< 30"), QStringLiteral("< 20"))));
    scene.stage.context().model = &other;
    const RunOutcomePtr outcome = scene.run();
    QCOMPARE(outcome->state, RunState::NeedsAnswer);
    QCOMPARE(scene.backtester.calls, 0);
}

void TestModelRun::eventsStayNumberedWithoutGaps()
{
    RunScene scene;
    scene.model.streamed = {QStringLiteral("a"), QStringLiteral("b")};
    scene.run();
    qint64 seq = 0;
    for (const RunEvent& event : scene.stage.events) {
        QCOMPARE(event.seq, ++seq);
    }
}

void TestModelRun::holdoutFiguresNeverReachAPrompt()
{
    RunScene scene;
    const RunOutcomePtr outcome = scene.run();
    QVERIFY(outcome->holdout.has_value());
    const auto requests = scene.model.requests("StrategyAnalyst");
    QCOMPARE(requests.size(), std::size_t{1});
    QVERIFY(!requests[0].user.contains(QStringLiteral(".holdout")));
    QVERIFY(!requests[0].user.contains(QStringLiteral(".whole")));
    QVERIFY(requests[0].user.contains(QStringLiteral("trades.validation")));
}

void TestModelRun::isCancelledWhileTheModelThinks()
{
    RunScene scene;
    scene.model.whileAsked = [&](const std::stop_token&) { scene.stage.stop().request_stop(); };
    const RunOutcomePtr outcome = scene.run();
    QCOMPARE(outcome->state, RunState::Cancelled);
    QCOMPARE(scene.backtester.calls, 0);
}

void TestModelRun::callsAreTold()
{
    RunScene scene;
    std::mutex mutex;
    std::vector<llm::CallRecord> calls;
    scene.stage.context().called = [&](const llm::CallRecord& call) {
        const std::lock_guard lock(mutex);
        calls.push_back(call);
    };
    scene.run();
    QCOMPARE(calls.size(), std::size_t{3});
    std::set<QString> keys;
    for (const llm::CallRecord& call : calls) {
        keys.insert(call.requestKey);
    }
    QCOMPARE(keys.size(), std::size_t{3});
}

SW_TEST(TestModelRun)
#include "tst_model_run.moc"
