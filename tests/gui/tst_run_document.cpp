#include "shared_words.h"
#include "test_main.h"

#include "bridge/text.h"
#include "gui_runs.h"

#include <QSignalSpy>

using namespace sw;
using gui::Change;
using gui::RunDocument;
using gui::Version;

namespace {

using sw::test::kSentence;

} // namespace

/// One tab: from a sentence to a shown result, edits, versions, cancelling.
class TestRunDocument : public QObject
{
    Q_OBJECT

private slots:
    void aSentenceBecomesAShownResult()
    {
        const auto document = test::finishedRun(kSentence);
        QVERIFY2(document->failure().isEmpty(), qPrintable(document->failure()));
        QVERIFY(document->shown());
        QCOMPARE(document->shown()->title, QStringLiteral("As asked"));
        QCOMPARE(document->source(), bridge::toQt(document->shown()->program->source));
        const gui::ShownSymbol* symbol = document->symbol();
        QVERIFY(symbol);
        const engine::Ledger& ledger = document->shown()->runOf(*symbol).ledger;
        QVERIFY(!ledger.trades.empty());
        QCOMPARE(symbol->valuesAtSignals.size(), ledger.trades.size());
        QCOMPARE(symbol->equity->size(), static_cast<std::size_t>(ledger.endBar - ledger.firstBar));
        for (const gui::ShownChart& chart : symbol->charts) {
            for (const gui::ShownSeries& series : chart.series) {
                QCOMPARE(series.values->size(), symbol->bars->size());
            }
        }
    }

    void anEditRunsAgainAndIsComparedWithWhatWasShown()
    {
        const auto document = test::finishedRun(kSentence, 1);
        const gui::ShownResultPtr before = document->shown();
        QString edited = document->source();
        edited.replace(QStringLiteral("70"), QStringLiteral("60"));
        document->setSource(edited);
        QVERIFY(QTest::qWaitFor([&] { return document->shown() != before; }, 60'000));
        QCOMPARE(document->shown()->version.kind, Version::Kind::Edited);
        QCOMPARE(document->compared(), before);
        QVERIFY(document->shown()->report()[metrics::FigureId::Trades].value >
                before->report()[metrics::FigureId::Trades].value);
    }

    void aFaultyEditKeepsTheResultAndSaysWhere()
    {
        const auto document = test::finishedRun(kSentence, 1);
        const gui::ShownResultPtr before = document->shown();
        QSignalSpy changes(document.get(), &RunDocument::changed);
        document->setSource(document->source() + QStringLiteral("\nsell when rsi(close, 14) >"));
        QVERIFY(QTest::qWaitFor([&] { return !document->diagnostics().empty(); }, 60'000));
        QCOMPARE(document->shown(), before);
        QVERIFY(lang::hasErrors(document->diagnostics()));
        QVERIFY(document->isEdited());
    }

    void anyIterationCanBeLookedAt()
    {
        const auto document = test::finishedRun(kSentence, 3);
        QVERIFY(document->outcome()->iterations.size() >= 2);
        document->show({Version::Kind::Iteration, 1});
        QVERIFY(test::waitUntilIdle(*document));
        QCOMPARE(document->shown()->version.iteration, 1);
        QCOMPARE(document->shown()->program->source,
                 document->outcome()->iterations[1].draft.source);
        const gui::ShownResultPtr shown = document->shown();
        document->show({Version::Kind::Iteration, 99});
        QCOMPARE(document->shown(), shown);
    }

    void aSentenceThatAsksBackShowsTheQuestionAndNoResult()
    {
        const auto document = test::finishedRun(QStringLiteral("Buy when it looks cheap"));
        QVERIFY(!document->shown());
        QVERIFY(document->outcome());
        QVERIFY(document->outcome()->state != agents::RunState::Completed);
    }

    void anUnknownSymbolIsOneClearSentence()
    {
        const auto document =
            test::finishedRun(QStringLiteral("Buy ZZZZ when RSI < 30, sell when RSI > 70"));
        QVERIFY(!document->shown());
        QVERIFY2(document->failure().contains(QStringLiteral("ZZZZ")),
                 qPrintable(document->failure()));
    }

    void aRunCanBeCancelledAndStartedAgain()
    {
        RunDocument document(test::samplePorts());
        agents::Brief brief;
        brief.text = bridge::fromQt(kSentence);
        document.run(brief);
        QVERIFY(document.isRunning());
        document.cancel();
        QVERIFY(test::waitUntilIdle(document));
        QVERIFY(document.outcome());
        document.run(brief);
        document.run(brief); // cancels the one at work and follows it
        QVERIFY(QTest::qWaitFor([&] { return document.shown() != nullptr; }, 60'000));
        QVERIFY(test::waitUntilIdle(document));
        QCOMPARE(document.outcome()->state, agents::RunState::Completed);
    }

    void closingDuringWorkEndsCleanly()
    {
        for (int i = 0; i < 20; ++i) {
            auto document = std::make_unique<RunDocument>(test::samplePorts());
            agents::Brief brief;
            brief.text = bridge::fromQt(kSentence);
            document->run(brief);
            QTest::qWait(i);
            document.reset();
        }
    }

    void selectionIsTold()
    {
        const auto document = test::finishedRun(kSentence, 1);
        QSignalSpy changes(document.get(), &RunDocument::changed);
        document->selectTrade(2);
        document->selectTrade(2);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(document->selectedTrade(), 2);
        document->selectSymbol(7); // there is one symbol only
        QCOMPARE(document->symbolIndex(), 0);
    }
};

SW_TEST(TestRunDocument)
#include "tst_run_document.moc"
