// Commands that print series: signals, eval.
#include "agents/code_generator_agent.h"
#include "app/command.h"
#include "app/strategy_input.h"
#include "base/text.h"
#include "engine/backtest.h"

#include <fmt/format.h>

#include <cmath>

namespace sw::app {

namespace {

std::string timeText(const market::Bars& bars, std::size_t i)
{
    return bars.timeframe().isIntraday() ? formatIso(bars.time()[i]) : formatDate(bars.time()[i]);
}

/// 17 significant digits: reads back as the same double.
std::string exactText(double value)
{
    return std::isfinite(value) ? fmt::format("{:.17g}", value) : std::string();
}

std::string csvSymbol(const std::string& symbol)
{
    return symbol.find_first_of(",\"\n") == std::string::npos ? symbol : "\"" + symbol + "\"";
}

} // namespace

Exit runSignals(const QStringList& arguments, Session& session)
{
    Options options("signals", arguments, {QStringLiteral("text"), QStringLiteral("data")}, {},
                    {0, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    Result<data::LocalData> data = data::LocalData::make(options.all("data"));
    if (!data) {
        session.console.error(data.error().text());
        return Exit::Usage;
    }
    StrategyInput input = strategyInput(options, *data, session.console);
    if (!input.program) {
        return input.exit;
    }
    const bool onlyWeights = input.program->entries.empty() && input.program->scalings.empty();
    if (onlyWeights && !input.program->later.empty()) {
        // Target weights are not computed yet; the place and the reason are all there is to say.
        reportDiagnostics(input.program->later, input.program->source, session.console);
        return Exit::DoesNotCompile;
    }
    const Result<engine::Feeds> feeds = feedsFor(*input.program, *data, session.interrupt.token());
    if (!feeds) {
        return failWith(feeds.error(), session.console);
    }
    const Result<std::vector<engine::SignalTable>> tables =
        engine::signalTables(*input.program, *feeds, session.interrupt.token());
    if (!tables) {
        return failWith(tables.error(), session.console);
    }
    std::string text = "time,symbol,enter_long,exit_long,enter_short,exit_short,add_long,add_short,"
                       "reduce_long,reduce_short\n";
    for (const engine::SignalTable& table : *tables) {
        const std::string symbol = csvSymbol(table.symbol);
        const engine::Mask* masks[] = {&table.enterLong,  &table.exitLong,   &table.enterShort,
                                       &table.exitShort,  &table.addLong,    &table.addShort,
                                       &table.reduceLong, &table.reduceShort};
        for (std::size_t i = 0; i < table.bars->size(); ++i) {
            text += timeText(*table.bars, i) + "," + symbol;
            for (const engine::Mask* mask : masks) {
                text += mask->size() > i && (*mask)[i] ? ",1" : ",0";
            }
            text += "\n";
        }
    }
    session.console.out(text);
    return Exit::Ok;
}

Exit runEval(const QStringList& arguments, Session& session)
{
    Options options("eval", arguments, {QStringLiteral("data")}, {}, {1, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    Result<data::LocalData> data = data::LocalData::make(options.all("data"));
    if (!data) {
        session.console.error(data.error().text());
        return Exit::Usage;
    }
    const std::string& source = options.positional()[0];
    const lang::CompiledExpr compiled = lang::compileExpression(source);
    if (compiled.root == lang::kNoNode) {
        reportDiagnostics(compiled.diagnostics, source, session.console);
        return Exit::DoesNotCompile;
    }
    const Result<market::BarsPtr> bars = data->firstBars();
    if (!bars) {
        return failWith(bars.error(), session.console);
    }
    engine::Feeds feeds{{(*bars)->symbol(), *bars}};
    for (const std::string& symbol : compiled.otherSymbols) {
        Result<market::BarsPtr> other =
            data->bars(symbol, (*bars)->timeframe(), session.interrupt.token());
        if (!other) {
            return failWith(other.error(), session.console);
        }
        feeds.emplace(symbol, std::move(*other));
    }
    std::vector<lang::NodeId> roots{compiled.root};
    if (compiled.isBoolean) {
        roots.push_back(compiled.negation);
    }
    const Result<engine::Evaluation> values =
        engine::evaluate(compiled.graph, roots, (*bars)->symbol(), (*bars)->timeframe(), feeds,
                         session.interrupt.token());
    if (!values) {
        return failWith(values.error(), session.console);
    }
    std::string text = "time,value\n";
    for (std::size_t i = 0; i < (*bars)->size(); ++i) {
        text += timeText(**bars, i) + ",";
        if (!compiled.isBoolean) {
            text += exactText(values->columns[0][i]);
        } else if (values->masks[0][i] || values->masks[1][i]) {
            text += values->masks[0][i] ? "1" : "0";
        }
        text += "\n";
    }
    session.console.out(text);
    return Exit::Ok;
}

} // namespace sw::app
