// The dialog of recorded runs on real stores: what it does to them.
#include "sessions_test.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

using namespace sw;
using namespace sw::test;

class TestSessionActs : public SessionsTest
{
    Q_OBJECT

private slots:
    void initTestCase() { recordRuns(); }
    void renamesInPlace();
    void refusesAnEmptyName();
    void setsTags();
    void deletesOnlyAfterAsking();
    void deletesSeveral();
    void opensAndResumes();
    void aBundleGoesOutAndComesIn();
    void refusesWhatIsNoBundle();
    void asksForFilesWithoutWaiting();
    void saysWhenTheStoreCannotBeWritten();
};

void TestSessionActs::renamesInPlace()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    dialog.selectSession(m_first);
    QVERIFY(settle(dialog));
    table(dialog).setFocus();
    QTest::keyClick(&table(dialog), Qt::Key_F2);
    auto* editor = table(dialog).findChild<QLineEdit*>();
    QVERIFY(editor);
    QCOMPARE(editor->text(), QStringLiteral("Buy TST when RSI < 40, sell when RSI > 60"));
    editor->setText(QStringLiteral("Dips"));
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(QTest::qWaitFor([&] { return !note(dialog).isEmpty(); }, kSessionsPatienceMs));
    QVERIFY(settle(dialog));
    QCOMPARE(store->session(m_first)->summary.name, QStringLiteral("Dips"));
    QVERIFY(cell(dialog, 2, SessionsModel::Name).startsWith(QStringLiteral("Dips · Buy TST")));
    QCOMPARE(named<QLabel>(dialog, "Name of the run").text(), QStringLiteral("Dips"));
    QCOMPARE(dialog.chosen(), QStringList{m_first});
    QVERIFY(note(dialog).contains(QStringLiteral("“Dips”")));
}

void TestSessionActs::refusesAnEmptyName()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    QAbstractItemModel& model = *table(dialog).model();
    QVERIFY(model.setData(model.index(2, SessionsModel::Name), QStringLiteral("  ")));
    QVERIFY(settle(dialog));
    QVERIFY2(note(dialog).startsWith(QStringLiteral("▲ A name has")), qPrintable(note(dialog)));
    QVERIFY(store->session(m_first)->summary.name.startsWith(QStringLiteral("Buy TST")));
    QVERIFY(!model.setData(model.index(2, SessionsModel::Symbol), QStringLiteral("X")));
}

void TestSessionActs::setsTags()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    dialog.selectSession(m_first);
    QVERIFY(settle(dialog));
    named<QPushButton>(dialog, "Tags").click();
    auto& field = named<QLineEdit>(dialog, "Tags, separated by commas");
    QVERIFY(field.isVisible());
    QCOMPARE(field.text(), QStringLiteral("keeper, rsi"));
    field.setText(QStringLiteral("b ,, a,  two  words "));
    QTest::keyClick(&field, Qt::Key_Return);
    QVERIFY(settle(dialog));
    QVERIFY(!field.isVisible());
    QStringList tags = store->session(m_first)->summary.tags;
    tags.sort();
    QCOMPARE(tags,
             (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("two words")}));
    QVERIFY(cell(dialog, 2, SessionsModel::Tags).contains(QStringLiteral("two words")));
    named<QPushButton>(dialog, "Tags").click();
    field.setText(QString(100, QLatin1Char('x')));
    named<QPushButton>(dialog, "Set the tags").click();
    QVERIFY(settle(dialog));
    QVERIFY2(note(dialog).startsWith(QStringLiteral("▲ A tag has")), qPrintable(note(dialog)));
}

void TestSessionActs::deletesOnlyAfterAsking()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    const QSignalSpy removed(&dialog, &SessionsDialog::removed);
    QVERIFY(show(dialog));
    dialog.selectSession(m_second);
    QVERIFY(settle(dialog));
    table(dialog).setFocus();
    QTest::keyClick(&table(dialog), Qt::Key_Delete);
    auto& keep = named<QPushButton>(dialog, "Keep the runs");
    QVERIFY(keep.isVisible());
    keep.click();
    QVERIFY(!keep.isVisible());
    QTest::keyClick(&table(dialog), Qt::Key_Delete);
    QTest::keyClick(&keep, Qt::Key_Escape);
    QVERIFY(!keep.isVisible());
    QVERIFY(dialog.isVisible());
    QVERIFY(settle(dialog));
    QCOMPARE(store->list({})->total, 3);
    named<QPushButton>(dialog, "Delete").click();
    named<QPushButton>(dialog, "Delete the runs for good").click();
    QVERIFY(settle(dialog));
    QCOMPARE(store->list({})->total, 2);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed[0][0].toStringList(), QStringList{m_second});
    QCOMPARE(dialog.chosen(), QStringList{m_first}); // the row below moved up
    QCOMPARE(note(dialog), QStringLiteral("The run was deleted."));
}

void TestSessionActs::deletesSeveral()
{
    const StorePtr store = empty();
    fill(store, 5);
    SessionsDialog dialog(store, m_themes);
    const QSignalSpy removed(&dialog, &SessionsDialog::removed);
    QVERIFY(show(dialog));
    choose(dialog, {0, 1, 3});
    QVERIFY(settle(dialog));
    QVERIFY(store->remove(made(3).id)); // someone else was faster
    named<QPushButton>(dialog, "Delete").click();
    named<QPushButton>(dialog, "Delete the runs for good").click();
    QVERIFY(settle(dialog));
    QVERIFY2(note(dialog).startsWith(QStringLiteral("▲ There is no session")),
             qPrintable(note(dialog)));
    QCOMPARE(removed[0][0].toStringList(), QStringList{made(4).id});
    QCOMPARE(table(dialog).model()->rowCount(), 3);
}

void TestSessionActs::opensAndResumes()
{
    SessionsDialog dialog(recorded(), m_themes);
    const QSignalSpy opened(&dialog, &SessionsDialog::openRequested);
    const QSignalSpy resumed(&dialog, &SessionsDialog::resumeRequested);
    QVERIFY(show(dialog));
    QVERIFY(!named<QPushButton>(dialog, "Open").isEnabled());
    table(dialog).setFocus();
    QTest::keyClick(&table(dialog), Qt::Key_Return);
    QVERIFY(note(dialog).contains(QStringLiteral("interrupted")));
    named<QPushButton>(dialog, "Resume").click();
    QCOMPARE(resumed.size(), 1);
    QCOMPARE(resumed[0][0].toString(), m_unfinished);
    dialog.selectSession(m_first);
    QVERIFY(settle(dialog));
    QVERIFY(note(dialog).isEmpty());
    QVERIFY(!named<QPushButton>(dialog, "Resume").isEnabled());
    QTest::keyClick(&table(dialog), Qt::Key_Return);
    named<QPushButton>(dialog, "Open").click();
    const QPoint place = table(dialog).visualRect(table(dialog).model()->index(2, 1)).center();
    QTest::mouseClick(table(dialog).viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(table(dialog).viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(opened.size(), 3);
    QCOMPARE(opened[0][0].toString(), m_first);
    Q_EMIT table(dialog).customContextMenuRequested(place);
    QMenu* menu = dialog.findChild<QMenu*>();
    QVERIFY(menu && menu->isVisible());
    menu->actions().front()->trigger();
    menu->close();
    QCOMPARE(opened.size(), 4);
}

void TestSessionActs::aBundleGoesOutAndComesIn()
{
    const StorePtr from = recorded();
    SessionsDialog dialog(from, m_themes);
    QVERIFY(show(dialog));
    dialog.selectSession(m_first);
    QVERIFY(settle(dialog));
    dialog.saveBundle(file(QStringLiteral("run.swb")));
    QVERIFY(settle(dialog));
    QVERIFY2(note(dialog).startsWith(QStringLiteral("Saved ")), qPrintable(note(dialog)));
    dialog.saveBundle(QStringLiteral("/proc/no/such.swb"));
    QVERIFY(settle(dialog));
    QVERIFY(note(dialog).startsWith(QStringLiteral("▲ ")));
    dialog.selectSession(m_unfinished);
    QVERIFY(settle(dialog));
    dialog.saveBundle(file(QStringLiteral("unfinished.swb")));
    QVERIFY(settle(dialog));

    SessionsDialog other(empty(), m_themes);
    const QSignalSpy opened(&other, &SessionsDialog::openRequested);
    QVERIFY(show(other));
    named<QLineEdit>(other, "Search the recorded runs").setText(QStringLiteral("hides it"));
    QVERIFY(settle(other));
    other.openBundle(file(QStringLiteral("run.swb")));
    QVERIFY(settle(other));
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), m_first);
    QCOMPARE(other.chosen(), QStringList{m_first});
    QVERIFY2(note(other).startsWith(QStringLiteral("Took in “Buy TST")), qPrintable(note(other)));
    other.openBundle(file(QStringLiteral("unfinished.swb")));
    QVERIFY(settle(other));
    QCOMPARE(opened.size(), 1);
    QCOMPARE(other.chosen(), QStringList{m_unfinished});
    QVERIFY(named<QPushButton>(other, "Resume").isEnabled());
    other.openBundle(file(QStringLiteral("run.swb")));
    QVERIFY(settle(other));
    QVERIFY2(note(other).contains(QStringLiteral("here already")), qPrintable(note(other)));
    QCOMPARE(opened.size(), 1);
}

void TestSessionActs::refusesWhatIsNoBundle()
{
    QFile wrong(file(QStringLiteral("wrong.swb")));
    QVERIFY(wrong.open(QIODevice::WriteOnly));
    wrong.write("not a run");
    wrong.close();
    SessionsDialog dialog(empty(), m_themes);
    const QSignalSpy opened(&dialog, &SessionsDialog::openRequested);
    QVERIFY(show(dialog));
    for (const char* name : {"wrong.swb", "missing.swb"}) {
        dialog.openBundle(file(QString::fromLatin1(name)));
        QVERIFY(settle(dialog));
        QVERIFY2(note(dialog).startsWith(QStringLiteral("▲ ")), qPrintable(note(dialog)));
    }
    QCOMPARE(opened.size(), 0);
}

void TestSessionActs::asksForFilesWithoutWaiting()
{
    SessionsDialog dialog(recorded(), m_themes);
    const QSignalSpy opened(&dialog, &SessionsDialog::openRequested);
    QVERIFY(show(dialog));
    named<QPushButton>(dialog, "Save as bundle").click(); // returns at once
    auto* asking = dialog.findChild<QFileDialog*>();
    QVERIFY(asking);
    QCOMPARE(asking->acceptMode(), QFileDialog::AcceptSave);
    QCOMPARE(asking->selectedFiles().front().section(QLatin1Char('/'), -1),
             QStringLiteral("buy-tst-when-rsi-40-sell-when-rsi-60.swb"));
    Q_EMIT asking->fileSelected(file(QStringLiteral("asked.swb")));
    asking->close();
    QVERIFY(settle(dialog));
    QVERIFY(QFile::exists(file(QStringLiteral("asked.swb"))));
}

void TestSessionActs::saysWhenTheStoreCannotBeWritten()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    {
        auto connection = store::Connection::open(store->path(), store::Connection::Use::Write);
        QVERIFY(connection && connection->run("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    // A file format that is written only by later versions of SQLite: read, but not written, by
    // every user.
    QFile file(store->path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(18) && file.putChar('\x03'));
    file.close();
    QAbstractItemModel& model = *table(dialog).model();
    QVERIFY(model.setData(model.index(2, SessionsModel::Name), QStringLiteral("Another")));
    QVERIFY(settle(dialog));
    QVERIFY2(note(dialog).startsWith(QStringLiteral("▲ ")), qPrintable(note(dialog)));
    QCOMPARE(model.rowCount(), 3);
    named<QPushButton>(dialog, "Delete").click();
    named<QPushButton>(dialog, "Delete the runs for good").click();
    QVERIFY(settle(dialog));
    QVERIFY2(note(dialog).startsWith(QStringLiteral("▲ ")), qPrintable(note(dialog)));
    QCOMPARE(model.rowCount(), 3);
}

SW_TEST(TestSessionActs)
#include "tst_session_acts.moc"
