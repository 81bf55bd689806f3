#include "test_main.h"

#include "market/csv.h"

using namespace sw;
using namespace sw::market;

namespace {

constexpr const char* kHead = "time,open,high,low,close,volume\n";
constexpr const char* kFirst = "2020-01-13,1100.5,1101.25,1099.75,1100,1000\n";
constexpr const char* kSecond = "2020-01-14,1101,1102,1100.5,1101.5,20000\n";

void broken(const char* name, const QByteArray& text, const char* message)
{
    QTest::newRow(name) << text << QString::fromUtf8(message);
}

} // namespace

class TestCsvErrors : public QObject
{
    Q_OBJECT
private slots:
    void namesTheFirstOffendingPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        const QByteArray good = QByteArray(kHead) + kFirst + kSecond;
        const char* const empty = "the text has no bars: it is empty; choose a file with rows of "
                                  "time, open, high, low, close and volume";
        broken("empty", "", empty);
        broken("only white space", " \n\r\n \t ", empty);
        broken("only a mark", "\xEF\xBB\xBF", empty);
        broken("only a header", kHead,
               "line 2: no bars follow the header; choose a file with rows of time, open, high, "
               "low, close and volume");
        broken(
            "prose", "Dear trader,\nthese are no bars.\n",
            "line 1: \"Dear trader\" neither names the columns nor is a bar of time, open, high, "
            "low, close and volume; add a first line that names the columns");
        broken(
            "binary", QByteArray("\x89PNG\r\n\x1A\n\x00\x01", 10),
            "line 1: \"\x89PNG\" neither names the columns nor is a bar of time, open, high, low, "
            "close and volume; add a first line that names the columns");
        broken("missing columns", "date,close\n2020-01-13,1100\n",
               "line 1: the header has no column for the open, the high, the low; name the columns "
               "time, open, high, low, close and volume");
        broken("missing time", "open,high,low,close,volume\n1,2,0.5,1.5,10\n",
               "line 1: the header has no column for the time; name the columns time, open, high, "
               "low, close and volume");
        broken("column named twice", "date,open,high,low,close,close\n",
               "line 1, column 6 (close): a second column for the close, which column 5 holds "
               "already; rename or remove one");
        broken("many columns without names", "2020-01-13,1,2,0.5,1.5,10,11,12\n",
               "line 1: 8 columns without names can be anything; add a first line that names time, "
               "open, high, low, close and volume");
        broken("columns without names in another order",
               "2020-01-13,1.5,0.5,2,1\n2020-01-14,1.5,0.5,2,1\n",
               "line 1: the columns have no names and are not open, high, low and close in this "
               "order; add a first line that names them");
        broken("too few fields", good + "2020-01-15,1102,1103.5,1101\n",
               "line 4, column 5 (close): the row has 4 fields where 6 are expected; complete the "
               "row or remove it");
        broken("too few fields at once", QByteArray(kHead) + "2020-01-15,1102,1103.5,1101\n",
               "line 2, column 5 (close): the row has 4 fields where 6 are expected; complete the "
               "row or remove it");
        broken("too many fields", good + "2020-01-15,1102,1103.5,1101,1103,3,000,000\n",
               "line 4, column 7: the row has 8 fields where 6 are expected; put numbers that "
               "contain the delimiter in quotes");
        broken("no number", good + "2020-01-15,1102,1103.5,n/a,1103,3\n",
               "line 4, column 4 (low): \"n/a\" is not a number; write a decimal such as 101.25");
        broken("two points", good + "2020-01-15,11.02.5,1103.5,1101,1103,3\n",
               "line 4, column 2 (open): \"11.02.5\" is not a number; write a decimal such as "
               "101.25");
        broken("trailing letters", good + "2020-01-15,1102,1103.5,1101,1103,3 shares\n",
               "line 4, column 6 (volume): \"3 shares\" is not a number; write a decimal such as "
               "101.25");
        broken("missing price", good + "2020-01-15,1102,,1101,1103,3\n",
               "line 4, column 3 (high): the price is missing; fill it in or remove the row");
        broken("null", good + "2020-01-15,null,null,null,null,null\n",
               "line 4, column 2 (open): \"null\" is not a number; write a decimal such as 101.25");
        broken("not finite", good + "2020-01-15,1102,1103.5,1101,NaN,3\n",
               "line 4, column 5 (close): \"NaN\" is not a finite number; correct it or remove the "
               "row");
        broken("infinite", good + "2020-01-15,1102,inf,1101,1103,3\n",
               "line 4, column 3 (high): \"inf\" is not a finite number; correct it or remove the "
               "row");
        broken(
            "too large", good + "2020-01-15,1102,1e999,1101,1103,3\n",
            "line 4, column 3 (high): \"1e999\" is not a finite number; correct it or remove the "
            "row");
        broken("negative volume", good + "2020-01-15,1102,1103.5,1101,1103,-3\n",
               "line 4, column 6 (volume): the volume \"-3\" is negative; correct it or remove the "
               "row");
        broken("no such day", good + "2020-02-30,1102,1103.5,1101,1103,3\n",
               "line 4, column 1 (time): \"2020-02-30\" is not a day of the calendar; correct the "
               "date");
        broken("no such month", good + "2020-13-01,1102,1103.5,1101,1103,3\n",
               "line 4, column 1 (time): \"2020-13-01\" is not a day of the calendar; correct the "
               "date");
        broken("no such hour", good + "2020-01-15T25:00,1102,1103.5,1101,1103,3\n",
               "line 4, column 1 (time): \"2020-01-15T25:00\" has no readable time of day; write "
               "09:30 or 09:30:00, with an offset such as -05:00 if the zone matters");
        broken("zone by name", good + "2020-01-15 09:30 EST,1102,1103.5,1101,1103,3\n",
               "line 4, column 1 (time): \"2020-01-15 09:30 EST\" has no readable time of day; "
               "write 09:30 or 09:30:00, with an offset such as -05:00 if the zone matters");
        broken("another form of time", good + "15 Jan 2020,1102,1103.5,1101,1103,3\n",
               "line 4, column 1 (time): \"15 Jan 2020\" is not a time like those before it, such "
               "as 2020-01-31; write all times in one form");
        broken("no time at all", QByteArray(kHead) + "soon,1102,1103.5,1101,1103,3\n",
               "line 2, column 1 (time): \"soon\" is not a time; write dates as 2020-01-31 or as "
               "seconds since 1970");
        broken("spreadsheet days", QByteArray(kHead) + "43843,1102,1103.5,1101,1103,3\n",
               "line 2, column 1 (time): \"43843\" is not a time; write dates as 2020-01-31 or as "
               "seconds since 1970");
        broken(
            "offsets on some rows only",
            QByteArray(kHead) + "2020-01-13T09:30Z,1,2,0.5,1.5,3\n2020-01-14T09:30,1,2,0.5,1.5,3\n",
            "line 3, column 1 (time): the time has not an offset from UTC and those before have; "
            "write all times in one form");
        broken("month and day exchanged",
               "date,open,high,low,close\n01/13/2020,1,2,0.5,1.5\n14/01/2020,1,2,0.5,1.5\n",
               "line 3, column 1 (date): \"14/01/2020\" is not a day of the calendar; correct the "
               "date");
        broken("repeated time", good + kSecond,
               "line 4, column 1 (time): the time 2020-01-14 stands already in line 3; keep one of "
               "the two rows");
        broken(
            "out of order",
            good + "2020-01-10,1102,1103.5,1101,1103,3\n\n"
                   "2020-01-16,1102,1103.5,1101,1103,3\n",
            "line 4, column 1 (time): the time 2020-01-10 comes after 2020-01-14 in line 3; sort "
            "the rows by time");
        broken(
            "out of order behind blank lines",
            good + "\n\n2020-01-15,1,2,0.5,1.5,3\n2020-01-10,1102,1103.5,1101,1103,3\n",
            "line 7, column 1 (time): the time 2020-01-10 comes after 2020-01-15 in line 6; sort "
            "the rows by time");
        broken(
            "out of order, newest first",
            QByteArray(kHead) + "2020-01-15,1,2,0.5,1.5,3\n2020-01-14,1,2,0.5,1.5,3\n"
                                "2020-01-13,1,2,0.5,1.5,3\n2020-01-14,1,2,0.5,1.5,3\n",
            "line 5, column 1 (time): the time 2020-01-14 comes after 2020-01-13 in line 4; sort "
            "the rows by time");
        broken("quote never closed", good + "2020-01-15,\"1102,1103.5,1101,1103,3\n",
               "line 4, column 2: a quote is opened here and never closed; close it or remove it");
        broken("quote never closed in the header", "\"time,open,high,low,close\n",
               "line 1, column 1: a quote is opened here and never closed; close it or remove it");
        broken("text after a quote", good + "2020-01-15,\"1102\"5,1103.5,1101,1103,3\n",
               "line 4, column 2: \"5\" follows the closing quote; put it inside the quotes or "
               "remove it");
        broken("no UTF-8", good + "2020-01-15,1102\xE9,1103.5,1101,1103,3\n",
               "line 4, column 2 (open): the text is not UTF-8; save the file as UTF-8");
        broken("no UTF-8 in the header", "time,open,high,low,close,\xE9t\xE9\n",
               "line 1, column 6: the text is not UTF-8; save the file as UTF-8");
        broken("UTF-16", QByteArray("\xFF\xFEt\0i\0m\0e\0", 10),
               "line 1: the text is UTF-16; save the file as UTF-8");
        broken("one bar", QByteArray(kHead) + kFirst,
               "line 2: fewer than two bars do not tell their length; name the timeframe, for "
               "example 1d");
        broken(
            "seconds apart",
            QByteArray(kHead) + "2020-01-13T09:30:00,1,2,0.5,1.5,3\n"
                                "2020-01-13T09:30:05,1,2,0.5,1.5,3\n",
            "line 2: the bars lie most often 5 s apart, which is no timeframe; use bars of whole "
            "minutes, hours, days, weeks or months");
        broken(
            "after a cell of two lines",
            "time,note,open,high,low,close\n2020-01-13,\"one\ntwo\",1,2,0.5,1.5\n"
            "2020-01-14,x,1,2,0.5,oops\n",
            "line 4, column 6 (close): \"oops\" is not a number; write a decimal such as 101.25");
    }
    void namesTheFirstOffendingPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        const std::string bytes = text.toStdString();
        CsvOptions options;
        options.symbol = "X";
        const auto read = readCsv(bytes, options);
        QVERIFY(!read);
        QVERIFY(read.error().kind == ErrorKind::InvalidInput);
        QCOMPARE(QString::fromStdString(read.error().message), message);
    }

    void saysTheSameOnTheQuickWayAndInTheMiddleOfAFile()
    {
        // Rows around the broken one are plain, so it is met by the quick way first.
        std::string text = kHead;
        for (int day = 1; day <= 28; ++day) {
            text += (day < 10 ? "2020-01-0" : "2020-01-") + std::to_string(day);
            text += day == 17 ? ",1,2,0.5,1.5x,3\n" : ",1,2,0.5,1.5,3\n";
        }
        CsvOptions options;
        options.symbol = "X";
        const auto read = readCsv(text, options);
        QVERIFY(!read);
        QCOMPARE(read.error().message,
                 std::string("line 18, column 5 (close): \"1.5x\" is not a number; write a decimal "
                             "such as 101.25"));
    }

    void refusesAGivenDialectThatDoesNotFit()
    {
        CsvOptions options;
        options.symbol = "X";
        options.dialect = CsvDialect{};
        options.dialect->time = 0;
        options.dialect->open = 1;
        options.dialect->high = 2;
        options.dialect->low = 3;
        options.dialect->close = 9;
        const auto read = readCsv(std::string(kHead) + kFirst, options);
        QVERIFY(!read);
        QCOMPARE(read.error().message,
                 std::string("line 1: there are 6 columns but the given dialect reads column 10; "
                             "choose the dialect of this file"));
    }
};

SW_TEST(TestCsvErrors)
#include "tst_csv_errors.moc"
