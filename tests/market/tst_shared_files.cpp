#include "test_main.h"

#include "market/calendar.h"
#include "market/quality.h"
#include "market_bars.h"

using namespace sw;
using namespace sw::market;
using namespace sw::test;

class TestSharedFiles : public QObject
{
    Q_OBJECT
private slots:
    void readsAndWritesEachFile_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<int>("bars");
        QTest::addColumn<QString>("timeframe");
        QTest::addColumn<double>("ticks");
        QTest::addColumn<int>("gaps");
        const auto row = [](const char* file, const char* symbol, int bars, const char* timeframe,
                            double ticks, int gaps) {
            QTest::newRow(file) << QString::fromLatin1(file) << QString::fromLatin1(symbol) << bars
                                << QString::fromLatin1(timeframe) << ticks << gaps;
        };
        row("aapl_daily.csv", "AAPL", 1260, "1d", 1e6, 0);
        row("sp500_daily.csv", "^GSPC", 5105, "1d", 1e6, 0);
        row("eurusd_hourly.csv", "EURUSD", 5000, "1h", 1e5, 0);
        row("btcusd_daily.csv", "BTCUSD", 1318, "1d", 100, 8);
        row("synthetic_grid.csv", "BTCUSD", 20000, "1d", 1, 0);
        row("synthetic_rare.csv", "BTCUSD", 2460, "1d", 1, 0);
    }
    void readsAndWritesEachFile()
    {
        QFETCH(QString, file);
        QFETCH(QString, symbol);
        QFETCH(int, bars);
        QFETCH(QString, timeframe);
        QFETCH(double, ticks);
        QFETCH(int, gaps);
        const auto text = sharedFile(qPrintable(file));
        if (!text) {
            QSKIP("the shared data folder is absent");
        }
        const auto read = readCsv(*text, named(symbol.toStdString()));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        const Bars& found = *read->bars;
        QCOMPARE(static_cast<int>(found.size()), bars);
        QCOMPARE(QString::fromStdString(found.timeframe().text()), timeframe);
        QCOMPARE(found.ticksPerUnit(), ticks);

        const std::string written = writeCsv(found);
        const auto again = readCsv(written, named(symbol.toStdString()));
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QVERIFY(sameColumns(*again->bars, found));
        QVERIFY(writeCsv(*again->bars) == written);

        const QualityReport report = checkQuality(found);
        for (std::size_t kind = 0; kind < report.counts.size(); ++kind) {
            const bool isGap = kind == static_cast<std::size_t>(Finding::Gap);
            QCOMPARE(static_cast<int>(report.counts[kind]), isGap ? gaps : 0);
        }
    }

    void agreesWithTheCalendarOfTwentyYears()
    {
        const auto text = sharedFile("sp500_daily.csv");
        if (!text) {
            QSKIP("the shared data folder is absent");
        }
        const auto read = readCsv(*text, named("^GSPC"));
        QVERIFY(read.has_value());
        const Bars& bars = *read->bars;
        std::size_t next = 0;
        for (std::int64_t day = daysOf(bars.time().front()); day <= daysOf(bars.time().back());
             ++day) {
            const bool traded = next < bars.size() && daysOf(bars.time()[next]) == day;
            const bool expected = isTradingDay(TradingCalendar::NewYork, day) &&
                                  !wasNewYorkClosed(civilFromDays(day));
            QVERIFY2(traded == expected, formatDate(civilFromDays(day)).c_str());
            next += traded ? 1 : 0;
        }
        QCOMPARE(next, bars.size());
    }

    void shipsSamplesThatEqualTheirSources()
    {
        const std::pair<const char*, const char*> samples[] = {{"AAPL.csv", "aapl_daily.csv"},
                                                               {"SPX.csv", "sp500_daily.csv"}};
        for (const auto& [sample, source] : samples) {
            QFile file(QStringLiteral(SW_SOURCE_DIR "/resources/samples/") +
                       QString::fromLatin1(sample));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const std::string text = file.readAll().toStdString();
            const auto read = readCsv(text, named("AAPL"));
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
            QVERIFY(read->notes.empty());
            if (const auto original = sharedFile(source)) {
                QVERIFY(text == *original);
            }
        }
    }
};

SW_TEST(TestSharedFiles)
#include "tst_shared_files.moc"
