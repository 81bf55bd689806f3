// What the Supervisor says while it works: one value type for the window, the session store and the
// progress server alike.
#pragma once

#include "base/error.h"
#include "base/timestamp.h"

#include <QJsonObject>
#include <QMetaType>
#include <QString>

namespace sw::agents {

enum class EventType : std::uint8_t {
    AgentStart,
    AgentProgress,
    AgentComplete,
    LlmDelta,
    IterationStart,
    Refinement,
    BacktestProgress,
    Heartbeat,
    Complete,
    Error,
};

/// One step of a run. Events of a session are numbered 1, 2, 3 … without gaps.
struct RunEvent {
    QString session;
    qint64 seq = 0;
    Timestamp time;
    EventType type = EventType::AgentProgress;
    QString agent;
    int iteration = 0; ///< 0 outside iterations
    int maxIterations = 0;
    QString action;  ///< short verb phrase: "reading the sentence"
    QString message; ///< one sentence for people
    QJsonObject data;
};

/// "agent_start", "agent_progress", …
QString name(EventType type);
/// The event as JSON, with all fields of agents.md section 3.
QJsonObject toJson(const RunEvent& event);

/// What the user can do about a failure of this kind, one sentence.
QString whatToDo(ErrorKind kind);
/// True when the same run can succeed after the user did that; false for faults of this program.
bool isRecoverable(ErrorKind kind);

} // namespace sw::agents

Q_DECLARE_METATYPE(sw::agents::RunEvent)
