#include "agents/backtest_runner_agent.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::agents {

std::int64_t closedTrades(const engine::BacktestResult& result)
{
    std::int64_t count = 0;
    for (const engine::SymbolRun& run : result.runs) {
        count += std::ranges::count_if(run.ledger.trades,
                                       [](const engine::Trade& trade) { return !trade.isOpen(); });
    }
    return count;
}

Result<engine::Feeds> loadFeeds(const lang::Program& program, RunContext& context)
{
    engine::Feeds feeds;
    std::vector<std::string> symbols = program.symbols;
    symbols.insert(symbols.end(), program.otherSymbols.begin(), program.otherSymbols.end());
    for (const std::string& symbol : symbols) {
        Result<market::BarsPtr> bars = context.market.bars(symbol, program.timeframe, context.stop);
        if (!bars) {
            return fail(bars.error());
        }
        feeds.emplace(symbol, std::move(*bars));
    }
    return feeds;
}

Result<BacktestOutcome> measureWindow(const BacktestRequest& in, RunContext& context)
{
    engine::BacktestOptions options;
    if (in.dates) {
        options.from = in.dates->from;
        // The engine ends a window with a whole exchange-local day.
        options.to = Timestamp{in.dates->lastDay * kMsPerDay};
    }
    std::int64_t lastMs = context.clock.elapsedMs();
    options.progress = [&](std::int64_t done, std::int64_t total) {
        const std::int64_t now = context.clock.elapsedMs();
        if (now - lastMs < kProgressMs) {
            return;
        }
        lastMs = now;
        context.events.publish(EventType::BacktestProgress, QStringLiteral("BacktestRunner"),
                               QStringLiteral("backtesting"),
                               QStringLiteral("%1 of %2 bars").arg(done).arg(total),
                               {{QStringLiteral("done"), static_cast<qint64>(done)},
                                {QStringLiteral("total"), static_cast<qint64>(total)}});
    };
    Result<engine::BacktestResult> result =
        context.backtester.run(in.program, *in.feeds, options, context.stop);
    if (!result) {
        return fail(result.error());
    }
    BacktestOutcome outcome;
    outcome.window = in.window;
    outcome.result = std::make_shared<const engine::BacktestResult>(std::move(*result));
    const auto cancelled = [] {
        return fail(ErrorKind::Cancelled, "The run was cancelled.", "measuring the result");
    };
    if (context.cancelled()) {
        return cancelled();
    }
    metrics::ReportOptions measure;
    measure.search = in.search;
    measure.stop = context.stop;
    if (in.intervals) {
        measure.bootstrap->seed = in.seed;
        measure.bootstrap->stop = context.stop;
    } else {
        measure.bootstrap.reset();
    }
    outcome.report =
        std::make_shared<const metrics::Report>(metrics::report(*outcome.result, measure));
    if (context.cancelled()) {
        return cancelled(); // a stopped resampling is no result
    }
    if (in.attribute) {
        Result<std::vector<engine::Attribution>> attribution =
            engine::attribute(*outcome.result, *in.feeds, context.stop);
        if (!attribution) {
            return fail(attribution.error());
        }
        outcome.attribution = std::move(*attribution);
    }
    return outcome;
}

Result<BacktestOutcome> BacktestRunnerAgent::work(const BacktestRequest& in, RunContext& context)
{
    return measureWindow(in, context);
}

std::string BacktestRunnerAgent::describe(const BacktestRequest& in) const
{
    if (in.dates) {
        return fmt::format("Backtest on the {} window, {} to {}", agents::name(in.window),
                           formatDate(in.dates->from), formatDate(in.dates->to));
    }
    return "Backtest on all bars";
}

std::string BacktestRunnerAgent::summarise(const BacktestOutcome& out) const
{
    const metrics::Report& report = *out.report;
    const auto percent = [&](metrics::FigureId id) {
        const metrics::Figure& figure = report[id];
        return figure.value ? fmt::format("{:+.1f}%", *figure.value * 100)
                            : std::string("undefined");
    };
    const metrics::Figure& sharpe = report[metrics::FigureId::Sharpe];
    return fmt::format("{}: {}, return {}, Sharpe {}", agents::name(out.window),
                       counted(closedTrades(*out.result), "closed trade"),
                       percent(metrics::FigureId::TotalReturn),
                       sharpe.value ? fmt::format("{:.2f}", *sharpe.value) : "undefined");
}

void BacktestRunnerAgent::addCounts(const BacktestOutcome& out, QJsonObject& data) const
{
    data.insert(QStringLiteral("window"), bridge::toQt(agents::name(out.window)));
    data.insert(QStringLiteral("trades"), static_cast<qint64>(closedTrades(*out.result)));
    for (const metrics::FigureId id : {metrics::FigureId::TotalReturn, metrics::FigureId::Sharpe,
                                       metrics::FigureId::MaxDrawdown}) {
        const metrics::Figure& figure = (*out.report)[id];
        data.insert(bridge::toQt(metrics::definitionOf(id).id),
                    figure.value ? QJsonValue(*figure.value) : QJsonValue(QJsonValue::Null));
    }
}

} // namespace sw::agents
