// The pipeline thread from outside: a brief goes in, events and one outcome come out.
#pragma once

#include <QObject>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/brief.h"
#include "agents/ports.h"
#include "agents/run_event.h"
#include "llm/language_model.h"

#include <memory>
#include <stop_token>
#endif

class QThread;
class QTimer;

namespace sw::agents {

class EventLog;

/// What a Supervisor works with; shared because the pipeline thread may outlive a caller's scope.
struct Ports {
    std::shared_ptr<MarketData> market;
    std::shared_ptr<Backtester> backtester;
    std::shared_ptr<const Clock> clock;
    std::string version;                       ///< of the product, for provenance
    std::shared_ptr<llm::LanguageModel> model; ///< nothing = the built-in twins alone
};

/// Runs one brief at a time in a worker thread of its own.
/// Thread: lives in its creator's thread; signals are delivered there.
class Supervisor : public QObject
{
    Q_OBJECT

public:
    explicit Supervisor(Ports ports, QObject* parent = nullptr);
    ~Supervisor() override;

    /// Starts a run as a session of its own. Requires: not running.
    void start(const Brief& brief);
    /// Starts a run under the name of a session; its events are numbered from `firstSeq`, more than
    /// 1 when the session was interrupted before. Requires: not running, firstSeq ≥ 1.
    void start(const Brief& brief, const QString& session, qint64 firstSeq);
    /// Asks the run to stop; it finishes with what it found so far. Does nothing when idle.
    void cancel();
    bool isRunning() const;

signals:
    /// A step of the run happened.
    void event(const sw::agents::RunEvent& event);
    /// A language model was asked; also when it did not answer.
    void called(const sw::llm::CallRecord& call);
    /// The run ended, however it ended.
    void finished(const sw::agents::RunOutcomePtr& outcome);

private:
    Ports m_ports;
    std::unique_ptr<QThread> m_thread;
    QObject* m_worker = nullptr; ///< lives in m_thread, deleted with it
    QTimer* m_heartbeat = nullptr;
    std::shared_ptr<EventLog> m_log;
    std::stop_source m_stop;
    bool m_running = false;
};

} // namespace sw::agents

Q_DECLARE_METATYPE(sw::agents::RunOutcomePtr)
