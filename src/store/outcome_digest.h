// What makes two outcomes the same: one digest over everything that was found, bit for bit, and
// nothing of when, how fast and by which version. Beside it the figures that sessions are compared
// by.
#pragma once

#include "agents/brief.h"

#include <QJsonObject>
#include <QString>

namespace sw::store {

/// Hex SHA-256 over state, programs, trades, figures, decisions, texts and verdict. Times and
/// versions are left out.
QString outcomeDigest(const agents::RunOutcome& outcome);

/// {"asked": {figure id: value}, "refined": {…}} over all data; undefined figures are left out.
QJsonObject comparedFigures(const agents::RunOutcome& outcome);

} // namespace sw::store
