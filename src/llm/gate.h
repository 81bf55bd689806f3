// One gate before each endpoint: how many may ask at once, and when nobody may.
#pragma once

#include "llm/clock.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace sw::llm {

/// Thread: any; shared by all calls to an endpoint.
class Gate
{
public:
    Gate(int concurrency, Clock& clock);
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    /// A place inside, given back when it goes.
    class Pass
    {
    public:
        explicit Pass(Gate& gate) : m_gate(&gate) {}
        Pass(Pass&& other) noexcept : m_gate(std::exchange(other.m_gate, nullptr)) {}
        Pass& operator=(Pass&& other) noexcept
        {
            std::swap(m_gate, other.m_gate);
            return *this;
        }
        ~Pass();

    private:
        Gate* m_gate;
    };

    /// Waits for a place; `closed` is told how long the gate stays shut when it is. Nothing when a
    /// stop request came first.
    std::optional<Pass> enter(const std::stop_token& stop,
                              const std::function<void(qint64 milliseconds)>& closed);

    /// The service limits us: nobody enters for so long, afterwards one at a time.
    void limit(qint64 milliseconds);
    /// An answer came: one more may ask at once, up to the configured number.
    void succeeded();

    /// How many may be inside just now.
    int width() const;
    /// How many wait outside just now.
    int waiting() const;

private:
    Clock& m_clock;
    const int m_widest;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_width;
    int m_inside = 0;
    int m_waiting = 0;
    qint64 m_closedUntilMs = 0;
};

} // namespace sw::llm
