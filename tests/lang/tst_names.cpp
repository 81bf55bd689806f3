// The names of the language: found, free of collisions, and each usable as documented.
#include "test_main.h"

#include "lang/names.h"

#include <set>

using namespace sw::lang;

class TestNames : public QObject
{
    Q_OBJECT

private slots:
    void everyNameHasOneMeaning();
    void findsEachNameAndNoOther();
    void documentsEveryName();
    void everyBuiltinCompilesAsDocumented();
    void suggestsWhatWasMeant();
    void everyWordOfTheLanguageIsRefusedAsAName();
    void everyOtherWordMayBeAName();
};

void TestNames::everyNameHasOneMeaning()
{
    const std::vector<std::string> names = knownNames();
    QVERIFY(std::ranges::is_sorted(names));
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    for (const std::string& name : names) {
        QVERIFY2(name == "external" || !isKeyword(name), name.c_str());
    }
}

void TestNames::findsEachNameAndNoOther()
{
    for (const FieldName& field : fieldNames()) {
        QCOMPARE(findField(field.name), &field);
    }
    for (const PositionWord& word : positionWords()) {
        QCOMPARE(findPositionWord(word.name), &word);
    }
    for (const MathFunction& function : mathFunctions()) {
        QCOMPARE(findMathFunction(function.name), &function);
    }
    QVERIFY(findField("clsoe") == nullptr);
    QVERIFY(findPositionWord("") == nullptr);
    QVERIFY(findMathFunction("pow") == nullptr);
}

void TestNames::documentsEveryName()
{
    const auto isSentence = [](std::string_view text) {
        return text.size() > 10 && text.back() == '.';
    };
    for (const FieldName& field : fieldNames()) {
        QVERIFY(isSentence(field.documentation));
    }
    for (const PositionWord& word : positionWords()) {
        QVERIFY(isSentence(word.documentation));
    }
    for (const MathFunction& function : mathFunctions()) {
        QVERIFY(isSentence(function.documentation));
    }
}

void TestNames::everyBuiltinCompilesAsDocumented()
{
    for (const sw::indicators::Entry& entry : sw::indicators::catalog()) {
        std::string arguments;
        for (const sw::indicators::Parameter& parameter : entry.parameters) {
            arguments += arguments.empty() ? "" : ", ";
            arguments += parameter.isCondition                                     ? "close > open"
                         : parameter.kind == sw::indicators::ParameterKind::Series ? "close"
                                                                                   : "3";
        }
        const std::string call =
            std::string(entry.name) + (arguments.empty() ? "" : "(" + arguments + ")");
        for (const sw::indicators::Output& output : entry.outputs) {
            std::string text = call;
            if (entry.outputs.size() > 1) {
                text += "." + std::string(output.name) + (output.scaledFrom >= 0 ? "(2)" : "");
            }
            const CompiledExpr compiled = compileExpression(text);
            QVERIFY2(compiled.diagnostics.empty(), text.c_str());
            QCOMPARE(compiled.canonical, text);
            QCOMPARE(compiled.isBoolean, output.unit == sw::indicators::Unit::Bool);
            text = (entry.needsIntraday ? "SPY.tf(2h)." : "SPY.weekly.") + text;
            const CompiledExpr prefixed = compileExpression(text);
            QVERIFY2(prefixed.diagnostics.empty(), text.c_str());
            QCOMPARE(prefixed.canonical, text);
            QCOMPARE(prefixed.otherSymbols, std::vector<std::string>{"SPY"});
        }
    }
}

void TestNames::suggestsWhatWasMeant()
{
    const auto suggestion = [](const std::string& text) {
        const CompiledExpr compiled = compileExpression(text);
        return compiled.diagnostics.empty() || !compiled.diagnostics[0].fix
                   ? std::string()
                   : compiled.diagnostics[0].fix->replacement;
    };
    QCOMPARE(suggestion("clsoe"), std::string("close"));
    QCOMPARE(suggestion("smaa(close, 3)"), std::string("sma"));
    QCOMPARE(suggestion("SPY.volme"), std::string("volume"));
    QCOMPARE(suggestion("entirely_unknown_thing"), std::string());
}

void TestNames::everyWordOfTheLanguageIsRefusedAsAName()
{
    std::vector<std::string> words = knownNames();
    for (const char* word :
         {"and",     "or",   "not",   "unless",  "if",      "then",   "else",  "for",
          "within",  "on",   "of",    "between", "crosses", "above",  "below", "rising",
          "falling", "when", "daily", "weekly",  "monthly", "hourly", "tf",    "long",
          "short",   "exit", "stop",  "take",    "size",    "at"}) {
        words.emplace_back(word);
    }
    for (const std::string& word : words) {
        const Compilation compilation = compile("trade X on daily\nlet " + word +
                                                " = 3\nlong when close > 3\nexit when close < 1\n");
        QVERIFY2(hasErrors(compilation.diagnostics), word.c_str());
    }
}

// Words that mean something after a complete value may still be names; the text must survive.
void TestNames::everyOtherWordMayBeAName()
{
    for (const char* word :
         {"top",    "bottom",  "bars",     "bar",    "day",       "days",   "week", "highest_high",
          "valid",  "prefer",  "sell",     "once",   "up",        "to",     "step", "first",
          "last",   "best",    "in",       "after",  "any",       "by",     "over", "max_size",
          "shares", "pips",    "ticks",    "points", "units2",    "equity", "cash", "limit",
          "next",   "average", "price",    "fill",   "loss",      "hold",   "rank", "until",
          "each",   "equally", "weighted", "per",    "trade_day", "keep",   "same", "end2",
          "hedge",  "ratio",   "equal",    "slots",  "kelly_f",   "among"}) {
        const std::string name(word);
        const std::string source = "trade X on daily\nlet " + name +
                                   " = sma(close, 3)\nlong when close > " + name + " and " + name +
                                   "[1] > " + name + " - 1 using limit " + name +
                                   " valid 2 bars size 5% of equity\nexit when close < " + name +
                                   " at close\nstop loss at " + name + "\ntrailing stop " + name +
                                   "\ntake profit at " + name + " sell 50%\n";
        const Compilation compilation = compile(source);
        if (compilation.program == nullptr) {
            // Refused in words, never misread.
            QVERIFY2(hasErrors(compilation.diagnostics), source.c_str());
            continue;
        }
        QCOMPARE(compilation.canonical, compile(compilation.canonical).canonical);
        QCOMPARE(compilation.program->entries.at(0).order.validBars, 2);
        QCOMPARE(compilation.program->targets.at(0).fraction, 0.5);
        QVERIFY(compilation.program->stops.at(0).level.isLevel);
        QCOMPARE(compilation.program->entries.at(0).condition.clauses.size(), 2u);
    }
}

SW_TEST(TestNames)
#include "tst_names.moc"
