// The report: every figure of a backtest, each with its value, interval or the reason why it has
// none, and what was assumed in computing them.
#pragma once

#include "engine/backtest.h"
#include "metrics/bootstrap.h"
#include "metrics/drawdown.h"
#include "metrics/figures.h"
#include "metrics/hold_walk.h"
#include "metrics/significance.h"
#include "metrics/trade_statistics.h"

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace sw::metrics {

struct ReportOptions {
    double riskFree = 0;      ///< fraction a year
    double minimumReturn = 0; ///< fraction a year, for Sortino and Omega
    std::size_t worstDrawdowns = 5;
    /// Nothing = no intervals from resampling, for speed.
    std::optional<BootstrapOptions> bootstrap = BootstrapOptions{};
    Search search; ///< how many variants were tried before this one
    /// Observed between the figures' groups. A stopped report lacks figures, so the caller throws
    /// it away.
    std::stop_token stop = {};
};

/// The bars that the figures are about: from the first tradable bar to the last.
struct Window {
    Timestamp first, last;
    std::int64_t bars = 0;
    double days = 0; ///< calendar days from first to last bar
    double periodsPerYear = 252;
    bool operator==(const Window&) const = default;
};

/// Figures of one symbol or of all together.
struct Report {
    std::string symbol; ///< empty = all symbols together
    Window window;
    FigureTable figures;
    std::vector<Drawdown> drawdowns; ///< the worst, deepest first
    std::vector<ExitCount> exits;
    std::optional<CurveBootstrap> curveBootstrap;
    std::optional<TradeBootstrap> tradeBootstrap;
    std::vector<std::string> notes; ///< assumptions and cautions, one sentence each

    const Figure& operator[](FigureId id) const { return figures[id]; }
};

/// Position value over equity, summed over the bars that close with a position and with money left.
struct LeverageSum {
    double sum = 0;
    std::int64_t bars = 0;
    /// Adds bars in order: the absolute value of the position and the equity of each.
    void add(std::span<const double> positionValue, std::span<const double> equity);
};

/// The plain values that a report is made of; spans must outlive the call only.
struct ReportInput {
    std::string symbol;
    Curve curve; ///< equity of the test window
    double periodsPerYear = 252;
    double daysPerYear = 252;              ///< trading days a year
    std::span<const engine::Trade> trades; ///< in order of exit, open ones anywhere
    std::span<const double> atrAtEntry;    ///< one per trade, or empty
    std::optional<std::int64_t> positions; ///< counted from one symbol's trades when absent
    std::int64_t barsInPosition = 0;
    std::span<const double> positionValue; ///< absolute, money, one per bar of the curve; or empty
    std::optional<LeverageSum> leverage;   ///< used instead of positionValue
    std::optional<Holding> hold;           ///< buy and hold
};

/// The report of plain values. Cost: about 18 ns per bar without bootstrap, buy and hold included;
/// summary() is the quick way to the headline figures.
Report report(const ReportInput& input, const ReportOptions& options);

/// The report of one symbol's run, with buy and hold of that symbol beside it. `atrAtEntry` as in
/// ReportInput.
Report report(const engine::SymbolRun& run, const ReportOptions& options,
              std::span<const double> atrAtEntry = {});

/// The report of the whole result: all symbols together on the union of their dates. With one
/// symbol it has the figures of that symbol.
Report report(const engine::BacktestResult& result, const ReportOptions& options);

/// Bars a year of the whole result: the most among its symbols, since dates are united.
double periodsPerYear(const engine::BacktestResult& result);

} // namespace sw::metrics
