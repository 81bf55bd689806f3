// The explanation of a run in the trader's words. Every figure was counted; nothing is estimated.
#pragma once

#include "engine/attribution.h"

#include <string>
#include <vector>

namespace sw::engine {

/// Sentences about the rules and the fate of their signals, the most important first.
std::vector<std::string> explain(const lang::Program& program, const Attribution& attribution);

/// A clause as traders say it: "RSI(14) < 30" for "rsi(close, 14?) < 30".
std::string spoken(std::string_view canonical);

/// Canonical text without the marks of what was assumed; quoted text stays as it is.
std::string withoutMarks(std::string_view canonical);

} // namespace sw::engine
