// The event-driven machine against the plain one, byte for byte, on thousands of seeded plans.
#include "engine/machine.h"
#include "engine/short_machine.h"
#include "engine/touch.h"
#include "hand_plan.h"
#include "random_plan.h"
#include "test_main.h"

#include <limits>
#include <map>

using namespace sw;
using namespace sw::engine;
using namespace sw::test;

class TestSimulate : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithThePlainMachineOnSimplePlans() { compare(1, 4000, true, false); }
    void agreesWithThePlainMachineOnPlansOfEveryKind() { compare(100000, 12000, false, false); }
    void agreesWithThePlainMachineWhereRulesReadThePosition()
    {
        compare(200000, 6000, false, true);
    }
    void theShortWayAgreesWithBothMachines();
    void meetsEveryFillRuleAndReason();
    void findsTheFirstTouchOfALevel();
    void widensARangeLikeAPlainLoop();
    void looksForAStopAfterABoundedNumberOfEvents();
    void theShortWayLooksForAStopToo();

private:
    static void compare(std::uint64_t firstSeed, int count, bool simple, bool asksPosition);
};

void TestSimulate::compare(std::uint64_t firstSeed, int count, bool simple, bool asksPosition)
{
    for (int i = 0; i < sw::test::cases(count); ++i) {
        PlanWish wish;
        wish.seed = firstSeed + static_cast<std::uint64_t>(i);
        wish.simple = simple;
        wish.asksPosition = asksPosition;
        const auto owned = randomPlan(wish);
        const Ledger fast = simulate(owned->plan);
        const Ledger plain = simulatePlainly(owned->plan);
        const std::string found = difference(fast, plain);
        QVERIFY2(
            found.empty(),
            qPrintable(
                QStringLiteral("seed %1: %2").arg(wish.seed).arg(QString::fromStdString(found))));
    }
}

void TestSimulate::theShortWayAgreesWithBothMachines()
{
    for (std::uint64_t seed = 600000; seed < 600000 + sw::test::cases(8000u); ++seed) {
        PlanWish wish;
        wish.seed = seed;
        wish.shortWay = true;
        const auto owned = randomPlan(wish);
        QVERIFY(ShortMachine::canRun(owned->plan));
        const Ledger quick = ShortMachine(owned->plan).run({});
        const Ledger general = Machine(owned->plan).run({});
        std::string found = difference(quick, general);
        QVERIFY2(
            found.empty(),
            qPrintable(
                QStringLiteral("seed %1: %2").arg(wish.seed).arg(QString::fromStdString(found))));
        found = difference(quick, simulatePlainly(owned->plan));
        QVERIFY2(
            found.empty(),
            qPrintable(
                QStringLiteral("seed %1: %2").arg(wish.seed).arg(QString::fromStdString(found))));
    }
}

void TestSimulate::meetsEveryFillRuleAndReason()
{
    std::map<FillRule, int> fills;
    std::map<ExitReason, int> reasons;
    std::array<std::int64_t, kNoFillReasons> notFilled{};
    std::int64_t ambiguous = 0;
    for (int i = 0; i < 3000; ++i) {
        PlanWish wish;
        wish.seed = 300000 + static_cast<std::uint64_t>(i);
        const auto owned = randomPlan(wish);
        const Ledger ledger = simulate(owned->plan);
        for (const Trade& trade : ledger.trades) {
            ++fills[trade.entryFill];
            ++fills[trade.exitFill];
            ++reasons[trade.exitReason];
        }
        for (std::size_t k = 0; k < kNoFillReasons; ++k) {
            notFilled[k] += ledger.counters.notFilled[k];
        }
        ambiguous += ledger.counters.ambiguousBars;
    }
    for (int k = 0; k <= static_cast<int>(FillRule::EndOfData); ++k) {
        const auto rule = static_cast<FillRule>(k);
        QVERIFY2(fills[rule] > 10, std::string(name(rule)).c_str());
    }
    for (int k = 0; k <= static_cast<int>(ExitReason::StillOpen); ++k) {
        const auto reason = static_cast<ExitReason>(k);
        QVERIFY2(reasons[reason] > 10, std::string(name(reason)).c_str());
    }
    for (std::size_t k = 0; k < kNoFillReasons; ++k) {
        QVERIFY2(notFilled[k] > 10, std::string(name(static_cast<NoFillReason>(k))).c_str());
    }
    QVERIFY(ambiguous > 10);
}

void TestSimulate::findsTheFirstTouchOfALevel()
{
    const double none = std::numeric_limits<double>::infinity();
    Dice dice(5);
    for (const std::size_t count : {1u, 7u, 64u, 65u, 500u, 20000u}) {
        RandomBars wanted;
        wanted.count = count;
        wanted.seed = count;
        const auto bars = randomBars(wanted);
        for (int i = 0; i < 2000; ++i) {
            const int last = static_cast<int>(count);
            const auto from = static_cast<std::size_t>(dice.pick(0, last));
            const auto to = static_cast<std::size_t>(dice.pick(static_cast<int>(from), last));
            TouchLimits limits{dice.oneIn(4) ? -none : 100 - dice.pick(0, 1500) / 100.0,
                               dice.oneIn(4) ? none : 100 + dice.pick(0, 1500) / 100.0};
            const std::size_t hit = firstTouchPlainly(*bars, from, to, limits);
            QCOMPARE(firstTouch(*bars, from, to, limits), hit);
            PassedRange passed{100, 100};
            QCOMPARE(firstTouchWidening(*bars, from, to, limits, passed), hit);
            double low = 100, high = 100;
            for (std::size_t bar = from; bar < hit; ++bar) {
                low = std::min(low, bars->low()[bar]);
                high = std::max(high, bars->high()[bar]);
            }
            QCOMPARE(passed.low, low);
            QCOMPARE(passed.high, high);
        }
    }
}

void TestSimulate::widensARangeLikeAPlainLoop()
{
    RandomBars wanted;
    wanted.count = 3000;
    const auto bars = randomBars(wanted);
    Dice dice(6);
    for (int i = 0; i < 3000; ++i) {
        const auto from = static_cast<std::size_t>(dice.pick(0, 3000));
        const auto to = static_cast<std::size_t>(dice.pick(static_cast<int>(from), 3000));
        double low = 101, high = 99;
        widen(*bars, from, to, low, high);
        double least = 101, most = 99;
        for (std::size_t bar = from; bar < to; ++bar) {
            least = std::min(least, bars->low()[bar]);
            most = std::max(most, bars->high()[bar]);
        }
        QCOMPARE(low, least);
        QCOMPARE(high, most);
    }
}

/// A position that asks its exit rule on every bar, stopped from within that question.
void TestSimulate::looksForAStopAfterABoundedNumberOfEvents()
{
    RandomBars wanted;
    wanted.count = 20000;
    HandPlan hand(randomBars(wanted));
    hand.enterLong({1});
    std::stop_source source;
    int askedAfterStop = 0;
    hand.exit({}).condition.test = [&](std::int32_t bar, const PositionState&) {
        askedAfterStop += source.stop_requested() ? 1 : 0;
        if (bar == 5000) {
            source.request_stop();
        }
        return false;
    };
    simulate(hand.plan(), source.get_token());
    QVERIFY(source.stop_requested());
    QVERIFY2(askedAfterStop <= kEventsPerLook, qPrintable(QString::number(askedAfterStop)));
}

void TestSimulate::theShortWayLooksForAStopToo()
{
    RandomBars wanted;
    wanted.count = 20000;
    HandPlan hand(randomBars(wanted));
    std::vector<int> entries, exits;
    for (int bar = 0; bar < 19990; bar += 4) {
        entries.push_back(bar);
        exits.push_back(bar + 2);
    }
    hand.enterLong(entries);
    hand.exit(exits);
    QVERIFY(ShortMachine::canRun(hand.plan()));
    std::stop_source source;
    const std::size_t all = simulate(hand.plan(), source.get_token()).trades.size();
    source.request_stop();
    const std::size_t stopped = simulate(hand.plan(), source.get_token()).trades.size();
    QVERIFY(all > 4 * static_cast<std::size_t>(kEventsPerLook));
    QVERIFY2(stopped < static_cast<std::size_t>(kEventsPerLook),
             qPrintable(QString::number(stopped)));
}

SW_TEST(TestSimulate)
#include "tst_simulate.moc"
