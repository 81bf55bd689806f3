// The plain Python target: one file without dependencies that prints the same trades.
#pragma once

#include "exporters/exporter.h"

namespace sw::exporters {

/// Requires: refusals() found nothing.
Export exportPython(const lang::Program& program, const ExportOptions& options);

} // namespace sw::exporters
