#include "engine/short_machine.h"

#include "market/large_pages.h"

#include <algorithm>
#include <limits>

namespace sw::engine {

namespace {

bool isPercent(const PlannedLevel& level)
{
    return !level.isLevel && level.kind == lang::DistanceKind::Percent;
}

template <class Rule> bool atMostOnePercentASide(const std::vector<Rule>& rules)
{
    int longs = 0;
    int shorts = 0;
    for (const Rule& rule : rules) {
        if (!isPercent(rule.level)) {
            return false;
        }
        longs += rule.sides.longs ? 1 : 0;
        shorts += rule.sides.shorts ? 1 : 0;
    }
    return longs <= 1 && shorts <= 1;
}

} // namespace

bool ShortMachine::canRun(const Plan& plan)
{
    const bool market = std::ranges::all_of(plan.entries, [](const PlannedEntry& entry) {
        return entry.order == lang::OrderKind::Market;
    });
    const bool byMasks = std::ranges::all_of(plan.exits, [](const PlannedExit& exit) {
        return exit.order == lang::OrderKind::Market && !exit.condition.readsPosition();
    });
    const bool whole = std::ranges::all_of(plan.targets, [](const PlannedTarget& target) {
        return target.fraction >= 1 && !target.condition;
    });
    return market && byMasks && whole && !plan.exitAfterAtClose &&
           plan.exitAfterBars.value_or(1) >= 1 && atMostOnePercentASide(plan.stops) &&
           atMostOnePercentASide(plan.targets) && plan.trails.empty() && plan.breakevens.empty() &&
           plan.cooldowns.empty() && plan.entryLimits.empty() && plan.sessions.empty() &&
           plan.flats.empty() && plan.firstBar < plan.endBar;
}

ShortMachine::ShortMachine(const Plan& plan)
    : m_plan(plan),
      m_bars(*plan.bars),
      m_open(m_bars.open().data()),
      m_high(m_bars.high().data()),
      m_low(m_bars.low().data()),
      m_close(m_bars.close().data()),
      m_end(plan.endBar),
      m_lots(plan.lot),
      m_balance(plan.capital),
      m_countsDays(plan.costs.financingFractionPerYear != 0),
      m_endDay(localDay(m_bars, plan.endBar - 1))
{
    m_ledger.symbol = m_bars.symbol();
    m_ledger.startCash = plan.capital;
    m_ledger.firstBar = plan.firstBar;
    m_ledger.endBar = m_end;
    std::vector<const Mask*> any;
    for (const Side side : {Side::Long, Side::Short}) {
        SideRules& rules = rulesOf(side);
        std::vector<const Mask*> entries, exits;
        for (const PlannedEntry& rule : plan.entries) {
            if (rule.side == side) {
                entries.push_back(rule.mask);
                any.push_back(rule.mask);
            }
        }
        for (const PlannedExit& rule : plan.exits) {
            if (rule.sides.has(side)) {
                exits.push_back(rule.condition.mask);
            }
        }
        rules.entries.watch(entries, plan.firstBar, m_end);
        rules.exits.watch(exits, plan.firstBar, m_end);
        for (std::size_t i = 0; i < plan.stops.size(); ++i) {
            if (plan.stops[i].sides.has(side)) {
                rules.stopMove = -signOf(side) * plan.stops[i].level.amount / 100;
                rules.stopRule = static_cast<std::int32_t>(i);
            }
        }
        for (std::size_t i = 0; i < plan.targets.size(); ++i) {
            if (plan.targets[i].sides.has(side)) {
                rules.targetMove = signOf(side) * plan.targets[i].level.amount / 100;
                rules.targetRule = static_cast<std::int32_t>(i);
            }
        }
    }
    m_anyEntry.watch(any, plan.firstBar, m_end);
    m_isLone = plan.entries.size() == 1;
    m_takesAllEquity = true;
    std::int64_t positions = 0;
    for (const PlannedEntry& rule : plan.entries) {
        m_takesAllEquity = m_takesAllEquity && takesAllEquity(rule.sizing, plan.marginFraction);
        positions += countRises(*rule.mask, plan.firstBar, m_end);
    }
    // A guess: a stop lets one run of signals enter twice, a long hold passes several.
    market::reserveLarge(m_ledger.trades, static_cast<std::size_t>(positions) + 1);
}

Ledger ShortMachine::run(const std::stop_token& stop)
{
    int events = 0;
    Bar bar = m_plan.firstBar; // the first close on which an entry may be decided
    while (m_ledger.state != EndState::Ruined) {
        if (m_balance <= 0) {
            ruin(bar);
            break;
        }
        bar = m_anyEntry.next(bar);
        if (bar >= m_end) {
            break;
        }
        Order order = orderAt(bar, true, Side::Long);
        while (order.exists) {
            if (++events % kEventsPerLook == 0 && stop.stop_requested()) {
                finish();
                return std::move(m_ledger);
            }
            const Order filling = order;
            order.exists = false;
            bar = filling.signalBar + 1;
            if (bar >= m_end) {
                notFilled(NoFillReason::EndOfData, filling, m_end - 1, 0);
            } else if (enter(filling)) {
                bar =
                    m_entry.side == Side::Long ? hold<Side::Long>(order) : hold<Side::Short>(order);
            }
        }
    }
    finish();
    return std::move(m_ledger);
}

/// The order of the first entry rule, of any side or of the given one, that is true at a close.
/// Further ones of the same close meet that order. Requires: a rule of that kind is true.
inline ShortMachine::Order ShortMachine::orderAt(Bar bar, bool anySide, Side side)
{
    if (m_isLone) {
        ++m_ledger.counters.orders;
        return {0, bar, true};
    }
    Order order;
    for (std::size_t i = 0; i < m_plan.entries.size(); ++i) {
        const PlannedEntry& rule = m_plan.entries[i];
        if ((!anySide && rule.side != side) || !isTrue(*rule.mask, bar)) {
            continue;
        }
        if (order.exists) {
            ++m_ledger.counters.notFilled[static_cast<std::size_t>(NoFillReason::OrderPending)];
        } else {
            order = {i, bar, true};
            ++m_ledger.counters.orders;
        }
    }
    return order;
}

inline bool ShortMachine::enter(const Order& order)
{
    return m_plan.entries[order.rule].side == Side::Long ? enterAs<Side::Long>(order)
                                                         : enterAs<Side::Short>(order);
}

/// Fills an order at the open after its signal. False when it was rejected.
template <Side kSide> bool ShortMachine::enterAs(const Order& order)
{
    const SideRules& rules = rulesOf(kSide);
    const Costs& costs = m_plan.costs;
    const Bar bar = order.signalBar + 1;
    const double raw = m_open[bar];
    const double price = worsened(raw, kSide == Side::Long, costs);
    const double stop = movedBy(price, rules.stopMove);
    double size = 0;
    if (m_takesAllEquity) {
        // What is asked for can be paid, and the same quotient need not be computed twice.
        const double wanted = std::max(0.0, sizeForBudget(m_balance, price, 1, costs));
        size = m_lots.whole(wanted);
        if (!(size > 0)) {
            notFilled(NoFillReason::BelowOneLot, order, bar, wanted);
            return false;
        }
    } else {
        const double distance = signOf(kSide) * (price - stop);
        const SizeAnswer answer =
            sizeAt(m_plan.entries[order.rule].sizing,
                   {m_balance, price, distance, m_plan.marginFraction}, m_lots, costs);
        if (answer.rejected) {
            notFilled(*answer.rejected, order, bar, answer.wanted);
            return false;
        }
        m_ledger.counters.shrunkOrders += answer.shrunk ? 1 : 0;
        size = answer.size;
    }
    ++m_ledger.counters.fills;
    m_entry.position = m_positions++;
    m_entry.side = kSide;
    m_entry.rule = static_cast<std::int32_t>(order.rule);
    m_entry.signalBar = order.signalBar;
    m_entry.bar = bar;
    m_entry.raw = raw;
    m_entry.price = price;
    m_entry.size = size;
    m_entry.initialStop = m_stop = stop;
    m_entry.commission = commissionOf(size, price, costs);
    m_target = movedBy(price, rules.targetMove);
    m_passed = {raw, raw};
    const double financing =
        m_countsDays ? financingOf(kSide, size * price, m_endDay - localDay(m_bars, bar), costs)
                     : 0;
    const double exact =
        price - signOf(kSide) * ((m_balance - m_entry.commission - financing) / size);
    m_ruinPrice = exact + signOf(kSide) * 1e-9 * (std::fabs(price) + std::fabs(exact));
    return true;
}

/// Holds the position to its exit. Answers the bar of the exit, and in `next` the order of the
/// other side that was decided together with it.
template <Side kSide> ShortMachine::Bar ShortMachine::hold(Order& next)
{
    const Bar entryBar = m_entry.bar;
    SideRules& rules = rulesOf(kSide);
    if (kSide == Side::Long ? m_entry.raw <= m_stop : m_entry.raw >= m_stop) {
        leave<kSide>(
            {entryBar, m_entry.raw, FillRule::WrongSideStop, ExitReason::StopLoss, rules.stopRule});
        return entryBar;
    }
    const Bar decision =
        std::min(rules.exits.next(entryBar), rulesOf(otherSide(kSide)).entries.next(entryBar));
    const Bar due = m_plan.exitAfterBars ? entryBar + *m_plan.exitAfterBars : m_end;
    const Bar exposed = std::min({decision + 1, due, m_end}); // one past the last exposed bar
    // Trades lie far apart in memory: what the exit and the next entry will read is fetched while
    // the bars between are searched. A stop may come first; then this was in vain.
    const Bar after = std::min(m_anyEntry.peek(std::min(exposed, m_end - 1)), m_end - 1);
    __builtin_prefetch(m_open + std::min(exposed, m_end - 1));
    __builtin_prefetch(m_open + after);
    __builtin_prefetch(m_low + after);
    __builtin_prefetch(m_high + after);
    Exit exit;
    if (findProtection<kSide>(exposed, exit)) {
        leave<kSide>(exit);
        if (exit.reason == ExitReason::Ruin) {
            ruin(exit.bar);
        }
        return exit.bar;
    }
    if (decision < exposed) {
        decideAt<kSide>(decision, exit, next);
        if (exit.bar < m_end) {
            leave<kSide>(exit);
            return exit.bar;
        }
    } else if (due < m_end) {
        leave<kSide>({due, m_open[due], FillRule::TimeOpen, ExitReason::TimeExit});
        return due;
    }
    if (next.exists) {
        notFilled(NoFillReason::EndOfData, next, m_end - 1, 0);
        next.exists = false;
    }
    leave<kSide>({m_end - 1, m_close[m_end - 1], FillRule::EndOfData, ExitReason::StillOpen});
    return m_end;
}

/// What a close on which an exit rule or an entry of the other side is true decides.
template <Side kSide> void ShortMachine::decideAt(Bar bar, Exit& exit, Order& next)
{
    exit = {bar + 1, 0, FillRule::NextOpen, ExitReason::Reversal, -1, bar};
    if (rulesOf(kSide).exits.hits(bar)) {
        for (std::size_t i = 0; i < m_plan.exits.size(); ++i) {
            const PlannedExit& rule = m_plan.exits[i];
            if (rule.sides.has(kSide) && isTrue(*rule.condition.mask, bar)) {
                exit.reason = ExitReason::Rule;
                exit.rule = static_cast<std::int32_t>(i);
                break;
            }
        }
    }
    if (rulesOf(otherSide(kSide)).entries.hits(bar)) {
        next = orderAt(bar, false, otherSide(kSide));
    }
    exit.raw = exit.bar < m_end ? m_open[exit.bar] : 0;
}

/// The first stop, target or exhausted equity from the entry to before `to`; false when there is
/// none. The bars that were held whole widen m_passed.
template <Side kSide> bool ShortMachine::findProtection(Bar to, Exit& exit)
{
    constexpr bool kUp = kSide == Side::Long;
    constexpr double kNone = kUp ? -kInfinity : kInfinity;
    const double stop = m_stop == m_stop ? m_stop : kNone;
    const double target = m_target == m_target ? m_target : -kNone;
    const TouchLimits limits = kUp ? TouchLimits{std::max(stop, m_ruinPrice), target}
                                   : TouchLimits{target, std::min(stop, m_ruinPrice)};
    const auto beyondStop = [this](double price) {
        return kUp ? price <= m_stop : price >= m_stop;
    };
    const auto beyondTarget = [this](double price) {
        return kUp ? price >= m_target : price <= m_target;
    };
    const SideRules& rules = rulesOf(kSide);
    for (Bar bar = m_entry.bar;; ++bar) {
        bar = static_cast<Bar>(firstTouchWidening(m_bars, static_cast<std::size_t>(bar),
                                                  static_cast<std::size_t>(to), limits, m_passed));
        if (bar >= to) {
            return false;
        }
        const double open = m_open[bar];
        const double worst = kUp ? m_low[bar] : m_high[bar];
        const double best = kUp ? m_high[bar] : m_low[bar];
        if (beyondStop(open)) {
            exit = {bar, open, FillRule::ProtectiveGap, ExitReason::StopLoss, rules.stopRule};
            return true;
        }
        if (beyondTarget(open)) {
            exit = {bar, open, FillRule::TargetGap, ExitReason::TakeProfit, rules.targetRule};
            return true;
        }
        if (beyondStop(worst)) {
            m_ledger.counters.ambiguousBars += beyondTarget(best) ? 1 : 0;
            exit = {bar, m_stop, FillRule::ProtectiveTouch, ExitReason::StopLoss, rules.stopRule};
            return true;
        }
        if (beyondTarget(best)) {
            exit = {bar, m_target, FillRule::TargetTouch, ExitReason::TakeProfit, rules.targetRule};
            return true;
        }
        m_passed = {std::min(m_passed.low, m_low[bar]), std::max(m_passed.high, m_high[bar])};
        if (exhausts(bar)) {
            exit = {bar, m_close[bar], FillRule::Ruin, ExitReason::Ruin};
            return true;
        }
    }
}

bool ShortMachine::exhausts(Bar bar) const
{
    const std::int64_t days =
        m_countsDays ? localDay(m_bars, bar) - localDay(m_bars, m_entry.bar) : 0;
    return equityAt(m_balance, m_entry, m_entry.size, m_close[bar], m_entry.commission, days,
                    m_plan.costs) <= 0;
}

template <Side kSide> void ShortMachine::leave(const Exit& how)
{
    m_entry.side = kSide; // for the compiler: what follows is of one side
    ExitFill exit;
    exit.bar = how.bar;
    exit.signalBar = how.signalBar;
    exit.rule = how.rule;
    exit.reason = how.reason;
    exit.fill = how.fill;
    exit.raw = how.raw;
    exit.size = m_entry.size;
    exit.isLast = true;
    exit.lowest = std::min(m_passed.low, how.raw);
    exit.highest = std::max(m_passed.high, how.raw);
    const std::int64_t days =
        m_countsDays ? localDay(m_bars, how.bar) - localDay(m_bars, m_entry.bar) : 0;
    double commissionLeft = m_entry.commission;
    Trade& trade = addedTrade(m_ledger.trades);
    bookTrade(trade, m_entry, exit, days, m_plan.costs, commissionLeft);
    if (how.reason != ExitReason::StillOpen) {
        m_balance += trade.netPnl;
    }
}

void ShortMachine::notFilled(NoFillReason reason, const Order& order, Bar bar, double size)
{
    ++m_ledger.counters.notFilled[static_cast<std::size_t>(reason)];
    if (m_ledger.noFills.size() < Ledger::kMaxNoFills) {
        m_ledger.noFills.push_back({order.signalBar, bar, static_cast<std::int32_t>(order.rule),
                                    m_plan.entries[order.rule].side, reason, kNoPrice, size});
    }
}

void ShortMachine::ruin(Bar bar)
{
    m_ledger.state = EndState::Ruined;
    for (const PlannedEntry& rule : m_plan.entries) {
        m_ledger.counters.notFilled[static_cast<std::size_t>(NoFillReason::Ruined)] +=
            static_cast<std::int64_t>(
                rule.mask->count(static_cast<std::size_t>(bar), static_cast<std::size_t>(m_end)));
    }
}

void ShortMachine::finish()
{
    countSignals(m_plan, m_ledger.counters);
}

void countSignals(const Plan& plan, Counters& counters)
{
    if (plan.endBar <= plan.firstBar) {
        return;
    }
    for (const PlannedExit& rule : plan.exits) {
        if (!rule.condition.readsPosition()) {
            counters.exitSignals += countBits(*rule.condition.mask, plan.firstBar, plan.endBar);
        }
    }
    for (const PlannedEntry& rule : plan.entries) {
        counters.entrySignals += countBits(*rule.mask, plan.firstBar, plan.endBar);
    }
    std::int64_t ignored = counters.entrySignals - counters.fills;
    for (const std::int64_t count : counters.notFilled) {
        ignored -= count;
    }
    counters.notFilled[static_cast<std::size_t>(NoFillReason::AlreadyInPosition)] = ignored;
}

} // namespace sw::engine
