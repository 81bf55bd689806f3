// Our own check of a model's document against a JSON Schema, whatever the provider promised; what a
// provider is told of the schema; and the document in an answer's text. The subset: type, enum,
// const, required, properties, additionalProperties, items, anyOf, $ref inside the schema,
// minItems/maxItems, minLength/maxLength, minimum/maximum.
#pragma once

#include "base/result.h"
#include "llm/profile.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace sw::llm {

/// Where a document breaks its schema.
struct SchemaViolation {
    QString pointer; ///< JSON pointer (RFC 6901); "" = the document itself
    QString reason;  ///< "must be one of \"low\", \"high\", not \"maybe\""

    bool operator==(const SchemaViolation&) const = default;
};

/// A document after the check.
struct CheckedDocument {
    QJsonObject document;                    ///< enum values as the schema spells them
    std::vector<SchemaViolation> violations; ///< at most kMostViolations

    bool valid() const { return violations.empty(); }
};

inline constexpr int kMostViolations = 20;
inline constexpr int kDeepestDocument = 64;

/// Checks a document. Letter case of enum and const values is forgiven and mended; nothing else
/// is. Lengths count code points. Cost: linear in the document, bounded for hostile schemas.
CheckedDocument checkDocument(const QJsonObject& document, const QJsonObject& schema);

/// The schema as a provider may be told it: keywords that it rejects are moved into descriptions.
QJsonObject forProvider(const QJsonObject& schema, ProviderKind kind);

/// Compact JSON in which the properties of a schema stand in the order of its `required`, in
/// which models write them; everything else is sorted. The same value gives the same bytes.
QByteArray orderedJson(const QJsonValue& value);

/// The JSON object in the text of an answer. Lossless steps only: a byte order mark, a leading
/// think block, one surrounding code fence and prose around one balanced object are taken off;
/// nothing is guessed. Errors: BadReply with the offset at which it stops being JSON.
Result<QJsonObject> documentIn(const QString& text);

/// What to add to the question so that the model repairs its answer: the answer and each
/// violation with its pointer, as JSON.
QString repairText(const QString& answer, const std::vector<SchemaViolation>& violations);

} // namespace sw::llm
