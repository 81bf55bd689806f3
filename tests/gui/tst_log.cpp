#include "test_main.h"

#include "gui/log_model.h"
#include "gui/log_panel.h"
#include "gui_runs.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>

using namespace sw;

/// Events as plain lines.
class TestLog : public QObject
{
    Q_OBJECT

private slots:
    void everyEventIsALine()
    {
        const auto document =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        gui::ThemeSource themes;
        gui::LogPanel panel(themes);
        const QAbstractItemModelTester tester(
            &panel.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        panel.setDocument(document.get());
        QCOMPARE(panel.model().rowCount(), static_cast<int>(document->events().size()));
        QVERIFY(panel.model().line(0).contains(QStringLiteral("agent start")));
    }

    void theFilterWantsAllWordsAnywhereAndCopyTakesWhatIsShown()
    {
        const auto document =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        gui::ThemeSource themes;
        gui::LogPanel panel(themes);
        panel.setDocument(document.get());
        const int all = panel.model().rowCount();
        panel.filter().setText(QStringLiteral("BACKTEST train"));
        const int some = panel.model().rowCount();
        QVERIFY(some > 0 && some < all);
        for (int row = 0; row < some; ++row) {
            QVERIFY(panel.model().line(row).contains(QStringLiteral("train")));
        }
        panel.copy();
        QCOMPARE(QApplication::clipboard()->text().split(QLatin1Char('\n')).size(), some);
        panel.filter().setText(QStringLiteral("no event says this"));
        QCOMPARE(panel.model().rowCount(), 0);
        panel.filter().clear();
        QCOMPARE(panel.model().rowCount(), all);
    }

    void anotherRunReplacesTheLines()
    {
        gui::ThemeSource themes;
        gui::LogPanel panel(themes);
        const auto document =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        panel.setDocument(document.get());
        agents::Brief brief = document->brief();
        brief.maxIterations = 1;
        document->run(brief);
        QVERIFY(test::waitUntilIdle(*document));
        QTRY_COMPARE(panel.model().rowCount(), static_cast<int>(document->events().size()));
    }
};

SW_TEST(TestLog)
#include "tst_log.moc"
