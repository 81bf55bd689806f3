#include "engine/plain_machine.h"

#include <algorithm>

namespace sw::engine {

// ---- sections 2.4 to 2.6: the bar is complete

void PlainMachine::atClose(Bar bar)
{
    m_enteredNow = false;
    if (m_position) {
        completeBar(bar);
    }
    double equity = m_balance;
    if (m_position) {
        const EntryFill& entry = m_position->entry;
        equity =
            equityAt(m_balance, entry, m_position->left, close(bar), m_position->commissionLeft,
                     localDay(m_bars, bar) - localDay(m_bars, entry.bar), m_plan.costs);
    }
    if (equity <= 0) {
        ruin(bar);
        return;
    }
    if (m_position && m_plan.exitAfterBars && m_plan.exitAfterAtClose &&
        bar == m_position->entry.bar + *m_plan.exitAfterBars) {
        leaveAll(bar, close(bar), {FillRule::SameClose, ExitReason::TimeExit, -1, -1});
    }
    if (m_pending) {
        const int valid = m_plan.entries[static_cast<std::size_t>(m_pending->rule)].validBars;
        if (valid > 0 && bar == m_pending->signalBar + valid) {
            cancelPending(NoFillReason::Expired, bar);
        }
    }
    exitsAtClose(bar);
    entriesAtClose(bar);
}

void PlainMachine::completeBar(Bar bar)
{
    Position& position = *m_position;
    const EntryFill& entry = position.entry;
    const bool isLong = entry.side == Side::Long;
    const bool partly = position.filledInside && bar == entry.bar;
    const double highSeen = partly && isLong ? close(bar) : high(bar);
    const double lowSeen = partly && !isLong ? close(bar) : low(bar);
    const auto better = [&](double a, double b) {
        return isLong ? std::max(a, b) : std::min(a, b);
    };
    position.highest = std::max(position.highest, highSeen);
    position.lowest = std::min(position.lowest, lowSeen);
    position.best = better(position.best, isLong ? highSeen : lowSeen);
    for (std::size_t i = 0; i < m_plan.trails.size(); ++i) {
        const PlannedTrail& rule = m_plan.trails[i];
        TrailState& trail = position.trails[i];
        if (!rule.sides.has(entry.side)) {
            continue;
        }
        const double favourable = isLong ? highSeen : lowSeen;
        const double adverse = isLong ? lowSeen : highSeen;
        double anchor = favourable;
        if (rule.anchor == lang::TrailingStop::Anchor::BestClose) {
            anchor = close(bar);
        } else if (rule.anchor == lang::TrailingStop::Anchor::BestLow) {
            anchor = adverse;
        }
        trail.best = better(trail.best, anchor);
        trail.armed = trail.armed ||
                      (isLong ? position.best >= trail.armPrice : position.best <= trail.armPrice);
        if (trail.armed) {
            const double level = rule.level.isLevel ? valueAt(rule.level.price, entry, bar)
                                                    : priceAway(rule.level, position.base,
                                                                trail.frozen, trail.best, -1);
            if (isTighter(entry.side, level, trail.level)) {
                trail.level = level;
            }
        }
    }
    for (BreakevenState& breakeven : position.breakevens) {
        breakeven.armed = breakeven.armed || (isLong ? position.best >= breakeven.armPrice
                                                     : position.best <= breakeven.armPrice);
    }
}

void PlainMachine::exitsAtClose(Bar bar)
{
    std::int32_t marketExit = -1;
    std::int32_t closeExit = -1;
    for (std::size_t i = 0; i < m_plan.exits.size(); ++i) {
        const PlannedExit& rule = m_plan.exits[i];
        if (rule.order == lang::OrderKind::AtOpen) {
            continue;
        }
        const bool concerns = m_position && rule.sides.has(m_position->entry.side);
        bool due = false;
        if (rule.condition.readsPosition()) {
            due = concerns && rule.condition.test(bar, stateOf(m_position->entry, bar));
            m_ledger.counters.exitSignals += due ? 1 : 0;
        } else {
            due = isTrue(*rule.condition.mask, bar);
        }
        if (!due) {
            continue;
        }
        if (m_pending && rule.sides.has(sideOf(m_pending->rule))) {
            cancelPending(NoFillReason::CancelledByExit, bar);
        }
        if (concerns) {
            std::int32_t& chosen = rule.order == lang::OrderKind::AtClose ? closeExit : marketExit;
            chosen = chosen < 0 ? static_cast<std::int32_t>(i) : chosen;
        }
    }
    if (closeExit >= 0) {
        leaveAll(bar, close(bar), {FillRule::SameClose, ExitReason::Rule, closeExit, bar});
    } else if (marketExit >= 0) {
        m_pendingExit = PendingExit{marketExit, bar, ExitReason::Rule};
    }
}

void PlainMachine::entriesAtClose(Bar bar)
{
    for (std::size_t i = 0; i < m_plan.entries.size(); ++i) {
        const PlannedEntry& rule = m_plan.entries[i];
        const auto index = static_cast<std::int32_t>(i);
        if (rule.order == lang::OrderKind::AtOpen || !isTrue(*rule.mask, bar) ||
            !accepts(index, bar)) {
            continue;
        }
        if (rule.order == lang::OrderKind::AtClose) {
            enter(index, bar, bar, close(bar), FillRule::SameClose);
            continue;
        }
        const bool resting = rule.order != lang::OrderKind::Market;
        m_pending = PendingEntry{index, bar,
                                 resting ? rule.price[static_cast<std::size_t>(bar)] : kNoPrice};
        if (!resting && m_position && !m_pendingExit) {
            m_pendingExit = PendingExit{-1, bar, ExitReason::Reversal};
        }
    }
}

bool PlainMachine::accepts(std::int32_t rule, Bar bar)
{
    const PlannedEntry& entry = m_plan.entries[static_cast<std::size_t>(rule)];
    ++m_ledger.counters.entrySignals;
    const bool resting =
        entry.order == lang::OrderKind::Limit || entry.order == lang::OrderKind::Stop;
    const bool immediate =
        entry.order == lang::OrderKind::AtClose || entry.order == lang::OrderKind::AtOpen;
    const double price = resting ? entry.price[static_cast<std::size_t>(bar)] : kNoPrice;
    const auto refuse = [&](NoFillReason reason) {
        notFilled(reason, rule, bar, bar, price, 0);
        return false;
    };
    if (m_position && m_position->entry.side == entry.side) {
        return refuse(NoFillReason::AlreadyInPosition);
    }
    if (m_enteredNow ||
        (m_pending && (sideOf(m_pending->rule) == entry.side || m_pending->signalBar == bar))) {
        return refuse(NoFillReason::OrderPending);
    }
    bool inSession = m_plan.sessions.empty();
    for (const Mask* session : m_plan.sessions) {
        inSession = inSession || isTrue(*session, bar);
    }
    if (!inSession || (immediate && flatDue(bar))) {
        return refuse(NoFillReason::OutsideSession);
    }
    if (bar < m_blockedUntil) {
        return refuse(NoFillReason::Cooldown);
    }
    if (resting && price != price) {
        return refuse(NoFillReason::MissingPrice);
    }
    if (m_pending) {
        cancelPending(NoFillReason::CancelledByReversal, bar);
    }
    ++m_ledger.counters.orders;
    return true;
}

// ---- sections 3 and 4: fills

void PlainMachine::enter(std::int32_t rule, Bar signalBar, Bar bar, double raw, FillRule fill)
{
    const PlannedEntry& planned = m_plan.entries[static_cast<std::size_t>(rule)];
    const double orderPrice = m_pending ? m_pending->price : kNoPrice;
    m_pending.reset();
    if (m_position) {
        leaveAll(bar, raw, {fill, ExitReason::Reversal, -1, signalBar});
    }
    for (const lang::EntryLimitRule& limit : m_plan.entryLimits) {
        const std::int64_t day = localDay(m_bars, bar);
        const auto sameSpan = [&](Bar other) {
            const std::int64_t otherDay = localDay(m_bars, other);
            return limit.perWeek ? weekOfDay(otherDay) == weekOfDay(day) : otherDay == day;
        };
        if (std::ranges::count_if(m_fillBars, sameSpan) >= limit.count) {
            notFilled(NoFillReason::EntryLimit, rule, signalBar, bar, orderPrice, 0);
            return;
        }
    }
    const Bar frozenBar = planned.order == lang::OrderKind::AtOpen ? signalBar - 1 : signalBar;
    EntryFill entry;
    entry.position = m_positions;
    entry.side = planned.side;
    entry.rule = rule;
    entry.signalBar = signalBar;
    entry.bar = bar;
    entry.fill = fill;
    entry.raw = raw;
    entry.price = hasSlippage(fill) ? worsened(raw, planned.side == Side::Long, m_plan.costs) : raw;
    entry.size = kNoPrice;
    const OpeningStop stop = openingStop(m_plan, entry, frozenBar);
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
    entry.initialStop = openingStop(m_plan, entry, frozenBar).price;
    entry.commission = commissionOf(entry.size, entry.price, m_plan.costs);
    open(entry, frozenBar);
}

void PlainMachine::open(const EntryFill& entry, Bar frozenBar)
{
    ++m_ledger.counters.fills;
    ++m_positions;
    m_fillBars.push_back(entry.bar);
    m_enteredNow = true;
    const market::Instrument& instrument = m_bars.instrument();
    Position position;
    position.entry = entry;
    position.base = {entry.side,     entry.price,
                     entry.size,     std::fabs(entry.price - entry.initialStop),
                     instrument.pip, instrument.tick};
    position.left = entry.size;
    position.commissionLeft = entry.commission;
    position.lowest = position.highest = entry.raw;
    position.best = entry.price;
    position.filledInside = entry.fill == FillRule::LimitTouch || entry.fill == FillRule::StopTouch;
    const auto frozen = [&](const PlannedLevel& level) {
        const bool hasColumn = !level.isLevel && level.kind == lang::DistanceKind::Price;
        return hasColumn ? valueAt(level.price, entry, frozenBar) : kNoPrice;
    };
    const auto armPrice = [&](const PlannedLevel& level) {
        return priceAway(level, position.base, frozen(level), entry.price, 1);
    };
    const Bar lastCompleted = entry.fill == FillRule::SameClose ? entry.bar : entry.bar - 1;
    for (const PlannedTrail& rule : m_plan.trails) {
        TrailState trail;
        trail.best = entry.price;
        trail.frozen = frozen(rule.level);
        trail.armed = !rule.onceUp.has_value();
        trail.armPrice = rule.onceUp ? armPrice(*rule.onceUp) : kNoPrice;
        if (trail.armed && rule.sides.has(entry.side)) {
            trail.level = rule.level.isLevel
                              ? valueAt(rule.level.price, entry, lastCompleted)
                              : priceAway(rule.level, position.base, trail.frozen, entry.price, -1);
        }
        position.trails.push_back(trail);
    }
    for (const PlannedBreakeven& rule : m_plan.breakevens) {
        position.breakevens.push_back({false, armPrice(rule.onceUp)});
    }
    for (const PlannedTarget& rule : m_plan.targets) {
        position.targets.push_back({false, frozen(rule.level)});
    }
    m_position = std::move(position);
    const LiveStop stop = liveStop();
    if (entry.side == Side::Long ? entry.raw <= stop.price : entry.raw >= stop.price) {
        leaveAll(entry.bar, entry.raw, {FillRule::WrongSideStop, stop.reason, stop.rule, -1});
    }
}

void PlainMachine::leaveAll(Bar bar, double raw, const Way& way)
{
    leave(bar, raw, m_position->left, way);
}

void PlainMachine::leave(Bar bar, double raw, double size, const Way& way)
{
    Position& position = *m_position;
    const double dust = m_lots.dust(position.entry.size);
    ExitFill exit;
    exit.bar = bar;
    exit.signalBar = way.signalBar;
    exit.rule = way.rule;
    exit.reason = way.reason;
    exit.fill = way.fill;
    exit.raw = raw;
    exit.isLast = position.left - size < dust;
    exit.size = exit.isLast ? position.left : size;
    exit.lowest = std::min(position.lowest, raw);
    exit.highest = std::max(position.highest, raw);
    const std::int64_t days = localDay(m_bars, bar) - localDay(m_bars, position.entry.bar);
    Trade trade;
    bookTrade(trade, position.entry, exit, days, m_plan.costs, position.commissionLeft);
    m_ledger.trades.push_back(trade);
    if (way.reason == ExitReason::StillOpen) {
        return;
    }
    m_balance += trade.netPnl;
    position.pnl += trade.netPnl;
    position.left -= exit.size;
    if (exit.isLast) {
        closed(bar, way.reason);
    }
}

void PlainMachine::closed(Bar bar, ExitReason reason)
{
    const bool stoppedOut = reason == ExitReason::StopLoss || reason == ExitReason::TrailingStop ||
                            reason == ExitReason::Breakeven;
    const bool lost = m_position->pnl < 0;
    for (std::size_t i = 0; i < m_plan.cooldowns.size(); ++i) {
        const lang::CooldownRule& rule = m_plan.cooldowns[i];
        bool waits = false;
        switch (rule.after) {
        case lang::Wait::After::StopOut:
            waits = stoppedOut;
            break;
        case lang::Wait::After::LosingTrade:
            waits = lost;
            break;
        case lang::Wait::After::AnyTrade:
            waits = true;
            break;
        case lang::Wait::After::Losses:
            m_lossesInRow[i] = lost ? m_lossesInRow[i] + 1 : 0;
            waits = m_lossesInRow[i] >= rule.losses;
            m_lossesInRow[i] = waits ? 0 : m_lossesInRow[i];
            break;
        }
        if (waits) {
            m_blockedUntil = std::max(m_blockedUntil, bar + rule.bars);
        }
    }
    m_position.reset();
    m_pendingExit.reset();
}

void PlainMachine::ruin(Bar bar)
{
    m_ledger.state = EndState::Ruined;
    if (m_position) {
        leaveAll(bar, close(bar), {FillRule::Ruin, ExitReason::Ruin, -1, -1});
    }
    if (m_pending) {
        cancelPending(NoFillReason::Ruined, bar);
    }
    for (const PlannedEntry& rule : m_plan.entries) {
        if (rule.order != lang::OrderKind::AtOpen && isTrue(*rule.mask, bar)) {
            ++m_ledger.counters.entrySignals;
            ++m_ledger.counters.notFilled[static_cast<std::size_t>(NoFillReason::Ruined)];
        }
    }
}

void PlainMachine::finish()
{
    const Bar last = m_plan.endBar - 1;
    if (m_pending) {
        cancelPending(NoFillReason::EndOfData, last);
    }
    if (m_position) {
        leaveAll(last, close(last), {FillRule::EndOfData, ExitReason::StillOpen, -1, -1});
    }
}

bool PlainMachine::flatDue(Bar bar) const
{
    return std::ranges::any_of(m_plan.flats, [&](const Mask* mask) { return isTrue(*mask, bar); });
}

void PlainMachine::cancelPending(NoFillReason reason, Bar bar)
{
    notFilled(reason, m_pending->rule, m_pending->signalBar, bar, m_pending->price, 0);
    m_pending.reset();
}

void PlainMachine::notFilled(NoFillReason reason, std::int32_t rule, Bar signalBar, Bar bar,
                             double price, double size)
{
    ++m_ledger.counters.notFilled[static_cast<std::size_t>(reason)];
    const bool onlyCounted =
        reason == NoFillReason::AlreadyInPosition || reason == NoFillReason::OrderPending;
    if (!onlyCounted && m_ledger.noFills.size() < Ledger::kMaxNoFills) {
        m_ledger.noFills.push_back({signalBar, bar, rule, sideOf(rule), reason, price, size});
    }
}

} // namespace sw::engine
