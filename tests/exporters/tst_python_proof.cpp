#include "exporters/bench_bars.h"
#include "test_main.h"

#include "base/text.h"
#include "market/csv.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

namespace sw::test {

namespace {

/// One printed trade as text fields.
using Row = QStringList;

bool nearly(double a, double b)
{
    return a == b || std::fabs(a - b) <= 1e-9 * std::max(std::fabs(a), std::fabs(b));
}

QString describeTrade(const engine::Trade& trade)
{
    return QStringLiteral("%1 signal %2 entry %3 @ %4 exit %5 @ %6 size %7 net %8 %9")
        .arg(trade.side == lang::Side::Long ? QStringLiteral("long") : QStringLiteral("short"))
        .arg(trade.signalBar)
        .arg(trade.entryBar)
        .arg(trade.entryPrice, 0, 'g', 17)
        .arg(trade.exitBar)
        .arg(trade.exitPrice, 0, 'g', 17)
        .arg(trade.size, 0, 'g', 17)
        .arg(trade.netPnl, 0, 'g', 17)
        .arg(QString::fromStdString(std::string(engine::name(trade.exitReason))));
}

/// Empty when the printed row says what the engine found.
QString difference(const engine::Trade& trade, const Row& row)
{
    const bool same =
        row.size() == 12 && row[0].toInt() == trade.position &&
        row[1] ==
            (trade.side == lang::Side::Long ? QStringLiteral("long") : QStringLiteral("short")) &&
        row[2].toInt() == trade.signalBar && row[3].toInt() == trade.entryBar &&
        nearly(row[5].toDouble(), trade.entryPrice) && row[6].toInt() == trade.exitBar &&
        nearly(row[8].toDouble(), trade.exitPrice) && nearly(row[9].toDouble(), trade.size) &&
        std::fabs(row[10].toDouble() - trade.netPnl) <=
            1e-9 * std::fabs(trade.entryPrice * trade.size) &&
        row[11] == QString::fromStdString(std::string(engine::name(trade.exitReason)));
    return same ? QString()
                : QStringLiteral("engine: %1\npython: %2")
                      .arg(describeTrade(trade), row.join(QLatin1Char(',')));
}

} // namespace

/// Every example program, exported and run by python3, gives every trade of the engine.
class TestPythonProof : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void givesEveryTradeOfTheEngine_data();
    void givesEveryTradeOfTheEngine();
    void readsTheFormsOfTimesThatWeWrite();
    void saysWhichFileIsMissing();

private:
    struct Run {
        bool ok = false;
        QString errors;
        QList<Row> rows;
    };
    Run runPython(const lang::Program& program, const engine::Feeds& feeds);

    QString m_python;
    QTemporaryDir m_folder;
    engine::Feeds m_daily;
};

void TestPythonProof::initTestCase()
{
    m_python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (m_python.isEmpty()) {
        QSKIP("python3 is not installed");
    }
    for (const char* symbol : {"AAPL", "^GSPC"}) {
        if (const auto bars = dailyBars(symbol)) {
            m_daily[symbol] = bars;
        }
    }
    QVERIFY(m_folder.isValid());
}

TestPythonProof::Run TestPythonProof::runPython(const lang::Program& program,
                                                const engine::Feeds& feeds)
{
    Run run;
    auto exported = exporters::exportTo(program, exporters::Target::Python, optionsFor(feeds));
    if (!exported) {
        run.errors = QString::fromStdString(exported.error().text());
        return run;
    }
    const QString script = m_folder.filePath(QString::fromStdString(exported->fileName));
    if (!writeText(script, exported->code)) {
        run.errors = QStringLiteral("cannot write the script");
        return run;
    }
    QStringList arguments{script};
    for (const auto& [symbol, bars] : feeds) {
        const bool traded = std::ranges::find(program.symbols, symbol) != program.symbols.end();
        const bool read =
            std::ranges::find(program.otherSymbols, symbol) != program.otherSymbols.end();
        if (!traded && !read) {
            continue;
        }
        const QString file = m_folder.filePath(
            QString::fromStdString(std::to_string(bars->fingerprint())) + QStringLiteral(".csv"));
        if (!QFile::exists(file)) {
            writeText(file, market::writeCsv(*bars));
        }
        arguments << QString::fromStdString(symbol) + QLatin1Char('=') + file;
    }
    QProcess process;
    process.start(m_python, arguments);
    process.waitForFinished(300'000);
    run.errors = QString::fromUtf8(process.readAllStandardError());
    run.ok = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    QStringList lines = QString::fromUtf8(process.readAllStandardOutput())
                            .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        run.rows.append(lines[i].split(QLatin1Char(',')));
    }
    return run;
}

void TestPythonProof::givesEveryTradeOfTheEngine_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("market");
    for (const QString& file : programFiles()) {
        const std::string text =
            readText(QStringLiteral(SW_SOURCE_DIR "/tests/exporters/programs/") + file);
        const bool daily = text.find("on daily") != std::string::npos;
        const QStringList markets =
            daily ? QStringList{QStringLiteral("AAPL"), QStringLiteral("^GSPC")}
                  : QStringList{QStringLiteral("walk"), QStringLiteral("EURUSD")};
        for (const QString& market : markets) {
            const bool hours = text.find("on 1h") != std::string::npos;
            if (!daily && hours != (market == QStringLiteral("EURUSD"))) {
                continue;
            }
            QTest::addRow("%s %s", qPrintable(file), qPrintable(market)) << file << market;
        }
    }
}

void TestPythonProof::givesEveryTradeOfTheEngine()
{
    QFETCH(QString, file);
    QFETCH(QString, market);
    std::string source =
        readText(QStringLiteral(SW_SOURCE_DIR "/tests/exporters/programs/") + file);
    engine::Feeds feeds;
    if (market == QStringLiteral("walk")) {
        feeds["WALK"] = walkBars("WALK");
    } else if (market == QStringLiteral("EURUSD")) {
        feeds["EURUSD"] = hourlyBars("EURUSD");
        if (!feeds["EURUSD"]) {
            QSKIP("there are no hourly bars here");
        }
    } else {
        feeds = m_daily;
        if (feeds.size() != 2) {
            QSKIP("there are no daily bars here");
        }
        const std::size_t at = source.find("trade AAPL on daily");
        if (market == QStringLiteral("^GSPC") && at != std::string::npos) {
            source.replace(at, 10, "trade \"^GSPC\"");
        }
    }
    const lang::ProgramPtr program = compiled(source);
    QVERIFY(program != nullptr);
    const auto expected = engine::backtestPlainly(program, feeds, {});
    QVERIFY2(expected, expected ? "" : expected.error().text().c_str());
    const Run run = runPython(*program, feeds);
    QVERIFY2(run.ok, qPrintable(run.errors));
    qsizetype at = 0;
    for (const engine::SymbolRun& symbol : expected->runs) {
        for (const engine::Trade& trade : symbol.ledger.trades) {
            QVERIFY2(at < run.rows.size(), qPrintable(describeTrade(trade)));
            Row row = run.rows[at++];
            if (expected->runs.size() > 1) {
                QCOMPARE(row.takeFirst(), QString::fromStdString(symbol.ledger.symbol));
            }
            const QString found = difference(trade, row);
            QVERIFY2(found.isEmpty(), qPrintable(found));
        }
    }
    QCOMPARE(run.rows.size(), at);
    const bool ruined = expected->runs[0].ledger.state == engine::EndState::Ruined;
    QVERIFY2(at >= 2 || ruined, "an example that hardly trades proves nothing");
}

void TestPythonProof::readsTheFormsOfTimesThatWeWrite()
{
    const lang::ProgramPtr program = compiled("strategy \"Hold\"\ntrade WALK on 30m\n"
                                              "costs none\nlong when close > 0\n");
    QVERIFY(program != nullptr);
    const engine::Feeds feeds{{"WALK", walkBars("WALK")}};
    const Run run = runPython(*program, feeds);
    QVERIFY2(run.ok, qPrintable(run.errors));
    QCOMPARE(run.rows.size(), 1);
    QCOMPARE(run.rows[0][4], QStringLiteral("2023-01-03T15:00:00Z"));
}

void TestPythonProof::saysWhichFileIsMissing()
{
    const lang::ProgramPtr program =
        compiled("strategy \"Needs two\"\ntrade AAPL on daily\nlong when SPY.close > 100\n");
    QVERIFY(program != nullptr);
    const Run run = runPython(*program, {});
    QVERIFY(!run.ok);
    QVERIFY2(run.errors.contains(QStringLiteral("AAPL=FILE SPY=FILE")), qPrintable(run.errors));
}

} // namespace sw::test

using sw::test::TestPythonProof;
SW_TEST(TestPythonProof)
#include "tst_python_proof.moc"
