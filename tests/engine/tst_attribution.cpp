#include "engine/attribution.h"
#include "engine/attribution_text.h"
#include "engine/attribution_thresholds.h"
#include "engine/stoppable_sort.h"
#include "random_bars.h"
#include "test_main.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace sw;
using engine::Attribution;
using engine::Feeds;
using engine::Mask;
using engine::RuleAttribution;

namespace {

Feeds oneSymbol(std::size_t count = 700, std::uint64_t seed = 5)
{
    return {{"TST", test::randomBars({"TST", {1, FrameUnit::Day}, count, seed, 0})}};
}

/// A finished run without trades over [firstBar, endBar).
engine::BacktestResult flatRun(const std::string& text, const Feeds& feeds, int firstBar,
                               int endBar)
{
    engine::BacktestResult result;
    const lang::Compilation made = lang::compile(text);
    for (const auto& diagnostic : made.diagnostics) {
        qWarning("%s", diagnostic.message.c_str());
    }
    result.program = made.program;
    engine::SymbolRun run;
    run.bars = feeds.at("TST");
    run.ledger.symbol = "TST";
    run.ledger.firstBar = firstBar;
    run.ledger.endBar = endBar;
    result.runs.push_back(std::move(run));
    return result;
}

struct Roots {
    std::vector<Mask> truth, falsity;
};

Roots evaluated(const lang::Condition& condition, const lang::Program& program, const Feeds& feeds)
{
    std::vector<lang::NodeId> roots;
    for (const lang::Clause& clause : condition.clauses) {
        roots.push_back(clause.truth);
        roots.push_back(clause.falsity);
    }
    const auto values = engine::evaluate(program.graph, roots, "TST", program.timeframe, feeds);
    Roots out;
    for (std::size_t i = 0; values && i < roots.size(); i += 2) {
        out.truth.push_back(values->masks[i]);
        out.falsity.push_back(values->masks[i + 1]);
    }
    return out;
}

std::int64_t signalsOf(const std::string& text, const Feeds& feeds, int firstBar, int endBar)
{
    const auto program = lang::compile(text).program;
    const lang::NodeId roots[] = {program->entries[0].condition.root};
    const auto values = engine::evaluate(program->graph, roots, "TST", program->timeframe, feeds);
    return static_cast<std::int64_t>(values->masks[0].count(static_cast<std::size_t>(firstBar),
                                                            static_cast<std::size_t>(endBar)));
}

constexpr const char* kThree = "trade TST on daily\n"
                               "long when rsi(close, 14) < 35 and close > sma(close, 50) and "
                               "volume > sma(volume, 20)\n"
                               "exit long when rsi(close, 14) > 65\n";

} // namespace

class TestAttribution : public QObject
{
    Q_OBJECT

private slots:
    void countsAreThoseOfTheBars()
    {
        const Feeds feeds = oneSymbol();
        const int first = 30, end = 650; // inside the warm-up of the average
        const auto result = flatRun(kThree, feeds, first, end);
        const auto made = engine::attribute(result, feeds);
        QVERIFY(made.has_value());
        const RuleAttribution& rule = made->front().rules[0];
        const auto& condition = result.program->entries[0].condition;
        const Roots roots = evaluated(condition, *result.program, feeds);
        QCOMPARE(rule.clauses.size(), std::size_t{3});
        QCOMPARE(rule.bars, std::int64_t{620});
        std::vector<std::int64_t> isTrue(3), missing(3), others(3), alone(3);
        std::vector<std::int64_t> pairs(3);
        std::int64_t all = 0;
        for (std::size_t bar = first; bar < std::size_t{end}; ++bar) {
            const bool t[] = {roots.truth[0][bar], roots.truth[1][bar], roots.truth[2][bar]};
            all += t[0] && t[1] && t[2] ? 1 : 0;
            pairs[0] += t[0] && t[1] ? 1 : 0;
            pairs[1] += t[0] && t[2] ? 1 : 0;
            pairs[2] += t[1] && t[2] ? 1 : 0;
            for (std::size_t i = 0; i < 3; ++i) {
                const std::size_t a = (i + 1) % 3, b = (i + 2) % 3;
                isTrue[i] += t[i] ? 1 : 0;
                missing[i] += !t[i] && !roots.falsity[i][bar] ? 1 : 0;
                others[i] += t[a] && t[b] ? 1 : 0;
                alone[i] += t[i] && !t[a] && !t[b] ? 1 : 0;
            }
        }
        QCOMPARE(rule.allTrue, all);
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(rule.clauses[i].isTrue, isTrue[i]);
            QCOMPARE(rule.clauses[i].missing, missing[i]);
            QCOMPARE(rule.clauses[i].othersTrue, others[i]);
            QCOMPARE(rule.clauses[i].trueWhenOthersTrue, all);
            QCOMPARE(rule.clauses[i].trueAlone, alone[i]);
            QCOMPARE(rule.pairs[i].both, pairs[i]);
        }
        QVERIFY(missing[1] == 19);
    }

    void theNearMissIsTheExtremeOfTheValue()
    {
        const Feeds feeds = oneSymbol();
        const auto result = flatRun("trade TST on daily\n"
                                    "long when rsi(close, 14) < 5 and close > sma(close, 20)\n"
                                    "exit long when rsi(close, 14) > 99.5\n",
                                    feeds, 100, 700);
        const auto made = engine::attribute(result, feeds);
        QVERIFY(made.has_value());
        const auto& program = *result.program;
        const auto& clauses = program.entries[0].condition.clauses;
        const lang::NodeId roots[] = {clauses[0].threshold->value, clauses[1].truth};
        const auto values = engine::evaluate(program.graph, roots, "TST", program.timeframe, feeds);
        double lowest = 1000;
        std::int32_t at = -1;
        double highest = 0;
        for (std::size_t bar = 100; bar < 700; ++bar) {
            const double value = values->columns[0][bar];
            if (values->masks[1][bar] && value < lowest) {
                lowest = value;
                at = static_cast<std::int32_t>(bar);
            }
            highest = std::max(highest, value);
        }
        const RuleAttribution& entry = made->front().rules[0];
        QCOMPARE(entry.allTrue, std::int64_t{0});
        QCOMPARE(entry.nearMisses.size(), std::size_t{1});
        QCOMPARE(entry.nearMisses[0].value, lowest);
        QCOMPARE(entry.nearMisses[0].bar, at);
        QCOMPARE(entry.nearMisses[0].time, feeds.at("TST")->time()[static_cast<std::size_t>(at)]);
        const RuleAttribution& exit = made->front().rules[1];
        QCOMPARE(exit.nearMisses[0].value, highest);
    }

    void aCounterFactualGivesItsNumberOfSignalsWhenRun_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("one clause") << QStringLiteral("trade TST on daily\n"
                                                      "long when rsi(close, 14) < 10\n"
                                                      "exit long when rsi(close, 14) > 70\n");
        QTest::newRow("two clauses")
            << QStringLiteral("trade TST on daily\n"
                              "long when rsi(close, 14) < 15 and close > sma(close, 50)\n"
                              "exit long when rsi(close, 14) > 70\n");
        QTest::newRow("percent") << QStringLiteral("trade TST on daily\n"
                                                   "long when roc(close, 5) / 100 < -25%\n"
                                                   "exit long when rsi(close, 14) > 70\n");
        QTest::newRow("param used twice")
            << QStringLiteral("trade TST on daily\n"
                              "param level = 25 from 5 to 50 step 1\n"
                              "long when rsi(close, 14) < level and rsi(close, 7) < level\n"
                              "exit long when rsi(close, 14) > 70\n");
        QTest::newRow("negated") << QStringLiteral("trade TST on daily\n"
                                                   "long when not rsi(close, 14) <= 95\n"
                                                   "exit long when rsi(close, 14) < 30\n");
        QTest::newRow("wanted above") << QStringLiteral("trade TST on daily\n"
                                                        "long when volume >= 9_000_000\n"
                                                        "exit long when rsi(close, 14) < 30\n");
        QTest::newRow("crosses above")
            << QStringLiteral("trade TST on daily\n"
                              "long when rsi(close, 14) crosses above 8\n"
                              "exit long when rsi(close, 14) > 70\n");
        QTest::newRow("crosses below, filtered")
            << QStringLiteral("trade TST on daily\n"
                              "long when rsi(close, 14?) crosses below 5 and close > open\n"
                              "exit long when rsi(close, 14) > 70\n");
        QTest::newRow("crosses a param")
            << QStringLiteral("trade TST on daily\n"
                              "param level = 96 from 5 to 99 step 1\n"
                              "long when rsi(close, 14) crosses above level\n"
                              "exit long when rsi(close, 14) < 30\n");
        QTest::newRow("crosses a percentage")
            << QStringLiteral("trade TST on daily\n"
                              "long when pct_change(close, 5) crosses below -40%\n"
                              "exit long when rsi(close, 14) > 70\n");
    }
    void aCounterFactualGivesItsNumberOfSignalsWhenRun()
    {
        QFETCH(QString, text);
        const Feeds feeds = oneSymbol();
        const auto result = flatRun(text.toStdString(), feeds, 60, 690);
        QVERIFY(result.program != nullptr);
        const auto made = engine::attribute(result, feeds);
        QVERIFY(made.has_value());
        const RuleAttribution& rule = made->front().rules[0];
        QVERIFY(!rule.counterFactuals.empty());
        for (const engine::CounterFactual& change : rule.counterFactuals) {
            const std::string& source = result.program->source;
            const std::string old =
                source.substr(change.constantSpan.begin, change.constantSpan.length());
            std::string edited = source;
            edited.replace(change.constantSpan.begin, old.size(),
                           qPrintable(QString::number(
                               engine::asWritten(change.threshold, change.scale), 'g', 17)) +
                               std::string(old.find('%') == std::string::npos ? "" : "%"));
            QCOMPARE(signalsOf(edited, feeds, 60, 690), change.signalCount);
            QVERIFY(change.signalCount > rule.allTrue);
        }
        // More signals need a threshold further out.
        for (std::size_t i = 1; i < rule.counterFactuals.size(); ++i) {
            if (rule.counterFactuals[i].clause == rule.counterFactuals[i - 1].clause) {
                QVERIFY(rule.counterFactuals[i].signalCount >
                        rule.counterFactuals[i - 1].signalCount);
            }
        }
    }

    void sortsInRunsAndStops()
    {
        const std::size_t counts[] = {0, 1, engine::kSortedPerLook, 5 * engine::kSortedPerLook + 3};
        std::mt19937_64 random(1);
        for (const std::size_t count : counts) {
            std::vector<double> values(count);
            std::ranges::generate(values,
                                  [&] { return static_cast<double>(random() % 1'000'000); });
            std::vector<double> sorted = values;
            std::ranges::sort(sorted, std::greater<>());
            std::stop_source stop;
            QVERIFY(engine::sortUnlessStopped(values, std::greater<>(), stop.get_token()));
            QVERIFY(values == sorted);
            stop.request_stop();
            QCOMPARE(engine::sortUnlessStopped(values, std::less<>(), stop.get_token()),
                     count == 0);
        }
    }

    void thresholdsAreReadableAndTight()
    {
        lang::Threshold below;
        below.wantsBelow = true;
        below.strict = true;
        below.constant = 10;
        const std::vector<double> low = {17.31, 19.02, 19.6, 20.2, 20.4, 24.4, 25.0, 26.1};
        QCOMPARE(engine::readableThreshold(low, 1, below), 18.0);
        QCOMPARE(engine::readableThreshold(low, 5, below), 21.0);
        lang::Threshold above;
        above.strict = false;
        above.constant = 0.05;
        above.scale = 0.01;
        const std::vector<double> high = {0.0312, 0.0309, 0.0203, 0.02, 0.011};
        QCOMPARE(engine::readableThreshold(high, 1, above), 3.1);
        QCOMPARE(engine::readableThreshold(high, 5, above), 1.0);
        // A value exactly at a strict threshold does not pass it.
        const std::vector<double> exact = {30, 30, 31};
        below.constant = 30;
        const double moved = engine::readableThreshold(exact, 1, below);
        QVERIFY(moved > 30 && moved < 31);
    }

    void crossingsAreReadableAndNear()
    {
        lang::Threshold above;
        above.crossing = true;
        above.constant = 10;
        const std::vector<engine::Crossing> steps = {{20, 31}, {22, 30}, {26, 40}, {70, 90}};
        QCOMPARE(engine::countCrossings(steps, 20, false), std::size_t{1});
        QCOMPARE(engine::countCrossings(steps, 20, true), std::size_t{0});
        QCOMPARE(engine::countCrossings(steps, 30, false), std::size_t{2});
        QCOMPARE(engine::countCrossings(steps, 30, true), std::size_t{3});
        QCOMPARE(*engine::readableCrossing(steps, 1, above), 20.0);
        QCOMPARE(*engine::readableCrossing(steps, 2, above), 22.0);
        QCOMPARE(*engine::readableCrossing(steps, 3, above), 26.0);
        QVERIFY(!engine::readableCrossing(steps, 4, above));
        lang::Threshold below = above;
        below.wantsBelow = true;
        below.constant = 100;
        QCOMPARE(*engine::readableCrossing(steps, 1, below), 90.0);
        QCOMPARE(*engine::readableCrossing(steps, 3, below), 30.0);
    }

    void sentencesSayHowFarACrossingIsToMove()
    {
        const Feeds feeds = oneSymbol();
        const auto result = flatRun("trade TST on daily\n"
                                    "long when rsi(close, 14?) crosses above 8?\n"
                                    "exit long when rsi(close, 14) > 65\n",
                                    feeds, 100, 700);
        const auto made = engine::attribute(result, feeds);
        QVERIFY(made.has_value());
        const RuleAttribution& rule = made->front().rules[0];
        QVERIFY(rule.nearMisses.empty());
        QVERIFY(!rule.counterFactuals.empty());
        QCOMPARE(rule.counterFactuals[0].valueText, std::string("rsi(close, 14)"));
        const auto& sentences = made->front().sentences;
        const QString first = QString::fromStdString(sentences[0]);
        QCOMPARE(first, QStringLiteral("RSI(14) crosses above 8 was true on 0 of 600 bars."));
        const QString change = QString::fromStdString(sentences[1]);
        QVERIFY2(change.startsWith(QStringLiteral("With RSI(14) crossing above ")),
                 qPrintable(change));
    }

    void assumptionMarksAreNotSpoken()
    {
        QCOMPARE(engine::spoken("rsi(close, 14?) < 30?"), "RSI(14) < 30");
        QCOMPARE(engine::withoutMarks("external(\"why?\") and close > 5?"),
                 "external(\"why?\") and close > 5");
        const Feeds feeds = oneSymbol();
        const auto result = flatRun("trade TST on daily\n"
                                    "long when rsi(close, 14?) < 5? and close > sma(close, 20?)\n"
                                    "exit long when rsi(close, 14?) > 65?\n",
                                    feeds, 100, 700);
        const auto made = engine::attribute(result, feeds);
        QVERIFY(made.has_value());
        for (const std::string& sentence : made->front().sentences) {
            QVERIFY2(sentence.find('?') == std::string::npos, sentence.c_str());
        }
        for (const engine::ClauseCount& clause : made->front().rules[0].clauses) {
            QVERIFY2(clause.text.find('?') == std::string::npos, clause.text.c_str());
        }
    }

    void sentencesSayWhatHappenedInFigures()
    {
        const Feeds feeds = oneSymbol();
        const auto result = flatRun("trade TST on daily\n"
                                    "long when rsi(close, 14) < 5 and close > sma(close, 20)\n"
                                    "exit long when rsi(close, 14) > 65\n",
                                    feeds, 100, 700);
        const auto made = engine::attribute(result, feeds);
        const Attribution& attribution = made->front();
        const RuleAttribution& rule = attribution.rules[0];
        const QString all = QString::fromStdString(attribution.sentences[0]);
        QCOMPARE(all, QStringLiteral("RSI(14) < 5 was true on %1 of 600 bars, close > SMA(20) on "
                                     "%2, both together on 0.")
                          .arg(rule.clauses[0].isTrue)
                          .arg(rule.clauses[1].isTrue));
        const QString near = QString::fromStdString(attribution.sentences[1]);
        QVERIFY2(
            near.startsWith(QStringLiteral("While close > SMA(20) held, RSI(14) came down to ")) &&
                near.endsWith(
                    QStringLiteral(" at the lowest (%1).")
                        .arg(QString::fromStdString(formatShort(rule.nearMisses[0].time)))),
            qPrintable(near));
        const QString change = QString::fromStdString(attribution.sentences[2]);
        QVERIFY2(change.startsWith(QStringLiteral("With RSI(14) < ")), qPrintable(change));
        QVERIFY2(change.contains(QStringLiteral(": 1 signal,")), qPrintable(change));
    }

    void aSingleClauseIsExplainedInOneSentence()
    {
        const Feeds feeds = oneSymbol();
        const auto result = flatRun("trade TST on daily\n"
                                    "long when rsi(close, 14) < 5\n"
                                    "exit long when rsi(close, 14) > 65\n",
                                    feeds, 20, 700);
        const auto made = engine::attribute(result, feeds);
        const QString first = QString::fromStdString(made->front().sentences[0]);
        QVERIFY2(first.startsWith(QStringLiteral(
                     "RSI(14) < 5 was true on 0 of 680 bars; RSI(14) came down to ")),
                 qPrintable(first));
        QCOMPARE(made->front().rules[0].nearMisses.size(), std::size_t{1});
    }

    void canonicalTextIsSpokenLikeTradersDo()
    {
        QCOMPARE(engine::spoken("rsi(close, 14) < 30"), "RSI(14) < 30");
        QCOMPARE(engine::spoken("close > highest(high, 20)[1]"), "close > highest(high, 20)[1]");
        QCOMPARE(engine::spoken("sma(close, 10) crosses above sma(open, 30)"),
                 "SMA(10) crosses above SMA(open, 30)");
        QCOMPARE(engine::spoken("SPY.sma(close, 200) > SPY.close"), "SPY.SMA(200) > SPY.close");
    }

    void positionClausesAreCountedInsidePositionsOnly()
    {
        const Feeds feeds = oneSymbol();
        const auto program = lang::compile("trade TST on daily\n"
                                           "long when rsi(close, 5) < 25\n"
                                           "exit long when profit > 2% and close < high\n"
                                           "costs none\n")
                                 .program;
        const auto result = engine::backtest(program, feeds, {});
        QVERIFY(result.has_value());
        const auto made = engine::attribute(*result, feeds);
        QVERIFY(made.has_value());
        const auto& ledger = result->runs[0].ledger;
        std::int64_t inside = 0, inProfit = 0;
        for (const engine::Trade& trade : ledger.trades) {
            const int last = trade.isOpen() ? trade.exitBar : trade.exitBar - 1;
            for (int bar = trade.entryBar; bar <= last; ++bar) {
                const double close = feeds.at("TST")->close()[static_cast<std::size_t>(bar)];
                ++inside;
                inProfit += (close - trade.entryPrice) / trade.entryPrice > 0.02 ? 1 : 0;
            }
        }
        QVERIFY(ledger.trades.size() > 3);
        const RuleAttribution& exit = made->front().rules[1];
        QCOMPARE(exit.bars, inside);
        QCOMPARE(exit.clauses[0].isTrue, inProfit);
        QVERIFY(exit.allTrue >= static_cast<std::int64_t>(ledger.trades.size()) - 1);
        QVERIFY(std::ranges::count(made->front().sentences,
                                   "This exit reads the position, so it is evaluated only while "
                                   "one is open.") == 1);
    }

    void valuesAtSignalsAreThoseOfTheSignalBar()
    {
        const Feeds feeds = oneSymbol();
        const auto program = lang::compile("trade TST on daily\n"
                                           "long when rsi(close, 5) < 25 and close > low\n"
                                           "exit long when rsi(close, 5) > 70\n")
                                 .program;
        const auto result = engine::backtest(program, feeds, {});
        QVERIFY(result.has_value());
        const auto values = engine::valuesAtSignals(*result, result->runs[0], feeds);
        QVERIFY(values.has_value());
        const auto& trades = result->runs[0].ledger.trades;
        QCOMPARE(values->size(), trades.size());
        QVERIFY(!trades.empty());
        for (std::size_t i = 0; i < trades.size(); ++i) {
            const auto& list = (*values)[i];
            QCOMPARE(list.size(), std::size_t{3});
            QCOMPARE(list[0].text, "rsi(close, 5)");
            QVERIFY(list[0].value < 25);
            QCOMPARE(list[1].text, "close");
            QCOMPARE(list[1].value,
                     feeds.at("TST")->close()[static_cast<std::size_t>(trades[i].signalBar)]);
        }
    }

    void stopsWhenAsked()
    {
        const Feeds feeds = oneSymbol();
        std::stop_source source;
        source.request_stop();
        const auto made =
            engine::attribute(flatRun(kThree, feeds, 100, 700), feeds, source.get_token());
        QVERIFY(!made.has_value());
        QCOMPARE(made.error().kind, ErrorKind::Cancelled);
    }
};

SW_TEST(TestAttribution)
#include "tst_attribution.moc"
