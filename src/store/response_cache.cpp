#include "store/response_cache.h"

#include "store/session_json.h"

#include <QJsonDocument>

namespace sw::store {

SqliteResponseCache::SqliteResponseCache(std::shared_ptr<SessionStore> store)
    : m_store(std::move(store))
{}

std::optional<SqliteResponseCache::Entry> SqliteResponseCache::find(const QString& key)
{
    m_store->writer().flush(); // what was kept a moment ago counts
    Result<Connection> connection = Connection::open(m_store->path(), Connection::Use::Read);
    if (!connection) {
        return std::nullopt;
    }
    Statement row(*connection, "SELECT entry FROM answers WHERE request = ?");
    row.bind(key);
    const Result<bool> got = row.next();
    if (!got || !*got) {
        return std::nullopt;
    }
    const QJsonObject json = QJsonDocument::fromJson(qUncompress(row.bytes(0))).object();
    if (!json.value(QStringLiteral("document")).isObject()) {
        return std::nullopt;
    }
    return Entry{json.value(QStringLiteral("document")).toObject(),
                 json.value(QStringLiteral("answer")).toString(),
                 json.value(QStringLiteral("endpoint")).toString(),
                 json.value(QStringLiteral("model")).toString(),
                 json.value(QStringLiteral("requestId")).toString(),
                 usageFrom(json.value(QStringLiteral("usage")).toObject())};
}

void SqliteResponseCache::keep(const QString& key, const Entry& entry)
{
    const QByteArray bytes =
        qCompress(redactedJson({{QStringLiteral("document"), entry.document},
                                {QStringLiteral("answer"), entry.answer},
                                {QStringLiteral("endpoint"), entry.endpoint},
                                {QStringLiteral("model"), entry.model},
                                {QStringLiteral("requestId"), entry.requestId},
                                {QStringLiteral("usage"), usageJson(entry.usage)}}),
                  1);
    m_store->writer().add([key, bytes](Connection& connection) -> Status {
        const Status done =
            Statement(connection, "INSERT OR REPLACE INTO answers (request, entry) VALUES (?, ?)")
                .bind(key)
                .bind(bytes)
                .run();
        return done ? Statement(connection, "DELETE FROM answers WHERE rowid <="
                                            " (SELECT max(rowid) FROM answers) - ?")
                          .bind(kMostAnswers)
                          .run()
                    : done;
    });
}

Status SqliteResponseCache::clear()
{
    return m_store->writer().addAndWait(
        [](Connection& connection) { return connection.run("DELETE FROM answers"); });
}

} // namespace sw::store
