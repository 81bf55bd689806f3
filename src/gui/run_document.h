// One tab of the window: a sentence, the run it started, the program that is looked at or edited,
// and what is selected. Panels read it and tell it what the user does; it knows no panel.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/supervisor.h"
#include "gui/run_state.h"
#include "gui/shown_result.h"
#include "store/reopen.h"
#include "store/session_recorder.h"

#include <deque>
#include <memory>
#include <stop_token>
#endif

class QThreadPool;

namespace sw::gui {

/// What of a document changed.
enum class Change : std::uint8_t {
    State,       ///< an event was folded into state()
    Outcome,     ///< a run ended (outcome()), or a new one began (no outcome)
    Source,      ///< source() was replaced by somebody other than the editor
    Diagnostics, ///< source() was checked: diagnostics(), draft of the sentence
    Shown,       ///< another result is shown
    Selection,   ///< symbol, trade or bar
    Busy,        ///< isRunning() or isMeasuring() changed
    Failure,     ///< failure() has a new sentence
    Settings,    ///< the brief's own options changed
    Calls,       ///< a language model was asked: calls()
};

/// A version of the program for undo and for comparing.
struct SourceVersion {
    QString title;
    QString source;
};

/// Thread: GUI. Long work is done by the Supervisor's thread and by one measuring thread.
class RunDocument : public QObject
{
    Q_OBJECT

public:
    /// Runs are recorded where the setup has a store.
    explicit RunDocument(store::SessionRecorder::Setup setup, QObject* parent = nullptr);
    explicit RunDocument(agents::Ports ports, QObject* parent = nullptr);
    /// Cancels what is at work and waits for it to end.
    ~RunDocument() override;

    // ---- facts
    const agents::Brief& brief() const { return m_brief; }
    QString sentence() const;
    /// The recorded session that is shown or running; empty when there is none.
    QString session() const { return m_session; }
    /// First words of the sentence, for the tab.
    QString title() const;
    const RunState& state() const { return m_state; }
    /// All events of the run, in order.
    const std::deque<agents::RunEvent>& events() const { return m_events; }
    /// Every question to a language model in this run, in the order in which they ended.
    const std::vector<llm::CallRecord>& calls() const { return m_calls; }
    /// Null until a run ended.
    agents::RunOutcomePtr outcome() const { return m_outcome; }
    /// The text in the editor.
    QString source() const { return m_source; }
    /// Of source(), from the latest check.
    const std::vector<lang::Diagnostic>& diagnostics() const { return m_diagnostics; }
    /// True when source() differs from the program of the shown result.
    bool isEdited() const { return m_edited; }
    /// Null until there is a result.
    ShownResultPtr shown() const { return m_shown; }
    /// What the shown result is compared with: an edit with what was shown before it, an iteration
    /// with the strategy as asked. May be null.
    ShownResultPtr compared() const { return m_compared; }
    /// Earlier programs, oldest first: as asked, iterations, edits that ran.
    const std::vector<SourceVersion>& versions() const { return m_versions; }
    bool isRunning() const;
    bool isMeasuring() const { return m_measuring; }
    /// The last failure in one sentence, empty when the last thing done succeeded.
    QString failure() const { return m_failure; }
    int symbolIndex() const { return m_symbol; }
    int selectedTrade() const { return m_trade; } ///< index in the symbol's ledger, -1 for none
    int hoveredBar() const { return m_bar; }      ///< -1 for none
    /// The symbol looked at; null without a result.
    const ShownSymbol* symbol() const;
    const agents::Ports& ports() const { return m_ports; }

    // ---- what the user does
    /// Starts a run, cancelling one that is at work.
    void run(const agents::Brief& brief);
    void cancel();
    /// Shows a recorded session as it was: events, calls and result; computed again from recorded
    /// bars and answers, without network. notice() says whether it is the same.
    void open(const QString& session);
    /// Goes on with a run that was interrupted. Errors: as SessionRecorder::resume.
    Status resume(const QString& session);
    /// The record of session() was deleted; what is shown of it stays.
    void forgetSession() { m_session.clear(); }
    /// The next runs' options; the text stays.
    void setOptions(const agents::Brief& options);
    /// The editor's text: checked at once, and run again when it compiles.
    void setSource(const QString& source);
    /// The same, put into the editor as one step that can be undone.
    void replaceSource(const QString& source, const QString& why);
    /// The same as soon as the run at work has ended; at once when none is.
    void continueWith(const QString& source);
    /// Applies edits to the canonical text they fit. Errors: InvalidInput when they do not fit it.
    Status applyEdits(const std::string& canonical, const std::vector<agents::Edit>& edits,
                      const QString& why);
    /// Looks at another version; measures it first when that was not done.
    void show(Version version);
    void selectSymbol(int index);
    void selectTrade(int trade);
    void hoverBar(int bar);

signals:
    void changed(sw::gui::Change what);
    /// A step of a run of this document happened.
    void stepped(const sw::agents::RunEvent& event);
    /// Something worth knowing that is no failure, one sentence.
    void noticed(const QString& sentence);

private:
    void onEvent(const agents::RunEvent& event);
    void onCalled(const llm::CallRecord& call);
    void onFinished(const agents::RunOutcomePtr& outcome);
    /// A session as it was read and computed again.
    struct Opened {
        std::vector<agents::RunEvent> events;
        std::vector<llm::CallRecord> calls;
        store::Session session;
        Result<store::Reopened> again = fail(ErrorKind::NotFound, "There is no such session.");
    };
    static Result<Opened> read(const store::SessionStore& store, const QString& id,
                               const agents::Ports& ports, const std::stop_token& stop);
    void onOpened(const Result<Opened>& opened);
    void reset(const agents::Brief& brief);
    /// What a check of the editor's text found; `shown` only when it compiles and can run.
    struct Check {
        std::vector<lang::Diagnostic> diagnostics;
        std::optional<Result<ShownResultPtr>> shown;
    };
    void checkSource();
    void onChecked(const Check& check);
    void measure(ShownRequest request);
    void onMeasured(const Result<ShownResultPtr>& result);
    /// Runs `work` in the measuring thread, dropping the answer when newer work was posted since.
    template <class Work, class Done> void post(Work work, Done done);
    void beginMeasuring();
    void emitBusy();
    void adopt(ShownResultPtr shown);
    void setFailure(const QString& sentence);
    void addVersion(const QString& title, const QString& source);
    std::optional<ShownRequest> requestFor(Version version) const;
    void begin(const agents::Brief& brief);

    const store::SessionRecorder::Setup m_setup;
    agents::Ports m_ports; ///< of what is shown: recorded bars for a session that was opened
    store::SessionRecorder* m_recorder = nullptr;
    QString m_session;
    std::unique_ptr<QThreadPool> m_pool;
    std::stop_source m_measureStop;
    quint64 m_measureNumber = 0; ///< of the latest measurement: answers of older ones are dropped
    QTimer m_editTimer;

    agents::Brief m_brief;
    QString m_next;                        ///< the program to look at when the run has ended
    std::optional<agents::Brief> m_queued; ///< starts when the cancelled run has ended
    RunState m_state;
    std::deque<agents::RunEvent> m_events;
    std::vector<llm::CallRecord> m_calls;
    agents::RunOutcomePtr m_outcome;
    QString m_source;
    std::vector<lang::Diagnostic> m_diagnostics;
    std::vector<SourceVersion> m_versions;
    ShownResultPtr m_shown, m_compared, m_asked;
    QString m_failure;
    bool m_edited = false;
    bool m_measuring = false;
    int m_symbol = 0;
    int m_trade = -1;
    int m_bar = -1;
};

} // namespace sw::gui
