#include "test_main.h"

#include "base/timeframe.h"

using namespace sw;

class TestTimeframe : public QObject
{
    Q_OBJECT
private slots:
    void readsAndWritesItself_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("unit");
        QTest::addColumn<qint64>("minutes");
        QTest::addColumn<QString>("canonical");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* text, int count, FrameUnit unit, qint64 minutes,
                            const char* canonical, const char* word) {
            QTest::newRow(text) << QString::fromLatin1(text) << count << static_cast<int>(unit)
                                << minutes << QString::fromLatin1(canonical)
                                << QString::fromLatin1(word);
        };
        row("5m", 5, FrameUnit::Minute, 5, "5m", "5m");
        row("60m", 1, FrameUnit::Hour, 60, "1h", "hourly");
        row("90m", 90, FrameUnit::Minute, 90, "90m", "90m");
        row("4h", 4, FrameUnit::Hour, 240, "4h", "4h");
        row("1d", 1, FrameUnit::Day, 1440, "1d", "daily");
        row("1w", 1, FrameUnit::Week, 10080, "1w", "weekly");
        row("1mo", 1, FrameUnit::Month, 43200, "1mo", "monthly");
        row("3mo", 3, FrameUnit::Month, 129600, "3mo", "3mo");
        row("daily", 1, FrameUnit::Day, 1440, "1d", "daily");
        row("weekly", 1, FrameUnit::Week, 10080, "1w", "weekly");
        row("monthly", 1, FrameUnit::Month, 43200, "1mo", "monthly");
        row("hourly", 1, FrameUnit::Hour, 60, "1h", "hourly");
    }
    void readsAndWritesItself()
    {
        QFETCH(QString, text);
        QFETCH(int, count);
        QFETCH(int, unit);
        QFETCH(qint64, minutes);
        QFETCH(QString, canonical);
        QFETCH(QString, word);
        const auto timeframe = parseTimeframe(text.toStdString());
        QVERIFY(timeframe.has_value());
        QCOMPARE(timeframe->count, count);
        QCOMPARE(static_cast<int>(timeframe->unit), unit);
        QCOMPARE(qint64{timeframe->minutes()}, minutes);
        QCOMPARE(QString::fromStdString(timeframe->text()), canonical);
        QCOMPARE(QString::fromStdString(timeframe->word()), word);
        QVERIFY(parseTimeframe(timeframe->text()) == timeframe);
        QVERIFY(parseTimeframe(timeframe->word()) == timeframe);
        QCOMPARE(timeframe->isIntraday(), minutes < 1440);
    }

    void refusesOtherTexts()
    {
        for (const char* text : {"", "m", "0m", "5", "5x", "-5m", "1.5h", "d1", "5 m", "1M", "1mon",
                                 "Daily", "123456m"}) {
            QVERIFY2(!parseTimeframe(text), text);
        }
    }
};

SW_TEST(TestTimeframe)
#include "tst_timeframe.moc"
