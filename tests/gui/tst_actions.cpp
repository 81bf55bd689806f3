#include "test_main.h"

#include "gui/actions.h"
#include "gui/command_palette.h"
#include "gui/shortcuts_dialog.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QWidget>

using namespace sw::gui;

/// The one list of actions: palette, shortcuts, saving.
class TestActions : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_actions = new Actions(m_window.get());
        m_actions->add(QStringLiteral("run.start"), QStringLiteral("Strategy"),
                       QStringLiteral("&Run backtest"), QStringLiteral("Runs"),
                       QKeySequence(Qt::Key_F5));
        m_actions->add(QStringLiteral("view.reset"), QStringLiteral("View"),
                       QStringLiteral("&Reset layout…"));
        m_actions->add(QStringLiteral("file.report"), QStringLiteral("File"),
                       QStringLiteral("Save &report…"));
    }

    void namesAreWithoutMarks()
    {
        QCOMPARE(Actions::plainText(m_actions->find(QStringLiteral("view.reset"))),
                 QStringLiteral("Reset layout"));
    }

    void shortcutsSurviveARestartAndCanBeReset()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.ini"));
        QAction* action = m_actions->find(QStringLiteral("run.start"));
        action->setShortcut(QKeySequence(Qt::Key_F9));
        {
            QSettings store(path, QSettings::IniFormat);
            m_actions->save(store);
        }
        action->setShortcut({});
        QSettings store(path, QSettings::IniFormat);
        m_actions->load(store);
        QCOMPARE(action->shortcut(), QKeySequence(Qt::Key_F9));
        QCOMPARE(store.allKeys().size(), 1); // only what differs is kept
        m_actions->resetShortcuts();
        QCOMPARE(action->shortcut(), QKeySequence(Qt::Key_F5));
        m_actions->save(store);
        QVERIFY(store.allKeys().isEmpty());
    }

    void twoActionsNeverShareKeys()
    {
        ShortcutsDialog dialog(*m_actions, m_window.get());
        QVERIFY(!dialog.assign(QStringLiteral("view.reset"), QKeySequence(Qt::Key_F5)));
        QVERIFY(m_actions->find(QStringLiteral("view.reset"))->shortcut().isEmpty());
        QVERIFY(dialog.assign(QStringLiteral("run.start"), {}));
        QVERIFY(dialog.assign(QStringLiteral("view.reset"), QKeySequence(Qt::Key_F5)));
        QVERIFY(!dialog.assign(QStringLiteral("no.such"), QKeySequence(Qt::Key_F6)));
    }

    void lettersInOrderFindAnAction()
    {
        QVERIFY(fitOf(QStringLiteral("Run backtest"), QStringLiteral("rbt")) > 0);
        QCOMPARE(fitOf(QStringLiteral("Run backtest"), QStringLiteral("xyz")), 0);
        QCOMPARE(fitOf(QStringLiteral("Run backtest"), QStringLiteral("tr")), 0);
        // Starts of words count more than letters inside.
        QVERIFY(fitOf(QStringLiteral("Save report"), QStringLiteral("rep")) >
                fitOf(QStringLiteral("Trade price"), QStringLiteral("rep")));
        // Also where the same letters stand inside an earlier word.
        QVERIFY(fitOf(QStringLiteral("Filter trades"), QStringLiteral("tr")) >
                fitOf(QStringLiteral("Go to the program"), QStringLiteral("tr")));
        QVERIFY(fitOf(QStringLiteral("Strategy: Filter trades"), QStringLiteral("tr")) >
                fitOf(QStringLiteral("Strategy: Find"), QStringLiteral("tr")));
    }

    void thePaletteListsFiltersAndRuns()
    {
        m_window->show();
        CommandPalette palette(*m_actions, m_window.get());
        palette.openFresh();
        QCOMPARE(palette.shown().size(), 3);
        int runs = 0;
        connect(m_actions->find(QStringLiteral("file.report")), &QAction::triggered, this,
                [&] { ++runs; });
        auto* input = palette.findChild<QLineEdit*>();
        const int aside = palette.geometry().center().x() - m_window->geometry().center().x();
        QVERIFY2(qAbs(aside) < 10, qPrintable(QString::number(aside)));
        const int heightOfAll = palette.height();
        QTest::keyClicks(input, QStringLiteral("report"));
        QCOMPARE(palette.shown().size(), 1);
        QTRY_VERIFY(palette.height() < heightOfAll); // no room for commands that do not fit
        QTest::keyClick(input, Qt::Key_Return);
        QTRY_COMPARE(runs, 1);
        QVERIFY(!palette.isVisible());
        palette.openFresh();
        QVERIFY(palette.shown().front().contains(QStringLiteral("Save report"))); // used last
        QTest::keyClicks(input, QStringLiteral("qqqq"));
        QVERIFY(palette.shown().front().contains(QStringLiteral("qqqq")));
        QTest::keyClick(input, Qt::Key_Return); // nothing to run
        QCOMPARE(runs, 1);
    }

private:
    std::unique_ptr<QWidget> m_window;
    Actions* m_actions = nullptr;
};

SW_TEST(TestActions)
#include "tst_actions.moc"
