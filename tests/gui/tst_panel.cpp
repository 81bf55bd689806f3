// What the base of all panels promises: a tab behind others costs nothing, and is never wrong.
#include "shared_words.h"
#include "test_main.h"

#include "bridge/files.h"
#include "data/local_bar_library.h"
#include "gui/code_panel.h"
#include "gui/insights_panel.h"
#include "gui/main_window.h"
#include "gui/trades_panel.h"
#include "gui_runs.h"

#include <QDockWidget>
#include <QTableView>
#include <QTemporaryDir>

#include <algorithm>

using namespace sw;
using gui::CodePanel;
using gui::MainWindow;
using gui::TradesPanel;
using sw::test::kMany;
using sw::test::kSentence;

class TestPanel : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        gui::WindowServices services;
        services.ports = [] { return test::samplePorts(); };
        services.library = std::make_shared<data::LocalBarLibrary>();
        services.barsChanged = [] {};
        m_window = std::make_unique<MainWindow>(std::move(services), m_themes);
        m_window->resize(1700, 1000);
        m_window->show();
        QTest::qWait(50); // the panels take their places
    }
    void cleanup() { m_window.reset(); }

    void aTabBehindOthersWaitsUntilItIsSeen()
    {
        raise("trades");
        run(kSentence);
        const auto* code = m_window->findChild<CodePanel*>();
        const auto* insights = m_window->findChild<gui::InsightsPanel*>();
        QVERIFY(m_window->findChild<TradesPanel*>()->trades().rowCount() > 0);
        QVERIFY(code->code().isEmpty());
        QVERIFY(insights->figures().empty());
        raise("code");
        QVERIFY(!code->code().isEmpty());
        raise("insights");
        QVERIFY(!insights->figures().empty());
    }

    void anExportTakesInWhatWasMissed()
    {
        raise("trades");
        run(kSentence);
        auto* trades = m_window->findChild<TradesPanel*>();
        const int few = trades->trades().rowCount();
        raise("code");
        run(kMany);
        QCOMPARE(trades->trades().rowCount(), few); // behind the code now
        const QString path = m_folder.filePath(QStringLiteral("trades.csv"));
        trades->exportCsv(path);
        const Result<std::string> written = bridge::readFile(path.toStdString());
        QVERIFY(written);
        const auto& ledger =
            m_window->document()->shown()->runOf(*m_window->document()->symbol()).ledger;
        QVERIFY(static_cast<int>(ledger.trades.size()) > few);
        QCOMPARE(std::ranges::count(*written, '\n'), std::ssize(ledger.trades) + 1);

        raise("trades");
        run(kSentence);
        auto* code = m_window->findChild<CodePanel*>();
        const QString file = m_folder.filePath(QStringLiteral("code.py"));
        code->save(file);
        const Result<std::string> saved = bridge::readFile(file.toStdString());
        QVERIFY(saved);
        QVERIFY(saved->find("rsi") != std::string::npos);
    }

    void aSelectionMadeWhileBehindIsShown()
    {
        raise("trades");
        run(kMany);
        auto* trades = m_window->findChild<TradesPanel*>();
        raise("code");
        m_window->document()->selectTrade(3);
        raise("trades");
        const QList<QTableView*> tables = trades->findChildren<QTableView*>();
        const auto shown = std::ranges::find_if(
            tables, [&](const QTableView* table) { return table->model() == &trades->trades(); });
        QVERIFY(shown != tables.end());
        const int row = (*shown)->currentIndex().row();
        QVERIFY(row >= 0);
        QCOMPARE(trades->trades().placeOf(row).trade, 3);
    }

    void aClosedTabIsLetGoOfByPanelsThatAreBehind()
    {
        raise("trades");
        run(kSentence);
        raise("code");
        const std::weak_ptr<const gui::ShownResult> shown = m_window->document()->shown();
        m_window->closeDocument(0);
        QTRY_VERIFY(shown.expired());
        QCOMPARE(m_window->findChild<TradesPanel*>()->trades().rowCount(), 0);
    }

private:
    void raise(const char* dock)
    {
        m_window->findChild<QDockWidget*>(QString::fromLatin1(dock))->raise();
        QTest::qWait(20);
    }
    void run(const QString& sentence)
    {
        m_window->runSentence(sentence);
        QVERIFY(test::waitUntilIdle(*m_window->document()));
        QVERIFY2(m_window->document()->shown(), qPrintable(m_window->document()->failure()));
    }

    gui::ThemeSource m_themes;
    std::unique_ptr<MainWindow> m_window;
    QTemporaryDir m_folder;
};

SW_TEST(TestPanel)
#include "tst_panel.moc"
