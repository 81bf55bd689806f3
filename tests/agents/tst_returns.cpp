// Returns of whole results and the comparison of two of them on the dates that both have.
#include "test_main.h"

#include "agents/returns.h"
#include "fakes.h"

#include <cmath>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

constexpr double kTiny = 1e-9;

metrics::BootstrapOptions resampling()
{
    metrics::BootstrapOptions options;
    options.replicates = 200;
    return options;
}

std::stop_token stopped()
{
    std::stop_source source;
    source.request_stop();
    return source.get_token();
}

} // namespace

class TestReturns : public QObject
{
    Q_OBJECT

private slots:
    void theDifferenceIsThatOfTheReports();
    void aLaterStartIsComparedOnCommonDates();
    void oneSharedDateIsNoComparison();
    void severalSymbolsAddUpOnTheUnionOfTheirDates();
    void stopsInTheMiddle();

private:
    const market::BarsPtr m_bars = waves(400);
    const lang::ProgramPtr m_program = compiled(kRsi);
    const std::vector<Planted> m_trades{{11, 14}, {31, 34}, {56, 59}, {101, 204}};
    ReturnSeries series(const std::vector<Planted>& trades, std::int32_t first = 0) const
    {
        return seriesOf(*planted(m_program, m_bars, trades, first).result);
    }
};

void TestReturns::theDifferenceIsThatOfTheReports()
{
    const BacktestOutcome traded = planted(m_program, m_bars, m_trades);
    const metrics::ScoreDifference found =
        compareSharpe(seriesOf(*traded.result), series({}), resampling());
    QVERIFY(found.difference.value && found.standardError.value);
    const double reported = *(*traded.report)[metrics::FigureId::Sharpe].value;
    QVERIFY(std::fabs(*found.difference.value - reported) < kTiny);
    QVERIFY(*found.standardError.value > 0);
}

void TestReturns::aLaterStartIsComparedOnCommonDates()
{
    // Both trade alike after the later one's first date, so that no difference is left.
    const std::vector<Planted> late{{131, 134}, {156, 159}};
    const metrics::ScoreDifference found =
        compareSharpe(series(late, 60), series(late), resampling());
    QVERIFY(found.difference.value);
    QVERIFY(std::fabs(*found.difference.value) < kTiny);
}

void TestReturns::oneSharedDateIsNoComparison()
{
    const metrics::ScoreDifference found =
        compareSharpe(series({}, 399), series(m_trades), resampling());
    QVERIFY(!found.difference.value);
    QVERIFY(!found.difference.reason.empty());
    QVERIFY(!found.improves());
}

void TestReturns::severalSymbolsAddUpOnTheUnionOfTheirDates()
{
    engine::BacktestResult both = *planted(m_program, m_bars, m_trades).result;
    const market::BarsPtr later = barsOf(std::vector<double>(100, 20.0), "BBB", {2016, 12, 5});
    const engine::BacktestResult other = *planted(m_program, later, {}).result;
    both.runs.push_back(other.runs.front());
    const ReturnSeries added = seriesOf(both); // outlives the dates it was made of
    const ReturnSeries alone = series(m_trades);
    QVERIFY(added.time.size() > alone.time.size());
    QCOMPARE(added.time.size(), added.returns.size());
    QVERIFY(std::ranges::is_sorted(added.time));
    QCOMPARE(added.start, alone.start + other.runs.front().ledger.startCash);
    QVERIFY(std::fabs(added.equity.back() - alone.equity.back() -
                      other.runs.front().ledger.startCash) < kTiny);
}

void TestReturns::stopsInTheMiddle()
{
    const BacktestOutcome traded = planted(m_program, m_bars, m_trades);
    QVERIFY(seriesOf(*traded.result, stopped()).returns.empty());
    QVERIFY(engine::equityOf(traded.result->runs.front(), stopped()).empty());
    QVERIFY(engine::totalCurve(*traded.result, stopped()).equity.empty());
    metrics::BootstrapOptions options = resampling();
    options.stop = stopped();
    const metrics::ScoreDifference found =
        compareSharpe(seriesOf(*traded.result), series({}), options);
    QVERIFY(!found.difference.value);
    QVERIFY(QString::fromStdString(found.difference.reason).contains(QStringLiteral("cancelled")));
}

SW_TEST(TestReturns)
#include "tst_returns.moc"
