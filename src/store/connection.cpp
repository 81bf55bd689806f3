#include "store/connection.h"

#include "bridge/text.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>

#include <array>
#include <atomic>
#include <utility>

namespace sw::store {

namespace {

/// How long a statement waits for another process that writes. Units: ms.
constexpr int kBusyMs = 10'000;

/// Result codes of SQLite. Source: sqlite.org/rescode.html.
Refusal refusalOf(int code)
{
    switch (code & 0xff) {
    case 13: // FULL
        return Refusal::Full;
    case 5: // BUSY
    case 6: // LOCKED
        return Refusal::Busy;
    case 11: // CORRUPT
    case 26: // NOTADB
        return Refusal::Damaged;
    case 3:  // PERM
    case 8:  // READONLY
    case 14: // CANTOPEN
    case 23: // AUTH
        return Refusal::NotAllowed;
    default:
        return Refusal::Other;
    }
}

QString sentenceOf(Refusal refusal, const QString& path, const QString& reason)
{
    switch (refusal) {
    case Refusal::Full:
        return QStringLiteral("The disk is full, so nothing more can be kept in %1; free some "
                              "space.")
            .arg(path);
    case Refusal::Busy:
        return QStringLiteral("Another program has been writing to %1 for too long; close it and "
                              "try again.")
            .arg(path);
    case Refusal::Damaged:
        return QStringLiteral("The session file %1 is damaged; the next start puts it aside and "
                              "begins a new one.")
            .arg(path);
    case Refusal::NotAllowed:
        return QStringLiteral("The session file %1 cannot be opened for writing; check who may "
                              "write there.")
            .arg(path);
    default:
        return QStringLiteral("The session file %1 cannot be used: %2.").arg(path, reason);
    }
}

} // namespace

QString damageMark(const QString& path)
{
    return path + QStringLiteral(".suspect");
}

Connection::Connection(QString path, QString name)
    : m_path(std::move(path)), m_name(std::move(name))
{}

Connection::Connection(Connection&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_name(std::exchange(other.m_name, QString())),
      m_refusal(other.m_refusal)
{}

Connection::~Connection()
{
    if (!m_name.isEmpty()) {
        database().close();
        QSqlDatabase::removeDatabase(m_name);
    }
}

QSqlDatabase Connection::database() const
{
    return QSqlDatabase::database(m_name, false);
}

Result<Connection> Connection::open(const QString& path, Use use)
{
    static std::atomic<qint64> opened{0}; // names within Qt must differ
    Connection connection(path, QStringLiteral("store-%1").arg(++opened));
    {
        QSqlDatabase database =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection.m_name);
        if (!database.isValid()) {
            return fail(ErrorKind::Internal,
                        "The database driver of Qt for SQLite is not installed.");
        }
        database.setDatabaseName(path);
        database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyMs));
        if (!database.open()) {
            return fail(connection.failed(database.lastError()));
        }
    }
    static constexpr std::array kCommon{"PRAGMA foreign_keys=ON", "PRAGMA synchronous=NORMAL",
                                        "PRAGMA trusted_schema=OFF"};
    for (const char* sql : kCommon) {
        if (const Status done = connection.run(sql); !done) {
            return fail(done.error());
        }
    }
    if (use == Use::Read) {
        if (const Status done = connection.run("PRAGMA query_only=ON"); !done) {
            return fail(done.error());
        }
    }
    return connection;
}

Error Connection::failed(const QSqlError& error)
{
    m_refusal = refusalOf(error.nativeErrorCode().toInt());
    if (m_refusal == Refusal::Damaged) {
        QFile mark(damageMark(m_path));
        static_cast<void>(mark.open(QIODevice::WriteOnly));
    }
    const QString reason =
        error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    return {ErrorKind::Io, bridge::fromQt(sentenceOf(m_refusal, m_path, reason)), {}};
}

Status Connection::run(const char* sql)
{
    return Statement(*this, sql).run();
}

void Connection::rollBack()
{
    // Fails where SQLite has rolled back by itself, as on a full disk.
    QSqlQuery(database()).exec(QStringLiteral("ROLLBACK"));
}

Result<qint64> Connection::number(const char* sql)
{
    Statement statement(*this, sql);
    const Result<bool> row = statement.next();
    if (!row) {
        return fail(row.error());
    }
    return *row ? statement.number(0) : 0;
}

Statement::Statement(Connection& connection, const char* sql)
    : m_connection(connection), m_query(connection.database())
{
    m_query.setForwardOnly(true);
    m_prepared = m_query.prepare(QString::fromUtf8(sql));
}

Statement& Statement::bind(const QVariant& value)
{
    // A null text would become SQL's NULL.
    const bool emptyText = value.typeId() == QMetaType::QString && value.toString().isEmpty();
    m_query.bindValue(m_bound++, emptyText ? QVariant(QStringLiteral("")) : value);
    return *this;
}

Statement& Statement::bindOptional(const std::optional<double>& value)
{
    return bind(value ? QVariant(*value) : QVariant());
}

Statement& Statement::bindOptional(const std::optional<qint64>& value)
{
    return bind(value ? QVariant(*value) : QVariant());
}

Status Statement::run()
{
    if (!m_prepared || !m_query.exec()) {
        return fail(m_connection.failed(m_query.lastError()));
    }
    m_ran = true;
    m_bound = 0;
    return {};
}

Result<bool> Statement::next()
{
    if (!m_ran) {
        if (const Status ran = run(); !ran) {
            return fail(ran.error());
        }
    }
    if (m_query.next()) {
        return true;
    }
    // Qt reports a failure while stepping as the end of the rows.
    if (m_query.lastError().isValid()) {
        return fail(m_connection.failed(m_query.lastError()));
    }
    return false;
}

QString Statement::text(int column) const
{
    return m_query.value(column).toString();
}

QByteArray Statement::bytes(int column) const
{
    return m_query.value(column).toByteArray();
}

qint64 Statement::number(int column) const
{
    return m_query.value(column).toLongLong();
}

bool Statement::isNull(int column) const
{
    return m_query.value(column).isNull();
}

std::optional<double> Statement::real(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(m_query.value(column).toDouble());
}

std::optional<qint64> Statement::optionalNumber(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(number(column));
}

int Statement::changed() const
{
    return m_query.numRowsAffected();
}

} // namespace sw::store
