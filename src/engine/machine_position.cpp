// Fills, protections and bookkeeping of the open position in the event-driven machine.
#include "engine/machine.h"

#include <algorithm>

namespace sw::engine {

namespace {

bool isInsideFill(FillRule fill)
{
    return fill == FillRule::LimitTouch || fill == FillRule::StopTouch;
}

/// Fills at a bar's close: the whole bar was held.
bool isCloseFill(FillRule fill)
{
    return fill == FillRule::SameClose || fill == FillRule::Ruin || fill == FillRule::EndOfData;
}

} // namespace

// ---- entry

bool Machine::entriesUsedUp(Bar bar) const
{
    const std::int64_t day = localDay(m_bars, bar);
    for (const lang::EntryLimitRule& rule : m_plan.entryLimits) {
        int found = 0;
        // Days go back by a clock change at most; two weeks behind nothing counts any more.
        for (std::size_t i = m_fillDays.size(); i > 0 && m_fillDays[i - 1] > day - 14; --i) {
            const std::int64_t other = m_fillDays[i - 1];
            found += (rule.perWeek ? weekOfDay(other) == weekOfDay(day) : other == day) ? 1 : 0;
        }
        if (found >= rule.count) {
            return true;
        }
    }
    return false;
}

void Machine::enter(std::size_t rule, Bar signalBar, Bar bar, double raw, FillRule fill)
{
    const PlannedEntry& planned = m_plan.entries[rule];
    const double orderPrice = m_isPending ? m_pendingPrice : kNoPrice;
    m_isPending = false;
    if (m_inPosition) {
        leaveAll(bar, {raw, fill, ExitReason::Reversal, -1, signalBar});
    }
    if (!m_plan.entryLimits.empty() && entriesUsedUp(bar)) {
        notFilled(NoFillReason::EntryLimit, rule, signalBar, bar, orderPrice, 0);
        return;
    }
    const Bar frozenBar = planned.order == lang::OrderKind::AtOpen ? signalBar - 1 : signalBar;
    EntryFill entry;
    entry.position = m_positions;
    entry.side = planned.side;
    entry.rule = static_cast<std::int32_t>(rule);
    entry.signalBar = signalBar;
    entry.bar = bar;
    entry.fill = fill;
    entry.raw = raw;
    entry.price = hasSlippage(fill) ? worsened(raw, planned.side == Side::Long, m_plan.costs) : raw;
    entry.size = kNoPrice;
    OpeningStop stop = openingStop(m_plan, entry, frozenBar);
    if (stop.missing) {
        notFilled(NoFillReason::MissingPrice, rule, signalBar, bar, orderPrice, 0);
        return;
    }
    const double distance = signOf(entry.side) * (entry.price - stop.price);
    const SizeAnswer answer =
        sizeAt(planned.sizing, {m_balance, entry.price, distance, m_plan.marginFraction}, m_lots,
               m_plan.costs);
    if (answer.rejected) {
        notFilled(*answer.rejected, rule, signalBar, bar, orderPrice, answer.wanted);
        return;
    }
    m_ledger.counters.shrunkOrders += answer.shrunk ? 1 : 0;
    entry.size = answer.size;
    if (m_moneyStops) {
        stop = openingStop(m_plan, entry, frozenBar);
    }
    entry.initialStop = stop.price;
    entry.commission = commissionOf(entry.size, entry.price, m_plan.costs);
    open(entry, stop, frozenBar);
}

void Machine::open(const EntryFill& entry, const OpeningStop& stop, Bar frozenBar)
{
    ++m_ledger.counters.fills;
    ++m_positions;
    m_enteredNow = true;
    m_inPosition = true;
    Position& position = m_position;
    position.entry = entry;
    const market::Instrument& instrument = m_bars.instrument();
    position.base = {entry.side,     entry.price,
                     entry.size,     std::fabs(entry.price - stop.price),
                     instrument.pip, instrument.tick};
    position.left = entry.size;
    position.commissionLeft = entry.commission;
    position.pnl = 0;
    position.lowest = position.highest = entry.raw;
    position.seen = entry.fill == FillRule::SameClose ? entry.bar + 1 : entry.bar;
    position.best = entry.price;
    position.soldFraction = 0;
    position.initial = {stop.price, ExitReason::StopLoss, stop.rule};
    position.stop = position.initial;
    position.nearTarget = position.nearArm = kNoPrice;
    position.day = localDay(m_bars, entry.bar);
    if (!m_plan.entryLimits.empty()) {
        m_fillDays.push_back(position.day);
    }
    openProtections(frozenBar);
    findRuinPrice();
    const double level = position.stop.price;
    if (isLong() ? entry.raw <= level : entry.raw >= level) {
        leaveAll(entry.bar,
                 {entry.raw, FillRule::WrongSideStop, position.stop.reason, position.stop.rule});
        return;
    }
    findLimits();
}

double Machine::frozenPrice(const PlannedLevel& level, Bar frozenBar) const
{
    const bool hasColumn = !level.isLevel && level.kind == lang::DistanceKind::Price;
    return hasColumn ? valueAt(level.price, m_position.entry, frozenBar) : kNoPrice;
}

double Machine::armPrice(const PlannedLevel& level, Bar frozenBar) const
{
    return priceAway(level, m_position.base, frozenPrice(level, frozenBar), m_position.entry.price,
                     1);
}

void Machine::openProtections(Bar frozenBar)
{
    Position& position = m_position;
    const EntryFill& entry = position.entry;
    const Bar lastCompleted = entry.fill == FillRule::SameClose ? entry.bar : entry.bar - 1;
    for (const std::size_t i : rules().trails) {
        const PlannedTrail& rule = m_plan.trails[i];
        Trail& trail = position.trails[i];
        trail.best = entry.price;
        trail.frozen = frozenPrice(rule.level, frozenBar);
        trail.armed = !rule.onceUp.has_value();
        trail.armPrice = rule.onceUp ? armPrice(*rule.onceUp, frozenBar) : kNoPrice;
        trail.level = kNoPrice;
        if (trail.armed) {
            trail.level = rule.level.isLevel
                              ? valueAt(rule.level.price, entry, lastCompleted)
                              : priceAway(rule.level, position.base, trail.frozen, trail.best, -1);
        }
    }
    for (std::size_t i = 0; i < m_plan.breakevens.size(); ++i) {
        position.breakevens[i] = {false, armPrice(m_plan.breakevens[i].onceUp, frozenBar)};
    }
    for (const std::size_t i : rules().targets) {
        const PlannedLevel& level = m_plan.targets[i].level;
        position.targets[i].done = false;
        position.targets[i].price =
            level.isLevel
                ? kNoPrice
                : priceAway(level, position.base, frozenPrice(level, frozenBar), entry.price, 1);
    }
    if (!rules().trails.empty()) {
        refreshStop();
    }
    refreshNearest();
}

/// The price at or beyond which a close could exhaust the equity, a little on the safe side.
void Machine::findRuinPrice()
{
    Position& position = m_position;
    const EntryFill& entry = position.entry;
    const double financing =
        financingOf(entry.side, position.left * entry.price, m_endDay - position.day, m_plan.costs);
    const double sign = signOf(entry.side);
    const double reserve = (m_balance - position.commissionLeft - financing) / position.left;
    const double exact = entry.price - sign * reserve;
    position.ruinPrice = exact + sign * 1e-9 * (std::fabs(entry.price) + std::fabs(exact));
}

// ---- exit

void Machine::seeUpTo(Bar bar)
{
    if (m_position.seen < bar) {
        widen(m_bars, static_cast<std::size_t>(m_position.seen), static_cast<std::size_t>(bar),
              m_position.lowest, m_position.highest);
        m_position.seen = bar;
    }
}

void Machine::leave(Bar bar, double size, const Exit& how)
{
    Position& position = m_position;
    seeUpTo(isCloseFill(how.fill) ? bar + 1 : bar);
    const double dust = m_lots.dust(position.entry.size);
    ExitFill exit;
    exit.bar = bar;
    exit.signalBar = how.signalBar;
    exit.rule = how.rule;
    exit.reason = how.reason;
    exit.fill = how.fill;
    exit.raw = how.raw;
    exit.isLast = position.left - size < dust;
    exit.size = exit.isLast ? position.left : size;
    exit.lowest = std::min(position.lowest, how.raw);
    exit.highest = std::max(position.highest, how.raw);
    Trade& trade = addedTrade(m_ledger.trades);
    bookTrade(trade, position.entry, exit, localDay(m_bars, bar) - position.day, m_plan.costs,
              position.commissionLeft);
    if (how.reason == ExitReason::StillOpen) {
        return;
    }
    m_balance += trade.netPnl;
    position.pnl += trade.netPnl;
    position.left -= exit.size;
    if (exit.isLast) {
        closed(bar, how.reason);
    } else {
        findRuinPrice();
        refreshNearest();
        findLimits();
    }
}

void Machine::closed(Bar bar, ExitReason reason)
{
    m_inPosition = false;
    m_exitPending = false;
    const bool lost = m_position.pnl < 0;
    for (std::size_t i = 0; i < m_plan.cooldowns.size(); ++i) {
        const lang::CooldownRule& rule = m_plan.cooldowns[i];
        bool waits = rule.after == lang::Wait::After::AnyTrade;
        if (rule.after == lang::Wait::After::StopOut) {
            waits = reason == ExitReason::StopLoss || reason == ExitReason::TrailingStop ||
                    reason == ExitReason::Breakeven;
        } else if (rule.after == lang::Wait::After::LosingTrade) {
            waits = lost;
        } else if (rule.after == lang::Wait::After::Losses) {
            m_lossesInRow[i] = lost ? m_lossesInRow[i] + 1 : 0;
            waits = m_lossesInRow[i] >= rule.losses;
            if (waits) {
                m_lossesInRow[i] = 0;
            }
        }
        m_blockedUntil = waits ? std::max(m_blockedUntil, bar + rule.bars) : m_blockedUntil;
    }
}

// ---- completed bars

void Machine::completeBar(Bar bar)
{
    const EntryFill& entry = m_position.entry;
    double low = m_low[bar];
    double high = m_high[bar];
    if (bar == entry.bar && isInsideFill(entry.fill)) {
        // What lay before the fill is unknown: only the adverse side and the close are sure enough.
        (isLong() ? high : low) = m_close[bar];
        m_position.lowest = std::min(m_position.lowest, low);
        m_position.highest = std::max(m_position.highest, high);
        m_position.seen = bar + 1;
    }
    if (!rules().trails.empty() || !m_plan.breakevens.empty()) {
        advance(static_cast<std::size_t>(bar), low, high);
    }
}

/// Trailing and breakeven stops after a completed bar of which `low` and `high` count.
void Machine::advance(std::size_t bar, double low, double high)
{
    Position& position = m_position;
    const Side side = position.entry.side;
    const bool up = side == Side::Long;
    const auto better = [up](double a, double b) { return up ? std::max(a, b) : std::min(a, b); };
    const auto reached = [up](double a, double b) { return up ? a >= b : a <= b; };
    position.best = better(position.best, up ? high : low);
    bool moved = false;
    for (const std::size_t i : rules().trails) {
        const PlannedTrail& rule = m_plan.trails[i];
        Trail& trail = position.trails[i];
        double anchor = m_close[bar];
        if (rule.anchor == lang::TrailingStop::Anchor::BestHigh) {
            anchor = up ? high : low;
        } else if (rule.anchor == lang::TrailingStop::Anchor::BestLow) {
            anchor = up ? low : high;
        }
        trail.best = better(trail.best, anchor);
        trail.armed = trail.armed || reached(position.best, trail.armPrice);
        if (!trail.armed) {
            continue;
        }
        const double level =
            rule.level.isLevel ? valueAt(rule.level.price, position.entry, static_cast<Bar>(bar))
                               : priceAway(rule.level, position.base, trail.frozen, trail.best, -1);
        if (isTighter(side, level, trail.level)) {
            trail.level = level;
            moved = true;
        }
    }
    bool armedNow = false;
    for (Breakeven& breakeven : position.breakevens) {
        if (!breakeven.armed && reached(position.best, breakeven.armPrice)) {
            breakeven.armed = armedNow = true;
        }
    }
    if (moved || armedNow) {
        refreshStop();
    }
    if (armedNow) {
        refreshNearest();
        findLimits();
    }
}

void Machine::refreshStop()
{
    Position& position = m_position;
    const Side side = position.entry.side;
    position.stop = position.initial;
    for (const std::size_t i : rules().trails) {
        if (position.trails[i].armed &&
            isTighter(side, position.trails[i].level, position.stop.price)) {
            position.stop = {position.trails[i].level, ExitReason::TrailingStop,
                             static_cast<std::int32_t>(i)};
        }
    }
    for (std::size_t i = 0; i < position.breakevens.size(); ++i) {
        if (position.breakevens[i].armed &&
            isTighter(side, position.entry.price, position.stop.price)) {
            position.stop = {position.entry.price, ExitReason::Breakeven,
                             static_cast<std::int32_t>(i)};
        }
    }
    findLimits();
}

void Machine::refreshNearest()
{
    Position& position = m_position;
    const Side ahead =
        isLong() ? Side::Short : Side::Long; // the nearer of two is the "tighter" one
    position.nearTarget = kNoPrice;
    for (const std::size_t i : rules().targets) {
        if (!position.targets[i].done &&
            isTighter(ahead, position.targets[i].price, position.nearTarget)) {
            position.nearTarget = position.targets[i].price;
        }
    }
    position.nearArm = kNoPrice;
    for (const Breakeven& breakeven : position.breakevens) {
        // Reached by the fill already: the next bar to complete arms it, whatever its prices.
        const bool reached =
            isLong() ? position.best >= breakeven.armPrice : position.best <= breakeven.armPrice;
        const double arm = !reached ? breakeven.armPrice : (isLong() ? -kInfinity : kInfinity);
        if (!breakeven.armed && isTighter(ahead, arm, position.nearArm)) {
            position.nearArm = arm;
        }
    }
}

// ---- targets

double Machine::targetPrice(std::size_t target, Bar bar) const
{
    const PlannedLevel& level = m_plan.targets[target].level;
    return level.isLevel ? valueAt(level.price, m_position.entry, bar - 1)
                         : m_position.targets[target].price;
}

bool Machine::targetLive(std::size_t target, Bar bar) const
{
    if (m_position.targets[target].done) {
        return false;
    }
    const std::optional<PlannedCondition>& condition = m_plan.targets[target].condition;
    if (!condition) {
        return true;
    }
    if (bar == 0) {
        return false;
    }
    return condition->readsPosition() ? condition->test(bar - 1, stateOf(m_position.entry, bar - 1))
                                      : (*condition->mask)[static_cast<std::size_t>(bar - 1)];
}

void Machine::takeTarget(std::size_t target, Bar bar, double raw, FillRule fill)
{
    Position& position = m_position;
    const double fraction = m_plan.targets[target].fraction;
    position.targets[target].done = true;
    position.soldFraction += fraction;
    double size = position.left;
    if (position.soldFraction < 1 - 1e-12) {
        size = std::min(size, m_lots.whole(position.entry.size * fraction));
    }
    if (size > 0) {
        leave(bar, size, {raw, fill, ExitReason::TakeProfit, static_cast<std::int32_t>(target)});
    } else {
        refreshNearest();
        findLimits();
    }
}

/// Takes the targets between the open and `limit`, nearest first.
void Machine::runTargets(Bar bar, double limit)
{
    const Side ahead = isLong() ? Side::Short : Side::Long;
    while (m_inPosition) {
        double nearest = kNoPrice;
        std::size_t chosen = 0;
        for (const std::size_t i : rules().targets) {
            if (!targetLive(i, bar)) {
                continue;
            }
            const double price = targetPrice(i, bar);
            if (sidesSee(limit, price) && isTighter(ahead, price, nearest)) {
                nearest = price;
                chosen = i;
            }
        }
        if (nearest != nearest) {
            return;
        }
        takeTarget(chosen, bar, nearest, FillRule::TargetTouch);
    }
}

} // namespace sw::engine
