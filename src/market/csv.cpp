#include "market/csv.h"

#include "base/text.h"
#include "market/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::market {

namespace {

/// "column Adj Close" for each column that is not a bar's.
std::vector<std::string> unusedColumns(const CsvLayout& layout)
{
    const CsvDialect& dialect = layout.dialect;
    const int used[] = {dialect.time, dialect.timeOfDay, dialect.open,  dialect.high,
                        dialect.low,  dialect.close,     dialect.volume};
    std::vector<std::string> unused;
    for (std::size_t i = 0; i < layout.names.size(); ++i) {
        if (!layout.names[i].empty() &&
            std::ranges::find(used, static_cast<int>(i)) == std::end(used)) {
            unused.push_back(csvQuoted(layout.names[i]));
        }
    }
    return unused;
}

void noteTimes(const CsvLayout& layout, std::vector<std::string>& notes)
{
    switch (layout.form) {
    case TimeForm::Counter:
        notes.emplace_back("The times are whole numbers and were read as days from 1970-01-01.");
        break;
    case TimeForm::EpochSeconds:
    case TimeForm::EpochMillis:
    case TimeForm::EpochMicros:
    case TimeForm::EpochNanos:
        notes.emplace_back("The times count from 1970 in UTC; days and weeks are those of UTC.");
        break;
    case TimeForm::NumericDate:
        notes.push_back(fmt::format("Dates were read as {}.",
                                    layout.dialect.dateOrder == DateOrder::MonthDayYear
                                        ? "month/day/year"
                                        : "day/month/year"));
        break;
    case TimeForm::YearFirst:
    case TimeForm::Compact:
    case TimeForm::MonthName:
        break;
    }
}

void noteColumns(const CsvLayout& layout, const CsvRowReader& rows, std::vector<std::string>& notes)
{
    const std::vector<std::string> unused = unusedColumns(layout);
    if (!unused.empty()) {
        notes.push_back(fmt::format("Not used: {} {}; prices are taken as they stand.",
                                    unused.size() == 1 ? "the column" : "the columns",
                                    join(unused, ", ")));
    }
    if (layout.dialect.decimalPoint == ',') {
        notes.emplace_back("The comma was read as the decimal sign.");
    }
    if (layout.dialect.volume < 0) {
        notes.emplace_back("The file has no volume; it was read as 0.");
    } else if (rows.emptyVolumes() > 0) {
        notes.push_back(fmt::format("The volume is missing on {}; it was read as 0.",
                                    counted(static_cast<long long>(rows.emptyVolumes()), "row")));
    }
    if (rows.reversed()) {
        notes.emplace_back("The rows ran from the newest to the oldest and were turned round.");
    }
}

/// The timeframe asked for, or the one that the times show.
Result<Timeframe> timeframeFor(const CsvOptions& options, const CsvLayout& layout,
                               std::span<const Timestamp> times, std::vector<std::string>& notes)
{
    auto inferred = inferTimeframe(times);
    if (!options.timeframe) {
        if (!inferred) {
            Error error = inferred.error();
            error.message = csvPlace(layout.dataLine) + ": " + error.message;
            return fail(std::move(error));
        }
        return inferred;
    }
    if (inferred && *inferred != *options.timeframe) {
        notes.push_back(fmt::format("The bars lie {} apart but are taken as {}, as asked.",
                                    inferred->text(), options.timeframe->text()));
    }
    return *options.timeframe;
}

bool hasShortYear(std::string_view text, const CsvLayout& layout)
{
    CsvRecords records(text, layout.dialect.delimiter, layout.dataStart, layout.dataLine);
    std::vector<CsvField> fields;
    const auto read = records.next(fields);
    const auto column = static_cast<std::size_t>(layout.dialect.time);
    const auto parts =
        read && column < fields.size() ? numericParts(fields[column].text) : std::nullopt;
    return parts && parts->shortYear;
}

} // namespace

Result<CsvBars> readCsv(std::string_view text, const CsvOptions& options)
{
    auto layout = detectLayout(text, options.dialect);
    if (!layout) {
        return fail(std::move(layout).error());
    }
    CsvRowReader rows(text, *layout);
    if (Status status = rows.read(options.stop); !status) {
        return fail(std::move(status).error());
    }
    CsvBars out;
    out.notes = layout->notes;
    noteTimes(*layout, out.notes);
    if (hasShortYear(text, *layout)) {
        out.notes.emplace_back("Years of two digits were read as 1970 to 2069.");
    }
    noteColumns(*layout, rows, out.notes);
    BarColumns columns = rows.takeColumns();
    const auto timeframe = timeframeFor(options, *layout, columns.time, out.notes);
    if (!timeframe) {
        return fail(timeframe.error());
    }
    auto bars = Bars::make(options.assetClass ? instrumentOf(options.symbol, *options.assetClass)
                                              : instrumentFor(options.symbol),
                           *timeframe, std::move(columns));
    if (!bars) {
        return fail(std::move(bars).error());
    }
    out.bars = *std::move(bars);
    out.dialect = layout->dialect;
    out.columnNames = std::move(layout->names);
    return out;
}

} // namespace sw::market
