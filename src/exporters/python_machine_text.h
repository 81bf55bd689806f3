// The text of the Python machine, before the parts that a strategy does not use are cut out: see
// selected() for its `#if` lines.
#pragma once

#include <string_view>

namespace sw::exporters {

/// Rules, levels and the small arithmetic of fills.
extern const std::string_view kRecords;
/// The class Account: construction and the open of a bar.
extern const std::string_view kAccountOpen;
/// Resting orders, stops and targets inside a bar.
extern const std::string_view kAccountInside;
/// Trailing levels and decisions at the close.
extern const std::string_view kAccountClose;
/// Entries, exits, sizes, costs and the book of trades.
extern const std::string_view kAccountFills;

} // namespace sw::exporters
