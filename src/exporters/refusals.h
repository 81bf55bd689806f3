// Which constructs a target cannot do, and why: the table behind "refuse, never approximate
// silently".
#pragma once

#include "exporters/exporter.h"

#include <functional>
#include <vector>

namespace sw::exporters {

/// Constructs that no target can do because they are not defined yet for one symbol's simulation,
/// or read data that nobody has.
void refuseEverywhere(const lang::Program& program, const ExportOptions& options,
                      std::vector<Refusal>& found);

/// Constructs that the given target cannot do.
void refuseForBacktrader(const lang::Program& program, std::vector<Refusal>& found);
void refuseForBacktestingPy(const lang::Program& program, const ExportOptions& options,
                            std::vector<Refusal>& found);
void refuseForPine(const lang::Program& program, const ExportOptions& options,
                   std::vector<Refusal>& found);

/// Calls `visit` for every expression of a program, outermost first.
void forEachExpression(const lang::Program& program,
                       const std::function<void(const lang::Expr&)>& visit);

/// Adds one refusal per statement of a rule.
void refuse(const lang::Program& program, int statement, std::string construct, std::string reason,
            std::vector<Refusal>& found);

} // namespace sw::exporters
