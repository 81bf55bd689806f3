// The close of a bar in the event-driven machine: what is complete, then decisions.
#include "engine/machine.h"
#include "engine/short_machine.h"

#include <algorithm>

namespace sw::engine {

void Machine::atClose(Bar bar)
{
    m_enteredNow = false;
    if (m_inPosition) {
        completeBar(bar);
    }
    if (exhausted(bar)) {
        ruin(bar);
        return;
    }
    if (m_inPosition && m_plan.exitAfterBars && m_plan.exitAfterAtClose &&
        bar - m_position.entry.bar == *m_plan.exitAfterBars) {
        leaveAll(bar, {m_close[bar], FillRule::SameClose, ExitReason::TimeExit});
    }
    if (m_isPending && pendingRule().validBars > 0 &&
        bar - m_pendingSignal == pendingRule().validBars) {
        cancelPending(NoFillReason::Expired, bar);
    }
    if (m_inPosition || m_isPending) {
        exitRules(bar);
    }
    if (m_anyEntry.hits(bar)) {
        entryRules(bar);
    }
}

bool Machine::exhausted(Bar bar) const
{
    if (!m_inPosition) {
        return m_balance <= 0;
    }
    const bool possible =
        isLong() ? m_low[bar] <= m_position.ruinPrice : m_high[bar] >= m_position.ruinPrice;
    return possible && equityAt(m_balance, m_position.entry, m_position.left, m_close[bar],
                                m_position.commissionLeft, localDay(m_bars, bar) - m_position.day,
                                m_plan.costs) <= 0;
}

void Machine::exitRules(Bar bar)
{
    if (!m_sides[0].exits.hits(bar) && !m_sides[1].exits.hits(bar) &&
        !(m_inPosition && rules().asksEveryBar)) {
        return;
    }
    std::int32_t chosen = -1;
    bool chosenAtClose = false;
    for (std::size_t i = 0; i < m_plan.exits.size(); ++i) {
        const PlannedExit& rule = m_plan.exits[i];
        const bool concerns = m_inPosition && rule.sides.has(m_position.entry.side);
        bool due = false;
        if (rule.order == lang::OrderKind::AtOpen) {
            continue;
        }
        if (rule.condition.readsPosition()) {
            due = concerns && rule.condition.test(bar, stateOf(m_position.entry, bar));
            m_ledger.counters.exitSignals += due ? 1 : 0;
        } else {
            due = isTrue(*rule.condition.mask, bar);
        }
        if (due && m_isPending && rule.sides.has(pendingRule().side)) {
            cancelPending(NoFillReason::CancelledByExit, bar);
        }
        const bool now = rule.order == lang::OrderKind::AtClose;
        if (due && concerns && (chosen < 0 || (now && !chosenAtClose))) {
            chosen = static_cast<std::int32_t>(i);
            chosenAtClose = now;
        }
    }
    if (chosen < 0) {
        return;
    }
    if (chosenAtClose) {
        leaveAll(bar, {m_close[bar], FillRule::SameClose, ExitReason::Rule, chosen, bar});
    } else {
        m_exitPending = true;
        m_pendingExit = {0, FillRule::NextOpen, ExitReason::Rule, chosen, bar};
    }
}

void Machine::entryRules(Bar bar)
{
    for (std::size_t i = 0; i < m_plan.entries.size(); ++i) {
        const PlannedEntry& rule = m_plan.entries[i];
        if (rule.order == lang::OrderKind::AtOpen || !isTrue(*rule.mask, bar) || !accepts(i, bar)) {
            continue;
        }
        switch (rule.order) {
        case lang::OrderKind::AtClose:
            enter(i, bar, bar, m_close[bar], FillRule::SameClose);
            continue;
        case lang::OrderKind::Market:
            m_pendingPrice = kNoPrice;
            if (m_inPosition && !m_exitPending) {
                m_exitPending = true;
                m_pendingExit = {0, FillRule::NextOpen, ExitReason::Reversal, -1, bar};
            }
            break;
        default:
            m_pendingPrice = rule.price[static_cast<std::size_t>(bar)];
            break;
        }
        m_isPending = true;
        m_pendingRule = i;
        m_pendingSignal = bar;
    }
}

/// True when the signal of an entry rule becomes an order. Signals ignored because a position of
/// their side is open are counted at the end: they are all signals that went nowhere else.
bool Machine::accepts(std::size_t rule, Bar bar)
{
    const PlannedEntry& entry = m_plan.entries[rule];
    if (m_inPosition && m_position.entry.side == entry.side) {
        return false;
    }
    const bool resting =
        entry.order == lang::OrderKind::Limit || entry.order == lang::OrderKind::Stop;
    const double price = resting ? entry.price[static_cast<std::size_t>(bar)] : kNoPrice;
    if (m_enteredNow ||
        (m_isPending && (pendingRule().side == entry.side || m_pendingSignal == bar))) {
        notFilled(NoFillReason::OrderPending, rule, bar, bar, price, 0);
        return false;
    }
    const bool waitsForNextBar = resting || entry.order == lang::OrderKind::Market;
    bool inSession = m_plan.sessions.empty();
    for (const Mask* session : m_plan.sessions) {
        inSession = inSession || isTrue(*session, bar);
    }
    if (!inSession || (!waitsForNextBar && m_flats.hits(bar))) {
        notFilled(NoFillReason::OutsideSession, rule, bar, bar, price, 0);
        return false;
    }
    if (bar < m_blockedUntil) {
        notFilled(NoFillReason::Cooldown, rule, bar, bar, price, 0);
        return false;
    }
    if (resting && price != price) {
        notFilled(NoFillReason::MissingPrice, rule, bar, bar, price, 0);
        return false;
    }
    if (m_isPending) {
        cancelPending(NoFillReason::CancelledByReversal, bar);
    }
    ++m_ledger.counters.orders;
    return true;
}

void Machine::cancelPending(NoFillReason reason, Bar bar)
{
    notFilled(reason, m_pendingRule, m_pendingSignal, bar, m_pendingPrice, 0);
    m_isPending = false;
}

void Machine::notFilled(NoFillReason reason, std::size_t rule, Bar signalBar, Bar bar, double price,
                        double size)
{
    ++m_ledger.counters.notFilled[static_cast<std::size_t>(reason)];
    if (reason != NoFillReason::OrderPending && m_ledger.noFills.size() < Ledger::kMaxNoFills) {
        m_ledger.noFills.push_back({signalBar, bar, static_cast<std::int32_t>(rule),
                                    m_plan.entries[rule].side, reason, price, size});
    }
}

void Machine::ruin(Bar bar)
{
    m_ledger.state = EndState::Ruined;
    if (m_inPosition) {
        leaveAll(bar, {m_close[bar], FillRule::Ruin, ExitReason::Ruin});
    }
    if (m_isPending) {
        cancelPending(NoFillReason::Ruined, bar);
    }
    for (const PlannedEntry& rule : m_plan.entries) {
        const Bar from = rule.order == lang::OrderKind::AtOpen ? bar + 1 : bar;
        m_ledger.counters.notFilled[static_cast<std::size_t>(NoFillReason::Ruined)] +=
            static_cast<std::int64_t>(rule.mask->count(static_cast<std::size_t>(from),
                                                       static_cast<std::size_t>(m_plan.endBar)));
    }
}

void Machine::finish()
{
    const Bar last = m_plan.endBar - 1;
    if (m_isPending) {
        cancelPending(NoFillReason::EndOfData, last);
    }
    if (m_inPosition) {
        leaveAll(last, {m_close[last], FillRule::EndOfData, ExitReason::StillOpen});
    }
    countSignals(m_plan, m_ledger.counters);
}

} // namespace sw::engine
