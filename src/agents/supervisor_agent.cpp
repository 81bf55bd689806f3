#include "agents/supervisor_agent.h"

#include "agents/returns.h"
#include "agents/split.h"
#include "agents/tunable.h"
#include "base/text.h"
#include "market/quality.h"

#include <QJsonArray>

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace sw::agents {

using metrics::FigureId;

namespace {

/// More rules, clauses or numbers have to earn more: this many standard errors instead of one.
constexpr double kErrorsForMore = 2;

QJsonArray editsJson(const std::vector<Edit>& edits)
{
    QJsonArray list;
    for (const Edit& edit : edits) {
        list.append(QJsonObject{{QStringLiteral("what"), bridge::toQt(edit.what)},
                                {QStringLiteral("from"), bridge::toQt(edit.from)},
                                {QStringLiteral("to"), bridge::toQt(edit.to)},
                                {QStringLiteral("begin"), static_cast<qint64>(edit.span.begin)},
                                {QStringLiteral("end"), static_cast<qint64>(edit.span.end)},
                                {QStringLiteral("padlocked"), edit.padlocked}});
    }
    return list;
}

QJsonValue sharpeJson(const BacktestOutcome& outcome)
{
    const std::optional<double> sharpe =
        outcome.report ? (*outcome.report)[FigureId::Sharpe].value : std::nullopt;
    return sharpe ? QJsonValue(*sharpe) : QJsonValue(QJsonValue::Null);
}

/// One sentence on where a symbol's bars come from; counts serious findings.
std::string provenanceOf(const std::string& symbol, const market::Bars& bars,
                         const std::string& origin, std::int64_t serious,
                         const std::stop_token& stop)
{
    return fmt::format(
        "{}: {}, {} {} bars {} to {}, fingerprint {:016x}{}", symbol, origin, bars.size(),
        bars.timeframe().word(), formatShort(bars.time().front()), formatShort(bars.time().back()),
        bars.fingerprint(stop),
        serious > 0 ? fmt::format(", {} in the quality report", counted(serious, "serious finding"))
                    : "");
}

} // namespace

Result<RunOutcomePtr> SupervisorAgent::work(const Brief& in, RunContext& context)
{
    const std::int64_t start = context.clock.elapsedMs();
    Run run{in,    context, {}, {}, {}, std::clamp(in.maxIterations, 1, kMostIterations),
            false, false,   {}, {}};
    run.outcome.brief = in;
    run.outcome.provenance.program = "stratwright " + m_version;
    run.outcome.provenance.seed = in.seed;
    run.outcome.provenance.model = "built-in";
    using Step = Status (SupervisorAgent::*)(Run&);
    static constexpr Step kSteps[] = {
        &SupervisorAgent::readBrief,    &SupervisorAgent::prepareData,
        &SupervisorAgent::chooseCharts, &SupervisorAgent::firstIteration,
        &SupervisorAgent::refine,       &SupervisorAgent::conclude,
        &SupervisorAgent::judge};
    for (const Step step : kSteps) {
        const Status status = context.cancelled()
                                  ? fail(ErrorKind::Cancelled, "The run was cancelled.", action())
                                  : (this->*step)(run);
        if (!status) {
            run.outcome.error = status.error();
            run.outcome.state = status.error().kind == ErrorKind::Cancelled ? RunState::Cancelled
                                                                            : RunState::Failed;
            break;
        }
        if (run.outcome.state != RunState::Completed) {
            break;
        }
    }
    if (run.measuringIteration) {
        run.outcome.iterations.back().reason = "the run ended before this could be judged";
    }
    if (!run.models.empty()) {
        run.outcome.provenance.model = join(run.models, ", ");
    }
    run.outcome.trials = run.ledger.trials();
    run.outcome.elapsedMs = context.clock.elapsedMs() - start;
    return std::make_shared<const RunOutcome>(std::move(run.outcome));
}

const Iteration& SupervisorAgent::best(const Run& run)
{
    return run.outcome.iterations[static_cast<std::size_t>(run.outcome.best)];
}

Status SupervisorAgent::refuse(Run& run, Error error) const
{
    if (error.kind != ErrorKind::Cancelled) {
        run.context.events.publishError(bridge::toQt(name()), bridge::toQt(action()), error);
    }
    return fail(std::move(error));
}

void SupervisorAgent::noteModel(Run& run, const std::string& agent, const ModelUse& use)
{
    if (!use.fallback.isEmpty()) {
        run.outcome.provenance.fallbacks.push_back(
            fmt::format("{}: {} The built-in rules went on.", agent, bridge::fromQt(use.fallback)));
    }
    if (!use.endpoint.isEmpty()) {
        run.models.push_back(fmt::format("{} {} ({})", bridge::fromQt(use.endpoint),
                                         bridge::fromQt(use.model), agent));
    }
}

Result<StrategyDraft> SupervisorAgent::writeProgram(Run& run)
{
    CodeRequest request;
    request.brief = &run.brief;
    if (run.context.model == nullptr || run.brief.text.empty()) {
        return m_codeGenerator.process(request, run.context);
    }
    // Two questions that do not wait for each other.
    std::future<Result<InsightsConfig>> charts = std::async(
        std::launch::async, [&run, this] { return m_proposer.process(run.brief, run.context); });
    Result<StrategyDraft> draft = m_codeGenerator.process(request, run.context);
    if (Result<InsightsConfig> proposal = charts.get()) {
        run.proposal = std::move(*proposal);
    } // what went wrong stands in the timeline; a cancelled run ends at its next step
    noteModel(run, m_codeGenerator.name(), m_codeGenerator.use());
    noteModel(run, m_proposer.name(), m_proposer.use());
    return draft;
}

Status SupervisorAgent::readBrief(Run& run)
{
    Result<StrategyDraft> draft = writeProgram(run);
    if (!draft) {
        return fail(draft.error());
    }
    run.outcome.asked = std::move(*draft);
    const StrategyDraft& asked = run.outcome.asked;
    if (!asked.questions.empty() || (asked.program && !asked.program->holes.empty())) {
        run.outcome.state = RunState::NeedsAnswer;
    } else if (!asked.program) {
        run.outcome.state = RunState::DoesNotCompile;
    } else if (!asked.program->later.empty()) {
        // Constructs that are not simulated yet: refused like an error, with their places.
        StrategyDraft& refused = run.outcome.asked;
        const std::vector<lang::Diagnostic>& later = asked.program->later;
        refused.diagnostics.insert(refused.diagnostics.end(), later.begin(), later.end());
        run.outcome.state = RunState::DoesNotCompile;
    }
    return {};
}

Status SupervisorAgent::prepareData(Run& run)
{
    const lang::Program& program = *run.outcome.asked.program;
    Result<engine::Feeds> feeds = loadFeeds(program, run.context);
    if (!feeds) {
        return refuse(run, feeds.error());
    }
    run.feeds = std::move(*feeds);
    for (const auto& [symbol, bars] : run.feeds) {
        if (run.context.cancelled()) {
            return fail(ErrorKind::Cancelled, "The run was cancelled.", "checking the bars");
        }
        const market::QualityReport quality = market::checkQuality(*bars, run.context.stop);
        if (run.context.cancelled()) {
            return fail(ErrorKind::Cancelled, "The run was cancelled.", "checking the bars");
        }
        const auto serious = std::ranges::count_if(quality.issues, &market::QualityIssue::serious);
        run.badData = run.badData || serious > 0;
        run.outcome.provenance.data.push_back(provenanceOf(
            symbol, *bars, run.context.market.provenance(symbol), serious, run.context.stop));
    }
    Result<Split> split = splitData(run.feeds, program, run.context.stop);
    if (!split) {
        return refuse(run, split.error());
    }
    run.outcome.split = std::move(*split);
    if (!run.outcome.split.train) {
        run.mostIterations = 1;
    }
    run.context.events.publish(EventType::AgentProgress, bridge::toQt(name()),
                               QStringLiteral("dividing the data"),
                               bridge::toQt(run.outcome.split.sentence));
    return {};
}

Status SupervisorAgent::chooseCharts(Run& run)
{
    InsightsRequest request;
    request.brief = &run.brief;
    request.program = run.outcome.asked.program;
    request.proposal = std::move(run.proposal);
    Result<InsightsConfig> insights = m_insights.process(request, run.context);
    if (!insights) {
        return fail(insights.error());
    }
    run.outcome.insights = std::move(*insights);
    return {};
}

Result<BacktestOutcome> SupervisorAgent::backtest(Run& run, const lang::ProgramPtr& program,
                                                  Window window, bool full, const std::string& what)
{
    BacktestRequest request;
    request.program = program;
    request.feeds = &run.feeds;
    request.window = window;
    request.attribute = full;
    request.intervals = full;
    request.seed = run.brief.seed;
    if (full) {
        request.search = run.ledger.search();
    }
    const Split& split = run.outcome.split;
    request.dates = window == Window::Train        ? split.train
                    : window == Window::Validation ? split.validation
                    : window == Window::Holdout    ? split.holdout
                                                   : std::nullopt;
    Result<BacktestOutcome> outcome = m_runner.process(request, run.context);
    if (outcome && !run.ledger.has(program->source, window)) {
        run.ledger.add(name(), *program, what, *outcome, run.context.stop);
    }
    return outcome;
}

Status SupervisorAgent::firstIteration(Run& run)
{
    run.context.events.setIteration(1, run.mostIterations);
    run.context.events.publish(EventType::IterationStart, bridge::toQt(name()),
                               QStringLiteral("iteration 1"),
                               QStringLiteral("The strategy exactly as asked"),
                               {{QStringLiteral("hypothesis"), QStringLiteral("as asked")}});
    // Kept from the start, so that a cancelled run still shows what it measured.
    Iteration& first = run.outcome.iterations.emplace_back();
    first.number = 1;
    first.hypothesis = "the strategy as asked";
    first.draft = run.outcome.asked;
    first.decision = Decision::AsAsked;
    run.measuringIteration = true;
    const bool divided = run.outcome.split.train.has_value();
    Result<BacktestOutcome> train =
        backtest(run, run.outcome.asked.program, divided ? Window::Train : Window::Whole, !divided,
                 "as asked");
    if (!train) {
        return fail(train.error());
    }
    first.train = std::move(*train);
    run.outcome.best = 0;
    if (divided) {
        Result<BacktestOutcome> validation =
            backtest(run, run.outcome.asked.program, Window::Validation, false, "as asked");
        if (!validation) {
            return fail(validation.error());
        }
        first.validation = std::move(*validation);
    }
    first.reason = "the strategy as asked is always kept for comparison";
    run.measuringIteration = false;
    announce(run, first);
    return {};
}

Status SupervisorAgent::advise(Run& run)
{
    AdviceRequest request;
    request.program = best(run).draft.program;
    request.asked = run.outcome.asked.program;
    request.feeds = &run.feeds;
    request.train = &best(run).train;
    request.dates = run.outcome.split.train;
    request.ledger = &run.ledger;
    request.keepMyNumbers = run.brief.keepMyNumbers;
    request.tradeFloor = kTradeFloor;
    request.seed = run.brief.seed;
    Result<Advice> advice = m_orchestrator.process(request, run.context);
    if (!advice) {
        return fail(advice.error());
    }
    run.outcome.advice = std::move(*advice);
    return {};
}

Status SupervisorAgent::refine(Run& run)
{
    int rejected = 0;
    for (int number = 2; number <= run.mostIterations && rejected < kPatience; ++number) {
        // After a rejection the measured list still holds untried changes of the same program.
        if (rejected == 0) {
            const Status advised = advise(run);
            if (!advised) {
                return advised;
            }
        }
        const auto& list = run.outcome.advice.recommendations;
        const std::size_t next = static_cast<std::size_t>(rejected);
        const std::int64_t trades = closedTrades(*best(run).train.result);
        if (next >= list.size() || !isPromising(list[next], trades, kTradeFloor)) {
            run.context.events.publish(
                EventType::AgentProgress, bridge::toQt(name()), QStringLiteral("stopping"),
                list.empty() ? QStringLiteral("No number is left that may be changed.")
                             : QStringLiteral("No untried change does better on the training "
                                              "window, so none is tested further."));
            return {};
        }
        const Status status = tryChange(run, Recommendation(list[next]), number);
        if (!status) {
            return status;
        }
        rejected = run.outcome.iterations.back().decision == Decision::Accepted ? 0 : rejected + 1;
    }
    return {};
}

Status SupervisorAgent::tryChange(Run& run, const Recommendation& change, int number)
{
    const std::string hypothesis = agents::describe(change.edits);
    run.context.events.setIteration(number, run.mostIterations);
    run.context.events.publish(EventType::IterationStart, bridge::toQt(name()),
                               QStringLiteral("iteration %1").arg(number),
                               bridge::toQt("Hypothesis: " + hypothesis),
                               {{QStringLiteral("hypothesis"), bridge::toQt(hypothesis)},
                                {QStringLiteral("reason"), bridge::toQt(change.reason)}});
    run.outcome.iterations.emplace_back();
    run.measuringIteration = true;
    const Iteration& incumbent = best(run);
    Iteration& iteration = run.outcome.iterations.back();
    iteration.number = number;
    iteration.edits = change.edits;
    iteration.hypothesis = hypothesis;
    iteration.decision = Decision::Rejected;
    iteration.changesWhatWasAsked =
        incumbent.changesWhatWasAsked || std::ranges::any_of(change.edits, &Edit::padlocked);
    CodeRequest code;
    code.brief = &run.brief;
    code.previous = incumbent.draft.program;
    code.feedback = {hypothesis, change.edits};
    Result<StrategyDraft> draft = m_codeGenerator.process(code, run.context);
    if (!draft) {
        return fail(draft.error());
    }
    iteration.draft = std::move(*draft);
    if (!iteration.draft.program) {
        return refuse(run,
                      {ErrorKind::Internal, "A measured change no longer compiles.", action()});
    }
    for (const Window window : {Window::Train, Window::Validation}) {
        Result<BacktestOutcome> outcome =
            backtest(run, iteration.draft.program, window, false, hypothesis);
        if (!outcome) {
            return fail(outcome.error());
        }
        (window == Window::Train ? iteration.train : iteration.validation) = std::move(*outcome);
    }
    decide(run, iteration, incumbent);
    if (run.context.cancelled()) {
        iteration.decision = Decision::Rejected; // judged by a stopped resampling
        return fail(ErrorKind::Cancelled, "The run was cancelled.", action());
    }
    run.measuringIteration = false;
    announce(run, iteration);
    if (iteration.decision == Decision::Accepted) {
        run.outcome.best = static_cast<std::int32_t>(run.outcome.iterations.size()) - 1;
    }
    return {};
}

void SupervisorAgent::decide(Run& run, Iteration& candidate, const Iteration& incumbent) const
{
    const std::int64_t trades =
        closedTrades(*candidate.train.result) + closedTrades(*candidate.validation.result);
    candidate.decision = Decision::Rejected;
    if (trades < kTradeFloor) {
        candidate.reason = fmt::format("{} on train and validation, below the floor of {}",
                                       counted(trades, "closed trade"), kTradeFloor);
        return;
    }
    metrics::BootstrapOptions resample;
    resample.seed = run.brief.seed;
    resample.stop = run.context.stop;
    const metrics::ScoreDifference difference =
        compareSharpe(seriesOf(*candidate.validation.result, resample.stop),
                      seriesOf(*incumbent.validation.result, resample.stop), resample);
    if (!difference.difference.value || !difference.standardError.value) {
        candidate.reason = "the difference on validation is undefined: " +
                           (difference.difference.value ? difference.standardError.reason
                                                        : difference.difference.reason);
        return;
    }
    const double gain = *difference.difference.value;
    const double error = *difference.standardError.value;
    const std::string figures =
        fmt::format("validation Sharpe changes by {:+.2f}, standard error {:.2f}", gain, error);
    const std::int64_t more =
        complexity(*candidate.draft.program) - complexity(*incumbent.draft.program);
    if (!difference.improves()) {
        candidate.reason = figures + ": not better by more than its standard error";
    } else if (more > 0 && gain <= kErrorsForMore * error) {
        candidate.reason =
            fmt::format("{}: more than one standard error better, but too little for "
                        "{} more to believe",
                        figures, counted(more, "part"));
    } else {
        candidate.decision = Decision::Accepted;
        candidate.reason = figures + ": more than one standard error better";
    }
}

void SupervisorAgent::announce(Run& run, const Iteration& iteration) const
{
    const QString decision = bridge::toQt(agents::name(iteration.decision));
    QJsonObject data{{QStringLiteral("decision"), decision},
                     {QStringLiteral("reason"), bridge::toQt(iteration.reason)},
                     {QStringLiteral("hypothesis"), bridge::toQt(iteration.hypothesis)},
                     {QStringLiteral("edits"), editsJson(iteration.edits)},
                     {QStringLiteral("trainSharpe"), sharpeJson(iteration.train)},
                     {QStringLiteral("validationSharpe"), sharpeJson(iteration.validation)},
                     {QStringLiteral("changesWhatWasAsked"), iteration.changesWhatWasAsked}};
    run.context.events.publish(
        EventType::Refinement, bridge::toQt(name()), decision,
        bridge::toQt(fmt::format("Iteration {} {}: {}", iteration.number,
                                 agents::name(iteration.decision), iteration.reason)),
        data);
}

Status SupervisorAgent::conclude(Run& run)
{
    run.context.events.setIteration(0, run.mostIterations);
    const Iteration& chosen = best(run);
    if (!run.outcome.split.train) {
        run.outcome.wholeAsked = chosen.train;
        return {};
    }
    if (run.outcome.split.holdout) {
        Result<BacktestOutcome> holdout =
            backtest(run, chosen.draft.program, Window::Holdout, false,
                     run.outcome.best == 0 ? "as asked" : chosen.hypothesis);
        if (!holdout) {
            return fail(holdout.error());
        }
        run.outcome.holdout = std::move(*holdout);
    }
    Result<BacktestOutcome> asked =
        backtest(run, run.outcome.asked.program, Window::Whole, true, "as asked");
    if (!asked) {
        return fail(asked.error());
    }
    run.outcome.wholeAsked = std::move(*asked);
    if (run.outcome.best > 0) {
        Result<BacktestOutcome> whole =
            backtest(run, chosen.draft.program, Window::Whole, true, chosen.hypothesis);
        if (!whole) {
            return fail(whole.error());
        }
        run.outcome.wholeBest = std::move(*whole);
    }
    return {};
}

Status SupervisorAgent::judge(Run& run)
{
    const Iteration& chosen = best(run);
    const BacktestOutcome& judged =
        run.outcome.wholeBest ? *run.outcome.wholeBest : *run.outcome.wholeAsked;
    AnalysisRequest request;
    request.brief = &run.brief;
    request.program = chosen.draft.program;
    request.outcome = &judged;
    request.advice = &run.outcome.advice;
    request.iterations = run.outcome.iterations;
    request.tradeFloor = kTradeFloor;
    Result<Analysis> analysis = m_analyst.process(request, run.context);
    if (!analysis) {
        return fail(analysis.error());
    }
    run.outcome.analysis = std::move(*analysis);
    noteModel(run, m_analyst.name(), m_analyst.use());

    metrics::VerdictFacts facts =
        metrics::verdictFacts(*judged.result, *judged.report, run.ledger.programs());
    facts.hasValidation = run.outcome.split.validation.has_value();
    facts.hasHoldout = run.outcome.split.holdout.has_value();
    if (facts.hasValidation) {
        facts.validationSharpe = (*chosen.validation.report)[FigureId::Sharpe].value;
    }
    if (run.outcome.holdout) {
        facts.holdoutSharpe = (*run.outcome.holdout->report)[FigureId::Sharpe].value;
    }
    facts.badData = run.badData;
    run.outcome.verdict = metrics::verdict(facts);
    return {};
}

std::string SupervisorAgent::describe(const Brief& in) const
{
    return in.text.empty() ? "Run the given program" : shortened(in.text, 300);
}

std::string SupervisorAgent::summarise(const RunOutcomePtr& out) const
{
    switch (out->state) {
    case RunState::Completed:
        return fmt::format("Verdict: {}. {}", metrics::name(out->verdict->kind),
                           out->analysis.summary);
    case RunState::NeedsAnswer:
        return "The strategy needs an answer before it can run";
    case RunState::DoesNotCompile:
        return "The strategy does not compile";
    case RunState::Cancelled:
        return "Cancelled; what was found so far is kept";
    case RunState::Failed:
        break;
    }
    return out->error ? out->error->text() : "The run failed";
}

void SupervisorAgent::addCounts(const RunOutcomePtr& out, QJsonObject& data) const
{
    data.insert(QStringLiteral("state"), bridge::toQt(agents::name(out->state)));
    data.insert(QStringLiteral("iterations"), static_cast<qint64>(out->iterations.size()));
    data.insert(QStringLiteral("trials"), static_cast<qint64>(out->trials.size()));
    if (out->verdict) {
        data.insert(QStringLiteral("verdict"), bridge::toQt(metrics::name(out->verdict->kind)));
    }
}

} // namespace sw::agents
