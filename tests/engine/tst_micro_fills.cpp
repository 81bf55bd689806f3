// Fifty-two scenarios of three to six bars, each about one question of filling. The table says for
// each whether our rules agree with both reference engines, with one, or with neither, and then
// which published rule decides and what comes out.
#include "hand_plan.h"
#include "shared_words.h"
#include "test_main.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

using namespace sw;
using namespace sw::engine;
using namespace sw::test;

namespace {

enum class Verdict { Both, BacktestingPy, Backtrader, Neither, NotInTheLanguage };

struct Fills {
    int entryBar = 0;
    double entryPrice = 0;
    int exitBar = 0;
    double exitPrice = 0;
    double size = 0; ///< negative = short
    double pnl = 0;
    bool operator==(const Fills&) const = default;
};

struct Scenario {
    const char* name;
    Verdict verdict = Verdict::Both;
    const char* rule = "";
    std::vector<Fills> ours = {}; ///< where neither engine agrees
};

const std::vector<Scenario>& scenarios()
{
    using enum Verdict;
    static const std::vector<Scenario> all = {
        {"market_next_open"},
        {"market_on_close"},
        {"sl_touch"},
        {"sl_exact_touch"},
        {"sl_gap"},
        {"tp_touch"},
        {"tp_exact_touch"},
        {"tp_gap"},
        {"sl_and_tp_same_bar"},
        {"gap_over_tp_then_low_hits_sl",
         Neither,
         "2.1: a target passed by the open fills at the better open, because the open came first",
         {{2, 100, 3, 107, 10, 70}}},
        {"gap_under_sl_then_high_hits_tp"},
        {"sl_on_entry_bar", BacktestingPy, "2.3: after a fill at the open the whole bar counts"},
        {"tp_on_entry_bar", BacktestingPy, "2.3: after a fill at the open the whole bar counts"},
        {"both_on_entry_bar", BacktestingPy,
         "2.3: after a fill at the open the whole bar counts, and the stop comes first"},
        {"entry_gaps_below_sl", BacktestingPy,
         "3: a stop on the wrong side of the fill exits at once at the fill price"},
        {"short_sl_touch"},
        {"short_sl_gap"},
        {"short_both_same_bar"},
        {"limit_touch"},
        {"limit_exact_touch"},
        {"limit_gap"},
        {"limit_waits"},
        {"limit_entry_sl_same_bar",
         Neither,
         "2.3: after a resting entry filled inside the bar the stop counts in that bar",
         {{2, 98, 2, 95, 10, -30}}},
        {"limit_entry_tp_same_bar"},
        {"stop_touch"},
        {"stop_gap"},
        {"stop_entry_sl_same_bar",
         Neither,
         "2.3: after a resting entry filled inside the bar the stop counts in that bar",
         {{2, 102, 2, 95, 10, -70}}},
        {"stop_entry_tp_same_bar", Backtrader,
         "2.3: after a resting entry filled inside the bar only the stop side counts"},
        {"stoplimit_fill", NotInTheLanguage, "there are no stop-limit orders"},
        {"stoplimit_gap_over", NotInTheLanguage, "there are no stop-limit orders"},
        {"stoplimit_limit_below_stop", NotInTheLanguage, "there are no stop-limit orders"},
        {"exit_signal_vs_sl_gap"},
        {"exit_signal_vs_sl_touch"},
        {"trail_5"},
        {"commission_both_sides"},
        {"slippage_or_spread_market", Backtrader, "4.2: slippage worsens fills on both sides"},
        {"slippage_capped_by_bar",
         Neither,
         "4.2: slippage worsens fills on both sides; the bar's range does not cap it",
         {{2, 100.1, 3, 109.89, 10, 97.9}}},
        {"slippage_on_stop", Backtrader, "4.2: slippage worsens market and stop fills"},
        {"on_close_sl_next_bar", BacktestingPy,
         "2.3: protections act from the fill on, so on the very next bar"},
        {"on_close_sl_gap", BacktestingPy,
         "2.1: a stop already passed by the next open fills at that open"},
        {"sl_above_entry_rejected",
         Neither,
         "3: a stop on the wrong side of the fill exits at once at the fill price",
         {{2, 100, 2, 100, 10, 0}}},
        {"commission_fixed"},
        {"allin_with_commission"},
        {"leverage_2"},
        {"allin_gap_up", BacktestingPy, "4.1: the size is computed at the fill price"},
        {"allin_rounding"},
        {"reverse"},
        {"order_on_last_bar"},
        {"open_at_end"},
        {"too_big", Neither, "4.1: too little cash shrinks the order", {{2, 100, 3, 100, 100, 0}}},
        {"short_no_cash_check",
         Neither,
         "4.1 and 4.3: shorts need margin, and too little cash shrinks the order",
         {{2, 100, 5, 100, -100, 0}}},
        {"bankrupt_short", BacktestingPy,
         "4.3: equity used up closes the position at the bar's close and ends the run"},
    };
    return all;
}

using sw::test::near;

std::vector<Fills> fillsOf(const QJsonObject& engine)
{
    std::vector<Fills> fills;
    for (const QJsonValue& value : engine[QLatin1String("trades")].toArray()) {
        const QJsonObject trade = value.toObject();
        const auto number = [&](const char* key) { return trade[QLatin1String(key)].toDouble(); };
        fills.push_back({static_cast<int>(number("entry_bar")), number("entry_price"),
                         static_cast<int>(number("exit_bar")), number("exit_price"), number("size"),
                         number("pnl")});
    }
    return fills;
}

std::vector<Fills> fillsOf(const Ledger& ledger)
{
    std::vector<Fills> fills;
    for (const Trade& trade : ledger.trades) {
        const double sign = trade.side == Side::Long ? 1 : -1;
        fills.push_back({trade.entryBar, trade.entryPrice, trade.exitBar, trade.exitPrice,
                         sign * trade.size, trade.netPnl});
    }
    return fills;
}

bool same(const std::vector<Fills>& a, const std::vector<Fills>& b)
{
    return std::ranges::equal(a, b, [](const Fills& x, const Fills& y) {
        return x.entryBar == y.entryBar && x.exitBar == y.exitBar && near(x.size, y.size) &&
               near(x.entryPrice, y.entryPrice) && near(x.exitPrice, y.exitPrice) &&
               near(x.pnl, y.pnl);
    });
}

QString text(const std::vector<Fills>& fills)
{
    QString all;
    for (const Fills& f : fills) {
        all += QStringLiteral("[%1 at %2 %3 to %4 %5 net %6] ")
                   .arg(f.size)
                   .arg(f.entryBar)
                   .arg(f.entryPrice)
                   .arg(f.exitBar)
                   .arg(f.exitPrice)
                   .arg(f.pnl);
    }
    return all.isEmpty() ? QStringLiteral("no trade") : all;
}

/// The plan of a scenario: its actions as signals, its levels as constant columns.
class ScenarioPlan
{
public:
    explicit ScenarioPlan(const QJsonObject& scenario) : m_plan(candlesOf(scenario))
    {
        const QJsonObject options = scenario[QLatin1String("options")].toObject();
        Plan& plan = m_plan.plan();
        plan.capital = scenario[QLatin1String("cash")].toDouble();
        plan.marginFraction = options[QLatin1String("margin")].toDouble(1);
        plan.costs.commissionFraction = options[QLatin1String("commission")].toDouble();
        plan.costs.commissionPerTrade = options[QLatin1String("commission_fixed")].toDouble();
        plan.costs.slippageFraction = options[QLatin1String("spread")].toDouble();
        const QJsonObject actions = scenario[QLatin1String("actions")].toObject();
        for (auto at = actions.begin(); at != actions.end(); ++at) {
            for (const QJsonValue& action : at.value().toArray()) {
                act(at.key().toInt(), action.toObject());
            }
        }
        if (options[QLatin1String("on_close")].toBool()) {
            for (PlannedEntry& entry : plan.entries) {
                entry.order = lang::OrderKind::AtClose;
            }
            for (PlannedExit& exit : plan.exits) {
                exit.order = lang::OrderKind::AtClose;
            }
        }
    }

    Ledger run() const { return m_plan.run(); }

private:
    static market::BarsPtr candlesOf(const QJsonObject& scenario)
    {
        std::vector<Candle> prices;
        for (const QJsonValue& bar : scenario[QLatin1String("bars")].toArray()) {
            const QJsonArray p = bar.toArray();
            prices.push_back({p[0].toDouble(), p[1].toDouble(), p[2].toDouble(), p[3].toDouble()});
        }
        return candles(prices);
    }

    void act(int bar, const QJsonObject& action)
    {
        const QString what = action[QLatin1String("op")].toString();
        if (what == QLatin1String("close")) {
            m_plan.exit({bar});
            return;
        }
        const Side side = what == QLatin1String("buy") ? Side::Long : Side::Short;
        PlannedEntry& entry = m_plan.enter(side, {bar});
        const QJsonValue size = action[QLatin1String("size")];
        if (size.isArray()) {
            const double fraction = size.toArray()[1].toDouble() / m_plan.plan().marginFraction;
            entry.sizing = {lang::SizingKind::PercentOfEquity, fraction * 100, false, ""};
        } else {
            entry.sizing.value = size.toDouble();
        }
        if (const QJsonValue limit = action[QLatin1String("limit")]; limit.isDouble()) {
            m_plan.rest(lang::OrderKind::Limit, limit.toDouble());
        }
        if (const QJsonValue stop = action[QLatin1String("stop")]; stop.isDouble()) {
            m_plan.rest(lang::OrderKind::Stop, stop.toDouble());
        }
        if (const QJsonValue stop = action[QLatin1String("sl")]; stop.isDouble()) {
            m_plan.stopAt(stop.toDouble());
        }
        if (const QJsonValue target = action[QLatin1String("tp")]; target.isDouble()) {
            m_plan.targetAt(target.toDouble());
        }
        if (const QJsonValue trail = action[QLatin1String("trail")]; trail.isDouble()) {
            m_plan.trailPercent(trail.toDouble() * 100).anchor =
                lang::TrailingStop::Anchor::BestClose;
        }
    }

    HandPlan m_plan;
};

} // namespace

class TestMicroFills : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void namesEveryScenario();
    void fillsAsPublished_data();
    void fillsAsPublished();
    void endsTheRunWhenTheEquityIsUsedUp();

private:
    QJsonObject scenario(const QString& name) const;

    QJsonArray m_scenarios;
};

void TestMicroFills::initTestCase()
{
    QFile file(QStringLiteral(SW_SHARED_DIR "/goldens/micro_fills.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        QSKIP("the reference results are not beside this checkout");
    }
    m_scenarios = QJsonDocument::fromJson(file.readAll()).array();
}

QJsonObject TestMicroFills::scenario(const QString& name) const
{
    for (const QJsonValue& value : m_scenarios) {
        if (value.toObject()[QLatin1String("name")].toString() == name) {
            return value.toObject();
        }
    }
    return {};
}

void TestMicroFills::namesEveryScenario()
{
    QCOMPARE(static_cast<qsizetype>(scenarios().size()), m_scenarios.size());
    for (const Scenario& row : scenarios()) {
        QVERIFY2(!scenario(QString::fromLatin1(row.name)).isEmpty(), row.name);
    }
}

void TestMicroFills::fillsAsPublished_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < scenarios().size(); ++i) {
        QTest::addRow("%s", scenarios()[i].name) << static_cast<int>(i);
    }
}

void TestMicroFills::fillsAsPublished()
{
    QFETCH(int, index);
    const Scenario& row = scenarios()[static_cast<std::size_t>(index)];
    const QJsonObject given = scenario(QString::fromLatin1(row.name));
    if (row.verdict == Verdict::NotInTheLanguage) {
        bool both = false;
        for (const QJsonValue& list : given[QLatin1String("actions")].toObject()) {
            const QJsonObject action = list.toArray()[0].toObject();
            both =
                action.contains(QLatin1String("limit")) && action.contains(QLatin1String("stop"));
        }
        QVERIFY2(both, "a scenario that the language could express");
        return;
    }
    const Ledger ledger = ScenarioPlan(given).run();
    QCOMPARE(QString::fromStdString(ledger.symbol), QStringLiteral("TST"));
    const std::vector<Fills> ours = fillsOf(ledger);
    const std::vector<Fills> first = fillsOf(given[QLatin1String("backtesting.py")].toObject());
    const std::vector<Fills> second = fillsOf(given[QLatin1String("backtrader")].toObject());
    const bool asFirst = row.verdict == Verdict::Both || row.verdict == Verdict::BacktestingPy;
    const bool asSecond = row.verdict == Verdict::Both || row.verdict == Verdict::Backtrader;
    QVERIFY2(same(ours, first) == asFirst,
             qPrintable(QStringLiteral("%1; ours: %2; backtesting.py: %3")
                            .arg(QLatin1String(row.rule), text(ours), text(first))));
    QVERIFY2(same(ours, second) == asSecond,
             qPrintable(QStringLiteral("%1; ours: %2; backtrader: %3")
                            .arg(QLatin1String(row.rule), text(ours), text(second))));
    if (row.verdict == Verdict::Neither) {
        QVERIFY2(same(ours, row.ours),
                 qPrintable(QStringLiteral("%1; ours: %2; published: %3")
                                .arg(QLatin1String(row.rule), text(ours), text(row.ours))));
    }
}

void TestMicroFills::endsTheRunWhenTheEquityIsUsedUp()
{
    const Ledger ledger = ScenarioPlan(scenario(QStringLiteral("bankrupt_short"))).run();
    QCOMPARE(ledger.state, EndState::Ruined);
    QCOMPARE(ledger.trades.back().exitReason, ExitReason::Ruin);
    QCOMPARE(ledger.counters.notFilled[static_cast<std::size_t>(NoFillReason::Ruined)], 1);
}

SW_TEST(TestMicroFills)
#include "tst_micro_fills.moc"
