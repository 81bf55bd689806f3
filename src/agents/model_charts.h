// Charts that a language model proposes: data that is parsed, bounded and checked before anybody
// draws it.
#pragma once

#include "agents/brief.h"

#include <QJsonObject>

namespace sw::agents {

/// The charts of an answer. A breakdown by something unknown is left out here and parts that its
/// kind never shows are taken off, each with a sentence in `dropped`; whether the rest can be drawn
/// is checked later, as for all charts.
InsightsConfig proposedCharts(const QJsonObject& document);

/// Adds proposed charts to those derived from `program`: one that shows the same once more is left
/// out, ids are made unique, words that state a number of neither the program nor the chart are
/// taken out; all of it is said in `dropped`. Notes come last.
void addProposals(InsightsConfig& config, InsightsConfig proposal, const lang::Program& program);

} // namespace sw::agents
