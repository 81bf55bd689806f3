// Recommended values are measured on the training window, from what the clauses did.
#include "test_main.h"

#include "agents/split.h"
#include "agents/tunable.h"
#include "fakes.h"

#include <algorithm>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

class TestOrchestrator : public QObject
{
    Q_OBJECT

private slots:
    void measuresNeighboursByBacktest();
    void triesAssumedNumbersFirst();
    void leavesStatedNumbersAloneWhenTold();
    void offersCounterFactualsWhenThereAreFewTrades();
    void offersToLeaveABlockingClauseOut();
    void reportsWhatEachClauseDid();
    void marksTheEdgeOfTheTriedRange();
    void entersEachVariantAsATrial();
    void stopsBetweenVariants();
    void isPromisingOnlyWithGainOrMoreTrades();

private:
    struct Asked {
        Advice advice;
        TrialLedger ledger;
        int calls = 0;
    };
    Asked advise(const std::string& source, bool keepMyNumbers = false)
    {
        const lang::ProgramPtr program = compiled(source);
        const engine::Feeds feeds{{"AAPL", m_bars}};
        const Result<Split> split = splitData(feeds, *program);
        EXPECTS(split && split->train);
        MemoryMarketData market;
        CountingBacktester backtester;
        Stage stage(market, backtester);
        BacktestRequest request;
        request.program = program;
        request.feeds = &feeds;
        request.window = Window::Train;
        request.dates = split->train;
        const Result<BacktestOutcome> train = measureWindow(request, stage.context());
        EXPECTS(train.has_value());
        Asked asked;
        asked.ledger.add("test", *program, "as asked", *train);
        AdviceRequest wish;
        wish.program = program;
        wish.asked = program;
        wish.feeds = &feeds;
        wish.train = &*train;
        wish.dates = split->train;
        wish.ledger = &asked.ledger;
        wish.keepMyNumbers = keepMyNumbers;
        IntelligentOrchestrator orchestrator;
        backtester.calls = 0;
        const Result<Advice> advice = orchestrator.process(wish, stage.context());
        EXPECTS(advice.has_value());
        asked.advice = *advice;
        asked.calls = backtester.calls;
        return asked;
    }

    const market::BarsPtr m_bars = aapl();
    const std::string m_crossing =
        "trade AAPL on daily\nlong when sma(close, 10) crosses above sma(close, 30?)\n"
        "exit when sma(close, 10) crosses below sma(close, 30?)\n";
};

void TestOrchestrator::measuresNeighboursByBacktest()
{
    const Asked asked = advise(m_crossing);
    QVERIFY(!asked.advice.recommendations.empty());
    QCOMPARE(std::size_t(asked.calls), asked.advice.recommendations.size());
    double last = 1e9;
    for (const Recommendation& change : asked.advice.recommendations) {
        const Result<std::string> text = applyEdits(asked.advice.source, change.edits);
        QVERIFY(text.has_value());
        QVERIFY(lang::compile(*text).program != nullptr);
        QVERIFY(change.confidence >= 0 && change.confidence <= 1);
        QVERIFY((change.gain > 0) == (change.confidence > 0));
        QVERIFY(change.reason.find("train Sharpe") != std::string::npos);
        QVERIFY(change.trades > 0 && change.entrySignals > 0);
        QVERIFY(change.gain <= last); // best first: there are trades enough
        last = change.gain;
    }
}

void TestOrchestrator::triesAssumedNumbersFirst()
{
    const Asked asked = advise(m_crossing);
    QVERIFY(asked.ledger.trials()[1].what.find("30 → ") != std::string::npos);
}

void TestOrchestrator::leavesStatedNumbersAloneWhenTold()
{
    const Asked asked = advise(m_crossing, true);
    QVERIFY(!asked.advice.recommendations.empty());
    for (const Trial& trial : asked.ledger.trials()) {
        QVERIFY(trial.source.find("sma(close, 10)") != std::string::npos);
    }
    for (const Recommendation& change : asked.advice.recommendations) {
        QVERIFY(std::ranges::none_of(change.edits, &Edit::padlocked));
    }
}

void TestOrchestrator::offersCounterFactualsWhenThereAreFewTrades()
{
    const Asked asked = advise("trade AAPL on daily\nlong when rsi(close, 14) < 10\nexit when "
                               "rsi(close, 14) > 70\n");
    QCOMPARE(asked.advice.primaryIssue, std::string("no trade on the training window"));
    const auto found =
        std::ranges::find_if(asked.advice.recommendations, [](const Recommendation& change) {
            return change.reason.find("entry signal") != std::string::npos;
        });
    QVERIFY(found != asked.advice.recommendations.end());
    QVERIFY(found->entrySignals > 0);
    QVERIFY(found->edits[0].padlocked);
    // The signals promised are those that the backtest counted.
    const std::string promised = "gives " + std::to_string(found->entrySignals) + " entry signal";
    QVERIFY2(found->reason.find(promised) != std::string::npos, found->reason.c_str());
}

void TestOrchestrator::offersToLeaveABlockingClauseOut()
{
    const Asked asked = advise("trade AAPL on daily\nlong when rsi(close, 14) < 40 and close < "
                               "open and close > 1000\nexit when rsi(close, 14) > 60\n");
    const auto found =
        std::ranges::find_if(asked.advice.recommendations, [](const Recommendation& change) {
            return change.edits[0].to.empty();
        });
    QVERIFY(found != asked.advice.recommendations.end());
    QCOMPARE(describe(found->edits), std::string("without close > 1000 (changes what you asked)"));
    QVERIFY(found->trades > 0);
    const Result<std::string> text = applyEdits(asked.advice.source, found->edits);
    QVERIFY(text &&
            text->find("long when rsi(close, 14) < 40 and close < open\n") != std::string::npos);
}

void TestOrchestrator::reportsWhatEachClauseDid()
{
    const Asked asked = advise("trade AAPL on daily\nlong when rsi(close, 14) < 40 and close > "
                               "sma(close, 50)\nexit when rsi(close, 14) > 60\n");
    QCOMPARE(asked.advice.clauses.size(), std::size_t(1));
    const engine::RuleAttribution& entry = asked.advice.clauses[0].rules[0];
    QVERIFY(entry.isEntry);
    QCOMPARE(entry.clauses.size(), std::size_t(2));
    QVERIFY(entry.clauses[0].isTrue > 0 && entry.bars > entry.clauses[0].isTrue);
}

void TestOrchestrator::marksTheEdgeOfTheTriedRange()
{
    for (const std::string& source : {m_crossing, kRsi}) {
        std::string text = source;
        text.replace(text.find("trade ") + 6, source == kRsi ? 3 : 4, "AAPL");
        const Asked asked = advise(text);
        for (const Recommendation& change : asked.advice.recommendations) {
            if (!change.onEdge) {
                continue;
            }
            for (const Recommendation& other : asked.advice.recommendations) {
                QVERIFY(other.what != change.what || other.gain <= change.gain);
            }
            QVERIFY(change.gain > 0);
        }
    }
}

void TestOrchestrator::entersEachVariantAsATrial()
{
    const Asked asked = advise(m_crossing);
    QCOMPARE(asked.ledger.trials().size(), asked.advice.recommendations.size() + 1);
    QCOMPARE(asked.ledger.programs(), std::int64_t(asked.ledger.trials().size()));
    for (const Trial& trial : asked.ledger.trials()) {
        QCOMPARE(trial.window, Window::Train);
    }
}

void TestOrchestrator::stopsBetweenVariants()
{
    const lang::ProgramPtr program = compiled(m_crossing);
    const engine::Feeds feeds{{"AAPL", m_bars}};
    MemoryMarketData market;
    CountingBacktester backtester;
    Stage stage(market, backtester);
    BacktestRequest request;
    request.program = program;
    request.feeds = &feeds;
    const Result<BacktestOutcome> train = measureWindow(request, stage.context());
    QVERIFY(train.has_value());
    TrialLedger ledger;
    AdviceRequest wish;
    wish.program = program;
    wish.asked = program;
    wish.feeds = &feeds;
    wish.train = &*train;
    wish.ledger = &ledger;
    stage.cancelAt(1); // its own start
    IntelligentOrchestrator orchestrator;
    const Result<Advice> advice = orchestrator.process(wish, stage.context());
    QVERIFY(!advice);
    QCOMPARE(advice.error().kind, ErrorKind::Cancelled);
    QVERIFY(backtester.callsAfterStop <= 1);
}

void TestOrchestrator::isPromisingOnlyWithGainOrMoreTrades()
{
    Recommendation change;
    change.gain = 0.1;
    change.trades = 5;
    QVERIFY(isPromising(change, 40, 10));
    change.gain = -0.1;
    QVERIFY(!isPromising(change, 40, 10));
    QVERIFY(isPromising(change, 4, 10));
    QVERIFY(!isPromising(change, 5, 10));
}

SW_TEST(TestOrchestrator)
#include "tst_orchestrator.moc"
