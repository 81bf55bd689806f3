// The whole way on the AAPL sample: from a sentence to a verdict, with the engine itself.
#include "shared_words.h"
#include "test_main.h"

#include "fakes.h"

#include <QFile>

#include <algorithm>
#include <cmath>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

using sw::test::contains;

/// Everything of an outcome that must not differ between two runs.
std::string told(const RunOutcome& outcome)
{
    std::string text = outcome.asked.source + outcome.split.sentence + outcome.analysis.summary;
    const auto add = [&](const std::string& part) { text += part + "\n"; };
    for (const Iteration& iteration : outcome.iterations) {
        add(iteration.hypothesis + "|" + iteration.reason + "|" + iteration.draft.source);
    }
    for (const Trial& trial : outcome.trials) {
        add(trial.by + trial.what + trial.source +
            (trial.sharpe ? QString::number(*trial.sharpe, 'g', 17).toStdString() : "-"));
    }
    for (const std::string& issue : outcome.analysis.issues) {
        add(issue);
    }
    for (const Suggestion& suggestion : outcome.analysis.suggestions) {
        add(suggestion.title + suggestion.rationale + suggestion.impact);
    }
    for (const metrics::VerdictReason& reason : outcome.verdict->reasons) {
        add(reason.text);
    }
    for (const std::string& line : outcome.provenance.data) {
        add(line);
    }
    for (const InsightChart& chart : outcome.insights.charts) {
        add(chart.id + chart.title);
    }
    return text;
}

} // namespace

class TestRealRun : public QObject
{
    Q_OBJECT

private slots:
    void answersTheSentence();
    void reproducesTheReferenceTrades();
    void explainsZeroTradesWithCounterFactuals();
    void tellsTheSameTwice();
    void keepsToDatesOutsideTheSentence();
    void runsSeveralSymbols();
    void refusesWhatCannotBeSimulated();

private:
    RunOutcomePtr run(const Brief& brief)
    {
        MemoryMarketData market({m_bars});
        CountingBacktester backtester;
        Stage stage(market, backtester);
        const RunOutcomePtr outcome = stage.run(brief);
        EXPECTS(outcome != nullptr);
        m_events = stage.events;
        return outcome;
    }
    RunOutcomePtr ask(const std::string& text)
    {
        Brief brief;
        brief.text = text;
        return run(brief);
    }

    const market::BarsPtr m_bars = aapl();
    std::vector<RunEvent> m_events;
};

void TestRealRun::answersTheSentence()
{
    const RunOutcomePtr outcome = ask("Buy AAPL when RSI < 30, sell when RSI > 70");
    QCOMPARE(outcome->state, RunState::Completed);
    QVERIFY(contains(outcome->asked.source, "long when rsi(close, 14?) < 30"));
    QVERIFY(outcome->split.holdout.has_value());
    QVERIFY(outcome->holdout && outcome->wholeAsked && outcome->verdict);
    QCOMPARE(closedTrades(*outcome->wholeAsked->result), std::int64_t(5));
    QCOMPARE(outcome->verdict->kind, metrics::VerdictKind::TooFewTrades);
    QVERIFY(!outcome->wholeAsked->attribution.empty());
    QVERIFY(outcome->wholeAsked->report->curveBootstrap.has_value());
    QVERIFY(!outcome->insights.charts.empty());
    QVERIFY(outcome->insights.dropped.empty());
    QVERIFY(outcome->iterations.size() >= 2);
    for (const Iteration& iteration : outcome->iterations) {
        QVERIFY(!iteration.reason.empty());
    }
    QVERIFY(contains(outcome->provenance.data.at(0), "1260 daily bars"));
    QVERIFY(!m_events.empty());
}

void TestRealRun::reproducesTheReferenceTrades()
{
    QFile file(
        QStringLiteral(SW_SHARED_DIR "/goldens/trades/rsi_30_70__aapl_daily__backtestingpy.csv"));
    if (!file.open(QIODevice::ReadOnly)) {
        QSKIP("the reference results are not beside this checkout");
    }
    Brief brief;
    brief.source = "trade AAPL on daily\nsize 10 shares\ncosts none\nlong when rsi(close, 14) < "
                   "30\nexit when rsi(close, 14) > 70\n";
    const RunOutcomePtr outcome = run(brief);
    QCOMPARE(outcome->state, RunState::Completed);
    const auto& trades = outcome->wholeAsked->result->runs[0].ledger.trades;
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(trades.size(), std::size_t(5));
    QCOMPARE(lines.size(), 6);
    for (std::size_t i = 0; i < trades.size(); ++i) {
        const QList<QByteArray> fields = lines[static_cast<qsizetype>(i) + 1].split(',');
        QCOMPARE(trades[i].entryBar, fields[0].toInt());
        QCOMPARE(trades[i].entryPrice, fields[2].toDouble());
        QCOMPARE(trades[i].exitBar, fields[3].toInt());
        QCOMPARE(trades[i].exitPrice, fields[5].toDouble());
        QCOMPARE(trades[i].size, fields[6].toDouble());
        QVERIFY(std::fabs(trades[i].netPnl - fields[7].toDouble()) < 1e-9);
    }
}

void TestRealRun::explainsZeroTradesWithCounterFactuals()
{
    const RunOutcomePtr outcome = ask("Buy AAPL when RSI < 10, sell when RSI > 70");
    QCOMPARE(outcome->state, RunState::Completed);
    QCOMPARE(closedTrades(*outcome->wholeAsked->result), std::int64_t(0));
    const engine::RuleAttribution& entry = outcome->wholeAsked->attribution.at(0).rules.at(0);
    QCOMPARE(entry.allTrue, std::int64_t(0));
    QVERIFY(!entry.counterFactuals.empty());
    // What was promised by changing the number is what a run with that number finds.
    for (const engine::CounterFactual& change : entry.counterFactuals) {
        Brief brief;
        brief.source = "trade AAPL on daily\nlong when rsi(close, 14) < " +
                       QString::number(change.threshold, 'g', 17).toStdString() +
                       "\nexit when rsi(close, 14) > 70\n";
        brief.maxIterations = 1;
        const RunOutcomePtr other = run(brief);
        QCOMPARE(other->wholeAsked->result->runs[0].ledger.counters.entrySignals,
                 change.signalCount);
    }
    const bool said = std::ranges::any_of(outcome->analysis.issues, [](const std::string& issue) {
        return contains(issue, "With RSI");
    });
    QVERIFY(said);
    QVERIFY(outcome->iterations.size() >= 2);
    QVERIFY(contains(outcome->iterations[1].hypothesis, "changes what you asked: 10 → "));
    QVERIFY(!outcome->analysis.suggestions.empty());
}

void TestRealRun::tellsTheSameTwice()
{
    for (const char* text : {"Buy AAPL when RSI < 30, sell when RSI > 70",
                             "Buy AAPL when the 10 day average crosses above the 30 day average, "
                             "sell when it crosses below"}) {
        const RunOutcomePtr first = ask(text);
        std::vector<QString> messages;
        for (const RunEvent& event : m_events) {
            messages.push_back(event.message);
        }
        const RunOutcomePtr second = ask(text);
        QCOMPARE(first->state, RunState::Completed);
        QCOMPARE(told(*first), told(*second));
        QCOMPARE(messages.size(), m_events.size());
        for (std::size_t i = 0; i < messages.size(); ++i) {
            QCOMPARE(m_events[i].message, messages[i]);
        }
        QVERIFY(first->wholeAsked->result->runs[0].ledger ==
                second->wholeAsked->result->runs[0].ledger);
        QVERIFY(first->wholeAsked->report->figures == second->wholeAsked->report->figures);
    }
}

void TestRealRun::keepsToDatesOutsideTheSentence()
{
    Brief brief;
    brief.text = "Buy AAPL when RSI < 30, sell when RSI > 70";
    brief.from = CivilDate{2014, 1, 1};
    brief.to = CivilDate{2017, 12, 31};
    const RunOutcomePtr outcome = run(brief);
    QCOMPARE(outcome->state, RunState::Completed);
    QCOMPARE(formatDate(outcome->split.train->from), std::string("2014-01-02"));
    QCOMPARE(formatDate(outcome->split.holdout->to), std::string("2017-12-29"));
    for (const engine::Trade& trade : outcome->wholeAsked->result->runs[0].ledger.trades) {
        const auto at = static_cast<std::size_t>(trade.entryBar);
        QVERIFY(formatDate(m_bars->time()[at]) >= "2014-01-02");
    }
}

void TestRealRun::runsSeveralSymbols()
{
    MemoryMarketData market({m_bars, waves(1300, "TST")});
    CountingBacktester backtester;
    Stage stage(market, backtester);
    Brief brief;
    brief.source = "trade AAPL, TST on daily\nlong when rsi(close, 5?) < 35\nexit when rsi(close, "
                   "5?) > 60\n";
    const RunOutcomePtr outcome = stage.run(brief);
    QCOMPARE(outcome->state, RunState::Completed);
    QCOMPARE(outcome->wholeAsked->result->runs.size(), std::size_t(2));
    QCOMPARE(outcome->provenance.data.size(), std::size_t(2));
    QVERIFY(outcome->split.whole.bars > 1300);
    for (const Iteration& iteration : outcome->iterations) {
        QVERIFY(iteration.validation.report != nullptr);
    }
}

void TestRealRun::refusesWhatCannotBeSimulated()
{
    Brief brief;
    brief.source = "trade AAPL on daily\nlong when close > open\nadd long when close > sma(close, "
                   "20)\nexit when close < open\n";
    const RunOutcomePtr outcome = run(brief);
    QCOMPARE(outcome->state, RunState::DoesNotCompile);
    const auto refused = [](const lang::Diagnostic& problem) { return problem.code == "later"; };
    QVERIFY(std::ranges::any_of(outcome->asked.diagnostics, refused));
}

SW_TEST(TestRealRun)
#include "tst_real_run.moc"
