#include "app/stored_events.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace sw::app {

std::vector<serve::EventText> StoredEvents::events(const QString& session, qint64 from,
                                                   int most) const
{
    const Result<std::vector<QByteArray>> kept = m_sessions->events(session, from);
    std::vector<serve::EventText> out;
    if (!kept) {
        return out;
    }
    for (const QByteArray& json : *kept) {
        if (out.size() >= static_cast<std::size_t>(most)) {
            break;
        }
        const qint64 seq =
            QJsonDocument::fromJson(json).object().value(QStringLiteral("seq")).toInteger();
        out.push_back({seq, QString::fromUtf8(json)});
    }
    return out;
}

qint64 StoredEvents::last(const QString& session) const
{
    return m_sessions->lastEvent(session).value_or(0);
}

} // namespace sw::app
