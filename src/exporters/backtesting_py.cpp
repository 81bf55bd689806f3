#include "exporters/backtesting_py.h"

#include "base/text.h"
#include "exporters/backtesting_py_strategy.h"
#include "exporters/header.h"
#include "exporters/program_parts.h"
#include "exporters/python_file.h"
#include "exporters/refusals.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::exporters {

namespace {

constexpr std::string_view kBacktestingPyImports = "\nimport pandas as pd\n"
                                                   "from backtesting import Backtest, Strategy\n";

bool isAtClose(const lang::Program& program)
{
    return std::ranges::any_of(program.entries, [](const auto& rule) {
        return rule.order.kind == lang::OrderKind::AtClose;
    });
}

std::vector<std::string> notesForBacktestingPy(const lang::Program& program,
                                               const ExportOptions& options,
                                               const Features& features)
{
    std::vector<std::string> notes{
        "Indicators are computed by the functions below, so that they are those of Stratwright.",
        "The first bar of the data never decides: backtesting.py starts on the second one."};
    const bool slips = std::ranges::any_of(program.symbols, [&](const std::string& symbol) {
        const lang::CostModel costs = costsOf(program, options, symbol);
        return costs.slippageFraction > 0 || costs.slippagePerShare > 0;
    });
    if (slips) {
        notes.emplace_back("backtesting.py has a spread on entries only, so slippage is charged "
                           "with the commission of both sides: fill prices are those without "
                           "slippage, and limit fills pay it too.");
    }
    if (features.at("protected") || features.at("targets")) {
        notes.emplace_back("Inside the entry bar, stop and target are measured from the signal's "
                           "close (or the order's price); from the next bar on from the fill.");
        notes.emplace_back("A stop or target on the wrong side of the signal's close is left out "
                           "of the entry bar, and a stop that the fill itself has passed closes "
                           "the trade one bar later.");
    }
    if (features.at("protected") && features.at("targets")) {
        notes.emplace_back("When the open is beyond the target and the low reaches the stop, "
                           "backtesting.py takes the stop.");
    }
    if (features.at("risk")) {
        notes.emplace_back("Sizes by risk are computed from the signal's close, not from the "
                           "fill.");
    }
    if (std::ranges::any_of(program.entries,
                            [](const auto& rule) { return rule.side == lang::Side::Short; })) {
        notes.emplace_back("Shorts keep the margin that backtesting.py asks for; an account whose "
                           "equity falls to nothing ends the run with its own message.");
    }
    return notes;
}

void refuseCosts(const lang::Program& program, std::vector<Refusal>& found)
{
    const bool shorts = std::ranges::any_of(
        program.entries, [](const auto& rule) { return rule.side == lang::Side::Short; });
    if (program.costs.financingFractionPerYear > 0 && shorts) {
        refuse(program, costsStatement(program), "financing",
               "backtesting.py has no borrow costs for shorts; drop 'financing'", found);
    }
    const bool relative = std::ranges::any_of(program.entries, [&](const lang::EntryRule& rule) {
        const lang::Sizing& sizing = rule.sizing ? *rule.sizing : program.sizing;
        return sizing.kind != lang::SizingKind::Shares;
    });
    if (program.costs.commissionPerTrade > 0 && relative) {
        refuse(program, costsStatement(program), "commission per trade",
               "backtesting.py divides a fixed commission by the fraction of equity when it sizes "
               "an order; size in shares or state the commission in percent",
               found);
    }
}

void refuseOrdersForBacktestingPy(const lang::Program& program, std::vector<Refusal>& found)
{
    using lang::OrderKind;
    const bool closes = isAtClose(program);
    const auto enters = [&](lang::Side side) {
        return std::ranges::any_of(program.entries,
                                   [side](const auto& rule) { return rule.side == side; });
    };
    const bool bothSides = enters(lang::Side::Long) && enters(lang::Side::Short);
    const auto check = [&](const lang::Order& order, int statement, bool isEntry) {
        const bool resting = order.kind == OrderKind::Limit || order.kind == OrderKind::Stop;
        if (order.kind == OrderKind::AtOpen) {
            refuse(program, statement, "orders at the same open",
                   "backtesting.py decides after the bar, so an order cannot fill at the open it "
                   "was decided on; drop 'at open'",
                   found);
        } else if (!resting && (order.kind == OrderKind::AtClose) != closes) {
            refuse(program, statement, "mixed execution times",
                   "backtesting.py fills either all market orders at the close or none "
                   "(trade_on_close); write 'at close' on all rules or on none",
                   found);
        } else if (resting && isEntry && bothSides) {
            refuse(program, statement, "resting entries on both sides",
                   "backtesting.py sizes an order before the opposite trade is closed, so a "
                   "resting order cannot reverse a position; keep one side or enter at the open",
                   found);
        }
    };
    for (const lang::EntryRule& rule : program.entries) {
        check(rule.order, rule.statement, true);
    }
    for (const lang::ExitRule& rule : program.exits) {
        check(rule.order, rule.statement, false);
    }
    if (program.timeExit) {
        check(program.timeExit->order, program.timeExit->statement, false);
    }
}

} // namespace

void refuseForBacktestingPy(const lang::Program& program, const ExportOptions& options,
                            std::vector<Refusal>& found)
{
    refuseOrdersForBacktestingPy(program, found);
    refuseCosts(program, found);
    for (const lang::TargetRule& rule : program.targets) {
        if (rule.fraction < 1) {
            refuse(program, rule.statement, "tranches",
                   "a trade of backtesting.py has one target for all of it, and Trade.close() of a "
                   "portion fills at the next open instead of at the target; drop 'sell'",
                   found);
        }
    }
    for (const lang::CooldownRule& rule : program.cooldowns) {
        refuse(program, rule.statement, "waiting times",
               "backtesting.py does not tell a strategy why and when a trade was closed before the "
               "bar is over; drop 'wait'",
               found);
    }
    for (const lang::EntryLimitRule& rule : program.entryLimits) {
        refuse(program, rule.statement, "limits on entries",
               "backtesting.py has no hook between the signal and the fill that such a limit "
               "counts; drop the line",
               found);
    }
    for (const std::string& symbol : program.symbols) {
        if (options.conventions(symbol).lot != 1) {
            found.push_back({"fractional sizes",
                             {},
                             fmt::format("backtesting.py trades whole units, {} is traded in lots "
                                         "of {}",
                                         symbol, formatNumber(options.conventions(symbol).lot))});
        }
    }
}

Export exportBacktestingPy(const lang::Program& program, const ExportOptions& options)
{
    const Features features = featuresOf(program);
    PythonTargetParts parts;
    parts.target = "backtesting.py 0.6";
    parts.ending = "_backtesting";
    parts.imports = kBacktestingPyImports;
    parts.usage = "(CSV with the columns time, open, high, low, close, volume); needs the package "
                  "backtesting; prints one line per trade.";
    parts.machine =
        fmt::format("TRADE_ON_CLOSE = {}\n\n\n", isAtClose(program) ? "True" : "False") +
        pythonRecords(features) + "\n\n" +
        withoutBlankEnds(selected(kBacktestingStrategy, features));
    parts.main = kBacktestingMain;
    parts.notes = notesForBacktestingPy(program, options, features);
    return pythonFile(program, options, std::move(parts));
}

} // namespace sw::exporters
