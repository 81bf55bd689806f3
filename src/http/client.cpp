#include "http/client.h"

#include "http/desk.h"

#include <QThread>

#include <set>
#include <utility>

namespace sw::http {

namespace {

/// Who is inside `send` just now. Outlives the client in the hands of the last one to leave.
class Visitors
{
public:
    /// False when the client is closing.
    bool enter(const DeliveryPtr& delivery)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_closing) {
            m_inside.insert(delivery);
        }
        return !m_closing;
    }

    void leave(const DeliveryPtr& delivery)
    {
        const std::lock_guard lock(m_mutex);
        m_inside.erase(delivery);
        m_left.notify_all();
    }

    /// Cancels all and waits until the last one has left.
    void close()
    {
        std::unique_lock lock(m_mutex);
        m_closing = true;
        for (const DeliveryPtr& delivery : m_inside) {
            delivery->cancel();
        }
        m_left.wait(lock, [this] { return m_inside.empty(); });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_left;
    std::set<DeliveryPtr> m_inside;
    bool m_closing = false;
};

Exchange failed(Exchange exchange, FailureKind kind, const QString& host)
{
    Evidence evidence;
    evidence.host = host;
    exchange.failure = describe(kind, evidence);
    return exchange;
}

} // namespace

/// The network thread and what goes on in it.
class Client::Door
{
public:
    explicit Door(Connection connection) : m_desk(std::move(connection))
    {
        m_thread.setObjectName(QStringLiteral("network"));
        m_desk.moveToThread(&m_thread);
        m_thread.start();
    }

    ~Door()
    {
        m_visitors->close();
        QMetaObject::invokeMethod(&m_desk, &Desk::close, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;

    Exchange send(const Request& request, const std::stop_token& stop, const OnBytes& onBytes)
    {
        Order order;
        order.request = request;
        order.streamed = static_cast<bool>(onBytes);
        order.since.start();
        order.delivery = std::make_shared<Delivery>();
        const DeliveryPtr delivery = order.delivery;
        const std::shared_ptr<Visitors> visitors = m_visitors;
        if (!visitors->enter(delivery)) {
            return failed({}, FailureKind::Cancelled, request.url.host());
        }
        QMetaObject::invokeMethod(&m_desk, [this, order] { m_desk.begin(order); });
        Exchange exchange;
        {
            // The caller is woken here, without asking the network thread: that may be busy.
            const std::stop_callback onStop(stop, [&] { delivery->cancel(); });
            exchange = collect(order, onBytes);
        }
        visitors->leave(delivery);
        return exchange;
    }

private:
    Exchange collect(const Order& order, const OnBytes& onBytes)
    {
        while (true) {
            const Delivery::Parcel parcel = order.delivery->take();
            if (parcel.cancelled) {
                return giveUp(order, FailureKind::Cancelled);
            }
            for (const QByteArray& piece : parcel.pieces) {
                if (order.delivery->cancelled()) {
                    return giveUp(order, FailureKind::Cancelled);
                }
                if (!onBytes(piece)) {
                    return giveUp(order, FailureKind::NotConsumed);
                }
            }
            if (parcel.end) {
                return *parcel.end;
            }
        }
    }

    Exchange giveUp(const Order& order, FailureKind kind)
    {
        const DeliveryPtr delivery = order.delivery;
        QMetaObject::invokeMethod(&m_desk, [this, delivery, kind] {
            m_desk.abandon(delivery, kind == FailureKind::NotConsumed);
        });
        Exchange exchange = delivery->soFar();
        exchange.elapsedMs = order.since.elapsed();
        return failed(exchange, kind, order.request.url.host());
    }

    const std::shared_ptr<Visitors> m_visitors = std::make_shared<Visitors>();
    QThread m_thread;
    Desk m_desk;
};

Client::Client(Connection connection) : m_door(std::make_unique<Door>(std::move(connection))) {}

Client::~Client() = default;

Exchange Client::send(const Request& request, const std::stop_token& stop, const OnBytes& onBytes)
{
    if (const std::optional<QString> why = refusal(request)) {
        Exchange exchange;
        exchange.failure = Failure{FailureKind::BadAddress, *why, {}};
        return exchange;
    }
    if (stop.stop_requested()) {
        return failed({}, FailureKind::Cancelled, request.url.host());
    }
    return m_door->send(request, stop, onBytes);
}

} // namespace sw::http
