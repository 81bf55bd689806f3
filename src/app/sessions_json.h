// Sessions as the command line prints them, as JSON and as text.
#pragma once

#include "store/session.h"

#include <QJsonObject>

#include <string>

namespace sw::app {

/// {id, name, words, symbol, state, verdict, model, program, tags, created, sharpe, trades, events}
QJsonObject summaryJson(const store::SessionSummary& summary);
/// The summary with brief, programs and bars.
QJsonObject sessionJson(const store::Session& session);
QJsonObject comparisonJson(const store::Comparison& comparison);

/// One line of the list.
std::string summaryLine(const store::SessionSummary& summary);
/// The head of `sessions show`.
std::string sessionText(const store::Session& session);
std::string comparisonText(const store::Comparison& comparison);

} // namespace sw::app
