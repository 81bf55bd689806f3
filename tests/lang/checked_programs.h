// What a compiled program contains, line by line, for expectations in strategy files.
#pragma once

#include "lang/program.h"

#include <string>
#include <vector>

namespace sw::test {

/// Canonical text, assumptions, look-backs, clauses, thresholds, levels and all that a run would
/// read, one fact a line.
std::vector<std::string> factsOf(const lang::Compilation& compilation);

} // namespace sw::test
