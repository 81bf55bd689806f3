#include "test_main.h"

#include "market/calendar.h"
#include "market/quality.h"
#include "market_bars.h"

#include <cmath>

using namespace sw;
using namespace sw::market;
using namespace sw::test;

namespace {

constexpr Timeframe kDay{1, FrameUnit::Day};

/// A calm year of a stock without any fault.
BarColumns calmYear()
{
    std::vector<Timestamp> times;
    for (std::int64_t day = daysFromCivil({2020, 1, 1}); day < daysFromCivil({2021, 1, 1}); ++day) {
        if (isTradingDay(TradingCalendar::NewYork, day)) {
            times.push_back({day * kMsPerDay});
        }
    }
    BarColumns columns = walk(std::move(times), 4);
    for (double& volume : columns.volume) {
        volume += 1;
    }
    return columns;
}

QString listed(const QualityReport& report)
{
    QStringList lines;
    for (const QualityIssue& issue : report.issues) {
        const std::string_view kind = name(issue.finding);
        lines << QStringLiteral("%1%2 %3: %4")
                     .arg(issue.serious ? QStringLiteral("!") : QString())
                     .arg(issue.bar)
                     .arg(QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size())),
                          QString::fromStdString(issue.text));
    }
    return lines.join(QLatin1Char('\n'));
}

std::size_t countOf(const QualityReport& report, Finding finding)
{
    return report.counts[static_cast<std::size_t>(finding)];
}

void scaleFrom(BarColumns& columns, std::size_t first, double factor)
{
    for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close}) {
        for (std::size_t i = first; i < column->size(); ++i) {
            (*column)[i] *= factor;
        }
    }
}

} // namespace

class TestQuality : public QObject
{
    Q_OBJECT
private slots:
    void findsNothingInGoodBars()
    {
        const auto report = checkQuality(calmYear(), kDay, AssetClass::Equity);
        QCOMPARE(listed(report), QString());
        QVERIFY(report.clean());
        QCOMPARE(report.bars, std::size_t{253});
        QVERIFY(report.first == at(2020, 1, 2));
        QVERIFY(report.last == at(2020, 12, 31));
        QVERIFY(checkQuality({}, kDay, AssetClass::Equity).clean());
    }

    void findsPlantedFaults_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("issues");
        const auto row = [](const char* name, int fault, const char* issues) {
            QTest::newRow(name) << fault << QString::fromUtf8(issues);
        };
        row("duplicate", 0,
            "!100 duplicate time: Two bars have the time 2020-05-26.\n101 gap: 1 trading day is "
            "missing between 2020-05-26 and 2020-05-28.");
        row("order", 1,
            "!100 out of order: The bar of 2020-05-22 stands after that of 2020-05-26.\n101 gap: 1 "
            "trading day is missing between 2020-05-26 and 2020-05-28.");
        row("one day missing", 2,
            "100 gap: 1 trading day is missing between 2020-05-26 and 2020-05-28.");
        row("three days missing", 3,
            "100 gap: 3 trading days are missing between 2020-05-26 and 2020-06-01.");
        row("two months missing", 4,
            "!100 gap: 40 trading days are missing between 2020-05-26 and 2020-07-23.");
        row("not a number", 5,
            "!100 not a number: The close of 2020-05-27 is not a finite number.");
        row("infinite volume", 6,
            "!100 not a number: The volume of 2020-05-27 is not a finite number.");
        row("zero price", 7, "!100 price not above zero: The low of 2020-05-27 is 0.");
        row("high below body", 8,
            "!100 inconsistent prices: The high is below the body on 2020-05-27: open 100, high "
            "100.5, low 99, close 101.");
        row("low above body", 9,
            "!100 inconsistent prices: The low is above the body on 2020-05-27: open 100, high "
            "102, low 100.5, close 101.");
        row("high below low", 10,
            "!100 inconsistent prices: The high is below the low on 2020-05-27: open 100, high 99, "
            "low 102, close 101.");
        row("no volume", 11, "100 zero volume: Nothing was traded on 2020-05-27.");
    }
    void findsPlantedFaults()
    {
        QFETCH(int, fault);
        QFETCH(QString, issues);
        BarColumns columns = calmYear();
        const auto erase = [&](std::ptrdiff_t count) {
            columns.time.erase(columns.time.begin() + 100, columns.time.begin() + 100 + count);
            for (auto* column :
                 {&columns.open, &columns.high, &columns.low, &columns.close, &columns.volume}) {
                // Taken from the end, so that the walk stays without a jump.
                column->resize(column->size() - static_cast<std::size_t>(count));
            }
        };
        const auto prices = [&](double open, double high, double low, double close) {
            scaleFrom(columns, 0, 100 / columns.close[99]);
            columns.open[100] = open;
            columns.high[100] = high;
            columns.low[100] = low;
            columns.close[100] = close;
        };
        switch (fault) {
        case 0:
            columns.time[100] = columns.time[99];
            break;
        case 1:
            columns.time[100] = columns.time[98];
            break;
        case 2:
            erase(1);
            break;
        case 3:
            erase(3);
            break;
        case 4:
            erase(40);
            break;
        case 5:
            columns.close[100] = std::nan("");
            break;
        case 6:
            columns.volume[100] = HUGE_VAL;
            break;
        case 7:
            columns.low[100] = 0;
            break;
        case 8:
            prices(100, 100.5, 99, 101);
            break;
        case 9:
            prices(100, 102, 100.5, 101);
            break;
        case 10:
            prices(100, 99, 102, 101);
            break;
        default:
            columns.volume[100] = 0;
        }
        QCOMPARE(listed(checkQuality(columns, kDay, AssetClass::Equity)), issues);
    }

    void suspectsSplits_data()
    {
        QTest::addColumn<double>("factor");
        QTest::addColumn<QString>("split");
        QTest::newRow("two for one") << 0.5 << QStringLiteral("2:1");
        QTest::newRow("seven for one") << 1.0 / 7 << QStringLiteral("7:1");
        QTest::newRow("three for two") << 1.0 / 1.5 << QStringLiteral("3:2");
        QTest::newRow("one for ten") << 10.0 << QStringLiteral("1:10");
        QTest::newRow("one for four") << 4.0 << QStringLiteral("1:4");
        QTest::newRow("no known ratio") << 1 / 2.5 << QString();
        QTest::newRow("an ordinary fall") << 0.8 << QString();
    }
    void suspectsSplits()
    {
        QFETCH(double, factor);
        QFETCH(QString, split);
        BarColumns columns = calmYear();
        scaleFrom(columns, 120, factor);
        const auto report = checkQuality(columns, kDay, AssetClass::Equity);
        QCOMPARE(countOf(report, Finding::SuspectedSplit), split.isEmpty() ? 0u : 1u);
        if (!split.isEmpty()) {
            QCOMPARE(report.issues.size(), std::size_t{1});
            QCOMPARE(report.issues[0].bar, std::size_t{120});
            QVERIFY(report.issues[0].serious);
            QVERIFY2(QString::fromStdString(report.issues[0].text)
                         .contains(QStringLiteral("perhaps a %1 split").arg(split)),
                     report.issues[0].text.c_str());
        }
        // A coin does not split.
        QCOMPARE(countOf(checkQuality(columns, kDay, AssetClass::Crypto), Finding::SuspectedSplit),
                 std::size_t{0});
    }

    void callsAJumpThatReturnsASpikeAndNoSplit()
    {
        BarColumns columns = calmYear();
        for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close}) {
            (*column)[150] *= 2;
        }
        const auto report = checkQuality(columns, kDay, AssetClass::Equity);
        QCOMPARE(countOf(report, Finding::SuspectedSplit), std::size_t{0});
        QCOMPARE(countOf(report, Finding::Spike), std::size_t{1});
        QCOMPARE(report.issues[0].bar, std::size_t{150});
    }

    void knowsWeekendsOfRoundTheClockMarkets()
    {
        std::vector<Timestamp> times;
        for (std::int64_t hour = 0; hour < 24 * 21; ++hour) {
            const Timestamp time{at(2020, 3, 2).ms + hour * kMsPerHour};
            const int weekday = weekdayOf(daysOf(time));
            const std::int64_t inDay = hour % 24;
            const bool open =
                weekday < 5 || (weekday == 5 && inDay < 22) || (weekday == 7 && inDay >= 22);
            if (open && hour != 50) {
                times.push_back(time);
            }
        }
        const auto report =
            checkQuality(walk(times, 5), {1, FrameUnit::Hour}, AssetClass::ForeignExchange);
        QCOMPARE(listed(report), QStringLiteral("50 gap: 1 bar is missing between "
                                                "2020-03-04T01:00:00Z and 2020-03-04T03:00:00Z."));
        const auto coin = checkQuality(walk(times, 5), {1, FrameUnit::Hour}, AssetClass::Crypto);
        QCOMPARE(countOf(coin, Finding::Gap), std::size_t{4});
    }

    void countsWhatItDoesNotList()
    {
        BarColumns columns = calmYear();
        columns.volume.assign(columns.volume.size(), 0);
        columns.volume[0] = 1;
        columns.close[251] = std::nan("");
        const auto report = checkQuality(columns, kDay, AssetClass::Equity);
        QCOMPARE(report.issues.size(), QualityReport::kMaxIssues);
        QCOMPARE(countOf(report, Finding::ZeroVolume), std::size_t{251});
        // The serious one is listed although it comes late.
        QVERIFY(report.issues.back().finding == Finding::NonFinite);
        QVERIFY(std::ranges::is_sorted(report.issues, {}, &QualityIssue::bar));
    }

    void saysNothingAboutVolumeWhereThereIsNone()
    {
        BarColumns columns = calmYear();
        columns.volume.assign(columns.volume.size(), 0);
        QVERIFY(checkQuality(columns, kDay, AssetClass::Equity).clean());
    }

    void checksFrozenBarsToo()
    {
        BarColumns columns = calmYear();
        columns.high[10] = columns.low[10] - 1;
        const auto report = checkQuality(*barsOf("AAPL", kDay, columns));
        QCOMPARE(countOf(report, Finding::InconsistentOhlc), std::size_t{1});
    }
};

SW_TEST(TestQuality)
#include "tst_quality.moc"
