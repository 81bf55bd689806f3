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

} // namespace sw::engine
