#include "base/text.h"
#include "market/csv_columns.h"
#include "market/csv_layout.h"
#include "market/csv_number.h"
#include "market/csv_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sw::market {

namespace {

constexpr std::string_view kDelimiters = ",;\t|";
constexpr std::size_t kSampleRows = 20;
constexpr std::size_t kMostLeadingLines = 10;

constexpr std::array<Role, 5> kNeeded = {Time, Open, High, Low, Close};

int headerScore(const Fields& fields)
{
    const auto roles = rolesOf(fields);
    return static_cast<int>(
        std::ranges::count_if(kNeeded, [&](Role role) { return roles[role].column >= 0; }));
}

bool isNumber(std::string_view text)
{
    double value = 0;
    return readNumber(text, '.', value) == NumberFault::None ||
           readNumber(text, ',', value) == NumberFault::None;
}

/// How much a record looks like a bar without names: 5 or more is one.
int rowScore(const Fields& fields)
{
    if (fields.empty() || !timeFormOf(fields.front().text)) {
        return 0;
    }
    int score = 1;
    for (std::size_t i = 1; i < fields.size(); ++i) {
        score += isNumber(fields[i].text) || (i == 1 && isTimeOfDay(fields[i].text)) ? 1 : 0;
    }
    return score;
}

/// The line that names the columns, or the first bar of a file without names.
struct Head {
    char delimiter = ',';
    bool isHeader = true;
    int score = 0;
    Fields fields;
    std::size_t start = 0, line = 0, end = 0, nextLine = 0;
};

/// Reads the record at a position with each delimiter and keeps the one that makes most sense.
/// Fails only when every delimiter does.
Result<Head> bestReading(std::string_view text, std::size_t position, std::size_t line)
{
    Head best;
    best.score = -1;
    std::optional<Error> problem;
    for (const char delimiter : kDelimiters) {
        CsvRecords records(text, delimiter, position, line);
        Fields fields;
        const auto read = records.next(fields);
        if (!read) {
            problem = problem ? problem : read.error();
            continue;
        }
        const int names = headerScore(fields);
        const int row = rowScore(fields);
        if (*read && std::max(names, row) > best.score) {
            best = {delimiter,       names >= row,   std::max(names, row), fields,
                    records.start(), records.line(), records.position(),   records.nextLine()};
        }
    }
    if (best.score < 0 && problem) {
        return fail(*std::move(problem));
    }
    return best;
}

Error noColumns(const Head& head)
{
    const auto roles = rolesOf(head.fields);
    if (head.isHeader && head.score >= 2) {
        std::vector<std::string> missing;
        for (const Role role : kNeeded) {
            if (roles[role].column < 0) {
                missing.push_back("the " + std::string(kRoleNames[role]));
            }
        }
        return {ErrorKind::InvalidInput,
                fmt::format("{}: the header has no column for {}; name the columns time, open, "
                            "high, low, close and volume",
                            csvPlace(head.line), join(missing, ", ")),
                {}};
    }
    return {
        ErrorKind::InvalidInput,
        fmt::format("{}: {} neither names the columns nor is a bar of time, open, high, low, "
                    "close and volume; add a first line that names the columns",
                    csvPlace(head.line),
                    csvQuoted(head.fields.empty() ? std::string_view{} : head.fields.front().text)),
        {}};
}

/// The head among the first lines: what stands above it is a title or a comment.
Result<Head> findHead(std::string_view text, std::size_t position, std::vector<std::string>& notes)
{
    std::optional<Head> nearest;
    std::size_t line = 1;
    for (std::size_t tried = 0; tried < kMostLeadingLines && position < text.size(); ++tried) {
        auto head = bestReading(text, position, line);
        if (!head) {
            return nearest ? fail(noColumns(*nearest)) : fail(std::move(head).error());
        }
        if (head->score < 0) {
            break;
        }
        if (head->score >= 5) {
            if (tried > 0) {
                notes.push_back(fmt::format("The text before line {} is no part of the table and "
                                            "was skipped.",
                                            head->line));
            }
            return *std::move(head);
        }
        if (head->isHeader && head->score >= 3) {
            return fail(noColumns(*head));
        }
        position = head->end;
        line = head->nextLine;
        if (!nearest || head->score > nearest->score) {
            nearest = *std::move(head);
        }
    }
    if (!nearest) {
        return fail(ErrorKind::InvalidInput,
                    "the text has no bars: it is empty; choose a file with rows of time, open, "
                    "high, low, close and volume");
    }
    return fail(noColumns(*nearest));
}

Status takeHeader(const Head& head, CsvLayout& layout)
{
    const auto roles = rolesOf(head.fields);
    for (int role = Time; role < kRoles; ++role) {
        const Found& found = roles[static_cast<std::size_t>(role)];
        if (found.twice >= 0) {
            return fail(
                ErrorKind::InvalidInput,
                fmt::format("{}: a second column for the {}, which column {} holds "
                            "already; rename or remove one",
                            csvPlace(head.line, static_cast<std::size_t>(found.twice) + 1,
                                     head.fields[static_cast<std::size_t>(found.twice)].text),
                            kRoleNames[role], found.column + 1));
        }
    }
    CsvDialect& dialect = layout.dialect;
    dialect.time = roles[Time].column;
    dialect.timeOfDay = roles[TimeOfDay].column;
    dialect.open = roles[Open].column;
    dialect.high = roles[High].column;
    dialect.low = roles[Low].column;
    dialect.close = roles[Close].column;
    dialect.volume = roles[Volume].column;
    for (const CsvField& field : head.fields) {
        if (!isUtf8(field.text)) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("{}: the text is not UTF-8; save the file as UTF-8",
                                    csvPlace(head.line, layout.names.size() + 1)));
        }
        layout.names.emplace_back(field.text);
    }
    layout.dataStart = head.end;
    layout.dataLine = head.nextLine;
    return {};
}

Status takeRow(const Head& head, CsvLayout& layout)
{
    CsvDialect& dialect = layout.dialect;
    const bool clock =
        head.fields.size() >= 6 && head.fields[1].text.find(':') != std::string_view::npos;
    const int first = clock ? 2 : 1;
    const int count = static_cast<int>(head.fields.size());
    if (count - first != 4 && count - first != 5) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: {} columns without names can be anything; add a first line "
                                "that names time, open, high, low, close and volume",
                                csvPlace(head.line), count));
    }
    dialect.time = 0;
    dialect.timeOfDay = clock ? 1 : -1;
    dialect.open = first;
    dialect.high = first + 1;
    dialect.low = first + 2;
    dialect.close = first + 3;
    dialect.volume = count - first == 5 ? first + 4 : -1;
    layout.dataStart = head.start;
    layout.dataLine = head.line;
    return {};
}

/// The first rows, up to the first that does not have all fields.
std::vector<Fields> sampleRows(std::string_view text, CsvLayout& layout)
{
    std::vector<Fields> rows;
    CsvRecords records(text, layout.dialect.delimiter, layout.dataStart, layout.dataLine);
    Fields fields;
    while (rows.size() < kSampleRows) {
        const auto read = records.next(fields);
        if (!read || !*read || fields.size() != layout.fieldCount) {
            break;
        }
        if (rows.empty()) {
            layout.dataStart = records.start();
            layout.dataLine = records.line();
        }
        rows.push_back(fields);
    }
    return rows;
}

std::string_view cellOf(const Fields& row, int column)
{
    return column < 0 ? std::string_view{} : row[static_cast<std::size_t>(column)].text;
}

/// Which sign the prices use for their decimals.
char decimalPointOf(const std::vector<Fields>& rows, const CsvDialect& dialect)
{
    int comma = 0;
    int point = 0;
    int perhapsComma = 0;
    for (const Fields& row : rows) {
        for (const int column : {dialect.open, dialect.high, dialect.low, dialect.close}) {
            const std::string_view cell = cellOf(row, column);
            const auto commas = std::ranges::count(cell, ',');
            const auto points = std::ranges::count(cell, '.');
            const std::size_t last = cell.find_last_of(",.");
            if (last == std::string_view::npos) {
                continue;
            }
            const bool lastIsComma = cell[last] == ',';
            if (commas > 0 && points > 0) {
                ++(lastIsComma ? comma : point);
            } else if (commas + points > 1) {
                // Repeated signs separate thousands, so the other one would mark decimals.
                ++(lastIsComma ? point : comma);
            } else if (cell.size() - last - 1 != 3) {
                ++(lastIsComma ? comma : point);
            } else if (lastIsComma && dialect.delimiter != ',') {
                ++perhapsComma;
            }
        }
    }
    return comma > point || (comma == point && point == 0 && perhapsComma > 0) ? ',' : '.';
}

/// Finds the order of day and month from the first value above 12 in the whole column.
Result<DateOrder> dateOrderOf(std::string_view text, const CsvLayout& layout)
{
    CsvRecords records(text, layout.dialect.delimiter, layout.dataStart, layout.dataLine);
    const auto column = static_cast<std::size_t>(layout.dialect.time);
    Fields fields;
    std::string example;
    std::size_t exampleLine = 0;
    for (;;) {
        const auto read = records.next(fields);
        if (!read || !*read) {
            break;
        }
        const auto parts =
            column < fields.size() ? numericParts(fields[column].text) : std::nullopt;
        if (!parts) {
            continue;
        }
        if (parts->first > 12 || parts->second > 12) {
            return parts->first > 12 ? DateOrder::DayMonthYear : DateOrder::MonthDayYear;
        }
        if (parts->separator == '.') {
            // Dots are the national form of countries that all write the day first.
            return DateOrder::DayMonthYear;
        }
        if (exampleLine == 0 || (parts->first != parts->second && example.empty())) {
            exampleLine = records.line();
            example = parts->first != parts->second ? std::string(fields[column].text) : "";
        }
    }
    return fail(
        ErrorKind::InvalidInput,
        fmt::format("{}: {} may be month/day or day/month and no row of the file decides; "
                    "choose the date order: month first or day first",
                    csvPlace(exampleLine, column + 1, layout.columnName(layout.dialect.time)),
                    example.empty() ? std::string("the date") : csvQuoted(example)));
}

/// A file without names is believed only when its second price is the high and its third the low.
Status checkOrderOfPrices(const std::vector<Fields>& rows, const CsvLayout& layout)
{
    std::size_t odd = 0;
    for (const Fields& row : rows) {
        double prices[4] = {};
        const int columns[] = {layout.dialect.open, layout.dialect.high, layout.dialect.low,
                               layout.dialect.close};
        bool readable = true;
        for (std::size_t i = 0; i < 4; ++i) {
            readable = readable && readNumber(cellOf(row, columns[i]), layout.dialect.decimalPoint,
                                              prices[i]) == NumberFault::None;
        }
        const bool fits = prices[1] >= std::max(prices[0], prices[3]) &&
                          prices[2] <= std::min(prices[0], prices[3]);
        odd += readable && !fits ? 1 : 0;
    }
    if (2 * odd > rows.size()) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: the columns have no names and are not open, high, low and "
                                "close in this order; add a first line that names them",
                                csvPlace(layout.dataLine)));
    }
    return {};
}

Status takeTimeForm(const std::vector<Fields>& rows, std::string_view text, CsvLayout& layout)
{
    CsvDialect& dialect = layout.dialect;
    const std::string_view cell = cellOf(rows.front(), dialect.time);
    if (const auto named = timeFormNamed(dialect.timeForm)) {
        layout.form = *named;
    } else if (const auto found = timeFormOf(cell)) {
        layout.form = *found;
    } else {
        return fail(
            ErrorKind::InvalidInput,
            fmt::format("{}: {} is not a time; write dates as 2020-01-31 or as seconds "
                        "since 1970",
                        csvPlace(layout.dataLine, static_cast<std::size_t>(dialect.time) + 1,
                                 layout.columnName(dialect.time)),
                        cell.empty() ? std::string("the empty cell") : csvQuoted(cell)));
    }
    if (layout.form == TimeForm::NumericDate && dialect.dateOrder != DateOrder::MonthDayYear &&
        dialect.dateOrder != DateOrder::DayMonthYear) {
        const auto order = dateOrderOf(text, layout);
        if (!order) {
            return fail(order.error());
        }
        dialect.dateOrder = *order;
    } else if (layout.form == TimeForm::YearFirst || layout.form == TimeForm::Compact) {
        dialect.dateOrder = DateOrder::YearMonthDay;
    }
    const auto first =
        readTime(layout.form, dialect.dateOrder, cell, cellOf(rows.front(), dialect.timeOfDay));
    dialect.timeForm = std::string(name(layout.form));
    dialect.timeForm += first && first->hasOffset ? "+offset" : "";
    dialect.timeForm += dialect.timeOfDay >= 0 ? " and time columns" : "";
    return {};
}

/// Whether the second time column really is one: "date" beside "time" may both be whole times.
void checkTimeOfDay(const std::vector<Fields>& rows, CsvDialect& dialect)
{
    if (dialect.timeOfDay >= 0 && !rows.empty()) {
        const std::string_view date = cellOf(rows.front(), dialect.time);
        const bool alone = date.find_first_of(":T") == std::string_view::npos;
        if (!alone || !isTimeOfDay(cellOf(rows.front(), dialect.timeOfDay))) {
            dialect.timeOfDay = -1;
        }
    }
}

bool isGivenWhole(const CsvDialect& dialect)
{
    return dialect.time >= 0 && dialect.open >= 0 && dialect.high >= 0 && dialect.low >= 0 &&
           dialect.close >= 0;
}

/// Takes the position of the rows and the names, with the columns that were given.
Status takeGiven(std::string_view text, std::size_t position, CsvLayout& layout)
{
    CsvDialect& dialect = layout.dialect;
    CsvRecords records(text, dialect.delimiter, position, 1);
    Fields fields;
    const auto read = records.next(fields);
    if (!read) {
        return fail(read.error());
    }
    layout.fieldCount = fields.size();
    layout.dataStart = dialect.hasHeader ? records.position() : records.start();
    layout.dataLine = dialect.hasHeader ? records.nextLine() : records.line();
    for (std::size_t i = 0; dialect.hasHeader && i < fields.size(); ++i) {
        layout.names.emplace_back(fields[i].text);
    }
    const int last = std::max({dialect.time, dialect.timeOfDay, dialect.open, dialect.high,
                               dialect.low, dialect.close, dialect.volume});
    if (!*read || last >= static_cast<int>(fields.size())) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{}: there are {} but the given dialect reads column {}; choose "
                                "the dialect of this file",
                                csvPlace(records.line() == 0 ? 1 : records.line()),
                                counted(static_cast<long long>(fields.size()), "column"),
                                last + 1));
    }
    return {};
}

/// Bytes of the mark of UTF-8 before the first character.
Result<std::size_t> skipMarks(std::string_view text, CsvLayout& layout)
{
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return fail(ErrorKind::InvalidInput, "line 1: the text is UTF-16; save the file as UTF-8");
    }
    layout.dialect.byteOrderMark = text.starts_with("\xEF\xBB\xBF");
    return layout.dialect.byteOrderMark ? 3 : 0;
}

} // namespace

std::string_view CsvLayout::columnName(int column) const
{
    if (column >= 0 && column < static_cast<int>(names.size()) &&
        !names[static_cast<std::size_t>(column)].empty()) {
        return names[static_cast<std::size_t>(column)];
    }
    const int roles[kRoles] = {dialect.time, dialect.timeOfDay, dialect.open,  dialect.high,
                               dialect.low,  dialect.close,     dialect.volume};
    const auto role = std::ranges::find(roles, column);
    return column >= 0 && role != std::end(roles) ? kRoleNames[role - std::begin(roles)]
                                                  : std::string_view{};
}

Result<CsvLayout> detectLayout(std::string_view text, const std::optional<CsvDialect>& given)
{
    CsvLayout layout;
    const bool whole = given && isGivenWhole(*given);
    if (whole) {
        layout.dialect = *given;
    } else if (given) {
        layout.dialect.dateOrder = given->dateOrder;
    }
    const auto position = skipMarks(text, layout);
    if (!position) {
        return fail(position.error());
    }
    Status status;
    if (whole) {
        status = takeGiven(text, *position, layout);
    } else {
        const auto head = findHead(text, *position, layout.notes);
        if (!head) {
            return fail(head.error());
        }
        layout.dialect.delimiter = head->delimiter;
        layout.dialect.hasHeader = head->isHeader;
        layout.fieldCount = head->fields.size();
        status = head->isHeader ? takeHeader(*head, layout) : takeRow(*head, layout);
    }
    if (!status) {
        return fail(std::move(status).error());
    }
    const std::vector<Fields> rows = sampleRows(text, layout);
    if (!whole) {
        checkTimeOfDay(rows, layout.dialect);
        layout.dialect.decimalPoint = decimalPointOf(rows, layout.dialect);
    }
    if (!rows.empty()) {
        if (Status time = takeTimeForm(rows, text, layout); !time) {
            return fail(std::move(time).error());
        }
    }
    if (!whole && !layout.dialect.hasHeader) {
        if (Status prices = checkOrderOfPrices(rows, layout); !prices) {
            return fail(std::move(prices).error());
        }
    }
    return layout;
}

Result<CsvDialect> detectDialect(std::string_view text)
{
    auto layout = detectLayout(text, std::nullopt);
    return layout ? Result<CsvDialect>(std::move(layout->dialect))
                  : fail(std::move(layout).error());
}

bool asksDateOrder(std::string_view text)
{
    CsvDialect answer;
    answer.dateOrder = DateOrder::DayMonthYear;
    return !detectLayout(text, std::nullopt) && detectLayout(text, answer);
}

} // namespace sw::market
