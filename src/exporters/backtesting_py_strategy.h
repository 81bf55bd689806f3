// The Strategy of exported backtesting.py files, before the parts that a strategy does not use are
// cut out.
#pragma once

#include <string_view>

namespace sw::exporters {

/// Text with `#if` lines, see selected().
extern const std::string_view kBacktestingStrategy;
extern const std::string_view kBacktestingMain;

} // namespace sw::exporters
