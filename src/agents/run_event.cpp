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

} // namespace sw::agents
