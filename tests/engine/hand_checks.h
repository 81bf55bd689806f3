// What tests of the simulation say about a ledger: its one trade, where it was entered and left.
#pragma once

#include "hand_plan.h"
#include "shared_words.h"

#include <QtTest>

namespace sw::test {

inline constexpr Candle kCalm{100, 101, 99, 100};

/// Calm bars around 100, with others at the given places.
inline std::vector<Candle> calmExcept(int count, const std::vector<std::pair<int, Candle>>& others)
{
    std::vector<Candle> bars(static_cast<std::size_t>(count), kCalm);
    for (const auto& [at, candle] : others) {
        bars[static_cast<std::size_t>(at)] = candle;
    }
    return bars;
}

inline std::int64_t notFilled(const engine::Ledger& ledger, engine::NoFillReason reason)
{
    return ledger.counters.notFilled[static_cast<std::size_t>(reason)];
}

/// The one trade of a ledger; an empty trade when there are more or fewer.
inline engine::Trade only(const engine::Ledger& ledger)
{
    return ledger.trades.size() == 1 ? ledger.trades.front() : engine::Trade{};
}

} // namespace sw::test

#define ENTERED(trade, bar, price)                                                                 \
    QCOMPARE((trade).entryBar, bar);                                                               \
    QVERIFY2(sw::test::near((trade).entryPrice, price),                                            \
             qPrintable(QString::number((trade).entryPrice)))
#define LEFT(trade, bar, price, rule)                                                              \
    QCOMPARE((trade).exitBar, bar);                                                                \
    QVERIFY2(sw::test::near((trade).exitPrice, price),                                             \
             qPrintable(QString::number((trade).exitPrice)));                                      \
    QCOMPARE((trade).exitFill, sw::engine::FillRule::rule)
