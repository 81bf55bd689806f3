#include "llm/gate.h"

#include <algorithm>
#include <utility>

namespace sw::llm {

Gate::Gate(int concurrency, Clock& clock)
    : m_clock(clock), m_widest(std::max(1, concurrency)), m_width(m_widest)
{}

Gate::Pass::~Pass()
{
    if (m_gate != nullptr) {
        {
            const std::lock_guard lock(m_gate->m_mutex);
            --m_gate->m_inside;
        }
        m_gate->m_changed.notify_all();
    }
}

std::optional<Gate::Pass> Gate::enter(const std::stop_token& stop,
                                      const std::function<void(qint64 milliseconds)>& closed)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const qint64 shutMs = m_closedUntilMs - m_clock.elapsedMs();
        if (shutMs <= 0 && m_inside < m_width) {
            ++m_inside;
            return std::optional<Pass>(std::in_place, *this);
        }
        ++m_waiting;
        if (shutMs > 0) {
            lock.unlock();
            closed(shutMs);
            m_clock.waitFor(shutMs, stop);
            lock.lock();
        } else {
            m_changed.wait(lock, stop, [this] { return m_inside < m_width; });
        }
        --m_waiting;
    }
    return std::nullopt;
}

void Gate::limit(qint64 milliseconds)
{
    const std::lock_guard lock(m_mutex);
    m_closedUntilMs = std::max(m_closedUntilMs, m_clock.elapsedMs() + milliseconds);
    m_width = 1;
}

void Gate::succeeded()
{
    {
        const std::lock_guard lock(m_mutex);
        m_width = std::min(m_width + 1, m_widest);
    }
    m_changed.notify_all();
}

int Gate::width() const
{
    const std::lock_guard lock(m_mutex);
    return m_width;
}

int Gate::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting;
}

} // namespace sw::llm
