#include "market/csv_record.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::market {

namespace {

bool endsLine(char c)
{
    return c == '\n' || c == '\r';
}

} // namespace

bool CsvRecords::skipBlankLines()
{
    std::size_t begin = m_position;
    std::size_t blank = 0;
    for (std::size_t i = m_position; i < m_text.size(); ++i) {
        const char c = m_text[i];
        if (c == '\n' || (c == '\r' && (i + 1 == m_text.size() || m_text[i + 1] != '\n'))) {
            ++blank;
            begin = i + 1;
        } else if (!isSpace(c)) {
            m_position = begin;
            m_nextLine += blank;
            m_blankLines += blank;
            return true;
        }
    }
    m_position = m_text.size();
    return false;
}

void CsvRecords::endLine()
{
    if (m_position < m_text.size() && m_text[m_position] == '\r') {
        ++m_position;
        if (m_position == m_text.size() || m_text[m_position] != '\n') {
            ++m_nextLine;
            return;
        }
    }
    if (m_position < m_text.size() && m_text[m_position] == '\n') {
        ++m_position;
    }
    ++m_nextLine;
}

CsvField CsvRecords::plainField()
{
    std::size_t end = m_position;
    while (end < m_text.size() && m_text[end] != m_delimiter && !endsLine(m_text[end])) {
        ++end;
    }
    const std::string_view text = m_text.substr(m_position, end - m_position);
    m_position = end;
    return {trimmed(text), false};
}

Result<CsvField> CsvRecords::quotedField(std::size_t column)
{
    const std::size_t begin = m_position + 1;
    std::size_t line = m_nextLine;
    std::size_t end = begin;
    for (;; ++end) {
        if (end >= m_text.size()) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("{}: a quote is opened here and never closed; close it or "
                                    "remove it",
                                    csvPlace(m_nextLine, column)));
        }
        if (m_text[end] == '"') {
            if (end + 1 < m_text.size() && m_text[end + 1] == '"') {
                ++end;
                continue;
            }
            break;
        }
        line += m_text[end] == '\n' ? 1 : 0;
    }
    const std::string_view text = m_text.substr(begin, end - begin);
    m_position = end + 1;
    const CsvField rest = plainField();
    if (!rest.text.empty()) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: {} follows the closing quote; put it inside the quotes or "
                                "remove it",
                                csvPlace(line, column), csvQuoted(rest.text)));
    }
    m_nextLine = line;
    return CsvField{trimmed(text), true};
}

Result<bool> CsvRecords::next(std::vector<CsvField>& fields)
{
    fields.clear();
    if (!skipBlankLines()) {
        return false;
    }
    m_start = m_position;
    m_line = m_nextLine;
    for (;;) {
        std::size_t first = m_position;
        while (first < m_text.size() && (m_text[first] == ' ' || m_text[first] == '\t') &&
               m_text[first] != m_delimiter) {
            ++first;
        }
        if (first < m_text.size() && m_text[first] == '"') {
            m_position = first;
            auto field = quotedField(fields.size() + 1);
            if (!field) {
                return fail(std::move(field).error());
            }
            fields.push_back(*field);
        } else {
            fields.push_back(plainField());
        }
        if (m_position >= m_text.size() || m_text[m_position] != m_delimiter) {
            break;
        }
        ++m_position;
    }
    endLine();
    return true;
}

std::string csvPlace(std::size_t line)
{
    return fmt::format("line {}", line);
}

std::string csvPlace(std::size_t line, std::size_t column, std::string_view name)
{
    return name.empty() ? fmt::format("line {}, column {}", line, column)
                        : fmt::format("line {}, column {} ({})", line, column, name);
}

std::string csvQuoted(std::string_view text)
{
    std::string shown = shortened(text, 40);
    std::ranges::replace_if(
        shown, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return "\"" + shown + "\"";
}

} // namespace sw::market
