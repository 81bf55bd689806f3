#include "store/outcome_digest.h"

#include "bridge/text.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <array>
#include <bit>

namespace sw::store {

namespace {

/// Feeds values into one hash, each with its length, so that no two lists run together.
class Digest
{
public:
    void add(std::string_view text)
    {
        add(static_cast<std::int64_t>(text.size()));
        m_hash.addData(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    }
    void add(std::int64_t number)
    {
        std::array<char, sizeof number> buffer;
        qToLittleEndian(qint64{number}, buffer.data());
        m_hash.addData(QByteArrayView(buffer.data(), sizeof number));
    }
    void add(double value)
    {
        // All NaN are one: which of them it is says nothing.
        add(value == value ? std::bit_cast<std::int64_t>(value) : std::int64_t{-1});
    }
    template <class T> void add(const std::optional<T>& value)
    {
        add(std::int64_t{value.has_value()});
        if (value) {
            add(*value);
        }
    }
    void add(const std::vector<std::string>& texts)
    {
        each(texts, [this](const std::string& text) { add(std::string_view(text)); });
    }
    template <class List, class Add> void each(const List& list, Add addOne)
    {
        add(static_cast<std::int64_t>(list.size()));
        for (const auto& item : list) {
            addOne(item);
        }
    }
    QString hex() const { return QString::fromLatin1(m_hash.result().toHex()); }

private:
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

void addNote(Digest& digest, const agents::Note& note)
{
    for (const std::string* text : {&note.words, &note.about, &note.text, &note.value}) {
        digest.add(std::string_view(*text));
    }
}

void addDraft(Digest& digest, const agents::StrategyDraft& draft)
{
    digest.add(std::string_view(draft.source));
    digest.add(std::string_view(draft.mode));
    for (const auto* notes : {&draft.assumptions, &draft.questions, &draft.unsupported}) {
        digest.each(*notes, [&](const agents::Note& note) { addNote(digest, note); });
    }
    digest.each(draft.trace, [&](const agents::TraceLine& line) {
        digest.add(std::string_view(line.text));
        digest.add(std::string_view(line.rule));
    });
    digest.each(draft.diagnostics, [&](const lang::Diagnostic& diagnostic) {
        digest.add(std::string_view(diagnostic.message));
    });
    digest.add(draft.changes);
    digest.add(draft.sentences);
}

void addFigure(Digest& digest, const metrics::Figure& figure)
{
    digest.add(figure.value);
    digest.add(std::int64_t{figure.interval.has_value()});
    if (figure.interval) {
        digest.add(figure.interval->low);
        digest.add(figure.interval->high);
    }
    digest.add(std::string_view(figure.reason));
    digest.add(std::string_view(figure.remark));
}

void addTrade(Digest& digest, const engine::Trade& trade)
{
    for (const std::int64_t number :
         {std::int64_t{trade.position}, std::int64_t{trade.entryRule}, std::int64_t{trade.exitRule},
          static_cast<std::int64_t>(trade.side), static_cast<std::int64_t>(trade.exitReason),
          static_cast<std::int64_t>(trade.entryFill), static_cast<std::int64_t>(trade.exitFill),
          std::int64_t{trade.signalBar}, std::int64_t{trade.entryBar}, std::int64_t{trade.exitBar},
          std::int64_t{trade.exitSignalBar}}) {
        digest.add(number);
    }
    for (const double value :
         {trade.size, trade.entryPrice, trade.exitPrice, trade.grossPnl, trade.commission,
          trade.financing, trade.slippage, trade.netPnl, trade.initialStop, trade.mae, trade.mfe}) {
        digest.add(value);
    }
}

void addBacktest(Digest& digest, const agents::BacktestOutcome& outcome)
{
    digest.add(static_cast<std::int64_t>(outcome.window));
    digest.add(std::int64_t{outcome.result != nullptr});
    if (outcome.result) {
        digest.add(outcome.result->capital);
        digest.add(outcome.result->warnings);
        digest.each(outcome.result->assumptions, [&](const lang::Assumption& assumption) {
            digest.add(std::string_view(assumption.text));
        });
        digest.each(outcome.result->runs, [&](const engine::SymbolRun& run) {
            digest.add(std::string_view(run.ledger.symbol));
            digest.add(std::int64_t{run.ledger.firstBar});
            digest.add(std::int64_t{run.ledger.endBar});
            digest.add(run.ledger.startCash);
            digest.each(run.ledger.trades,
                        [&](const engine::Trade& trade) { addTrade(digest, trade); });
            digest.add(run.ledger.counters.entrySignals);
            digest.add(run.ledger.counters.exitSignals);
            digest.add(run.ledger.counters.orders);
            digest.each(run.ledger.counters.notFilled,
                        [&](std::int64_t count) { digest.add(count); });
        });
    }
    digest.add(std::int64_t{outcome.report != nullptr});
    if (outcome.report) {
        for (const metrics::FigureDefinition& definition : metrics::figures()) {
            addFigure(digest, (*outcome.report)[definition.figure]);
        }
        digest.add(outcome.report->notes);
    }
    digest.each(outcome.attribution, [&](const engine::Attribution& attribution) {
        digest.add(std::string_view(attribution.symbol));
        digest.add(attribution.sentences);
    });
}

void addBacktest(Digest& digest, const std::optional<agents::BacktestOutcome>& outcome)
{
    digest.add(std::int64_t{outcome.has_value()});
    if (outcome) {
        addBacktest(digest, *outcome);
    }
}

void addEdits(Digest& digest, const std::vector<agents::Edit>& edits)
{
    digest.each(edits, [&](const agents::Edit& edit) {
        digest.add(static_cast<std::int64_t>(edit.span.begin));
        digest.add(std::string_view(edit.from));
        digest.add(std::string_view(edit.to));
    });
}

void addInsights(Digest& digest, const agents::InsightsConfig& insights)
{
    digest.each(insights.charts, [&](const agents::InsightChart& chart) {
        for (const std::string* text :
             {&chart.id, &chart.kind, &chart.title, &chart.description, &chart.pane}) {
            digest.add(std::string_view(*text));
        }
        digest.each(chart.series, [&](const agents::InsightSeries& series) {
            digest.add(std::string_view(series.expr));
            digest.add(std::string_view(series.label));
        });
        digest.each(chart.referenceLines, [&](const agents::InsightLine& line) {
            digest.add(line.value);
            digest.add(std::string_view(line.label));
        });
        digest.each(chart.zones, [&](const agents::InsightZone& zone) {
            digest.add(zone.from);
            digest.add(zone.to);
        });
    });
    digest.add(insights.notes);
    digest.add(insights.dropped);
}

void addConclusions(Digest& digest, const agents::RunOutcome& outcome)
{
    digest.add(std::string_view(outcome.analysis.summary));
    digest.add(outcome.analysis.issues);
    digest.each(outcome.analysis.suggestions, [&](const agents::Suggestion& suggestion) {
        for (const std::string* text :
             {&suggestion.title, &suggestion.rationale, &suggestion.impact, &suggestion.source}) {
            digest.add(std::string_view(*text));
        }
        addEdits(digest, suggestion.edits);
    });
    digest.add(std::string_view(outcome.advice.primaryIssue));
    digest.each(outcome.advice.recommendations, [&](const agents::Recommendation& advised) {
        addEdits(digest, advised.edits);
        digest.add(advised.trainScore);
        digest.add(advised.gain);
        digest.add(advised.confidence);
    });
    digest.each(outcome.trials, [&](const agents::Trial& trial) {
        digest.add(std::string_view(trial.by));
        digest.add(std::string_view(trial.what));
        digest.add(std::string_view(trial.source));
        digest.add(static_cast<std::int64_t>(trial.window));
        digest.add(trial.sharpe);
        digest.add(trial.trades);
    });
    digest.add(std::int64_t{outcome.verdict.has_value()});
    if (outcome.verdict) {
        digest.add(static_cast<std::int64_t>(outcome.verdict->kind));
        digest.each(outcome.verdict->reasons, [&](const metrics::VerdictReason& reason) {
            digest.add(std::string_view(reason.text));
        });
    }
    digest.add(outcome.provenance.data);
    digest.add(static_cast<std::int64_t>(outcome.provenance.seed));
}

QJsonObject figuresOf(const std::optional<agents::BacktestOutcome>& outcome)
{
    QJsonObject json;
    if (outcome && outcome->report) {
        for (const metrics::FigureDefinition& definition : metrics::figures()) {
            const metrics::Figure& figure = (*outcome->report)[definition.figure];
            if (figure.value) {
                json.insert(bridge::toQt(definition.id), *figure.value);
            }
        }
    }
    return json;
}

} // namespace

QString outcomeDigest(const agents::RunOutcome& outcome)
{
    Digest digest;
    digest.add(static_cast<std::int64_t>(outcome.state));
    digest.add(std::string_view(outcome.error ? outcome.error->message : std::string()));
    addDraft(digest, outcome.asked);
    digest.add(std::string_view(outcome.split.sentence));
    digest.each(outcome.iterations, [&](const agents::Iteration& iteration) {
        digest.add(std::string_view(iteration.hypothesis));
        addEdits(digest, iteration.edits);
        addDraft(digest, iteration.draft);
        addBacktest(digest, iteration.train);
        addBacktest(digest, iteration.validation);
        digest.add(static_cast<std::int64_t>(iteration.decision));
        digest.add(std::string_view(iteration.reason));
    });
    digest.add(std::int64_t{outcome.best});
    addBacktest(digest, outcome.holdout);
    addBacktest(digest, outcome.wholeAsked);
    addBacktest(digest, outcome.wholeBest);
    addInsights(digest, outcome.insights);
    addConclusions(digest, outcome);
    return digest.hex();
}

QJsonObject comparedFigures(const agents::RunOutcome& outcome)
{
    return {{QStringLiteral("asked"), figuresOf(outcome.wholeAsked)},
            {QStringLiteral("refined"), figuresOf(outcome.wholeBest)}};
}

} // namespace sw::store
