#include "gui/python_proof.h"

#include "bridge/conventions.h"
#include "bridge/files.h"
#include "bridge/text.h"
#include "gui/format.h"
#include "market/csv.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QMetaObject>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThreadPool>

#include <algorithm>
#include <cmath>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

/// Long enough for a million bars; the proof of daily data takes a fraction of a second. Units: ms.
constexpr int kLimitMs = 120'000;
/// Fields of a printed trade, without the symbol that comes first when there are several.
constexpr qsizetype kFields = 12;
/// Relative difference that two orders of the same sum may have.
constexpr double kTolerance = 1e-9;

bool nearly(double a, double b)
{
    return a == b || std::fabs(a - b) <= kTolerance * std::max(std::fabs(a), std::fabs(b));
}

/// The first thing in which a printed trade differs, as "entry price 12.3, not 12.4"; empty when
/// nothing does.
QString differenceOf(const engine::Trade& trade, const QStringList& row)
{
    const auto differs = [](const char* what, const QString& printed, const QString& expected) {
        return PythonProof::tr("%1 is %2 instead of %3")
            .arg(PythonProof::tr(what), printed, expected);
    };
    const auto bar = [&](qsizetype field, std::int32_t expected, const char* what) {
        bool ok = false;
        return row[field].toInt(&ok) == expected && ok
                   ? QString()
                   : differs(what, row[field], QString::number(expected));
    };
    const auto value = [&](qsizetype field, double expected, const char* what) {
        bool ok = false;
        return nearly(row[field].toDouble(&ok), expected) && ok
                   ? QString()
                   : differs(what, row[field], QString::number(expected, 'g', 17));
    };
    const auto text = [&](qsizetype field, std::string_view expected, const char* what) {
        return row[field] == toQt(expected) ? QString() : differs(what, row[field], toQt(expected));
    };
    const QString found[] = {
        bar(0, trade.position, "the number of the position"),
        text(1, trade.side == engine::Side::Long ? "long" : "short", "the side"),
        bar(2, trade.signalBar, "the bar of the signal"),
        bar(3, trade.entryBar, "the bar of the entry"),
        value(5, trade.entryPrice, "the entry price"),
        bar(6, trade.exitBar, "the bar of the exit"),
        value(8, trade.exitPrice, "the exit price"),
        value(9, trade.size, "the size"),
        text(11, engine::name(trade.exitReason), "the reason of the exit")};
    for (const QString& one : found) {
        if (!one.isEmpty()) {
            return one;
        }
    }
    // A sum of gains and costs near zero has no relative precision of its own.
    const double slack = kTolerance * std::fabs(trade.entryPrice * trade.size);
    return std::fabs(row[10].toDouble() - trade.netPnl) <= slack
               ? QString()
               : differs("the net profit", row[10], QString::number(trade.netPnl, 'g', 17));
}

qint64 monotonicMs()
{
    QElapsedTimer now;
    now.start();
    return now.msecsSinceReference();
}

/// The last line that an interpreter wrote: its error in one sentence.
QString lastLine(const QByteArray& output)
{
    const QStringList lines =
        QString::fromUtf8(output).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    return lines.isEmpty() ? PythonProof::tr("it said nothing") : lines.last().trimmed();
}

} // namespace

ProofComparison compareWithPrinted(const engine::BacktestResult& result, const QString& printed)
{
    ProofComparison comparison;
    const QStringList lines = printed.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const bool several = result.runs.size() > 1;
    qsizetype at = 1; // the first line is the header
    for (const engine::SymbolRun& run : result.runs) {
        const QString symbol = toQt(run.ledger.symbol);
        for (std::size_t i = 0; i < run.ledger.trades.size(); ++i) {
            const QString which =
                PythonProof::tr("trade %1 of %2").arg(static_cast<int>(i) + 1).arg(symbol);
            if (at >= lines.size()) {
                comparison.difference = PythonProof::tr("Python does not print %1").arg(which);
                return comparison;
            }
            QStringList row = lines[at++].trimmed().split(QLatin1Char(','));
            const QString first = several ? row.takeFirst() : symbol;
            QString difference = row.size() != kFields || first != symbol
                                     ? PythonProof::tr("the line reads '%1'").arg(lines[at - 1])
                                     : differenceOf(run.ledger.trades[i], row);
            if (!difference.isEmpty()) {
                comparison.difference = PythonProof::tr("in %1, %2").arg(which, difference);
                return comparison;
            }
            ++comparison.trades;
        }
    }
    if (at < lines.size()) {
        comparison.difference = PythonProof::tr("Python prints %n trade(s) more", nullptr,
                                                static_cast<int>(lines.size() - at));
    }
    return comparison;
}

exporters::ExportOptions exportOptionsOf(const ShownResult& result)
{
    exporters::ExportOptions options = bridge::exportOptions(*result.program);
    options.capital = result.result().capital;
    return options;
}

PythonProof::PythonProof(QObject* parent) : QObject(parent), m_pool(std::make_unique<QThreadPool>())
{
    m_pool->setMaxThreadCount(1);
    m_limit.setSingleShot(true);
    m_limit.setInterval(kLimitMs);
    connect(&m_limit, &QTimer::timeout, this, &PythonProof::onLimit);
}

PythonProof::~PythonProof()
{
    stop();
    m_pool->clear();
    m_pool->waitForDone();
}

void PythonProof::setState(State state, const QString& sentence)
{
    m_state = state;
    m_sentence = sentence;
    Q_EMIT changed();
}

void PythonProof::stop()
{
    ++m_number;
    m_stop.request_stop();
    m_limit.stop();
    if (m_process) {
        // A killed process needs a moment to end, which nobody waits for; its files go after it.
        QProcess* dying = m_process.release();
        dying->disconnect(this);
        dying->setParent(QCoreApplication::instance());
        connect(dying, &QProcess::finished, dying,
                [dying, files = m_files] { dying->deleteLater(); });
        dying->kill();
    }
    m_files.reset();
}

void PythonProof::cancel()
{
    if (m_state == State::Working) {
        stop();
        setState(State::Cancelled, tr("The proof was cancelled."));
    }
}

void PythonProof::clear()
{
    stop();
    if (m_state != State::Idle) {
        setState(State::Idle, {});
    }
}

void PythonProof::start(const ShownResultPtr& result, std::shared_ptr<agents::MarketData> market)
{
    stop();
    m_result = result;
    if (m_python.isEmpty()) {
        m_python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    }
    if (m_python.isEmpty()) {
        setState(State::Failed, tr("There is no python3 on this computer; install it to run the "
                                   "proof, or run the saved file elsewhere."));
        return;
    }
    m_startedMs = monotonicMs();
    m_stop = std::stop_source();
    m_limit.start();
    setState(State::Working, tr("Writing the file and its bars…"));
    m_pool->start(
        [this, result, market = std::move(market), token = m_stop.get_token(), mine = m_number] {
            auto files = std::make_shared<Files>(writeFiles(result, market.get(), token));
            // The proof waits for its pool before it goes, and drops queued calls with itself.
            QMetaObject::invokeMethod(
                this,
                [this, files, mine] {
                    if (mine == m_number) {
                        run(files);
                    }
                },
                Qt::QueuedConnection);
        });
}

PythonProof::Files PythonProof::writeFiles(const ShownResultPtr& result, agents::MarketData* market,
                                           const std::stop_token& stop)
{
    Files files;
    files.folder = std::make_unique<QTemporaryDir>();
    if (!files.folder->isValid()) {
        files.error =
            tr("There is no place for temporary files: %1").arg(files.folder->errorString());
        return files;
    }
    const lang::Program& program = *result->program;
    const Result<exporters::Export> code =
        exporters::exportTo(program, exporters::Target::Python, exportOptionsOf(*result));
    if (!code) {
        files.error = toQt(code.error().text());
        return files;
    }
    const auto write = [&](const QString& path, const std::string& text) {
        const Status written = bridge::writeFile(fromQt(path), text);
        if (!written) {
            files.error = toQt(written.error().text());
        }
        return written.has_value();
    };
    const QString script = files.folder->filePath(QStringLiteral("strategy.py"));
    if (!write(script, code->code)) {
        return files;
    }
    files.arguments << QStringLiteral("-I") << QStringLiteral("-B") << script;
    int number = 0;
    const auto addBars = [&](const std::string& symbol, const market::Bars& bars) {
        const QString path = files.folder->filePath(QStringLiteral("bars%1.csv").arg(++number));
        files.arguments << toQt(symbol) + QLatin1Char('=') + path;
        return !stop.stop_requested() && write(path, market::writeCsv(bars));
    };
    for (const engine::SymbolRun& run : result->result().runs) {
        if (!addBars(run.ledger.symbol, *run.bars)) {
            return files;
        }
    }
    for (const std::string& symbol : program.otherSymbols) {
        const Result<market::BarsPtr> bars =
            market != nullptr ? market->bars(symbol, program.timeframe, stop)
                              : fail(ErrorKind::NotFound, "There are no bars of " + symbol + ".");
        if (!bars) {
            files.error = toQt(bars.error().text());
            return files;
        }
        if (!addBars(symbol, **bars)) {
            return files;
        }
    }
    return files;
}

void PythonProof::run(const std::shared_ptr<Files>& files)
{
    if (!files->error.isEmpty()) {
        m_limit.stop();
        setState(State::Failed, files->error);
        return;
    }
    m_files = files;
    m_process = std::make_unique<QProcess>();
    m_process->setWorkingDirectory(files->folder->path());
    connect(m_process.get(), &QProcess::finished, this, &PythonProof::onFinished);
    connect(m_process.get(), &QProcess::errorOccurred, this, &PythonProof::onError);
    setState(State::Working, tr("Python is running the exported file…"));
    m_process->start(m_python, files->arguments, QIODevice::ReadOnly);
}

void PythonProof::onFinished(int exitCode, QProcess::ExitStatus status)
{
    const QByteArray printed = m_process->readAllStandardOutput();
    const QByteArray errors = m_process->readAllStandardError();
    const QString elapsed = duration(monotonicMs() - m_startedMs);
    m_process->disconnect(this);
    m_process.release()->deleteLater();
    stop();
    if (status != QProcess::NormalExit || exitCode != 0) {
        setState(State::Failed,
                 tr("Python ended with an error, so nothing is proved: %1").arg(lastLine(errors)));
        return;
    }
    const ProofComparison found =
        compareWithPrinted(m_result->result(), QString::fromUtf8(printed));
    if (!found.difference.isEmpty()) {
        setState(State::Differs,
                 tr("The exported file does not repeat this result: %1.").arg(found.difference));
    } else if (found.trades == 0) {
        setState(State::Proved,
                 tr("Python makes no trade either: run just now in %1.").arg(elapsed));
    } else {
        setState(State::Proved,
                 found.trades == 1
                     ? tr("Repeats the only trade, with its dates, prices and size: run just now "
                          "in %1.")
                           .arg(elapsed)
                     : tr("Repeats all %1 trades, with their dates, prices and sizes: run just now "
                          "in %2.")
                           .arg(count(found.trades), elapsed));
    }
}

void PythonProof::onError(QProcess::ProcessError error)
{
    if (error == QProcess::FailedToStart) {
        stop();
        setState(State::Failed, tr("%1 cannot be started; install python3 to run the proof.")
                                    .arg(QDir::toNativeSeparators(m_python)));
    }
}

void PythonProof::onLimit()
{
    if (m_state == State::Working) {
        const int seconds = std::max(1, m_limit.interval() / 1000);
        stop();
        setState(State::Failed, tr("Python did not finish within %1 s and was stopped; nothing is "
                                   "proved. Save the file to run it yourself.")
                                    .arg(seconds));
    }
}

} // namespace sw::gui
