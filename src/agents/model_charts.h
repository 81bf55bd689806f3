// Charts that a language model proposes: data that is parsed, bounded and checked before anybody
// draws it.
#pragma once

#include "agents/brief.h"

#include <QJsonObject>

namespace sw::agents {

/// The charts of an answer; what cannot be drawn is sorted out later, with its reason.
InsightsConfig proposedCharts(const QJsonObject& document);

/// Adds proposed charts to derived ones: those that show the same once more are left out, ids are
/// made unique. Notes come last.
void addProposals(InsightsConfig& config, InsightsConfig proposal);

} // namespace sw::agents
