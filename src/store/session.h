// Sessions as values: what the list shows, what a session holds, what is asked of the store.
#pragma once

#include "agents/brief.h"
#include "base/timestamp.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace sw::store {

/// A session as a row of the list.
struct SessionSummary {
    QString id;
    QString name;  ///< as the user called it, else from the words
    QString words; ///< the sentence, or the program where there is none
    QString symbol;
    /// "running", "unfinished" (interrupted, can be resumed), or the state of the outcome.
    QString state;
    QString verdict; ///< empty without one
    QString model;   ///< "built-in", or the models that answered
    QString program; ///< version that ran it
    QStringList tags;
    Timestamp created;
    std::optional<double> sharpe; ///< a year, of the strategy as asked over all data
    std::optional<qint64> trades; ///< closed ones of the same
    qint64 events = 0;
    bool isOver() const { return state != QLatin1String("running") && !isUnfinished(); }
    bool isUnfinished() const { return state == QLatin1String("unfinished"); }
};

enum class SessionOrder { Newest, Oldest, Name, Symbol, Sharpe, Trades, State };

/// Which sessions are wanted, and which part of them.
struct SessionQuery {
    QString words; ///< each must occur in name, words, tags or symbol; case does not matter
    QString tag;   ///< exactly; empty = any
    SessionOrder order = SessionOrder::Newest;
    qint64 skip = 0;
    qint64 most = 100;
};

struct SessionPage {
    std::vector<SessionSummary> sessions;
    qint64 total = 0; ///< that fit, on all pages
};

/// What is known when a run begins.
struct NewSession {
    QString id;
    Timestamp created;
    agents::Brief brief;
    QString program; ///< version
    QString onlySymbol;
    bool hasModel = false;
    QStringList data; ///< where bars come from on this machine: SYMBOL=FILE; not in bundles
};

/// A version of the program that a run tried.
struct SessionProgram {
    int iteration = 0;
    QString decision;
    QString source; ///< canonical
};

/// Bars that a run asked for, and what it got.
struct SessionBars {
    QString symbol, timeframe; ///< as asked for
    QString hash;              ///< of the bars; empty when there were none
    QString fingerprint;       ///< as provenance has it
    QString origin;            ///< one phrase
    QString error;             ///< JSON of the failure; empty when there were bars
    qint64 count = 0;
    bool kept = false; ///< inside the store; false for sets that are too large
};

/// What came of a run.
struct SessionResult {
    QString digest;      ///< hex SHA-256 of all that was found; times aside
    QString program;     ///< version that found it
    QJsonObject figures; ///< {"asked": {id: value}, "refined": {…}}
    QByteArray outcome;  ///< JSON
};

/// A session with everything but events, calls and bars.
struct Session {
    SessionSummary summary;
    agents::Brief brief;
    QString onlySymbol;
    bool hasModel = false;
    QStringList data;
    std::vector<SessionProgram> programs;
    std::vector<SessionBars> bars;
    std::optional<SessionResult> result; ///< nothing until the run is over
};

/// One figure of two sessions side by side.
struct ComparedFigure {
    QString id, title, unit;
    std::optional<double> first, second;
};

/// Two sessions side by side.
struct Comparison {
    SessionSummary first, second;
    std::vector<ComparedFigure> asked;   ///< the strategies as asked, over all data
    std::vector<ComparedFigure> refined; ///< the refined ones; of the asked where there is none
    bool sameData = false;               ///< the same bars, by fingerprint
};

} // namespace sw::store
