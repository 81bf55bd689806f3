// What was open, so that the next start opens it again: sentences and programs, not results; these
// are computed anew.
#pragma once

#include "base/result.h"

#include <QStringList>

#include <vector>

namespace sw::gui {

/// One tab: the sentence, and the program where it was edited since.
struct SavedTab {
    QString sentence;
    QString source;
    QString session; ///< the recorded run that was shown; empty when there was none
    bool operator==(const SavedTab&) const = default;
};

struct SavedSession {
    std::vector<SavedTab> tabs;
    int current = 0;
    QStringList history; ///< sentences that were run, oldest first
    bool operator==(const SavedSession&) const = default;

    /// Writes session.json whole or not at all. Errors: Io.
    Status save(const QString& folder) const;
    /// Errors: NotFound at the first start, InvalidInput for a file that is no session, Io.
    static Result<SavedSession> load(const QString& folder);
};

} // namespace sw::gui
