#include "test_main.h"

#include "market/csv_number.h"

#include <bit>
#include <cstdlib>
#include <random>
#include <string>

using namespace sw;
using namespace sw::market;

class TestCsvNumbers : public QObject
{
    Q_OBJECT
private slots:
    void readsDecoratedNumbers_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<QString>("point");
        QTest::addColumn<double>("value");
        const auto row = [](const char* cell, const char* point, double value) {
            QTest::newRow(cell) << QString::fromUtf8(cell) << QString::fromLatin1(point) << value;
        };
        row("101.25", ".", 101.25);
        row(" 101.25 ", ".", 101.25);
        row("+1.5", ".", 1.5);
        row("-37.63", ".", -37.63);
        row("1e3", ".", 1000);
        row("1.5E-2", ".", 0.015);
        row(".5", ".", 0.5);
        row("5.", ".", 5);
        row("1,234.56", ".", 1234.56);
        row("12,345,678", ".", 12345678);
        row("-1,234", ".", -1234);
        row("1'234.5", ".", 1234.5);
        row("$189.99", ".", 189.99);
        row("€ 7.5", ".", 7.5);
        row("7.5 €", ".", 7.5);
        row("1,07", ",", 1.07);
        row("1.234,56", ",", 1234.56);
        row("1.234.567", ",", 1234567);
        row("0.1234567890123456789012345", ".", 0.1234567890123456789012345);
        row("123456789012345678901234567890", ".", 123456789012345678901234567890.0);
    }
    void readsDecoratedNumbers()
    {
        QFETCH(QString, cell);
        QFETCH(QString, point);
        QFETCH(double, value);
        double found = 0;
        QVERIFY(readNumber(cell.toStdString(), point.toStdString()[0], found) == NumberFault::None);
        QCOMPARE(found, value);
    }

    void refusesWhatIsNoNumber_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<int>("fault");
        const auto row = [](const char* cell, NumberFault fault) {
            QTest::newRow(*cell == '\0' ? "empty" : cell)
                << QString::fromUtf8(cell) << static_cast<int>(fault);
        };
        row("", NumberFault::Empty);
        row("  ", NumberFault::Empty);
        row("nan", NumberFault::NotFinite);
        row("NaN", NumberFault::NotFinite);
        row("-inf", NumberFault::NotFinite);
        row("Infinity", NumberFault::NotFinite);
        row("1e999", NumberFault::NotFinite);
        for (const char* cell : {"abc",  "1.2.3",   "1,23", "12,3456", ",123", "1,234,",     "1.5x",
                                 "--1",  "+-1",     "-",    "+",       ".",    "0x10",       "1 2",
                                 "null", "1.234,5", "$",    "e5",      "1e",   "1,234.567,8"}) {
            row(cell, *cell == '$' ? NumberFault::Empty : NumberFault::NotANumber);
        }
    }
    void refusesWhatIsNoNumber()
    {
        QFETCH(QString, cell);
        QFETCH(int, fault);
        double value = 0;
        QCOMPARE(static_cast<int>(readNumber(cell.toStdString(), '.', value)), fault);
    }

    void readsVolumesWithMagnitudes()
    {
        double value = 0;
        QVERIFY(readVolume("79.24M", '.', value) == NumberFault::None);
        QCOMPARE(value, 79'240'000.0);
        QVERIFY(readVolume("1.5K", '.', value) == NumberFault::None);
        QCOMPARE(value, 1500.0);
        QVERIFY(readVolume("2,31B", ',', value) == NumberFault::None);
        QCOMPARE(value, 2'310'000'000.0);
        QVERIFY(readVolume("79,237,200", '.', value) == NumberFault::None);
        QCOMPARE(value, 79'237'200.0);
        QVERIFY(readVolume("M", '.', value) == NumberFault::NotANumber);
        QVERIFY(readVolume("", '.', value) == NumberFault::Empty);
    }

    void readsTheSameBitsAsTheLibrary()
    {
        std::mt19937_64 random(99);
        std::size_t differences = 0;
        for (int i = 0; i < 300'000; ++i) {
            const int places = static_cast<int>(random() % 13);
            std::string text = std::to_string(random() >> (random() % 64));
            if (places > 0 && static_cast<int>(text.size()) > places) {
                text.insert(text.size() - static_cast<std::size_t>(places), 1, '.');
            }
            text = (i % 7 == 0 ? "-" : "") + text;
            double quick = 0;
            const char* const end = text.data() + text.size();
            const char* const read = readPlainDecimal<true>(text.data(), end, quick);
            const double exact = std::strtod(text.c_str(), nullptr);
            differences += read == end && std::bit_cast<std::uint64_t>(quick) ==
                                              std::bit_cast<std::uint64_t>(exact)
                               ? 0
                               : 1;
            double unbounded = 0;
            const std::string line = text + "\n";
            const char* const stop =
                readPlainDecimal<false>(line.data(), line.data() + line.size(), unbounded);
            differences += stop == line.data() + text.size() && unbounded == quick ? 0 : 1;
        }
        QCOMPARE(differences, std::size_t{0});
    }

    /// Whatever shape the cell before had, a short decimal is read as the plain way reads it, or
    /// left to that.
    void readsShortDecimalsOfChangingShapesAlike()
    {
        std::mt19937_64 random(7);
        DecimalShape shape;
        std::size_t differences = 0;
        std::size_t taken = 0;
        const std::string signs = "0123456789012345678901234567890123456789.,;-e\n";
        for (int i = 0; i < 400'000; ++i) {
            std::string text;
            for (std::size_t k = 0; k < 1 + random() % 9; ++k) {
                text += signs[random() % signs.size()];
            }
            text.append(8, ',');
            double quick = 0;
            const char* const read = readShortDecimal(text.data(), shape, quick);
            if (read == nullptr) {
                continue;
            }
            ++taken;
            double plain = 0;
            const char* const end =
                readPlainDecimal<false>(text.data(), text.data() + text.size(), plain);
            const bool same = read == end && std::bit_cast<std::uint64_t>(quick) ==
                                                 std::bit_cast<std::uint64_t>(plain);
            // Of a number with an exponent the caller sees the "e" and goes the thorough way.
            differences += same || *read == 'e' ? 0 : 1;
        }
        QCOMPARE(differences, std::size_t{0});
        QVERIFY(taken > 200'000);
    }
};

SW_TEST(TestCsvNumbers)
#include "tst_csv_numbers.moc"
