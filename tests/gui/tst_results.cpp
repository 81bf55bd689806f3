#include "shared_words.h"
#include "test_main.h"

#include "agents/tunable.h"
#include "base/text.h"
#include "bridge/text.h"
#include "engine/attribution_thresholds.h"
#include "english/interpreter.h"
#include "gui/attribution_view.h"
#include "gui/clause_bars.h"
#include "gui/comparison_view.h"
#include "gui/figure_card.h"
#include "gui/format.h"
#include "gui/results_panel.h"
#include "gui/suggestions_view.h"
#include "gui/verdict_view.h"
#include "gui_runs.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <set>

using namespace sw;
using bridge::toQt;
using gui::FigureCard;
using gui::ResultsPanel;
using metrics::FigureId;

namespace {

/// Never true together: every counter-factual matters.
const QString kNone = QStringLiteral("Buy AAPL when RSI < 12 and the close is above the 200 day "
                                     "SMA, sell when RSI > 70");
using sw::test::kMany;
using sw::test::kSentence;

struct ResultsStage {
    gui::ThemeSource themes;
    ResultsPanel panel{themes};
    std::unique_ptr<gui::RunDocument> document;

    explicit ResultsStage(const QString& sentence, int maxIterations = 5)
        : document(test::finishedRun(sentence, maxIterations))
    {
        panel.resize(388, 900);
        panel.setDocument(document.get());
        panel.show();
    }
};

const FigureCard* cardOf(const ResultsPanel& panel, FigureId id)
{
    for (const FigureCard* card : panel.cards()) {
        if (card->content().id == id) {
            return card;
        }
    }
    return nullptr;
}

QPushButton* buttonOf(const QWidget& of, const QString& start)
{
    for (QPushButton* button : of.findChildren<QPushButton*>()) {
        if (button->accessibleName().startsWith(start)) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

/// Verdict, cards, attribution, comparison and suggestions of real runs.
class TestResults : public QObject
{
    Q_OBJECT

private slots:
    void everyVerdictFitsTheNarrowestPanel()
    {
        constexpr int kRoom = 320; // a panel of 340 beside a scroll bar
        const gui::ThemeSource themes;
        for (int kind = 0; kind <= int(metrics::VerdictKind::BrokenAssumption); ++kind) {
            gui::VerdictView view(themes);
            view.setVerdict({static_cast<metrics::VerdictKind>(kind), {}}, {}, 1'234);
            view.ensurePolished();
            QVERIFY2(view.minimumSizeHint().width() <= kRoom, qPrintable(QString::number(kind)));
        }
    }

    void cardsShowTheReportAndExplainThemselves()
    {
        const ResultsStage stage(kSentence, 1);
        const metrics::Report& report = stage.document->shown()->report();
        for (const FigureId id : {FigureId::TotalReturn, FigureId::Sharpe, FigureId::Trades}) {
            const FigureCard* card = cardOf(stage.panel, id);
            QVERIFY(card);
            QCOMPARE(card->valueText(), gui::figureText(report[id], id));
            QVERIFY(card->explanation().contains(toQt(metrics::definitionOf(id).definition)));
            QVERIFY(card->accessibleName().contains(card->valueText()));
        }
        QVERIFY(report[FigureId::Sharpe].interval);
        QVERIFY(cardOf(stage.panel, FigureId::Sharpe)
                    ->explanation()
                    .contains(QStringLiteral("interval")));
    }

    void undefinedFiguresShowADashAndWhy()
    {
        const ResultsStage stage(kNone, 1);
        const FigureCard* card = cardOf(stage.panel, FigureId::WinRate);
        QCOMPARE(card->valueText(), QStringLiteral("–"));
        QVERIFY(!card->content().now.reason.empty());
        QVERIFY(card->explanation().contains(toQt(card->content().now.reason)));
    }

    void anEditShowsTheChangeAgainstWhatWasShownBefore()
    {
        ResultsStage stage(kSentence, 1);
        QVERIFY(cardOf(stage.panel, FigureId::Trades)->changeText().isEmpty());
        const gui::ShownResultPtr before = stage.document->shown();
        QString edited = stage.document->source();
        edited.replace(QStringLiteral("70"), QStringLiteral("60"));
        stage.document->replaceSource(edited, QStringLiteral("test"));
        QTRY_VERIFY_WITH_TIMEOUT(stage.document->shown() != before, 60'000);
        QVERIFY(cardOf(stage.panel, FigureId::Trades)->changeText().startsWith(u'+'));
        QVERIFY(cardOf(stage.panel, FigureId::Trades)
                    ->explanation()
                    .contains(QStringLiteral("As asked")));
    }

    void theVerdictHasItsReasonsAndCountedTrials()
    {
        const ResultsStage stage(kSentence);
        const agents::RunOutcomePtr outcome = stage.document->outcome();
        QVERIFY(outcome->verdict);
        QCOMPARE(stage.panel.verdict().reasons().size(),
                 static_cast<qsizetype>(outcome->verdict->reasons.size()));
        std::set<std::string> sources;
        for (const agents::Trial& trial : outcome->trials) {
            sources.insert(trial.source);
        }
        QVERIFY(stage.panel.verdict().trialsText().startsWith(QString::number(sources.size())));
        QVERIFY(!stage.panel.verdict().kindText().isEmpty());
    }

    void whyThereWereNoTradesIsAPictureWithWhatIfs()
    {
        ResultsStage stage(kNone, 1);
        const gui::ShownResultPtr shown = stage.document->shown();
        QVERIFY(shown);
        const engine::Attribution& found = shown->outcome.attribution.front();
        const auto bars = stage.panel.attribution().findChildren<gui::ClauseBars*>();
        QCOMPARE(bars.size(), static_cast<qsizetype>(found.rules.size()));
        QVERIFY(bars.front()->words().contains(gui::count(found.rules.front().bars)));
        QVERIFY(stage.panel.attribution().isVisible());
        QPushButton* attempt = buttonOf(stage.panel.attribution(), QStringLiteral("Try "));
        QVERIFY(attempt);
        attempt->click();
        QTRY_VERIFY_WITH_TIMEOUT(stage.document->shown() != shown, 60'000);
        const auto signalsOf = [](const gui::ShownResultPtr& of) {
            return of->outcome.attribution.front().rules.front().allTrue;
        };
        QVERIFY(signalsOf(stage.document->shown()) > signalsOf(shown));
    }

    void everyWhatIfGivesTheSignalsItPromises()
    {
        const ResultsStage stage(kNone, 1);
        const gui::ShownResultPtr shown = stage.document->shown();
        const engine::RuleAttribution& rule = shown->outcome.attribution.front().rules.front();
        QVERIFY(!rule.counterFactuals.empty());
        for (const engine::CounterFactual& change : rule.counterFactuals) {
            const std::vector<agents::Edit> edits =
                gui::editsOf(change, *shown->program, shown->program.get());
            QVERIFY(!edits.empty());
            const Result<std::string> text = agents::applyEdits(shown->program->source, edits);
            QVERIFY2(text, text ? "" : text.error().text().c_str());
            const std::string wanted =
                formatNumber(engine::asWritten(change.threshold, change.scale));
            QVERIFY2(text->find(wanted) != std::string::npos, text->c_str());
        }
    }

    void enoughTradesFoldTheAttributionAway()
    {
        const ResultsStage stage(kMany, 1);
        QVERIFY(*stage.document->shown()->report()[FigureId::Trades].value >= 30);
        QVERIFY(!stage.panel.attribution().isVisible());
    }

    void asAskedStandsBesideRefinedWhereThereIsARefinedOne()
    {
        for (const QString& sentence : {kSentence, kMany, kNone}) {
            const ResultsStage stage(sentence);
            const QAbstractItemModelTester tester(
                &stage.panel.comparison().comparison(),
                QAbstractItemModelTester::FailureReportingMode::QtTest);
            const bool refined = stage.document->outcome()->wholeBest.has_value();
            QCOMPARE(stage.panel.comparison().comparison().rowCount() > 0, refined);
            QCOMPARE(stage.panel.comparison().isVisible(), refined);
        }
    }

    void everyPartIsComparedAndTheSealedOneOnlyForTheRefinedStrategy()
    {
        const ResultsStage stage(kSentence);
        auto outcome = std::make_shared<agents::RunOutcome>(*stage.document->outcome());
        QVERIFY(outcome->iterations.size() >= 2 && outcome->holdout);
        outcome->best = 1; // as if the second iteration had been accepted
        outcome->wholeBest = outcome->iterations[1].train;
        gui::ComparisonView view(stage.themes);
        view.setOutcome(outcome);
        const gui::ComparisonModel& model = view.comparison();
        const metrics::Report& train = *outcome->iterations[1].train.report;
        QStringList headings;
        bool found = false;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.isHeading(row)) {
                headings.append(model.index(row, 0).data().toString());
                continue;
            }
            const QString refined =
                model.index(row, gui::ComparisonModel::Refined).data().toString();
            found = found || refined == gui::figureText(train[FigureId::Sharpe], FigureId::Sharpe);
            if (headings.size() == 4) {
                const QModelIndex asked = model.index(row, gui::ComparisonModel::Asked);
                QCOMPARE(asked.data().toString(), QStringLiteral("–"));
                QVERIFY(asked.data(Qt::ToolTipRole).toString().contains(QStringLiteral("sealed")));
            }
        }
        QCOMPARE(headings.size(), 4);
        QVERIFY(found);
    }

    void aSuggestionChangesTheProgramOrIsSaid()
    {
        ResultsStage stage(kSentence);
        const gui::ShownResultPtr shown = stage.document->shown();
        QVERIFY(stage.panel.suggestions().count() > 0);
        QSignalSpy words(&stage.panel, &ResultsPanel::wordsSuggested);
        buttonOf(stage.panel.suggestions(), QStringLiteral("Say it"))->click();
        QTRY_COMPARE(words.count(), 1);
        QVERIFY(!words[0][0].toString().isEmpty());
        buttonOf(stage.panel.suggestions(), QStringLiteral("Apply"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(stage.document->shown() != shown, 60'000);
    }

    void whatIsSaidMeansWhatWouldBeApplied()
    {
        const ResultsStage stage(kSentence);
        const agents::RunOutcome& outcome = *stage.document->outcome();
        int spoken = 0;
        for (const agents::Suggestion& suggestion : outcome.analysis.suggestions) {
            const QString words = gui::wordsOf(suggestion, outcome);
            if (words.isEmpty()) {
                continue; // better unsaid than said wrongly
            }
            ++spoken;
            const english::Reading reading = english::interpret(bridge::fromQt(words));
            Result<std::string> applied = agents::applyEdits(suggestion.source, suggestion.edits);
            QVERIFY(applied);
            std::string read = reading.source;
            std::erase(read, '?');
            std::erase(*applied, '?');
            QVERIFY2(read == *applied, qPrintable(words + QStringLiteral("\n") + toQt(read)));
        }
        QVERIFY(spoken > 0);
    }

    void withoutAResultOneSentenceSaysWhy()
    {
        const ResultsStage stage(QStringLiteral("Buy ZZZZ when RSI < 30, sell when RSI > 70"));
        bool found = false;
        for (const QLabel* label : stage.panel.findChildren<QLabel*>()) {
            found = found || (label->isVisible() && label->text().contains(QStringLiteral("ZZZZ")));
        }
        QVERIFY(found);
    }
};

SW_TEST(TestResults)
#include "tst_results.moc"
