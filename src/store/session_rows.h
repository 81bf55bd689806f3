// The statements that write the parts of a session, for recorder and import alike. Each is one job
// of the writer, or a part of one.
#pragma once

#include "store/connection.h"
#include "store/session.h"

namespace sw::store {

/// Errors: Io; also for an id that is taken.
Status insertSession(Connection& connection, const NewSession& session);
Status insertEvent(Connection& connection, const QString& session, qint64 seq,
                   const QByteArray& bytes);
/// `record`: JSON without keys.
Status insertCall(Connection& connection, const QString& session, const QString& requestKey,
                  const QByteArray& record);
/// `columns`: packed bars, empty when they are too many to keep. Bars that are there stay.
Status insertBars(Connection& connection, const SessionBars& bars, const QByteArray& columns);
Status insertSessionBars(Connection& connection, const QString& session, const SessionBars& bars);

/// What a run leaves at its end.
struct Ending {
    QString state, symbol, verdict, model;
    std::optional<double> sharpe;
    std::optional<qint64> trades;
    std::vector<SessionProgram> programs;
    SessionResult result; ///< outcome as plain JSON
};
Ending endingOf(const agents::RunOutcome& outcome, const QByteArray& outcomeJson);
Status insertEnding(Connection& connection, const QString& session, const Ending& ending);

/// Rewrites what the words of a search are looked for in.
Status refreshSearch(Connection& connection, const QString& session);
/// Removes bars that no session uses.
Status removeOrphans(Connection& connection);
/// A name made of the words of a brief.
QString nameFrom(const agents::Brief& brief);

} // namespace sw::store
