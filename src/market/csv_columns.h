// Which column of a delimited file holds what, by the names that people give them.
#pragma once

#include "market/csv_record.h"

#include <array>
#include <string_view>
#include <vector>

namespace sw::market {

/// What a column holds.
enum Role { Time, TimeOfDay, Open, High, Low, Close, Volume, kRoles };

inline constexpr std::string_view kRoleNames[kRoles] = {"time", "time of day", "open",  "high",
                                                        "low",  "close",       "volume"};

using Fields = std::vector<CsvField>;

/// The column of a role in a header, -1 when there is none; `twice` is a second one of its name.
struct Found {
    int column = -1;
    int twice = -1;
};

/// The column of every role in a header row.
std::array<Found, kRoles> rolesOf(const Fields& header);

} // namespace sw::market
