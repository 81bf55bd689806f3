// Finished meanings as text of the strategy language.
#pragma once

#include "english/node.h"

#include <string>

namespace sw::english {

/// Text of an expression or condition.
std::string renderExpr(const NodePtr& node);
/// "20%", "2R", "$5", "80 pips" or an expression: a distance of a protection.
std::string renderDistance(const NodePtr& node);
/// A number as the language writes it.
std::string renderNumber(double value, bool assumed = false);
/// "09:30"
std::string renderTime(double minutes);

} // namespace sw::english
