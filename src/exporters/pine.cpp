#include "exporters/pine.h"

#include "base/text.h"
#include "exporters/header.h"
#include "exporters/pine_expression.h"
#include "exporters/pine_functions.h"
#include "exporters/pine_orders.h"
#include "exporters/source_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::exporters {

namespace {

using lang::OrderKind;

void collectFunctions(std::string_view name, std::set<std::string, std::less<>>& all)
{
    if (!all.emplace(name).second) {
        return;
    }
    const auto found = std::ranges::find(pineFunctions(), name, &PineFunction::name);
    for (const std::string_view need : split(found->needs, ' ')) {
        if (!need.empty()) {
            collectFunctions(need, all);
        }
    }
}

std::string functionsText(const PineExpressions& expressions)
{
    std::set<std::string, std::less<>> all;
    for (const std::string& need : expressions.needs()) {
        collectFunctions(need, all);
    }
    std::string text;
    for (const PineFunction& function : pineFunctions()) {
        if (all.contains(function.name)) {
            text += "\n" + std::string(function.code) + "\n";
        }
    }
    return text;
}

/// The strategy() line: capital and costs as Pine can charge them.
std::string declaration(const lang::Program& program, const ExportOptions& options)
{
    const std::string& symbol = program.symbols[0];
    const lang::CostModel costs = costsOf(program, options, symbol);
    std::string text = fmt::format("strategy({}, overlay = true, initial_capital = {}",
                                   pineString(program.name.empty() ? "Strategy" : program.name),
                                   formatNumber(capitalOf(program, options)));
    if (costs.commissionPerTrade > 0) {
        text += fmt::format(", commission_type = strategy.commission.cash_per_order, "
                            "commission_value = {}",
                            formatNumber(costs.commissionPerTrade));
    } else if (costs.commissionPerShare > 0) {
        text += fmt::format(", commission_type = strategy.commission.cash_per_contract, "
                            "commission_value = {}",
                            formatNumber(costs.commissionPerShare));
    } else {
        const double percent = (costs.commissionFraction + costs.slippageFraction) * 100;
        text += fmt::format(", commission_type = strategy.commission.percent, "
                            "commission_value = {}",
                            formatNumber(std::round(percent * 1e10) / 1e10));
    }
    if (costs.slippagePerShare > 0) {
        text += fmt::format(
            ", slippage = {}",
            formatNumber(std::round(costs.slippagePerShare / options.conventions(symbol).tick)));
    }
    const bool closes = std::ranges::any_of(
        program.entries, [](const auto& rule) { return rule.order.kind == OrderKind::AtClose; });
    text += fmt::format(", process_orders_on_close = {}", closes ? "true" : "false");
    const std::string margin = formatNumber(options.marginFraction * 100);
    return text + fmt::format(", margin_long = {}, margin_short = {})\n", margin, margin);
}

std::string windowText(const lang::Program& program)
{
    std::vector<std::string> parts;
    const auto moment = [](CivilDate date) {
        return fmt::format("timestamp(syminfo.timezone, {}, {}, {})", date.year, date.month,
                           date.day);
    };
    if (program.warmupBars > 0) {
        parts.push_back(fmt::format("bar_index >= {}", program.warmupBars));
    }
    if (program.from) {
        parts.push_back("time >= " + moment(*program.from));
    }
    if (program.to) {
        parts.push_back("time < " + moment(civilFromDays(daysFromCivil(*program.to) + 1)));
    }
    return "tradable = " + (parts.empty() ? std::string("true") : join(parts, " and ")) + "\n";
}

std::vector<std::string> notesForPine(const lang::Program& program, const ExportOptions& options,
                                      const PineExpressions& expressions)
{
    std::vector<std::string> notes{"Pine computes a size before the fill: from the signal's close, "
                                   "or from the order's price."};
    notes.insert(notes.end(), expressions.notes().begin(), expressions.notes().end());
    const lang::CostModel costs = costsOf(program, options, program.symbols[0]);
    if (costs.slippageFraction > 0) {
        notes.emplace_back("Pine's slippage is in ticks, so a slippage in percent is charged with "
                           "the commission: fill prices are those without slippage, and limit "
                           "fills pay it too.");
    }
    if (!program.stops.empty() || !program.trails.empty() || !program.targets.empty()) {
        notes.emplace_back("Inside the entry bar, distances in percent are those of the signal's "
                           "close; from the next bar on they are those of the fill.");
        notes.emplace_back("When stop and target lie in one bar, Pine assumes a way through the "
                           "bar; in Stratwright the stop counts.");
    }
    if (expressions.usesFrames()) {
        notes.emplace_back("A longer period is seen from the first bar after it; in Stratwright "
                           "its own last bar sees it already.");
    }
    if (expressions.usesSymbols()) {
        notes.emplace_back("Other symbols are inputs: choose TradingView's name for them.");
    }
    if (!program.flats.empty()) {
        notes.emplace_back("'flat at' closes at the open after the last bar that ends at or after "
                           "that time.");
    }
    notes.emplace_back("The values of the first bars differ where TradingView's history starts "
                       "elsewhere.");
    return notes;
}

std::string chartCheck(const lang::Program& program)
{
    const std::string frame = pineFrame(program.timeframe);
    return fmt::format("if barstate.isfirst and timeframe.in_seconds() != "
                       "timeframe.in_seconds(\"{}\")\n    runtime.error(\"This strategy is for {} "
                       "bars.\")\n",
                       frame, frame);
}

} // namespace

Export exportPine(const lang::Program& program, const ExportOptions& options)
{
    PineExpressions expressions(program);
    const std::string orders = pineOrders(program, options, expressions);
    Export made;
    made.fileName = fileSlug(program.name, "strategy") + ".pine";
    made.notes = notesForPine(program, options, expressions);
    std::string code = "//@version=6\n";
    code += header(program, options, "// ", "Pine Script v6",
                   fmt::format("Usage: paste into the Pine editor and add it to a chart of {} with "
                               "{} bars.",
                               program.symbols[0], pineFrame(program.timeframe)),
                   made.notes);
    code += declaration(program, options) + "\n";
    if (expressions.usesAnnualisation()) {
        const SymbolConventions& own = options.conventions(program.symbols[0]);
        const Timeframe frame = program.timeframe;
        const double periods =
            frame.unit == FrameUnit::Month  ? 12.0 / frame.count
            : frame.unit == FrameUnit::Week ? 52.0 / frame.count
            : frame.unit == FrameUnit::Day
                ? own.daysPerYear / frame.count
                : own.daysPerYear * own.sessionMinutes / static_cast<double>(frame.minutes());
        code += fmt::format("PERIODS_PER_YEAR = {}\n", formatNumber(periods));
    }
    code += chartCheck(program) + windowText(program);
    code += functionsText(expressions) + "\n" + orders;
    made.code = std::move(code);
    return made;
}

} // namespace sw::exporters
