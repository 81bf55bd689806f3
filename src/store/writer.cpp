#include "store/writer.h"

#include <exception>
#include <future>
#include <memory>
#include <utility>

namespace sw::store {

namespace {

Status inTransaction(Connection& connection, const Writer::Job& job)
{
    if (Status begun = connection.run("BEGIN IMMEDIATE"); !begun) {
        return begun;
    }
    Status done;
    try {
        done = job(connection);
    } catch (const std::exception& problem) {
        done = fail(ErrorKind::Internal,
                    std::string("Something unforeseen happened: ") + problem.what());
    }
    if (done) {
        done = connection.run("COMMIT");
    }
    if (!done) {
        connection.rollBack();
    }
    return done;
}

} // namespace

Writer::Writer(QString path) : m_path(std::move(path)), m_thread([this] { work(); }) {}

Writer::~Writer()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_ending = true;
    }
    m_arrived.notify_all();
    m_thread.join();
}

void Writer::add(Job job, Ended ended)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.push_back({std::move(job), std::move(ended)});
    }
    m_arrived.notify_one();
}

Status Writer::addAndWait(Job job)
{
    const auto promise = std::make_shared<std::promise<Status>>();
    std::future<Status> end = promise->get_future();
    add(std::move(job), [promise](const Status& status) { promise->set_value(status); });
    return end.get();
}

void Writer::flush()
{
    static_cast<void>(addAndWait([](Connection&) { return Status(); }));
}

void Writer::work()
{
    Result<Connection> connection = Connection::open(m_path, Connection::Use::Write);
    for (;;) {
        std::deque<Waiting> batch;
        {
            std::unique_lock lock(m_mutex);
            m_arrived.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
            if (m_waiting.empty()) {
                return;
            }
            batch.swap(m_waiting);
        }
        if (!connection) {
            for (const Waiting& each : batch) {
                if (each.ended) {
                    each.ended(fail(connection.error()));
                }
            }
        } else {
            write(*connection, batch);
        }
    }
}

void Writer::write(Connection& connection, std::deque<Waiting>& batch)
{
    const Status together = inTransaction(connection, [&](Connection& open) -> Status {
        for (const Waiting& each : batch) {
            if (Status done = each.job(open); !done) {
                return done;
            }
        }
        return {};
    });
    for (const Waiting& each : batch) {
        // One that fails must not take the others with it.
        const Status status =
            together || batch.size() == 1 ? together : inTransaction(connection, each.job);
        if (each.ended) {
            each.ended(status);
        }
    }
}

} // namespace sw::store
