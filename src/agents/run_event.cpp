#include "agents/run_event.h"

#include "bridge/text.h"

namespace sw::agents {

QString name(EventType type)
{
    switch (type) {
    case EventType::AgentStart:
        return QStringLiteral("agent_start");
    case EventType::AgentProgress:
        return QStringLiteral("agent_progress");
    case EventType::AgentComplete:
        return QStringLiteral("agent_complete");
    case EventType::LlmDelta:
        return QStringLiteral("llm_delta");
    case EventType::IterationStart:
        return QStringLiteral("iteration_start");
    case EventType::Refinement:
        return QStringLiteral("refinement");
    case EventType::BacktestProgress:
        return QStringLiteral("backtest_progress");
    case EventType::Heartbeat:
        return QStringLiteral("heartbeat");
    case EventType::Complete:
        return QStringLiteral("complete");
    case EventType::Error:
        break;
    }
    return QStringLiteral("error");
}

QJsonObject toJson(const RunEvent& event)
{
    return {
        {QStringLiteral("session"), event.session},
        {QStringLiteral("seq"), event.seq},
        {QStringLiteral("time"), bridge::isoMilliseconds(event.time)},
        {QStringLiteral("type"), name(event.type)},
        {QStringLiteral("agent"), event.agent},
        {QStringLiteral("iteration"), event.iteration},
        {QStringLiteral("maxIterations"), event.maxIterations},
        {QStringLiteral("action"), event.action},
        {QStringLiteral("message"), event.message},
        {QStringLiteral("data"), event.data},
    };
}

QString whatToDo(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::InvalidInput:
        return QStringLiteral("Change the strategy, its test window or its data and run it again.");
    case ErrorKind::NotFound:
        return QStringLiteral("Choose another symbol or add bars for this one.");
    case ErrorKind::Unsupported:
        return QStringLiteral("Leave this part out or say it in another way.");
    case ErrorKind::Io:
        return QStringLiteral("Check that the file exists and may be read, then run again.");
    case ErrorKind::Network:
    case ErrorKind::Timeout:
        return QStringLiteral("Check the connection and run again.");
    case ErrorKind::RateLimited:
        return QStringLiteral("Wait a minute and run again.");
    case ErrorKind::Unauthorized:
        return QStringLiteral("Check the key of this service in the settings.");
    case ErrorKind::BadReply:
        return QStringLiteral("Run again, or choose another model or source.");
    case ErrorKind::Cancelled:
        return QStringLiteral("Run again when you want to; what was found is kept.");
    case ErrorKind::Internal:
        break;
    }
    return QStringLiteral("This is a fault of the program; please report it with the steps of this "
                          "run.");
}

bool isRecoverable(ErrorKind kind)
{
    return kind != ErrorKind::Internal;
}

} // namespace sw::agents
