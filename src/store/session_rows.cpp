#include "store/session_rows.h"

#include "bridge/text.h"
#include "store/outcome_digest.h"
#include "store/session_json.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace sw::store {

using bridge::toQt;

namespace {

constexpr qsizetype kLongestMadeName = 80;

QString wordsOf(const agents::Brief& brief)
{
    return toQt(brief.text.empty() ? brief.source : brief.text);
}

} // namespace

QString nameFrom(const agents::Brief& brief)
{
    const QString words = wordsOf(brief).simplified();
    return words.size() <= kLongestMadeName ? words
                                            : words.left(kLongestMadeName - 1) + QChar(0x2026);
}

Status insertSession(Connection& connection, const NewSession& session)
{
    Statement insert(connection,
                     "INSERT INTO sessions (id, name, created, state, brief, words, program,"
                     " symbol, only_symbol, has_model, data, search)"
                     " VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, '')");
    const QJsonArray data = QJsonArray::fromStringList(session.data);
    insert.bind(session.id)
        .bind(nameFrom(session.brief))
        .bind(qint64{session.created.ms})
        .bind(QString::fromUtf8(redactedJson(briefJson(session.brief))))
        .bind(wordsOf(session.brief))
        .bind(session.program)
        .bind(session.brief.symbol ? toQt(*session.brief.symbol) : QString())
        .bind(session.onlySymbol)
        .bind(session.hasModel ? 1 : 0)
        .bind(QString::fromUtf8(QJsonDocument(data).toJson(QJsonDocument::Compact)));
    const Status done = insert.run();
    return done ? refreshSearch(connection, session.id) : done;
}

Status insertEvent(Connection& connection, const QString& session, qint64 seq,
                   const QByteArray& bytes)
{
    Statement insert(connection, "INSERT INTO events (session, seq, bytes)"
                                 " SELECT key, ?, ? FROM sessions WHERE id = ?");
    insert.bind(seq).bind(bytes).bind(session);
    const Status done = insert.run();
    if (done && insert.changed() != 1) {
        return fail(ErrorKind::NotFound, "This session was deleted while it ran.");
    }
    return done;
}

Status insertCall(Connection& connection, const QString& session, const QString& requestKey,
                  const QByteArray& record)
{
    return Statement(connection, "INSERT INTO calls (session, number, request, record)"
                                 " SELECT key, (SELECT coalesce(max(number), 0) + 1 FROM calls"
                                 " WHERE session = sessions.key), ?, ? FROM sessions WHERE id = ?")
        .bind(requestKey)
        .bind(qCompress(record, 1))
        .bind(session)
        .run();
}

Status insertBars(Connection& connection, const SessionBars& bars, const QByteArray& columns)
{
    return Statement(connection,
                     "INSERT INTO bars (hash, fingerprint, symbol, timeframe, count, columns)"
                     " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING")
        .bind(bars.hash)
        .bind(bars.fingerprint)
        .bind(bars.symbol)
        .bind(bars.timeframe)
        .bind(bars.count)
        .bind(columns.isEmpty() ? QVariant() : QVariant(columns))
        .run();
}

Status insertSessionBars(Connection& connection, const QString& session, const SessionBars& bars)
{
    return Statement(connection,
                     "INSERT INTO session_bars (session, symbol, timeframe, hash, origin, error)"
                     " SELECT key, ?, ?, ?, ?, ? FROM sessions WHERE id = ?"
                     " ON CONFLICT (session, symbol, timeframe) DO UPDATE SET hash = excluded.hash,"
                     " origin = excluded.origin, error = excluded.error"
                     " WHERE session_bars.hash IS NULL")
        .bind(bars.symbol)
        .bind(bars.timeframe)
        .bind(bars.hash.isEmpty() ? QVariant() : QVariant(bars.hash))
        .bind(bars.origin)
        .bind(bars.error)
        .bind(session)
        .run();
}

Ending endingOf(const agents::RunOutcome& outcome, const QByteArray& outcomeJson)
{
    Ending ending;
    ending.state = toQt(agents::name(outcome.state));
    ending.model = toQt(outcome.provenance.model);
    if (outcome.verdict) {
        ending.verdict = toQt(metrics::name(outcome.verdict->kind));
    }
    if (outcome.asked.program) {
        QStringList symbols;
        for (const std::string& symbol : outcome.asked.program->symbols) {
            symbols.append(toQt(symbol));
        }
        ending.symbol = symbols.join(QLatin1Char(' '));
    }
    if (outcome.wholeAsked && outcome.wholeAsked->report) {
        const metrics::Report& report = *outcome.wholeAsked->report;
        ending.sharpe = report[metrics::FigureId::Sharpe].value;
        if (const auto trades = report[metrics::FigureId::Trades].value) {
            ending.trades = static_cast<qint64>(*trades);
        }
    }
    for (const agents::Iteration& iteration : outcome.iterations) {
        ending.programs.push_back({iteration.number, toQt(agents::name(iteration.decision)),
                                   toQt(iteration.draft.source)});
    }
    if (ending.programs.empty() && !outcome.asked.source.empty()) {
        ending.programs.push_back({1, ending.state, toQt(outcome.asked.source)});
    }
    ending.result = {outcomeDigest(outcome), toQt(outcome.provenance.program),
                     comparedFigures(outcome), outcomeJson};
    return ending;
}

Status insertEnding(Connection& connection, const QString& session, const Ending& ending)
{
    Status done =
        Statement(connection, "UPDATE sessions SET state = ?, verdict = ?, model = ?, sharpe = ?,"
                              " trades = ?, symbol = CASE ? WHEN '' THEN symbol ELSE ? END"
                              " WHERE id = ?")
            .bind(ending.state)
            .bind(ending.verdict)
            .bind(ending.model)
            .bindOptional(ending.sharpe)
            .bindOptional(ending.trades)
            .bind(ending.symbol)
            .bind(ending.symbol)
            .bind(session)
            .run();
    for (const SessionProgram& program : ending.programs) {
        if (!done) {
            return done;
        }
        done = Statement(connection, "INSERT OR REPLACE INTO programs (session, iteration,"
                                     " decision, source) SELECT key, ?, ?, ? FROM sessions"
                                     " WHERE id = ?")
                   .bind(program.iteration)
                   .bind(program.decision)
                   .bind(program.source)
                   .bind(session)
                   .run();
    }
    if (done) {
        const QByteArray figures =
            QJsonDocument(ending.result.figures).toJson(QJsonDocument::Compact);
        done = Statement(connection,
                         "INSERT OR REPLACE INTO results (session, digest, program, figures,"
                         " outcome) SELECT key, ?, ?, ?, ? FROM sessions WHERE id = ?")
                   .bind(ending.result.digest)
                   .bind(ending.result.program)
                   .bind(QString::fromUtf8(figures))
                   .bind(qCompress(ending.result.outcome, 1))
                   .bind(session)
                   .run();
    }
    return done ? refreshSearch(connection, session) : done;
}

Status refreshSearch(Connection& connection, const QString& session)
{
    Statement read(connection, "SELECT name, words, symbol, (SELECT group_concat(tag, ' ')"
                               " FROM tags WHERE session = key) FROM sessions WHERE id = ?");
    read.bind(session);
    const Result<bool> row = read.next();
    if (!row || !*row) {
        return row ? Status() : fail(row.error());
    }
    QStringList parts;
    for (int column = 0; column < 4; ++column) {
        parts.append(read.text(column));
    }
    return Statement(connection, "UPDATE sessions SET search = ? WHERE id = ?")
        .bind(parts.join(QLatin1Char('\n')).toCaseFolded())
        .bind(session)
        .run();
}

Status removeOrphans(Connection& connection)
{
    return connection.run("DELETE FROM bars WHERE NOT EXISTS"
                          " (SELECT 1 FROM session_bars WHERE session_bars.hash = bars.hash)");
}

} // namespace sw::store
