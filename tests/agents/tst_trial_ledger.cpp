// Every evaluated variant is a row, and the rows say how much searching went on.
#include "test_main.h"

#include "agents/trial_ledger.h"
#include "fakes.h"

#include <cmath>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

std::string programWith(int level)
{
    return "trade TST on daily\nlong when rsi(close, 14) < " + std::to_string(level) +
           "\nexit when close < open\n";
}

} // namespace

class TestTrialLedger : public QObject
{
    Q_OBJECT

private slots:
    void numbersRowsAndCountsPrograms();
    void takesAssumptionMarksForNoDifference();
    void hasNothingToDeflateForOneProgram();
    void measuresSpreadAndCorrelationOfTheTrainingReturns();
    void alignsProgramsThatStartLater();
    void countsASeriesWithoutTradesAsIndependent();
    void countsATrialThatWasCutShort();

private:
    const market::BarsPtr m_bars = waves(400);
    BacktestOutcome outcome(const lang::ProgramPtr& program, const std::vector<Planted>& trades,
                            Window window = Window::Train, std::int32_t first = 0) const
    {
        BacktestOutcome made = planted(program, m_bars, trades, first);
        made.window = window;
        return made;
    }
};

void TestTrialLedger::numbersRowsAndCountsPrograms()
{
    TrialLedger ledger;
    const lang::ProgramPtr first = compiled(programWith(30));
    const lang::ProgramPtr second = compiled(programWith(35));
    ledger.add("a", *first, "as asked", outcome(first, {{11, 14}}));
    ledger.add("a", *first, "as asked", outcome(first, {{11, 14}}, Window::Validation));
    ledger.add("b", *second, "other", outcome(second, {{11, 14}, {21, 24}}));
    QCOMPARE(ledger.trials().size(), std::size_t(3));
    QCOMPARE(ledger.trials()[2].number, 3);
    QCOMPARE(ledger.trials()[2].by, std::string("b"));
    QCOMPARE(ledger.trials()[2].trades, std::int64_t(2));
    QCOMPARE(ledger.programs(), std::int64_t(2));
    QVERIFY(ledger.has(first->source, Window::Validation));
    QVERIFY(!ledger.has(second->source, Window::Validation));
}

void TestTrialLedger::takesAssumptionMarksForNoDifference()
{
    TrialLedger ledger;
    const lang::ProgramPtr stated = compiled(programWith(30));
    std::string marked = programWith(30);
    marked.insert(marked.find("30") + 2, "?");
    const lang::ProgramPtr assumed = compiled(marked);
    QVERIFY(stated->source != assumed->source);
    ledger.add("a", *stated, "", outcome(stated, {}));
    QVERIFY(ledger.has(assumed->source, Window::Train));
    ledger.add("a", *assumed, "", outcome(assumed, {}));
    QCOMPARE(ledger.programs(), std::int64_t(1));
}

void TestTrialLedger::hasNothingToDeflateForOneProgram()
{
    TrialLedger ledger;
    QCOMPARE(ledger.search().trials, 1.0);
    const lang::ProgramPtr program = compiled(programWith(30));
    ledger.add("a", *program, "", outcome(program, {{11, 14}}));
    QCOMPARE(ledger.search().trials, 1.0);
    QVERIFY(!ledger.search().variance);
}

void TestTrialLedger::measuresSpreadAndCorrelationOfTheTrainingReturns()
{
    const lang::ProgramPtr a = compiled(programWith(30));
    const lang::ProgramPtr b = compiled(programWith(31));
    const lang::ProgramPtr c = compiled(programWith(32));
    const std::vector<Planted> trades{{11, 14}, {31, 34}, {56, 59}, {101, 104}};
    TrialLedger same;
    same.add("a", *a, "", outcome(a, trades));
    same.add("a", *b, "", outcome(b, trades));
    same.add("a", *c, "", outcome(c, trades));
    const metrics::Search alike = same.search();
    QCOMPARE(alike.trials, 3.0);
    QVERIFY(std::fabs(alike.meanCorrelation - 1) < 1e-9);
    QVERIFY(alike.variance && *alike.variance < 1e-20);

    TrialLedger apart;
    apart.add("a", *a, "", outcome(a, {{11, 14}, {31, 34}}));
    apart.add("a", *b, "", outcome(b, {{211, 214}, {256, 259}}));
    const metrics::Search other = apart.search();
    QVERIFY(std::fabs(other.meanCorrelation) < 0.05);
    QVERIFY(other.variance && *other.variance > 0);
}

void TestTrialLedger::alignsProgramsThatStartLater()
{
    const lang::ProgramPtr a = compiled(programWith(30));
    const lang::ProgramPtr b = compiled(programWith(31));
    const std::vector<Planted> trades{{111, 114}, {131, 134}, {156, 159}};
    TrialLedger ledger;
    ledger.add("a", *a, "", outcome(a, trades));
    ledger.add("a", *b, "", outcome(b, trades, Window::Train, 60));
    QVERIFY(ledger.search().meanCorrelation > 0.999);
}

void TestTrialLedger::countsASeriesWithoutTradesAsIndependent()
{
    const lang::ProgramPtr a = compiled(programWith(30));
    const lang::ProgramPtr b = compiled(programWith(31));
    TrialLedger ledger;
    ledger.add("a", *a, "", outcome(a, {{11, 14}}));
    ledger.add("a", *b, "", outcome(b, {}));
    QCOMPARE(ledger.search().meanCorrelation, 0.0);
    QVERIFY(!ledger.trials()[1].sharpe);
}

void TestTrialLedger::countsATrialThatWasCutShort()
{
    std::stop_source stop;
    stop.request_stop();
    const lang::ProgramPtr a = compiled(programWith(30));
    const lang::ProgramPtr b = compiled(programWith(31));
    TrialLedger ledger;
    ledger.add("a", *a, "", outcome(a, {{11, 14}}));
    ledger.add("a", *b, "", outcome(b, {{211, 214}}), stop.get_token());
    QCOMPARE(ledger.programs(), std::int64_t(2));
    QVERIFY(!ledger.search().variance); // of one program's returns there is no spread
}

SW_TEST(TestTrialLedger)
#include "tst_trial_ledger.moc"
