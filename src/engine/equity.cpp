// Equity from trades alone: the ledger is the only truth, the curve follows from it.
#include "engine/account.h"
#include "market/large_pages.h"

#include <algorithm>
#include <span>

namespace sw::engine {

namespace {

struct EntrySize {
    double size = 0;
    double commission = 0;
};

/// The entry commission of each position, from the sizes of the trades that it was left in.
std::vector<EntrySize> entriesOf(const SymbolRun& run)
{
    std::vector<EntrySize> entries;
    const auto entryOf = [&entries](const Trade& trade) -> EntrySize& {
        const auto position = static_cast<std::size_t>(trade.position);
        if (position >= entries.size()) {
            entries.resize(position + 1);
        }
        return entries[position];
    };
    for (const Trade& trade : run.ledger.trades) {
        entryOf(trade).size += trade.size;
    }
    for (const Trade& trade : run.ledger.trades) {
        EntrySize& entry = entryOf(trade);
        entry.commission = commissionOf(entry.size, trade.entryPrice, run.costs);
    }
    return entries;
}

/// Adds what an open trade is worth on its bars to `equity` and `positionValue`, whose first bar is
/// that of the ledger.
void addOpenTrade(const SymbolRun& run, const Trade& trade, double commission,
                  std::span<double> equity, std::span<double> positionValue)
{
    const Ledger& ledger = run.ledger;
    const std::int32_t end = trade.isOpen() ? ledger.endBar : trade.exitBar;
    const auto first = static_cast<std::size_t>(trade.entryBar - ledger.firstBar);
    const auto count = static_cast<std::size_t>(std::max(0, end - trade.entryBar));
    const double* const close = run.bars->close().data() + static_cast<std::size_t>(trade.entryBar);
    double* const total = equity.data() + first;
    double* const value = positionValue.data() + first;
    const double sign = signOf(trade.side);
    const double entryPrice = trade.entryPrice;
    const double size = trade.size;
    const bool isFinanced = trade.side == Side::Short && run.costs.financingFractionPerYear != 0;
    if (isFinanced) {
        const std::int64_t entryDay = localDay(*run.bars, trade.entryBar);
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t day = localDay(*run.bars, trade.entryBar + static_cast<int>(i));
            const double financing =
                financingOf(trade.side, size * entryPrice, day - entryDay, run.costs);
            total[i] += sign * (close[i] - entryPrice) * size - commission - financing;
            value[i] += sign * close[i] * size;
        }
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        total[i] += sign * (close[i] - entryPrice) * size - commission;
        value[i] += sign * close[i] * size;
    }
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
    market::reserveLarge(curve.equity, size);
    double balance = ledger.startCash;
    for (const Trade& trade : ledger.trades) {
        if (trade.isOpen()) {
            continue;
        }
        const auto at = static_cast<std::size_t>(trade.exitBar - ledger.firstBar);
        if (curve.equity.size() < at) {
            curve.equity.resize(at, balance);
        }
        balance += trade.netPnl;
    }
    curve.equity.resize(size, balance);
    market::reserveLarge(curve.cash, size);
    curve.cash.resize(size); // first the value of the position, which the rest of the equity is not
    const std::vector<EntrySize> entries = entriesOf(run);
    for (const Trade& trade : ledger.trades) {
        const EntrySize& entry = entries[static_cast<std::size_t>(trade.position)];
        addOpenTrade(run, trade, entry.commission * (trade.size / entry.size), curve.equity,
                     curve.cash);
    }
    const double* const equity = curve.equity.data();
    double* const cash = curve.cash.data();
    for (std::size_t i = 0; i < size; ++i) {
        cash[i] = equity[i] - cash[i];
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
    total.time.erase(std::unique(total.time.begin(), total.time.end()), total.time.end());
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
