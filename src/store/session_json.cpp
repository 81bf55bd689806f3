#include "store/session_json.h"

#include "bridge/text.h"
#include "http/redact.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <cmath>

namespace sw::store {

using bridge::fromQt;
using bridge::toQt;

namespace {

constexpr std::array kErrorKinds{
    ErrorKind::InvalidInput, ErrorKind::NotFound,  ErrorKind::Unsupported, ErrorKind::Io,
    ErrorKind::Network,      ErrorKind::Timeout,   ErrorKind::RateLimited, ErrorKind::Unauthorized,
    ErrorKind::BadReply,     ErrorKind::Cancelled, ErrorKind::Internal};

constexpr std::array kEventTypes{
    agents::EventType::AgentStart,       agents::EventType::AgentProgress,
    agents::EventType::AgentComplete,    agents::EventType::LlmDelta,
    agents::EventType::IterationStart,   agents::EventType::Refinement,
    agents::EventType::BacktestProgress, agents::EventType::Heartbeat,
    agents::EventType::Complete,         agents::EventType::Error};

tl::unexpected<Error> broken(const char* what)
{
    return fail(ErrorKind::InvalidInput,
                std::string("The session's ") + what + " is not as this program writes it.");
}

QJsonValue orNull(const std::optional<qint64>& value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

std::optional<qint64> numberOf(const QJsonValue& value)
{
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

QJsonValue dateJson(const std::optional<CivilDate>& date)
{
    return date ? QJsonValue(toQt(formatDate(*date))) : QJsonValue(QJsonValue::Null);
}

/// False when there is a text that is no date.
bool readDate(const QJsonValue& value, std::optional<CivilDate>& date)
{
    if (value.isString()) {
        date = parseDate(fromQt(value.toString()));
        return date.has_value();
    }
    return value.isNull() || value.isUndefined();
}

QJsonObject requestJson(const llm::ModelRequest& request)
{
    QJsonArray system;
    for (const llm::SystemPart& part : request.system) {
        system.append(QJsonObject{{QStringLiteral("text"), part.text},
                                  {QStringLiteral("cached"), part.cached}});
    }
    return {{QStringLiteral("agent"), request.agent},
            {QStringLiteral("purpose"), request.purpose},
            {QStringLiteral("system"), system},
            {QStringLiteral("user"), request.user},
            {QStringLiteral("schemaName"), request.schemaName},
            {QStringLiteral("schema"), request.schema},
            {QStringLiteral("maxTokens"), request.maxTokens},
            {QStringLiteral("promptVersion"), request.promptVersion}};
}

llm::ModelRequest requestFrom(const QJsonObject& json)
{
    llm::ModelRequest request;
    request.agent = json.value(QStringLiteral("agent")).toString();
    request.purpose = json.value(QStringLiteral("purpose")).toString();
    for (const QJsonValue& item : json.value(QStringLiteral("system")).toArray()) {
        const QJsonObject part = item.toObject();
        request.system.push_back({part.value(QStringLiteral("text")).toString(),
                                  part.value(QStringLiteral("cached")).toBool()});
    }
    request.user = json.value(QStringLiteral("user")).toString();
    request.schemaName = json.value(QStringLiteral("schemaName")).toString();
    request.schema = json.value(QStringLiteral("schema")).toObject();
    request.maxTokens = json.value(QStringLiteral("maxTokens")).toInt();
    request.promptVersion = json.value(QStringLiteral("promptVersion")).toString();
    return request;
}

QJsonObject attemptJson(const llm::CallAttempt& attempt)
{
    return {{QStringLiteral("endpoint"), attempt.endpoint},
            {QStringLiteral("model"), attempt.model},
            {QStringLiteral("status"), attempt.status},
            {QStringLiteral("outcome"), attempt.outcome},
            {QStringLiteral("sentence"), attempt.sentence},
            {QStringLiteral("requestId"), attempt.requestId},
            {QStringLiteral("usage"), usageJson(attempt.usage)},
            {QStringLiteral("costMicroDollars"), orNull(attempt.cost)},
            {QStringLiteral("costEstimated"), attempt.costEstimated},
            {QStringLiteral("waitedMs"), attempt.waitedMs},
            {QStringLiteral("firstByteMs"), attempt.firstByteMs},
            {QStringLiteral("elapsedMs"), attempt.elapsedMs}};
}

llm::CallAttempt attemptFrom(const QJsonObject& json)
{
    llm::CallAttempt attempt;
    attempt.endpoint = json.value(QStringLiteral("endpoint")).toString();
    attempt.model = json.value(QStringLiteral("model")).toString();
    attempt.status = json.value(QStringLiteral("status")).toInt();
    attempt.outcome = json.value(QStringLiteral("outcome")).toString();
    attempt.sentence = json.value(QStringLiteral("sentence")).toString();
    attempt.requestId = json.value(QStringLiteral("requestId")).toString();
    attempt.usage = usageFrom(json.value(QStringLiteral("usage")).toObject());
    attempt.cost = numberOf(json.value(QStringLiteral("costMicroDollars")));
    attempt.costEstimated = json.value(QStringLiteral("costEstimated")).toBool();
    attempt.waitedMs = json.value(QStringLiteral("waitedMs")).toInteger();
    attempt.firstByteMs = json.value(QStringLiteral("firstByteMs")).toInteger(-1);
    attempt.elapsedMs = json.value(QStringLiteral("elapsedMs")).toInteger();
    return attempt;
}

} // namespace

QJsonObject usageJson(const llm::Usage& usage)
{
    return {{QStringLiteral("input"), orNull(usage.input)},
            {QStringLiteral("cacheRead"), orNull(usage.cacheRead)},
            {QStringLiteral("cacheWrite"), orNull(usage.cacheWrite)},
            {QStringLiteral("cacheWriteShort"), orNull(usage.cacheWriteShort)},
            {QStringLiteral("output"), orNull(usage.output)},
            {QStringLiteral("thinking"), orNull(usage.thinking)}};
}

llm::Usage usageFrom(const QJsonObject& json)
{
    llm::Usage usage;
    usage.input = numberOf(json.value(QStringLiteral("input")));
    usage.cacheRead = numberOf(json.value(QStringLiteral("cacheRead")));
    usage.cacheWrite = numberOf(json.value(QStringLiteral("cacheWrite")));
    usage.cacheWriteShort = numberOf(json.value(QStringLiteral("cacheWriteShort")));
    usage.output = numberOf(json.value(QStringLiteral("output")));
    usage.thinking = numberOf(json.value(QStringLiteral("thinking")));
    return usage;
}

QByteArray redactedJson(const QJsonObject& json)
{
    const QByteArray plain = QJsonDocument(json).toJson(QJsonDocument::Compact);
    return http::redacted(QString::fromUtf8(plain)).toUtf8();
}

QJsonObject briefJson(const agents::Brief& brief)
{
    return {{QStringLiteral("text"), toQt(brief.text)},
            {QStringLiteral("source"), toQt(brief.source)},
            {QStringLiteral("symbol"),
             brief.symbol ? QJsonValue(toQt(*brief.symbol)) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("from"), dateJson(brief.from)},
            {QStringLiteral("to"), dateJson(brief.to)},
            {QStringLiteral("capital"),
             brief.capital ? QJsonValue(*brief.capital) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("maxIterations"), brief.maxIterations},
            {QStringLiteral("keepMyNumbers"), brief.keepMyNumbers},
            // As text: JSON's numbers are doubles.
            {QStringLiteral("seed"), QString::number(brief.seed)}};
}

Result<agents::Brief> briefFrom(const QJsonObject& json)
{
    agents::Brief brief;
    brief.text = fromQt(json.value(QStringLiteral("text")).toString());
    brief.source = fromQt(json.value(QStringLiteral("source")).toString());
    if (const QJsonValue symbol = json.value(QStringLiteral("symbol")); symbol.isString()) {
        brief.symbol = fromQt(symbol.toString());
    }
    if (const QJsonValue capital = json.value(QStringLiteral("capital")); capital.isDouble()) {
        brief.capital = capital.toDouble();
    }
    brief.maxIterations = json.value(QStringLiteral("maxIterations")).toInt(0);
    brief.keepMyNumbers = json.value(QStringLiteral("keepMyNumbers")).toBool();
    bool isNumber = false;
    brief.seed = json.value(QStringLiteral("seed")).toString().toULongLong(&isNumber);
    const bool dates = readDate(json.value(QStringLiteral("from")), brief.from) &&
                       readDate(json.value(QStringLiteral("to")), brief.to);
    const bool money = !brief.capital || (std::isfinite(*brief.capital) && *brief.capital > 0);
    if (!isNumber || !dates || !money || brief.maxIterations < 1 || brief.maxIterations > 10 ||
        (brief.text.empty() && brief.source.empty() && !json.contains(QStringLiteral("text")))) {
        return broken("brief");
    }
    return brief;
}

QByteArray eventBytes(const agents::RunEvent& event)
{
    return redactedJson(agents::toJson(event));
}

Result<agents::RunEvent> eventFrom(const QByteArray& bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    agents::RunEvent event;
    event.session = json.value(QStringLiteral("session")).toString();
    event.seq = json.value(QStringLiteral("seq")).toInteger();
    const QDateTime time =
        QDateTime::fromString(json.value(QStringLiteral("time")).toString(), Qt::ISODateWithMs);
    const QString type = json.value(QStringLiteral("type")).toString();
    bool known = false;
    for (const agents::EventType each : kEventTypes) {
        if (agents::name(each) == type) {
            event.type = each;
            known = true;
        }
    }
    if (!known || !time.isValid() || event.seq < 1 || event.session.isEmpty()) {
        return broken("event");
    }
    event.time = {time.toMSecsSinceEpoch()};
    event.agent = json.value(QStringLiteral("agent")).toString();
    event.iteration = json.value(QStringLiteral("iteration")).toInt();
    event.maxIterations = json.value(QStringLiteral("maxIterations")).toInt();
    event.action = json.value(QStringLiteral("action")).toString();
    event.message = json.value(QStringLiteral("message")).toString();
    event.data = json.value(QStringLiteral("data")).toObject();
    return event;
}

QJsonObject callJson(const llm::CallRecord& call)
{
    QJsonArray attempts;
    for (const llm::CallAttempt& attempt : call.attempts) {
        attempts.append(attemptJson(attempt));
    }
    QJsonObject json{{QStringLiteral("id"), call.id},
                     {QStringLiteral("requestKey"), call.requestKey},
                     {QStringLiteral("request"), requestJson(call.request)},
                     {QStringLiteral("wireBody"), call.wireBody},
                     {QStringLiteral("curl"), call.curl},
                     {QStringLiteral("attempts"), attempts},
                     {QStringLiteral("answer"), call.answer},
                     {QStringLiteral("parsed"), call.parsed},
                     {QStringLiteral("endpoint"), call.endpoint},
                     {QStringLiteral("model"), call.model},
                     {QStringLiteral("requestId"), call.requestId},
                     {QStringLiteral("cacheHit"), call.cacheHit},
                     {QStringLiteral("usage"), usageJson(call.usage)},
                     {QStringLiteral("costMicroDollars"), orNull(call.cost)},
                     {QStringLiteral("elapsedMs"), call.elapsedMs},
                     {QStringLiteral("ownMs"), call.ownMs}};
    if (call.error) {
        json.insert(QStringLiteral("error"), errorJson(*call.error));
    }
    return QJsonDocument::fromJson(redactedJson(json)).object();
}

Result<llm::CallRecord> callFrom(const QJsonObject& json)
{
    llm::CallRecord call;
    call.id = json.value(QStringLiteral("id")).toString();
    call.requestKey = json.value(QStringLiteral("requestKey")).toString();
    if (!json.value(QStringLiteral("request")).isObject()) {
        return broken("call of a model");
    }
    call.request = requestFrom(json.value(QStringLiteral("request")).toObject());
    call.wireBody = json.value(QStringLiteral("wireBody")).toString();
    call.curl = json.value(QStringLiteral("curl")).toString();
    for (const QJsonValue& attempt : json.value(QStringLiteral("attempts")).toArray()) {
        call.attempts.push_back(attemptFrom(attempt.toObject()));
    }
    call.answer = json.value(QStringLiteral("answer")).toString();
    call.parsed = json.value(QStringLiteral("parsed")).toObject();
    call.endpoint = json.value(QStringLiteral("endpoint")).toString();
    call.model = json.value(QStringLiteral("model")).toString();
    call.requestId = json.value(QStringLiteral("requestId")).toString();
    call.cacheHit = json.value(QStringLiteral("cacheHit")).toBool();
    call.usage = usageFrom(json.value(QStringLiteral("usage")).toObject());
    call.cost = numberOf(json.value(QStringLiteral("costMicroDollars")));
    call.elapsedMs = json.value(QStringLiteral("elapsedMs")).toInteger();
    call.ownMs = json.value(QStringLiteral("ownMs")).toInteger();
    if (json.contains(QStringLiteral("error"))) {
        call.error = errorFrom(json.value(QStringLiteral("error")).toObject());
    }
    return call;
}

QJsonObject errorJson(const Error& error)
{
    return {{QStringLiteral("kind"), toQt(sw::name(error.kind))},
            {QStringLiteral("message"), toQt(error.message)},
            {QStringLiteral("context"), toQt(error.context)}};
}

Error errorFrom(const QJsonObject& json)
{
    Error error{ErrorKind::Internal, fromQt(json.value(QStringLiteral("message")).toString()),
                fromQt(json.value(QStringLiteral("context")).toString())};
    for (const ErrorKind kind : kErrorKinds) {
        if (toQt(sw::name(kind)) == json.value(QStringLiteral("kind")).toString()) {
            error.kind = kind;
        }
    }
    return error;
}

} // namespace sw::store
