// Splits delimited text into records and fields, quotes and line ends included, and names places in
// it the way messages do. Knows nothing of bars.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace sw::market {

/// One cell. The text has no outer quotes and no white space around it; a doubled quote inside a
/// quoted cell stays doubled, because no bar needs one.
struct CsvField {
    std::string_view text;
    bool quoted = false;
};

/// Reads one record after the other from a position in a text.
class CsvRecords
{
public:
    /// Starts at byte `position`, which lies in line `line` (from 1).
    CsvRecords(std::string_view text, char delimiter, std::size_t position = 0,
               std::size_t line = 1)
        : m_text(text), m_delimiter(delimiter), m_position(position), m_nextLine(line)
    {}

    /// Reads the next record that is not blank; false at the end. Errors: InvalidInput for a quote
    /// that is never closed or followed by text.
    Result<bool> next(std::vector<CsvField>& fields);
    /// Line on which the record read last begins.
    std::size_t line() const { return m_line; }
    /// Byte at which the record read last begins.
    std::size_t start() const { return m_start; }
    /// Line after the record read last.
    std::size_t nextLine() const { return m_nextLine; }
    /// Byte after the record read last.
    std::size_t position() const { return m_position; }
    /// Blank lines skipped before a later record.
    std::size_t blankLines() const { return m_blankLines; }

private:
    bool skipBlankLines();
    Result<CsvField> quotedField(std::size_t column);
    CsvField plainField();
    void endLine();

    std::string_view m_text;
    char m_delimiter;
    std::size_t m_position;
    std::size_t m_nextLine;
    std::size_t m_start = 0;
    std::size_t m_line = 0;
    std::size_t m_blankLines = 0;
};

/// "line 3"
std::string csvPlace(std::size_t line);
/// "line 3, column 5 (close)"; column from 1, the name only when there is one.
std::string csvPlace(std::size_t line, std::size_t column, std::string_view name = {});
/// A cell in quotation marks, cut when it is long.
std::string csvQuoted(std::string_view text);

} // namespace sw::market
