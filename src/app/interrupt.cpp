#include "app/interrupt.h"

#include "app/console.h"

#include <csignal>
#include <ctime>

#include <pthread.h>
#include <unistd.h>

namespace sw::app {

namespace {

constexpr long kTickMs = 20;

sigset_t wanted()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

Interrupt::Interrupt()
{
    const sigset_t set = wanted();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_thread = std::jthread([this](const std::stop_token& end) { wait(end); });
}

Interrupt::~Interrupt() = default;

void Interrupt::wait(const std::stop_token& end)
{
    const sigset_t set = wanted();
    int leftMs = 0;
    bool asked = false;
    while (!end.stop_requested()) {
        timespec tick{0, kTickMs * 1'000'000};
        const bool signalled = sigtimedwait(&set, nullptr, &tick) > 0;
        if (signalled && !asked) {
            asked = true;
            leftMs = m_graceMs;
            m_stop.request_stop();
        } else if (asked && (signalled || (leftMs -= static_cast<int>(kTickMs)) <= 0)) {
            // Files are written under another name first, so nothing half-written stays.
            static constexpr char kText[] = "\nCancelled.\n";
            [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kText, sizeof kText - 1);
            ::_exit(static_cast<int>(Exit::Cancelled));
        }
    }
}

} // namespace sw::app
