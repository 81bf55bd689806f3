// The tables of the session file, version by version, and how a file is made ready: created,
// brought up to date, refused when it is newer, put aside when it is damaged.
#pragma once

#include "store/connection.h"

#include <QStringList>

#include <span>

namespace sw::store {

/// The version that this program writes.
int schemaVersion();
/// The statements that lead from version `from` to the next. Requires: 0 ≤ from < schemaVersion().
std::span<const char* const> migration(int from);
/// Brings a file to the current version, in one transaction a step. Errors: Unsupported for a file
/// from a newer version, Io.
Status migrate(Connection& connection);

/// Creates or opens the file, readable by its user alone. A damaged file is renamed; then, and in
/// no other case, the answer is a sentence that says where to. Errors: Unsupported, Io.
Result<QString> prepareFile(const QString& path);

/// A name beside `path` that is not taken: "sessions.sqlite.damaged-1".
QString freeNameBeside(const QString& path, const QString& word);

} // namespace sw::store
