#include "agents/supervisor.h"

#include "agents/event_log.h"
#include "agents/supervisor_agent.h"
#include "base/expects.h"
#include "bridge/text.h"

#include <QJsonArray>
#include <QThread>
#include <QTimer>
#include <QUuid>

#include <exception>
#include <new>

namespace sw::agents {

namespace {

/// A heartbeat after this much silence; the timer looks ten times as often.
constexpr int kSilenceMs = 5000;

QString agentName()
{
    return QStringLiteral("Supervisor");
}

RunOutcomePtr outcomeOf(const Brief& brief, Error error)
{
    auto outcome = std::make_shared<RunOutcome>();
    outcome->brief = brief;
    outcome->state = error.kind == ErrorKind::Cancelled ? RunState::Cancelled : RunState::Failed;
    outcome->error = std::move(error);
    return outcome;
}

/// The run itself, at the entry point of the pipeline thread: a stray exception becomes Internal.
RunOutcomePtr runBrief(const Brief& brief, const Ports& ports, EventLog& log,
                       const std::stop_token& stop,
                       const std::function<void(const llm::CallRecord&)>& called)
{
    std::string problem = "Something unforeseen happened.";
    try {
        SupervisorAgent agent(ports.version);
        RunContext context{*ports.market, *ports.backtester, *ports.clock, log,
                           stop,          ports.model.get(), called};
        Result<RunOutcomePtr> result = agent.process(brief, context);
        return result ? *result : outcomeOf(brief, result.error());
    } catch (const std::bad_alloc&) {
        problem = "There is not enough memory for this run.";
    } catch (const std::exception& exception) {
        problem = std::string("Something unforeseen happened: ") + exception.what();
    } catch (...) {
        // Said below: nothing more is known of it.
    }
    const Error error{ErrorKind::Internal, problem, ""};
    log.publishError(agentName(), QStringLiteral("running the brief"), error);
    return outcomeOf(brief, error);
}

/// What must be answered, so that whoever follows the events can answer it.
QJsonArray questionsJson(const std::vector<Note>& questions)
{
    QJsonArray list;
    for (const Note& question : questions) {
        list.append(QJsonObject{{QStringLiteral("about"), bridge::toQt(question.about)},
                                {QStringLiteral("text"), bridge::toQt(question.text)},
                                {QStringLiteral("words"), bridge::toQt(question.words)}});
    }
    return list;
}

void publishComplete(EventLog& log, const QString& session, const RunOutcome& outcome)
{
    const QString state = bridge::toQt(agents::name(outcome.state));
    QJsonObject data{{QStringLiteral("outcome"), session},
                     {QStringLiteral("state"), state},
                     {QStringLiteral("iterations"), static_cast<qint64>(outcome.iterations.size())},
                     {QStringLiteral("trials"), static_cast<qint64>(outcome.trials.size())},
                     {QStringLiteral("elapsedMs"), static_cast<qint64>(outcome.elapsedMs)}};
    if (outcome.state == RunState::NeedsAnswer) {
        data.insert(QStringLiteral("questions"), questionsJson(outcome.asked.questions));
    }
    log.publish(EventType::Complete, agentName(), QStringLiteral("complete"),
                QStringLiteral("The run ended: %1").arg(state), data);
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
    qRegisterMetaType<llm::CallRecord>();
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
    start(brief, QUuid::createUuid().toString(QUuid::WithoutBraces), 1);
}

void Supervisor::start(const Brief& brief, const QString& session, qint64 firstSeq)
{
    EXPECTS(!m_running && firstSeq >= 1);
    m_running = true;
    m_stop = std::stop_source();
    // Events leave whichever thread numbers them and arrive, in order, in ours.
    const auto deliver = [this](const RunEvent& event) {
        QMetaObject::invokeMethod(
            this, [this, event] { Q_EMIT this->event(event); }, Qt::QueuedConnection);
    };
    m_log = std::make_shared<EventLog>(session, *m_ports.clock, deliver, firstSeq);
    m_heartbeat->start(kSilenceMs / 10);
    QMetaObject::invokeMethod(
        m_worker,
        [this, brief, session, ports = m_ports, log = m_log, stop = m_stop.get_token()] {
            const auto called = [this](const llm::CallRecord& call) {
                QMetaObject::invokeMethod(
                    this, [this, call] { Q_EMIT this->called(call); }, Qt::QueuedConnection);
            };
            if (ports.model) {
                ports.model->beginRun();
            }
            const RunOutcomePtr outcome = runBrief(brief, ports, *log, stop, called);
            publishComplete(*log, session, *outcome);
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
