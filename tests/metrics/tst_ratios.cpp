#include "test_main.h"

#include "metrics/ratios.h"
#include "samples.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;

namespace {

const std::vector<double> kReturns{0.1, -0.1, 0.1, 0}; // mean .025, s = sqrt(.0275/3) = .0957427
const Annualisation kFour{4, 0, 0};

/// Comparison of plain vectors.
BenchmarkFigures compared(std::span<const double> own, std::span<const double> benchmark,
                          const Annualisation& annual)
{
    return benchmarkFigures({own, momentsOf(own)}, {benchmark, momentsOf(benchmark)}, annual);
}

} // namespace

class TestRatios : public QObject
{
    Q_OBJECT

private slots:
    void cagrUsesTheCalendar()
    {
        QCOMPARE(offBy(cagr(100, 121, 730.5).value, 0.1, 1e-14), QString());
        QCOMPARE(offBy(cagr(100, 50, 365.25).value, -0.5, 1e-14), QString());
        QVERIFY(!cagr(100, 110, 0).value);
        QVERIFY(!cagr(100, 0, 100).value);
        QVERIFY(!cagr(100, -5, 100).value);
    }

    // Sharpe 2 × .025/.0957427 = .5222330; with rf 4 % a year: 2 × (.025 - .01)/.0957427 = .3133398
    void sharpeAgreesWithHandWorkedOnes()
    {
        const Moments moments = momentsOf(kReturns);
        QCOMPARE(offBy(sharpe(moments, kFour).value, 0.5222329678670935, 1e-12), QString());
        QCOMPARE(offBy(sharpe(moments, {4, 0.04, 0}).value, 0.3133397807202561, 1e-12), QString());
        QCOMPARE(offBy(volatility(moments, kFour).value, 2 * std::sqrt(0.0275 / 3), 1e-14),
                 QString());
    }

    void sharpeIntervalIsTwoStandardErrorsWide()
    {
        const Moments moments = momentsOf(test::noise(3, 500, 0.05));
        const Figure figure = sharpe(moments, {252, 0, 0});
        const Figure error = sharpeStandardErrorPerYear(moments, {252, 0, 0});
        QVERIFY(figure.interval && error.value);
        QCOMPARE(offBy(figure.interval->high - figure.interval->low,
                       2 * 1.959963984540054 * *error.value, 1e-12),
                 QString());
    }

    void sharpeIsUndefinedWithoutSpread()
    {
        const Moments still = momentsOf(std::vector<double>(10, 0.0));
        QVERIFY(!sharpe(still, kFour).value);
        QVERIFY(!sharpe(still, kFour).reason.empty());
        QVERIFY(!sharpeLo(still, kFour).value);
        QVERIFY(!sharpeStandardErrorPerYear(still, kFour).value);
        QCOMPARE(offBy(volatility(still, kFour).value, 0, 0), QString());
        QVERIFY(!volatility(momentsOf(std::vector<double>{0.1}), kFour).value);
    }

    // The factors of statistics by Lo (2002) for first-order autocorrelated daily returns.
    void loFactorsAgreeWithThePaper_data()
    {
        QTest::addColumn<double>("rho");
        QTest::addColumn<double>("expected");
        QTest::newRow("none") << 0.0 << 15.8745;
        QTest::newRow("0.1") << 0.1 << 14.36;
        QTest::newRow("0.2") << 0.2 << 12.97;
        QTest::newRow("-0.2") << -0.2 << 19.43;
    }
    void loFactorsAgreeWithThePaper()
    {
        QFETCH(double, rho);
        QFETCH(double, expected);
        QCOMPARE(offBy(loFactor(252, rho), expected, 0.005), QString());
        std::vector<double> all;
        for (int k = 1; k < 252; ++k) {
            all.push_back(std::pow(rho, k));
        }
        QCOMPARE(offBy(loFactor(252, rho), loFactor(all), 1e-11), QString());
    }

    void loFactorForOnePeriodIsOne() { QCOMPARE(loFactor(1, 0.5), 1.0); }

    void loAdjustmentIsGivenOnlyWhenAutocorrelationIsSignificant()
    {
        const auto shocks = test::noise(11, 1000, 0.05);
        std::vector<double> smooth{shocks[0]};
        for (std::size_t i = 1; i < shocks.size(); ++i) {
            smooth.push_back(0.3 * smooth.back() + shocks[i]);
        }
        const Annualisation daily{252, 0, 0};
        const Moments moments = momentsOf(smooth);
        QVERIFY(autocorrelationIsSignificant(moments));
        const Figure adjusted = sharpeLo(moments, daily);
        QVERIFY(adjusted.value && *adjusted.value < *sharpe(moments, daily).value);
        const Moments plain = momentsOf(shocks);
        QVERIFY(!autocorrelationIsSignificant(plain));
        QVERIFY(!sharpeLo(plain, daily).value);
    }

    // Shortfall: one of -.1 in four: sqrt(.01/4) = .05. Sortino 2 × .025/.05 = 1; Omega .2/.1 = 2.
    void sortinoAndOmegaAgreeWithHandWorkedOnes()
    {
        const Moments moments = momentsOf(kReturns);
        const Shortfalls shortfalls = shortfallsOf(kReturns, 0);
        QCOMPARE(offBy(sortino(moments, shortfalls, kFour).value, 1, 1e-14), QString());
        QCOMPARE(offBy(omega(shortfalls).value, 2, 1e-14), QString());
        // MAR 20 % a year = .05 a period: r - MAR = .05 -.15 .05 -.05.
        // sqrt((.0225 + .0025)/4) = .0790569; 2 × (-.025)/.0790569 = -.6324555; Omega .1/.2.
        const Shortfalls higher = shortfallsOf(kReturns, 0.05);
        QCOMPARE(offBy(sortino(moments, higher, {4, 0, 0.2}).value, -0.6324555320336759, 1e-13),
                 QString());
        QCOMPARE(offBy(omega(higher).value, 0.5, 1e-14), QString());
    }

    void sortinoAndOmegaAreUndefinedWithoutLosses()
    {
        const std::vector<double> rising{0.1, 0.2, 0};
        const Shortfalls none = shortfallsOf(rising, 0);
        QVERIFY(!sortino(momentsOf(rising), none, kFour).value);
        QVERIFY(!omega(none).value);
    }

    // CAGR 21 %, deepest fall 10 %: Calmar 2.1. Ulcer 5: Martin (21 - 1)/5 = 4. Net 30 over 12
    // = 2.5
    void drawdownRatiosAgreeWithHandWorkedOnes()
    {
        Drawdowns drawdowns;
        drawdowns.worst.push_back({0.1, 12, 0, 1, -1, 2, 2});
        drawdowns.maxMoney = 12;
        drawdowns.ulcer = 5;
        const Figure growth = defined(0.21);
        QCOMPARE(offBy(calmar(growth, drawdowns).value, 2.1, 1e-14), QString());
        QCOMPARE(offBy(martin(growth, drawdowns, {4, 0.01, 0}).value, 4, 1e-14), QString());
        QCOMPARE(offBy(recoveryFactor(30, drawdowns).value, 2.5, 1e-14), QString());
        QVERIFY(!calmar(growth, {}).value);
        QVERIFY(!martin(growth, {}, kFour).value);
        QVERIFY(!recoveryFactor(30, {}).value);
        QCOMPARE(calmar(undefined("why"), drawdowns).reason, std::string("why"));
    }

    void tailRatioIsUndefinedWhenMostBarsAreFlat()
    {
        QCOMPARE(offBy(tailRatio(tailsOf(kReturns)).value, 0.1 / 0.085, 1e-13), QString());
        std::vector<double> flat(100, 0.0);
        flat[3] = 0.1;
        QVERIFY(!tailRatio(tailsOf(flat)).value);
    }

    // r = 2 b + .01: beta 2, alpha 4 × .01, R² 1. Differences b + .01 have the spread of b.
    void benchmarkFiguresAgreeWithHandWorkedOnes()
    {
        std::vector<double> returns;
        for (const double b : kReturns) {
            returns.push_back(2 * b + 0.01);
        }
        const BenchmarkFigures found = compared(returns, kReturns, kFour);
        QCOMPARE(offBy(found.beta.value, 2, 1e-13), QString());
        QCOMPARE(offBy(found.alpha.value, 0.04, 1e-14), QString());
        QCOMPARE(offBy(found.rSquared.value, 1, 1e-13), QString());
        QCOMPARE(offBy(found.trackingError.value, 2 * std::sqrt(0.0275 / 3), 1e-13), QString());
        QCOMPARE(offBy(found.informationRatio.value, 2 * 0.035 / std::sqrt(0.0275 / 3), 1e-12),
                 QString());
        // rf 8 % a year = .02 a period: alpha 4 × ((.06 - .02) - 2 × (.025 - .02)) = .12
        QCOMPARE(offBy(compared(returns, kReturns, {4, 0.08, 0}).alpha.value, 0.12, 1e-14),
                 QString());
    }

    void benchmarkFiguresAreUndefinedWithoutAMovingBenchmark()
    {
        const std::vector<double> still(4, 0.0);
        QVERIFY(!compared(kReturns, still, kFour).beta.value);
        QVERIFY(!compared({}, {}, kFour).beta.value);
        const BenchmarkFigures same = compared(kReturns, kReturns, kFour);
        QVERIFY(!same.informationRatio.value);
        QCOMPARE(offBy(same.beta.value, 1, 1e-14), QString());
        const BenchmarkFigures idle = compared(still, kReturns, kFour);
        QCOMPARE(offBy(idle.beta.value, 0, 0), QString());
        QVERIFY(!idle.rSquared.value);
    }
};

SW_TEST(TestRatios)
#include "tst_ratios.moc"
