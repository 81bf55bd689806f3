// A strategy as source code of another platform. What a target cannot do is refused with its
// reason; where a target fills or counts differently, the export says so in its header and its
// notes. How a target is written is the business of one file per target.
#pragma once

#include "base/result.h"
#include "lang/program.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sw::exporters {

enum class Target : std::uint8_t {
    Python,        ///< one file without dependencies that prints the same trades
    Backtrader,    ///< backtrader 1.9
    BacktestingPy, ///< backtesting.py 0.6
    Pine,          ///< Pine Script v6
};

/// What a reader can know of a target before exporting to it.
struct TargetInfo {
    Target target = Target::Python;
    std::string_view name; ///< as the command line names it
    std::string_view title;
    std::string_view fileEnding;          ///< with the dot
    std::vector<std::string_view> cannot; ///< one sentence each: constructs that are refused
};

/// The rule by which a market's trading days are known in advance.
enum class TradingDays : std::uint8_t { EveryDay, Weekdays, NewYork };

/// Market conventions of one symbol, which exporters do not know by themselves.
struct SymbolConventions {
    double lot = 1; ///< smallest tradable quantity
    double pip = 0; ///< price of one pip; 0 = the symbol has none
    double tick = 0.01;
    /// Costs of a strategy that names none. Units: fraction of value, fraction of price.
    double commissionFraction = 0.0005;
    double slippageFraction = 0.0002;
    double financingFractionPerYear = 0;
    indicators::CalendarKind calendar = indicators::CalendarKind::Exchange;
    TradingDays tradingDays = TradingDays::NewYork;
    double daysPerYear = 252;
    double sessionMinutes = 390; ///< a day, for intraday annualisation
};

/// What the backtest beside the export was run with.
struct ExportOptions {
    double capital = 10000;                           ///< when the strategy names none; money
    double marginFraction = 1;                        ///< of a position's value
    std::map<std::string, SymbolConventions> symbols; ///< equities where a symbol is absent

    const SymbolConventions& conventions(const std::string& symbol) const;
};

/// A file ready to be saved.
struct Export {
    std::string code;
    std::string fileName;
    std::vector<std::string> notes; ///< known divergences, also in the header of `code`
};

/// A construct that a target cannot do.
struct Refusal {
    std::string construct; ///< "limit orders"
    lang::Span span;       ///< in Program::source
    std::string reason;    ///< one sentence: what, why, what to do
};

/// All targets in the order of the enumeration.
std::span<const TargetInfo> targets();
/// The target of that name, null if there is none.
const TargetInfo* findTarget(std::string_view name);

/// Every construct of a program that a target cannot do, in the order of the text; empty when the
/// export will succeed.
std::vector<Refusal> refusals(const lang::Program& program, Target target,
                              const ExportOptions& options = {});

/// The program as code of a target. Errors: Unsupported with the first refusal and how many follow.
Result<Export> exportTo(const lang::Program& program, Target target,
                        const ExportOptions& options = {});

} // namespace sw::exporters
