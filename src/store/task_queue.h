// Work in order in a thread of its own, for what is too slow for the thread that has it to do.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace sw::store {

/// Thread: any; tasks run one after the other in the queue's thread.
class TaskQueue
{
public:
    TaskQueue();
    /// Finishes what waits.
    ~TaskQueue();
    TaskQueue(const TaskQueue&) = delete;
    TaskQueue& operator=(const TaskQueue&) = delete;

    void add(std::function<void()> task);

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<std::function<void()>> m_waiting;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace sw::store
