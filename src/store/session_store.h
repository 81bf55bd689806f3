// The file of all sessions: what was run, with everything it takes to show, repeat and continue it.
// One thread writes; readers open connections of their own. Deliberately not here: taking part in a
// run (SessionRecorder), computing it again (reopen), carrying it elsewhere (bundle).
#pragma once

#include "llm/language_model.h"
#include "market/bars.h"
#include "store/session.h"
#include "store/writer.h"

#include <functional>
#include <memory>

namespace sw::store {

/// sessions.sqlite in the folder where imported bars lie too.
QString defaultStorePath();

/// Thread: any. Calls block for the disk: a few ms.
class SessionStore
{
public:
    /// Opens or creates the file. Errors: Unsupported for a file of a newer version, Io.
    static Result<std::shared_ptr<SessionStore>> open(const QString& path);

    const QString& path() const { return m_path; }
    /// What the user should know about opening; mostly empty: "The session file was damaged; …".
    const QString& notice() const { return m_notice; }

    Result<SessionPage> list(const SessionQuery& query) const;
    /// The id that begins so. Errors: NotFound, InvalidInput when several do.
    Result<QString> find(const QString& beginning) const;
    /// Errors: NotFound, Io.
    Result<Session> session(const QString& id) const;
    /// The events from number `from` on, in order, the bytes as they were published.
    Result<std::vector<QByteArray>> events(const QString& id, qint64 from = 1) const;
    /// The number of the latest event kept; 0 when there is none.
    Result<qint64> lastEvent(const QString& id) const;
    /// The calls of models, in order of their ends.
    Result<std::vector<llm::CallRecord>> calls(const QString& id) const;
    /// Bars that are kept. Errors: NotFound for a set that is not kept, InvalidInput for damage.
    Result<market::BarsPtr> bars(const QString& hash) const;
    /// Errors: NotFound, InvalidInput when one of them has no result.
    Result<Comparison> compare(const QString& first, const QString& second) const;

    /// Errors: NotFound, InvalidInput for an empty or overlong name.
    Status rename(const QString& id, const QString& name);
    /// Sets all tags of a session. Errors: NotFound, InvalidInput.
    Status setTags(const QString& id, QStringList tags);
    /// Removes a session, and bars that no other session uses. Errors: NotFound, InvalidInput for
    /// one that is running.
    Status remove(const QString& id);
    /// Gives the space of what was removed back to the disk. Cost: rewrites the file.
    Status compact();
    /// Looks at every page. Errors: Io for damage.
    Status check() const;

    /// For those who write parts of sessions.
    Writer& writer() { return *m_writer; }
    /// Where a run marks that it is under way.
    QString lockPath(const QString& id) const;

private:
    SessionStore(QString path, QString notice);
    template <class T> Result<T> read(const std::function<Result<T>(Connection&)>& reading) const;

    const QString m_path;
    const QString m_notice;
    std::unique_ptr<Writer> m_writer;
};

} // namespace sw::store
