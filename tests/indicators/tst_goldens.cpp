#include "test_main.h"

#include "kernel_run.h"

#include "base/text.h"

#include <cmath>
#include <map>

using namespace sw;
using namespace sw::test;
using sw::indicators::Entry;

namespace {

/// A small CSV of numbers by column name; `time` columns hold whatever text they hold as NaN.
std::map<std::string, Column> readTable(const QString& path)
{
    std::map<std::string, Column> table;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return table;
    }
    const std::string text = file.readAll().toStdString();
    std::vector<std::string> names;
    for (const std::string_view line : split(text, '\n')) {
        if (trimmed(line).empty()) {
            continue;
        }
        const std::vector<std::string_view> cells = split(trimmed(line), ',');
        for (std::size_t k = 0; k < cells.size(); ++k) {
            if (names.size() < cells.size()) {
                names.emplace_back(cells[k]);
            } else {
                table[names[k]].push_back(parseNumber(cells[k]).value_or(std::nan("")));
            }
        }
    }
    return table;
}

QString sharedPath(const char* relative)
{
    return QStringLiteral(SW_SHARED_DIR "/") + QString::fromLatin1(relative);
}

struct Golden {
    const char* file;
    const char* column;
    const char* entry;
    const char* output;
    Column numbers;
    double tolerance;        ///< times max(1, range of the golden column)
    bool startsAlike = true; ///< our warm-up equals TA-Lib's lookback
};

constexpr double kExact = 1e-11;
constexpr double kSquares = 1e-9; ///< TA-Lib's own sums of squares are off by that much

const std::vector<Golden>& goldens()
{
    static const std::vector<Golden> rows{
        {"SMA", "Real", "sma", "value", {30}, kExact},
        {"EMA", "Real", "ema", "value", {30}, kExact},
        {"WMA", "Real", "wma", "value", {30}, kExact},
        {"RSI", "Real", "rsi", "value", {14}, kExact},
        {"MACD", "MACD", "macd", "line", {12, 26, 9}, kExact, false},
        {"MACD", "MACDSignal", "macd", "signal", {12, 26, 9}, kExact},
        {"MACD", "MACDHist", "macd", "hist", {12, 26, 9}, kExact},
        {"BBANDS", "RealUpperBand", "bb", "upper", {5, 2}, kSquares},
        {"BBANDS", "RealMiddleBand", "bb", "mid", {5, 2}, kExact},
        {"BBANDS", "RealLowerBand", "bb", "lower", {5, 2}, kSquares},
        {"TRANGE", "Real", "tr", "value", {}, kExact},
        {"ATR", "Real", "atr", "value", {14}, kExact},
        {"NATR", "Real", "natr", "value", {14}, kExact},
        {"ADX", "Real", "adx", "value", {14}, kExact},
        {"PLUS_DI", "Real", "dmi", "plus", {14}, kExact},
        {"MINUS_DI", "Real", "dmi", "minus", {14}, kExact},
        {"STOCH", "SlowK", "stoch", "k", {5, 3, 3}, kExact, false},
        {"STOCH", "SlowD", "stoch", "d", {5, 3, 3}, kExact},
        {"STOCHF", "FastK", "stoch", "k", {5, 1, 3}, kExact, false},
        {"STOCHF", "FastD", "stoch", "d", {5, 1, 3}, kExact},
        {"STOCHRSI", "FastK", "stochrsi", "k", {14, 5, 1, 3}, kExact, false},
        {"STOCHRSI", "FastD", "stochrsi", "d", {14, 5, 1, 3}, kExact},
        {"CCI", "Real", "cci", "value", {14}, kExact},
        {"MFI", "Real", "mfi", "value", {14}, kExact},
        {"WILLR", "Real", "willr", "value", {14}, kExact},
        {"ROC", "Real", "roc", "value", {10}, kExact},
        {"ROCP", "Real", "pct_change", "value", {10}, kExact},
        {"MOM", "Real", "mom", "value", {10}, kExact},
        {"STDDEV", "Real", "stdev", "value", {5}, kSquares},
        {"MAX", "Real", "highest", "value", {30}, kExact},
        {"MIN", "Real", "lowest", "value", {30}, kExact},
        {"MIDPRICE", "Real", "ichimoku", "tenkan", {14, 26, 52, 26}, kExact},
        {"OBV", "Real", "obv", "value", {}, kExact},
        {"AD", "Real", "ad", "value", {}, kExact},
        {"SAR", "Real", "psar", "value", {0.02, 0.02, 0.2}, kExact},
        {"LINEARREG", "Real", "linreg", "value", {14}, kExact},
        {"LINEARREG_SLOPE", "Real", "slope", "value", {14}, kExact},
        {"CORREL", "Real", "correlation", "value", {30}, kSquares},
        {"BETA", "Real", "beta", "value", {5}, kSquares, false},
        {"AROON", "AroonUp", "aroon", "up", {14}, kExact},
        {"AROON", "AroonDown", "aroon", "down", {14}, kExact},
    };
    return rows;
}

/// The inputs TA-Lib was given, as our entry takes them.
ColumnList inputsLikeTaLib(const Entry& entry, const BarTable& bars)
{
    if (entry.name == "correlation") {
        return {bars.high, bars.low};
    }
    if (entry.name == "beta") {
        // TA-Lib works on relative changes and explains its second input by its first.
        ColumnList changes;
        for (const Column* column : {&bars.low, &bars.high}) {
            changes.push_back(evaluate("pct_change", "value", {1}, {*column}));
        }
        return changes;
    }
    ColumnList inputs = inputsOf(entry, bars);
    if (entry.name == "cci") {
        for (std::size_t i = 0; i < bars.size(); ++i) {
            inputs[0][i] = (bars.high[i] + bars.low[i] + bars.close[i]) / 3;
        }
    }
    return inputs;
}

} // namespace

/// Agreement with TA-Lib on AAPL, within the tolerances that TA-Lib itself keeps between builds.
class TestGoldens : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithTaLib_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t k = 0; k < goldens().size(); ++k) {
            const Golden& golden = goldens()[k];
            QTest::addRow("%s.%s", golden.file, golden.column) << static_cast<int>(k);
        }
    }

    void agreesWithTaLib()
    {
        QFETCH(int, row);
        const Golden& golden = goldens()[static_cast<std::size_t>(row)];
        auto data = readTable(sharedPath("data/aapl_daily.csv"));
        auto table = readTable(sharedPath("goldens/indicators/") +
                               QString::fromLatin1(golden.file) + QStringLiteral(".csv"));
        if (data.empty() || table.empty()) {
            QSKIP("the golden results are not on this machine");
        }
        BarTable bars{data["open"],  data["high"],   data["low"],
                      data["close"], data["volume"], data["time"]};
        const Entry* entry = indicators::find(golden.entry);
        QVERIFY(entry != nullptr);
        const int output = entry->outputIndex(golden.output);
        QVERIFY(output >= 0);
        const double grid = entry->name == "sma" || entry->name == "wma" ? 1e6 : 0;
        const Column ours = evaluate(*entry, golden.numbers, inputsLikeTaLib(*entry, bars), 0,
                                     {.ticksPerUnit = grid})[static_cast<std::size_t>(output)];
        const Column& expected = table[golden.column];
        QVERIFY(!expected.empty());
        const auto begin = static_cast<std::size_t>(table["i"][0]);
        if (golden.startsAlike) {
            QCOMPARE(entry->warmupOf(golden.numbers, output), static_cast<int>(begin));
        }
        const auto [low, high] = std::ranges::minmax(expected);
        const double allowed = golden.tolerance * std::max(1.0, high - low);
        double worst = 0;
        for (std::size_t k = 0; k < expected.size(); ++k) {
            const double gap = std::fabs(ours[begin + k] - expected[k]);
            QVERIFY2(gap <= allowed, qPrintable(QStringLiteral("bar %1: ours %2, TA-Lib %3")
                                                    .arg(begin + k)
                                                    .arg(ours[begin + k], 0, 'g', 17)
                                                    .arg(expected[k], 0, 'g', 17)));
            worst = std::max(worst, gap);
        }
        QVERIFY(worst <= allowed);
    }
};

SW_TEST(TestGoldens)
#include "tst_goldens.moc"
