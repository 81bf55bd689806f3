#include "engine/level.h"

namespace sw::engine {

namespace {

/// The price distance of a level that is neither Percent nor a level of its own.
double distanceOf(const PlannedLevel& level, const LevelBase& base, double frozen)
{
    switch (level.kind) {
    case lang::DistanceKind::RMultiple:
        return level.amount * base.risk;
    case lang::DistanceKind::Money:
        return level.amount / base.size;
    case lang::DistanceKind::Pips:
        return level.amount * base.pip;
    case lang::DistanceKind::Ticks:
        return level.amount * base.tick;
    case lang::DistanceKind::Points:
        return level.amount;
    case lang::DistanceKind::Price:
        return frozen;
    case lang::DistanceKind::Percent:
        break;
    }
    return 0;
}

bool isPriceTyped(const PlannedLevel& level)
{
    return level.isLevel || level.kind == lang::DistanceKind::Price;
}

} // namespace

double priceAway(const PlannedLevel& level, const LevelBase& base, double frozen, double from,
                 double towards)
{
    const double direction = signOf(base.side) * towards;
    if (level.kind == lang::DistanceKind::Percent) {
        return movedBy(from, direction * level.amount / 100);
    }
    return from + direction * distanceOf(level, base, frozen);
}

double valueAt(const PlannedValue& value, const EntryFill& entry, std::int32_t bar)
{
    if (bar < 0) {
        return kNoPrice;
    }
    return value.readsPosition() ? value.ask(bar, stateOf(entry, bar))
                                 : value.column[static_cast<std::size_t>(bar)];
}

OpeningStop openingStop(const Plan& plan, const EntryFill& entry, std::int32_t frozenBar)
{
    OpeningStop found;
    const market::Instrument& instrument = plan.bars->instrument();
    LevelBase base{entry.side, entry.price, entry.size, kNoPrice, instrument.pip, instrument.tick};
    for (const PlannedTrail& trail : plan.trails) {
        if (trail.sides.has(entry.side) && !trail.level.isLevel && isPriceTyped(trail.level)) {
            const double distance = valueAt(trail.level.price, entry, frozenBar);
            found.missing = found.missing || distance != distance;
        }
    }
    for (const bool inRisk : {false, true}) {
        for (std::size_t i = 0; i < plan.stops.size(); ++i) {
            const PlannedLevel& level = plan.stops[i].level;
            const bool usesRisk = !level.isLevel && level.kind == lang::DistanceKind::RMultiple;
            if (!plan.stops[i].sides.has(entry.side) || usesRisk != inRisk) {
                continue;
            }
            double price = isPriceTyped(level) ? valueAt(level.price, entry, frozenBar) : 0;
            found.missing = found.missing || price != price;
            if (!level.isLevel) {
                price = priceAway(level, base, price, entry.price, -1);
            }
            if (isTighter(entry.side, price, found.price)) {
                found.price = price;
                found.rule = static_cast<std::int32_t>(i);
            }
        }
        base.risk = std::fabs(entry.price - found.price);
    }
    return found;
}

} // namespace sw::engine
