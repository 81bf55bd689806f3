#include "llm/suggestions.h"

#include "bridge/text.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace sw::llm {

namespace {

tl::unexpected<Error> suggestionError(const QString& place, const QString& reason)
{
    return fail(ErrorKind::InvalidInput,
                bridge::fromQt(QStringLiteral("Suggested models: %1: %2.").arg(place, reason)));
}

QDate dayOf(const QJsonValue& value)
{
    return QDate::fromString(value.toString(), Qt::ISODate);
}

} // namespace

Result<ModelSuggestions> ModelSuggestions::builtIn()
{
    QFile file(QStringLiteral(":/models/models.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Internal, "The suggested models are missing from the program.");
    }
    Result<ModelSuggestions> suggestions = parse(file.readAll());
    if (!suggestions) {
        return fail(ErrorKind::Internal, suggestions.error().message);
    }
    return suggestions;
}

Result<ModelSuggestions> ModelSuggestions::parse(const QByteArray& json)
{
    QJsonParseError error;
    const QJsonObject whole = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError) {
        return suggestionError(QStringLiteral("byte %1").arg(error.offset), error.errorString());
    }
    ModelSuggestions result;
    result.asOf = dayOf(whole.value(QLatin1String("as_of")));
    if (!result.asOf.isValid()) {
        return suggestionError(QStringLiteral("as_of"),
                               QStringLiteral("must be a day like 2026-11-22"));
    }
    const QJsonObject suggestions = whole.value(QLatin1String("suggestions")).toObject();
    for (auto each = suggestions.begin(); each != suggestions.end(); ++each) {
        const QJsonObject models = each.value().toObject();
        const ForProvider chosen{models.value(QLatin1String("main")).toString(),
                                 models.value(QLatin1String("helper")).toString()};
        if (!providerNamed(each.key()) || chosen.main.isEmpty() || chosen.helper.isEmpty()) {
            return suggestionError(each.key(),
                                   QStringLiteral("needs a known provider, main and helper"));
        }
        result.byProvider[each.key()] = chosen;
    }
    const QJsonObject retired = whole.value(QLatin1String("retired")).toObject();
    for (auto each = retired.begin(); each != retired.end(); ++each) {
        const QDate day = dayOf(each.value());
        if (!day.isValid()) {
            return suggestionError(each.key(), QStringLiteral("needs a day like 2026-11-22"));
        }
        result.retired[each.key()] = day;
    }
    return result;
}

} // namespace sw::llm
