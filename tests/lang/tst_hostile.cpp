// Texts that nobody means well: none may crash, hang or slip through, and each gets an answer.
#include "test_main.h"

#include "lang/graph_builder.h"
#include "lang/inlined.h"
#include "lang/printer.h"
#include "lang/program.h"

#include "random_texts.h"

using namespace sw::lang;
using namespace sw::test;

namespace {

/// The number of random cases, or a multiple of it for a long search.
int cases(int everyday)
{
    bool given = false;
    const int factor = qEnvironmentVariableIntValue("SW_FUZZ_FACTOR", &given);
    return given ? everyday * factor : sw::test::cases(everyday);
}

std::uint64_t firstSeed()
{
    bool given = false;
    const int seed = qEnvironmentVariableIntValue("SW_FUZZ_SEED", &given);
    return given ? static_cast<std::uint64_t>(seed) : 20250207;
}

/// Compiles and checks what holds for every text. True when there is a program.
bool survives(const std::string& source)
{
    const Compilation compilation = compile(source);
    const bool sound = compilation.program != nullptr;
    if (sound == hasErrors(compilation.diagnostics)) {
        return false;
    }
    for (const Diagnostic& diagnostic : compilation.diagnostics) {
        const bool inside =
            diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= source.size();
        const bool fixInside = !diagnostic.fix || diagnostic.fix->span.end <= source.size();
        if (!inside || !fixInside || diagnostic.message.empty() || diagnostic.code.empty()) {
            qWarning("%s: %s", diagnostic.code.c_str(), diagnostic.message.c_str());
            return false;
        }
    }
    return true;
}

std::string doubling(const char* first, const char* join, int levels)
{
    std::string source = "trade X on daily\nlet a0 = " + std::string(first) + "\n";
    for (int i = 1; i <= levels; ++i) {
        const std::string before = "a" + std::to_string(i - 1);
        source += "let a" + std::to_string(i) + " = " + before + " " + join + " " + before + "\n";
    }
    return source;
}

QString onlyMessage(const std::string& source)
{
    const Compilation compilation = compile(source);
    if (compilation.diagnostics.size() != 1) {
        return QStringLiteral("%1 diagnostics").arg(compilation.diagnostics.size());
    }
    return QString::fromStdString(compilation.diagnostics[0].code + ": " +
                                  compilation.diagnostics[0].message);
}

const QString kTooLarge = QStringLiteral("limit: the program is too large: with its lets opened it "
                                         "has more than 200000 parts");

} // namespace

class TestHostile : public QObject
{
    Q_OBJECT

private slots:
    void doublingDefinitionsAreRefusedInOneSentence();
    void smallDoublingIsOneNodeALevel();
    void deepChainsOfDefinitionsAreRefused();
    void manyRulesAreRefusedInOneSentence();
    void aMegabyteOfProgramGetsAnAnswer_data();
    void aMegabyteOfProgramGetsAnAnswer();
    void longChainsGetAnAnswer_data();
    void longChainsGetAnAnswer();
    void lookBacksDoNotOverflow();
    void openedTreesStayBounded();
    void damagedProgramsGetAnAnswer();
    void wordSoupGetsAnAnswer();
    void everyFixCanBeApplied();
};

void TestHostile::doublingDefinitionsAreRefusedInOneSentence()
{
    QCOMPARE(
        onlyMessage(doubling("close + close", "+", 40) + "long when a40 > 3\nexit when a40 < 1\n"),
        kTooLarge);
    QCOMPARE(
        onlyMessage(doubling("close > open", "and", 40) + "long when a40\nexit when not a40\n"),
        kTooLarge);
    QCOMPARE(onlyMessage(doubling("close > open", "or", 40) + "long when not a40\n"), kTooLarge);
    QCOMPARE(onlyMessage(doubling("sma(close, 3)", "*", 40) + "long when close > 1\n"), kTooLarge);
}

void TestHostile::smallDoublingIsOneNodeALevel()
{
    const Compilation sums =
        compile(doubling("close + close", "+", 12) + "long when a12 > 3\nexit when a12 < 1\n");
    QVERIFY(sums.program != nullptr);
    QVERIFY(sums.program->graph.nodes.size() < 30);
    const Compilation chains =
        compile(doubling("close > open", "and", 12) + "long when a12\nexit when not a12\n");
    QVERIFY(chains.program != nullptr);
    QVERIFY(chains.program->graph.nodes.size() < 10);
    QCOMPARE(chains.program->entries[0].condition.clauses.size(), 1u);
}

void TestHostile::deepChainsOfDefinitionsAreRefused()
{
    std::string source = "trade X on daily\nlet a0 = close\n";
    for (int i = 1; i < 5000; ++i) {
        source += "let a" + std::to_string(i) + " = a" + std::to_string(i - 1) + " + 1\n";
    }
    QCOMPARE(onlyMessage(source + "long when a4999 > 3\nexit when close < 1\n"),
             QStringLiteral("limit: this is nested too deeply: with its lets opened it has more "
                            "than 400 levels"));
}

void TestHostile::manyRulesAreRefusedInOneSentence()
{
    std::string source = "trade X on daily\nexit when close < 1\n";
    for (int i = 0; i < 9000; ++i) {
        source +=
            "long when close > " + std::to_string(i) + " and open > " + std::to_string(i) + ".5\n";
    }
    QCOMPARE(onlyMessage(source),
             QStringLiteral("limit: the program is too large: its rules need more than 20000 steps "
                            "of calculation"));
}

void TestHostile::aMegabyteOfProgramGetsAnAnswer_data()
{
    QTest::addColumn<QString>("line");
    for (const char* line :
         {"long when clsoe > 3", "long when close > 3", "let x = 3", "let a%1 = b%1",
          "stop loss 5%", "long when ((((((((((close > 3))))))))))",
          "exit when rsi(rsi(rsi(rsi(close, 3), 3), 3), 3) > 3",
          "long when a and b or not c unless d", "take profit at highest(high, %1)[1]",
          "long when external(\"x\")", "param p%1 = %1", "(((((((((((((((((((((", "- - - - - -",
          "long when 1+1+1+1+1+1+1+1+1+1+1+1+1+1+1 > 3", "at most 1 entry per day",
          "long when close crosses above weekly.sma(close, %1) within 3 bars"}) {
        QTest::newRow(line) << QString::fromUtf8(line);
    }
}

void TestHostile::aMegabyteOfProgramGetsAnAnswer()
{
    QFETCH(QString, line);
    std::string source = "trade X on daily\n";
    for (int i = 0; source.size() < 950'000; ++i) {
        source += (line.contains(QLatin1String("%1")) ? line.arg(i) : line).toStdString() + "\n";
    }
    QVERIFY(survives(source));
    // One line of all.
    std::string single = source;
    std::ranges::replace(single, '\n', ' ');
    QVERIFY(survives(single));
}

// One line that nests as deep as it is long, or that chains without an end.
void TestHostile::longChainsGetAnAnswer_data()
{
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QString>("link");
    QTest::addColumn<QString>("end");
    const auto row = [](const char* name, const char* begin, const char* link, const char* end) {
        QTest::newRow(name) << QString::fromLatin1(begin) << QString::fromLatin1(link)
                            << QString::fromLatin1(end);
    };
    row("sum", "long when 1", " + close", " > 3");
    row("product", "long when close", " * 1.5 / close", " > 3");
    row("and", "long when close > 1", " and close > 1", "");
    row("or", "long when close > 1", " or close > open", "");
    row("mixed", "long when close > 1", " or close > open and high > 2", "");
    row("not", "long when ", "not ", "close > 1");
    row("minus", "long when ", "-", "close > 1");
    row("parentheses", "long when ", "(", "close");
    row("calls", "long when ", "sma(", "close, 3) > 1");
    row("ifs", "long when ", "if close > 1 then ", "1 else 2 > 1");
    row("elses", "long when ", "if close > 1 then 1 else ", "2 > 1");
    row("unless", "long when close > 1", " unless close > 2", "");
    row("within", "long when close > 1", " within 3 bars", "");
    row("then", "long when close > 1", " then close > 2 within 3 bars", "");
    row("look back", "long when close", "[1]", " > 3");
    row("members", "long when SPY", ".close", " > 3");
    row("symbols", "trade X", ", Y", "");
    row("weights", "rebalance monthly:\n  hold X at 1%", ", X at 1%", "\nend");
    row("costs", "costs commission 1%", ", slippage 1%", "");
}

void TestHostile::longChainsGetAnAnswer()
{
    QFETCH(QString, begin);
    QFETCH(QString, link);
    QFETCH(QString, end);
    for (const int count : {50, 150, 5000, 100'000}) {
        std::string source = "trade X on daily\n" + begin.toStdString();
        const std::string one = link.toStdString();
        for (int i = 0; i < count && source.size() < 900'000; ++i) {
            source += one;
        }
        source += end.toStdString() + "\n";
        QVERIFY(survives(source));
        QVERIFY(!print(parse(source).tree).empty());
    }
}

void TestHostile::lookBacksDoNotOverflow()
{
    std::string source = "trade X on daily\nlet a0 = close[1000000][1000000][1000000][1000000]\n";
    for (int i = 1; i < 50; ++i) {
        source += "let a" + std::to_string(i) + " = a" + std::to_string(i - 1) +
                  "[1000000][1000000][1000000]\n";
    }
    const std::string rule = "long when a49 > 3 for 1000000 weeks\nexit when close < 1\n";
    for (int i = 0; i < 20; ++i) {
        const Compilation compilation = compile(source + rule);
        QVERIFY(compilation.program != nullptr);
        QVERIFY(compilation.program->warmupBars > 0);
    }
    std::string more = source;
    std::string value = "a49";
    for (int i = 50; i < 90; ++i) {
        more += "let a" + std::to_string(i) + " = " + value + "[1000000] + " + value + "[999999]\n";
        value = "a" + std::to_string(i);
        if (i % 10 == 9) {
            QVERIFY(survives(more + "long when " + value + " > 3\n"));
        }
    }
}

void TestHostile::openedTreesStayBounded()
{
    const SyntaxTree tree = parse(doubling("close", "+", 60)).tree;
    Expr name;
    name.kind = ExprKind::Name;
    name.text = "a60";
    QVERIFY(print(inlined(name, tree)).size() < 10'000'000);
}

void TestHostile::damagedProgramsGetAnAnswer()
{
    Dice dice(firstSeed());
    int sound = 0;
    for (int i = 0; i < cases(4000); ++i) {
        const std::string source = mutated(dice, randomSoundProgram(dice));
        QVERIFY2(survives(source), source.c_str());
        sound += compile(source).program ? 1 : 0;
    }
    QVERIFY(sound > sw::test::cases(300));
}

void TestHostile::wordSoupGetsAnAnswer()
{
    Dice dice(firstSeed() + 1);
    for (int i = 0; i < cases(6000); ++i) {
        const std::string source = randomSoup(dice);
        QVERIFY2(survives(source), source.c_str());
        static_cast<void>(compileExpression(source.substr(0, source.find('\n'))));
    }
}

// A fix is text that a click puts in: it must not break what was readable.
void TestHostile::everyFixCanBeApplied()
{
    Dice dice(firstSeed() + 2);
    int applied = 0;
    for (int i = 0; i < cases(3000); ++i) {
        const std::string source = mutated(dice, randomSoundProgram(dice));
        const Compilation compilation = compile(source);
        for (const Diagnostic& diagnostic : compilation.diagnostics) {
            if (!diagnostic.fix || diagnostic.code == "syntax") {
                continue;
            }
            std::string repaired = source;
            repaired.replace(diagnostic.fix->span.begin, diagnostic.fix->span.length(),
                             diagnostic.fix->replacement);
            const auto isSyntax = [](const Diagnostic& d) { return d.code == "syntax"; };
            const auto before = std::ranges::count_if(compilation.diagnostics, isSyntax);
            const auto after = std::ranges::count_if(compile(repaired).diagnostics, isSyntax);
            QVERIFY2(after <= before, (source + "\n->\n" + repaired).c_str());
            ++applied;
        }
    }
    QVERIFY(applied > sw::test::cases(100));
}

SW_TEST(TestHostile)
#include "tst_hostile.moc"
