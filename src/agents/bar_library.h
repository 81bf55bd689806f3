// The bars that the user has, as an interface: what there is, reading one set, importing, removing.
// Where they lie is for the implementation; runs get their bars through MarketData.
#pragma once

#include "base/result.h"
#include "market/bars.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sw::agents {

/// One set of bars that can be looked at and traded.
struct BarSet {
    std::string symbol;
    Timeframe timeframe;
    /// Stated on import; absent when the symbol tells.
    std::optional<market::AssetClass> assetClass;
    std::string origin; ///< one phrase: "imported", "bundled sample: Apple, daily, …"
    std::string path;   ///< of the file; empty for a sample, which lies inside the program
    bool bundled = false;
    bool operator==(const BarSet&) const = default;
};

/// Thread: any. Calls block.
class BarLibrary
{
public:
    virtual ~BarLibrary() = default;
    /// Imported sets by symbol and timeframe, then the samples.
    virtual std::vector<BarSet> sets() const = 0;
    /// The bars of exactly this set. Errors: NotFound, Io, InvalidInput, Cancelled.
    virtual Result<market::BarsPtr> load(const BarSet& set, const std::stop_token& stop) const = 0;
    /// Keeps bars, in place of imported ones of the same symbol and timeframe; whole or not at all.
    /// Errors: InvalidInput without a symbol, Io, Cancelled.
    virtual Result<BarSet> add(const market::Bars& bars, const std::stop_token& stop) = 0;
    /// Forgets imported bars. Errors: NotFound when there are none (samples cannot be removed), Io.
    virtual Status remove(const std::string& symbol, Timeframe timeframe) = 0;
};

} // namespace sw::agents
