// The published rules of levels, sizes, cash, costs, limits and of what comes out, one by one, on a
// few bars written by hand. Each plan runs on both machines.
#include "engine/account.h"
#include "hand_checks.h"
#include "test_main.h"

using namespace sw;
using namespace sw::engine;
using namespace sw::test;
using lang::DistanceKind;
using lang::OrderKind;
using lang::SizingKind;

class TestSimulationMoney : public QObject
{
    Q_OBJECT

private slots:
    // 3: levels
    void measuresPercentFromTheFill();
    void freezesDistancesOnTheSignalBar();
    void freezesStopLevelsOnTheSignalBar();
    void reevaluatesTargetLevelsOnCompletedBars();
    void measuresInRMoneyPipsTicksAndPoints();
    void letsTheTightestStopCount();
    void leavesAtOnceWhenTheStopIsOnTheWrongSide();
    void sellsTranchesOfTheInitialSize();
    void takesConditionalTargetsOnlyWhileTheConditionHolds();
    // 4: size, cash, costs
    void sizesAtTheFillPriceWithCommission();
    void roundsDownToTheLot();
    void shrinksToTheCashAndRejectsBelowOneLot();
    void sizesByRiskFromFillToStop();
    void rejectsRiskSizesWithoutAStop();
    void chargesCommissionsOnEachSide();
    void slipsMarketAndStopFillsButNotLimits();
    void chargesShortsPerCalendarDay();
    void borrowsUpToTheMargin();
    void endsTheRunWhenTheEquityIsUsedUp();
    // limits
    void waitsAfterExits_data();
    void waitsAfterExits();
    void limitsEntriesPerDayAndWeek();
    void decidesEntriesOnlyInSessions();
    // 5: what comes out
    void reportsExcursionsWhileOpen();
    void accountsForEverySignal();
};

// ---- 3

void TestSimulationMoney::measuresPercentFromTheFill()
{
    HandPlan plan(candles({kCalm, kCalm, {110, 111, 109, 110}, {110, 111, 104, 105}}));
    plan.enterLong({1});
    plan.stopPercent(5);
    const Trade trade = only(plan.run());
    QVERIFY(near(trade.initialStop, 104.5));
    LEFT(trade, 3, 104.5, ProtectiveTouch);
    HandPlan shorted(candles({kCalm, kCalm, {110, 111, 109, 110}, {110, 116, 104, 105}}));
    shorted.enterShort({1});
    shorted.stopPercent(5);
    LEFT(only(shorted.run()), 3, 115.5, ProtectiveTouch);
}

void TestSimulationMoney::freezesDistancesOnTheSignalBar()
{
    HandPlan plan(candles({kCalm, kCalm, {104, 105, 103, 104}, {104, 105, 100, 101}, kCalm}));
    plan.enterLong({1});
    PlannedStop stop;
    stop.level.kind = DistanceKind::Price;
    stop.level.price.column = plan.column({1, 3, 9, 9, 9});
    plan.plan().stops.push_back(stop);
    LEFT(only(plan.run()), 3, 101, ProtectiveTouch);
}

void TestSimulationMoney::freezesStopLevelsOnTheSignalBar()
{
    HandPlan plan(candles({kCalm, kCalm, {104, 105, 103, 104}, {104, 105, 100, 101}, kCalm}));
    plan.enterLong({1});
    plan.stopAt(0);
    plan.plan().stops[0].level.price.column = plan.column({1, 102, 103, 104, 104});
    LEFT(only(plan.run()), 3, 102, ProtectiveTouch);
}

void TestSimulationMoney::reevaluatesTargetLevelsOnCompletedBars()
{
    HandPlan plan(candles({kCalm, kCalm, kCalm, {100, 104, 99, 101}, {101, 104, 100, 101}}));
    plan.enterLong({1});
    plan.targetAt(0).level.price.column = plan.column({1, 110, 110, 103, 100});
    LEFT(only(plan.run()), 4, 103, TargetTouch); // the 103 of bar 3 counts from bar 4 on
}

void TestSimulationMoney::measuresInRMoneyPipsTicksAndPoints()
{
    const auto bars = candles(calmExcept(5, {{3, {100, 130, 100, 120}}}));
    const std::pair<PlannedLevel, double> rows[] = {{distance(DistanceKind::RMultiple, 2), 110},
                                                    {distance(DistanceKind::Money, 70), 107},
                                                    {distance(DistanceKind::Points, 4.5), 104.5},
                                                    {distance(DistanceKind::Ticks, 300), 103},
                                                    {distance(DistanceKind::Percent, 8), 108}};
    for (const auto& [level, price] : rows) {
        HandPlan plan(bars);
        plan.enterLong({1});
        plan.stopPercent(5);
        plan.targetPercent(1).level = level;
        LEFT(only(plan.run()), 3, price, TargetTouch);
    }
    HandPlan pips(candles(calmExcept(5, {{3, {100, 130, 100, 120}}}), 0, "EURJPY"));
    pips.enterLong({1});
    pips.targetPercent(1).level = distance(DistanceKind::Pips, 150);
    LEFT(only(pips.run()), 3, 101.5, TargetTouch);
    HandPlan moneyStop(candles(calmExcept(5, {{3, {100, 100, 90, 95}}})));
    moneyStop.enterLong({1});
    moneyStop.plan().stops.push_back({{}, distance(DistanceKind::Money, 60)});
    const Trade trade = only(moneyStop.run());
    LEFT(trade, 3, 94, ProtectiveTouch);
    QVERIFY(near(trade.rMultiple(), -1));
}

void TestSimulationMoney::letsTheTightestStopCount()
{
    HandPlan plan(candles(calmExcept(5, {{3, {99, 100, 90, 91}}})));
    plan.enterLong({1});
    plan.stopPercent(8);
    plan.stopAt(97);
    plan.trailPercent(5);
    const Trade trade = only(plan.run());
    LEFT(trade, 3, 97, ProtectiveTouch);
    QCOMPARE(trade.exitRule, 1);
    QCOMPARE(trade.initialStop, 97.0);
}

void TestSimulationMoney::leavesAtOnceWhenTheStopIsOnTheWrongSide()
{
    HandPlan plan(candles(calmExcept(4, {{2, {93, 99, 92, 93}}})));
    plan.enterLong({1});
    plan.stopAt(95);
    const Trade trade = only(plan.run());
    ENTERED(trade, 2, 93);
    LEFT(trade, 2, 93, WrongSideStop);
    HandPlan touched(candles(calmExcept(4, {{2, {100, 101, 97, 99}}})));
    touched.enterLong({1});
    touched.rest(OrderKind::Limit, 98);
    touched.stopAt(99);
    LEFT(only(touched.run()), 2, 98, WrongSideStop);
}

void TestSimulationMoney::sellsTranchesOfTheInitialSize()
{
    HandPlan plan(candles(calmExcept(
        7, {{3, {100, 103, 100, 102}}, {4, {102, 106, 101, 105}}, {5, {105, 105, 94, 95}}})));
    plan.enterLong({1}).sizing.value = 11;
    plan.plan().costs.commissionPerTrade = 2;
    plan.stopPercent(5);
    plan.targetPercent(2).fraction = 0.5;
    plan.targetPercent(5).fraction = 0.25;
    const Ledger ledger = plan.run();
    QCOMPARE(ledger.trades.size(), std::size_t{3});
    QCOMPARE(ledger.trades[0].size, 5.0);
    LEFT(ledger.trades[0], 3, 102, TargetTouch);
    QCOMPARE(ledger.trades[1].size, 2.0);
    LEFT(ledger.trades[1], 4, 105, TargetTouch);
    QCOMPARE(ledger.trades[2].size, 4.0);
    LEFT(ledger.trades[2], 5, 95, ProtectiveTouch);
    QCOMPARE(ledger.counters.fills, 1);
    double commission = 0;
    for (const Trade& trade : ledger.trades) {
        QCOMPARE(trade.position, 0);
        commission += trade.commission;
    }
    QVERIFY(near(commission, 8));
    // Fractions that make a whole leave no odd share behind.
    HandPlan halves(candles(calmExcept(5, {{3, {100, 110, 100, 105}}})));
    halves.enterLong({1}).sizing.value = 5;
    halves.targetPercent(2).fraction = 0.5;
    halves.targetPercent(4).fraction = 0.5;
    const Ledger sold = halves.run();
    QCOMPARE(sold.trades[0].size, 2.0);
    QCOMPARE(sold.trades[1].size, 3.0);
}

void TestSimulationMoney::takesConditionalTargetsOnlyWhileTheConditionHolds()
{
    HandPlan plan(candles(calmExcept(7, {{3, {100, 103, 100, 100}}, {5, {100, 103, 100, 100}}})));
    plan.enterLong({1});
    PlannedTarget& target = plan.targetPercent(2);
    target.condition = PlannedCondition{};
    target.condition->mask = plan.mask({4});
    LEFT(only(plan.run()), 5, 102, TargetTouch);
}

// ---- 4

void TestSimulationMoney::sizesAtTheFillPriceWithCommission()
{
    HandPlan plan(candles(calmExcept(4, {{2, {103, 104, 102, 103}}})));
    plan.enterLong({1}).sizing = {SizingKind::PercentOfEquity, 100, false, ""};
    QCOMPARE(only(plan.run()).size, 97.0);
    HandPlan charged(candles(calmExcept(4, {})));
    charged.enterLong({1}).sizing = {SizingKind::PercentOfEquity, 100, false, ""};
    charged.plan().costs.commissionFraction = 0.001;
    QCOMPARE(only(charged.run()).size, 99.0);
    HandPlan cash(candles(calmExcept(4, {})));
    cash.enterLong({1}).sizing = {SizingKind::Cash, 2550, false, ""};
    cash.plan().costs.commissionPerTrade = 60;
    QCOMPARE(only(cash.run()).size, 24.0);
}

void TestSimulationMoney::roundsDownToTheLot()
{
    QCOMPARE(Lots(1).whole(12.9), 12.0);
    QCOMPARE(Lots(5).whole(12.9), 10.0);
    QCOMPARE(Lots(1e-8).whole(0.3), 0.3);
    QCOMPARE(Lots(1e-8).whole(0.123456789), 0.12345678);
    QCOMPARE(Lots(0.25).whole(0.7), 0.5);
    QCOMPARE(Lots(0).whole(0.123), 0.123);
    QCOMPARE(Lots(1).whole(3 * (1.0 / 3)), 1.0);
}

void TestSimulationMoney::shrinksToTheCashAndRejectsBelowOneLot()
{
    HandPlan big(candles(calmExcept(4, {})));
    big.enterLong({1}).sizing.value = 150;
    const Ledger shrunk = big.run();
    QCOMPARE(only(shrunk).size, 100.0);
    QCOMPARE(shrunk.counters.shrunkOrders, 1);
    HandPlan poor(candles(calmExcept(4, {})));
    poor.enterLong({1});
    poor.plan().capital = 99;
    const Ledger rejected = poor.run();
    QVERIFY(rejected.trades.empty());
    QCOMPARE(notFilled(rejected, NoFillReason::TooLittleCash), 1);
    QCOMPARE(rejected.noFills.front().size, 10.0);
    QCOMPARE(rejected.counters.shrunkOrders, 0);
    HandPlan tiny(candles(calmExcept(4, {})));
    tiny.enterLong({1}).sizing = {SizingKind::PercentOfEquity, 0.5, false, ""};
    QCOMPARE(notFilled(tiny.run(), NoFillReason::BelowOneLot), 1);
}

void TestSimulationMoney::sizesByRiskFromFillToStop()
{
    HandPlan plan(candles(calmExcept(4, {{2, {104, 105, 103, 104}}})));
    plan.enterLong({1}).sizing = {SizingKind::RiskPercent, 1, false, ""};
    plan.stopAt(100);
    QCOMPARE(only(plan.run()).size, 25.0); // 100 of risk over 4 a share
    HandPlan money(candles(calmExcept(4, {})));
    money.enterShort({1}).sizing = {SizingKind::RiskCash, 90, false, ""};
    money.stopPercent(3);
    QCOMPARE(only(money.run()).size, 30.0);
    HandPlan shrunk(candles(calmExcept(4, {})));
    shrunk.enterLong({1}).sizing = {SizingKind::RiskPercent, 1, false, ""};
    shrunk.stopPercent(0.5);
    QCOMPARE(only(shrunk.run()).size, 100.0);
}

void TestSimulationMoney::rejectsRiskSizesWithoutAStop()
{
    HandPlan none(candles(calmExcept(4, {})));
    none.enterLong({1}).sizing = {SizingKind::RiskPercent, 1, false, ""};
    QCOMPARE(notFilled(none.run(), NoFillReason::NoStopForRisk), 1);
    HandPlan above(candles(calmExcept(4, {})));
    above.enterLong({1}).sizing = {SizingKind::RiskPercent, 1, false, ""};
    above.stopAt(105);
    QCOMPARE(notFilled(above.run(), NoFillReason::NoStopForRisk), 1);
    HandPlan money(candles(calmExcept(4, {})));
    money.enterLong({1}).sizing = {SizingKind::RiskPercent, 1, false, ""};
    money.plan().stops.push_back({{}, distance(DistanceKind::Money, 50)});
    QCOMPARE(notFilled(money.run(), NoFillReason::NoStopForRisk), 1);
}

void TestSimulationMoney::chargesCommissionsOnEachSide()
{
    HandPlan plan(candles(calmExcept(5, {{3, {110, 111, 109, 110}}})));
    plan.enterLong({1});
    plan.exit({2});
    plan.plan().costs = {0.001, 5, 0.02, 0, 0, 0, false};
    const Trade trade = only(plan.run());
    QVERIFY(near(trade.commission, 0.001 * (1000 + 1100) + 2 * 5 + 2 * 0.2));
    QVERIFY(near(trade.netPnl, 100 - trade.commission));
}

void TestSimulationMoney::slipsMarketAndStopFillsButNotLimits()
{
    HandPlan market(candles(calmExcept(5, {{3, {110, 111, 109, 110}}})));
    market.enterLong({1});
    market.exit({2});
    market.plan().costs.slippageFraction = 0.001;
    const Trade slipped = only(market.run());
    ENTERED(slipped, 2, 100.1);
    LEFT(slipped, 3, 109.89, NextOpen);
    QVERIFY(near(slipped.slippage, 10 * 0.21));
    HandPlan limit(candles(calmExcept(6, {{2, {100, 101, 97, 99}}, {4, {100, 106, 100, 100}}})));
    limit.enterLong({1});
    limit.rest(OrderKind::Limit, 98);
    limit.targetAt(105);
    limit.plan().costs.slippageFraction = 0.001;
    const Trade exact = only(limit.run());
    ENTERED(exact, 2, 98);
    LEFT(exact, 4, 105, TargetTouch);
    HandPlan stop(candles(calmExcept(6, {{2, {100, 103, 100, 100}}, {4, {99, 99, 94, 95}}})));
    stop.enterLong({1});
    stop.rest(OrderKind::Stop, 102);
    stop.stopAt(95);
    stop.plan().costs.slippagePerShare = 0.05;
    const Trade both = only(stop.run());
    ENTERED(both, 2, 102.05);
    LEFT(both, 4, 94.95, ProtectiveTouch);
}

void TestSimulationMoney::chargesShortsPerCalendarDay()
{
    HandPlan plan(candles(calmExcept(8, {})));
    plan.enterShort({1});
    plan.exit({4});
    plan.plan().costs.financingFractionPerYear = 0.0365;
    const Trade trade = only(plan.run());
    QVERIFY(near(trade.financing, 3 * 1000 * 0.0001));
    QVERIFY(near(trade.netPnl, -trade.financing));
    HandPlan longs(candles(calmExcept(8, {})));
    longs.enterLong({1});
    longs.exit({4});
    longs.plan().costs.financingFractionPerYear = 0.0365;
    QCOMPARE(only(longs.run()).financing, 0.0);
}

void TestSimulationMoney::borrowsUpToTheMargin()
{
    HandPlan plan(candles(calmExcept(4, {})));
    plan.enterLong({1}).sizing = {SizingKind::PercentOfEquity, 190, false, ""};
    plan.plan().marginFraction = 0.5;
    QCOMPARE(only(plan.run()).size, 190.0);
    HandPlan full(candles(calmExcept(4, {})));
    full.enterShort({1}).sizing = {SizingKind::PercentOfEquity, 300, false, ""};
    full.plan().marginFraction = 0.5;
    const Ledger ledger = full.run();
    QCOMPARE(only(ledger).size, 200.0);
    QCOMPARE(ledger.counters.shrunkOrders, 1);
}

void TestSimulationMoney::endsTheRunWhenTheEquityIsUsedUp()
{
    HandPlan plan(candles(calmExcept(8, {{4, {150, 215, 150, 205}}})));
    plan.enterShort({1, 3, 4, 5, 6}).sizing.value = 100;
    const Ledger ledger = plan.run();
    QCOMPARE(ledger.state, EndState::Ruined);
    const Trade trade = only(ledger);
    LEFT(trade, 4, 205, Ruin);
    QVERIFY(near(trade.netPnl, -10500));
    QCOMPARE(notFilled(ledger, NoFillReason::Ruined), 3);
}

// ---- limits

void TestSimulationMoney::waitsAfterExits_data()
{
    QTest::addColumn<int>("after");
    QTest::addColumn<int>("losses");
    QTest::addColumn<int>("entryBar");
    QTest::addRow("no rule") << -1 << 0 << 5;
    QTest::addRow("stop out") << static_cast<int>(lang::Wait::After::StopOut) << 0 << 7;
    QTest::addRow("losing trade") << static_cast<int>(lang::Wait::After::LosingTrade) << 0 << 7;
    QTest::addRow("any trade") << static_cast<int>(lang::Wait::After::AnyTrade) << 0 << 7;
    QTest::addRow("one loss") << static_cast<int>(lang::Wait::After::Losses) << 1 << 7;
    QTest::addRow("two losses") << static_cast<int>(lang::Wait::After::Losses) << 2 << 5;
}

void TestSimulationMoney::waitsAfterExits()
{
    QFETCH(int, after);
    QFETCH(int, losses);
    QFETCH(int, entryBar);
    // Stopped out on bar 4; two bars of waiting block the closes of bars 4 and 5.
    HandPlan plan(candles(calmExcept(10, {{4, {99, 99, 94, 100}}})));
    plan.enterLong({1, 4, 5, 6, 7});
    plan.stopAt(95);
    if (after >= 0) {
        lang::CooldownRule rule;
        rule.bars = 2;
        rule.after = static_cast<lang::Wait::After>(after);
        rule.losses = losses;
        plan.plan().cooldowns.push_back(rule);
    }
    const Ledger ledger = plan.run();
    QCOMPARE(ledger.trades.size(), std::size_t{2});
    QCOMPARE(ledger.trades[1].entryBar, entryBar);
    QCOMPARE(notFilled(ledger, NoFillReason::Cooldown), entryBar == 7 ? 2 : 0);
}

void TestSimulationMoney::limitsEntriesPerDayAndWeek()
{
    // Hourly bars from 10:00 on: bar 14 is the first of the next day.
    HandPlan plan(candles(calmExcept(20, {}), 60));
    plan.enterLong({1, 4, 8, 15});
    plan.plan().exitAfterBars = 2;
    lang::EntryLimitRule rule;
    rule.count = 1;
    plan.plan().entryLimits.push_back(rule);
    const Ledger ledger = plan.run();
    QCOMPARE(ledger.trades.size(), std::size_t{2});
    QCOMPARE(ledger.trades[0].entryBar, 2);
    QCOMPARE(ledger.trades[1].entryBar, 16);
    QCOMPARE(notFilled(ledger, NoFillReason::EntryLimit), 2);
    // Days from Monday, 1 January 2024 on: bar 7 is the next Monday.
    HandPlan weekly(candles(calmExcept(14, {})));
    weekly.enterLong({0, 2, 4, 6, 8});
    weekly.plan().exitAfterBars = 1;
    rule.perWeek = true;
    rule.count = 2;
    weekly.plan().entryLimits.push_back(rule);
    const Ledger weeks = weekly.run();
    QCOMPARE(weeks.trades.size(), std::size_t{4});
    QCOMPARE(weeks.trades[2].entryBar, 7);
}

void TestSimulationMoney::decidesEntriesOnlyInSessions()
{
    HandPlan plan(candles(calmExcept(9, {}), 5));
    plan.enterLong({1, 3, 6});
    plan.plan().exitAfterBars = 1;
    plan.plan().sessions = {plan.mask({2, 3}), plan.mask({6})};
    const Ledger ledger = plan.run();
    QCOMPARE(ledger.trades.size(), std::size_t{2});
    QCOMPARE(ledger.trades[0].entryBar, 4); // decided inside, filled outside
    QCOMPARE(ledger.trades[1].entryBar, 7);
    QCOMPARE(notFilled(ledger, NoFillReason::OutsideSession), 1);
}

// ---- 5

void TestSimulationMoney::reportsExcursionsWhileOpen()
{
    HandPlan plan(candles({kCalm,
                           {100, 150, 50, 100},
                           {100, 103, 98, 100},
                           {100, 106, 97, 100},
                           {104, 150, 50, 90}}));
    plan.enterLong({1});
    plan.exit({3});
    const Trade trade = only(plan.run());
    QVERIFY(near(trade.mae, -0.03));
    QVERIFY(near(trade.mfe, 0.06));
    HandPlan shorted(candles({kCalm,
                              {100, 150, 50, 100},
                              {100, 103, 98, 100},
                              {100, 106, 97, 100},
                              {104, 150, 50, 90}}));
    shorted.enterShort({1});
    shorted.exit({3});
    const Trade other = only(shorted.run());
    QVERIFY(near(other.mae, -0.06));
    QVERIFY(near(other.mfe, 0.03));
    // A resting order filled inside its bar: the favourable side of that bar is not counted.
    HandPlan resting(candles(calmExcept(4, {{2, {100, 109, 97, 99}}})));
    resting.enterLong({1});
    resting.rest(OrderKind::Limit, 98);
    const Trade inside = only(resting.run());
    QVERIFY(near(inside.mae, (97 - 98) / 98.0));
    QVERIFY(near(inside.mfe, (101 - 98) / 98.0));
}

void TestSimulationMoney::accountsForEverySignal()
{
    for (std::uint64_t seed = 400000; seed < 401000; ++seed) {
        PlanWish wish;
        wish.seed = seed;
        const auto owned = randomPlan(wish);
        const Counters counters = simulate(owned->plan).counters;
        std::int64_t all = counters.fills;
        for (const std::int64_t count : counters.notFilled) {
            QVERIFY(count >= 0);
            all += count;
        }
        QCOMPARE(all, counters.entrySignals);
        QVERIFY(counters.fills <= counters.orders);
        QVERIFY(counters.orders <= counters.entrySignals);
    }
}

SW_TEST(TestSimulationMoney)
#include "tst_simulation_money.moc"
