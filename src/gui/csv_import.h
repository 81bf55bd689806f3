// The steps of an import between the file and the library, without widgets: reading, applying the
// user's answers, checking, and saying in words how the file was understood.
#pragma once

#include "base/result.h"
#include "market/csv.h"
#include "market/quality.h"

#include <QString>
#include <QStringList>

#include <atomic>
#include <optional>
#include <stop_token>
#include <string>

namespace sw::gui {

/// The largest file that is read. Units: bytes.
inline constexpr qint64 kLargestFile = qint64{2} << 30;

/// What reading a file found.
struct ReadCsv {
    Result<market::CsvBars> csv = fail(ErrorKind::Cancelled, "Nothing was read.");
    /// The file cannot be read before the user says whether the day or the month comes first.
    bool asksDateOrder = false;
};

/// Reads a file whole; `permille` follows the progress from 0 to 1000. Errors: NotFound,
/// InvalidInput for what is no file of bars, Io, Cancelled. Thread: any.
ReadCsv readCsvFile(const QString& path, market::DateOrder order, const std::stop_token& stop,
                    std::atomic<int>& permille);

/// The user's answers.
struct ImportChoices {
    std::string symbol;
    std::optional<market::AssetClass> assetClass; ///< absent = as the symbol tells
    QByteArray fileClock; ///< zone in which the times are written; empty = they stand as they are
    QByteArray exchangeClock; ///< zone whose days are the trading days; empty = as fileClock
};

/// Bars ready to be kept.
struct CheckedBars {
    market::BarsPtr bars;
    market::QualityReport quality;
    QStringList notes; ///< decisions about the clock, one sentence each
};

/// Applies the answers and checks the bars. Errors: InvalidInput for an unusable symbol or a time
/// that does not exist on the clock named, Cancelled. Thread: any.
Result<CheckedBars> checkBars(const market::Bars& read, const ImportChoices& choices,
                              const std::stop_token& stop);

/// Whether the times of read bars leave their clock open: intraday, without offsets from UTC.
bool asksClock(const market::CsvBars& read);
/// Whether the times count from 1970 and so are UTC.
bool countsFromEpoch(const market::CsvDialect& dialect);

/// How the file was understood, one short line each: delimiter, times, numbers, columns.
QStringList dialectWords(const market::CsvBars& read);
/// A symbol from the name of a file: "AAPL" of "aapl_daily.csv".
QString symbolFromFile(const QString& path);

} // namespace sw::gui
