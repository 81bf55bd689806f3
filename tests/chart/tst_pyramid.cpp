#include "test_main.h"

#include "chart/prepared.h"
#include "chart/pyramid.h"
#include "chart/trade_index.h"
#include "chart_samples.h"

#include <limits>
#include <random>

using namespace sw;
using namespace sw::chart;

class TestPyramid : public QObject
{
    Q_OBJECT

private slots:
    void findsTheSameExtremesAsALoop();
    void passesOverMissingValues();
    void answersEmptyRanges();
};

void TestPyramid::findsTheSameExtremesAsALoop()
{
    std::mt19937 random(7);
    std::normal_distribution<double> value(0, 100);
    for (const std::size_t size : {0UL, 1UL, 3UL, 4UL, 5UL, 16UL, 17UL, 63UL, 257UL, 4099UL}) {
        std::vector<double> lows(size);
        std::vector<double> highs(size);
        for (std::size_t i = 0; i < size; ++i) {
            lows[i] = value(random);
            highs[i] = lows[i] + std::fabs(value(random));
            if (random() % 9 == 0) {
                lows[i] = highs[i] = std::nan("");
            }
        }
        const MinMaxPyramid pyramid(lows, highs);
        for (int round = 0; round < 400; ++round) {
            const std::size_t a = random() % (size + 3);
            const std::size_t b = random() % (size + 3);
            const std::size_t first = std::min(a, b);
            const std::size_t end = std::max(a, b);
            MinMax expected;
            for (std::size_t i = first; i < std::min(end, size); ++i) {
                expected.add(lows[i]);
                expected.add(highs[i]);
            }
            QVERIFY(pyramid.range(first, end) == expected);
        }
    }
}

void TestPyramid::passesOverMissingValues()
{
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<double> values{std::nan(""), 2, infinity, -1, -infinity, std::nan("")};
    const MinMax all = MinMaxPyramid(values).range(0, values.size());
    QCOMPARE(all.low, -1.0);
    QCOMPARE(all.high, 2.0);
    const std::vector<double> nothing(100, std::nan(""));
    QVERIFY(MinMaxPyramid(nothing).range(0, 100).isEmpty());
}

void TestPyramid::answersEmptyRanges()
{
    const std::vector<double> values(50, 1.0);
    const MinMaxPyramid pyramid(values);
    QVERIFY(pyramid.range(10, 10).isEmpty());
    QVERIFY(pyramid.range(60, 70).isEmpty());
    QVERIFY(MinMaxPyramid().range(0, 10).isEmpty());
}

SW_TEST(TestPyramid)

class TestTradeIndex : public QObject
{
    Q_OBJECT

private slots:
    void findsTheTradesHeldInARange();
    void stepsInOrderOfEntry();
};

void TestTradeIndex::findsTheTradesHeldInARange()
{
    std::mt19937 random(11);
    std::vector<engine::Trade> trades(300);
    for (engine::Trade& trade : trades) {
        trade.entryBar = static_cast<std::int32_t>(random() % 1000);
        trade.exitBar = trade.entryBar + static_cast<std::int32_t>(random() % 60);
    }
    const TradeIndex index(trades);
    for (int round = 0; round < 300; ++round) {
        const auto first = static_cast<std::int32_t>(random() % 1100) - 30;
        const std::int32_t last = first + static_cast<std::int32_t>(random() % 80);
        std::vector<bool> expected(trades.size());
        int count = 0;
        for (std::size_t k = 0; k < trades.size(); ++k) {
            expected[k] = trades[k].entryBar <= last && trades[k].exitBar >= first;
            count += expected[k] ? 1 : 0;
        }
        std::vector<bool> found(trades.size());
        index.visitIn(first, last,
                      [&found](int trade) { found[static_cast<std::size_t>(trade)] = true; });
        QVERIFY(found == expected);
        QCOMPARE(index.countIn(first, last), count);
    }
}

void TestTradeIndex::stepsInOrderOfEntry()
{
    std::vector<engine::Trade> trades(3);
    trades[0].entryBar = 50;
    trades[1].entryBar = 10;
    trades[2].entryBar = 30;
    const TradeIndex index(trades);
    QCOMPARE(index.neighbour(1, 1), 2);
    QCOMPARE(index.neighbour(2, 1), 0);
    QCOMPARE(index.neighbour(0, 1), -1);
    QCOMPARE(index.neighbour(1, -1), -1);
    QCOMPARE(index.neighbour(-1, 1), -1);
    QCOMPARE(index.enteredBeside(10, 1), 2);
    QCOMPARE(index.enteredBeside(10, -1), -1);
    QCOMPARE(index.enteredBeside(100, -1), 0);
    QCOMPARE(TradeIndex().enteredBeside(0, 1), -1);
}

SW_TEST(TestTradeIndex)

class TestPrepared : public QObject
{
    Q_OBJECT

private slots:
    void measuresTheFallFromThePeak();
    void findsTheRollingSharpeOfAPlainLoop();
    void putsEquityAndHoldingOnOneScale();
    void leavesOutPanesWithoutValues();
};

void TestPrepared::measuresTheFallFromThePeak()
{
    const std::vector<double> equity{90, 110, 99, 121, 60.5};
    const std::vector<double> fall = underwaterOf(equity, 100);
    const std::vector<double> expected{-10, 0, -10, 0, -50};
    for (std::size_t k = 0; k < expected.size(); ++k) {
        QVERIFY(std::fabs(fall[k] - expected[k]) < 1e-9);
    }
}

void TestPrepared::findsTheRollingSharpeOfAPlainLoop()
{
    std::mt19937 random(3);
    std::normal_distribution<double> step(0.001, 0.02);
    std::vector<double> equity;
    double money = 1000;
    for (int i = 0; i < 6000; ++i) {
        money *= 1 + (i > 300 && i < 400 ? 0 : step(random)); // flat for a while
        equity.push_back(money);
    }
    const int window = 50;
    const std::vector<double> found = rollingSharpeOf(equity, 1000, window, 252);
    QVERIFY(std::isnan(found[window - 2]));
    for (int i = window - 1; i < 6000; i += 7) {
        double sum = 0;
        std::vector<double> returns;
        for (int k = i - window + 1; k <= i; ++k) {
            const double before = k == 0 ? 1000 : equity[static_cast<std::size_t>(k - 1)];
            returns.push_back(equity[static_cast<std::size_t>(k)] / before - 1);
            sum += returns.back();
        }
        const double mean = sum / window;
        double squares = 0;
        for (const double value : returns) {
            squares += (value - mean) * (value - mean);
        }
        const double deviation = std::sqrt(squares / (window - 1));
        const double value = found[static_cast<std::size_t>(i)];
        if (deviation < 1e-12) {
            QVERIFY(std::isnan(value));
        } else {
            QVERIFY(std::fabs(value - mean / deviation * std::sqrt(252.0)) < 1e-6);
        }
    }
}

void TestPrepared::putsEquityAndHoldingOnOneScale()
{
    const auto bars = samples::walkBars(300);
    const PreparedPtr prepared = prepareChart(samples::fullModel(bars));
    const PanePlan* const pane = prepared->pane(kEquityPane);
    QVERIFY(pane != nullptr);
    QCOMPARE(pane->series.size(), std::size_t{2});
    const EquityCurves& curves = *prepared->model()->equity;
    QVERIFY(std::fabs(pane->series[0].at(200) - 100 * ((*curves.equity)[200] / 10'000 - 1)) < 1e-9);
    QVERIFY(std::fabs(pane->series[1].at(200) - 100 * ((*curves.buyAndHold)[200] / 10'000 - 1)) <
            1e-9);
    QVERIFY(std::isnan(pane->series[0].at(300)));
    QVERIFY(std::isnan(pane->series[0].at(-1)));
}

void TestPrepared::leavesOutPanesWithoutValues()
{
    market::BarColumns columns = samples::walkColumns(40, {}, 1);
    columns.volume.assign(40, 0);
    auto model = std::make_shared<ChartModel>();
    model->bars = *market::Bars::make(market::instrumentFor("X"), {}, columns);
    const PreparedPtr prepared = prepareChart(model);
    QCOMPARE(prepared->panes().size(), std::size_t{1});
    QVERIFY(prepared->pane(kVolumePane) == nullptr);
    QVERIFY(prepared->pane(kEquityPane) == nullptr);
}

SW_TEST(TestPrepared)
#include "tst_pyramid.moc"
