#include "exporters/bench_bars.h"

#include "market/calendar.h"
#include "market/csv.h"

#include <QDir>
#include <QFile>
#include <QtTest>

namespace sw::test {

namespace {

market::BarsPtr barsFrom(const QString& file, const std::string& symbol)
{
    for (const char* folder : {SW_SOURCE_DIR "/resources/samples/", SW_SHARED_DIR "/data/"}) {
        const QString path = QString::fromUtf8(folder) + file;
        if (!QFile::exists(path)) {
            continue;
        }
        market::CsvOptions options;
        options.symbol = symbol;
        auto read = market::readCsv(readText(path), options);
        if (read) {
            return read->bars;
        }
        qWarning("%s", read.error().text().c_str());
    }
    return nullptr;
}

exporters::TradingDays tradingDays(const market::Instrument& instrument)
{
    switch (market::calendarFor(instrument)) {
    case market::TradingCalendar::EveryDay:
        return exporters::TradingDays::EveryDay;
    case market::TradingCalendar::Weekdays:
        return exporters::TradingDays::Weekdays;
    case market::TradingCalendar::NewYork:
        break;
    }
    return exporters::TradingDays::NewYork;
}

indicators::CalendarKind calendarKind(market::AssetClass assetClass)
{
    switch (assetClass) {
    case market::AssetClass::Crypto:
        return indicators::CalendarKind::AlwaysOpen;
    case market::AssetClass::ForeignExchange:
        return indicators::CalendarKind::ForeignExchange;
    default:
        return indicators::CalendarKind::Exchange;
    }
}

} // namespace

std::string readText(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

bool writeText(const QString& path, const std::string& text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) &&
           file.write(text.data(), static_cast<qint64>(text.size())) ==
               static_cast<qint64>(text.size());
}

QStringList programFiles()
{
    const QDir folder(QStringLiteral(SW_SOURCE_DIR "/tests/exporters/programs"));
    return folder.entryList({QStringLiteral("*.strat")}, QDir::Files, QDir::Name);
}

market::BarsPtr dailyBars(const std::string& symbol)
{
    return barsFrom(symbol == "^GSPC" ? QStringLiteral("SPX.csv") : QStringLiteral("AAPL.csv"),
                    symbol);
}

market::BarsPtr hourlyBars(const std::string& symbol)
{
    return barsFrom(QStringLiteral("eurusd_hourly.csv"), symbol);
}

market::BarsPtr walkBars(const std::string& symbol)
{
    std::uint64_t state = 20240117;
    const auto next = [&state] {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::int64_t>(state >> 33);
    };
    market::BarColumns columns;
    std::int64_t cents = 10'000;
    const std::int64_t first = daysFromCivil({2023, 1, 3});
    const std::int64_t clockChange = daysFromCivil({2023, 3, 12});
    for (std::int64_t day = first; day < first + 160; ++day) {
        if (!market::isTradingDay(market::TradingCalendar::NewYork, day)) {
            continue;
        }
        const std::int64_t offset = (day < clockChange ? -5 : -4) * kMsPerHour;
        for (int slot = 0; slot < 13; ++slot) {
            const std::int64_t local = day * kMsPerDay + (570 + 30 * slot) * kMsPerMinute;
            const std::int64_t open = cents + next() % 21 - 10;
            const std::int64_t close = open + next() % 121 - 60;
            const std::int64_t high = std::max(open, close) + next() % 40;
            const std::int64_t low = std::min(open, close) - next() % 40;
            columns.time.push_back({local - offset});
            columns.localOffsetMs.push_back(static_cast<std::int32_t>(offset));
            columns.open.push_back(static_cast<double>(open) / 100);
            columns.high.push_back(static_cast<double>(high) / 100);
            columns.low.push_back(static_cast<double>(low) / 100);
            columns.close.push_back(static_cast<double>(close) / 100);
            columns.volume.push_back(static_cast<double>(1000 + next() % 5000));
            cents = close + (10'000 - close) / 200;
        }
    }
    auto made = market::Bars::make(market::instrumentFor(symbol), {30, FrameUnit::Minute},
                                   std::move(columns));
    return made ? *made : nullptr;
}

exporters::ExportOptions optionsFor(const engine::Feeds& feeds)
{
    exporters::ExportOptions options;
    for (const auto& [symbol, bars] : feeds) {
        const market::Instrument& instrument = bars->instrument();
        const engine::Costs costs = engine::defaultCosts(instrument);
        exporters::SymbolConventions own;
        own.lot = instrument.lot;
        own.pip = instrument.pip;
        own.tick = instrument.tick;
        own.commissionFraction = costs.commissionFraction;
        own.slippageFraction = costs.slippageFraction;
        own.financingFractionPerYear = costs.financingFractionPerYear;
        own.calendar = calendarKind(instrument.assetClass);
        own.tradingDays = tradingDays(instrument);
        own.daysPerYear = market::periodsPerYear(instrument.assetClass, {1, FrameUnit::Day});
        own.sessionMinutes =
            market::periodsPerYear(instrument.assetClass, {1, FrameUnit::Minute}) / own.daysPerYear;
        options.symbols[symbol] = own;
    }
    return options;
}

lang::ProgramPtr compiled(const std::string& source)
{
    const lang::Compilation compilation = lang::compile(source);
    if (!compilation.program) {
        for (const lang::Diagnostic& diagnostic : compilation.diagnostics) {
            qWarning("%s", lang::describe(diagnostic, source).c_str());
        }
    }
    return compilation.program;
}

} // namespace sw::test
