#include "engine/kernel_context.h"

namespace sw::engine {

namespace {

indicators::CalendarKind calendarOf(market::AssetClass assetClass)
{
    switch (assetClass) {
    case market::AssetClass::Crypto:
        return indicators::CalendarKind::AlwaysOpen;
    case market::AssetClass::ForeignExchange:
        return indicators::CalendarKind::ForeignExchange;
    case market::AssetClass::Equity:
    case market::AssetClass::Index:
    case market::AssetClass::Future:
        break;
    }
    return indicators::CalendarKind::Exchange;
}

} // namespace

indicators::KernelContext kernelContext(const market::Bars& bars)
{
    const market::AssetClass assetClass = bars.instrument().assetClass;
    indicators::KernelContext context;
    context.calendar = calendarOf(assetClass);
    context.barMinutes = static_cast<double>(bars.timeframe().minutes());
    context.periodsPerYear = market::periodsPerYear(assetClass, bars.timeframe());
    return context;
}

double priceGrid(const lang::Graph& graph, lang::NodeId node, const market::Bars& bars)
{
    while (graph[node].op == lang::Op::Shift) {
        node = graph[node].inputs[0];
    }
    switch (graph[node].op) {
    case lang::Op::Open:
    case lang::Op::High:
    case lang::Op::Low:
    case lang::Op::Close:
        return bars.ticksPerUnit();
    default:
        return 0;
    }
}

} // namespace sw::engine
