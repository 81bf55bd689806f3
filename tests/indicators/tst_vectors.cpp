#include "test_main.h"

#include "kernel_run.h"

#include "base/timestamp.h"

#include <cmath>

using namespace sw;
using namespace sw::indicators;
using namespace sw::test;

namespace {

const double kNone = std::nan("");
constexpr double kDay = 86'400'000;
constexpr double kMinute = 60'000;

struct Vector {
    const char* name; ///< of the case
    const char* entry;
    const char* output;
    Column numbers;
    ColumnList inputs;
    Column expected;
};

// Highs, lows and closes of the supertrend and channel cases, worked out by hand below.
const ColumnList kTurn{{10, 11, 12, 10, 9, 13}, {8, 9, 10, 6, 7, 9}, {9, 10, 12, 6, 8, 12}};

std::vector<Vector> averageVectors()
{
    return {
        {"seed, then a third of each value",
         "rma",
         "value",
         {3},
         {{3, 6, 9, 12, 3}},
         {kNone, kNone, 6, 8, 19.0 / 3}},
        {"seed, then half of each value",
         "ema",
         "value",
         {3},
         {{2, 4, 6, 8, 0}},
         {kNone, kNone, 4, 6, 3}},
        {"length 1 is the value", "ema", "value", {1}, {{2, 4, 6}}, {2, 4, 6}},
        {"weights 1 2 3", "wma", "value", {3}, {{1, 2, 6, 0}}, {kNone, kNone, 23.0 / 6, 14.0 / 6}},
        {"weights are volume", "vwma", "value", {2}, {{10, 20, 30}, {1, 3, 0}}, {kNone, 17.5, 20}},
        {"no volume, no average", "vwma", "value", {1}, {{10, 20}, {0, 3}}, {kNone, 20}},
        {"a held bar does not count",
         "ema",
         "value",
         {2},
         {{2, kNone, 4, kNone, 9}},
         {kNone, kNone, 3, 3, 7}},
        {"a window passes a gap through",
         "sma",
         "value",
         {2},
         {{2, 4, kNone, 6, 8}},
         {kNone, 3, kNone, kNone, 7}},
    };
}

std::vector<Vector> oscillatorVectors()
{
    return {
        {"exactly five percent",
         "pct_change",
         "value",
         {1},
         {{100, 105, 0, 7}},
         {kNone, 0.05, -1, kNone}},
        {"percent as a number", "roc", "value", {1}, {{100, 105}}, {kNone, 5}},
        {"difference", "mom", "value", {2}, {{1, 2, 4, 8}}, {kNone, kNone, 3, 6}},
        {"only gains", "rsi", "value", {2}, {{1, 2, 4, 5}}, {kNone, kNone, 100, 100}},
        {"only losses", "rsi", "value", {2}, {{5, 4, 2, 1}}, {kNone, kNone, 0, 0}},
        {"one up, one down",
         "rsi",
         "value",
         {2},
         {{5, 6, 4, 4}},
         {kNone, kNone, 100.0 / 3, 100.0 / 3}},
        {"no movement", "rsi", "value", {2}, {{5, 5, 5}}, {kNone, kNone, 50}},
        {"close in its bar", "ibs", "value", {}, {{4, 4, 3}, {0, 0, 3}, {1, 4, 3}}, {0.25, 1, 0.5}},
        {"flat range", "stoch", "k", {1, 1, 1}, {{5}, {5}, {5}}, {50}},
        {"raw position", "stoch", "k", {2, 1, 1}, {{4, 6}, {2, 4}, {3, 5}}, {kNone, 75}},
        {"flat range", "willr", "value", {1}, {{5}, {5}, {5}}, {-50}},
        {"flat range", "stochrsi", "k", {1, 1, 1, 1}, {{5, 6, 7}}, {kNone, 50, 50}},
        {"nothing moved", "cci", "value", {2}, {{5, 5}}, {kNone, 0}},
        {"two values", "cci", "value", {2}, {{4, 6}}, {kNone, 1 / 0.015}},
        {"no flow", "mfi", "value", {1}, {{5, 5}, {5, 5}, {5, 5}, {9, 9}}, {kNone, 50}},
        {"money up 6 down 4",
         "mfi",
         "value",
         {2},
         {{1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {9, 3, 4}},
         {kNone, kNone, 60}},
    };
}

std::vector<Vector> trendVectors()
{
    // True ranges 2 2 6 3 5 around middles 10 11 8 8 11.
    return {
        {"the band in force", "supertrend", "line", {1, 1}, kTurn, {kNone, 8, 9, 12, 11, 6}},
        {"its direction", "supertrend", "up", {1, 1}, kTurn, {kNone, 1, 1, 0, 0, 1}},
        {"upper band",
         "keltner",
         "upper",
         {1, 2, 1},
         {kTurn[2], kTurn[0], kTurn[1], kTurn[2]},
         {kNone, 14, 16, 18, 14, 22}},
        {"lower band",
         "keltner",
         "lower",
         {1, 2, 1},
         {kTurn[2], kTurn[0], kTurn[1], kTurn[2]},
         {kNone, 6, 8, -6, 2, 2}},
        {"true range", "tr", "value", {}, kTurn, {kNone, 2, 2, 6, 3, 5}},
        {"percent of the close",
         "natr",
         "value",
         {1},
         kTurn,
         {kNone, 20, 100.0 / 6, 100, 37.5, 500.0 / 12}},
        {"nothing moves",
         "adx",
         "value",
         {2},
         {{5, 5, 5, 5}, {5, 5, 5, 5}},
         {kNone, kNone, kNone, 0}},
        {"length 1", "dmi", "plus", {1}, kTurn, {kNone, 50, 50, 0, 0, 80}},
        {"length 1", "dmi", "minus", {1}, kTurn, {kNone, 0, 0, 400.0 / 6, 0, 0}},
        {"middle of one bar",
         "ichimoku",
         "tenkan",
         {1, 2, 2, 1},
         {{2, 4, 6, 8}, {0, 2, 2, 4}},
         {1, 3, 4, 6}},
        {"middle of two bars",
         "ichimoku",
         "kijun",
         {1, 2, 2, 1},
         {{2, 4, 6, 8}, {0, 2, 2, 4}},
         {kNone, 2, 4, 5}},
        {"cloud of a bar ago",
         "ichimoku",
         "span_a",
         {1, 2, 2, 1},
         {{2, 4, 6, 8}, {0, 2, 2, 4}},
         {kNone, kNone, 2.5, 4}},
        {"cloud of a bar ago",
         "ichimoku",
         "span_b",
         {1, 2, 2, 1},
         {{2, 4, 6, 8}, {0, 2, 2, 4}},
         {kNone, kNone, 2, 4}},
        {"the latest of equals",
         "aroon",
         "up",
         {2},
         {{3, 1, 3, 2}, {1, 1, 1, 1}},
         {kNone, kNone, 100, 50}},
        {"the latest of equals",
         "aroon",
         "down",
         {2},
         {{3, 1, 3, 2}, {1, 1, 1, 2}},
         {kNone, kNone, 100, 50}},
        {"rises, then is touched",
         "psar",
         "value",
         {0.5, 0.1, 0.6},
         {{10, 12, 16, 13}, {8, 9, 13, 9}},
         {kNone, 8, 9, 16}},
    };
}

std::vector<Vector> rangeVectors()
{
    const Column highs{1, 5, 3, 2, 4};
    const Column lows{0, 2, 1, 1, 3};
    const Column twoDays{0, 5 * kMinute, 10 * kMinute, kDay, kDay + 5 * kMinute};
    return {
        {"two bars before", "donchian", "upper", {2}, {highs, lows}, {kNone, kNone, 5, 5, 3}},
        {"two bars before", "donchian", "lower", {2}, {highs, lows}, {kNone, kNone, 0, 1, 1}},
        {"two bars before", "donchian", "mid", {2}, {highs, lows}, {kNone, kNone, 2.5, 3, 2}},
        {"seen when it has ended",
         "opening_range",
         "high",
         {10},
         {highs, lows, twoDays},
         {kNone, 5, 5, kNone, 4}},
        {"seen when it has ended",
         "opening_range",
         "low",
         {10},
         {highs, lows, twoDays},
         {kNone, 0, 0, kNone, 1}},
        {"part of a bar counts whole",
         "opening_range",
         "high",
         {7},
         {highs, lows, twoDays},
         {kNone, 5, 5, kNone, 4}},
        {"first open of each day", "day_open", "value", {}, {highs, twoDays}, {1, 1, 1, 2, 2}},
    };
}

std::vector<Vector> volumeVectors()
{
    const ColumnList flow{{2, 2, 1}, {0, 0, 1}, {2, 0, 1}, {100, 300, 100}};
    const Column price{10, 20, 30, 40, 50};
    const ColumnList days{
        price, price, price, {1, 3, 2, 0, 1}, {0, 1, kDay, 2 * kDay, 2 * kDay + 1}};
    return {
        {"signed volume over volume", "cmf", "value", {2}, flow, {kNone, -0.5, -0.75}},
        {"no volume", "cmf", "value", {1}, {{2}, {0}, {1}, {0}}, {kNone}},
        {"running total", "ad", "value", {}, flow, {100, -200, -200}},
        {"starts with the first volume",
         "obv",
         "value",
         {},
         {{5, 6, 6, 4}, {10, 20, 30, 40}},
         {10, 30, 30, -10}},
        {"begins anew each day", "vwap", "value", {}, days, {10, 17.5, 30, kNone, 50}},
        {"weighted deviation", "vwap", "upper", {}, days, {0, std::sqrt(18.75), 0, kNone, 0}},
        {"weighted deviation", "vwap", "lower", {}, days, {0, -std::sqrt(18.75), 0, kNone, 0}},
    };
}

std::vector<Vector> statisticVectors()
{
    return {
        {"of 2 4 4 4 5 5 7 9",
         "stdev",
         "value",
         {8},
         {{2, 4, 4, 4, 5, 5, 7, 9}},
         {kNone, kNone, kNone, kNone, kNone, kNone, kNone, 2}},
        {"of 2 4 4 4 5 5 7 9",
         "zscore",
         "value",
         {8},
         {{2, 4, 4, 4, 5, 5, 7, 9}},
         {kNone, kNone, kNone, kNone, kNone, kNone, kNone, 2}},
        {"of one value", "stdev", "value", {1}, {{3, 9}}, {0, 0}},
        {"nothing moved", "zscore", "value", {2}, {{3, 3}}, {kNone, 0}},
        {"bands of 1 and 3", "bb", "upper", {2, 2}, {{1, 3}}, {kNone, 4}},
        {"bands of 1 and 3", "bb", "lower", {2, 2}, {{1, 3}}, {kNone, 0}},
        {"bands of 1 and 3", "bb", "width", {2, 2}, {{1, 3}}, {kNone, 2}},
        {"bands of 1 and 3", "bb", "percent_b", {2, 2}, {{1, 3}}, {kNone, 0.75}},
        {"bands that touch", "bb", "percent_b", {2, 2}, {{3, 3}}, {kNone, 0.5}},
        {"an even number",
         "median",
         "value",
         {4},
         {{4, 1, 3, 2, 10, 0, 9}},
         {kNone, kNone, kNone, 2.5, 2.5, 2.5, 5.5}},
        {"an odd number", "median", "value", {3}, {{5, 1, 3, 2, 2, 7}}, {kNone, kNone, 3, 2, 2, 2}},
        {"four values before",
         "percent_rank",
         "value",
         {4},
         {{1, 3, 2, 3, 2, 5, 0}},
         {kNone, kNone, kNone, kNone, 50, 100, 0}},
        {"a straight line", "slope", "value", {3}, {{1, 3, 5, 7}}, {kNone, kNone, 2, 2}},
        {"its end point", "linreg", "value", {3}, {{1, 3, 5, 6}}, {kNone, kNone, 5, 37.0 / 6}},
        {"y = 2x", "beta", "value", {3}, {{2, 4, 8}, {1, 2, 4}}, {kNone, kNone, 2}},
        {"y falls as x rises",
         "correlation",
         "value",
         {3},
         {{3, 2, 1}, {1, 2, 3}},
         {kNone, kNone, -1}},
        {"x does not move", "correlation", "value", {2}, {{3, 2}, {1, 1}}, {kNone, kNone}},
        {"x does not move", "beta", "value", {2}, {{3, 2}, {1, 1}}, {kNone, kNone}},
        {"up a tenth, down a tenth",
         "realized_vol",
         "value",
         {2},
         {{100, 110, 99}},
         {kNone, kNone, 1.5927742668336893}},
    };
}

std::vector<Vector> logicVectors()
{
    const Column hits{0, 1, 0, kNone, 1, 0};
    const Column x{10, 11, 12, 13, 14, 15};
    const ColumnList candles{{10, 12}, {14, 15}, {8, 11}, {12, 13}};
    return {
        {"unknown is not true", "bars_since", "value", {}, {hits}, {kNone, 0, 1, 2, 0, 1}},
        {"the latest", "value_when", "value", {0}, {hits, x}, {kNone, 11, 11, 11, 14, 14}},
        {"the one before",
         "value_when",
         "value",
         {1},
         {hits, x},
         {kNone, kNone, kNone, kNone, 11, 11}},
        {"middle of the body before", "ha_open", "value", {}, candles, {11, 11}},
        {"mean of the bar", "ha_close", "value", {}, candles, {11, 12.75}},
        {"highest", "ha_high", "value", {}, candles, {14, 15}},
        {"lowest", "ha_low", "value", {}, candles, {8, 11}},
    };
}

std::vector<Vector> allVectors()
{
    std::vector<Vector> all;
    for (auto* family : {averageVectors, oscillatorVectors, trendVectors, rangeVectors,
                         volumeVectors, statisticVectors, logicVectors}) {
        for (const Vector& vector : family()) {
            all.push_back(vector);
        }
    }
    return all;
}

/// Bars written as open high low close, and on which of them a pattern is complete.
struct PatternCase {
    const char* name;
    const char* entry;
    std::vector<std::array<double, 4>> bars;
    double last; ///< expected on the last bar
};

const std::vector<PatternCase>& patternCases()
{
    static const std::vector<PatternCase> cases{
        {"long lower shadow", "hammer", {{10, 11, 6, 11}}, 1},
        {"shadow exactly twice the body", "hammer", {{10, 11, 8, 11}}, 1},
        {"upper shadow too long", "hammer", {{10, 12.5, 6, 11}}, 0},
        {"lower shadow too short", "hammer", {{10, 11, 8.5, 11}}, 0},
        {"no range", "hammer", {{10, 10, 10, 10}}, 0},
        {"long upper shadow", "shooting_star", {{11, 15, 10, 10}}, 1},
        {"lower shadow too long", "shooting_star", {{11, 15, 8, 10}}, 0},
        {"tenth of the range", "doji", {{10, 15, 5, 11}}, 1},
        {"more than a tenth", "doji", {{10, 15, 5, 11.5}}, 0},
        {"no range", "doji", {{10, 10, 10, 10}}, 0},
        {"covers the falling body", "bullish_engulfing", {{12, 13, 9, 10}, {10, 12.5, 9, 12}}, 1},
        {"opens above its close", "bullish_engulfing", {{12, 13, 9, 10}, {10.5, 13, 9, 12.5}}, 0},
        {"body before rises", "bullish_engulfing", {{10, 13, 9, 12}, {9, 13, 9, 12.5}}, 0},
        {"covers the rising body", "bearish_engulfing", {{10, 13, 9, 12}, {12, 13, 9, 10}}, 1},
        {"closes above its open", "bearish_engulfing", {{10, 13, 9, 12}, {12, 13, 9, 10.5}}, 0},
        {"within the bar before", "inside_bar", {{10, 13, 9, 12}, {11, 12, 10, 11}}, 1},
        {"equal high", "inside_bar", {{10, 13, 9, 12}, {11, 13, 10, 11}}, 0},
        {"around the bar before", "outside_bar", {{10, 13, 9, 12}, {11, 14, 8, 11}}, 1},
        {"equal low", "outside_bar", {{10, 13, 9, 12}, {11, 14, 9, 11}}, 0},
        {"fall, pause, recovery",
         "morning_star",
         {{20, 21, 9, 10}, {9, 10, 8, 9.5}, {10, 17, 10, 16}},
         1},
        {"recovery to the middle only",
         "morning_star",
         {{20, 21, 9, 10}, {9, 10, 8, 9.5}, {10, 17, 10, 15}},
         0},
        {"no pause", "morning_star", {{20, 21, 9, 10}, {4, 10, 3, 9}, {10, 17, 10, 16}}, 0},
        {"rise, pause, fall",
         "evening_star",
         {{10, 21, 9, 20}, {21, 22, 20, 20.5}, {20, 20, 12, 14}},
         1},
        {"fall to the middle only",
         "evening_star",
         {{10, 21, 9, 20}, {21, 22, 20, 20.5}, {20, 20, 12, 15}},
         0},
    };
    return cases;
}

} // namespace

/// Small cases worked out by hand.
class TestVectors : public QObject
{
    Q_OBJECT

private slots:
    void givesTheValueWorkedOutByHand_data()
    {
        QTest::addColumn<int>("row");
        const std::vector<Vector> vectors = allVectors();
        for (std::size_t k = 0; k < vectors.size(); ++k) {
            QTest::addRow("%s.%s: %s", vectors[k].entry, vectors[k].output, vectors[k].name)
                << static_cast<int>(k);
        }
    }

    void givesTheValueWorkedOutByHand()
    {
        QFETCH(int, row);
        const Vector vector = allVectors()[static_cast<std::size_t>(row)];
        const Column ours =
            evaluate(vector.entry, vector.output, vector.numbers, vector.inputs, {.barMinutes = 5});
        QCOMPARE(ours.size(), vector.expected.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const bool same = isMissing(vector.expected[i])
                                  ? isMissing(ours[i])
                                  : std::fabs(ours[i] - vector.expected[i]) <=
                                        1e-14 * std::max(1.0, std::fabs(vector.expected[i]));
            QVERIFY2(same, qPrintable(QStringLiteral("bar %1: %2, expected %3")
                                          .arg(i)
                                          .arg(ours[i], 0, 'g', 17)
                                          .arg(vector.expected[i], 0, 'g', 17)));
        }
    }

    void seesPatternsWhereTheyAre_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t k = 0; k < patternCases().size(); ++k) {
            QTest::addRow("%s: %s", patternCases()[k].entry, patternCases()[k].name)
                << static_cast<int>(k);
        }
    }

    void seesPatternsWhereTheyAre()
    {
        QFETCH(int, row);
        const PatternCase& pattern = patternCases()[static_cast<std::size_t>(row)];
        ColumnList columns(4);
        for (const std::array<double, 4>& bar : pattern.bars) {
            for (std::size_t k = 0; k < 4; ++k) {
                columns[k].push_back(bar[k]);
            }
        }
        const Column ours = evaluate(pattern.entry, "value", {}, columns);
        QVERIFY(!ours.empty());
        QCOMPARE(ours.back(), pattern.last);
    }

    void fivePercentIsExactlyFivePercent()
    {
        const Column ratio = evaluate("pct_change", "value", {1}, {{100, 105}});
        const Column percent = evaluate("roc", "value", {1}, {{100, 105}});
        QVERIFY(ratio[1] == 0.05);
        QVERIFY(percent[1] == 5);
    }

    void everyGainIsExactlyAHundred()
    {
        Column x;
        for (int i = 0; i < 3000; ++i) {
            x.push_back(100 + 0.1 * i);
        }
        const Column rsi = evaluate("rsi", "value", {14}, {x});
        for (std::size_t i = 14; i < x.size(); ++i) {
            QVERIFY(rsi[i] == 100);
        }
    }

    void macdChangesSignWhenItsLengthsAreSwapped()
    {
        const BarTable bars = intradayBars(400, 51);
        const Column line = evaluate("macd", "line", {3, 8, 4}, {bars.close});
        const Column swapped = evaluate("macd", "line", {8, 3, 4}, {bars.close});
        for (std::size_t i = 0; i < line.size(); ++i) {
            QVERIFY(isMissing(line[i]) ? isMissing(swapped[i]) : line[i] == -swapped[i]);
        }
    }
};

SW_TEST(TestVectors)
#include "tst_vectors.moc"
