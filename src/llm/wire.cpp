#include "llm/wire.h"

#include "llm/event_stream.h"
#include "llm/schema.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace sw::llm {

namespace {

constexpr double kMostBelievedTokens = 1e9;

} // namespace

QString textOf(const QJsonObject& object, const char* member)
{
    return object.value(QLatin1String(member)).toString();
}

QJsonObject objectOf(const QJsonObject& object, const char* member)
{
    return object.value(QLatin1String(member)).toObject();
}

std::optional<qint64> tokensOf(const QJsonObject& object, const char* member)
{
    const double value = object.value(QLatin1String(member)).toDouble(-1);
    if (!(value >= 0 && value <= kMostBelievedTokens)) {
        return std::nullopt;
    }
    return static_cast<qint64>(value);
}

void takeTokens(std::optional<qint64>& total, const QJsonObject& object, const char* member)
{
    if (const auto value = tokensOf(object, member)) {
        total = value;
    }
}

QString messageIn(const QJsonValue& body)
{
    const QJsonValue first = body.isArray() ? body.toArray().first() : body;
    if (first.isString()) {
        return first.toString();
    }
    const QJsonObject object = first.toObject();
    for (const char* member : {"error", "message", "detail", "msg"}) {
        const QJsonValue value = object.value(QLatin1String(member));
        if (value.isString() && !value.toString().isEmpty()) {
            return value.toString();
        }
        if (value.isObject() || value.isArray()) {
            const QJsonValue inner =
                value.isArray() ? value.toArray().first() : QJsonValue(value.toObject());
            const QJsonObject fields = inner.toObject();
            for (const char* name : {"message", "msg", "detail", "error"}) {
                if (!textOf(fields, name).isEmpty()) {
                    return textOf(fields, name);
                }
            }
        }
    }
    return {};
}

QJsonValue parsedBody(const QByteArray& body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError) {
        return QJsonValue(QJsonValue::Undefined);
    }
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

QString joinedSystem(const ModelRequest& request)
{
    QStringList parts;
    for (const SystemPart& part : request.system) {
        parts << part.text;
    }
    return parts.join(QLatin1String("\n\n"));
}

QString schemaInWords(const QJsonObject& schema)
{
    return QStringLiteral("Answer with one JSON object that fits this JSON Schema, and with "
                          "nothing else: no fence, no commentary.\n<schema>\n%1\n</schema>")
        .arg(QString::fromUtf8(orderedJson(schema)));
}

QString userText(const Asking& asking)
{
    const QString& user = asking.request.user;
    return asking.addition.isEmpty() ? user : user + QStringLiteral("\n\n") + asking.addition;
}

QString effortOf(const Asking& asking)
{
    const QString& effort = asking.profile.effort;
    const bool refused =
        asking.listing && asking.listing->effortsSaid && !asking.listing->efforts.contains(effort);
    return refused ? QString() : effort;
}

http::Limits limitsOf(const Profile& profile)
{
    http::Limits limits;
    limits.idleMs = profile.idleMs;
    limits.deadlineMs = profile.deadlineMs;
    return limits;
}

void addBearer(http::Request& request, const std::optional<QByteArray>& key)
{
    if (key && !key->isEmpty()) {
        request.headers.append({"Authorization", "Bearer " + *key, true});
    }
}

Result<ListingPage> listingOf(const QByteArray& body, const char* member,
                              const std::function<ModelListing(const QJsonObject&)>& model)
{
    const QJsonValue value = parsedBody(body);
    const QJsonValue list = value.toObject().value(QLatin1String(member));
    if (!list.isArray()) {
        return fail(ErrorKind::BadReply,
                    "The list of models cannot be read. Check the address of the service.");
    }
    ListingPage page;
    for (const QJsonValue& each : list.toArray()) {
        ModelListing listing = model(each.toObject());
        if (!listing.id.isEmpty()) {
            page.models.push_back(std::move(listing));
        }
    }
    return page;
}

http::Request jsonRequest(const Asking& asking, const QString& path, const QJsonObject& body)
{
    http::Request request;
    const QUrl base = normalisedBase(asking.endpoint.kind, asking.endpoint.base);
    request.url = QUrl(base.toString(QUrl::FullyEncoded) + path);
    request.headers.append({"Content-Type", "application/json", false});
    request.body = orderedJson(body);
    request.limits = limitsOf(asking.profile);
    request.allowHttp2 = asking.endpoint.http2;
    return request;
}

http::Request readRequest(const Endpoint& endpoint, const QString& path)
{
    http::Request request;
    request.method = "GET";
    const QUrl base = normalisedBase(endpoint.kind, endpoint.base);
    request.url = QUrl(base.toString(QUrl::FullyEncoded) + path);
    request.headers.append({"Accept", "application/json", false});
    request.limits.idleMs = 30'000;
    request.limits.deadlineMs = 60'000;
    request.limits.mostBytes = kLongestPieceBytes;
    request.allowHttp2 = endpoint.http2;
    return request;
}

} // namespace sw::llm
