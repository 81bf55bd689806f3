#include "test_main.h"

#include "metrics/drawdown.h"
#include "samples.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;

namespace {

Drawdowns fall(double start, const std::vector<double>& equity, std::size_t keep = 5)
{
    const auto time = test::days(equity.size());
    return drawdownsOf({start, time, equity}, keep);
}

} // namespace

class TestDrawdown : public QObject
{
    Q_OBJECT

private slots:
    // Peak 110 on bar 0, bottom 99 on bar 1: depth 11/110. Never above 110 again: open.
    // Drawdowns in per cent 0, 10, 1, 1: Ulcer sqrt(102/4).
    void findsDepthStartAndBottomOfAnOpenDrawdown()
    {
        const Drawdowns found = fall(100, {110, 99, 108.9, 108.9});
        QCOMPARE(found.count, std::int64_t{1});
        const Drawdown& worst = found.worst.front();
        QCOMPARE(offBy(worst.depth, 0.1, 1e-15), QString());
        QCOMPARE(offBy(worst.money, 11, 1e-12), QString());
        QCOMPARE(worst.start, std::int64_t{0});
        QCOMPARE(worst.bottom, std::int64_t{1});
        QVERIFY(!worst.recovered());
        QCOMPARE(worst.bars, std::int64_t{3});
        QCOMPARE(worst.days, 3.0);
        QCOMPARE(offBy(found.ulcer, std::sqrt(102.0 / 4), 1e-12), QString());
    }

    // 90, 95 below the capital of 100; back at 100 on bar 2. Then 120 → 114 (5 %) → 120.
    void theCapitalIsTheFirstPeak()
    {
        const Drawdowns found = fall(100, {90, 95, 100, 120, 114, 120});
        QCOMPARE(found.count, std::int64_t{2});
        const Drawdown& first = found.worst[0];
        QCOMPARE(first.start, std::int64_t{-1});
        QCOMPARE(first.bottom, std::int64_t{0});
        QCOMPARE(first.recovery, std::int64_t{2});
        QCOMPARE(first.bars, std::int64_t{3});
        QCOMPARE(first.days, 2.0);
        const Drawdown& second = found.worst[1];
        QCOMPARE(offBy(second.depth, 0.05, 1e-15), QString());
        QCOMPARE(second.start, std::int64_t{3});
        QCOMPARE(second.recovery, std::int64_t{5});
        QCOMPARE(found.longestDays, 2.0);
    }

    void listsTheWorstFirstAndNoMoreThanAsked()
    {
        const Drawdowns found = fall(100, {99, 100, 90, 100, 95, 100, 98, 100}, 2);
        QCOMPARE(found.count, std::int64_t{4});
        QCOMPARE(found.worst.size(), std::size_t{2});
        QCOMPARE(offBy(found.worst[0].depth, 0.10, 1e-15), QString());
        QCOMPARE(offBy(found.worst[1].depth, 0.05, 1e-15), QString());
    }

    void equalDepthsStayInOrderOfTime()
    {
        const Drawdowns found = fall(100, {90, 100, 90, 100, 90, 100}, 2);
        QCOMPARE(found.worst[0].start, std::int64_t{-1});
        QCOMPARE(found.worst[1].start, std::int64_t{1});
    }

    void thereIsNoneInRisingOrConstantEquity()
    {
        for (const auto& equity : {std::vector<double>{100, 101, 102}, {100, 100, 100}, {}}) {
            const Drawdowns found = fall(100, equity);
            QCOMPARE(found.count, std::int64_t{0});
            QCOMPARE(found.maxDepth(), 0.0);
            QCOMPARE(found.ulcer, 0.0);
        }
    }

    void longestIsNotAlwaysTheDeepest()
    {
        const Drawdowns found = fall(100, {80, 100, 99, 99, 99, 99, 101});
        QCOMPARE(offBy(found.maxDepth(), 0.2, 1e-15), QString());
        QCOMPARE(found.longestBars, std::int64_t{5});
        QCOMPARE(found.longestDays, 5.0);
    }

    void theDeepestAgreesWithComparingAllPairs()
    {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const auto equity = test::compounded(100, test::noise(seed, 120, 0, 0.02));
            double deepest = 0;
            for (std::size_t i = 0; i < equity.size(); ++i) {
                deepest = std::max(deepest, 1 - equity[i] / 100);
                for (std::size_t j = 0; j < i; ++j) {
                    deepest = std::max(deepest, 1 - equity[i] / equity[j]);
                }
            }
            QCOMPARE(offBy(fall(100, equity).maxDepth(), deepest, 1e-14), QString());
            QCOMPARE(offBy(maxDrawdownOf(100, equity), deepest, 1e-14), QString());
        }
    }
};

SW_TEST(TestDrawdown)
#include "tst_drawdown.moc"
