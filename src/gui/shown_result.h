// What the panels draw: one program's result over all its bars, with every column they need,
// computed off the GUI thread and then immutable.
#pragma once

#include "agents/agent.h"
#include "agents/brief.h"
#include "agents/supervisor.h"

#include <QString>

#include <memory>
#include <stop_token>
#include <vector>

namespace sw::gui {

/// Which program of a run is looked at.
struct Version {
    enum class Kind : std::uint8_t { Asked, Iteration, Edited };
    Kind kind = Kind::Asked;
    int iteration = 0; ///< Kind::Iteration: index in RunOutcome::iterations
    bool operator==(const Version&) const = default;
};

/// One line of a chart. Shape: one value per bar of its symbol, NaN where there is none.
struct ShownSeries {
    QString label;
    QString style; ///< line, histogram or area
    std::shared_ptr<const std::vector<double>> values;
};

/// One chart of the InsightsConfig with its columns.
struct ShownChart {
    agents::InsightChart chart;
    std::vector<ShownSeries> series;
};

/// One traded symbol.
struct ShownSymbol {
    QString symbol;
    market::BarsPtr bars;
    std::size_t run = 0;                               ///< index in BacktestResult::runs
    std::shared_ptr<const std::vector<double>> equity; ///< money, bars of the ledger's window
    std::shared_ptr<const std::vector<double>> hold;   ///< buy and hold beside it; may be null
    std::vector<ShownChart> charts;
    /// Clause values at the signal of each trade, in the order of Ledger::trades.
    std::vector<std::vector<engine::ClauseValue>> valuesAtSignals;
};

/// Immutable once made; share as ShownResultPtr.
struct ShownResult {
    Version version;
    QString title; ///< "As asked", "Iteration 3, accepted", "Edited"
    lang::ProgramPtr program;
    agents::BacktestOutcome outcome; ///< over all bars of the program's window
    std::vector<ShownSymbol> symbols;
    agents::Split split; ///< of the run it belongs to; empty for an edited program without one
    agents::InsightsConfig insights;
    qint64 elapsedMs = 0;

    const engine::BacktestResult& result() const { return *outcome.result; }
    const metrics::Report& report() const { return *outcome.report; }
    const engine::SymbolRun& runOf(const ShownSymbol& symbol) const
    {
        return outcome.result->runs[symbol.run];
    }
};
using ShownResultPtr = std::shared_ptr<const ShownResult>;

/// What makeShown needs. Whatever is absent is computed.
struct ShownRequest {
    Version version;
    QString title;
    lang::ProgramPtr program;
    std::optional<agents::BacktestOutcome> outcome; ///< already measured over all bars
    std::optional<agents::InsightsConfig> insights;
    agents::Split split;
    std::uint64_t seed = 1;
};

/// Measures a program over all its bars where that was not done, and evaluates every line that its
/// charts show. Thread: any but GUI; blocks. Errors: as MarketData::bars, engine::backtest and
/// engine::evaluate, Cancelled.
Result<ShownResultPtr> makeShown(const ShownRequest& request, const agents::Ports& ports,
                                 std::stop_token stop);

} // namespace sw::gui
