// What the events of a run add up to: a value, folded one event at a time by a pure function, so
// that a saved list of events shows the same timeline as the run itself did.
#pragma once

#include "agents/run_event.h"

#include <QString>

#include <optional>
#include <vector>

namespace sw::gui {

/// How a line of the timeline ended.
enum class StepState : std::uint8_t { Working, Done, Failed, Cancelled, Accepted, Rejected, Note };

/// One line of the timeline: an agent at work, a hypothesis, a decision, an error.
struct Step {
    qint64 seq = 0; ///< of the event that opened it; never changes
    Timestamp started;
    StepState state = StepState::Working;
    QString agent;
    QString title;   ///< what is done, a short phrase
    QString asked;   ///< what the agent was given
    QString answer;  ///< what came out, or text as it streams in
    QString details; ///< figures and edits, several lines; shown when unfolded
    int iteration = 0;
    int depth = 0; ///< agents inside agents
    std::optional<qint64> elapsedMs;
    std::optional<double> progress;                              ///< 0…1 while working
    agents::EventType opened = agents::EventType::AgentProgress; ///< of the event that opened it
    QJsonObject figures; ///< data of its last event: what details says in words
};

/// What a run looks like from outside after some of its events.
struct RunState {
    QString session;
    qint64 lastSeq = 0;
    bool running = false;
    bool finished = false;
    int iteration = 0;
    int maxIterations = 0;
    QString waitingFor; ///< of the last heartbeat, empty when something happened since
    QString lastMessage;
    Timestamp started, last;
    std::vector<Step> steps;
    std::vector<std::size_t> open; ///< indices of steps at work, innermost last
    int errors = 0;
    /// Steps from here on differ from the state before the last event: what a view has to redraw.
    std::size_t changedFrom = 0;
};

/// The state after one more event. Events that were seen already (by number) change nothing; a gap
/// in the numbers is noted as a step of its own. Cost: constant, apart from the copy when `state`
/// is not given up.
RunState next(RunState state, const agents::RunEvent& event);

} // namespace sw::gui
