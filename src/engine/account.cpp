#include "engine/account.h"

#include <algorithm>

namespace sw::engine {

namespace {

/// Relative slack for quotients that are whole numbers up to rounding.
constexpr double kRounding = 1e-13;

/// Largest whole number not above `value`, for any size that has digits after the point.
double roundedDown(double value)
{
    if (!(std::fabs(value) < 4e15)) {
        return value;
    }
    const auto whole = static_cast<double>(static_cast<std::int64_t>(value));
    return whole > value ? whole - 1 : whole;
}

/// Size whose value and commission together are `budget`.
double sizeForBudget(double budget, double price, double valueFraction, const Costs& costs)
{
    const double value = std::fabs(price);
    const double perUnit =
        value * (valueFraction + costs.commissionFraction) + costs.commissionPerShare;
    return perUnit > 0 ? (budget - costs.commissionPerTrade) / perUnit : 0;
}

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

double Lots::whole(double size) const
{
    if (!(m_lot > 0)) {
        return size;
    }
    return m_isDecimal ? roundedDown(size * m_perUnit * (1 + kRounding)) / m_perUnit
                       : roundedDown(size / m_lot * (1 + kRounding)) * m_lot;
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
