#include "bridge/text.h"

#include <fmt/format.h>

namespace sw::bridge {

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string fromQt(const QString& text)
{
    return text.toStdString();
}

QString isoMilliseconds(Timestamp time)
{
    const std::int64_t inDay = time.ms - daysOf(time) * kMsPerDay;
    return toQt(fmt::format("{}T{:02d}:{:02d}:{:02d}.{:03d}Z", formatDate(time), inDay / kMsPerHour,
                            inDay / kMsPerMinute % 60, inDay / 1000 % 60, inDay % 1000));
}

} // namespace sw::bridge
