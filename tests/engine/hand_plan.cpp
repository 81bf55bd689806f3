#include "hand_plan.h"

namespace sw::test {

using namespace engine;

market::BarsPtr candles(const std::vector<Candle>& prices, int minutes, std::string_view symbol)
{
    market::BarColumns columns;
    Timestamp time = startOf(CivilDate{2024, 1, 1});
    time.ms += minutes > 0 ? 10 * kMsPerHour : 0;
    for (const Candle& candle : prices) {
        columns.time.push_back(time);
        time.ms += minutes > 0 ? minutes * kMsPerMinute : kMsPerDay;
        columns.open.push_back(candle[0]);
        columns.high.push_back(candle[1]);
        columns.low.push_back(candle[2]);
        columns.close.push_back(candle[3]);
        columns.volume.push_back(1000);
    }
    const Timeframe frame = minutes > 0 ? Timeframe{minutes, FrameUnit::Minute} : Timeframe{};
    return market::Bars::make(market::instrumentFor(symbol), frame, std::move(columns))
        .value_or(nullptr);
}

HandPlan::HandPlan(market::BarsPtr bars)
{
    Plan& plan = m_owned.plan;
    plan.endBar = static_cast<std::int32_t>(bars->size());
    plan.bars = std::move(bars);
    plan.capital = 10000;
}

PlannedEntry& HandPlan::enter(Side side, const std::vector<int>& bars)
{
    PlannedEntry entry;
    entry.side = side;
    entry.mask = mask(bars);
    entry.sizing = {lang::SizingKind::Shares, 10, false, ""};
    return plan().entries.emplace_back(entry);
}

void HandPlan::rest(lang::OrderKind kind, double price, int validBars)
{
    PlannedEntry& entry = plan().entries.back();
    entry.order = kind;
    entry.price = constant(price);
    entry.validBars = validBars;
}

PlannedExit& HandPlan::exit(const std::vector<int>& bars, lang::Sides sides)
{
    PlannedExit exit;
    exit.sides = sides;
    exit.condition.mask = mask(bars);
    return plan().exits.emplace_back(std::move(exit));
}

std::span<const double> HandPlan::constant(double value)
{
    return column(std::vector<double>(plan().bars->size(), value));
}

void HandPlan::stopAt(double price, lang::Sides sides)
{
    PlannedStop stop;
    stop.sides = sides;
    stop.level.isLevel = true;
    stop.level.price.column = constant(price);
    plan().stops.push_back(std::move(stop));
}

void HandPlan::stopPercent(double percent)
{
    plan().stops.push_back({{}, distance(lang::DistanceKind::Percent, percent)});
}

PlannedTarget& HandPlan::targetAt(double price)
{
    PlannedTarget target;
    target.level.isLevel = true;
    target.level.price.column = constant(price);
    return plan().targets.emplace_back(std::move(target));
}

PlannedTarget& HandPlan::targetPercent(double percent)
{
    PlannedTarget target;
    target.level = distance(lang::DistanceKind::Percent, percent);
    return plan().targets.emplace_back(std::move(target));
}

PlannedTrail& HandPlan::trailPercent(double percent)
{
    PlannedTrail trail;
    trail.level = distance(lang::DistanceKind::Percent, percent);
    return plan().trails.emplace_back(std::move(trail));
}

Ledger HandPlan::run() const
{
    Ledger fast = simulate(m_owned.plan);
    const std::string found = difference(fast, simulatePlainly(m_owned.plan));
    if (!found.empty()) {
        Ledger none;
        none.symbol = "the machines disagree: " + found;
        return none;
    }
    return fast;
}

PlannedLevel distance(lang::DistanceKind kind, double amount)
{
    PlannedLevel level;
    level.kind = kind;
    level.amount = amount;
    return level;
}

} // namespace sw::test
