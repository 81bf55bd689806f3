// The dialog of recorded runs on real stores: what it shows.
#include "sessions_test.h"

#include "gui/format.h"
#include "gui/session_details.h"
#include "gui/session_figures_model.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>

#include <algorithm>

using namespace sw;
using namespace sw::test;
using gui::SessionFiguresModel;

class TestSessions : public SessionsTest
{
    Q_OBJECT

private slots:
    void initTestCase() { recordRuns(); }
    void modelsKeepTheRulesOfModels();
    void showsTheRunsNewestFirst();
    void showsOneRunInWords();
    void anUnfinishedRunSaysSo();
    void saysWhenThereAreNoRuns();
    void findsByWords();
    void sortsAsTheStoreDoes();
    void readsMoreAsOneScrolls();
    void keepsTheChosenRunWhileOthersArrive();
    void comparesTwoRuns();
    void comparesRunsOnOtherBars();
    void saysWhenTheStoreIsGone();
    void everythingActedOnHasAName();
    void isPhotographed();
};

void TestSessions::modelsKeepTheRulesOfModels()
{
    const StorePtr store = empty();
    fill(store, 130);
    SessionsModel model(store, m_themes);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto settled = [&] {
        return QTest::qWaitFor([&] { return !model.isBusy(); }, kSessionsPatienceMs);
    };
    model.refresh();
    QVERIFY(settled());
    // The tester asks for more by itself.
    QVERIFY(QTest::qWaitFor([&] { return model.rowCount() == 130; }, kSessionsPatienceMs));
    QVERIFY(settled());
    model.setWords(QStringLiteral("s12"));
    QVERIFY(settled());
    QCOMPARE(model.rowCount(), 11); // S12, S120 … S129
    model.sort(SessionsModel::Trades, Qt::DescendingOrder);
    QVERIFY(settled());
    QCOMPARE(model.index(0, SessionsModel::Trades).data().toString(), QStringLiteral("129"));
    QVERIFY(store->remove(made(12).id));
    model.refresh();
    QVERIFY(settled());
    QCOMPARE(model.rowCount(), 10);

    SessionFiguresModel figures(m_themes);
    const QAbstractItemModelTester figuresTester(
        &figures, QAbstractItemModelTester::FailureReportingMode::QtTest);
    figures.setComparison(*recorded()->compare(m_first, m_second));
    figures.setPart(SessionFiguresModel::Part::Refined);
    QVERIFY(figures.rowCount() > 70);
    figures.setComparison(std::nullopt);
    QCOMPARE(figures.rowCount(), 0);
}

void TestSessions::showsTheRunsNewestFirst()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    QCOMPARE(table(dialog).model()->rowCount(), 3);
    QCOMPARE(dialog.chosen(), QStringList{m_unfinished});
    QCOMPARE(cell(dialog, 2, SessionsModel::Name),
             QStringLiteral("Buy TST when RSI < 40, sell when RSI > 60"));
    QCOMPARE(cell(dialog, 2, SessionsModel::Symbol), QStringLiteral("TST"));
    QCOMPARE(cell(dialog, 2, SessionsModel::State), QStringLiteral("completed"));
    QCOMPARE(cell(dialog, 2, SessionsModel::Tags), QStringLiteral("keeper, rsi"));
    const store::SessionSummary summary = store->session(m_first)->summary;
    QVERIFY(summary.sharpe && summary.trades);
    QCOMPARE(cell(dialog, 2, SessionsModel::Sharpe), gui::signedNumber(*summary.sharpe));
    QCOMPARE(cell(dialog, 2, SessionsModel::Trades), gui::count(*summary.trades));
    QCOMPARE(cell(dialog, 2, SessionsModel::Verdict), summary.verdict);
    const QModelIndex sharpe = table(dialog).model()->index(2, SessionsModel::Sharpe);
    QVERIFY(sharpe.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QCOMPARE(named<QLabel>(dialog, "Number of runs").text(), QStringLiteral("3 runs"));
}

void TestSessions::showsOneRunInWords()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    dialog.selectSession(m_first);
    QVERIFY(settle(dialog));
    QCOMPARE(named<QLabel>(dialog, "Name of the run").text(),
             QStringLiteral("Buy TST when RSI < 40, sell when RSI > 60"));
    QVERIFY(named<QLabel>(dialog, "Bars").text().contains(QStringLiteral("made bars")));
    QVERIFY(named<QLabel>(dialog, "Bars").text().contains(QStringLiteral("600 bars")));
    QVERIFY(named<QLabel>(dialog, "State").text().startsWith(QStringLiteral("completed, ")));
    QVERIFY(!named<QLabel>(dialog, "What is missing").isVisible());
    const auto session = store->session(m_first);
    const auto& versions = named<QComboBox>(dialog, "Version of the program");
    QCOMPARE(versions.count(), int(session->programs.size()));
    QCOMPARE(versions.itemText(0), QStringLiteral("Version 1, as asked"));
    QCOMPARE(named<QPlainTextEdit>(dialog, "Program of the chosen version").toPlainText(),
             QString(session->programs[0].source).trimmed() +
                 (session->programs[0].source.endsWith(QLatin1Char('\n')) ? QStringLiteral("\n")
                                                                          : QString()));
    QCOMPARE(named<QPlainTextEdit>(dialog, "Program of the chosen version").font().family(),
             m_themes.theme().code.family());
    store::Session lacking = *session;
    lacking.bars[0].kept = false;
    lacking.bars.push_back({QStringLiteral("XYZ"),
                            QStringLiteral("1d"),
                            {},
                            {},
                            {},
                            QStringLiteral("{\"kind\":\"NotFound\",\"message\":\"None here.\"}"),
                            0,
                            false});
    const QStringList missing = gui::missingParts(lacking);
    QCOMPARE(missing.size(), 2);
    QVERIFY(missing[0].contains(QStringLiteral("too many to keep")));
    QVERIFY2(missing[1].contains(QStringLiteral("None here.")), qPrintable(missing[1]));
}

void TestSessions::anUnfinishedRunSaysSo()
{
    SessionsDialog dialog(recorded(), m_themes);
    QVERIFY(show(dialog));
    QCOMPARE(cell(dialog, 0, SessionsModel::State), QStringLiteral("▲ unfinished"));
    QCOMPARE(cell(dialog, 0, SessionsModel::Sharpe), QStringLiteral("–"));
    const auto& missing = named<QLabel>(dialog, "What is missing");
    QVERIFY(missing.isVisible());
    QVERIFY(missing.text().contains(QStringLiteral("interrupted")));
}

void TestSessions::saysWhenThereAreNoRuns()
{
    SessionsDialog dialog(empty(), m_themes);
    QVERIFY(show(dialog));
    QVERIFY(named<QLabel>(dialog, "State of the list").isVisible());
    QVERIFY(named<QLabel>(dialog, "State of the list")
                .text()
                .startsWith(QStringLiteral("No runs are recorded yet.")));
    for (const char* name : {"Open", "Resume", "Rename", "Tags", "Compare", "Delete"}) {
        QVERIFY2(!named<QPushButton>(dialog, name).isEnabled(), name);
    }
    QVERIFY(named<QPushButton>(dialog, "Open bundle").isEnabled());
}

void TestSessions::findsByWords()
{
    const StorePtr store = recorded();
    QVERIFY(store->rename(m_second, QStringLiteral("The calmer one")));
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    auto& search = named<QLineEdit>(dialog, "Search the recorded runs");
    const auto found = [&](const char* words) {
        search.setText(QString::fromUtf8(words));
        return settle(dialog) ? table(dialog).model()->rowCount() : -1;
    };
    QCOMPARE(found("calmer"), 1);
    QCOMPARE(cell(dialog, 0, SessionsModel::Name),
             QStringLiteral("The calmer one · Buy TST when RSI < 35, sell when RSI > 65"));
    QCOMPARE(found("KEEPER"), 1);
    QCOMPARE(found("tst rsi 40"), 2); // the first and the unfinished one
    QCOMPARE(found("nothing has this"), 0);
    QVERIFY(named<QLabel>(dialog, "State of the list").isVisible());
    QVERIFY(named<QLabel>(dialog, "State of the list")
                .text()
                .contains(QStringLiteral("nothing has this")));
    QCOMPARE(found(""), 3);
    QVERIFY(table(dialog).isVisible());
}

void TestSessions::sortsAsTheStoreDoes()
{
    const StorePtr store = empty();
    fill(store, 30);
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    const auto names = [&] {
        QStringList list;
        for (int row = 0; row < table(dialog).model()->rowCount(); ++row) {
            list.append(cell(dialog, row, SessionsModel::Name));
        }
        return list;
    };
    const auto wanted = [&](store::SessionOrder order) {
        store::SessionQuery query;
        query.order = order;
        QStringList list;
        const auto page = store->list(query);
        for (const store::SessionSummary& each : page->sessions) {
            list.append(each.name);
        }
        return list;
    };
    const QHeaderView& header = *table(dialog).horizontalHeader();
    QCOMPARE(names(), wanted(store::SessionOrder::Newest));
    QCOMPARE(header.sortIndicatorSection(), int(SessionsModel::Date));
    clickHeader(dialog, SessionsModel::Date);
    QVERIFY(settle(dialog));
    QCOMPARE(names(), wanted(store::SessionOrder::Oldest));
    QCOMPARE(header.sortIndicatorOrder(), Qt::AscendingOrder);
    const std::pair<int, store::SessionOrder> columns[] = {
        {SessionsModel::Name, store::SessionOrder::Name},
        {SessionsModel::Symbol, store::SessionOrder::Symbol},
        {SessionsModel::State, store::SessionOrder::State},
        {SessionsModel::Sharpe, store::SessionOrder::Sharpe},
        {SessionsModel::Trades, store::SessionOrder::Trades}};
    for (const auto& [column, order] : columns) {
        clickHeader(dialog, column);
        QVERIFY(settle(dialog));
        QCOMPARE(names(), wanted(order));
        QCOMPARE(header.sortIndicatorSection(), column);
    }
    clickHeader(dialog, SessionsModel::Verdict);
    QVERIFY(settle(dialog));
    QCOMPARE(header.sortIndicatorSection(), int(SessionsModel::Trades));
    QVERIFY(note(dialog).contains(QStringLiteral("sorts by")));
}

void TestSessions::readsMoreAsOneScrolls()
{
    const StorePtr store = empty();
    fill(store, 250);
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    QCOMPARE(named<QLabel>(dialog, "Number of runs").text(), QStringLiteral("250 runs"));
    QCOMPARE(table(dialog).model()->rowCount(), 100);
    QVERIFY(table(dialog).model()->canFetchMore({}));
    QScrollBar& bar = *table(dialog).verticalScrollBar();
    bar.setValue(bar.maximum());
    QVERIFY(!table(dialog).model()->canFetchMore({})); // not twice at once
    QVERIFY(settle(dialog));
    QCOMPARE(table(dialog).model()->rowCount(), 200);
    QVERIFY(QTest::qWaitFor(
        [&] {
            bar.setValue(bar.maximum());
            return table(dialog).model()->rowCount() == 250;
        },
        kSessionsPatienceMs));
    QVERIFY(!table(dialog).model()->canFetchMore({}));
    QSet<QString> names;
    for (int row = 0; row < 250; ++row) {
        names.insert(cell(dialog, row, SessionsModel::Name));
    }
    QCOMPARE(names.size(), 250);
    dialog.refresh();
    QVERIFY(settle(dialog));
    QCOMPARE(table(dialog).model()->rowCount(), 250); // what was read stays read
}

void TestSessions::keepsTheChosenRunWhileOthersArrive()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    dialog.selectSession(m_second);
    QVERIFY(settle(dialog));
    store::NewSession later = made(1);
    later.created = {4'000'000'000'000};
    QVERIFY(store->writer().addAndWait(
        [&](store::Connection& connection) { return store::insertSession(connection, later); }));
    dialog.refresh();
    QVERIFY(settle(dialog));
    QCOMPARE(table(dialog).model()->rowCount(), 4);
    QCOMPARE(dialog.chosen(), QStringList{m_second});
    // While a name is written, new rows wait.
    table(dialog).setFocus();
    QTest::keyClick(&table(dialog), Qt::Key_F2);
    QVERIFY(table(dialog).findChild<QLineEdit*>());
    QVERIFY(store->remove(later.id));
    dialog.refresh();
    QVERIFY(settle(dialog));
    QCOMPARE(table(dialog).model()->rowCount(), 4);
    QTest::keyClick(table(dialog).findChild<QLineEdit*>(), Qt::Key_Escape);
    QVERIFY(QTest::qWaitFor([&] { return table(dialog).model()->rowCount() == 3; },
                            kSessionsPatienceMs));
    QVERIFY(dialog.isVisible());
}

void TestSessions::comparesTwoRuns()
{
    const StorePtr store = recorded();
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    choose(dialog, {0, 1}); // one is unfinished
    QVERIFY(!named<QPushButton>(dialog, "Compare").isEnabled());
    choose(dialog, {1, 2});
    QVERIFY(settle(dialog));
    named<QPushButton>(dialog, "Compare").click();
    QVERIFY(settle(dialog));
    auto& figures = named<QTableView>(dialog, "Figures of the two runs side by side");
    QVERIFY(figures.isVisible());
    QVERIFY(named<QLabel>(dialog, "Bars of the two runs")
                .text()
                .startsWith(QStringLiteral("Both ran on the same bars.")));
    const auto expected = store->compare(m_first, m_second);
    QVERIFY(expected);
    QAbstractItemModel& model = *figures.model();
    int seen = 0, dashes = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto text = [&](int column) { return model.index(row, column).data().toString(); };
        const auto found = std::ranges::find(expected->asked, text(SessionFiguresModel::Figure),
                                             &store::ComparedFigure::title);
        if (found == expected->asked.end()) {
            continue;
        }
        ++seen;
        QCOMPARE(text(SessionFiguresModel::First) == QStringLiteral("–"), !found->first);
        QCOMPARE(text(SessionFiguresModel::Second) == QStringLiteral("–"), !found->second);
        if (!found->first || !found->second) {
            ++dashes;
            QCOMPARE(text(SessionFiguresModel::Difference), QStringLiteral("–"));
        }
        if (found->id == QLatin1String("sharpe")) {
            QCOMPARE(text(SessionFiguresModel::First), gui::number(*found->first));
            const QString change = text(SessionFiguresModel::Difference);
            QVERIFY2(change == QStringLiteral("same") || change.startsWith(QLatin1Char('+')) ||
                         change.startsWith(QChar(u'−')),
                     qPrintable(change));
        }
    }
    QVERIFY(seen >= int(metrics::kFigures));
    QVERIFY(dashes > 0);
    QVERIFY(model.headerData(1, Qt::Horizontal).toString().contains(QStringLiteral("RSI < 40")));
    named<QComboBox>(dialog, "Which strategies are compared").setCurrentIndex(1);
    QVERIFY(model.rowCount() > 70);
    dialog.refresh();
    QVERIFY(settle(dialog));
    QVERIFY(figures.isVisible());
    choose(dialog, {1});
    QVERIFY(settle(dialog));
    QVERIFY(!figures.isVisible());
}

void TestSessions::comparesRunsOnOtherBars()
{
    const StorePtr store = recorded();
    record(store, testPorts(400), testBrief());
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    choose(dialog, {0, 2});
    QVERIFY(settle(dialog));
    named<QPushButton>(dialog, "Compare").click();
    QVERIFY(settle(dialog));
    QVERIFY(named<QLabel>(dialog, "Bars of the two runs")
                .text()
                .contains(QStringLiteral("different bars")));
}

void TestSessions::saysWhenTheStoreIsGone()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("gone/sessions.sqlite"));
    const StorePtr store = openStore(path);
    fill(store, 3);
    SessionsDialog dialog(store, m_themes);
    QVERIFY(show(dialog));
    QCOMPARE(table(dialog).model()->rowCount(), 3);
    QVERIFY(QDir(folder.filePath(QStringLiteral("gone"))).removeRecursively());
    dialog.refresh();
    QVERIFY(settle(dialog));
    QVERIFY2(note(dialog).startsWith(QStringLiteral("▲ The session file")),
             qPrintable(note(dialog)));
    QCOMPARE(table(dialog).model()->rowCount(), 3);
    choose(dialog, {1});
    QVERIFY(settle(dialog));
    QVERIFY(named<QLabel>(dialog, "About the chosen runs").isVisible());
    SessionsDialog fresh(store, m_themes);
    QVERIFY(show(fresh));
    QVERIFY(named<QLabel>(fresh, "State of the list").isVisible());
    QVERIFY(named<QLabel>(fresh, "State of the list")
                .text()
                .startsWith(QStringLiteral("▲ The session file")));
}

void TestSessions::everythingActedOnHasAName()
{
    SessionsDialog dialog(recorded(), m_themes);
    QVERIFY(show(dialog));
    for (const QWidget* widget : dialog.findChildren<QWidget*>()) {
        const bool isActedOn =
            qobject_cast<const QPushButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
            qobject_cast<const QComboBox*>(widget) || qobject_cast<const QTableView*>(widget) ||
            qobject_cast<const QPlainTextEdit*>(widget);
        if (isActedOn) {
            QVERIFY2(!widget->accessibleName().isEmpty() || widget->isHidden(),
                     widget->metaObject()->className());
        }
    }
}

void TestSessions::isPhotographed()
{
    const QString folder = qEnvironmentVariable("SW_PHOTOGRAPHS");
    if (folder.isEmpty()) {
        QSKIP("SW_PHOTOGRAPHS names no folder for pictures.");
    }
    const StorePtr store = recorded();
    fill(store, 40);
    QVERIFY(store->rename(m_second, QStringLiteral("The calmer one")));
    for (const auto& [choice, name] :
         {std::pair{gui::ThemeChoice::Dark, "dark"}, std::pair{gui::ThemeChoice::Light, "light"}}) {
        m_themes.choose(choice);
        SessionsDialog dialog(store, m_themes);
        const auto shoot = [&](const char* what) {
            QVERIFY(settle(dialog));
            QTest::qWait(50);
            QVERIFY(dialog.grab().save(
                QStringLiteral("%1/sessions-%2-%3.png")
                    .arg(folder, QString::fromLatin1(what), QString::fromLatin1(name))));
        };
        QVERIFY(show(dialog));
        shoot("unfinished");
        dialog.selectSession(m_first);
        QVERIFY(settle(dialog));
        named<QPushButton>(dialog, "Delete").click();
        shoot("delete");
        choose(dialog, {1, 2});
        QVERIFY(settle(dialog));
        named<QPushButton>(dialog, "Compare").click();
        shoot("compare");
        named<QLineEdit>(dialog, "Search the recorded runs").setText(QStringLiteral("no such"));
        shoot("none");
    }
}

SW_TEST(TestSessions)
#include "tst_sessions.moc"
