// Market conventions of a program's symbols in the words of the exporters, which cannot see market.
#pragma once

#include "exporters/exporter.h"

namespace sw::bridge {

/// Lots, default costs and calendars of every symbol that a program trades or reads.
exporters::ExportOptions exportOptions(const lang::Program& program);

} // namespace sw::bridge
