#include "llm/schema.h"

#include "llm/wire.h"

#include <QJsonArray>

#include <cmath>

namespace sw::llm {

namespace {

constexpr int kMostSteps = 200'000;
constexpr double kLargestExactInteger = 9007199254740992.0;

QString inWords(const QJsonValue& value)
{
    const QString text = QString::fromUtf8(orderedJson(value));
    return text.size() <= 80 ? text : text.left(77) + QStringLiteral("...");
}

QString typeName(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return QStringLiteral("null");
    case QJsonValue::Bool:
        return QStringLiteral("boolean");
    case QJsonValue::Double:
        return QStringLiteral("number");
    case QJsonValue::String:
        return QStringLiteral("string");
    case QJsonValue::Array:
        return QStringLiteral("array");
    case QJsonValue::Object:
        return QStringLiteral("object");
    case QJsonValue::Undefined:
        break;
    }
    return QStringLiteral("nothing");
}

bool isInteger(const QJsonValue& value)
{
    const double number = value.toDouble();
    return value.isDouble() && std::floor(number) == number &&
           std::abs(number) <= kLargestExactInteger;
}

bool hasType(const QJsonValue& value, const QString& type)
{
    return type == QLatin1String("integer") ? isInteger(value) : type == typeName(value);
}

qsizetype codePoints(const QString& text)
{
    qsizetype count = text.size();
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text[i].isLowSurrogate() && text[i - 1].isHighSurrogate()) {
            --count;
        }
    }
    return count;
}

QString below(const QString& pointer, QString member)
{
    member.replace(QLatin1Char('~'), QLatin1String("~0"));
    member.replace(QLatin1Char('/'), QLatin1String("~1"));
    return pointer + QLatin1Char('/') + member;
}

QString number(double value)
{
    return QString::number(value, 'g', 15);
}

/// Walks a document beside its schema.
class SchemaWalk
{
public:
    explicit SchemaWalk(const QJsonObject& root) : m_root(root) {}

    QJsonValue check(const QJsonValue& value, const QJsonObject& schema, const QString& pointer,
                     int depth);
    std::vector<SchemaViolation> violations;

private:
    void complain(const QString& pointer, const QString& reason);
    std::optional<QJsonObject> target(const QString& reference) const;
    bool fitsType(const QJsonValue& value, const QJsonValue& type, const QString& pointer);
    QJsonValue mended(const QJsonValue& value, const QJsonArray& allowed, const QString& pointer);
    QJsonValue checkAnyOf(const QJsonValue& value, const QJsonArray& branches,
                          const QString& pointer, int depth);
    QJsonValue checkObject(QJsonObject object, const QJsonObject& schema, const QString& pointer,
                           int depth);
    QJsonValue checkArray(const QJsonArray& array, const QJsonObject& schema,
                          const QString& pointer, int depth);
    void checkBounds(double value, const QJsonObject& schema, const char* least, const char* most,
                     const QString& unit, const QString& pointer);

    QJsonObject m_root;
    int m_steps = 0;
};

void SchemaWalk::complain(const QString& pointer, const QString& reason)
{
    if (violations.size() < kMostViolations) {
        violations.push_back({pointer, reason});
    }
}

std::optional<QJsonObject> SchemaWalk::target(const QString& reference) const
{
    if (!reference.startsWith(QLatin1Char('#'))) {
        return std::nullopt;
    }
    QJsonValue at = m_root;
    for (QString step : reference.mid(1).split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        step.replace(QLatin1String("~1"), QLatin1String("/"));
        step.replace(QLatin1String("~0"), QLatin1String("~"));
        at = at.toObject().value(step);
    }
    return at.isObject() ? std::optional(at.toObject()) : std::nullopt;
}

bool SchemaWalk::fitsType(const QJsonValue& value, const QJsonValue& type, const QString& pointer)
{
    QStringList names;
    for (const QJsonValue& each : type.isArray() ? type.toArray() : QJsonArray{type}) {
        if (hasType(value, each.toString())) {
            return true;
        }
        names << each.toString();
    }
    const bool wrongNumber = value.isDouble() && names.contains(QStringLiteral("integer"));
    complain(pointer, QStringLiteral("must be of type %1, not %2")
                          .arg(names.join(QLatin1String(" or ")),
                               wrongNumber ? inWords(value) : typeName(value)));
    return false;
}

QJsonValue SchemaWalk::mended(const QJsonValue& value, const QJsonArray& allowed,
                              const QString& pointer)
{
    if (allowed.contains(value)) {
        return value;
    }
    QStringList names;
    for (const QJsonValue& each : allowed) {
        if (value.isString() && each.isString() &&
            each.toString().compare(value.toString().trimmed(), Qt::CaseInsensitive) == 0) {
            return each;
        }
        names << inWords(each);
    }
    complain(pointer, (names.size() == 1 ? QStringLiteral("must be %1, not %2")
                                         : QStringLiteral("must be one of %1, not %2"))
                          .arg(names.join(QLatin1String(", ")), inWords(value)));
    return value;
}

QJsonValue SchemaWalk::checkAnyOf(const QJsonValue& value, const QJsonArray& branches,
                                  const QString& pointer, int depth)
{
    const std::vector<SchemaViolation> before = violations;
    std::optional<std::vector<SchemaViolation>> closest;
    for (const QJsonValue& branch : branches) {
        violations.clear();
        const QJsonValue result = check(value, branch.toObject(), pointer, depth + 1);
        if (violations.empty()) {
            violations = before;
            return result;
        }
        if (!closest || violations.size() < closest->size()) {
            closest = violations;
        }
    }
    violations = before;
    complain(pointer, QStringLiteral("fits none of %1 alternatives; the closest fails below")
                          .arg(branches.size()));
    for (const SchemaViolation& each : closest.value_or(std::vector<SchemaViolation>())) {
        complain(each.pointer, each.reason);
    }
    return value;
}

void SchemaWalk::checkBounds(double value, const QJsonObject& schema, const char* least,
                             const char* most, const QString& unit, const QString& pointer)
{
    const QJsonValue low = schema.value(QLatin1String(least));
    const QJsonValue high = schema.value(QLatin1String(most));
    if (low.isDouble() && !(value >= low.toDouble())) {
        complain(pointer, QStringLiteral("must be at least %1%2, is %3")
                              .arg(number(low.toDouble()), unit, number(value)));
    }
    if (high.isDouble() && !(value <= high.toDouble())) {
        complain(pointer, QStringLiteral("must be at most %1%2, is %3")
                              .arg(number(high.toDouble()), unit, number(value)));
    }
}

QJsonValue SchemaWalk::checkObject(QJsonObject object, const QJsonObject& schema,
                                   const QString& pointer, int depth)
{
    const QJsonObject properties = schema.value(QLatin1String("properties")).toObject();
    for (const QJsonValue& each : schema.value(QLatin1String("required")).toArray()) {
        if (!object.contains(each.toString())) {
            complain(below(pointer, each.toString()), QStringLiteral("is required and missing"));
        }
    }
    const QJsonValue others = schema.value(QLatin1String("additionalProperties"));
    for (const QString& key : object.keys()) {
        const QString place = below(pointer, key.left(100));
        if (properties.contains(key)) {
            object.insert(
                key, check(object.value(key), properties.value(key).toObject(), place, depth + 1));
        } else if (others.isBool() && !others.toBool()) {
            complain(place, QStringLiteral("is not a field of this schema"));
        } else if (others.isObject()) {
            object.insert(key, check(object.value(key), others.toObject(), place, depth + 1));
        }
    }
    return object;
}

QJsonValue SchemaWalk::checkArray(const QJsonArray& array, const QJsonObject& schema,
                                  const QString& pointer, int depth)
{
    checkBounds(static_cast<double>(array.size()), schema, "minItems", "maxItems",
                QStringLiteral(" items"), pointer);
    const QJsonValue items = schema.value(QLatin1String("items"));
    if (!items.isObject()) {
        return array;
    }
    QJsonArray result;
    for (qsizetype i = 0; i < array.size(); ++i) {
        result.append(
            check(array[i], items.toObject(), below(pointer, QString::number(i)), depth + 1));
    }
    return result;
}

QJsonValue SchemaWalk::check(const QJsonValue& value, const QJsonObject& schema,
                             const QString& pointer, int depth)
{
    if (depth > kDeepestDocument || ++m_steps > kMostSteps) {
        complain(pointer, QStringLiteral("is nested too deeply or too large to be checked"));
        return value;
    }
    const QJsonValue reference = schema.value(QLatin1String("$ref"));
    if (reference.isString()) {
        const auto found = target(reference.toString());
        if (!found) {
            complain(pointer, QStringLiteral("cannot be checked: the schema has no %1")
                                  .arg(reference.toString()));
            return value;
        }
        return check(value, *found, pointer, depth + 1);
    }
    const QJsonValue type = schema.value(QLatin1String("type"));
    if (!type.isUndefined() && !fitsType(value, type, pointer)) {
        return value;
    }
    QJsonValue result = value;
    if (schema.contains(QLatin1String("enum"))) {
        result = mended(value, schema.value(QLatin1String("enum")).toArray(), pointer);
    } else if (schema.contains(QLatin1String("const"))) {
        result = mended(value, QJsonArray{schema.value(QLatin1String("const"))}, pointer);
    }
    if (result.isObject()) {
        result = checkObject(result.toObject(), schema, pointer, depth);
    } else if (result.isArray()) {
        result = checkArray(result.toArray(), schema, pointer, depth);
    } else if (result.isString()) {
        checkBounds(static_cast<double>(codePoints(result.toString())), schema, "minLength",
                    "maxLength", QStringLiteral(" characters"), pointer);
    } else if (result.isDouble()) {
        checkBounds(result.toDouble(), schema, "minimum", "maximum", {}, pointer);
    }
    const QJsonValue branches = schema.value(QLatin1String("anyOf"));
    return branches.isArray() ? checkAnyOf(result, branches.toArray(), pointer, depth) : result;
}

} // namespace

CheckedDocument checkDocument(const QJsonObject& document, const QJsonObject& schema)
{
    SchemaWalk walk(schema);
    const QJsonValue result = walk.check(document, schema, {}, 0);
    return {result.toObject(), walk.violations};
}

} // namespace sw::llm
