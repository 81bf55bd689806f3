// Every mark of an assumption in a text becomes an assumption of its program.
#include "test_main.h"

#include "lang/program.h"

using namespace sw::lang;

class TestAssumptions : public QObject
{
    Q_OBJECT

private slots:
    void everyMarkBecomesAnAssumption_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("about");
        QTest::addColumn<QString>("value");
        const auto row = [](const char* line, const char* about, const char* value) {
            QTest::newRow(line) << QString::fromLatin1(line).replace(QLatin1String("\\n"),
                                                                     QLatin1String("\n"))
                                << QString::fromLatin1(about) << QString::fromLatin1(value);
        };
        row("capital $5000?", "capital", "$5000");
        row("test from 2004-01-01? to 2010-01-01", "start", "2004-01-01");
        row("test from 2004-01-01 to 2010-01-01?", "end", "2010-01-01");
        row("costs commission 0.02%, slippage 0.01%?", "slippage", "0.01%");
        row("size volatility 10% over 40 days max 200%?", "size.maximum", "200%");
        row("size volatility 10% over 40? days max 200%", "size.window", "40");
        row("size kelly 0.5 over 60? trades", "size.window", "60");
        row("wait 5 bars after 2? losses", "cooldown.losses", "2");
        row("wait 5? bars after any trade", "cooldown", "5 bars");
        row("only between 10:00 and 13:30?", "session.end", "13:30");
        row("only between 10:00? and 13:30", "session.start", "10:00");
        row("at most 3? positions", "limit", "3");
        row("take profit 10% sell 50%?", "take profit.fraction", "50%");
        row("trailing stop 5% from highest close?", "trailing stop.anchor", "best close");
        row("exit after 9? bars", "exit after", "9 bars");
        row("reduce long by 50%? when close > 5", "reduce", "50%");
        row("long when close > 5 on 4? of last 5 bars", "entry.count", "4");
    }
    void everyMarkBecomesAnAssumption()
    {
        QFETCH(QString, line);
        QFETCH(QString, about);
        QFETCH(QString, value);
        const QString rules =
            QStringLiteral("trade X on %1\nlong when close > 1\n%2\n")
                .arg(line.contains(QLatin1String("between")) ? QStringLiteral("5m")
                                                             : QStringLiteral("daily"),
                     line);
        verify(rules, about, value);
    }

    void everyMarkOfAPortfolioBecomesAnAssumption_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("about");
        QTest::addColumn<QString>("value");
        const auto ranked = [](const char* name, const char* head, const char* hold,
                               const char* more, const char* about, const char* value) {
            QTest::newRow(name) << QStringLiteral("trade SPY, TLT, GLD on daily\nrebalance %1:\n"
                                                  "  among SPY, TLT, GLD\n"
                                                  "  rank by pct_change(close, 60) highest first\n"
                                                  "  hold %2\n%3end\n")
                                       .arg(QString::fromLatin1(head), QString::fromLatin1(hold),
                                            QString::fromLatin1(more))
                                << QString::fromLatin1(about) << QString::fromLatin1(value);
        };
        ranked("count", "monthly on last day", "top 2? equally", "", "rebalance.count", "2");
        ranked("percentage", "monthly on last day", "top 2 equally", "  cap each at 40%?\n",
               "rebalance.percentage", "40%");
        ranked("frequency", "monthly? on last day", "top 2 equally", "", "rebalance.every",
               "monthly");
        ranked("day", "monthly on last day?", "top 2 equally", "", "rebalance.day", "last day");
        ranked("rank to keep", "monthly on last day", "top 2 equally", "  keep until rank 3?\n",
               "rebalance.count", "3");
        QTest::newRow("every") << QStringLiteral(
                                      "trade SPY on daily\nbuy $300 every month? on first day\n")
                               << QStringLiteral("schedule.every") << QStringLiteral("month");
        QTest::newRow("on") << QStringLiteral(
                                   "trade SPY on daily\nbuy $300 every month on first day?\n")
                            << QStringLiteral("schedule.day") << QStringLiteral("first day");
        QTest::newRow("amount") << QStringLiteral(
                                       "trade SPY on daily\nbuy $300? every month on first day\n")
                                << QStringLiteral("amount") << QStringLiteral("$300");
    }
    void everyMarkOfAPortfolioBecomesAnAssumption()
    {
        QFETCH(QString, program);
        QFETCH(QString, about);
        QFETCH(QString, value);
        verify(program, about, value);
    }

private:
    static void verify(const QString& source, const QString& about, const QString& value)
    {
        const Compilation made = compile(source.toStdString());
        for (const Diagnostic& diagnostic : made.diagnostics) {
            QVERIFY2(diagnostic.severity != Severity::Error, diagnostic.message.c_str());
        }
        QVERIFY(made.program != nullptr);
        int found = 0;
        for (const Assumption& assumption : made.program->assumptions) {
            found +=
                assumption.about == about.toStdString() && assumption.value == value.toStdString()
                    ? 1
                    : 0;
        }
        QCOMPARE(found, 1);
        QString sure = source;
        sure.remove(QLatin1Char('?'));
        const Compilation unmarked = compile(sure.toStdString());
        QVERIFY(unmarked.program != nullptr);
        for (const Assumption& assumption : unmarked.program->assumptions) {
            QVERIFY(assumption.about != about.toStdString());
        }
    }
};

SW_TEST(TestAssumptions)
#include "tst_assumptions.moc"
