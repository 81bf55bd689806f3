// The part of a Pine script that trades: rules, sizes, orders and protections.
#pragma once

#include "exporters/exporter.h"
#include "exporters/pine_expression.h"

#include <string>

namespace sw::exporters {

/// All lines after the helper functions.
std::string pineOrders(const lang::Program& program, const ExportOptions& options,
                       PineExpressions& expressions);

} // namespace sw::exporters
