#include "store/reopen.h"

#include "agents/supervisor_agent.h"
#include "bridge/text.h"
#include "store/outcome_digest.h"
#include "store/session_json.h"

#include <QJsonDocument>

namespace sw::store {

using bridge::fromQt;
using bridge::toQt;

namespace {

/// Where a recorded run was cancelled, counted in events that do not depend on time. 0 = not there.
struct Cut {
    int starts = 0;    ///< when the agent of this start was at work
    int completes = 0; ///< after this agent had ended
};

Cut cutOf(const std::vector<QByteArray>& events)
{
    Cut cut;
    int starts = 0, completes = 0;
    std::map<QString, int> startOf;
    for (const QByteArray& bytes : events) {
        const Result<agents::RunEvent> event = eventFrom(bytes);
        if (!event) {
            continue;
        }
        if (event->data.value(QStringLiteral("resumed")).toBool()) {
            starts = completes = 0; // what was computed again counts
            cut = {};
        }
        if (event->type == agents::EventType::AgentStart) {
            startOf[event->agent] = ++starts;
        } else if (event->type == agents::EventType::AgentComplete) {
            const bool cancelled =
                event->data.value(QStringLiteral("outcome")) == QLatin1String("cancelled");
            if (cancelled && cut.starts == 0) {
                cut.starts = startOf[event->agent];
            }
            if (event->agent != QLatin1String("Supervisor")) {
                ++completes;
            }
        }
    }
    cut.completes = cut.starts == 0 ? completes : 0;
    return cut;
}

struct Computed {
    agents::RunOutcomePtr outcome;
    int missing = 0; ///< answers that the record does not hold
};

Computed compute(const Session& session, const agents::Ports& ports, const Cut& cut,
                 const std::shared_ptr<RecordedModel>& model, const std::stop_token& stop)
{
    std::stop_source ending;
    const std::stop_callback passOn(stop, [&] { ending.request_stop(); });
    int starts = 0, completes = 0;
    // Called under the log's lock.
    const auto watch = [&](const agents::RunEvent& event) {
        const bool started = event.type == agents::EventType::AgentStart && ++starts == cut.starts;
        const bool completed =
            event.type == agents::EventType::AgentComplete && ++completes == cut.completes;
        if (started || completed) {
            ending.request_stop();
        }
    };
    agents::EventLog log(session.summary.id, *ports.clock, watch);
    agents::SupervisorAgent agent(ports.version);
    agents::RunContext context{*ports.market,      *ports.backtester,
                               *ports.clock,       log,
                               ending.get_token(), session.hasModel ? model.get() : nullptr};
    Result<agents::RunOutcomePtr> outcome = agent.process(session.brief, context);
    if (outcome) {
        return {*outcome, model->missing()};
    }
    auto failed = std::make_shared<agents::RunOutcome>();
    failed->brief = session.brief;
    failed->state = outcome.error().kind == ErrorKind::Cancelled ? agents::RunState::Cancelled
                                                                 : agents::RunState::Failed;
    failed->error = outcome.error();
    return {failed, model->missing()};
}

QString figuresIn(const QJsonObject& figures)
{
    const QJsonObject asked = figures.value(QStringLiteral("asked")).toObject();
    if (asked.isEmpty()) {
        return QStringLiteral("no result");
    }
    const auto figure = [&](const char* id, int digits) {
        const QJsonValue value = asked.value(QLatin1String(id));
        return value.isDouble() ? QString::number(value.toDouble(), 'f', digits)
                                : QStringLiteral("undefined");
    };
    return QStringLiteral("%1 trades, Sharpe ratio %2, net profit %3")
        .arg(figure("trades", 0), figure("sharpe", 4), figure("net_profit", 2));
}

QString sentenceOn(const Reopened& reopened, const Computed& computed, const QString& version)
{
    const SessionResult& recorded = *reopened.session.result;
    if (reopened.identical) {
        return QStringLiteral("Computed again from the recorded bars and answers: everything is as "
                              "it was.");
    }
    const QString now = figuresIn(comparedFigures(*computed.outcome));
    const QString then = figuresIn(recorded.figures);
    if (computed.missing > 0) {
        return QStringLiteral("The agents of this version ask other questions than the record "
                              "answers (%1 without an answer), so this is not what it was; "
                              "recorded by %2: %3; now: %4.")
            .arg(computed.missing)
            .arg(recorded.program, then, now);
    }
    if (reopened.session.summary.state == QLatin1String("cancelled")) {
        return QStringLiteral("The run was cancelled in the middle of a step; the steps before it "
                              "are computed again. Recorded: %1; now: %2.")
            .arg(then, now);
    }
    return QStringLiteral("This session was made by %1; %2 computes other results from the same "
                          "bars. Recorded: %3; now: %4.")
        .arg(recorded.program, version, then, now);
}

} // namespace

Result<std::shared_ptr<RecordedMarketData>> recordedMarket(const SessionStore& store,
                                                           const Session& session,
                                                           std::shared_ptr<agents::MarketData> live,
                                                           bool continuing)
{
    std::vector<RecordedMarketData::Entry> entries;
    for (const SessionBars& bars : session.bars) {
        RecordedMarketData::Entry entry{bars, market::BarsPtr()};
        if (bars.hash.isEmpty()) {
            entry.kept = fail(errorFrom(QJsonDocument::fromJson(bars.error.toUtf8()).object()));
        } else if (bars.kept) {
            Result<market::BarsPtr> kept = store.bars(bars.hash);
            if (!kept) {
                return fail(kept.error());
            }
            entry.kept = std::move(*kept);
        }
        entries.push_back(std::move(entry));
    }
    return std::make_shared<RecordedMarketData>(std::move(entries), fromQt(session.onlySymbol),
                                                std::move(live), continuing);
}

Result<Reopened> reopen(const SessionStore& store, const QString& id, const agents::Ports& ports,
                        const std::stop_token& stop)
{
    Result<Session> session = store.session(id);
    if (!session) {
        return fail(session.error());
    }
    if (!session->result) {
        return fail(ErrorKind::InvalidInput,
                    "This run was interrupted before its end; resume it to get a result.");
    }
    Result<std::vector<llm::CallRecord>> calls = store.calls(id);
    Result<std::vector<QByteArray>> events = store.events(id);
    auto market = recordedMarket(store, *session, ports.market, false);
    if (!calls || !events || !market) {
        return fail(!calls ? calls.error() : !events ? events.error() : market.error());
    }
    Reopened reopened;
    reopened.ports = ports;
    reopened.ports.market = *market;
    const auto model = std::make_shared<RecordedModel>(std::move(*calls), nullptr);
    reopened.ports.model = session->hasModel ? model : nullptr;
    const bool wasCancelled = session->summary.state == QLatin1String("cancelled");
    const Computed computed =
        compute(*session, reopened.ports, wasCancelled ? cutOf(*events) : Cut{}, model, stop);
    if (stop.stop_requested()) {
        return fail(ErrorKind::Cancelled, "Reopening the session was cancelled.");
    }
    reopened.session = std::move(*session);
    reopened.outcome = computed.outcome;
    reopened.digest = outcomeDigest(*computed.outcome);
    reopened.identical = reopened.digest == reopened.session.result->digest;
    reopened.sentence =
        sentenceOn(reopened, computed, QStringLiteral("stratwright %1").arg(toQt(ports.version)));
    return reopened;
}

} // namespace sw::store
