#include "shared_words.h"
#include "test_main.h"

#include "bridge/text.h"
#include "chart/chart_view.h"
#include "data/local_bar_library.h"
#include "gui/actions.h"
#include "gui/chart_panel.h"
#include "gui/code_panel.h"
#include "gui/format.h"
#include "gui/import_dialog.h"
#include "gui/main_window.h"
#include "gui/prompt_panel.h"
#include "gui/results_panel.h"
#include "gui/strategy_editor.h"
#include "gui/trades_model.h"
#include "gui/trades_panel.h"
#include "gui_runs.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QFile>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QTemporaryDir>

using namespace sw;
using namespace sw::gui;

namespace {

using sw::test::kPatienceMs;
using sw::test::kSentence;

} // namespace

/// The window as a trader, an analyst and a user who exports go through it.
class TestJourneys : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_themes = std::make_unique<ThemeSource>();
        m_window = open();
    }

    void cleanup()
    {
        m_window.reset();
        m_themes.reset();
    }

    void aSentenceBecomesChartTradesAndCode()
    {
        runAndWait(kSentence);
        const RunDocument* document = m_window->document();
        QVERIFY(document->shown());
        const auto* chart = m_window->findChild<ChartPanel*>();
        QVERIFY(chart->chart().model());
        QCOMPARE(static_cast<std::size_t>(chart->chart().model()->bars->size()),
                 document->symbol()->bars->size());
        const auto* trades = m_window->findChild<TradesPanel*>();
        QCOMPARE(static_cast<std::size_t>(trades->trades().rowCount()),
                 document->shown()->runOf(*document->symbol()).ledger.trades.size());
        m_window->findChild<QDockWidget*>(QStringLiteral("code"))->raise();
        auto* code = m_window->findChild<CodePanel*>();
        QTRY_VERIFY(code->isVisible());
        code->setTarget(exporters::Target::Python);
        QTRY_VERIFY(code->code().contains(QStringLiteral("def ")));
        const QString path = m_folder->filePath(QStringLiteral("strategy.py"));
        code->save(path);
        QVERIFY(QFile::exists(path));
        const auto* results = m_window->findChild<ResultsPanel*>();
        QVERIFY(!results->cards().empty());
    }

    void theFirstStartShowsAComputedSample()
    {
        m_window->restoreSession();
        QVERIFY(waitForResult());
        QVERIFY(m_window->document()->sentence().contains(QStringLiteral("AAPL")));
        QVERIFY(m_window->document()->shown());
    }

    void aWrongSentenceIsAnsweredInPlace()
    {
        for (const QString& sentence :
             {QStringLiteral("hello there"), QStringLiteral("Buy ZZZZ when RSI < 30"),
              QString(100'000, QLatin1Char('x')), QStringLiteral("<b>Buy</b> & <script>")}) {
            runAndWait(sentence);
            QVERIFY(!m_window->document()->isRunning());
            QVERIFY(m_window->document()->outcome());
            QVERIFY(m_window->document()->outcome()->state != agents::RunState::Completed);
        }
        runAndWait(kSentence);
        QVERIFY(m_window->document()->shown());
    }

    void anEmptySentenceStartsNothing()
    {
        auto* prompt = m_window->findChild<PromptPanel*>();
        prompt->setSentence(QStringLiteral("   "));
        prompt->runSentence();
        QVERIFY(!m_window->document()->isRunning());
    }

    void cancellingKeepsTheWindowUsable()
    {
        m_window->runSentence(kSentence);
        m_window->actions().find(QStringLiteral("run.cancel"))->trigger();
        QVERIFY(test::waitUntilIdle(*m_window->document()));
        runAndWait(kSentence);
        QVERIFY(m_window->document()->shown());
    }

    void anEditInTheEditorRunsAgain()
    {
        runAndWait(kSentence);
        RunDocument* document = m_window->document();
        const ShownResultPtr before = document->shown();
        QString edited = document->source();
        edited.replace(QStringLiteral("70"), QStringLiteral("60"));
        document->setSource(edited);
        QVERIFY(QTest::qWaitFor([&] { return document->shown() != before; }, kPatienceMs));
        const auto* trades = m_window->findChild<TradesPanel*>();
        QTRY_COMPARE(static_cast<std::size_t>(trades->trades().rowCount()),
                     document->shown()->runOf(*document->symbol()).ledger.trades.size());
    }

    void aTradeInTheTableIsShownInTheChart()
    {
        runAndWait(kSentence);
        auto* chart = m_window->findChild<ChartPanel*>();
        m_window->document()->selectTrade(1);
        QTRY_COMPARE(chart->chart().currentTrade(), 1);
        chart->chart().showTrade(2);
        Q_EMIT chart->chart().tradeClicked(2);
        QCOMPARE(m_window->document()->selectedTrade(), 2);
    }

    void importedBarsCanBeTraded()
    {
        const QString path = m_folder->filePath(QStringLiteral("acme.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("Date,Open,High,Low,Close,Volume\n");
        for (int i = 0; i < 600; ++i) {
            const Timestamp day{startOf({2020, 1, 1}).ms + i * kMsPerDay};
            const double close = 100 + 20 * ((i / 20) % 2 == 0 ? i % 20 : 20 - i % 20) / 20.0;
            file.write(QStringLiteral("%1,%2,%3,%4,%2,1000\n")
                           .arg(dateText(day))
                           .arg(close)
                           .arg(close + 1)
                           .arg(close - 1)
                           .toUtf8());
        }
        file.close();
        agents::BarLibrary& library = *m_library;
        ImportDialog dialog(library, *m_themes, m_window.get());
        QString imported;
        connect(&dialog, &ImportDialog::imported, this,
                [&](const QString& symbol) { imported = symbol; });
        dialog.open();
        dialog.setFile(path);
        QVERIFY(QTest::qWaitFor([&] { return dialog.canImport(); }, kPatienceMs));
        dialog.findChild<QPushButton*>(QStringLiteral("primary"))->click();
        QVERIFY(QTest::qWaitFor([&] { return !imported.isEmpty(); }, kPatienceMs));
        QCOMPARE(imported, QStringLiteral("ACME"));
        runAndWait(QStringLiteral("Buy ACME when RSI < 40, sell when RSI > 60"));
        QVERIFY2(m_window->document()->shown(), qPrintable(m_window->document()->failure()));
        QVERIFY(library.remove("ACME", *parseTimeframe("1d")));
    }

    void theThemeChangesWhileResultsAreShown()
    {
        runAndWait(kSentence);
        const bool wasDark = m_themes->theme().dark;
        m_window->actions().find(QStringLiteral("view.theme"))->trigger();
        QVERIFY(m_themes->theme().dark != wasDark);
        QVERIFY(m_window->document()->shown());
    }

    void everythingCanBeReachedByKeyboard()
    {
        // Every action has a name, an explanation, and is in the palette.
        for (const QAction* action : m_window->actions().all()) {
            QVERIFY(!Actions::plainText(action).isEmpty());
            QVERIFY2(!action->statusTip().isEmpty(), qPrintable(Actions::idOf(action)));
        }
        // A sentence typed and run without a mouse.
        m_window->activateWindow();
        m_window->actions().find(QStringLiteral("strategy.sentence"))->trigger();
        QWidget* box = QApplication::focusWidget();
        QVERIFY(box);
        QTest::keyClick(box, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(box, kSentence);
        QTest::keyClick(box, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(waitForResult());
        QVERIFY(m_window->document()->shown());
        m_window->activateWindow(); // no window manager gives it back after the list of symbols
        m_window->actions().find(QStringLiteral("strategy.program"))->trigger();
        const auto* editor = m_window->findChild<StrategyEditor*>();
        QTRY_VERIFY(editor->isAncestorOf(QApplication::focusWidget()));
    }

    void theKeysDoNotGoToANeighbourOfWhatWentBehind()
    {
        runAndWait(kSentence);
        m_window->resize(1366, 768);
        m_window->arrange(Layout::Trader);
        m_window->activateWindow();
        m_window->actions().find(QStringLiteral("strategy.sentence"))->trigger();
        QTRY_VERIFY(QApplication::focusWidget());
        const QWidget* box = QApplication::focusWidget();
        const auto* chart = m_window->findChild<ChartPanel*>();
        m_window->actions().find(QStringLiteral("layout.code"))->trigger();
        QTest::qWait(50);
        QVERIFY(QApplication::focusWidget() == box); // in front here too
        m_window->actions().find(QStringLiteral("layout.analyst"))->trigger();
        QTest::qWait(50);
        QVERIFY(chart->isAncestorOf(QApplication::focusWidget()));
        const auto* results = m_window->findChild<ResultsPanel*>();
        QVERIFY(results->isVisible());
        for (const QScrollArea* area : results->findChildren<QScrollArea*>()) {
            QCOMPARE(area->verticalScrollBar()->value(), 0); // the verdict is in sight
        }
        QVERIFY(m_window->actions()
                    .find(QStringLiteral("layout.code"))
                    ->text()
                    .contains(QStringLiteral("layout"))); // found by that word in the palette
    }

    void noTwoActionsHaveTheSameKeys()
    {
        for (const QAction* action : m_window->actions().all()) {
            const QAction* other = m_window->actions().ownerOf(action->shortcut(), action);
            QVERIFY2(!other, qPrintable(Actions::idOf(action)));
        }
    }

    void everyLayoutShowsEveryPanelOnceAndFits()
    {
        runAndWait(kSentence);
        for (const QSize size : {QSize(1920, 1080), QSize(1366, 768)}) {
            m_window->resize(size);
            for (const Layout layout : {Layout::Trader, Layout::Analyst, Layout::Code}) {
                m_window->arrange(layout);
                QTest::qWait(50);
                // No panel forces the window to grow.
                QVERIFY2(m_window->size() == size,
                         qPrintable(QStringLiteral("layout %1 needs %2 x %3")
                                        .arg(static_cast<int>(layout))
                                        .arg(m_window->width())
                                        .arg(m_window->height())));
                for (const QDockWidget* dock : m_window->findChildren<QDockWidget*>()) {
                    QVERIFY2(!dock->isHidden() ||
                                 !m_window->tabifiedDockWidgets(const_cast<QDockWidget*>(dock))
                                      .isEmpty(),
                             qPrintable(dock->objectName()));
                }
            }
        }
    }

    void whatWasOpenIsOpenAgain()
    {
        runAndWait(kSentence);
        m_window->newDocument();
        runAndWait(QStringLiteral("Buy AAPL when RSI < 40, sell when RSI > 60"));
        m_window->showDocument(0);
        m_window->close();
        m_window = open();
        m_window->restoreSession();
        QCOMPARE(m_window->documentCount(), 2);
        QCOMPARE(m_window->document()->sentence(), kSentence);
        QVERIFY(waitForResult());
        QVERIFY(m_window->document()->shown());
    }

    void tabsAreIndependentAndCanBeClosedWhileTheyWork()
    {
        m_window->runSentence(kSentence);
        m_window->newDocument();
        m_window->runSentence(QStringLiteral("Buy AAPL when RSI < 40, sell when RSI > 60"));
        m_window->closeDocument(0);
        QCOMPARE(m_window->documentCount(), 1);
        QVERIFY(waitForResult());
        m_window->closeDocument(0);
        QCOMPARE(m_window->documentCount(), 1); // an empty one takes its place
        QVERIFY(!m_window->document()->shown());
    }

    void aProgramOpensRunsAndIsSaved()
    {
        runAndWait(kSentence);
        const QString path = m_folder->filePath(QStringLiteral("one.strat"));
        QVERIFY(m_window->saveProgram(path));
        QVERIFY(m_window->openProgram(path));
        QCOMPARE(m_window->documentCount(), 2);
        QVERIFY(
            QTest::qWaitFor([&] { return m_window->document()->shown() != nullptr; }, kPatienceMs));
        QVERIFY(!m_window->openProgram(m_folder->filePath(QStringLiteral("absent.strat"))));
        QVERIFY(!m_window->saveProgram(QStringLiteral("/proc/none.strat")));
    }

    void reportsAreWrittenWholeOrNotAtAll()
    {
        m_window->writeReport(m_folder->filePath(QStringLiteral("early.html")));
        QVERIFY(m_window->said().contains(QStringLiteral("no result")));
        runAndWait(kSentence);
        for (const char* name : {"report.html", "report.pdf"}) {
            const QString path = m_folder->filePath(QString::fromLatin1(name));
            m_window->writeReport(path);
            QVERIFY(QTest::qWaitFor([&] { return QFile::exists(path); }, kPatienceMs));
            QVERIFY(QFileInfo(path).size() > 20'000);
        }
        QFile html(m_folder->filePath(QStringLiteral("report.html")));
        QVERIFY(html.open(QIODevice::ReadOnly));
        const QByteArray page = html.readAll();
        QVERIFY(page.contains("<svg"));
        QVERIFY(!page.contains("<script"));
        QVERIFY(!page.contains("src=\"http"));
        m_window->writeReport(m_folder->filePath(QStringLiteral("report.txt")));
        QTRY_VERIFY(m_window->said().contains(QStringLiteral(".html or .pdf")));
    }

    void closingDuringWorkEndsCleanly()
    {
        for (int i = 0; i < 5; ++i) {
            m_window->runSentence(kSentence);
            QTest::qWait(i * 7);
            m_window->close();
            m_window = open();
        }
    }

private:
    std::unique_ptr<MainWindow> open()
    {
        m_ports = test::samplePorts();
        m_library = std::make_shared<data::LocalBarLibrary>();
        WindowServices services;
        services.ports = [ports = m_ports] { return ports; };
        services.library = m_library;
        services.barsChanged = [] {};
        services.folder = m_folder->path();
        services.version = QStringLiteral("test");
        auto window = std::make_unique<MainWindow>(std::move(services), *m_themes);
        window->resize(1600, 960);
        window->show();
        QTest::qWait(20);
        return window;
    }

    bool waitForResult() { return test::waitUntilIdle(*m_window->document()); }

    void runAndWait(const QString& sentence)
    {
        m_window->runSentence(sentence);
        QVERIFY(waitForResult());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ThemeSource> m_themes;
    agents::Ports m_ports;
    std::shared_ptr<data::LocalBarLibrary> m_library;
    std::unique_ptr<MainWindow> m_window;
};

SW_TEST(TestJourneys)
#include "tst_journeys.moc"
