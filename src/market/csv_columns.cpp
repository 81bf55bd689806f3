#include "market/csv_columns.h"

#include "base/text.h"

#include <algorithm>
#include <span>

namespace sw::market {

namespace {

/// Synonyms of a role, the better one first; a column that no better one beats takes the role.
std::span<const std::string_view> synonyms(Role role)
{
    static constexpr std::string_view kTime[] = {
        "datetime", "timestamp", "opentime", "gmttime", "date",      "day",    "datum",
        "time",     "unix",      "unixtime", "epoch",   "localtime", "period", "t"};
    static constexpr std::string_view kTimeOfDay[] = {"time", "timeofday", "uhrzeit", "zeit"};
    static constexpr std::string_view kOpen[] = {"open",   "openprice",  "op",       "o",
                                                 "erster", "eroeffnung", "eröffnung"};
    static constexpr std::string_view kHigh[] = {"high", "highprice", "hi", "h", "max", "hoch"};
    static constexpr std::string_view kLow[] = {"low", "lowprice", "lo", "l", "min", "tief"};
    static constexpr std::string_view kClose[] = {"close",  "closelast",   "closeprice", "last",
                                                  "cl",     "c",           "price",      "schluss",
                                                  "settle", "schlusskurs", "lastprice"};
    static constexpr std::string_view kVolume[] = {
        "tickvol",     "tickvolume", "volume",   "vol",     "v",      "totalvolume",
        "sharevolume", "volumefrom", "quantity", "stuecke", "volumen"};
    switch (role) {
    case Time:
        return kTime;
    case TimeOfDay:
        return kTimeOfDay;
    case Open:
        return kOpen;
    case High:
        return kHigh;
    case Low:
        return kLow;
    case Close:
        return kClose;
    default:
        return kVolume;
    }
}

/// Lower case letters, digits and bytes beyond ASCII only: "<Adj Close>*" → "adjclose",
/// "1. open" and "AAPL.Open" → "open".
std::string normalized(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    if (dot != std::string_view::npos && !trimmed(name.substr(dot + 1)).empty()) {
        name = name.substr(dot + 1);
    }
    std::string out;
    for (const char c : toLower(name)) {
        if (isDigit(c) || isLower(c) || static_cast<unsigned char>(c) >= 0x80) {
            out += c;
        }
    }
    return out;
}

Found findRole(const std::vector<std::string>& names, Role role)
{
    for (const std::string_view synonym : synonyms(role)) {
        const auto first = std::ranges::find(names, synonym);
        if (first != names.end()) {
            const auto second = std::find(first + 1, names.end(), synonym);
            return {static_cast<int>(first - names.begin()),
                    second == names.end() ? -1 : static_cast<int>(second - names.begin())};
        }
    }
    if (role == Volume) {
        // "Volume BTC" beside "Volume USD": the first counts what is traded, not its price.
        const auto inMoney = [](const std::string& name) {
            return name.ends_with("usd") || name.ends_with("usdt") || name.ends_with("usdc") ||
                   name.ends_with("eur");
        };
        int found = -1;
        for (int i = static_cast<int>(names.size()) - 1; i >= 0; --i) {
            const std::string& name = names[static_cast<std::size_t>(i)];
            if (name.starts_with("volume") &&
                (found < 0 || !inMoney(name) || inMoney(names[static_cast<std::size_t>(found)]))) {
                found = i;
            }
        }
        return {found, -1};
    }
    return {};
}

} // namespace

std::array<Found, kRoles> rolesOf(const Fields& header)
{
    std::vector<std::string> names;
    names.reserve(header.size());
    for (const CsvField& field : header) {
        names.push_back(normalized(field.text));
    }
    std::array<Found, kRoles> roles;
    for (int role = Time; role < kRoles; ++role) {
        roles[static_cast<std::size_t>(role)] = findRole(names, static_cast<Role>(role));
    }
    // Tables written with their index leave its name empty.
    if (roles[Time].column < 0 && !names.empty() && header.front().text.empty()) {
        roles[Time].column = 0;
    }
    if (roles[TimeOfDay].column == roles[Time].column) {
        roles[TimeOfDay] = {};
    }
    return roles;
}

} // namespace sw::market
