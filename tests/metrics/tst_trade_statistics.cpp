#include "test_main.h"

#include "metrics/trade_statistics.h"
#include "samples.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;
using Id = FigureId;

namespace {

FigureTable tableOf(std::span<const engine::Trade> trades, std::span<const double> atr = {})
{
    FigureTable table;
    addTradeFigures(table, trades, atr);
    return table;
}

engine::Trade stillOpen(double netPnl, std::int32_t position)
{
    engine::Trade trade = test::tradeOf(netPnl, position);
    trade.exitReason = engine::ExitReason::StillOpen;
    trade.exitFill = engine::FillRule::EndOfData;
    return trade;
}

} // namespace

class TestTradeStatistics : public QObject
{
    Q_OBJECT

private slots:
    // Profits 20, -10, 30, -5, 0 of entries worth 100 and risking 10. Sum 35, N 5.
    // Win rate 2/5; profit factor 50/15; payoff (50/2)/(15/2) = 10/3; expectancy 7 = 0.7 R;
    // Kelly .4 - .6/(10/3) = .22. R: 2 -1 3 -.5 0, mean .7, squares of deviations
    // 1.69 + 2.89 + 5.29 + 1.44 + .49 = 11.8, s = sqrt(2.95); SQN sqrt(5) × .7/sqrt(2.95).
    // MAE -.01 -.11 -.01 -.06 -.01 = mean -.04; MFE .22 .02 .32 .02 .02 = mean .12;
    // exit efficiency .07/.12.
    void agreesWithHandWorkedFigures()
    {
        const FigureTable t = tableOf(test::tradesOf({20, -10, 30, -5, 0}));
        QCOMPARE(offBy(t.value(Id::Trades), 5, 0), QString());
        QCOMPARE(offBy(t.value(Id::Positions), 5, 0), QString());
        QCOMPARE(offBy(t.value(Id::Wins), 2, 0), QString());
        QCOMPARE(offBy(t.value(Id::Losses), 2, 0), QString());
        QCOMPARE(offBy(t.value(Id::BreakEven), 1, 0), QString());
        QCOMPARE(offBy(t.value(Id::WinRate), 0.4, 1e-15), QString());
        QCOMPARE(offBy(t.value(Id::ProfitFactor), 50.0 / 15, 1e-14), QString());
        QCOMPARE(offBy(t.value(Id::Payoff), 10.0 / 3, 1e-14), QString());
        QCOMPARE(offBy(t.value(Id::Expectancy), 7, 1e-14), QString());
        QCOMPARE(offBy(t.value(Id::ExpectancyR), 0.7, 1e-14), QString());
        QCOMPARE(offBy(t.value(Id::AverageReturn), 0.07, 1e-15), QString());
        QCOMPARE(offBy(t.value(Id::AverageWin), 25, 1e-14), QString());
        QCOMPARE(offBy(t.value(Id::AverageLoss), -7.5, 1e-14), QString());
        QCOMPARE(offBy(t.value(Id::BestTrade), 0.3, 1e-15), QString());
        QCOMPARE(offBy(t.value(Id::WorstTrade), -0.1, 1e-15), QString());
        QCOMPARE(offBy(t.value(Id::BestTradeShare), 30.0 / 35, 1e-15), QString());
        QCOMPARE(offBy(t.value(Id::Kelly), 0.22, 1e-14), QString());
        QCOMPARE(offBy(t.value(Id::Sqn), std::sqrt(5) * 0.7 / std::sqrt(2.95), 1e-13), QString());
        QCOMPARE(offBy(t.value(Id::AverageMae), -0.04, 1e-15), QString());
        QCOMPARE(offBy(t.value(Id::AverageMfe), 0.12, 1e-15), QString());
        QCOMPARE(offBy(t.value(Id::ExitEfficiency), 0.07 / 0.12, 1e-14), QString());
        QCOMPARE(offBy(t.value(Id::AverageBarsHeld), 4, 0), QString());
        QVERIFY(t[Id::WinRate].remark.find("few trades") == 0);
    }

    // Excursions in money over ATR 2 and 4. MFE 22/2 + 2/4 = 11.5, MAE 1/2 + 11/4 = 3.25.
    void edgeRatioCountsInAverageTrueRanges()
    {
        const auto trades = test::tradesOf({20, -10});
        const std::vector<double> atr{2, 4};
        QCOMPARE(offBy(tableOf(trades, atr).value(Id::EdgeRatio), 11.5 / 3.25, 1e-14), QString());
        QVERIFY(!tableOf(trades).value(Id::EdgeRatio));
        const std::vector<double> missing{2, std::nan("")};
        QVERIFY(!tableOf(trades, missing).value(Id::EdgeRatio));
    }

    void streaksRunInOrderOfExit()
    {
        const FigureTable t = tableOf(test::tradesOf({1, 1, -1, 1, 1, 1, 0, 1, -1, -1}));
        QCOMPARE(offBy(t.value(Id::LongestWinStreak), 3, 0), QString());
        QCOMPARE(offBy(t.value(Id::LongestLossStreak), 2, 0), QString());
    }

    void openTradesAreInNoStatisticButPayTheirCosts()
    {
        auto trades = test::tradesOf({10});
        trades[0].commission = 2;
        trades.push_back(stillOpen(500, 1));
        trades[1].commission = 1;
        trades[1].slippage = 3;
        const FigureTable t = tableOf(trades);
        QCOMPARE(offBy(t.value(Id::Trades), 1, 0), QString());
        QCOMPARE(offBy(t.value(Id::OpenTrades), 1, 0), QString());
        QCOMPARE(offBy(t.value(Id::Positions), 2, 0), QString());
        QCOMPARE(offBy(t.value(Id::Expectancy), 10, 0), QString());
        QCOMPARE(offBy(t.value(Id::Commission), 3, 0), QString());
        QCOMPARE(offBy(t.value(Id::Slippage), 3, 0), QString());
    }

    void noTradeLeavesEverythingButCountsUndefined()
    {
        for (const auto& trades : {std::vector<engine::Trade>{}, {stillOpen(5, 0)}}) {
            const FigureTable t = tableOf(trades);
            QCOMPARE(offBy(t.value(Id::Trades), 0, 0), QString());
            for (const Id id :
                 {Id::WinRate, Id::ProfitFactor, Id::Payoff, Id::Expectancy, Id::Sqn, Id::Kelly,
                  Id::AverageMae, Id::BestTradeShare, Id::EdgeRatio, Id::AverageBarsHeld}) {
                QVERIFY(!t[id].value);
                QCOMPARE(t[id].reason, std::string("no trade was closed"));
            }
        }
    }

    void oneTradeHasNoQualityNumber()
    {
        const FigureTable t = tableOf(test::tradesOf({10}));
        QCOMPARE(offBy(t.value(Id::ExpectancyR), 1, 1e-15), QString());
        QVERIFY(!t.value(Id::Sqn));
        QCOMPARE(t[Id::Sqn].reason, std::string("fewer than two closed trades"));
    }

    void withoutALosingTradeTheProfitFactorSaysSo()
    {
        const FigureTable t = tableOf(test::tradesOf({10, 5, 0}));
        QVERIFY(!t.value(Id::ProfitFactor));
        QCOMPARE(t[Id::ProfitFactor].reason, std::string("no losing trade"));
        QVERIFY(!t.value(Id::Payoff));
        QVERIFY(!t.value(Id::Kelly));
        QVERIFY(!t.value(Id::AverageLoss));
        QCOMPARE(tableOf(test::tradesOf({0, 0}))[Id::ProfitFactor].reason,
                 std::string("every trade broke even"));
    }

    void withoutAWinningTradeTheProfitFactorIsZero()
    {
        const FigureTable t = tableOf(test::tradesOf({-10, -5}));
        QCOMPARE(offBy(t.value(Id::ProfitFactor), 0, 0), QString());
        QVERIFY(!t.value(Id::Payoff));
        QVERIFY(!t.value(Id::Kelly));
        QVERIFY(!t.value(Id::BestTradeShare));
    }

    void withoutStopsThereIsNoR()
    {
        auto trades = test::tradesOf({10, -5});
        trades[1].initialStop = std::nan("");
        QVERIFY(!tableOf(trades).value(Id::ExpectancyR));
        QCOMPARE(tableOf(trades)[Id::Sqn].reason,
                 std::string("1 of 2 trades have no initial stop"));
        trades[0].initialStop = std::nan("");
        QCOMPARE(tableOf(trades)[Id::Sqn].reason,
                 std::string("no initial stop, so no risk to measure a trade by"));
    }

    void equalMultiplesHaveNoQualityNumber()
    {
        QVERIFY(!tableOf(test::tradesOf({10, 10, 10})).value(Id::Sqn));
    }

    // SQN counts at most 100 trades: 200 alternating 2 R and -1 R.
    void qualityNumberCapsTheNumberOfTrades()
    {
        std::vector<engine::Trade> trades;
        for (int i = 0; i < 200; ++i) {
            trades.push_back(test::tradeOf(i % 2 == 0 ? 20 : -10, i));
        }
        const double deviation = std::sqrt(200 * 2.25 / 199);
        QCOMPARE(offBy(tableOf(trades).value(Id::Sqn), 10 * 0.5 / deviation, 1e-12), QString());
        QVERIFY(tableOf(trades)[Id::WinRate].remark.empty());
    }

    void wilsonIntervalAgreesWithAHandWorkedOne()
    {
        const Interval interval = wilsonInterval(4, 5);
        QCOMPARE(offBy(interval.low, 0.37553462976252544, 1e-12), QString());
        QCOMPARE(offBy(interval.high, 0.9637758913675698, 1e-12), QString());
        QCOMPARE(wilsonInterval(0, 10).low, 0.0);
        QCOMPARE(wilsonInterval(10, 10).high, 1.0);
        QVERIFY(wilsonInterval(10, 10).low < 0.8);
    }

    void partsOfAPositionCountOnceAsPosition()
    {
        auto trades = test::tradesOf({10, 5, -3});
        trades[1].position = 0;
        trades[2].position = 1;
        QCOMPARE(offBy(tableOf(trades).value(Id::Positions), 2, 0), QString());
        QCOMPARE(offBy(tableOf(trades).value(Id::Trades), 3, 0), QString());
    }

    void exitsAreCountedByReason()
    {
        auto trades = test::tradesOf({10, -5, 7, -2});
        trades[1].exitReason = engine::ExitReason::StopLoss;
        trades[3].exitReason = engine::ExitReason::StopLoss;
        trades.push_back(stillOpen(1, 4));
        const auto exits = exitsByReason(trades);
        QCOMPARE(exits.size(), std::size_t{2});
        QCOMPARE(exits[0], (ExitCount{engine::ExitReason::Rule, 2, 2, 17}));
        QCOMPARE(exits[1], (ExitCount{engine::ExitReason::StopLoss, 2, 0, -7}));
    }

    // Bars 1…5 and 11…15, five each; an overlap and a shared bar count once.
    void barsInPositionCountOnce()
    {
        auto trades = test::tradesOf({1, 1});
        QCOMPARE(barsInPosition(trades, 0, 100), std::int64_t{10});
        QCOMPARE(barsInPosition(trades, 3, 14), std::int64_t{6});
        trades[1].entryBar = 5; // reversal: enters on the bar on which the first ends
        QCOMPARE(barsInPosition(trades, 0, 100), std::int64_t{15});
        trades[1].entryBar = 1;
        trades[1].exitBar = 3;
        QCOMPARE(barsInPosition(trades, 0, 100), std::int64_t{5});
        std::swap(trades[0].entryBar, trades[1].exitBar);
        trades[0].entryBar = 20;
        trades[0].exitBar = 21;
        trades[1].entryBar = 1;
        trades[1].exitBar = 1;
        QCOMPARE(barsInPosition(trades, 0, 100), std::int64_t{3});
        QCOMPARE(barsInPosition({}, 0, 100), std::int64_t{0});
    }
};

SW_TEST(TestTradeStatistics)
#include "tst_trade_statistics.moc"
