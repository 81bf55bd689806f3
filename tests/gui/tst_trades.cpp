#include "shared_words.h"
#include "test_main.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "gui/exit_choice.h"
#include "gui/orders_model.h"
#include "gui/trade_details.h"
#include "gui/trades_model.h"
#include "gui/trades_panel.h"
#include "gui_runs.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

#include <cmath>

using namespace sw;
using gui::TradeColumn;
using gui::TradesModel;
using gui::TradesPanel;

namespace {

using sw::test::kMany;

QString cell(const TradesModel& model, int row, TradeColumn column)
{
    return model.index(row, static_cast<int>(column)).data().toString();
}

const engine::Ledger& ledgerOf(const gui::RunDocument& document)
{
    return document.shown()->runOf(*document.symbol()).ledger;
}

QTableView* tableOf(const TradesPanel& panel, const char* name)
{
    for (QTableView* table : panel.findChildren<QTableView*>()) {
        if (table->accessibleName() == QLatin1String(name)) {
            return table;
        }
    }
    return nullptr;
}

QToolButton* tradesButton(const TradesPanel& panel, const char* name)
{
    for (QToolButton* button : panel.findChildren<QToolButton*>()) {
        if (button->accessibleName() == QLatin1String(name)) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

/// The trades of a real run: listed, sorted, filtered, explained, copied.
class TestTrades : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_document = test::finishedRun(kMany, 1);
        QVERIFY2(m_document->shown(), qPrintable(m_document->failure()));
        QVERIFY(ledgerOf(*m_document).trades.size() > 20);
    }

    void listsEveryTradeOfTheLedger()
    {
        TradesModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setResult(m_document->shown());
        const engine::Ledger& ledger = ledgerOf(*m_document);
        QCOMPARE(model.rowCount(), static_cast<int>(ledger.trades.size()));
        model.sort(static_cast<int>(TradeColumn::Number), Qt::AscendingOrder);
        for (int row = 0; row < model.rowCount(); ++row) {
            QCOMPARE(model.placeOf(row), (gui::TradePlace{0, row}));
            QCOMPARE(cell(model, row, TradeColumn::Number), QString::number(row + 1));
        }
        model.setResult(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void sortsByEveryColumn()
    {
        TradesModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setResult(m_document->shown());
        for (int column = 0; column < gui::kTradeColumns; ++column) {
            for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                model.sort(column, order);
                QCOMPARE(model.rowCount(), model.total());
            }
        }
        model.sort(static_cast<int>(TradeColumn::NetPnl), Qt::AscendingOrder);
        for (int row = 1; row < model.rowCount(); ++row) {
            QVERIFY(model.tradeAt(row - 1).netPnl <= model.tradeAt(row).netPnl);
        }
        // No stop was asked for, so no trade has a multiple of its risk: the ledger's order stays.
        model.sort(static_cast<int>(TradeColumn::R), Qt::DescendingOrder);
        QCOMPARE(model.placeOf(0).trade, 0);
    }

    void aSelectedTradeStaysSelectedWhenSorted()
    {
        TradesModel model;
        model.setResult(m_document->shown());
        model.sort(static_cast<int>(TradeColumn::Number), Qt::AscendingOrder);
        const QPersistentModelIndex third(model.index(2, 5));
        model.sort(static_cast<int>(TradeColumn::NetPnl), Qt::DescendingOrder);
        QCOMPARE(model.placeOf(third.row()).trade, 2);
        QCOMPARE(third.column(), 5);
        QCOMPARE(model.rowOf({0, 2}), third.row());
    }

    void filtersByOutcomeAndWords()
    {
        TradesModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setResult(m_document->shown());
        gui::TradeFilter filter;
        filter.losses = false;
        filter.open = false;
        model.setFilter(filter);
        const int wins = model.rowCount();
        QVERIFY(wins > 0 && wins < model.total());
        for (int row = 0; row < wins; ++row) {
            QVERIFY(model.tradeAt(row).netPnl > 0);
        }
        filter = {};
        filter.text = QStringLiteral("#7");
        model.setFilter(filter);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.placeOf(0).trade, 6);
        QCOMPARE(model.rowOf({0, 3}), -1);
        filter.text = QStringLiteral("2015");
        model.setFilter(filter);
        QVERIFY(model.rowCount() > 0);
        for (int row = 0; row < model.rowCount(); ++row) {
            QVERIFY(cell(model, row, TradeColumn::EntryTime) < QStringLiteral("2016"));
            QVERIFY(cell(model, row, TradeColumn::ExitTime) >= QStringLiteral("2015"));
        }
        filter.text = QStringLiteral("crosses LONG");
        model.setFilter(filter);
        QCOMPARE(model.rowCount(), model.total());
        filter.text = QStringLiteral("pigs fly");
        model.setFilter(filter);
        QCOMPARE(model.rowCount(), 0);
        filter.text.clear();
        filter.longs = false;
        model.setFilter(filter);
        QCOMPARE(model.rowCount(), 0);
    }

    void filtersByExit()
    {
        const auto document = test::finishedRun(
            QStringLiteral("Buy AAPL when the 10 day SMA crosses above the 30 day SMA, sell when "
                           "it crosses below, with a 5% stop loss and a 10% take profit"),
            1);
        QVERIFY2(document->shown(), qPrintable(document->failure()));
        gui::ThemeSource themes;
        TradesPanel panel(themes);
        QAbstractItemModelTester tester(&panel.trades(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        panel.show();
        panel.setDocument(document.get());
        const std::vector<gui::ExitCount> exits = panel.trades().exits();
        QCOMPARE(exits.size(), std::size_t{3});
        int closed = 0;
        auto* choice = panel.findChild<gui::ExitChoice*>();
        auto* clear = tradesButton(panel, "Clear the filter");
        QVERIFY(!clear->isVisible());
        const QString all = panel.totals();
        for (std::size_t i = 0; i < exits.size(); ++i) {
            closed += exits[i].trades;
            // The first two of the menu are all exits and a line.
            choice->menu()->actions()[static_cast<qsizetype>(i) + 2]->trigger();
            QTRY_COMPARE(choice->exit(), exits[i].text);
            QCOMPARE(panel.trades().rowCount(), exits[i].trades);
            for (int row = 0; row < panel.trades().rowCount(); ++row) {
                QCOMPARE(cell(panel.trades(), row, TradeColumn::ExitReason), exits[i].text);
            }
            QVERIFY2(panel.totals().startsWith(QStringLiteral("%1 of ").arg(exits[i].trades)),
                     qPrintable(panel.totals()));
            QVERIFY(clear->isVisible());
        }
        tradesButton(panel, "List trades that gained")->click();
        panel.findChild<QLineEdit*>()->setText(QStringLiteral("2015"));
        clear->click();
        QCOMPARE(panel.totals(), all);
        QCOMPARE(panel.trades().rowCount(), panel.trades().total());
        QCOMPARE(panel.trades().totalsOfAll().closed, closed);
        QVERIFY(choice->exit().isEmpty() && !clear->isVisible());
        // Another strategy ends its trades otherwise: what was chosen would list none of them.
        choice->choose(exits[0].text);
        panel.setDocument(m_document.get());
        QVERIFY(choice->exit().isEmpty());
        QCOMPARE(panel.trades().rowCount(), panel.trades().total());
    }

    void theToolsNeverOverlapAndNoneIsCut()
    {
        gui::ThemeSource themes;
        TradesPanel panel(themes);
        panel.show();
        panel.setDocument(m_document.get());
        panel.findChild<gui::ExitChoice*>()->choose(panel.trades().exits()[0].text);
        const auto shown = [&](const char* text) {
            for (const QToolButton* button : panel.findChildren<QToolButton*>()) {
                if (button->text().startsWith(QLatin1String(text))) {
                    return button->isVisible();
                }
            }
            return false;
        };
        for (const int width : {1600, 1100, 1000, 900, 860}) {
            panel.resize(width, 300);
            QTest::qWait(20);
            std::vector<QRect> places;
            for (const QToolButton* button : panel.findChildren<QToolButton*>()) {
                if (button->isVisible()) {
                    QVERIFY2(button->width() >= button->sizeHint().width(),
                             qPrintable(QStringLiteral("%1 at %2").arg(button->text()).arg(width)));
                    places.push_back(button->geometry());
                }
            }
            places.push_back(panel.findChild<QLineEdit*>()->geometry());
            for (std::size_t i = 0; i < places.size(); ++i) {
                for (std::size_t k = 0; k < i; ++k) {
                    QVERIFY2(!places[i].intersects(places[k]), qPrintable(QString::number(width)));
                }
            }
            QVERIFY(width < 1000 || shown("Details"));
            QVERIFY(width < 1600 || (shown("Columns") && shown("Export")));
        }
    }

    void theMenuOfColumnsHasTheirWholeNames()
    {
        gui::ThemeSource themes;
        TradesPanel panel(themes);
        panel.show();
        panel.setDocument(m_document.get());
        Q_EMIT tableOf(panel, "Trades of the shown result")
            ->horizontalHeader()
            ->customContextMenuRequested({});
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QStringList names;
        for (const QAction* action : menu->actions()) {
            names.append(action->text());
        }
        QVERIFY2(names.contains(QStringLiteral("Net P&&L")), qPrintable(names.join(u'|')));
        menu->close();
    }

    void totalsAreTheLedgersOwn()
    {
        TradesModel model;
        model.setResult(m_document->shown());
        const gui::TradeTotals totals = model.totalsOfAll();
        const metrics::Report& report = m_document->shown()->report();
        QCOMPARE(static_cast<double>(totals.closed), *report[metrics::FigureId::Trades].value);
        QCOMPARE(static_cast<double>(totals.wins), *report[metrics::FigureId::Wins].value);
        QVERIFY(std::fabs(totals.averageReturn - *report[metrics::FigureId::AverageReturn].value) <
                1e-12);
    }

    void anOpenTradeIsNeverShownAsAnExit()
    {
        const auto document =
            test::finishedRun(QStringLiteral("Buy AAPL when close > 10 and hold"), 1);
        const auto held =
            document->shown() ? nullptr : test::finishedRun(QStringLiteral("Buy and hold AAPL"), 1);
        const gui::ShownResultPtr shown = held ? held->shown() : document->shown();
        QVERIFY(shown);
        TradesModel model;
        model.setResult(shown);
        const int row = model.rowOf(
            {0, static_cast<int>(shown->runOf(shown->symbols[0]).ledger.trades.size()) - 1});
        QVERIFY(model.tradeAt(row).isOpen());
        QCOMPARE(cell(model, row, TradeColumn::ExitTime), QStringLiteral("still open"));
        QCOMPARE(cell(model, row, TradeColumn::ExitPrice), QStringLiteral("–"));
        QCOMPARE(cell(model, row, TradeColumn::ExitReason), QStringLiteral("still open"));
        QCOMPARE(model.totalsOfAll().open, 1);
        QCOMPARE(model.totalsOfAll().closed, model.total() - 1);
        QVERIFY(model.text({row}, {}, QLatin1Char(',')).contains(QStringLiteral(",,")));
    }

    void aRowAndTheDocumentsTradeAreTheSame()
    {
        gui::ThemeSource themes;
        TradesPanel panel(themes);
        panel.resize(1100, 260);
        panel.show();
        panel.setDocument(m_document.get());
        QTableView* table = tableOf(panel, "Trades of the shown result");
        QVERIFY(table != nullptr);
        m_document->selectTrade(4);
        QCOMPARE(panel.trades().placeOf(table->currentIndex().row()).trade, 4);
        auto* details = panel.findChild<gui::TradeDetails*>();
        QVERIFY(details->text().startsWith(QStringLiteral("Trade 5 · AAPL long")));
        table->selectRow(0);
        QCOMPARE(m_document->selectedTrade(), panel.trades().placeOf(0).trade);
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(m_document->selectedTrade(), panel.trades().placeOf(1).trade);
        m_document->hoverBar(100); // pointing somewhere else changes no row
        QCOMPARE(table->currentIndex().row(), 1);
        m_document->selectTrade(-1);
        QVERIFY(!table->currentIndex().isValid());
    }

    void detailsNameRulesValuesFillsAndCosts()
    {
        const auto lines = gui::detailsOf(*m_document->shown(), 0, 2);
        QStringList all;
        for (const gui::DetailLine& line : lines) {
            all += line.label + QLatin1Char('=') + line.value;
        }
        const QString text = all.join(QLatin1Char('\n'));
        QVERIFY2(text.contains(QStringLiteral("long when")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("exit long when")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("sma(close, 5)=")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Filled at the open of the bar after the signal.")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Commission=−")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Worst move (MAE)=")), qPrintable(text));
    }

    void copiesSelectedRowsWithAHeader()
    {
        gui::ThemeSource themes;
        TradesPanel panel(themes);
        panel.show();
        panel.setDocument(m_document.get());
        QTableView* table = tableOf(panel, "Trades of the shown result");
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        table->setFocus();
        table->selectRow(1);
        QTest::keySequence(table, QKeySequence(QKeySequence::Copy));
        const QStringList lines =
            QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].startsWith(QStringLiteral("#\tSide\tEntry\t")));
        QCOMPARE(lines[0].count(QLatin1Char('\t')), lines[1].count(QLatin1Char('\t')));
    }

    void exportsWhatIsListedWithFullNumbers()
    {
        gui::ThemeSource themes;
        TradesPanel panel(themes);
        panel.setDocument(m_document.get());
        auto* filter = panel.findChild<QLineEdit*>();
        filter->setText(QStringLiteral("#3"));
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("trades.csv"));
        QSignalSpy said(&panel, &gui::Panel::said);
        panel.exportCsv(path);
        QCOMPARE(said.count(), 1);
        const Result<std::string> text = bridge::readFile(bridge::fromQt(path));
        QVERIFY(text.has_value());
        const QStringList lines = bridge::toQt(*text).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[1].startsWith(QStringLiteral("3,AAPL,Long,")));
        const engine::Trade& trade = ledgerOf(*m_document).trades[2];
        QVERIFY(lines[1].contains(QString::number(trade.entryPrice, 'g', 17)));
        panel.exportCsv(folder.filePath(QStringLiteral("no/such/folder.csv")));
        QVERIFY2(said.last()[0].toString().contains(QStringLiteral("folder.csv")),
                 qPrintable(said.last()[0].toString()));
    }

    void saysWhyThereIsNothing()
    {
        gui::ThemeSource themes;
        TradesPanel panel(themes);
        const auto says = [&](const char* words) {
            for (const QLabel* label : panel.findChildren<QLabel*>()) {
                if (label->isVisibleTo(&panel) && label->text().contains(QLatin1String(words))) {
                    return true;
                }
            }
            return false;
        };
        panel.show();
        QVERIFY(says("once a strategy has been run"));
        panel.setDocument(m_document.get());
        panel.findChild<QLineEdit*>()->setText(QStringLiteral("pigs"));
        QVERIFY(says("passes the filter"));
        panel.showOrders(true);
        QVERIFY(panel.showsOrders());
        const auto none =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 1, sell when RSI > 70"), 1);
        panel.findChild<QLineEdit*>()->clear();
        panel.setDocument(none.get());
        panel.showOrders(false);
        QVERIFY(says("made no trade"));
    }

    void ordersThatDidNotFillGiveTheirReason()
    {
        const auto document = test::finishedRun(
            QStringLiteral("Buy AAPL with a limit order 5% below the close when RSI < 40, valid "
                           "for 2 bars, sell when RSI > 60"),
            1);
        if (!document->shown()) {
            QFAIL(qPrintable(document->failure()));
        }
        gui::OrdersModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setResult(document->shown());
        QVERIFY(model.total() > 0);
        QVERIFY(!model.counts().isEmpty());
        for (int column = 0; column < gui::kOrderColumns; ++column) {
            model.sort(column, Qt::AscendingOrder);
            model.sort(column, Qt::DescendingOrder);
        }
        const QString reason =
            model.index(0, static_cast<int>(gui::OrderColumn::Reason)).data().toString();
        QVERIFY(!reason.isEmpty());
        model.setFilter(QStringLiteral("pigs fly"));
        QCOMPARE(model.rowCount(), 0);
        model.setFilter(reason);
        QVERIFY(model.rowCount() > 0);
        QVERIFY(model.text({0}, QLatin1Char('\t')).contains(reason));
    }

private:
    std::unique_ptr<gui::RunDocument> m_document;
};

SW_TEST(TestTrades)
#include "tst_trades.moc"
