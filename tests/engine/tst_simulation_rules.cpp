// The published rules of time and of events inside a bar, one by one, on a few bars written by
// hand. Each plan runs on both machines. Numbers in the comments are those of the rules.
#include "hand_checks.h"
#include "test_main.h"

using namespace sw;
using namespace sw::engine;
using namespace sw::test;
using lang::DistanceKind;
using lang::OrderKind;

class TestSimulationRules : public QObject
{
    Q_OBJECT

private slots:
    // 1: time
    void decidesOnTheCloseAndFillsAtTheNextOpen();
    void fillsAtTheSameCloseOnRequest();
    void fillsAtTheDecidingOpenAndFreezesDistancesTheBarBefore();
    void placesNoOrderBeforeTheWindow();
    void marksOpenPositionsAtTheLastCloseOfTheWindow();
    void neverTradesOnMissingPrices();
    // 2.1: the open
    void leavesAtTheOpenBeforeAStopInsideTheBar();
    void leavesByTheDueExitBeforeAGap();
    void fillsGapsAtTheOpen();
    // 2.2: resting orders
    void fillsBuyLimitsAtTheLowerOfOpenAndLimit();
    void fillsSellLimitsAtTheHigherOfOpenAndLimit();
    void fillsStopEntriesAtTheWorseOfOpenAndStop();
    void countsTheBarsOnWhichAnOrderMayFill();
    void cancelsPendingOrdersOnAnExitSignal();
    void cancelsPendingOrdersOnAReversal();
    void reversesWhereARestingOrderIsTouched();
    // 2.3: protections
    void countsTheWholeBarAfterAGapFill();
    void countsOnlyTheStopSideAfterAFillInsideTheBar();
    void countsAmbiguousBars();
    // 2.4: trailing and breakeven
    void trailsCompletedBarsOnly();
    void trailsFromClosesOrLowsOnRequest();
    void trailsAtALevelThatNeverLoosens();
    void armsATrailOnACompletedBar();
    void movesTheStopToBreakevenAfterACompletedBar();
    // 2.5: time
    void leavesAfterBarsAtTheOpen();
    void leavesAfterBarsAtTheClose();
    void goesFlatAtTheOpenAndStaysOutThen();
    // 2.6: the close
    void reversesAtOneOpen();
    void reversesWithoutAnExitRule();
    void takesTheFirstOfContradictingSignals();
    void countsIgnoredSignals();
    void asksRulesThatReadThePositionOnlyInsideIt();
};

void TestSimulationRules::decidesOnTheCloseAndFillsAtTheNextOpen()
{
    HandPlan plan(candles({kCalm, kCalm, {102, 103, 101, 102}, {104, 105, 103, 104}}));
    plan.enterLong({1});
    plan.exit({2});
    const Trade trade = only(plan.run());
    ENTERED(trade, 2, 102);
    LEFT(trade, 3, 104, NextOpen);
    QCOMPARE(trade.signalBar, 1);
    QCOMPARE(trade.exitSignalBar, 2);
    QCOMPARE(trade.exitRule, 0);
    QCOMPARE(trade.exitReason, ExitReason::Rule);
}

void TestSimulationRules::fillsAtTheSameCloseOnRequest()
{
    HandPlan plan(candles({kCalm, {100, 104, 99, 103}, {102, 106, 101, 105}, kCalm}));
    plan.enterLong({1}).order = OrderKind::AtClose;
    plan.exit({2}).order = OrderKind::AtClose;
    plan.targetPercent(1); // 104.03: inside the entry bar before the fill, and inside the next
    const Trade trade = only(plan.run());
    ENTERED(trade, 1, 103);
    QCOMPARE(trade.entryFill, FillRule::SameClose);
    LEFT(trade, 2, 103 * 1.01, TargetTouch);
}

void TestSimulationRules::fillsAtTheDecidingOpenAndFreezesDistancesTheBarBefore()
{
    HandPlan plan(candles({kCalm, kCalm, {102, 103, 98, 102}, kCalm}));
    plan.enterLong({2}).order = OrderKind::AtOpen;
    PlannedStop stop;
    stop.level.kind = DistanceKind::Price;
    stop.level.price.column = plan.column({9, 3, 1, 9});
    plan.plan().stops.push_back(stop);
    plan.exit({3}).order = OrderKind::AtOpen;
    const Trade trade = only(plan.run());
    ENTERED(trade, 2, 102);
    QCOMPARE(trade.entryFill, FillRule::SameOpen);
    QCOMPARE(trade.initialStop, 99.0);
    LEFT(trade, 2, 99, ProtectiveTouch);
    HandPlan calm(candles(calmExcept(4, {})));
    calm.enterLong({1}).order = OrderKind::AtOpen;
    calm.exit({3}).order = OrderKind::AtOpen;
    LEFT(only(calm.run()), 3, 100, SameOpen);
}

void TestSimulationRules::placesNoOrderBeforeTheWindow()
{
    HandPlan plan(candles(calmExcept(6, {})));
    plan.enterLong({0, 1, 2, 3, 4, 5});
    plan.plan().firstBar = 2;
    const Ledger ledger = plan.run();
    ENTERED(only(ledger), 3, 100);
    QCOMPARE(ledger.counters.entrySignals, 4);
    QCOMPARE(ledger.firstBar, 2);
}

void TestSimulationRules::marksOpenPositionsAtTheLastCloseOfTheWindow()
{
    HandPlan plan(candles({kCalm, kCalm, {100, 108, 100, 107}, {90, 90, 90, 90}}));
    plan.plan().costs.slippageFraction = 0.01;
    plan.plan().costs.commissionPerTrade = 3;
    plan.plan().endBar = 3;
    plan.enterLong({0});
    plan.exit({2});
    const Ledger ledger = plan.run();
    const Trade trade = only(ledger);
    QVERIFY(trade.isOpen());
    LEFT(trade, 2, 107, EndOfData);
    QCOMPARE(trade.commission, 3.0);
    QVERIFY(near(trade.netPnl, 10 * (107 - 101) - 3));
    HandPlan late(candles(calmExcept(3, {})));
    late.enterLong({2});
    QCOMPARE(notFilled(late.run(), NoFillReason::EndOfData), 1);
}

void TestSimulationRules::neverTradesOnMissingPrices()
{
    HandPlan limit(candles(calmExcept(4, {})));
    limit.enterLong({1});
    limit.rest(OrderKind::Limit, kMissing);
    QCOMPARE(notFilled(limit.run(), NoFillReason::MissingPrice), 1);
    HandPlan stop(candles(calmExcept(4, {})));
    stop.enterLong({1});
    stop.stopAt(kMissing);
    QCOMPARE(notFilled(stop.run(), NoFillReason::MissingPrice), 1);
    HandPlan trail(candles(calmExcept(4, {})));
    trail.enterLong({1});
    PlannedTrail& rule = trail.trailPercent(0);
    rule.level.kind = DistanceKind::Price;
    rule.level.price.column = trail.constant(kMissing);
    QCOMPARE(notFilled(trail.run(), NoFillReason::MissingPrice), 1);
    HandPlan target(candles(calmExcept(4, {})));
    target.enterLong({1});
    target.targetAt(kMissing);
    QVERIFY(only(target.run()).isOpen());
}

// ---- 2.1

void TestSimulationRules::leavesAtTheOpenBeforeAStopInsideTheBar()
{
    HandPlan plan(candles(calmExcept(5, {{3, {98, 99, 94, 95}}})));
    plan.enterLong({1});
    plan.exit({2});
    plan.stopAt(95);
    LEFT(only(plan.run()), 3, 98, NextOpen);
}

void TestSimulationRules::leavesByTheDueExitBeforeAGap()
{
    HandPlan plan(candles(calmExcept(5, {{3, {93, 94, 92, 93}}})));
    plan.enterLong({1});
    plan.exit({2});
    plan.stopAt(95);
    const Trade trade = only(plan.run());
    LEFT(trade, 3, 93, NextOpen);
    QCOMPARE(trade.exitReason, ExitReason::Rule);
}

void TestSimulationRules::fillsGapsAtTheOpen()
{
    HandPlan stop(candles(calmExcept(5, {{3, {93, 106, 92, 100}}})));
    stop.enterLong({1});
    stop.stopAt(95);
    stop.targetAt(105);
    const Ledger stopped = stop.run();
    LEFT(only(stopped), 3, 93, ProtectiveGap);
    QCOMPARE(stopped.counters.ambiguousBars, 0);
    HandPlan target(candles(calmExcept(5, {{3, {107, 108, 94, 95}}})));
    target.enterLong({1});
    target.stopAt(95);
    target.targetAt(105);
    LEFT(only(target.run()), 3, 107, TargetGap);
    HandPlan shorted(candles(calmExcept(5, {{3, {93, 106, 92, 95}}})));
    shorted.enterShort({1});
    shorted.stopAt(105);
    shorted.targetAt(95);
    LEFT(only(shorted.run()), 3, 93, TargetGap);
}

// ---- 2.2

void TestSimulationRules::fillsBuyLimitsAtTheLowerOfOpenAndLimit()
{
    HandPlan touch(candles(calmExcept(4, {{2, {100, 101, 98, 99}}})));
    touch.enterLong({1});
    touch.rest(OrderKind::Limit, 98);
    ENTERED(only(touch.run()), 2, 98);
    QCOMPARE(only(touch.run()).entryFill, FillRule::LimitTouch);
    HandPlan gap(candles(calmExcept(4, {{2, {96, 97, 95, 96}}})));
    gap.enterLong({1});
    gap.rest(OrderKind::Limit, 98);
    ENTERED(only(gap.run()), 2, 96);
    QCOMPARE(only(gap.run()).entryFill, FillRule::LimitGap);
}

void TestSimulationRules::fillsSellLimitsAtTheHigherOfOpenAndLimit()
{
    HandPlan touch(candles(calmExcept(4, {{2, {100, 102, 99, 101}}})));
    touch.enterShort({1});
    touch.rest(OrderKind::Limit, 102);
    ENTERED(only(touch.run()), 2, 102);
    HandPlan gap(candles(calmExcept(4, {{2, {104, 105, 103, 104}}})));
    gap.enterShort({1});
    gap.rest(OrderKind::Limit, 102);
    ENTERED(only(gap.run()), 2, 104);
}

void TestSimulationRules::fillsStopEntriesAtTheWorseOfOpenAndStop()
{
    HandPlan buy(candles(calmExcept(4, {{2, {100, 103, 99, 102}}})));
    buy.enterLong({1});
    buy.rest(OrderKind::Stop, 102);
    ENTERED(only(buy.run()), 2, 102);
    HandPlan gap(candles(calmExcept(4, {{2, {104, 105, 103, 104}}})));
    gap.enterLong({1});
    gap.rest(OrderKind::Stop, 102);
    ENTERED(only(gap.run()), 2, 104);
    QCOMPARE(only(gap.run()).entryFill, FillRule::StopGap);
    HandPlan sell(candles(calmExcept(4, {{2, {97, 98, 95, 96}}})));
    sell.enterShort({1});
    sell.rest(OrderKind::Stop, 98);
    ENTERED(only(sell.run()), 2, 97);
}

void TestSimulationRules::countsTheBarsOnWhichAnOrderMayFill()
{
    const auto bars = candles(calmExcept(8, {{4, {100, 101, 97, 99}}}));
    HandPlan two(bars);
    two.enterLong({1});
    two.rest(OrderKind::Limit, 98, 2);
    const Ledger expired = two.run();
    QVERIFY(expired.trades.empty());
    QCOMPARE(notFilled(expired, NoFillReason::Expired), 1);
    QCOMPARE(expired.noFills.front().endBar, 3);
    HandPlan three(bars);
    three.enterLong({1});
    three.rest(OrderKind::Limit, 98, 3);
    ENTERED(only(three.run()), 4, 98);
    HandPlan again(bars);
    again.enterLong({1, 3});
    again.rest(OrderKind::Limit, 98, 2);
    ENTERED(only(again.run()), 4, 98); // a new order on the close of the bar that ended the first
}

void TestSimulationRules::cancelsPendingOrdersOnAnExitSignal()
{
    HandPlan plan(candles(calmExcept(7, {{5, {100, 101, 97, 99}}})));
    plan.enterLong({1});
    plan.rest(OrderKind::Limit, 98);
    plan.exit({3}, {true, false});
    const Ledger ledger = plan.run();
    QVERIFY(ledger.trades.empty());
    QCOMPARE(notFilled(ledger, NoFillReason::CancelledByExit), 1);
    HandPlan other(candles(calmExcept(7, {{5, {100, 101, 97, 99}}})));
    other.enterLong({1});
    other.rest(OrderKind::Limit, 98);
    other.exit({3}, {false, true});
    ENTERED(only(other.run()), 5, 98);
}

void TestSimulationRules::cancelsPendingOrdersOnAReversal()
{
    HandPlan plan(candles(calmExcept(7, {{5, {100, 101, 97, 99}}})));
    plan.enterLong({1});
    plan.rest(OrderKind::Limit, 98);
    plan.enterShort({3});
    const Ledger ledger = plan.run();
    QCOMPARE(notFilled(ledger, NoFillReason::CancelledByReversal), 1);
    QCOMPARE(only(ledger).side, Side::Short);
    ENTERED(only(ledger), 4, 100);
}

void TestSimulationRules::reversesWhereARestingOrderIsTouched()
{
    // The sell stop at 97 lies before the stop loss at 95.
    HandPlan nearer(candles(calmExcept(6, {{4, {99, 100, 94, 98}}})));
    nearer.enterLong({1});
    nearer.enterShort({2});
    nearer.rest(OrderKind::Stop, 97);
    nearer.stopAt(95, {true, false});
    const Ledger reversed = nearer.run();
    QCOMPARE(reversed.trades.size(), std::size_t{2});
    LEFT(reversed.trades[0], 4, 97, StopTouch);
    QCOMPARE(reversed.trades[0].exitReason, ExitReason::Reversal);
    ENTERED(reversed.trades[1], 4, 97);
    // The sell limit at 103 and the stop at 95 in one bar: the stop comes first.
    HandPlan unknown(candles(calmExcept(6, {{4, {99, 104, 94, 98}}})));
    unknown.enterLong({1});
    unknown.enterShort({2});
    unknown.rest(OrderKind::Limit, 103);
    unknown.stopAt(95, {true, false});
    const Ledger stopped = unknown.run();
    LEFT(stopped.trades[0], 4, 95, ProtectiveTouch);
    ENTERED(stopped.trades[1], 4, 103);
    // The target at 102 lies on the way to the limit at 103.
    HandPlan onTheWay(candles(calmExcept(6, {{4, {99, 104, 98, 98}}})));
    onTheWay.enterLong({1});
    onTheWay.enterShort({2});
    onTheWay.rest(OrderKind::Limit, 103);
    onTheWay.targetAt(102).sides = {true, false};
    LEFT(onTheWay.run().trades[0], 4, 102, TargetTouch);
}

// ---- 2.3

void TestSimulationRules::countsTheWholeBarAfterAGapFill()
{
    HandPlan plan(candles(calmExcept(4, {{2, {96, 106, 95.5, 100}}})));
    plan.enterLong({1});
    plan.rest(OrderKind::Limit, 98);
    plan.stopAt(90);
    plan.targetAt(105);
    LEFT(only(plan.run()), 2, 105, TargetTouch);
}

void TestSimulationRules::countsOnlyTheStopSideAfterAFillInsideTheBar()
{
    HandPlan target(candles(calmExcept(5, {{2, {100, 106, 97, 99}}})));
    target.enterLong({1});
    target.rest(OrderKind::Limit, 98);
    target.stopAt(90);
    target.targetAt(105);
    QVERIFY(only(target.run()).isOpen());
    HandPlan stop(candles(calmExcept(5, {{2, {100, 106, 89, 99}}})));
    stop.enterLong({1});
    stop.rest(OrderKind::Limit, 98);
    stop.stopAt(90);
    stop.targetAt(105);
    const Ledger ledger = stop.run();
    LEFT(only(ledger), 2, 90, ProtectiveTouch);
    QCOMPARE(ledger.counters.ambiguousBars, 0);
}

void TestSimulationRules::countsAmbiguousBars()
{
    HandPlan plan(candles(calmExcept(5, {{3, {100, 106, 94, 101}}})));
    plan.enterLong({1});
    plan.stopAt(95);
    plan.targetAt(105);
    plan.targetAt(104);
    const Ledger ledger = plan.run();
    LEFT(only(ledger), 3, 95, ProtectiveTouch);
    QCOMPARE(ledger.counters.ambiguousBars, 1);
}

// ---- 2.4

void TestSimulationRules::trailsCompletedBarsOnly()
{
    // 5 % under 110 is 104.5: reached on the bar that makes the high, counted on the next.
    HandPlan plan(candles({kCalm, kCalm, {100, 110, 99, 106}, {106, 107, 104, 105}, kCalm}));
    plan.enterLong({1});
    plan.trailPercent(5);
    const Trade trade = only(plan.run());
    LEFT(trade, 3, 104.5, ProtectiveTouch);
    QCOMPARE(trade.exitReason, ExitReason::TrailingStop);
    // Before any high it starts at the fill.
    HandPlan start(candles(calmExcept(4, {{2, {100, 101, 94, 100}}})));
    start.enterLong({1});
    start.trailPercent(5);
    LEFT(only(start.run()), 2, 95, ProtectiveTouch);
}

void TestSimulationRules::trailsFromClosesOrLowsOnRequest()
{
    const auto bars =
        candles({kCalm, kCalm, {100, 112, 99, 108}, {108, 112, 107, 110}, {110, 110, 100, 101}});
    HandPlan high(bars);
    high.enterLong({1});
    high.trailPercent(3);
    LEFT(only(high.run()), 3, 108, ProtectiveGap); // 3 % under 112 is above the open of bar 3
    HandPlan close(bars);
    close.enterLong({1});
    close.trailPercent(3).anchor = lang::TrailingStop::Anchor::BestClose;
    LEFT(only(close.run()), 4, 110 * 0.97, ProtectiveTouch);
    HandPlan low(bars);
    low.enterLong({1});
    low.trailPercent(3).anchor = lang::TrailingStop::Anchor::BestLow;
    LEFT(only(low.run()), 4, 107 * 0.97, ProtectiveTouch);
    HandPlan mirrored(candles({kCalm, kCalm, {100, 101, 90, 92}, {92, 99, 91, 98}, kCalm}));
    mirrored.enterShort({1});
    mirrored.trailPercent(5);
    LEFT(only(mirrored.run()), 3, 90 * 1.05, ProtectiveTouch);
}

void TestSimulationRules::trailsAtALevelThatNeverLoosens()
{
    HandPlan plan(candles(calmExcept(7, {{5, {98, 98, 96, 97}}})));
    plan.enterLong({1});
    PlannedTrail trail;
    trail.level.isLevel = true;
    trail.level.price.column = plan.column({90, 92, 97, 94, kMissing, 99, 99});
    plan.plan().trails.push_back(trail);
    LEFT(only(plan.run()), 5, 97, ProtectiveTouch);
}

void TestSimulationRules::armsATrailOnACompletedBar()
{
    const auto bars = candles(
        {kCalm, kCalm, {100, 101, 94, 100}, {100, 111, 99, 109}, {109, 110, 104, 105}, kCalm});
    HandPlan plan(bars);
    plan.enterLong({1});
    plan.trailPercent(5).onceUp = distance(DistanceKind::Percent, 10);
    LEFT(only(plan.run()), 4, 111 * 0.95, ProtectiveTouch); // not at 94 nor at 99 before
}

void TestSimulationRules::movesTheStopToBreakevenAfterACompletedBar()
{
    HandPlan plan(
        candles({kCalm, kCalm, {100, 106, 98, 104}, {104, 105, 99, 100}, {100, 101, 99, 100}}));
    plan.enterLong({1});
    plan.stopAt(90);
    plan.plan().breakevens.push_back({distance(DistanceKind::Percent, 5)});
    const Trade trade = only(plan.run());
    LEFT(trade, 3, 100, ProtectiveTouch);
    QCOMPARE(trade.exitReason, ExitReason::Breakeven);
    QCOMPARE(trade.initialStop, 90.0);
}

// ---- 2.5

void TestSimulationRules::leavesAfterBarsAtTheOpen()
{
    HandPlan plan(candles(calmExcept(8, {{5, {102, 103, 101, 102}}})));
    plan.enterLong({1});
    plan.plan().exitAfterBars = 3;
    const Trade trade = only(plan.run());
    LEFT(trade, 5, 102, TimeOpen);
    QCOMPARE(trade.barsHeld(), 3);
}

void TestSimulationRules::leavesAfterBarsAtTheClose()
{
    HandPlan plan(candles(calmExcept(8, {{5, {102, 105, 101, 104}}})));
    plan.enterLong({1});
    plan.plan().exitAfterBars = 3;
    plan.plan().exitAfterAtClose = true;
    const Trade trade = only(plan.run());
    LEFT(trade, 5, 104, SameClose);
    QCOMPARE(trade.exitReason, ExitReason::TimeExit);
}

void TestSimulationRules::goesFlatAtTheOpenAndStaysOutThen()
{
    HandPlan plan(candles(calmExcept(9, {{4, {102, 103, 101, 102}}})));
    plan.enterLong({1, 3, 6});
    plan.plan().flats = {plan.mask({4, 7})};
    const Ledger ledger = plan.run();
    const Trade trade = only(ledger);
    LEFT(trade, 4, 102, TimeOpen);
    QCOMPARE(trade.exitReason, ExitReason::Flat);
    QCOMPARE(notFilled(ledger, NoFillReason::OutsideSession), 1); // the order for bar 7
    HandPlan close(candles(calmExcept(5, {})));
    close.enterLong({2}).order = OrderKind::AtClose;
    close.plan().flats = {close.mask({2})};
    QCOMPARE(notFilled(close.run(), NoFillReason::OutsideSession), 1);
}

// ---- 2.6

void TestSimulationRules::reversesAtOneOpen()
{
    HandPlan plan(candles(calmExcept(6, {{3, {103, 104, 102, 103}}})));
    plan.enterLong({1});
    plan.enterShort({2});
    plan.exit({2}, {true, false});
    const Ledger ledger = plan.run();
    LEFT(ledger.trades[0], 3, 103, NextOpen);
    QCOMPARE(ledger.trades[0].exitReason, ExitReason::Rule);
    ENTERED(ledger.trades[1], 3, 103);
    QCOMPARE(ledger.trades[1].side, Side::Short);
}

void TestSimulationRules::reversesWithoutAnExitRule()
{
    HandPlan plan(candles(calmExcept(6, {{3, {103, 104, 102, 103}}})));
    plan.enterLong({1});
    plan.enterShort({2});
    const Ledger ledger = plan.run();
    LEFT(ledger.trades[0], 3, 103, NextOpen);
    QCOMPARE(ledger.trades[0].exitReason, ExitReason::Reversal);
    ENTERED(ledger.trades[1], 3, 103);
}

void TestSimulationRules::takesTheFirstOfContradictingSignals()
{
    HandPlan plan(candles(calmExcept(6, {})));
    plan.enterShort({1});
    plan.enterLong({1});
    const Ledger ledger = plan.run();
    QCOMPARE(only(ledger).side, Side::Short);
    QCOMPARE(notFilled(ledger, NoFillReason::OrderPending), 1);
}

void TestSimulationRules::countsIgnoredSignals()
{
    HandPlan plan(candles(calmExcept(8, {})));
    plan.enterLong({1, 2, 3, 4});
    plan.exit({4});
    const Ledger ledger = plan.run();
    QCOMPARE(ledger.counters.entrySignals, 4);
    QCOMPARE(ledger.counters.exitSignals, 1);
    QCOMPARE(ledger.counters.orders, 1);
    QCOMPARE(ledger.counters.fills, 1);
    QCOMPARE(notFilled(ledger, NoFillReason::AlreadyInPosition), 3);
    QVERIFY(ledger.noFills.empty());
    HandPlan pending(candles(calmExcept(8, {})));
    pending.enterLong({1, 2});
    pending.rest(OrderKind::Limit, 50);
    QCOMPARE(notFilled(pending.run(), NoFillReason::OrderPending), 1);
}

void TestSimulationRules::asksRulesThatReadThePositionOnlyInsideIt()
{
    HandPlan plan(candles(calmExcept(9, {{4, {100, 104, 100, 103}}, {5, {102, 103, 101, 102}}})));
    plan.enterLong({1});
    PlannedExit exit;
    const auto bars = plan.plan().bars;
    exit.condition.test = [bars](std::int32_t bar, const PositionState& state) {
        return bars->close()[static_cast<std::size_t>(bar)] > state.entryPrice * 1.02 &&
               state.barsHeld == 2;
    };
    plan.plan().exits.push_back(exit);
    const Ledger ledger = plan.run();
    LEFT(only(ledger), 5, 102, NextOpen);
    QCOMPARE(ledger.counters.exitSignals, 1);
}

SW_TEST(TestSimulationRules)
#include "tst_simulation_rules.moc"
