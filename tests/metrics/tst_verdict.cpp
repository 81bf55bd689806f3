#include "metrics/verdict.h"

#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;

namespace {

/// A strategy that nothing speaks against.
VerdictFacts flawless()
{
    VerdictFacts facts;
    facts.closedTrades = 80;
    facts.trials = 3;
    facts.netProfit = 5000;
    facts.probability = 0.98;
    facts.hasValidation = true;
    facts.validationSharpe = 1.1;
    facts.hasHoldout = true;
    facts.holdoutSharpe = 0.8;
    facts.bestTradeShare = 0.1;
    return facts;
}

bool says(const Verdict& verdict, Weight weight, std::string_view words)
{
    for (const VerdictReason& reason : verdict.reasons) {
        if (reason.weight == weight && reason.text.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace

class TestVerdict : public QObject
{
    Q_OBJECT

private slots:
    void supportsWhatHeldUpEverywhere()
    {
        const Verdict found = verdict(flawless());
        QCOMPARE(found.kind, VerdictKind::Supported);
        QVERIFY(says(found, Weight::Support, "sealed holdout it held up (Sharpe ratio 0.80)"));
        QVERIFY(says(found, Weight::Support, "98.0%, with the 3 variants tried"));
    }

    void oneFactCanWeaken_data()
    {
        QTest::addColumn<int>("fact");
        QTest::addColumn<QString>("words");
        QTest::newRow("few trades")
            << 0 << QStringLiteral("Few trades: 29 closed trades where 30 are wanted.");
        QTest::newRow("one trade carries it") << 1 << QStringLiteral("the rest lost money");
        QTest::newRow("one trade earned most")
            << 2 << QStringLiteral("it earned 60% of the profit");
        QTest::newRow("some doubt left") << 3 << QStringLiteral("is 90.0%");
        QTest::newRow("validation failed")
            << 4 << QStringLiteral("In the validation part it earned nothing");
        QTest::newRow("holdout did not trade")
            << 5 << QStringLiteral("In the sealed holdout it did not trade");
        QTest::newRow("nothing held back") << 6 << QStringLiteral("No data was held back");
        QTest::newRow("some optimistic fills")
            << 7 << QStringLiteral("20% of the fills are at the close");
        QTest::newRow("some ambiguous bars")
            << 8 << QStringLiteral("as often as 15% of the trades");
        QTest::newRow("no costs") << 9 << QStringLiteral("No commission and no slippage");
    }
    void oneFactCanWeaken()
    {
        QFETCH(int, fact);
        QFETCH(QString, words);
        VerdictFacts facts = flawless();
        switch (fact) {
        case 0:
            facts.closedTrades = 29;
            break;
        case 1:
            facts.bestTradeShare = 1.3;
            break;
        case 2:
            facts.bestTradeShare = 0.6;
            break;
        case 3:
            facts.probability = 0.9;
            break;
        case 4:
            facts.validationSharpe = -0.2;
            break;
        case 5:
            facts.holdoutSharpe.reset();
            break;
        case 6:
            facts.hasValidation = facts.hasHoldout = false;
            break;
        case 7:
            facts.optimisticFills = 0.2;
            break;
        case 8:
            facts.ambiguousBars = 0.15;
            break;
        default:
            facts.noCosts = true;
            break;
        }
        const Verdict found = verdict(facts);
        QCOMPARE(found.kind, VerdictKind::Weak);
        QVERIFY2(says(found, Weight::Doubt, words.toStdString()), qPrintable(words));
    }

    void belowTenTradesNothingElseMatters()
    {
        VerdictFacts facts = flawless();
        facts.closedTrades = 9;
        QCOMPARE(verdict(facts).kind, VerdictKind::TooFewTrades);
        QVERIFY(says(verdict(facts), Weight::Decisive, "Only 9 closed trades: at least 10"));
        facts.closedTrades = 0;
        facts.probability.reset();
        facts.netProfit = 0;
        QCOMPARE(verdict(facts).kind, VerdictKind::TooFewTrades);
        QVERIFY(says(verdict(facts), Weight::Decisive, "No closed trade"));
    }

    void luckIsNamed()
    {
        VerdictFacts facts = flawless();
        facts.probability = 0.79;
        QCOMPARE(verdict(facts).kind, VerdictKind::NotDistinguishable);
        facts = flawless();
        facts.netProfit = -1;
        QCOMPARE(verdict(facts).kind, VerdictKind::NotDistinguishable);
        facts = flawless();
        facts.validationSharpe = -0.1;
        facts.holdoutSharpe = 0;
        QCOMPARE(verdict(facts).kind, VerdictKind::NotDistinguishable);
        facts = flawless();
        facts.probability.reset();
        QCOMPARE(verdict(facts).kind, VerdictKind::NotDistinguishable);
    }

    void brokenAssumptionsComeBeforeEverything_data()
    {
        QTest::addColumn<int>("fact");
        QTest::newRow("fills at a close not known in time") << 0;
        QTest::newRow("bars that hide the order of events") << 1;
        QTest::newRow("account lost") << 2;
        QTest::newRow("bad data") << 3;
    }
    void brokenAssumptionsComeBeforeEverything()
    {
        QFETCH(int, fact);
        VerdictFacts facts = flawless();
        facts.closedTrades = 3;
        facts.optimisticFills = fact == 0 ? 1 : 0;
        facts.ambiguousBars = fact == 1 ? 0.5 : 0;
        facts.ruined = fact == 2;
        facts.badData = fact == 3;
        const Verdict found = verdict(facts);
        QCOMPARE(found.kind, VerdictKind::BrokenAssumption);
        QCOMPARE(found.reasons.front().weight, Weight::Decisive);
        QVERIFY(says(found, Weight::Doubt, "Only 3 closed trades"));
    }

    void remarksChangeNothing()
    {
        VerdictFacts facts = flawless();
        facts.costsAssumed = true;
        facts.excessReturn = -0.25;
        const Verdict found = verdict(facts);
        QCOMPARE(found.kind, VerdictKind::Supported);
        QVERIFY(says(found, Weight::Remark, "defaults of the asset class"));
        QVERIFY(
            says(found, Weight::Remark, "Buying and holding earned 25.0 percentage points more."));
    }

    void factsComeFromTheResult()
    {
        engine::BacktestResult result;
        engine::SymbolRun run;
        run.ledger.trades = test::tradesOf({10, -4});
        run.ledger.trades[0].entryFill = engine::FillRule::SameClose;
        run.ledger.counters.ambiguousBars = 1;
        run.ledger.state = engine::EndState::Ruined;
        run.costs.assumed = true;
        result.runs.push_back(run);
        Report report;
        report.figures[FigureId::NetProfit] = defined(6);
        report.figures[FigureId::ProbabilisticSharpe] = defined(0.7);
        report.figures[FigureId::DeflatedSharpe] = defined(0.6);
        const VerdictFacts single = verdictFacts(result, report, 1);
        QCOMPARE(single.closedTrades, std::int64_t{2});
        QCOMPARE(single.optimisticFills, 0.25);
        QCOMPARE(single.ambiguousBars, 0.5);
        QVERIFY(single.ruined && single.costsAssumed && single.noCosts);
        QCOMPARE(single.probability, std::optional<double>(0.7));
        QCOMPARE(verdictFacts(result, report, 9).probability, std::optional<double>(0.6));
    }
};

SW_TEST(TestVerdict)
#include "tst_verdict.moc"
