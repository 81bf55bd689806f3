#include "test_main.h"

#include "base/text.h"
#include "market_bars.h"

using namespace sw;
using namespace sw::market;
using namespace sw::test;

namespace {

/// Three days from Monday 2020-01-13 that every daily dialect below spells.
BarColumns threeDays(bool volume)
{
    BarColumns columns;
    columns.time = {at(2020, 1, 13), at(2020, 1, 14), at(2020, 1, 15)};
    columns.open = {1100.5, 1101, 1102};
    columns.high = {1101.25, 1102, 1103.5};
    columns.low = {1099.75, 1100.5, 1101};
    columns.close = {1100, 1101.5, 1103};
    columns.volume = volume ? std::vector<double>{1000, 20'000, 3'000'000} : std::vector<double>(3);
    return columns;
}

void daily(const char* name, const QByteArray& text, const char* timeForm, const char* notes = "",
           bool volume = true)
{
    QTest::newRow(name) << text << QString::fromLatin1(timeForm) << QString::fromUtf8(notes)
                        << volume;
}

} // namespace

class TestCsv : public QObject
{
    Q_OBJECT
private slots:
    void readsEveryDailyDialect_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("timeForm");
        QTest::addColumn<QString>("notes");
        QTest::addColumn<bool>("volume");
        const QByteArray plain = "time,open,high,low,close,volume\n"
                                 "2020-01-13,1100.5,1101.25,1099.75,1100,1000\n"
                                 "2020-01-14,1101,1102,1100.5,1101.5,20000\n"
                                 "2020-01-15,1102,1103.5,1101,1103,3000000\n";
        daily("plain", plain, "iso");
        daily("no last line end", plain.chopped(1), "iso");
        daily("CRLF", QByteArray(plain).replace("\n", "\r\n"), "iso");
        daily("CR", QByteArray(plain).replace("\n", "\r"), "iso");
        daily("byte order mark", "\xEF\xBB\xBF" + plain, "iso");
        daily("blank lines", "\n" + QByteArray(plain).replace("\n", "\n\n") + "  \n\n", "iso");
        daily("tabs", QByteArray(plain).replace(",", "\t"), "iso");
        daily("bars", QByteArray(plain).replace(",", "|"), "iso");
        daily("semicolons", QByteArray(plain).replace(",", ";"), "iso");
        daily("spaces round the cells", QByteArray(plain).replace(",", " , "), "iso");
        daily("slashes", QByteArray(plain).replace("2020-01-", "2020/01/"), "iso");
        daily("no names", plain.mid(plain.indexOf('\n') + 1), "iso");
        daily("midnight with a T", QByteArray(plain).replace("3,11", "3T00:00:00,11"), "iso");
        daily("decimal comma",
              "Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke\n"
              "2020-01-13;1.100,5;1.101,25;1.099,75;1.100;1.000\n"
              "2020-01-14;1.101;1.102;1.100,5;1.101,5;20.000\n"
              "2020-01-15;1.102;1.103,5;1.101;1.103;3.000.000\n",
              "iso", "The comma was read as the decimal sign.");
        daily("other order, case and columns",
              "Symbol,VOLUME,Close,Low,High,Open,Date\n"
              "X,1000,1100,1099.75,1101.25,1100.5,2020-01-13\n"
              "X,20000,1101.5,1100.5,1102,1101,2020-01-14\n"
              "X,3000000,1103,1101,1103.5,1102,2020-01-15\n",
              "iso", "Not used: the column \"Symbol\"; prices are taken as they stand.");
        daily("adjusted close",
              "Date,Open,High,Low,Close,Adj Close,Volume\n"
              "2020-01-13,1100.500000,1101.250000,1099.750000,1100.000000,1050.1,1000\n"
              "2020-01-14,1101.000000,1102.000000,1100.500000,1101.500000,1051.2,20000\n"
              "2020-01-15,1102.000000,1103.500000,1101.000000,1103.000000,1052.3,3000000\n",
              "iso", "Not used: the column \"Adj Close\"; prices are taken as they stand.");
        daily(
            "quotes, thousands and English dates",
            "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n"
            "\"Jan 15, "
            "2020\",\"1,103.00\",\"1,102.00\",\"1,103.50\",\"1,101.00\",\"3.00M\",\"0.1%\"\n"
            "\"Jan 14, "
            "2020\",\"1,101.50\",\"1,101.00\",\"1,102.00\",\"1,100.50\",\"20.00K\",\"0.1%\"\n"
            "\"Jan 13, "
            "2020\",\"1,100.00\",\"1,100.50\",\"1,101.25\",\"1,099.75\",\"1.00K\",\"0.1%\"\n",
            "month name",
            "Not used: the column \"Change %\"; prices are taken as they stand.\nThe rows ran from "
            "the newest to the oldest and were turned round.");
        daily("dollars and month first",
              "Date,Close/Last,Volume,Open,High,Low\n"
              "01/15/2020,$1103.00,3000000,$1102.00,$1103.50,$1101.00\n"
              "01/14/2020,$1101.50,20000,$1101.00,$1102.00,$1100.50\n"
              "01/13/2020,$1100.00,1000,$1100.50,$1101.25,$1099.75\n",
              "numeric date",
              "Dates were read as month/day/year.\nThe rows ran from the newest to the oldest and "
              "were turned round.");
        daily("day first",
              QByteArray(plain)
                  .replace("2020-01-13", "13/01/2020")
                  .replace("2020-01-14", "14/1/2020")
                  .replace("2020-01-15", "15/01/2020"),
              "numeric date", "Dates were read as day/month/year.");
        daily("short years",
              QByteArray(plain)
                  .replace("2020-01-13", "13.01.20")
                  .replace("2020-01-14", "14.01.20")
                  .replace("2020-01-15", "15.01.20"),
              "numeric date",
              "Dates were read as day/month/year.\nYears of two digits were read as 1970 to 2069.");
        daily("month names",
              QByteArray(plain)
                  .replace("2020-01-13", "13-Jan-2020")
                  .replace("2020-01-14", "14-JAN-20")
                  .replace("2020-01-15", "15 January 2020"),
              "month name");
        daily("compact dates", QByteArray(plain).replace("2020-01-", "202001"), "yyyymmdd");
        daily("MetaTrader",
              "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
              "2020.01.13\t00:00:00\t1100.5\t1101.25\t1099.75\t1100\t1000\t0\t3\n"
              "2020.01.14\t00:00:00\t1101\t1102\t1100.5\t1101.5\t20000\t0\t3\n"
              "2020.01.15\t00:00:00\t1102\t1103.5\t1101\t1103\t3000000\t0\t3\n",
              "iso and time columns",
              "Not used: the columns \"<VOL>\", \"<SPREAD>\"; prices are taken as they stand.");
        daily("date and time without names",
              "2020.01.13,00:00,1100.5,1101.25,1099.75,1100,1000\n"
              "2020.01.14,00:00,1101,1102,1100.5,1101.5,20000\n"
              "2020.01.15,00:00,1102,1103.5,1101,1103,3000000\n",
              "iso and time columns");
        daily("older MetaTrader",
              "<TICKER>,<DTYYYYMMDD>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<DATE>\n"
              "X,1,1100.5,1101.25,1099.75,1100,1000,20200113\n"
              "X,1,1101,1102,1100.5,1101.5,20000,20200114\n"
              "X,1,1102,1103.5,1101,1103,3000000,20200115\n",
              "yyyymmdd",
              "Not used: the columns \"<TICKER>\", \"<DTYYYYMMDD>\"; prices are taken as they "
              "stand.");
        daily("seconds since 1970",
              "unix,open,high,low,close,Volume BTC\n"
              "1578873600,1100.5,1101.25,1099.75,1100,1000\n"
              "1578960000,1101,1102,1100.5,1101.5,20000\n"
              "1579046400.0,1102,1103.5,1101,1103,3000000\n",
              "epoch-s", "The times count from 1970 in UTC; days and weeks are those of UTC.");
        daily(
            "a title above newest-first milliseconds",
            "https://example.com/data\n"
            "timestamp,date,open,high,low,close,Volume X,Volume USD\n"
            "1579046400000,2020-01-15,1102,1103.5,1101,1103,3000000,1\n"
            "1578960000000,2020-01-14,1101,1102,1100.5,1101.5,20000,1\n"
            "1578873600000,2020-01-13,1100.5,1101.25,1099.75,1100,1000,1\n",
            "epoch-ms",
            "The text before line 2 is no part of the table and was skipped.\nThe times count from "
            "1970 in UTC; days and weeks are those of UTC.\nNot used: the columns \"date\", "
            "\"Volume USD\"; prices are taken as they stand.\nThe rows ran from the newest to the "
            "oldest and were turned round.");
        daily("microseconds",
              "1578873600000000,1100.5,1101.25,1099.75,1100,1000\n"
              "1578960000000000,1101,1102,1100.5,1101.5,20000\n"
              "1579046400000000,1102,1103.5,1101,1103,3000000\n",
              "epoch-us", "The times count from 1970 in UTC; days and weeks are those of UTC.");
        daily("an index without a name", QByteArray(plain).replace("time,", ","), "iso");
        daily("numbered names",
              QByteArray(plain).replace("time,open,high,low,close,volume",
                                        "timestamp,1. open,2. high,3. low,4. "
                                        "close,5. volume"),
              "iso");
        daily("names with the symbol",
              QByteArray(plain).replace("time,open,high,low,close,volume",
                                        "date,X.Open,X.High,X.Low,X.Close,"
                                        "X.Volume"),
              "iso");
        daily("no volume",
              "date,open,high,low,close\n"
              "2020-01-13,1100.5,1101.25,1099.75,1100\n"
              "2020-01-14,1101,1102,1100.5,1101.5\n"
              "2020-01-15,1102,1103.5,1101,1103\n",
              "iso", "The file has no volume; it was read as 0.", false);
        daily("empty volumes",
              "date,open,high,low,close,volume\n"
              "2020-01-13,1100.5,1101.25,1099.75,1100,\n"
              "2020-01-14,1101,1102,1100.5,1101.5,-\n"
              "2020-01-15,1102,1103.5,1101,1103,0\n",
              "iso", "The volume is missing on 2 rows; it was read as 0.", false);
        daily("long decimals",
              "date,open,high,low,close,volume\n"
              "2020-01-13,1100.50000000000000000000001,1101.25,1099.75,1.1e3,1000\n"
              "2020-01-14,1101,1102,1100.5,1101.5,2e4\n"
              "2020-01-15,1102,1103.5,1101,1103,3000000\n",
              "iso");
    }
    void readsEveryDailyDialect()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, timeForm);
        QFETCH(QString, notes);
        QFETCH(bool, volume);
        const auto read = readCsv(text.toStdString(), named("X"));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        const auto expected = barsOf("X", {1, FrameUnit::Day}, threeDays(volume));
        QVERIFY(sameColumns(*read->bars, *expected));
        QVERIFY((read->bars->timeframe() == Timeframe{1, FrameUnit::Day}));
        QCOMPARE(QString::fromStdString(read->dialect.timeForm), timeForm);
        QStringList found;
        for (const std::string& note : read->notes) {
            found << QString::fromStdString(note);
        }
        QCOMPARE(found.join(QLatin1Char('\n')), notes);
        const auto dialect = detectDialect(text.toStdString());
        QVERIFY(dialect.has_value());
        QCOMPARE(dialect->timeForm, read->dialect.timeForm);
        QCOMPARE(dialect->delimiter, read->dialect.delimiter);
        // The dialect found reads the file again when it is given.
        CsvOptions again = named("X");
        again.dialect = *dialect;
        if (!notes.contains(QLatin1String("no part of the table"))) {
            const auto twice = readCsv(text.toStdString(), again);
            QVERIFY2(twice.has_value(), twice ? "" : twice.error().message.c_str());
            QVERIFY(sameColumns(*twice->bars, *expected));
        }
    }

    void readsEveryFormOfIntradayTime_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<int>("offsetMinutes");
        const auto row = [](const char* first, const char* second, int offsetMinutes = 9999) {
            QTest::newRow(first) << QByteArray(first) << QByteArray(second) << offsetMinutes;
        };
        // Local 2020-01-13 09:30 and 09:35; 9999 = no offset in the file.
        row("2020-01-13T09:30:00", "2020-01-13T09:35:00");
        row("2020-01-13 09:30", "2020-01-13 09:35");
        row("2020-01-13T09:30:00.000", "2020-01-13T09:35:00.000");
        row("2020-01-13T09:30:00.000000", "2020-01-13T09:35:00.000000");
        row("2020-01-13T09:30:00Z", "2020-01-13T09:35:00Z", 0);
        row("2020-01-13 09:30:00 UTC", "2020-01-13 09:35:00 UTC", 0);
        row("2020-01-13T09:30:00-05:00", "2020-01-13T09:35:00-05:00", -300);
        row("2020-01-13 09:30:00+01:00", "2020-01-13 09:35:00+01:00", 60);
        row("2020-01-13 09:30:00+0530", "2020-01-13 09:35:00+0530", 330);
        row("2020-01-13 09:30:00 GMT-0500", "2020-01-13 09:35:00 GMT-0500", -300);
        row("2020-01-13 09:30:00-05", "2020-01-13 09:35:00-05", -300);
        row("20200113 093000", "20200113 093500");
        row("20200113 09:30", "20200113 09:35");
        row("20200113093000", "20200113093500");
        row("202001130930", "202001130935");
        row("13.01.2020 09:30:00.000", "13.01.2020 09:35:00.000");
        row("1/13/2020 9:30 AM", "1/13/2020 9:35 AM");
        row("13-Jan-2020 09:30", "13-Jan-2020 09:35");
        row("1578907800", "1578908100");
        row("1578907800000", "1578908100000");
        row("1578907800000000000", "1578908100000000000");
    }
    void readsEveryFormOfIntradayTime()
    {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, second);
        QFETCH(int, offsetMinutes);
        // Long enough that the rows in the middle go the quick way too.
        const QByteArray text =
            "time,o,h,l,c,v\n" + first + ",1,2,0.5,1.5,10\n" + second +
            ",1,2,0.5,1.5,123456789012345678901234567890123456789012345678901\n";
        const auto read = readCsv(text.toStdString(), named("X"));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        const Bars& bars = *read->bars;
        QCOMPARE(bars.localMs(0), at(2020, 1, 13, 9, 30).ms);
        QCOMPARE(bars.localMs(1), at(2020, 1, 13, 9, 35).ms);
        QCOMPARE(QString::fromStdString(bars.timeframe().text()), QStringLiteral("5m"));
        QCOMPARE(bars.hasOffsets(), offsetMinutes != 9999);
        if (offsetMinutes != 9999) {
            QCOMPARE(bars.localOffsetMs()[1], offsetMinutes * 60'000);
            QCOMPARE(bars.time()[0].ms, bars.localMs(0) - offsetMinutes * kMsPerMinute);
        }
    }

    void readsSeparateDateAndTimeColumns()
    {
        const auto read = readCsv("Date;Time;Open;High;Low;Close;Volume\n"
                                  "13/01/2020;0930;1;2;0,5;1,5;10\n"
                                  "13/01/2020;1030;1;2;0,5;1,5;10\n",
                                  named("X"));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(read->bars->localMs(1), at(2020, 1, 13, 10, 30).ms);
        QCOMPARE(read->dialect.timeForm, std::string("numeric date and time columns"));
        QCOMPARE(read->dialect.decimalPoint, ',');
    }

    void asksForTheDateOrderOnlyWhenNoRowTells()
    {
        const std::string ambiguous = "date,open,high,low,close\n"
                                      "03/04/2020,1,2,0.5,1.5\n"
                                      "04/04/2020,1,2,0.5,1.5\n";
        const auto refused = readCsv(ambiguous, named("X"));
        QVERIFY(!refused);
        QCOMPARE(
            refused.error().message,
            std::string("line 2, column 1 (date): \"03/04/2020\" may be month/day or day/month "
                        "and no row of the file decides; choose the date order: month first "
                        "or day first"));
        CsvOptions options = named("X");
        options.timeframe = Timeframe{1, FrameUnit::Day};
        options.dialect = CsvDialect{};
        options.dialect->dateOrder = DateOrder::DayMonthYear;
        const auto dayFirst = readCsv(ambiguous, options);
        QVERIFY(dayFirst.has_value());
        QVERIFY(dayFirst->bars->time()[0] == at(2020, 4, 3));
        options.dialect->dateOrder = DateOrder::MonthDayYear;
        const auto monthFirst = readCsv(ambiguous, options);
        QVERIFY(monthFirst.has_value());
        QVERIFY(monthFirst->bars->time()[0] == at(2020, 3, 4));
        QCOMPARE(monthFirst->notes.back(), std::string("The bars lie 1mo apart but are taken as "
                                                       "1d, as asked."));
        const auto decided = readCsv(ambiguous + "13/04/2020,1,2,0.5,1.5\n", named("X"));
        QVERIFY(decided.has_value());
        QVERIFY(decided->bars->time()[0] == at(2020, 4, 3));
    }

    void readsCountersAsDays()
    {
        const auto read = readCsv("time,open,high,low,close,volume\n0,1,2,0.5,1.5,1\n"
                                  "1,1,2,0.5,1.5,1\n2,1,2,0.5,1.5,1\n",
                                  named("X"));
        QVERIFY(read.has_value());
        QVERIFY(read->bars->time()[2] == at(1970, 1, 3));
        QCOMPARE(read->notes.at(0), std::string("The times are whole numbers and were read as days "
                                                "from 1970-01-01."));
    }

    void writesTheProductsOwnForm()
    {
        QCOMPARE(writeCsv(*barsOf("X", {}, threeDays(true))),
                 std::string("time,open,high,low,close,volume\n"
                             "2020-01-13,1100.5,1101.25,1099.75,1100,1000\n"
                             "2020-01-14,1101,1102,1100.5,1101.5,20000\n"
                             "2020-01-15,1102,1103.5,1101,1103,3000000\n"));
        BarColumns columns = threeDays(true);
        columns.time[0].ms += 34'200'000;
        QVERIFY(writeCsv(*barsOf("X", {}, columns)).find("\n2020-01-13T09:30:00,1100.5,") !=
                std::string::npos);
        columns.localOffsetMs = {0, -18'000'000, 19'800'000};
        const std::string text = writeCsv(*barsOf("X", {}, columns));
        QVERIFY(text.find("\n2020-01-13T09:30:00Z,") != std::string::npos);
        QVERIFY(text.find("\n2020-01-13T19:00:00-05:00,") != std::string::npos);
        QVERIFY(text.find("\n2020-01-15T05:30:00+05:30,") != std::string::npos);
        const auto back = readCsv(text, named("X"));
        QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
        QVERIFY(sameColumns(*back->bars, *barsOf("X", {}, columns)));
    }

    void readsBackAMillionBarsBitForBit()
    {
        std::vector<Timestamp> times;
        for (std::int64_t i = 0; i < 1'000'000; ++i) {
            times.push_back({at(2018, 1, 1).ms + i * kMsPerMinute});
        }
        const auto bars = barsOf("BTCUSD", {1, FrameUnit::Minute}, walk(std::move(times), 11));
        const std::string text = writeCsv(*bars);
        const auto read = readCsv(text, named("BTCUSD"));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY(sameColumns(*read->bars, *bars));
        QVERIFY(read->bars->timeframe() == bars->timeframe());
        QCOMPARE(read->bars->fingerprint(), bars->fingerprint());
        QCOMPARE(read->bars->ticksPerUnit(), 100.0);
        QVERIFY(writeCsv(*read->bars) == text);
    }

    void readsBackExtremeNumbersBitForBit()
    {
        std::mt19937_64 random(5);
        BarColumns columns = walk({at(2020, 1, 1), at(2020, 1, 2)}, 1);
        for (int i = 0; i < 2000; ++i) {
            const double value = std::bit_cast<double>(random());
            columns.close[0] = std::isfinite(value) ? value : 0.1;
            columns.volume[1] = std::fabs(columns.close[0]);
            const auto bars = barsOf("X", {}, columns);
            const auto read = readCsv(writeCsv(*bars), named("X"));
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
            QVERIFY(sameColumns(*read->bars, *bars));
        }
    }

    void takesBothWaysThroughMixedRows()
    {
        // Quotes, spaces and exponents send single rows the thorough way; the others stay quick.
        std::vector<Timestamp> times;
        for (std::int64_t i = 0; i < 2000; ++i) {
            times.push_back({(18'262 + i) * kMsPerDay});
        }
        const auto bars = barsOf("X", {}, walk(std::move(times), 3));
        const std::string plain = writeCsv(*bars);
        std::string mixed;
        std::size_t line = 0;
        for (const std::string_view row : split(plain, '\n')) {
            const bool odd = line++ % 5 == 3 && !row.empty();
            mixed +=
                odd ? "\"" + std::string(row.substr(0, 10)) + "\" " + std::string(row.substr(10))
                    : std::string(row);
            mixed += line % 3 == 0 ? "\r\n" : line % 7 == 0 ? "\r" : "\n";
        }
        const auto read = readCsv(mixed, named("X"));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY(sameColumns(*read->bars, *bars));
    }

    void neverBreaksOnCutOrDamagedText()
    {
        std::vector<Timestamp> times;
        for (std::int64_t i = 0; i < 40; ++i) {
            times.push_back({(18'262 + i) * kMsPerDay + (i % 2) * kMsPerHour});
        }
        BarColumns columns = walk(std::move(times), 3);
        columns.localOffsetMs.assign(40, 3'600'000);
        const std::string text = writeCsv(*barsOf("X", {}, columns));
        for (std::size_t length = 0; length <= text.size(); ++length) {
            const auto read = readCsv(std::string_view(text).substr(0, length), named("X"));
            QVERIFY(read.has_value() || !read.error().message.empty());
        }
        std::mt19937_64 random(8);
        const std::string_view alphabet = ",;\t|\"\r\n.-+:eT 0123456789NaZ\xC3\xFF";
        for (int i = 0; i < 20'000; ++i) {
            std::string damaged = text.substr(0, 300 + random() % 600);
            for (std::uint64_t k = 0; k <= random() % 4; ++k) {
                damaged[random() % damaged.size()] = alphabet[random() % alphabet.size()];
            }
            const auto read = readCsv(damaged, named("X"));
            QVERIFY(read.has_value() || !read.error().message.empty());
        }
    }
};

SW_TEST(TestCsv)
#include "tst_csv.moc"
