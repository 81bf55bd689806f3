#include "test_main.h"

#include "../agents/scripted_model.h"
#include "gui/calls_model.h"
#include "gui/calls_panel.h"
#include "gui_runs.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QSemaphore>

using namespace sw;

namespace {

const QString kSentence = QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70");

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
        panel.select(answered);
        panel.setPage(gui::CallsPanel::Page::Parsed);
        QVERIFY(panel.pageText().contains(QStringLiteral("rsi(close, 14?) < 30")));
        panel.setPage(gui::CallsPanel::Page::Prompt);
        QVERIFY(panel.pageText().contains(QStringLiteral("<functions>")));
        QVERIFY(panel.pageText().contains(QStringLiteral("sell when RSI")));
        panel.setPage(gui::CallsPanel::Page::Attempts);
        QVERIFY(!panel.pageText().isEmpty());
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
    }
};

SW_TEST(TestCalls)
#include "tst_calls.moc"
