// A tab and the record of its runs: opened again as they were, interrupted ones shown as far as
// they got, edits of an opened run measured on its own bars.
#include "shared_words.h"
#include "test_main.h"

#include "../agents/scripted_model.h"
#include "bridge/text.h"
#include "gui_runs.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace sw;
using gui::RunDocument;

namespace {

using sw::test::kSentence;

/// A store in a folder of its own, and documents that record into it.
struct RecordedScene {
    QTemporaryDir place;
    std::shared_ptr<store::SessionStore> sessions =
        *store::SessionStore::open(place.filePath(QStringLiteral("sessions.sqlite")));
    std::shared_ptr<llm::LanguageModel> model;

    std::unique_ptr<RunDocument> document() const
    {
        agents::Ports ports = test::samplePorts();
        ports.model = model;
        const auto json = [](const agents::RunOutcome&) { return QJsonObject(); };
        return std::make_unique<RunDocument>(
            store::SessionRecorder::Setup{sessions, ports, json, {}});
    }
    std::unique_ptr<RunDocument> ran() const
    {
        auto made = document();
        agents::Brief brief;
        brief.text = bridge::fromQt(kSentence);
        brief.maxIterations = 3;
        made->run(brief);
        return test::waitUntilIdle(*made) ? std::move(made) : nullptr;
    }
};

} // namespace

class TestRecordedRun : public QObject
{
    Q_OBJECT

private slots:
    void isOpenedAsItWas()
    {
        const RecordedScene scene;
        const auto first = scene.ran();
        QVERIFY(first && !first->session().isEmpty());
        const auto again = scene.document();
        QSignalSpy noticed(again.get(), &RunDocument::noticed);
        again->open(first->session());
        QVERIFY(test::waitUntilIdle(*again));
        QVERIFY2(again->failure().isEmpty(), qPrintable(again->failure()));
        QCOMPARE(noticed.size(), 1);
        QVERIFY(noticed[0][0].toString().contains(QStringLiteral("as it was")));
        QCOMPARE(again->sentence(), kSentence);
        QCOMPARE(again->source(), first->source());
        QCOMPARE(again->events().size(), first->events().size());
        for (std::size_t at = 0; at < first->events().size(); ++at) {
            QCOMPARE(agents::toJson(again->events()[at]), agents::toJson(first->events()[at]));
        }
        QCOMPARE(again->state().steps.size(), first->state().steps.size());
        QVERIFY(again->shown() && first->shown());
        QCOMPARE(again->shown()->program->source, first->shown()->program->source);
        QVERIFY(again->outcome()->wholeAsked->report->figures ==
                first->outcome()->wholeAsked->report->figures);
    }

    void answersOfModelsAreNotAskedForAgain()
    {
        RecordedScene scene;
        const auto model = std::make_shared<test::ScriptedModel>();
        model->answer("CodeGenerator",
                      test::programAnswer(QStringLiteral("trade AAPL on daily?\n"
                                                         "long when rsi(close, 14?) < 30\n"
                                                         "exit long when rsi(close, 14?) > 70\n")));
        model->failWith("InsightsGenerator", {ErrorKind::Network, "Cannot reach it.", ""});
        model->failWith("StrategyAnalyst", {ErrorKind::Network, "Cannot reach it.", ""});
        scene.model = model;
        const auto first = scene.ran();
        QCOMPARE(first->calls().size(), std::size_t{3});
        const std::size_t asked = model->requests("CodeGenerator").size();
        const auto again = scene.document();
        again->open(first->session());
        QVERIFY(test::waitUntilIdle(*again));
        QVERIFY2(again->failure().isEmpty(), qPrintable(again->failure()));
        QCOMPARE(again->calls().size(), std::size_t{3});
        QCOMPARE(model->requests("CodeGenerator").size(), asked);
        QCOMPARE(again->outcome()->provenance.fallbacks, first->outcome()->provenance.fallbacks);
    }

    void isEditedAndRunAgainAfterwards()
    {
        const RecordedScene scene;
        const auto first = scene.ran();
        const auto again = scene.document();
        again->open(first->session());
        QVERIFY(test::waitUntilIdle(*again));
        QString edited = again->source();
        edited.replace(QStringLiteral("< 30"), QStringLiteral("< 35"));
        again->setSource(edited);
        QTRY_COMPARE(again->shown()->version.kind, gui::Version::Kind::Edited);
        again->run(again->brief());
        QVERIFY(test::waitUntilIdle(*again));
        QVERIFY(again->session() != first->session());
        QCOMPARE(again->outcome()->state, agents::RunState::Completed);
    }

    void anUnknownRunIsSaidInOneSentence()
    {
        const RecordedScene scene;
        const auto document = scene.document();
        document->open(QStringLiteral("00000000-0000-0000-0000-000000000000"));
        QVERIFY(test::waitUntilIdle(*document));
        QVERIFY(document->failure().endsWith(QLatin1Char('.')));
        QVERIFY(!document->resume(QStringLiteral("nothing")));
    }

    void withoutARecordNothingIsOpened()
    {
        RunDocument document(test::samplePorts());
        document.open(QStringLiteral("anything"));
        QVERIFY(document.failure().contains(QStringLiteral("not recorded")));
        QVERIFY(!document.resume(QStringLiteral("anything")));
    }

    void closingWhileARunIsOpenedEndsCleanly()
    {
        const RecordedScene scene;
        const auto first = scene.ran();
        for (int wait = 0; wait < 10; ++wait) {
            const auto document = scene.document();
            document->open(first->session());
            QTest::qWait(wait);
        }
    }
};

SW_TEST(TestRecordedRun)
#include "tst_recorded_run.moc"
