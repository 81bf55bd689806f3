// The whole way from a program and bars to ledgers: evaluate the rules, run the position machine.
#pragma once

#include "engine/evaluate.h"
#include "engine/ledger.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace sw::engine {

/// Costs as charged. Units: fractions of price or value, money per share or per fill.
struct Costs {
    double commissionFraction = 0;
    double commissionPerTrade = 0;
    double commissionPerShare = 0;
    double slippageFraction = 0;
    double slippagePerShare = 0;
    double financingFractionPerYear = 0;
    bool assumed = false; ///< the default of the asset class, not the user's
};

struct BacktestOptions {
    double capital = 10000; ///< when the program names none; money
    std::optional<Timestamp> from,
        to; ///< narrows the program's own window; `to` is inclusive by date
    /// Margin needed for a position as a fraction of its value: 1 = no leverage.
    double marginFraction = 1;
    /// Lot sizes other than the instrument's, by symbol.
    std::map<std::string, double> lots;
    /// Called with (done, total) bars, at most every few milliseconds. May be empty.
    std::function<void(std::int64_t, std::int64_t)> progress;
};

/// The columns that a run needed, kept for attribution, charts and exports.
struct SymbolRun {
    market::BarsPtr bars;
    Costs costs;
    Ledger ledger;
};

/// The outcome of a backtest: one independent account per traded symbol, the capital split equally.
struct BacktestResult {
    lang::ProgramPtr program;
    double capital = 0;
    std::vector<SymbolRun> runs; ///< in the order of Program::symbols
    std::vector<lang::Assumption>
        assumptions;                   ///< the program's and those the engine made (costs …)
    std::vector<std::string> warnings; ///< "at close fills are optimistic", "trading starts on …"
};

/// Runs a program. Errors: Unsupported when the program holds constructs that are not simulated or
/// holes (names the first), NotFound for a symbol without bars, InvalidInput for a window without
/// bars or a timeframe that does not fit, Cancelled.
Result<BacktestResult> backtest(lang::ProgramPtr program, const Feeds& feeds,
                                const BacktestOptions& options, std::stop_token stop = {});

/// Default costs of an instrument, marked as assumed.
Costs defaultCosts(const market::Instrument& instrument);

/// Equity and cash after each bar of [ledger.firstBar, ledger.endBar): derived from the trades.
/// Only part of it once `stop` is requested.
struct EquityCurve {
    std::int32_t firstBar = 0;
    std::vector<double> equity; ///< money, marked at the close
    std::vector<double> cash;   ///< money not in positions
};
EquityCurve equityCurve(const SymbolRun& run, const std::stop_token& stop = {});
/// Its equity alone, in half the memory.
std::vector<double> equityOf(const SymbolRun& run, const std::stop_token& stop = {});
/// Sum over symbols on the union of their dates (last known value carried); times beside it. Not
/// the whole sum once `stop` is requested.
struct TotalCurve {
    std::vector<Timestamp> time;
    std::vector<double> equity;
};
TotalCurve totalCurve(const BacktestResult& result, const std::stop_token& stop = {});

/// One row of decisions before the position machine (`signals` of the command line): rules that
/// read the position are evaluated as if always in one, entered at the last entry signal.
struct SignalTable {
    std::string symbol;
    market::BarsPtr bars;
    Mask enterLong, exitLong, enterShort, exitShort, addLong, addShort, reduceLong, reduceShort;
};
/// Signals of every traded symbol; works for programs with add and reduce, which backtest refuses.
Result<std::vector<SignalTable>> signalTables(const lang::Program& program, const Feeds& feeds,
                                              const std::stop_token& stop = {});

/// The plain per-bar machine with the same rules, slow and simple: the oracle of the tests and the
/// reference for documentation. Same result, byte for byte, as the event-driven one.
Result<BacktestResult> backtestPlainly(lang::ProgramPtr program, const Feeds& feeds,
                                       const BacktestOptions& options);

} // namespace sw::engine
