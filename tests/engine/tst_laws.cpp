// Laws that hold for every program on all bars, on seeded random plans.
#include "engine/account.h"
#include "random_plan.h"
#include "test_main.h"

#include <algorithm>
#include <cmath>
#include <thread>

using namespace sw;
using namespace sw::engine;
using namespace sw::test;

namespace {

SymbolRun runOf(const Plan& plan)
{
    return {plan.bars, plan.costs, simulate(plan)};
}

/// Equal up to the rounding of sums of this size.
bool near(double a, double b, double scale)
{
    return std::fabs(a - b) <= 1e-9 * std::max({1.0, std::fabs(a), std::fabs(b), scale});
}

double netOf(const Ledger& ledger)
{
    double net = 0;
    for (const Trade& trade : ledger.trades) {
        net += trade.netPnl;
    }
    return net;
}

/// The same bars with every price multiplied.
market::BarsPtr scaled(const market::Bars& bars, double factor, std::size_t count)
{
    market::BarColumns columns;
    for (std::size_t i = 0; i < count; ++i) {
        columns.time.push_back(bars.time()[i]);
        columns.open.push_back(bars.open()[i] * factor);
        columns.high.push_back(bars.high()[i] * factor);
        columns.low.push_back(bars.low()[i] * factor);
        columns.close.push_back(bars.close()[i] * factor);
        columns.volume.push_back(bars.volume()[i]);
    }
    return market::Bars::make(bars.instrument(), bars.timeframe(), std::move(columns))
        .value_or(nullptr);
}

/// The same plan on prices and money multiplied by a factor.
std::unique_ptr<OwnedPlan> scaledPlan(const OwnedPlan& from, double factor)
{
    auto made = std::make_unique<OwnedPlan>();
    made->plan = from.plan;
    Plan& plan = made->plan;
    plan.bars = scaled(*from.plan.bars, factor, from.plan.bars->size());
    plan.capital *= factor;
    const auto rescale = [&](std::span<const double>& column) {
        std::vector<double> values(column.begin(), column.end());
        for (double& value : values) {
            value *= factor;
        }
        column = made->column(std::move(values));
    };
    for (PlannedEntry& entry : plan.entries) {
        rescale(entry.price);
    }
    for (PlannedStop& stop : plan.stops) {
        rescale(stop.level.price.column);
    }
    for (PlannedTarget& target : plan.targets) {
        rescale(target.level.price.column);
    }
    for (PlannedTrail& trail : plan.trails) {
        rescale(trail.level.price.column);
        if (trail.onceUp) {
            rescale(trail.onceUp->price.column);
        }
    }
    for (PlannedBreakeven& breakeven : plan.breakevens) {
        rescale(breakeven.onceUp.price.column);
    }
    return made;
}

} // namespace

class TestLaws : public QObject
{
    Q_OBJECT

private slots:
    void cashAndPositionsMakeTheEquityOnEveryBar();
    void netResultsAddUpToTheChangeOfEquity();
    void equityStaysConstantWithoutCostsAndMoves();
    void moreCostNeverRaisesTheFinalEquityForTheSameFills();
    void anAlwaysTrueEntryTradesFromTheFirstTradableBar();
    void cuttingTheFutureOffChangesNothingBeforeTheCut();
    void scalingMoneyByAPowerOfTwoChangesNoDecision();
    void everyThreadGetsTheSameBytes();
    void totalEquityCarriesTheLastKnownValueOfEachSymbol();
};

void TestLaws::cashAndPositionsMakeTheEquityOnEveryBar()
{
    for (std::uint64_t seed = 1; seed <= sw::test::cases(1500u); ++seed) {
        PlanWish wish;
        wish.seed = 500000 + seed;
        const auto owned = randomPlan(wish);
        const SymbolRun run = runOf(owned->plan);
        const EquityCurve curve = equityCurve(run);
        // Cash by its own book: out at entries, in at exits, borrow costs as they accrue.
        std::vector<double> cash(curve.equity.size(), run.ledger.startCash);
        std::vector<double> position(curve.equity.size(), 0);
        double turnover = 0;
        for (const Trade& trade : run.ledger.trades) {
            const double sign = signOf(trade.side);
            const double paid = sign * trade.size * trade.entryPrice;
            turnover += std::fabs(paid);
            const auto at = [&](std::int32_t bar) {
                return static_cast<std::size_t>(bar - curve.firstBar);
            };
            for (std::size_t i = at(trade.entryBar); i < cash.size(); ++i) {
                const std::int32_t bar = curve.firstBar + static_cast<std::int32_t>(i);
                const bool open = trade.isOpen() || bar < trade.exitBar;
                cash[i] -= paid;
                if (open) {
                    const double close = run.bars->close()[static_cast<std::size_t>(bar)];
                    position[i] += sign * trade.size * close;
                    cash[i] -= financingOf(
                        trade.side, trade.size * trade.entryPrice,
                        localDay(*run.bars, bar) - localDay(*run.bars, trade.entryBar), run.costs);
                } else {
                    cash[i] += sign * trade.size * trade.exitPrice - trade.financing;
                }
                cash[i] -= open ? 0 : trade.commission;
            }
        }
        QCOMPARE(curve.cash.size(), curve.equity.size());
        // While a position is open its entry commission is paid already; it is in both books.
        for (std::size_t i = 0; i < cash.size(); ++i) {
            QVERIFY(near(curve.cash[i] + position[i], curve.equity[i], turnover));
            const double commissionOpen = cash[i] - curve.cash[i];
            QVERIFY(commissionOpen > -1e-9 * std::max(1.0, turnover));
            if (position[i] == 0) {
                QVERIFY(near(cash[i], curve.equity[i], turnover));
            }
        }
    }
}

void TestLaws::netResultsAddUpToTheChangeOfEquity()
{
    for (std::uint64_t seed = 1; seed <= sw::test::cases(3000u); ++seed) {
        PlanWish wish;
        wish.seed = 510000 + seed;
        const auto owned = randomPlan(wish);
        const SymbolRun run = runOf(owned->plan);
        const EquityCurve curve = equityCurve(run);
        if (curve.equity.empty()) {
            QVERIFY(run.ledger.trades.empty());
            continue;
        }
        double turnover = 0;
        for (const Trade& trade : run.ledger.trades) {
            turnover += std::fabs(trade.size * trade.entryPrice);
        }
        QVERIFY2(near(curve.equity.back() - run.ledger.startCash, netOf(run.ledger), turnover),
                 qPrintable(QString::number(wish.seed)));
    }
}

void TestLaws::equityStaysConstantWithoutCostsAndMoves()
{
    for (std::uint64_t seed = 1; seed <= sw::test::cases(500u); ++seed) {
        PlanWish wish;
        wish.seed = 520000 + seed;
        wish.freeOfCosts = true;
        const auto owned = randomPlan(wish);
        Plan plan = owned->plan;
        market::BarColumns columns;
        for (std::size_t i = 0; i < plan.bars->size(); ++i) {
            columns.time.push_back(plan.bars->time()[i]);
        }
        columns.volume.assign(columns.time.size(), 1);
        for (auto* prices : {&columns.open, &columns.high, &columns.low, &columns.close}) {
            prices->assign(columns.time.size(), 50);
        }
        plan.bars =
            market::Bars::make(plan.bars->instrument(), plan.bars->timeframe(), std::move(columns))
                .value_or(nullptr);
        // Fills at prices that never traded would move the equity: only orders at bar prices here.
        for (PlannedEntry& entry : plan.entries) {
            entry.order = lang::OrderKind::Market;
        }
        const SymbolRun run = runOf(plan);
        for (const double equity : equityCurve(run).equity) {
            QCOMPARE(equity, plan.capital);
        }
    }
}

void TestLaws::moreCostNeverRaisesTheFinalEquityForTheSameFills()
{
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= sw::test::cases(1500u); ++seed) {
        PlanWish wish;
        wish.seed = 530000 + seed;
        wish.simple = true;
        wish.fixedSize = true;
        wish.freeOfCosts = true;
        const auto owned = randomPlan(wish);
        Plan plan = owned->plan;
        plan.capital = 1e6; // so that costs never shrink an order
        plan.lot = 1;
        plan.stops.clear(); // levels that follow from the fill price would move with slippage
        plan.targets.clear();
        double last = simulate(plan).startCash + netOf(simulate(plan));
        Costs steps[4];
        steps[0].commissionFraction = 0.001;
        steps[1] = steps[0];
        steps[1].slippageFraction = 0.001;
        steps[2] = steps[1];
        steps[2].commissionPerTrade = 2;
        steps[2].commissionPerShare = 0.01;
        steps[3] = steps[2];
        steps[3].financingFractionPerYear = 0.05;
        steps[3].slippagePerShare = 0.01;
        const std::size_t trades = simulate(plan).trades.size();
        for (const Costs& costs : steps) {
            plan.costs = costs;
            const Ledger ledger = simulate(plan);
            QCOMPARE(ledger.trades.size(), trades);
            const double final = ledger.startCash + netOf(ledger);
            QVERIFY(final <= last + 1e-6);
            last = final;
            ++compared;
        }
    }
    QVERIFY(compared > sw::test::cases(5000));
}

void TestLaws::anAlwaysTrueEntryTradesFromTheFirstTradableBar()
{
    for (std::uint64_t seed = 1; seed <= sw::test::cases(200u); ++seed) {
        RandomBars wanted;
        wanted.seed = seed;
        wanted.count = 50;
        OwnedPlan owned;
        owned.plan.bars = randomBars(wanted);
        owned.plan.firstBar = static_cast<std::int32_t>(seed % 40);
        owned.plan.endBar = 50;
        owned.plan.capital = 10000;
        std::vector<int> all;
        for (int bar = 0; bar < 50; ++bar) {
            all.push_back(bar);
        }
        PlannedEntry entry;
        entry.mask = owned.mask(all);
        owned.plan.entries.push_back(entry);
        const Ledger ledger = simulate(owned.plan);
        QCOMPARE(ledger.trades.size(), std::size_t{1});
        QCOMPARE(ledger.trades[0].signalBar, owned.plan.firstBar);
        QCOMPARE(ledger.trades[0].entryBar, owned.plan.firstBar + 1);
    }
}

void TestLaws::cuttingTheFutureOffChangesNothingBeforeTheCut()
{
    for (std::uint64_t seed = 1; seed <= sw::test::cases(3000u); ++seed) {
        PlanWish wish;
        wish.seed = 540000 + seed;
        const auto owned = randomPlan(wish);
        const Plan& whole = owned->plan;
        const Ledger before = simulate(whole);
        Dice dice(seed);
        if (whole.endBar - whole.firstBar < 3) {
            continue;
        }
        Plan cut = whole;
        cut.endBar = dice.pick(whole.firstBar + 1, whole.endBar - 1);
        cut.bars = whole.bars->slice(0, static_cast<std::size_t>(cut.endBar));
        std::deque<Mask> masks;
        const auto shorten = [&](const Mask*& mask) {
            if (mask == nullptr) {
                return;
            }
            Mask made(static_cast<std::size_t>(cut.endBar));
            for (std::size_t i = 0; i < made.size(); ++i) {
                if ((*mask)[i]) {
                    made.set(i);
                }
            }
            mask = &masks.emplace_back(std::move(made));
        };
        for (PlannedEntry& entry : cut.entries) {
            shorten(entry.mask);
        }
        for (PlannedExit& exit : cut.exits) {
            shorten(exit.condition.mask);
        }
        for (PlannedTarget& target : cut.targets) {
            if (target.condition) {
                shorten(target.condition->mask);
            }
        }
        std::ranges::for_each(cut.sessions, shorten);
        std::ranges::for_each(cut.flats, shorten);
        const Ledger after = simulate(cut);
        for (std::size_t i = 0; i < after.trades.size() && !after.trades[i].isOpen(); ++i) {
            QVERIFY2(after.trades[i] == before.trades[i], qPrintable(QString::number(wish.seed)));
        }
        const auto closedBy = [&](const Ledger& ledger) {
            return std::ranges::count_if(ledger.trades, [&](const Trade& trade) {
                return !trade.isOpen() && trade.exitBar < cut.endBar;
            });
        };
        QCOMPARE(closedBy(after), closedBy(before));
    }
}

void TestLaws::scalingMoneyByAPowerOfTwoChangesNoDecision()
{
    for (std::uint64_t seed = 1; seed <= sw::test::cases(2000u); ++seed) {
        PlanWish wish;
        wish.seed = 550000 + seed;
        wish.moneyRules = false;
        wish.asksPosition = false;
        wish.fractional = seed % 2 == 0;
        const auto owned = randomPlan(wish);
        const double factor = seed % 3 == 0 ? 0.125 : 8;
        const auto other = scaledPlan(*owned, factor);
        const Ledger a = simulate(owned->plan);
        const Ledger b = simulate(other->plan);
        QVERIFY2(a.counters == b.counters, qPrintable(QString::number(wish.seed)));
        QCOMPARE(a.trades.size(), b.trades.size());
        for (std::size_t i = 0; i < a.trades.size(); ++i) {
            Trade grown = a.trades[i];
            for (double* money :
                 {&grown.entryPrice, &grown.exitPrice, &grown.grossPnl, &grown.commission,
                  &grown.financing, &grown.slippage, &grown.netPnl, &grown.initialStop}) {
                *money *= factor;
            }
            QVERIFY2(grown == b.trades[i], qPrintable(QString::number(wish.seed)));
        }
    }
}

void TestLaws::everyThreadGetsTheSameBytes()
{
    const auto runAll = [](std::vector<Ledger>& out) {
        for (std::uint64_t seed = 560000; seed < 560000 + sw::test::cases(300u); ++seed) {
            PlanWish wish;
            wish.seed = seed;
            out.push_back(simulate(randomPlan(wish)->plan));
        }
    };
    std::vector<Ledger> here, first, second;
    std::thread one([&] { runAll(first); });
    std::thread two([&] { runAll(second); });
    runAll(here);
    one.join();
    two.join();
    QVERIFY(here == first);
    QVERIFY(here == second);
}

void TestLaws::totalEquityCarriesTheLastKnownValueOfEachSymbol()
{
    BacktestResult result;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        RandomBars wanted;
        wanted.seed = seed;
        wanted.count = 200;
        wanted.skipOneIn = 5;
        OwnedPlan owned;
        owned.plan.bars = randomBars(wanted);
        owned.plan.endBar = 200 - static_cast<std::int32_t>(seed) * 20;
        owned.plan.capital = 1000;
        PlannedEntry entry;
        entry.mask = owned.mask({5, 50});
        owned.plan.entries.push_back(entry);
        result.runs.push_back(runOf(owned.plan));
    }
    const TotalCurve total = totalCurve(result);
    QVERIFY(std::ranges::is_sorted(total.time));
    QCOMPARE(std::ranges::adjacent_find(total.time), total.time.end());
    for (std::size_t i = 0; i < total.time.size(); ++i) {
        double sum = 0;
        for (const SymbolRun& run : result.runs) {
            const EquityCurve curve = equityCurve(run);
            double value = run.ledger.startCash;
            for (std::size_t k = 0; k < curve.equity.size(); ++k) {
                if (run.bars->time()[static_cast<std::size_t>(curve.firstBar) + k] <=
                    total.time[i]) {
                    value = curve.equity[k];
                }
            }
            sum += value;
        }
        QVERIFY(near(total.equity[i], sum, 3000));
    }
}

SW_TEST(TestLaws)
#include "tst_laws.moc"
