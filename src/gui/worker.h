// Work that takes longer than a frame: done in a thread of its own, answered in the GUI thread.
#pragma once

#include <QObject>
#include <QThreadPool>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#endif

namespace sw::gui {

/// Does one thing at a time: newer work stops older work and drops its answer.
/// Thread: GUI.
class Worker : public QObject
{
    Q_OBJECT

public:
    explicit Worker(QObject* parent = nullptr) : QObject(parent) { m_pool.setMaxThreadCount(1); }
    /// Stops the work and waits for its end.
    ~Worker() override
    {
        m_stop.request_stop();
        m_pool.clear();
        m_pool.waitForDone();
    }

    /// True until the answer of the latest work was delivered.
    bool isBusy() const { return m_busy; }

    /// Runs `work(std::stop_token)` in the thread, then `done(answer)` in the GUI thread unless
    /// other work was begun or the worker is gone.
    template <class Work, class Done> void begin(Work work, Done done)
    {
        m_stop.request_stop();
        m_stop = std::stop_source();
        m_busy = true;
        const quint64 number = ++m_number;
        m_pool.start([this, number, stop = m_stop.get_token(), work = std::move(work),
                      done = std::move(done)]() mutable {
            using Answer = decltype(work(stop));
            auto answer = std::make_shared<Answer>(work(stop));
            QMetaObject::invokeMethod(
                this,
                [this, number, answer, done = std::move(done)]() mutable {
                    if (number == m_number) {
                        m_busy = false;
                        done(std::move(*answer));
                    }
                },
                Qt::QueuedConnection);
        });
    }

    /// Asks the work to end early; its answer still comes.
    void stop() { m_stop.request_stop(); }
    /// The same, and no answer comes.
    void drop()
    {
        m_stop.request_stop();
        ++m_number;
        m_busy = false;
    }

private:
    QThreadPool m_pool;
    std::stop_source m_stop;
    quint64 m_number = 0;
    bool m_busy = false;
};

} // namespace sw::gui
