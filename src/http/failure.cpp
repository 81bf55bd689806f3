#include "http/failure.h"

#include "http/redact.h"

#include <QCryptographicHash>
#include <QSslCertificate>

namespace sw::http {

namespace {

QString seconds(int milliseconds)
{
    return QStringLiteral("%1 s").arg(QString::number(milliseconds / 1000.0, 'g', 4));
}

QString megabytes(qint64 bytes)
{
    return QStringLiteral("%1 MB").arg(
        QString::number(static_cast<double>(bytes) / (1024.0 * 1024.0), 'g', 3));
}

QSslCertificate certificateOf(const Evidence& evidence)
{
    for (const QSslError& error : evidence.tlsErrors) {
        if (!error.certificate().isNull()) {
            return error.certificate();
        }
    }
    return QSslCertificate();
}

QString issuerOf(const QSslCertificate& certificate)
{
    for (const QSslCertificate::SubjectInfo field :
         {QSslCertificate::CommonName, QSslCertificate::Organization}) {
        const QStringList names = certificate.issuerInfo(field);
        if (!names.isEmpty()) {
            return names.constFirst();
        }
    }
    return QStringLiteral("unknown");
}

QString proxySentence(const Evidence& evidence)
{
    if (evidence.status == 407 ||
        evidence.error == QNetworkReply::ProxyAuthenticationRequiredError) {
        return QStringLiteral("A proxy or network sign-in page answered instead of the service. "
                              "Sign in to the network, or set the proxy with its user name and "
                              "password.");
    }
    return QStringLiteral("Cannot reach %1 through the proxy%2. Check the proxy setting.")
        .arg(evidence.host, evidence.proxy.isEmpty() ? QString() : u' ' + evidence.proxy);
}

QString sentence(FailureKind kind, const Evidence& evidence)
{
    const QString& host = evidence.host;
    switch (kind) {
    case FailureKind::BadAddress:
        return QStringLiteral("%1 cannot be asked.").arg(host);
    case FailureKind::NoName:
        return QStringLiteral("Cannot reach %1: no such name is known. Check the network and the "
                              "address.")
            .arg(host);
    case FailureKind::NoConnection:
        return QStringLiteral("Cannot reach %1. Check the network, and that the service runs "
                              "there.")
            .arg(host);
    case FailureKind::Untrusted:
        return QStringLiteral("The certificate of %1 is not trusted (issuer %2). If your "
                              "organisation issued it, add its CA file in the settings.")
            .arg(host, issuerOf(certificateOf(evidence)));
    case FailureKind::Proxy:
        return proxySentence(evidence);
    case FailureKind::Cut:
        return QStringLiteral("The connection to %1 was lost before the answer was complete.")
            .arg(host);
    case FailureKind::Idle:
        return QStringLiteral("No data for %1 from %2.").arg(seconds(evidence.limits.idleMs), host);
    case FailureKind::Deadline:
        return QStringLiteral("%1 did not finish within %2.")
            .arg(host, seconds(evidence.limits.deadlineMs));
    case FailureKind::TooLarge:
        return QStringLiteral("The answer of %1 is larger than %2.")
            .arg(host, megabytes(evidence.limits.mostBytes));
    case FailureKind::Redirected:
        return QStringLiteral("%1 points to another address (%2). Keys are not sent there: "
                              "correct the address in the settings.")
            .arg(host, evidence.location.isEmpty() ? QStringLiteral("unnamed") : evidence.location);
    case FailureKind::Cancelled:
        return QStringLiteral("Cancelled.");
    case FailureKind::NotConsumed:
        break;
    }
    return QStringLiteral("The rest of the answer was not wanted.");
}

QString details(FailureKind kind, const Evidence& evidence)
{
    QStringList parts;
    if (evidence.status != 0) {
        parts.append(QStringLiteral("status %1").arg(evidence.status));
    }
    if (evidence.error != QNetworkReply::NoError) {
        parts.append(
            QStringLiteral("network error %1: %2").arg(evidence.error).arg(evidence.errorText));
    }
    if (!evidence.proxy.isEmpty()) {
        parts.append(QStringLiteral("proxy %1").arg(evidence.proxy));
    }
    if (kind == FailureKind::Untrusted) {
        for (const QSslError& error : evidence.tlsErrors) {
            parts.append(error.errorString());
        }
        const QSslCertificate certificate = certificateOf(evidence);
        parts.append(QStringLiteral("issuer %1").arg(issuerOf(certificate)));
        parts.append(QStringLiteral("SHA-256 fingerprint %1")
                         .arg(QString::fromLatin1(
                             certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper())));
    }
    return parts.join(QStringLiteral("; "));
}

bool isProxyError(QNetworkReply::NetworkError error)
{
    return error >= QNetworkReply::ProxyConnectionRefusedError &&
           error <= QNetworkReply::UnknownProxyError;
}

} // namespace

Failure describe(FailureKind kind, const Evidence& evidence)
{
    return Failure{kind, redacted(sentence(kind, evidence), evidence.secrets),
                   redacted(details(kind, evidence), evidence.secrets)};
}

std::optional<FailureKind> judge(const Evidence& evidence)
{
    const QNetworkReply::NetworkError error = evidence.error;
    if (evidence.status == 407 || (evidence.status == 0 && isProxyError(error))) {
        return FailureKind::Proxy;
    }
    if (evidence.status >= 300 && evidence.status < 400) {
        return FailureKind::Redirected;
    }
    if (evidence.status != 0) {
        // Codes from 200 up only repeat what the status says, unless the status says success.
        const bool repeated = error >= QNetworkReply::ContentAccessDenied && evidence.status >= 400;
        const bool whole = error == QNetworkReply::NoError || repeated;
        return whole && evidence.missingBytes == 0 ? std::nullopt : std::optional(FailureKind::Cut);
    }
    if (error == QNetworkReply::HostNotFoundError) {
        return FailureKind::NoName;
    }
    if (error == QNetworkReply::SslHandshakeFailedError && !evidence.tlsErrors.isEmpty()) {
        return FailureKind::Untrusted;
    }
    return FailureKind::NoConnection;
}

} // namespace sw::http
