// The canonical text: fixed points, round trips, fewest parentheses, order of lines.
#include "shared_words.h"
#include "test_main.h"

#include "lang/printer.h"

#include "random_program.h"
#include "strategy_files.h"

using namespace sw;
using namespace sw::lang;
using namespace sw::test;

namespace {

using sw::test::shown;

std::string canonical(std::string_view source)
{
    return print(parse(source).tree);
}

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/// The same text without one pair of parentheses that groups; empty when `open` is none.
std::string withoutPair(const std::string& text, std::size_t open)
{
    const bool called = open > 0 && isNameByte(text[open - 1]);
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == '\\' && quoted) {
            ++i;
            continue;
        }
        quoted = text[i] == '"' ? !quoted : quoted;
        if (quoted) {
            continue;
        }
        depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        if (depth == 0) {
            return called ? ""
                          : text.substr(0, open) + text.substr(open + 1, i - open - 1) +
                                text.substr(i + 1);
        }
    }
    return "";
}

bool containsKind(const Expr& expr, ExprKind kind)
{
    if (expr.kind == kind) {
        return true;
    }
    for (const Expr& child : expr.children) {
        if (containsKind(child, kind)) {
            return true;
        }
    }
    return false;
}

} // namespace

class TestPrinter : public QObject
{
    Q_OBJECT

private slots:
    void printsExpressionsCanonically_data();
    void printsExpressionsCanonically();
    void printsStatementsCanonically_data();
    void printsStatementsCanonically();
    void ordersLinesByKind();
    void keepsCommentsWithTheirStatements();
    void isAFixedPointForEveryExample();
    void printsEveryStatementAsItStands();
    void everyRandomExpressionSurvivesTheRoundTrip();
    void everyRandomStatementSurvivesTheRoundTrip();
    void everyRandomProgramPrintsIdenticallyAfterTheRoundTrip();
    void writesNoParenthesesThatCouldBeLeftOut();
    void quotesSymbolsOnlyWhereNeeded();
};

void TestPrinter::printsExpressionsCanonically_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("printed");
    const auto row = [](const char* written, const char* printed) {
        QTest::newRow(written) << QString::fromUtf8(written) << QString::fromUtf8(printed);
    };
    row("close   crosses  above 30", "close crosses above 30");
    row("rsi( close ,14? )", "rsi(close, 14?)");
    row("1.60*sma(volume,20 ?)", "1.6 * sma(volume, 20?)");
    row("((close))>((3))", "close > 3");
    row("(a+b)*c", "(a + b) * c");
    row("a+(b*c)", "a + b * c");
    row("a-(b-c)", "a - (b - c)");
    row("(a-b)-c", "a - b - c");
    row("a/(b*c)", "a / (b * c)");
    row("-(a+b)", "-(a + b)");
    row("-(-5)", "-(-5)");
    row("(-5)[1]", "(-5)[1]");
    row("-close[1]", "-close[1]");
    row("a - -5", "a - -5");
    row("a and (b and c)", "a and b and c");
    row("(a or b) and c", "(a or b) and c");
    row("(a and b) or c", "a and b or c");
    row("not (a == b)", "not a == b");
    row("not (a and b)", "not (a and b)");
    row("(not a) and b", "not a and b");
    row("a unless b", "a and not b");
    row("a or b unless c or d", "(a or b) and not (c or d)");
    row("a unless not b", "a and not not b");
    row("(a > b) for 3 bars", "a > b for 3 bars");
    row("(a and b) within 1 bars", "(a and b) within 1 bar");
    row("a within 2 bar", "a within 2 bars");
    row("a for 10 days", "a for 10 days");
    row("a for 1 weeks", "a for 1 week");
    row("a on 4 of last 5 bars", "a on 4 of last 5 bars");
    row("(a then b within 3 bars) then c within 2 bars",
        "a then b within 3 bars then c within 2 bars");
    row("a then (b then c within 2 bars) within 3 bars",
        "a then (b then c within 2 bars) within 3 bars");
    row("x between (a+b) and (c*d)", "x between a + b and c * d");
    row("if (a) then (b) else (c)", "if a then b else c");
    row("if (a then b within 2 bars) then c else d", "if (a then b within 2 bars) then c else d");
    row("1 + (if a then b else c)", "1 + (if a then b else c)");
    row("SPY.weekly.close", "SPY.weekly.close");
    row("\"SPY\".tf(1w).close", "SPY.weekly.close");
    row("\"BRK-B\".tf( 60m ).rsi(close,length=14)", "\"BRK-B\".tf(1h).rsi(close, length=14)");
    row("tf(1mo?).close", "tf(1mo?).close");
    row("macd(close).hist[2]", "macd(close).hist[2]");
    row("vwap.upper(2)", "vwap.upper(2)");
    row("vwap()", "vwap");
    row("external(\"a \\\"b\\\" \\\\ c\")", "external(\"a \\\"b\\\" \\\\ c\")");
    row("$50_000 + 1e3 + .5 + 1.50%", "$50000 + 1000 + 0.5 + 1.5%");
    row("x > 9:30? and d < 2024-01-31?", "x > 09:30? and d < 2024-01-31?");
    row("2R?", "2R?");
}

void TestPrinter::printsExpressionsCanonically()
{
    QFETCH(QString, written);
    QFETCH(QString, printed);
    const std::string source = written.toStdString();
    const ParsedExpr parsed = parseExpression(source);
    QVERIFY2(parsed.diagnostics.empty(),
             parsed.diagnostics.empty() ? "" : describe(parsed.diagnostics[0], source).c_str());
    QCOMPARE(shown(print(parsed.expr)), printed);
    QCOMPARE(shown(print(parseExpression(printed.toStdString()).expr)), printed);
}

void TestPrinter::printsStatementsCanonically_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("printed");
    const auto row = [](const char* written, const char* printed) {
        QTest::newRow(written) << QString::fromUtf8(written) << QString::fromUtf8(printed);
    };
    row("trade \"AAPL\",\"BRK-B\" on 1d?", "trade AAPL, \"BRK-B\" on daily?");
    row("capital $50_000", "capital $50000");
    row("costs  commission $1", "costs commission $1 per trade");
    row("costs commission 1% per trade", "costs commission 1%");
    row("costs none", "costs none");
    row("size 100", "size 100 shares");
    row("size 50%", "size 50% of equity");
    row("size $5000", "size $5000");
    row("size 50%? of cash", "size 50%? of cash");
    row("long when a at next open", "long when a");
    row("long when a at close size 2 contracts", "long when a at close size 2 contracts");
    row("exit when a", "exit when a");
    row("stop loss 2*atr(14?)", "stop loss 2 * atr(14?)");
    row("stop loss (5%)", "stop loss 5%");
    row("stop loss short at (a+b)/2", "stop loss short at (a + b) / 2");
    row("stop loss 70 pips", "stop loss 70 pips");
    row("take profit 1R sell 50%", "take profit 1R sell 50%");
    row("at most 1 positions", "at most 1 position");
    row("at most 2 entry per day", "at most 2 entries per day");
    row("wait 1 bars after stop out", "wait 1 bar after stop out");
    row("only between 9:30 and 16:00", "only between 09:30 and 16:00");
    row("buy $300 every month on first day", "buy $300 every month on first day");
    row("param x = - 2 from -5 to 0", "param x = -2 from -5 to 0");
    row("trade A, \n  B,\n  C", "trade A, B, C");
    row("long when (\n a and\n b or # why\n c)", "long when a and b or c # why");
}

void TestPrinter::printsStatementsCanonically()
{
    QFETCH(QString, written);
    QFETCH(QString, printed);
    const std::string source = written.toStdString();
    const Parsed parsed = parse(source);
    QVERIFY2(parsed.diagnostics.empty(),
             parsed.diagnostics.empty() ? "" : describe(parsed.diagnostics[0], source).c_str());
    QCOMPARE(shown(print(parsed.tree)), printed + QLatin1Char('\n'));
}

void TestPrinter::ordersLinesByKind()
{
    QCOMPARE(shown(canonical("flat at 15:50\n"
                             "at most 1 unit\n"
                             "stop loss 5%\n"
                             "exit after 3 bars\n"
                             "short when b\n"
                             "exit when c\n"
                             "size 50%\n"
                             "long when a\n"
                             "param n = 3\n"
                             "\n"
                             "let a = n > 2\n"
                             "buy $1 every day\n"
                             "trade X\n"
                             "strategy \"s\"\n")),
             QStringLiteral("strategy \"s\"\n"
                            "trade X\n"
                            "size 50% of equity\n"
                            "param n = 3\n"
                            "let a = n > 2\n"
                            "short when b\n"
                            "long when a\n"
                            "exit when c\n"
                            "exit after 3 bars\n"
                            "stop loss 5%\n"
                            "at most 1 unit\n"
                            "flat at 15:50\n"
                            "buy $1 every day\n"));
}

void TestPrinter::keepsCommentsWithTheirStatements()
{
    QCOMPARE(shown(canonical("#head\n"
                             "\n"
                             "# of the exit\n"
                             "#\n"
                             "exit when c   #  because \n"
                             "trade X\n"
                             "#   tail\n")),
             QStringLiteral("trade X\n"
                            "# head\n"
                            "# of the exit\n"
                            "#\n"
                            "exit when c # because\n"
                            "# tail\n"));
}

void TestPrinter::isAFixedPointForEveryExample()
{
    for (const StrategyFile& file : strategyFiles()) {
        const Parsed parsed = parse(file.text);
        QVERIFY2(parsed.diagnostics.empty(), file.name.c_str());
        const std::string once = print(parsed.tree);
        const Parsed again = parse(once);
        QVERIFY2(again.diagnostics.empty(), file.name.c_str());
        QCOMPARE(shown(print(again.tree)), shown(once));
    }
}

void TestPrinter::printsEveryStatementAsItStands()
{
    for (const StrategyFile& file : strategyFiles()) {
        if (file.name == "every_statement.strat") {
            QCOMPARE(shown(canonical(file.text)), shown(file.text));
            return;
        }
    }
    QFAIL("every_statement.strat is missing");
}

void TestPrinter::everyRandomExpressionSurvivesTheRoundTrip()
{
    Dice dice(20240131);
    for (int i = 0; i < 8000; ++i) {
        const Expr expr = randomExpr(dice, 1 + i % 6, true);
        const std::string text = print(expr);
        const ParsedExpr parsed = parseExpression(text);
        QVERIFY2(parsed.diagnostics.empty(),
                 (text + "\n" +
                  (parsed.diagnostics.empty() ? "" : describe(parsed.diagnostics[0], text)))
                     .c_str());
        QVERIFY2(sameMeaning(expr, parsed.expr), text.c_str());
        QCOMPARE(shown(print(parsed.expr)), shown(text));
    }
}

void TestPrinter::everyRandomStatementSurvivesTheRoundTrip()
{
    Dice dice(7);
    for (int i = 0; i < 8000; ++i) {
        SyntaxTree tree;
        tree.statements.push_back(randomStatement(dice));
        const std::string text = print(tree);
        const Parsed parsed = parse(text);
        QVERIFY2(parsed.diagnostics.empty(),
                 (text + (parsed.diagnostics.empty() ? "" : describe(parsed.diagnostics[0], text)))
                     .c_str());
        QVERIFY2(sameMeaning(tree, parsed.tree), text.c_str());
        QCOMPARE(shown(print(parsed.tree)), shown(text));
        QCOMPARE(shown(print(tree.statements[0]) + "\n"), shown(text));
    }
}

void TestPrinter::everyRandomProgramPrintsIdenticallyAfterTheRoundTrip()
{
    Dice dice(99);
    for (int i = 0; i < 300; ++i) {
        SyntaxTree tree;
        for (int k = dice.below(25); k >= 0; --k) {
            tree.statements.push_back(randomStatement(dice));
            if (dice.below(4) == 0) {
                tree.statements.push_back({{}, Comment{}, "why " + std::to_string(k)});
            }
            if (dice.below(4) == 0) {
                tree.statements.back().comment = "note";
            }
        }
        const std::string text = print(tree);
        const Parsed parsed = parse(text);
        QVERIFY2(parsed.diagnostics.empty(), text.c_str());
        QCOMPARE(parsed.tree.statements.size(), tree.statements.size());
        QCOMPARE(shown(print(parsed.tree)), shown(text));
    }
}

// An `if` inside a larger expression keeps its parentheses for the reader, so it is left out here.
void TestPrinter::writesNoParenthesesThatCouldBeLeftOut()
{
    Dice dice(5);
    int pairs = 0;
    for (int i = 0; i < 5000; ++i) {
        const Expr expr = randomExpr(dice, 4, true);
        if (containsKind(expr, ExprKind::If) || containsKind(expr, ExprKind::Text) ||
            containsKind(expr, ExprKind::Symbol) || containsKind(expr, ExprKind::Frame)) {
            continue;
        }
        const std::string text = print(expr);
        for (std::size_t open = text.find('('); open != std::string::npos;
             open = text.find('(', open + 1)) {
            const std::string less = withoutPair(text, open);
            if (less.empty()) {
                continue;
            }
            ++pairs;
            const ParsedExpr parsed = parseExpression(less);
            QVERIFY2(!parsed.diagnostics.empty() || !sameMeaning(parsed.expr, expr),
                     (text + "\n" + less).c_str());
        }
    }
    QVERIFY(pairs > 1000);
}

void TestPrinter::quotesSymbolsOnlyWhereNeeded()
{
    QCOMPARE(shown(printSymbol("SPY")), QStringLiteral("SPY"));
    QCOMPARE(shown(printSymbol("X1")), QStringLiteral("X1"));
    QCOMPARE(shown(printSymbol("1X")), QStringLiteral("\"1X\""));
    QCOMPARE(shown(printSymbol("spy")), QStringLiteral("\"spy\""));
    QCOMPARE(shown(printSymbol("BRK-B")), QStringLiteral("\"BRK-B\""));
    QCOMPARE(shown(printSymbol("a\"b\nc")), QStringLiteral("\"a\\\"b c\""));
    QCOMPARE(shown(printSymbol("")), QStringLiteral("\"\""));
}

SW_TEST(TestPrinter)
#include "tst_printer.moc"
