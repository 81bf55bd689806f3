// The outcome of a run as JSON.
#include "agents/tunable.h"
#include "app/program_json.h"
#include "app/result_json.h"
#include "base/text.h"
#include "bridge/text.h"

namespace sw::app {

using bridge::toQt;

namespace {

QJsonArray sentencesJson(const std::vector<std::string>& sentences)
{
    QJsonArray list;
    for (const std::string& sentence : sentences) {
        list.append(toQt(sentence));
    }
    return list;
}

QJsonObject draftJson(const agents::StrategyDraft& draft)
{
    QJsonArray trace;
    for (const agents::TraceLine& line : draft.trace) {
        trace.append(QJsonObject{{QStringLiteral("begin"), static_cast<qint64>(line.words.begin)},
                                 {QStringLiteral("end"), static_cast<qint64>(line.words.end)},
                                 {QStringLiteral("words"), toQt(line.text)},
                                 {QStringLiteral("rule"), toQt(line.rule)}});
    }
    return {{QStringLiteral("source"), toQt(draft.source)},
            {QStringLiteral("mode"), toQt(draft.mode)},
            {QStringLiteral("sentences"), sentencesJson(draft.sentences)},
            {QStringLiteral("assumptions"), notesJson(draft.assumptions)},
            {QStringLiteral("questions"), notesJson(draft.questions)},
            {QStringLiteral("unsupported"), notesJson(draft.unsupported)},
            {QStringLiteral("trace"), trace},
            {QStringLiteral("diagnostics"), diagnosticsJson(draft.diagnostics, draft.source)}};
}

QJsonValue windowJson(const agents::BacktestOutcome& outcome)
{
    if (!outcome.report) {
        return QJsonValue::Null;
    }
    QJsonObject json = summaryJson(*outcome.report);
    json.insert(QStringLiteral("window"), toQt(agents::name(outcome.window)));
    return json;
}

QJsonValue fullJson(const std::optional<agents::BacktestOutcome>& outcome)
{
    if (!outcome) {
        return QJsonValue::Null;
    }
    return QJsonObject{
        {QStringLiteral("summary"), summaryJson(*outcome->report)},
        {QStringLiteral("figures"), figuresJson(*outcome->report)},
        {QStringLiteral("trades"), tradesJson(*outcome->result)},
        {QStringLiteral("orders"), ordersJson(*outcome->result)},
        {QStringLiteral("attribution"), attributionJson(outcome->attribution)},
        {QStringLiteral("assumptions"), assumptionsJson(outcome->result->assumptions)},
        {QStringLiteral("warnings"), sentencesJson(outcome->result->warnings)},
        {QStringLiteral("notes"), sentencesJson(outcome->report->notes)}};
}

QJsonArray iterationsJson(const agents::RunOutcome& outcome)
{
    QJsonArray list;
    for (const agents::Iteration& iteration : outcome.iterations) {
        QJsonArray edits;
        for (const agents::Edit& edit : iteration.edits) {
            edits.append(QJsonObject{{QStringLiteral("what"), toQt(edit.what)},
                                     {QStringLiteral("from"), toQt(edit.from)},
                                     {QStringLiteral("to"), toQt(edit.to)},
                                     {QStringLiteral("padlocked"), edit.padlocked}});
        }
        list.append(
            QJsonObject{{QStringLiteral("number"), iteration.number},
                        {QStringLiteral("hypothesis"), toQt(iteration.hypothesis)},
                        {QStringLiteral("edits"), edits},
                        {QStringLiteral("source"), toQt(iteration.draft.source)},
                        {QStringLiteral("train"), windowJson(iteration.train)},
                        {QStringLiteral("validation"), windowJson(iteration.validation)},
                        {QStringLiteral("decision"), toQt(agents::name(iteration.decision))},
                        {QStringLiteral("reason"), toQt(iteration.reason)},
                        {QStringLiteral("changesWhatWasAsked"), iteration.changesWhatWasAsked}});
    }
    return list;
}

QJsonObject insightsJson(const agents::InsightsConfig& config)
{
    QJsonArray charts;
    for (const agents::InsightChart& chart : config.charts) {
        QJsonArray series;
        for (const agents::InsightSeries& item : chart.series) {
            series.append(QJsonObject{{QStringLiteral("expr"), toQt(item.expr)},
                                      {QStringLiteral("label"), toQt(item.label)},
                                      {QStringLiteral("style"), toQt(item.style)}});
        }
        QJsonArray lines;
        for (const agents::InsightLine& line : chart.referenceLines) {
            lines.append(QJsonObject{{QStringLiteral("value"), line.value},
                                     {QStringLiteral("label"), toQt(line.label)},
                                     {QStringLiteral("role"), toQt(line.role)}});
        }
        QJsonArray zones;
        for (const agents::InsightZone& zone : chart.zones) {
            zones.append(QJsonObject{{QStringLiteral("from"), zone.from},
                                     {QStringLiteral("to"), zone.to},
                                     {QStringLiteral("label"), toQt(zone.label)},
                                     {QStringLiteral("role"), toQt(zone.role)}});
        }
        QJsonObject axis{{QStringLiteral("label"), toQt(chart.yLabel)}};
        if (chart.yMinimum) {
            axis.insert(QStringLiteral("min"), *chart.yMinimum);
        }
        if (chart.yMaximum) {
            axis.insert(QStringLiteral("max"), *chart.yMaximum);
        }
        charts.append(QJsonObject{{QStringLiteral("id"), toQt(chart.id)},
                                  {QStringLiteral("kind"), toQt(chart.kind)},
                                  {QStringLiteral("title"), toQt(chart.title)},
                                  {QStringLiteral("description"), toQt(chart.description)},
                                  {QStringLiteral("pane"), toQt(chart.pane)},
                                  {QStringLiteral("series"), series},
                                  {QStringLiteral("reference_lines"), lines},
                                  {QStringLiteral("zones"), zones},
                                  {QStringLiteral("y_axis"), axis}});
    }
    return {{QStringLiteral("charts"), charts},
            {QStringLiteral("notes"), sentencesJson(config.notes)},
            {QStringLiteral("dropped"), sentencesJson(config.dropped)}};
}

QJsonArray suggestionsJson(const agents::Analysis& analysis)
{
    QJsonArray list;
    for (const agents::Suggestion& suggestion : analysis.suggestions) {
        list.append(QJsonObject{{QStringLiteral("id"), toQt(suggestion.id)},
                                {QStringLiteral("category"), toQt(suggestion.category)},
                                {QStringLiteral("title"), toQt(suggestion.title)},
                                {QStringLiteral("rationale"), toQt(suggestion.rationale)},
                                {QStringLiteral("impact"), toQt(suggestion.impact)}});
    }
    return list;
}

QJsonArray trialsJson(const std::vector<agents::Trial>& trials)
{
    QJsonArray list;
    for (const agents::Trial& trial : trials) {
        list.append(
            QJsonObject{{QStringLiteral("number"), trial.number},
                        {QStringLiteral("by"), toQt(trial.by)},
                        {QStringLiteral("what"), toQt(trial.what)},
                        {QStringLiteral("window"), toQt(agents::name(trial.window))},
                        {QStringLiteral("sharpe"),
                         trial.sharpe ? QJsonValue(*trial.sharpe) : QJsonValue(QJsonValue::Null)},
                        {QStringLiteral("trades"), static_cast<qint64>(trial.trades)}});
    }
    return list;
}

} // namespace

QJsonObject outcomeJson(const agents::RunOutcome& outcome)
{
    QJsonObject json{
        {QStringLiteral("state"), toQt(agents::name(outcome.state))},
        {QStringLiteral("sentence"), toQt(outcome.brief.text)},
        {QStringLiteral("asked"), draftJson(outcome.asked)},
        {QStringLiteral("split"), toQt(outcome.split.sentence)},
        {QStringLiteral("iterations"), iterationsJson(outcome)},
        {QStringLiteral("best"), outcome.best + 1},
        {QStringLiteral("holdout"),
         outcome.holdout ? windowJson(*outcome.holdout) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("resultAsAsked"), fullJson(outcome.wholeAsked)},
        {QStringLiteral("resultRefined"), fullJson(outcome.wholeBest)},
        {QStringLiteral("insights"), insightsJson(outcome.insights)},
        {QStringLiteral("analysis"),
         QJsonObject{{QStringLiteral("summary"), toQt(outcome.analysis.summary)},
                     {QStringLiteral("issues"), sentencesJson(outcome.analysis.issues)},
                     {QStringLiteral("suggestions"), suggestionsJson(outcome.analysis)},
                     {QStringLiteral("needs_refinement"), outcome.analysis.needsRefinement}}},
        {QStringLiteral("trials"), trialsJson(outcome.trials)},
        {QStringLiteral("provenance"),
         QJsonObject{{QStringLiteral("program"), toQt(outcome.provenance.program)},
                     {QStringLiteral("data"), sentencesJson(outcome.provenance.data)},
                     {QStringLiteral("seed"), static_cast<qint64>(outcome.provenance.seed)},
                     {QStringLiteral("model"), toQt(outcome.provenance.model)},
                     {QStringLiteral("fallbacks"), sentencesJson(outcome.provenance.fallbacks)}}},
        {QStringLiteral("elapsedMs"), static_cast<qint64>(outcome.elapsedMs)}};
    if (outcome.asked.program) {
        json.insert(QStringLiteral("program"),
                    programJson(outcome.asked.program->tree, outcome.asked.mode));
    }
    if (outcome.verdict) {
        QJsonArray reasons;
        for (const metrics::VerdictReason& reason : outcome.verdict->reasons) {
            reasons.append(toQt(reason.text));
        }
        json.insert(
            QStringLiteral("verdict"),
            QJsonObject{{QStringLiteral("kind"), toQt(metrics::name(outcome.verdict->kind))},
                        {QStringLiteral("reasons"), reasons}});
    }
    if (outcome.error) {
        json.insert(QStringLiteral("error"),
                    QJsonObject{{QStringLiteral("kind"), toQt(sw::name(outcome.error->kind))},
                                {QStringLiteral("message"), toQt(outcome.error->text())}});
    }
    return json;
}

} // namespace sw::app
