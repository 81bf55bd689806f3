// Which agent asks which model, in a file of the user's settings. Holds no key.
#pragma once

#include "llm/profile.h"

namespace sw::store {

/// models.json in the folder of the user's settings.
QString defaultRoutingPath();

/// Routing as JSON and back. Unknown members are left out; wrong ones are errors.
QJsonObject routingJson(const llm::Routing& routing);
/// Errors: InvalidInput naming the member.
Result<llm::Routing> routingFrom(const QJsonObject& json);

struct LoadedRouting {
    llm::Routing routing; ///< the well-known endpoints and no chain when there was no good file
    QString sentence;     ///< what the user should know; mostly empty
};
/// Reads the file. A damaged one is renamed, and said.
LoadedRouting loadRouting(const QString& path);
/// Writes the file, whole or not at all, readable by its user alone. Errors: Io.
Status saveRouting(const llm::Routing& routing, const QString& path);

} // namespace sw::store
