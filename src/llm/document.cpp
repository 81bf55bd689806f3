// The document in the text of an answer.
#include "bridge/text.h"
#include "llm/schema.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace sw::llm {

namespace {

constexpr qsizetype kLongestAnswer = 8 * 1024 * 1024;
constexpr qsizetype kLongestQuoted = 100'000;

tl::unexpected<Error> noDocument(const QString& reason)
{
    return fail(ErrorKind::BadReply,
                bridge::fromQt(QStringLiteral("The answer is not the JSON document that was asked "
                                              "for: %1.")
                                   .arg(reason)));
}

qsizetype afterSpace(const QString& text, qsizetype at)
{
    while (at < text.size() && (text[at].isSpace() || text[at] == QChar(0xFEFF))) {
        ++at;
    }
    return at;
}

/// Where the document can start: after byte order mark, white space and think block; the
/// end of the text when a think block never closes.
qsizetype startIn(const QString& text)
{
    qsizetype at = afterSpace(text, 0);
    for (const QLatin1String tag : {QLatin1String("think"), QLatin1String("thinking")}) {
        const QString open = QStringLiteral("<%1>").arg(tag);
        const QString close = QStringLiteral("</%1>").arg(tag);
        if (QStringView(text).mid(at).startsWith(open)) {
            const qsizetype found = text.indexOf(close, at);
            return found < 0 ? text.size() : afterSpace(text, found + close.size());
        }
    }
    return at;
}

/// One past the brace that closes the one at `start`; -1 when none does.
qsizetype closingBrace(const QString& text, qsizetype start)
{
    int open = 0;
    bool inString = false;
    for (qsizetype i = start; i < text.size(); ++i) {
        const QChar c = text[i];
        if (inString) {
            if (c == QLatin1Char('\\')) {
                ++i;
            } else if (c == QLatin1Char('"')) {
                inString = false;
            }
        } else if (c == QLatin1Char('"')) {
            inString = true;
        } else if (c == QLatin1Char('{')) {
            ++open;
        } else if (c == QLatin1Char('}') && --open == 0) {
            return i + 1;
        }
    }
    return -1;
}

} // namespace

Result<QJsonObject> documentIn(const QString& text)
{
    if (text.size() > kLongestAnswer) {
        return noDocument(QStringLiteral("it is longer than 8 million characters"));
    }
    qsizetype start = startIn(text);
    while (start < text.size() && text[start] != QLatin1Char('{') &&
           text[start] != QLatin1Char('[')) {
        ++start;
    }
    if (start == text.size()) {
        return noDocument(QStringLiteral("it holds no object"));
    }
    if (text[start] == QLatin1Char('[')) {
        // What stands in an array is a part, and of a broken array half a document.
        return noDocument(
            QStringLiteral("an array starts at character %1, not an object").arg(start));
    }
    const qsizetype end = closingBrace(text, start);
    if (end >= 0 && text.indexOf(QLatin1Char('{'), end) >= 0) {
        return noDocument(QStringLiteral("a second object starts at character %1")
                              .arg(text.indexOf(QLatin1Char('{'), end)));
    }
    const QByteArray bytes = text.mid(start, end < 0 ? -1 : end - start).toUtf8();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        const qsizetype offset = QString::fromUtf8(bytes.left(error.offset)).size();
        return noDocument(
            QStringLiteral("%1 at character %2").arg(error.errorString()).arg(start + offset));
    }
    return document.object();
}

QString repairText(const QString& answer, const std::vector<SchemaViolation>& violations)
{
    QJsonArray list;
    for (const SchemaViolation& each : violations) {
        list.append(QJsonObject{{QStringLiteral("pointer"), each.pointer},
                                {QStringLiteral("reason"), each.reason}});
    }
    const QJsonObject material{{QStringLiteral("previous_answer"), answer.left(kLongestQuoted)},
                               {QStringLiteral("violations"), list}};
    return QStringLiteral("Your previous answer did not fit the schema. Answer again with the "
                          "whole document, changed only where it has to be:\n") +
           QString::fromUtf8(orderedJson(material));
}

} // namespace sw::llm
