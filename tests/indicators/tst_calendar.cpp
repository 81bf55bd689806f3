#include "test_main.h"

#include "indicators/trading_days.h"
#include "kernel_run.h"

#include "base/timestamp.h"

using namespace sw;
using namespace sw::indicators;
using namespace sw::test;

namespace {

double localTime(CivilDate date, int hour = 0, int minute = 0)
{
    return static_cast<double>(daysFromCivil(date) * kMsPerDay + hour * kMsPerHour +
                               minute * kMsPerMinute);
}

Column ofDates(const char* name, const std::vector<CivilDate>& dates,
               const KernelContext& context = {})
{
    Column times;
    for (const CivilDate date : dates) {
        times.push_back(localTime(date));
    }
    return evaluate(name, "value", {}, {times}, context);
}

} // namespace

/// Dates, trading days and sessions.
class TestCalendar : public QObject
{
    Q_OBJECT

private slots:
    void knowsTheHolidaysOfTheExchange_data()
    {
        QTest::addColumn<int>("year");
        QTest::addColumn<QString>("closed");
        QTest::newRow("2000") << 2000 << "01-17 02-21 04-21 05-29 07-04 09-04 11-23 12-25";
        QTest::newRow("2010") << 2010 << "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24";
        QTest::newRow("2011, New Year on Saturday")
            << 2011 << "01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26";
        QTest::newRow("2012, New Year on Sunday")
            << 2012 << "01-02 01-16 02-20 04-06 05-28 07-04 09-03 11-22 12-25";
        QTest::newRow("2018, day of mourning")
            << 2018 << "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25";
        QTest::newRow("2021") << 2021 << "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24";
        QTest::newRow("2022, first Juneteenth")
            << 2022 << "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26";
        QTest::newRow("2024") << 2024
                              << "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25";
    }

    void knowsTheHolidaysOfTheExchange()
    {
        QFETCH(int, year);
        QFETCH(QString, closed);
        QStringList found;
        for (std::int64_t day = daysFromCivil({year, 1, 1}); civilFromDays(day).year == year;
             ++day) {
            const CivilDate date = civilFromDays(day);
            if (weekdayOf(day) <= 5 && !isTradingDay(CalendarKind::Exchange, date)) {
                found << QString::fromStdString(formatDate(date)).mid(5);
            }
        }
        QCOMPARE(found.join(QLatin1Char(' ')), closed);
    }

    void agreesWithTheDaysOfTheSampleData()
    {
        // AAPL 2013-05-13 to 2018-05-11 has 1,260 daily bars.
        int days = 0;
        for (std::int64_t day = daysFromCivil({2013, 5, 13}); day <= daysFromCivil({2018, 5, 11});
             ++day) {
            days += isTradingDay(CalendarKind::Exchange, civilFromDays(day)) ? 1 : 0;
        }
        QCOMPARE(days, 1260);
    }

    void countsTradingDaysLeftByTheCalendar()
    {
        const std::vector<CivilDate> dates{
            {2018, 3, 27}, {2018, 3, 28}, {2018, 3, 29}, {2024, 5, 31}};
        // Good Friday 2018-03-30 is the last weekday of the month but no trading day.
        QCOMPARE(ofDates("trading_days_left_in_month", dates), (Column{2, 1, 0, 0}));
        QCOMPARE(ofDates("trading_days_left_in_month", dates,
                         {.calendar = CalendarKind::ForeignExchange}),
                 (Column{3, 2, 1, 0}));
        QCOMPARE(
            ofDates("trading_days_left_in_month", dates, {.calendar = CalendarKind::AlwaysOpen}),
            (Column{4, 3, 2, 0}));
    }

    void countsTradingDaysFromTheFirstOfAMonth()
    {
        const std::vector<CivilDate> fromStart{{2024, 1, 2}, {2024, 1, 3}, {2024, 1, 3},
                                               {2024, 1, 5}, {2024, 2, 1}, {2024, 2, 2}};
        QCOMPARE(ofDates("trading_day_of_month", fromStart), (Column{1, 2, 2, 3, 1, 2}));
        const std::vector<CivilDate> fromMiddle{{2024, 1, 3}, {2024, 1, 4}, {2024, 2, 1}};
        const Column values = ofDates("trading_day_of_month", fromMiddle);
        QVERIFY(isMissing(values[0]));
        QVERIFY(isMissing(values[1]));
        QCOMPARE(values[2], 1.0);
        // A market that never closes has had a trading day on the first.
        QVERIFY(isMissing(
            ofDates("trading_day_of_month", fromStart, {.calendar = CalendarKind::AlwaysOpen})[0]));
    }

    void readsDatesOfTheLocalDay()
    {
        const std::vector<CivilDate> dates{{2024, 2, 29}, {1969, 12, 31}, {2023, 1, 1}};
        QCOMPARE(ofDates("weekday", dates), (Column{4, 3, 7}));
        QCOMPARE(ofDates("day_of_month", dates), (Column{29, 31, 1}));
        QCOMPARE(ofDates("month", dates), (Column{2, 12, 1}));
        QCOMPARE(ofDates("year", dates), (Column{2024, 1969, 2023}));
    }

    void readsTheClock()
    {
        const ColumnList times{{localTime({2024, 3, 1}, 9, 30), localTime({2024, 3, 1}, 15, 55),
                                localTime({1969, 3, 1}, 0, 1)}};
        QCOMPARE(evaluate("time_of_day", "value", {}, times), (Column{570, 955, 1}));
    }

    void marksTheEndsOfADay()
    {
        const ColumnList times{{localTime({2024, 3, 1}, 9, 30), localTime({2024, 3, 1}, 14, 30),
                                localTime({2024, 3, 1}, 15, 30), localTime({2024, 3, 4}, 9, 30),
                                localTime({2024, 3, 4}, 23, 0)}};
        const KernelContext hourly{.barMinutes = 60};
        QCOMPARE(evaluate("first_bar_of_day", "value", {}, times, hourly), (Column{1, 0, 0, 1, 0}));
        QCOMPARE(evaluate("last_bar_of_day", "value", {}, times, hourly), (Column{0, 0, 1, 0, 0}));
        QCOMPARE(evaluate("last_bar_of_day", "value", {}, times,
                          {.calendar = CalendarKind::AlwaysOpen, .barMinutes = 60}),
                 (Column{0, 0, 0, 0, 1}));
        QCOMPARE(evaluate("last_bar_of_day", "value", {}, times), (Column{1, 1, 1, 1, 1}));
    }
};

SW_TEST(TestCalendar)
#include "tst_calendar.moc"
