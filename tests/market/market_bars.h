// Bars for the tests of this room: seeded walks on a tick grid and the files of the shared folder.
#pragma once

#include "market/csv.h"

#include <QFile>

#include <algorithm>
#include <cstring>
#include <optional>
#include <random>
#include <string>

namespace sw::test {

/// Columns of a seeded random walk in whole cents at given times.
inline market::BarColumns walk(std::vector<Timestamp> times, std::uint64_t seed)
{
    market::BarColumns columns;
    std::mt19937_64 random(seed);
    std::int64_t price = 10'000;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const std::int64_t open = price;
        price =
            std::max<std::int64_t>(500, price + static_cast<std::int64_t>(random() % 201) - 100);
        const auto wick = [&] { return static_cast<std::int64_t>(random() % 50); };
        const std::int64_t high = std::max(open, price) + wick();
        const std::int64_t low = std::min(open, price) - wick();
        columns.open.push_back(static_cast<double>(open) / 100);
        columns.high.push_back(static_cast<double>(high) / 100);
        columns.low.push_back(static_cast<double>(low) / 100);
        columns.close.push_back(static_cast<double>(price) / 100);
        columns.volume.push_back(static_cast<double>(random() % 1'000'000));
    }
    columns.time = std::move(times);
    return columns;
}

/// Bars that must be good.
inline market::BarsPtr barsOf(const std::string& symbol, Timeframe timeframe,
                              market::BarColumns columns)
{
    auto bars = market::Bars::make(market::instrumentFor(symbol), timeframe, std::move(columns));
    return bars ? *bars : nullptr;
}

inline Timestamp at(int year, int month, int day, int hour = 0, int minute = 0)
{
    return {startOf({year, month, day}).ms + hour * kMsPerHour + minute * kMsPerMinute};
}

/// A file of the shared folder; nothing when it is absent.
inline std::optional<std::string> sharedFile(const char* name)
{
    QFile file(QStringLiteral(SW_SHARED_DIR "/data/") + QString::fromLatin1(name));
    if (!file.open(QIODevice::ReadOnly)) {
        return std::nullopt;
    }
    return file.readAll().toStdString();
}

/// True when all columns agree bit for bit.
inline bool sameColumns(const market::Bars& a, const market::Bars& b)
{
    const auto same = [](auto x, auto y) {
        return x.size() == y.size() &&
               std::equal(x.begin(), x.end(), y.begin(),
                          [](auto p, auto q) { return std::memcmp(&p, &q, sizeof p) == 0; });
    };
    return same(a.time(), b.time()) && same(a.open(), b.open()) && same(a.high(), b.high()) &&
           same(a.low(), b.low()) && same(a.close(), b.close()) && same(a.volume(), b.volume()) &&
           same(a.localOffsetMs(), b.localOffsetMs());
}

inline market::CsvOptions named(std::string symbol)
{
    market::CsvOptions options;
    options.symbol = std::move(symbol);
    return options;
}

} // namespace sw::test
