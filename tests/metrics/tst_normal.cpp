#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;

class TestNormal : public QObject
{
    Q_OBJECT

private slots:
    // Computed with 80 decimal digits from the power series of the error function.
    void cdfAgreesWithEightyDigitValues_data()
    {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("expected");
        QTest::newRow("far lower tail") << -8.0 << 6.2209605742717841235160e-16;
        QTest::newRow("lower tail") << -5.0 << 2.8665157187919391167375e-7;
        QTest::newRow("continued fraction near its limit") << -3.5 << 2.3262907903552503634993e-4;
        QTest::newRow("series at its limit") << -3.0 << 1.3498980316300945266518e-3;
        QTest::newRow("two-sided 5 %") << -1.96 << 2.4997895148220434136584e-2;
        QTest::newRow("half") << -0.5 << 3.0853753872598689636230e-1;
        QTest::newRow("zero") << 0.0 << 0.5;
        QTest::newRow("small") << 0.1 << 5.3982783727702898146540e-1;
        QTest::newRow("one") << 1.0 << 8.4134474606854294858523e-1;
        QTest::newRow("two") << 2.0 << 9.7724986805182079279972e-1;
        QTest::newRow("three") << 3.0 << 9.9865010196836990547335e-1;
        QTest::newRow("just above three") << 3.01 << 9.9869376155123053224611e-1;
        QTest::newRow("upper tail") << 6.0 << 9.9999999901341235496230e-1;
    }
    void cdfAgreesWithEightyDigitValues()
    {
        QFETCH(double, x);
        QFETCH(double, expected);
        QCOMPARE(test::offBy(normalCdf(x), expected, std::min(1e-15, 2e-13 * expected)), QString());
    }

    void cdfEndsAtZeroAndOneAndKeepsMissing()
    {
        QCOMPARE(normalCdf(-50), 0.0);
        QCOMPARE(normalCdf(50), 1.0);
        QVERIFY(std::isnan(normalCdf(std::nan(""))));
    }

    void quantileAgreesWithPublishedValues_data()
    {
        QTest::addColumn<double>("p");
        QTest::addColumn<double>("expected");
        QTest::newRow("median") << 0.5 << 0.0;
        QTest::newRow("95 %") << 0.95 << 1.6448536269514722;
        QTest::newRow("97.5 %") << 0.975 << 1.9599639845400545;
        QTest::newRow("90 %") << 0.9 << 1.2815515655446004;
        QTest::newRow("1 %") << 0.01 << -2.3263478740408408;
        QTest::newRow("one in a million") << 1e-6 << -4.753424308822899;
        QTest::newRow("far tail") << 1e-10 << -6.361340902404056;
    }
    void quantileAgreesWithPublishedValues()
    {
        QFETCH(double, p);
        QFETCH(double, expected);
        QCOMPARE(test::offBy(normalQuantile(p), expected, 3e-15 * (1 + std::fabs(expected))),
                 QString());
    }

    void quantileInvertsTheCdf()
    {
        for (double x = -8; x <= 5; x += 0.0625) {
            const double tolerance = x < 0 ? 1e-12 : 1e-16 / (0.4 * std::exp(-x * x / 2)) + 1e-12;
            QCOMPARE(test::offBy(normalQuantile(normalCdf(x)), x, tolerance), QString());
        }
    }

    void quantileIsInfiniteAtTheEndsAndMissingOutside()
    {
        QVERIFY(std::isinf(normalQuantile(0)) && normalQuantile(0) < 0);
        QVERIFY(std::isinf(normalQuantile(1)) && normalQuantile(1) > 0);
        QVERIFY(std::isnan(normalQuantile(-0.1)));
        QVERIFY(std::isnan(normalQuantile(std::nan(""))));
    }

    // The first outputs of SplitMix64 seeded with 0 are published; the mixing step is the same.
    void mixerIsSplitMix64()
    {
        QCOMPARE(mixBits(0x9e3779b97f4a7c15ULL), std::uint64_t{0xe220a8397b1dcdafULL});
        QCOMPARE(mixBits(2 * 0x9e3779b97f4a7c15ULL), std::uint64_t{0x6e789e6aa1b965f4ULL});
    }

    void randomStreamsDifferBySeedAndNumber()
    {
        QCOMPARE(RandomStream(1, 2).next(), RandomStream(1, 2).next());
        QVERIFY(RandomStream(1, 2).next() != RandomStream(1, 3).next());
        QVERIFY(RandomStream(1, 2).next() != RandomStream(2, 2).next());
        RandomStream random(7, 7);
        double sum = 0;
        for (int i = 0; i < 10000; ++i) {
            const double x = random.unit();
            QVERIFY(x >= 0 && x < 1);
            QVERIFY(random.below(10) < 10);
            sum += x;
        }
        QCOMPARE(test::offBy(sum / 10000, 0.5, 0.02), QString()); // 7 standard errors
    }
};

SW_TEST(TestNormal)
#include "tst_normal.moc"
