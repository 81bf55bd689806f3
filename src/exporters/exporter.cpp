#include "exporters/exporter.h"

#include "exporters/backtesting_py.h"
#include "exporters/backtrader.h"
#include "exporters/pine.h"
#include "exporters/python.h"
#include "exporters/refusals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sw::exporters {

const SymbolConventions& ExportOptions::conventions(const std::string& symbol) const
{
    static const SymbolConventions kEquity;
    const auto found = symbols.find(symbol);
    return found == symbols.end() ? kEquity : found->second;
}

std::span<const TargetInfo> targets()
{
    static const std::array<TargetInfo, 4> kTargets = {{
        {Target::Python,
         "python",
         "Python 3, without any package",
         ".py",
         {"Adding to and reducing positions, rebalancing, switches, pairs and schedules are not "
          "simulated yet.",
          "external(\"…\") has no data."}},
        {Target::Backtrader,
         "backtrader",
         "backtrader 1.9",
         ".py",
         {"Limit or stop entries on both sides.", "Slippage in percent and per share at once."}},
        {Target::BacktestingPy,
         "backtesting.py",
         "backtesting.py 0.6",
         ".py",
         {"Selling a part at a target.", "Waiting times and limits on entries.",
          "Orders at the same open, and at the close beside orders at the next open.",
          "Limit or stop entries on both sides.", "Borrow costs.", "Fractional sizes."}},
        {Target::Pine,
         "pine",
         "Pine Script v6",
         ".pine",
         {"Several symbols.", "Waiting times and limits on entries.",
          "Orders at the same open, and at the close beside orders at the next open.",
          "More than one resting entry rule.", "Several kinds of commission.", "Borrow costs.",
          "Trading days of the month."}},
    }};
    return kTargets;
}

const TargetInfo* findTarget(std::string_view name)
{
    const auto found = std::ranges::find(targets(), name, &TargetInfo::name);
    return found == targets().end() ? nullptr : &*found;
}

std::vector<Refusal> refusals(const lang::Program& program, Target target,
                              const ExportOptions& options)
{
    std::vector<Refusal> found;
    refuseEverywhere(program, options, found);
    switch (target) {
    case Target::Backtrader:
        refuseForBacktrader(program, found);
        break;
    case Target::BacktestingPy:
        refuseForBacktestingPy(program, options, found);
        break;
    case Target::Pine:
        refuseForPine(program, options, found);
        break;
    case Target::Python:
        break;
    }
    std::ranges::stable_sort(found, {}, [](const Refusal& refusal) { return refusal.span.begin; });
    return found;
}

Result<Export> exportTo(const lang::Program& program, Target target, const ExportOptions& options)
{
    const std::vector<Refusal> found = refusals(program, target, options);
    if (!found.empty()) {
        const lang::Position at = lang::positionOf(program.source, found[0].span.begin);
        const std::string more =
            found.size() > 1 ? fmt::format(" (and {} more)", found.size() - 1) : "";
        return fail(ErrorKind::Unsupported,
                    fmt::format("line {}: {}{}", at.line, found[0].reason, more));
    }
    switch (target) {
    case Target::Backtrader:
        return exportBacktrader(program, options);
    case Target::BacktestingPy:
        return exportBacktestingPy(program, options);
    case Target::Pine:
        return exportPine(program, options);
    case Target::Python:
        break;
    }
    return exportPython(program, options);
}

} // namespace sw::exporters
