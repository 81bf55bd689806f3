// Each command on good input: what it prints, its JSON shape, its exit code.
#include "test_main.h"

#include "command_line.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>

using sw::test::makeBars;
using sw::test::makeFile;
using sw::test::Ran;
using sw::test::run;

namespace {

const char kProgram[] = "strategy \"Bounce\"\n"
                        "trade AAPL on daily\n"
                        "costs none\n"
                        "size 10 shares\n"
                        "long when rsi(close, 14) < 30\n"
                        "exit long when rsi(close, 14) > 70\n";

QStringList keysOf(const QJsonObject& object)
{
    return object.keys();
}

} // namespace

class TestCommands : public QObject
{
    Q_OBJECT

private slots:
    void helpNamesEveryCommand();
    void versionIsPrinted();
    void completionIsAShellScript();
    void interpretHasItsDocumentedShape();
    void interpretAsksForAMissingSymbol();
    void checkAcceptsAndRejects();
    void formatCompletesArguments();
    void formatWritesTheFileWhole();
    void signalsHaveOneRowABar();
    void evalPrintsSeventeenDigitsAndEmptyCells();
    void backtestHasItsDocumentedShape();
    void backtestRepeatsTheGoldenTrades();
    void backtestWritesTradesAndEquity();
    void explainCountsClauses();
    void exportsToEveryTarget();
    void exportRefusesWithTheReason();
    void dataIsListedCheckedAndImported();

private:
    QTemporaryDir m_folder;
    QString program(const QByteArray& text = kProgram)
    {
        return makeFile(m_folder.path(), QStringLiteral("program.strat"), text);
    }
};

void TestCommands::helpNamesEveryCommand()
{
    const Ran help = run({QStringLiteral("help")});
    QCOMPARE(help.exit, 0);
    for (const char* name : {"run", "interpret", "check", "format", "signals", "eval", "backtest",
                             "explain", "export", "data"}) {
        QVERIFY2(help.out.contains(name), name);
        const Ran one = run({QStringLiteral("help"), QString::fromLatin1(name)});
        QCOMPARE(one.exit, 0);
        QVERIFY(one.out.startsWith(QByteArray("stratwright-cli ") + name));
    }
    QCOMPARE(run({QStringLiteral("help"), QStringLiteral("nothing")}).exit, 2);
}

void TestCommands::versionIsPrinted()
{
    const Ran version = run({QStringLiteral("--version")});
    QCOMPARE(version.exit, 0);
    QVERIFY(version.out.startsWith("stratwright-cli "));
}

void TestCommands::completionIsAShellScript()
{
    const Ran script = run({QStringLiteral("completion"), QStringLiteral("bash")});
    QCOMPARE(script.exit, 0);
    QVERIFY(script.out.contains("complete -o filenames -F _stratwright_cli stratwright-cli"));
}

void TestCommands::interpretHasItsDocumentedShape()
{
    const Ran ran = run({QStringLiteral("interpret"),
                         QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"),
                         QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    const QJsonObject json = ran.json();
    QCOMPARE(keysOf(json), QStringList({QStringLiteral("assumptions"), QStringLiteral("canonical"),
                                        QStringLiteral("diagnostics"), QStringLiteral("program"),
                                        QStringLiteral("questions"), QStringLiteral("sentence"),
                                        QStringLiteral("source"), QStringLiteral("trace"),
                                        QStringLiteral("unsupported")}));
    const QJsonObject program = json.value(QStringLiteral("program")).toObject();
    QCOMPARE(program.value(QStringLiteral("mode")).toString(), QStringLiteral("signals"));
    QCOMPARE(program.value(QStringLiteral("universe")).toArray(),
             QJsonArray{QStringLiteral("AAPL")});
    QCOMPARE(program.value(QStringLiteral("timeframe")).toString(), QStringLiteral("1d"));
    const QJsonArray rules = program.value(QStringLiteral("rules")).toArray();
    QCOMPARE(rules.size(), 2);
    QCOMPARE(rules[0].toObject().value(QStringLiteral("condition")).toString(),
             QStringLiteral("rsi(close, 14?) < 30"));
    QCOMPARE(rules[1].toObject().value(QStringLiteral("action")).toString(),
             QStringLiteral("exit"));
    QVERIFY(json.value(QStringLiteral("questions")).toArray().isEmpty());
    const QJsonArray assumptions = json.value(QStringLiteral("assumptions")).toArray();
    QVERIFY(assumptions.size() >= 2);
    for (const QJsonValue& item : assumptions) {
        for (const char* key : {"words", "about", "text", "value"}) {
            QVERIFY2(item.toObject().contains(QString::fromLatin1(key)), key);
        }
    }
}

void TestCommands::interpretAsksForAMissingSymbol()
{
    const QString sentence = QStringLiteral("buy when RSI < 30, sell when RSI > 70");
    const Ran ran = run({QStringLiteral("interpret"), sentence, QStringLiteral("--json")});
    QCOMPARE(ran.exit, 4);
    QVERIFY(!ran.json().value(QStringLiteral("questions")).toArray().isEmpty());
    const Ran named = run({QStringLiteral("interpret"), sentence, QStringLiteral("--symbol"),
                           QStringLiteral("AAPL")});
    QCOMPARE(named.exit, 0);
    QVERIFY(named.out.contains("trade AAPL"));
}

void TestCommands::checkAcceptsAndRejects()
{
    QCOMPARE(run({QStringLiteral("check"), program()}).exit, 0);
    const Ran bad =
        run({QStringLiteral("check"),
             program("trade AAPL\nlong when ema(clsoe, 20) > close\nexit after 3 bars\n"),
             QStringLiteral("--json")});
    QCOMPARE(bad.exit, 3);
    const QJsonObject first =
        bad.json().value(QStringLiteral("diagnostics")).toArray().first().toObject();
    QCOMPARE(first.value(QStringLiteral("code")).toString(), QStringLiteral("name"));
    QCOMPARE(first.value(QStringLiteral("line")).toInt(), 2);
    QCOMPARE(first.value(QStringLiteral("column")).toInt(), 15);
    QCOMPARE(first.value(QStringLiteral("fix"))
                 .toObject()
                 .value(QStringLiteral("replacement"))
                 .toString(),
             QStringLiteral("close"));
    const Ran piped = run({QStringLiteral("check"), QStringLiteral("-")}, kProgram);
    QCOMPARE(piped.exit, 0);
}

void TestCommands::formatCompletesArguments()
{
    const Ran ran = run({QStringLiteral("format"), QStringLiteral("-")},
                        "exit when rsi>70\nlong   when rsi( 14 )<30\ntrade AAPL\n");
    QCOMPARE(ran.exit, 0);
    QCOMPARE(ran.out, QByteArray("trade AAPL on daily?\n"
                                 "long when rsi(close, 14) < 30\n"
                                 "exit when rsi(close, 14?) > 70\n"));
    const Ran again = run({QStringLiteral("format"), QStringLiteral("-")}, ran.out);
    QCOMPARE(again.out, ran.out);
}

void TestCommands::formatWritesTheFileWhole()
{
    const QString path = program("long when rsi(14)<30\ntrade AAPL\nexit after 3 bars\n");
    QCOMPARE(run({QStringLiteral("format"), path, QStringLiteral("--write")}).exit, 0);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("trade AAPL on daily?\n"
                                        "long when rsi(close, 14) < 30\n"
                                        "exit after 3 bars\n"));
}

void TestCommands::signalsHaveOneRowABar()
{
    const QString bars = makeBars(m_folder.path(), QStringLiteral("aapl.csv"), 300);
    const Ran ran = run({QStringLiteral("signals"), program(), QStringLiteral("--data"),
                         QStringLiteral("AAPL=") + bars});
    QCOMPARE(ran.exit, 0);
    const QList<QByteArray> lines = ran.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 301);
    QCOMPARE(lines[0],
             QByteArray("time,symbol,enter_long,exit_long,enter_short,exit_short,add_long,"
                        "add_short,reduce_long,reduce_short"));
    QVERIFY(lines[1].startsWith("1990-01-01,AAPL,0,0,0,0,0,0,0,0"));
}

void TestCommands::evalPrintsSeventeenDigitsAndEmptyCells()
{
    const QString bars = makeBars(m_folder.path(), QStringLiteral("eval.csv"), 30);
    const Ran ran = run(
        {QStringLiteral("eval"), QStringLiteral("sma(close, 10)"), QStringLiteral("--data"), bars});
    QCOMPARE(ran.exit, 0);
    const QList<QByteArray> lines = ran.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 31);
    QCOMPARE(lines[0], QByteArray("time,value"));
    QVERIFY(lines[9].endsWith(','));
    QVERIFY(lines[10].split(',')[1].toDouble() > 0);
    const Ran condition = run({QStringLiteral("eval"), QStringLiteral("not close > sma(close, 10)"),
                               QStringLiteral("--data"), QStringLiteral("X=") + bars});
    QVERIFY(condition.out.split('\n')[9].endsWith(','));
    QVERIFY(condition.out.contains(",1\n") && condition.out.contains(",0\n"));
}

void TestCommands::backtestHasItsDocumentedShape()
{
    const Ran ran = run({QStringLiteral("backtest"), program(), QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    const QJsonObject json = ran.json();
    QCOMPARE(keysOf(json), QStringList({QStringLiteral("assumptions"), QStringLiteral("equity"),
                                        QStringLiteral("figures"), QStringLiteral("notes"),
                                        QStringLiteral("orders"), QStringLiteral("provenance"),
                                        QStringLiteral("summary"), QStringLiteral("trades"),
                                        QStringLiteral("warnings")}));
    const QJsonArray equity = json.value(QStringLiteral("equity")).toArray();
    const QJsonObject summary = json.value(QStringLiteral("summary")).toObject();
    QCOMPARE(equity.size(), summary.value(QStringLiteral("bars")).toInt());
    QCOMPARE(equity.last().toObject().value(QStringLiteral("equity")).toDouble(),
             summary.value(QStringLiteral("final_equity")).toDouble());
    // Undefined is null, never 0: this strategy has no stop, so R does not exist.
    for (const QJsonValue& trade : json.value(QStringLiteral("trades")).toArray()) {
        QVERIFY(trade.toObject().value(QStringLiteral("r")).isNull());
        QVERIFY(!trade.toObject().value(QStringLiteral("atSignal")).toArray().isEmpty());
    }
}

void TestCommands::backtestRepeatsTheGoldenTrades()
{
    QFile golden(
        QStringLiteral(SW_SHARED_DIR "/goldens/trades/rsi_30_70__aapl_daily__backtestingpy.csv"));
    if (!golden.open(QIODevice::ReadOnly)) {
        QSKIP("the shared golden trades are not here");
    }
    const QList<QByteArray> lines = golden.readAll().trimmed().split('\n');
    const Ran ran = run({QStringLiteral("backtest"), program(), QStringLiteral("--json")});
    const QJsonArray trades = ran.json().value(QStringLiteral("trades")).toArray();
    QCOMPARE(trades.size(), lines.size() - 1);
    QCOMPARE(trades.size(), 5);
    for (int i = 0; i < trades.size(); ++i) {
        const QList<QByteArray> want = lines[i + 1].split(',');
        const QJsonObject got = trades[i].toObject();
        QCOMPARE(got.value(QStringLiteral("entryBar")).toInt(), want[0].toInt());
        QCOMPARE(got.value(QStringLiteral("entryTime")).toString().toLatin1(), want[1]);
        QCOMPARE(got.value(QStringLiteral("entryPrice")).toDouble(), want[2].toDouble());
        QCOMPARE(got.value(QStringLiteral("exitBar")).toInt(), want[3].toInt());
        QCOMPARE(got.value(QStringLiteral("exitPrice")).toDouble(), want[5].toDouble());
        QCOMPARE(got.value(QStringLiteral("size")).toDouble(), want[6].toDouble());
        QVERIFY(qAbs(got.value(QStringLiteral("netPnl")).toDouble() - want[7].toDouble()) < 1e-9);
    }
}

void TestCommands::backtestWritesTradesAndEquity()
{
    const QString trades = m_folder.filePath(QStringLiteral("trades.csv"));
    const QString equity = m_folder.filePath(QStringLiteral("equity.csv"));
    const Ran ran = run({QStringLiteral("backtest"), program(), QStringLiteral("--trades"), trades,
                         QStringLiteral("--equity"), equity});
    QCOMPARE(ran.exit, 0);
    QFile file(trades);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().trimmed().split('\n').size(), 6);
    QFile curve(equity);
    QVERIFY(curve.open(QIODevice::ReadOnly));
    QVERIFY(curve.readAll().trimmed().split('\n').size() > 1200);
}

void TestCommands::explainCountsClauses()
{
    const Ran ran = run(
        {QStringLiteral("explain"),
         program("trade AAPL on daily\nlong when rsi(close, 14) < 10 and close > sma(close, 50)\n"
                 "exit after 5 bars\n"),
         QStringLiteral("--json")});
    QCOMPARE(ran.exit, 0);
    const QJsonObject symbol =
        ran.json().value(QStringLiteral("attribution")).toArray().first().toObject();
    const QJsonObject rule = symbol.value(QStringLiteral("rules")).toArray().first().toObject();
    QCOMPARE(rule.value(QStringLiteral("clauses")).toArray().size(), 2);
    QCOMPARE(rule.value(QStringLiteral("allTrue")).toInt(), 0);
    QVERIFY(!symbol.value(QStringLiteral("sentences")).toArray().isEmpty());
}

void TestCommands::exportsToEveryTarget()
{
    for (const char* target : {"python", "backtrader", "backtesting.py", "pine"}) {
        const Ran ran = run({QStringLiteral("export"), program(), QStringLiteral("--to"),
                             QString::fromLatin1(target)});
        QVERIFY2(ran.exit == 0, target);
        QVERIFY2(ran.out.contains("rsi"), target);
    }
    const QString path = m_folder.filePath(QStringLiteral("strategy.py"));
    QCOMPARE(run({QStringLiteral("export"), program(), QStringLiteral("--to"),
                  QStringLiteral("python"), QStringLiteral("-o"), path})
                 .exit,
             0);
    QVERIFY(QFile::exists(path));
    QCOMPARE(
        run({QStringLiteral("export"), program(), QStringLiteral("--to"), QStringLiteral("cobol")})
            .exit,
        2);
}

void TestCommands::exportRefusesWithTheReason()
{
    const Ran ran =
        run({QStringLiteral("export"),
             program("trade AAPL on daily\n"
                     "long when close > sma(close, 20) using limit close - atr(10) valid 2 bars\n"
                     "exit long when external(\"earnings\")\n"),
             QStringLiteral("--to"), QStringLiteral("pine")});
    QVERIFY(ran.exit != 0);
    QVERIFY(ran.out.isEmpty());
    QVERIFY(ran.err.contains("earnings"));
}

void TestCommands::dataIsListedCheckedAndImported()
{
    QTemporaryDir home;
    const Ran before = run({QStringLiteral("data"), QStringLiteral("list")}, {}, home.path());
    QCOMPARE(before.exit, 0);
    QVERIFY(before.out.contains("AAPL") && before.out.contains("^GSPC"));
    const QString bars = makeBars(m_folder.path(), QStringLiteral("XYZ.csv"), 400);
    const Ran check =
        run({QStringLiteral("data"), QStringLiteral("check"), bars, QStringLiteral("--json")}, {},
            home.path());
    QCOMPARE(check.exit, 0);
    QCOMPARE(check.json().value(QStringLiteral("bars")).toInt(), 400);
    QCOMPARE(check.json().value(QStringLiteral("symbol")).toString(), QStringLiteral("XYZ"));
    QCOMPARE(run({QStringLiteral("data"), QStringLiteral("import"), bars,
                  QStringLiteral("--symbol"), QStringLiteral("CL=F")},
                 {}, home.path())
                 .exit,
             0);
    const Ran after = run({QStringLiteral("data"), QStringLiteral("list")}, {}, home.path());
    QVERIFY(after.out.contains("CL=F"));
    const Ran used = run({QStringLiteral("backtest"),
                          program("trade \"CL=F\" on daily\nlong when close > sma(close, 20)\n"
                                  "exit long when close < sma(close, 20)\n"),
                          QStringLiteral("--json")},
                         {}, home.path());
    QCOMPARE(used.exit, 0);
    QVERIFY(used.json().value(QStringLiteral("trades")).toArray().size() > 3);
}

SW_TEST(TestCommands)
#include "tst_commands.moc"
