#include "gui/run_state.h"

#include "gui/format.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace sw::gui {

using agents::EventType;
using agents::RunEvent;

namespace {

/// Streamed text of one step is cut here; the transcript has the whole.
constexpr qsizetype kMostStreamed = 20'000;

Step stepOf(const RunEvent& event, StepState state)
{
    Step step;
    step.seq = event.seq;
    step.started = event.time;
    step.state = state;
    step.agent = event.agent;
    step.title = event.action;
    step.iteration = event.iteration;
    step.opened = event.type;
    step.figures = event.data;
    return step;
}

QString valueText(const QJsonValue& value)
{
    if (value.isBool()) {
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    }
    if (value.isDouble()) {
        const double v = value.toDouble();
        return v == static_cast<double>(static_cast<qint64>(v)) ? count(static_cast<qint64>(v))
                                                                : number(v, 4);
    }
    return value.isNull() ? QStringLiteral("undefined") : value.toString();
}

QString editText(const QJsonObject& edit)
{
    return QStringLiteral("%1: %2 → %3%4")
        .arg(edit[QStringLiteral("what")].toString(), edit[QStringLiteral("from")].toString(),
             edit[QStringLiteral("to")].toString(),
             edit[QStringLiteral("padlocked")].toBool() ? QStringLiteral(" (you stated this)")
                                                        : QString());
}

/// True for what the row says already: in its title, its prose, its pills, or by saying nothing.
bool standsElsewhere(const QString& key, const QJsonValue& value)
{
    static const QStringList kElsewhere = {QStringLiteral("elapsedMs"),
                                           QStringLiteral("outcome"),
                                           QStringLiteral("text"),
                                           QStringLiteral("window"),
                                           QStringLiteral("sharpe"),
                                           QStringLiteral("trainSharpe"),
                                           QStringLiteral("validationSharpe"),
                                           QStringLiteral("max_drawdown"),
                                           QStringLiteral("trades"),
                                           QStringLiteral("measured"),
                                           QStringLiteral("charts"),
                                           QStringLiteral("changesWhatWasAsked"),
                                           QStringLiteral("decision"),
                                           QStringLiteral("hypothesis"),
                                           QStringLiteral("reason"),
                                           QStringLiteral("primaryIssue"),
                                           QStringLiteral("state"),
                                           QStringLiteral("verdict")};
    const bool isReturn = key == QLatin1String("total_return");
    return kElsewhere.contains(key) || value == QJsonValue(QString()) ||
           (value.isDouble() && value.toDouble() == 0 && !isReturn) ||
           (key == QLatin1String("compiles") && value.toBool());
}

/// "best_of" and "bestOf" as "best of".
QString wordsOf(const QString& key)
{
    QString words;
    for (const QChar c : key) {
        if (c == QLatin1Char('_')) {
            words += QLatin1Char(' ');
        } else if (c.isUpper()) {
            words += QLatin1Char(' ') + c.toLower();
        } else {
            words += c;
        }
    }
    return words;
}

/// Edits of an event and what else is known of it, one a line.
QString detailsOf(const QJsonObject& data)
{
    QStringList lines;
    for (auto it = data.begin(); it != data.end(); ++it) {
        if (standsElsewhere(it.key(), it.value())) {
            continue;
        }
        if (it.value().isArray()) {
            for (const QJsonValue& edit : it.value().toArray()) {
                lines.append(editText(edit.toObject()));
            }
        } else if (it.key() == QLatin1String("total_return")) {
            lines.append(QStringLiteral("return: ") + percent(it.value().toDouble()));
        } else if (it.key() == QLatin1String("trials")) {
            lines.append(QStringLiteral("variants tried: ") + valueText(it.value()));
        } else {
            lines.append(QStringLiteral("%1: %2").arg(wordsOf(it.key()), valueText(it.value())));
        }
    }
    return lines.join(QLatin1Char('\n'));
}

/// The innermost step at work of this agent, or none.
std::optional<std::size_t> openStepOf(const RunState& state, const QString& agent)
{
    for (auto it = state.open.rbegin(); it != state.open.rend(); ++it) {
        if (state.steps[*it].agent == agent) {
            return *it;
        }
    }
    return std::nullopt;
}

void add(RunState& state, Step step)
{
    step.depth = static_cast<int>(state.open.size());
    state.changedFrom = std::min(state.changedFrom, state.steps.size());
    state.steps.push_back(std::move(step));
}

void complete(RunState& state, const RunEvent& event)
{
    const std::optional<std::size_t> at = openStepOf(state, event.agent);
    if (!at) {
        Step step = stepOf(event, StepState::Done);
        step.answer = event.message;
        add(state, std::move(step));
        return;
    }
    Step& step = state.steps[*at];
    const QString outcome = event.data[QStringLiteral("outcome")].toString();
    step.state = outcome == QLatin1String("failed")      ? StepState::Failed
                 : outcome == QLatin1String("cancelled") ? StepState::Cancelled
                                                         : StepState::Done;
    step.answer = event.message;
    step.details = detailsOf(event.data);
    step.figures = event.data;
    step.progress.reset();
    step.elapsedMs = static_cast<qint64>(event.data[QStringLiteral("elapsedMs")].toDouble(
        static_cast<double>(event.time.ms - step.started.ms)));
    state.changedFrom = std::min(state.changedFrom, *at);
    std::erase(state.open, *at);
}

void progress(RunState& state, const RunEvent& event)
{
    const std::optional<std::size_t> at = openStepOf(state, event.agent);
    const double total = event.data[QStringLiteral("total")].toDouble();
    if (at && event.type == EventType::BacktestProgress && total > 0) {
        state.steps[*at].progress =
            std::clamp(event.data[QStringLiteral("done")].toDouble() / total, 0.0, 1.0);
        state.steps[*at].answer = event.message;
        state.changedFrom = std::min(state.changedFrom, *at);
        return;
    }
    Step step = stepOf(event, StepState::Note);
    step.answer = event.message;
    step.details = detailsOf(event.data);
    add(state, std::move(step));
}

void stream(RunState& state, const RunEvent& event)
{
    std::optional<std::size_t> at = openStepOf(state, event.agent);
    if (!at) {
        add(state, stepOf(event, StepState::Working));
        at = state.steps.size() - 1;
    }
    Step& step = state.steps[*at];
    step.answer += event.data[QStringLiteral("text")].toString();
    if (step.answer.size() > kMostStreamed) {
        step.answer = QStringLiteral("…") + step.answer.right(kMostStreamed);
    }
    state.changedFrom = std::min(state.changedFrom, *at);
}

void decide(RunState& state, const RunEvent& event)
{
    const QString decision = event.data[QStringLiteral("decision")].toString();
    Step step = stepOf(event, decision == QLatin1String("accepted")   ? StepState::Accepted
                              : decision == QLatin1String("rejected") ? StepState::Rejected
                                                                      : StepState::Note);
    step.answer = event.message;
    step.details = detailsOf(event.data);
    add(state, std::move(step));
}

/// Ends whatever is still marked as working: the run is over.
void closeAll(RunState& state, StepState as)
{
    for (const std::size_t at : state.open) {
        state.steps[at].state = as;
        state.steps[at].progress.reset();
        state.changedFrom = std::min(state.changedFrom, at);
    }
    state.open.clear();
}

} // namespace

RunState next(RunState state, const RunEvent& event)
{
    state.changedFrom = state.steps.size();
    if (event.seq <= state.lastSeq && state.session == event.session) {
        return state;
    }
    if (state.lastSeq == 0) {
        state.session = event.session;
        state.started = event.time;
        state.running = true;
    }
    if (event.seq != state.lastSeq + 1) {
        Step gap = stepOf(event, StepState::Note);
        gap.title = QStringLiteral("events missing");
        gap.answer = QStringLiteral("%1 events of this run were not received.")
                         .arg(event.seq - state.lastSeq - 1);
        add(state, std::move(gap));
    }
    state.lastSeq = event.seq;
    state.last = event.time;
    state.iteration = event.iteration;
    state.maxIterations = event.maxIterations;
    state.waitingFor.clear();
    if (event.type != EventType::LlmDelta && event.type != EventType::Heartbeat) {
        state.lastMessage = event.message;
    }
    switch (event.type) {
    case EventType::AgentStart: {
        Step step = stepOf(event, StepState::Working);
        step.asked = event.message;
        add(state, std::move(step));
        state.open.push_back(state.steps.size() - 1);
        break;
    }
    case EventType::AgentComplete:
        complete(state, event);
        break;
    case EventType::AgentProgress:
    case EventType::BacktestProgress:
        progress(state, event);
        break;
    case EventType::LlmDelta:
        stream(state, event);
        break;
    case EventType::IterationStart: {
        Step step = stepOf(event, StepState::Note);
        step.answer = event.message;
        step.details = event.data[QStringLiteral("reason")].toString();
        add(state, std::move(step));
        break;
    }
    case EventType::Refinement:
        decide(state, event);
        break;
    case EventType::Heartbeat:
        state.waitingFor = event.message;
        break;
    case EventType::Error: {
        Step step = stepOf(event, StepState::Failed);
        step.answer = event.message;
        step.details = detailsOf(event.data);
        add(state, std::move(step));
        ++state.errors;
        break;
    }
    case EventType::Complete:
        closeAll(state, StepState::Cancelled);
        state.running = false;
        state.finished = true;
        break;
    }
    return state;
}

} // namespace sw::gui
