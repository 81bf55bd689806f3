#include "test_main.h"

#include "chart/time_axis.h"
#include "chart/value_axis.h"
#include "chart_samples.h"

#include <QStringList>

#include <random>

using namespace sw;
using namespace sw::chart;

namespace {

QStringList textsOf(const std::vector<TimeTick>& ticks)
{
    QStringList texts;
    for (const TimeTick& tick : ticks) {
        texts.append(tick.text);
    }
    return texts;
}

} // namespace

class TestTimeAxis : public QObject
{
    Q_OBJECT

private slots:
    void namesYearsAndMonthsOfALongSpan();
    void standsOnTheFirstBarOfThePeriod();
    void namesDaysAndTheYearOfAShortSpan();
    void turnsTheDayBeforeTheHours();
    void readsTheExchangesClock();
    void labelsNeverTouch();
    void labelsASingleBar();
};

void TestTimeAxis::namesYearsAndMonthsOfALongSpan()
{
    const auto bars = samples::walkBars(800); // January 2020 to January 2023
    const QStringList texts = textsOf(timeTicks(*bars, AxisSpan{-0.5, 799.5, 1200, 7}));
    for (const char* text : {"2021", "2022", "Apr", "Jul", "Oct"}) {
        QVERIFY2(texts.contains(QLatin1String(text)), text);
    }
    QVERIFY(!texts.contains(QStringLiteral("2020"))); // the data begin within January
}

void TestTimeAxis::standsOnTheFirstBarOfThePeriod()
{
    const auto bars = samples::walkBars(800);
    int checked = 0;
    for (const TimeTick& tick : timeTicks(*bars, AxisSpan{-0.5, 799.5, 1200, 7})) {
        const auto bar = static_cast<std::size_t>(tick.bar);
        const CivilDate here = dateOf(bars->time()[bar]);
        const CivilDate before = dateOf(bars->time()[bar - 1]);
        if (tick.unit == TickUnit::Year) {
            QVERIFY(here.year != before.year);
            QCOMPARE(tick.text, QString::number(here.year));
            ++checked;
        } else if (tick.unit == TickUnit::Month) {
            QVERIFY(here.month != before.month);
            ++checked;
        }
    }
    QVERIFY(checked >= 8);
}

void TestTimeAxis::namesDaysAndTheYearOfAShortSpan()
{
    const auto bars = samples::walkBars(800);
    const QStringList texts = textsOf(timeTicks(*bars, AxisSpan{100.5, 112.5, 1200, 7}));
    QVERIFY(texts.size() >= 8);
    QCOMPARE(texts.filter(QStringLiteral("2020")).size(), 1); // once is enough
    QVERIFY(texts.contains(QStringLiteral("28 May")) ||
            texts.contains(QStringLiteral("28 May 2020")));
}

void TestTimeAxis::turnsTheDayBeforeTheHours()
{
    const auto bars =
        samples::walkBars(390, Timeframe{5, FrameUnit::Minute}); // five sessions of 78
    const auto ticks = timeTicks(*bars, AxisSpan{-0.5, 389.5, 1200, 7});
    int days = 0;
    int hours = 0;
    for (const TimeTick& tick : ticks) {
        if (tick.unit == TickUnit::Day) {
            ++days;
            QCOMPARE(tick.bar % 78, 0);
        } else if (tick.unit == TickUnit::Hour) {
            ++hours;
            QVERIFY(tick.text.endsWith(QStringLiteral(":00")));
        }
    }
    QVERIFY(days >= 4);
    QVERIFY(hours >= 4);
    QVERIFY(textsOf(ticks).contains(QStringLiteral("Wed 8 Jan")));
}

void TestTimeAxis::readsTheExchangesClock()
{
    market::BarColumns columns = samples::walkColumns(78, Timeframe{5, FrameUnit::Minute}, 1);
    for (Timestamp& time : columns.time) {
        time.ms += 5 * kMsPerHour; // New York in winter
    }
    columns.localOffsetMs.assign(78, static_cast<std::int32_t>(-5 * kMsPerHour));
    const auto bars =
        *market::Bars::make(market::instrumentFor("X"), Timeframe{5, FrameUnit::Minute}, columns);
    QCOMPARE(barTimeText(*bars, 0), QStringLiteral("Mon 6 Jan 2020  09:30"));
    const QStringList texts = textsOf(timeTicks(*bars, AxisSpan{-0.5, 77.5, 900, 7}));
    QVERIFY(texts.contains(QStringLiteral("12:00")));
    QVERIFY(!texts.contains(QStringLiteral("17:00")));
}

void TestTimeAxis::labelsNeverTouch()
{
    std::mt19937 random(5);
    for (const Timeframe& timeframe :
         {Timeframe{1, FrameUnit::Day}, Timeframe{5, FrameUnit::Minute},
          Timeframe{1, FrameUnit::Minute}}) {
        const auto bars = samples::walkBars(20'000, timeframe);
        for (int round = 0; round < 200; ++round) {
            AxisSpan span;
            span.lower = static_cast<double>(random() % 19'000);
            span.upper =
                span.lower + 10 +
                static_cast<double>(random() % 15'000) / static_cast<double>(1 + random() % 500);
            span.pixels = 300 + static_cast<double>(random() % 1500);
            const auto ticks = timeTicks(*bars, span);
            const double perBar = span.pixels / (span.upper - span.lower);
            for (std::size_t k = 1; k < ticks.size(); ++k) {
                const double apart = (ticks[k].bar - ticks[k - 1].bar) * perBar;
                const double half = static_cast<double>(ticks[k].text.size()) * 3.5;
                QVERIFY(apart >= half); // at least its own half, whatever the neighbour got
                QVERIFY(ticks[k].bar > ticks[k - 1].bar);
            }
        }
    }
}

void TestTimeAxis::labelsASingleBar()
{
    const auto bars = samples::walkBars(1);
    const auto ticks = timeTicks(*bars, AxisSpan{-0.5, 9.5, 600, 7});
    QCOMPARE(ticks.size(), std::size_t{1});
    QCOMPARE(ticks[0].bar, 0);
    QVERIFY(ticks[0].text.contains(QStringLiteral("2020")));
}

SW_TEST(TestTimeAxis)

class TestValueAxis : public QObject
{
    Q_OBJECT

private slots:
    void findsRoundValues();
    void growsByFactorsOnALogarithmicAxis();
    void writesValues_data();
    void writesValues();
};

void TestValueAxis::findsRoundValues()
{
    const std::vector<double> ticks = valueTicks(96.2, 104.1, 400, 50, false);
    QVERIFY(ticks.size() >= 3 && ticks.size() <= 9);
    for (const double tick : ticks) {
        QVERIFY(tick >= 96.2 && tick <= 104.1);
        QVERIFY(std::fabs(tick - std::round(tick)) < 1e-9);
    }
    QVERIFY(valueTicks(1, 1, 400, 50, false).empty());
    QCOMPARE(decimalsOfTicks({2.5, 5, 7.5}), 1);
}

void TestValueAxis::growsByFactorsOnALogarithmicAxis()
{
    const std::vector<double> ticks = valueTicks(3, 4000, 400, 50, true);
    for (const double wanted : {10.0, 100.0, 1000.0}) {
        QVERIFY(std::find(ticks.begin(), ticks.end(), wanted) != ticks.end());
    }
}

void TestValueAxis::writesValues_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("format");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, double value, ValueFormat format, const char* text) {
        QTest::newRow(name) << value << static_cast<int>(format) << QString::fromUtf8(text);
    };
    row("price", 123.456, ValueFormat::Price, "123.46");
    row("gain", 1.5, ValueFormat::Percent, "+1.50%");
    row("loss", -1.5, ValueFormat::Percent, "-1.50%");
    row("nothing", 0, ValueFormat::Percent, "0.00%");
    row("almost nothing", -0.0001, ValueFormat::Percent, "0.00%");
    row("volume", 1'050'000, ValueFormat::Volume, "1.05M");
    row("small volume", 850, ValueFormat::Volume, "850");
    row("number", 54.321, ValueFormat::Number, "54.32");
    row("small number", 0.01234, ValueFormat::Number, "0.0123");
    row("missing", std::nan(""), ValueFormat::Number, "–");
}

void TestValueAxis::writesValues()
{
    QFETCH(double, value);
    QFETCH(int, format);
    QFETCH(QString, text);
    QCOMPARE(valueText(value, static_cast<ValueFormat>(format), 2), text);
}

SW_TEST(TestValueAxis)
#include "tst_axes.moc"
