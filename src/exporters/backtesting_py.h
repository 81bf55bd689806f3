// The backtesting.py target: rules as columns, orders and stops by its broker.
#pragma once

#include "exporters/exporter.h"

namespace sw::exporters {

/// Requires: refusals() found nothing.
Export exportBacktestingPy(const lang::Program& program, const ExportOptions& options);

} // namespace sw::exporters
