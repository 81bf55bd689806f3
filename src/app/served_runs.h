// Runs that clients of the progress server start: recorded like all others, a few at a time,
// remembered as long as they can be answered.
#pragma once

#include <QObject>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "serve/run_control.h"
#include "store/session_recorder.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#endif

namespace sw::app {

/// Thread: lives in its creator's thread; the functions of RunControl may be called from any.
class ServedRuns : public QObject, public serve::RunControl
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostRuns = 4;        ///< at the same time
    static constexpr std::size_t kMostUnanswered = 64; ///< the oldest is forgotten first

    /// `setup`: of every run; without a store they are not recorded.
    explicit ServedRuns(store::SessionRecorder::Setup setup, QObject* parent = nullptr);
    ~ServedRuns() override;

    void start(agents::Brief brief, Reply<QString> reply) override;
    void cancel(const QString& session, Reply<QString> reply) override;
    void answer(const QString& session, std::string about, std::string text,
                Reply<serve::AnswerTaken> reply) override;

    /// Asks all runs to stop and takes no new ones.
    void stop();
    std::size_t running() const { return m_runs.size(); }

signals:
    /// A step of any of the runs happened.
    void event(const sw::agents::RunEvent& event);
    /// A run ended; `running()` is right already.
    void finished(const sw::agents::RunOutcomePtr& outcome);
    /// A run goes on but is not kept; why.
    void notRecorded(const QString& sentence);

private:
    /// A run that ended with questions.
    struct Unanswered {
        QString session;
        agents::Brief brief;
        agents::StrategyDraft draft;
    };
    void inOwnThread(std::function<void()> work);
    Result<QString> begin(const agents::Brief& brief);
    void end(const QString& session, const agents::RunOutcomePtr& outcome);
    Result<serve::AnswerTaken> take(const QString& session, const std::string& about,
                                    const std::string& text);

    const store::SessionRecorder::Setup m_setup;
    std::map<QString, std::unique_ptr<store::SessionRecorder>> m_runs;
    std::deque<Unanswered> m_unanswered;
    std::deque<QString> m_over; ///< ended lately, for a right word about them
    bool m_isStopped = false;
};

} // namespace sw::app
