#include "test_main.h"

#include "market/calendar.h"

using namespace sw;
using namespace sw::market;

class TestCalendar : public QObject
{
    Q_OBJECT
private slots:
    void knowsEasterSundays()
    {
        for (const CivilDate easter :
             {CivilDate{1961, 4, 2}, CivilDate{1981, 4, 19}, CivilDate{2000, 4, 23},
              CivilDate{2008, 3, 23}, CivilDate{2018, 4, 1}, CivilDate{2019, 4, 21},
              CivilDate{2024, 3, 31}, CivilDate{2025, 4, 20}, CivilDate{2038, 4, 25}}) {
            QVERIFY(easterSunday(easter.year) == easter);
        }
    }

    void listsTheHolidaysOfAYear_data()
    {
        QTest::addColumn<int>("year");
        QTest::addColumn<QStringList>("days");
        const auto row = [](int year, const QString& days) {
            QTest::newRow(qPrintable(QString::number(year)))
                << year << days.split(QLatin1Char(' '));
        };
        // As published by the exchange for these years.
        row(1997, QStringLiteral("01-01 02-17 03-28 05-26 07-04 09-01 11-27 12-25"));
        row(1998, QStringLiteral("01-01 01-19 02-16 04-10 05-25 07-03 09-07 11-26 12-25"));
        row(2011, QStringLiteral("01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26"));
        row(2012, QStringLiteral("01-02 01-16 02-20 04-06 05-28 07-04 09-03 11-22 12-25"));
        row(2020, QStringLiteral("01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25"));
        row(2021, QStringLiteral("01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24"));
        row(2022, QStringLiteral("01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26"));
        row(2023, QStringLiteral("01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25"));
        row(2024, QStringLiteral("01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25"));
        row(2026, QStringLiteral("01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25"));
        row(2027, QStringLiteral("01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24"));
    }
    void listsTheHolidaysOfAYear()
    {
        QFETCH(int, year);
        QFETCH(QStringList, days);
        QStringList found;
        for (std::int64_t day = daysFromCivil({year, 1, 1}); day < daysFromCivil({year + 1, 1, 1});
             ++day) {
            if (isNewYorkHoliday(civilFromDays(day))) {
                found << QString::fromStdString(formatDate(civilFromDays(day)).substr(5));
            }
        }
        QCOMPARE(found, days);
    }

    void leavesNewYearOnASaturdayUnobserved()
    {
        QVERIFY(!isNewYorkHoliday({2021, 12, 31}));
        QVERIFY(isTradingDay(TradingCalendar::NewYork, daysFromCivil({2021, 12, 31})));
        QVERIFY(!isTradingDay(TradingCalendar::NewYork, daysFromCivil({2022, 1, 1})));
    }

    void walksOverWeekendsAndHolidays()
    {
        const std::int64_t thursday = daysFromCivil({2018, 3, 29});
        QCOMPARE(nextTradingDay(TradingCalendar::NewYork, thursday), daysFromCivil({2018, 4, 2}));
        QCOMPARE(nextTradingDay(TradingCalendar::Weekdays, thursday), thursday + 1);
        QCOMPARE(nextTradingDay(TradingCalendar::Weekdays, thursday + 1), thursday + 4);
        QCOMPARE(nextTradingDay(TradingCalendar::EveryDay, thursday + 1), thursday + 2);
        QCOMPARE(lastTradingDay(TradingCalendar::NewYork, thursday - 3, thursday + 3), thursday);
        QCOMPARE(lastTradingDay(TradingCalendar::EveryDay, thursday - 3, thursday + 3),
                 thursday + 3);
        QCOMPARE(lastTradingDay(TradingCalendar::NewYork, thursday + 2, thursday + 3),
                 thursday + 3);
    }

    void choosesACalendarBySymbol()
    {
        const auto of = [](const char* symbol) { return calendarFor(instrumentFor(symbol)); };
        QVERIFY(of("AAPL") == TradingCalendar::NewYork);
        QVERIFY(of("BRK.B") == TradingCalendar::NewYork);
        QVERIFY(of("BRK-B") == TradingCalendar::NewYork);
        QVERIFY(of("SAP.DE") == TradingCalendar::Weekdays);
        QVERIFY(of("VOD.L") == TradingCalendar::Weekdays);
        QVERIFY(of("^GSPC") == TradingCalendar::NewYork);
        QVERIFY(of("^GDAXI") == TradingCalendar::Weekdays);
        QVERIFY(of("EURUSD") == TradingCalendar::Weekdays);
        QVERIFY(of("GC=F") == TradingCalendar::Weekdays);
        QVERIFY(of("BTC-USD") == TradingCalendar::EveryDay);
    }

    void knowsOneOffClosures()
    {
        QVERIFY(wasNewYorkClosed({2001, 9, 11}));
        QVERIFY(wasNewYorkClosed({2012, 10, 29}));
        QVERIFY(!wasNewYorkClosed({2001, 9, 10}));
        // Nobody knew it the day before: the rule expects a bar.
        QVERIFY(isTradingDay(TradingCalendar::NewYork, daysFromCivil({2001, 9, 11})));
    }
};

SW_TEST(TestCalendar)
#include "tst_calendar.moc"
