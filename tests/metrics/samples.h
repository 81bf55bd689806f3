// Small made-up inputs that the tests of this room share.
#pragma once

#include "engine/backtest.h"
#include "market/bars.h"
#include "metrics/normal.h"
#include "metrics/random.h"
#include "metrics/returns.h"

#include <QString>

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace sw::test {

/// Empty when `actual` is within `tolerance` of `expected`, else a sentence with both.
inline QString offBy(double actual, double expected, double tolerance)
{
    if (std::fabs(actual - expected) <= tolerance) {
        return {};
    }
    return QStringLiteral("got %1, expected %2").arg(actual, 0, 'g', 17).arg(expected, 0, 'g', 17);
}

inline QString offBy(const std::optional<double>& actual, double expected, double tolerance)
{
    return actual ? offBy(*actual, expected, tolerance) : QStringLiteral("undefined");
}

/// One midnight per value, from 2020-01-01 on, week-ends included.
inline std::vector<Timestamp> days(std::size_t count)
{
    std::vector<Timestamp> times;
    for (std::size_t i = 0; i < count; ++i) {
        times.push_back({startOf({2020, 1, 1}).ms + static_cast<std::int64_t>(i) * kMsPerDay});
    }
    return times;
}

/// Standard normal noise, the same for the same seed.
inline std::vector<double> noise(std::uint64_t seed, std::size_t count, double mean = 0,
                                 double deviation = 1)
{
    metrics::RandomStream random(seed, 0);
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) {
        values.push_back(mean + deviation * metrics::normalQuantile(random.unit() + 0x1.0p-54));
    }
    return values;
}

/// Equity that compounds these returns from `start`.
inline std::vector<double> compounded(double start, std::span<const double> returns)
{
    std::vector<double> equity;
    for (const double value : returns) {
        start *= 1 + value;
        equity.push_back(start);
    }
    return equity;
}

/// Daily bars with these opens and closes; highs and lows just hold them.
inline market::BarsPtr barsOf(std::vector<double> open, std::vector<double> close,
                              const std::string& symbol = "AAPL")
{
    market::BarColumns columns;
    columns.time = days(close.size());
    for (std::size_t i = 0; i < close.size(); ++i) {
        columns.high.push_back(std::max(open[i], close[i]));
        columns.low.push_back(std::min(open[i], close[i]));
        columns.volume.push_back(1000);
    }
    columns.open = std::move(open);
    columns.close = std::move(close);
    return *market::Bars::make(market::instrumentFor(symbol), {1, FrameUnit::Day},
                               std::move(columns));
}

/// A closed long trade of size 1 from 100 with this net profit; the stop is 10 below.
inline engine::Trade tradeOf(double netPnl, std::int32_t position = 0)
{
    engine::Trade trade;
    trade.position = position;
    trade.exitReason = engine::ExitReason::Rule;
    trade.exitFill = engine::FillRule::NextOpen;
    trade.entryBar = position * 10 + 1;
    trade.exitBar = position * 10 + 5;
    trade.size = 1;
    trade.entryPrice = 100;
    trade.exitPrice = 100 + netPnl;
    trade.grossPnl = netPnl;
    trade.netPnl = netPnl;
    trade.initialStop = 90;
    trade.mae = std::min(0.0, netPnl / 100) - 0.01;
    trade.mfe = std::max(0.0, netPnl / 100) + 0.02;
    return trade;
}

/// Closed trades with these net profits, one position each.
inline std::vector<engine::Trade> tradesOf(std::initializer_list<double> profits)
{
    std::vector<engine::Trade> trades;
    for (const double profit : profits) {
        trades.push_back(tradeOf(profit, static_cast<std::int32_t>(trades.size())));
    }
    return trades;
}

} // namespace sw::test
