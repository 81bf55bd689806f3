// The dialog of bars and its models.
#include "shared_words.h"
#include "test_main.h"

#include "memory_library.h"

#include "gui/bar_sets_model.h"
#include "gui/bars_dialog.h"
#include "gui/bars_model.h"
#include "gui/findings_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

using namespace sw;
using gui::BarsDialog;
using gui::BarsModel;

namespace {

using sw::test::kPatienceMs;

/// Bars of one symbol, one a day from 2020-01-01 or one a minute.
market::BarsPtr makeBars(const char* symbol, int count, bool intraday = false)
{
    market::BarColumns columns;
    const std::int64_t step = intraday ? kMsPerMinute : kMsPerDay;
    for (int i = 0; i < count; ++i) {
        const double price = 100 + i % 50;
        columns.time.push_back({startOf({2020, 1, 1}).ms + i * step});
        columns.open.push_back(price);
        columns.high.push_back(price + 1.125);
        columns.low.push_back(price - 1);
        columns.close.push_back(price + 0.5);
        columns.volume.push_back(1000 + i);
    }
    const Timeframe frame{1, intraday ? FrameUnit::Minute : FrameUnit::Day};
    return *market::Bars::make(market::instrumentFor(symbol), frame, std::move(columns));
}

} // namespace

class TestBarsDialog : public QObject
{
    Q_OBJECT

private slots:
    void modelReadsBarsInPlace();
    void modelsKeepTheRulesOfModels();
    void aMillionBarsAreATableAtOnce();
    void showsTheChosenSet();
    void saysWhenThereIsNothing();
    void goesToADate();
    void refusesWhatIsNoDate();
    void copiesTheSelectedRows();
    void removesOnlyAfterAsking();
    void samplesCannotBeRemoved();

private:
    template <class Child> static Child& child(QWidget& parent, const char* name)
    {
        return *parent.findChild<Child*>(QString::fromLatin1(name));
    }
    static bool settle(BarsDialog& dialog)
    {
        return QTest::qWaitFor([&] { return !dialog.isBusy(); }, kPatienceMs);
    }

    gui::ThemeSource m_themes;
};

void TestBarsDialog::modelReadsBarsInPlace()
{
    BarsModel model(m_themes);
    model.setBars(makeBars("AAPL", 3));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(1, BarsModel::Time).data().toString(), QStringLiteral("2020-01-02"));
    QCOMPARE(model.index(1, BarsModel::High).data().toString(), QStringLiteral("102.125"));
    QCOMPARE(model.index(2, BarsModel::Volume).data().toString(), QStringLiteral("1,002"));
    model.setBars(makeBars("AAPL", 3, true));
    QCOMPARE(model.index(0, BarsModel::Time).data().toString(), QStringLiteral("2020-01-01 00:00"));
}

void TestBarsDialog::modelsKeepTheRulesOfModels()
{
    BarsModel bars(m_themes);
    const QAbstractItemModelTester barsTester(
        &bars, QAbstractItemModelTester::FailureReportingMode::QtTest);
    bars.setBars(makeBars("AAPL", 5));
    bars.setBars(nullptr);
    gui::BarSetsModel sets;
    const QAbstractItemModelTester setsTester(
        &sets, QAbstractItemModelTester::FailureReportingMode::QtTest);
    test::MemoryLibrary library;
    library.put(makeBars("AAPL", 5), true);
    sets.setSets(library.sets());
    gui::FindingsModel findings(m_themes);
    const QAbstractItemModelTester findingsTester(
        &findings, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const market::BarsPtr gaps = makeBars("AAPL", 50);
    findings.setReport(market::checkQuality(*gaps), gaps);
    findings.setReport({}, nullptr);
    QCOMPARE(findings.rowCount(), 0);
}

void TestBarsDialog::aMillionBarsAreATableAtOnce()
{
    BarsModel model(m_themes);
    model.setBars(makeBars("BTCUSD", 1'000'000, true));
    QTableView view;
    view.setModel(&model);
    QCOMPARE(model.rowCount(), 1'000'000);
    QCOMPARE(model.index(999'999, BarsModel::Number).data().toString(),
             QStringLiteral("1,000,000"));
}

void TestBarsDialog::showsTheChosenSet()
{
    test::MemoryLibrary library;
    library.put(makeBars("AAPL", 5), true);
    library.put(makeBars("MSFT", 7), false);
    BarsDialog dialog(library, {}, m_themes);
    dialog.open();
    QVERIFY(settle(dialog));
    QCOMPARE(child<QTableView>(dialog, "bars").model()->rowCount(), 5);
    dialog.selectSymbol(QStringLiteral("MSFT"));
    QVERIFY(settle(dialog));
    QCOMPARE(child<QTableView>(dialog, "bars").model()->rowCount(), 7);
    library.put(makeBars("TSLA", 9), false);
    dialog.refresh();
    QVERIFY(settle(dialog));
    QCOMPARE(child<QTableView>(dialog, "sets").model()->rowCount(), 3);
    QCOMPARE(child<QTableView>(dialog, "bars").model()->rowCount(), 7);
}

void TestBarsDialog::saysWhenThereIsNothing()
{
    test::MemoryLibrary library;
    BarsDialog dialog(library, {}, m_themes);
    dialog.open();
    QVERIFY(!child<QPushButton>(dialog, "remove").isEnabled());
    QVERIFY(!child<QPushButton>(dialog, "copy").isEnabled());
}

void TestBarsDialog::goesToADate()
{
    test::MemoryLibrary library;
    library.put(makeBars("AAPL", 400), false);
    BarsDialog dialog(library, {}, m_themes);
    dialog.open();
    QVERIFY(settle(dialog));
    auto& date = child<QLineEdit>(dialog, "date");
    date.setText(QStringLiteral("2020-03-01"));
    QTest::keyClick(&date, Qt::Key_Return);
    QCOMPARE(child<QTableView>(dialog, "bars").currentIndex().row(), 60);
    QVERIFY(dialog.isVisible());
}

void TestBarsDialog::refusesWhatIsNoDate()
{
    test::MemoryLibrary library;
    library.put(makeBars("AAPL", 4), false);
    BarsDialog dialog(library, {}, m_themes);
    dialog.open();
    QVERIFY(settle(dialog));
    auto& date = child<QLineEdit>(dialog, "date");
    date.setText(QStringLiteral("31.02.2020"));
    QTest::keyClick(&date, Qt::Key_Return);
    bool said = false;
    for (const QLabel* label : dialog.findChildren<QLabel*>()) {
        said = said || label->text().contains(QStringLiteral("31.02.2020"));
    }
    QVERIFY(said);
}

void TestBarsDialog::copiesTheSelectedRows()
{
    test::MemoryLibrary library;
    library.put(makeBars("AAPL", 10), false);
    BarsDialog dialog(library, {}, m_themes);
    dialog.open();
    QVERIFY(settle(dialog));
    child<QTableView>(dialog, "bars").selectRow(2);
    child<QPushButton>(dialog, "copy").click();
    QVERIFY(settle(dialog));
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("Time\tOpen\tHigh\tLow\tClose\tVolume\n"
                            "2020-01-03\t102\t103.125\t101\t102.5\t1002\n"));
}

void TestBarsDialog::removesOnlyAfterAsking()
{
    test::MemoryLibrary library;
    library.put(makeBars("MSFT", 7), false);
    BarsDialog dialog(library, {}, m_themes);
    const QSignalSpy removed(&dialog, &BarsDialog::removed);
    dialog.show();
    QVERIFY(settle(dialog));
    child<QPushButton>(dialog, "remove").click();
    QVERIFY(library.bars("MSFT") != nullptr);
    child<QPushButton>(dialog, "keep").click();
    QVERIFY(!child<QPushButton>(dialog, "removeNow").isVisible());
    child<QPushButton>(dialog, "remove").click();
    child<QPushButton>(dialog, "removeNow").click();
    QVERIFY(settle(dialog));
    QVERIFY(library.bars("MSFT") == nullptr);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(child<QTableView>(dialog, "sets").model()->rowCount(), 0);
    QVERIFY(child<QTableView>(dialog, "sets").isEnabled());
}

void TestBarsDialog::samplesCannotBeRemoved()
{
    test::MemoryLibrary library;
    library.put(makeBars("AAPL", 7), true);
    BarsDialog dialog(library, {}, m_themes);
    dialog.open();
    QVERIFY(settle(dialog));
    QVERIFY(!child<QPushButton>(dialog, "remove").isEnabled());
}

SW_TEST(TestBarsDialog)
#include "tst_bars_dialog.moc"
