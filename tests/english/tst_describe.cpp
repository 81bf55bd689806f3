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

    void saysWhoseAndWhichBars_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* program, const char* words) {
            QTest::newRow(name) << QString::fromLatin1(program) << QString::fromLatin1(words);
        };
        row("symbol and frame", "long when SPY.weekly.close > 400",
            "when SPY's weekly close is above 400");
        row("symbol and clock frame", "long when SPY.tf(4h).rsi(close, 14) > 50",
            "SPY's 4h RSI(14) of the close");
        row("no article after a symbol", "long when VLO.close > VLO.open",
            "VLO's close is above VLO's open");
        row("frame alone", "long when weekly.close > 5", "when weekly close is above 5");
        row("named length",
            "param channel = 40 from 20 to 80 step 10\nlong when close > highest(high, channel)[1]",
            "highest value(channel) of the high 1 bar earlier");
        row("named length without a source", "param n = 14\nlong when rsi(n) < 30",
            "when RSI(n) is below");
        row("let of a number", "let n = 3 * 5\nlong when close > sma(close, n)",
            "simple average(n) of the close");
        row("names stay as written", "let calm = close < 28\nlong when calm",
            "when calm, at the next open");
        row("long names stay as written", "let weak_week = close < 28\nlong when weak_week",
            "when weak_week, at");
        row("histogram", "long when macd(close, 12, 26, 9).hist > 0",
            "the histogram of MACD(12, 26, 9) of the close");
        row("one entry", "at most 1 entry per day", "At most 1 entry per day.");
        row("one position", "at most 1 position", "At most 1 position at a time.");
        row("weekday", "rebalance weekly on friday:\n  hold SPY at 60%\nend",
            "Rebalance weekly on Friday.");
        row("first day", "rebalance monthly on first day:\n  hold SPY at 60%\nend",
            "Rebalance monthly on the first day.");
        row("pips", "breakeven once up 30 pips", "up 30 pips");
    }
    void saysWhoseAndWhichBars()
    {
        QFETCH(QString, program);
        QFETCH(QString, words);
        const QString text = described(qPrintable(program));
        QVERIFY2(text.contains(words), qPrintable(text));
    }

    void groupsWhatCouldBeMisread_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* condition, const char* words) {
            QTest::newRow(name) << QString::fromLatin1(condition) << QString::fromLatin1(words);
        };
        row("and under for", "(close > 5 and open > 4) for 3 bars",
            "(the close is above 5 and the open is above 4) for 3 bars in a row");
        row("for under and", "close > 5 and open > 4 for 3 bars",
            "the close is above 5 and (the open is above 4 for 3 bars in a row)");
        row("for under within", "(close > 5 for 3 bars) within 9 bars",
            "(the close is above 5 for 3 bars in a row) at least once within the last 9 bars");
        row("difference under rising", "close - open rising 3 bars",
            "(the close minus the open) has risen for 3 bars");
        row("not", "not close > 5 and open > 4",
            "not (the close is above 5) and the open is above 4");
        row("not of both", "not (close > 5 and open > 4)",
            "not (the close is above 5 and the open is above 4)");
        row("between and and", "close between 1 and 2 and open > 4",
            "(the close is between 1 and 2) and the open is above 4");
        row("then", "(close > 5 then open > 4 within 3 bars) or high > 9",
            "(the close is above 5 and then, within 3 bars, the open is above 4) or the high is");
        row("unless", "(close > 5 or open > 4) unless high > 9",
            "(the close is above 5 or the open is above 4), unless the high is above 9");
        row("two sources", "correlation(close, open, 20) > 0.5 and high > 9",
            "correlation(20) of (the close, the open) is above 0.5 and");
        row("source of two parts", "sma(high - low, 5) > 2",
            "simple average(5) of (the high minus the low) is above 2");
        row("since", "bars_since(close > 5) > 4",
            "number of bars since (the close is above 5) is above 4");
    }
    void groupsWhatCouldBeMisread()
    {
        QFETCH(QString, condition);
        QFETCH(QString, words);
        const QString text = described(qPrintable(QStringLiteral("long when ") + condition));
        QVERIFY2(text.contains(words), qPrintable(text));
    }

    void saysEveryAssumption_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("assumed");
        const auto row = [](const char* name, const char* program, const char* assumed) {
            QTest::newRow(name) << QString::fromLatin1(program)
                                << QStringLiteral("assumed: ") + QString::fromLatin1(assumed);
        };
        row("capital", "capital $5000?", "$5000");
        row("first day", "test from 2004-01-01? to 2010-01-01", "from 2004-01-01");
        row("last day", "test from 2004-01-01 to 2010-01-01?", "to 2010-01-01");
        row("slippage", "costs commission 0.02%, slippage 0.01%?", "slippage 0.01%");
        row("size", "size 20%? of equity", "size 20% of the equity");
        row("window of a size", "size volatility 10% over 40? days max 200%", "40 days");
        row("cap of a size", "size volatility 10% over 40 days max 200%?", "at most 200%");
        row("kelly", "size kelly 0.5? over 60 trades", "size 0.5 of the Kelly fraction");
        row("kelly trades", "size kelly 0.5 over 60? trades", "60 trades");
        row("size of a rule", "long when close > 5 size 20%? of equity", "size 20%");
        row("reduce", "reduce long by 50%? when close > 5", "by 50%");
        row("losses", "wait 5 bars after 2? losses", "2 losses in a row");
        row("pause", "wait 5? bars after stop out", "5 bars");
        row("part", "take profit 1R sell 50%?", "selling 50%");
        row("anchor", "trailing stop 5% from highest close?", "from the highest close");
        row("positions", "at most 3? positions", "at most 3 positions");
        row("start", "only between 10:00? and 13:30", "from 10:00");
        row("end", "only between 10:00 and 13:30?", "to 13:30");
        row("flat", "flat at 15:50?", "15:50");
        row("time exit", "exit after 9? bars", "9 bars");
        row("look back", "long when close > close[3?]", "a look back of 3 bars");
        row("count", "long when close > 5 on 4? of last 5 bars", "at least 4 of the last 5 bars");
        row("frequency", "rebalance monthly? on last day:\n  hold SPY at 60%\nend", "monthly");
        row("day", "rebalance monthly on last day?:\n  hold SPY at 60%\nend", "on the last day");
        row("weight", "rebalance monthly on last day:\n  hold SPY at 60%?\nend", "the value 60%");
        row("ranks",
            "rebalance monthly on last day:\n  among SPY, TLT\n  rank by close highest first\n"
            "  hold top 2? equally\nend",
            "the first 2");
        row("cap", "rebalance monthly on last day:\n  hold SPY at 60%\n  cap each at 40%?\nend",
            "40%");
        row("amount", "buy $300? every month on first day", "$300");
        row("every", "buy $300 every month? on first day", "every month");
        row("on", "buy $300 every month on first day?", "on the first day");
    }
    void saysEveryAssumption()
    {
        QFETCH(QString, program);
        QFETCH(QString, assumed);
        const QString text = described(qPrintable(program));
        QVERIFY2(text.contains(assumed), qPrintable(text));
        QString certain = program;
        certain.remove(QLatin1Char('?'));
        const QString sure = described(qPrintable(certain));
        QVERIFY2(!sure.contains(QLatin1String("assumed")), qPrintable(sure));
    }

    void deepProgramsAreDescribed()
    {
        std::string chain = "long when close > 1";
        for (int i = 0; i < 20'000; ++i) {
            chain += i % 2 ? " and close > 1" : " or open > 2";
        }
        QVERIFY(!described((chain + "\n").c_str()).isEmpty());
        QVERIFY(!described(("long when " + std::string(5000, '(') + "close\n").c_str()).isEmpty());
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
