#include "metrics/trade_statistics.h"

#include "base/expects.h"
#include "base/text.h"
#include "metrics/normal.h"
#include "metrics/returns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::metrics {

namespace {

using engine::Trade;
using Id = FigureId;

constexpr const char* kNoTrade = "no trade was closed";

/// Sums over closed trades, taken in one walk in order of exit.
struct Sums {
    std::int64_t closed = 0, open = 0, positions = 0, wins = 0, losses = 0;
    double gains = 0, lost = 0, net = 0, best = 0;
    double bestReturn = 0, worstReturn = 0, returns = 0;
    double mae = 0, mfe = 0, barsHeld = 0;
    std::int64_t winStreak = 0, lossStreak = 0;
    double commission = 0, slippage = 0, financing = 0;
    std::vector<double> rMultiples; ///< of closed trades that have an initial stop
};

Sums sumsOf(std::span<const Trade> trades)
{
    Sums sums;
    std::int64_t winning = 0;
    std::int64_t losing = 0;
    std::int32_t position = -1;
    for (const Trade& trade : trades) {
        sums.commission += trade.commission;
        sums.slippage += trade.slippage;
        sums.financing += trade.financing;
        sums.positions += trade.position != position ? 1 : 0;
        position = trade.position;
        if (trade.isOpen()) {
            ++sums.open;
            continue;
        }
        const double result = trade.returnFraction();
        const bool first = sums.closed == 0;
        sums.best = first ? trade.netPnl : std::max(sums.best, trade.netPnl);
        sums.bestReturn = first ? result : std::max(sums.bestReturn, result);
        sums.worstReturn = first ? result : std::min(sums.worstReturn, result);
        sums.returns += result;
        sums.net += trade.netPnl;
        sums.mae += trade.mae;
        sums.mfe += trade.mfe;
        sums.barsHeld += trade.barsHeld();
        winning = trade.netPnl > 0 ? winning + 1 : 0;
        losing = trade.netPnl < 0 ? losing + 1 : 0;
        sums.winStreak = std::max(sums.winStreak, winning);
        sums.lossStreak = std::max(sums.lossStreak, losing);
        if (trade.netPnl > 0) {
            ++sums.wins;
            sums.gains += trade.netPnl;
        } else if (trade.netPnl < 0) {
            ++sums.losses;
            sums.lost -= trade.netPnl;
        }
        if (const double r = trade.rMultiple(); std::isfinite(r)) {
            sums.rMultiples.push_back(r);
        }
        ++sums.closed;
    }
    return sums;
}

void addCounts(FigureTable& table, const Sums& sums)
{
    const auto count = [](std::int64_t n) { return defined(static_cast<double>(n)); };
    table[Id::Trades] = count(sums.closed);
    table[Id::OpenTrades] = count(sums.open);
    table[Id::Positions] = count(sums.positions);
    table[Id::Wins] = count(sums.wins);
    table[Id::Losses] = count(sums.losses);
    table[Id::BreakEven] = count(sums.closed - sums.wins - sums.losses);
    table[Id::LongestWinStreak] = count(sums.winStreak);
    table[Id::LongestLossStreak] = count(sums.lossStreak);
    table[Id::Commission] = defined(sums.commission);
    table[Id::Slippage] = defined(sums.slippage);
    table[Id::Financing] = defined(sums.financing);
}

void addMoney(FigureTable& table, const Sums& sums)
{
    const double n = static_cast<double>(sums.closed);
    const double wins = static_cast<double>(sums.wins);
    const double losses = static_cast<double>(sums.losses);
    table[Id::WinRate] = defined(wins / n);
    table[Id::WinRate].interval = wilsonInterval(sums.wins, sums.closed);
    table[Id::Expectancy] = defined(sums.net / n);
    table[Id::AverageReturn] = defined(sums.returns / n);
    table[Id::BestTrade] = defined(sums.bestReturn);
    table[Id::WorstTrade] = defined(sums.worstReturn);
    table[Id::AverageWin] =
        sums.wins > 0 ? defined(sums.gains / wins) : undefined("no winning trade");
    table[Id::AverageLoss] =
        sums.losses > 0 ? defined(-sums.lost / losses) : undefined("no losing trade");
    table[Id::BestTradeShare] = sums.net > 0
                                    ? defined(sums.best / sums.net)
                                    : undefined("the closed trades together earned nothing");
    if (sums.losses == 0) {
        const Figure none = undefined(sums.wins > 0 ? "no losing trade" : "every trade broke even");
        table[Id::ProfitFactor] = none;
        table[Id::Payoff] = none;
        table[Id::Kelly] = none;
        return;
    }
    table[Id::ProfitFactor] = defined(sums.gains / sums.lost);
    if (sums.wins == 0) {
        table[Id::Payoff] = undefined("no winning trade");
        table[Id::Kelly] = undefined("no winning trade");
        return;
    }
    const double payoff = (sums.gains / wins) / (sums.lost / losses);
    table[Id::Payoff] = defined(payoff);
    table[Id::Kelly] = defined(wins / n - (1 - wins / n) / payoff);
}

void addRisk(FigureTable& table, const Sums& sums)
{
    const auto withR = static_cast<std::int64_t>(sums.rMultiples.size());
    if (withR < sums.closed) {
        const Figure none =
            undefined(withR == 0 ? std::string("no initial stop, so no risk to measure a trade by")
                                 : fmt::format("{} of {} trades have no initial stop",
                                               sums.closed - withR, sums.closed));
        table[Id::ExpectancyR] = none;
        table[Id::Sqn] = none;
        return;
    }
    const Moments moments = momentsOf(sums.rMultiples);
    table[Id::ExpectancyR] = defined(moments.mean);
    if (!moments.varies()) {
        table[Id::Sqn] = undefined(withR < 2 ? "fewer than two closed trades"
                                             : "all trades have the same R multiple");
        return;
    }
    const double trades = std::min(100.0, static_cast<double>(withR));
    table[Id::Sqn] = defined(std::sqrt(trades) * moments.mean / moments.deviation);
}

Figure edgeRatio(std::span<const Trade> trades, std::span<const double> atrAtEntry)
{
    if (atrAtEntry.empty()) {
        return undefined("the average true range at entry was not computed");
    }
    double favourable = 0;
    double adverse = 0;
    for (std::size_t i = 0; i < trades.size(); ++i) {
        if (trades[i].isOpen()) {
            continue;
        }
        if (!(atrAtEntry[i] > 0)) {
            return undefined("a trade began before the average true range was known");
        }
        favourable += trades[i].mfe * trades[i].entryPrice / atrAtEntry[i];
        adverse -= trades[i].mae * trades[i].entryPrice / atrAtEntry[i];
    }
    return adverse > 0 ? defined(favourable / adverse)
                       : undefined("no trade ever moved against the position");
}

void addExcursions(FigureTable& table, const Sums& sums, std::span<const Trade> trades,
                   std::span<const double> atrAtEntry)
{
    const double n = static_cast<double>(sums.closed);
    table[Id::AverageMae] = defined(sums.mae / n);
    table[Id::AverageMfe] = defined(sums.mfe / n);
    table[Id::ExitEfficiency] = sums.mfe > 0 ? defined(sums.returns / sums.mfe)
                                             : undefined("no trade ever moved in its favour");
    table[Id::AverageBarsHeld] = defined(sums.barsHeld / n);
    table[Id::EdgeRatio] = edgeRatio(trades, atrAtEntry);
}

constexpr std::array kNeedTrades{Id::WinRate,    Id::ProfitFactor,   Id::Payoff,
                                 Id::Expectancy, Id::ExpectancyR,    Id::AverageReturn,
                                 Id::AverageWin, Id::AverageLoss,    Id::BestTrade,
                                 Id::WorstTrade, Id::BestTradeShare, Id::Sqn,
                                 Id::Kelly,      Id::AverageMae,     Id::AverageMfe,
                                 Id::EdgeRatio,  Id::ExitEfficiency, Id::AverageBarsHeld};

} // namespace

Interval wilsonInterval(std::int64_t successes, std::int64_t count, double level)
{
    EXPECTS(count >= 1 && successes >= 0 && successes <= count);
    const double n = static_cast<double>(count);
    const double share = static_cast<double>(successes) / n;
    const double z = normalQuantile(0.5 + level / 2);
    const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double reach =
        z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {std::max(0.0, middle - reach), std::min(1.0, middle + reach), level};
}

std::vector<ExitCount> exitsByReason(std::span<const Trade> trades)
{
    std::array<ExitCount, static_cast<std::size_t>(engine::ExitReason::StillOpen) + 1> all{};
    for (const Trade& trade : trades) {
        ExitCount& row = all[static_cast<std::size_t>(trade.exitReason)];
        row.reason = trade.exitReason;
        ++row.trades;
        row.wins += trade.netPnl > 0 ? 1 : 0;
        row.netPnl += trade.netPnl;
    }
    std::vector<ExitCount> found;
    std::copy_if(all.begin(), all.end() - 1, std::back_inserter(found),
                 [](const ExitCount& row) { return row.trades > 0; });
    return found;
}

std::int64_t barsInPosition(std::span<const Trade> trades, std::int32_t firstBar,
                            std::int32_t endBar)
{
    std::vector<std::pair<std::int32_t, std::int32_t>> sorted;
    const auto byEntry = [](const Trade& a, const Trade& b) { return a.entryBar < b.entryBar; };
    std::int64_t bars = 0;
    std::int32_t next = firstBar; // first bar that is not counted yet
    const auto add = [&](std::int32_t entry, std::int32_t exit) {
        const std::int32_t from = std::max(entry, next);
        const std::int32_t end = std::min(exit + 1, endBar);
        if (end > from) {
            bars += end - from;
            next = end;
        }
    };
    if (std::is_sorted(trades.begin(), trades.end(), byEntry)) {
        for (const Trade& trade : trades) {
            add(trade.entryBar, trade.exitBar);
        }
        return bars;
    }
    sorted.reserve(trades.size());
    for (const Trade& trade : trades) {
        sorted.emplace_back(trade.entryBar, trade.exitBar);
    }
    std::sort(sorted.begin(), sorted.end());
    for (const auto& [entry, exit] : sorted) {
        add(entry, exit);
    }
    return bars;
}

void addTradeFigures(FigureTable& table, std::span<const Trade> trades,
                     std::span<const double> atrAtEntry)
{
    EXPECTS(atrAtEntry.empty() || atrAtEntry.size() == trades.size());
    const Sums sums = sumsOf(trades);
    addCounts(table, sums);
    if (sums.closed == 0) {
        for (const Id id : kNeedTrades) {
            table[id] = undefined(kNoTrade);
        }
        return;
    }
    addMoney(table, sums);
    addRisk(table, sums);
    addExcursions(table, sums, trades, atrAtEntry);
    if (sums.closed < kFewTrades) {
        for (const Id id : kNeedTrades) {
            if (table[id].value) {
                table[id].remark =
                    fmt::format("few trades: {}", counted(sums.closed, "closed trade"));
            }
        }
    }
}

} // namespace sw::metrics
