#include "store/schema.h"

#include "base/expects.h"
#include "bridge/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>

#include <fmt/format.h>

#include <array>

namespace sw::store {

namespace {

/// How long another process may take to make the file ready. Units: ms.
constexpr int kLockMs = 10'000;

constexpr const char* kVersion1[] = {
    "CREATE TABLE sessions (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " created INTEGER NOT NULL, state TEXT NOT NULL, brief TEXT NOT NULL, words TEXT NOT NULL,"
    " program TEXT NOT NULL, symbol TEXT NOT NULL DEFAULT '', only_symbol TEXT NOT NULL DEFAULT '',"
    " sharpe REAL, trades INTEGER, verdict TEXT NOT NULL DEFAULT '',"
    " model TEXT NOT NULL DEFAULT '', has_model INTEGER NOT NULL, data TEXT NOT NULL,"
    " search TEXT NOT NULL)",
    "CREATE INDEX sessions_created ON sessions (created)",
    "CREATE TABLE tags (session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,"
    " tag TEXT NOT NULL, PRIMARY KEY (session, tag)) WITHOUT ROWID",
    "CREATE TABLE events (session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,"
    " seq INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (session, seq))",
    "CREATE TABLE calls (session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,"
    " number INTEGER NOT NULL, request TEXT NOT NULL, record BLOB NOT NULL,"
    " PRIMARY KEY (session, number))",
    "CREATE TABLE programs (session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,"
    " iteration INTEGER NOT NULL, decision TEXT NOT NULL, source TEXT NOT NULL,"
    " PRIMARY KEY (session, iteration)) WITHOUT ROWID",
    "CREATE TABLE bars (hash TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, symbol TEXT NOT NULL,"
    " timeframe TEXT NOT NULL, count INTEGER NOT NULL, columns BLOB)",
    "CREATE TABLE session_bars (session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,"
    " symbol TEXT NOT NULL, timeframe TEXT NOT NULL, hash TEXT REFERENCES bars,"
    " origin TEXT NOT NULL, error TEXT NOT NULL DEFAULT '', PRIMARY KEY (session, symbol,"
    " timeframe))",
    "CREATE INDEX session_bars_hash ON session_bars (hash)",
    "CREATE TABLE results (session INTEGER PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,"
    " digest TEXT NOT NULL, program TEXT NOT NULL, figures TEXT NOT NULL, outcome BLOB NOT NULL)",
};

constexpr const char* kVersion2[] = {
    "CREATE TABLE answers (request TEXT PRIMARY KEY, entry BLOB NOT NULL)",
};

constexpr std::array<std::span<const char* const>, 2> kMigrations{kVersion1, kVersion2};

Status createFile(const QString& path)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (!QDir().mkpath(folder)) {
        return fail(ErrorKind::Io, fmt::format("Cannot create the folder {} for the sessions.",
                                               bridge::fromQt(folder)));
    }
    // Made before SQLite opens it, which would let others read it. What SQLite puts beside it
    // inherits the permissions.
    QFile file(path);
    if (!file.exists() &&
        !file.open(QIODevice::ReadWrite, QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        return fail(ErrorKind::Io,
                    fmt::format("Cannot create the session file {}: {}.", bridge::fromQt(path),
                                bridge::fromQt(file.errorString())));
    }
    return {};
}

/// Stays with the file once it is set; setting it needs the file for itself.
Status useWriteAheadLog(Connection& connection)
{
    QString mode;
    {
        Statement read(connection, "PRAGMA journal_mode");
        const Result<bool> row = read.next();
        if (!row) {
            return fail(row.error());
        }
        mode = read.text(0);
    }
    return mode == QLatin1String("wal") ? Status() : connection.run("PRAGMA journal_mode=WAL");
}

/// Opens, migrates, and looks at every page where damage is suspected. `damaged` says why it
/// failed.
Status examine(const QString& path, bool& damaged)
{
    Result<Connection> connection = Connection::open(path, Connection::Use::Write);
    if (!connection) {
        damaged = QFile::exists(damageMark(path));
        return fail(connection.error());
    }
    Status status = useWriteAheadLog(*connection);
    if (status) {
        status = migrate(*connection);
    }
    if (status) {
        // Reads the file's length against its own count of pages.
        const Result<qint64> any = connection->number("SELECT count(*) FROM sessions");
        status = any ? Status() : fail(any.error());
    }
    if (status && QFile::exists(damageMark(path))) {
        Statement check(*connection, "PRAGMA integrity_check(1)");
        const Result<bool> row = check.next();
        if (!row) {
            status = fail(row.error());
        } else if (check.text(0) != QLatin1String("ok")) {
            damaged = true;
            return fail(ErrorKind::Io, "The session file is damaged.");
        }
        QFile::remove(damageMark(path));
    }
    damaged = !status && connection->refusal() == Refusal::Damaged;
    return status;
}

Result<QString> putAside(const QString& path)
{
    const QString aside = freeNameBeside(path, QStringLiteral("damaged"));
    if (!QFile::rename(path, aside)) {
        return fail(ErrorKind::Io,
                    fmt::format("The session file {} is damaged and cannot be renamed; move it "
                                "away by hand.",
                                bridge::fromQt(path)));
    }
    for (const char* ending : {"-wal", "-shm"}) {
        // What was not yet in the file belongs to it.
        const QString beside = path + QLatin1String(ending);
        if (QFile::exists(beside) && !QFile::rename(beside, aside + QLatin1String(ending))) {
            return fail(ErrorKind::Io, fmt::format("Cannot rename {}; move it away by hand.",
                                                   bridge::fromQt(beside)));
        }
    }
    QFile::remove(damageMark(path));
    return aside;
}

} // namespace

int schemaVersion()
{
    return static_cast<int>(kMigrations.size());
}

std::span<const char* const> migration(int from)
{
    EXPECTS(from >= 0 && from < schemaVersion());
    return kMigrations[static_cast<std::size_t>(from)];
}

Status migrate(Connection& connection)
{
    Result<qint64> version = connection.number("PRAGMA user_version");
    while (version && *version != schemaVersion()) {
        if (*version > schemaVersion() || *version < 0) {
            return fail(ErrorKind::Unsupported,
                        fmt::format("The session file {} was made by a newer version of this "
                                    "program (its form is {}, this one reads up to {}); update "
                                    "the program.",
                                    bridge::fromQt(connection.path()), *version, schemaVersion()));
        }
        if (Status begun = connection.run("BEGIN IMMEDIATE"); !begun) {
            return begun;
        }
        // Another process may have been quicker.
        version = connection.number("PRAGMA user_version");
        Status status = version ? Status() : fail(version.error());
        if (status && *version >= 0 && *version < schemaVersion()) {
            for (const char* sql : migration(static_cast<int>(*version))) {
                status = status ? connection.run(sql) : status;
            }
            const std::string next = fmt::format("PRAGMA user_version={}", *version + 1);
            status = status ? connection.run(next.c_str()) : status;
        }
        status = status ? connection.run("COMMIT") : status;
        if (!status) {
            connection.rollBack();
            return status;
        }
        version = connection.number("PRAGMA user_version");
    }
    return version ? Status() : fail(version.error());
}

Result<QString> prepareFile(const QString& path)
{
    if (const Status created = createFile(path); !created) {
        return fail(created.error());
    }
    // One process at a time makes, migrates or moves a file. Where no lock can be made, SQLite's
    // own locks remain.
    QLockFile lock(path + QStringLiteral(".lock"));
    lock.tryLock(kLockMs);
    bool damaged = false;
    const Status first = examine(path, damaged);
    if (first) {
        return QString();
    }
    if (!damaged) {
        return fail(first.error());
    }
    const Result<QString> aside = putAside(path);
    if (!aside) {
        return fail(aside.error());
    }
    if (const Status created = createFile(path); !created) {
        return fail(created.error());
    }
    if (const Status second = examine(path, damaged); !second) {
        return fail(second.error());
    }
    return QStringLiteral("The session file was damaged; it lies now at %1, and a new one was "
                          "begun.")
        .arg(*aside);
}

QString freeNameBeside(const QString& path, const QString& word)
{
    for (int number = 1;; ++number) {
        const QString name = QStringLiteral("%1.%2-%3").arg(path, word).arg(number);
        if (!QFile::exists(name)) {
            return name;
        }
    }
}

} // namespace sw::store
