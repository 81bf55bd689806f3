#include "http/desk.h"

#include "bridge/text.h"

#include <QFile>
#include <QSslCertificate>

#include <utility>

namespace sw::http {

Desk::Desk(Connection connection) : m_connection(std::move(connection)) {}

Desk::~Desk() = default;

void Desk::open()
{
    m_manager = std::make_unique<QNetworkAccessManager>();
    m_manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    std::optional<QNetworkProxy> manual;
    if (!m_connection.proxy.isEmpty()) {
        const Result<QNetworkProxy> proxy = proxyFrom(m_connection.proxy);
        if (proxy) {
            manual = *proxy;
            m_proxyShown = QStringLiteral("%1:%2").arg(proxy->hostName()).arg(proxy->port());
        } else {
            m_proxyFault = bridge::toQt(proxy.error().message);
        }
    }
    m_manager->setProxyFactory(std::make_unique<ProxyChoice>(manual).release());
    readCertificates();
}

void Desk::readCertificates()
{
    m_tls = QSslConfiguration::defaultConfiguration();
    const QString& path = m_connection.extraCaFile;
    if (path.isEmpty()) {
        return;
    }
    QFile file(path);
    QList<QSslCertificate> extra;
    if (file.open(QIODevice::ReadOnly)) {
        extra = QSslCertificate::fromDevice(&file, QSsl::Pem);
    }
    if (extra.isEmpty()) {
        m_certificateFault =
            QStringLiteral("The extra CA file %1 could not be read as certificates. Choose a PEM "
                           "file, or clear the setting.")
                .arg(path);
        return;
    }
    m_tls.setCaCertificates(QSslConfiguration::systemCaCertificates() + extra);
}

QNetworkRequest Desk::wireRequest(const Request& request) const
{
    QNetworkRequest wire(request.url);
    // Qt's own says Mozilla.
    const QString agent = m_connection.userAgent;
    wire.setRawHeader("User-Agent", agent.isEmpty() ? "Stratwright" : agent.toUtf8());
    if (request.method == "POST") {
        wire.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    }
    for (const Header& header : request.headers) {
        wire.setRawHeader(header.name, header.value);
    }
    wire.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                      QNetworkRequest::ManualRedirectPolicy);
    wire.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    wire.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    wire.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    wire.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    wire.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    wire.setAttribute(QNetworkRequest::Http2AllowedAttribute, request.allowHttp2);
    // We count the decompressed bytes ourselves.
    wire.setDecompressedSafetyCheckThreshold(-1);
    if (request.url.scheme() == QLatin1String("https")) {
        wire.setSslConfiguration(m_tls);
    }
    return wire;
}

void Desk::refuse(const Order& order, FailureKind kind, const QString& sentence) const
{
    Exchange exchange;
    exchange.failure = Failure{kind, sentence, {}};
    exchange.elapsedMs = order.since.elapsed();
    order.delivery->putEnd(exchange);
}

void Desk::begin(const Order& order)
{
    if (order.delivery->cancelled()) {
        return;
    }
    if (!m_manager) {
        open();
    }
    const bool local = isLocal(order.request.url.host());
    const bool encrypted = order.request.url.scheme() == QLatin1String("https");
    if (!local && !m_proxyFault.isEmpty()) {
        refuse(order, FailureKind::Proxy, m_proxyFault);
        return;
    }
    if (encrypted && !m_certificateFault.isEmpty()) {
        refuse(order, FailureKind::Untrusted, m_certificateFault);
        return;
    }
    Order own = order;
    own.proxy = local ? QString() : m_proxyShown;
    const DeliveryPtr delivery = order.delivery;
    auto errand = std::make_unique<Errand>(*m_manager, own, wireRequest(order.request));
    // Queued: an errand is never deleted inside a signal of its own reply.
    connect(
        errand.get(), &Errand::ended, this, [this, delivery] { m_errands.erase(delivery); },
        Qt::QueuedConnection);
    m_errands.emplace(delivery, std::move(errand));
}

void Desk::abandon(const DeliveryPtr& delivery, bool soon)
{
    const auto found = m_errands.find(delivery);
    if (found == m_errands.end()) {
        return;
    }
    if (soon) {
        found->second->letGo();
    } else {
        found->second->abandon();
    }
}

void Desk::close()
{
    m_errands.clear();
    m_manager.reset();
}

} // namespace sw::http
