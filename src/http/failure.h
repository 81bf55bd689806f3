// The words for an exchange that failed: one sentence for the user, details for the curious.
#pragma once

#include "http/exchange.h"

#include <QNetworkReply>
#include <QSslError>
#include <QStringList>

namespace sw::http {

/// What is known when an exchange fails.
struct Evidence {
    QString host;
    Limits limits;
    int status = 0;
    qint64 missingBytes = 0; ///< of the length that the answer announced
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QString errorText;
    QString proxy; ///< "host:port" of the manual proxy that is used; empty = none or the system's
    QString location;
    QList<QSslError> tlsErrors;
    QStringList secrets; ///< never shown
};

/// A failure of this kind in words; nothing in it looks like a key.
Failure describe(FailureKind kind, const Evidence& evidence);

/// How the network's own error counts: by status first, then by where it broke. Nothing when the
/// answer is whole, whatever its status says.
std::optional<FailureKind> judge(const Evidence& evidence);

} // namespace sw::http
