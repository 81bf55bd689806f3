#include "engine/equity_blocks.h"
#include "market/large_pages.h"
#include "metrics/buy_and_hold.h"
#include "metrics/report.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::metrics {

namespace {

using engine::SymbolRun;

/// One symbol's values on the bars of its own window.
struct SymbolColumns {
    std::span<const Timestamp> time;
    std::vector<double> equity;
    std::vector<double> hold; ///< empty when buying was impossible
    std::vector<double> positionValue;
    std::vector<std::int8_t> held; ///< 1 on bars with a position at some moment
};

Timeframe daily()
{
    return {1, FrameUnit::Day};
}

double periodsOf(const SymbolRun& run)
{
    return market::periodsPerYear(run.bars->instrument().assetClass, run.bars->timeframe());
}

double daysOfYear(const SymbolRun& run)
{
    return market::periodsPerYear(run.bars->instrument().assetClass, daily());
}

std::span<const Timestamp> timesOf(const SymbolRun& run)
{
    const auto first = static_cast<std::size_t>(run.ledger.firstBar);
    const auto end = static_cast<std::size_t>(std::max(run.ledger.firstBar, run.ledger.endBar));
    return run.bars->time().subspan(first, end - first);
}

double positionValueOf(double equity, double cash)
{
    return std::fabs(equity - cash);
}

SymbolColumns columnsOf(const SymbolRun& run, const std::stop_token& stop)
{
    SymbolColumns columns;
    columns.time = timesOf(run);
    engine::EquityCurve curve = engine::equityCurve(run, stop);
    columns.equity = std::move(curve.equity);
    columns.positionValue = std::move(curve.cash);
    for (std::size_t i = 0; i < columns.equity.size(); ++i) {
        columns.positionValue[i] = positionValueOf(columns.equity[i], columns.positionValue[i]);
    }
    if (run.ledger.startCash > 0) {
        auto hold = buyAndHold(*run.bars, run.ledger.firstBar, run.ledger.endBar,
                               run.ledger.startCash, run.costs);
        if (hold) {
            columns.hold = std::move(hold->equity);
        }
    }
    return columns;
}

void markHeldBars(SymbolColumns& columns, const SymbolRun& run)
{
    columns.held.assign(columns.time.size(), 0);
    for (const engine::Trade& trade : run.ledger.trades) {
        const auto from = static_cast<std::size_t>(trade.entryBar - run.ledger.firstBar);
        const auto last = static_cast<std::size_t>(trade.exitBar - run.ledger.firstBar);
        for (std::size_t i = from; i <= last && i < columns.held.size(); ++i) {
            columns.held[i] = 1;
        }
    }
}

std::vector<Timestamp> unionOf(std::span<const SymbolColumns> symbols)
{
    std::vector<Timestamp> all;
    for (const SymbolColumns& columns : symbols) {
        std::vector<Timestamp> merged;
        merged.reserve(all.size() + columns.time.size());
        std::set_union(all.begin(), all.end(), columns.time.begin(), columns.time.end(),
                       std::back_inserter(merged));
        all = std::move(merged);
    }
    return all;
}

/// Adds a symbol's column to a sum on united dates: `before` until its first bar, then the last
/// known value.
void addCarried(std::vector<double>& sum, std::span<const Timestamp> dates,
                std::span<const Timestamp> time, std::span<const double> column, double before)
{
    double last = before;
    std::size_t next = 0;
    for (std::size_t i = 0; i < dates.size(); ++i) {
        while (next < time.size() && !(dates[i] < time[next])) {
            last = column[next++];
        }
        sum[i] += last;
    }
}

/// Marks the united dates on which a symbol has a position; on dates without a bar of its own, a
/// position that was there at its last close.
void markHeldDates(std::vector<std::int8_t>& marks, std::span<const Timestamp> dates,
                   const SymbolColumns& columns)
{
    std::size_t next = 0;
    for (std::size_t i = 0; i < dates.size(); ++i) {
        bool held = next > 0 && columns.positionValue[next - 1] > 0;
        if (next < columns.time.size() && columns.time[next] == dates[i]) {
            held = columns.held[next++] != 0;
        }
        marks[i] = held ? 1 : marks[i];
    }
}

/// All symbols' values summed on the union of their dates; not all once a stop is requested.
struct TotalColumns {
    std::vector<Timestamp> time;
    std::vector<double> equity, hold, positionValue;
    double start = 0;
    std::int64_t barsInPosition = 0;
    bool canHold = true;
};

TotalColumns totalOf(const engine::BacktestResult& result, const std::stop_token& stop)
{
    std::vector<SymbolColumns> symbols;
    symbols.reserve(result.runs.size());
    TotalColumns total;
    for (const SymbolRun& run : result.runs) {
        symbols.push_back(columnsOf(run, stop));
        if (stop.stop_requested()) {
            return total;
        }
        markHeldBars(symbols.back(), run);
        total.start += run.ledger.startCash;
        total.canHold = total.canHold && !symbols.back().hold.empty();
    }
    total.time = unionOf(symbols);
    total.equity.assign(total.time.size(), 0.0);
    total.hold.assign(total.canHold ? total.time.size() : 0, 0.0);
    total.positionValue.assign(total.time.size(), 0.0);
    std::vector<std::int8_t> held(total.time.size(), 0);
    for (std::size_t s = 0; s < symbols.size() && !stop.stop_requested(); ++s) {
        const SymbolColumns& columns = symbols[s];
        const double start = result.runs[s].ledger.startCash;
        addCarried(total.equity, total.time, columns.time, columns.equity, start);
        addCarried(total.positionValue, total.time, columns.time, columns.positionValue, 0);
        if (total.canHold) {
            addCarried(total.hold, total.time, columns.time, columns.hold, start);
        }
        markHeldDates(held, total.time, columns);
    }
    total.barsInPosition = std::count(held.begin(), held.end(), 1);
    return total;
}

/// Trades of all symbols in order of exit time; ties in the order of the symbols.
std::vector<engine::Trade> tradesInOrder(const engine::BacktestResult& result)
{
    struct Dated {
        Timestamp exit;
        const engine::Trade* trade;
    };
    std::vector<Dated> dated;
    for (const SymbolRun& run : result.runs) {
        for (const engine::Trade& trade : run.ledger.trades) {
            dated.push_back({run.bars->time()[static_cast<std::size_t>(trade.exitBar)], &trade});
        }
    }
    std::stable_sort(dated.begin(), dated.end(),
                     [](const Dated& a, const Dated& b) { return a.exit < b.exit; });
    std::vector<engine::Trade> trades;
    trades.reserve(dated.size());
    for (const Dated& entry : dated) {
        trades.push_back(*entry.trade);
    }
    return trades;
}

std::int64_t positionsOf(const SymbolRun& run)
{
    std::int64_t count = 0;
    std::int32_t last = -1;
    for (const engine::Trade& trade : run.ledger.trades) {
        count += trade.position != last ? 1 : 0;
        last = trade.position;
    }
    return count;
}

} // namespace

Report report(const SymbolRun& run, const ReportOptions& options,
              std::span<const double> atrAtEntry)
{
    const std::span<const Timestamp> time = timesOf(run);
    std::vector<double> equity;
    LeverageSum leverage;
    market::reserveLarge(equity, time.size());
    const auto take = [&](const engine::EquityBlock& block) {
        equity.insert(equity.end(), block.equity.begin(), block.equity.end());
        std::array<double, engine::EquityBlock::kBars> value;
        for (std::size_t i = 0; i < block.equity.size(); ++i) {
            value[i] = positionValueOf(block.equity[i], block.equity[i] - block.positionValue[i]);
        }
        leverage.add({value.data(), block.equity.size()}, block.equity);
    };
    engine::EquityBlocks::each(run, take, options.stop);
    if (options.stop.stop_requested()) {
        return {};
    }
    ReportInput input;
    input.symbol = run.ledger.symbol;
    input.curve = {run.ledger.startCash, time, equity};
    input.periodsPerYear = periodsOf(run);
    input.daysPerYear = daysOfYear(run);
    input.trades = run.ledger.trades;
    input.atrAtEntry = atrAtEntry;
    input.barsInPosition =
        barsInPosition(run.ledger.trades, run.ledger.firstBar, run.ledger.endBar);
    if (!equity.empty()) {
        input.leverage = leverage;
    }
    if (run.ledger.startCash > 0) {
        const auto hold = purchaseToHold(*run.bars, run.ledger.firstBar, run.ledger.endBar,
                                         run.ledger.startCash, run.costs);
        if (hold) {
            input.hold = Holding{run.ledger.startCash, time,
                                 run.bars->close().subspan(
                                     static_cast<std::size_t>(run.ledger.firstBar), time.size()),
                                 hold->quantity};
        }
    }
    return report(input, options);
}

Report report(const engine::BacktestResult& result, const ReportOptions& options)
{
    if (result.runs.size() == 1) {
        Report single = report(result.runs.front(), options);
        single.symbol.clear();
        return single;
    }
    const TotalColumns total = totalOf(result, options.stop);
    if (options.stop.stop_requested()) {
        return {};
    }
    const std::vector<engine::Trade> trades = tradesInOrder(result);
    ReportInput input;
    input.curve = {total.start, total.time, total.equity};
    input.periodsPerYear = periodsPerYear(result);
    input.daysPerYear = 252;
    std::int64_t positions = 0;
    bool mixed = false;
    for (const SymbolRun& run : result.runs) {
        input.daysPerYear = std::max(input.daysPerYear, daysOfYear(run));
        positions += positionsOf(run);
        mixed = mixed || periodsOf(run) != periodsOf(result.runs.front());
    }
    input.trades = trades;
    input.positions = positions;
    input.barsInPosition = total.barsInPosition;
    input.positionValue = total.positionValue;
    if (total.canHold && !total.hold.empty()) {
        input.hold = Holding{total.start, total.time, total.hold, 1};
    }
    Report whole = report(input, options);
    whole.notes.push_back("All symbols together: independent accounts with equal shares of the "
                          "capital, summed on the union of their dates.");
    if (mixed) {
        whole.notes.push_back("The symbols have different calendars; the one with the most bars a "
                              "year annualises.");
    }
    return whole;
}

double periodsPerYear(const engine::BacktestResult& result)
{
    double most = 0;
    for (const SymbolRun& run : result.runs) {
        most = std::max(most, periodsOf(run));
    }
    return most > 0 ? most : 252;
}

} // namespace sw::metrics
