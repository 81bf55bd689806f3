#include "store/task_queue.h"

#include <utility>

namespace sw::store {

TaskQueue::TaskQueue() : m_thread([this] { work(); }) {}

TaskQueue::~TaskQueue()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_ending = true;
    }
    m_arrived.notify_all();
    m_thread.join();
}

void TaskQueue::add(std::function<void()> task)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.push_back(std::move(task));
    }
    m_arrived.notify_one();
}

void TaskQueue::work()
{
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(m_mutex);
            m_arrived.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
            if (m_waiting.empty()) {
                return;
            }
            task = std::move(m_waiting.front());
            m_waiting.pop_front();
        }
        task();
    }
}

} // namespace sw::store
