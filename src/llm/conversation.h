// What to do after each attempt at one model: ask again, how changed, after how long, and in which
// words the user hears of it. Decides; sends nothing and waits for nothing.
#pragma once

#include "http/retry.h"
#include "llm/adapter.h"
#include "llm/schema.h"

#include <map>
#include <vector>

namespace sw::llm {

/// What comes next.
struct NextStep {
    bool again = false;   ///< the asking is ready to be sent once more
    qint64 waitMs = 0;    ///< before it
    bool limited = false; ///< the whole endpoint has to wait
    QString sentence;     ///< for the user; empty = nothing worth telling
};

/// Thread: one.
class Conversation
{
public:
    static constexpr int kMostRetries = 3;
    static constexpr int kMostRepairs = 2;
    static constexpr qint64 kLongestLoadingMs = 300'000;

    /// `tokenCap`: what the adapter sends for this asking.
    Conversation(Asking asking, int tokenCap);

    /// What to send now.
    const Asking& asking() const { return m_asking; }

    /// After a failed attempt. `chance` in [0, 1).
    NextStep after(const Problem& problem, double chance);
    /// After an answer that breaks its schema: at most kMostRepairs times.
    NextStep after(const QString& answer, const std::vector<SchemaViolation>& violations);

private:
    NextStep retried(const Problem& problem, double chance);
    NextStep whileLoading(const Problem& problem);
    QString words(const Problem& problem, qint64 waitMs) const;

    Asking m_asking;
    int m_tokenCap;
    int m_retries = 0;
    int m_repairs = 0;
    qint64 m_loadingMs = 0;
    std::map<ProblemKind, int> m_seen;
};

} // namespace sw::llm
