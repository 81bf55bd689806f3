// Results of backtests, attributions and runs as JSON. Undefined figures are null, never 0.
#pragma once

#include "agents/brief.h"
#include "agents/ports.h"
#include "engine/attribution.h"
#include "engine/backtest.h"
#include "metrics/report.h"

#include <QJsonArray>
#include <QJsonObject>

namespace sw::app {

/// {id: {value, title, unit, low, high, reason, remark}} for every figure of a report.
QJsonObject figuresJson(const metrics::Report& report);
/// Headline figures as plain numbers or null: {total_return: 0.12, …}.
QJsonObject summaryJson(const metrics::Report& report);
/// All trades of all symbols, in order of exit, open ones last; with the clause values at the
/// signal when they are given (one list per trade of each run).
using SignalValues = std::vector<std::vector<std::vector<engine::ClauseValue>>>;
QJsonArray tradesJson(const engine::BacktestResult& result, const SignalValues& values = {});
/// [{time, equity}] on the union of dates.
QJsonArray equityJson(const engine::BacktestResult& result);
/// Counters, and the orders that did not fill with their reasons.
QJsonObject ordersJson(const engine::BacktestResult& result);
QJsonArray assumptionsJson(const std::vector<lang::Assumption>& assumptions);
QJsonArray attributionJson(const std::vector<engine::Attribution>& attribution);
/// Program version, data with fingerprints, costs, capital.
QJsonObject provenanceJson(const engine::BacktestResult& result, const agents::MarketData& market);
QJsonArray notesJson(const std::vector<agents::Note>& notes);
/// The whole outcome of a run.
QJsonObject outcomeJson(const agents::RunOutcome& outcome);

/// Trades and equity as CSV.
std::string tradesCsv(const engine::BacktestResult& result);
std::string equityCsv(const engine::BacktestResult& result);

/// Name of the rule that closed a trade: the line of the program, or the reason in words.
std::string exitText(const engine::Trade& trade, const lang::Program& program);

} // namespace sw::app
