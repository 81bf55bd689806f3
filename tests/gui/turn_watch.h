// How long the event loop of this thread was held: the longest turn, by the clock and in CPU time.
// A turn is everything that is done between two looks for new events, so that one long turn is what
// a user feels as a window that does not answer.
#pragma once

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEventLoop>
#include <QObject>
#include <QTimer>

#include <algorithm>
#include <ctime>

namespace sw::test {

/// Nanoseconds of a clock of the system, for example CLOCK_THREAD_CPUTIME_ID.
inline qint64 nanoseconds(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<qint64>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// Watches the event loop of the thread that made it. Cost: two readings of a clock a turn.
class TurnWatch : public QObject
{
public:
    TurnWatch()
    {
        QCoreApplication::instance()->installEventFilter(this);
        const QAbstractEventDispatcher* loop = QAbstractEventDispatcher::instance();
        connect(loop, &QAbstractEventDispatcher::awake, this, [this] { endTurn(); });
        connect(loop, &QAbstractEventDispatcher::aboutToBlock, this, [this] { endTurn(); });
        restart();
    }

    /// Forgets what was measured. What follows counts, outside of the event loop as well.
    void restart()
    {
        m_longestCpu = m_longestWall = 0;
        m_wallStart = nanoseconds(CLOCK_MONOTONIC);
        m_cpuStart = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    }
    /// The longest turn so far, the one at work included. Units: ms of this thread's CPU time.
    double longestCpuMs()
    {
        endTurn();
        return static_cast<double>(m_longestCpu) / 1e6;
    }
    /// The same by the clock, without waiting for events.
    double longestWallMs()
    {
        endTurn();
        return static_cast<double>(m_longestWall) / 1e6;
    }

    bool eventFilter(QObject*, QEvent*) override
    {
        if (m_wallStart == 0) {
            m_wallStart = nanoseconds(CLOCK_MONOTONIC); // it waited until now
        }
        return false;
    }

private:
    void endTurn()
    {
        const qint64 cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
        m_longestCpu = std::max(m_longestCpu, cpu - m_cpuStart);
        m_cpuStart = cpu;
        if (m_wallStart != 0) {
            m_longestWall = std::max(m_longestWall, nanoseconds(CLOCK_MONOTONIC) - m_wallStart);
            m_wallStart = 0;
        }
    }

    qint64 m_cpuStart = 0;
    qint64 m_wallStart = 0; ///< 0 = nothing was done in this turn yet
    qint64 m_longestCpu = 0;
    qint64 m_longestWall = 0;
};

/// Turns the event loop until `done()` holds; false when that took longer than `patienceMs`.
template <class Done> bool turnUntil(Done done, int patienceMs)
{
    constexpr int kLookMs = 2;
    const qint64 end = nanoseconds(CLOCK_MONOTONIC) + qint64{patienceMs} * 1'000'000;
    QEventLoop loop;
    QTimer look;
    bool held = done();
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        held = done();
        if (held || nanoseconds(CLOCK_MONOTONIC) > end) {
            loop.quit();
        }
    });
    if (!held) {
        look.start(kLookMs);
        loop.exec();
    }
    return held;
}

/// Turns the event loop for a while.
inline void turnFor(int ms)
{
    turnUntil([end = nanoseconds(CLOCK_MONOTONIC) +
                     qint64{ms} * 1'000'000] { return nanoseconds(CLOCK_MONOTONIC) >= end; },
              ms + 60'000);
}

} // namespace sw::test
