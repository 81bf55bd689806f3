// Each rule of the analyst on a result planted for it, and on one that gives no reason.
#include "test_main.h"

#include "fakes.h"

#include <algorithm>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

const std::string kStopped = kRsi + "stop loss 20%\ntake profit 30%\n";

/// One trade in each wave from `first` on: winners enter as the wave rises.
std::vector<Planted> manyTrades(int count, bool winning = true, int first = 1)
{
    std::vector<Planted> trades;
    for (int i = 0; i < count; ++i) {
        const std::int32_t entry = (first + i) * kWave + (winning ? 1 : 6);
        trades.push_back({entry, entry + 3});
    }
    return trades;
}

} // namespace

class TestAnalyst : public QObject
{
    Q_OBJECT

private slots:
    void findsNothingInASoundResult();
    void warnsOfFewTrades();
    void explainsZeroTradesByAttribution();
    void saysWhenCostsEatTheEdge();
    void saysWhenOneTradeCarriesTheResult();
    void saysWhenOneYearCarriesTheResult();
    void saysWhenTheStopIsNeverHit();
    void saysWhenTheStopIsHitTooOften();
    void saysWhenAmbiguousBarsWereCounted();
    void saysWhenOrdersWereShrunk();
    void saysWhenTheBestValueLiesOnTheEdge();
    void offersMeasuredChangesWithTheirEdits();
    void ignoresAdviceOnAnotherProgram();
    void offersTheRefinedStrategy();
    void countsEveryFigureFromTheReport();

private:
    Analysis analyse(const BacktestOutcome& outcome, const std::string& source = kRsi,
                     const Advice* advice = nullptr, std::span<const Iteration> iterations = {})
    {
        MemoryMarketData market;
        CountingBacktester backtester;
        Stage stage(market, backtester);
        StrategyAnalystAgent analyst;
        AnalysisRequest request;
        request.program = compiled(source);
        request.outcome = &outcome;
        request.advice = advice;
        request.iterations = iterations;
        const Result<Analysis> analysis = analyst.process(request, stage.context());
        EXPECTS(analysis.has_value());
        return *analysis;
    }
    BacktestOutcome outcomeOf(const std::vector<Planted>& trades,
                              const std::string& source = kRsi) const
    {
        return planted(compiled(source), m_bars, trades);
    }
    static bool says(const Analysis& analysis, const std::string& part)
    {
        return std::ranges::any_of(analysis.issues, [&](const std::string& issue) {
            return issue.find(part) != std::string::npos;
        });
    }

    const market::BarsPtr m_bars = waves(1500);
};

void TestAnalyst::findsNothingInASoundResult()
{
    const Analysis analysis = analyse(outcomeOf(manyTrades(100)));
    QVERIFY2(analysis.issues.empty(), analysis.issues.empty() ? "" : analysis.issues[0].c_str());
    QVERIFY(!analysis.needsRefinement);
    QVERIFY(analysis.summary.find("100 trades closed") != std::string::npos);
}

void TestAnalyst::warnsOfFewTrades()
{
    QVERIFY(says(analyse(outcomeOf(manyTrades(4))), "4 closed trades are too few"));
    QVERIFY(says(analyse(outcomeOf(manyTrades(1))), "1 closed trade is too few"));
    QVERIFY(!says(analyse(outcomeOf(manyTrades(10))), "too few"));
}

void TestAnalyst::explainsZeroTradesByAttribution()
{
    BacktestOutcome none = outcomeOf({});
    engine::Attribution attribution;
    attribution.symbol = "TST";
    attribution.sentences = {"RSI(14) < 30 was true on 0 of 100 bars."};
    none.attribution = {attribution};
    const Analysis analysis = analyse(none);
    QCOMPARE(analysis.issues[0], std::string("No trade was closed."));
    QCOMPARE(analysis.issues[1], std::string("RSI(14) < 30 was true on 0 of 100 bars."));
}

void TestAnalyst::saysWhenCostsEatTheEdge()
{
    std::vector<Planted> trades = manyTrades(40);
    for (Planted& trade : trades) {
        trade.commission = 20; // of about 30 earned
    }
    QVERIFY(says(analyse(outcomeOf(trades)), "of what the trades earn before costs"));
    for (Planted& trade : trades) {
        trade.commission = 2;
    }
    QVERIFY(!says(analyse(outcomeOf(trades)), "before costs"));
}

void TestAnalyst::saysWhenOneTradeCarriesTheResult()
{
    std::vector<Planted> trades = manyTrades(20);
    trades[7].size = 1000;
    QVERIFY(says(analyse(outcomeOf(trades)), "One trade brings"));
}

void TestAnalyst::saysWhenOneYearCarriesTheResult()
{
    std::vector<Planted> trades = manyTrades(120);
    for (std::size_t i = 30; i < 45; ++i) {
        trades[i].size = 500;
    }
    QVERIFY(says(analyse(outcomeOf(trades)), "brings"));
    QVERIFY(says(analyse(outcomeOf(trades)), "The year 2016"));
}

void TestAnalyst::saysWhenTheStopIsNeverHit()
{
    const Analysis analysis = analyse(outcomeOf(manyTrades(30), kStopped), kStopped);
    QVERIFY(says(analysis, "The stop loss was never hit"));
    QVERIFY(says(analysis, "The take profit was never reached"));
    QVERIFY(!says(analyse(outcomeOf(manyTrades(30))), "stop loss"));
}

void TestAnalyst::saysWhenTheStopIsHitTooOften()
{
    std::vector<Planted> trades = manyTrades(20);
    for (std::size_t i = 0; i < 16; ++i) {
        trades[i].reason = engine::ExitReason::StopLoss;
    }
    QVERIFY(says(analyse(outcomeOf(trades, kStopped), kStopped), "16 of 20 trades ended at the "
                                                                 "stop loss"));
}

void TestAnalyst::saysWhenAmbiguousBarsWereCounted()
{
    BacktestOutcome outcome = outcomeOf(manyTrades(20));
    engine::BacktestResult result = *outcome.result;
    result.runs[0].ledger.counters.ambiguousBars = 3;
    outcome.result = std::make_shared<const engine::BacktestResult>(std::move(result));
    QVERIFY(says(analyse(outcome), "On 3 bars both stop and target"));
}

void TestAnalyst::saysWhenOrdersWereShrunk()
{
    BacktestOutcome outcome = outcomeOf(manyTrades(20));
    engine::BacktestResult result = *outcome.result;
    result.runs[0].ledger.counters.shrunkOrders = 5;
    outcome.result = std::make_shared<const engine::BacktestResult>(std::move(result));
    QVERIFY(says(analyse(outcome), "5 of 20 orders were made smaller"));
}

void TestAnalyst::saysWhenTheBestValueLiesOnTheEdge()
{
    Advice advice;
    advice.source = compiled(kRsi)->source;
    Recommendation change;
    change.edits = {{{}, "14?", "22?", "length of rsi", false, ""}};
    change.what = "length of rsi";
    change.value = 22;
    change.gain = 0.3;
    change.trades = 40;
    change.onEdge = true;
    advice.recommendations = {change};
    QVERIFY(says(analyse(outcomeOf(manyTrades(40)), kRsi, &advice),
                 "The best length of rsi tried, 22, is the last one tried"));
    advice.recommendations[0].trades = 4; // chance
    QVERIFY(!says(analyse(outcomeOf(manyTrades(40)), kRsi, &advice), "last one tried"));
}

void TestAnalyst::offersMeasuredChangesWithTheirEdits()
{
    Advice advice;
    advice.source = compiled(kRsi)->source;
    Recommendation good;
    good.edits = {{{30, 33}, "14?", "11?", "length of rsi", false, ""}};
    good.gain = 0.4;
    good.trades = 40;
    good.confidence = 0.8;
    Recommendation bad = good;
    bad.edits[0].to = "20?";
    bad.gain = -0.1;
    advice.recommendations = {good, bad};
    const Analysis analysis = analyse(outcomeOf(manyTrades(40)), kRsi, &advice);
    QCOMPARE(analysis.suggestions.size(), std::size_t(1));
    const Suggestion& suggestion = analysis.suggestions[0];
    QCOMPARE(suggestion.edits, good.edits);
    QCOMPARE(suggestion.source, advice.source);
    QCOMPARE(suggestion.category, std::string("length"));
    QCOMPARE(suggestion.title, std::string("length of rsi: 14 → 11"));
    QVERIFY(suggestion.impact.find("+0.40") != std::string::npos);

    Iteration asked;
    asked.train = outcomeOf(manyTrades(40));
    Iteration rejected;
    rejected.decision = Decision::Rejected;
    rejected.edits = good.edits;
    const std::vector<Iteration> tried{asked, rejected};
    QVERIFY(analyse(outcomeOf(manyTrades(40)), kRsi, &advice, tried).suggestions.empty());
}

void TestAnalyst::ignoresAdviceOnAnotherProgram()
{
    Advice advice;
    advice.source = compiled(kStopped)->source;
    Recommendation change;
    change.edits = {{{30, 33}, "14?", "11?", "length of rsi", false, ""}};
    change.gain = 0.4;
    change.trades = 40;
    change.onEdge = true;
    advice.recommendations = {change};
    const Analysis analysis = analyse(outcomeOf(manyTrades(40)), kRsi, &advice);
    QVERIFY(analysis.suggestions.empty());
    QVERIFY(analysis.issues.empty());
}

void TestAnalyst::offersTheRefinedStrategy()
{
    Iteration asked;
    asked.draft.source = compiled(kRsi)->source;
    asked.train = outcomeOf(manyTrades(40));
    Iteration better = asked;
    better.decision = Decision::Accepted;
    better.hypothesis = "length of rsi: 14 → 11";
    better.edits = {{{30, 33}, "14?", "11?", "length of rsi", false, ""}};
    std::vector<Iteration> tried{asked, better};
    Analysis analysis = analyse(outcomeOf(manyTrades(40)), kRsi, nullptr, tried);
    QCOMPARE(analysis.suggestions.size(), std::size_t(1));
    QCOMPARE(analysis.suggestions[0].id, std::string("refined"));
    QCOMPARE(analysis.suggestions[0].edits, better.edits);
    // Two steps: the edits of the second fit the first only, so the whole text is replaced.
    tried.push_back(better);
    tried.back().draft.source = "other";
    analysis = analyse(outcomeOf(manyTrades(40)), kRsi, nullptr, tried);
    QCOMPARE(analysis.suggestions[0].edits.size(), std::size_t(1));
    QCOMPARE(analysis.suggestions[0].edits[0].from, asked.draft.source);
    QCOMPARE(analysis.suggestions[0].edits[0].to, std::string("other"));
}

void TestAnalyst::countsEveryFigureFromTheReport()
{
    const BacktestOutcome outcome = outcomeOf(manyTrades(25));
    const metrics::Report& report = *outcome.report;
    const QString summary = QString::fromStdString(analyse(outcome).summary);
    const auto shown = [](double value) { return QString::number(value, 'f', 2); };
    QVERIFY(summary.contains(shown(*report[metrics::FigureId::TotalReturn].value * 100) +
                             QLatin1Char('%')));
    QVERIFY(summary.contains(QStringLiteral("Sharpe ") +
                             shown(*report[metrics::FigureId::Sharpe].value)));
    QVERIFY(summary.contains(QStringLiteral("100.0% of the trades won")));
}

SW_TEST(TestAnalyst)
#include "tst_analyst.moc"
