// The backtrader target: rules as columns, orders by backtrader's broker.
#pragma once

#include "exporters/exporter.h"

namespace sw::exporters {

/// Requires: refusals() found nothing.
Export exportBacktrader(const lang::Program& program, const ExportOptions& options);

} // namespace sw::exporters
