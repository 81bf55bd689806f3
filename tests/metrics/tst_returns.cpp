#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;

class TestReturns : public QObject
{
    Q_OBJECT

private slots:
    void returnsStartFromTheCapital()
    {
        const auto time = test::days(4);
        const std::vector<double> equity{110, 99, 108.9, 108.9};
        const auto returns = simpleReturns({100, time, equity});
        QCOMPARE(returns.size(), std::size_t{4});
        QCOMPARE(offBy(returns[0], 0.1, 1e-15), QString());
        QCOMPARE(offBy(returns[1], -0.1, 1e-15), QString());
        QCOMPARE(offBy(returns[2], 0.1, 1e-15), QString());
        QCOMPARE(returns[3], 0.0);
    }

    void aLostAccountEarnsNothingAfterwards()
    {
        const auto time = test::days(4);
        const std::vector<double> equity{50, -10, -20, -20};
        QCOMPARE(simpleReturns({100, time, equity}),
                 (std::vector<double>{-0.5, -10.0 / 50 - 1, 0, 0}));
    }

    void noBarsMeanNoReturns() { QVERIFY(simpleReturns({100, {}, {}}).empty()); }

    // r = .1 -.1 .1 0, mean .025, deviations .075 -.125 .075 -.025
    // squares .005625 .015625 .005625 .000625, sum .0275, s = sqrt(.0275/3)
    // cubes .000421875 -.001953125 .000421875 -.000015625, sum -.001125
    // fourths .000031640625 .000244140625 .000031640625 .000000390625, sum .0003078125
    // skewness (-.001125/4) / (.0275/4)^1.5, kurtosis (.0003078125/4) / (.0275/4)^2 = 1.6280991735…
    // neighbours -.009375 -.009375 -.001875, sum -.020625, over .0275 = -.75
    void momentsAgreeWithHandWorkedOnes()
    {
        const std::vector<double> returns{0.1, -0.1, 0.1, 0};
        const Moments moments = momentsOf(returns);
        QCOMPARE(moments.count, std::int64_t{4});
        QCOMPARE(offBy(moments.mean, 0.025, 1e-16), QString());
        QCOMPARE(offBy(moments.deviation, std::sqrt(0.0275 / 3), 1e-15), QString());
        QCOMPARE(offBy(moments.skewness, -0.00028125 / std::pow(0.006875, 1.5), 1e-13), QString());
        QCOMPARE(offBy(moments.kurtosis, 0.000076953125 / (0.006875 * 0.006875), 1e-13), QString());
        QCOMPARE(offBy(moments.autocorrelation, -0.75, 1e-14), QString());
        QCOMPARE(moments.lowest, -0.1);
        QCOMPARE(moments.highest, 0.1);
    }

    void momentsDoNotDependOnHowManyValuesFillTheLanes()
    {
        for (std::size_t count = 2; count < 20; ++count) {
            const auto values = test::noise(count, count, 0.5);
            double mean = 0;
            for (const double x : values) {
                mean += x / static_cast<double>(count);
            }
            double squares = 0;
            for (const double x : values) {
                squares += (x - mean) * (x - mean);
            }
            const Moments moments = momentsOf(values);
            QCOMPARE(offBy(moments.mean, mean, 1e-14), QString());
            QCOMPARE(offBy(moments.deviation, std::sqrt(squares / static_cast<double>(count - 1)),
                           1e-14),
                     QString());
        }
    }

    void constantReturnsDoNotVaryEvenWithRoundingInThem()
    {
        const std::vector<double> rates(50, 0.001);
        const auto time = test::days(50);
        const auto equity = test::compounded(1000, rates);
        const Moments moments = momentsOf(simpleReturns({1000, time, equity}));
        QVERIFY(!moments.varies());
        QCOMPARE(moments.skewness, 0.0);
        QCOMPARE(moments.kurtosis, 3.0);
        QVERIFY(!momentsOf(std::vector<double>{0.1}).varies());
        QVERIFY(!momentsOf({}).varies());
    }

    // Sorted: -.1 0 .1 .1. 5 %: h = .15 between -.1 and 0 = -.085. 95 %: h = 2.85 between .1 and
    // .1.
    void tailsInterpolateLinearly()
    {
        const Tails tails = tailsOf(std::vector<double>{0.1, -0.1, 0.1, 0});
        QCOMPARE(offBy(tails.low, -0.085, 1e-16), QString());
        QCOMPARE(offBy(tails.high, 0.1, 1e-16), QString());
        QCOMPARE(offBy(tails.meanBelowLow, -0.1, 1e-16), QString());
    }

    // Long series take a shortcut through a sample; ties, drifts and sorted values must not show.
    void tailsOfLongSeriesAreThoseOfSortedValues()
    {
        for (int form = 0; form < 5; ++form) {
            auto values = test::noise(static_cast<std::uint64_t>(form) + 1, 20011);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const double at = static_cast<double>(i);
                values[i] = form == 1 ? std::round(values[i]) : values[i]; // ties
                values[i] = form == 2 && i % 19 != 0 ? 0 : values[i];      // mostly flat
                values[i] = form == 3 ? at : values[i];                    // sorted
                // The sample sees only values in the middle: the guess is bad.
                values[i] = form == 4 && i % 19 == 0 ? 0.001 * std::sin(at) : values[i];
            }
            const Tails tails = tailsOf(values);
            std::sort(values.begin(), values.end());
            const double low = quantileOf(values, 0.05);
            QVERIFY(tails.low == low);
            QVERIFY(tails.high == quantileOf(values, 0.95));
            double sum = 0;
            int count = 0;
            for (const double x : values) {
                sum += x <= tails.low ? x : 0;
                count += x <= tails.low ? 1 : 0;
            }
            QCOMPARE(offBy(tails.meanBelowLow, sum / count, 1e-9), QString());
        }
    }

    void quantilesOfOneAndOfManyValues()
    {
        std::vector<double> one{7};
        QCOMPARE(quantileOf(one, 0.3), 7.0);
        std::vector<double> many;
        for (int i = 100; i >= 0; --i) {
            many.push_back(i);
        }
        QCOMPARE(offBy(quantileOf(many, 0.05), 5, 1e-12), QString());
        QCOMPARE(offBy(quantileOf(many, 0.975), 97.5, 1e-12), QString());
        QCOMPARE(quantileOf(many, 0), 0.0);
        QCOMPARE(quantileOf(many, 1), 100.0);
    }

    void intradayReturnsCompoundToDays()
    {
        const std::int64_t day = startOf({2020, 1, 1}).ms;
        const std::vector<Timestamp> time{
            {day}, {day + kMsPerHour}, {day + kMsPerDay}, {day + 5 * kMsPerDay}};
        const std::vector<double> returns{0.1, 0.1, -0.5, 0.2};
        const auto daily = dailyReturns(time, returns);
        QCOMPARE(daily.size(), std::size_t{3});
        QCOMPARE(offBy(daily[0], 0.21, 1e-15), QString());
        QCOMPARE(daily[1], -0.5);
        QCOMPARE(daily[2], 0.2);
    }

    void stopsWhenAskedTo()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto time = test::days(3);
        const std::vector<double> equity{100, 110, 121};
        QVERIFY(dailyReturns(time, equity, stop.get_token()).empty());
        QCOMPARE(simpleReturns({100, time, equity}, stop.get_token()).size(), std::size_t{1});
    }

    void groupsCompoundNeighboursAndKeepTheRest()
    {
        const auto groups = groupedReturns(std::vector<double>{0.1, 0.1, -0.5}, 2);
        QCOMPARE(groups.size(), std::size_t{2});
        QCOMPARE(offBy(groups[0], 0.21, 1e-15), QString());
        QCOMPARE(groups[1], -0.5);
    }

    // Second lacks day 1: the first curve's returns of days 1 and 2 are one return of 110/100.
    void pairingUsesCommonDatesOnly()
    {
        const auto time = test::days(4);
        const std::vector<Timestamp> fewer{time[0], time[2], time[3]};
        const std::vector<double> first{100, 105, 110, 121};
        const std::vector<double> second{50, 55, 44};
        const PairedReturns paired = pairedReturns({100, time, first}, {40, fewer, second});
        QCOMPARE(paired.first.size(), std::size_t{3});
        QCOMPARE(paired.first[0], 0.0);
        QCOMPARE(offBy(paired.first[1], 0.1, 1e-15), QString());
        QCOMPARE(offBy(paired.first[2], 0.1, 1e-15), QString());
        QCOMPARE(offBy(paired.second[0], 0.25, 1e-15), QString());
        QCOMPARE(offBy(paired.second[1], 0.1, 1e-15), QString());
        QCOMPARE(offBy(paired.second[2], -0.2, 1e-15), QString());
        QCOMPARE(paired.time, fewer);
    }

    void pairingFromDifferentFirstDatesDropsTheStart()
    {
        const auto time = test::days(3);
        const std::vector<double> first{100, 110, 121};
        const std::vector<double> second{55, 44};
        const PairedReturns paired = pairedReturns(
            {90, time, first}, {50, std::span<const Timestamp>(time).subspan(1), second});
        QCOMPARE(paired.first.size(), std::size_t{1});
        QCOMPARE(offBy(paired.first[0], 0.1, 1e-15), QString());
        QCOMPARE(offBy(paired.second[0], -0.2, 1e-15), QString());
    }
};

SW_TEST(TestReturns)
#include "tst_returns.moc"
