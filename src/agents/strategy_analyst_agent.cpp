#include "agents/strategy_analyst_agent.h"

#include "agents/backtest_runner_agent.h"
#include "agents/intelligent_orchestrator.h"
#include "agents/model_analysis.h"
#include "agents/model_step.h"
#include "agents/prompt.h"
#include "agents/tunable.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace sw::agents {

using metrics::FigureId;

namespace {

/// Share of the gross profit that costs may take before the analyst objects.
constexpr double kCostShare = 0.5;
/// Share of the net profit that one trade or one year may bring before the analyst objects.
constexpr double kOneTradeShare = 0.5;
constexpr double kOneYearShare = 0.8;
/// Years with trades from which on one year can be said to carry the result.
constexpr std::size_t kYears = 3;
/// Trades at the stop, out of all, from which on the stop is called close.
constexpr double kStopShare = 0.75;

std::string percent(double fraction)
{
    return fmt::format("{:.1f}%", fraction * 100);
}

/// Sums over the closed trades of all symbols.
struct Totals {
    std::int64_t closed = 0, byStop = 0, byTarget = 0, ambiguous = 0, shrunk = 0, orders = 0;
    double gross = 0, costs = 0, net = 0;
    std::map<int, double> netByYear; ///< of exit
    double worstOfWinners = 0;       ///< deepest adverse move of a trade that won, fraction ≥ 0
};

Totals totalsOf(const engine::BacktestResult& result)
{
    Totals totals;
    for (const engine::SymbolRun& run : result.runs) {
        const engine::Counters& counters = run.ledger.counters;
        totals.ambiguous += counters.ambiguousBars;
        totals.shrunk += counters.shrunkOrders;
        totals.orders += counters.orders;
        for (const engine::Trade& trade : run.ledger.trades) {
            if (trade.isOpen()) {
                continue;
            }
            ++totals.closed;
            totals.gross += trade.grossPnl + trade.slippage;
            totals.costs += trade.commission + trade.slippage + trade.financing;
            totals.net += trade.netPnl;
            totals.byStop += trade.exitReason == engine::ExitReason::StopLoss ? 1 : 0;
            totals.byTarget += trade.exitReason == engine::ExitReason::TakeProfit ? 1 : 0;
            const Timestamp exit = run.bars->time()[static_cast<std::size_t>(trade.exitBar)];
            totals.netByYear[dateOf(exit).year] += trade.netPnl;
            if (trade.netPnl > 0) {
                totals.worstOfWinners = std::max(totals.worstOfWinners, -trade.mae);
            }
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

void addZeroTrades(const AnalysisRequest& in, Analysis& analysis)
{
    analysis.issues.emplace_back("No trade was closed.");
    for (const engine::Attribution& attribution : in.outcome->attribution) {
        for (const std::string& sentence : attribution.sentences) {
            const bool several = in.outcome->attribution.size() > 1;
            analysis.issues.push_back(several ? attribution.symbol + ": " + sentence : sentence);
        }
    }
}

void addTradeIssues(const AnalysisRequest& in, const Totals& totals, Analysis& analysis)
{
    const metrics::Report& report = *in.outcome->report;
    if (totals.closed < in.tradeFloor) {
        analysis.issues.push_back(
            fmt::format("{} {} too few to tell skill from luck; {} are the least worth judging.",
                        counted(totals.closed, "closed trade"), totals.closed == 1 ? "is" : "are",
                        in.tradeFloor));
    }
    if (totals.gross > 0 && totals.costs > kCostShare * totals.gross) {
        analysis.issues.push_back(fmt::format("Costs take {} of what the trades earn before costs.",
                                              percent(totals.costs / totals.gross)));
    }
    const std::optional<double> share = report[FigureId::BestTradeShare].value;
    if (share && *share > kOneTradeShare && totals.closed > 1) {
        analysis.issues.push_back(
            *share > 1 ? fmt::format("One trade brings {} of the net profit: without it the rest "
                                     "lost money.",
                                     percent(*share))
                       : fmt::format("One trade brings {} of the net profit.", percent(*share)));
    }
    for (const auto& [year, net] : totals.netByYear) {
        if (totals.net > 0 && totals.netByYear.size() >= kYears &&
            net > kOneYearShare * totals.net) {
            analysis.issues.push_back(
                fmt::format("The year {} brings {} of the net profit of {} years with trades.",
                            year, percent(net / totals.net), totals.netByYear.size()));
        }
    }
    const std::optional<double> own = report[FigureId::TotalReturn].value;
    const std::optional<double> hold = report[FigureId::HoldReturn].value;
    if (own && hold && *own < *hold) {
        analysis.issues.push_back(fmt::format("Buying once and holding earned {} against {} here.",
                                              percent(*hold), percent(*own)));
    }
}

void addProtectionIssues(const AnalysisRequest& in, const Totals& totals, Analysis& analysis)
{
    const bool enough = totals.closed >= in.tradeFloor;
    if (!in.program->stops.empty() && enough && totals.byStop == 0) {
        analysis.issues.push_back(
            fmt::format("The stop loss was never hit; no winning trade was ever more than {} under "
                        "water.",
                        percent(totals.worstOfWinners)));
    }
    if (enough &&
        static_cast<double>(totals.byStop) > kStopShare * static_cast<double>(totals.closed)) {
        analysis.issues.push_back(
            fmt::format("{} of {} trades ended at the stop loss: it may be too close.",
                        totals.byStop, totals.closed));
    }
    if (!in.program->targets.empty() && enough && totals.byTarget == 0) {
        analysis.issues.emplace_back("The take profit was never reached.");
    }
    if (totals.ambiguous > 0) {
        analysis.issues.push_back(
            fmt::format("On {} both stop and target lay inside the bar; the stop was counted.",
                        counted(totals.ambiguous, "bar")));
    }
    if (totals.shrunk > 0) {
        analysis.issues.push_back(fmt::format("{} of {} were made smaller for lack of cash.",
                                              totals.shrunk, counted(totals.orders, "order")));
    }
}

/// Advice that was measured on exactly this program.
const Advice* fittingAdvice(const AnalysisRequest& in)
{
    return in.advice != nullptr && in.advice->source == in.program->source ? in.advice : nullptr;
}

/// Of numbers measured with enough trades; with fewer the best one is chance.
void addEdgeIssues(const AnalysisRequest& in, const Advice& advice, Analysis& analysis)
{
    for (const Recommendation& change : advice.recommendations) {
        if (change.onEdge && change.trades >= in.tradeFloor) {
            analysis.issues.push_back(
                fmt::format("The best {} tried, {}, is the last one tried in its direction: the "
                            "result depends on this number, and there is no flat top around it.",
                            change.what, formatNumber(change.value)));
        }
    }
}

std::string categoryOf(const std::vector<Edit>& edits)
{
    const Edit& edit = edits.front();
    if (edit.to.empty()) {
        return "clause";
    }
    const auto says = [&](std::string_view word) {
        return edit.what.find(word) != std::string::npos;
    };
    if (says("stop") || says("breakeven") || says("take profit")) {
        return "stop";
    }
    return says("length") || says("holding time") || says("pause") ? "length" : "threshold";
}

bool wasRejected(const AnalysisRequest& in, const std::vector<Edit>& edits)
{
    return std::ranges::any_of(in.iterations, [&](const Iteration& iteration) {
        return iteration.decision == Decision::Rejected && iteration.edits == edits;
    });
}

void addAdvice(const AnalysisRequest& in, const Advice& advice, std::int64_t tradesNow,
               Analysis& analysis)
{
    for (const Recommendation& change : advice.recommendations) {
        if (!isPromising(change, tradesNow, in.tradeFloor) || wasRejected(in, change.edits)) {
            continue;
        }
        Suggestion suggestion;
        suggestion.id = fmt::format("change-{}", analysis.suggestions.size() + 1);
        suggestion.category = categoryOf(change.edits);
        suggestion.title = describe(change.edits);
        suggestion.rationale = change.reason;
        suggestion.impact =
            change.gain > 0
                ? fmt::format("train Sharpe {:+.2f}, confidence {}; not yet tested on validation",
                              change.gain, percent(change.confidence))
                : fmt::format("{} on train; not yet tested on validation",
                              counted(change.trades, "closed trade"));
        suggestion.source = advice.source;
        suggestion.edits = change.edits;
        analysis.suggestions.push_back(std::move(suggestion));
    }
}

/// What the loop accepted, offered for the strategy as asked.
void addRefined(const AnalysisRequest& in, Analysis& analysis)
{
    std::vector<const Iteration*> accepted;
    for (const Iteration& iteration : in.iterations) {
        if (iteration.decision == Decision::Accepted) {
            accepted.push_back(&iteration);
        }
    }
    if (accepted.empty()) {
        return;
    }
    const StrategyDraft& asked = in.iterations.front().draft;
    Suggestion suggestion;
    suggestion.id = "refined";
    suggestion.category = "refined";
    suggestion.source = asked.source;
    std::vector<std::string> titles;
    titles.reserve(accepted.size());
    for (const Iteration* iteration : accepted) {
        titles.push_back(iteration->hypothesis);
    }
    suggestion.title = "Take the refined strategy: " + join(titles, ", then ");
    suggestion.rationale = accepted.back()->reason;
    suggestion.impact = "accepted on validation";
    if (accepted.size() == 1) {
        suggestion.edits = accepted.front()->edits;
    } else {
        Edit all;
        all.span = {0, static_cast<std::uint32_t>(asked.source.size())};
        all.from = asked.source;
        all.to = accepted.back()->draft.source;
        all.what = "program";
        all.padlocked = accepted.back()->changesWhatWasAsked;
        all.asked = asked.source;
        suggestion.edits.push_back(std::move(all));
    }
    analysis.suggestions.push_back(std::move(suggestion));
}

llm::ModelRequest analysisRequest(const AnalysisRequest& in)
{
    llm::ModelRequest request =
        roleRequest(QStringLiteral("strategy_analyst"), QStringLiteral("strategy_analyst_task"),
                    analysisMaterial(in));
    request.agent = QStringLiteral("StrategyAnalyst");
    request.purpose = QStringLiteral("reading the result");
    return request;
}

/// The training window of the program under analysis.
const BacktestOutcome& trainOfBest(const AnalysisRequest& in)
{
    const Iteration* best = &in.iterations.front();
    for (const Iteration& iteration : in.iterations) {
        if (iteration.decision == Decision::Accepted) {
            best = &iteration;
        }
    }
    return best->train;
}

} // namespace

Result<Analysis> StrategyAnalystAgent::work(const AnalysisRequest& in, RunContext& context)
{
    Analysis analysis;
    const Totals totals = totalsOf(*in.outcome->result);
    analysis.summary = summaryOf(in, totals);
    if (totals.closed == 0) {
        addZeroTrades(in, analysis);
    } else {
        addTradeIssues(in, totals, analysis);
        addProtectionIssues(in, totals, analysis);
    }
    addRefined(in, analysis);
    if (const Advice* advice = fittingAdvice(in)) {
        addEdgeIssues(in, *advice, analysis);
        const std::int64_t onTrain = in.iterations.empty() || !in.iterations.front().train.result
                                         ? totals.closed
                                         : closedTrades(*trainOfBest(in).result);
        addAdvice(in, *advice, onTrain, analysis);
    }
    analysis.needsRefinement = !analysis.issues.empty() && !analysis.suggestions.empty();
    ModelStep model(name(), action(), context, m_use);
    if (!model.hasModel()) {
        return analysis;
    }
    const Result<QJsonObject> answer = model.ask(analysisRequest(in));
    if (answer) {
        for (const std::string& removed : addModelAnalysis(in, *answer, analysis)) {
            model.say(bridge::toQt(removed));
        }
    } else if (answer.error().kind == ErrorKind::Cancelled) {
        return fail(answer.error());
    } else {
        model.fallBack(bridge::toQt(answer.error().message));
    }
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
}

} // namespace sw::agents
