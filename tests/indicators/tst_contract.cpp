#include "test_main.h"

#include "kernel_run.h"

#include <cmath>

using namespace sw;
using namespace sw::indicators;
using namespace sw::test;

namespace {

/// Several sets of arguments: the defaults, the shortest lengths, and two odd ones.
std::vector<Column> argumentSets(const Entry& entry)
{
    std::vector<Column> sets{argumentsOf(entry, 10), argumentsOf(entry, 100)};
    for (const int extra : {0, 6}) {
        Column numbers;
        for (const Parameter& parameter : entry.parameters) {
            if (parameter.kind == ParameterKind::Length) {
                numbers.push_back(parameter.minimum + extra);
            } else if (parameter.kind == ParameterKind::Number) {
                numbers.push_back(argumentsOf(entry, 10)[numbers.size()]);
            }
        }
        sets.push_back(numbers);
    }
    return sets;
}

/// Missing by their meaning at times that depend on the bars, not only on their number.
bool dependsOnBars(const Entry& entry)
{
    return entry.name == "opening_range";
}

/// Two points always lie on a line: with one value the spread is nothing and these have no value.
bool mayBeUndefined(const Entry& entry)
{
    return entry.name == "correlation" || entry.name == "beta";
}

void setMissing(ColumnList& inputs, std::size_t first, std::size_t count)
{
    for (Column& column : inputs) {
        std::fill_n(column.begin() + static_cast<std::ptrdiff_t>(first), count, std::nan(""));
    }
}

QByteArray placeOf(const Entry& entry, const Column& numbers, std::size_t output, std::size_t bar)
{
    return QByteArray::fromStdString(labelOf(entry, numbers, output) + " at bar " +
                                     std::to_string(bar));
}

bool isClose(double a, double b)
{
    return (isMissing(a) && isMissing(b)) ||
           std::fabs(a - b) <= 1e-7 * std::max({1.0, std::fabs(a), std::fabs(b)});
}

} // namespace

/// What every built-in promises, whatever it computes. One row per entry of the catalog.
class TestContract : public QObject
{
    Q_OBJECT

    static void addEntries()
    {
        QTest::addColumn<int>("index");
        for (const Entry& entry : catalog()) {
            QTest::addRow("%s", entry.name.data()) << indexOf(entry);
        }
    }

    static const Entry& fetched()
    {
        QFETCH(int, index);
        return catalog()[static_cast<std::size_t>(index)];
    }

private slots:
    void warmsUpForExactlyAsLongAsDeclared_data() { addEntries(); }
    void warmsUpForExactlyAsLongAsDeclared()
    {
        const Entry& entry = fetched();
        const ColumnList inputs = inputsOf(entry, intradayBars(1000, 3));
        for (const Column& numbers : argumentSets(entry)) {
            const ColumnList results = evaluate(entry, numbers, inputs);
            for (std::size_t k = 0; k < results.size(); ++k) {
                const auto warmup =
                    static_cast<std::size_t>(entry.warmupOf(numbers, static_cast<int>(k)));
                for (std::size_t i = 0; i < results[k].size(); ++i) {
                    if (i < warmup) {
                        QVERIFY2(isMissing(results[k][i]), placeOf(entry, numbers, k, i));
                    } else if (!dependsOnBars(entry) &&
                               !(mayBeUndefined(entry) && numbers[0] < 5)) {
                        QVERIFY2(std::isfinite(results[k][i]), placeOf(entry, numbers, k, i));
                    }
                }
            }
        }
    }

    void leadingMissingValuesDelayTheWarmup_data() { addEntries(); }
    void leadingMissingValuesDelayTheWarmup()
    {
        const Entry& entry = fetched();
        constexpr std::size_t kLead = 78; // one day, so that days and months still begin alike
        const BarTable bars = intradayBars(1200, 4);
        ColumnList delayed = inputsOf(entry, bars);
        ColumnList cut;
        for (const Column& column : delayed) {
            cut.emplace_back(column.begin() + kLead, column.end());
        }
        setMissing(delayed, 0, kLead);
        for (const Column& numbers : argumentSets(entry)) {
            const ColumnList late = evaluate(entry, numbers, delayed);
            const ColumnList early = evaluate(entry, numbers, cut);
            for (std::size_t k = 0; k < late.size(); ++k) {
                for (std::size_t i = 0; i < late[k].size(); ++i) {
                    if (i < kLead) {
                        QVERIFY2(isMissing(late[k][i]), placeOf(entry, numbers, k, i));
                    } else {
                        QVERIFY2(isMissing(late[k][i]) == isMissing(early[k][i - kLead]),
                                 placeOf(entry, numbers, k, i));
                        QVERIFY2(isClose(late[k][i], early[k][i - kLead]),
                                 placeOf(entry, numbers, k, i));
                    }
                }
            }
        }
    }

    void neverLooksAhead_data() { addEntries(); }
    void neverLooksAhead()
    {
        const Entry& entry = fetched();
        const ColumnList inputs = inputsOf(entry, intradayBars(1500, 5));
        const Column numbers = argumentsOf(entry, 20);
        const ColumnList whole = evaluate(entry, numbers, inputs);
        for (const std::size_t cut : {1U, 2U, 19U, 20U, 21U, 77U, 78U, 79U, 700U, 1499U}) {
            ColumnList past;
            for (const Column& column : inputs) {
                past.emplace_back(column.begin(), column.begin() + cut);
            }
            const ColumnList known = evaluate(entry, numbers, past);
            for (std::size_t k = 0; k < whole.size(); ++k) {
                const Column prefix(whole[k].begin(), whole[k].begin() + cut);
                QVERIFY2(sameBytes(known[k], prefix), placeOf(entry, numbers, k, cut));
            }
        }
    }

    void doesNotDependOnTheCutIntoChunks_data() { addEntries(); }
    void doesNotDependOnTheCutIntoChunks()
    {
        const Entry& entry = fetched();
        for (const bool withGaps : {false, true}) {
            ColumnList inputs = inputsOf(entry, intradayBars(5000, 6));
            if (withGaps) {
                setMissing(inputs, 0, 5);
                setMissing(inputs, 300, 1);
                setMissing(inputs, 2040, 15);
                std::fill_n(inputs.back().begin() + 3500, 3, std::nan(""));
            }
            for (const Column& numbers : argumentSets(entry)) {
                const KernelContext context{.barMinutes = 5, .ticksPerUnit = 100};
                const ColumnList whole = evaluate(entry, numbers, inputs, 0, context);
                for (const std::size_t chunk : {1U, 7U, 64U, 2048U, 4999U}) {
                    const ColumnList pieces = evaluate(entry, numbers, inputs, chunk, context);
                    for (std::size_t k = 0; k < whole.size(); ++k) {
                        QVERIFY2(sameBytes(whole[k], pieces[k]), placeOf(entry, numbers, k, chunk));
                    }
                }
            }
        }
    }

    void takesNoneAndOneBar_data() { addEntries(); }
    void takesNoneAndOneBar()
    {
        const Entry& entry = fetched();
        for (const Column& numbers : argumentSets(entry)) {
            const ColumnList none = evaluate(entry, numbers, inputsOf(entry, intradayBars(0, 7)));
            QVERIFY(none[0].empty());
            const ColumnList one = evaluate(entry, numbers, inputsOf(entry, intradayBars(1, 7)));
            for (std::size_t k = 0; k < one.size(); ++k) {
                QCOMPARE(one[k].size(), std::size_t{1});
                const bool warmsUp = entry.warmupOf(numbers, static_cast<int>(k)) > 0;
                QVERIFY2(dependsOnBars(entry) || isMissing(one[k][0]) == warmsUp,
                         placeOf(entry, numbers, k, 0));
            }
        }
    }

    void isMissingWhereEverythingIs_data() { addEntries(); }
    void isMissingWhereEverythingIs()
    {
        const Entry& entry = fetched();
        ColumnList inputs = inputsOf(entry, intradayBars(300, 8));
        setMissing(inputs, 0, 300);
        const Column numbers = argumentsOf(entry, 10);
        const ColumnList results = evaluate(entry, numbers, inputs);
        for (std::size_t k = 0; k < results.size(); ++k) {
            for (std::size_t i = 0; i < results[k].size(); ++i) {
                QVERIFY2(isMissing(results[k][i]), placeOf(entry, numbers, k, i));
            }
        }
    }

    void aMissingConditionDidNotHappen()
    {
        constexpr std::size_t kGap = 500;
        int tested = 0;
        for (const Entry& entry : catalog()) {
            if (entry.family != "logic") {
                continue;
            }
            ++tested;
            const Column numbers = argumentsOf(entry, 20);
            ColumnList gapped = inputsOf(entry, intradayBars(1000, 9));
            ColumnList quiet = gapped;
            gapped[0][kGap] =
                std::numeric_limits<double>::quiet_NaN(); // the condition stands first
            quiet[0][kGap] = 0;
            const ColumnList results = evaluate(entry, numbers, gapped);
            const ColumnList expected = evaluate(entry, numbers, quiet);
            for (std::size_t k = 0; k < results.size(); ++k) {
                for (std::size_t i = 0; i < results[k].size(); ++i) {
                    QVERIFY2(isClose(results[k][i], expected[k][i]), placeOf(entry, numbers, k, i));
                }
            }
        }
        QVERIFY(tested >= 2);
    }

    /// Conditions aside: a missing one did not happen, which is tested above.
    void recoversFromAMissingBar_data()
    {
        QTest::addColumn<int>("index");
        for (const Entry& entry : catalog()) {
            if (entry.family != "logic") {
                QTest::addRow("%s", entry.name.data()) << indexOf(entry);
            }
        }
    }
    void recoversFromAMissingBar()
    {
        const Entry& entry = fetched();
        constexpr std::size_t kGap = 500;
        const Column numbers = argumentsOf(entry, 20);
        const ColumnList inputs = inputsOf(entry, intradayBars(1000, 9));
        ColumnList gapped = inputs;
        setMissing(gapped, kGap, 1);
        const ColumnList whole = evaluate(entry, numbers, inputs);
        const ColumnList results = evaluate(entry, numbers, gapped);
        for (std::size_t k = 0; k < results.size(); ++k) {
            const Column& result = results[k];
            const bool holds = !isMissing(result[kGap]);
            if (holds) {
                QVERIFY2(result[kGap] == result[kGap - 1], placeOf(entry, numbers, k, kGap));
            }
            const auto warmup =
                static_cast<std::size_t>(entry.warmupOf(numbers, static_cast<int>(k)));
            for (std::size_t i = 0; i < result.size(); ++i) {
                if (i < kGap) {
                    QVERIFY2(isClose(result[i], whole[k][i]), placeOf(entry, numbers, k, i));
                } else if (!holds && i <= kGap + warmup) {
                    QVERIFY2(isMissing(result[i]), placeOf(entry, numbers, k, i));
                } else if (!holds) {
                    QVERIFY2(isClose(result[i], whole[k][i]), placeOf(entry, numbers, k, i));
                } else if (!dependsOnBars(entry)) {
                    QVERIFY2(std::isfinite(result[i]), placeOf(entry, numbers, k, i));
                }
            }
        }
    }

    void staysFiniteOnConstantInput_data() { addEntries(); }
    void staysFiniteOnConstantInput()
    {
        const Entry& entry = fetched();
        const Column numbers = argumentsOf(entry, 20);
        const ColumnList results = evaluate(entry, numbers, inputsOf(entry, constantBars(600)));
        for (std::size_t k = 0; k < results.size(); ++k) {
            const Output& output = entry.outputs[k];
            for (std::size_t i = 0; i < results[k].size(); ++i) {
                const double value = results[k][i];
                const QByteArray place = placeOf(entry, numbers, k, i);
                const bool mayMiss = mayBeUndefined(entry) || dependsOnBars(entry) ||
                                     i < static_cast<std::size_t>(entry.warmup(numbers));
                QVERIFY2(std::isfinite(value) || (mayMiss && isMissing(value)), place);
                if (output.unit == Unit::Oscillator && !isMissing(value)) {
                    QVERIFY2(value >= output.low && value <= output.high, place);
                }
            }
        }
    }

    void staysWithinItsDeclaredRange_data() { addEntries(); }
    void staysWithinItsDeclaredRange()
    {
        const Entry& entry = fetched();
        for (const Column& numbers : argumentSets(entry)) {
            const ColumnList results =
                evaluate(entry, numbers, inputsOf(entry, intradayBars(3000, 10)));
            for (std::size_t k = 0; k < results.size(); ++k) {
                const Output& output = entry.outputs[k];
                for (std::size_t i = 0; i < results[k].size(); ++i) {
                    const double value = results[k][i];
                    if (output.unit == Unit::Oscillator && !isMissing(value)) {
                        const double slack = 1e-12 * (output.high - output.low);
                        QVERIFY2(value >= output.low - slack && value <= output.high + slack,
                                 placeOf(entry, numbers, k, i));
                    }
                    if (output.unit == Unit::Bool && !isMissing(value)) {
                        QVERIFY2(value == 0 || value == 1, placeOf(entry, numbers, k, i));
                    }
                }
            }
        }
    }

    void unwantedOutputsNeedNoRoom_data() { addEntries(); }
    void unwantedOutputsNeedNoRoom()
    {
        const Entry& entry = fetched();
        const Column numbers = argumentsOf(entry, 20);
        const ColumnList inputs = inputsOf(entry, intradayBars(3000, 11));
        const ColumnList all = evaluate(entry, numbers, inputs);
        for (std::size_t wanted = 0; wanted < all.size(); ++wanted) {
            const std::unique_ptr<Kernel> kernel = entry.make(numbers, {});
            std::vector<std::span<const double>> in(inputs.begin(), inputs.end());
            Column result(3000);
            std::vector<std::span<double>> out(all.size());
            out[wanted] = result;
            kernel->run(in, out);
            QVERIFY2(sameBytes(result, all[wanted]), placeOf(entry, numbers, wanted, 0));
        }
    }
};

SW_TEST(TestContract)
#include "tst_contract.moc"
