#include "agents/intelligent_orchestrator.h"

#include "agents/backtest_runner_agent.h"
#include "agents/tunable.h"
#include "base/text.h"
#include "metrics/bootstrap.h"
#include "metrics/normal.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::agents {

namespace {

bool anyPadlocked(const std::vector<Edit>& edits)
{
    return std::ranges::any_of(edits, &Edit::padlocked);
}

/// The edit that moves a threshold to a counter-factual value.
std::vector<Edit> editsFor(const engine::CounterFactual& change, const lang::Program& program)
{
    if (change.constantSpan.length() == 0) {
        return {};
    }
    Edit edit;
    edit.span = change.constantSpan;
    edit.from = program.source.substr(edit.span.begin, edit.span.length());
    edit.padlocked = !edit.from.ends_with('?');
    const bool percent = edit.from.find('%') != std::string::npos;
    edit.to = formatNumber(change.threshold / change.scale) + (percent ? "%?" : "?");
    edit.what = "level of " + change.valueText;
    return {edit};
}

} // namespace

std::vector<IntelligentOrchestrator::Variant>
IntelligentOrchestrator::variants(const AdviceRequest& in) const
{
    std::vector<Variant> found;
    const auto offer = [&](std::vector<Edit> edits, std::string reason) {
        if (edits.empty() || (in.keepMyNumbers && anyPadlocked(edits))) {
            return;
        }
        const bool known = std::ranges::any_of(
            found, [&](const Variant& variant) { return variant.edits == edits; });
        if (!known) {
            found.push_back({std::move(edits), std::move(reason)});
        }
    };
    if (closedTrades(*in.train->result) < in.tradeFloor) {
        for (const engine::Attribution& attribution : in.train->attribution) {
            for (const engine::RuleAttribution& rule : attribution.rules) {
                for (const engine::CounterFactual& change : rule.counterFactuals) {
                    if (rule.isEntry && change.signalCount > rule.allTrue) {
                        offer(editsFor(change, *in.program),
                              fmt::format("{} at {} gives {} on train instead of {}",
                                          change.valueText, formatNumber(change.threshold),
                                          counted(change.signalCount, "entry signal"), rule.allTrue));
                    }
                }
            }
        }
    }
    std::vector<Tunable> numbers = tunables(*in.program);
    // What the user did not state may be chosen freely, so it is tried first.
    std::ranges::stable_sort(numbers, {}, &Tunable::stated);
    for (const Tunable& number : numbers) {
        for (const double value : neighbours(number)) {
            offer(agents::editsFor(number, value, in.program->source),
                  fmt::format("{} {} instead of {}", number.what, formatNumber(value),
                              formatNumber(number.value)));
        }
    }
    if (static_cast<int>(found.size()) > in.mostVariants) {
        found.resize(static_cast<std::size_t>(in.mostVariants));
    }
    return found;
}

Result<Advice> IntelligentOrchestrator::work(const AdviceRequest& in, RunContext& context)
{
    Advice advice;
    const metrics::Report& base = *in.train->report;
    const std::int64_t trades = closedTrades(*in.train->result);
    const double baseScore = base[metrics::FigureId::Sharpe].value.value_or(0);
    const std::vector<double> baseReturns = returnsOf(*in.train->result);
    advice.primaryIssue =
        trades == 0              ? "no trade on the training window"
        : trades < in.tradeFloor ? fmt::format("{} on the training window, below {}",
                                               counted(trades, "closed trade"), in.tradeFloor)
        : baseScore <= 0         ? "no profit for the risk taken on the training window"
                         : "the rules work on the training window; only their numbers are in doubt";
    for (const Variant& variant : variants(in)) {
        if (context.cancelled()) {
            return fail(ErrorKind::Cancelled, "The run was cancelled.", name());
        }
        const Result<std::string> source = applyEdits(in.program->source, variant.edits);
        if (!source) {
            return fail(source.error());
        }
        const lang::Compilation compiled = lang::compile(*source);
        if (!compiled.program || in.ledger->has(compiled.program->source, Window::Train)) {
            continue;
        }
        engine::BacktestOptions options;
        if (in.dates) {
            options.from = in.dates->from;
            options.to = in.dates->to;
        }
        Result<engine::BacktestResult> result =
            context.backtester.run(compiled.program, *in.feeds, options, context.stop);
        if (!result) {
            return fail(result.error());
        }
        BacktestOutcome outcome;
        outcome.window = Window::Train;
        outcome.result = std::make_shared<const engine::BacktestResult>(std::move(*result));
        metrics::ReportOptions measure;
        measure.bootstrap.reset();
        outcome.report =
            std::make_shared<const metrics::Report>(metrics::report(*outcome.result, measure));
        in.ledger->add(name(), *compiled.program, agents::describe(variant.edits), outcome);

        Recommendation recommendation;
        recommendation.edits = variant.edits;
        recommendation.trainScore = (*outcome.report)[metrics::FigureId::Sharpe].value.value_or(0);
        recommendation.gain = recommendation.trainScore - baseScore;
        recommendation.trades = closedTrades(*outcome.result);
        for (const engine::SymbolRun& run : outcome.result->runs) {
            recommendation.entrySignals += run.ledger.counters.entrySignals;
        }
        const std::vector<double> returns = returnsOf(*outcome.result);
        if (returns.size() == baseReturns.size() && returns.size() > 2) {
            metrics::BootstrapOptions resample;
            resample.replicates = 200;
            resample.seed = in.seed;
            const metrics::ScoreDifference difference =
                metrics::compareScores(returns, baseReturns, metrics::Score::Sharpe,
                                       metrics::periodsPerYear(*outcome.result), resample);
            if (difference.difference.value && difference.standardError.value &&
                *difference.standardError.value > 0) {
                recommendation.confidence = metrics::normalCdf(*difference.difference.value /
                                                               *difference.standardError.value);
            }
        }
        recommendation.reason = fmt::format("{}: train Sharpe {:.2f} instead of {:.2f}, {}",
                                            variant.reason, recommendation.trainScore, baseScore,
                                            counted(recommendation.trades, "closed trade"));
        advice.recommendations.push_back(std::move(recommendation));
    }
    const bool few = trades < in.tradeFloor;
    std::ranges::stable_sort(advice.recommendations, [&](const auto& a, const auto& b) {
        const bool aEnough = a.trades >= in.tradeFloor;
        const bool bEnough = b.trades >= in.tradeFloor;
        return few && aEnough != bEnough ? aEnough : a.gain > b.gain;
    });
    return advice;
}

std::string IntelligentOrchestrator::describe(const AdviceRequest& in) const
{
    return fmt::format("Measure neighbouring values on the training window{}",
                       in.keepMyNumbers ? ", leaving your numbers alone" : "");
}

std::string IntelligentOrchestrator::summarise(const Advice& out) const
{
    if (out.recommendations.empty()) {
        return out.primaryIssue + "; no untried change to measure";
    }
    return fmt::format("{}; best of {} measured: {}", out.primaryIssue,
                       counted(static_cast<long long>(out.recommendations.size()), "change"),
                       out.recommendations.front().reason);
}

void IntelligentOrchestrator::addCounts(const Advice& out, QJsonObject& data) const
{
    data.insert(QStringLiteral("measured"), static_cast<qint64>(out.recommendations.size()));
    data.insert(QStringLiteral("primaryIssue"), bridge::toQt(out.primaryIssue));
}

} // namespace sw::agents
