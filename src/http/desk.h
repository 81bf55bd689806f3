// The network thread's desk: the one QNetworkAccessManager, its settings, and the errands under
// way.
#pragma once

#include "http/address.h"
#include "http/client.h"
#include "http/errand.h"

#include <QSslConfiguration>

#ifndef Q_MOC_RUN
#include <map>
#endif

namespace sw::http {

/// Thread: made anywhere, then moved into the network thread and used only there.
///
/// Qt asks one host at most six times at once over HTTP/1.1: what comes on top waits inside Qt, and
/// its idle time runs. And when a kept-alive connection is closed by the server without an answer,
/// Qt sends the request once more by itself, POST included: delivery is at least once.
class Desk : public QObject
{
    Q_OBJECT

public:
    explicit Desk(Connection connection);
    ~Desk() override;
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    /// Sends out an errand, unless it was cancelled on the way here.
    void begin(const Order& order);
    /// Gives up what was begun for this delivery; `soon` lets an answer that is about to end end.
    void abandon(const DeliveryPtr& delivery, bool soon);
    /// Ends everything: what is under way, then the manager.
    void close();

private:
    QNetworkRequest wireRequest(const Request& request) const;
    void open();
    void readCertificates();
    void refuse(const Order& order, FailureKind kind, const QString& sentence) const;

    const Connection m_connection;
    QString m_proxyShown;
    QString m_proxyFault;
    QString m_certificateFault;
    QSslConfiguration m_tls;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::map<DeliveryPtr, std::unique_ptr<Errand>> m_errands;
};

} // namespace sw::http
