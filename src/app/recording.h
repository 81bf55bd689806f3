// What `run` and `sessions resume` share: a run that is recorded while it prints, and what is said
// at its end.
#pragma once

#include "app/command.h"
#include "store/session_recorder.h"

namespace sw::app {

/// The session file of this user. Says so when an old one had to be put aside. Errors: Unsupported
/// for a file of a newer version, Io.
Result<std::shared_ptr<store::SessionStore>> openSessions(Console& console);

/// The values of --data with whole paths, so that they mean the same from another folder.
QStringList wholePaths(const std::vector<std::string>& data);

/// A run that came to its end.
struct RanToEnd {
    agents::RunOutcomePtr outcome;
    QString session;       ///< its id
    bool recorded = false; ///< to its end
};

/// Begins a run with `begin` and waits for its end in this thread's event loop, printing events or
/// progress as they come. A stop by Ctrl-C keeps what was found. Errors: of `begin`.
Result<RanToEnd> runToEnd(store::SessionRecorder::Setup setup, bool printEvents,
                          const std::function<Status(store::SessionRecorder&)>& begin,
                          Session& session);

/// Prints the outcome as the options want it, and one sentence when there is no result.
Exit reportRun(const Options& options, const RanToEnd& ran, Session& session);

} // namespace sw::app
