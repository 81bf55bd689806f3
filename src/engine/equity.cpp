// Equity from trades alone: the ledger is the only truth, the curve follows from it.
#include "engine/account.h"

#include <algorithm>
#include <map>

namespace sw::engine {

namespace {

struct EntrySize {
    double size = 0;
    double commission = 0;
};

/// The entry commission of each position, from the sizes of the trades that it was left in.
std::map<std::int32_t, EntrySize> entriesOf(const SymbolRun& run)
{
    std::map<std::int32_t, EntrySize> entries;
    for (const Trade& trade : run.ledger.trades) {
        entries[trade.position].size += trade.size;
    }
    for (const Trade& trade : run.ledger.trades) {
        EntrySize& entry = entries[trade.position];
        entry.commission = commissionOf(entry.size, trade.entryPrice, run.costs);
    }
    return entries;
}

} // namespace

EquityCurve equityCurve(const SymbolRun& run)
{
    const Ledger& ledger = run.ledger;
    EquityCurve curve;
    curve.firstBar = ledger.firstBar;
    if (ledger.endBar <= ledger.firstBar) {
        return curve;
    }
    const auto size = static_cast<std::size_t>(ledger.endBar - ledger.firstBar);
    // Closed results step at the exit bars, in the order of the trades.
    curve.equity.assign(size, 0);
    double balance = ledger.startCash;
    std::size_t filled = 0;
    for (const Trade& trade : ledger.trades) {
        if (trade.isOpen()) {
            continue;
        }
        const auto at = static_cast<std::size_t>(trade.exitBar - ledger.firstBar);
        for (; filled < at; ++filled) {
            curve.equity[filled] = balance;
        }
        balance += trade.netPnl;
    }
    std::fill(curve.equity.begin() + static_cast<std::ptrdiff_t>(filled), curve.equity.end(),
              balance);
    std::vector<double> positionValue(size, 0);
    const std::map<std::int32_t, EntrySize> entries = entriesOf(run);
    for (const Trade& trade : ledger.trades) {
        const EntrySize& entry = entries.at(trade.position);
        const double commission = entry.commission * (trade.size / entry.size);
        const double sign = signOf(trade.side);
        const std::int64_t entryDay = localDay(*run.bars, trade.entryBar);
        const std::int32_t end = trade.isOpen() ? ledger.endBar : trade.exitBar;
        for (std::int32_t bar = trade.entryBar; bar < end; ++bar) {
            const auto at = static_cast<std::size_t>(bar - ledger.firstBar);
            const double close = run.bars->close()[static_cast<std::size_t>(bar)];
            const double financing = financingOf(trade.side, trade.size * trade.entryPrice,
                                                 localDay(*run.bars, bar) - entryDay, run.costs);
            curve.equity[at] +=
                sign * (close - trade.entryPrice) * trade.size - commission - financing;
            positionValue[at] += sign * close * trade.size;
        }
    }
    curve.cash.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
        curve.cash[i] = curve.equity[i] - positionValue[i];
    }
    return curve;
}

TotalCurve totalCurve(const BacktestResult& result)
{
    TotalCurve total;
    for (const SymbolRun& run : result.runs) {
        for (std::int32_t bar = run.ledger.firstBar; bar < run.ledger.endBar; ++bar) {
            total.time.push_back(run.bars->time()[static_cast<std::size_t>(bar)]);
        }
    }
    std::ranges::sort(total.time);
    const auto repeated = std::ranges::unique(total.time);
    total.time.erase(repeated.begin(), repeated.end());
    total.equity.assign(total.time.size(), 0);
    for (const SymbolRun& run : result.runs) {
        const EquityCurve curve = equityCurve(run);
        double last = run.ledger.startCash;
        std::size_t next = 0;
        for (std::size_t i = 0; i < total.time.size(); ++i) {
            const auto timeOf = [&](std::size_t at) {
                return run.bars->time()[static_cast<std::size_t>(curve.firstBar) + at];
            };
            while (next < curve.equity.size() && timeOf(next) <= total.time[i]) {
                last = curve.equity[next++];
            }
            total.equity[i] += last;
        }
    }
    return total;
}

} // namespace sw::engine
