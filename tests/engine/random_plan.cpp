#include "random_plan.h"
#include "shared_words.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace sw::test {

using namespace engine;
using lang::DistanceKind;
using lang::OrderKind;

const Mask* OwnedPlan::mask(const std::vector<int>& bars)
{
    Mask made(plan.bars->size());
    for (const int bar : bars) {
        made.set(static_cast<std::size_t>(bar));
    }
    return &masks.emplace_back(std::move(made));
}

std::span<const double> OwnedPlan::column(std::vector<double> values)
{
    return columns.emplace_back(std::move(values));
}

namespace {

using sw::test::kMissing;

class PlanMaker
{
public:
    explicit PlanMaker(const PlanWish& wish)
        : m_wish(wish), m_dice(wish.seed), m_made(std::make_unique<OwnedPlan>())
    {
        m_wish.simple = m_wish.simple || m_wish.shortWay;
    }

    std::unique_ptr<OwnedPlan> make()
    {
        RandomBars wanted;
        wanted.seed = m_dice.next();
        wanted.count = static_cast<std::size_t>(m_dice.pick(1, m_dice.oneIn(8) ? 3000 : 300));
        wanted.symbol = m_dice.oneIn(4) ? "EURUSD" : "TST";
        wanted.skipOneIn = m_dice.oneIn(3) ? 7 : 0;
        if (m_dice.oneIn(2)) {
            wanted.timeframe = {m_dice.oneIn(2) ? 5 : 60, FrameUnit::Minute};
        }
        plan().bars = randomBars(wanted);
        const int size = bars();
        plan().firstBar = m_dice.oneIn(3) ? m_dice.pick(0, size - 1) / 2 : 0;
        const int shortest = plan().firstBar + (m_wish.shortWay ? 1 : 0);
        plan().endBar = m_dice.oneIn(3) ? m_dice.pick(shortest, size) : size;
        plan().capital = m_dice.oneIn(5) ? m_dice.pick(50, 500) : m_dice.pick(1000, 30000);
        m_reckless = (!m_wish.simple || m_wish.shortWay) && m_dice.oneIn(12);
        plan().marginFraction = m_reckless        ? m_dice.pick(2, 8) / 100.0
                                : m_dice.oneIn(4) ? m_dice.pick(1, 50) / 100.0
                                                  : 1;
        plan().lot = m_wish.fractional ? 0 : lots();
        costs();
        entries();
        if (m_reckless) {
            return std::move(m_made); // nothing that closes what borrowed money has bought
        }
        exits();
        if (m_wish.shortWay) {
            percentStops();
            return std::move(m_made);
        }
        stops();
        if (!m_wish.simple) {
            trails();
            limits();
        }
        return std::move(m_made);
    }

private:
    Plan& plan() { return m_made->plan; }
    int bars() const { return static_cast<int>(m_made->plan.bars->size()); }

    double lots()
    {
        const double choices[] = {1, 1, 1, 1e-8, 0, 0.5, 10};
        return choices[m_dice.pick(0, 6)];
    }

    void costs()
    {
        if (m_wish.freeOfCosts || m_dice.oneIn(3)) {
            return;
        }
        Costs& costs = plan().costs;
        costs.commissionFraction = m_dice.oneIn(2) ? m_dice.pick(0, 20) / 10000.0 : 0;
        costs.slippageFraction = m_dice.oneIn(2) ? m_dice.pick(0, 20) / 10000.0 : 0;
        costs.financingFractionPerYear = m_dice.oneIn(2) ? m_dice.pick(0, 30) / 100.0 : 0;
        if (m_wish.moneyRules) {
            costs.commissionPerTrade = m_dice.oneIn(4) ? m_dice.pick(0, 10) : 0;
            costs.commissionPerShare = m_dice.oneIn(4) ? m_dice.pick(0, 10) / 100.0 : 0;
            costs.slippagePerShare = m_dice.oneIn(4) ? m_dice.pick(0, 10) / 100.0 : 0;
        }
    }

    const Mask* randomMask(int oneIn)
    {
        std::vector<int> set;
        for (int bar = 0; bar < bars(); ++bar) {
            if (m_dice.oneIn(oneIn)) {
                set.push_back(bar);
            }
        }
        return m_made->mask(set);
    }

    int density()
    {
        const int choices[] = {1, 2, 3, 5, 10, 20, 50, 200};
        return choices[m_dice.pick(0, 7)];
    }

    /// A column that lies `ticks` off the closes, with missing values here and there.
    std::span<const double> priceColumn(int ticks)
    {
        std::vector<double> prices;
        const bool holes = m_dice.oneIn(4);
        for (int bar = 0; bar < bars(); ++bar) {
            const double close = plan().bars->close()[static_cast<std::size_t>(bar)];
            const int noise = m_dice.oneIn(2) ? m_dice.pick(-30, 30) : 0;
            prices.push_back(holes && m_dice.oneIn(9) ? kMissing : close + (ticks + noise) / 100.0);
        }
        return m_made->column(std::move(prices));
    }

    std::span<const double> distanceColumn()
    {
        std::vector<double> distances;
        const bool holes = m_dice.oneIn(5);
        const int most = m_dice.pick(2, 600);
        for (int bar = 0; bar < bars(); ++bar) {
            distances.push_back(holes && m_dice.oneIn(9) ? kMissing
                                                         : m_dice.pick(-2, most) / 100.0);
        }
        return m_made->column(std::move(distances));
    }

    lang::Sides sides()
    {
        switch (m_dice.pick(0, 4)) {
        case 0:
            return {true, false};
        case 1:
            return {false, true};
        default:
            return {};
        }
    }

    lang::Sizing sizing()
    {
        using lang::SizingKind;
        if (m_wish.fixedSize) {
            return {SizingKind::Shares, static_cast<double>(m_dice.pick(1, 20)), false, ""};
        }
        const SizingKind kinds[] = {SizingKind::PercentOfEquity, SizingKind::PercentOfEquity,
                                    SizingKind::PercentOfCash,   SizingKind::Cash,
                                    SizingKind::Shares,          SizingKind::RiskPercent,
                                    SizingKind::RiskCash,        SizingKind::EqualSlots};
        if (m_reckless) {
            return {SizingKind::PercentOfEquity, m_dice.pick(5, 50) * 100.0, false, ""};
        }
        lang::Sizing sizing;
        sizing.kind = kinds[m_dice.pick(0, 7)];
        const bool money = sizing.kind == SizingKind::Cash || sizing.kind == SizingKind::RiskCash;
        if (money && !m_wish.moneyRules) {
            sizing.kind = SizingKind::PercentOfEquity;
        }
        switch (sizing.kind) {
        case SizingKind::Cash:
            sizing.value = m_dice.pick(10, 20000);
            break;
        case SizingKind::Shares:
            sizing.value = m_dice.pick(1, 200);
            break;
        case SizingKind::RiskPercent:
            sizing.value = m_dice.pick(1, 50) / 10.0;
            break;
        case SizingKind::RiskCash:
            sizing.value = m_dice.pick(1, 500);
            break;
        default:
            sizing.value = m_dice.oneIn(2) ? 100 : m_dice.pick(1, m_dice.oneIn(4) ? 4000 : 400);
            break;
        }
        return sizing;
    }

    void entries()
    {
        const int count = m_wish.simple ? m_dice.pick(1, 2) : m_dice.pick(1, 4);
        for (int i = 0; i < count; ++i) {
            PlannedEntry entry;
            entry.side = m_dice.oneIn(2) ? Side::Long : Side::Short;
            entry.mask = randomMask(density());
            const OrderKind kinds[] = {OrderKind::Market,  OrderKind::Market, OrderKind::Market,
                                       OrderKind::AtClose, OrderKind::AtOpen, OrderKind::Limit,
                                       OrderKind::Limit,   OrderKind::Stop,   OrderKind::Stop};
            entry.order = m_wish.simple ? OrderKind::Market : kinds[m_dice.pick(0, 8)];
            entry.sizing = sizing();
            entry.validBars = m_dice.oneIn(2) ? m_dice.pick(1, 6) : 0;
            const bool below = (entry.side == Side::Long) == (entry.order == OrderKind::Limit);
            const int ticks =
                m_dice.oneIn(6) ? m_dice.pick(-100, 100) : (below ? -1 : 1) * m_dice.pick(0, 250);
            if (entry.order == OrderKind::Limit || entry.order == OrderKind::Stop) {
                entry.price = priceColumn(ticks);
            }
            plan().entries.push_back(entry);
        }
    }

    std::function<bool(std::int32_t, const PositionState&)> question()
    {
        const market::Bars* bars = plan().bars.get();
        const int modulus = m_dice.pick(2, 40);
        if (m_dice.oneIn(2)) {
            return [modulus](std::int32_t bar, const PositionState& state) {
                return (bar * 7 + state.barsHeld * 3 + state.signalBar) % modulus == 0;
            };
        }
        const double fraction = m_dice.pick(-40, 40) / 1000.0;
        return [bars, fraction](std::int32_t bar, const PositionState& state) {
            const double close = bars->close()[static_cast<std::size_t>(bar)];
            return close / state.entryPrice - 1 > fraction && state.barsHeld > 0;
        };
    }

    PlannedCondition condition(int oneIn)
    {
        PlannedCondition made;
        if (m_wish.asksPosition && m_dice.oneIn(4)) {
            made.test = question();
        } else {
            made.mask = randomMask(oneIn);
        }
        return made;
    }

    void exits()
    {
        const int count = m_dice.pick(0, 3);
        for (int i = 0; i < count; ++i) {
            PlannedExit exit;
            exit.sides = sides();
            if (m_wish.simple) {
                exit.condition.mask = randomMask(density());
            } else {
                exit.condition = condition(density());
                const OrderKind kinds[] = {OrderKind::Market, OrderKind::Market, OrderKind::AtClose,
                                           OrderKind::AtOpen};
                exit.order = kinds[m_dice.pick(0, exit.condition.readsPosition() ? 2 : 3)];
            }
            plan().exits.push_back(std::move(exit));
        }
        if (m_dice.oneIn(4)) {
            plan().exitAfterBars = m_dice.pick(1, 40);
            plan().exitAfterAtClose = !m_wish.simple && m_dice.oneIn(3);
        }
    }

    /// A distance, never a level.
    PlannedLevel distance(bool inRisk)
    {
        PlannedLevel level;
        const DistanceKind kinds[] = {DistanceKind::Percent, DistanceKind::Percent,
                                      DistanceKind::Price,   DistanceKind::Money,
                                      DistanceKind::Pips,    DistanceKind::Ticks,
                                      DistanceKind::Points,  DistanceKind::RMultiple};
        level.kind = kinds[m_dice.pick(0, inRisk ? 7 : 6)];
        const bool inMoney =
            level.kind == DistanceKind::Money || level.kind == DistanceKind::Pips ||
            level.kind == DistanceKind::Ticks || level.kind == DistanceKind::Points;
        if (inMoney && !m_wish.moneyRules) {
            level.kind = DistanceKind::Percent;
        }
        switch (level.kind) {
        case DistanceKind::Percent:
            level.amount = m_dice.pick(1, 60) / 10.0;
            break;
        case DistanceKind::RMultiple:
            level.amount = m_dice.pick(1, 30) / 10.0;
            break;
        case DistanceKind::Money:
            level.amount = m_dice.pick(1, 400);
            break;
        case DistanceKind::Pips:
            level.amount = m_dice.pick(1, 30000);
            break;
        case DistanceKind::Ticks:
            level.amount = m_dice.pick(1, 300);
            break;
        case DistanceKind::Points:
            level.amount = m_dice.pick(1, 40) / 10.0;
            break;
        case DistanceKind::Price:
            level.price.column = distanceColumn();
            break;
        }
        return level;
    }

    /// A level about `ticks` away from the close, in favour for positive ticks of a long.
    PlannedLevel priceLevel(int ticks)
    {
        PlannedLevel level;
        level.isLevel = true;
        if (m_wish.asksPosition && m_dice.oneIn(3)) {
            const market::Bars* bars = plan().bars.get();
            level.price.ask = [bars, ticks](std::int32_t bar, const PositionState& state) {
                const double drift = state.barsHeld * 0.02;
                const double sign = state.side == Side::Long ? 1 : -1;
                return bars->close()[static_cast<std::size_t>(bar)] * 0.5 + state.entryPrice * 0.5 +
                       sign * (ticks / 100.0 - drift);
            };
            return level;
        }
        level.price.column = priceColumn(ticks);
        return level;
    }

    void stops()
    {
        const int stopCount = m_dice.pick(0, 2);
        for (int i = 0; i < stopCount; ++i) {
            PlannedStop stop{sides(), distance(true)};
            if (!m_wish.simple && m_dice.oneIn(3)) {
                stop.level = priceLevel(m_dice.pick(-400, 20));
            }
            plan().stops.push_back(std::move(stop));
        }
        const int targetCount = m_dice.pick(0, 3);
        for (int i = 0; i < targetCount; ++i) {
            PlannedTarget target;
            target.sides = sides();
            target.level = distance(true);
            if (!m_wish.simple && m_dice.oneIn(4)) {
                target.level = priceLevel(m_dice.pick(-20, 400));
            }
            if (!m_wish.simple && m_dice.oneIn(2)) {
                target.fraction = m_dice.pick(1, 20) / 20.0;
            }
            if (!m_wish.simple && m_dice.oneIn(4)) {
                target.condition = condition(3);
            }
            plan().targets.push_back(std::move(target));
        }
    }

    /// At most one stop and one target in percent on each side.
    void percentStops()
    {
        const auto percent = [this] {
            PlannedLevel level;
            level.amount = m_dice.pick(1, 60) / 10.0;
            return level;
        };
        const std::vector<lang::Sides> both = {{}};
        const std::vector<lang::Sides> each = {{false, true}, {true, false}};
        const auto some = [&] {
            return m_dice.oneIn(3) ? std::vector<lang::Sides>() : (m_dice.oneIn(2) ? both : each);
        };
        for (const lang::Sides sides : some()) {
            plan().stops.push_back({sides, percent()});
        }
        for (const lang::Sides sides : some()) {
            PlannedTarget target;
            target.sides = sides;
            target.level = percent();
            plan().targets.push_back(target);
        }
    }

    void trails()
    {
        using Anchor = lang::TrailingStop::Anchor;
        const int count = m_dice.oneIn(2) ? 0 : m_dice.pick(1, 2);
        for (int i = 0; i < count; ++i) {
            PlannedTrail trail;
            trail.sides = sides();
            trail.level = distance(true);
            if (m_dice.oneIn(4)) {
                trail.level = priceLevel(m_dice.pick(-400, 0));
            }
            const Anchor anchors[] = {Anchor::BestHigh, Anchor::BestClose, Anchor::BestLow};
            trail.anchor = anchors[m_dice.pick(0, 2)];
            if (m_dice.oneIn(3)) {
                trail.onceUp = distance(true);
            }
            plan().trails.push_back(std::move(trail));
        }
        const int breakevens = m_dice.oneIn(3) ? m_dice.pick(1, 2) : 0;
        for (int i = 0; i < breakevens; ++i) {
            plan().breakevens.push_back({distance(true)});
        }
    }

    void limits()
    {
        using After = lang::Wait::After;
        for (int i = m_dice.oneIn(3) ? m_dice.pick(1, 2) : 0; i > 0; --i) {
            const After kinds[] = {After::StopOut, After::LosingTrade, After::AnyTrade,
                                   After::Losses};
            lang::CooldownRule rule;
            rule.bars = m_dice.pick(0, 12);
            rule.after = kinds[m_dice.pick(0, 3)];
            rule.losses = m_dice.pick(1, 3);
            plan().cooldowns.push_back(rule);
        }
        for (int i = m_dice.oneIn(3) ? m_dice.pick(1, 2) : 0; i > 0; --i) {
            lang::EntryLimitRule rule;
            rule.count = m_dice.pick(1, 3);
            rule.perWeek = m_dice.oneIn(2);
            plan().entryLimits.push_back(rule);
        }
        for (int i = m_dice.oneIn(4) ? m_dice.pick(1, 2) : 0; i > 0; --i) {
            plan().sessions.push_back(randomMask(2));
        }
        for (int i = m_dice.oneIn(4) ? m_dice.pick(1, 2) : 0; i > 0; --i) {
            plan().flats.push_back(randomMask(m_dice.pick(5, 60)));
        }
    }

    PlanWish m_wish;
    Dice m_dice;
    bool m_reckless = false; ///< borrows a lot and never gets out
    std::unique_ptr<OwnedPlan> m_made;
};

std::string text(const Trade& trade)
{
    return fmt::format("position {} {} entry rule {} fill {} bar {} at {} exit {} {} rule {} bar "
                       "{} at {} signal {} size {} net {} mae {} mfe {} stop {}",
                       trade.position, trade.side == Side::Long ? "long" : "short", trade.entryRule,
                       name(trade.entryFill), trade.entryBar, trade.entryPrice,
                       name(trade.exitReason), name(trade.exitFill), trade.exitRule, trade.exitBar,
                       trade.exitPrice, trade.exitSignalBar, trade.size, trade.netPnl, trade.mae,
                       trade.mfe, trade.initialStop);
}

std::string text(const NoFill& order)
{
    return fmt::format("rule {} signal {} end {} {} price {} size {}", order.entryRule,
                       order.signalBar, order.endBar, name(order.reason), order.price, order.size);
}

template <class T>
std::string firstDifference(std::string_view what, const std::vector<T>& a, const std::vector<T>& b)
{
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        const bool both = i < a.size() && i < b.size();
        if (!both || !(a[i] == b[i])) {
            return fmt::format("{} {}: [{}] against [{}]", what, i,
                               i < a.size() ? text(a[i]) : "none",
                               i < b.size() ? text(b[i]) : "none");
        }
    }
    return {};
}

} // namespace

std::unique_ptr<OwnedPlan> randomPlan(const PlanWish& wish)
{
    return PlanMaker(wish).make();
}

std::string difference(const Ledger& a, const Ledger& b)
{
    if (std::string found = firstDifference("trade", a.trades, b.trades); !found.empty()) {
        return found;
    }
    if (std::string found = firstDifference("order", a.noFills, b.noFills); !found.empty()) {
        return found;
    }
    const Counters& x = a.counters;
    const Counters& y = b.counters;
    if (!(x == y)) {
        std::string found = fmt::format(
            "counters: signals {}/{} exits {}/{} orders {}/{} fills {}/{} ambiguous {}/{} shrunk "
            "{}/{}",
            x.entrySignals, y.entrySignals, x.exitSignals, y.exitSignals, x.orders, y.orders,
            x.fills, y.fills, x.ambiguousBars, y.ambiguousBars, x.shrunkOrders, y.shrunkOrders);
        for (std::size_t i = 0; i < kNoFillReasons; ++i) {
            found += fmt::format(" {} {}/{}", name(static_cast<NoFillReason>(i)), x.notFilled[i],
                                 y.notFilled[i]);
        }
        return found;
    }
    return a == b ? std::string() : "symbol, window or state";
}

} // namespace sw::test
