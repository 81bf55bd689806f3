#include "exporters/backtrader.h"

#include "exporters/backtrader_strategy.h"
#include "exporters/header.h"
#include "exporters/program_parts.h"
#include "exporters/python_file.h"
#include "exporters/refusals.h"

#include <algorithm>

namespace sw::exporters {

namespace {

bool enters(const lang::Program& program, lang::Side side)
{
    return std::ranges::any_of(program.entries,
                               [side](const auto& rule) { return rule.side == side; });
}

std::vector<std::string> notesForBacktrader(const lang::Program& program,
                                            const ExportOptions& options, const Features& features)
{
    std::vector<std::string> notes;
    notes.emplace_back("Indicators are computed by the functions below and not by backtrader's, "
                       "which seed averages and true ranges differently.");
    bool finances = false;
    for (const std::string& symbol : program.symbols) {
        const lang::CostModel costs = costsOf(program, options, symbol);
        finances = finances || costs.financingFractionPerYear > 0;
    }
    if (finances && enters(program, lang::Side::Short)) {
        notes.emplace_back("backtrader charges the borrow costs of shorts on each day's value; "
                           "they are in its cash, but not in the printed trades.");
    }
    const bool stopEntry = std::ranges::any_of(
        program.entries, [](const auto& rule) { return rule.order.kind == lang::OrderKind::Stop; });
    if (stopEntry && features.at("protected")) {
        notes.emplace_back("Inside the bar in which a stop entry fills, its protections are not "
                           "yet active; they start one bar later.");
    }
    if (features.at("entryClose") || features.at("exitClose") || features.at("timeExitClose")) {
        notes.emplace_back("backtrader books fills at the close on the following bar; the printed "
                           "bars are those of the close.");
    }
    if (enters(program, lang::Side::Short)) {
        notes.emplace_back("An account whose equity falls to nothing is not closed by backtrader.");
    }
    return notes;
}

constexpr std::string_view kBacktraderImports = "\nimport backtrader as bt\n";

} // namespace

void refuseForBacktrader(const lang::Program& program, std::vector<Refusal>& found)
{
    const bool bothSides = enters(program, lang::Side::Long) && enters(program, lang::Side::Short);
    for (const lang::EntryRule& rule : program.entries) {
        if (bothSides && isResting(rule.order.kind)) {
            refuse(program, rule.statement, "resting entries on both sides",
                   "backtrader's broker nets orders of both sides, so a resting order cannot "
                   "reverse a position inside a bar; keep one side or enter at the open",
                   found);
        }
    }
    if (program.costs.slippageFraction > 0 && program.costs.slippagePerShare > 0) {
        const auto statement =
            std::ranges::find_if(program.tree.statements, [](const lang::Statement& s) {
                return std::holds_alternative<lang::Costs>(s.body);
            });
        found.push_back({"two kinds of slippage", statement->span,
                         "backtrader's broker takes slippage either as a fraction or as money per "
                         "share; keep one of them"});
    }
}

Export exportBacktrader(const lang::Program& program, const ExportOptions& options)
{
    const Features features = featuresOf(program);
    PythonTargetParts parts;
    parts.target = "backtrader 1.9";
    parts.ending = "_backtrader";
    parts.imports = kBacktraderImports;
    parts.usage = "(CSV with the columns time, open, high, low, close, volume); needs the package "
                  "backtrader; prints one line per trade.";
    parts.machine = pythonRecords(features) + "\n\n" +
                    withoutBlankEnds(selected(kBacktraderStrategy, features)) + "\n\n" +
                    withoutBlankEnds(selected(kBacktraderLevels, features));
    const std::string main = selected(kBacktraderMain, features);
    parts.main = main;
    parts.notes = notesForBacktrader(program, options, features);
    return pythonFile(program, options, std::move(parts));
}

} // namespace sw::exporters
