// One exchange on its way: a small object in the network thread with its own timers and counter.
// Timers of our own, because Qt reports its time-out and an abort with the same error.
#pragma once

#include "http/delivery.h"
#include "http/failure.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace sw::http {

/// What an errand is sent out with.
struct Order {
    Request request;
    bool streamed = false; ///< bytes of an answer with status 200 go to the delivery as they come
    QString proxy;         ///< for the details of a failure
    QElapsedTimer since;   ///< started when the caller asked
    DeliveryPtr delivery;
};

/// Thread: network.
class Errand : public QObject
{
    Q_OBJECT

public:
    Errand(QNetworkAccessManager& manager, Order order, const QNetworkRequest& request);
    ~Errand() override;
    Errand(const Errand&) = delete;
    Errand& operator=(const Errand&) = delete;

    /// Nobody waits any more: the connection is given up.
    void abandon();
    /// Nobody wants the rest. A little time is given to an answer that is about to end, so that
    /// its connection can serve the next request; then it is given up.
    void letGo();

Q_SIGNALS:
    /// The delivery has its end; the errand may be deleted.
    void ended();

private:
    void headCame();
    void bytesCame();
    void replyFinished();
    void tlsFailed(const QList<QSslError>& errors);
    void stir();
    void end(std::optional<FailureKind> kind);

    Order m_order;
    Exchange m_exchange;
    Evidence m_evidence;
    qint64 m_bytes = 0;
    bool m_ended = false;
    bool m_unwanted = false;
    QTimer m_deadline;
    QTimer m_idle;
    QPointer<QNetworkReply> m_reply;
};

} // namespace sw::http
