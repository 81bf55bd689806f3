#include "http/errand.h"

#include "http/redact.h"

#include <QSslConfiguration>

#include <algorithm>
#include <utility>

namespace sw::http {

namespace {

constexpr qint64 kPieceBytes = 64 * 1024;
constexpr int kPartingMs = 200;

} // namespace

Errand::Errand(QNetworkAccessManager& manager, Order order, const QNetworkRequest& request)
    : m_order(std::move(order))
{
    m_evidence.host = m_order.request.url.host();
    m_evidence.limits = m_order.request.limits;
    m_evidence.proxy = m_order.proxy;
    m_evidence.secrets = secretsOf(m_order.request);

    const bool get = m_order.request.method == "GET";
    m_reply = get ? manager.get(request) : manager.post(request, m_order.request.body);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Errand::headCame);
    connect(m_reply, &QNetworkReply::readyRead, this, &Errand::bytesCame);
    connect(m_reply, &QNetworkReply::uploadProgress, this, &Errand::stir);
    connect(m_reply, &QNetworkReply::encrypted, this, &Errand::stir);
    connect(m_reply, &QNetworkReply::sslErrors, this, &Errand::tlsFailed);
    connect(m_reply, &QNetworkReply::finished, this, &Errand::replyFinished);

    const Limits& limits = m_order.request.limits;
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { end(FailureKind::Deadline); });
    m_deadline.start(limits.deadlineMs);
    m_idle.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, [this] { end(FailureKind::Idle); });
    m_idle.start(limits.idleMs);
}

Errand::~Errand()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

void Errand::abandon()
{
    end(FailureKind::Cancelled);
}

void Errand::letGo()
{
    if (!m_ended) {
        m_unwanted = true;
        m_idle.stop();
        m_deadline.start(kPartingMs);
    }
}

void Errand::stir()
{
    if (!m_ended && !m_unwanted) {
        m_idle.start();
    }
}

void Errand::headCame()
{
    stir();
    if (m_ended) {
        return;
    }
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0) {
        return;
    }
    m_exchange.status = status;
    if (m_exchange.firstByteMs < 0) {
        m_exchange.firstByteMs = m_order.since.elapsed();
    }
    m_exchange.headers.clear();
    for (const QNetworkReply::RawHeaderPair& pair : m_reply->rawHeaderPairs()) {
        m_exchange.headers.append(Header{pair.first, pair.second});
    }
    m_order.delivery->putHead(m_exchange);
}

void Errand::bytesCame()
{
    stir();
    // Piece by piece: a small compressed answer may be huge once it is read.
    while (!m_ended && m_reply->bytesAvailable() > 0) {
        const QByteArray bytes = m_reply->read(kPieceBytes);
        if (bytes.isEmpty()) {
            return;
        }
        m_bytes += bytes.size();
        if (m_bytes > m_order.request.limits.mostBytes) {
            end(FailureKind::TooLarge);
            return;
        }
        if (m_unwanted) {
            continue;
        }
        if (m_order.streamed && m_exchange.status == 200) {
            m_order.delivery->putPiece(bytes);
        } else {
            m_exchange.body += bytes;
        }
    }
}

void Errand::tlsFailed(const QList<QSslError>& errors)
{
    m_evidence.tlsErrors = errors;
}

void Errand::replyFinished()
{
    if (m_ended) {
        return;
    }
    headCame();
    bytesCame();
    m_evidence.status = m_exchange.status;
    m_evidence.error = m_reply->error();
    m_evidence.errorText = m_reply->errorString();
    m_evidence.location = m_reply->header(QNetworkRequest::LocationHeader)
                              .toUrl()
                              .toString(QUrl::RemoveQuery | QUrl::RemoveUserInfo);
    // With an error status Qt does not tell that the connection broke.
    const QByteArray announced = m_exchange.header("content-length");
    if (!announced.isEmpty() && m_exchange.header("content-encoding").isEmpty()) {
        m_evidence.missingBytes = std::max<qint64>(0, announced.toLongLong() - m_bytes);
    }
    end(judge(m_evidence));
}

void Errand::end(std::optional<FailureKind> kind)
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    m_deadline.stop();
    m_idle.stop();
    m_evidence.status = m_exchange.status;
    m_exchange.elapsedMs = m_order.since.elapsed();
    if (kind) {
        m_exchange.failure = describe(*kind, m_evidence);
    }
    m_order.delivery->putEnd(m_exchange);
    Q_EMIT ended();
}

} // namespace sw::http
