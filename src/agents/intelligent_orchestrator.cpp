#include "agents/intelligent_orchestrator.h"

#include "agents/backtest_runner_agent.h"
#include "agents/returns.h"
#include "agents/tunable.h"
#include "base/text.h"
#include "metrics/normal.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace sw::agents {

namespace {

/// Resamples for the confidence of one measured change.
constexpr int kReplicates = 200;

bool anyPadlocked(const std::vector<Edit>& edits)
{
    return std::ranges::any_of(edits, &Edit::padlocked);
}

/// A constant of the engine as the program writes it: 5 for 5%.
double asWritten(double constant, double scale)
{
    return scale == 0.01 ? constant * 100 : constant / scale;
}

/// The number that a counter-factual moves, and where to.
struct Move {
    const Tunable* number = nullptr;
    double value = 0;
};

Move moveOf(const engine::CounterFactual& change, const std::vector<Tunable>& numbers)
{
    const auto inside = [&](const lang::Span& span) {
        return change.constantSpan.length() > 0 && span.begin >= change.constantSpan.begin &&
               span.end <= change.constantSpan.end;
    };
    for (const Tunable& number : numbers) {
        if (std::ranges::any_of(number.spans, inside)) {
            const double written = asWritten(change.threshold, change.scale);
            // "-80" is a sign and a number; the tunable is the number.
            const bool signApart = std::ranges::none_of(
                number.spans, [&](const lang::Span& span) { return span == change.constantSpan; });
            return {&number, signApart ? -written : written};
        }
    }
    return {};
}

/// The edit that leaves one clause of a condition out; nothing where the text does not allow it.
std::optional<Edit> withoutClause(const lang::Program& program, const lang::Condition& condition,
                                  std::size_t clause)
{
    const std::vector<lang::Clause>& clauses = condition.clauses;
    const lang::Span own = clauses[clause].span;
    const bool last = clause + 1 == clauses.size();
    lang::Span cut = own;
    if (last) {
        cut.begin = clauses[clause - 1].span.end;
    } else {
        cut.end = clauses[clause + 1].span.begin;
    }
    const bool inPlace =
        condition.span.begin <= cut.begin && cut.end <= condition.span.end && cut.begin < cut.end;
    if (!inPlace) {
        return std::nullopt; // opened from a let: its words stand elsewhere
    }
    Edit edit;
    edit.span = cut;
    edit.from = program.source.substr(cut.begin, cut.length());
    const std::string_view joint =
        last ? std::string_view(edit.from).substr(0, own.begin - cut.begin)
             : std::string_view(edit.from).substr(own.length());
    if (trimmed(joint) != "and") {
        return std::nullopt;
    }
    edit.what = clauses[clause].text;
    edit.padlocked = true;
    edit.asked = clauses[clause].text;
    return edit;
}

std::string issueOf(const BacktestOutcome& train, std::int64_t trades, std::int64_t floor,
                    double score)
{
    if (trades == 0) {
        return "no trade on the training window";
    }
    if (trades < floor) {
        return fmt::format("{} on the training window, below {}", counted(trades, "closed trade"),
                           floor);
    }
    const std::optional<double> profit = (*train.report)[metrics::FigureId::NetProfit].value;
    double costs = 0;
    for (const metrics::FigureId id : {metrics::FigureId::Commission, metrics::FigureId::Slippage,
                                       metrics::FigureId::Financing}) {
        costs += (*train.report)[id].value.value_or(0);
    }
    if (profit && *profit <= 0 && *profit + costs > 0) {
        return "costs eat what the trades earn on the training window";
    }
    return score <= 0 ? "no profit for the risk taken on the training window"
                      : "the rules earn on the training window; only their numbers are in doubt";
}

/// Marks the best measured value of each number when it is the last one tried on its side.
void markEdges(std::vector<Recommendation>& changes)
{
    for (Recommendation& change : changes) {
        bool best = change.gain > 0 && !change.what.empty();
        bool lowest = true;
        bool highest = true;
        int tried = 0;
        for (const Recommendation& other : changes) {
            if (other.what != change.what) {
                continue;
            }
            ++tried;
            best = best && other.gain <= change.gain;
            lowest = lowest && change.value <= other.value;
            highest = highest && change.value >= other.value;
        }
        change.onEdge = best && tried > 1 && (lowest || highest);
    }
}

} // namespace

bool isPromising(const Recommendation& change, std::int64_t tradesNow, std::int64_t tradeFloor)
{
    return change.gain > 0 || (tradesNow < tradeFloor && change.trades > tradesNow);
}

std::vector<IntelligentOrchestrator::Variant>
IntelligentOrchestrator::variants(const AdviceRequest& in,
                                  const std::vector<engine::Attribution>& clauses) const
{
    std::vector<Variant> found;
    const auto offer = [&](std::vector<Edit> edits, std::string what, double value,
                           std::string reason) {
        if (edits.empty() || (in.keepMyNumbers && anyPadlocked(edits))) {
            return;
        }
        const bool known = std::ranges::any_of(
            found, [&](const Variant& variant) { return variant.edits == edits; });
        if (!known) {
            found.push_back({std::move(edits), std::move(what), value, std::move(reason)});
        }
    };
    std::vector<Tunable> numbers = tunables(*in.program, in.asked.get());
    const bool few = closedTrades(*in.train->result) < in.tradeFloor;
    for (const engine::Attribution& symbol : clauses) {
        for (const engine::RuleAttribution& rule : symbol.rules) {
            if (!few || !rule.isEntry) {
                continue;
            }
            for (const engine::CounterFactual& change : rule.counterFactuals) {
                const Move move = moveOf(change, numbers);
                if (move.number != nullptr && change.signalCount > rule.allTrue) {
                    offer(editsFor(*move.number, move.value, in.program->source), move.number->what,
                          move.value,
                          fmt::format("{} at {} gives {} on train instead of {}", change.valueText,
                                      formatNumber(asWritten(change.threshold, change.scale)),
                                      counted(change.signalCount, "entry signal"), rule.allTrue));
                }
            }
            const lang::Condition& condition =
                in.program->entries[static_cast<std::size_t>(rule.rule)].condition;
            for (std::size_t i = 0; rule.clauses.size() > 1 && i < rule.clauses.size(); ++i) {
                const engine::ClauseCount& clause = rule.clauses[i];
                const std::optional<Edit> cut = withoutClause(*in.program, condition, i);
                if (cut && clause.othersTrue > rule.allTrue) {
                    offer({*cut}, "", 0,
                          fmt::format("without {} the entry holds on {} of train instead of {}",
                                      clause.text, counted(clause.othersTrue, "bar"),
                                      rule.allTrue));
                }
            }
        }
    }
    // What the user did not state may be chosen freely, so it is tried first.
    std::ranges::stable_sort(numbers, {},
                             [](const Tunable& number) { return number.stated.has_value(); });
    for (const Tunable& number : numbers) {
        for (const double value : neighbours(number)) {
            offer(editsFor(number, value, in.program->source), number.what, value,
                  fmt::format("{} {} instead of {}", number.what, formatNumber(value),
                              formatNumber(number.value)));
        }
    }
    found.resize(std::min(found.size(), in.mostVariants));
    return found;
}

Result<std::optional<Recommendation>> IntelligentOrchestrator::measure(const AdviceRequest& in,
                                                                       const Variant& variant,
                                                                       RunContext& context) const
{
    const Result<std::string> source = applyEdits(in.program->source, variant.edits);
    if (!source) {
        return fail(source.error());
    }
    const lang::Compilation compiled = lang::compile(*source);
    if (!compiled.program || in.ledger->has(compiled.program->source, Window::Train)) {
        return std::nullopt;
    }
    BacktestRequest request;
    request.program = compiled.program;
    request.feeds = in.feeds;
    request.window = Window::Train;
    request.dates = in.dates;
    Result<BacktestOutcome> outcome = measureWindow(request, context);
    if (!outcome) {
        return fail(outcome.error());
    }
    in.ledger->add(name(), *compiled.program, agents::describe(variant.edits), *outcome,
                   context.stop);

    const double baseScore = (*in.train->report)[metrics::FigureId::Sharpe].value.value_or(0);
    Recommendation change;
    change.edits = variant.edits;
    change.what = variant.what;
    change.value = variant.value;
    change.trainScore = (*outcome->report)[metrics::FigureId::Sharpe].value.value_or(0);
    change.gain = change.trainScore - baseScore;
    change.trades = closedTrades(*outcome->result);
    for (const engine::SymbolRun& run : outcome->result->runs) {
        change.entrySignals += run.ledger.counters.entrySignals;
    }
    if (change.gain > 0) {
        metrics::BootstrapOptions resample;
        resample.replicates = kReplicates;
        resample.seed = in.seed;
        resample.stop = context.stop;
        const metrics::ScoreDifference difference =
            compareSharpe(seriesOf(*outcome->result, context.stop),
                          seriesOf(*in.train->result, context.stop), resample);
        if (difference.difference.value && difference.standardError.value &&
            *difference.standardError.value > 0) {
            change.confidence =
                metrics::normalCdf(*difference.difference.value / *difference.standardError.value);
        }
    }
    change.reason =
        fmt::format("{}: train Sharpe {:.2f} instead of {:.2f}, {}", variant.reason,
                    change.trainScore, baseScore, counted(change.trades, "closed trade"));
    return change;
}

Result<Advice> IntelligentOrchestrator::work(const AdviceRequest& in, RunContext& context)
{
    Advice advice;
    advice.source = in.program->source;
    const std::int64_t trades = closedTrades(*in.train->result);
    const double score = (*in.train->report)[metrics::FigureId::Sharpe].value.value_or(0);
    advice.primaryIssue = issueOf(*in.train, trades, in.tradeFloor, score);
    Result<std::vector<engine::Attribution>> clauses =
        in.train->attribution.empty()
            ? engine::attribute(*in.train->result, *in.feeds, context.stop)
            : in.train->attribution;
    if (!clauses) {
        return fail(clauses.error());
    }
    advice.clauses = std::move(*clauses);
    const std::vector<Variant> list = variants(in, advice.clauses);
    std::int64_t lastMs = context.clock.elapsedMs();
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (context.cancelled()) {
            return fail(ErrorKind::Cancelled, "The run was cancelled.", action());
        }
        Result<std::optional<Recommendation>> change = measure(in, list[i], context);
        if (!change) {
            return fail(change.error());
        }
        if (*change) {
            advice.recommendations.push_back(std::move(**change));
        }
        if (context.clock.elapsedMs() - lastMs >= kProgressMs) {
            lastMs = context.clock.elapsedMs();
            context.events.publish(
                EventType::AgentProgress, bridge::toQt(name()), bridge::toQt(action()),
                QStringLiteral("%1 of %2 changes measured").arg(i + 1).arg(list.size()),
                {{QStringLiteral("done"), static_cast<qint64>(i + 1)},
                 {QStringLiteral("total"), static_cast<qint64>(list.size())}});
        }
    }
    markEdges(advice.recommendations);
    // While there are too few trades, whatever brings enough or at least more comes first.
    const auto rank = [&](const Recommendation& change) {
        const bool few = trades < in.tradeFloor;
        return std::tuple(few && change.trades >= in.tradeFloor, few && change.trades > trades,
                          change.gain);
    };
    std::ranges::stable_sort(advice.recommendations, std::ranges::greater{}, rank);
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
