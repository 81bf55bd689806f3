#include "exporters/bench_bars.h"
#include "test_main.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

namespace sw::test {

using exporters::Target;

namespace {

QString programPath(const QString& file)
{
    return QStringLiteral(SW_SOURCE_DIR "/tests/exporters/programs/") + file;
}

/// Pine text without what stands in comments and strings.
std::string pineCodeOnly(const std::string& text)
{
    std::string code;
    bool inString = false;
    bool inComment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            inComment = inString = false;
        }
        if (!inComment && !inString && c == '/' && i + 1 < text.size() && text[i + 1] == '/') {
            inComment = true;
        }
        if (!inComment && inString && c == '\\') {
            ++i;
            continue;
        }
        if (!inComment && c == '"') {
            inString = !inString;
            continue;
        }
        if (!inComment && !inString) {
            code += c;
        }
    }
    return code;
}

} // namespace

/// The text of exports: golden files, headers, code that compiles, nothing that escapes.
class TestExportText : public QObject
{
    Q_OBJECT

private slots:
    void givesTheGoldenText_data();
    void givesTheGoldenText();
    void saysSourceAssumptionsAndDivergences_data();
    void saysSourceAssumptionsAndDivergences();
    void compilesAsPython_data();
    void compilesAsPython();
    void keepsHostileTextInside_data();
    void keepsHostileTextInside();
    void givesTheSameBytesTwice();
    void keepsLinesShort();

private:
    QTemporaryDir m_folder;
};

void TestExportText::givesTheGoldenText_data()
{
    QTest::addColumn<int>("target");
    QTest::addColumn<QString>("program");
    for (const exporters::TargetInfo& info : exporters::targets()) {
        QTest::newRow(std::string(info.name).c_str())
            << static_cast<int>(info.target) << QStringLiteral("01_threshold.strat");
    }
}

void TestExportText::givesTheGoldenText()
{
    QFETCH(int, target);
    QFETCH(QString, program);
    const lang::ProgramPtr compiledProgram = compiled(readText(programPath(program)));
    QVERIFY(compiledProgram != nullptr);
    const auto wanted = static_cast<Target>(target);
    const auto exported = exporters::exportTo(*compiledProgram, wanted);
    QVERIFY2(exported, exported ? "" : exported.error().text().c_str());
    const auto& info = exporters::targets()[static_cast<std::size_t>(target)];
    const QString path = QStringLiteral(SW_SOURCE_DIR "/tests/exporters/golden/threshold.") +
                         QString::fromStdString(std::string(info.name)) + QStringLiteral(".txt");
    if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
        QVERIFY(writeText(path, exported->code));
    }
    QCOMPARE(QString::fromStdString(exported->code), QString::fromStdString(readText(path)));
}

void TestExportText::saysSourceAssumptionsAndDivergences_data()
{
    givesTheGoldenText_data();
}

void TestExportText::saysSourceAssumptionsAndDivergences()
{
    QFETCH(int, target);
    const lang::ProgramPtr program =
        compiled("strategy \"Header\"\ntrade AAPL on daily?\nlong when rsi(close, 14?) < 30\n"
                 "stop loss 5%\n");
    QVERIFY(program != nullptr);
    const auto exported = exporters::exportTo(*program, static_cast<Target>(target));
    QVERIFY(exported);
    const std::string& code = exported->code;
    const std::string prefix = static_cast<Target>(target) == Target::Pine ? "//" : "#";
    for (const char* line :
         {"    long when rsi(close, 14?) < 30", " Assumptions:", " Known divergences",
          "14 was not stated: assumed", "costs were not stated: assumed commission 0.05%",
          "capital was not stated: assumed $10000"}) {
        QVERIFY2(code.find(line) != std::string::npos, line);
    }
    for (const std::string& note : exported->notes) {
        QVERIFY2(code.find(note.substr(0, 40)) != std::string::npos, note.c_str());
    }
    QVERIFY(code.find(prefix + "     stop loss 5%") != std::string::npos);
}

void TestExportText::compilesAsPython_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("target");
    for (const QString& file : programFiles()) {
        for (const Target target : {Target::Backtrader, Target::BacktestingPy}) {
            QTest::addRow("%s %d", qPrintable(file), static_cast<int>(target))
                << file << static_cast<int>(target);
        }
    }
}

void TestExportText::compilesAsPython()
{
    QFETCH(QString, file);
    QFETCH(int, target);
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty()) {
        QSKIP("python3 is not installed");
    }
    const lang::ProgramPtr program = compiled(readText(programPath(file)));
    QVERIFY(program != nullptr);
    const auto wanted = static_cast<Target>(target);
    exporters::ExportOptions options;
    options.symbols["EURUSD"].pip = 0.0001;
    if (!exporters::refusals(*program, wanted, options).empty()) {
        return; // the table of refusals is tested elsewhere
    }
    const auto exported = exporters::exportTo(*program, wanted, options);
    QVERIFY(exported);
    const QString path = m_folder.filePath(QString::fromStdString(exported->fileName));
    QVERIFY(writeText(path, exported->code));
    QProcess process;
    process.start(python, {QStringLiteral("-W"), QStringLiteral("error"), QStringLiteral("-m"),
                           QStringLiteral("py_compile"), path});
    process.waitForFinished(60'000);
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

void TestExportText::keepsHostileTextInside_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("target");
    const std::pair<const char*, QString> cases[] = {
        {"quotes", QStringLiteral("a\"b'c\"\"\"; pwned()")},
        {"line break", QStringLiteral("a\npwned()\n")},
        {"carriage return", QStringLiteral("a\rpwned()")},
        {"comment end", QStringLiteral("*/ pwned() /* -->")},
        {"backslash", QStringLiteral("a\\\"pwned()\\")},
        {"line separator", QStringLiteral("a\u2028pwned()\u2029pwned()")},
        {"form feed", QStringLiteral("a\fpwned()\v pwned()")},
    };
    for (const auto& [name, text] : cases) {
        for (const exporters::TargetInfo& info : exporters::targets()) {
            QTest::addRow("%s, %s", name, std::string(info.name).c_str())
                << text << static_cast<int>(info.target);
        }
    }
}

void TestExportText::keepsHostileTextInside()
{
    QFETCH(QString, text);
    QFETCH(int, target);
    const lang::ProgramPtr clean =
        compiled("strategy \"Clean\"\ntrade AAPL on daily\nlong when SPY.close > 100\n"
                 "exit after 5 bars\n");
    QVERIFY(clean != nullptr);
    lang::Program program = *clean;
    const std::string evil = text.toStdString();
    program.name = evil;
    program.source = "strategy " + evil + "\n" + program.source;
    program.symbols[0] = evil;
    program.assumptions.push_back({"name", evil, evil, {}});
    const auto wanted = static_cast<Target>(target);
    const auto exported = exporters::exportTo(program, wanted);
    QVERIFY2(exported, exported ? "" : exported.error().text().c_str());
    QVERIFY(exported->fileName.find_first_of("/\\\n\"'") == std::string::npos);
    if (wanted == Target::Pine) {
        QVERIFY(pineCodeOnly(exported->code).find("pwned") == std::string::npos);
        return;
    }
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty()) {
        QSKIP("python3 is not installed");
    }
    const QString path = m_folder.filePath(QStringLiteral("hostile.py"));
    QVERIFY(writeText(path, exported->code));
    QProcess process;
    process.start(python, {QStringLiteral("-c"),
                           QStringLiteral(
                               "import ast, sys\n"
                               "tree = ast.parse(open(sys.argv[1], encoding='utf-8').read())\n"
                               "names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)]\n"
                               "sys.exit('escaped' if 'pwned' in names else 0)\n"),
                           path});
    process.waitForFinished(60'000);
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

void TestExportText::givesTheSameBytesTwice()
{
    const lang::ProgramPtr program =
        compiled(readText(programPath(QStringLiteral("14_tranches.strat"))));
    QVERIFY(program != nullptr);
    for (const Target target : {Target::Python, Target::Backtrader, Target::Pine}) {
        QCOMPARE(exporters::exportTo(*program, target)->code,
                 exporters::exportTo(*program, target)->code);
    }
}

void TestExportText::keepsLinesShort()
{
    const lang::ProgramPtr program =
        compiled(readText(programPath(QStringLiteral("05_patient_bid.strat"))));
    QVERIFY(program != nullptr);
    const std::string code = exporters::exportTo(*program, Target::Python)->code;
    std::size_t long_ = 0;
    for (std::size_t at = 0; at < code.size();) {
        const std::size_t end = code.find('\n', at);
        long_ += end - at > 110 ? 1 : 0;
        at = end + 1;
    }
    QCOMPARE(long_, std::size_t{0});
}

} // namespace sw::test

using sw::test::TestExportText;
SW_TEST(TestExportText)
#include "tst_export_text.moc"
