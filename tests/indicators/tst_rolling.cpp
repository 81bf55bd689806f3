#include "test_main.h"

#include "kernel_run.h"

#include <algorithm>
#include <cmath>
#include <functional>

using namespace sw;
using namespace sw::indicators;
using namespace sw::test;

namespace {

using Real = long double;

/// The last n pairs of two series, as the naive formulas see them.
struct Slice {
    const double* x;
    const double* y;
    int n;

    Real meanX() const
    {
        return sum([this](int k) { return Real{x[k]}; }) / n;
    }
    Real meanY() const
    {
        return sum([this](int k) { return Real{y[k]}; }) / n;
    }
    Real sum(const std::function<Real(int)>& term) const
    {
        Real total = 0;
        for (int k = 0; k < n; ++k) {
            total += term(k);
        }
        return total;
    }
    Real squaresX() const
    {
        const Real mean = meanX();
        return sum([&](int k) { return (x[k] - mean) * (x[k] - mean); });
    }
    Real squaresY() const
    {
        const Real mean = meanY();
        return sum([&](int k) { return (y[k] - mean) * (y[k] - mean); });
    }
    Real products() const
    {
        const Real mx = meanX();
        const Real my = meanY();
        return sum([&](int k) { return (x[k] - mx) * (y[k] - my); });
    }
    Real slope() const
    {
        const Real centre = (n - 1) / Real{2};
        const Real mean = meanX();
        return sum([&](int k) { return (k - centre) * (x[k] - mean); }) /
               sum([&](int k) { return (k - centre) * (k - centre); });
    }
    double largest() const { return *std::max_element(x, x + n); }
    double smallest() const { return *std::min_element(x, x + n); }
    /// Largest magnitude in the slice: what rounding of a mean is measured by.
    Real size() const { return std::max(std::fabs(largest()), std::fabs(smallest())); }
    Real range() const { return Real{largest()} - smallest(); }
};

struct Reference {
    const char* entry;
    const char* output;
    int inputs; ///< 1 = x, 2 = x and y
    Column (*numbers)(int n);
    Real (*value)(const Slice& slice);
    /// What a relative error is measured by.
    Real (*unit)(const Slice& slice);
    int extraBars; ///< bars the window reaches back beyond n
};

Column lengthOnly(int n)
{
    return {static_cast<double>(n)};
}

Real median(const Slice& slice)
{
    std::vector<double> sorted(slice.x, slice.x + slice.n);
    std::ranges::sort(sorted);
    const auto half = static_cast<std::size_t>(slice.n / 2);
    return slice.n % 2 == 1 ? Real{sorted[half]} : (Real{sorted[half - 1]} + sorted[half]) / 2;
}

Real percentRank(const Slice& slice)
{
    const double last = slice.x[slice.n - 1];
    int count = 0;
    for (int k = 0; k + 1 < slice.n; ++k) {
        count += slice.x[k] <= last ? 1 : 0;
    }
    return Real{100} * count / (slice.n - 1);
}

Real deviation(const Slice& slice)
{
    return std::sqrt(slice.squaresX() / slice.n);
}

Real weightedMean(const Slice& slice)
{
    return slice.sum([&](int k) { return Real(k + 1) * slice.x[k]; }) /
           (Real(slice.n) * (slice.n + 1) / 2);
}

Real volumeMean(const Slice& slice)
{
    return slice.sum([&](int k) { return Real{slice.x[k]} * slice.y[k]; }) /
           slice.sum([&](int k) { return Real{slice.y[k]}; });
}

Real channelIndex(const Slice& slice)
{
    const Real mean = slice.meanX();
    const Real spread = slice.sum([&](int k) { return std::fabs(slice.x[k] - mean); }) / slice.n;
    return spread == 0 ? 0 : (slice.x[slice.n - 1] - mean) / (0.015L * spread);
}

Real one(const Slice&)
{
    return 1;
}

const std::vector<Reference>& references()
{
    const auto size = [](const Slice& s) { return s.size(); };
    const auto scaleOfScore = [](const Slice& s) { return s.size() / (deviation(s) + 1e-300L); };
    static const std::vector<Reference> rows{
        {"sma", "value", 1, lengthOnly, [](const Slice& s) { return s.meanX(); }, size, 0},
        {"wma", "value", 1, lengthOnly, weightedMean, size, 0},
        {"vwma", "value", 2, lengthOnly, volumeMean, size, 0},
        {"highest", "value", 1, lengthOnly, [](const Slice& s) { return Real{s.largest()}; }, one,
         0},
        {"lowest", "value", 1, lengthOnly, [](const Slice& s) { return Real{s.smallest()}; }, one,
         0},
        {"stdev", "value", 1, lengthOnly, deviation, [](const Slice& s) { return deviation(s); },
         0},
        {"zscore", "value", 1, lengthOnly,
         [](const Slice& s) {
             const Real d = deviation(s);
             return d == 0 ? 0 : (s.x[s.n - 1] - s.meanX()) / d;
         },
         scaleOfScore, 0},
        {"linreg", "value", 1, lengthOnly,
         [](const Slice& s) { return s.meanX() + s.slope() * (s.n - 1) / 2; }, size, 0},
        {"slope", "value", 1, lengthOnly, [](const Slice& s) { return s.slope(); },
         [](const Slice& s) { return s.range(); }, 0},
        {"correlation", "value", 2, lengthOnly,
         [](const Slice& s) { return s.products() / std::sqrt(s.squaresX() * s.squaresY()); }, one,
         0},
        {"beta", "value", 2, lengthOnly, [](const Slice& s) { return s.products() / s.squaresY(); },
         [](const Slice& s) { return std::sqrt(s.squaresX() / s.squaresY()); }, 0},
        {"median", "value", 1, lengthOnly, median, size, 0},
        {"percent_rank", "value", 1, lengthOnly, percentRank, one, 1},
        {"cci", "value", 1, lengthOnly, channelIndex, scaleOfScore, 0},
    };
    return rows;
}

enum class Kind { Typical, TinyMoves, LevelShift };

Column seriesOf(Kind kind, std::uint64_t seed)
{
    Noise noise(seed);
    Column x;
    double level = 100;
    for (int i = 0; i < 2000; ++i) {
        const double move = noise.uniform() - 0.5;
        switch (kind) {
        case Kind::Typical:
            level += 0.01 * std::floor(100 * move) + 0.001 * (100 - level);
            x.push_back(level);
            break;
        case Kind::TinyMoves:
            x.push_back(65000 + 1e-6 * move);
            break;
        case Kind::LevelShift:
            x.push_back(i < 1003 ? 1e8 + move : 100 + move);
            break;
        }
    }
    return x;
}

} // namespace

/// Window functions against the textbook formula in extended precision, however long the window
/// and however badly scaled the series.
class TestRolling : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithTheTextbookFormula_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("kind");
        const std::array<const char*, 3> kinds{"typical", "tiny moves", "level shift"};
        for (std::size_t row = 0; row < references().size(); ++row) {
            for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
                QTest::addRow("%s, %s", references()[row].entry, kinds[kind])
                    << static_cast<int>(row) << static_cast<int>(kind);
            }
        }
    }

    void agreesWithTheTextbookFormula()
    {
        QFETCH(int, row);
        QFETCH(int, kind);
        const Reference& reference = references()[static_cast<std::size_t>(row)];
        const Column x = seriesOf(static_cast<Kind>(kind), 21);
        Column y = seriesOf(static_cast<Kind>(kind), 22);
        for (const int n : {2, 3, 5, 20, 64, 333}) {
            ColumnList inputs{x};
            if (reference.inputs == 2) {
                inputs.push_back(y);
            }
            const Column ours =
                evaluate(reference.entry, reference.output, reference.numbers(n), inputs);
            const int bars = n + reference.extraBars;
            for (int i = bars - 1; i < static_cast<int>(x.size()); ++i) {
                const Slice slice{&x[static_cast<std::size_t>(i - bars + 1)],
                                  &y[static_cast<std::size_t>(i - bars + 1)], bars};
                const Real expected = reference.value(slice);
                if (std::isnan(expected)) {
                    continue;
                }
                const Real gap = std::fabs(ours[static_cast<std::size_t>(i)] - expected);
                const Real allowed = 2e-13L * std::max(reference.unit(slice), std::fabs(expected)) *
                                     (n > 100 ? 10 : 1);
                QVERIFY2(gap <= allowed,
                         qPrintable(QStringLiteral("n %1 bar %2: %3, expected %4")
                                        .arg(n)
                                        .arg(i)
                                        .arg(ours[static_cast<std::size_t>(i)], 0, 'g', 17)
                                        .arg(static_cast<double>(expected), 0, 'g', 17)));
            }
        }
    }

    void averagesOnAGridAreExact_data()
    {
        QTest::addColumn<int>("n");
        for (const int n : {1, 2, 3, 7, 10, 30, 200}) {
            QTest::addRow("%d", n) << n;
        }
    }

    void averagesOnAGridAreExact()
    {
        QFETCH(int, n);
        const BarTable bars = intradayBars(3000, 12);
        const KernelContext grid{.ticksPerUnit = 100};
        const Column sma = evaluate("sma", "value", {static_cast<double>(n)}, {bars.close}, grid);
        const Column wma = evaluate("wma", "value", {static_cast<double>(n)}, {bars.close}, grid);
        const Column mid = evaluate("bb", "mid", {static_cast<double>(n), 2}, {bars.close}, grid);
        for (int i = n - 1; i < 3000; ++i) {
            std::int64_t sum = 0;
            std::int64_t weighted = 0;
            for (int k = 0; k < n; ++k) {
                const std::int64_t tick =
                    std::llround(bars.close[static_cast<std::size_t>(i - k)] * 100);
                sum += tick;
                weighted += (n - k) * tick;
            }
            const auto at = static_cast<std::size_t>(i);
            QCOMPARE(sma[at], static_cast<double>(sum) / (n * 100));
            QCOMPARE(mid[at], sma[at]);
            QVERIFY(wma[at] == static_cast<double>(weighted) / (n * (n + 1) / 2 * 100));
            QVERIFY(sma[at] == static_cast<double>(sum) / (n * 100));
        }
    }

    void tiesBetweenAveragesDecideRight()
    {
        // A coarse grid makes equal averages frequent; a rounded sum gets many of them wrong.
        Noise noise(13);
        std::vector<std::int64_t> ticks;
        Column x;
        for (int i = 0; i < 20000; ++i) {
            ticks.push_back(400 + noise.below(3));
            x.push_back(static_cast<double>(ticks.back()) * 0.1);
        }
        const KernelContext grid{.ticksPerUnit = 10};
        const Column fast = evaluate("sma", "value", {10}, {x}, grid);
        const Column slow = evaluate("sma", "value", {30}, {x}, grid);
        int ties = 0;
        for (std::size_t i = 29; i < x.size(); ++i) {
            std::int64_t fastSum = 0;
            std::int64_t slowSum = 0;
            for (std::size_t k = 0; k < 30; ++k) {
                fastSum += k < 10 ? ticks[i - k] : 0;
                slowSum += ticks[i - k];
            }
            ties += 3 * fastSum == slowSum ? 1 : 0;
            QCOMPARE(fast[i] > slow[i], 3 * fastSum > slowSum);
            QCOMPARE(fast[i] < slow[i], 3 * fastSum < slowSum);
        }
        QVERIFY(ties > 500);
    }

    void constantWindowsHaveNoSpread()
    {
        const Column x(5000, 0.1);
        const Column deviation = evaluate("stdev", "value", {20}, {x});
        const Column slope = evaluate("slope", "value", {20}, {x});
        for (std::size_t i = 19; i < x.size(); ++i) {
            QVERIFY(deviation[i] == 0);
            QVERIFY(slope[i] == 0);
        }
    }

    void aNumberOnceTooLargeLeavesNoTrace()
    {
        Column x = seriesOf(Kind::Typical, 31);
        const Column clean = x;
        x[700] = std::numeric_limits<double>::infinity();
        for (const char* name : {"sma", "wma", "stdev", "linreg", "slope", "highest", "median"}) {
            const Column whole = evaluate(name, "value", {20}, {clean});
            const Column dented = evaluate(name, "value", {20}, {x});
            for (std::size_t i = 19; i < x.size(); ++i) {
                if (i < 700 || i >= 720) {
                    QVERIFY2(std::fabs(dented[i] - whole[i]) < 1e-9, name);
                }
            }
        }
    }
};

SW_TEST(TestRolling)
#include "tst_rolling.moc"
