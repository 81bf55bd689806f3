#include "http/redact.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>

namespace sw::http {

namespace {

const QChar kMask(0x2026);

struct Shape {
    QRegularExpression pattern;
    QString mask;
};

bool isSecretName(const QByteArray& name)
{
    static const std::array kNames{
        "authorization", "x-api-key",  "x-goog-api-key", "api-key",
        "cookie",        "set-cookie", "x-auth-token",   "proxy-authorization"};
    return std::any_of(kNames.begin(), kNames.end(), [&](const char* each) {
        return name.compare(each, Qt::CaseInsensitive) == 0;
    });
}

const std::array<Shape, 8>& shapes()
{
    // What may stand before a key: no letter or digit ("risk-adjusted" and "NASDAQ.…" are no
    // keys), or the last character of an escape, as in "\nsk-…" and "%20sk-…".
    static const QString kStart =
        QStringLiteral("(?:(?<![A-Za-z0-9])|(?<=\\\\[bfnrt])|(?<=%[0-9A-Fa-f]{2}))");
    const auto expression = [](const QString& pattern) { return QRegularExpression(pattern); };
    static const std::array<Shape, 8> kShapes{{
        {expression(QStringLiteral(
             "(?i)(\"?\\b(?:proxy-authorization|authorization|x-api-key|x-goog-api-key|api-key|"
             "set-cookie|cookie|x-auth-token)\"?[ \\t]*[:=][ \\t]*\"?)(?:(?:Bearer|Basic)[ \\t]+)?+"
             "[^\\s\"'\\\\,;$]+(?:;[^\\r\\n\"'\\\\]*)?")),
         QStringLiteral("\\1") + kMask},
        {expression(QStringLiteral("([?&](?:api[_-]?)?key=)[^&\\s\"'\\\\]+")),
         QStringLiteral("\\1") + kMask},
        {expression(QStringLiteral("Bearer [^\\s\"'\\\\]+")), QStringLiteral("Bearer ") + kMask},
        {expression(QStringLiteral("(?i)bearer[ +][A-Za-z0-9._~+/=-]{12,}")),
         QStringLiteral("Bearer ") + kMask},
        {expression(kStart + QStringLiteral("sk-[A-Za-z0-9_-]{8,}")),
         QStringLiteral("sk-") + kMask},
        {expression(QStringLiteral("sk-(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{16,}")),
         QStringLiteral("sk-") + kMask},
        {expression(QStringLiteral("AIza[0-9A-Za-z_-]{20,}")), QStringLiteral("AIza") + kMask},
        {expression(kStart + QStringLiteral("AQ\\.[0-9A-Za-z_.-]{20,}")),
         QStringLiteral("AQ.") + kMask},
    }};
    return kShapes;
}

QString inSingleQuotes(const QString& text)
{
    QString escaped = text;
    escaped.replace(QLatin1Char('\''), QLatin1String("'\\''"));
    return QLatin1Char('\'') + escaped + QLatin1Char('\'');
}

} // namespace

QStringList secretsOf(const Request& request)
{
    QStringList secrets;
    for (const Header& header : request.headers) {
        if (header.secret || isSecretName(header.name)) {
            const QString value = QString::fromUtf8(header.value);
            secrets.append(value);
            secrets.append(value.section(QLatin1Char(' '), -1));
        }
    }
    return secrets;
}

QString redacted(const QString& text, const QStringList& secrets)
{
    QString masked = text;
    QStringList longestFirst = secrets;
    std::sort(longestFirst.begin(), longestFirst.end(),
              [](const QString& a, const QString& b) { return a.size() > b.size(); });
    for (const QString& secret : longestFirst) {
        if (secret.size() >= 4) {
            masked.replace(secret, QString(kMask));
        }
    }
    for (const Shape& shape : shapes()) {
        masked.replace(shape.pattern, shape.mask);
    }
    return masked;
}

Header redacted(const Header& header)
{
    if (header.secret || isSecretName(header.name)) {
        return Header{header.name, QString(kMask).toUtf8(), true};
    }
    return Header{header.name, redacted(QString::fromUtf8(header.value)).toUtf8(), false};
}

QString asCurl(const Request& request)
{
    const QStringList secrets = secretsOf(request);
    const QString next = QStringLiteral(" \\\n  ");
    QString command = QStringLiteral("curl -sS -N -X %1 ").arg(QString::fromLatin1(request.method));
    command += inSingleQuotes(
        redacted(request.url.toString(QUrl::RemoveUserInfo | QUrl::FullyEncoded), secrets));
    for (const Header& header : request.headers) {
        command += next + QLatin1String("-H ");
        const QString name = QString::fromUtf8(header.name);
        if (header.secret || isSecretName(header.name)) {
            const bool bearer = header.value.startsWith("Bearer ");
            command +=
                inSingleQuotes(name + (bearer ? QLatin1String(": Bearer ") : QLatin1String(": ")));
            command += QLatin1String("\"$API_KEY\"");
        } else {
            const QString value = redacted(QString::fromUtf8(header.value), secrets);
            command += inSingleQuotes(name + QLatin1String(": ") + value);
        }
    }
    if (!request.body.isEmpty()) {
        const QString body = redacted(QString::fromUtf8(request.body), secrets);
        command += next + QLatin1String("--data-raw ") + inSingleQuotes(body);
    }
    return command;
}

} // namespace sw::http
