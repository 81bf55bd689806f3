// Commands that run or export one program: backtest, explain, export.
#include "app/command.h"
#include "app/program_json.h"
#include "app/result_json.h"
#include "app/result_text.h"
#include "app/strategy_input.h"
#include "base/text.h"
#include "bridge/conventions.h"
#include "bridge/files.h"
#include "bridge/text.h"
#include "engine/attribution.h"
#include "exporters/exporter.h"
#include "metrics/report.h"

#include <fmt/format.h>

namespace sw::app {

using bridge::toQt;

namespace {

/// A program with its bars and its result, or the exit code with which the command must end.
struct Prepared {
    Exit exit = Exit::Ok;
    lang::ProgramPtr program;
    engine::Feeds feeds;
    std::optional<engine::BacktestResult> result;
};

Prepared prepare(Options& options, data::LocalData& data, Session& session)
{
    Prepared prepared;
    const StrategyInput input = strategyInput(options, data, session.console);
    if (!input.program) {
        prepared.exit = input.exit;
        return prepared;
    }
    prepared.program = input.program;
    if (const std::optional<Exit> refused = cannotRun(*input.program, session.console)) {
        prepared.exit = *refused;
        return prepared;
    }
    Result<engine::Feeds> feeds = feedsFor(*input.program, data, session.interrupt.token());
    if (!feeds) {
        prepared.exit = failWith(feeds.error(), session.console);
        return prepared;
    }
    prepared.feeds = std::move(*feeds);
    engine::BacktestOptions run;
    if (const std::optional<double> capital = options.number("capital", 0.01, 1e15)) {
        run.capital = *capital;
    }
    if (!options.ok()) {
        prepared.exit = Exit::Usage;
        return prepared;
    }
    Result<engine::BacktestResult> result =
        engine::backtest(input.program, prepared.feeds, run, session.interrupt.token());
    if (!result) {
        prepared.exit = failWith(result.error(), session.console);
        return prepared;
    }
    prepared.result = std::move(*result);
    return prepared;
}

Result<SignalValues> signalValues(const Prepared& prepared)
{
    SignalValues values;
    for (const engine::SymbolRun& run : prepared.result->runs) {
        Result<std::vector<std::vector<engine::ClauseValue>>> one =
            engine::valuesAtSignals(*prepared.result, run, prepared.feeds);
        if (!one) {
            return fail(one.error());
        }
        values.push_back(std::move(*one));
    }
    return values;
}

QJsonArray linesJson(const std::vector<std::string>& lines)
{
    QJsonArray list;
    for (const std::string& line : lines) {
        list.append(toQt(line));
    }
    return list;
}

} // namespace

Exit runBacktest(const QStringList& arguments, Session& session)
{
    Options options("backtest", arguments,
                    {QStringLiteral("data"), QStringLiteral("trades"), QStringLiteral("equity"),
                     QStringLiteral("capital"), QStringLiteral("text")},
                    {QStringLiteral("json")}, {0, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    Result<data::LocalData> data = data::LocalData::make(options.all("data"));
    if (!data) {
        session.console.error(data.error().text());
        return Exit::Usage;
    }
    const Prepared prepared = prepare(options, *data, session);
    if (!prepared.result) {
        return prepared.exit;
    }
    const engine::BacktestResult& result = *prepared.result;
    if (const std::optional<std::string> path = options.value("trades")) {
        const Status written = bridge::writeFile(*path, tradesCsv(result));
        if (!written) {
            return failWith(written.error(), session.console);
        }
    }
    if (const std::optional<std::string> path = options.value("equity")) {
        const Status written = bridge::writeFile(*path, equityCsv(result));
        if (!written) {
            return failWith(written.error(), session.console);
        }
    }
    const metrics::Report report = metrics::report(result, {});
    if (!options.has("json")) {
        session.console.out(resultText(result, report));
        return Exit::Ok;
    }
    const Result<SignalValues> values = signalValues(prepared);
    if (!values) {
        return failWith(values.error(), session.console);
    }
    session.console.json({{QStringLiteral("summary"), summaryJson(report)},
                          {QStringLiteral("figures"), figuresJson(report)},
                          {QStringLiteral("trades"), tradesJson(result, *values)},
                          {QStringLiteral("equity"), equityJson(result)},
                          {QStringLiteral("orders"), ordersJson(result)},
                          {QStringLiteral("assumptions"), assumptionsJson(result.assumptions)},
                          {QStringLiteral("warnings"), linesJson(result.warnings)},
                          {QStringLiteral("notes"), linesJson(report.notes)},
                          {QStringLiteral("provenance"), provenanceJson(result, *data)}});
    return Exit::Ok;
}

Exit runExplain(const QStringList& arguments, Session& session)
{
    Options options("explain", arguments,
                    {QStringLiteral("data"), QStringLiteral("capital"), QStringLiteral("text")},
                    {QStringLiteral("json")}, {0, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    Result<data::LocalData> data = data::LocalData::make(options.all("data"));
    if (!data) {
        session.console.error(data.error().text());
        return Exit::Usage;
    }
    const Prepared prepared = prepare(options, *data, session);
    if (!prepared.result) {
        return prepared.exit;
    }
    const Result<std::vector<engine::Attribution>> attribution =
        engine::attribute(*prepared.result, prepared.feeds, session.interrupt.token());
    if (!attribution) {
        return failWith(attribution.error(), session.console);
    }
    if (options.has("json")) {
        session.console.json(
            {{QStringLiteral("attribution"), attributionJson(*attribution)},
             {QStringLiteral("orders"), ordersJson(*prepared.result)},
             {QStringLiteral("provenance"), provenanceJson(*prepared.result, *data)}});
    } else {
        session.console.out(attributionText(*attribution));
    }
    return Exit::Ok;
}

Exit runExport(const QStringList& arguments, Session& session)
{
    Options options("export", arguments,
                    {QStringLiteral("to"), QStringLiteral("o"), QStringLiteral("text"),
                     QStringLiteral("capital")},
                    {QStringLiteral("json")}, {0, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    std::vector<std::string> names;
    for (const exporters::TargetInfo& target : exporters::targets()) {
        names.emplace_back(target.name);
    }
    const std::string wanted = options.value("to").value_or("");
    const exporters::TargetInfo* target = exporters::findTarget(wanted);
    if (target == nullptr) {
        session.console.error(wanted.empty()
                                  ? "Name a target with --to; there are " + join(names, ", ") + "."
                                  : "There is no export to " + wanted + "; there are " +
                                        join(names, ", ") + ".");
        return Exit::Usage;
    }
    const Result<data::LocalData> data = data::LocalData::make({});
    const StrategyInput input = strategyInput(options, *data, session.console);
    if (!input.program) {
        return input.exit;
    }
    exporters::ExportOptions conventions = bridge::exportOptions(*input.program);
    if (const std::optional<double> capital = options.number("capital", 0.01, 1e15)) {
        conventions.capital = *capital;
    }
    if (!options.ok()) {
        return Exit::Usage;
    }
    const Result<exporters::Export> code =
        exporters::exportTo(*input.program, target->target, conventions);
    if (!code) {
        const std::vector<exporters::Refusal> refusals =
            exporters::refusals(*input.program, target->target, conventions);
        if (options.has("json")) {
            QJsonArray list;
            for (const exporters::Refusal& refusal : refusals) {
                list.append(
                    QJsonObject{{QStringLiteral("construct"), toQt(refusal.construct)},
                                {QStringLiteral("reason"), toQt(refusal.reason)},
                                {QStringLiteral("begin"), static_cast<qint64>(refusal.span.begin)},
                                {QStringLiteral("end"), static_cast<qint64>(refusal.span.end)}});
            }
            session.console.json({{QStringLiteral("refusals"), list}});
        }
        for (const exporters::Refusal& refusal : refusals) {
            session.console.error(refusal.reason);
        }
        return refusals.empty() ? failWith(code.error(), session.console) : Exit::Failed;
    }
    for (const std::string& note : code->notes) {
        session.console.error("note: " + note);
    }
    if (const std::optional<std::string> path = options.value("o")) {
        const Status written = bridge::writeFile(*path, code->code);
        return written ? Exit::Ok : failWith(written.error(), session.console);
    }
    if (options.has("json")) {
        session.console.json({{QStringLiteral("code"), toQt(code->code)},
                              {QStringLiteral("fileName"), toQt(code->fileName)},
                              {QStringLiteral("notes"), linesJson(code->notes)}});
    } else {
        session.console.out(code->code);
    }
    return Exit::Ok;
}

} // namespace sw::app
