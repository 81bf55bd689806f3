#include "test_main.h"

#include "base/text.h"

#include <cmath>
#include <limits>
#include <random>

using namespace sw;

class TestText : public QObject
{
    Q_OBJECT
private slots:
    void trimsWhiteSpaceAtBothEnds()
    {
        QVERIFY(trimmed(" \t\r\n a b \f\v") == "a b");
        QVERIFY(trimmed("   ").empty());
        QVERIFY(trimmed("").empty());
        QVERIFY(trimmed("x") == "x");
    }

    void changesCaseOfAsciiOnly()
    {
        QCOMPARE(toLower("AbC-Ä9"), std::string("abc-Ä9"));
        QCOMPARE(toUpper("AbC-ä9"), std::string("ABC-ä9"));
        QVERIFY(startsWithNoCase("Adj Close", "aDJ"));
        QVERIFY(startsWithNoCase("x", ""));
        QVERIFY(!startsWithNoCase("ad", "adj"));
    }

    void splitsAndJoins()
    {
        const auto parts = split("a,,b,", ',');
        QCOMPARE(parts.size(), std::size_t{4});
        QVERIFY(parts[0] == "a" && parts[1].empty() && parts[2] == "b" && parts[3].empty());
        QCOMPARE(split("", ',').size(), std::size_t{1});
        const std::vector<std::string> words = {"a", "b", "c"};
        QCOMPARE(join(words, ", "), std::string("a, b, c"));
        QCOMPARE(join({}, ", "), std::string());
    }

    void writesShortestNumbers_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("whole") << 30.0 << QStringLiteral("30");
        QTest::newRow("tenth") << 0.1 << QStringLiteral("0.1");
        QTest::newRow("third") << 1.0 / 3.0 << QStringLiteral("0.3333333333333333");
        QTest::newRow("negative") << -2.5 << QStringLiteral("-2.5");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0");
        QTest::newRow("small") << 0.0000001 << QStringLiteral("0.0000001");
        QTest::newRow("large") << 123456789012345.0 << QStringLiteral("123456789012345");
        QTest::newRow("huge") << 1e300 << QStringLiteral("1e+300");
        QTest::newRow("tiny") << 5e-324 << QStringLiteral("5e-324");
    }
    void writesShortestNumbers()
    {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(formatNumber(value)), text);
    }

    void readsBackEveryNumberItWrites()
    {
        std::mt19937_64 random(20240101);
        for (int i = 0; i < 20'000; ++i) {
            double value = std::bit_cast<double>(random());
            value = std::isfinite(value) ? value : 1.0 / static_cast<double>(i + 1);
            const auto back = parseNumber(formatNumber(value));
            QVERIFY(back.has_value());
            QCOMPARE(std::bit_cast<std::uint64_t>(*back), std::bit_cast<std::uint64_t>(value));
        }
    }

    void readsWholeFiniteNumbersOnly()
    {
        QVERIFY(parseNumber("12.5") == 12.5);
        QVERIFY(parseNumber("+12.5") == 12.5);
        QVERIFY(parseNumber("-1e3") == -1000.0);
        QVERIFY(parseNumber(".5") == 0.5);
        for (const char* text : {"", "+", "1,5", "1 ", " 1", "1x", "nan", "inf", "1e999", "0x10"}) {
            QVERIFY2(!parseNumber(text), text);
        }
    }

    void measuresEditDistance()
    {
        QCOMPARE(editDistance("", "abc"), 3);
        QCOMPARE(editDistance("abc", "abc"), 0);
        QCOMPARE(editDistance("sma", "sam"), 1);
        QCOMPARE(editDistance("kitten", "sitting"), 3);
        QCOMPARE(editDistance("abc", "ac"), editDistance("ac", "abc"));
    }

    void suggestsOnlyWhatIsNear()
    {
        const std::vector<std::string> names = {"stdev", "stoch", "supertrend", "sma"};
        QCOMPARE(nearest("stdv", names), std::string("stdev"));
        QCOMPARE(nearest("supertrnd", names), std::string("supertrend"));
        QCOMPARE(nearest("volume", names), std::string());
        QCOMPARE(nearest("sma", {}), std::string());
    }

    void knowsWellFormedUtf8()
    {
        for (const char* text : {"", "abc", "Ärger", "€", "𝄞", "\xEF\xBB\xBF"}) {
            QVERIFY2(isUtf8(text), text);
        }
        for (const char* text : {"\x80", "\xC3", "\xC0\x80", "\xE2\x82", "\xED\xA0\x80",
                                 "\xF5\x80\x80\x80", "\xFF", "a\xC3(b"}) {
            QVERIFY(!isUtf8(text));
        }
    }

    void cutsAtCharacters()
    {
        QCOMPARE(shortened("short", 10), std::string("short"));
        QCOMPARE(shortened("abcdef", 3), std::string("abc…"));
        QCOMPARE(shortened("aä", 2), std::string("a…"));
        for (std::size_t bytes = 0; bytes < 12; ++bytes) {
            QVERIFY(isUtf8(shortened("ä€𝄞xyz", bytes)));
        }
    }

    void countsThings()
    {
        QCOMPARE(counted(1, "bar"), std::string("1 bar"));
        QCOMPARE(counted(0, "bar"), std::string("0 bars"));
        QCOMPARE(counted(3, "entry", "entries"), std::string("3 entries"));
    }
};

SW_TEST(TestText)
#include "tst_text.moc"
