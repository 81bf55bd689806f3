#include "gui/shown_result.h"

#include "agents/backtest_runner_agent.h"
#include "agents/insights_generator_agent.h"
#include "bridge/text.h"
#include "gui/freed_elsewhere.h"
#include "metrics/buy_and_hold.h"

namespace sw::gui {

namespace {

/// The lines of a chart on the bars of one symbol. A chart without lines (a calendar, a breakdown)
/// has nothing to evaluate.
Result<ShownChart> chartOn(const agents::InsightChart& chart, const lang::Program& program,
                           const std::string& symbol, const engine::Feeds& feeds,
                           const std::stop_token& stop)
{
    ShownChart shown{chart, {}};
    for (const agents::InsightSeries& series : chart.series) {
        const lang::CompiledExpr expr = lang::compileExpression(series.expr);
        if (expr.root == lang::kNoNode) {
            return fail(ErrorKind::Internal,
                        "The chart '" + chart.title + "' has no value to draw: " + series.expr);
        }
        Result<engine::Evaluation> values = engine::evaluate(
            expr.graph, std::span(&expr.root, 1), symbol, program.timeframe, feeds, stop);
        if (!values) {
            return fail(values.error());
        }
        shown.series.push_back(
            {bridge::toQt(series.label), bridge::toQt(series.style),
             std::make_shared<const std::vector<double>>(std::move(values->columns.front()))});
    }
    return shown;
}

Result<ShownSymbol> symbolOf(const ShownResult& shown, std::size_t index,
                             const engine::Feeds& feeds, const std::stop_token& stop)
{
    const engine::SymbolRun& run = shown.result().runs[index];
    ShownSymbol symbol;
    symbol.symbol = bridge::toQt(run.ledger.symbol);
    symbol.bars = run.bars;
    symbol.run = index;
    const auto cancelled = []() -> Result<ShownSymbol> {
        return fail(ErrorKind::Cancelled, "The measurement was cancelled.");
    };
    if (stop.stop_requested()) {
        return cancelled();
    }
    symbol.equity = std::make_shared<const std::vector<double>>(engine::equityOf(run));
    if (stop.stop_requested()) {
        return cancelled();
    }
    std::optional<metrics::BuyAndHold> hold = metrics::buyAndHold(
        *run.bars, run.ledger.firstBar, run.ledger.endBar, run.ledger.startCash, run.costs);
    if (hold) {
        symbol.hold = std::make_shared<const std::vector<double>>(std::move(hold->equity));
    }
    for (const agents::InsightChart& chart : shown.insights.charts) {
        Result<ShownChart> drawn = chartOn(chart, *shown.program, run.ledger.symbol, feeds, stop);
        if (!drawn) {
            return fail(drawn.error());
        }
        symbol.charts.push_back(std::move(*drawn));
    }
    Result<std::vector<std::vector<engine::ClauseValue>>> values =
        engine::valuesAtSignals(shown.result(), run, feeds, stop);
    if (!values) {
        return fail(values.error());
    }
    symbol.valuesAtSignals = std::move(*values);
    return symbol;
}

} // namespace

Result<ShownResultPtr> makeShown(const ShownRequest& request, const agents::Ports& ports,
                                 std::stop_token stop)
{
    const std::int64_t start = ports.clock->elapsedMs();
    agents::EventLog silent(QString(), *ports.clock, [](const agents::RunEvent&) {});
    agents::RunContext context{*ports.market, *ports.backtester, *ports.clock, silent, stop};
    const Result<engine::Feeds> feeds = agents::loadFeeds(*request.program, context);
    if (!feeds) {
        return fail(feeds.error());
    }
    auto shown = std::make_shared<ShownResult>();
    shown->version = request.version;
    shown->title = request.title;
    shown->program = request.program;
    shown->split = request.split;
    if (request.outcome) {
        shown->outcome = *request.outcome;
    } else {
        agents::BacktestRequest measure;
        measure.program = request.program;
        measure.feeds = &*feeds;
        measure.attribute = true;
        measure.seed = request.seed;
        Result<agents::BacktestOutcome> outcome = agents::measureWindow(measure, context);
        if (!outcome) {
            return fail(outcome.error());
        }
        shown->outcome = std::move(*outcome);
    }
    if (request.insights) {
        shown->insights = *request.insights;
    } else {
        const agents::Brief brief;
        agents::InsightsGeneratorAgent generator;
        Result<agents::InsightsConfig> chosen =
            generator.process({&brief, request.program}, context);
        if (!chosen) {
            return fail(chosen.error());
        }
        shown->insights = std::move(*chosen);
    }
    for (std::size_t i = 0; i < shown->result().runs.size(); ++i) {
        Result<ShownSymbol> symbol = symbolOf(*shown, i, *feeds, stop);
        if (!symbol) {
            return fail(symbol.error());
        }
        shown->symbols.push_back(std::move(*symbol));
    }
    shown->elapsedMs = ports.clock->elapsedMs() - start;
    return freedElsewhere<const ShownResult>(std::move(shown));
}

} // namespace sw::gui
