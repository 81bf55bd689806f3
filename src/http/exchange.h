// One request and what came of it, as values: what is sent, what limits it, how it failed. Knows
// nothing of what the bytes mean; who asks decides whether a status is a success.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrl>

#include <functional>
#include <optional>

namespace sw::http {

/// A header field. Secret values are never shown, logged or stored.
struct Header {
    QByteArray name;
    QByteArray value;
    bool secret = false;
};

/// What a request may take before it is given up.
struct Limits {
    int deadlineMs = 900'000;            ///< from sending to the last byte
    int idleMs = 90'000;                 ///< without any byte
    qint64 mostBytes = 64 * 1024 * 1024; ///< of the answer, decompressed
};

struct Request {
    QByteArray method = "POST"; ///< GET or POST
    QUrl url;                   ///< https; plain http for loopback and private addresses only
    QList<Header> headers;
    QByteArray body;
    Limits limits;
    bool allowHttp2 = true;
};

/// Why no whole answer came.
enum class FailureKind {
    BadAddress,   ///< not a URL that may be asked; nothing was sent
    NoName,       ///< the host's name does not resolve
    NoConnection, ///< refused, unreachable, reset before an answer
    Untrusted,    ///< the certificate is not trusted
    Proxy,        ///< a proxy wants something or cannot be reached
    Cut,          ///< the connection ended inside the answer
    Idle,         ///< no byte for idleMs
    Deadline,     ///< deadlineMs passed
    TooLarge,     ///< more than mostBytes
    Redirected,   ///< the service points elsewhere; keys do not travel
    Cancelled,    ///< by the caller's stop token
    NotConsumed,  ///< the caller's onBytes said stop
};

struct Failure {
    FailureKind kind = FailureKind::NoConnection;
    QString sentence; ///< for the user: what, which host, what to do; without keys
    QString details;  ///< technical, redacted: Qt's error, certificate issuer and fingerprint
};

/// What came back: perhaps only a part, when `failure` is set.
struct Exchange {
    int status = 0; ///< 0 = no answer
    QList<Header> headers;
    QByteArray body; ///< empty when it was streamed with status 200
    std::optional<Failure> failure;
    qint64 firstByteMs = -1; ///< from sending; -1 = none came
    qint64 elapsedMs = 0;

    /// Value of a header, whatever its case; empty when absent.
    QByteArray header(const QByteArray& name) const;
};

/// Bytes of a streamed answer with status 200, in order. Called in the thread that called `send`.
/// Returns false to end the exchange (it counts as NotConsumed only for the caller).
using OnBytes = std::function<bool(const QByteArray&)>;

} // namespace sw::http
