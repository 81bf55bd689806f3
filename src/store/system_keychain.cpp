// The system's keychain through QtKeychain, whose jobs need an event loop: they get a thread.
#include "bridge/text.h"
#include "store/secret_store.h"

#include <QThread>

#include <qt6keychain/keychain.h>

#include <chrono>
#include <future>

namespace sw::store {

namespace {

constexpr const char* kService = "stratwright";
/// As long as somebody may need to unlock it.
constexpr std::chrono::seconds kLongestWait{120};

tl::unexpected<Error> refused(const QKeychain::Job& job)
{
    const QString reason =
        job.errorString().isEmpty() ? QStringLiteral("it does not answer") : job.errorString();
    return fail(ErrorKind::Io, bridge::fromQt(reason));
}

/// An object in the one thread of this process where QtKeychain's jobs live. The library queues all
/// of them through an object of its own that belongs to the thread of the first job and touches
/// each after its end, so that a job in a second thread, or after the first ended, crashes.
/// Therefore the thread is made once and ends with the process.
QObject* keychainThread()
{
    static QObject* const anchor = [] {
        auto thread = std::make_unique<QThread>();
        auto inside = std::make_unique<QObject>();
        thread->setObjectName(QStringLiteral("keychain"));
        inside->moveToThread(thread.get());
        thread->start();
        static_cast<void>(thread.release());
        return inside.release();
    }();
    return anchor;
}

class SystemKeychain : public Keychain
{
public:
    Result<std::optional<QByteArray>> read(const QString& name) override
    {
        using Read = Result<std::optional<QByteArray>>;
        return await<Read>(
            name, [] { return std::make_unique<QKeychain::ReadPasswordJob>(service()); },
            [](QKeychain::ReadPasswordJob& job) -> Read {
                if (job.error() == QKeychain::EntryNotFound) {
                    return std::optional<QByteArray>();
                }
                return job.error() == QKeychain::NoError ? Read(std::optional(job.binaryData()))
                                                         : refused(job);
            });
    }

    Status write(const QString& name, const QByteArray& secret) override
    {
        return await<Status>(
            name,
            [secret] {
                auto job = std::make_unique<QKeychain::WritePasswordJob>(service());
                job->setBinaryData(secret);
                return job;
            },
            [](QKeychain::WritePasswordJob& job) -> Status {
                return job.error() == QKeychain::NoError ? Status() : refused(job);
            });
    }

    Status remove(const QString& name) override
    {
        return await<Status>(
            name, [] { return std::make_unique<QKeychain::DeletePasswordJob>(service()); },
            [](QKeychain::DeletePasswordJob& job) -> Status {
                const bool gone =
                    job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound;
                return gone ? Status() : refused(job);
            });
    }

private:
    static QString service() { return QString::fromLatin1(kService); }

    /// Makes a job in the keychain's thread and waits for its end. No fall back to plain files is
    /// ever allowed: QtKeychain's own default.
    template <class Answer, class Make, class Read>
    static Answer await(const QString& name, const Make& make, const Read& readJob)
    {
        const auto promise = std::make_shared<std::promise<Answer>>();
        std::future<Answer> answer = promise->get_future();
        QMetaObject::invokeMethod(
            keychainThread(),
            [name, make, readJob, promise] {
                auto made = make();
                auto* const job = made.release(); // deletes itself once it is finished
                job->setKey(name);
                QObject::connect(job, &QKeychain::Job::finished, keychainThread(),
                                 [job, readJob, promise] { promise->set_value(readJob(*job)); });
                job->start();
            },
            Qt::QueuedConnection);
        if (answer.wait_for(kLongestWait) != std::future_status::ready) {
            return fail(ErrorKind::Io, "it does not answer");
        }
        return answer.get();
    }
};

} // namespace

std::unique_ptr<Keychain> systemKeychain()
{
    return std::make_unique<SystemKeychain>();
}

} // namespace sw::store
