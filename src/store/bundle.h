// One session as one file, to be opened on another machine: events, transcripts, programs, bars and
// result inside; no key and no path of this machine. A file that comes from elsewhere is believed
// nothing: sizes, sums, numbers and shapes are checked before anything is kept.
#pragma once

#include "store/session_store.h"

namespace sw::store {

/// Units: bytes.
inline constexpr qint64 kMostBundleBytes = 256LL * 1024 * 1024;

struct Bundled {
    QString id;
    QString name;
    qint64 bytes = 0;
    QStringList notInside; ///< sets of bars too large for it, one sentence each
};

/// Writes a session to a file, whole or not at all. Errors: NotFound, InvalidInput for one that is
/// too large, Io.
Result<Bundled> writeBundle(const SessionStore& store, const QString& id, const QString& path);

/// Takes a session in from a file, under the id it had. Errors: NotFound, InvalidInput for a file
/// that is no bundle, is damaged, or whose session is here already, Unsupported for one of a newer
/// version, Io.
Result<Bundled> readBundle(SessionStore& store, const QString& path);

} // namespace sw::store
