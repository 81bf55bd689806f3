// The numbers that a refinement may change, their padlocks, and how a change is written.
#include "test_main.h"

#include "agents/tunable.h"
#include "fakes.h"

#include <algorithm>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

const Tunable& named(const std::vector<Tunable>& all, const std::string& what)
{
    const auto found = std::ranges::find(all, what, &Tunable::what);
    EXPECTS(found != all.end());
    return *found;
}

/// The program after setting one number; empty when that does not compile.
std::string with(const lang::Program& program, const std::string& what, double value)
{
    const std::vector<Tunable> all = tunables(program);
    const auto text = applyEdits(program.source, editsFor(named(all, what), value, program.source));
    EXPECTS(text.has_value());
    const lang::Compilation made = lang::compile(*text);
    return made.program ? made.program->source : "";
}

} // namespace

class TestTunable : public QObject
{
    Q_OBJECT

private slots:
    void findsEveryNumberOfTheRules();
    void changesAllPlacesOfOneNumberTogether();
    void leavesCalendarValuesAlone();
    void knowsWhatTheUserStated();
    void keepsThePadlockOnAChangedNumber();
    void writesAStatedValueAsStated();
    void writesEveryKindOfLiteral_data();
    void writesEveryKindOfLiteral();
    void staysInTheRangeOfTheOscillator();
    void followsTheRangeAndStepOfAParam();
    void neverOffersTheCurrentValue();
    void refusesEditsThatDoNotFit();
    void saysWhatWasAsked();
    void countsWhatHasToBeBelieved();
};

void TestTunable::findsEveryNumberOfTheRules()
{
    const lang::ProgramPtr program =
        compiled("trade TST on daily\nlet trend = sma(close, 50)\n"
                 "long when rsi(close, 14) < 30 and close > trend\n"
                 "exit when rsi(close, 14) > 70\nexit after 20 bars\nstop loss 5%\n"
                 "take profit 2R\ntrailing stop 3 * atr(10)\n");
    std::vector<std::string> names;
    for (const Tunable& number : tunables(*program)) {
        names.push_back(number.what);
    }
    for (const char* wanted :
         {"length of sma", "length of rsi", "entry level of rsi(close, 14)",
          "exit level of rsi(close, 14)", "holding time", "distance of the stop loss",
          "distance of the take profit", "factor in the trailing stop", "length of atr"}) {
        QVERIFY2(std::ranges::find(names, wanted) != names.end(), wanted);
    }
    QCOMPARE(names.size(), std::size_t(9));
}

void TestTunable::changesAllPlacesOfOneNumberTogether()
{
    const lang::ProgramPtr program = compiled(kRsi);
    const std::string changed = with(*program, "length of rsi", 10);
    QVERIFY2(changed.find("14") == std::string::npos, changed.c_str());
    QCOMPARE(std::ranges::count(changed, '?'), 2);
}

void TestTunable::leavesCalendarValuesAlone()
{
    const lang::ProgramPtr program = compiled(
        "trade TST on daily\nlong when month() == 5 and close > sma(close, 10)\nexit when month() "
        "== 9\n");
    const std::vector<Tunable> all = tunables(*program);
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all[0].what, std::string("length of sma"));
}

void TestTunable::knowsWhatTheUserStated()
{
    const std::vector<Tunable> all = tunables(*compiled(kRsi));
    QVERIFY(!named(all, "length of rsi").stated);
    QCOMPARE(named(all, "entry level of rsi(close, 14)").stated, std::optional<double>(30));
}

void TestTunable::keepsThePadlockOnAChangedNumber()
{
    const lang::ProgramPtr asked = compiled(kRsi);
    const std::string text = with(*asked, "entry level of rsi(close, 14)", 35);
    QVERIFY(text.find("35?") != std::string::npos);
    const lang::ProgramPtr changed = compiled(text);
    // The text alone says "assumed"; the program as asked knows better.
    QVERIFY(!named(tunables(*changed), "entry level of rsi(close, 14)").stated);
    const Tunable level = named(tunables(*changed, asked.get()), "entry level of rsi(close, 14)");
    QCOMPARE(level.stated, std::optional<double>(30));
    const std::vector<Edit> edits = editsFor(level, 40, changed->source);
    QVERIFY(edits[0].padlocked);
    QCOMPARE(describe(edits), std::string("entry level of rsi(close, 14): 35 → 40 (changes what "
                                          "you asked: 30 → 40)"));
}

void TestTunable::writesAStatedValueAsStated()
{
    const lang::ProgramPtr asked = compiled(kRsi);
    const lang::ProgramPtr changed = compiled(with(*asked, "entry level of rsi(close, 14)", 35));
    const Tunable level = named(tunables(*changed, asked.get()), "entry level of rsi(close, 14)");
    const std::vector<Edit> back = editsFor(level, 30, changed->source);
    QVERIFY(!back[0].padlocked);
    QCOMPARE(*applyEdits(changed->source, back), asked->source);
}

void TestTunable::writesEveryKindOfLiteral_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("what");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("wanted");
    const auto row = [](const char* name, const char* line, const char* what, double value,
                        const char* wanted) {
        QTest::newRow(name) << QString::fromUtf8(line) << QString::fromUtf8(what) << value
                            << QString::fromUtf8(wanted);
    };
    row("percent", "stop loss 5%", "distance of the stop loss", 4, "stop loss 4%?");
    row("assumed percent", "stop loss 5%?", "distance of the stop loss", 6.5, "stop loss 6.5%?");
    row("multiple of risk", "take profit 2R", "distance of the take profit", 2.5,
        "take profit 2.5R?");
    row("money", "stop loss $3", "distance of the stop loss", 4, "stop loss $4?");
    row("bars", "exit after 20 bars", "holding time", 25, "exit after 25? bars");
    row("one bar", "exit after 2 bars", "holding time", 1, "exit after 1? bar");
    row("assumed bars", "exit after 20? bars", "holding time", 16, "exit after 16? bars");
    row("negative level", "exit when willr(14) > -20", "exit level of willr(14)", -25,
        "exit when willr(14) > -25?");
    row("factor", "trailing stop 2 * atr(14)", "factor in the trailing stop", 2.5,
        "trailing stop 2.5? * atr(14)");
}

void TestTunable::writesEveryKindOfLiteral()
{
    QFETCH(QString, line);
    QFETCH(QString, what);
    QFETCH(double, value);
    QFETCH(QString, wanted);
    const lang::ProgramPtr program = compiled(
        "trade TST on daily\nlong when close > open\nstop loss 9.5%\n" + line.toStdString() + "\n");
    const std::vector<Tunable> all = tunables(*program);
    // The first stop stands for the risk of "2R" only.
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Tunable& number) {
        return number.what == what.toStdString();
    });
    QVERIFY(found != all.rend());
    const auto text = applyEdits(program->source, editsFor(*found, value, program->source));
    QVERIFY(text.has_value());
    QVERIFY2(text->find(wanted.toStdString()) != std::string::npos, text->c_str());
    const lang::Compilation made = lang::compile(*text);
    QVERIFY(made.program != nullptr);
    QCOMPARE(made.program->source, *text);
}

void TestTunable::staysInTheRangeOfTheOscillator()
{
    const lang::ProgramPtr program = compiled(
        "trade TST on daily\nlong when rsi(close, 14) < 5\nexit when rsi(close, 14) > 98\n");
    for (const Tunable& number : tunables(*program)) {
        for (const double value : neighbours(number)) {
            QVERIFY(number.what.find("level") == std::string::npos || (value >= 0 && value <= 100));
        }
    }
    const Tunable level = named(tunables(*program), "entry level of rsi(close, 14)");
    QCOMPARE(neighbours(level), (std::vector<double>{0, 10, 15}));
}

void TestTunable::followsTheRangeAndStepOfAParam()
{
    const lang::ProgramPtr program =
        compiled("trade TST on daily\nparam level = 30 from 20 to 35 step 2.5\nlong when "
                 "rsi(close, 14) < level\nexit when close < open\n");
    const Tunable level = named(tunables(*program), "level");
    QCOMPARE(neighbours(level), (std::vector<double>{27.5, 32.5, 25, 35}));
    QCOMPARE(with(*program, "level", 32.5).find("param level = 32.5?") != std::string::npos, true);
}

void TestTunable::neverOffersTheCurrentValue()
{
    for (const double value : {1.0, 2.0, 3.0, 14.0, 200.0}) {
        Tunable number;
        number.value = value;
        number.low = 1;
        number.high = 1000;
        for (const TunableKind kind : {TunableKind::Length, TunableKind::Bars, TunableKind::Percent,
                                       TunableKind::Factor, TunableKind::Level}) {
            number.kind = kind;
            const std::vector<double> values = neighbours(number);
            QVERIFY(std::ranges::find(values, value) == values.end());
            QVERIFY(!values.empty());
        }
    }
}

void TestTunable::refusesEditsThatDoNotFit()
{
    const std::string source = "long when rsi(close, 14) < 30";
    Edit edit{{27, 29}, "31", "35", "level", false, ""};
    QVERIFY(!applyEdits(source, {edit}));
    edit.from = "30";
    QCOMPARE(*applyEdits(source, {edit}), std::string("long when rsi(close, 14) < 35"));
    QVERIFY(!applyEdits(source, {edit, edit}));
    edit.span = {27, 99};
    QVERIFY(!applyEdits(source, {edit}));
    QCOMPARE(applyEdits(source, {edit}).error().kind, ErrorKind::InvalidInput);
}

void TestTunable::saysWhatWasAsked()
{
    const lang::ProgramPtr program = compiled(kRsi);
    const std::vector<Tunable> all = tunables(*program);
    QCOMPARE(describe(editsFor(named(all, "length of rsi"), 10, program->source)),
             std::string("length of rsi: 14 → 10"));
    QCOMPARE(describe(editsFor(named(all, "entry level of rsi(close, 14)"), 35, program->source)),
             std::string("entry level of rsi(close, 14): 30 → 35 (changes what you asked: 30 → "
                         "35)"));
}

void TestTunable::countsWhatHasToBeBelieved()
{
    const std::int64_t plain = complexity(*compiled(kRsi));
    const std::int64_t more = complexity(*compiled(kRsi + "stop loss 5%\n"));
    const std::int64_t clause = complexity(
        *compiled("trade TST on daily\nlong when rsi(close, 14?) < 30 and close > open\nexit when "
                  "rsi(close, 14?) > 70\n"));
    QVERIFY(more > plain);
    QVERIFY(clause > plain);
}

SW_TEST(TestTunable)
#include "tst_tunable.moc"
