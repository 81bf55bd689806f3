// The dialogs that change what the window stands on: bars and recorded runs.
#include "test_main.h"

#include "gui/actions.h"
#include "gui/bars_dialog.h"
#include "gui/format.h"
#include "gui/import_dialog.h"
#include "gui/main_window.h"
#include "gui/saved_session.h"
#include "gui/sessions_dialog.h"
#include "gui_runs.h"
#include "memory_library.h"
#include "shared_words.h"
#include "store/session_store.h"

#include <QAction>
#include <QFile>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

using namespace sw;
using namespace sw::gui;

namespace {

using sw::test::kPatienceMs;
using sw::test::kSentence;

market::BarsPtr dailyBars(const char* symbol, int count)
{
    market::BarColumns columns;
    for (int i = 0; i < count; ++i) {
        const double price = 100 + i % 50;
        columns.time.push_back({startOf({2020, 1, 1}).ms + i * kMsPerDay});
        columns.open.push_back(price);
        columns.high.push_back(price + 1);
        columns.low.push_back(price - 1);
        columns.close.push_back(price + 0.5);
        columns.volume.push_back(1000);
    }
    return *market::Bars::make(market::instrumentFor(symbol), *parseTimeframe("1d"),
                               std::move(columns));
}

} // namespace

class TestWindowDialogs : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_themes = std::make_unique<ThemeSource>();
        m_library = std::make_shared<test::MemoryLibrary>();
        m_store = *store::SessionStore::open(m_folder->filePath(QStringLiteral("sessions.sqlite")));
        m_barsChanged = 0;
        WindowServices services;
        services.ports = [ports = test::samplePorts()] { return ports; };
        services.outcomeJson = [](const agents::RunOutcome&) { return QJsonObject(); };
        services.sessions = m_store;
        services.library = m_library;
        services.barsChanged = [this] { ++m_barsChanged; };
        services.folder = m_folder->path();
        m_window = std::make_unique<MainWindow>(std::move(services), *m_themes);
        m_window->show();
    }

    void cleanup()
    {
        m_window.reset();
        m_store.reset();
    }

    void barsImportedFromTheTableOfBarsAreShownInIt()
    {
        auto* bars = opened<BarsDialog>("data.bars");
        auto* sets = bars->findChild<QTableView*>(QStringLiteral("sets"));
        QCOMPARE(sets->model()->rowCount(), 0);
        bars->findChild<QPushButton*>(QStringLiteral("import_"))->click();
        auto* import = bars->findChild<ImportDialog*>(); // above the table, not behind it
        QVERIFY(import && import->isVisible());
        import->setFile(writtenCsv());
        QVERIFY(QTest::qWaitFor([&] { return import->canImport(); }, kPatienceMs));
        import->findChild<QPushButton*>(QStringLiteral("primary"))->click();
        QVERIFY(QTest::qWaitFor([&] { return sets->model()->rowCount() == 1; }, kPatienceMs));
        QCOMPARE(m_barsChanged, 1);
        QVERIFY(QTest::qWaitFor([&] { return !bars->isBusy(); }, kPatienceMs));
        const auto* table = bars->findChild<QTableView*>(QStringLiteral("bars"));
        QCOMPARE(table->model()->rowCount(), 60);
        QVERIFY(m_window->said().contains(QStringLiteral("ACME is imported")));
    }

    void removedBarsAreReadByNobodyAnyMore()
    {
        m_library->put(dailyBars("MSFT", 30), false);
        m_library->put(dailyBars("ACME", 40), false);
        auto* bars = opened<BarsDialog>("data.bars");
        auto* sets = bars->findChild<QTableView*>(QStringLiteral("sets"));
        QVERIFY(QTest::qWaitFor([&] { return !bars->isBusy(); }, kPatienceMs));
        bars->selectSymbol(QStringLiteral("MSFT"));
        QVERIFY(QTest::qWaitFor([&] { return !bars->isBusy(); }, kPatienceMs));
        bars->findChild<QPushButton*>(QStringLiteral("remove"))->click();
        bars->findChild<QPushButton*>(QStringLiteral("removeNow"))->click();
        QVERIFY(QTest::qWaitFor([&] { return sets->model()->rowCount() == 1; }, kPatienceMs));
        QCOMPARE(m_barsChanged, 1);
        QVERIFY(sets->isEnabled());
        QVERIFY(m_window->said().contains(QStringLiteral("MSFT were removed")));
        QVERIFY(QTest::qWaitFor([&] { return !bars->isBusy(); }, kPatienceMs));
    }

    void theListOfRunsFollowsTheRuns()
    {
        const auto* runs = opened<SessionsDialog>("file.sessions");
        const QTableView* table = nullptr;
        for (const QTableView* one : runs->findChildren<QTableView*>()) {
            table = one->accessibleName() == QLatin1String("Recorded runs") ? one : table;
        }
        QVERIFY(table);
        QVERIFY(QTest::qWaitFor([&] { return !runs->isBusy(); }, kPatienceMs));
        QCOMPARE(table->model()->rowCount(), 0);
        m_window->runSentence(kSentence);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(test::waitUntilIdle(*m_window->document()));
        const auto row = [&] {
            QStringList cells;
            for (int column = 0; column < table->model()->columnCount(); ++column) {
                cells.append(table->model()->index(0, column).data().toString());
            }
            return cells.join(QLatin1Char('|'));
        };
        QTRY_VERIFY2(row().contains(QStringLiteral("complete"), Qt::CaseInsensitive),
                     qPrintable(row()));
    }

    void aDeletedRunStaysOpenButIsNoLongerARecord()
    {
        m_window->runSentence(kSentence);
        QVERIFY(test::waitUntilIdle(*m_window->document()));
        const QString session = m_window->document()->session();
        QVERIFY(!session.isEmpty());
        auto* runs = opened<SessionsDialog>("file.sessions");
        QVERIFY(QTest::qWaitFor([&] { return !runs->isBusy(); }, kPatienceMs));
        runs->selectSession(session);
        QVERIFY(QTest::qWaitFor([&] { return !runs->isBusy(); }, kPatienceMs));
        button(*runs, "Delete")->click();
        button(*runs, "Delete the runs for good")->click();
        QTRY_VERIFY(m_window->document()->session().isEmpty());
        QVERIFY(m_window->document()->shown());
        QVERIFY(m_window->said().contains(QStringLiteral("stays open")));
        // The next start runs the sentence again instead of looking for what is gone.
        m_window->close();
        const Result<SavedSession> saved = SavedSession::load(m_folder->path());
        QVERIFY(saved);
        QCOMPARE(saved->tabs.size(), std::size_t{1});
        QCOMPARE(saved->tabs[0].sentence, kSentence);
        QVERIFY(saved->tabs[0].session.isEmpty());
    }

private:
    template <class Dialog> Dialog* opened(const char* action)
    {
        m_window->actions().find(QString::fromLatin1(action))->trigger();
        auto* dialog = m_window->findChild<Dialog*>();
        if (dialog == nullptr) {
            qFatal("%s opens nothing", action);
        }
        return dialog;
    }

    static QPushButton* button(const QWidget& parent, const char* name)
    {
        for (QPushButton* one : parent.findChildren<QPushButton*>()) {
            if (one->accessibleName() == QLatin1String(name)) {
                return one;
            }
        }
        qFatal("no button is called %s", name);
    }

    QString writtenCsv() const
    {
        const QString path = m_folder->filePath(QStringLiteral("acme.csv"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) {
            qFatal("cannot write %s", qPrintable(path));
        }
        file.write("Date,Open,High,Low,Close,Volume\n");
        for (int i = 0; i < 60; ++i) {
            const Timestamp day{startOf({2020, 1, 1}).ms + i * kMsPerDay};
            file.write(QStringLiteral("%1,%2,%3,99,%2,1000\n")
                           .arg(dateText(day))
                           .arg(100 + i)
                           .arg(101 + i)
                           .toUtf8());
        }
        return path;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ThemeSource> m_themes;
    std::shared_ptr<test::MemoryLibrary> m_library;
    std::shared_ptr<store::SessionStore> m_store;
    std::unique_ptr<MainWindow> m_window;
    int m_barsChanged = 0;
};

SW_TEST(TestWindowDialogs)
#include "tst_window_dialogs.moc"
