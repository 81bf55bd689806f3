#include "agents/strategy_analyst_agent.h"

#include "agents/backtest_runner_agent.h"
#include "agents/tunable.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::agents {

using metrics::FigureId;

namespace {

/// Share of the gross profit that costs may take before the analyst objects.
constexpr double kCostShare = 0.5;
/// Share of the net profit that one trade may bring before the analyst objects.
constexpr double kOneTradeShare = 0.5;

std::string percent(double fraction)
{
    return fmt::format("{:.1f}%", fraction * 100);
}

/// Sums over the closed trades of all symbols.
struct Totals {
    std::int64_t closed = 0, byStop = 0, ambiguous = 0;
    double gross = 0, costs = 0;
};

Totals totalsOf(const engine::BacktestResult& result)
{
    Totals totals;
    for (const engine::SymbolRun& run : result.runs) {
        totals.ambiguous += run.ledger.counters.ambiguousBars;
        for (const engine::Trade& trade : run.ledger.trades) {
            if (trade.isOpen()) {
                continue;
            }
            ++totals.closed;
            totals.gross += trade.grossPnl + trade.slippage;
            totals.costs += trade.commission + trade.slippage + trade.financing;
            totals.byStop += trade.exitReason == engine::ExitReason::StopLoss ? 1 : 0;
        }
    }
    return totals;
}

std::string summaryOf(const AnalysisRequest& in, const Totals& totals)
{
    const metrics::Report& report = *in.outcome->report;
    const auto figure = [&](FigureId id, double scale, const char* unit) {
        const std::optional<double> value = report[id].value;
        return value ? fmt::format("{:.2f}{}", *value * scale, unit) : std::string("undefined");
    };
    std::string text = fmt::format(
        "{} closed on the {} window; return {}, buy and hold {}, largest drawdown {}, Sharpe {}.",
        counted(totals.closed, "trade"), agents::name(in.outcome->window),
        figure(FigureId::TotalReturn, 100, "%"), figure(FigureId::HoldReturn, 100, "%"),
        figure(FigureId::MaxDrawdown, 100, "%"), figure(FigureId::Sharpe, 1, ""));
    if (const std::optional<double> rate = report[FigureId::WinRate].value) {
        text += fmt::format(" {} of the trades won.", percent(*rate));
    }
    return text;
}

void addIssues(const AnalysisRequest& in, const Totals& totals, Analysis& analysis)
{
    const metrics::Report& report = *in.outcome->report;
    if (totals.closed == 0) {
        analysis.issues.emplace_back("No trade was closed.");
        for (const engine::Attribution& attribution : in.outcome->attribution) {
            analysis.issues.insert(analysis.issues.end(), attribution.sentences.begin(),
                                   attribution.sentences.end());
        }
        return;
    }
    if (totals.closed < in.tradeFloor) {
        analysis.issues.push_back(
            fmt::format("{} are too few to tell skill from luck; {} are the least worth judging.",
                        counted(totals.closed, "closed trade"), in.tradeFloor));
    }
    if (totals.gross > 0 && totals.costs > kCostShare * totals.gross) {
        analysis.issues.push_back(fmt::format("Costs take {} of what the trades earn before costs.",
                                              percent(totals.costs / totals.gross)));
    }
    const std::optional<double> share = report[FigureId::BestTradeShare].value;
    if (share && *share > kOneTradeShare && totals.closed > 1) {
        analysis.issues.push_back(
            fmt::format("One trade brings {} of the net profit.", percent(*share)));
    }
    const std::optional<double> own = report[FigureId::TotalReturn].value;
    const std::optional<double> hold = report[FigureId::HoldReturn].value;
    if (own && hold && *own < *hold) {
        analysis.issues.push_back(fmt::format("Buying once and holding earned {} against {} here.",
                                              percent(*hold), percent(*own)));
    }
    if (!in.program->stops.empty() && totals.closed >= in.tradeFloor) {
        if (totals.byStop == 0) {
            analysis.issues.emplace_back("The stop loss was never hit.");
        } else if (totals.byStop * 4 > totals.closed * 3) {
            analysis.issues.push_back(
                fmt::format("{} of {} trades ended at the stop loss: it may be too close.",
                            totals.byStop, totals.closed));
        }
    }
    if (totals.ambiguous > 0) {
        analysis.issues.push_back(
            fmt::format("On {} both stop and target lay inside the bar; the stop was counted.",
                        counted(totals.ambiguous, "bar")));
    }
}

void addSuggestions(const AnalysisRequest& in, Analysis& analysis)
{
    if (in.advice == nullptr) {
        return;
    }
    for (const Recommendation& advice : in.advice->recommendations) {
        if (advice.gain <= 0 && advice.trades < in.tradeFloor) {
            continue;
        }
        Suggestion suggestion;
        suggestion.id = fmt::format("change-{}", analysis.suggestions.size() + 1);
        suggestion.category =
            advice.edits.front().what.starts_with("length") ? "length" : "threshold";
        suggestion.title = describe(advice.edits);
        suggestion.rationale = advice.reason;
        suggestion.impact = fmt::format("train Sharpe {:+.2f}, confidence {}", advice.gain,
                                        percent(advice.confidence));
        suggestion.edits = advice.edits;
        analysis.suggestions.push_back(std::move(suggestion));
    }
}

} // namespace

Result<Analysis> StrategyAnalystAgent::work(const AnalysisRequest& in, RunContext&)
{
    Analysis analysis;
    const Totals totals = totalsOf(*in.outcome->result);
    analysis.summary = summaryOf(in, totals);
    addIssues(in, totals, analysis);
    addSuggestions(in, analysis);
    analysis.needsRefinement = !analysis.issues.empty() && !analysis.suggestions.empty();
    return analysis;
}

std::string StrategyAnalystAgent::describe(const AnalysisRequest& in) const
{
    return fmt::format("Explain the result on the {} window", agents::name(in.outcome->window));
}

std::string StrategyAnalystAgent::summarise(const Analysis& out) const
{
    return out.issues.empty() ? out.summary : out.summary + " " + out.issues.front();
}

void StrategyAnalystAgent::addCounts(const Analysis& out, QJsonObject& data) const
{
    data.insert(QStringLiteral("issues"), static_cast<qint64>(out.issues.size()));
    data.insert(QStringLiteral("suggestions"), static_cast<qint64>(out.suggestions.size()));
    data.insert(QStringLiteral("model"), QStringLiteral("built-in"));
}

} // namespace sw::agents
