#include "engine/machine.h"

#include <algorithm>
#include <limits>

namespace sw::engine {

namespace {

constexpr std::size_t kBlock = 8;

} // namespace

Machine::Machine(const Plan& plan)
    : m_plan(plan),
      m_bars(*plan.bars),
      m_open(m_bars.open().data()),
      m_high(m_bars.high().data()),
      m_low(m_bars.low().data()),
      m_close(m_bars.close().data()),
      m_lots(plan.lot),
      m_balance(plan.capital),
      m_blockedUntil(plan.firstBar),
      m_lossesInRow(plan.cooldowns.size(), 0)
{
    const Bar from = plan.firstBar;
    const Bar end = plan.endBar;
    m_ledger.symbol = m_bars.symbol();
    m_ledger.startCash = plan.capital;
    m_ledger.firstBar = from;
    m_ledger.endBar = end;
    std::vector<const Mask*> any, openExits, openEntries;
    for (const Side side : {Side::Long, Side::Short}) {
        SideRules& rules = rulesOf(side);
        std::vector<const Mask*> entries, exits;
        for (const PlannedEntry& rule : plan.entries) {
            if (rule.side == side) {
                entries.push_back(rule.mask);
                any.push_back(rule.mask);
                if (rule.order == lang::OrderKind::AtOpen) {
                    openEntries.push_back(rule.mask);
                }
            }
        }
        for (const PlannedExit& rule : plan.exits) {
            if (!rule.sides.has(side)) {
                continue;
            }
            if (rule.condition.readsPosition()) {
                rules.asksEveryBar = true;
                continue;
            }
            exits.push_back(rule.condition.mask);
            if (rule.order == lang::OrderKind::AtOpen) {
                openExits.push_back(rule.condition.mask);
            }
        }
        for (std::size_t i = 0; i < plan.targets.size(); ++i) {
            const PlannedTarget& target = plan.targets[i];
            if (target.sides.has(side)) {
                rules.targets.push_back(i);
                rules.slidingTargets = rules.slidingTargets || target.level.isLevel;
                rules.asksEveryBar = rules.asksEveryBar ||
                                     (target.level.isLevel && target.level.price.readsPosition());
            }
        }
        for (std::size_t i = 0; i < plan.trails.size(); ++i) {
            if (plan.trails[i].sides.has(side)) {
                rules.trails.push_back(i);
            }
        }
        rules.entries.watch(entries, from, end);
        rules.exits.watch(exits, from, end);
    }
    m_anyEntry.watch(any, from, end);
    m_openExits.watch(openExits, from, end);
    m_openEntries.watch(openEntries, from, end);
    m_flats.watch(plan.flats, from, end);
    m_endDay = end > from ? localDay(m_bars, end - 1) : 0;
    for (const PlannedStop& stop : plan.stops) {
        m_moneyStops =
            m_moneyStops || (!stop.level.isLevel && stop.level.kind == lang::DistanceKind::Money);
    }
    m_position.trails.resize(plan.trails.size());
    m_position.targets.resize(plan.targets.size());
    m_position.breakevens.resize(plan.breakevens.size());
}

Ledger Machine::run(const std::stop_token& stop)
{
    int events = 0;
    const Bar end = m_plan.endBar;
    Bar bar = nextEvent(m_plan.firstBar);
    while (bar < end && m_ledger.state != EndState::Ruined) {
        if (++events % kEventsPerLook == 0 && stop.stop_requested()) {
            break;
        }
        step(bar);
        bar = nextEvent(bar + 1);
    }
    finish();
    return std::move(m_ledger);
}

// ---- jumping

Machine::Bar Machine::nextEvent(Bar bar)
{
    if (bar >= m_plan.endBar) {
        return m_plan.endBar;
    }
    if (m_inPosition) {
        return m_isPending ? bar : nextInPosition(bar);
    }
    if (m_balance <= 0) {
        return bar; // an exit at the last close has used up the equity
    }
    return m_isPending ? nextWhilePending(bar) : m_anyEntry.next(bar);
}

Machine::Bar Machine::nextWhilePending(Bar bar)
{
    const PlannedEntry& rule = pendingRule();
    if (rule.order == lang::OrderKind::Market) {
        return bar;
    }
    const bool below = (rule.side == Side::Long) == (rule.order == lang::OrderKind::Limit);
    const TouchLimits order =
        below ? TouchLimits{m_pendingPrice, kInfinity} : TouchLimits{-kInfinity, m_pendingPrice};
    Bar last = std::min({m_anyEntry.next(bar), rulesOf(rule.side).exits.next(bar),
                         m_flats.next(bar), m_plan.endBar - 1});
    if (rule.validBars > 0) {
        last = std::min(last, m_pendingSignal + rule.validBars);
    }
    const std::size_t hit =
        firstTouch(m_bars, static_cast<std::size_t>(bar), static_cast<std::size_t>(last), order);
    return static_cast<Bar>(hit);
}

/// The bar up to which nothing but a protection can act, then the first protection before it.
Machine::Bar Machine::nextInPosition(Bar bar)
{
    SideRules& rules = rulesOf(m_position.entry.side);
    if (m_exitPending || rules.asksEveryBar) {
        return bar;
    }
    const Side other = isLong() ? Side::Short : Side::Long;
    Bar last = std::min(rules.exits.next(bar), rulesOf(other).entries.next(bar));
    last = std::min(last, m_flats.next(bar));
    last = std::min(last, m_plan.endBar - 1);
    if (m_plan.exitAfterBars) {
        const Bar due = m_position.entry.bar + *m_plan.exitAfterBars;
        last = due >= bar ? std::min(last, due) : last;
    }
    if (rules.slidingTargets) {
        last = followSlidingTargets(bar, last);
    }
    if (!rules.trails.empty()) {
        return followTrails(bar, last);
    }
    const std::size_t hit =
        firstTouch(m_bars, static_cast<std::size_t>(bar), static_cast<std::size_t>(last), m_limits);
    return static_cast<Bar>(hit);
}

Machine::Bar Machine::followSlidingTargets(Bar bar, Bar limit) const
{
    Bar first = limit;
    for (const std::size_t i : rules().targets) {
        const PlannedTarget& target = m_plan.targets[i];
        if (m_position.targets[i].done || !target.level.isLevel) {
            continue;
        }
        const std::span<const double> level = target.level.price.column;
        for (Bar at = std::max(bar, 1); at < first; ++at) {
            const double price = level[static_cast<std::size_t>(at - 1)];
            if (isLong() ? m_high[at] >= price : m_low[at] <= price) {
                first = at;
            }
        }
    }
    return first;
}

bool Machine::isTouched(std::size_t bar) const
{
    return m_low[bar] <= m_limits.lowLimit || m_high[bar] >= m_limits.highLimit;
}

/// Moves trailing stops bar by bar, eight at a time where even the level that the block's best
/// price would imply is out of reach.
Machine::Bar Machine::followTrails(Bar bar, Bar limit)
{
    auto at = static_cast<std::size_t>(bar);
    const auto end = static_cast<std::size_t>(limit);
    const std::vector<std::size_t>& trails = rules().trails;
    const bool simple = trails.size() == 1 && m_plan.breakevens.empty() &&
                        m_position.trails[trails[0]].armed &&
                        !m_plan.trails[trails[0]].level.isLevel;
    while (at < end) {
        if (simple && at + kBlock <= end && passesBlock(at)) {
            at += kBlock;
            continue;
        }
        const std::size_t blockEnd = std::min(end, at + kBlock);
        for (; at < blockEnd; ++at) {
            if (isTouched(at)) {
                return static_cast<Bar>(at);
            }
            advance(at, m_low[at], m_high[at]);
        }
    }
    return limit;
}

bool Machine::passesBlock(std::size_t bar)
{
    const std::size_t index = rules().trails[0];
    const PlannedTrail& rule = m_plan.trails[index];
    Trail& trail = m_position.trails[index];
    double low = m_low[bar];
    double high = m_high[bar];
    for (std::size_t k = bar + 1; k < bar + kBlock; ++k) {
        low = m_low[k] < low ? m_low[k] : low;
        high = m_high[k] > high ? m_high[k] : high;
    }
    if (low <= m_limits.lowLimit || high >= m_limits.highLimit) {
        return false;
    }
    const bool favoursUp = isLong();
    double best = trail.best;
    if (rule.anchor == lang::TrailingStop::Anchor::BestHigh) {
        best = favoursUp ? std::max(best, high) : std::min(best, low);
    } else {
        const double* anchor = m_close;
        if (rule.anchor == lang::TrailingStop::Anchor::BestLow) {
            anchor = favoursUp ? m_low : m_high;
        }
        for (std::size_t k = bar; k < bar + kBlock; ++k) {
            best = favoursUp ? std::max(best, anchor[k]) : std::min(best, anchor[k]);
        }
    }
    const double level = priceAway(rule.level, m_position.base, trail.frozen, best, -1);
    if (favoursUp ? low <= level : high >= level) {
        return false;
    }
    trail.best = best;
    m_position.best = favoursUp ? std::max(m_position.best, high) : std::min(m_position.best, low);
    if (isTighter(m_position.entry.side, level, trail.level)) {
        trail.level = level;
        refreshStop();
    }
    return true;
}

/// What a search looks for while the position is open: its stop, its nearest fixed target, the
/// price that arms a breakeven stop, the price that may exhaust the equity.
void Machine::findLimits()
{
    const auto orElse = [](double price, double none) { return price == price ? price : none; };
    const Position& position = m_position;
    if (isLong()) {
        m_limits.lowLimit = std::max(orElse(position.stop.price, -kInfinity),
                                     orElse(position.ruinPrice, -kInfinity));
        m_limits.highLimit =
            std::min(orElse(position.nearTarget, kInfinity), orElse(position.nearArm, kInfinity));
    } else {
        m_limits.highLimit =
            std::min(orElse(position.stop.price, kInfinity), orElse(position.ruinPrice, kInfinity));
        m_limits.lowLimit =
            std::max(orElse(position.nearTarget, -kInfinity), orElse(position.nearArm, -kInfinity));
    }
}

// ---- one bar

void Machine::step(Bar bar)
{
    m_enteredNow = false;
    exitsAtOpen(bar);
    entriesAtOpen(bar);
    if (m_inPosition) {
        gaps(bar);
    }
    if (m_inPosition || m_isPending) {
        inside(bar);
    }
    atClose(bar);
}

void Machine::exitsAtOpen(Bar bar)
{
    if (m_inPosition && m_exitPending) {
        m_pendingExit.raw = m_open[bar];
        leaveAll(bar, m_pendingExit);
    }
    if (m_openExits.hits(bar)) {
        for (std::size_t i = 0; i < m_plan.exits.size(); ++i) {
            const PlannedExit& rule = m_plan.exits[i];
            if (rule.order != lang::OrderKind::AtOpen || !isTrue(*rule.condition.mask, bar)) {
                continue;
            }
            if (m_inPosition && rule.sides.has(m_position.entry.side)) {
                leaveAll(bar, {m_open[bar], FillRule::SameOpen, ExitReason::Rule,
                               static_cast<std::int32_t>(i), bar});
            }
            if (m_isPending && rule.sides.has(pendingRule().side)) {
                cancelPending(NoFillReason::CancelledByExit, bar);
            }
        }
    }
    if (m_inPosition && m_plan.exitAfterBars && !m_plan.exitAfterAtClose &&
        bar - m_position.entry.bar == *m_plan.exitAfterBars) {
        leaveAll(bar, {m_open[bar], FillRule::TimeOpen, ExitReason::TimeExit});
    }
    if (m_flats.hits(bar)) {
        if (m_inPosition) {
            leaveAll(bar, {m_open[bar], FillRule::TimeOpen, ExitReason::Flat});
        }
        if (m_isPending) {
            cancelPending(NoFillReason::OutsideSession, bar);
        }
    }
}

bool Machine::orderTouched(double low, double high) const
{
    const PlannedEntry& rule = pendingRule();
    const bool below = (rule.side == Side::Long) == (rule.order == lang::OrderKind::Limit);
    return below ? low <= m_pendingPrice : high >= m_pendingPrice;
}

void Machine::entriesAtOpen(Bar bar)
{
    const double price = m_open[bar];
    if (m_isPending) {
        const lang::OrderKind order = pendingRule().order;
        if (order == lang::OrderKind::Market) {
            enter(m_pendingRule, m_pendingSignal, bar, price, FillRule::NextOpen);
        } else if (orderTouched(price, price)) {
            enter(m_pendingRule, m_pendingSignal, bar, price,
                  order == lang::OrderKind::Limit ? FillRule::LimitGap : FillRule::StopGap);
        }
    }
    if (!m_openEntries.hits(bar)) {
        return;
    }
    for (std::size_t i = 0; i < m_plan.entries.size(); ++i) {
        const PlannedEntry& rule = m_plan.entries[i];
        if (rule.order == lang::OrderKind::AtOpen && isTrue(*rule.mask, bar) && accepts(i, bar)) {
            enter(i, bar, bar, price, FillRule::SameOpen);
        }
    }
}

bool Machine::sidesSee(double price, double level) const
{
    return isLong() ? price >= level : price <= level;
}

void Machine::gaps(Bar bar)
{
    const double price = m_open[bar];
    const Stop stop = m_position.stop;
    if (isLong() ? price <= stop.price : price >= stop.price) {
        leaveAll(bar, {price, FillRule::ProtectiveGap, stop.reason, stop.rule});
        return;
    }
    for (const std::size_t i : rules().targets) {
        if (targetLive(i, bar) && sidesSee(price, targetPrice(i, bar))) {
            takeTarget(i, bar, price, FillRule::TargetGap);
            if (!m_inPosition) {
                return;
            }
        }
    }
}

void Machine::inside(Bar bar)
{
    if (!m_isPending) {
        protect(bar);
    } else if (!orderTouched(m_low[bar], m_high[bar])) {
        if (m_inPosition) {
            protect(bar);
        }
    } else {
        insideReversal(bar);
    }
}

/// A resting order fills inside the bar. With a position of the other side open, what lies on the
/// way to the order acts first, and the stop acts first where the way is unknown.
void Machine::insideReversal(Bar bar)
{
    const bool limit = pendingRule().order == lang::OrderKind::Limit;
    if (m_inPosition) {
        const double stop = m_position.stop.price;
        const bool stopHit = isLong() ? m_low[bar] <= stop : m_high[bar] >= stop;
        const bool stopIsNearer = isLong() ? m_pendingPrice < stop : m_pendingPrice > stop;
        if (stopHit && (limit || stopIsNearer)) {
            protect(bar);
        } else if (limit) {
            runTargets(bar, m_pendingPrice);
        }
    }
    enter(m_pendingRule, m_pendingSignal, bar, m_pendingPrice,
          limit ? FillRule::LimitTouch : FillRule::StopTouch);
    protectStopSide(bar);
}

void Machine::protect(Bar bar)
{
    const Stop stop = m_position.stop;
    const double reach = isLong() ? m_high[bar] : m_low[bar];
    if (isLong() ? m_low[bar] <= stop.price : m_high[bar] >= stop.price) {
        for (const std::size_t i : rules().targets) {
            if (targetLive(i, bar) && sidesSee(reach, targetPrice(i, bar))) {
                ++m_ledger.counters.ambiguousBars;
                break;
            }
        }
        leaveAll(bar, {stop.price, FillRule::ProtectiveTouch, stop.reason, stop.rule});
        return;
    }
    if (!rules().targets.empty()) {
        runTargets(bar, reach);
    }
}

void Machine::protectStopSide(Bar bar)
{
    if (!m_inPosition) {
        return;
    }
    const Stop stop = m_position.stop;
    if (isLong() ? m_low[bar] <= stop.price : m_high[bar] >= stop.price) {
        leaveAll(bar, {stop.price, FillRule::ProtectiveTouch, stop.reason, stop.rule});
    }
}

} // namespace sw::engine
