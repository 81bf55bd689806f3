// The comment at the top of every exported file: where it comes from, what was assumed, and where
// the target does not do what the published simulation does.
#pragma once

#include "exporters/exporter.h"

#include <string>
#include <vector>

namespace sw::exporters {

/// Assumptions of the program and those that the backtest beside it makes, one sentence each.
std::vector<std::string> assumptionsOf(const lang::Program& program, const ExportOptions& options);

/// Costs that a symbol is charged: the program's own or the symbol's default.
lang::CostModel costsOf(const lang::Program& program, const ExportOptions& options,
                        const std::string& symbol);

/// Cash of each traded symbol's account. Units: money.
double capitalOf(const lang::Program& program, const ExportOptions& options);

/// The header as comment lines. `usage` says how to run the file.
std::string header(const lang::Program& program, const ExportOptions& options,
                   std::string_view prefix, std::string_view target, std::string_view usage,
                   const std::vector<std::string>& notes);

} // namespace sw::exporters
