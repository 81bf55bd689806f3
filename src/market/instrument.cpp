#include "market/instrument.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sw::market {

namespace {

constexpr std::string_view kCoins[] = {
    "1INCH", "AAVE", "ADA",  "ALGO", "APE", "APT",   "ARB",   "ATOM", "AVAX", "AXS",
    "BAT",   "BCH",  "BNB",  "BSV",  "BTC", "CRO",   "CRV",   "DAI",  "DASH", "DOGE",
    "DOT",   "EGLD", "ENJ",  "EOS",  "ETC", "ETH",   "FIL",   "FLOW", "FTM",  "GRT",
    "HBAR",  "ICP",  "INJ",  "IOTA", "KSM", "LDO",   "LINK",  "LTC",  "LUNA", "MANA",
    "MATIC", "MKR",  "NEAR", "NEO",  "OP",  "PEPE",  "POL",   "QTUM", "RUNE", "SAND",
    "SHIB",  "SNX",  "SOL",  "STX",  "SUI", "SUSHI", "THETA", "TON",  "TRX",  "UNI",
    "VET",   "WBTC", "XBT",  "XLM",  "XMR", "XRP",   "XTZ",   "YFI",  "ZEC"};

/// Coins that nobody means as the ticker of a company when they stand alone.
constexpr std::string_view kAlone[] = {"BTC", "DOGE", "ETH", "XBT", "XRP"};

constexpr std::string_view kCoinQuotes[] = {"USDT", "USDC", "BUSD", "FDUSD", "TUSD", "USD", "EUR",
                                            "GBP",  "JPY",  "BTC",  "XBT",   "ETH",  "BNB"};

constexpr std::string_view kCurrencies[] = {
    "AED", "ARS", "AUD", "BRL", "CAD", "CHF", "CLP", "CNH", "CNY", "COP", "CZK",
    "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW",
    "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "RUB", "SAR", "SEK", "SGD",
    "THB", "TRY", "TWD", "USD", "VND", "XAG", "XAU", "XPD", "XPT", "ZAR"};

template <std::size_t N> bool contains(const std::string_view (&list)[N], std::string_view word)
{
    return std::ranges::find(list, word) != std::end(list);
}

struct Pair {
    std::string base, quote;
};

/// The two halves of a pair written "A-B", "A/B" or "AB", when both lists know them.
template <std::size_t N, std::size_t M>
std::optional<Pair> pairOf(std::string_view symbol, const std::string_view (&bases)[N],
                           const std::string_view (&quotes)[M])
{
    const std::size_t mark = symbol.find_first_of("-/");
    for (const std::string_view quote : quotes) {
        if (symbol.size() <= quote.size() || !symbol.ends_with(quote)) {
            continue;
        }
        std::string_view base = symbol.substr(0, symbol.size() - quote.size());
        if (mark != std::string_view::npos) {
            if (mark != base.size() - 1) {
                continue;
            }
            base.remove_suffix(1);
        }
        if (base != quote && contains(bases, base)) {
            return Pair{std::string(base), std::string(quote)};
        }
    }
    return std::nullopt;
}

Instrument equity(std::string_view symbol)
{
    return {std::string(symbol), AssetClass::Equity, 1, 0, 0.01, 0.0005, 0.0002};
}

Instrument index(std::string_view symbol)
{
    return {std::string(symbol), AssetClass::Index, 1, 0, 0.01, 0.0005, 0.0002};
}

Instrument future(std::string_view symbol)
{
    return {std::string(symbol), AssetClass::Future, 1, 0, 0.01, 0.0001, 0.0001};
}

Instrument crypto(std::string_view symbol)
{
    return {std::string(symbol), AssetClass::Crypto, 1e-8, 0, 0.01, 0.001, 0.0005};
}

Instrument currencyPair(std::string_view symbol, const Pair& pair)
{
    const bool metal = pair.base[0] == 'X';
    const bool coarse = metal || pair.quote == "JPY" || pair.quote == "HUF" || pair.quote == "KRW";
    return {std::string(symbol),
            AssetClass::ForeignExchange,
            1,
            coarse ? 0.01 : 0.0001,
            coarse ? 0.001 : 0.00001,
            0.00002,
            0.00005};
}

/// Minutes a day in which the market of a class is open.
double sessionMinutes(AssetClass assetClass)
{
    switch (assetClass) {
    case AssetClass::Equity:
    case AssetClass::Index:
        return 390;
    case AssetClass::Future:
        return 1380;
    case AssetClass::Crypto:
    case AssetClass::ForeignExchange:
        break;
    }
    return 1440;
}

double daysPerYear(AssetClass assetClass)
{
    switch (assetClass) {
    case AssetClass::Crypto:
        return 365;
    case AssetClass::ForeignExchange:
        return 260;
    case AssetClass::Equity:
    case AssetClass::Index:
    case AssetClass::Future:
        break;
    }
    return 252;
}

} // namespace

Instrument instrumentFor(std::string_view symbol)
{
    std::string upper = toUpper(symbol);
    if (upper.starts_with('^')) {
        return index(symbol);
    }
    if (upper.ends_with("=F")) {
        return future(symbol);
    }
    if (upper.ends_with("=X")) {
        upper.resize(upper.size() - 2);
    }
    if (contains(kAlone, upper) || pairOf(upper, kCoins, kCoinQuotes)) {
        return crypto(symbol);
    }
    if (const auto pair = pairOf(upper, kCurrencies, kCurrencies)) {
        return currencyPair(symbol, *pair);
    }
    return equity(symbol);
}

Instrument instrumentOf(std::string_view symbol, AssetClass assetClass)
{
    const Instrument guessed = instrumentFor(symbol);
    if (guessed.assetClass == assetClass) {
        return guessed;
    }
    switch (assetClass) {
    case AssetClass::Equity:
        return equity(symbol);
    case AssetClass::Index:
        return index(symbol);
    case AssetClass::Future:
        return future(symbol);
    case AssetClass::Crypto:
        return crypto(symbol);
    case AssetClass::ForeignExchange:
        break;
    }
    return currencyPair(symbol, {});
}

double periodsPerYear(AssetClass assetClass, Timeframe timeframe)
{
    switch (timeframe.unit) {
    case FrameUnit::Month:
        return 12.0 / timeframe.count;
    case FrameUnit::Week:
        return 52.0 / timeframe.count;
    case FrameUnit::Day:
        return daysPerYear(assetClass) / timeframe.count;
    case FrameUnit::Hour:
    case FrameUnit::Minute:
        break;
    }
    return daysPerYear(assetClass) * sessionMinutes(assetClass) /
           static_cast<double>(timeframe.minutes());
}

std::string_view name(AssetClass assetClass)
{
    switch (assetClass) {
    case AssetClass::Equity:
        return "equity";
    case AssetClass::Index:
        return "index";
    case AssetClass::Future:
        return "future";
    case AssetClass::Crypto:
        return "crypto";
    case AssetClass::ForeignExchange:
        break;
    }
    return "fx";
}

} // namespace sw::market
