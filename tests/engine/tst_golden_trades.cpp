// Trades of two established engines on AAPL, reproduced from their signals trade for trade. Where
// the two differ from each other, the row names the engine that our published rules agree with and
// the rule that explains it.
#include "hand_plan.h"
#include "market/csv.h"
#include "shared_words.h"
#include "test_main.h"

#include <QFile>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace sw;
using namespace sw::engine;
using namespace sw::test;

namespace {

enum Engine { Both, BacktestingPy, Backtrader };

/// One strategy of the golden table: its signals, sizes, orders and protections.
struct Golden {
    const char* name;
    const char* signal;
    Engine agreesWith;
    double stop = 0;           ///< fraction from the signal close, or from the stop entry price
    double target = 0;         ///< fraction from the signal close
    double trail = 0;          ///< fraction under the highest close
    bool trailAsLevel = false; ///< as `trailing stop at` a level, which exists after one close
    double limit = 0;          ///< fraction under the signal close
    bool stopEntry = false;    ///< at the highest high of 20 bars
    bool shorts = false;
    bool atClose = false;
    double equityPercent = 0; ///< 0 = ten shares
    double margin = 1;
    double commission = 0;
    double commissionPerTrade = 0;
    double slippage = 0;
};

/// A trade that our rules end otherwise than both engines do.
struct Exception {
    const char* strategy;
    int trade;
    int exitBar;
    double exitPrice;
    FillRule fill;
    const char* rule;
};

constexpr Exception kExceptions[] = {
    {"trailing_5", 12, 600, 115.660004 * 0.95, FillRule::ProtectiveTouch,
     "2.4: a trailing stop starts at the fill price, here above every later close"},
    {"trailing_5", 25, 1245, 173.759995 * 0.95, FillRule::ProtectiveTouch,
     "2.4: a trailing stop starts at the fill price, here above every later close"},
    {"sl1_tp1_reversal", 15, 403, 106.370003, FillRule::TargetGap,
     "2.1: a target already passed by the open fills at the open, before any stop in the bar"},
};

struct GoldenTrade {
    int entryBar, exitBar;
    double entryPrice, exitPrice, size, pnl, commission;
    bool open;
};

QString sharedFile(const QString& name)
{
    return QStringLiteral(SW_SHARED_DIR "/") + name;
}

QByteArray contents(const QString& name)
{
    QFile file(sharedFile(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<GoldenTrade> goldenTrades(const QString& strategy, const QString& engine)
{
    std::vector<GoldenTrade> trades;
    const QByteArray text =
        contents(QStringLiteral("goldens/trades/%1__aapl_daily__%2.csv").arg(strategy, engine));
    const QList<QByteArray> lines = text.trimmed().split('\n');
    for (int i = 1; i < lines.size(); ++i) {
        const QList<QByteArray> f = lines[i].trimmed().split(',');
        trades.push_back({f[0].toInt(), f[3].toInt(), f[2].toDouble(), f[5].toDouble(),
                          f[6].toDouble(), f[7].toDouble(), f[8].toDouble(), f[9] == "open"});
    }
    return trades;
}

const Exception* exceptionFor(const Golden& golden, std::size_t trade)
{
    for (const Exception& exception : kExceptions) {
        if (!golden.trailAsLevel && std::string_view(exception.strategy) == golden.name &&
            static_cast<std::size_t>(exception.trade) == trade) {
            return &exception;
        }
    }
    return nullptr;
}

QString described(std::size_t index, const Trade& trade, const GoldenTrade& other)
{
    const auto line = [](int entryBar, double entry, int exitBar, double exit, double pnl) {
        return QStringLiteral("bar %1 at %2 to bar %3 at %4, net %5")
            .arg(entryBar)
            .arg(entry, 0, 'g', 12)
            .arg(exitBar)
            .arg(exit, 0, 'g', 12)
            .arg(pnl, 0, 'g', 12);
    };
    return QStringLiteral("trade %1: %2, but the reference has %3")
        .arg(index)
        .arg(line(trade.entryBar, trade.entryPrice, trade.exitBar, trade.exitPrice, trade.netPnl),
             line(other.entryBar, other.entryPrice, other.exitBar, other.exitPrice, other.pnl));
}

using sw::test::near;

} // namespace

class TestGoldenTrades : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void agreesTradeForTrade_data();
    void agreesTradeForTrade();

private:
    std::unique_ptr<HandPlan> plan(const Golden& golden) const;
    std::vector<int> signalBars(const QString& signal, int column) const;
    std::vector<double> scaledCloses(double factor) const;

    market::BarsPtr m_bars;
    QList<QByteArray> m_signals;
};

void TestGoldenTrades::initTestCase()
{
    const QByteArray text = contents(QStringLiteral("data/aapl_daily.csv"));
    if (text.isEmpty()) {
        QSKIP("the reference results are not beside this checkout");
    }
    market::CsvOptions options;
    options.symbol = "AAPL";
    auto read = market::readCsv(text.toStdString(), options);
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    m_bars = read->bars;
    m_signals = contents(QStringLiteral("goldens/trades/signals__aapl_daily.csv")).split('\n');
    QCOMPARE(m_bars->size(), std::size_t{1260});
}

std::vector<int> TestGoldenTrades::signalBars(const QString& signal, int column) const
{
    std::vector<int> bars;
    for (const QByteArray& line : m_signals) {
        const QList<QByteArray> fields = line.trimmed().split(',');
        if (QString::fromUtf8(fields[0]) == signal && fields[column] == "1") {
            bars.push_back(fields[1].toInt());
        }
    }
    return bars;
}

std::vector<double> TestGoldenTrades::scaledCloses(double factor) const
{
    std::vector<double> prices(m_bars->close().begin(), m_bars->close().end());
    for (double& price : prices) {
        price *= factor;
    }
    return prices;
}

std::unique_ptr<HandPlan> TestGoldenTrades::plan(const Golden& golden) const
{
    auto made = std::make_unique<HandPlan>(m_bars);
    Plan& plan = made->plan();
    const QString signal = QString::fromLatin1(golden.signal);
    const std::vector<int> longs = signalBars(signal, 2);
    const std::vector<int> shorts = signalBars(signal, 3);
    made->enterLong(longs);
    if (golden.shorts) {
        made->enterShort(shorts);
    }
    made->exit(shorts, {true, false});
    made->exit(longs, {false, true});
    std::vector<double> basis = scaledCloses(1);
    for (PlannedEntry& entry : plan.entries) {
        if (golden.equityPercent > 0) {
            entry.sizing = {lang::SizingKind::PercentOfEquity, golden.equityPercent, false, ""};
        }
        entry.order = golden.atClose ? lang::OrderKind::AtClose : lang::OrderKind::Market;
        if (golden.limit > 0) {
            entry.order = lang::OrderKind::Limit;
            entry.price = made->column(scaledCloses(1 - golden.limit));
        }
        if (golden.stopEntry) {
            for (std::size_t i = 0; i < basis.size(); ++i) {
                const auto high =
                    m_bars->high().subspan(i < 19 ? 0 : i - 19, std::min<std::size_t>(i + 1, 20));
                basis[i] = *std::ranges::max_element(high);
            }
            entry.order = lang::OrderKind::Stop;
            entry.price = made->column(basis);
        }
    }
    for (PlannedExit& exit : plan.exits) {
        exit.order = golden.atClose ? lang::OrderKind::AtClose : lang::OrderKind::Market;
    }
    for (const Side side : {Side::Long, Side::Short}) {
        const double sign = side == Side::Long ? 1 : -1;
        const lang::Sides sides{side == Side::Long, side == Side::Short};
        if (golden.stop > 0) {
            std::vector<double> levels = basis;
            for (double& level : levels) {
                level *= 1 - sign * golden.stop;
            }
            PlannedStop stop;
            stop.sides = sides;
            stop.level.isLevel = true;
            stop.level.price.column = made->column(std::move(levels));
            plan.stops.push_back(std::move(stop));
        }
        if (golden.target > 0) {
            // take profit at at_entry(close) * 1.1
            PlannedTarget target;
            target.sides = sides;
            target.level.isLevel = true;
            target.level.price.ask = [bars = m_bars, factor = 1 + sign * golden.target](
                                         std::int32_t, const PositionState& state) {
                return bars->close()[static_cast<std::size_t>(state.signalBar)] * factor;
            };
            plan.targets.push_back(std::move(target));
        }
    }
    if (golden.trailAsLevel) {
        PlannedTrail trail;
        trail.level.isLevel = true;
        trail.level.price.ask = [bars = m_bars, factor = 1 - golden.trail](
                                    std::int32_t bar, const PositionState& state) {
            const int first = bar - state.barsHeld;
            double best = std::numeric_limits<double>::quiet_NaN();
            for (int i = std::max(first, state.signalBar + 1); i <= bar; ++i) {
                best = std::fmax(best, bars->close()[static_cast<std::size_t>(i)]);
            }
            return best * factor;
        };
        plan.trails.push_back(std::move(trail));
    } else if (golden.trail > 0) {
        made->trailPercent(golden.trail * 100).anchor = lang::TrailingStop::Anchor::BestClose;
    }
    plan.marginFraction = golden.margin;
    plan.costs.commissionFraction = golden.commission;
    plan.costs.commissionPerTrade = golden.commissionPerTrade;
    plan.costs.slippageFraction = golden.slippage;
    return made;
}

namespace {

constexpr Golden kGoldens[] = {
    {.name = "rsi_30_70", .signal = "rsi", .agreesWith = Both},
    {.name = "sma_cross_long", .signal = "sma", .agreesWith = Both},
    {.name = "sma_cross_reversal", .signal = "sma", .agreesWith = Both, .shorts = true},
    {.name = "bollinger_reversion", .signal = "bb", .agreesWith = Both},
    {.name = "donchian_20_10", .signal = "donch", .agreesWith = Both},
    {.name = "macd_cross", .signal = "macd", .agreesWith = Both},
    {.name = "sl5_tp10", .signal = "sma", .agreesWith = Both, .stop = 0.05, .target = 0.1},
    {.name = "trailing_5", .signal = "sma", .agreesWith = Both, .trail = 0.05},
    {.name = "trailing_5",
     .signal = "sma",
     .agreesWith = Both,
     .trail = 0.05,
     .trailAsLevel = true},
    {.name = "limit_entry_1", .signal = "rsi", .agreesWith = Both, .limit = 0.01},
    {.name = "stop_entry_donchian",
     .signal = "rsi",
     .agreesWith = Both,
     .stop = 0.05,
     .stopEntry = true},
    {.name = "commission_10bp", .signal = "sma", .agreesWith = Both, .commission = 0.001},
    {.name = "commission_fixed_5_plus_5bp",
     .signal = "sma",
     .agreesWith = Both,
     .commission = 0.0005,
     .commissionPerTrade = 5},
    {.name = "on_close", .signal = "sma", .agreesWith = Both, .atClose = true},
    {.name = "on_close_allin",
     .signal = "sma",
     .agreesWith = Both,
     .atClose = true,
     .equityPercent = 99.99},
    // Rule 2.3: after a fill at the open the whole bar counts; backtrader waits for the next bar.
    {.name = "sl2_tp2_tight",
     .signal = "rsi",
     .agreesWith = BacktestingPy,
     .stop = 0.02,
     .target = 0.02},
    {.name = "sl1_tp1_reversal",
     .signal = "sma",
     .agreesWith = BacktestingPy,
     .stop = 0.01,
     .target = 0.01,
     .shorts = true},
    // Rule 4.2: slippage worsens both sides; the spread of backtesting.py only the entry.
    {.name = "spread_2bp", .signal = "sma", .agreesWith = Backtrader, .slippage = 0.0002},
    // Rule 4.1: sizes at the fill price, commission included; backtrader's at the signal close.
    {.name = "rsi_30_70_allin",
     .signal = "rsi",
     .agreesWith = BacktestingPy,
     .equityPercent = 99.99},
    {.name = "sma_cross_long_allin",
     .signal = "sma",
     .agreesWith = BacktestingPy,
     .equityPercent = 99.99},
    {.name = "sma_cross_long_allin_commission_10bp",
     .signal = "sma",
     .agreesWith = BacktestingPy,
     .equityPercent = 99.99,
     .commission = 0.001},
    {.name = "sma_cross_reversal_allin",
     .signal = "sma",
     .agreesWith = BacktestingPy,
     .shorts = true,
     .equityPercent = 99.99},
    {.name = "percent_equity_50",
     .signal = "sma",
     .agreesWith = BacktestingPy,
     .equityPercent = 50},
    {.name = "sl5_tp10_allin",
     .signal = "sma",
     .agreesWith = BacktestingPy,
     .stop = 0.05,
     .target = 0.1,
     .equityPercent = 99.99},
    {.name = "leverage2_95",
     .signal = "donch",
     .agreesWith = BacktestingPy,
     .equityPercent = 190,
     .margin = 0.5},
};

} // namespace

void TestGoldenTrades::agreesTradeForTrade_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("engine");
    int index = 0;
    for (const Golden& golden : kGoldens) {
        const char* how = golden.trailAsLevel ? " from closes alone" : "";
        if (golden.agreesWith != Backtrader) {
            QTest::addRow("%s%s as backtesting.py", golden.name, how)
                << index << QStringLiteral("backtestingpy");
        }
        if (golden.agreesWith != BacktestingPy) {
            QTest::addRow("%s%s as backtrader", golden.name, how)
                << index << QStringLiteral("backtrader");
        }
        ++index;
    }
}

void TestGoldenTrades::agreesTradeForTrade()
{
    QFETCH(int, index);
    QFETCH(QString, engine);
    const Golden& golden = kGoldens[index];
    const std::vector<GoldenTrade> wanted = goldenTrades(QString::fromLatin1(golden.name), engine);
    QVERIFY(!wanted.empty());
    const Ledger ledger = plan(golden)->run();
    QCOMPARE(QString::fromStdString(ledger.symbol), QStringLiteral("AAPL"));
    for (std::size_t i = 0; i < std::min(wanted.size(), ledger.trades.size()); ++i) {
        const Trade& trade = ledger.trades[i];
        const GoldenTrade& other = wanted[i];
        const double size = (trade.side == Side::Long ? 1 : -1) * trade.size;
        const bool sameEntry = trade.entryBar == other.entryBar && near(size, other.size) &&
                               near(trade.entryPrice, other.entryPrice);
        QVERIFY2(sameEntry, qPrintable(described(i, trade, other)));
        if (const Exception* exception = exceptionFor(golden, i)) {
            QCOMPARE(trade.exitBar, exception->exitBar);
            QVERIFY(near(trade.exitPrice, exception->exitPrice));
            QCOMPARE(trade.exitFill, exception->fill);
            QVERIFY(!near(trade.netPnl, other.pnl));
            continue;
        }
        // An open trade of backtesting.py is shown without the commission paid at its entry.
        const bool shownGross = trade.isOpen() && engine == QLatin1String("backtestingpy");
        const bool sameExit = trade.exitBar == other.exitBar &&
                              near(trade.exitPrice, other.exitPrice) &&
                              near(shownGross ? trade.grossPnl : trade.netPnl, other.pnl) &&
                              near(shownGross ? 0 : trade.commission, other.commission) &&
                              trade.isOpen() == other.open;
        QVERIFY2(sameExit, qPrintable(described(i, trade, other)));
    }
    QCOMPARE(ledger.trades.size(), wanted.size());
}

SW_TEST(TestGoldenTrades)
#include "tst_golden_trades.moc"
