// What kind of thing a symbol is, and the market conventions that follow from it.
#pragma once

#include "base/timeframe.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sw::market {

enum class AssetClass : std::uint8_t { Equity, Index, Future, Crypto, ForeignExchange };

/// Conventions of one instrument.
struct Instrument {
    std::string symbol;
    AssetClass assetClass = AssetClass::Equity;
    double lot = 1;     ///< smallest tradable quantity: equities 1, crypto 1e-8, FX 1
    double pip = 0;     ///< price of one pip: FX 0.0001 (0.01 against JPY); 0 = none
    double tick = 0.01; ///< smallest price step
    /// Visible non-zero costs for a strategy that names none. Units: fraction of price.
    double defaultCommissionFraction = 0.0005;
    double defaultSlippageFraction = 0.0002;
};

/// Conventions by the form of a symbol: "BTCUSDT", "EURUSD", "GC=F", "^GSPC"; anything else is an
/// equity. Lengths and names only, no data.
Instrument instrumentFor(std::string_view symbol);
/// The conventions of a class that was stated, whatever the form of the symbol says.
Instrument instrumentOf(std::string_view symbol, AssetClass assetClass);

/// Bars a year for annualisation: equities 252 days, crypto 365, FX 260; intraday by session
/// length.
double periodsPerYear(AssetClass assetClass, Timeframe timeframe);

/// "equity", "index", "future", "crypto", "fx"
std::string_view name(AssetClass assetClass);

} // namespace sw::market
