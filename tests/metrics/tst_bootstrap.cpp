#include "metrics/bootstrap.h"

#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;

namespace {

BootstrapOptions withSeed(std::uint64_t seed, int replicates = 400)
{
    BootstrapOptions options;
    options.seed = seed;
    options.replicates = replicates;
    return options;
}

} // namespace

class TestBootstrap : public QObject
{
    Q_OBJECT

private slots:
    void theSameSeedGivesTheSameBytes()
    {
        const auto returns = test::noise(1, 300, 0.0005, 0.01);
        const CurveBootstrapInput input{returns, 252, 0, 430, {}};
        const CurveBootstrap first = bootstrapCurve(input, withSeed(7));
        const CurveBootstrap again = bootstrapCurve(input, withSeed(7));
        const CurveBootstrap other = bootstrapCurve(input, withSeed(8));
        QVERIFY(first.sharpe && first.cagr && first.totalReturn && first.maxDrawdown);
        QCOMPARE(first.sharpe, again.sharpe);
        QCOMPARE(first.maxDrawdown, again.maxDrawdown);
        QVERIFY(first.sharpe != other.sharpe);
        QCOMPARE(first.seed, std::uint64_t{7});
        QVERIFY(first.note.find("seed 7") != std::string::npos);
        QVERIFY(first.note.find("cube root") != std::string::npos);
    }

    void theMeanBlockIsTheCubeRootUnlessGiven()
    {
        const auto returns = test::noise(1, 1000, 0, 0.01);
        BootstrapOptions options = withSeed(1, 10);
        QCOMPARE(offBy(bootstrapCurve({returns, 252, 0, 1000, {}}, options).meanBlock, 10, 1e-9),
                 QString());
        options.meanBlock = 25;
        QCOMPARE(bootstrapCurve({returns, 252, 0, 1000, {}}, options).meanBlock, 25.0);
    }

    // Returns 0, 1, 2 … in blocks: a long mean block keeps neighbours together, so the sum of a
    // resample scatters more than with independent draws.
    void longerBlocksKeepDependence()
    {
        std::vector<double> trend;
        for (int i = 0; i < 400; ++i) {
            trend.push_back(0.0001 * (i - 200));
        }
        BootstrapOptions single = withSeed(3);
        single.meanBlock = 1;
        BootstrapOptions blocks = withSeed(3);
        blocks.meanBlock = 50;
        const CurveBootstrapInput input{trend, 252, 0, 400, {}};
        const auto narrow = bootstrapCurve(input, single).totalReturn;
        const auto wide = bootstrapCurve(input, blocks).totalReturn;
        QVERIFY(narrow && wide);
        QVERIFY(wide->high - wide->low > 2 * (narrow->high - narrow->low));
    }

    // A 95 % interval of pure noise should hold the true value 0 in about 95 of 100 cases.
    void sharpeIntervalsCoverTheTruthAsOftenAsTheySay()
    {
        int covered = 0;
        constexpr int kSeries = 200;
        for (int s = 0; s < kSeries; ++s) {
            const auto seed = static_cast<std::uint64_t>(s) + 1;
            const auto returns = test::noise(seed, 250, 0, 0.01);
            const auto interval =
                bootstrapCurve({returns, 252, 0, 365, {}}, withSeed(seed, 300)).sharpe;
            QVERIFY(interval.has_value());
            covered += interval->low <= 0 && 0 <= interval->high ? 1 : 0;
        }
        QVERIFY2(covered >= 178 && covered <= 198, qPrintable(QString::number(covered)));
    }

    void drawdownToExpectIsWorseThanTheMedianOne()
    {
        const auto returns = test::noise(5, 500, 0.0003, 0.01);
        const CurveBootstrap found = bootstrapCurve({returns, 252, 0, 700, {}}, withSeed(2));
        QVERIFY(found.drawdownToExpect > found.maxDrawdown->low);
        QVERIFY(found.drawdownToExpect < found.maxDrawdown->high);
    }

    void constantReturnsHaveNoSharpeIntervalButOthers()
    {
        const std::vector<double> still(50, 0.0);
        const CurveBootstrap found = bootstrapCurve({still, 252, 0, 50, {}}, withSeed(2));
        QVERIFY(!found.sharpe);
        QVERIFY(found.totalReturn);
        QCOMPARE(found.totalReturn->low, 0.0);
        QCOMPARE(found.totalReturn->high, 0.0);
        QVERIFY(!bootstrapCurve({still, 252, 0, 0, {}}, withSeed(2)).cagr);
    }

    void oneLuckyBarLeavesTheSharpeIntervalOut()
    {
        std::vector<double> rare(30, 0.0);
        rare[4] = 0.1; // a third of all resamples miss it and have no Sharpe ratio
        QVERIFY(!bootstrapCurve({rare, 252, 0, 50, {}}, withSeed(2)).sharpe);
    }

    void longSeriesAreCompoundedToDaysAndSaySo()
    {
        std::vector<Timestamp> hours;
        for (int i = 0; i < 30000; ++i) {
            hours.push_back({startOf({2020, 1, 1}).ms + i * kMsPerHour});
        }
        const auto returns = test::noise(1, hours.size(), 0, 0.001);
        const ResampleSeries series = resampleSeries(hours, returns, 24 * 365, 365, 20000);
        QCOMPARE(series.returns.size(), std::size_t{1250});
        QCOMPARE(series.periodsPerYear, 365.0);
        QCOMPARE(series.note, std::string("returns compounded to days first"));
        const ResampleSeries same = resampleSeries(hours, returns, 24 * 365, 365, 30000);
        QCOMPARE(same.returns, returns);
        QVERIFY(same.note.empty());
        const ResampleSeries grouped = resampleSeries(hours, returns, 365, 365, 10000);
        QCOMPARE(grouped.returns.size(), std::size_t{10000});
        QCOMPARE(offBy(grouped.periodsPerYear, 365.0 / 3, 1e-12), QString());
        QCOMPARE(grouped.note, std::string("returns compounded over 3 bars each first"));
    }

    void tradeIntervalsHoldTheObservedValues()
    {
        const std::vector<double> profits{10, -5, 8, -3, 12, -7, 4, 6, -2, 9};
        const TradeBootstrap found = bootstrapTrades(profits, withSeed(1, 1000));
        QVERIFY(found.fewTrades);
        QVERIFY(found.note.find("few trades") != std::string::npos);
        QVERIFY(found.total && found.total->low < 32 && 32 < found.total->high);
        QVERIFY(found.expectancy && found.expectancy->low < 3.2 && 3.2 < found.expectancy->high);
        QVERIFY(found.profitFactor && found.profitFactor->low < 49.0 / 17);
        QCOMPARE(found.total, bootstrapTrades(profits, withSeed(1, 1000)).total);
    }

    // Percentile interval of a mean: near mean ± 1.96 s/sqrt(n) for 400 normal values.
    void expectancyIntervalIsNearTheNormalOne()
    {
        const auto profits = test::noise(9, 400, 5, 20);
        const Moments moments = momentsOf(profits);
        const TradeBootstrap found = bootstrapTrades(profits, withSeed(4, 2000));
        QVERIFY(!found.fewTrades);
        const double reach = 1.96 * moments.deviation / 20;
        QCOMPARE(offBy(found.expectancy->low, moments.mean - reach, 0.3), QString());
        QCOMPARE(offBy(found.expectancy->high, moments.mean + reach, 0.3), QString());
    }

    void withoutLosingTradesThereIsNoProfitFactorInterval()
    {
        const std::vector<double> wins{1, 2, 3};
        QVERIFY(!bootstrapTrades(wins, withSeed(1)).profitFactor);
        QVERIFY(bootstrapTrades(wins, withSeed(1)).total);
        const std::vector<double> one{4};
        QCOMPARE(bootstrapTrades(one, withSeed(1)).total->low, 4.0);
    }

    void profitsNearTheLargestNumberStopNothing()
    {
        // Their third moments are no numbers, and some of their sums are infinite.
        std::vector<double> profits;
        for (int i = 0; i < 40; ++i) {
            profits.push_back(i % 3 == 0 ? -1e300 : 4e306 * i);
        }
        QVERIFY(!bootstrapTrades(profits, withSeed(1)).total);
        for (double& profit : profits) {
            profit *= 1e-100;
        }
        QVERIFY(bootstrapTrades(profits, withSeed(1)).expectancy);
    }

    void aSeriesComparedWithItselfDoesNotDiffer()
    {
        const auto returns = test::noise(1, 200, 0.001, 0.01);
        for (const Score score : {Score::Sharpe, Score::TotalReturn, Score::MaxDrawdown}) {
            const auto found = compareScores(returns, returns, score, 252, withSeed(1));
            QCOMPARE(found.difference.value, std::optional<double>(0));
            QCOMPARE(found.standardError.value, std::optional<double>(0));
            QVERIFY(!found.improves());
        }
    }

    // Independent noise: Var(S1 - S2) = 2/T per period, so 2 × 252/500 a year: about 1.004. One
    // series alone is off by a tenth or two, hence the mean over twenty.
    void standardErrorOfADifferenceIsNearTheory()
    {
        double sum = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const auto first = test::noise(2 * seed + 20, 500, 0, 0.01);
            const auto second = test::noise(2 * seed + 21, 500, 0, 0.01);
            const auto found = compareScores(first, second, Score::Sharpe, 252, withSeed(seed));
            QVERIFY(found.standardError.value.has_value());
            sum += *found.standardError.value;
        }
        QCOMPARE(offBy(sum / 20, std::sqrt(2 * 252.0 / 500), 0.08), QString());
    }

    // The same noise with a small constant added: pairing cancels the noise, so it is clearly
    // better.
    void pairingSeesASmallEdgeInCommonNoise()
    {
        const auto base = test::noise(31, 250, 0, 0.01);
        std::vector<double> better;
        for (const double r : base) {
            better.push_back(r + 0.0005);
        }
        const auto found = compareScores(better, base, Score::Sharpe, 252, withSeed(1));
        QVERIFY(found.improves());
        QVERIFY(*found.difference.value > 5 * *found.standardError.value);
        QVERIFY(!compareScores(base, better, Score::Sharpe, 252, withSeed(1)).improves());
    }

    void tooFewBarsCannotBeCompared()
    {
        const std::vector<double> one{0.1};
        QVERIFY(!compareScores(one, one, Score::Sharpe, 252, withSeed(1)).difference.value);
    }
};

SW_TEST(TestBootstrap)
#include "tst_bootstrap.moc"
