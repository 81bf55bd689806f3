#include "market/csv_rows.h"

#include "market/large_pages.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::market {

namespace {

/// Rows whose columns are made ready at once: few enough to stay in the cache until they are read.
constexpr std::size_t kRowsAtOnce = 4096;

/// A little more than the number of lines, guessed from samples of their lengths. Only speed
/// depends on the guess.
std::size_t guessedLines(std::string_view text)
{
    constexpr std::size_t kSample = 16'384;
    std::size_t most = 1;
    for (const std::size_t begin : {std::size_t{0}, text.size() / 2, text.size() - 1}) {
        const std::size_t first = std::min(begin, text.size() - std::min(text.size(), kSample));
        const std::string_view sample = text.substr(first, kSample);
        const auto feeds = std::ranges::count(sample, '\n');
        const auto returns = std::ranges::count(sample, '\r');
        most = std::max(most, static_cast<std::size_t>(std::max(feeds, returns)) + 1);
    }
    const double samples = static_cast<double>(text.size()) / static_cast<double>(kSample) + 1;
    const auto lines = static_cast<std::size_t>(samples * static_cast<double>(most) * 1.02) + 1;
    return std::min(lines, text.size() / 8 + kRowsAtOnce); // no row of five numbers is shorter
}

} // namespace

void CsvRowReader::planQuickWay()
{
    const CsvDialect& dialect = m_layout.dialect;
    using Kind = QuickCell::Kind;
    m_quickCells.assign(m_layout.fieldCount, {});
    Kind timeKind = Kind::IsoTime;
    if (m_layout.form == TimeForm::EpochSeconds || m_layout.form == TimeForm::EpochMillis) {
        timeKind = m_layout.form == TimeForm::EpochSeconds ? Kind::Seconds : Kind::Millis;
    }
    m_quickCells[static_cast<std::size_t>(dialect.time)].kind = timeKind;
    const std::pair<int, std::vector<double>*> roles[] = {{dialect.open, &m_columns.open},
                                                          {dialect.high, &m_columns.high},
                                                          {dialect.low, &m_columns.low},
                                                          {dialect.close, &m_columns.close},
                                                          {dialect.volume, &m_columns.volume}};
    for (const auto& [column, values] : roles) {
        if (column >= 0) {
            QuickCell& cell = m_quickCells[static_cast<std::size_t>(column)];
            cell.kind = Kind::Number;
            cell.numbers = values;
        }
    }
    // Every line that begins before this place ends within the text and with a line feed.
    const std::size_t lastEnd = m_text.rfind('\n');
    const std::size_t limit = m_text.size() - std::min(m_text.size(), kQuickMargin);
    const bool quick =
        dialect.timeOfDay < 0 && dialect.decimalPoint == '.' &&
        (m_layout.form == TimeForm::YearFirst || m_layout.form == TimeForm::EpochSeconds ||
         m_layout.form == TimeForm::EpochMillis);
    m_quickEnd = quick && lastEnd != std::string_view::npos ? std::min(lastEnd, limit) : 0;
}

void CsvRowReader::reserve()
{
    const std::size_t lines = guessedLines(m_text.substr(m_layout.dataStart));
    reserveLarge(m_columns.time, lines);
    for (auto* column :
         {&m_columns.open, &m_columns.high, &m_columns.low, &m_columns.close, &m_columns.volume}) {
        reserveLarge(*column, lines);
    }
}

void CsvRowReader::resizeColumns(std::size_t rows)
{
    m_columns.time.resize(rows);
    for (auto* column :
         {&m_columns.open, &m_columns.high, &m_columns.low, &m_columns.close, &m_columns.volume}) {
        column->resize(rows);
    }
    for (QuickCell& cell : m_quickCells) {
        cell.values = cell.numbers != nullptr ? cell.numbers->data() : nullptr;
    }
}

/// Reads one cell and returns its end, or nullptr.
inline const char* CsvRowReader::quickCell(QuickCell& cell, const char* p, CsvTime& time)
{
    const char* const end = m_text.data() + m_text.size();
    using Kind = QuickCell::Kind;
    switch (cell.kind) {
    case Kind::Number: {
        double& value = cell.values[m_rows];
        const char* const after =
            end - p >= DecimalShape::kBytes ? readShortDecimal(p, cell.shape, value) : nullptr;
        return after != nullptr ? after : readPlainDecimal<false>(p, end, value);
    }
    case Kind::Skip:
        return skipPlainCell(p, m_layout.dialect.delimiter);
    case Kind::IsoTime:
        return end - p < std::ptrdiff_t{kQuickMargin} ? nullptr : readIsoTime(p, m_months, time);
    case Kind::Seconds:
        return readEpoch(p, 1000, time);
    case Kind::Millis:
        break;
    }
    return readEpoch(p, 1, time);
}

/// Reads the row at the position; false, with nothing taken, when the thorough way has to.
/// Requires: the position lies before m_quickEnd.
bool CsvRowReader::quickRow()
{
    const char delimiter = m_layout.dialect.delimiter;
    const char* p = m_text.data() + m_position;
    const std::size_t row = m_rows;
    CsvTime time;
    QuickCell* cell = m_quickCells.data();
    QuickCell* const last = cell + m_quickCells.size() - 1;
    for (; cell != last; ++cell) {
        p = quickCell(*cell, p, time);
        if (p == nullptr || *p != delimiter) {
            return false;
        }
        ++p;
    }
    p = quickCell(*last, p, time);
    if (p == nullptr) {
        return false;
    }
    p += *p == '\r' ? 1 : 0;
    if (*p != '\n' || (row > 0 && time.hasOffset != m_hasOffsets) || m_columns.volume[row] < 0) {
        return false;
    }
    if (time.hasOffset) {
        m_columns.localOffsetMs.push_back(time.offsetMs);
    }
    m_hasOffsets = time.hasOffset;
    m_columns.time[row] = time.time;
    ++m_rows;
    ++m_line;
    m_position = static_cast<std::size_t>(p - m_text.data()) + 1;
    return true;
}

Result<double> CsvRowReader::readCell(std::size_t line, int column, bool isVolume)
{
    const std::string_view text = m_fields[static_cast<std::size_t>(column)].text;
    const char point = m_layout.dialect.decimalPoint;
    const auto refuse = [&](std::string_view what) {
        return fail(ErrorKind::InvalidInput, fmt::format("{}: {}", place(line, column), what));
    };
    if (isVolume && (text.empty() || text == "-")) {
        ++m_emptyVolumes;
        return 0.0;
    }
    double value = 0;
    switch (isVolume ? readVolume(text, point, value) : readNumber(text, point, value)) {
    case NumberFault::Empty:
        return refuse("the price is missing; fill it in or remove the row");
    case NumberFault::NotANumber:
        return refuse(fmt::format("{} is not a number; write a decimal such as 101{}25",
                                  csvQuoted(text), point));
    case NumberFault::NotFinite:
        return refuse(fmt::format("{} is not a finite number; correct it or remove the row",
                                  csvQuoted(text)));
    case NumberFault::None:
        break;
    }
    if (isVolume && value < 0) {
        return refuse(fmt::format("the volume {} is negative; correct it or remove the row",
                                  csvQuoted(text)));
    }
    return value;
}

Status CsvRowReader::readPrices(std::size_t line)
{
    const CsvDialect& dialect = m_layout.dialect;
    const std::pair<int, std::vector<double>*> roles[] = {{dialect.open, &m_columns.open},
                                                          {dialect.high, &m_columns.high},
                                                          {dialect.low, &m_columns.low},
                                                          {dialect.close, &m_columns.close},
                                                          {dialect.volume, &m_columns.volume}};
    for (const auto& [column, values] : roles) {
        if (column < 0) {
            (*values)[m_rows] = 0;
            continue;
        }
        const auto value = readCell(line, column, column == dialect.volume);
        if (!value) {
            return fail(value.error());
        }
        (*values)[m_rows] = *value;
    }
    return {};
}

Status CsvRowReader::keepTime(const CsvTime& time, std::size_t line)
{
    if (m_rows > 0 && time.hasOffset != m_hasOffsets) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: the time {} an offset from UTC and those before {}; write all "
                                "times in one form",
                                place(line, m_layout.dialect.time),
                                time.hasOffset ? "has" : "has not",
                                time.hasOffset ? "have not" : "have"));
    }
    m_hasOffsets = time.hasOffset;
    if (time.hasOffset) {
        m_columns.localOffsetMs.push_back(time.offsetMs);
    }
    m_columns.time[m_rows] = time.time;
    return {};
}

/// Reads the row at the position whatever it looks like; false at the end of the text.
Result<bool> CsvRowReader::thoroughRow()
{
    const CsvDialect& dialect = m_layout.dialect;
    CsvRecords records(m_text, dialect.delimiter, m_position, m_line);
    auto read = records.next(m_fields);
    if (!read || !*read) {
        return read;
    }
    const std::size_t line = records.line();
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (!isUtf8(m_fields[i].text)) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("{}: the text is not UTF-8; save the file as UTF-8",
                                    place(line, static_cast<int>(i))));
        }
    }
    if (m_fields.size() != m_layout.fieldCount) {
        const bool fewer = m_fields.size() < m_layout.fieldCount;
        const std::size_t at = std::min(m_fields.size(), m_layout.fieldCount);
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: the row has {} where {} expected; {}",
                                place(line, static_cast<int>(at)),
                                counted(static_cast<long long>(m_fields.size()), "field"),
                                m_layout.fieldCount == 1
                                    ? std::string("1 is")
                                    : fmt::format("{} are", m_layout.fieldCount),
                                fewer ? "complete the row or remove it"
                                      : "put numbers that contain the delimiter in quotes"));
    }
    const auto time = readTime(
        m_layout.form, dialect.dateOrder, m_fields[static_cast<std::size_t>(dialect.time)].text,
        dialect.timeOfDay < 0 ? std::string_view{}
                              : m_fields[static_cast<std::size_t>(dialect.timeOfDay)].text);
    if (!time) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: {}", place(line, dialect.time), time.error()));
    }
    if (Status status = readPrices(line); !status) {
        return fail(std::move(status).error());
    }
    if (Status status = keepTime(*time, line); !status) {
        return fail(std::move(status).error());
    }
    ++m_rows;
    m_position = records.position();
    m_line = records.nextLine();
    return true;
}

std::size_t CsvRowReader::lineOfRow(std::size_t row) const
{
    CsvRecords records(m_text, m_layout.dialect.delimiter, m_layout.dataStart, m_layout.dataLine);
    std::vector<CsvField> fields;
    for (std::size_t i = 0; i <= row; ++i) {
        if (const auto read = records.next(fields); !read || !*read) {
            break;
        }
    }
    return records.line();
}

Error CsvRowReader::orderError(std::size_t row) const
{
    const Timestamp time = m_columns.time[row];
    const Timestamp before = m_columns.time[row - 1];
    const std::string here = place(lineOfRow(row), m_layout.dialect.time);
    const std::size_t there = lineOfRow(row - 1);
    if (time == before) {
        return {ErrorKind::InvalidInput,
                fmt::format("{}: the time {} stands already in line {}; keep one of the two rows",
                            here, formatShort(time), there),
                {}};
    }
    return {ErrorKind::InvalidInput,
            fmt::format("{}: the time {} comes after {} in line {}; sort the rows by time", here,
                        formatShort(time), formatShort(before), there),
            {}};
}

/// Rows run forward or backward throughout; the direction is that of most steps.
Status CsvRowReader::checkOrder()
{
    std::size_t forward = 0;
    std::size_t backward = 0;
    for (std::size_t i = 1; i < m_rows; ++i) {
        forward += m_columns.time[i - 1] < m_columns.time[i] ? 1 : 0;
        backward += m_columns.time[i] < m_columns.time[i - 1] ? 1 : 0;
    }
    m_reversed = backward > forward;
    if (std::max(forward, backward) + 1 >= m_rows) {
        return {};
    }
    for (std::size_t i = 1; i < m_rows; ++i) {
        const bool inOrder = m_reversed ? m_columns.time[i] < m_columns.time[i - 1]
                                        : m_columns.time[i - 1] < m_columns.time[i];
        if (!inOrder) {
            return fail(orderError(i));
        }
    }
    return {};
}

void CsvRowReader::reverse()
{
    std::ranges::reverse(m_columns.time);
    std::ranges::reverse(m_columns.localOffsetMs);
    for (auto* column :
         {&m_columns.open, &m_columns.high, &m_columns.low, &m_columns.close, &m_columns.volume}) {
        std::ranges::reverse(*column);
    }
}

Status CsvRowReader::read(const std::stop_token& stop)
{
    reserve();
    while (m_position < m_text.size()) {
        if (m_rows == m_columns.time.size()) {
            if (stop.stop_requested()) {
                return fail(ErrorKind::Cancelled, "Reading was cancelled.");
            }
            resizeColumns(m_rows + kRowsAtOnce);
        }
        if (m_position < m_quickEnd && quickRow()) {
            continue;
        }
        const auto more = thoroughRow();
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            break;
        }
    }
    if (m_rows == 0) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: no bars follow the header; choose a file with rows of time, "
                                "open, high, low, close and volume",
                                csvPlace(m_layout.dataLine)));
    }
    resizeColumns(m_rows);
    if (Status status = checkOrder(); !status) {
        return status;
    }
    if (m_reversed) {
        reverse();
    }
    return {};
}

} // namespace sw::market
