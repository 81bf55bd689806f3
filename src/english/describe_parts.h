// Pieces that the description of statements and of expressions share.
#pragma once

#include "lang/syntax.h"

#include <string>

namespace sw::english {

/// "3 bars", "1 day"
std::string spokenBars(const lang::BarsText& bars);

} // namespace sw::english
