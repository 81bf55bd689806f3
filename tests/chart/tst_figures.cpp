#include "test_main.h"

#include "chart/distribution_views.h"
#include "chart/table_views.h"
#include "chart_samples.h"

#include <QGridLayout>
#include <QImage>
#include <QScreen>
#include <QSignalSpy>
#include <QXmlStreamReader>

#include <random>

using namespace sw;
using namespace sw::chart;

namespace {

bool isXml(const QByteArray& bytes)
{
    QXmlStreamReader reader(bytes);
    while (!reader.atEnd()) {
        reader.readNext();
    }
    return !reader.hasError() && bytes.size() > 300;
}

/// Paints, exports, asks for texts everywhere: nothing may go wrong whatever the values are.
void useAll(FigureView& view)
{
    for (const QSize size : {QSize(420, 260), QSize(60, 40), QSize(1, 1)}) {
        view.resize(size);
        view.grab();
    }
    view.resize(420, 260);
    for (int x = 0; x < 420; x += 7) {
        static_cast<void>(view.textAt(QPointF(x, 130)));
    }
    QVERIFY(isXml(view.toSvg(QSize(400, 240))));
    QVERIFY(view.csv().contains(QLatin1Char('\n')));
    QVERIFY(!view.accessibleDescription().isEmpty());
}

engine::RuleAttribution twoClauses()
{
    engine::RuleAttribution rule;
    rule.text = "rsi(close, 14) < 30 and close > sma(close, 200)";
    rule.bars = 1000;
    rule.allTrue = 4;
    engine::ClauseCount low;
    low.text = "rsi(close, 14) < 30";
    low.isTrue = 60;
    low.othersTrue = 500;
    low.trueWhenOthersTrue = 4;
    engine::ClauseCount trend;
    trend.text = "close > sma(close, 200)";
    trend.isTrue = 500;
    trend.othersTrue = 60;
    trend.trueWhenOthersTrue = 4;
    rule.clauses = {low, trend};
    rule.pairs = {engine::ClausePair{0, 1, 4}};
    return rule;
}

} // namespace

class TestFigures : public QObject
{
    Q_OBJECT

private slots:
    void binsHoldEveryValueOnce();
    void binsMeetAtZero();
    void histogramCountsBarsAndEntries();
    void scatterNamesTheTradeUnderTheCursor();
    void returnsTellGainsFromLosses();
    void monthsCompoundToYears();
    void breakdownsSumTheTrades();
    void clausesShowWhatEachBlocks();
    void emptyFiguresSayWhy();
    void aPageOfThemIsPaintedWholeInTheEnd();
};

void TestFigures::binsHoldEveryValueOnce()
{
    std::mt19937 random(9);
    std::normal_distribution<double> value(3, 40);
    for (const int size : {1, 2, 10, 5000}) {
        std::vector<double> values(static_cast<std::size_t>(size));
        for (double& one : values) {
            one = value(random);
        }
        values.push_back(std::nan(""));
        const Bins bins = binsOf(values, 30);
        std::int64_t total = 0;
        for (const std::int64_t count : bins.counts) {
            total += count;
        }
        QCOMPARE(total, static_cast<std::int64_t>(size));
        QVERIFY(bins.counts.size() <= 64);
    }
    QVERIFY(binsOf(std::vector<double>{}, 10).counts.empty());
    const Bins same = binsOf(std::vector<double>(7, 5.0), 10);
    QCOMPARE(same.counts.size(), std::size_t{1});
    QCOMPARE(same.counts[0], std::int64_t{7});
}

void TestFigures::binsMeetAtZero()
{
    const Bins bins = binsOf(std::vector<double>{-3.7, -0.2, 0.1, 8.4}, 12);
    const double edges = -bins.low / bins.width;
    QVERIFY(std::fabs(edges - std::round(edges)) < 1e-9);
}

void TestFigures::histogramCountsBarsAndEntries()
{
    HistogramView view;
    view.setModel(Distribution{"RSI 14",
                               {10, 20, 30, 40, std::nan("")},
                               {20, 20},
                               {ReferenceLine{30, "Buy below 30", Role::Entry}}});
    const QString words = view.describe();
    for (const char* part : {"RSI 14", "4 bars", "median 25.00", "2 entries", "50.0% of bars"}) {
        QVERIFY2(words.contains(QLatin1String(part)), qPrintable(words));
    }
    QCOMPARE(view.accessibleDescription(), words);
    useAll(view);
}

void TestFigures::scatterNamesTheTradeUnderTheCursor()
{
    ScatterView view;
    view.setModel(Scatter{
        "RSI 14 at entry",
        {ScatterPoint{20, 0.05, 0}, ScatterPoint{30, -0.02, 1}, ScatterPoint{std::nan(""), 0.5, 2}},
        {}});
    QCOMPARE(view.model().points.size(), std::size_t{2});
    QVERIFY(view.describe().contains(QStringLiteral("2 trades")));
    QVERIFY(view.describe().contains(QStringLiteral("-1.00")));
    view.resize(420, 260);
    QSignalSpy clicked(&view, &ScatterView::tradeClicked);
    bool found = false;
    for (int x = 0; x < 420 && !found; x += 3) {
        for (int y = 0; y < 260 && !found; y += 3) {
            if (view.textAt(QPointF(x, y)).startsWith(QStringLiteral("Trade #2: -2.00%"))) {
                QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, QPoint(x, y));
                found = true;
            }
        }
    }
    QVERIFY(found);
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].toInt(), 1);
    useAll(view);
}

void TestFigures::returnsTellGainsFromLosses()
{
    ReturnHistogram view;
    view.setReturns({0.05, 0.02, -0.03, std::nan("")});
    const QString words = view.describe();
    for (const char* part : {"3 trades", "-3.00%", "+5.00%", "median +2.00%", "2 gained"}) {
        QVERIFY2(words.contains(QLatin1String(part)), qPrintable(words));
    }
    useAll(view);
}

void TestFigures::monthsCompoundToYears()
{
    const auto bars = samples::walkBars(600);
    const Column equity = samples::holdOf(*bars, 10'000);
    const std::vector<MonthlyReturn> months = monthlyReturns(*bars, 0, *equity, 10'000);
    double growth = 1;
    for (const MonthlyReturn& month : months) {
        growth *= 1 + month.fraction;
    }
    QVERIFY(std::fabs(growth - equity->back() / 10'000) < 1e-9);
    QCOMPARE(months.front().year, 2020);
    QCOMPARE(months.front().month, 1);
    CalendarView view;
    view.setMonths(months);
    QVERIFY(view.describe().contains(QStringLiteral("2021: ")));
    QCOMPARE(view.csv().count(QLatin1Char('\n')), static_cast<int>(months.size()) + 1);
    view.resize(700, 140);
    bool found = false;
    for (int x = 0; x < 700; x += 10) {
        const QString text = view.textAt(QPointF(x, 60));
        found = found || text.startsWith(QStringLiteral("Mar 2020: ")) ||
                text.startsWith(QStringLiteral("Mar 2021: "));
    }
    QVERIFY(found);
    useAll(view);
}

void TestFigures::breakdownsSumTheTrades()
{
    const auto bars = samples::walkBars(600);
    auto trades = *samples::tradesOn(*bars, 20, 7);
    trades.back().exitReason = engine::ExitReason::StillOpen;
    double profit = 0;
    for (std::size_t k = 0; k + 1 < trades.size(); ++k) {
        profit += trades[k].netPnl;
    }
    for (const Period period : {Period::Weekday, Period::Month, Period::Year}) {
        const Breakdown breakdown = profitBy(period, trades, *bars);
        double sum = 0;
        std::int64_t count = 0;
        for (const BreakdownItem& item : breakdown.items) {
            sum += item.value;
            count += item.trades;
        }
        QVERIFY(std::fabs(sum - profit) < 1e-6);
        QCOMPARE(count, static_cast<std::int64_t>(trades.size()) - 1);
        BreakdownView view;
        view.setModel(breakdown);
        useAll(view);
    }
    const Breakdown exits = exitsByReason(trades);
    QCOMPARE(exits.items.size(), std::size_t{2});
    QVERIFY(exits.items[0].value >= exits.items[1].value);
    BreakdownView view;
    view.setModel(exits);
    QVERIFY(view.describe().contains(QStringLiteral("take profit")));
    useAll(view);
}

void TestFigures::clausesShowWhatEachBlocks()
{
    ClauseBars view;
    view.setModel(twoClauses());
    const QString words = view.describe();
    QVERIFY2(words.contains(QStringLiteral("of which it blocks 496")), qPrintable(words));
    QVERIFY(words.contains(QStringLiteral("true on 4 bars")));
    view.resize(420, 200);
    QVERIFY(view.textAt(QPointF(100, 60)).contains(QStringLiteral("rsi(close, 14) < 30")));
    QSignalSpy clicked(&view, &ClauseBars::clauseClicked);
    QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, QPoint(100, 60));
    QCOMPARE(clicked.size(), 1);
    QVERIFY(view.csv().contains(QStringLiteral("\"rsi(close, 14) < 30\",60,")));
    useAll(view);
}

void TestFigures::emptyFiguresSayWhy()
{
    HistogramView histogram;
    ScatterView scatter;
    ReturnHistogram returns;
    CalendarView calendar;
    BreakdownView breakdown;
    ClauseBars clauses;
    for (FigureView* view : std::initializer_list<FigureView*>{&histogram, &scatter, &returns,
                                                               &calendar, &breakdown, &clauses}) {
        view->setEmptyText(QStringLiteral("No trades in the test window."));
        QVERIFY(view->isEmpty());
        QCOMPARE(view->accessibleDescription(), QStringLiteral("No trades in the test window."));
        view->resize(300, 150);
        view->grab();
        QVERIFY(view->textAt(QPointF(100, 100)).isEmpty());
        QTest::mouseClick(view, Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
        QVERIFY(isXml(view->toSvg(QSize(300, 150))));
    }
}

void TestFigures::aPageOfThemIsPaintedWholeInTheEnd()
{
    QWidget page;
    auto* const grid = new QGridLayout(&page);
    for (int i = 0; i < 24; ++i) {
        auto* const view = new BreakdownView(&page);
        view->setModel({"Net profit by year of exit", "money", true, {{"2019", 1.0 * i, 2}}});
        grid->addWidget(view, i / 6, i % 6);
    }
    page.resize(1200, 800);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    const QImage whole = page.grab().toImage(); // a picture of it never waits
    QTRY_COMPARE(page.screen()->grabWindow(page.winId()).toImage().convertToFormat(whole.format()),
                 whole);
}

SW_TEST(TestFigures)
#include "tst_figures.moc"
