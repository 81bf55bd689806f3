#include "agents/supervisor.h"

#include "agents/event_log.h"
#include "agents/supervisor_agent.h"
#include "base/expects.h"

#include <QThread>
#include <QTimer>
#include <QUuid>

#include <exception>

namespace sw::agents {

namespace {

/// A heartbeat after this much silence; the timer looks five times as often.
constexpr int kSilenceMs = 5000;

/// The run itself, at the entry point of the pipeline thread: a stray exception becomes Internal.
RunOutcomePtr runBrief(const Brief& brief, const Ports& ports, EventLog& log,
                       const std::stop_token& stop)
{
    auto outcome = std::make_shared<RunOutcome>();
    outcome->brief = brief;
    outcome->state = RunState::Failed;
    try {
        SupervisorAgent agent(ports.version);
        RunContext context{*ports.market, *ports.backtester, *ports.clock, log, stop};
        Result<RunOutcomePtr> result = agent.process(brief, context);
        if (result) {
            return *result;
        }
        outcome->error = result.error();
        if (result.error().kind == ErrorKind::Cancelled) {
            outcome->state = RunState::Cancelled;
        }
    } catch (const std::bad_alloc&) {
        outcome->error = Error{ErrorKind::Internal, "There is not enough memory for this run.", ""};
    } catch (const std::exception& problem) {
        outcome->error = Error{ErrorKind::Internal,
                               std::string("Something unforeseen happened: ") + problem.what(), ""};
    }
    return outcome;
}

} // namespace

Supervisor::Supervisor(Ports ports, QObject* parent)
    : QObject(parent),
      m_ports(std::move(ports)),
      m_thread(std::make_unique<QThread>()),
      m_heartbeat(new QTimer(this))
{
    qRegisterMetaType<RunEvent>();
    qRegisterMetaType<RunOutcomePtr>();
    m_worker = new QObject; // owned by the thread: deleted when it finishes
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_heartbeat, &QTimer::timeout, this, [this] {
        if (m_log) {
            m_log->beat(kSilenceMs);
        }
    });
    m_thread->setObjectName(QStringLiteral("pipeline"));
    m_thread->start();
}

Supervisor::~Supervisor()
{
    m_stop.request_stop();
    m_thread->quit();
    // The run observes its stop token within a chunk of bars; its thread must not outlive the
    // ports.
    m_thread->wait();
}

bool Supervisor::isRunning() const
{
    return m_running;
}

void Supervisor::start(const Brief& brief)
{
    EXPECTS(!m_running);
    m_running = true;
    m_stop = std::stop_source();
    const QString session = QUuid::createUuid().toString(QUuid::WithoutBraces);
    // Events leave whichever thread numbers them and arrive, in order, in ours.
    const auto deliver = [this](const RunEvent& event) {
        QMetaObject::invokeMethod(
            this, [this, event] { Q_EMIT this->event(event); }, Qt::QueuedConnection);
    };
    m_log = std::make_shared<EventLog>(session, *m_ports.clock, deliver);
    m_heartbeat->start(kSilenceMs / 5);
    QMetaObject::invokeMethod(
        m_worker,
        [this, brief, ports = m_ports, log = m_log, stop = m_stop.get_token()] {
            const RunOutcomePtr outcome = runBrief(brief, ports, *log, stop);
            const bool failed = outcome->state == RunState::Failed;
            if (failed && outcome->error) {
                log->publish(
                    EventType::Error, QStringLiteral("Supervisor"),
                    QStringLiteral("running the brief"), bridge::toQt(outcome->error->text()),
                    {{QStringLiteral("kind"), bridge::toQt(sw::name(outcome->error->kind))},
                     {QStringLiteral("recoverable"), false}});
            }
            log->publish(EventType::Complete, QStringLiteral("Supervisor"),
                         QStringLiteral("complete"),
                         bridge::toQt(std::string("The run is ") +
                                      std::string(agents::name(outcome->state))),
                         {{QStringLiteral("state"), bridge::toQt(agents::name(outcome->state))},
                          {QStringLiteral("elapsedMs"), static_cast<qint64>(outcome->elapsedMs)}});
            QMetaObject::invokeMethod(
                this,
                [this, outcome] {
                    m_running = false;
                    m_heartbeat->stop();
                    Q_EMIT finished(outcome);
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void Supervisor::cancel()
{
    m_stop.request_stop();
}

} // namespace sw::agents
