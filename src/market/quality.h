// What a careful analyst checks before believing bars: a report, never a silent repair.
#pragma once

#include "market/bars.h"

#include <stop_token>
#include <string>
#include <vector>

namespace sw::market {

enum class Finding : std::uint8_t {
    OutOfOrder,
    Duplicate,
    Gap,
    InconsistentOhlc, ///< high below open/close/low, or low above
    NonFinite,
    NonPositivePrice,
    ZeroVolume,
    SuspectedSplit,
    Spike,
};

/// One finding at one place.
struct QualityIssue {
    Finding finding = Finding::Gap;
    std::size_t bar = 0;
    Timestamp time;
    std::string text;     ///< one sentence with the figures
    bool serious = false; ///< results computed over it are not to be believed
};

struct QualityReport {
    std::size_t bars = 0;
    Timestamp first, last;
    std::vector<QualityIssue> issues; ///< at most kMaxIssues, in order of time
    std::vector<std::size_t> counts;  ///< total per Finding, also of those not listed
    static constexpr std::size_t kMaxIssues = 200;
    bool clean() const { return issues.empty(); }
};

/// Checks raw columns: also those that Bars::make would refuse.
QualityReport checkQuality(const BarColumns& columns, Timeframe timeframe, AssetClass assetClass);
/// The same of frozen bars. A stopped check returns what it found so far: the caller, who asked it
/// to stop, throws that away.
QualityReport checkQuality(const Bars& bars, std::stop_token stop = {});
/// "out of order", "duplicate time", "gap", …
std::string_view name(Finding finding);

} // namespace sw::market
