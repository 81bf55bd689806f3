// The bt.Strategy of exported files, before the parts that a strategy does not use are cut out.
#pragma once

#include <string_view>

namespace sw::exporters {

/// Text with `#if` lines, see selected().
extern const std::string_view kBacktraderStrategy;
extern const std::string_view kBacktraderLevels;
extern const std::string_view kBacktraderMain;

} // namespace sw::exporters
