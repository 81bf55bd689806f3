// The one thread that writes: jobs in order, as many as wait in one transaction, each told when it
// is safely in the file.
#pragma once

#include "store/connection.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace sw::store {

/// Thread: any; jobs and their endings run in the writer's own thread.
class Writer
{
public:
    /// What to write. May run twice: with others, and alone when one of them failed.
    using Job = std::function<Status(Connection&)>;
    /// Told once, after the commit or the failure, in the order of the jobs.
    using Ended = std::function<void(const Status&)>;

    explicit Writer(QString path);
    /// Writes what waits, then ends.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void add(Job job, Ended ended = {});
    /// Adds a job and waits for its end. Requires: not called from a job or an ending.
    Status addAndWait(Job job);
    /// Waits until everything added before is written and told.
    void flush();

private:
    struct Waiting {
        Job job;
        Ended ended;
    };
    void work();
    void write(Connection& connection, std::deque<Waiting>& batch);

    const QString m_path;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<Waiting> m_waiting;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace sw::store
