#include "metrics/summary.h"

#include "base/expects.h"
#include "engine/account.h"
#include "engine/widest.h"
#include "metrics/lanes.h"
#include "metrics/returns.h"
#include "metrics/trade_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>

namespace sw::metrics {

namespace {

using engine::Trade;

/// Takes equity bar by bar, in chunks, and keeps what the headline figures need.
class EquitySink
{
public:
    explicit EquitySink(double start) : m_last(start), m_peak(start) {}

    void add(double equity)
    {
        m_chunk[m_filled++] = equity;
        if (m_filled == kChunk) {
            flush();
        }
    }
    /// base + slope × (close - entry) for each close.
    void addLine(double base, double slope, double entry, std::span<const double> close)
    {
        while (!close.empty()) {
            const std::size_t count = std::min(close.size(), kChunk - m_filled);
            for (std::size_t i = 0; i < count; ++i) {
                m_chunk[m_filled + i] = base + slope * (close[i] - entry);
            }
            m_filled += count;
            if (m_filled == kChunk) {
                flush();
            }
            close = close.subspan(count);
        }
    }
    void finish() { flush(); }

    double last() const { return m_last; }
    double maxDrawdown() const { return m_deepest; }
    double sum() const { return joined(m_sum); }
    double squares() const { return joined(m_squares); }

private:
    static constexpr std::size_t kChunk = 512;

    void flush()
    {
        if (m_filled == 0) {
            return;
        }
        std::array<double, kChunk> returns;
        std::array<double, 2> extremes{};
        engine::onWidest([&] { extremes = lookOver(returns); });
        const auto [lowest, highest] = extremes;
        if (lowest <= 0 || m_last <= 0) {
            forgetAfterRuin(returns);
        }
        engine::onWidest([&] { sumUp(returns); });
        if (highest > m_peak || lowest < m_peak * (1 - m_deepest)) {
            deepen();
        }
        m_last = m_chunk[m_filled - 1];
        m_filled = 0;
    }

    /// Computes the returns of the chunk; answers its lowest and its highest equity.
    std::array<double, 2> lookOver(std::array<double, kChunk>& returns) const
    {
        returns[0] = m_chunk[0] / m_last - 1;
        Lanes low = Lanes{} + m_chunk[0];
        Lanes high = low;
        std::size_t i = 1;
        for (; i + kLanes <= m_filled; i += kLanes) {
            Lanes now;
            Lanes before;
            load(now, m_chunk.data() + i);
            load(before, m_chunk.data() + i - 1);
            const Lanes change = now / before - 1.0;
            std::memcpy(returns.data() + i, &change, sizeof change);
            low = now < low ? now : low;
            high = now > high ? now : high;
        }
        std::array<double, kLanes> lowest = unpacked(low);
        std::array<double, kLanes> highest = unpacked(high);
        for (; i < m_filled; ++i) {
            returns[i] = m_chunk[i] / m_chunk[i - 1] - 1;
            lowest[0] = m_chunk[i] < lowest[0] ? m_chunk[i] : lowest[0];
            highest[0] = m_chunk[i] > highest[0] ? m_chunk[i] : highest[0];
        }
        return {*std::ranges::min_element(lowest), *std::ranges::max_element(highest)};
    }

    void sumUp(const std::array<double, kChunk>& returns)
    {
        Lanes sum;
        Lanes squares;
        load(sum, m_sum.data());
        load(squares, m_squares.data());
        std::size_t i = 0;
        for (; i + kLanes <= m_filled; i += kLanes) {
            Lanes next;
            load(next, returns.data() + i);
            sum += next;
            squares += next * next;
        }
        m_sum = unpacked(sum);
        m_squares = unpacked(squares);
        for (; i < m_filled; ++i) {
            m_sum[0] += returns[i];
            m_squares[0] += returns[i] * returns[i];
        }
    }

    /// A lost account earns nothing: returns after the first equity at or below zero are 0.
    void forgetAfterRuin(std::array<double, kChunk>& returns)
    {
        bool lost = m_last <= 0;
        for (std::size_t i = 0; i < m_filled; ++i) {
            returns[i] = lost ? 0 : returns[i];
            lost = lost || m_chunk[i] <= 0;
        }
    }

    void deepen()
    {
        for (std::size_t i = 0; i < m_filled; ++i) {
            const double equity = m_chunk[i];
            if (equity >= m_peak) {
                m_peak = equity;
            } else if (equity < m_peak * (1 - m_deepest)) {
                m_deepest = std::max(m_deepest, (m_peak - equity) / m_peak);
            }
        }
    }

    std::array<double, kChunk> m_chunk;
    std::size_t m_filled = 0;
    double m_last;
    double m_peak;
    double m_deepest = 0;
    std::array<double, kLanes> m_sum{}, m_squares{};
};

/// Commission charged at the entry: what the trade paid without its exit.
double entryCommission(const Trade& trade, const engine::Costs& costs)
{
    return trade.commission -
           (trade.isOpen() ? 0 : engine::commissionOf(trade.size, trade.exitPrice, costs));
}

/// Feeds the equity of one run to a sink, bar by bar, skipping flat bars.
class RunWalk
{
public:
    RunWalk(const engine::SymbolRun& run, EquitySink& sink)
        : m_run(run), m_sink(sink), m_balance(run.ledger.startCash)
    {}

    void walk()
    {
        const std::span<const Trade> trades = m_run.ledger.trades;
        std::size_t first = 0;
        while (first < trades.size()) {
            std::size_t end = first + 1;
            while (end < trades.size() && trades[end].position == trades[first].position) {
                ++end;
            }
            walkPosition(trades.subspan(first, end - first));
            // A position entered on the bar on which this one ended: that bar closes with it.
            const bool handedOver =
                end < trades.size() && trades[end].entryBar == trades[end - 1].exitBar;
            if (!handedOver) {
                m_sink.add(m_balance);
            }
            first = end;
        }
        m_sink.finish();
    }

private:
    void walkPosition(std::span<const Trade> parts)
    {
        std::int32_t bar = parts[0].entryBar;
        for (std::size_t k = 0; k < parts.size(); ++k) {
            if (parts[k].exitBar > bar) {
                walkBars(parts.subspan(k), bar, parts[k].exitBar);
                bar = parts[k].exitBar;
            }
            m_balance += parts[k].netPnl;
        }
    }

    /// Bars [from, end) with all of `live` open.
    void walkBars(std::span<const Trade> live, std::int32_t from, std::int32_t end)
    {
        const double entry = live[0].entryPrice;
        double size = 0;
        double base = m_balance;
        bool financed = false;
        for (const Trade& trade : live) {
            size += trade.size;
            base -= entryCommission(trade, m_run.costs);
            financed = financed || trade.financing != 0;
        }
        const double slope = engine::signOf(live[0].side) * size;
        const auto first = static_cast<std::size_t>(from);
        const auto count = static_cast<std::size_t>(end - from);
        const std::span<const double> close = m_run.bars->close().subspan(first, count);
        if (!financed) {
            m_sink.addLine(base, slope, entry, close);
            return;
        }
        const std::int64_t entryDay = engine::localDay(*m_run.bars, live[0].entryBar);
        for (std::int32_t bar = from; bar < end; ++bar) {
            const std::int64_t days = engine::localDay(*m_run.bars, bar) - entryDay;
            const double paid = engine::financingOf(live[0].side, size * entry, days, m_run.costs);
            m_sink.add(base - paid + slope * (close[static_cast<std::size_t>(bar - from)] - entry));
        }
    }

    const engine::SymbolRun& m_run;
    EquitySink& m_sink;
    double m_balance;
};

} // namespace

Summary summary(const engine::SymbolRun& run, double periodsPerYear, double riskFree)
{
    const engine::Ledger& ledger = run.ledger;
    EXPECTS(ledger.startCash > 0);
    EquitySink sink(ledger.startCash);
    RunWalk(run, sink).walk();

    Summary summary;
    summary.bars = std::max(0, ledger.endBar - ledger.firstBar);
    summary.finalEquity = sink.last();
    summary.totalReturn = sink.last() / ledger.startCash - 1;
    summary.maxDrawdown = sink.maxDrawdown();
    summary.trades = std::count_if(ledger.trades.begin(), ledger.trades.end(),
                                   [](const Trade& trade) { return !trade.isOpen(); });
    if (summary.bars == 0) {
        return summary;
    }
    const double bars = static_cast<double>(summary.bars);
    const auto held = barsInPosition(ledger.trades, ledger.firstBar, ledger.endBar);
    summary.exposure = static_cast<double>(held) / bars;
    if (summary.bars > 1) {
        const double mean = sink.sum() / bars;
        const double variance = (sink.squares() - sink.sum() * mean) / (bars - 1);
        const double deviation = std::sqrt(std::max(0.0, variance));
        if (deviation > Moments::kNoDeviation) {
            summary.sharpe =
                std::sqrt(periodsPerYear) * (mean - riskFree / periodsPerYear) / deviation;
        }
    }
    return summary;
}

} // namespace sw::metrics
