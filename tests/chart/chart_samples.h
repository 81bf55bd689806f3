// Models for the tests and the gallery: the sample bars, and made bars of any length.
#pragma once

#include "chart/chart_model.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sw::chart::samples {

/// A walk of `count` bars from a seed; starts on Monday 2020-01-06, weekends left out for bars of a
/// day, sessions of 9:30 to 16:00 for shorter ones.
inline market::BarColumns walkColumns(std::size_t count, Timeframe timeframe, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<double> step(0.0002, 0.01);
    std::uniform_real_distribution<double> share(0.0, 1.0);
    market::BarColumns columns;
    double price = 100;
    std::int64_t day = daysFromCivil(CivilDate{2020, 1, 6});
    std::int64_t minute = 570;
    const double scale = timeframe.isIntraday() ? 0.1 : 1;
    for (std::size_t i = 0; i < count; ++i) {
        columns.time.push_back(
            Timestamp{day * kMsPerDay + (timeframe.isIntraday() ? minute * kMsPerMinute : 0)});
        const double open = price;
        price *= 1 + scale * step(random);
        const double spread = 0.004 * scale * open * share(random);
        columns.open.push_back(open);
        columns.close.push_back(price);
        columns.high.push_back(std::max(open, price) + spread);
        columns.low.push_back(std::min(open, price) - spread);
        columns.volume.push_back(1e6 * (0.5 + share(random)));
        minute += timeframe.minutes();
        if (!timeframe.isIntraday() || minute >= 960) {
            minute = 570;
            ++day;
            while (weekdayOf(day) > 5) {
                ++day;
            }
        }
    }
    return columns;
}

inline market::BarsPtr walkBars(std::size_t count, Timeframe timeframe = {}, unsigned seed = 1)
{
    return *market::Bars::make(market::instrumentFor("WALK"), timeframe,
                               walkColumns(count, timeframe, seed));
}

/// Simple average of the closes; NaN before there are enough.
inline Column averageOf(const market::Bars& bars, std::size_t length)
{
    auto out = std::make_shared<std::vector<double>>(bars.size(), std::nan(""));
    double sum = 0;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        sum += bars.close()[i] - (i >= length ? bars.close()[i - length] : 0);
        if (i + 1 >= length) {
            (*out)[i] = sum / static_cast<double>(length);
        }
    }
    return out;
}

/// A relative strength index good enough to look at.
inline Column strengthOf(const market::Bars& bars, double length)
{
    auto out = std::make_shared<std::vector<double>>(bars.size(), std::nan(""));
    double gain = 0;
    double loss = 0;
    for (std::size_t i = 1; i < bars.size(); ++i) {
        const double change = bars.close()[i] - bars.close()[i - 1];
        gain += (std::max(change, 0.0) - gain) / length;
        loss += (std::max(-change, 0.0) - loss) / length;
        if (static_cast<double>(i) > length) {
            (*out)[i] = 100 * gain / (gain + loss);
        }
    }
    return out;
}

/// Trades of `held` bars, one every `every` bars, each with a stop 5 % away.
inline std::shared_ptr<std::vector<engine::Trade>> tradesOn(const market::Bars& bars,
                                                            std::int32_t every, std::int32_t held)
{
    auto trades = std::make_shared<std::vector<engine::Trade>>();
    const auto count = static_cast<std::int32_t>(bars.size());
    for (std::int32_t bar = every / 2; bar + held < count; bar += every) {
        engine::Trade trade;
        trade.position = static_cast<std::int32_t>(trades->size());
        const bool isShort = trades->size() % 4 == 3;
        trade.side = isShort ? engine::Side::Short : engine::Side::Long;
        trade.signalBar = bar - 1;
        trade.entryBar = bar;
        trade.exitBar = bar + held;
        trade.exitReason =
            trades->size() % 3 == 0 ? engine::ExitReason::TakeProfit : engine::ExitReason::Rule;
        trade.entryPrice = bars.open()[static_cast<std::size_t>(bar)];
        trade.exitPrice = bars.open()[static_cast<std::size_t>(bar + held)];
        trade.size = 10;
        trade.netPnl = (isShort ? -1 : 1) * (trade.exitPrice - trade.entryPrice) * trade.size;
        trade.grossPnl = trade.netPnl;
        trade.initialStop = trade.entryPrice * (isShort ? 1.05 : 0.95);
        trades->push_back(trade);
    }
    return trades;
}

/// Money of an account that holds the trades one after the other, all of it in each.
inline Column equityOf(const market::Bars& bars, const std::vector<engine::Trade>& trades,
                       double start)
{
    auto out = std::make_shared<std::vector<double>>(bars.size(), start);
    double money = start;
    std::size_t next = 0;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const auto bar = static_cast<std::int32_t>(i);
        double value = money;
        if (next < trades.size() && bar >= trades[next].entryBar) {
            const engine::Trade& trade = trades[next];
            const double side = trade.side == engine::Side::Long ? 1 : -1;
            const double price = bar >= trade.exitBar ? trade.exitPrice : bars.close()[i];
            value = money * (1 + side * (price / trade.entryPrice - 1));
            if (bar >= trade.exitBar) {
                money = value;
                ++next;
            }
        }
        (*out)[i] = value;
    }
    return out;
}

inline Column holdOf(const market::Bars& bars, double start)
{
    auto out = std::make_shared<std::vector<double>>();
    for (const double close : bars.close()) {
        out->push_back(start * close / bars.open().front());
    }
    return out;
}

/// A model with every pane.
inline ChartModelPtr fullModel(const market::BarsPtr& bars, std::int32_t every = 40,
                               std::int32_t held = 12)
{
    auto model = std::make_shared<ChartModel>();
    model->bars = bars;
    model->overlays = {Series{"SMA 20", averageOf(*bars, 20)},
                       Series{"SMA 100", averageOf(*bars, 100)}};
    IndicatorPane strength;
    strength.id = "rsi";
    strength.title = "RSI 14";
    strength.series = {
        Series{"RSI 14", strengthOf(*bars, 14), SeriesStyle::Line, ColorRole::Series2}};
    strength.lines = {ReferenceLine{30, "Buy below 30", Role::Entry},
                      ReferenceLine{70, "Sell above 70", Role::Exit}};
    strength.zones = {Zone{0, 30, "", Role::Entry}, Zone{70, 100, "", Role::Exit}};
    strength.minimum = 0;
    strength.maximum = 100;
    model->panes.push_back(strength);
    const auto trades = tradesOn(*bars, every, held);
    model->trades = *trades;
    model->owner = trades;
    for (const engine::Trade& trade : *trades) {
        const double side = trade.side == engine::Side::Long ? 1 : -1;
        model->targets.push_back(trade.entryPrice * (1 + side * 0.08));
    }
    EquityCurves curves;
    curves.start = 10'000;
    curves.equity = equityOf(*bars, *trades, curves.start);
    curves.buyAndHold = holdOf(*bars, curves.start);
    model->equity = curves;
    const auto count = static_cast<std::int32_t>(bars->size());
    model->windows = {
        WindowShade{0, count * 6 / 10 - 1, "Train", WindowKind::Train},
        WindowShade{count * 6 / 10, count * 8 / 10 - 1, "Validation", WindowKind::Validation},
        WindowShade{count * 8 / 10, count - 1, "Holdout", WindowKind::Holdout}};
    return model;
}

} // namespace sw::chart::samples
