// The data are divided once, by the dates of all symbols, and nothing leaks between the parts.
#include "test_main.h"

#include "agents/split.h"
#include "fakes.h"

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

engine::Feeds feedsOf(std::initializer_list<market::BarsPtr> bars)
{
    engine::Feeds feeds;
    for (const market::BarsPtr& one : bars) {
        feeds.emplace(one->symbol(), one);
    }
    return feeds;
}

Split splitOf(const engine::Feeds& feeds, const std::string& source)
{
    const Result<Split> split = splitData(feeds, *compiled(source));
    EXPECTS(split.has_value());
    return *split;
}

/// Bars from the end of one part to the start of the next, on one symbol.
std::size_t gap(const market::Bars& bars, const WindowDates& first, const WindowDates& second)
{
    return bars.lowerBound(second.from) - bars.lowerBound(first.to) - 1;
}

std::string rules(const std::string& condition)
{
    return "long when " + condition + "\nexit when close < open\n";
}

} // namespace

class TestSplit : public QObject
{
    Q_OBJECT

private slots:
    void dividesInThreeWithGapsOfTheLookBack();
    void saysWhenTheGapIsShorterThanTheLookBack();
    void leavesTheHoldoutOutWhenBarsAreFew();
    void dividesNothingBelowTheLeast();
    void keepsToTheTestWindowOfTheProgram();
    void countsTheWarmUpOfHigherTimeframes();
    void dividesByTheDatesOfAllSymbols();
    void limitsToCommonDatesWhenASymbolWouldMissAPart();
    void dividesNothingWithoutCommonDates();
    void endsPartsOfIntradayBarsWithADay_data();
    void endsPartsOfIntradayBarsWithADay();
    void engineSeesExactlyTheBarsOfEachPart();
    void reportsAMissingSymbol();
    void stopsWhenAsked();
};

void TestSplit::dividesInThreeWithGapsOfTheLookBack()
{
    const market::BarsPtr bars = waves(1020);
    const Split split =
        splitOf(feedsOf({bars}), "trade TST on daily\n" + rules("close > sma(close, 20)"));
    QVERIFY(split.train && split.validation && split.holdout);
    const std::int64_t count = split.whole.bars;
    QCOMPARE(count, std::int64_t(1020 - 19));
    QCOMPARE(split.train->bars, count * 60 / 100);
    QCOMPARE(split.whole.from, split.train->from);
    QCOMPARE(split.whole.to, split.holdout->to);
    QVERIFY(split.purgedBars >= 19 && split.purgedBars <= 20);
    QCOMPARE(gap(*bars, *split.train, *split.validation), std::size_t(split.purgedBars));
    QCOMPARE(gap(*bars, *split.validation, *split.holdout), std::size_t(split.purgedBars));
    QVERIFY(split.sentence.find("sealed holdout") != std::string::npos);
}

void TestSplit::saysWhenTheGapIsShorterThanTheLookBack()
{
    const Split split =
        splitOf(feedsOf({waves(1200)}), "trade TST on daily\n" + rules("close > sma(close, 200)"));
    QCOMPARE(split.purgedBars, split.whole.bars / 20);
    QVERIFY2(split.sentence.find("looks back or holds") != std::string::npos,
             split.sentence.c_str());
}

void TestSplit::leavesTheHoldoutOutWhenBarsAreFew()
{
    const Split split =
        splitOf(feedsOf({waves(300)}), "trade TST on daily\n" + rules("close > open"));
    QVERIFY(split.train && split.validation && !split.holdout);
    QCOMPARE(split.train->bars, std::int64_t(210));
    QVERIFY(split.sentence.find("too few for a sealed holdout") != std::string::npos);
}

void TestSplit::dividesNothingBelowTheLeast()
{
    const Split split =
        splitOf(feedsOf({waves(199)}), "trade TST on daily\n" + rules("close > open"));
    QVERIFY(!split.train && !split.validation && !split.holdout);
    QVERIFY2(split.sentence.find("199 tradable bars are too few") != std::string::npos,
             split.sentence.c_str());
}

void TestSplit::keepsToTheTestWindowOfTheProgram()
{
    const Split split =
        splitOf(feedsOf({waves(2000)}), "trade TST on daily\ntest from 2016-01-01 to 2018-12-31\n" +
                                            rules("close > sma(close, 20)"));
    QVERIFY(split.holdout);
    QCOMPARE(formatDate(split.train->from), std::string("2016-01-01"));
    QCOMPARE(formatDate(split.holdout->to), std::string("2018-12-31"));
}

void TestSplit::countsTheWarmUpOfHigherTimeframes()
{
    const Split split = splitOf(feedsOf({waves(1000)}),
                                "trade TST on daily\n" + rules("close > weekly.sma(close, 20)"));
    QVERIFY2(split.whole.bars <= 1000 - 19 * 5, qPrintable(QString::number(split.whole.bars)));
    QVERIFY(split.whole.bars >= 1000 - 22 * 5);
}

void TestSplit::dividesByTheDatesOfAllSymbols()
{
    // B begins 100 bars before A: the union is longer than either.
    const market::BarsPtr all = waves(1100, "BBB");
    const market::BarsPtr early = all->slice(0, 1000);
    const std::vector<double> closes(all->close().begin() + 100, all->close().end());
    const Timestamp later = all->time()[100];
    const market::BarsPtr late = barsOf(closes, "AAA", dateOf(later));
    const Split split =
        splitOf(feedsOf({early, late}), "trade AAA, BBB on daily\n" + rules("close > open"));
    QCOMPARE(split.whole.bars, std::int64_t(1100));
    QVERIFY(split.train && split.holdout);
    QCOMPARE(split.train->from, early->time()[0]);
    QCOMPARE(split.train->bars, std::int64_t(660));
}

void TestSplit::limitsToCommonDatesWhenASymbolWouldMissAPart()
{
    const market::BarsPtr longer = waves(1600, "BBB");
    const market::BarsPtr newcomer =
        barsOf(std::vector<double>(longer->close().begin(), longer->close().begin() + 600), "AAA",
               dateOf(longer->time()[1000]));
    const Split split =
        splitOf(feedsOf({longer, newcomer}), "trade AAA, BBB on daily\n" + rules("close > open"));
    QVERIFY(split.train && split.holdout);
    QCOMPARE(split.train->from, newcomer->time()[0]);
    QCOMPARE(split.train->bars, std::int64_t(360));
    QCOMPARE(split.whole.bars, std::int64_t(1600));
    QVERIFY(split.sentence.find("all symbols") != std::string::npos);
}

void TestSplit::dividesNothingWithoutCommonDates()
{
    const market::BarsPtr first = waves(600, "AAA");
    const market::BarsPtr second =
        barsOf(std::vector<double>(600, 100.0), "BBB", CivilDate{2020, 1, 6});
    const Split split =
        splitOf(feedsOf({first, second}), "trade AAA, BBB on daily\n" + rules("close > open"));
    QVERIFY(!split.train);
    QVERIFY(split.sentence.find("too few dates in common") != std::string::npos);
}

void TestSplit::endsPartsOfIntradayBarsWithADay_data()
{
    QTest::addColumn<int>("offsetHours");
    QTest::newRow("UTC") << 0;
    QTest::newRow("behind UTC, the day ends after midnight UTC") << -15;
    QTest::newRow("ahead of UTC") << 9;
}

void TestSplit::endsPartsOfIntradayBarsWithADay()
{
    QFETCH(int, offsetHours);
    const market::BarsPtr bars = intradayBars(31, 60, offsetHours);
    const Split split =
        splitOf(feedsOf({bars}), "trade TST on 1m\n" + rules("close > sma(close, 5)"));
    QVERIFY(split.train && split.validation && split.holdout);
    for (const auto& part : {split.train, split.validation}) {
        const std::size_t last = bars->lowerBound(part->to);
        QCOMPARE(daysOf(Timestamp{bars->localMs(last)}), part->lastDay);
        QCOMPARE(daysOf(Timestamp{bars->localMs(last + 1)}) == part->lastDay, false);
    }
}

void TestSplit::engineSeesExactlyTheBarsOfEachPart()
{
    for (const market::BarsPtr& bars : {waves(1000), intradayBars(31, 60, -15)}) {
        const std::string frame = bars->timeframe().isIntraday() ? "1m" : "daily";
        const lang::ProgramPtr program =
            compiled("trade TST on " + frame + "\n" + rules("close > sma(close, 20)"));
        const engine::Feeds feeds = feedsOf({bars});
        const Result<Split> split = splitData(feeds, *program);
        QVERIFY(split && split->holdout);
        MemoryMarketData market;
        CountingBacktester backtester;
        Stage stage(market, backtester);
        for (const auto& part : {split->train, split->validation, split->holdout}) {
            BacktestRequest request;
            request.program = program;
            request.feeds = &feeds;
            request.dates = part;
            const Result<BacktestOutcome> outcome = measureWindow(request, stage.context());
            QVERIFY(outcome.has_value());
            const engine::Ledger& ledger = outcome->result->runs[0].ledger;
            QCOMPARE(std::size_t(ledger.firstBar), bars->lowerBound(part->from));
            QCOMPARE(std::size_t(ledger.endBar), bars->lowerBound(part->to) + 1);
            QCOMPARE(std::int64_t(ledger.endBar - ledger.firstBar), part->bars);
        }
    }
}

void TestSplit::reportsAMissingSymbol()
{
    const Result<Split> split =
        splitData({}, *compiled("trade TST on daily\n" + rules("close > open")));
    QVERIFY(!split);
    QCOMPARE(split.error().kind, ErrorKind::NotFound);
}

void TestSplit::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    const Result<Split> split =
        splitData(feedsOf({waves(1000)}), *compiled("trade TST on daily\n" + rules("close > open")),
                  stop.get_token());
    QVERIFY(!split);
    QCOMPARE(split.error().kind, ErrorKind::Cancelled);
}

SW_TEST(TestSplit)
#include "tst_split.moc"
