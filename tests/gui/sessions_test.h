// A store with recorded runs in it, and hands and eyes for the dialog that shows them.
#pragma once

#include "test_main.h"

#include "../store/store_runs.h"

#include "gui/sessions_dialog.h"
#include "gui/sessions_model.h"
#include "store/session_rows.h"

#include <QFile>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QTableView>
#include <QTemporaryDir>

namespace sw::test {

using gui::SessionsDialog;
using gui::SessionsModel;

constexpr int kSessionsPatienceMs = 60'000;
using StorePtr = std::shared_ptr<store::SessionStore>;

/// What a session that is not run looks like at its beginning.
inline store::NewSession made(int number)
{
    store::NewSession session;
    session.id = QStringLiteral("%1-aaaa").arg(number, 8, 16, QLatin1Char('0'));
    session.created = {1'700'000'000'000 + number * 60'000};
    session.brief = test::testBrief();
    session.brief.text = "Buy S" + std::to_string(number) + " when RSI < 30";
    session.brief.symbol = number % 2 == 0 ? "EVEN" : "ODD";
    session.program = QStringLiteral("stratwright test");
    return session;
}

/// A store with many sessions that ended; every tenth without a Sharpe ratio.
inline void fill(const StorePtr& store, int sessions)
{
    QVERIFY(store->writer().addAndWait([sessions](store::Connection& connection) -> Status {
        for (int i = 0; i < sessions; ++i) {
            store::Ending ending;
            ending.state = QStringLiteral("completed");
            ending.model = QStringLiteral("built-in");
            ending.trades = i;
            if (i % 10 != 0) {
                ending.sharpe = (i * 37 % 100 - 50) / 25.0;
            }
            Status done = store::insertSession(connection, made(i));
            done = done ? store::insertEnding(connection, made(i).id, ending) : done;
            if (!done) {
                return done;
            }
        }
        return {};
    }));
}

/// Base of the tests of the dialog.
class SessionsTest : public QObject
{
protected:
    QString file(const QString& name) const { return m_folder.filePath(name); }
    /// A store of its own with the recorded runs.
    StorePtr recorded()
    {
        const QString path = file(QStringLiteral("copy-%1.sqlite").arg(++m_copies));
        if (!QFile::copy(file(QStringLiteral("base.sqlite")), path)) {
            qFatal("cannot copy the store");
        }
        return test::openStore(path);
    }
    StorePtr empty()
    {
        return test::openStore(file(QStringLiteral("new-%1.sqlite").arg(++m_copies)));
    }
    static bool settle(const SessionsDialog& dialog)
    {
        return QTest::qWaitFor([&] { return !dialog.isBusy(); }, kSessionsPatienceMs);
    }
    static bool show(SessionsDialog& dialog)
    {
        dialog.show();
        return settle(dialog);
    }
    template <class Widget> static Widget& named(const SessionsDialog& dialog, const char* name)
    {
        for (Widget* widget : dialog.findChildren<Widget*>()) {
            if (widget->accessibleName() == QString::fromUtf8(name)) {
                return *widget;
            }
        }
        qFatal("nothing is called %s", name);
    }
    static QTableView& table(const SessionsDialog& dialog)
    {
        return named<QTableView>(dialog, "Recorded runs");
    }
    static QString cell(const SessionsDialog& dialog, int row, int column)
    {
        return table(dialog).model()->index(row, column).data().toString();
    }
    static QString note(const SessionsDialog& dialog)
    {
        return named<QLabel>(dialog, "What was done").text();
    }
    static void choose(SessionsDialog& dialog, const QList<int>& rows)
    {
        QItemSelectionModel& selection = *table(dialog).selectionModel();
        selection.clearSelection();
        for (const int row : rows) {
            selection.select(table(dialog).model()->index(row, 0),
                             QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        selection.setCurrentIndex(table(dialog).model()->index(rows.front(), 0),
                                  QItemSelectionModel::NoUpdate);
    }
    static void clickHeader(SessionsDialog& dialog, int column)
    {
        QHeaderView& header = *table(dialog).horizontalHeader();
        const QPoint place(header.sectionViewportPosition(column) + 20, header.height() / 2);
        QTest::mouseClick(header.viewport(), Qt::LeftButton, {}, place);
    }

    QTemporaryDir m_folder;
    gui::ThemeSource m_themes;
    QString m_first, m_second, m_unfinished;
    int m_copies = 0;

    /// Two runs that ended and one that did not, in a store that each test copies.
    void recordRuns()
    {
        const StorePtr store = test::openStore(file(QStringLiteral("base.sqlite")));
        m_first = test::record(store, test::testPorts(), test::testBrief()).session;
        agents::Brief other = test::testBrief();
        other.text = "Buy TST when RSI < 35, sell when RSI > 65";
        m_second = test::record(store, test::testPorts(), other).session;
        m_unfinished = test::interrupted(store, test::testPorts());
        QVERIFY(store->setTags(m_first, {QStringLiteral("keeper"), QStringLiteral("rsi")}));
        store->writer().flush();
        QCOMPARE(store->list({})->total, 3);
    }
};

} // namespace sw::test
