#include "app/result_json.h"

#include "app/version.h"
#include "base/text.h"
#include "bridge/text.h"

#include <fmt/format.h>

#include <cmath>

namespace sw::app {

using bridge::toQt;
using metrics::FigureId;

namespace {

QJsonValue numberOrNull(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue(QJsonValue::Null);
}

QJsonValue figureValue(const metrics::Figure& figure)
{
    return figure.value ? QJsonValue(*figure.value) : QJsonValue(QJsonValue::Null);
}

QJsonValue nameOf(std::string_view text)
{
    return toQt(text);
}

QString timeOf(const engine::SymbolRun& run, std::int32_t bar)
{
    if (bar < 0 || static_cast<std::size_t>(bar) >= run.bars->size()) {
        return {};
    }
    return toQt(formatShort(run.bars->time()[static_cast<std::size_t>(bar)]));
}

std::string number(double value)
{
    return std::isfinite(value) ? formatNumber(value) : std::string();
}

/// A CSV field, quoted when it must be.
std::string field(std::string text)
{
    if (text.find_first_of(",\"\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

} // namespace

QJsonObject figuresJson(const metrics::Report& report)
{
    QJsonObject json;
    for (const metrics::FigureDefinition& definition : metrics::figures()) {
        const metrics::Figure& figure = report[definition.figure];
        QJsonObject item{{QStringLiteral("value"), figureValue(figure)},
                         {QStringLiteral("title"), nameOf(definition.title)},
                         {QStringLiteral("unit"), nameOf(metrics::name(definition.unit))}};
        if (figure.interval) {
            item.insert(QStringLiteral("low"), figure.interval->low);
            item.insert(QStringLiteral("high"), figure.interval->high);
            item.insert(QStringLiteral("level"), figure.interval->level);
        }
        if (!figure.reason.empty()) {
            item.insert(QStringLiteral("reason"), toQt(figure.reason));
        }
        if (!figure.remark.empty()) {
            item.insert(QStringLiteral("remark"), toQt(figure.remark));
        }
        json.insert(nameOf(definition.id).toString(), item);
    }
    return json;
}

QJsonObject summaryJson(const metrics::Report& report)
{
    static constexpr FigureId kHeadlines[] = {
        FigureId::TotalReturn,  FigureId::NetProfit,
        FigureId::FinalEquity,  FigureId::Cagr,
        FigureId::Volatility,   FigureId::Sharpe,
        FigureId::Sortino,      FigureId::Calmar,
        FigureId::MaxDrawdown,  FigureId::HoldReturn,
        FigureId::Exposure,     FigureId::Trades,
        FigureId::OpenTrades,   FigureId::WinRate,
        FigureId::ProfitFactor, FigureId::Expectancy,
        FigureId::Sqn,          FigureId::Commission,
        FigureId::Slippage,     FigureId::ProbabilisticSharpe};
    QJsonObject json;
    for (const FigureId id : kHeadlines) {
        json.insert(nameOf(metrics::definitionOf(id).id).toString(), figureValue(report[id]));
    }
    json.insert(QStringLiteral("first"), toQt(formatShort(report.window.first)));
    json.insert(QStringLiteral("last"), toQt(formatShort(report.window.last)));
    json.insert(QStringLiteral("bars"), static_cast<qint64>(report.window.bars));
    return json;
}

std::string exitText(const engine::Trade& trade, const lang::Program& program)
{
    const auto at = static_cast<std::size_t>(trade.exitRule);
    const auto line = [&](const auto& rules) {
        return trade.exitRule >= 0 && at < rules.size() ? rules[at].text : std::string();
    };
    std::string text;
    switch (trade.exitReason) {
    case engine::ExitReason::Rule:
        text = line(program.exits);
        break;
    case engine::ExitReason::StopLoss:
        text = line(program.stops);
        break;
    case engine::ExitReason::TrailingStop:
        text = line(program.trails);
        break;
    case engine::ExitReason::Breakeven:
        text = line(program.breakevens);
        break;
    case engine::ExitReason::TakeProfit:
        text = line(program.targets);
        break;
    case engine::ExitReason::TimeExit:
        text = program.timeExit ? program.timeExit->text : "";
        break;
    default:
        break;
    }
    return text.empty() ? std::string(engine::name(trade.exitReason)) : text;
}

QJsonArray tradesJson(const engine::BacktestResult& result, const SignalValues& values)
{
    QJsonArray list;
    for (std::size_t r = 0; r < result.runs.size(); ++r) {
        const engine::SymbolRun& run = result.runs[r];
        for (std::size_t i = 0; i < run.ledger.trades.size(); ++i) {
            const engine::Trade& trade = run.ledger.trades[i];
            QJsonObject json{
                {QStringLiteral("symbol"), toQt(run.ledger.symbol)},
                {QStringLiteral("position"), trade.position},
                {QStringLiteral("side"), trade.side == engine::Side::Long
                                             ? QStringLiteral("long")
                                             : QStringLiteral("short")},
                {QStringLiteral("signalBar"), trade.signalBar},
                {QStringLiteral("signalTime"), timeOf(run, trade.signalBar)},
                {QStringLiteral("entryBar"), trade.entryBar},
                {QStringLiteral("entryTime"), timeOf(run, trade.entryBar)},
                {QStringLiteral("entryPrice"), trade.entryPrice},
                {QStringLiteral("exitBar"), trade.exitBar},
                {QStringLiteral("exitTime"), timeOf(run, trade.exitBar)},
                {QStringLiteral("exitPrice"), trade.exitPrice},
                {QStringLiteral("size"), trade.size},
                {QStringLiteral("grossPnl"), trade.grossPnl},
                {QStringLiteral("netPnl"), trade.netPnl},
                {QStringLiteral("return"), numberOrNull(trade.returnFraction())},
                {QStringLiteral("r"), numberOrNull(trade.rMultiple())},
                {QStringLiteral("commission"), trade.commission},
                {QStringLiteral("slippage"), trade.slippage},
                {QStringLiteral("financing"), trade.financing},
                {QStringLiteral("barsHeld"), trade.barsHeld()},
                {QStringLiteral("mae"), numberOrNull(trade.mae)},
                {QStringLiteral("mfe"), numberOrNull(trade.mfe)},
                {QStringLiteral("initialStop"), numberOrNull(trade.initialStop)},
                {QStringLiteral("open"), trade.isOpen()},
                {QStringLiteral("entryReason"),
                 toQt(result.program->entries[static_cast<std::size_t>(trade.entryRule)].text)},
                {QStringLiteral("exitReason"), nameOf(engine::name(trade.exitReason))},
                {QStringLiteral("exitRule"), toQt(exitText(trade, *result.program))},
                {QStringLiteral("entryFill"), nameOf(engine::name(trade.entryFill))},
                {QStringLiteral("exitFill"), nameOf(engine::name(trade.exitFill))},
            };
            if (r < values.size() && i < values[r].size()) {
                QJsonArray clauses;
                for (const engine::ClauseValue& value : values[r][i]) {
                    clauses.append(
                        QJsonObject{{QStringLiteral("text"), toQt(value.text)},
                                    {QStringLiteral("value"), numberOrNull(value.value)}});
                }
                json.insert(QStringLiteral("atSignal"), clauses);
            }
            list.append(json);
        }
    }
    return list;
}

QJsonArray equityJson(const engine::BacktestResult& result)
{
    const engine::TotalCurve total = engine::totalCurve(result);
    QJsonArray list;
    for (std::size_t i = 0; i < total.time.size(); ++i) {
        list.append(QJsonObject{{QStringLiteral("time"), toQt(formatShort(total.time[i]))},
                                {QStringLiteral("equity"), total.equity[i]}});
    }
    return list;
}

QJsonObject ordersJson(const engine::BacktestResult& result)
{
    QJsonObject bySymbol;
    for (const engine::SymbolRun& run : result.runs) {
        const engine::Counters& counters = run.ledger.counters;
        QJsonObject reasons;
        for (std::size_t i = 0; i < engine::kNoFillReasons; ++i) {
            if (counters.notFilled[i] > 0) {
                const auto reason = static_cast<engine::NoFillReason>(i);
                reasons.insert(nameOf(engine::name(reason)).toString(),
                               static_cast<qint64>(counters.notFilled[i]));
            }
        }
        QJsonArray list;
        for (const engine::NoFill& order : run.ledger.noFills) {
            list.append(QJsonObject{{QStringLiteral("signalBar"), order.signalBar},
                                    {QStringLiteral("signalTime"), timeOf(run, order.signalBar)},
                                    {QStringLiteral("endTime"), timeOf(run, order.endBar)},
                                    {QStringLiteral("side"), order.side == engine::Side::Long
                                                                 ? QStringLiteral("long")
                                                                 : QStringLiteral("short")},
                                    {QStringLiteral("reason"), nameOf(engine::name(order.reason))},
                                    {QStringLiteral("why"), nameOf(engine::explain(order.reason))},
                                    {QStringLiteral("price"), numberOrNull(order.price)},
                                    {QStringLiteral("size"), order.size}});
        }
        bySymbol.insert(
            toQt(run.ledger.symbol),
            QJsonObject{
                {QStringLiteral("entrySignals"), static_cast<qint64>(counters.entrySignals)},
                {QStringLiteral("exitSignals"), static_cast<qint64>(counters.exitSignals)},
                {QStringLiteral("orders"), static_cast<qint64>(counters.orders)},
                {QStringLiteral("fills"), static_cast<qint64>(counters.fills)},
                {QStringLiteral("ambiguousBars"), static_cast<qint64>(counters.ambiguousBars)},
                {QStringLiteral("shrunkOrders"), static_cast<qint64>(counters.shrunkOrders)},
                {QStringLiteral("firstTradableBar"), run.ledger.firstBar},
                {QStringLiteral("firstTradableTime"), timeOf(run, run.ledger.firstBar)},
                {QStringLiteral("state"), run.ledger.state == engine::EndState::Ruined
                                              ? QStringLiteral("ruined")
                                              : QStringLiteral("completed")},
                {QStringLiteral("notFilled"), reasons},
                {QStringLiteral("list"), list}});
    }
    return bySymbol;
}

QJsonArray assumptionsJson(const std::vector<lang::Assumption>& assumptions)
{
    QJsonArray list;
    for (const lang::Assumption& assumption : assumptions) {
        list.append(QJsonObject{{QStringLiteral("words"), QString()},
                                {QStringLiteral("about"), toQt(assumption.about)},
                                {QStringLiteral("value"), toQt(assumption.value)},
                                {QStringLiteral("text"), toQt(assumption.text)}});
    }
    return list;
}

QJsonArray attributionJson(const std::vector<engine::Attribution>& attribution)
{
    QJsonArray list;
    for (const engine::Attribution& symbol : attribution) {
        QJsonArray rules;
        for (const engine::RuleAttribution& rule : symbol.rules) {
            QJsonArray clauses;
            for (const engine::ClauseCount& clause : rule.clauses) {
                clauses.append(QJsonObject{
                    {QStringLiteral("text"), toQt(clause.text)},
                    {QStringLiteral("true"), static_cast<qint64>(clause.isTrue)},
                    {QStringLiteral("missing"), static_cast<qint64>(clause.missing)},
                    {QStringLiteral("othersTrue"), static_cast<qint64>(clause.othersTrue)},
                    {QStringLiteral("trueAlone"), static_cast<qint64>(clause.trueAlone)}});
            }
            QJsonArray pairs;
            for (const engine::ClausePair& pair : rule.pairs) {
                pairs.append(QJsonObject{{QStringLiteral("first"), pair.first},
                                         {QStringLiteral("second"), pair.second},
                                         {QStringLiteral("both"), static_cast<qint64>(pair.both)}});
            }
            QJsonArray misses;
            for (const engine::NearMiss& miss : rule.nearMisses) {
                if (miss.bar >= 0) {
                    misses.append(
                        QJsonObject{{QStringLiteral("clause"), miss.clause},
                                    {QStringLiteral("value"), numberOrNull(miss.value)},
                                    {QStringLiteral("time"), toQt(formatShort(miss.time))}});
                }
            }
            QJsonArray changes;
            for (const engine::CounterFactual& change : rule.counterFactuals) {
                changes.append(QJsonObject{
                    {QStringLiteral("clause"), change.clause},
                    {QStringLiteral("value"), toQt(change.valueText)},
                    {QStringLiteral("threshold"), change.threshold},
                    {QStringLiteral("current"), change.current},
                    {QStringLiteral("signals"), static_cast<qint64>(change.signalCount)}});
            }
            rules.append(
                QJsonObject{{QStringLiteral("kind"),
                             rule.isEntry ? QStringLiteral("entry") : QStringLiteral("exit")},
                            {QStringLiteral("text"), toQt(rule.text)},
                            {QStringLiteral("bars"), static_cast<qint64>(rule.bars)},
                            {QStringLiteral("allTrue"), static_cast<qint64>(rule.allTrue)},
                            {QStringLiteral("clauses"), clauses},
                            {QStringLiteral("pairs"), pairs},
                            {QStringLiteral("nearMisses"), misses},
                            {QStringLiteral("counterFactuals"), changes}});
        }
        QJsonArray sentences;
        for (const std::string& sentence : symbol.sentences) {
            sentences.append(toQt(sentence));
        }
        list.append(QJsonObject{{QStringLiteral("symbol"), toQt(symbol.symbol)},
                                {QStringLiteral("rules"), rules},
                                {QStringLiteral("sentences"), sentences}});
    }
    return list;
}

QJsonObject provenanceJson(const engine::BacktestResult& result, const agents::MarketData& market)
{
    QJsonArray data;
    for (const engine::SymbolRun& run : result.runs) {
        data.append(QJsonObject{
            {QStringLiteral("symbol"), toQt(run.ledger.symbol)},
            {QStringLiteral("origin"), toQt(market.provenance(run.ledger.symbol))},
            {QStringLiteral("timeframe"), toQt(run.bars->timeframe().text())},
            {QStringLiteral("bars"), static_cast<qint64>(run.bars->size())},
            {QStringLiteral("first"), toQt(formatShort(run.bars->time().front()))},
            {QStringLiteral("last"), toQt(formatShort(run.bars->time().back()))},
            {QStringLiteral("fingerprint"), toQt(fmt::format("{:016x}", run.bars->fingerprint()))},
            {QStringLiteral("commissionFraction"), run.costs.commissionFraction},
            {QStringLiteral("commissionPerTrade"), run.costs.commissionPerTrade},
            {QStringLiteral("commissionPerShare"), run.costs.commissionPerShare},
            {QStringLiteral("slippageFraction"), run.costs.slippageFraction},
            {QStringLiteral("slippagePerShare"), run.costs.slippagePerShare},
            {QStringLiteral("financingFractionPerYear"), run.costs.financingFractionPerYear},
            {QStringLiteral("costsAssumed"), run.costs.assumed}});
    }
    return {{QStringLiteral("program"), QStringLiteral("stratwright ") + QLatin1String(kVersion)},
            {QStringLiteral("capital"), result.capital},
            {QStringLiteral("data"), data}};
}

QJsonArray notesJson(const std::vector<agents::Note>& notes)
{
    QJsonArray list;
    for (const agents::Note& note : notes) {
        QJsonObject json{{QStringLiteral("words"), toQt(note.words)},
                         {QStringLiteral("about"), toQt(note.about)},
                         {QStringLiteral("text"), toQt(note.text)}};
        if (!note.value.empty()) {
            json.insert(QStringLiteral("value"), toQt(note.value));
        }
        list.append(json);
    }
    return list;
}

std::string tradesCsv(const engine::BacktestResult& result)
{
    std::string text =
        "symbol,position,side,signal_time,entry_time,entry_price,exit_time,exit_price,"
        "size,gross_pnl,commission,slippage,financing,net_pnl,return,r,bars_held,mae,"
        "mfe,entry_fill,exit_fill,exit_reason,exit_rule,open\n";
    for (const engine::SymbolRun& run : result.runs) {
        for (const engine::Trade& trade : run.ledger.trades) {
            const auto time = [&](std::int32_t bar) { return bridge::fromQt(timeOf(run, bar)); };
            const std::string parts[] = {field(run.ledger.symbol),
                                         std::to_string(trade.position),
                                         trade.side == engine::Side::Long ? "long" : "short",
                                         time(trade.signalBar),
                                         time(trade.entryBar),
                                         number(trade.entryPrice),
                                         time(trade.exitBar),
                                         number(trade.exitPrice),
                                         number(trade.size),
                                         number(trade.grossPnl),
                                         number(trade.commission),
                                         number(trade.slippage),
                                         number(trade.financing),
                                         number(trade.netPnl),
                                         number(trade.returnFraction()),
                                         number(trade.rMultiple()),
                                         std::to_string(trade.barsHeld()),
                                         number(trade.mae),
                                         number(trade.mfe),
                                         std::string(engine::name(trade.entryFill)),
                                         std::string(engine::name(trade.exitFill)),
                                         std::string(engine::name(trade.exitReason)),
                                         field(exitText(trade, *result.program)),
                                         trade.isOpen() ? "1" : "0"};
            text += join(parts, ",") + "\n";
        }
    }
    return text;
}

std::string equityCsv(const engine::BacktestResult& result)
{
    const engine::TotalCurve total = engine::totalCurve(result);
    std::string text = "time,equity\n";
    for (std::size_t i = 0; i < total.time.size(); ++i) {
        text += formatShort(total.time[i]) + "," + number(total.equity[i]) + "\n";
    }
    return text;
}

} // namespace sw::app
