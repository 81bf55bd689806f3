// Results as text for people: tables for the terminal, numbers right-aligned, signs always.
#pragma once

#include "agents/brief.h"
#include "engine/attribution.h"
#include "engine/backtest.h"
#include "metrics/report.h"

#include <string>

namespace sw::app {

/// Headline figures, trades, assumptions and warnings of a backtest.
std::string resultText(const engine::BacktestResult& result, const metrics::Report& report);
/// The explanation of why there were trades or none.
std::string attributionText(const std::vector<engine::Attribution>& attribution);
/// Everything a run found, in the order in which a trader asks.
std::string outcomeText(const agents::RunOutcome& outcome);

/// A table of trades, at most `most` rows, the rest counted.
std::string tradesText(const engine::BacktestResult& result, std::size_t most);
/// "12.3%", "1.24", "undefined: no trade was closed". `width`: to which a value is right-aligned.
std::string figureText(const metrics::Report& report, metrics::FigureId id, int width = 0);

} // namespace sw::app
