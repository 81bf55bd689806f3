#include "test_main.h"

#include "base/timestamp.h"

using namespace sw;

class TestTimestamp : public QObject
{
    Q_OBJECT
private slots:
    void countsDaysFromTheEpoch_data()
    {
        QTest::addColumn<int>("year");
        QTest::addColumn<int>("month");
        QTest::addColumn<int>("day");
        QTest::addColumn<qint64>("days");
        QTest::addColumn<int>("weekday");
        QTest::newRow("epoch") << 1970 << 1 << 1 << qint64{0} << 4;
        QTest::newRow("day before the epoch") << 1969 << 12 << 31 << qint64{-1} << 3;
        QTest::newRow("leap day of a leap century") << 2000 << 2 << 29 << qint64{11016} << 2;
        QTest::newRow("moon landing") << 1969 << 7 << 20 << qint64{-165} << 7;
        QTest::newRow("first Gregorian day") << 1582 << 10 << 15 << qint64{-141427} << 5;
        QTest::newRow("last day of four digits") << 9999 << 12 << 31 << qint64{2932896} << 5;
        QTest::newRow("Saturday") << 2022 << 1 << 1 << qint64{18993} << 6;
    }
    void countsDaysFromTheEpoch()
    {
        QFETCH(int, year);
        QFETCH(int, month);
        QFETCH(int, day);
        QFETCH(qint64, days);
        QFETCH(int, weekday);
        QCOMPARE(qint64{daysFromCivil({year, month, day})}, days);
        QVERIFY((civilFromDays(days) == CivilDate{year, month, day}));
        QCOMPARE(weekdayOf(days), weekday);
    }

    void goesThroughEveryDayOfEightCenturies()
    {
        CivilDate before = civilFromDays(-150'000);
        for (std::int64_t day = -149'999; day < 150'000; ++day) {
            const CivilDate date = civilFromDays(day);
            QVERIFY(isValid(date));
            QVERIFY(before < date);
            QCOMPARE(daysFromCivil(date), day);
            QCOMPARE(weekdayOf(day), weekdayOf(day - 1) % 7 + 1);
            before = date;
        }
    }

    void rejectsDaysThatDoNotExist()
    {
        QVERIFY(isValid({2024, 2, 29}));
        QVERIFY(!isValid({2023, 2, 29}));
        QVERIFY(!isValid({1900, 2, 29}));
        QVERIFY(!isValid({2023, 4, 31}));
        QVERIFY(!isValid({2023, 13, 1}));
        QVERIFY(!isValid({2023, 0, 1}));
        QVERIFY(!isValid({2023, 1, 0}));
    }

    void roundsDaysDownBeforeTheEpoch()
    {
        QCOMPARE(daysOf({-1}), std::int64_t{-1});
        QCOMPARE(daysOf({-kMsPerDay}), std::int64_t{-1});
        QCOMPARE(daysOf({-kMsPerDay - 1}), std::int64_t{-2});
        QCOMPARE(daysOf({kMsPerDay - 1}), std::int64_t{0});
        QVERIFY((dateOf({-1}) == CivilDate{1969, 12, 31}));
        QVERIFY((startOf({1970, 1, 2}) == Timestamp{kMsPerDay}));
    }

    void writesTimes()
    {
        const Timestamp midnight = startOf({2024, 1, 31});
        QCOMPARE(formatDate(midnight), std::string("2024-01-31"));
        QCOMPARE(formatShort(midnight), std::string("2024-01-31"));
        QCOMPARE(formatIso(midnight), std::string("2024-01-31T00:00:00Z"));
        const Timestamp afternoon{midnight.ms + 14 * kMsPerHour + 30 * kMsPerMinute};
        QCOMPARE(formatShort(afternoon), std::string("2024-01-31T14:30:00Z"));
        QCOMPARE(formatIso({afternoon.ms + 7}), std::string("2024-01-31T14:30:00.007Z"));
        QCOMPARE(formatIso({-1}), std::string("1969-12-31T23:59:59.999Z"));
    }

    void readsOnlyWholeIsoDates()
    {
        QVERIFY((parseDate("2024-02-29") == CivilDate{2024, 2, 29}));
        for (const char* text : {"", "2024-02-30", "2024-2-29", "2024/02/29", "2024-02-29 ",
                                 "24-02-29xx", "2024-02-2x", "2024--2-29"}) {
            QVERIFY2(!parseDate(text), text);
        }
    }
};

SW_TEST(TestTimestamp)
#include "tst_timestamp.moc"
