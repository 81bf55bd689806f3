// Ctrl-C: asks the work to stop; a second one, or work that does not stop in time, ends the process
// with nothing half-written.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace sw::app {

/// Waits for SIGINT and SIGTERM in a thread of its own. Create it before any other thread, so that
/// all of them inherit the blocked signals.
class Interrupt
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    std::stop_token token() const { return m_stop.get_token(); }
    bool requested() const { return m_stop.stop_requested(); }
    /// How long work may go on after the first signal before the process ends. Units: ms.
    void setGraceMs(int graceMs) { m_graceMs = graceMs; }

private:
    void wait(const std::stop_token& end);

    std::stop_source m_stop;
    std::atomic<int> m_graceMs{80};
    std::jthread m_thread;
};

} // namespace sw::app
