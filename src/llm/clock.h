// Time for those who wait: a test lets it pass at once.
#pragma once

#include "http/retry.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <stop_token>

namespace sw::llm {

/// Thread: any.
class Clock
{
public:
    virtual ~Clock() = default;
    /// UTC.
    virtual QDateTime now() = 0;
    /// Since some moment before; never goes back. Units: ms.
    virtual qint64 elapsedMs() = 0;
    /// Blocks for so long; false when a stop request ended it early.
    virtual bool waitFor(qint64 milliseconds, const std::stop_token& stop) = 0;
};

/// The machine's clock.
class MachineClock : public Clock
{
public:
    MachineClock() { m_since.start(); }
    QDateTime now() override { return QDateTime::currentDateTimeUtc(); }
    qint64 elapsedMs() override { return m_since.elapsed(); }
    bool waitFor(qint64 milliseconds, const std::stop_token& stop) override
    {
        return http::waitFor(milliseconds, stop);
    }

private:
    QElapsedTimer m_since;
};

} // namespace sw::llm
