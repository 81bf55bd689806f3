// Where the network thread lays down what came and the asking thread picks it up: the only thing
// both of them touch.
#pragma once

#include "http/exchange.h"

#include <QByteArrayList>

#ifndef Q_MOC_RUN
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#endif

namespace sw::http {

/// Thread: the network thread puts, the asking thread takes, anybody cancels.
class Delivery
{
public:
    /// What lies there; at least one of the three is set.
    struct Parcel {
        QByteArrayList pieces;
        std::optional<Exchange> end;
        bool cancelled = false;
    };

    /// Status and headers, as soon as they are known: a cancelled exchange still has them.
    void putHead(const Exchange& soFar);
    /// Bytes for the caller's OnBytes, in order.
    void putPiece(const QByteArray& bytes);
    /// The end. Only the first one counts.
    void putEnd(const Exchange& exchange);
    /// Wakes the asking thread at once; what comes later is dropped.
    void cancel();
    bool cancelled() const;

    /// Waits until something lies there and takes it. Cancellation comes before everything else.
    Parcel take();
    /// What is known of the answer so far, without its bytes.
    Exchange soFar() const;

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_something;
    QByteArrayList m_pieces;
    Exchange m_soFar;
    std::optional<Exchange> m_end;
    bool m_cancelled = false;
};

using DeliveryPtr = std::shared_ptr<Delivery>;

} // namespace sw::http
