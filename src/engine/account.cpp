#include "engine/account.h"

#include <algorithm>

namespace sw::engine {

namespace {

double wantedSize(const lang::Sizing& sizing, const SizeQuestion& question, const Costs& costs)
{
    switch (sizing.kind) {
    case lang::SizingKind::PercentOfEquity:
    case lang::SizingKind::PercentOfCash: // all equity is cash before an entry
        return sizeForBudget(question.equity * (sizing.value / 100), question.price, 1, costs);
    case lang::SizingKind::EqualSlots: // every symbol has an account of its own: one slot each
        return sizeForBudget(question.equity, question.price, 1, costs);
    case lang::SizingKind::Cash:
        return sizeForBudget(sizing.value, question.price, 1, costs);
    case lang::SizingKind::Shares:
        return sizing.value;
    case lang::SizingKind::RiskPercent:
        return question.equity * (sizing.value / 100) / question.stopDistance;
    case lang::SizingKind::RiskCash:
        return sizing.value / question.stopDistance;
    case lang::SizingKind::Volatility:
    case lang::SizingKind::Kelly:
        break; // refused before a plan is made
    }
    return 0;
}

} // namespace

Lots::Lots(double lot) : m_lot(lot)
{
    if (lot > 0) {
        // Decimal lots such as 1e-8 are not exact; their reciprocals are.
        m_perUnit = std::nearbyint(1 / lot);
        m_isDecimal = lot <= 1 && std::fabs(m_perUnit * lot - 1) < kRounding * 10;
    }
}

SizeAnswer sizeAt(const lang::Sizing& sizing, const SizeQuestion& question, const Lots& lots,
                  const Costs& costs)
{
    SizeAnswer answer;
    const bool byRisk =
        sizing.kind == lang::SizingKind::RiskPercent || sizing.kind == lang::SizingKind::RiskCash;
    if (byRisk && !(question.stopDistance > 0)) {
        answer.rejected = NoFillReason::NoStopForRisk;
        return answer;
    }
    answer.wanted = std::max(0.0, wantedSize(sizing, question, costs));
    const double affordable = std::max(
        0.0, sizeForBudget(question.equity, question.price, question.marginFraction, costs));
    const double asked = lots.whole(answer.wanted);
    if (!(asked > 0)) {
        answer.rejected = NoFillReason::BelowOneLot;
        return answer;
    }
    answer.size = asked;
    if (answer.wanted > affordable) {
        const double paid = lots.whole(affordable);
        if (!(paid > 0)) {
            answer.rejected = NoFillReason::TooLittleCash;
            answer.size = 0;
            return answer;
        }
        answer.size = std::min(asked, paid);
        // All of the equity and what it can pay for are one amount, computed in two ways.
        answer.shrunk = paid < asked && answer.wanted > affordable * (1 + 1e-9);
    }
    return answer;
}

std::int64_t localDay(const market::Bars& bars, std::int32_t bar)
{
    return daysOf(Timestamp{bars.localMs(static_cast<std::size_t>(bar))});
}

PositionState stateOf(const EntryFill& entry, std::int32_t bar)
{
    PositionState state;
    state.side = entry.side;
    state.entryPrice = entry.price;
    state.averagePrice = entry.price;
    state.lastFill = entry.price;
    state.units = 1;
    state.barsHeld = std::max(0, bar - entry.bar);
    state.signalBar = entry.signalBar;
    return state;
}

} // namespace sw::engine
