// The only door between UTF-8 std::string of the Qt-free rooms and QString above them.
#pragma once

#include "base/timestamp.h"

#include <QString>

#include <string>
#include <string_view>

namespace sw::bridge {

/// UTF-8 text as QString.
QString toQt(std::string_view text);
/// QString as UTF-8.
std::string fromQt(const QString& text);
/// ISO 8601 UTC with milliseconds: "2024-01-31T14:30:00.250Z".
QString isoMilliseconds(Timestamp time);

} // namespace sw::bridge
