// What a CSV text turned out to be before its bars are read: the dialect plus where the rows begin
// and what the columns are called. Private to the reader; others see CsvDialect.
#pragma once

#include "market/csv.h"
#include "market/csv_time.h"

#include <string>
#include <string_view>
#include <vector>

namespace sw::market {

/// The dialect and the position of the rows.
struct CsvLayout {
    CsvDialect dialect;
    TimeForm form = TimeForm::YearFirst;
    std::size_t dataStart = 0; ///< byte of the first row
    std::size_t dataLine = 1;  ///< its line
    std::size_t fieldCount = 0;
    std::vector<std::string> names; ///< one per column, empty without a header
    std::vector<std::string> notes;

    /// What messages call a column: its own name, else its role, else nothing.
    std::string_view columnName(int column) const;
};

/// Finds the layout. A given dialect is taken as it is where it says something: without columns
/// only its date order counts. Errors: as readCsv.
Result<CsvLayout> detectLayout(std::string_view text, const std::optional<CsvDialect>& given);

} // namespace sw::market
