// What the checker says of each kind of mistake: code, place, sentence, advice, and a repair that
// repairs.
#include "shared_words.h"
#include "test_main.h"

#include "lang/program.h"

#include "checker_condition_rows.h"
#include "checker_line_rows.h"

#include <set>

using namespace sw::lang;
using namespace sw::test;

namespace {

using sw::test::shown;

std::string sourceOf(const CheckerRow& row)
{
    const std::string source(row.source);
    switch (row.base) {
    case Base::Condition:
        return "trade X on daily\nlong when " + source + "\nexit when close < 1\n";
    case Base::Lines:
        return "trade X on daily\nlong when close > open\nexit when close < open\n" + source + "\n";
    case Base::Whole:
        break;
    }
    return source + "\n";
}

std::string lineAt(const std::string& text, std::size_t place)
{
    const std::size_t before = place == 0 ? std::string::npos : text.rfind('\n', place - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return text.substr(begin, text.find('\n', place) - begin);
}

std::size_t countOf(const std::vector<Diagnostic>& diagnostics, const std::string& code)
{
    return static_cast<std::size_t>(std::ranges::count(diagnostics, code, &Diagnostic::code));
}

/// The diagnostics of a program whose entry is the condition.
std::vector<Diagnostic> said(const std::string& condition)
{
    return compile("trade X on daily\nlong when " + condition + "\nexit when close < 1\n")
        .diagnostics;
}

std::vector<CheckerRow> allRows()
{
    std::vector<CheckerRow> rows(std::begin(kConditionRows), std::end(kConditionRows));
    rows.insert(rows.end(), std::begin(kLineRows), std::end(kLineRows));
    return rows;
}

} // namespace

class TestChecker : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatWhereAndWhatToDo_data();
    void saysWhatWhereAndWhatToDo();
    void knowsEveryCodeOfTheLanguage();
    void writesEveryMessageAsOnePlainSentence();
    void accepts_data();
    void accepts();
    void reportsEachProblemOnce();
    void describesLineAndColumn();
    void keepsTheListReadable();
};

void TestChecker::saysWhatWhereAndWhatToDo_data()
{
    QTest::addColumn<int>("row");
    int index = 0;
    for (const CheckerRow& row : allRows()) {
        QTest::newRow(row.source) << index++;
    }
}

void TestChecker::saysWhatWhereAndWhatToDo()
{
    QFETCH(int, row);
    const CheckerRow wanted = allRows()[static_cast<std::size_t>(row)];
    const std::string source = sourceOf(wanted);
    const Compilation compilation = compile(source);
    QVERIFY(!compilation.diagnostics.empty());
    const Diagnostic& found = compilation.diagnostics[0];
    QCOMPARE(shown(found.message), QString::fromUtf8(wanted.message));
    QCOMPARE(shown(found.code), QString::fromUtf8(wanted.code));
    QCOMPARE(shown(found.hint), QString::fromUtf8(wanted.hint));
    const Position place = positionOf(source, found.span.begin);
    QCOMPARE(place.line, wanted.line);
    QCOMPARE(place.column, wanted.column);
    QCOMPARE(shown(source.substr(found.span.begin, found.span.length())),
             QString::fromUtf8(wanted.words));
    QCOMPARE(compilation.program == nullptr, hasErrors(compilation.diagnostics));
    QCOMPARE(found.fix.has_value(), *wanted.repaired != '\0');
    if (!found.fix) {
        return;
    }
    std::string repaired = source;
    const Fix fix = *found.fix;
    repaired.replace(fix.span.begin, fix.span.length(), fix.replacement);
    QCOMPARE(shown(lineAt(repaired, fix.span.begin)), QString::fromUtf8(wanted.repaired));
    QCOMPARE(countOf(compile(repaired).diagnostics, found.code),
             countOf(compilation.diagnostics, found.code) - 1);
}

void TestChecker::knowsEveryCodeOfTheLanguage()
{
    std::set<std::string> codes;
    for (const CheckerRow& row : allRows()) {
        codes.insert(row.code);
    }
    for (const char* code :
         {"unit", "scale", "never", "self-range", "equality", "side", "sizing", "position",
          "look-ahead", "frame", "hole", "name", "exit", "missing", "duplicate", "limit", "type"}) {
        QVERIFY2(codes.contains(code), code);
    }
}

void TestChecker::writesEveryMessageAsOnePlainSentence()
{
    for (const CheckerRow& row : allRows()) {
        const std::string message(row.message);
        QVERIFY2(!message.empty() && message.back() != '.', row.message);
        QVERIFY2(message.find('\n') == std::string::npos, row.message);
        QVERIFY2(message.find("  ") == std::string::npos, row.message);
        QVERIFY2(*row.hint != '\0' || *row.repaired != '\0', row.message);
    }
}

void TestChecker::accepts_data()
{
    QTest::addColumn<QString>("condition");
    for (const char* condition : {"close > SPY.highest(high, 20)",
                                  "ibs < 20%",
                                  "correlation(close, SPY.close, 20) > 50%",
                                  "bb.percent_b < 5%",
                                  "time_of_day >= 9:30",
                                  "sma(20) > close",
                                  "rsi > 30",
                                  "rsi(length=7) < 30",
                                  "rsi(n=7, source=hl2) < 30",
                                  "macd(12, 26, 9).hist > 0",
                                  "SPY.macd.hist > 0",
                                  "weekly.bb(close, 20, 2).lower > close",
                                  "SPY.weekly.supertrend.up",
                                  "supertrend.up and not supertrend(7, 3).up",
                                  "weekly.hammer",
                                  "close rising 3 weeks",
                                  "(close > open)[1]",
                                  "(close > open)[0]",
                                  "close > open on 3 of last 2 weeks",
                                  "1 < 2",
                                  "abs(-5) < close",
                                  "max(5, 3) < close",
                                  "bars_since(close > open) > 3",
                                  "value_when(condition=close > open, source=high, k=1) > close",
                                  "count_true(close > open, open > high[1], 2 > 1) >= 2",
                                  "if close > open then close > 3 else open > 3",
                                  "(if close > open then rsi else 50) > 3",
                                  "weekly.bars_since(close > open for 2 weeks) > 3",
                                  "close > open then open > close within 3 bars",
                                  "close / sma(close, 50) > 105%",
                                  "pct_change(close, 5) > 0",
                                  "pct_change(close, 5) > 0.03",
                                  "rsi < 30 or rsi > 70",
                                  "close >= highest(high, 20)",
                                  "high > highest(close, 20)",
                                  "rsi(2) == 0",
                                  "close > open and open[1] > close[1]",
                                  "close crosses above 30 and close[1] < 30",
                                  "weekday == 1",
                                  "volume > 1_000_000",
                                  "close > $30",
                                  "X.close > open"}) {
        QTest::newRow(condition) << QString::fromUtf8(condition);
    }
}

void TestChecker::accepts()
{
    QFETCH(QString, condition);
    const std::vector<Diagnostic> diagnostics = said(condition.toStdString());
    QVERIFY2(diagnostics.empty(), diagnostics.empty() ? "" : diagnostics.front().message.c_str());
}

void TestChecker::reportsEachProblemOnce()
{
    // A definition that is used twice, and one whose error makes its users meaningless.
    const Compilation twice = compile("trade X on daily\n"
                                      "let top = highest(high, 20)\n"
                                      "let breaks = close > top\n"
                                      "long when breaks and volume > 5\n"
                                      "short when breaks\n");
    QCOMPARE(twice.diagnostics.size(), 1u);
    const Compilation broken = compile("trade X on daily\n"
                                       "let a = clsoe\n"
                                       "let b = a + 1\n"
                                       "long when b > a\n"
                                       "exit when close < b\n");
    QCOMPARE(broken.diagnostics.size(), 1u);
}

void TestChecker::describesLineAndColumn()
{
    const std::string source = "trade X on daily\nlong when rsi(close, 14) < 30%\nexit when "
                               "close < 1\n";
    const Compilation compilation = compile(source);
    QCOMPARE(shown(describe(compilation.diagnostics.at(0), source)),
             QStringLiteral("line 2, column 28: RSI runs from 0 to 100; write 30"));
}

void TestChecker::keepsTheListReadable()
{
    std::string source = "trade X on daily\n";
    for (int i = 0; i < 300; ++i) {
        source += "long when wobble" + std::to_string(i) + " > 3\n";
    }
    const Compilation compilation = compile(source);
    QCOMPARE(compilation.diagnostics.size(), 101u);
    QCOMPARE(shown(compilation.diagnostics.back().message),
             QStringLiteral("there are more problems than the 100 listed here"));
    QVERIFY(hasErrors(compilation.diagnostics));
}

SW_TEST(TestChecker)
#include "tst_checker.moc"
