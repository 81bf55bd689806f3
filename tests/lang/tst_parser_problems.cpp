// A broken line, and exactly what is said about it: message, place, hint and repair.
#include "test_main.h"

#include "lang/syntax.h"

using namespace sw::lang;

namespace {

struct Row {
    const char* source;
    int place;
    const char* words;
    const char* message;
    const char* hint;
    const char* repaired = "";
};

constexpr Row kRows[] = {
    Row{"buy when rsi(close, 14) < 30", 0, "buy when", "no statement begins with 'buy when'",
        "write 'long when'", "long when rsi(close, 14) < 30"},
    Row{"buy if close > 3", 0, "buy if", "no statement begins with 'buy if'", "write 'long when'",
        "long when close > 3"},
    Row{"sell when rsi(close, 14) > 70", 0, "sell when", "no statement begins with 'sell when'",
        "write 'exit when'", "exit when rsi(close, 14) > 70"},
    Row{"enter long when close > 3", 0, "enter long when",
        "no statement begins with 'enter long when'", "write 'long when'", "long when close > 3"},
    Row{"stop 5%", 0, "stop", "'stop' alone does not begin a statement", "write 'stop loss'",
        "stop loss 5%"},
    Row{"stop loss", 9, "", "expected a value, found the end of the line", ""},
    Row{"stop loss -5%", 10, "-5%", "a distance has no sign", "its direction follows from the side",
        "stop loss 5%"},
    Row{"stop los 5%", 5, "los", "unknown word 'los'", "did you mean 'loss'?", "stop loss 5%"},
    Row{"take 10%", 0, "take", "'take' alone does not begin a statement", "write 'take profit'",
        "take profit 10%"},
    Row{"tp 10%", 0, "tp", "no statement begins with 'tp'", "write 'take profit'",
        "take profit 10%"},
    Row{"sl 5%", 0, "sl", "no statement begins with 'sl'", "write 'stop loss'", "stop loss 5%"},
    Row{"trailing 5%", 0, "trailing", "'trailing' alone does not begin a statement",
        "write 'trailing stop'", "trailing stop 5%"},
    Row{"breakeven at 1R", 10, "at", "'breakeven' says what it waits for with 'once up'",
        "write 'once up'", "breakeven once up 1R"},
    Row{"long if close > 3", 5, "if", "a rule has the word 'when', not 'if'", "write 'when'",
        "long when close > 3"},
    Row{"long when close > 3 && open > 2", 20, "&&", "'&&' is not part of the language",
        "write 'and'", "long when close > 3 and open > 2"},
    Row{"long when close > 3 || open > 2", 20, "||", "'||' is not part of the language",
        "write 'or'", "long when close > 3 or open > 2"},
    Row{"long when close = 3", 16, "=", "'=' does not compare", "write '=='",
        "long when close == 3"},
    Row{"long when !(close > 3)", 10, "!", "'!' is not part of the language", "write 'not'",
        "long when not (close > 3)"},
    Row{"long when close cross above 30", 16, "cross", "unknown word 'cross'", "write 'crosses'",
        "long when close crosses above 30"},
    Row{"long when close crosses over 30", 24, "over", "unknown word 'over'", "write 'above'",
        "long when close crosses above 30"},
    Row{"long when close is above 30", 16, "is above", "'is above' is not part of the language",
        "write '>', or 'crosses above' for the moment of crossing", "long when close > 30"},
    Row{"long when close goes below 30", 16, "goes below",
        "'goes below' is not part of the language",
        "write '<', or 'crosses below' for the moment of crossing", "long when close < 30"},
    Row{"long when close above 30", 16, "above", "unknown word 'above'", "write '>'",
        "long when close > 30"},
    Row{"long when close > 3 AND open > 2", 20, "AND", "the words of the language are lower case",
        "write 'and'", "long when close > 3 and open > 2"},
    Row{"LONG when close > 3", 0, "LONG", "no statement begins with 'LONG'",
        "the words of the language are lower case", "long when close > 3"},
    Row{"long when CLOSE > 3", 10, "CLOSE", "'CLOSE' in capitals is a symbol",
        "write 'close' for the value", "long when close > 3"},
    Row{"long when RSI(close, 14) > 3", 10, "RSI", "functions are lower case", "write 'rsi'",
        "long when rsi(close, 14) > 3"},
    Row{"long when Close > 3", 10, "Close",
        "'Close' mixes upper and lower case: names are lower case, symbols upper case",
        "write 'close'", "long when close > 3"},
    Row{"long when SPY > 3", 10, "SPY", "'SPY' does not say which value is meant",
        "write for example 'SPY.close'", "long when SPY.close > 3"},
    Row{"long when weekly > 3", 10, "weekly", "'weekly' does not say which value is meant",
        "write for example 'weekly.close'", "long when weekly.close > 3"},
    Row{"long when SPY.CLOSE > 3", 14, "CLOSE", "expected a name after '.', found 'CLOSE'",
        "names are lower case: write 'close'", "long when SPY.close > 3"},
    Row{"long when hourly.close > 3", 10, "hourly", "there is no prefix 'hourly'", "write 'tf(1h)'",
        "long when tf(1h).close > 3"},
    Row{"long when close[-1] > 3", 16, "-", "brackets look back, never ahead",
        "write the number of bars without a sign", "long when close[1] > 3"},
    Row{"long when close 3 bars ago > 3", 16, "3 bars ago",
        "an earlier value is written with brackets", "write '[3]' after the value",
        "long when close[3] > 3"},
    Row{"long when 1 < close < 3", 20, "<", "a comparison has two sides",
        "write 'low < x and x < high', or 'x between low and high'"},
    Row{"long when close > 3)", 19, ")", "this ')' closes nothing", "remove it, or add '(' before"},
    Row{"long when rsi(close, 14 > 3", 13, "(", "this '(' is never closed", "add ')'",
        "long when rsi(close, 14 > 3)"},
    Row{"long when close > ", 17, "", "expected a value, found the end of the line", ""},
    Row{"long when", 9, "", "expected a value, found the end of the line", ""},
    Row{"long", 4, "", "expected 'when', found the end of the line", ""},
    Row{"long when close > 3 and", 23, "", "expected a value, found the end of the line", ""},
    Row{"long when close ≥ 3", 16, "≥", "'≥' is not part of the language", "write '>='",
        "long when close >= 3"},
    Row{"long when close rising 3", 24, "",
        "expected 'bars', 'days' or 'weeks', found the end of the line",
        "write the unit after the number", "long when close rising 3 bars"},
    Row{"long when close > open for 0 bars", 27, "0", "expected a number of bars, found '0'",
        "write a whole number from 1 to 1000000"},
    Row{"long when close > open for 3 months", 29, "months",
        "lengths are counted in bars, days or weeks", "a month is 21 days"},
    Row{"long when close > open for 2000000 bars", 27, "2000000",
        "expected a number of bars, found '2000000'", "write a whole number from 1 to 1000000"},
    Row{"long when close > open on 5 of last 4 bars", 26, "5 of last 4 bars",
        "5 of the last 4 bars can never happen", "the first number must not be the larger one"},
    Row{"long when close > open then 3", 29, "", "expected 'within', found the end of the line",
        ""},
    Row{"long when a unless b unless c", 21, "unless", "a condition has one 'unless'",
        "join the exceptions with 'or'", "long when a unless b or c"},
    Row{"long when close + not a", 18, "not", "'not' cannot stand here",
        "put the part with 'not' in parentheses"},
    Row{"long when x?", 11, "?", "'?' marks an assumed value and must stand right after it",
        "names and words cannot be marked", "long when x"},
    Row{"trade aapl", 6, "aapl", "symbols are upper case", "", "trade AAPL"},
    Row{"trade BRK-B", 6, "BRK-B",
        "a symbol with other signs than capitals and digits stands in quotes", "",
        "trade \"BRK-B\""},
    Row{"trade ^VIX", 6, "^VIX",
        "a symbol with other signs than capitals and digits stands in quotes", "",
        "trade \"^VIX\""},
    Row{"trade \"AAPL", 6, "\"AAPL", "this text has no closing quote", "end it with \"",
        "trade \"AAPL\""},
    Row{"trade 'AAPL'", 6, "'AAPL'", "text stands in double quotes", "", "trade \"AAPL\""},
    Row{"trade AAPL MSFT", 11, "MSFT", "symbols are separated by commas", "", "trade AAPL ,MSFT"},
    Row{"trade AAPL and MSFT", 11, "and", "symbols are separated by commas", "",
        "trade AAPL , MSFT"},
    Row{"trade AAPL on 4H", 14, "4H", "'4H' is not written like this", "write '4h'",
        "trade AAPL on 4h"},
    Row{"trade AAPL on 4 hours", 14, "4 hours", "a timeframe is written in one word", "write '4h'",
        "trade AAPL on 4h"},
    Row{"trade AAPL on 5min", 14, "5min", "'5min' is not written like this", "write '5m'",
        "trade AAPL on 5m"},
    Row{"trade AAPL on dayly", 14, "dayly", "unknown timeframe 'dayly'", "did you mean 'daily'?",
        "trade AAPL on daily"},
    Row{"trade", 5, "", "expected a symbol such as SPY or \"BRK-B\", found the end of the line",
        ""},
    Row{"test from 2024-02-30", 10, "2024-02-30", "there is no day 2024-02-30",
        "dates are written year-month-day, for example 2024-01-31"},
    Row{"test from 2024-1-5", 10, "2024-1-5", "month and day have two digits", "",
        "test from 2024-01-05"},
    Row{"test", 4, "", "expected 'from' or 'to' and a date, found the end of the line", ""},
    Row{"flat at 25:99", 8, "25:99", "there is no time 25:99", "times run from 00:00 to 23:59"},
    Row{"flat at 1530", 8, "1530", "expected a time such as 09:30, found '1530'", ""},
    Row{"capital $50,000", 8, "$50,000", "numbers are written without commas", "",
        "capital $50_000"},
    Row{"capital 50000", 8, "50000", "expected an amount such as $10000, found '50000'",
        "write '$50000'", "capital $50000"},
    Row{"capital $50k", 8, "$50k", "'$50k' is not an amount of money",
        "write it in full, for example $50000", "capital $50000"},
    Row{"capital $1e999", 8, "$1e999", "this amount is too large or too small to be represented",
        ""},
    Row{"costs commission 0.1", 17, "0.1", "expected a cost such as 0.1% or $1, found '0.1'",
        "write '0.1%'", "costs commission 0.1%"},
    Row{"costs comission 0.1%", 6, "comission", "unknown word 'comission'",
        "did you mean 'commission'?", "costs commission 0.1%"},
    Row{"costs commission 0.1% per share", 22, "per share",
        "a percentage is of the traded amount, not of a share",
        "write an amount of money such as $0.01 per share"},
    Row{"size risk 1%", 10, "1%", "a risk in percent is of the equity", "add 'of equity'",
        "size risk 1% of equity"},
    Row{"size 0.5 of equity", 5, "0.5", "a share of the equity is written in percent", "",
        "size 0.5% of equity"},
    Row{"size 10% shares", 9, "shares", "shares are counted with a plain number",
        "write for example '100 shares'"},
    Row{"size", 4, "",
        "expected a size such as 50% of equity, $5000 or 100 shares, found the end of the line",
        ""},
    Row{"let close > 3", 10, ">", "expected '=', found '>'", ""},
    Row{"let stop = 3", 4, "stop", "'stop' is a word of the language and cannot be a name", "",
        "let my_stop = 3"},
    Row{"let X = 3", 4, "X", "expected a lower-case name, found 'X'", ""},
    Row{"let x = ", 7, "", "expected a value, found the end of the line", ""},
    Row{"x = 3", 0, "x", "a definition begins with 'let'", "write 'let' before it", "let x = 3"},
    Row{"param n = sma(close, 3)", 10, "sma", "a param is a plain value such as 14 or 5%",
        "computed values are defined with 'let'"},
    Row{"param n = 5 from 3", 18, "", "expected 'to', found the end of the line", ""},
    Row{"exit long after 3 bars", 5, "long", "'exit after' counts for both sides",
        "remove the side", "exit after 3 bars"},
    Row{"exit", 4, "", "expected 'when', 'after', 'long' or 'short', found the end of the line",
        ""},
    Row{"at most 0 positions", 8, "0", "expected a number, found '0'",
        "write a whole number from 1 to 1000000"},
    Row{"at most 3 position per day", 19, "per", "'per' does not belong here",
        "what may follow here: prefer"},
    Row{"at most 1.5 units", 8, "1.5", "expected a number, found '1.5'",
        "write a whole number from 1 to 1000000"},
    Row{"wait 3 bars", 11, "", "expected 'after', found the end of the line", ""},
    Row{"only if close > 3", 5, "if", "'only if' belongs inside a 'rebalance' block",
        "here, add the condition to the rule with 'and'"},
    Row{"only between 9:30 to 10:00", 18, "to", "the two times are joined by 'and'", "write 'and'",
        "only between 9:30 and 10:00"},
    Row{"rank by close highest first", 0, "rank",
        "'rank' belongs inside a 'rebalance' or 'switch' block",
        "begin the block with a line such as 'rebalance monthly:'"},
    Row{"end", 0, "end", "this 'end' closes no block", "remove it", ""},
    Row{"foo bar", 0, "foo", "no statement begins with 'foo'",
        "lines begin with a word such as trade, let, long, exit, stop loss or size"},
    Row{"lng when close > 3", 0, "lng", "no statement begins with 'lng'", "did you mean 'long'?",
        "long when close > 3"},
    Row{"? ", 0, "?", "no statement begins with '?'",
        "lines begin with a word such as trade, let, long, exit, stop loss or size"},
    Row{"long when 1e999 > 3", 10, "1e999",
        "this number is too large or too small to be represented", ""},
    Row{"long when 14x > 3", 10, "14x", "'14x' is neither a number nor a timeframe",
        "numbers are written like 14, 1.5, 5%, 2R, $500; timeframes like 5m, 4h, 1d, 1w, 1mo"},
    Row{"long when close > 3;", 19, ";", "';' is not part of the language",
        "each statement has its own line", "long when close > 3\n"},
    Row{"long when close > 3 // why", 20, "//", "a comment begins with '#'", "",
        "long when close > 3 # why"},
    Row{"long when close > 3 size 100 sharess", 29, "sharess", "'sharess' does not belong here",
        "what may follow here: at, using, valid, size, unless, and, or"},
    Row{"long when close > 3 sise 10%", 20, "sise", "unknown word 'sise'", "did you mean 'size'?",
        "long when close > 3 size 10%"},
    Row{"buy $300 month", 9, "month", "expected 'every', found 'month'", ""},
    Row{"buy 300 every month", 4, "300",
        "a plain number does not say whether it is money or shares",
        "write '$' before it, or 'shares' after it"},
    Row{"reduce long when close > 3", 12, "when", "expected 'by', found 'when'", ""},
    Row{"trade AAPL,", 11, "",
        "expected a symbol such as SPY or \"BRK-B\", found the end of the line", ""},
    Row{"long when \"\" .close > 3", 10, "\"\"", "a symbol cannot be empty", ""},
    Row{"long when weekly.SPY.close > 3", 17, "SPY", "expected a name after '.', found 'SPY'",
        "the symbol comes first, as in SPY.weekly.close"},
    Row{"strategy \"a\" \"b\"", 13, "\"b\"", "\"b\" does not belong here",
        "the line should end before it"},
    Row{"commission 0.1%", 0, "commission", "no statement begins with 'commission'",
        "write 'costs commission'", "costs commission 0.1%"},
    Row{"risk 1% of equity", 0, "risk", "no statement begins with 'risk'", "write 'size risk'",
        "size risk 1% of equity"},
    Row{"long when close > 3 at cloze", 23, "cloze", "unknown word 'cloze'",
        "did you mean 'close'?", "long when close > 3 at close"},
    Row{"long when close > 3 using market", 26, "market",
        "expected 'limit' or 'stop', found 'market'", ""},
    Row{"long when external(", 19, "", "expected a value, found the end of the line", ""},
    Row{"$", 0, "$", "'$' must stand right before an amount, for example $500", ""},
    Row{"50%", 0, "50%", "no statement begins with '50%'",
        "lines begin with a word such as trade, let, long, exit, stop loss or size"},
    Row{"long when rsi(close 14) > 3", 20, "14", "expected ',' or ')', found '14'", ""},
    Row{"long when rsi(close, 14) > 30 %", 30, "%",
        "'%' must stand right after a number, for example 5%", ""},
    Row{"stop loss 2 x atr(14)", 12, "x", "'x' does not belong here",
        "what may follow here: from, pips, ticks, points"},
    Row{"stop loss 2x atr(14)", 10, "2x", "'2x' is not written like this", "write '2 *'",
        "stop loss 2 * atr(14)"},
    Row{"long when @ > 3", 10, "@", "'@' is not part of the language",
        "remove it, or put it in quotes if it belongs to a symbol"},
    Row{"exit when profit > 5% or", 24, "", "expected a value, found the end of the line", ""},
    Row{"trade \"", 6, "\"", "this text has no closing quote", "end it with \""},
    Row{"rebalance monthly\nend", 17, "", "the head of a block ends with ':'", "add ':'",
        "rebalance monthly:\nend"},
    Row{"rebalance monthly: among SPY\nend", 19, "among",
        "the lines of a block begin below its head", "break the line after ':'",
        "rebalance monthly: \namong SPY\nend"},
    Row{"rebalance monthly on 3 day:\nend", 21, "3",
        "expected 'first day', 'last day' or a weekday, found '3'", ""},
    Row{"rebalance monthly:\n  hold SPY 50%\nend", 30, "50%", "expected 'at', found '50%'", ""},
    Row{"rebalance monthly:\n  hold top\nend", 29, "",
        "expected a number of holdings, found the end of the line", ""},
    Row{"rebalance monthly:\n  when a hold cash\nend", 21, "when",
        "expected 'among', 'rank', 'hold', 'keep', 'require', 'gate', 'only', 'otherwise', 'cap', "
        "'ignore', 'drift' or 'end', found 'when'",
        ""},
    Row{"rebalance monthly:\n  cap each 25%\nend", 30, "25%", "expected 'at', found '25%'", ""},
    Row{"switch weekly:\n  when a > b hold SPY\nend", 33, "SPY",
        "expected 'cash', 'same' or a weight such as 60% SPY, found 'SPY'", ""},
    Row{"switch weekly:\n  otherwise cash\nend", 27, "cash", "expected 'hold', found 'cash'", ""},
    Row{"switch fortnightly:\nend", 7, "fortnightly",
        "expected 'daily', 'weekly', 'monthly', 'quarterly' or 'yearly', found 'fortnightly'", ""},
    Row{"strategy Foo bar", 9, "Foo bar", "the strategy's name stands in quotes", "",
        "strategy \"Foo bar\""},
    Row{"strategy foo # x", 9, "foo", "the strategy's name stands in quotes", "",
        "strategy \"foo\" # x"},
    Row{"trade Aapl", 6, "Aapl", "symbols are upper case", "", "trade AAPL"},
    Row{"long when 2 * Atr(14) > 3", 14, "Atr",
        "'Atr' mixes upper and lower case: names are lower case, symbols upper case", "write 'atr'",
        "long when 2 * atr(14) > 3"},
    Row{"trade AAPL on day", 14, "day", "expected a timeframe such as daily, 4h or 5m, found 'day'",
        ""},
    Row{"long when (close > 3", 10, "(", "this '(' is never closed", "add ')'",
        "long when (close > 3)"},
    Row{"long when 2x atr(14) > 3", 10, "2x", "'2x' is not written like this", "write '2 *'",
        "long when 2 * atr(14) > 3"},
    Row{"long when a and", 15, "", "expected a value, found the end of the line", ""},
    Row{"Long when close > 3", 0, "Long", "no statement begins with 'Long'",
        "the words of the language are lower case", "long when close > 3"},
};

} // namespace

class TestParserProblems : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatIsWrongAndHowToRepairIt_data();
    void saysWhatIsWrongAndHowToRepairIt();
    void everyRepairLeadsToAReadableProgram_data();
    void everyRepairLeadsToAReadableProgram();
};

void TestParserProblems::saysWhatIsWrongAndHowToRepairIt_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<int>("place");
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("hint");
    QTest::addColumn<QByteArray>("repaired");
    for (const Row& row : kRows) {
        QTest::newRow(row.source) << QByteArray(row.source) << row.place << QByteArray(row.words)
                                  << QByteArray(row.message) << QByteArray(row.hint)
                                  << QByteArray(row.repaired);
    }
}

void TestParserProblems::saysWhatIsWrongAndHowToRepairIt()
{
    QFETCH(QByteArray, source);
    QFETCH(int, place);
    QFETCH(QByteArray, words);
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, hint);
    QFETCH(QByteArray, repaired);
    const std::string text = source.toStdString();
    const Parsed parsed = parse(text);
    QCOMPARE(parsed.diagnostics.size(), std::size_t{1});
    const Diagnostic& found = parsed.diagnostics[0];
    QCOMPARE(QByteArray::fromStdString(found.message), message);
    QCOMPARE(QByteArray::fromStdString(found.hint), hint);
    QCOMPARE(QByteArray::fromStdString(found.code), QByteArray("syntax"));
    QVERIFY(found.severity == Severity::Error);
    QCOMPARE(static_cast<int>(found.span.begin), place);
    QCOMPARE(QByteArray::fromStdString(text.substr(found.span.begin, found.span.length())), words);
    std::string mended;
    if (found.fix) {
        mended = text;
        mended.replace(found.fix->span.begin, found.fix->span.length(), found.fix->replacement);
    }
    QCOMPARE(QByteArray::fromStdString(mended), repaired);
}

void TestParserProblems::everyRepairLeadsToAReadableProgram_data()
{
    saysWhatIsWrongAndHowToRepairIt_data();
}

void TestParserProblems::everyRepairLeadsToAReadableProgram()
{
    QFETCH(QByteArray, repaired);
    QVERIFY(repaired.isEmpty() || parse(repaired.toStdString()).diagnostics.empty());
}

SW_TEST(TestParserProblems)
#include "tst_parser_problems.moc"
