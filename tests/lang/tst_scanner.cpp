// Characters to tokens: kinds, exact places, continuation, limits.
#include "test_main.h"

#include "lang/scanner.h"

#include "lang/syntax.h"

using namespace sw;
using namespace sw::lang;

namespace {

struct Run {
    Scanned scanned;
    std::vector<Diagnostic> diagnostics;
};

Run run(std::string_view source)
{
    Problems problems;
    Run result;
    result.scanned = scan(source, problems);
    result.diagnostics = problems.take();
    return result;
}

QString kindName(TokenKind kind)
{
    static constexpr const char* kNames[] = {
        "end",   "invalid", "word", "symbol", "mixed", "text", "number", "percent",
        "money", "r",       "time", "date",   "frame", "?",    "(",      ")",
        "[",     "]",       ",",    ".",      ":",     "=",    "+",      "-",
        "*",     "/",       "<",    "<=",     ">",     ">=",   "==",     "!=",
    };
    return QString::fromUtf8(kNames[static_cast<std::size_t>(kind)]);
}

/// "word:long number:3 | word:exit": lines apart by " | ", each with its tokens and their text.
QString listed(std::string_view source)
{
    const Run result = run(source);
    QStringList lines;
    for (const Line& line : result.scanned.lines) {
        QStringList words;
        for (std::size_t i = line.begin; i < line.end; ++i) {
            const Token& token = result.scanned.tokens[i];
            const QString text = QString::fromUtf8(source.data() + token.span.begin,
                                                   static_cast<qsizetype>(token.span.length()));
            const QString kind = kindName(token.kind);
            words << (kind == text ? kind : kind + QLatin1Char(':') + text);
        }
        if (!line.comment.empty()) {
            words << QStringLiteral("#") + QString::fromStdString(line.comment);
        }
        lines << words.join(QLatin1Char(' '));
    }
    return lines.join(QStringLiteral(" | "));
}

} // namespace

class TestScanner : public QObject
{
    Q_OBJECT

private slots:
    void cutsTokensAtTheirPlaces_data();
    void cutsTokensAtTheirPlaces();
    void readsNumbers_data();
    void readsNumbers();
    void reportsWhatIsNoToken_data();
    void reportsWhatIsNoToken();
    void readsTextWithEscapes();
    void joinsLinesThatGoOn();
    void doesNotJoinAStatement();
    void refusesTextThatIsNoProgram_data();
    void refusesTextThatIsNoProgram();
    void readsNoMoreThanItsLimits();
};

void TestScanner::cutsTokensAtTheirPlaces_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("tokens");
    const auto row = [](const char* source, const char* tokens) {
        QTest::newRow(source) << QString::fromUtf8(source) << QString::fromUtf8(tokens);
    };
    row("long when close>30", "word:long word:when word:close > number:30");
    row("a<=b>=c==d!=e<f", "word:a <= word:b >= word:c == word:d != word:e < word:f");
    row("SPY.sma(close,200)[1]", "symbol:SPY . word:sma ( word:close , number:200 ) [ number:1 ]");
    row("\"BRK-B\".close", "text:\"BRK-B\" . word:close");
    row("daily? 14? 5%? $3?", "word:daily ? number:14 ? percent:5% ? money:$3 ?");
    row("1.5R 2R 4h 5m 1d 1w 1mo", "r:1.5R r:2R frame:4h frame:5m frame:1d frame:1w frame:1mo");
    row("50_000 .5 1.5 1e3 2e-7", "number:50_000 number:.5 number:1.5 number:1e3 number:2e-7");
    row("$50_000 $.5", "money:$50_000 money:$.5");
    row("09:30 9:30 2024-01-31", "time:09:30 time:9:30 date:2024-01-31");
    row("2024-01", "number:2024 - number:01");
    row("x -5 a-b", "word:x - number:5 word:a - word:b");
    row("5.close", "number:5 . word:close");
    row("monthly:", "word:monthly :");
    row("a # note", "word:a #note");
    row("#", "");
    row("a\r\nb\rc\nd", "word:a | word:b | word:c | word:d");
    row("\xEF\xBB\xBF"
        "a\xC2\xA0+ b",
        "word:a + word:b");
    row("\n\n  \n a \n\n", "word:a");
    row("\"# no comment\" # one", "text:\"# no comment\" #one");
    row("Close", "mixed:Close");
    row("X1 x1", "symbol:X1 word:x1");
}

void TestScanner::cutsTokensAtTheirPlaces()
{
    QFETCH(QString, source);
    QFETCH(QString, tokens);
    const std::string text = source.toStdString();
    QCOMPARE(listed(text), tokens);
    QVERIFY(run(text).diagnostics.empty());
}

void TestScanner::readsNumbers_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<double>("value");
    const auto row = [](const char* source, double value) {
        QTest::newRow(source) << QString::fromUtf8(source) << value;
    };
    row("50_000", 50000);
    row("0.1", 0.1);
    row(".25", 0.25);
    row("1e-8", 1e-8);
    row("1e+300", 1e300);
    row("5%", 5);
    row("$1_000.5", 1000.5);
    row("2.5R", 2.5);
    row("15:50", 950);
    row("00:00", 0);
    row("23:59", 1439);
}

void TestScanner::readsNumbers()
{
    QFETCH(QString, source);
    QFETCH(double, value);
    const Run result = run(source.toStdString());
    QCOMPARE(result.scanned.tokens.size(), std::size_t{1});
    QCOMPARE(result.scanned.tokens[0].number, value);
}

void TestScanner::reportsWhatIsNoToken_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("replacement");
    const auto row = [](const char* source, const char* message, const char* place,
                        const char* replacement = "-") {
        QTest::newRow(source) << QString::fromUtf8(source) << QString::fromUtf8(message)
                              << QString::fromUtf8(place) << QString::fromUtf8(replacement);
    };
    const char* quotes = "a symbol with other signs than capitals and digits stands in quotes";
    row("BRK-B", quotes, "BRK-B", "\"BRK-B\"");
    row("x BRK.B y", quotes, "BRK.B", "\"BRK.B\"");
    row("CL=F", quotes, "CL=F", "\"CL=F\"");
    row("^VIX", quotes, "^VIX", "\"^VIX\"");
    row("BTC_USD", quotes, "BTC_USD", "\"BTC_USD\"");
    row("'AAPL'", "text stands in double quotes", "'AAPL'", "\"AAPL\"");
    row("\"AAPL", "this text has no closing quote", "\"AAPL", "\"AAPL\"");
    row("_x", "'_x' must begin with a letter", "_x");
    row("a && b", "'&&' is not part of the language", "&&", "and");
    row("a || b", "'||' is not part of the language", "||", "or");
    row("a <> b", "'<>' is not part of the language", "<>", "!=");
    row("a => b", "'=>' is not part of the language", "=>", ">=");
    row("a ≥ b", "'≥' is not part of the language", "≥", ">=");
    row("a := b", "':=' is not part of the language", ":=", "=");
    row("a === b", "'===' is not part of the language", "===", "==");
    row("a // b && c", "a comment begins with '#'", "//", "#");
    row("a @@ b", "'@@' is not part of the language", "@@");
    row("5 %", "'%' must stand right after a number, for example 5%", "%");
    row("$", "'$' must stand right before an amount, for example $500", "$");
    row("$50,000", "numbers are written without commas", "$50,000", "$50_000");
    row("$5k", "'$5k' is not an amount of money", "$5k", "$5000");
    row("1e999", "this number is too large or too small to be represented", "1e999");
    row("$1e999", "this amount is too large or too small to be represented", "$1e999");
    row("25:99", "there is no time 25:99", "25:99");
    row("2024-02-30", "there is no day 2024-02-30", "2024-02-30");
    row("2024-1-5", "month and day have two digits", "2024-1-5", "2024-01-05");
    row("4H", "'4H' is not written like this", "4H", "4h");
    row("5min", "'5min' is not written like this", "5min", "5m");
    row("3bars", "'3bars' is not written like this", "3bars", "3 bars");
    row("2r", "'2r' is not written like this", "2r", "2R");
    row("50bps", "'50bps' is not written like this", "50bps", "0.5%");
    row("2x atr", "'2x' is not written like this", "2x", "2 *");
    row("14x", "'14x' is neither a number nor a timeframe", "14x");
    row("0m", "'0m' is neither a number nor a timeframe", "0m");
}

void TestScanner::reportsWhatIsNoToken()
{
    QFETCH(QString, source);
    QFETCH(QString, message);
    QFETCH(QString, place);
    QFETCH(QString, replacement);
    const std::string text = source.toStdString();
    const Run result = run(text);
    QCOMPARE(result.diagnostics.size(), std::size_t{1});
    const Diagnostic& found = result.diagnostics[0];
    QCOMPARE(QString::fromStdString(found.message), message);
    QCOMPARE(QString::fromStdString(found.code), QStringLiteral("syntax"));
    QCOMPARE(QString::fromStdString(text.substr(found.span.begin, found.span.length())), place);
    QCOMPARE(QString::fromStdString(found.fix ? found.fix->replacement : "-"), replacement);
}

void TestScanner::readsTextWithEscapes()
{
    QCOMPARE(QString::fromStdString(unquoted("\"a\"")), QStringLiteral("a"));
    QCOMPARE(QString::fromStdString(unquoted("\"a\\\"b\\\\c\\d\"")), QStringLiteral("a\"b\\c\\d"));
    QCOMPARE(listed("\"a\\\\\" b \"\\\"\""), QStringLiteral("text:\"a\\\\\" word:b text:\"\\\"\""));
    for (const std::string& word : {std::string("a\"b"), std::string("\\"), std::string("é\\\"")}) {
        QCOMPARE(unquoted(sw::lang::quoted(word)), word);
    }
}

void TestScanner::joinsLinesThatGoOn()
{
    QCOMPARE(listed("a and # one\n\n # two\n b\nc"),
             QStringLiteral("word:a word:and word:b #one two | word:c"));
    QCOMPARE(listed("f(\na,\r\nb\n)"), QStringLiteral("word:f ( word:a , word:b | )"));
    QCOMPARE(listed("a or\nnot b"), QStringLiteral("word:a word:or word:not word:b"));
    QCOMPARE(listed("a and\nadd(b, c)"),
             QStringLiteral("word:a word:and word:add ( word:b , word:c )"));
    QCOMPARE(listed("a and\n"), QStringLiteral("word:a word:and"));
}

void TestScanner::doesNotJoinAStatement()
{
    QCOMPARE(listed("long when a and\nexit when b"),
             QStringLiteral("word:long word:when word:a word:and | word:exit word:when word:b"));
    QCOMPARE(listed("among A,\n  rank by x"),
             QStringLiteral("word:among symbol:A , | word:rank word:by word:x"));
    QCOMPARE(listed("f(\nend"), QStringLiteral("word:f ( | word:end"));
}

void TestScanner::refusesTextThatIsNoProgram_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("place");
    QTest::newRow("NUL") << QByteArray("trade A\0B", 9)
                         << QStringLiteral("the text contains a NUL byte; it is not a program")
                         << 7;
    QTest::newRow("invalid UTF-8")
        << QByteArray("a é \xFF b") << QStringLiteral("the text is not UTF-8 from here on") << 5;
    QTest::newRow("cut UTF-8") << QByteArray("ab\xE2\x89")
                               << QStringLiteral("the text is not UTF-8 from here on") << 2;
    QTest::newRow("overlong UTF-8")
        << QByteArray("a\xC0\xAF") << QStringLiteral("the text is not UTF-8 from here on") << 1;
    QTest::newRow("too long") << QByteArray(1'000'001, 'a')
                              << QStringLiteral(
                                     "the text is too long: a program has at most 1000000 bytes")
                              << 1'000'000;
}

void TestScanner::refusesTextThatIsNoProgram()
{
    QFETCH(QByteArray, source);
    QFETCH(QString, message);
    QFETCH(int, place);
    const Run result = run(source.toStdString());
    QCOMPARE(result.diagnostics.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(result.diagnostics[0].message), message);
    QCOMPARE(static_cast<int>(result.diagnostics[0].span.begin), place);
    QVERIFY(result.diagnostics[0].span.end <= static_cast<std::uint32_t>(source.size()));
    QVERIFY(result.scanned.lines.empty());
}

void TestScanner::readsNoMoreThanItsLimits()
{
    std::string many;
    for (std::size_t i = 0; i <= kMaxLines; ++i) {
        many += "end\n";
    }
    const Run lines = run(many);
    QCOMPARE(lines.scanned.lines.size(), kMaxLines);
    QCOMPARE(QString::fromStdString(lines.diagnostics.back().message),
             QStringLiteral("a program has at most 10000 lines; the rest was not read"));

    const Run words = run("a\n" + std::string(500'000, '(') + "\nb");
    QCOMPARE(words.diagnostics.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(words.diagnostics[0].message),
             QStringLiteral("this line is too long: a line has at most 10000 words"));
    QCOMPARE(words.scanned.lines.size(), std::size_t{3});
    QCOMPARE(words.scanned.tokens.size(), std::size_t{3});

    std::string odd;
    for (int i = 0; i < 1000; ++i) {
        odd += "@ a\n";
    }
    const Run problems = run(odd);
    QCOMPARE(problems.diagnostics.size(), kMaxDiagnostics + 1);
    QCOMPARE(QString::fromStdString(problems.diagnostics.back().message),
             QStringLiteral("there are more problems than the 100 listed here"));
}

SW_TEST(TestScanner)
#include "tst_scanner.moc"
