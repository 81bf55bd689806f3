#include "metrics/significance.h"

#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;

class TestSignificance : public QObject
{
    Q_OBJECT

private slots:
    void probabilisticSharpeAgreesWithVectors_data()
    {
        QTest::addColumn<double>("sharpe");
        QTest::addColumn<double>("benchmark");
        QTest::addColumn<double>("count");
        QTest::addColumn<double>("skewness");
        QTest::addColumn<double>("kurtosis");
        QTest::addColumn<double>("expected");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("normal") << .1 << 0. << 252. << 0. << 3. << .942987 << 5e-7;
        QTest::newRow("skewed, fat tails") << .1 << 0. << 252. << -1. << 6. << .933459 << 5e-7;
        QTest::newRow("per trade") << .5 << .2 << 30. << -1. << 6. << .8849 << 5e-5;
        QTest::newRow("per trade, excess kurtosis given by mistake")
            << .5 << .2 << 30. << -1. << 3. << .8975 << 5e-5;
    }
    void probabilisticSharpeAgreesWithVectors()
    {
        QFETCH(double, sharpe);
        QFETCH(double, benchmark);
        QFETCH(double, count);
        QFETCH(double, skewness);
        QFETCH(double, kurtosis);
        QFETCH(double, expected);
        QFETCH(double, tolerance);
        QCOMPARE(offBy(probabilisticSharpe({sharpe, count, skewness, kurtosis}, benchmark),
                       expected, tolerance),
                 QString());
    }

    // A yearly Sharpe ratio of 1 on daily returns needs 684 days at 95 %.
    void minimumTrackRecordAgreesWithThePaper()
    {
        const SharpeSample sample{1 / std::sqrt(252.0), 252, 0, 3};
        QCOMPARE(std::round(minimumTrackRecord(sample)), 684.0);
        QVERIFY(std::isnan(minimumTrackRecord({-0.1, 252, 0, 3})));
        QVERIFY(std::isnan(minimumTrackRecord({0.1, 252, 0, 3}, 0.1)));
    }

    void atTheMinimumTrackRecordTheProbabilityIsTheConfidence()
    {
        SharpeSample sample{0.08, 100, -0.7, 5};
        sample.count = minimumTrackRecord(sample, 0.01, 0.9);
        QCOMPARE(offBy(probabilisticSharpe(sample, 0.01), 0.9, 1e-12), QString());
    }

    // sqrt((1 + .2 + 5/4 × .04)/100) for S = .2, skewness -1, kurtosis 6, 101 periods
    void standardErrorAgreesWithAHandWorkedOne()
    {
        QCOMPARE(offBy(sharpeStandardError({0.2, 101, -1, 6}), std::sqrt(1.25 / 100), 1e-15),
                 QString());
    }

    void expectedMaximumAgreesWithTheTable_data()
    {
        QTest::addColumn<double>("trials");
        QTest::addColumn<double>("expected");
        QTest::newRow("2") << 2. << .5198;
        QTest::newRow("5") << 5. << 1.1926;
        QTest::newRow("10") << 10. << 1.5746;
        QTest::newRow("45") << 45. << 2.2356;
        QTest::newRow("100") << 100. << 2.5306;
        QTest::newRow("1000") << 1000. << 3.2551;
    }
    void expectedMaximumAgreesWithTheTable()
    {
        QFETCH(double, trials);
        QFETCH(double, expected);
        QCOMPARE(offBy(expectedMaximum(trials), expected, 5e-5), QString());
    }

    void oneTrialIsNoSearch() { QVERIFY(std::isnan(expectedMaximum(1))); }

    // The paper's example: yearly Sharpe ratio 2.5, 250 days a year, variance of the yearly ones
    // 1/2.
    void deflatedSharpeAgreesWithThePaper()
    {
        const SharpeSample sample{2.5 / std::sqrt(250.0), 1250, -3, 10};
        const DeflatedSharpe hundred = deflatedSharpe(sample, {100, 0, 0.5 / 250});
        QCOMPARE(offBy(hundred.threshold, 0.1132, 5e-5), QString());
        QCOMPARE(offBy(hundred.probability.value, 0.9004, 5e-5), QString());
        const DeflatedSharpe fewer = deflatedSharpe(sample, {46, 0, 0.5 / 250});
        QCOMPARE(offBy(fewer.probability.value, 0.9505, 5e-5), QString());
        QVERIFY(!hundred.range);
    }

    void correlatedTrialsCountLess()
    {
        QCOMPARE(offBy(effectiveTrials(100, 0.5), 50.5, 1e-12), QString());
        QCOMPARE(effectiveTrials(100, 1), 1.0);
        QCOMPARE(effectiveTrials(100, -0.3), 100.0);
        const SharpeSample sample{0.1, 500, 0, 3};
        const DeflatedSharpe alike = deflatedSharpe(sample, {20, 0.99, 0.002});
        QCOMPARE(offBy(alike.probability.value, probabilisticSharpe(sample), 1e-15), QString());
        QVERIFY(!alike.probability.remark.empty());
    }

    void oneTrialGivesTheProbabilisticSharpe()
    {
        const SharpeSample sample{0.1, 252, 0, 3};
        const DeflatedSharpe single = deflatedSharpe(sample, {});
        QCOMPARE(offBy(single.probability.value, 0.942987, 5e-7), QString());
        QCOMPARE(single.threshold, 0.0);
    }

    void fewTrialsGetARange()
    {
        const DeflatedSharpe few = deflatedSharpe({0.1, 500, 0, 3}, {3, 0, 0.001});
        QVERIFY(few.range);
        QVERIFY(few.range->low < *few.probability.value);
        QVERIFY(*few.probability.value < few.range->high);
        QVERIFY(!few.probability.remark.empty());
    }

    // Without trials' ratios their spread is that of estimates from noise: V = 1/(T - 1).
    void unknownSpreadOfTrialsIsTakenFromTheory()
    {
        const DeflatedSharpe found = deflatedSharpe({0.1, 401, 0, 3}, {10, 0, std::nullopt});
        QCOMPARE(offBy(found.threshold, expectedMaximum(10) / 20, 1e-12), QString());
        QVERIFY(!found.probability.remark.empty());
    }

    void shapesThatNoSeriesHasAreMissing()
    {
        QVERIFY(std::isnan(probabilisticSharpe({1, 100, 5, 3})));
        QVERIFY(!deflatedSharpe({1, 100, 5, 3}, {10, 0, 0.01}).probability.value);
    }

    void theLuckTableIsNearTheFormula()
    {
        for (const LuckRow& row : kLuckTable) {
            QCOMPARE(offBy(luckySharpe(5, row.days, 252), row.best5, 0.15), QString());
            QCOMPARE(offBy(luckySharpe(45, row.days, 252), row.best45, 0.15), QString());
            QCOMPARE(offBy(luckySharpe(200, row.days, 252), row.best200, 0.25), QString());
        }
    }

    // On pure noise the probability is uniform: one series in twenty is above 95 %.
    void onNoiseOneInTwentyLooksSignificant()
    {
        int significant = 0;
        constexpr int kSeries = 2000;
        for (int s = 0; s < kSeries; ++s) {
            const Moments m = momentsOf(test::noise(static_cast<std::uint64_t>(s) + 100, 250));
            const SharpeSample sample{m.mean / m.deviation, 250, m.skewness, m.kurtosis};
            significant += probabilisticSharpe(sample) > 0.95 ? 1 : 0;
        }
        QVERIFY2(significant > 70 && significant < 130, qPrintable(QString::number(significant)));
    }

    void theSearchFactorIsWhatASearchOverNoiseFinds()
    {
        double sum = 0;
        constexpr int kSearches = 300;
        for (int s = 0; s < kSearches; ++s) {
            const auto values = test::noise(static_cast<std::uint64_t>(s) + 5000, 100);
            sum += *std::max_element(values.begin(), values.end());
        }
        QCOMPARE(offBy(sum / kSearches, expectedMaximum(100), 0.1), QString());
    }
};

SW_TEST(TestSignificance)
#include "tst_significance.moc"
