#include "store/session_recorder.h"

#include "base/expects.h"
#include "bridge/text.h"
#include "http/redact.h"
#include "store/bar_bytes.h"
#include "store/reopen.h"
#include "store/session_json.h"
#include "store/session_rows.h"

#include <QJsonDocument>
#include <QLockFile>
#include <QUuid>

#include <fmt/format.h>

#include <utility>

namespace sw::store {

using bridge::fromQt;
using bridge::toQt;

namespace {

std::string withoutKeys(const std::string& text)
{
    const QString plain = toQt(text);
    const QString masked = http::redacted(plain);
    return masked == plain ? text : fromQt(masked);
}

/// What is kept of a set of bars: its columns, if they are not too many.
struct KeptBars {
    SessionBars bars;
    QByteArray columns;
};

KeptBars keptOf(const BarUse& use)
{
    KeptBars kept;
    kept.bars.symbol = toQt(use.symbol);
    kept.bars.timeframe = toQt(use.timeframe.text());
    kept.bars.origin = toQt(use.origin);
    if (!use.bars) {
        kept.bars.error = QString::fromUtf8(redactedJson(errorJson(use.bars.error())));
        return kept;
    }
    const market::Bars& bars = **use.bars;
    kept.bars.fingerprint = toQt(fmt::format("{:016x}", bars.fingerprint()));
    kept.bars.count = static_cast<qint64>(bars.size());
    if (barByteCount(bars) <= kMostBarBytes) {
        const QByteArray bytes = barBytes(bars);
        kept.bars.hash = barHash(bytes);
        kept.columns = packed(bytes);
    } else {
        kept.bars.hash = barName(bars);
    }
    return kept;
}

} // namespace

SessionRecorder::SessionRecorder(Setup setup, QObject* parent)
    : QObject(parent), m_setup(std::move(setup)), m_preparing(std::make_unique<TaskQueue>())
{
    qRegisterMetaType<agents::RunEvent>();
    qRegisterMetaType<agents::RunOutcomePtr>();
    qRegisterMetaType<llm::CallRecord>();
}

SessionRecorder::~SessionRecorder()
{
    m_supervisor.reset();
    m_preparing.reset();
    if (m_setup.store) {
        // Endings of jobs name this object: none may be left.
        m_setup.store->writer().flush();
    }
}

bool SessionRecorder::isRunning() const
{
    return m_running;
}

bool SessionRecorder::isRecording() const
{
    return m_recording && !m_recording->broken;
}

void SessionRecorder::cancel()
{
    if (m_supervisor) {
        m_supervisor->cancel();
    }
}

QString SessionRecorder::start(const agents::Brief& brief)
{
    EXPECTS(!m_running);
    agents::Brief masked = brief;
    masked.text = withoutKeys(brief.text);
    masked.source = withoutKeys(brief.source);
    m_session = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_recorded.reset();
    m_recording.reset();
    agents::Ports ports = m_setup.ports;
    if (m_setup.store) {
        m_recording = std::make_shared<Recording>();
        m_recording->id = m_session;
        m_lock = std::make_unique<QLockFile>(m_setup.store->lockPath(m_session));
        m_lock->setStaleLockTime(0);
        m_lock->tryLock(0);
        const NewSession session{m_session,
                                 ports.clock->now(),
                                 masked,
                                 toQt("stratwright " + ports.version),
                                 toQt(ports.market->onlySymbol()),
                                 ports.model != nullptr,
                                 m_setup.data};
        keep(m_recording,
             [session](Connection& connection) { return insertSession(connection, session); }, {});
    }
    run(masked, std::move(ports), 1);
    return m_session;
}

Status SessionRecorder::resume(const QString& id)
{
    EXPECTS(!m_running && m_setup.store);
    const SessionStore& store = *m_setup.store;
    const Result<Session> session = store.session(id);
    if (!session) {
        return fail(session.error());
    }
    if (session->result) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("The session {} ran to its end ({}); there is nothing to resume.",
                                fromQt(id.left(8)), fromQt(session->summary.state)));
    }
    auto lock = std::make_unique<QLockFile>(store.lockPath(id));
    lock->setStaleLockTime(0);
    if (!lock->tryLock(0)) {
        return fail(
            ErrorKind::InvalidInput,
            fmt::format("The session {} is being run by another program.", fromQt(id.left(8))));
    }
    Result<std::vector<llm::CallRecord>> calls = store.calls(id);
    const Result<qint64> last = store.lastEvent(id);
    auto market = recordedMarket(store, *session, m_setup.ports.market, true);
    if (!calls || !last || !market) {
        return fail(!calls ? calls.error() : !last ? last.error() : market.error());
    }
    m_session = id;
    m_lock = std::move(lock);
    m_recording = std::make_shared<Recording>();
    m_recording->id = id;
    agents::Ports ports = m_setup.ports;
    ports.market = *market;
    if (session->hasModel) {
        m_recorded = std::make_shared<RecordedModel>(std::move(*calls), ports.model);
        ports.model = m_recorded;
    } else {
        m_recorded.reset();
        ports.model.reset();
    }
    run(session->brief, std::move(ports), *last + 1);
    return {};
}

void SessionRecorder::run(const agents::Brief& brief, agents::Ports ports, qint64 firstSeq)
{
    m_running = true;
    m_complete.reset();
    if (m_recording) {
        ports.market = std::make_shared<RecordingMarketData>(
            ports.market,
            [this, recording = m_recording](const BarUse& use) { keepBars(recording, use); });
    }
    m_supervisor = std::make_unique<agents::Supervisor>(std::move(ports));
    connect(m_supervisor.get(), &agents::Supervisor::event, this, &SessionRecorder::onEvent);
    connect(m_supervisor.get(), &agents::Supervisor::called, this, &SessionRecorder::onCalled);
    connect(m_supervisor.get(), &agents::Supervisor::finished, this, &SessionRecorder::onFinished);
    m_supervisor->start(brief, m_session, firstSeq);
}

void SessionRecorder::keep(const std::shared_ptr<Recording>& recording, Writer::Job job,
                           std::function<void()> show)
{
    const auto unlessBroken = [recording, job = std::move(job)](Connection& connection) -> Status {
        return recording->broken ? fail(ErrorKind::Io, "") : job(connection);
    };
    const auto ended = [this, recording, show = std::move(show)](const Status& status) {
        const bool first = !status && !recording->broken.exchange(true);
        const QString why = first ? toQt(status.error().text()) : QString();
        if (!first && !show) {
            return;
        }
        QMetaObject::invokeMethod(
            this,
            [this, first, why, show] {
                if (first) {
                    Q_EMIT notRecorded(
                        QStringLiteral("This run is not recorded any more. %1").arg(why));
                }
                if (show) {
                    show();
                }
            },
            Qt::QueuedConnection);
    };
    m_setup.store->writer().add(unlessBroken, ended);
}

/// Thread: pipeline.
void SessionRecorder::keepBars(const std::shared_ptr<Recording>& recording, const BarUse& use)
{
    m_preparing->add([this, recording, use] {
        const KeptBars kept = keptOf(use);
        keep(recording,
             [recording, kept](Connection& connection) -> Status {
                 const Status done = kept.bars.hash.isEmpty()
                                         ? Status()
                                         : insertBars(connection, kept.bars, kept.columns);
                 return done ? insertSessionBars(connection, recording->id, kept.bars) : done;
             },
             {});
    });
}

void SessionRecorder::onEvent(const agents::RunEvent& event)
{
    if (!m_recording) {
        Q_EMIT this->event(event);
        return;
    }
    if (event.type == agents::EventType::Complete) {
        m_complete = event;
        return;
    }
    const QByteArray bytes = eventBytes(event);
    // Who is told gets what is kept, to the byte.
    agents::RunEvent shown = event;
    if (bytes != QJsonDocument(agents::toJson(event)).toJson(QJsonDocument::Compact)) {
        shown = eventFrom(bytes).value_or(event);
    }
    keep(
        m_recording,
        [id = m_session, seq = event.seq, bytes](Connection& connection) {
            return insertEvent(connection, id, seq, bytes);
        },
        [this, shown] { Q_EMIT this->event(shown); });
}

void SessionRecorder::onCalled(const llm::CallRecord& call)
{
    if (!m_recording) {
        Q_EMIT called(call);
        return;
    }
    const bool known = m_recorded && m_recorded->isRecorded(call);
    keep(
        m_recording,
        [id = m_session, call, known](Connection& connection) -> Status {
            if (known) {
                return {}; // told in its turn, kept before
            }
            const QByteArray record = QJsonDocument(callJson(call)).toJson(QJsonDocument::Compact);
            const QString key =
                call.requestKey.isEmpty() ? llm::requestKey(call.request) : call.requestKey;
            return insertCall(connection, id, key, record);
        },
        [this, call] { Q_EMIT called(call); });
}

void SessionRecorder::onFinished(const agents::RunOutcomePtr& outcome)
{
    if (!m_recording) {
        end(outcome);
        return;
    }
    // After the bars, which may still be packed.
    m_preparing->add([this, recording = m_recording, outcome, complete = m_complete,
                      outcomeJson = m_setup.outcomeJson] {
        const Ending ending =
            endingOf(*outcome, outcomeJson ? redactedJson(outcomeJson(*outcome)) : QByteArray());
        keep(
            recording,
            [recording, complete, ending](Connection& connection) -> Status {
                const Status done = complete ? insertEvent(connection, recording->id, complete->seq,
                                                           eventBytes(*complete))
                                             : Status();
                return done ? insertEnding(connection, recording->id, ending) : done;
            },
            [this, outcome] { end(outcome); });
    });
}

void SessionRecorder::end(const agents::RunOutcomePtr& outcome)
{
    m_running = false;
    m_lock.reset();
    if (m_complete) {
        const agents::RunEvent complete = *std::exchange(m_complete, std::nullopt);
        Q_EMIT event(complete);
    }
    Q_EMIT finished(outcome);
}

} // namespace sw::store
