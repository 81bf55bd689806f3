// Equity from trades alone: the ledger is the only truth, the curve follows from it.
#include "engine/account.h"
#include "engine/equity_blocks.h"
#include "engine/widest.h"
#include "market/large_pages.h"

#include <algorithm>
#include <array>
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

} // namespace

/// The bars of a block are finished before the next one begins, so that they never leave the cache.
/// Trades are in order of exit and positions follow each other, so a block's trades lie together.
class EquityBlocks::Walk
{
public:
    Walk(const SymbolRun& run, const std::function<void(const EquityBlock&)>& take)
        : m_run(run),
          m_trades(run.ledger.trades),
          m_take(take),
          m_entries(entriesOf(run)),
          m_balance(run.ledger.startCash)
    {}

    void walk(const std::stop_token& stop)
    {
        const std::int32_t end = m_run.ledger.endBar;
        for (std::int32_t from = m_run.ledger.firstBar; from < end && !stop.stop_requested();
             from += kBars) {
            const std::int32_t to = from + std::min(kBars, end - from);
            const auto count = static_cast<std::size_t>(to - from);
            fillBalance(from, to);
            std::fill_n(m_value.begin(), count, 0.0);
            while (m_open < m_trades.size() && endOf(m_trades[m_open]) <= from) {
                ++m_open;
            }
            for (std::size_t i = m_open; i < m_trades.size() && m_trades[i].entryBar < to; ++i) {
                addOpenTrade(m_trades[i], from, to);
            }
            m_take({static_cast<std::size_t>(from - m_run.ledger.firstBar),
                    {m_equity.data(), count},
                    {m_value.data(), count}});
        }
    }

private:
    static constexpr auto kBars = static_cast<std::int32_t>(EquityBlock::kBars);

    std::int32_t endOf(const Trade& trade) const
    {
        return trade.isOpen() ? m_run.ledger.endBar : trade.exitBar;
    }

    /// Closed results step at the exit bars, in the order of the trades.
    void fillBalance(std::int32_t from, std::int32_t to)
    {
        std::int32_t filled = from;
        for (; m_closed < m_trades.size() && m_trades[m_closed].exitBar < to; ++m_closed) {
            const Trade& trade = m_trades[m_closed];
            if (trade.isOpen()) {
                continue;
            }
            if (filled < trade.exitBar) {
                std::fill(m_equity.begin() + (filled - from),
                          m_equity.begin() + (trade.exitBar - from), m_balance);
                filled = trade.exitBar;
            }
            m_balance += trade.netPnl;
        }
        std::fill(m_equity.begin() + (filled - from), m_equity.begin() + (to - from), m_balance);
    }

    /// Adds what an open trade is worth on its bars in [from, to).
    void addOpenTrade(const Trade& trade, std::int32_t from, std::int32_t to)
    {
        const EntrySize& entry = m_entries[static_cast<std::size_t>(trade.position)];
        const double commission = entry.commission * (trade.size / entry.size);
        const std::int32_t first = std::max(from, trade.entryBar);
        const std::int32_t last = std::min(to, endOf(trade));
        const auto count = static_cast<std::size_t>(std::max(0, last - first));
        const double* const close = m_run.bars->close().data() + static_cast<std::size_t>(first);
        double* const total = m_equity.data() + (first - from);
        double* const value = m_value.data() + (first - from);
        const double sign = signOf(trade.side);
        const double entryPrice = trade.entryPrice;
        const double size = trade.size;
        const bool isFinanced =
            trade.side == Side::Short && m_run.costs.financingFractionPerYear != 0;
        if (isFinanced) {
            const std::int64_t entryDay = localDay(*m_run.bars, trade.entryBar);
            for (std::size_t i = 0; i < count; ++i) {
                const std::int64_t day = localDay(*m_run.bars, first + static_cast<int>(i));
                const double financing =
                    financingOf(trade.side, size * entryPrice, day - entryDay, m_run.costs);
                total[i] += sign * (close[i] - entryPrice) * size - commission - financing;
                value[i] += sign * close[i] * size;
            }
            return;
        }
        onWidest([&] {
            for (std::size_t i = 0; i < count; ++i) {
                total[i] += sign * (close[i] - entryPrice) * size - commission;
                value[i] += sign * close[i] * size;
            }
        });
    }

    const SymbolRun& m_run;
    std::span<const Trade> m_trades;
    const std::function<void(const EquityBlock&)>& m_take;
    std::vector<EntrySize> m_entries;
    double m_balance;
    std::size_t m_closed = 0; ///< first trade whose result is not in the balance
    std::size_t m_open = 0;   ///< first trade that is not over
    std::array<double, EquityBlock::kBars> m_equity;
    std::array<double, EquityBlock::kBars> m_value;
};

void EquityBlocks::each(const SymbolRun& run, const std::function<void(const EquityBlock&)>& take,
                        const std::stop_token& stop)
{
    Walk(run, take).walk(stop);
}

std::vector<double> equityOf(const SymbolRun& run, const std::stop_token& stop)
{
    std::vector<double> equity;
    market::reserveLarge(
        equity, static_cast<std::size_t>(std::max(0, run.ledger.endBar - run.ledger.firstBar)));
    const auto take = [&equity](const EquityBlock& block) {
        equity.insert(equity.end(), block.equity.begin(), block.equity.end());
    };
    EquityBlocks::each(run, take, stop);
    return equity;
}

EquityCurve equityCurve(const SymbolRun& run, const std::stop_token& stop)
{
    const Ledger& ledger = run.ledger;
    EquityCurve curve;
    curve.firstBar = ledger.firstBar;
    if (ledger.endBar <= ledger.firstBar) {
        return curve;
    }
    const auto size = static_cast<std::size_t>(ledger.endBar - ledger.firstBar);
    market::reserveLarge(curve.equity, size);
    market::reserveLarge(curve.cash, size);
    const auto take = [&curve](const EquityBlock& block) {
        curve.equity.insert(curve.equity.end(), block.equity.begin(), block.equity.end());
        const std::size_t first = curve.cash.size();
        curve.cash.resize(first + block.equity.size());
        double* const cash = curve.cash.data() + first;
        for (std::size_t i = 0; i < block.equity.size(); ++i) {
            cash[i] = block.equity[i] - block.positionValue[i];
        }
    };
    EquityBlocks::each(run, take, stop);
    return curve;
}

TotalCurve totalCurve(const BacktestResult& result, const std::stop_token& stop)
{
    TotalCurve total;
    if (result.runs.size() == 1) {
        const SymbolRun& run = result.runs.front();
        total.equity = equityOf(run, stop);
        const auto first = run.bars->time().begin() + run.ledger.firstBar;
        total.time.assign(first, first + static_cast<std::ptrdiff_t>(total.equity.size()));
        return total;
    }
    for (const SymbolRun& run : result.runs) {
        for (std::int32_t bar = run.ledger.firstBar; bar < run.ledger.endBar; ++bar) {
            total.time.push_back(run.bars->time()[static_cast<std::size_t>(bar)]);
        }
    }
    std::ranges::sort(total.time);
    total.time.erase(std::unique(total.time.begin(), total.time.end()), total.time.end());
    total.equity.assign(total.time.size(), 0);
    for (const SymbolRun& run : result.runs) {
        const std::vector<double> equity = equityOf(run, stop);
        if (stop.stop_requested()) {
            return total;
        }
        double last = run.ledger.startCash;
        std::size_t next = 0;
        for (std::size_t i = 0; i < total.time.size(); ++i) {
            const auto timeOf = [&](std::size_t at) {
                return run.bars->time()[static_cast<std::size_t>(run.ledger.firstBar) + at];
            };
            while (next < equity.size() && timeOf(next) <= total.time[i]) {
                last = equity[next++];
            }
            total.equity[i] += last;
        }
    }
    return total;
}

} // namespace sw::engine
