// Synthetic bars of any length for benchmarks: a mean-reverting walk on a grid of 0.01.
#pragma once

#include "market/bars.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace sw::bench {

/// Hourly bars of an always-open market, so that any number of them has valid times.
inline market::BarsPtr syntheticBars(std::size_t count, std::uint64_t seed = 1)
{
    std::uint64_t state = seed;
    const auto pick = [&state](int from, int to) {
        state += 0x9E3779B97F4A7C15u;
        std::uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        z ^= z >> 31;
        return from + static_cast<int>(z % static_cast<std::uint64_t>(to - from + 1));
    };
    market::BarColumns columns;
    columns.time.reserve(count);
    for (auto* column :
         {&columns.open, &columns.high, &columns.low, &columns.close, &columns.volume}) {
        column->reserve(count);
    }
    int last = 10000;
    for (std::size_t i = 0; i < count; ++i) {
        const int open = last;
        const int close = std::max(1000, open + pick(-100, 100) + (10000 - open) / 400);
        columns.time.push_back({static_cast<std::int64_t>(i) * kMsPerHour});
        columns.open.push_back(open / 100.0);
        columns.high.push_back((std::max(open, close) + pick(0, 60)) / 100.0);
        columns.low.push_back((std::min(open, close) - pick(0, 60)) / 100.0);
        columns.close.push_back(close / 100.0);
        columns.volume.push_back(pick(100, 5000));
        last = close;
    }
    return market::Bars::make(market::instrumentFor("BTCUSDT"), {1, FrameUnit::Hour},
                              std::move(columns))
        .value_or(nullptr);
}

} // namespace sw::bench
