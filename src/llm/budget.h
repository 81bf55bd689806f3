// What a run may spend: money is held back before an attempt and settled after it; calls are
// counted, so that no loop goes on for ever.
#pragma once

#include "base/result.h"
#include "llm/language_model.h"

#include <mutex>

namespace sw::llm {

/// "$0.0123": four digits below a dollar, two above.
QString dollars(qint64 microDollars);

/// Thread: any.
class Budget
{
public:
    /// Without a ceiling only calls are limited.
    Budget(MicroDollars ceiling, int mostCalls);

    /// Counts a call that asks a model. Errors: RateLimited when the run has made all its calls.
    Status beginCall();

    /// Holds back the most that an attempt may cost; `model` for the sentence. Errors: RateLimited
    /// when it passes the ceiling, Unsupported when there is a ceiling and the price is not known.
    Status reserve(MicroDollars most, const QString& model);
    /// Gives back what was reserved and books what the attempt did cost.
    void settle(MicroDollars reserved, MicroDollars cost);

    /// Booked so far, where the price was known. Units: micro-dollars.
    qint64 spent() const;
    int calls() const;
    /// A new run begins: nothing is spent.
    void reset();

private:
    const MicroDollars m_ceiling;
    const int m_mostCalls;
    mutable std::mutex m_mutex;
    qint64 m_spent = 0;
    qint64 m_held = 0;
    int m_calls = 0;
};

} // namespace sw::llm
