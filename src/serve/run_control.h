// What clients may ask of runs. The server only passes it on: who implements this decides how many
// runs there are and what they work with.
#pragma once

#include "agents/brief.h"
#include "base/result.h"

#include <QString>

#include <functional>
#include <string>
#include <vector>

namespace sw::serve {

/// What came of an answer: a new run, or the questions that are still open.
struct AnswerTaken {
    QString session; ///< of the run that started; empty while questions are open
    std::vector<agents::Note> open;
};

/// Starts, stops and answers runs. Each function returns at once; its reply comes later, once, from
/// any thread. Thread: called from the server's thread.
class RunControl
{
public:
    template <class T> using Reply = std::function<void(Result<T>)>;

    virtual ~RunControl() = default;
    /// Starts a run; the session's id. Errors: RateLimited when too many run already.
    virtual void start(agents::Brief brief, Reply<QString> reply) = 0;
    /// Asks a run to stop; the session's id. Errors: NotFound, InvalidInput for one that is over.
    virtual void cancel(const QString& session, Reply<QString> reply) = 0;
    /// Answers a question of a run that ended with one. Errors: NotFound, InvalidInput as
    /// agents::answer, RateLimited as start.
    virtual void answer(const QString& session, std::string about, std::string text,
                        Reply<AnswerTaken> reply) = 0;
};

} // namespace sw::serve
