#include "exporters/bench_bars.h"
#include "test_main.h"

#include "base/text.h"
#include "exporters/python_snippets.h"
#include "indicators/catalog.h"
#include "market/csv.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <bit>

namespace sw::test {

namespace {

constexpr const char* kFields[] = {"open", "high", "low", "close", "volume", "local"};

/// Arguments that keep every built-in busy on a few hundred bars.
std::vector<double> numbersFor(const indicators::Entry& entry)
{
    std::vector<double> numbers;
    for (const indicators::Parameter& parameter : entry.parameters) {
        if (parameter.kind == indicators::ParameterKind::Series) {
            continue;
        }
        const double usual = parseNumber(parameter.defaultText).value_or(7);
        numbers.push_back(usual);
    }
    return numbers;
}

/// What realised volatility and the calendar read beside their arguments.
std::string extraArguments(std::string_view entry)
{
    if (entry == "realized_vol") {
        return ", periods_per_year(bars)";
    }
    if (entry == "opening_range") {
        return ", float(frame_minutes(bars.frame))";
    }
    if (entry == "trading_day_of_month" || entry == "trading_days_left_in_month") {
        return ", bars.market[\"calendar\"]";
    }
    if (entry == "last_bar_of_day") {
        return ", bars.market[\"calendar\"], float(frame_minutes(bars.frame))";
    }
    return {};
}

std::vector<double> localTimes(const market::Bars& bars)
{
    std::vector<double> times;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        times.push_back(static_cast<double>(bars.localMs(i)));
    }
    return times;
}

std::span<const double> fieldOf(const market::Bars& bars, indicators::Field field,
                                const std::vector<double>& local)
{
    const std::span<const double> columns[] = {bars.open(),  bars.high(),   bars.low(),
                                               bars.close(), bars.volume(), local};
    return columns[static_cast<std::size_t>(field)];
}

/// Two series arguments, and one that starts late: what a kernel meets behind another one.
std::vector<double> lateSeries(const market::Bars& bars)
{
    std::vector<double> series(bars.close().begin(), bars.close().end());
    std::fill_n(series.begin(), 11, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 11; i < series.size(); ++i) {
        series[i] = series[i] * 1.5 - bars.low()[i];
    }
    return series;
}

std::vector<double> flags(const market::Bars& bars)
{
    std::vector<double> column;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        column.push_back(bars.close()[i] > bars.open()[i] ? 1 : 0);
    }
    return column;
}

} // namespace

/// Each Python function gives the kernel's values, bit for bit.
class TestPythonKernels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void coversTheWholeCatalog();
    void givesTheKernelsValues_data();
    void givesTheKernelsValues();

private:
    struct Call;
    struct Columns {
        market::BarsPtr bars;
        std::vector<double> local, late, conditions;
    };
    static Call callOf(const indicators::Entry& entry, const Columns& columns, bool fromLate);
    QList<QByteArray> printed(const indicators::Entry& entry, const Call& call,
                              const market::Bars& bars);

    QString m_python;
    QTemporaryDir m_folder;
};

void TestPythonKernels::initTestCase()
{
    m_python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (m_python.isEmpty()) {
        QSKIP("python3 is not installed");
    }
}

void TestPythonKernels::coversTheWholeCatalog()
{
    for (const indicators::Entry& entry : indicators::catalog()) {
        QVERIFY2(exporters::findSnippet(entry.name) != nullptr, std::string(entry.name).c_str());
    }
}

void TestPythonKernels::givesTheKernelsValues_data()
{
    QTest::addColumn<int>("entry");
    QTest::addColumn<QString>("market");
    const auto entries = indicators::catalog();
    // Python takes most of the time, and is no part of what a sanitizer watches.
    const std::size_t step = entries.size() / sw::test::cases(entries.size());
    for (std::size_t i = 0; i < entries.size(); i += step) {
        for (const char* name : {"walk", "AAPL"}) {
            QTest::addRow("%s %s", std::string(entries[i].name).c_str(), name)
                << static_cast<int>(i) << QString::fromUtf8(name);
        }
    }
}

/// Inputs and arguments of one call, for the kernel and as Python text.
struct TestPythonKernels::Call {
    std::vector<std::span<const double>> inputs;
    std::string arguments;
    std::vector<double> numbers;
    bool rawSeries = false; ///< the first input is a price column on its grid of ticks
};

TestPythonKernels::Call TestPythonKernels::callOf(const indicators::Entry& entry,
                                                  const Columns& columns, bool fromLate)
{
    Call call;
    for (const indicators::Parameter& parameter : entry.parameters) {
        if (parameter.kind != indicators::ParameterKind::Series) {
            continue;
        }
        const bool first = call.inputs.empty();
        call.arguments += (first ? "" : ", ");
        if (parameter.isCondition) {
            call.inputs.emplace_back(columns.conditions);
            call.arguments += "numbered(bars.close > bars.open)";
        } else if (first && fromLate) {
            call.inputs.emplace_back(columns.late);
            call.arguments += "late";
        } else {
            call.inputs.push_back(first ? columns.bars->close() : columns.bars->open());
            call.arguments += first ? "bars.close" : "bars.open";
        }
    }
    call.rawSeries = !call.inputs.empty() && !fromLate && !entry.parameters[0].isCondition;
    for (const indicators::Field field : entry.fields) {
        call.arguments += std::string(call.inputs.empty() ? "bars." : ", bars.") +
                          kFields[static_cast<std::size_t>(field)];
        call.inputs.push_back(fieldOf(*columns.bars, field, columns.local));
    }
    call.numbers = numbersFor(entry);
    for (const double number : call.numbers) {
        call.arguments += ", " + formatNumber(number);
    }
    return call;
}

/// What Python prints for a call: one line of values per output.
QList<QByteArray> TestPythonKernels::printed(const indicators::Entry& entry, const Call& call,
                                             const market::Bars& bars)
{
    const bool daily = !bars.timeframe().isIntraday();
    std::string script = "import csv\nimport datetime\nimport math\nimport sys\n"
                         "NAN = float(\"nan\")\n";
    script += exporters::pythonLibrary(
        {std::string(entry.name), "read_bars", "numbered", "periods_per_year", "Series"});
    script += "\nbars = read_bars(sys.argv[1], " +
              std::string(daily ? "(1, \"d\")" : "(30, \"m\")") +
              ", {\"calendar\": \"exchange\", \"trading_days\": \"exchange\", "
              "\"days_per_year\": 252.0, \"session_minutes\": 390.0})\n"
              "late = Series([NAN] * 11 + [c * 1.5 - l for c, l in "
              "zip(bars.close, bars.low)][11:])\n"
              "made = " +
              std::string(entry.name) + "(" + call.arguments + extraArguments(entry.name) + ")\n";
    for (const indicators::Output& output : entry.outputs) {
        script += "print(*(x.hex() for x in made" +
                  (entry.outputs.size() > 1 ? "." + std::string(output.name) : "") + "))\n";
    }
    const QString path = m_folder.filePath(QStringLiteral("kernel.py"));
    const QString data = m_folder.filePath(QStringLiteral("bars.csv"));
    if (!writeText(path, script) || !writeText(data, market::writeCsv(bars))) {
        return {};
    }
    QProcess process;
    process.start(m_python, {path, data});
    process.waitForFinished(120'000);
    const QByteArray errors = process.readAllStandardError();
    if (!errors.isEmpty()) {
        qWarning("%s", errors.constData());
    }
    return process.readAllStandardOutput().split('\n');
}

void TestPythonKernels::givesTheKernelsValues()
{
    QFETCH(int, entry);
    QFETCH(QString, market);
    const indicators::Entry& tested = indicators::catalog()[static_cast<std::size_t>(entry)];
    const bool daily = market == QStringLiteral("AAPL");
    const market::BarsPtr bars = daily ? dailyBars("AAPL") : walkBars("WALK");
    if (!bars) {
        QSKIP("there are no daily bars here");
    }
    const Columns columns{bars, localTimes(*bars), lateSeries(*bars), flags(*bars)};
    for (const bool fromLate : {false, true}) {
        const Call call = callOf(tested, columns, fromLate);
        indicators::KernelContext context;
        context.barMinutes = daily ? 1440 : 30;
        context.periodsPerYear =
            market::periodsPerYear(market::AssetClass::Equity, bars->timeframe());
        context.ticksPerUnit = call.rawSeries ? bars->ticksPerUnit() : 0;
        std::vector<std::vector<double>> made(tested.outputs.size(),
                                              std::vector<double>(bars->size()));
        std::vector<std::span<double>> outputs(made.begin(), made.end());
        tested.make(call.numbers, context)->run(call.inputs, outputs);
        const QList<QByteArray> lines = printed(tested, call, *bars);
        QVERIFY(static_cast<std::size_t>(lines.size()) > made.size());
        for (std::size_t k = 0; k < made.size(); ++k) {
            const QList<QByteArray> values = lines[static_cast<qsizetype>(k)].split(' ');
            QCOMPARE(static_cast<std::size_t>(values.size()), bars->size());
            for (std::size_t i = 0; i < bars->size(); ++i) {
                const double python =
                    std::strtod(values[static_cast<qsizetype>(i)].constData(), nullptr);
                const double kernel = made[k][i];
                const bool same = python == kernel || (python != python && kernel != kernel);
                QVERIFY2(same, qPrintable(QStringLiteral("output %1, bar %2: kernel %3, python %4")
                                              .arg(k)
                                              .arg(i)
                                              .arg(kernel, 0, 'g', 17)
                                              .arg(python, 0, 'g', 17)));
            }
        }
        if (call.inputs.size() == tested.fields.size() || tested.parameters[0].isCondition) {
            break;
        }
    }
}

} // namespace sw::test

using sw::test::TestPythonKernels;
SW_TEST(TestPythonKernels)
#include "tst_python_kernels.moc"
