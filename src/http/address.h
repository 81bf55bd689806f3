// Which addresses may be asked, and by which way: https everywhere, plain http only where nobody
// else listens, a proxy only for what lies outside.
#pragma once

#include "http/exchange.h"

#include <QNetworkProxy>

#ifndef Q_MOC_RUN
#include "base/result.h"

#include <optional>
#endif

namespace sw::http {

/// Whether the host is this machine or a private network's literal address (RFC 1918, RFC 4193,
/// link-local). Names other than localhost are never taken for private: they are not looked up.
bool isLocal(const QString& host);

/// Why a request may not be sent, as a sentence; nothing when it may.
std::optional<QString> refusal(const Request& request);

/// The proxy that a setting means: "http://host:port" or "socks5://host:port", with an optional
/// user name and password. Errors: InvalidInput.
Result<QNetworkProxy> proxyFrom(const QString& setting);

/// Chooses for every host: none for local ones; the setting; without a setting the system's.
class ProxyChoice : public QNetworkProxyFactory
{
public:
    explicit ProxyChoice(std::optional<QNetworkProxy> manual);

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override;

private:
    std::optional<QNetworkProxy> m_manual;
};

} // namespace sw::http
