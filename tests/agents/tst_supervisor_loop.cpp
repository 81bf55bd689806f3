// The refinement loop on planted results: what is accepted, what is not, and when it stops.
#include "shared_words.h"
#include "test_main.h"

#include "agents/split.h"
#include "fakes.h"

#include <algorithm>
#include <set>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

using sw::test::contains;

} // namespace

class TestSupervisorLoop : public QObject
{
    Q_OBJECT

private slots:
    void acceptsWhatIsBetterOnValidation();
    void rejectsWhatIsBetterOnTrainOnly();
    void rejectsBelowTheTradeFloor();
    void stopsAfterTwoRejections();
    void stopsWhenNothingDoesBetterOnTrain();
    void keepsGoingAfterAcceptanceUpToTheMost();
    void clampsTheNumberOfIterations();
    void runsOnlyOnceWhenAskedTo();
    void readsTheAttributionWhenThereIsNoTrade();
    void neverChangesStatedNumbersWhenTold();
    void saysWhenStatedNumbersChange();
    void remembersStatedNumbersThroughTheChain();
    void opensTheHoldoutOnceForTheBestOnly();
    void holdoutNeverInfluencesTheChoice();
    void entersEveryVariantInTheLedger();
    void saysWhenBarsAreTooFewToDivide();
    void offersSuggestionsThatApply();
    void deflatesTheVerdictByTheTrials();

private:
    ScriptedBacktester scripted(ScriptedBacktester::Skill skill)
    {
        const Result<Split> split = splitData({{"TST", m_bars}}, *compiled(kRsi));
        EXPECTS(split.has_value());
        return ScriptedBacktester(*split, std::move(skill));
    }
    RunOutcomePtr run(ScriptedBacktester& backtester, Brief brief = {})
    {
        brief.source = brief.source.empty() ? kRsi : brief.source;
        Stage stage(m_market, backtester);
        const RunOutcomePtr outcome = stage.run(brief);
        EXPECTS(outcome != nullptr);
        return outcome;
    }

    const market::BarsPtr m_bars = waves(2000);
    MemoryMarketData m_market{{m_bars}};
};

void TestSupervisorLoop::acceptsWhatIsBetterOnValidation()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window) {
        return contains(source, "close, 11?") ? 0.9 : 0.5;
    });
    const RunOutcomePtr outcome = run(backtester);
    QCOMPARE(outcome->state, RunState::Completed);
    QVERIFY(outcome->iterations.size() >= 2);
    QCOMPARE(outcome->iterations[0].decision, Decision::AsAsked);
    QCOMPARE(outcome->iterations[1].decision, Decision::Accepted);
    QCOMPARE(outcome->iterations[1].hypothesis, std::string("length of rsi: 14 → 11"));
    QVERIFY(contains(outcome->iterations[1].reason, "more than one standard error better"));
    QCOMPARE(outcome->best, 1);
    QVERIFY(outcome->wholeBest && outcome->wholeAsked && outcome->holdout);
    QVERIFY(!outcome->iterations[1].changesWhatWasAsked);
}

void TestSupervisorLoop::rejectsWhatIsBetterOnTrainOnly()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window window) {
        const bool changed = contains(source, "close, 11?");
        return changed && window == Window::Train ? 0.9 : changed ? 0.3 : 0.5;
    });
    const RunOutcomePtr outcome = run(backtester);
    QCOMPARE(outcome->iterations[1].decision, Decision::Rejected);
    QVERIFY(contains(outcome->iterations[1].reason, "not better by more than its standard error"));
    QCOMPARE(outcome->best, 0);
    QVERIFY(!outcome->wholeBest);
    QCOMPARE(outcome->iterations[1].train.window, Window::Train);
    QVERIFY(outcome->iterations[1].validation.report != nullptr);
}

void TestSupervisorLoop::rejectsBelowTheTradeFloor()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window) {
        return contains(source, "close, 11?") ? 1.0 : 0.5;
    });
    backtester.tradeEvery = 30; // about five trades on train and validation
    const RunOutcomePtr outcome = run(backtester);
    for (std::size_t i = 1; i < outcome->iterations.size(); ++i) {
        QCOMPARE(outcome->iterations[i].decision, Decision::Rejected);
        QVERIFY(contains(outcome->iterations[i].reason, "below the floor of 10"));
    }
    QCOMPARE(outcome->verdict->kind, metrics::VerdictKind::TooFewTrades);
}

void TestSupervisorLoop::stopsAfterTwoRejections()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window window) {
        return window == Window::Train && !contains(source, "14?") ? 0.8 : 0.5;
    });
    Brief brief;
    brief.maxIterations = 10;
    const RunOutcomePtr outcome = run(backtester, brief);
    QCOMPARE(outcome->iterations.size(), std::size_t(3));
    QCOMPARE(outcome->iterations[1].decision, Decision::Rejected);
    QCOMPARE(outcome->iterations[2].decision, Decision::Rejected);
    QVERIFY(outcome->iterations[1].hypothesis != outcome->iterations[2].hypothesis);
}

void TestSupervisorLoop::stopsWhenNothingDoesBetterOnTrain()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window) {
        return source == compiled(kRsi)->source ? 0.8 : 0.5;
    });
    const RunOutcomePtr outcome = run(backtester);
    QCOMPARE(outcome->iterations.size(), std::size_t(1));
    QVERIFY(!outcome->advice.recommendations.empty());
    QCOMPARE(outcome->state, RunState::Completed);
}

void TestSupervisorLoop::keepsGoingAfterAcceptanceUpToTheMost()
{
    // Each shorter length is better still.
    ScriptedBacktester backtester = scripted([](const std::string& source, Window) {
        const std::size_t at = source.find("rsi(close, ") + 11;
        return 0.4 + std::clamp((20 - std::stoi(source.substr(at))) * 0.035, 0.0, 0.6);
    });
    Brief brief;
    brief.maxIterations = 3;
    const RunOutcomePtr outcome = run(backtester, brief);
    QCOMPARE(outcome->iterations.size(), std::size_t(3));
    QCOMPARE(outcome->iterations[1].decision, Decision::Accepted);
    QCOMPARE(outcome->iterations[2].decision, Decision::Accepted);
    QCOMPARE(outcome->best, 2);
}

void TestSupervisorLoop::clampsTheNumberOfIterations()
{
    for (const int wished : {-3, 0, 1}) {
        ScriptedBacktester backtester = scripted([](const std::string&, Window) { return 0.5; });
        Brief brief;
        brief.maxIterations = wished;
        QCOMPARE(run(backtester, brief)->iterations.size(), std::size_t(1));
    }
}

void TestSupervisorLoop::runsOnlyOnceWhenAskedTo()
{
    ScriptedBacktester backtester = scripted([](const std::string&, Window) { return 0.5; });
    Brief brief;
    brief.maxIterations = 1;
    const RunOutcomePtr outcome = run(backtester, brief);
    const std::vector<Window> wanted{Window::Train, Window::Validation, Window::Holdout,
                                     Window::Whole};
    QCOMPARE(backtester.windows, wanted);
    QCOMPARE(outcome->trials.size(), std::size_t(4));
    QVERIFY(outcome->advice.recommendations.empty());
}

void TestSupervisorLoop::readsTheAttributionWhenThereIsNoTrade()
{
    // RSI(14) of the waves never comes below 5: counter-factual levels are offered first.
    const std::string source = "trade TST on daily\nlong when rsi(close, 14?) < 5\nexit when "
                               "rsi(close, 14?) > 70\n";
    ScriptedBacktester backtester =
        scripted([](const std::string& program, Window) -> std::optional<double> {
            const std::size_t at = program.find("< ") + 2;
            return std::stod(program.substr(at)) > 30 ? std::optional(0.9) : std::nullopt;
        });
    Brief brief;
    brief.source = source;
    const RunOutcomePtr outcome = run(backtester, brief);
    QVERIFY(!outcome->advice.clauses.empty());
    QVERIFY(!outcome->iterations[1].edits.empty());
    QVERIFY(contains(outcome->iterations[1].hypothesis, "changes what you asked: 5 → "));
    QCOMPARE(outcome->iterations[1].decision, Decision::Accepted);
}

void TestSupervisorLoop::neverChangesStatedNumbersWhenTold()
{
    ScriptedBacktester backtester = scripted(
        [](const std::string& source, Window) { return contains(source, "< 30\n") ? 0.5 : 0.95; });
    Brief brief;
    brief.keepMyNumbers = true;
    const RunOutcomePtr outcome = run(backtester, brief);
    for (const Trial& trial : outcome->trials) {
        QVERIFY2(contains(trial.source, "< 30\n") && contains(trial.source, "> 70\n"),
                 trial.source.c_str());
    }
    QVERIFY(outcome->trials.size() > 4);
    for (const Iteration& iteration : outcome->iterations) {
        QVERIFY(!iteration.changesWhatWasAsked);
    }
}

void TestSupervisorLoop::saysWhenStatedNumbersChange()
{
    ScriptedBacktester backtester = scripted(
        [](const std::string& source, Window) { return contains(source, "< 35?") ? 0.95 : 0.5; });
    const RunOutcomePtr outcome = run(backtester);
    const Iteration& second = outcome->iterations[1];
    QCOMPARE(second.decision, Decision::Accepted);
    QVERIFY(second.changesWhatWasAsked);
    QVERIFY2(contains(second.hypothesis, "changes what you asked: 30 → 35"),
             second.hypothesis.c_str());
    QVERIFY(contains(outcome->asked.source, "< 30\n"));
    QVERIFY(outcome->wholeAsked && outcome->wholeBest);
}

void TestSupervisorLoop::remembersStatedNumbersThroughTheChain()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window) {
        return contains(source, "< 40?")   ? 0.98
               : contains(source, "< 35?") ? (contains(source, "11?") ? 0.99 : 0.75)
                                           : 0.45;
    });
    const RunOutcomePtr outcome = run(backtester);
    QVERIFY(outcome->iterations.size() >= 2);
    for (std::size_t i = 1; i < outcome->iterations.size(); ++i) {
        const Iteration& iteration = outcome->iterations[i];
        const bool differs = !contains(iteration.draft.source, "< 30\n");
        QCOMPARE(iteration.changesWhatWasAsked, differs);
        for (const Edit& edit : iteration.edits) {
            if (contains(edit.what, "entry level")) {
                QVERIFY(edit.padlocked);
                QCOMPARE(edit.asked, std::string("30"));
            }
        }
    }
}

void TestSupervisorLoop::opensTheHoldoutOnceForTheBestOnly()
{
    std::vector<std::string> opened;
    ScriptedBacktester backtester = scripted([&](const std::string& source, Window window) {
        if (window == Window::Holdout) {
            opened.push_back(source);
        }
        return contains(source, "close, 11?") ? 0.9 : 0.5;
    });
    const RunOutcomePtr outcome = run(backtester);
    QCOMPARE(opened.size(), std::size_t(1));
    QCOMPARE(opened[0], outcome->iterations[static_cast<std::size_t>(outcome->best)].draft.source);
    const auto at = std::ranges::find(backtester.windows, Window::Holdout);
    QVERIFY(std::all_of(at + 1, backtester.windows.end(),
                        [](Window window) { return window == Window::Whole; }));
}

void TestSupervisorLoop::holdoutNeverInfluencesTheChoice()
{
    std::vector<std::vector<std::string>> chosen;
    for (const double onHoldout : {0.05, 0.95}) {
        ScriptedBacktester backtester = scripted([&](const std::string& source, Window window) {
            return window == Window::Holdout        ? onHoldout
                   : contains(source, "close, 11?") ? 0.9
                                                    : 0.5;
        });
        std::vector<std::string> path;
        const RunOutcomePtr outcome = run(backtester);
        for (const Iteration& iteration : outcome->iterations) {
            path.push_back(iteration.hypothesis + iteration.reason);
        }
        chosen.push_back(path);
    }
    QCOMPARE(chosen[0], chosen[1]);
}

void TestSupervisorLoop::entersEveryVariantInTheLedger()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window) {
        return contains(source, "close, 11?") ? 0.9 : 0.5;
    });
    const RunOutcomePtr outcome = run(backtester);
    // A variant measured by the orchestrator is measured again as an iteration: one row.
    std::set<std::pair<std::string, Window>> rows;
    for (const Trial& trial : outcome->trials) {
        QVERIFY(rows.emplace(trial.source, trial.window).second);
    }
    QVERIFY(outcome->trials.size() >= outcome->advice.recommendations.size());
    for (std::size_t i = 0; i < outcome->trials.size(); ++i) {
        QCOMPARE(outcome->trials[i].number, static_cast<std::int32_t>(i) + 1);
    }
    const bool byOrchestrator = std::ranges::any_of(
        outcome->trials, [](const Trial& trial) { return trial.by == "IntelligentOrchestrator"; });
    QVERIFY(byOrchestrator);
}

void TestSupervisorLoop::saysWhenBarsAreTooFewToDivide()
{
    MemoryMarketData market({waves(150)});
    CountingBacktester backtester;
    Stage stage(market, backtester);
    Brief brief;
    brief.source = kRsi;
    const RunOutcomePtr outcome = stage.run(brief);
    QCOMPARE(outcome->state, RunState::Completed);
    QCOMPARE(outcome->iterations.size(), std::size_t(1));
    QVERIFY(contains(outcome->split.sentence, "too few"));
    QVERIFY(!outcome->holdout && outcome->wholeAsked && outcome->verdict);
    QCOMPARE(backtester.calls, 1);
    const bool said = std::ranges::any_of(outcome->verdict->reasons, [](const auto& reason) {
        return contains(reason.text, "No data was held back");
    });
    QByteArray all;
    for (const metrics::VerdictReason& reason : outcome->verdict->reasons) {
        all += reason.text.c_str();
        all += '\n';
    }
    QVERIFY2(said, all.constData());
}

void TestSupervisorLoop::offersSuggestionsThatApply()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window window) {
        return window == Window::Train && !contains(source, "14?") ? 0.8
               : contains(source, "< 35?")                         ? 0.7
                                                                   : 0.5;
    });
    const RunOutcomePtr outcome = run(backtester);
    QVERIFY(!outcome->analysis.suggestions.empty());
    for (const Suggestion& suggestion : outcome->analysis.suggestions) {
        QVERIFY(!suggestion.edits.empty());
        std::string text = suggestion.source;
        auto edits = suggestion.edits;
        std::ranges::sort(edits, std::ranges::greater{},
                          [](const Edit& edit) { return edit.span.begin; });
        for (const Edit& edit : edits) {
            QCOMPARE(text.substr(edit.span.begin, edit.span.length()), edit.from);
            text.replace(edit.span.begin, edit.span.length(), edit.to);
        }
        QVERIFY2(lang::compile(text).program != nullptr, text.c_str());
        for (const Iteration& iteration : outcome->iterations) {
            QVERIFY(iteration.decision != Decision::Rejected ||
                    iteration.edits != suggestion.edits);
        }
    }
}

void TestSupervisorLoop::deflatesTheVerdictByTheTrials()
{
    ScriptedBacktester backtester = scripted([](const std::string& source, Window) {
        return contains(source, "close, 11?") ? 0.62 : 0.5;
    });
    const RunOutcomePtr outcome = run(backtester);
    std::set<std::string> programs;
    for (const Trial& trial : outcome->trials) {
        programs.insert(trial.source);
    }
    QVERIFY(programs.size() > 5);
    const std::string counted = std::to_string(programs.size()) + " variants";
    const bool said =
        std::ranges::any_of(outcome->verdict->reasons, [&](const metrics::VerdictReason& reason) {
            return contains(reason.text, counted);
        });
    QByteArray all;
    for (const metrics::VerdictReason& reason : outcome->verdict->reasons) {
        all += reason.text.c_str();
        all += '\n';
    }
    QVERIFY2(said, all.constData());
}

SW_TEST(TestSupervisorLoop)
#include "tst_supervisor_loop.moc"
