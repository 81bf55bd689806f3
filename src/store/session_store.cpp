#include "store/session_store.h"

#include "bridge/text.h"
#include "store/bar_bytes.h"
#include "store/schema.h"
#include "store/session_json.h"
#include "store/session_rows.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QStandardPaths>

#include <fmt/format.h>

#include <algorithm>

namespace sw::store {

using bridge::fromQt;

namespace {

constexpr int kMostTags = 32;
constexpr qsizetype kLongestTag = 64;
constexpr qsizetype kLongestName = 200;

constexpr const char* kSummary =
    "SELECT id, name, words, symbol, state, verdict, model, program, created, sharpe, trades,"
    " (SELECT group_concat(tag, char(10)) FROM tags WHERE session = key),"
    " (SELECT count(*) FROM events WHERE session = key) FROM sessions ";

SessionSummary summaryOf(const Statement& row)
{
    SessionSummary summary;
    summary.id = row.text(0);
    summary.name = row.text(1);
    summary.words = row.text(2);
    summary.symbol = row.text(3);
    summary.state = row.text(4);
    summary.verdict = row.text(5);
    summary.model = row.text(6);
    summary.program = row.text(7);
    summary.created = {row.number(8)};
    summary.sharpe = row.real(9);
    summary.trades = row.optionalNumber(10);
    summary.tags = row.text(11).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    summary.events = row.number(12);
    return summary;
}

/// What a number of the query means; never text from outside.
const char* orderSql(SessionOrder order)
{
    switch (order) {
    case SessionOrder::Newest:
        return " ORDER BY created DESC, key DESC";
    case SessionOrder::Oldest:
        return " ORDER BY created, key";
    case SessionOrder::Name:
        return " ORDER BY name COLLATE NOCASE, key DESC";
    case SessionOrder::Symbol:
        return " ORDER BY symbol, key DESC";
    case SessionOrder::Sharpe:
        return " ORDER BY sharpe DESC NULLS LAST, key DESC";
    case SessionOrder::Trades:
        return " ORDER BY trades DESC NULLS LAST, key DESC";
    case SessionOrder::State:
        break;
    }
    return " ORDER BY state, key DESC";
}

Error notHere(const QString& id)
{
    return {ErrorKind::NotFound,
            fmt::format("There is no session {}; the list of sessions shows those there are.",
                        fromQt(id.left(60))),
            {}};
}

Error damaged()
{
    return {ErrorKind::InvalidInput, "A part of this session cannot be read; it is damaged.", {}};
}

Status checkName(const QString& name)
{
    if (name.trimmed().isEmpty() || name.size() > kLongestName) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("A name has 1 to {} characters.", kLongestName));
    }
    return {};
}

Result<qint64> keyOf(Connection& connection, const QString& id)
{
    Statement find(connection, "SELECT key FROM sessions WHERE id = ?");
    find.bind(id);
    const Result<bool> row = find.next();
    if (!row) {
        return fail(row.error());
    }
    return *row ? Result<qint64>(find.number(0)) : fail(notHere(id));
}

Status readPrograms(Connection& connection, qint64 key, Session& session)
{
    Statement rows(connection, "SELECT iteration, decision, source FROM programs"
                               " WHERE session = ? ORDER BY iteration");
    rows.bind(key);
    for (Result<bool> row = rows.next();; row = rows.next()) {
        if (!row || !*row) {
            return row ? Status() : fail(row.error());
        }
        session.programs.push_back({static_cast<int>(rows.number(0)), rows.text(1), rows.text(2)});
    }
}

Status readBars(Connection& connection, qint64 key, Session& session)
{
    Statement rows(connection,
                   "SELECT u.symbol, u.timeframe, u.hash, b.fingerprint, u.origin, u.error,"
                   " b.count, b.columns IS NOT NULL FROM session_bars u"
                   " LEFT JOIN bars b ON b.hash = u.hash WHERE u.session = ? ORDER BY u.rowid");
    rows.bind(key);
    for (Result<bool> row = rows.next();; row = rows.next()) {
        if (!row || !*row) {
            return row ? Status() : fail(row.error());
        }
        session.bars.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3),
                                rows.text(4), rows.text(5), rows.number(6), rows.number(7) != 0});
    }
}

Status readResult(Connection& connection, qint64 key, Session& session)
{
    Statement rows(connection,
                   "SELECT digest, program, figures, outcome FROM results WHERE session = ?");
    rows.bind(key);
    const Result<bool> row = rows.next();
    if (!row || !*row) {
        return row ? Status() : fail(row.error());
    }
    session.result = SessionResult{rows.text(0), rows.text(1),
                                   QJsonDocument::fromJson(rows.text(2).toUtf8()).object(),
                                   qUncompress(rows.bytes(3))};
    return {};
}

std::vector<ComparedFigure> beside(const QJsonObject& first, const QJsonObject& second)
{
    std::vector<ComparedFigure> rows;
    const auto value = [](const QJsonObject& json, const QString& id) {
        const QJsonValue found = json.value(id);
        return found.isDouble() ? std::optional(found.toDouble()) : std::nullopt;
    };
    for (const metrics::FigureDefinition& definition : metrics::figures()) {
        const QString id = bridge::toQt(definition.id);
        rows.push_back({id, bridge::toQt(definition.title),
                        bridge::toQt(metrics::name(definition.unit)), value(first, id),
                        value(second, id)});
    }
    return rows;
}

QStringList hashesOf(const Session& session)
{
    QStringList hashes;
    for (const SessionBars& bars : session.bars) {
        hashes.append(bars.symbol + QLatin1Char(' ') + bars.hash);
    }
    hashes.sort();
    return hashes;
}

} // namespace

QString defaultStorePath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/stratwright/sessions.sqlite");
}

SessionStore::SessionStore(QString path, QString notice)
    : m_path(std::move(path)),
      m_notice(std::move(notice)),
      m_writer(std::make_unique<Writer>(m_path))
{}

Result<std::shared_ptr<SessionStore>> SessionStore::open(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const Result<QString> notice = prepareFile(absolute);
    if (!notice) {
        return fail(notice.error());
    }
    return std::shared_ptr<SessionStore>(new SessionStore(absolute, *notice));
}

QString SessionStore::lockPath(const QString& id) const
{
    return QFileInfo(m_path).absolutePath() + QStringLiteral("/running-%1.lock").arg(id);
}

template <class T>
Result<T> SessionStore::read(const std::function<Result<T>(Connection&)>& reading) const
{
    Result<Connection> connection = Connection::open(m_path, Connection::Use::Read);
    if (!connection) {
        return fail(connection.error());
    }
    // One view of the file, whatever is written meanwhile.
    if (const Status begun = connection->run("BEGIN"); !begun) {
        return fail(begun.error());
    }
    Result<T> result = reading(*connection);
    connection->rollBack();
    return result;
}

Result<SessionPage> SessionStore::list(const SessionQuery& query) const
{
    Result<SessionPage> page =
        read<SessionPage>([&](Connection& connection) -> Result<SessionPage> {
            const QStringList words =
                query.words.toCaseFolded().split(QLatin1Char(' '), Qt::SkipEmptyParts).mid(0, 20);
            std::string where = " WHERE 1";
            for (qsizetype i = 0; i < words.size(); ++i) {
                where += " AND instr(search, ?) > 0";
            }
            if (!query.tag.isEmpty()) {
                where += " AND EXISTS (SELECT 1 FROM tags WHERE session = key AND tag = ?)";
            }
            const auto bindWhere = [&](Statement& statement) {
                for (const QString& word : words) {
                    statement.bind(word);
                }
                if (!query.tag.isEmpty()) {
                    statement.bind(query.tag);
                }
            };
            SessionPage found;
            Statement count(connection, ("SELECT count(*) FROM sessions" + where).c_str());
            bindWhere(count);
            if (const Result<bool> row = count.next(); !row) {
                return fail(row.error());
            }
            found.total = count.number(0);
            Statement rows(
                connection,
                (kSummary + where + orderSql(query.order) + " LIMIT ? OFFSET ?").c_str());
            bindWhere(rows);
            rows.bind(query.most).bind(query.skip);
            for (Result<bool> row = rows.next();; row = rows.next()) {
                if (!row) {
                    return fail(row.error());
                }
                if (!*row) {
                    return found;
                }
                found.sessions.push_back(summaryOf(rows));
            }
        });
    if (page) {
        for (SessionSummary& summary : page->sessions) {
            if (summary.state == QLatin1String("running")) {
                QLockFile lock(lockPath(summary.id));
                lock.setStaleLockTime(0);
                if (lock.tryLock(0)) {
                    summary.state = QStringLiteral("unfinished");
                }
            }
        }
    }
    return page;
}

Result<QString> SessionStore::find(const QString& beginning) const
{
    return read<QString>([&](Connection& connection) -> Result<QString> {
        Statement rows(connection, "SELECT id FROM sessions WHERE substr(id, 1, length(?)) = ?"
                                   " ORDER BY length(id) LIMIT 2");
        const QString wanted = beginning.trimmed().toLower();
        rows.bind(wanted).bind(wanted);
        QStringList found;
        for (Result<bool> row = rows.next();; row = rows.next()) {
            if (!row) {
                return fail(row.error());
            }
            if (!*row) {
                break;
            }
            found.append(rows.text(0));
        }
        if (found.isEmpty() || wanted.isEmpty()) {
            return fail(notHere(beginning));
        }
        if (found.size() > 1 && found[0] != wanted) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("Several sessions begin with {}; write more of the id.",
                                    fromQt(wanted)));
        }
        return found[0];
    });
}

Result<Session> SessionStore::session(const QString& id) const
{
    Result<Session> session = read<Session>([&](Connection& connection) -> Result<Session> {
        const Result<qint64> key = keyOf(connection, id);
        if (!key) {
            return fail(key.error());
        }
        Session found;
        Statement summary(connection, (std::string(kSummary) + " WHERE key = ?").c_str());
        summary.bind(*key);
        Statement rest(connection, "SELECT brief, only_symbol, has_model, data FROM sessions"
                                   " WHERE key = ?");
        rest.bind(*key);
        for (Statement* each : {&summary, &rest}) {
            const Result<bool> row = each->next();
            if (!row || !*row) {
                return fail(row ? notHere(id) : row.error());
            }
        }
        found.summary = summaryOf(summary);
        const Result<agents::Brief> brief =
            briefFrom(QJsonDocument::fromJson(rest.text(0).toUtf8()).object());
        if (!brief) {
            return fail(brief.error());
        }
        found.brief = *brief;
        found.onlySymbol = rest.text(1);
        found.hasModel = rest.number(2) != 0;
        for (const QJsonValue& item : QJsonDocument::fromJson(rest.text(3).toUtf8()).array()) {
            found.data.append(item.toString());
        }
        for (const Status& part :
             {readPrograms(connection, *key, found), readBars(connection, *key, found),
              readResult(connection, *key, found)}) {
            if (!part) {
                return fail(part.error());
            }
        }
        return found;
    });
    if (session && session->summary.state == QLatin1String("running")) {
        QLockFile lock(lockPath(id));
        lock.setStaleLockTime(0);
        if (lock.tryLock(0)) {
            session->summary.state = QStringLiteral("unfinished");
        }
    }
    return session;
}

Result<std::vector<QByteArray>> SessionStore::events(const QString& id, qint64 from) const
{
    using Events = std::vector<QByteArray>;
    return read<Events>([&](Connection& connection) -> Result<Events> {
        const Result<qint64> key = keyOf(connection, id);
        if (!key) {
            return fail(key.error());
        }
        Events found;
        Statement rows(connection,
                       "SELECT bytes FROM events WHERE session = ? AND seq >= ? ORDER BY seq");
        rows.bind(*key).bind(from);
        for (Result<bool> row = rows.next();; row = rows.next()) {
            if (!row) {
                return fail(row.error());
            }
            if (!*row) {
                return found;
            }
            found.push_back(rows.bytes(0));
        }
    });
}

Result<qint64> SessionStore::lastEvent(const QString& id) const
{
    return read<qint64>([&](Connection& connection) -> Result<qint64> {
        const Result<qint64> key = keyOf(connection, id);
        if (!key) {
            return fail(key.error());
        }
        Statement row(connection, "SELECT coalesce(max(seq), 0) FROM events WHERE session = ?");
        row.bind(*key);
        const Result<bool> got = row.next();
        return got ? Result<qint64>(row.number(0)) : fail(got.error());
    });
}

Result<std::vector<llm::CallRecord>> SessionStore::calls(const QString& id) const
{
    using Calls = std::vector<llm::CallRecord>;
    return read<Calls>([&](Connection& connection) -> Result<Calls> {
        const Result<qint64> key = keyOf(connection, id);
        if (!key) {
            return fail(key.error());
        }
        Calls found;
        Statement rows(connection, "SELECT record FROM calls WHERE session = ? ORDER BY number");
        rows.bind(*key);
        for (Result<bool> row = rows.next();; row = rows.next()) {
            if (!row) {
                return fail(row.error());
            }
            if (!*row) {
                return found;
            }
            Result<llm::CallRecord> call =
                callFrom(QJsonDocument::fromJson(qUncompress(rows.bytes(0))).object());
            if (!call) {
                return fail(call.error());
            }
            found.push_back(std::move(*call));
        }
    });
}

Result<market::BarsPtr> SessionStore::bars(const QString& hash) const
{
    const Result<QByteArray> columns =
        read<QByteArray>([&](Connection& connection) -> Result<QByteArray> {
            Statement row(connection, "SELECT columns FROM bars WHERE hash = ?");
            row.bind(hash);
            const Result<bool> got = row.next();
            if (!got) {
                return fail(got.error());
            }
            if (!*got || row.isNull(0)) {
                return fail(ErrorKind::NotFound, "These bars are not kept in the session file.");
            }
            return row.bytes(0);
        });
    if (!columns) {
        return fail(columns.error());
    }
    const Result<QByteArray> bytes = unpacked(*columns);
    if (!bytes) {
        return fail(bytes.error());
    }
    if (barHash(*bytes) != hash) {
        return fail(damaged());
    }
    return barsFrom(*bytes);
}

Result<Comparison> SessionStore::compare(const QString& first, const QString& second) const
{
    const Result<Session> one = session(first);
    const Result<Session> two = session(second);
    for (const Result<Session>* each : {&one, &two}) {
        if (!*each) {
            return fail(each->error());
        }
        if (!(*each)->result) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("The session {} has no result yet; resume it first.",
                                    fromQt((*each)->summary.id.left(8))));
        }
    }
    const auto figures = [](const Session& session, const char* part) {
        return session.result->figures.value(QLatin1String(part)).toObject();
    };
    const auto refined = [&](const Session& session) {
        const QJsonObject own = figures(session, "refined");
        return own.isEmpty() ? figures(session, "asked") : own;
    };
    return Comparison{one->summary, two->summary,
                      beside(figures(*one, "asked"), figures(*two, "asked")),
                      beside(refined(*one), refined(*two)), hashesOf(*one) == hashesOf(*two)};
}

Status SessionStore::rename(const QString& id, const QString& name)
{
    if (const Status fits = checkName(name); !fits) {
        return fits;
    }
    return m_writer->addAndWait([=](Connection& connection) -> Status {
        const Result<qint64> key = keyOf(connection, id);
        if (!key) {
            return fail(key.error());
        }
        Statement update(connection, "UPDATE sessions SET name = ? WHERE key = ?");
        update.bind(name.simplified()).bind(*key);
        const Status done = update.run();
        return done ? refreshSearch(connection, id) : done;
    });
}

Status SessionStore::setTags(const QString& id, QStringList tags)
{
    for (QString& tag : tags) {
        tag = tag.simplified();
        if (tag.isEmpty() || tag.size() > kLongestTag) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("A tag has 1 to {} characters.", kLongestTag));
        }
    }
    tags.removeDuplicates();
    if (tags.size() > kMostTags) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("A session has at most {} tags.", kMostTags));
    }
    return m_writer->addAndWait([=](Connection& connection) -> Status {
        const Result<qint64> key = keyOf(connection, id);
        if (!key) {
            return fail(key.error());
        }
        Status done = Statement(connection, "DELETE FROM tags WHERE session = ?").bind(*key).run();
        for (const QString& tag : tags) {
            done = done ? Statement(connection, "INSERT INTO tags (session, tag) VALUES (?, ?)")
                              .bind(*key)
                              .bind(tag)
                              .run()
                        : done;
        }
        return done ? refreshSearch(connection, id) : done;
    });
}

Status SessionStore::remove(const QString& id)
{
    QLockFile lock(lockPath(id));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(0)) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("The session {} is running; stop it first.", fromQt(id.left(8))));
    }
    return m_writer->addAndWait([=](Connection& connection) -> Status {
        const Result<qint64> key = keyOf(connection, id);
        if (!key) {
            return fail(key.error());
        }
        const Status done =
            Statement(connection, "DELETE FROM sessions WHERE key = ?").bind(*key).run();
        return done ? removeOrphans(connection) : done;
    });
}

Status SessionStore::compact()
{
    m_writer->flush();
    Result<Connection> connection = Connection::open(m_path, Connection::Use::Write);
    return connection ? connection->run("VACUUM") : fail(connection.error());
}

Status SessionStore::check() const
{
    Result<Connection> connection = Connection::open(m_path, Connection::Use::Read);
    if (!connection) {
        return fail(connection.error());
    }
    Statement row(*connection, "PRAGMA integrity_check(1)");
    const Result<bool> got = row.next();
    if (!got) {
        return fail(got.error());
    }
    if (row.text(0) != QLatin1String("ok")) {
        return fail(ErrorKind::Io, "The session file is damaged: " + fromQt(row.text(0)) + ".");
    }
    return {};
}

} // namespace sw::store
