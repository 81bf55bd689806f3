#include "http/address.h"

#include "bridge/text.h"

#include <QHostAddress>

#include <algorithm>
#include <array>
#include <utility>

namespace sw::http {

namespace {

bool sendable(const QByteArray& text)
{
    return std::none_of(text.cbegin(), text.cend(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && byte != '\t') || byte == 0x7f;
    });
}

} // namespace

bool isLocal(const QString& host)
{
    const QString name = host.toLower();
    if (name == QLatin1String("localhost") || name.endsWith(QLatin1String(".localhost"))) {
        return true;
    }
    QHostAddress address;
    if (!address.setAddress(name)) {
        return false;
    }
    if (address.isLoopback()) {
        return true;
    }
    static const std::array kPrivate{"10.0.0.0/8",     "172.16.0.0/12", "192.168.0.0/16",
                                     "169.254.0.0/16", "fc00::/7",      "fe80::/10"};
    bool mapped = false;
    const quint32 four = address.toIPv4Address(&mapped);
    const QHostAddress plain = mapped ? QHostAddress(four) : address;
    return plain.isLoopback() ||
           std::any_of(kPrivate.begin(), kPrivate.end(), [&](const char* net) {
               return plain.isInSubnet(QHostAddress::parseSubnet(QLatin1String(net)));
           });
}

std::optional<QString> refusal(const Request& request)
{
    const QUrl& url = request.url;
    // Without user, password and query: none of them is shown.
    const QString shown = url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() ||
        (scheme != QLatin1String("https") && scheme != QLatin1String("http"))) {
        return QStringLiteral("\"%1\" is not an address that can be asked. "
                              "Write one that begins with https://.")
            .arg(shown);
    }
    if (scheme == QLatin1String("http") && !isLocal(url.host())) {
        return QStringLiteral("%1 may not be asked without encryption. Write https:// instead of "
                              "http://; plain http is for this machine and private addresses only.")
            .arg(url.host());
    }
    if (!url.userInfo().isEmpty()) {
        return QStringLiteral("The address of %1 holds a user name or password. Remove it; keys "
                              "have their own setting.")
            .arg(url.host());
    }
    if (request.method != "GET" && request.method != "POST") {
        return QStringLiteral("\"%1\" is not a method of this program's requests (GET, POST).")
            .arg(QString::fromLatin1(request.method));
    }
    for (const Header& header : request.headers) {
        if (!sendable(header.name) || !sendable(header.value)) {
            return QStringLiteral("The value of %1 holds a line break or another character that "
                                  "cannot be sent. Check that the key was copied correctly.")
                .arg(QString::fromLatin1(header.name.simplified()));
        }
    }
    return std::nullopt;
}

Result<QNetworkProxy> proxyFrom(const QString& setting)
{
    const QUrl url(setting.trimmed(), QUrl::StrictMode);
    const bool socks = url.scheme() == QLatin1String("socks5");
    if (!url.isValid() || url.host().isEmpty() || url.port() <= 0 ||
        (!socks && url.scheme() != QLatin1String("http"))) {
        const QString shown = url.isValid() ? url.toDisplayString(QUrl::RemoveUserInfo) : QString();
        return fail(ErrorKind::InvalidInput,
                    bridge::fromQt(QStringLiteral("The proxy setting \"%1\" is not understood. "
                                                  "Write http://host:port or socks5://host:port, "
                                                  "or leave it empty for the system's proxy.")
                                       .arg(shown)));
    }
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                         static_cast<quint16>(url.port()), url.userName(), url.password());
}

ProxyChoice::ProxyChoice(std::optional<QNetworkProxy> manual) : m_manual(std::move(manual)) {}

QList<QNetworkProxy> ProxyChoice::queryProxy(const QNetworkProxyQuery& query)
{
    if (isLocal(query.peerHostName())) {
        return {QNetworkProxy(QNetworkProxy::NoProxy)};
    }
    if (m_manual) {
        return {*m_manual};
    }
    return systemProxyForQuery(query);
}

} // namespace sw::http
