#include "bridge/conventions.h"

#include "engine/backtest.h"
#include "market/calendar.h"
#include "market/instrument.h"

namespace sw::bridge {

exporters::ExportOptions exportOptions(const lang::Program& program)
{
    exporters::ExportOptions options;
    std::vector<std::string> symbols = program.symbols;
    symbols.insert(symbols.end(), program.otherSymbols.begin(), program.otherSymbols.end());
    for (const std::string& symbol : symbols) {
        const market::Instrument instrument = market::instrumentFor(symbol);
        const engine::Costs costs = engine::defaultCosts(instrument);
        exporters::SymbolConventions conventions;
        conventions.lot = instrument.lot;
        conventions.pip = instrument.pip;
        conventions.tick = instrument.tick;
        conventions.commissionFraction = costs.commissionFraction;
        conventions.slippageFraction = costs.slippageFraction;
        conventions.financingFractionPerYear = costs.financingFractionPerYear;
        conventions.daysPerYear =
            market::periodsPerYear(instrument.assetClass, {1, FrameUnit::Day});
        const double minutes =
            market::periodsPerYear(instrument.assetClass, {1, FrameUnit::Minute});
        conventions.sessionMinutes = minutes / conventions.daysPerYear;
        switch (market::calendarFor(instrument)) {
        case market::TradingCalendar::EveryDay:
            conventions.calendar = indicators::CalendarKind::AlwaysOpen;
            conventions.tradingDays = exporters::TradingDays::EveryDay;
            break;
        case market::TradingCalendar::Weekdays:
            conventions.calendar = instrument.assetClass == market::AssetClass::ForeignExchange
                                       ? indicators::CalendarKind::ForeignExchange
                                       : indicators::CalendarKind::Exchange;
            conventions.tradingDays = exporters::TradingDays::Weekdays;
            break;
        case market::TradingCalendar::NewYork:
            break;
        }
        options.symbols.emplace(symbol, conventions);
    }
    return options;
}

} // namespace sw::bridge
