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
        QVERIFY2(exporters::findSnippet(entry.name) != nullptr,
                 std::string(entry.name).c_str());
    }
}

void TestPythonKernels::givesTheKernelsValues_data()
{
    QTest::addColumn<int>("entry");
    QTest::addColumn<QString>("market");
    const auto entries = indicators::catalog();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        for (const char* name : {"walk", "AAPL"}) {
            QTest::addRow("%s %s", std::string(entries[i].name).c_str(), name)
                << static_cast<int>(i) << QString::fromUtf8(name);
        }
    }
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
    const std::vector<double> local = localTimes(*bars);
    const std::vector<double> late = lateSeries(*bars);
    const std::vector<double> conditions = flags(*bars);
    for (const bool fromLate : {false, true}) {
        std::vector<std::span<const double>> inputs;
        std::string arguments;
        for (const indicators::Parameter& parameter : tested.parameters) {
            if (parameter.kind != indicators::ParameterKind::Series) {
                continue;
            }
            const bool first = inputs.empty();
            arguments += (first ? "" : ", ");
            if (parameter.isCondition) {
                inputs.emplace_back(conditions);
                arguments += "numbered(bars.close > bars.open)";
            } else if (first && fromLate) {
                inputs.emplace_back(late);
                arguments += "late";
            } else {
                inputs.push_back(first ? bars->close() : bars->open());
                arguments += first ? "bars.close" : "bars.open";
            }
        }
        const bool rawSeries = !inputs.empty() && !fromLate && !tested.parameters[0].isCondition;
        for (const indicators::Field field : tested.fields) {
            arguments += std::string(inputs.empty() ? "bars." : ", bars.") +
                         kFields[static_cast<std::size_t>(field)];
            inputs.push_back(fieldOf(*bars, field, local));
        }
        const std::vector<double> numbers = numbersFor(tested);
        for (const double number : numbers) {
            arguments += ", " + formatNumber(number);
        }
        indicators::KernelContext context;
        context.barMinutes = daily ? 1440 : 30;
        context.periodsPerYear = market::periodsPerYear(market::AssetClass::Equity,
                                                        bars->timeframe());
        context.ticksPerUnit = rawSeries ? bars->ticksPerUnit() : 0;
        std::vector<std::vector<double>> columns(tested.outputs.size(),
                                                 std::vector<double>(bars->size()));
        std::vector<std::span<double>> outputs(columns.begin(), columns.end());
        tested.make(numbers, context)->run(inputs, outputs);

        std::string script = "import csv\nimport datetime\nimport math\nimport sys\n"
                             "NAN = float(\"nan\")\n";
        script += exporters::pythonLibrary({std::string(tested.name), "read_bars", "numbered",
                                            "periods_per_year", "Series"});
        script += "\nbars = read_bars(sys.argv[1], " +
                  std::string(daily ? "(1, \"d\")" : "(30, \"m\")") +
                  ", {\"calendar\": \"exchange\", \"trading_days\": \"exchange\", "
                  "\"days_per_year\": 252.0, \"session_minutes\": 390.0})\n"
                  "late = Series([NAN] * 11 + [c * 1.5 - l for c, l in "
                  "zip(bars.close, bars.low)][11:])\n"
                  "made = " +
                  std::string(tested.name) + "(" + arguments + extraArguments(tested.name) + ")\n";
        for (const indicators::Output& output : tested.outputs) {
            script += "print(*(x.hex() for x in made" +
                      (tested.outputs.size() > 1 ? "." + std::string(output.name) : "") + "))\n";
        }
        const QString path = m_folder.filePath(QStringLiteral("kernel.py"));
        const QString data = m_folder.filePath(market + QStringLiteral(".csv"));
        QVERIFY(writeText(path, script) && writeText(data, market::writeCsv(*bars)));
        QProcess process;
        process.start(m_python, {path, data});
        process.waitForFinished(120'000);
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        const QList<QByteArray> lines = process.readAllStandardOutput().split('\n');
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const QList<QByteArray> values = lines[static_cast<qsizetype>(k)].split(' ');
            QCOMPARE(static_cast<std::size_t>(values.size()), bars->size());
            for (std::size_t i = 0; i < bars->size(); ++i) {
                const double python =
                    std::strtod(values[static_cast<qsizetype>(i)].constData(), nullptr);
                const double kernel = columns[k][i];
                const bool same = python == kernel || (python != python && kernel != kernel);
                QVERIFY2(same, qPrintable(QStringLiteral("%1 of %2, bar %3: kernel %4, python %5")
                                              .arg(QString::fromUtf8(tested.outputs[k].name.data(),
                                                                     static_cast<qsizetype>(
                                                                         tested.outputs[k]
                                                                             .name.size())))
                                              .arg(fromLate ? QStringLiteral("a late series")
                                                            : QStringLiteral("the close"))
                                              .arg(i)
                                              .arg(kernel, 0, 'g', 17)
                                              .arg(python, 0, 'g', 17)));
            }
        }
        if (inputs.size() == tested.fields.size() || tested.parameters[0].isCondition) {
            break;
        }
    }
}

} // namespace sw::test

using sw::test::TestPythonKernels;
SW_TEST(TestPythonKernels)
#include "tst_python_kernels.moc"
