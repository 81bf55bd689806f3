#include "engine/plain_machine.h"

#include <algorithm>

namespace sw::engine {

namespace {

bool buyTouches(lang::OrderKind kind, double price, double low, double high)
{
    return kind == lang::OrderKind::Limit ? low <= price : high >= price;
}

bool sellTouches(lang::OrderKind kind, double price, double low, double high)
{
    return kind == lang::OrderKind::Limit ? high >= price : low <= price;
}

} // namespace

PlainMachine::PlainMachine(const Plan& plan)
    : m_plan(plan),
      m_bars(*plan.bars),
      m_lots(plan.lot),
      m_balance(plan.capital),
      m_blockedUntil(plan.firstBar),
      m_lossesInRow(plan.cooldowns.size(), 0)
{
    m_ledger.symbol = m_bars.symbol();
    m_ledger.startCash = plan.capital;
    m_ledger.firstBar = plan.firstBar;
    m_ledger.endBar = plan.endBar;
}

Ledger PlainMachine::run()
{
    for (Bar bar = m_plan.firstBar; bar < m_plan.endBar; ++bar) {
        for (const PlannedExit& rule : m_plan.exits) {
            if (!rule.condition.readsPosition() && isTrue(*rule.condition.mask, bar)) {
                ++m_ledger.counters.exitSignals;
            }
        }
        if (m_ledger.state != EndState::Ruined) {
            atOpen(bar);
            inside(bar);
            atClose(bar);
        } else {
            for (const PlannedEntry& rule : m_plan.entries) {
                if (isTrue(*rule.mask, bar)) {
                    ++m_ledger.counters.entrySignals;
                    ++m_ledger.counters.notFilled[static_cast<std::size_t>(NoFillReason::Ruined)];
                }
            }
        }
    }
    finish();
    return std::move(m_ledger);
}

// ---- section 2.1: the open

void PlainMachine::atOpen(Bar bar)
{
    m_enteredNow = false;
    exitsAtOpen(bar);
    entriesAtOpen(bar);
    gaps(bar);
}

void PlainMachine::exitsAtOpen(Bar bar)
{
    const double price = openPrice(bar);
    if (m_position && m_pendingExit) {
        leaveAll(bar, price,
                 {FillRule::NextOpen, m_pendingExit->reason, m_pendingExit->rule,
                  m_pendingExit->signalBar});
    }
    for (std::size_t i = 0; i < m_plan.exits.size(); ++i) {
        const PlannedExit& rule = m_plan.exits[i];
        if (rule.order != lang::OrderKind::AtOpen || !isTrue(*rule.condition.mask, bar)) {
            continue;
        }
        if (m_position && rule.sides.has(m_position->entry.side)) {
            leaveAll(bar, price,
                     {FillRule::SameOpen, ExitReason::Rule, static_cast<std::int32_t>(i), bar});
        }
        if (m_pending && rule.sides.has(sideOf(m_pending->rule))) {
            cancelPending(NoFillReason::CancelledByExit, bar);
        }
    }
    if (m_position && m_plan.exitAfterBars && !m_plan.exitAfterAtClose &&
        bar == m_position->entry.bar + *m_plan.exitAfterBars) {
        leaveAll(bar, price, {FillRule::TimeOpen, ExitReason::TimeExit, -1, -1});
    }
    if (flatDue(bar)) {
        if (m_position) {
            leaveAll(bar, price, {FillRule::TimeOpen, ExitReason::Flat, -1, -1});
        }
        if (m_pending) {
            cancelPending(NoFillReason::OutsideSession, bar);
        }
    }
}

void PlainMachine::entriesAtOpen(Bar bar)
{
    const double price = openPrice(bar);
    if (m_pending) {
        const PendingEntry pending = *m_pending;
        const PlannedEntry& rule = m_plan.entries[static_cast<std::size_t>(pending.rule)];
        const bool buying = rule.side == Side::Long;
        if (rule.order == lang::OrderKind::Market) {
            enter(pending.rule, pending.signalBar, bar, price, FillRule::NextOpen);
        } else if (buying ? buyTouches(rule.order, pending.price, price, price)
                          : sellTouches(rule.order, pending.price, price, price)) {
            const bool limit = rule.order == lang::OrderKind::Limit;
            enter(pending.rule, pending.signalBar, bar, price,
                  limit ? FillRule::LimitGap : FillRule::StopGap);
        }
    }
    for (std::size_t i = 0; i < m_plan.entries.size(); ++i) {
        const PlannedEntry& rule = m_plan.entries[i];
        const auto index = static_cast<std::int32_t>(i);
        if (rule.order == lang::OrderKind::AtOpen && isTrue(*rule.mask, bar) &&
            accepts(index, bar)) {
            enter(index, bar, bar, price, FillRule::SameOpen);
        }
    }
}

void PlainMachine::gaps(Bar bar)
{
    if (!m_position) {
        return;
    }
    const double price = openPrice(bar);
    const LiveStop stop = liveStop();
    const bool isLong = m_position->entry.side == Side::Long;
    if (isLong ? price <= stop.price : price >= stop.price) {
        leaveAll(bar, price, {FillRule::ProtectiveGap, stop.reason, stop.rule, -1});
        return;
    }
    for (std::size_t i = 0; i < m_plan.targets.size() && m_position; ++i) {
        if (targetLive(i, bar) && reaches(price, targetPrice(i, bar))) {
            takeTarget(i, bar, price, FillRule::TargetGap);
        }
    }
}

// ---- sections 2.2 and 2.3: inside the bar

void PlainMachine::inside(Bar bar)
{
    if (m_pending && m_position) {
        restingMeetsPosition(bar);
        return;
    }
    if (m_position) {
        protectWholeBar(bar);
        return;
    }
    if (!m_pending) {
        return;
    }
    const PendingEntry pending = *m_pending;
    const PlannedEntry& rule = m_plan.entries[static_cast<std::size_t>(pending.rule)];
    const bool buying = rule.side == Side::Long;
    if (buying ? buyTouches(rule.order, pending.price, low(bar), high(bar))
               : sellTouches(rule.order, pending.price, low(bar), high(bar))) {
        const bool limit = rule.order == lang::OrderKind::Limit;
        enter(pending.rule, pending.signalBar, bar, pending.price,
              limit ? FillRule::LimitTouch : FillRule::StopTouch);
        protectStopSide(bar);
    }
}

/// A resting order of the other side reverses the position where it is touched; what the position
/// meets on the way there comes first, and its stop comes first where the way is unknown.
void PlainMachine::restingMeetsPosition(Bar bar)
{
    const PendingEntry pending = *m_pending;
    const PlannedEntry& rule = m_plan.entries[static_cast<std::size_t>(pending.rule)];
    const bool buying = rule.side == Side::Long;
    const bool touched = buying ? buyTouches(rule.order, pending.price, low(bar), high(bar))
                                : sellTouches(rule.order, pending.price, low(bar), high(bar));
    if (!touched) {
        protectWholeBar(bar);
        return;
    }
    const bool limit = rule.order == lang::OrderKind::Limit;
    const double stop = liveStop().price;
    const bool orderIsNearer = buying ? pending.price <= stop : pending.price >= stop;
    if (stopTouched(bar) && (limit || !orderIsNearer)) {
        protectWholeBar(bar);
    } else if (limit) {
        runTargets(bar, pending.price);
    }
    enter(pending.rule, pending.signalBar, bar, pending.price,
          limit ? FillRule::LimitTouch : FillRule::StopTouch);
    protectStopSide(bar);
}

void PlainMachine::protectWholeBar(Bar bar)
{
    if (stopTouched(bar)) {
        const LiveStop stop = liveStop();
        m_ledger.counters.ambiguousBars += anyTargetTouched(bar) ? 1 : 0;
        leaveAll(bar, stop.price, {FillRule::ProtectiveTouch, stop.reason, stop.rule, -1});
        return;
    }
    runTargets(bar, m_position->entry.side == Side::Long ? high(bar) : low(bar));
}

void PlainMachine::protectStopSide(Bar bar)
{
    if (m_position && stopTouched(bar)) {
        const LiveStop stop = liveStop();
        leaveAll(bar, stop.price, {FillRule::ProtectiveTouch, stop.reason, stop.rule, -1});
    }
}

/// Takes the targets between the open and `limit`, nearest first.
void PlainMachine::runTargets(Bar bar, double limit)
{
    while (m_position) {
        const bool isLong = m_position->entry.side == Side::Long;
        std::size_t nearest = m_plan.targets.size();
        for (std::size_t i = 0; i < m_plan.targets.size(); ++i) {
            if (!targetLive(i, bar) || !reaches(limit, targetPrice(i, bar))) {
                continue;
            }
            if (nearest == m_plan.targets.size() ||
                (isLong ? targetPrice(i, bar) < targetPrice(nearest, bar)
                        : targetPrice(i, bar) > targetPrice(nearest, bar))) {
                nearest = i;
            }
        }
        if (nearest == m_plan.targets.size()) {
            return;
        }
        takeTarget(nearest, bar, targetPrice(nearest, bar), FillRule::TargetTouch);
    }
}

bool PlainMachine::reaches(double price, double level) const
{
    return m_position->entry.side == Side::Long ? price >= level : price <= level;
}

bool PlainMachine::stopTouched(Bar bar) const
{
    const double stop = liveStop().price;
    return m_position->entry.side == Side::Long ? low(bar) <= stop : high(bar) >= stop;
}

PlainMachine::LiveStop PlainMachine::liveStop() const
{
    const EntryFill& entry = m_position->entry;
    LiveStop stop;
    const OpeningStop first = openingStop(
        m_plan, entry,
        m_plan.entries[static_cast<std::size_t>(entry.rule)].order == lang::OrderKind::AtOpen
            ? entry.signalBar - 1
            : entry.signalBar);
    stop.price = first.price;
    stop.rule = first.rule;
    for (std::size_t i = 0; i < m_plan.trails.size(); ++i) {
        const TrailState& trail = m_position->trails[i];
        if (m_plan.trails[i].sides.has(entry.side) && trail.armed &&
            isTighter(entry.side, trail.level, stop.price)) {
            stop = {trail.level, ExitReason::TrailingStop, static_cast<std::int32_t>(i)};
        }
    }
    for (std::size_t i = 0; i < m_plan.breakevens.size(); ++i) {
        if (m_position->breakevens[i].armed && isTighter(entry.side, entry.price, stop.price)) {
            stop = {entry.price, ExitReason::Breakeven, static_cast<std::int32_t>(i)};
        }
    }
    return stop;
}

double PlainMachine::targetPrice(std::size_t target, Bar bar) const
{
    const PlannedLevel& level = m_plan.targets[target].level;
    const EntryFill& entry = m_position->entry;
    if (level.isLevel) {
        return valueAt(level.price, entry, bar - 1);
    }
    return priceAway(level, m_position->base, m_position->targets[target].frozen, entry.price, 1);
}

bool PlainMachine::targetLive(std::size_t target, Bar bar) const
{
    const PlannedTarget& rule = m_plan.targets[target];
    const EntryFill& entry = m_position->entry;
    if (m_position->targets[target].done || !rule.sides.has(entry.side)) {
        return false;
    }
    if (!rule.condition) {
        return true;
    }
    if (bar == 0) {
        return false;
    }
    return rule.condition->readsPosition() ? rule.condition->test(bar - 1, stateOf(entry, bar - 1))
                                           : isTrue(*rule.condition->mask, bar - 1);
}

bool PlainMachine::anyTargetTouched(Bar bar) const
{
    const double extreme = m_position->entry.side == Side::Long ? high(bar) : low(bar);
    for (std::size_t i = 0; i < m_plan.targets.size(); ++i) {
        if (targetLive(i, bar) && reaches(extreme, targetPrice(i, bar))) {
            return true;
        }
    }
    return false;
}

void PlainMachine::takeTarget(std::size_t target, Bar bar, double raw, FillRule fill)
{
    Position& position = *m_position;
    const double fraction = m_plan.targets[target].fraction;
    position.targets[target].done = true;
    position.soldFraction += fraction;
    const bool everything = position.soldFraction >= 1 - 1e-12;
    const double size = everything
                            ? position.left
                            : std::min(position.left, m_lots.whole(position.entry.size * fraction));
    if (size > 0) {
        leave(bar, raw, size,
              {fill, ExitReason::TakeProfit, static_cast<std::int32_t>(target), -1});
    }
}

} // namespace sw::engine
