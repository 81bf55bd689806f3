#include "llm/language_model.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace sw::llm {

QString requestKey(const ModelRequest& request)
{
    QJsonArray system;
    for (const SystemPart& part : request.system) {
        system.append(QJsonArray{part.text, part.cached});
    }
    // QJsonObject keeps its members sorted: the same request gives the same bytes.
    const QJsonObject whole{{QStringLiteral("agent"), request.agent},
                            {QStringLiteral("system"), system},
                            {QStringLiteral("user"), request.user},
                            {QStringLiteral("schemaName"), request.schemaName},
                            {QStringLiteral("schema"), request.schema},
                            {QStringLiteral("maxTokens"), request.maxTokens}};
    const QByteArray bytes = QJsonDocument(whole).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

} // namespace sw::llm
