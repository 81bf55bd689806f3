#include "serve/message.h"

#include "base/text.h"
#include "bridge/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <fmt/format.h>

#include <initializer_list>
#include <optional>

namespace sw::serve {

using bridge::fromQt;
using bridge::toQt;

namespace {

constexpr qsizetype kIdLetters = 64;
constexpr qsizetype kNameLetters = 100;
constexpr qsizetype kAnswerLetters = 2'000;
constexpr qsizetype kSentenceLetters = 10'000;
constexpr qsizetype kProgramLetters = 50'000;
constexpr double kMostSeq = 9e15;

/// Reads fields of one object; the first wrong one is remembered as a sentence.
class Fields
{
public:
    Fields(const QJsonObject& object, const char* where) : m_object(object), m_where(where) {}

    /// A text of at most `most` letters; nothing when it is absent.
    std::optional<QString> text(const char* name, qsizetype most)
    {
        const QJsonValue value = m_object.value(QLatin1String(name));
        if (value.isUndefined()) {
            return std::nullopt;
        }
        if (!value.isString() || value.toString().size() > most) {
            refuse(fmt::format("'{}' must be a text of at most {} letters", name, most));
            return std::nullopt;
        }
        return value.toString();
    }

    std::optional<double> number(const char* name, double low, double high, bool whole)
    {
        const QJsonValue value = m_object.value(QLatin1String(name));
        if (value.isUndefined()) {
            return std::nullopt;
        }
        const double number = value.toDouble(low - 1);
        if (!value.isDouble() || !(number >= low && number <= high) ||
            (whole && number != static_cast<double>(static_cast<qint64>(number)))) {
            refuse(fmt::format("'{}' must be a {} from {} to {}", name,
                               whole ? "whole number" : "number", formatNumber(low),
                               formatNumber(high)));
            return std::nullopt;
        }
        return number;
    }

    bool flag(const char* name)
    {
        const QJsonValue value = m_object.value(QLatin1String(name));
        if (!value.isUndefined() && !value.isBool()) {
            refuse(fmt::format("'{}' must be true or false", name));
        }
        return value.toBool();
    }

    std::optional<CivilDate> date(const char* name)
    {
        const std::optional<QString> given = text(name, kNameLetters);
        const std::optional<CivilDate> date = given ? parseDate(fromQt(*given)) : std::nullopt;
        if (given && !date) {
            refuse(fmt::format("'{}' must be a date such as 2016-01-31", name));
        }
        return date;
    }

    /// A text that must be there and not empty.
    QString required(const char* name, qsizetype most)
    {
        const std::optional<QString> given = text(name, most);
        if (!given || given->isEmpty()) {
            refuse(fmt::format("'{}' is missing", name));
        }
        return given.value_or(QString());
    }

    void allowOnly(std::initializer_list<const char*> names)
    {
        for (const QString& key : m_object.keys()) {
            if (std::none_of(names.begin(), names.end(),
                             [&](const char* name) { return key == QLatin1String(name); })) {
                refuse(fmt::format("there is no field '{}' here", shortened(fromQt(key), 40)));
            }
        }
    }

    bool ok() const { return m_problem.empty(); }
    Error error() const
    {
        return {ErrorKind::InvalidInput, fmt::format("In {}: {}.", m_where, m_problem), ""};
    }

private:
    void refuse(std::string problem)
    {
        if (m_problem.empty()) {
            m_problem = std::move(problem);
        }
    }

    const QJsonObject m_object;
    const char* m_where;
    std::string m_problem;
};

Result<Request> readHello(Fields fields)
{
    fields.allowOnly({"type", "id", "token"});
    const QString token = fields.text("token", kNameLetters).value_or(QString());
    return fields.ok() ? Result<Request>(SayHello{token.toUtf8()}) : fail(fields.error());
}

Result<Request> readSubscribe(Fields fields)
{
    fields.allowOnly({"type", "id", "session", "from"});
    Subscribe subscribe{fields.required("session", kNameLetters), 1};
    subscribe.from = static_cast<qint64>(fields.number("from", 1, kMostSeq, true).value_or(1.0));
    return fields.ok() ? Result<Request>(subscribe) : fail(fields.error());
}

Result<Request> readStart(const QJsonObject& message)
{
    Fields outer(message, "the message 'start'");
    outer.allowOnly({"type", "id", "brief"});
    if (!outer.ok()) {
        return fail(outer.error());
    }
    const QJsonValue value = message.value(QLatin1String("brief"));
    if (!value.isObject()) {
        return fail(ErrorKind::InvalidInput,
                    "In the message 'start': 'brief' must be an object with 'text' or 'source'.");
    }
    Fields fields(value.toObject(), "the brief");
    fields.allowOnly({"text", "source", "symbol", "from", "to", "capital", "maxIterations",
                      "keepMyNumbers", "seed"});
    agents::Brief brief;
    brief.text = fromQt(fields.text("text", kSentenceLetters).value_or(QString()));
    brief.source = fromQt(fields.text("source", kProgramLetters).value_or(QString()));
    if (const std::optional<QString> symbol = fields.text("symbol", kNameLetters)) {
        brief.symbol = fromQt(*symbol);
    }
    brief.from = fields.date("from");
    brief.to = fields.date("to");
    brief.capital = fields.number("capital", 0.01, 1e15, false);
    brief.maxIterations =
        static_cast<int>(fields.number("maxIterations", 1, 10, true).value_or(5.0));
    brief.keepMyNumbers = fields.flag("keepMyNumbers");
    brief.seed = static_cast<std::uint64_t>(fields.number("seed", 0, kMostSeq, true).value_or(1.0));
    if (!fields.ok()) {
        return fail(fields.error());
    }
    if (trimmed(brief.text).empty() && trimmed(brief.source).empty()) {
        return fail(ErrorKind::InvalidInput,
                    "The brief is empty; give 'text', a sentence, or 'source', a program.");
    }
    return Request(StartRun{std::move(brief)});
}

Result<Request> readCancel(Fields fields)
{
    fields.allowOnly({"type", "id", "session"});
    CancelRun cancel{fields.required("session", kNameLetters)};
    return fields.ok() ? Result<Request>(cancel) : fail(fields.error());
}

Result<Request> readAnswer(Fields fields)
{
    fields.allowOnly({"type", "id", "session", "about", "text"});
    AnswerQuestion answer;
    answer.session = fields.required("session", kNameLetters);
    answer.about = fromQt(fields.text("about", kNameLetters).value_or(QString()));
    answer.text = fromQt(fields.required("text", kAnswerLetters));
    return fields.ok() ? Result<Request>(answer) : fail(fields.error());
}

Result<Request> readRequest(const QJsonObject& message)
{
    const QString type = message.value(QLatin1String("type")).toString();
    if (type == QLatin1String("hello")) {
        return readHello(Fields(message, "the message 'hello'"));
    }
    if (type == QLatin1String("subscribe")) {
        return readSubscribe(Fields(message, "the message 'subscribe'"));
    }
    if (type == QLatin1String("start")) {
        return readStart(message);
    }
    if (type == QLatin1String("cancel")) {
        return readCancel(Fields(message, "the message 'cancel'"));
    }
    if (type == QLatin1String("answer")) {
        return readAnswer(Fields(message, "the message 'answer'"));
    }
    if (type == QLatin1String("ping")) {
        return Request(SayPing{});
    }
    return fail(ErrorKind::InvalidInput,
                "The message needs a 'type': hello, subscribe, start, cancel, answer or ping.");
}

QString textOf(const char* type, QJsonObject fields, const QJsonValue& id)
{
    fields.insert(QLatin1String("type"), QLatin1String(type));
    if (!id.isUndefined()) {
        fields.insert(QLatin1String("id"), id);
    }
    return QString::fromUtf8(QJsonDocument(fields).toJson(QJsonDocument::Compact));
}

} // namespace

ClientMessage readMessage(const QString& text)
{
    ClientMessage message{QJsonValue(QJsonValue::Undefined), Request(SayPing{})};
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8(), &problem);
    if (!document.isObject()) {
        message.request = fail(
            ErrorKind::InvalidInput,
            problem.error == QJsonParseError::NoError
                ? "The message must be one JSON object with a 'type'."
                : fmt::format("The message is no JSON ({} at {}); send one JSON object as text.",
                              fromQt(problem.errorString()), problem.offset));
        return message;
    }
    const QJsonObject object = document.object();
    const QJsonValue id = object.value(QLatin1String("id"));
    if (id.isDouble() || (id.isString() && id.toString().size() <= kIdLetters)) {
        message.id = id;
    } else if (!id.isUndefined()) {
        message.request =
            fail(ErrorKind::InvalidInput,
                 fmt::format("'id' must be a number or a text of at most {} letters.", kIdLetters));
        return message;
    }
    message.request = readRequest(object);
    return message;
}

QString helloText(const QString& version, const std::vector<SessionEntry>& sessions,
                  const QJsonValue& id)
{
    QJsonArray list;
    for (const SessionEntry& entry : sessions) {
        list.append(QJsonObject{{QStringLiteral("session"), entry.session},
                                {QStringLiteral("title"), entry.title},
                                {QStringLiteral("last"), entry.last},
                                {QStringLiteral("complete"), entry.complete}});
    }
    return textOf("hello",
                  {{QStringLiteral("protocol"), kProtocol},
                   {QStringLiteral("version"), version},
                   {QStringLiteral("sessions"), list}},
                  id);
}

QString subscribedText(const QString& session, qint64 from, const QJsonValue& id)
{
    return textOf("subscribed",
                  {{QStringLiteral("session"), session}, {QStringLiteral("from"), from}}, id);
}

QString laggedText(const QString& session, qint64 from, qint64 to)
{
    return textOf("lagged",
                  {{QStringLiteral("session"), session},
                   {QStringLiteral("from"), from},
                   {QStringLiteral("to"), to}},
                  QJsonValue(QJsonValue::Undefined));
}

QString startedText(const QString& session, const QJsonValue& id)
{
    return textOf("started", {{QStringLiteral("session"), session}}, id);
}

QString cancellingText(const QString& session, const QJsonValue& id)
{
    return textOf("cancelling", {{QStringLiteral("session"), session}}, id);
}

QString answeredText(const QString& session, const AnswerTaken& taken, const QJsonValue& id)
{
    QJsonArray open;
    for (const agents::Note& question : taken.open) {
        open.append(QJsonObject{{QStringLiteral("about"), toQt(question.about)},
                                {QStringLiteral("text"), toQt(question.text)},
                                {QStringLiteral("words"), toQt(question.words)}});
    }
    return textOf(
        "answered",
        {{QStringLiteral("session"), session},
         {QStringLiteral("started"),
          taken.session.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(taken.session)},
         {QStringLiteral("open"), open}},
        id);
}

QString pongText(const QJsonValue& id)
{
    return textOf("pong", {}, id);
}

QString errorText(const Error& error, const QJsonValue& id)
{
    return textOf("error",
                  {{QStringLiteral("kind"), toQt(sw::name(error.kind))},
                   {QStringLiteral("message"), toQt(error.text())}},
                  id);
}

} // namespace sw::serve
