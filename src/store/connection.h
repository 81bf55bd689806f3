// One connection to an SQLite file and the statements on it. Turns what the database says into
// sentences; knows no table. SQL is fixed text, values are always bound.
#pragma once

#include "base/result.h"

#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <optional>

namespace sw::store {

/// Why the database refused, as far as somebody can act on it.
enum class Refusal { None, Full, Busy, Damaged, NotAllowed, Other };

/// A file beside the database that asks the next start to look at every page, because a statement
/// met damage.
QString damageMark(const QString& path);

/// An open file. Thread: opened, used and closed by one thread.
class Connection
{
public:
    enum class Use { Read, Write };
    /// Errors: Io with the reason. The file and its folder must exist.
    static Result<Connection> open(const QString& path, Use use);
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) = delete;
    ~Connection();

    /// Runs one statement without values. Errors: Io.
    Status run(const char* sql);
    /// Gives up the transaction, if there is one; `refusal` stays.
    void rollBack();
    /// The number that a statement gives, for example of a pragma. Errors: Io.
    Result<qint64> number(const char* sql);
    const QString& path() const { return m_path; }
    /// Why the latest statement that failed did so.
    Refusal refusal() const { return m_refusal; }

private:
    friend class Statement;
    Connection(QString path, QString name);
    QSqlDatabase database() const;
    Error failed(const QSqlError& error);

    QString m_path;
    QString m_name; ///< of the connection within Qt; empty = moved away
    Refusal m_refusal = Refusal::None;
};

/// A prepared statement with its values. Must not outlive its connection.
class Statement
{
public:
    Statement(Connection& connection, const char* sql);
    /// The next value, in order of the question marks.
    Statement& bind(const QVariant& value);
    Statement& bindOptional(const std::optional<double>& value);
    Statement& bindOptional(const std::optional<qint64>& value);
    /// Runs it to its end. Errors: Io.
    Status run();
    /// The next row; false after the last. Runs the statement at the first call. Errors: Io.
    Result<bool> next();

    QString text(int column) const;
    QByteArray bytes(int column) const;
    qint64 number(int column) const;
    bool isNull(int column) const;
    std::optional<double> real(int column) const;
    std::optional<qint64> optionalNumber(int column) const;
    /// Rows that the latest run changed.
    int changed() const;

private:
    Connection& m_connection;
    QSqlQuery m_query;
    bool m_prepared = false;
    bool m_ran = false;
    int m_bound = 0;
};

} // namespace sw::store
