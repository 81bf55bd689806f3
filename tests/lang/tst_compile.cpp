// Whole programs: what they compile to, what the canonical text keeps, what overrides change.
#include "shared_words.h"
#include "test_main.h"

#include "base/text.h"
#include "lang/inlined.h"
#include "lang/printer.h"
#include "lang/program.h"

#include "checked_programs.h"
#include "random_texts.h"
#include "strategy_files.h"

#include <cmath>
#include <limits>

using namespace sw;
using namespace sw::lang;
using namespace sw::test;

namespace {

constexpr const char* kMark = "# expect ";

using sw::test::shown;

ProgramPtr compiled(const std::string& source, const CompileOptions& options = {})
{
    const Compilation compilation = compile(source, options);
    if (!compilation.program) {
        qWarning("%s\n%s", source.c_str(),
                 compilation.diagnostics.empty()
                     ? "no diagnostics"
                     : describe(compilation.diagnostics[0], source).c_str());
    }
    return compilation.program;
}

std::string withRules(const std::string& lines)
{
    return "trade X on daily\n" + lines + "\nexit when close < 1\n";
}

/// The program with the text under a span replaced.
std::string replaced(const std::string& source, Span span, const std::string& text)
{
    std::string result = source;
    return result.replace(span.begin, span.length(), text);
}

/// All thresholds of a program's entries and exits.
std::vector<Threshold> thresholdsOf(const Program& program)
{
    std::vector<Threshold> found;
    const auto collect = [&found](const Condition& condition) {
        for (const Clause& clause : condition.clauses) {
            if (clause.threshold) {
                found.push_back(*clause.threshold);
            }
        }
    };
    for (const EntryRule& rule : program.entries) {
        collect(rule.condition);
    }
    for (const ExitRule& rule : program.exits) {
        collect(rule.condition);
    }
    return found;
}

} // namespace

class TestCompile : public QObject
{
    Q_OBJECT

private slots:
    void programsContainWhatTheirFilesExpect_data();
    void programsContainWhatTheirFilesExpect();
    void everySpecifiedStrategyCompiles();
    void theCanonicalTextIsAFixedPoint();
    void theCanonicalTextCompilesWheneverTheSourceDoes();
    void sameMeaningFormatsIdentically_data();
    void sameMeaningFormatsIdentically();
    void layoutChangesNothing();
    void sameMeaningComputesTheSame();
    void spansPointIntoTheCanonicalText();
    void replacingAThresholdChangesTheProgram();
    void followsAThresholdThroughLets();
    void overridesParams();
    void refusesOverridesThatTheTextCouldNotHold_data();
    void refusesOverridesThatTheTextCouldNotHold();
    void countsDaysAndWeeksInBars();
    void opensLetsIntoClauses();
    void keepsTheTextOfWhatItRefuses();
    void compilesSingleExpressions();
    void knowsTheBarsOfASingleExpression();
    void opensNamesOutsideTheProgram();
    void doesNothingTwiceDifferently();
};

void TestCompile::programsContainWhatTheirFilesExpect_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(SW_SOURCE_DIR "/tests/lang/checked"));
    for (const QString& name : folder.entryList({QStringLiteral("*.strat")}, QDir::Files)) {
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }
}

// A file holds a program and, below it, what it means: "# expect …" lines. UPDATE_GOLDEN=1
// rewrites those.
void TestCompile::programsContainWhatTheirFilesExpect()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string text = file.readAll().toStdString();
    file.close();
    std::string source;
    std::vector<std::string> expected;
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with(kMark)) {
            expected.emplace_back(line.substr(std::string_view(kMark).size()));
        } else {
            source += std::string(line) + "\n";
        }
    }
    source.erase(source.find_last_not_of('\n') + 1);
    source += "\n";
    const std::vector<std::string> facts = factsOf(compile(source));
    if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
        std::string whole = source + "\n";
        for (const std::string& fact : facts) {
            whole += kMark + fact + "\n";
        }
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(whole));
        return;
    }
    QCOMPARE(shown(join(facts, "\n")), shown(join(expected, "\n")));
}

void TestCompile::everySpecifiedStrategyCompiles()
{
    const std::vector<StrategyFile> files = specifiedStrategies();
    if (files.empty()) {
        QSKIP("the language's specification is not here");
    }
    QCOMPARE(files.size(), 13u);
    for (const StrategyFile& file : files) {
        QVERIFY2(compiled(file.text) != nullptr, file.name.c_str());
    }
}

void TestCompile::theCanonicalTextIsAFixedPoint()
{
    Dice dice(1);
    std::vector<std::string> sources;
    for (const StrategyFile& file : strategyFiles()) {
        sources.push_back(file.text);
    }
    for (int i = 0; i < 400; ++i) {
        sources.push_back(randomSoundProgram(dice));
    }
    for (const std::string& source : sources) {
        const Compilation once = compile(source);
        if (!once.program) {
            continue;
        }
        const Compilation twice = compile(once.canonical);
        QVERIFY2(twice.program != nullptr, once.canonical.c_str());
        QCOMPARE(shown(twice.canonical), shown(once.canonical));
        QCOMPARE(shown(once.program->source), shown(once.canonical));
        QCOMPARE(twice.diagnostics.size(), once.diagnostics.size());
    }
}

void TestCompile::theCanonicalTextCompilesWheneverTheSourceDoes()
{
    Dice dice(2);
    int sound = 0;
    for (int i = 0; i < 1500; ++i) {
        const std::string source = mutated(dice, randomSoundProgram(dice));
        const Compilation once = compile(source);
        QCOMPARE(once.program == nullptr, hasErrors(once.diagnostics));
        if (once.program) {
            ++sound;
            QVERIFY2(compile(once.canonical).program != nullptr, source.c_str());
        }
    }
    QVERIFY(sound > 100);
}

void TestCompile::sameMeaningFormatsIdentically_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    const auto row = [](const char* one, const char* other) {
        QTest::newRow(one) << QString::fromUtf8(one) << QString::fromUtf8(other);
    };
    row("long when rsi(14) < 30", "long when rsi(close, 14) < 30");
    row("long when rsi(length=14) < 30", "long when rsi(n=14, source=close) < 30");
    row("long when (close > open)", "long  when close>open # ");
    row("long when close > open unless volume > 5", "long when close > open and not volume > 5");
    row("long when a and (b and c)\nlet a = close > 1\nlet b = close > 2\nlet c = close > 3",
        "let a = close > 1\nlet b = close > 2\nlet c = close > 3\nlong when (a and b) and c");
    row("long when \"SPY\".close > 3 at next open", "long when SPY.close > 3");
    row("long when tf(1d).close > 3", "long when daily.close > 3");
    row("long when tf(120m).close > 3", "long when tf(2h).close > 3");
    row("long when close > 1_000.50", "long when close > 1000.5");
    row("long when macd().hist > 0", "long when macd(close, 12?, 26?, 9?).hist > 0");
    row("long when SPY.macd.hist > 0", "long when SPY.macd(close, 12?, 26?, 9?).hist > 0");
    row("size 50% of equity\nlong when close > 3", "long when close > 3\nsize 50%");
    row("long when close > 3\nstop loss (5%)", "stop loss 5%\nlong when close > 3");
    row("long when close > 3 size 10", "long when close > 3 size 10 shares");
    row("long when close > 3 for 1 bar", "long when close > 3 for 1 bars");
    row("long when time_of_day > 9:30", "long when time_of_day > 09:30");
}

void TestCompile::sameMeaningFormatsIdentically()
{
    QFETCH(QString, one);
    QFETCH(QString, other);
    const Compilation first =
        compile("trade X on 1h\n" + one.toStdString() + "\nexit after 3 bars\n");
    const Compilation second =
        compile("exit after 3 bars\ntrade X on hourly\n" + other.toStdString() + "\n");
    QVERIFY(first.program != nullptr);
    QVERIFY(second.program != nullptr);
    // The order of lines of one kind is the writer's; no row has two of one kind in two orders.
    QCOMPARE(shown(first.canonical), shown(second.canonical));
}

// Spaces, blank lines, brackets around whole conditions and the order of kinds are layout.
void TestCompile::layoutChangesNothing()
{
    Dice dice(4);
    for (int i = 0; i < 300; ++i) {
        const std::string source = randomSoundProgram(dice);
        std::string loose;
        std::string last; // lines of the settings may stand anywhere, here at the end
        for (const std::string_view line : split(source, '\n')) {
            std::string spread;
            bool quoted = line.starts_with('#'); // a comment keeps its spaces
            for (const char c : line) {
                quoted = c == '"' ? !quoted : quoted;
                spread += c;
                spread += c == ' ' && !quoted && dice.coin() ? "  " : "";
            }
            const std::size_t when = spread.find("when ");
            const bool plain = spread.find(" at ") == std::string::npos &&
                               spread.find(" using ") == std::string::npos &&
                               spread.find(" size ") == std::string::npos &&
                               spread.find("unless") == std::string::npos;
            if (when != std::string::npos && plain) {
                spread.insert(when + 5, "(");
                spread += ")";
            }
            (spread.starts_with("size") || spread.starts_with("costs") ? last : loose) +=
                spread + (dice.coin() ? " \n" : "\n\n");
        }
        QCOMPARE(shown(compile(loose + last).canonical), shown(compile(source).canonical));
    }
}

void TestCompile::sameMeaningComputesTheSame()
{
    const ProgramPtr one = compiled(withRules("let a = close > 3\nlong when a and rsi(14) < 30"));
    const ProgramPtr other = compiled(withRules("long when rsi(close, 14) < 30 and close > 3"));
    QCOMPARE(one->graph.nodes.size(), other->graph.nodes.size());
    QCOMPARE(one->warmupBars, other->warmupBars);
    QCOMPARE(one->entries[0].condition.clauses.size(), other->entries[0].condition.clauses.size());
}

void TestCompile::spansPointIntoTheCanonicalText()
{
    Dice dice(3);
    for (int i = 0; i < 300; ++i) {
        const ProgramPtr program = compile(randomSoundProgram(dice)).program;
        if (!program) {
            continue;
        }
        for (const EntryRule& rule : program->entries) {
            const Condition& condition = rule.condition;
            QCOMPARE(shown(program->source.substr(condition.span.begin, condition.span.length())),
                     shown(condition.text));
            for (const Clause& clause : condition.clauses) {
                std::string written =
                    program->source.substr(clause.span.begin, clause.span.length());
                // A clause that a 'not' stands before has its own text after it, perhaps bracketed.
                QVERIFY2(clause.text.find(print(parseExpression(written).expr)) !=
                             std::string::npos,
                         (clause.text + " | " + written).c_str());
            }
        }
        for (const Threshold& threshold : thresholdsOf(*program)) {
            const std::string text = program->source.substr(threshold.constantSpan.begin,
                                                            threshold.constantSpan.length());
            const ParsedExpr parsed = parseExpression(text);
            QVERIFY2(parsed.diagnostics.empty(), text.c_str());
            QCOMPARE(parsed.expr.kind == ExprKind::Percent ? parsed.expr.number / 100
                                                           : parsed.expr.number,
                     threshold.constant);
        }
    }
}

void TestCompile::replacingAThresholdChangesTheProgram()
{
    const ProgramPtr program = compiled(
        withRules("param level = 30?\nlet lid = 4%\n"
                  "long when rsi(close, 14) < level and -80 > willr(14) and "
                  "pct_change(close, 3) < lid and not rsi(close, 2) >= 95? and close > $7"));
    QVERIFY(program != nullptr);
    const std::vector<Threshold> before = thresholdsOf(*program);
    const char* const texts[] = {"30?", "-80", "4%", "95?", "$7", "1"};
    const char* const others[] = {"25", "-60.5", "-2.5%", "90", "$8", "2"};
    const double constants[] = {25, -60.5, -0.025, 90, 8, 2};
    QCOMPARE(before.size(), std::size(texts));
    for (std::size_t i = 0; i < before.size(); ++i) {
        const Span span = before[i].constantSpan;
        QCOMPARE(shown(program->source.substr(span.begin, span.length())),
                 QString::fromUtf8(texts[i]));
        const ProgramPtr changed = compiled(replaced(program->source, span, others[i]));
        QVERIFY(changed != nullptr);
        const std::vector<Threshold> after = thresholdsOf(*changed);
        for (std::size_t k = 0; k < before.size(); ++k) {
            QCOMPARE(after[k].constant, k == i ? constants[i] : before[k].constant);
        }
    }
    QCOMPARE(before[0].parameter, std::string("level"));
    QVERIFY(before[0].assumed && before[3].assumed && !before[1].assumed);
    QVERIFY(before[0].wantsBelow && before[0].strict);
    QVERIFY(before[1].wantsBelow && before[1].strict);  // -80 > willr
    QVERIFY(before[3].wantsBelow && before[3].strict);  // not … >= 95
    QVERIFY(!before[4].wantsBelow && before[4].strict); // close > $7
    QCOMPARE(before[2].scale, 0.01);
}

void TestCompile::followsAThresholdThroughLets()
{
    const ProgramPtr program =
        compiled(withRules("param p = 5\nlet a = p\nlet b = a\nlet c = 2 * 5\n"
                           "long when close > b and open > c and time_of_day >= 09:30"));
    QVERIFY(program != nullptr);
    const std::vector<Threshold> found = thresholdsOf(*program);
    QCOMPARE(found.size(), 3u); // times have no threshold; the exit has one
    QCOMPARE(found[0].parameter, std::string("p"));
    QCOMPARE(program->source.substr(found[0].constantSpan.begin, found[0].constantSpan.length()),
             std::string("5"));
    QCOMPARE(found[1].constant, 10.0);
    QVERIFY(found[1].constantSpan == Span{}); // computed: no number to replace
}

void TestCompile::overridesParams()
{
    const std::string source = withRules("param n = 20 from 5 to 50\nparam drop = 5%\n"
                                         "param start = 09:30\nparam ceiling = $40?\n"
                                         "long when close > sma(close, n) and close < ceiling and "
                                         "pct_change(close, 3) < drop and time_of_day >= start\n"
                                         "stop loss drop");
    const ProgramPtr plain = compiled(source);
    CompileOptions options;
    options.parameters = {{"n", 7}, {"drop", 7}, {"start", 600}, {"ceiling", 55.5}};
    const ProgramPtr changed = compiled(source, options);
    QVERIFY(plain && changed);
    QCOMPARE(plain->warmupBars, 19);
    QCOMPARE(changed->warmupBars, 6);
    QCOMPARE(changed->parameters[0].value, 7.0);
    QCOMPARE(changed->parameters[1].value, 0.07);
    QCOMPARE(changed->stops[0].level.value, 7.0);
    QCOMPARE(changed->stops[0].level.kind, DistanceKind::Percent);
    for (const char* line : {"param n = 7 from 5 to 50\n", "param drop = 7%\n",
                             "param start = 10:00\n", "param ceiling = $55.5?\n"}) {
        QVERIFY2(changed->source.find(line) != std::string::npos, changed->source.c_str());
    }
    QVERIFY(compiled(changed->source)->source == changed->source);
}

void TestCompile::refusesOverridesThatTheTextCouldNotHold_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, double value, const char* message) {
        QTest::newRow(message) << QString::fromUtf8(name) << value << QString::fromUtf8(message);
    };
    row("n", 20.5, "the length of sma must be a whole number of bars, not 20.5");
    row("n", 0, "the length of sma must be between 1 and 100000, not 0");
    row("n", std::nan(""), "the value set for 'n' is no finite number");
    row("n", std::numeric_limits<double>::infinity(), "the value set for 'n' is no finite number");
    row("start", 1440, "the value set for 'start' is no time of day");
    row("start", 600.5, "the value set for 'start' is no time of day");
    row("m", 3, "there is no param 'm' to set");
}

void TestCompile::refusesOverridesThatTheTextCouldNotHold()
{
    QFETCH(QString, name);
    QFETCH(double, value);
    QFETCH(QString, message);
    CompileOptions options;
    options.parameters[name.toStdString()] = value;
    const Compilation compilation =
        compile(withRules("param n = 20\nparam start = 09:30\n"
                          "long when close > sma(close, n) and time_of_day >= start"),
                options);
    QVERIFY(compilation.program == nullptr);
    QCOMPARE(compilation.diagnostics.size(), 1u);
    QCOMPARE(shown(compilation.diagnostics[0].message), message);
}

void TestCompile::countsDaysAndWeeksInBars()
{
    const auto bars = [](const std::string& frame, const std::string& count) {
        const Compilation compilation =
            compile("trade X on " + frame + "\nlong when close > open\nexit after " + count + "\n");
        return compilation.program ? compilation.program->timeExit->bars : -1;
    };
    QCOMPARE(bars("daily", "3 bars"), 3);
    QCOMPARE(bars("daily", "3 days"), 3);
    QCOMPARE(bars("daily", "3 weeks"), 15);
    QCOMPARE(bars("weekly", "3 weeks"), 3);
    QCOMPARE(bars("weekly", "3 days"), -1);
    QCOMPARE(bars("monthly", "3 weeks"), -1);
    QCOMPARE(bars("4h", "3 days"), -1);
    QCOMPARE(bars("4h", "3 bars"), 3);
}

void TestCompile::opensLetsIntoClauses()
{
    const ProgramPtr program = compiled(
        withRules("let a = close > 3 and open > 2\nlet b = a and not (high < 1 or low < 1)\n"
                  "let c = close > 3 or open > 9\n"
                  "long when b and a and not c and close > 3"));
    QVERIFY(program != nullptr);
    std::string texts;
    for (const Clause& clause : program->entries[0].condition.clauses) {
        texts += clause.text + "; ";
    }
    QCOMPARE(shown(texts), QStringLiteral("close > 3; open > 2; not high < 1; not low < 1; "
                                          "not close > 3; not open > 9; "));
    // All clauses together are the condition.
    const Graph& graph = program->graph;
    const Node& root = graph[program->entries[0].condition.root];
    QVERIFY(root.op == Op::And);
    QCOMPARE(root.inputs.size(), program->entries[0].condition.clauses.size());
    for (const Clause& clause : program->entries[0].condition.clauses) {
        QVERIFY(std::ranges::find(root.inputs, clause.truth) != root.inputs.end());
    }
}

void TestCompile::keepsTheTextOfWhatItRefuses()
{
    const Compilation compilation =
        compile("exit when close<1\ntrade X on daily\nlong when rsi(speed=3)  < foo\n");
    QVERIFY(compilation.program == nullptr);
    QCOMPARE(
        shown(compilation.canonical),
        QStringLiteral("trade X on daily\nlong when rsi(speed=3) < foo\nexit when close < 1\n"));
    QVERIFY(compile("long when when\n").canonical.empty());
}

void TestCompile::compilesSingleExpressions()
{
    const CompiledExpr condition =
        compileExpression("rsi(14) < 30 unless SPY.close > weekly.close");
    QVERIFY(condition.diagnostics.empty());
    QVERIFY(condition.isBoolean && condition.root != kNoNode && condition.negation != kNoNode);
    QCOMPARE(shown(condition.canonical),
             QStringLiteral("rsi(close, 14) < 30 and not SPY.close > weekly.close"));
    QCOMPARE(condition.otherSymbols, std::vector<std::string>{"SPY"});
    const CompiledExpr number = compileExpression("rsi");
    QVERIFY(!number.isBoolean && number.low == 0 && number.high == 100);
    QCOMPARE(shown(number.canonical), QStringLiteral("rsi(close, 14?)"));
    QVERIFY(hasErrors(compileExpression("profit > 3%").diagnostics));
    QVERIFY(hasErrors(compileExpression("").diagnostics));
}

void TestCompile::knowsTheBarsOfASingleExpression()
{
    QVERIFY(compileExpression("vwap").diagnostics.empty());
    QVERIFY(hasErrors(compileExpression("vwap", Timeframe{}).diagnostics));
    QVERIFY(hasErrors(compileExpression("tf(1h).close", Timeframe{}).diagnostics));
    QVERIFY(compileExpression("weekly.close", Timeframe{}).diagnostics.empty());
    QVERIFY(compileExpression("vwap", parseTimeframe("5m")).diagnostics.empty());
}

void TestCompile::opensNamesOutsideTheProgram()
{
    const ProgramPtr program =
        compiled(withRules("param n = 20\nlet mean = sma(close, n)\nlet higher = close > mean\n"
                           "long when higher and open > mean"));
    QVERIFY(program != nullptr);
    const Entry& entry = std::get<Entry>(
        program->tree.statements[static_cast<std::size_t>(program->entries[0].statement)].body);
    const std::string open = print(inlined(entry.condition, program->tree));
    QCOMPARE(shown(open), QStringLiteral("close > sma(close, 20) and open > sma(close, 20)"));
    QVERIFY(compileExpression(open).diagnostics.empty());
    // A tree that was never checked may define a name by itself.
    const SyntaxTree endless = parse("let a = a + a\n").tree;
    Expr name;
    name.kind = ExprKind::Name;
    name.text = "a";
    QVERIFY(inlined(name, endless).children.size() == 2);
}

void TestCompile::doesNothingTwiceDifferently()
{
    Dice dice(9);
    for (int i = 0; i < 100; ++i) {
        const std::string source = mutated(dice, randomSoundProgram(dice));
        const Compilation one = compile(source);
        const Compilation other = compile(source);
        QCOMPARE(factsOf(one), factsOf(other));
        QCOMPARE(one.diagnostics.size(), other.diagnostics.size());
    }
}

SW_TEST(TestCompile)
#include "tst_compile.moc"
