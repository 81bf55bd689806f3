// The plain Python target: one file without dependencies that prints the same trades.
#pragma once

#include "exporters/exporter.h"

namespace sw::exporters {

/// Python text of the settings that Account reads, one entry per traded symbol.
std::string pythonSettings(const lang::Program& program, const ExportOptions& options);
/// Python text of the market conventions of every symbol that the program reads.
std::string pythonMarkets(const lang::Program& program, const ExportOptions& options);
/// The function that reads `SYMBOL=FILE` arguments and what it needs from the settings.
std::string pythonArguments(const lang::Program& program);

/// Requires: refusals() found nothing.
Export exportPython(const lang::Program& program, const ExportOptions& options);

} // namespace sw::exporters
