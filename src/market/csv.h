// Bars from comma-separated text in the dialects people have: delimiters, date forms, header names
// in any order, quotes, byte order marks, CRLF. Works on text in memory; opening files is for
// others.
#pragma once

#include "market/bars.h"

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace sw::market {

/// How numeric dates are ordered when a file alone cannot tell 03/04 apart.
enum class DateOrder : std::uint8_t { Unknown, YearMonthDay, MonthDayYear, DayMonthYear };

/// What was found in a file, or what to assume about it.
struct CsvDialect {
    char delimiter = ',';
    char decimalPoint = '.';
    bool hasHeader = true;
    bool byteOrderMark = false;
    DateOrder dateOrder = DateOrder::Unknown;
    /// "iso", "yyyymmdd", "numeric date", "month name", "epoch-s", "epoch-ms", "epoch-us",
    /// "epoch-ns" or "counter"; "+offset" and " and time columns" may follow. Empty = from the
    /// file.
    std::string timeForm;
    /// Column numbers from 0, -1 = absent (volume may be).
    int time = -1, timeOfDay = -1, open = -1, high = -1, low = -1, close = -1, volume = -1;
};

struct CsvOptions {
    std::string symbol;
    std::optional<Timeframe> timeframe; ///< inferred from the times when absent
    /// Detected when absent. When it names no columns, only its date order counts: the answer to a
    /// file whose days and months cannot be told apart.
    std::optional<CsvDialect> dialect;
    std::optional<AssetClass> assetClass; ///< as the symbol tells when absent
    std::stop_token stop;                 ///< ends reading with Cancelled
};

struct CsvBars {
    BarsPtr bars;
    CsvDialect dialect;
    std::vector<std::string> columnNames; ///< as in the header; empty without one
    std::vector<std::string> notes;       ///< decisions taken, one sentence each
};

/// Reads bars. Errors: InvalidInput with "line L, column C: …" naming the first offending place and
/// what to do: empty text, no header and no recognisable columns, missing column, wrong number of
/// fields, unreadable number or time, non-finite value, times out of order or repeated, ambiguous
/// day/month order, text that is not UTF-8, unclosed quote. Cancelled when stopped.
/// Rows may run from the newest to the oldest. Nothing is repaired: what was assumed is in the
/// notes. Cost: about 80 ns a row in the plain dialect (comma, point, ISO or epoch times, no
/// quotes).
Result<CsvBars> readCsv(std::string_view text, const CsvOptions& options);

/// The dialect of a text from its beginning. Errors as readCsv.
Result<CsvDialect> detectDialect(std::string_view text);

/// True for a text that would be read if it were known whether its days or its months come first.
bool asksDateOrder(std::string_view text);

/// Bars as CSV in the product's own form: time,open,high,low,close,volume, shortest decimals. Dates
/// alone when all times are midnight, else local times, with their offset from UTC where it is
/// known. Reading the text gives the same columns, bit for bit. A stopped call returns a part of
/// it: the caller, who asked it to stop, throws that away.
std::string writeCsv(const Bars& bars, const std::stop_token& stop = {});

} // namespace sw::market
