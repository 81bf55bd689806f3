#include "test_main.h"

#include "market_bars.h"

#include <cmath>
#include <limits>

using namespace sw;
using namespace sw::market;
using namespace sw::test;

namespace {

std::vector<Timestamp> days(std::size_t count)
{
    std::vector<Timestamp> times;
    for (std::size_t i = 0; i < count; ++i) {
        times.push_back({(18'262 + static_cast<std::int64_t>(i)) * kMsPerDay}); // from 2020-01-01
    }
    return times;
}

QString problemOf(BarColumns columns, Timeframe timeframe = {})
{
    const auto bars = Bars::make(instrumentFor("X"), timeframe, std::move(columns));
    return bars ? QStringLiteral("none") : QString::fromStdString(bars.error().message);
}

double ticksOf(std::vector<double> prices)
{
    BarColumns columns = walk(days(prices.size()), 1);
    columns.open = columns.high = columns.low = columns.close = std::move(prices);
    const auto bars = barsOf("X", {}, columns);
    return bars ? bars->ticksPerUnit() : -1;
}

} // namespace

class TestBars : public QObject
{
    Q_OBJECT
private slots:
    void keepsWhatItWasGiven()
    {
        const BarColumns columns = walk(days(1000), 7);
        const auto bars = barsOf("AAPL", {1, FrameUnit::Day}, columns);
        QVERIFY(bars);
        QCOMPARE(bars->size(), std::size_t{1000});
        QCOMPARE(bars->symbol(), std::string("AAPL"));
        QVERIFY(std::ranges::equal(bars->close(), columns.close));
        QVERIFY(std::ranges::equal(bars->time(), columns.time));
        QVERIFY(!bars->hasOffsets());
        QCOMPARE(bars->localMs(3), columns.time[3].ms);
    }

    void namesTheFirstBadBar_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, int fault, const char* message) {
            QTest::newRow(name) << fault << QString::fromUtf8(message);
        };
        row("missing value", 0,
            "there are 5 times but 4 values of low; give every bar all its values");
        row("missing offset", 1,
            "there are 5 times but 2 offsets from UTC; give every bar one or none");
        row("repeated time", 2,
            "bar 3 (2020-01-02): the time is that of the bar before; keep one of the two");
        row("time going back", 3,
            "bar 3 (2020-01-01): the time is before that of the bar before, 2020-01-02; sort the "
            "bars by time");
        row("not a number", 4,
            "bar 2 (2020-01-02): the high is not a finite number; correct or remove the bar");
        row("infinite", 5,
            "bar 5 (2020-01-05): the volume is not a finite number; correct or remove the bar");
        row("negative volume", 6,
            "bar 4 (2020-01-04): the volume -2.5 is negative; correct or remove the bar");
        row("offset of two days", 7,
            "bar 1 (2020-01-01): the offset from UTC is a day or more; give the difference of the "
            "clocks");
        row("time outside", 8,
            "bar 5: the time 9223372036854775807 ms lies outside the calendar; times are "
            "milliseconds since 1970");
        row("no length", 9, "a bar of 0d is no length of time; give at least 1");
    }
    void namesTheFirstBadBar()
    {
        QFETCH(int, fault);
        QFETCH(QString, message);
        BarColumns columns = walk(days(5), 3);
        Timeframe timeframe;
        switch (fault) {
        case 0:
            columns.low.pop_back();
            break;
        case 1:
            columns.localOffsetMs = {0, 0};
            break;
        case 2:
            columns.time[2] = columns.time[1];
            break;
        case 3:
            columns.time[2] = columns.time[0];
            break;
        case 4:
            columns.close[4] = std::nan("");
            columns.high[1] = std::nan("");
            break;
        case 5:
            columns.volume[4] = std::numeric_limits<double>::infinity();
            break;
        case 6:
            columns.volume[3] = -2.5;
            break;
        case 7:
            columns.localOffsetMs.assign(5, static_cast<std::int32_t>(2 * kMsPerDay));
            break;
        case 8:
            columns.time[4] = {std::numeric_limits<std::int64_t>::max()};
            break;
        default:
            timeframe.count = 0;
        }
        QCOMPARE(problemOf(std::move(columns), timeframe), message);
    }

    void acceptsNoBarsNegativePricesAndZeroVolume()
    {
        QCOMPARE(problemOf({}), QStringLiteral("none"));
        BarColumns columns = walk(days(70), 3);
        columns.low[69] = -37.63;
        columns.volume[0] = -0.0;
        QCOMPARE(problemOf(columns), QStringLiteral("none"));
    }

    void mapsTheExtremesOfBlocks()
    {
        for (const std::size_t count : {0u, 1u, 63u, 64u, 65u, 4095u, 4096u, 4097u, 9001u}) {
            const auto bars = barsOf("X", {}, walk(days(count), count));
            QVERIFY(bars);
            const ZoneMap& zones = bars->zones();
            const auto check = [&](std::size_t size, const std::vector<double>& low,
                                   const std::vector<double>& high) {
                QCOMPARE(low.size(), (count + size - 1) / size);
                QCOMPARE(high.size(), low.size());
                for (std::size_t block = 0; block < low.size(); ++block) {
                    const std::size_t length = std::min(size, count - block * size);
                    QCOMPARE(low[block],
                             std::ranges::min(bars->low().subspan(block * size, length)));
                    QCOMPARE(high[block],
                             std::ranges::max(bars->high().subspan(block * size, length)));
                }
            };
            check(ZoneMap::kSmall, zones.smallLow, zones.smallHigh);
            check(ZoneMap::kLarge, zones.largeLow, zones.largeHigh);
        }
    }

    void findsTheTickGrid()
    {
        QCOMPARE(ticksOf({100, 101, 2}), 1.0);
        QCOMPARE(ticksOf({100.5, 101, 2}), 10.0);
        QCOMPARE(ticksOf({100.25, 0.01, 2}), 100.0);
        QCOMPARE(ticksOf({-37.63, 0, 2}), 100.0);
        QCOMPARE(ticksOf({1.07216, 1.0722}), 100'000.0);
        QCOMPARE(ticksOf({0.00000001}), 1e8);
        QCOMPARE(ticksOf({0.000000001}), 0.0);
        QCOMPARE(ticksOf({1.0 / 3.0}), 0.0);
        QCOMPARE(ticksOf({0.1 + 0.2}), 0.0);
        // 65,536 of them would leave 2^53.
        QCOMPARE(ticksOf({65'000.12345678}), 0.0);
        QCOMPARE(ticksOf({65'000.1234}), 10'000.0);
        QCOMPARE(ticksOf({1e300}), 0.0);
        QCOMPARE(ticksOf({}), 1.0);
    }

    void findsAGridThatShowsLate()
    {
        std::vector<double> prices(9000, 100);
        QCOMPARE(ticksOf(prices), 1.0);
        prices[8999] = 100.125;
        QCOMPARE(ticksOf(prices), 1000.0);
        prices[8999] = 1.0 / 3.0;
        QCOMPARE(ticksOf(prices), 0.0);
        // The early price is too large for the grid that the late one needs.
        prices[8999] = 100.1234567;
        prices[0] = 1'000'000;
        QCOMPARE(ticksOf(prices), 0.0);
    }

    void givesBackEveryPriceFromItsTicks()
    {
        std::mt19937_64 random(42);
        std::vector<double> prices;
        for (int i = 0; i < 5000; ++i) {
            prices.push_back(static_cast<double>(random() % 100'000'000) / 1e5);
        }
        const double scale = ticksOf(prices);
        QCOMPARE(scale, 1e5);
        for (const double price : prices) {
            QVERIFY(std::round(price * scale) / scale == price);
        }
    }

    void cutsSlices()
    {
        BarColumns columns = walk(days(300), 5);
        columns.localOffsetMs.assign(300, -18'000'000);
        const auto bars = barsOf("X", {}, columns);
        const auto slice = bars->slice(100, 150);
        QCOMPARE(slice->size(), std::size_t{150});
        QVERIFY(slice->time()[0] == bars->time()[100]);
        QCOMPARE(slice->close()[149], bars->close()[249]);
        QCOMPARE(slice->localMs(0), bars->localMs(100));
        QCOMPARE(slice->ticksPerUnit(), bars->ticksPerUnit());
        QCOMPARE(slice->zones().smallLow.size(), std::size_t{3});
        QVERIFY(sameColumns(*bars->slice(0, 300), *bars));
        QCOMPARE(bars->slice(300, 0)->size(), std::size_t{0});
    }

    void namesDataByFingerprint()
    {
        const BarColumns columns = walk(days(100), 5);
        const std::uint64_t whole = barsOf("X", {}, columns)->fingerprint();
        QCOMPARE(barsOf("Y", {}, columns)->fingerprint(), whole);
        for (int column = 0; column < 6; ++column) {
            BarColumns other = columns;
            if (column == 0) {
                other.time[99].ms += 1;
            } else {
                std::vector<double>* const values[] = {&other.open, &other.high, &other.low,
                                                       &other.close, &other.volume};
                (*values[column - 1])[50] += 0.01;
            }
            QVERIFY(barsOf("X", {}, other)->fingerprint() != whole);
        }
        BarColumns local = columns;
        local.localOffsetMs.assign(100, 3'600'000);
        QVERIFY(barsOf("X", {}, local)->fingerprint() != whole);
        // FNV-1a of nothing: six empty columns, then their hashes.
        QVERIFY(barsOf("X", {}, {})->fingerprint() != 0);
    }

    void findsBarsByTime()
    {
        const auto bars = barsOf("X", {}, walk(days(10), 5));
        QCOMPARE(bars->lowerBound(at(2019, 1, 1)), std::size_t{0});
        QCOMPARE(bars->lowerBound(at(2020, 1, 3)), std::size_t{2});
        QCOMPARE(bars->lowerBound(at(2020, 1, 3, 1)), std::size_t{3});
        QCOMPARE(bars->lowerBound(at(2021, 1, 1)), std::size_t{10});
    }

    void infersTheTimeframe_data()
    {
        QTest::addColumn<qint64>("minutes");
        QTest::addColumn<QString>("expected");
        QTest::newRow("minute") << qint64{1} << QStringLiteral("1m");
        QTest::newRow("quarter of an hour") << qint64{15} << QStringLiteral("15m");
        QTest::newRow("hour") << qint64{60} << QStringLiteral("1h");
        QTest::newRow("four hours") << qint64{240} << QStringLiteral("4h");
        QTest::newRow("day") << qint64{1440} << QStringLiteral("1d");
        QTest::newRow("three days") << qint64{4320} << QStringLiteral("3d");
        QTest::newRow("week") << qint64{10080} << QStringLiteral("1w");
        QTest::newRow("two weeks") << qint64{20160} << QStringLiteral("2w");
    }
    void infersTheTimeframe()
    {
        QFETCH(qint64, minutes);
        QFETCH(QString, expected);
        std::vector<Timestamp> times;
        for (std::int64_t i = 0; i < 50; ++i) {
            times.push_back({(i + (i / 5) * 2) * minutes * kMsPerMinute});
        }
        const auto found = inferTimeframe(times);
        QVERIFY(found.has_value());
        QCOMPARE(QString::fromStdString(found->text()), expected);
    }

    void infersMonthsQuartersAndYears()
    {
        const auto every = [](int months) {
            std::vector<Timestamp> times;
            for (int i = 0; i < 30; ++i) {
                times.push_back(at(2000 + i * months / 12, i * months % 12 + 1, 1));
            }
            return QString::fromStdString(inferTimeframe(times)->text());
        };
        QCOMPARE(every(1), QStringLiteral("1mo"));
        QCOMPARE(every(3), QStringLiteral("3mo"));
        QCOMPARE(every(12), QStringLiteral("12mo"));
    }

    void refusesTimesWithoutATimeframe()
    {
        const std::vector<Timestamp> one = {{0}};
        QCOMPARE(inferTimeframe(one).error().message,
                 std::string("fewer than two bars do not tell their length; name the timeframe, "
                             "for example 1d"));
        const std::vector<Timestamp> seconds = {{0}, {5000}, {10'000}};
        QCOMPARE(inferTimeframe(seconds).error().message,
                 std::string("the bars lie most often 5 s apart, which is no timeframe; use bars "
                             "of whole minutes, hours, days, weeks or months"));
    }
};

SW_TEST(TestBars)
#include "tst_bars.moc"
