#include "metrics/summary.h"

#include "engine/account.h"
#include "metrics/report.h"
#include "samples.h"
#include "test_main.h"

using namespace sw;
using namespace sw::metrics;
using test::offBy;
using Id = FigureId;

namespace {

/// Makes a run of random positions: both sides, parts, reversals on one bar, exits on the entry
/// bar, an open end; booked by the engine's own arithmetic.
class RandomRun
{
public:
    explicit RandomRun(std::uint64_t seed, std::int32_t bars, bool costs)
        : m_random(seed, 0), m_bars(bars)
    {
        std::vector<double> close = test::compounded(
            100, test::noise(seed + 1000, static_cast<std::size_t>(bars), 0.0003, 0.015));
        std::vector<double> open = close;
        for (std::size_t i = 1; i < open.size(); ++i) {
            open[i] = close[i - 1] * (1 + 0.002 * (m_random.unit() - 0.5));
        }
        m_run.bars = test::barsOf(open, close);
        if (costs) {
            m_run.costs.commissionFraction = 0.001;
            m_run.costs.commissionPerTrade = 1;
            m_run.costs.commissionPerShare = 0.005;
            m_run.costs.slippageFraction = 0.0005;
            m_run.costs.financingFractionPerYear = 0.05;
        }
        m_run.ledger.startCash = 10000;
        m_run.ledger.firstBar = 5;
        m_run.ledger.endBar = bars;
        m_bar = 6;
    }

    engine::SymbolRun make()
    {
        std::int32_t position = 0;
        while (m_bar < m_bars) {
            enter(position++);
            const bool reversal = m_random.below(3) == 0;
            m_bar += reversal ? 0 : static_cast<std::int32_t>(m_random.below(30)) + 1;
        }
        return m_run;
    }

private:
    void enter(std::int32_t position)
    {
        engine::Trade entry;
        entry.position = position;
        entry.side = m_random.below(2) == 0 ? engine::Side::Long : engine::Side::Short;
        entry.entryBar = m_bar;
        entry.entryPrice = slipped(openAt(m_bar), entry.side == engine::Side::Long);
        entry.initialStop = std::nan("");
        const double size = 10 + static_cast<double>(m_random.below(20));
        const double commission = engine::commissionOf(size, entry.entryPrice, m_run.costs);
        double left = size;
        while (left > 0) {
            const bool part = left > 5 && m_random.below(4) == 0;
            engine::Trade trade = entry;
            trade.size = part ? 5 : left;
            trade.exitBar = m_bar + static_cast<std::int32_t>(m_random.below(25));
            if (trade.exitBar < m_bars) {
                trade.exitReason = engine::ExitReason::Rule;
                trade.exitFill = engine::FillRule::NextOpen;
                trade.exitPrice = slipped(openAt(trade.exitBar), entry.side == engine::Side::Short);
                trade.commission = engine::commissionOf(trade.size, trade.exitPrice, m_run.costs);
            } else {
                trade.size = left;
                trade.exitBar = m_bars - 1;
                trade.exitPrice = m_run.bars->close().back();
                m_bars = 0;
            }
            trade.commission += commission * (trade.size / size);
            book(trade);
            m_bar = trade.exitBar;
            left -= trade.size;
        }
    }

    void book(engine::Trade& trade)
    {
        const double sign = trade.side == engine::Side::Long ? 1 : -1;
        const std::int64_t days = engine::localDay(*m_run.bars, trade.exitBar) -
                                  engine::localDay(*m_run.bars, trade.entryBar);
        trade.grossPnl = sign * (trade.exitPrice - trade.entryPrice) * trade.size;
        trade.financing =
            engine::financingOf(trade.side, trade.entryPrice * trade.size, days, m_run.costs);
        trade.netPnl = trade.grossPnl - trade.commission - trade.financing;
        m_run.ledger.trades.push_back(trade);
    }

    double openAt(std::int32_t bar) const
    {
        return m_run.bars->open()[static_cast<std::size_t>(bar)];
    }
    double slipped(double price, bool buying) const
    {
        return price * (1 + (buying ? 1 : -1) * m_run.costs.slippageFraction);
    }

    RandomStream m_random;
    engine::SymbolRun m_run;
    std::int32_t m_bars;
    std::int32_t m_bar = 0;
};

/// Equity at each close by adding up every trade on every bar.
std::vector<double> plainEquity(const engine::SymbolRun& run)
{
    std::vector<double> equity;
    for (std::int32_t bar = run.ledger.firstBar; bar < run.ledger.endBar; ++bar) {
        double value = run.ledger.startCash;
        for (const engine::Trade& trade : run.ledger.trades) {
            if (trade.exitBar <= bar) {
                value += trade.netPnl;
            } else if (trade.entryBar <= bar) {
                const double atEntry =
                    trade.commission -
                    (trade.isOpen() ? 0
                                    : engine::commissionOf(trade.size, trade.exitPrice, run.costs));
                const std::int64_t days =
                    engine::localDay(*run.bars, bar) - engine::localDay(*run.bars, trade.entryBar);
                const double close = run.bars->close()[static_cast<std::size_t>(bar)];
                value += engine::signOf(trade.side) * (close - trade.entryPrice) * trade.size;
                value -= atEntry + engine::financingOf(trade.side, trade.entryPrice * trade.size,
                                                       days, run.costs);
            }
        }
        equity.push_back(value);
    }
    return equity;
}

QString disagreement(const Summary& fast, const Report& slow)
{
    const auto off = [&](const char* name, std::optional<double> actual, Id id) {
        const std::optional<double> expected = slow.figures.value(id);
        if (!actual || !expected) {
            return actual.has_value() == expected.has_value()
                       ? QString()
                       : QString::fromUtf8(name) + QStringLiteral(": one is undefined");
        }
        const QString text = offBy(*actual, *expected, 1e-12 * std::max(1.0, std::fabs(*expected)));
        return text.isEmpty() ? text : QString::fromUtf8(name) + QStringLiteral(": ") + text;
    };
    QString all = off("final equity", fast.finalEquity, Id::FinalEquity);
    all += off("return", fast.totalReturn, Id::TotalReturn);
    all += off("sharpe", fast.sharpe, Id::Sharpe);
    all += off("drawdown", fast.maxDrawdown, Id::MaxDrawdown);
    all += off("exposure", fast.exposure, Id::Exposure);
    all += off("trades", static_cast<double>(fast.trades), Id::Trades);
    return all;
}

} // namespace

class TestSummary : public QObject
{
    Q_OBJECT

private slots:
    void equalsTheColumnVersionOnRandomRuns_data()
    {
        QTest::addColumn<int>("bars");
        QTest::addColumn<bool>("costs");
        QTest::newRow("short") << 60 << false;
        QTest::newRow("short, all costs") << 60 << true;
        QTest::newRow("several chunks") << 3000 << false;
        QTest::newRow("several chunks, all costs") << 3000 << true;
    }
    void equalsTheColumnVersionOnRandomRuns()
    {
        QFETCH(int, bars);
        QFETCH(bool, costs);
        for (std::uint64_t seed = 1; seed <= (bars < 100 ? 200 : 10); ++seed) {
            const engine::SymbolRun run = RandomRun(seed, bars, costs).make();
            const std::vector<double> equity = plainEquity(run);
            ReportInput input;
            input.curve = {run.ledger.startCash, run.bars->time().subspan(5), equity};
            input.trades = run.ledger.trades;
            input.barsInPosition = barsInPosition(run.ledger.trades, 5, bars);
            ReportOptions options;
            options.bootstrap.reset();
            options.riskFree = 0.02;
            QCOMPARE(disagreement(summary(run, 252, 0.02), report(input, options)), QString());
            QCOMPARE(disagreement(summary(run, 252, 0.02), report(run, options)), QString());
        }
    }

    void staysOutWhenNothingWasTraded()
    {
        engine::SymbolRun run;
        run.bars = test::barsOf({10, 10}, {10, 11});
        run.ledger.startCash = 100;
        run.ledger.endBar = 2;
        const Summary found = summary(run, 252);
        QCOMPARE(found.totalReturn, 0.0);
        QVERIFY(!found.sharpe);
        QCOMPARE(found.exposure, 0.0);
        QCOMPARE(found.bars, std::int64_t{2});
        run.ledger.endBar = 0;
        QCOMPARE(summary(run, 252).bars, std::int64_t{0});
    }

    // Short 10 at 100 with 500: the close at 160 leaves -100. The run ends there.
    void followsALostAccount()
    {
        engine::SymbolRun run;
        run.bars = test::barsOf({100, 100, 100, 160}, {100, 120, 160, 160});
        run.ledger.startCash = 500;
        run.ledger.endBar = 4;
        engine::Trade trade = test::tradeOf(-600);
        trade.side = engine::Side::Short;
        trade.entryBar = 1;
        trade.exitBar = 2;
        trade.size = 10;
        trade.exitPrice = 160;
        run.ledger.trades = {trade};
        ReportOptions options;
        options.bootstrap.reset();
        const Summary fast = summary(run, 252);
        QCOMPARE(fast.finalEquity, -100.0);
        QCOMPARE(disagreement(fast, report(run, options)), QString());
    }
};

SW_TEST(TestSummary)
#include "tst_summary.moc"
