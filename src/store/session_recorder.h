// A Supervisor whose runs are kept: bars, calls and events go into the session file while they
// happen, and nothing is told to anybody before it lies there. Speaks the Supervisor's signals, so
// that windows, servers and the command line listen here instead.
#pragma once

#include <QObject>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/supervisor.h"
#include "store/recorded_ports.h"
#include "store/session_store.h"
#include "store/task_queue.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#endif

class QLockFile;

namespace sw::store {

/// Runs one brief at a time and records it.
/// Thread: lives in its creator's thread; signals are delivered there. It never waits for the disk,
/// except in `resume` and in the destructor.
class SessionRecorder : public QObject
{
    Q_OBJECT

public:
    /// An outcome as the JSON that everybody reads. Called in a thread of the recorder.
    using OutcomeJson = std::function<QJsonObject(const agents::RunOutcome&)>;
    struct Setup {
        std::shared_ptr<SessionStore> store; ///< nothing = runs are not recorded
        agents::Ports ports;
        OutcomeJson outcomeJson;
        QStringList data; ///< where bars come from on this machine: SYMBOL=FILE
    };

    explicit SessionRecorder(Setup setup, QObject* parent = nullptr);
    /// Cancels a run that is under way and writes what is known of it.
    ~SessionRecorder() override;

    /// Starts a run; the id of its session. What looks like a key in the brief is masked first.
    /// Requires: not running.
    QString start(const agents::Brief& brief);
    /// Goes on with a run that was interrupted, under the same id: answers that came are not asked
    /// for again. Requires: not running. Errors: NotFound, InvalidInput when it is over or running
    /// elsewhere, Io.
    Status resume(const QString& id);
    void cancel();
    bool isRunning() const;
    /// Of the latest run; empty before.
    const QString& session() const { return m_session; }
    /// False without a store, and once something could not be kept.
    bool isRecording() const;

signals:
    /// A step of the run happened and is kept.
    void event(const sw::agents::RunEvent& event);
    /// A language model was asked, and that is kept.
    void called(const sw::llm::CallRecord& call);
    /// The run ended, however it ended, and its result is kept.
    void finished(const sw::agents::RunOutcomePtr& outcome);
    /// The run goes on, but from here on it is not kept; why.
    void notRecorded(const QString& sentence);

private:
    /// Shared with jobs of the writer.
    struct Recording {
        QString id;
        std::atomic<bool> broken{false};
    };
    void run(const agents::Brief& brief, agents::Ports ports, qint64 firstSeq);
    void keep(const std::shared_ptr<Recording>& recording, Writer::Job job,
              std::function<void()> show);
    void keepBars(const std::shared_ptr<Recording>& recording, const BarUse& use);
    void onEvent(const agents::RunEvent& event);
    void onCalled(const llm::CallRecord& call);
    void onFinished(const agents::RunOutcomePtr& outcome);
    void end(const agents::RunOutcomePtr& outcome);

    const Setup m_setup;
    QString m_session;
    std::shared_ptr<Recording> m_recording; ///< nothing = not recorded
    std::shared_ptr<RecordedModel> m_recorded;
    std::unique_ptr<QLockFile> m_lock;
    std::optional<agents::RunEvent> m_complete; ///< kept together with the result
    bool m_running = false;
    std::unique_ptr<agents::Supervisor> m_supervisor;
    std::unique_ptr<TaskQueue> m_preparing;
};

} // namespace sw::store
