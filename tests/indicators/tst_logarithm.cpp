#include "test_main.h"

#include "indicators/logarithm.h"
#include "kernel_run.h"

#include <cmath>
#include <limits>

using namespace sw::indicators;
using namespace sw::test;

/// The logarithm that is the same on every processor.
class TestLogarithm : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithExtendedPrecision()
    {
        Noise noise(41);
        for (int i = 0; i < 200000; ++i) {
            const double near = 1 + 0.2 * (noise.uniform() - 0.5);
            const double wide = std::ldexp(1 + noise.uniform(), noise.below(2000) - 1000);
            for (const double x : {near, wide}) {
                const long double expected = std::log(static_cast<long double>(x));
                const double ours = naturalLog(x);
                const double ulp = std::fabs(std::nextafter(ours, 1e9) - ours);
                QVERIFY2(std::fabs(ours - expected) <= 1.5L * ulp, QByteArray::number(x, 'g', 17));
            }
        }
    }

    void isExactWhereItCanBe()
    {
        QVERIFY(naturalLog(1) == 0);
        QCOMPARE(naturalLog(2), 0.69314718055994530942);
        QCOMPARE(naturalLog(10), 2.30258509299404568402);
        QVERIFY(std::fabs(naturalLog(5e-324) + 744.44007192138122) < 1e-12);
    }

    void hasTheUsualEdges()
    {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        QVERIFY(naturalLog(0) == -kInfinity);
        QVERIFY(naturalLog(kInfinity) == kInfinity);
        QVERIFY(isMissing(naturalLog(-1)));
        QVERIFY(isMissing(naturalLog(std::nan(""))));
    }
};

SW_TEST(TestLogarithm)
#include "tst_logarithm.moc"
