#include "gui/csv_import.h"

#include "base/text.h"
#include "bridge/text.h"
#include "gui/bar_clock.h"
#include "gui/format.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

/// Units: bytes.
constexpr qint64 kPiece = qint64{4} << 20;
/// Reading the text is this part of the work; the rest is parsing.
constexpr int kReadPermille = 400;

QString tr(const char* text)
{
    return QCoreApplication::translate("sw::gui::CsvImport", text);
}

Error readingCancelled()
{
    return {ErrorKind::Cancelled, "Reading was cancelled.", {}};
}

/// The content of a file, piece by piece.
Result<std::string> contentOf(const QString& path, const std::stop_token& stop,
                              std::atomic<int>& permille)
{
    const QFileInfo info(path);
    const std::string name = fromQt(info.fileName());
    if (!info.exists()) {
        return fail(ErrorKind::NotFound, "There is no file " + fromQt(path) + ".");
    }
    if (info.isDir()) {
        return fail(ErrorKind::InvalidInput,
                    fromQt(path) + " is a folder; choose a CSV file in it.");
    }
    if (!info.isFile()) {
        return fail(ErrorKind::InvalidInput, fromQt(path) + " is no file; choose a CSV file.");
    }
    if (info.size() > kLargestFile) {
        return fail(ErrorKind::InvalidInput,
                    name + " is larger than 2 GB; divide it into several files.");
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Io, "Cannot read " + name + ": " + fromQt(file.errorString()) + ".");
    }
    std::string content(static_cast<std::size_t>(file.size()), '\0');
    qint64 got = 0;
    while (got < file.size()) {
        if (stop.stop_requested()) {
            return fail(readingCancelled());
        }
        const qint64 wanted = std::min(kPiece, static_cast<qint64>(content.size()) - got);
        const qint64 piece = wanted > 0 ? file.read(content.data() + got, wanted) : 0;
        if (piece < 0) {
            return fail(ErrorKind::Io,
                        "Cannot read " + name + ": " + fromQt(file.errorString()) + ".");
        }
        if (piece == 0) {
            break; // it became shorter meanwhile
        }
        got += piece;
        permille = static_cast<int>(kReadPermille * got / file.size());
    }
    content.resize(static_cast<std::size_t>(got));
    return content;
}

QString columnWord(const market::CsvBars& read, int column)
{
    const auto at = static_cast<std::size_t>(column);
    return at < read.columnNames.size() && !read.columnNames[at].empty()
               ? QStringLiteral("\"%1\"").arg(toQt(shortened(read.columnNames[at], 24)))
               : tr("column %1").arg(column + 1);
}

QString delimiterWord(char delimiter)
{
    switch (delimiter) {
    case ';':
        return tr("semicolons");
    case '\t':
        return tr("tabs");
    case '|':
        return tr("bars (|)");
    default:
        return tr("commas");
    }
}

QString timeWord(const market::CsvDialect& dialect)
{
    const QString form = toQt(dialect.timeForm);
    QString text;
    if (form.startsWith(QLatin1String("iso"))) {
        text = tr("year-month-day");
    } else if (form.startsWith(QLatin1String("yyyymmdd"))) {
        text = tr("yearmonthday without separators");
    } else if (form.startsWith(QLatin1String("numeric"))) {
        text = dialect.dateOrder == market::DateOrder::MonthDayYear ? tr("month/day/year")
                                                                    : tr("day/month/year");
    } else if (form.startsWith(QLatin1String("month name"))) {
        text = tr("with the month's name");
    } else if (form.startsWith(QLatin1String("epoch-s"))) {
        text = tr("seconds since 1970, UTC");
    } else if (form.startsWith(QLatin1String("epoch-ms"))) {
        text = tr("milliseconds since 1970, UTC");
    } else if (form.startsWith(QLatin1String("epoch-us"))) {
        text = tr("microseconds since 1970, UTC");
    } else if (form.startsWith(QLatin1String("epoch-ns"))) {
        text = tr("nanoseconds since 1970, UTC");
    } else {
        text = tr("whole numbers, read as days");
    }
    if (form.contains(QLatin1String("+offset"))) {
        text += tr(", with their offset from UTC");
    }
    return text;
}

} // namespace

ReadCsv readCsvFile(const QString& path, market::DateOrder order, const std::stop_token& stop,
                    std::atomic<int>& permille)
{
    ReadCsv found;
    const Result<std::string> text = contentOf(path, stop, permille);
    if (!text) {
        found.csv = fail(text.error());
        return found;
    }
    market::CsvOptions options;
    options.symbol = fromQt(symbolFromFile(path));
    options.stop = stop;
    if (order != market::DateOrder::Unknown) {
        options.dialect.emplace().dateOrder = order;
    }
    found.csv = market::readCsv(*text, options);
    if (!found.csv && found.csv.error().kind == ErrorKind::InvalidInput) {
        found.asksDateOrder = order == market::DateOrder::Unknown && market::asksDateOrder(*text);
        Error error = found.csv.error();
        error.message = fromQt(QFileInfo(path).fileName()) + ", " + error.message;
        found.csv = fail(std::move(error));
    }
    permille = 1000;
    return found;
}

Result<CheckedBars> checkBars(const market::Bars& read, const ImportChoices& choices,
                              const std::stop_token& stop)
{
    const market::Instrument instrument =
        choices.assetClass ? market::instrumentOf(choices.symbol, *choices.assetClass)
                           : market::instrumentFor(choices.symbol);
    if (choices.symbol.empty()) {
        return fail(ErrorKind::InvalidInput, "Give the bars a symbol.");
    }
    if (std::ranges::any_of(choices.symbol, isSpace)) {
        return fail(ErrorKind::InvalidInput,
                    "A symbol has no spaces; write one such as AAPL or BTCUSDT.");
    }
    CheckedBars out;
    Result<market::BarsPtr> bars = fail(readingCancelled());
    if (!choices.fileClock.isEmpty() && !read.hasOffsets()) {
        bars = onClocks(read, instrument, choices.fileClock,
                        choices.exchangeClock.isEmpty() ? choices.fileClock : choices.exchangeClock,
                        stop, out.notes);
    } else if (!choices.exchangeClock.isEmpty() && read.hasOffsets()) {
        bars = onExchangeClock(read, instrument, choices.exchangeClock, stop);
    } else {
        bars = asInstrument(read, instrument);
    }
    if (!bars) {
        return fail(bars.error());
    }
    out.bars = *std::move(bars);
    out.quality = market::checkQuality(*out.bars, stop);
    if (stop.stop_requested()) {
        return fail(readingCancelled());
    }
    return out;
}

bool asksClock(const market::CsvBars& read)
{
    return read.bars->timeframe().isIntraday() && !read.bars->hasOffsets();
}

bool countsFromEpoch(const market::CsvDialect& dialect)
{
    return dialect.timeForm.starts_with("epoch");
}

QStringList dialectWords(const market::CsvBars& read)
{
    const market::CsvDialect& dialect = read.dialect;
    QStringList lines;
    lines << tr("Cells are divided by %1, decimals by a %2.")
                 .arg(delimiterWord(dialect.delimiter),
                      dialect.decimalPoint == ',' ? tr("comma") : tr("point"));
    lines
        << (dialect.timeOfDay >= 0
                ? tr("Times from %1 and %2: %3.")
                      .arg(columnWord(read, dialect.time), columnWord(read, dialect.timeOfDay),
                           timeWord(dialect))
                : tr("Times from %1: %2.").arg(columnWord(read, dialect.time), timeWord(dialect)));
    lines << tr("Open, high, low, close from %1, %2, %3, %4; volume %5.")
                 .arg(columnWord(read, dialect.open), columnWord(read, dialect.high),
                      columnWord(read, dialect.low), columnWord(read, dialect.close),
                      dialect.volume >= 0 ? tr("from %1").arg(columnWord(read, dialect.volume))
                                          : tr("is missing and read as 0"));
    if (!dialect.hasHeader) {
        lines << tr("The file has no names of columns; the order was recognised.");
    }
    for (const std::string& note : read.notes) {
        // The lines above say these already, and the clock of times since 1970 is asked for.
        const bool said = note.starts_with("Dates were read as") ||
                          note.starts_with("The comma was read") ||
                          note.starts_with("The times count from 1970") ||
                          note.starts_with("The file has no volume");
        if (!said) {
            lines << toQt(note);
        }
    }
    return lines;
}

QString symbolFromFile(const QString& path)
{
    // What vendors put around the symbol: "AAPL_daily", "BTCUSDT-1h", "spy.us", "GBPUSD 2020".
    static const QRegularExpression tail(
        QStringLiteral("[\\s_\\-.]+(daily|weekly|monthly|hourly|intraday|minute|bars?|ohlcv?|data|"
                       "prices?|history|historical|us|\\d+(m|h|d|w|mo|min)?|(m|h|d)\\d+)$"),
        QRegularExpression::CaseInsensitiveOption);
    QString name = QFileInfo(path).completeBaseName().trimmed();
    for (QString shorter = name; !shorter.isEmpty();) {
        name = shorter;
        shorter.remove(tail);
        if (shorter == name) {
            break;
        }
    }
    return name.toUpper();
}

} // namespace sw::gui
