#include "llm/conversation.h"

#include <algorithm>
#include <utility>

namespace sw::llm {

namespace {

constexpr qint64 kLoadingPauseMs = 5'000;
constexpr int kMostTokens = 1'000'000;

QString inSeconds(qint64 milliseconds)
{
    return QStringLiteral("%1 s").arg((milliseconds + 999) / 1000);
}

} // namespace

Conversation::Conversation(Asking asking, int tokenCap)
    : m_asking(std::move(asking)), m_tokenCap(tokenCap)
{}

NextStep Conversation::after(const Problem& problem, double chance)
{
    const int seen = ++m_seen[problem.kind];
    if (problem.kind == ProblemKind::Loading) {
        return whileLoading(problem);
    }
    if (seen > problem.retries) {
        return {};
    }
    switch (problem.remedy) {
    case Remedy::Again:
        return retried(problem, chance);
    case Remedy::MoreTokens:
        m_tokenCap = std::min(2 * m_tokenCap, kMostTokens);
        m_asking.maxTokens = m_tokenCap;
        m_asking.profile.effort = lowerEffort(m_asking.profile.effort);
        return {
            true, 0, false,
            QStringLiteral("Answer was cut off, asking again for up to %1 tokens").arg(m_tokenCap)};
    case Remedy::Nudge:
        m_asking.addition = nudgeText();
        return {true, 0, false, QStringLiteral("The model returned nothing, asking again")};
    case Remedy::WeakerMode: {
        const QString mode =
            m_asking.schemaMode.isEmpty() ? m_asking.endpoint.schemaMode : m_asking.schemaMode;
        const QString weaker = weakerSchemaMode(mode);
        if (weaker.isEmpty()) {
            return {};
        }
        m_asking.schemaMode = weaker;
        return {true, 0, false,
                QStringLiteral("%1 does not know this form of schema, asking in a simpler one")
                    .arg(m_asking.profile.model)};
    }
    case Remedy::LessContext: // a question has no part that may be left out
    case Remedy::None:
        break;
    }
    return {};
}

NextStep Conversation::retried(const Problem& problem, double chance)
{
    if (m_retries >= kMostRetries) {
        return {};
    }
    ++m_retries;
    http::Setback setback;
    setback.failures = m_retries;
    setback.overloaded = problem.kind == ProblemKind::Overloaded;
    setback.afterMs = problem.waitMs;
    const std::optional<qint64> wait = http::waitMs(setback, chance);
    if (!wait) {
        return {};
    }
    return {true, *wait, problem.kind == ProblemKind::RateLimited,
            words(problem, problem.waitMs.value_or(*wait))};
}

NextStep Conversation::whileLoading(const Problem& problem)
{
    const qint64 wait = std::max<qint64>(kLoadingPauseMs, problem.waitMs.value_or(0));
    m_loadingMs += wait;
    if (m_loadingMs > kLongestLoadingMs) {
        return {};
    }
    return {true, wait, false, QStringLiteral("Model is loading")};
}

NextStep Conversation::after(const QString& answer, const std::vector<SchemaViolation>& violations)
{
    if (m_repairs >= kMostRepairs) {
        return {};
    }
    ++m_repairs;
    m_asking.addition = repairText(answer, violations);
    const QString first = violations.empty()
                              ? QString()
                              : QStringLiteral(": %1 %2").arg(violations.front().pointer.isEmpty()
                                                                  ? QStringLiteral("the document")
                                                                  : violations.front().pointer,
                                                              violations.front().reason);
    return {true, 0, false,
            QStringLiteral("The answer breaks its form, repairing (%1/%2)%3")
                .arg(m_repairs)
                .arg(kMostRepairs)
                .arg(first)};
}

QString Conversation::words(const Problem& problem, qint64 waitMs) const
{
    const QString count = QStringLiteral("retrying (%1/%2)").arg(m_retries).arg(kMostRetries);
    switch (problem.kind) {
    case ProblemKind::RateLimited:
        return QStringLiteral("waiting %1 (rate limit)").arg(inSeconds(waitMs));
    case ProblemKind::Overloaded:
        return QStringLiteral("Service overloaded, waiting %1, %2").arg(inSeconds(waitMs), count);
    case ProblemKind::Idle:
        return QStringLiteral("No data for %1, restarting").arg(inSeconds(m_asking.profile.idleMs));
    case ProblemKind::Cut:
        return QStringLiteral("connection lost, restarted");
    case ProblemKind::Offline:
        return QStringLiteral("Cannot reach %1, %2").arg(m_asking.endpoint.base.host(), count);
    case ProblemKind::Unreadable:
    case ProblemKind::Malformed:
    case ProblemKind::UnknownStop:
        return QStringLiteral("Unreadable answer, asking again");
    default:
        return count;
    }
}

} // namespace sw::llm
