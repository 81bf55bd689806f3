// The schema as providers take it.
#include "llm/schema.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

namespace sw::llm {

namespace {

/// Bounds, with the words in which a description keeps them.
struct Bound {
    const char* keyword;
    const char* words;
};
constexpr Bound kBounds[] = {{"minimum", "minimum %1"},
                             {"maximum", "maximum %1"},
                             {"minLength", "at least %1 characters"},
                             {"maxLength", "at most %1 characters"},
                             {"minItems", "at least %1 items"},
                             {"maxItems", "at most %1 items"}};

const QSet<QString>& keywordsForAll()
{
    static const QSet<QString> words{
        QStringLiteral("type"),        QStringLiteral("properties"),
        QStringLiteral("required"),    QStringLiteral("items"),
        QStringLiteral("enum"),        QStringLiteral("description"),
        QStringLiteral("anyOf"),       QStringLiteral("$ref"),
        QStringLiteral("$defs"),       QStringLiteral("const"),
        QStringLiteral("definitions"), QStringLiteral("additionalProperties")};
    return words;
}

bool takesBound(ProviderKind kind, const QString& keyword, const QJsonValue& value)
{
    switch (kind) {
    case ProviderKind::Anthropic:
        return keyword == QLatin1String("minItems") && value.toDouble() <= 1;
    case ProviderKind::OpenAi:
        return false; // strict mode refuses some of them, and which differs by server
    case ProviderKind::Gemini:
    case ProviderKind::Ollama: // long strings as repetitions overtax its grammar
        return !keyword.endsWith(QLatin1String("Length"));
    }
    return false;
}

QJsonObject adapted(const QJsonObject& schema, ProviderKind kind, int depth);

QJsonValue adaptedMember(const QString& keyword, const QJsonValue& value, ProviderKind kind,
                         int depth)
{
    if (keyword == QLatin1String("properties") || keyword == QLatin1String("$defs") ||
        keyword == QLatin1String("definitions")) {
        QJsonObject members = value.toObject();
        for (auto member = members.begin(); member != members.end(); ++member) {
            *member = adapted((*member).toObject(), kind, depth + 1);
        }
        return members;
    }
    if (keyword == QLatin1String("anyOf")) {
        QJsonArray branches;
        for (const QJsonValue& branch : value.toArray()) {
            branches.append(adapted(branch.toObject(), kind, depth + 1));
        }
        return branches;
    }
    return value.isObject() ? adapted(value.toObject(), kind, depth + 1) : value;
}

QJsonObject adapted(const QJsonObject& schema, ProviderKind kind, int depth)
{
    if (depth > kDeepestDocument) {
        return {};
    }
    QJsonObject result;
    for (auto member = schema.begin(); member != schema.end(); ++member) {
        if (keywordsForAll().contains(member.key())) {
            result.insert(member.key(), adaptedMember(member.key(), member.value(), kind, depth));
        }
    }
    QStringList moved;
    for (const Bound& bound : kBounds) {
        const QString keyword = QLatin1String(bound.keyword);
        const QJsonValue value = schema.value(keyword);
        if (value.isDouble() && takesBound(kind, keyword, value)) {
            result.insert(keyword, value);
        } else if (value.isDouble()) {
            moved << QString::fromLatin1(bound.words).arg(value.toDouble(), 0, 'g', 15);
        }
    }
    if (!moved.isEmpty()) {
        const QString said = result.value(QLatin1String("description")).toString();
        result.insert(QStringLiteral("description"),
                      (said.isEmpty() ? QString() : said + QLatin1Char(' ')) +
                          QStringLiteral("(%1)").arg(moved.join(QLatin1String(", "))));
    }
    if (kind == ProviderKind::Gemini && result.contains(QLatin1String("const"))) {
        result.insert(QStringLiteral("enum"), QJsonArray{result.take(QLatin1String("const"))});
    }
    const bool closes = kind == ProviderKind::Anthropic || kind == ProviderKind::OpenAi;
    if (closes && result.contains(QLatin1String("properties"))) {
        result.insert(QStringLiteral("additionalProperties"), false);
    }
    return result;
}

void write(const QJsonValue& value, QByteArray& out);

QByteArray scalar(const QJsonValue& value)
{
    const QByteArray wrapped = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return wrapped.mid(1, wrapped.size() - 2);
}

/// Members named by `first`, in that order, then the others.
void writeMembers(const QJsonObject& object, const QJsonArray& first, QByteArray& out)
{
    QStringList keys;
    for (const QJsonValue& each : first) {
        if (object.contains(each.toString()) && !keys.contains(each.toString())) {
            keys << each.toString();
        }
    }
    for (const QString& key : object.keys()) {
        if (!keys.contains(key)) {
            keys << key;
        }
    }
    out.append('{');
    for (qsizetype i = 0; i < keys.size(); ++i) {
        out.append(i == 0 ? "" : ",").append(scalar(keys[i])).append(':');
        const QJsonValue member = object.value(keys[i]);
        const bool ordered = keys[i] == QLatin1String("properties") && member.isObject() &&
                             object.value(QLatin1String("required")).isArray();
        if (ordered) {
            writeMembers(member.toObject(), object.value(QLatin1String("required")).toArray(), out);
        } else {
            write(member, out);
        }
    }
    out.append('}');
}

void write(const QJsonValue& value, QByteArray& out)
{
    if (value.isObject()) {
        writeMembers(value.toObject(), {}, out);
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        out.append('[');
        for (qsizetype i = 0; i < array.size(); ++i) {
            out.append(i == 0 ? "" : ",");
            write(array[i], out);
        }
        out.append(']');
    } else {
        out.append(scalar(value));
    }
}

} // namespace

QJsonObject forProvider(const QJsonObject& schema, ProviderKind kind)
{
    return adapted(schema, kind, 0);
}

QByteArray orderedJson(const QJsonValue& value)
{
    QByteArray out;
    write(value, out);
    return out;
}

} // namespace sw::llm
