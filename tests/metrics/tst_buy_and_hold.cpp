#include "metrics/buy_and_hold.h"
#include "metrics/drawdown.h"
#include "metrics/hold_walk.h"

#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;

class TestBuyAndHold : public QObject
{
    Q_OBJECT

private slots:
    // 1000 at the open of bar 1 at 20: 50 pieces; closes 22, 18 are 1100, 900.
    void buysAtTheFirstTradableOpen()
    {
        const auto bars = test::barsOf({10, 20, 21}, {11, 22, 18});
        const auto hold = buyAndHold(*bars, 1, 3, 1000, {});
        QVERIFY(hold.has_value());
        QCOMPARE(hold->quantity, 50.0);
        QCOMPARE(hold->equity, (std::vector<double>{1100, 900}));
    }

    // Price 20 × 1.01 = 20.2 after slippage. Per piece 20.2 × 1.02 + .5 = 21.104, 5 for the order:
    // (1000 - 5)/21.104 pieces; cash is gone: commission + value = 1000.
    void paysTheCostsOfOnePurchase()
    {
        engine::Costs costs;
        costs.slippageFraction = 0.01;
        costs.commissionFraction = 0.02;
        costs.commissionPerShare = 0.5;
        costs.commissionPerTrade = 5;
        const auto bars = test::barsOf({20, 21}, {22, 18});
        const auto hold = buyAndHold(*bars, 0, 2, 1000, costs);
        QVERIFY(hold.has_value());
        QCOMPARE(offBy(hold->price, 20.2, 1e-14), QString());
        QCOMPARE(offBy(hold->quantity, 995 / 21.104, 1e-12), QString());
        QCOMPARE(offBy(hold->quantity * hold->price + hold->commission, 1000, 1e-10), QString());
        QCOMPARE(offBy(hold->equity[1], 995 / 21.104 * 18, 1e-10), QString());
    }

    void isNothingWhereBuyingIsImpossible()
    {
        const auto bars = test::barsOf({20, -1}, {22, 18});
        engine::Costs dear;
        dear.commissionPerTrade = 1000;
        QVERIFY(!buyAndHold(*bars, 0, 2, 1000, dear));
        QVERIFY(!buyAndHold(*bars, 1, 2, 1000, {}));
        QVERIFY(!buyAndHold(*bars, 2, 2, 1000, {}));
        QVERIFY(!buyAndHold(*bars, 0, 3, 1000, {}));
    }

    // In blocks as in whole columns, to the last bit, around the length of a block and after ruin.
    void givesTheFiguresOfWholeColumnsBlockByBlock()
    {
        for (const std::size_t count : {1u, 2u, 5u, 2047u, 2048u, 2049u, 2050u, 6007u}) {
            for (const bool ruined : {false, true}) {
                std::vector<double> price =
                    test::compounded(50, test::noise(count, count, 0.0, 0.02));
                if (ruined) {
                    price[count / 2] = -1;
                }
                const std::vector<double> own = test::noise(count + 1, count, 0.0, 0.01);
                const std::vector<Timestamp> time = test::days(count);
                std::vector<double> equity;
                for (const double close : price) {
                    equity.push_back(17.3 * close);
                }
                const std::vector<double> returns = simpleReturns({900, time, equity});
                const Moments moments = momentsOf(returns);
                const Moments ownMoments = momentsOf(own);
                const auto found = figuresOf({900, time, price, 17.3}, own, ownMoments.mean);
                QCOMPARE(found.maxDrawdown, maxDrawdownOf(900, equity));
                QVERIFY(found.moments.mean == moments.mean);
                QVERIFY(found.moments.deviation == moments.deviation);
                QVERIFY(found.moments.skewness == moments.skewness);
                QVERIFY(found.moments.kurtosis == moments.kurtosis);
                QVERIFY(found.moments.autocorrelation == moments.autocorrelation);
                QVERIFY(found.moments.lowest == moments.lowest);
                QVERIFY(found.moments.highest == moments.highest);
                CrossWalk cross(ownMoments.mean, moments.mean);
                cross.add(own.data(), returns.data(), count);
                QVERIFY(found.cross.products == cross.sums().products);
                QVERIFY(found.cross.squares == cross.sums().squares);
            }
        }
    }
};

SW_TEST(TestBuyAndHold)
#include "tst_buy_and_hold.moc"
