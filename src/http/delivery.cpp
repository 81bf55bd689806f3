#include "http/delivery.h"

#include <utility>

namespace sw::http {

void Delivery::putHead(const Exchange& soFar)
{
    const std::lock_guard lock(m_mutex);
    m_soFar = soFar;
}

void Delivery::putPiece(const QByteArray& bytes)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_cancelled || m_end) {
            return;
        }
        m_pieces.append(bytes);
    }
    m_something.notify_all();
}

void Delivery::putEnd(const Exchange& exchange)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_end) {
            return;
        }
        m_end = exchange;
    }
    m_something.notify_all();
}

void Delivery::cancel()
{
    {
        const std::lock_guard lock(m_mutex);
        m_cancelled = true;
        m_pieces.clear();
    }
    m_something.notify_all();
}

bool Delivery::cancelled() const
{
    const std::lock_guard lock(m_mutex);
    return m_cancelled;
}

Delivery::Parcel Delivery::take()
{
    std::unique_lock lock(m_mutex);
    m_something.wait(lock, [this] { return m_cancelled || !m_pieces.isEmpty() || m_end; });
    Parcel parcel;
    parcel.cancelled = m_cancelled;
    if (!m_cancelled) {
        parcel.pieces = std::exchange(m_pieces, {});
        parcel.end = m_end;
    }
    return parcel;
}

Exchange Delivery::soFar() const
{
    const std::lock_guard lock(m_mutex);
    return m_soFar;
}

} // namespace sw::http
