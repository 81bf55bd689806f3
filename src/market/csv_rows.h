// The rows of a CSV text as columns, checked cell by cell; every error names its place.
#pragma once

#include "market/csv_layout.h"
#include "market/csv_number.h"
#include "market/csv_quick.h"
#include "market/csv_record.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace sw::market {

/// Reads all rows of a text whose layout is known. The plain rows of the plain dialect go the quick
/// way; every other row goes the thorough way, which alone knows what to say about errors.
/// Requires: text and layout outlive it.
class CsvRowReader
{
public:
    CsvRowReader(std::string_view text, const CsvLayout& layout)
        : m_text(text), m_layout(layout), m_position(layout.dataStart), m_line(layout.dataLine)
    {
        planQuickWay();
    }
    CsvRowReader(const CsvRowReader&) = delete;
    CsvRowReader& operator=(const CsvRowReader&) = delete;

    /// Reads everything, oldest first. Errors: as readCsv.
    Status read(const std::stop_token& stop = {});
    /// The columns read; once.
    BarColumns takeColumns() { return std::move(m_columns); }
    /// Rows whose volume cell was empty and taken as 0.
    std::size_t emptyVolumes() const { return m_emptyVolumes; }
    /// True when the rows ran from the newest to the oldest.
    bool reversed() const { return m_reversed; }

private:
    /// What the quick way does with the cells of a column.
    struct QuickCell {
        enum class Kind : std::uint8_t { Skip, IsoTime, Seconds, Millis, Number };
        Kind kind = Kind::Skip;
        std::vector<double>* numbers = nullptr;
        double* values = nullptr; ///< of `numbers`
        DecimalShape shape;       ///< of the row before
    };

    void planQuickWay();
    void reserve();
    bool quickRow();
    const char* quickCell(QuickCell& cell, const char* p, CsvTime& time);
    Result<bool> thoroughRow();
    Status readPrices(std::size_t line);
    Result<double> readCell(std::size_t line, int column, bool isVolume);
    Status keepTime(const CsvTime& time, std::size_t line);
    Status checkOrder();
    Error orderError(std::size_t row) const;
    void resizeColumns(std::size_t rows);
    void reverse();
    std::size_t lineOfRow(std::size_t row) const;
    std::string place(std::size_t line, int column) const
    {
        return csvPlace(line, static_cast<std::size_t>(column) + 1, m_layout.columnName(column));
    }

    std::string_view m_text;
    const CsvLayout& m_layout;
    std::size_t m_position;
    std::size_t m_line;
    std::size_t m_rows = 0;
    std::size_t m_emptyVolumes = 0;
    bool m_hasOffsets = false;
    bool m_reversed = false;
    std::size_t m_quickEnd = 0;          ///< lines before it may go the quick way
    std::vector<QuickCell> m_quickCells; ///< per field
    MonthCache m_months;
    BarColumns m_columns;
    std::vector<CsvField> m_fields;
};

} // namespace sw::market
