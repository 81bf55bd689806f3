// The Pine Script v6 target: one script for the chart of the traded symbol.
#pragma once

#include "exporters/exporter.h"

namespace sw::exporters {

/// Requires: refusals() found nothing.
Export exportPine(const lang::Program& program, const ExportOptions& options);

} // namespace sw::exporters
