#include "shared_words.h"
#include "test_main.h"

#include "../agents/scripted_model.h"
#include "gui/calls_model.h"
#include "gui/calls_panel.h"
#include "gui_runs.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QSemaphore>
#include <QTabBar>

using namespace sw;

namespace {

using sw::test::kSentence;

std::shared_ptr<test::ScriptedModel> scripted()
{
    auto model = std::make_shared<test::ScriptedModel>();
    model->answer("CodeGenerator",
                  test::programAnswer(QStringLiteral("trade AAPL on daily?\n"
                                                     "long when rsi(close, 14?) < 30\n"
                                                     "exit long when rsi(close, 14?) > 70\n")));
    model->failWith("InsightsGenerator",
                    {ErrorKind::RateLimited, "The service asks for a pause of 9 minutes.", ""});
    model->failWith("StrategyAnalyst", {ErrorKind::Network, "Cannot reach the service.", ""});
    model->streamed = {QStringLiteral("{\"plan\": "), QStringLiteral("\"as asked\"}")};
    return model;
}

std::unique_ptr<gui::RunDocument> started(const std::shared_ptr<test::ScriptedModel>& model)
{
    agents::Ports ports = test::samplePorts();
    ports.model = model;
    auto document = std::make_unique<gui::RunDocument>(ports);
    agents::Brief brief;
    brief.text = kSentence.toStdString();
    brief.maxIterations = 2;
    document->run(brief);
    return document;
}

} // namespace

/// The inspector of questions to language models.
class TestCalls : public QObject
{
    Q_OBJECT

private slots:
    void everyQuestionIsARowWithItsParts()
    {
        const auto document = started(scripted());
        gui::ThemeSource themes;
        gui::CallsPanel panel(themes);
        const QAbstractItemModelTester tester(
            &panel.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        panel.setDocument(document.get());
        QVERIFY(test::waitUntilIdle(*document));
        QTRY_COMPARE(panel.model().rowCount(), 3);
        int answered = -1;
        for (int row = 0; row < 3; ++row) {
            QVERIFY(panel.model().call(row) != nullptr);
            if (!panel.model().call(row)->error) {
                answered = row;
            }
        }
        QVERIFY(answered >= 0);
        QCOMPARE(panel.model().index(answered, gui::CallsModel::Input).data(Qt::ToolTipRole),
                 QStringLiteral("100 in; 20 out"));
        panel.select(answered);
        panel.setPage(gui::CallsPanel::Page::Parsed);
        QVERIFY(panel.pageText().contains(QStringLiteral("rsi(close, 14?) < 30")));
        panel.setPage(gui::CallsPanel::Page::Prompt);
        QVERIFY(panel.pageText().contains(QStringLiteral("<functions>")));
        QVERIFY(panel.pageText().contains(QStringLiteral("sell when RSI")));
        panel.setPage(gui::CallsPanel::Page::Attempts);
        QVERIFY(!panel.pageText().isEmpty());
        QCOMPARE(panel.sums(), QStringLiteral("3 questions; 100 tokens in, 20 out; < $0.0001"));
    }

    void aFailureSaysWhyAndThatTheRulesWentOn()
    {
        const auto document = started(scripted());
        QVERIFY(test::waitUntilIdle(*document));
        gui::ThemeSource themes;
        gui::CallsPanel panel(themes);
        panel.setDocument(document.get());
        const int last = panel.model().rowCount() - 1;
        const auto cell = [&](int column) {
            return panel.model().index(last, column).data().toString();
        };
        QCOMPARE(cell(gui::CallsModel::Outcome), QStringLiteral("Cannot reach the service."));
        QCOMPARE(cell(gui::CallsModel::Model), QStringLiteral("built-in"));
    }

    void anAnswerIsShownWhileItStreams()
    {
        const auto model = scripted();
        QSemaphore streamed, goOn;
        model->afterStream = [&](const llm::ModelRequest& request) {
            if (request.agent == QLatin1String("CodeGenerator")) {
                streamed.release();
                goOn.acquire();
            }
        };
        const auto document = started(model);
        gui::ThemeSource themes;
        gui::CallsPanel panel(themes);
        panel.setDocument(document.get());
        QTRY_VERIFY(streamed.available() > 0);
        const auto liveRow = [&] {
            for (int row = 0; row < panel.model().rowCount(); ++row) {
                const gui::LiveAnswer* live = panel.model().live(row);
                if (live != nullptr && live->agent == QLatin1String("CodeGenerator")) {
                    return row;
                }
            }
            return -1;
        };
        QTRY_VERIFY(liveRow() >= 0);
        panel.select(liveRow());
        const QString shown = panel.pageText();
        goOn.release();
        QVERIFY(shown.startsWith(QStringLiteral("{\"plan\":")));
        QVERIFY(test::waitUntilIdle(*document));
        QTRY_COMPARE(liveRow(), -1);
    }

    void builtInRunsHaveNoCalls()
    {
        const auto document = test::finishedRun(kSentence);
        gui::ThemeSource themes;
        gui::CallsPanel panel(themes);
        panel.setDocument(document.get());
        QCOMPARE(panel.model().rowCount(), 0);
        panel.copyAsCurl();
        QVERIFY(panel.pageText().isEmpty());
        QVERIFY(panel.sums().isEmpty());
    }

    void theRequestIsCopiedWithoutAKey()
    {
        llm::CallRecord call;
        call.curl = QStringLiteral("curl -H 'x-api-key: '\"$API_KEY\" https://example.invalid");
        call.request.agent = QStringLiteral("CodeGenerator");
        gui::ThemeSource themes;
        gui::CallsPanel panel(themes);
        panel.model().update({call}, {});
        panel.select(0);
        panel.copyAsCurl();
        QCOMPARE(QApplication::clipboard()->text(), call.curl);
    }

    void unknownPricesAreNotZero()
    {
        QCOMPARE(gui::costText(std::nullopt), QStringLiteral("price not known"));
        QCOMPARE(gui::costText(14'200), QStringLiteral("$0.0142"));
        llm::Usage usage;
        QVERIFY(gui::tokensText(usage).isEmpty());
        usage.input = 300;
        usage.cacheRead = 900;
        usage.output = 40;
        QCOMPARE(gui::tokensText(usage), QStringLiteral("1,200 in, 900 of them cached; 40 out"));
        QCOMPARE(gui::costText(0), QStringLiteral("$0.0000"));
        QCOMPARE(gui::costText(49), QStringLiteral("< $0.0001"));
        QCOMPARE(gui::costText(50), QStringLiteral("$0.0001"));
    }

    void aNarrowPanelShowsEveryPartOfACall()
    {
        const auto document = started(scripted());
        gui::ThemeSource themes;
        gui::CallsPanel panel(themes);
        panel.setDocument(document.get());
        QVERIFY(test::waitUntilIdle(*document));
        QTRY_COMPARE(panel.model().rowCount(), 3);
        panel.resize(1000, 240);
        panel.show();
        QTest::qWait(20);
        const auto* pages = panel.findChild<QTabBar*>();
        QVERIFY2(pages->width() >= pages->sizeHint().width(),
                 qPrintable(QString::number(pages->width())));
    }

    void theSumsOfARunCountWhatIsKnownAndSayWhatIsNot()
    {
        const auto called = [](llm::MicroDollars cost) {
            llm::CallRecord call;
            llm::CallAttempt attempt;
            attempt.cost = cost;
            call.attempts = {attempt};
            call.cost = cost;
            call.usage.input = 1'000;
            call.usage.output = 30;
            return call;
        };
        const auto text = [](const std::vector<llm::CallRecord>& calls) {
            return gui::sumsText(gui::sumsOf(calls));
        };
        QVERIFY(text({}).isEmpty());
        QCOMPARE(text({called(14'200)}),
                 QStringLiteral("1 question; 1,000 tokens in, 30 out; $0.0142"));
        llm::CallRecord cached;
        cached.cacheHit = true;
        QCOMPARE(text({cached}),
                 QStringLiteral("1 question, 1 of them from the cache; nothing spent"));
        llm::CallRecord read = called(100);
        read.usage.cacheRead = 900;
        read.usage.cacheWrite = 100;
        QCOMPARE(text({called(14'200), read, cached}),
                 QStringLiteral("3 questions, 1 of them from the cache; 3,000 tokens in, 60 out; "
                                "$0.0143"));
        QCOMPARE(text({called({}), called({})}),
                 QStringLiteral("2 questions; 2,000 tokens in, 60 out; "
                                "price unknown for 2 questions"));
        // What a call spent before its provider changed to one without prices is spent.
        llm::CallRecord partly = called({});
        partly.attempts.push_back(partly.attempts[0]);
        partly.attempts[0].cost = 800;
        QCOMPARE(text({called(14'200), partly}),
                 QStringLiteral("2 questions; 2,000 tokens in, 60 out; "
                                "at least $0.0150, price unknown for 1 question"));
        llm::CallRecord cut = called(5'000);
        cut.attempts[0].costEstimated = true;
        QCOMPARE(text({cut}), QStringLiteral("1 question; 1,000 tokens in, 30 out; about $0.0050"));
    }
};

SW_TEST(TestCalls)
#include "tst_calls.moc"
