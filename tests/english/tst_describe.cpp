// Programs as sentences: every kind of statement, every number.
#include "test_main.h"

#include "english/describe.h"
#include "lang/syntax.h"

#include <QRegularExpression>

using namespace sw;

namespace {

QString described(const char* program)
{
    const lang::Parsed parsed = lang::parse(program);
    QStringList out;
    for (const std::string& sentence : english::describe(parsed.tree)) {
        out.append(QString::fromStdString(sentence));
    }
    return out.join(QLatin1Char('\n'));
}

} // namespace

class TestDescribe : public QObject
{
    Q_OBJECT
private slots:
    void saysWhatIsBoughtWhenAndWhatWasAssumed()
    {
        const QString text =
            described("trade ADBE on daily?\nlong when rsi(close, 14?) crosses above 30\n");
        QVERIFY2(
            text.contains(QLatin1String("Buy ADBE when RSI(14) of the close crosses above 30")),
            qPrintable(text));
        QVERIFY(text.contains(QLatin1String("assumed: RSI with 14")));
        QVERIFY(text.contains(QLatin1String("assumed: daily bars")));
    }

    void describesEveryKindOfStatement_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* program, const char* words) {
            QTest::newRow(name) << QString::fromLatin1(program) << QString::fromLatin1(words);
        };
        row("exit", "exit long when close < sma(close, 50)", "is below simple average(50)");
        row("short", "short when close crosses below lowest(low, 20)[1]", "Sell short");
        row("time", "exit after 9 bars", "after 9 bars");
        row("stop", "stop loss 2 * atr(14?)", "Stop loss");
        row("level", "stop loss at lowest(low, 8)", "at lowest value(8)");
        row("target", "take profit 1R sell 50%", "selling 50%");
        row("trail", "trailing stop 6% from highest close once up 12%", "once the trade is up 12%");
        row("breakeven", "breakeven once up 1R", "up 1R");
        row("limit order", "long when close > 5 using limit close - 1.2 * atr(10) valid 2 bars",
            "valid for 2 bars");
        row("positions", "at most 2 positions prefer highest pct_change(close, 60)", "At most 2");
        row("wait", "wait 6 bars after stop out", "Wait 6 bars");
        row("session", "only between 10:00 and 13:30", "between 10:00 and 13:30");
        row("flat", "flat at 15:50", "at 15:50");
        row("size", "size risk 1% of equity", "loses 1% of the equity");
        row("costs", "costs commission 0.02%, slippage 0.01%", "slippage 0.01%");
        row("dates", "test from 2004-01-01", "2004-01-01");
        row("capital", "capital $50000", "$50000");
        row("benchmark", "benchmark ACWI", "ACWI");
        row("let", "let trend = sma(close, 150)", "\"trend\" stands for");
        row("param", "param channel = 40 from 20 to 80 step 10", "from 20 to 80 in steps of 10");
        row("add", "add long when close > last_fill size 20% of equity",
            "Add to the long position");
        row("hole", "long when external(\"earnings surprise\")", "no data");
        row("schedule", "buy $300 every month on first day", "every month on the first day");
        row("rebalance", "rebalance monthly on last day:\n  hold SPY at 60%, TLT at 40%\nend",
            "SPY at 60%, TLT at 40%");
        row("temporal", "long when close < close[1] on 4 of last 5 bars", "4 of the last 5 bars");
        row("other symbol", "long when SPY.close > SPY.sma(close, 200)",
            "SPY's simple average(200)");
        row("higher frame", "long when weekly.close < weekly.ema(close, 20)", "weekly");
    }
    void describesEveryKindOfStatement()
    {
        QFETCH(QString, program);
        QFETCH(QString, words);
        const QString text = described(qPrintable(program));
        QVERIFY2(text.contains(words), qPrintable(text));
    }

    void saysEveryNumberOfTheProgram()
    {
        const char* program = R"(trade TXN on daily
capital $50000
costs commission 0.02%, slippage 0.01%
param channel = 40 from 20 to 80 step 10
long when close > highest(high, 33)[1] and volume >= 1.6 * sma(volume, 21?) using limit close - 1.2 * atr(11) valid 2 bars
short when rsi(close, 7) > 78 within 3 bars unless adx(17?) > 35
exit long when close between 12.5 and 99 for 6 bars
exit after 41 bars
stop loss 2.25 * atr(14?)
take profit 3R sell 45%
breakeven once up 1.5R
trailing stop 6.5% from highest close once up 13%
at most 4 positions prefer highest pct_change(close, 61)
wait 8 bars after stop out
)";
        const QString text = described(program);
        static const QRegularExpression number(QStringLiteral("\\d+(?:\\.\\d+)?"));
        auto it = number.globalMatch(QString::fromLatin1(program));
        while (it.hasNext()) {
            const QString digits = it.next().captured();
            QVERIFY2(text.contains(digits), qPrintable(digits + QLatin1String(" in\n") + text));
        }
    }
};

SW_TEST(TestDescribe)
#include "tst_describe.moc"
