#include "engine/backtest.h"

#include "base/text.h"
#include "engine/planner.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::engine {

namespace {

std::string percentText(double fraction)
{
    return formatNumber(fraction * 100) + "%";
}

void addCostAssumption(const market::Instrument& instrument, const Costs& costs,
                       BacktestResult& result)
{
    if (!costs.assumed) {
        return;
    }
    const std::string value =
        fmt::format("commission {}, slippage {}", percentText(costs.commissionFraction),
                    percentText(costs.slippageFraction));
    const std::string text =
        fmt::format("no costs were stated: charged {} on each side, the default for {}", value,
                    market::name(instrument.assetClass));
    const auto same = [&](const lang::Assumption& other) { return other.text == text; };
    if (std::ranges::none_of(result.assumptions, same)) {
        result.assumptions.push_back({"costs", value, text, {}});
    }
}

bool usesOrder(const lang::Program& program, lang::OrderKind kind)
{
    const auto has = [kind](const auto& rule) { return rule.order.kind == kind; };
    return std::ranges::any_of(program.entries, has) || std::ranges::any_of(program.exits, has) ||
           (program.timeExit && has(*program.timeExit));
}

void addProgramNotes(const lang::Program& program, const BacktestOptions& options,
                     BacktestResult& result)
{
    if (!program.capital) {
        const std::string amount = "$" + formatNumber(options.capital);
        result.assumptions.push_back(
            {"capital", amount, fmt::format("no capital was stated: started with {}", amount), {}});
    }
    if (program.symbols.size() > 1) {
        result.assumptions.push_back(
            {"account",
             "one per symbol",
             fmt::format("each of the {} symbols trades an account of its own with an equal share "
                         "of the capital",
                         program.symbols.size()),
             {}});
    }
    if (program.costs.none) {
        result.warnings.push_back("no costs are charged; real fills cost something");
    }
    if (usesOrder(program, lang::OrderKind::AtClose)) {
        result.warnings.push_back(
            "fills at the close of the deciding bar are optimistic: the close is not known before "
            "it is over");
    }
}

void addWarmupNote(const PlannedRun& run, const std::string& symbol, BacktestResult& result)
{
    if (!run.delayedByWarmup) {
        return;
    }
    const Plan& plan = run.plan;
    const std::string bars = counted(run.values->firstWarmBar, "bar");
    if (plan.firstBar >= plan.endBar) {
        result.warnings.push_back(fmt::format(
            "{} is never traded: the longest look-back needs {}, and the window ends before that",
            symbol, bars));
        return;
    }
    result.warnings.push_back(
        fmt::format("{}: trading starts on {}: the longest look-back needs {}", symbol,
                    formatShort(plan.bars->time()[static_cast<std::size_t>(plan.firstBar)]), bars));
}

void addEndNotes(const SymbolRun& run, BacktestResult& result)
{
    const Ledger& ledger = run.ledger;
    if (ledger.state == EndState::Ruined) {
        const std::int32_t bar =
            ledger.trades.empty() ? ledger.firstBar : ledger.trades.back().exitBar;
        result.warnings.push_back(
            fmt::format("{}: the equity was used up on {}; trading ended there", ledger.symbol,
                        formatShort(run.bars->time()[static_cast<std::size_t>(bar)])));
    }
    if (ledger.counters.ambiguousBars > 0) {
        result.warnings.push_back(
            fmt::format("{}: stop and target lay inside one bar {}; the stop was counted each time",
                        ledger.symbol, counted(ledger.counters.ambiguousBars, "time")));
    }
}

Status checkOptions(const BacktestOptions& options, double capital)
{
    if (!(capital > 0 && capital < 1e15)) {
        return fail(ErrorKind::InvalidInput, "the capital must be above 0; write for example "
                                             "capital $10_000");
    }
    if (!(options.marginFraction > 0 && options.marginFraction <= 1)) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("a margin of {} makes no sense; give a fraction above 0 and up to "
                                "1 (1 = no leverage)",
                                options.marginFraction));
    }
    for (const auto& [symbol, lot] : options.lots) {
        if (!(lot >= 0 && lot < 1e15)) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("the lot of {} must be 0 or more", symbol));
        }
    }
    return {};
}

using Simulator = Ledger (*)(const Plan&, const std::stop_token&);

Result<BacktestResult> run(lang::ProgramPtr program, const Feeds& feeds,
                           const BacktestOptions& options, std::stop_token stop,
                           Simulator simulator)
{
    if (auto simulated = checkSimulated(*program); !simulated) {
        return fail(std::move(simulated).error());
    }
    BacktestResult result;
    result.capital = program->capital.value_or(options.capital);
    if (auto sound = checkOptions(options, result.capital); !sound) {
        return fail(std::move(sound).error());
    }
    result.assumptions = program->assumptions;
    addProgramNotes(*program, options, result);
    const double share = result.capital / static_cast<double>(program->symbols.size());
    std::int64_t total = 0;
    for (const std::string& symbol : program->symbols) {
        const auto feed = feeds.find(symbol);
        total += feed == feeds.end() ? 0 : static_cast<std::int64_t>(feed->second->size());
    }
    std::int64_t done = 0;
    bool traded = false;
    for (const std::string& symbol : program->symbols) {
        auto planned = planRun(*program, symbol, feeds, options, share, stop);
        if (!planned) {
            return fail(std::move(planned).error());
        }
        if (stop.stop_requested()) {
            return fail(ErrorKind::Cancelled, "the backtest was cancelled");
        }
        const Plan& plan = planned->plan;
        addCostAssumption(plan.bars->instrument(), plan.costs, result);
        addWarmupNote(*planned, symbol, result);
        traded = traded || plan.firstBar < plan.endBar;
        SymbolRun symbolRun{plan.bars, plan.costs, simulator(plan, stop)};
        if (stop.stop_requested()) {
            return fail(ErrorKind::Cancelled, "the backtest was cancelled");
        }
        symbolRun.ledger.symbol = symbol;
        symbolRun.ledger.delayedByWarmup = planned->delayedByWarmup;
        addEndNotes(symbolRun, result);
        result.runs.push_back(std::move(symbolRun));
        done += static_cast<std::int64_t>(plan.bars->size());
        if (options.progress) {
            options.progress(done, total);
        }
    }
    if (!traded) {
        return fail(ErrorKind::InvalidInput,
                    result.warnings.back() + "; load more history or use shorter look-backs");
    }
    result.program = std::move(program);
    return result;
}

} // namespace

Result<BacktestResult> backtest(lang::ProgramPtr program, const Feeds& feeds,
                                const BacktestOptions& options, std::stop_token stop)
{
    return run(std::move(program), feeds, options, std::move(stop), simulate);
}

Result<BacktestResult> backtestPlainly(lang::ProgramPtr program, const Feeds& feeds,
                                       const BacktestOptions& options)
{
    return run(std::move(program), feeds, options, {},
               [](const Plan& plan, const std::stop_token&) { return simulatePlainly(plan); });
}

} // namespace sw::engine
