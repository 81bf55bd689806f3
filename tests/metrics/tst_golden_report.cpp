// The statistics of backtesting.py on its own trades, where its definitions are ours: equity is
// rebuilt here from the golden trades by plain code. Known differences by intent: its Sharpe
// (geometric), volatility, alpha, profit factor and expectancy (from per cent), SQN (from money).

#include "metrics/report.h"

#include "samples.h"
#include "test_main.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace sw;
using namespace sw::metrics;
using test::offBy;
using Id = FigureId;

namespace {

QString sharedFile(const QString& name)
{
    return QStringLiteral(SW_SHARED_DIR) + QLatin1Char('/') + name;
}

QList<QStringList> rowsOf(const QString& name)
{
    QFile file(sharedFile(name));
    QList<QStringList> rows;
    if (file.open(QIODevice::ReadOnly | QIODevice::Text)) {
        const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
        for (const QString& line : lines.mid(1)) {
            if (!line.isEmpty()) {
                rows.append(line.split(QLatin1Char(',')));
            }
        }
    }
    return rows;
}

struct AaplBars {
    std::vector<Timestamp> time;
    std::vector<double> close;
};

AaplBars aaplBars()
{
    AaplBars bars;
    for (const QStringList& row : rowsOf(QStringLiteral("data/aapl_daily.csv"))) {
        bars.time.push_back(startOf(*parseDate(row[0].toStdString())));
        bars.close.push_back(row[4].toDouble());
    }
    return bars;
}

/// The listed trades. Those still open are listed without the commission of their entry, which
/// equity has paid: it is charged here by the run's options.
std::vector<engine::Trade> goldenTrades(const QString& strategy, const QJsonObject& options)
{
    const double fraction = options[QLatin1String("commission")].toDouble(0);
    const double fixed = options[QLatin1String("commission_fixed")].toDouble(0);
    std::vector<engine::Trade> trades;
    const QString name = QStringLiteral("goldens/trades/%1__aapl_daily__backtestingpy.csv");
    for (const QStringList& row : rowsOf(name.arg(strategy))) {
        engine::Trade trade;
        const double size = row[6].toDouble();
        trade.position = static_cast<std::int32_t>(trades.size());
        trade.side = size > 0 ? engine::Side::Long : engine::Side::Short;
        trade.size = std::fabs(size);
        trade.entryBar = row[0].toInt();
        trade.entryPrice = row[2].toDouble();
        trade.exitBar = row[3].toInt();
        trade.exitPrice = row[5].toDouble();
        trade.netPnl = row[7].toDouble();
        trade.commission = row[8].toDouble();
        trade.initialStop = std::nan("");
        if (row[9] == QLatin1String("closed")) {
            trade.exitReason = engine::ExitReason::Rule;
        } else {
            trade.commission = fixed + fraction * trade.size * trade.entryPrice;
            trade.netPnl -= trade.commission;
        }
        trades.push_back(trade);
    }
    std::stable_sort(trades.begin(), trades.end(), [](const auto& a, const auto& b) {
        return a.isOpen() != b.isOpen() ? b.isOpen() : a.exitBar < b.exitBar;
    });
    return trades;
}

/// Cash plus open profit at each close, as backtesting.py marks it.
std::vector<double> equityOf(const std::vector<engine::Trade>& trades, const AaplBars& bars,
                             double cash)
{
    std::vector<double> equity(bars.close.size(), cash);
    for (const engine::Trade& trade : trades) {
        const double sign = trade.side == engine::Side::Long ? 1 : -1;
        for (std::size_t i = static_cast<std::size_t>(trade.entryBar); i < equity.size(); ++i) {
            const bool over = static_cast<std::int32_t>(i) >= trade.exitBar;
            equity[i] +=
                over ? trade.netPnl : sign * trade.size * (bars.close[i] - trade.entryPrice);
        }
    }
    return equity;
}

} // namespace

class TestGoldenReport : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithBacktestingPy_data()
    {
        QTest::addColumn<QJsonObject>("run");
        QFile file(sharedFile(QStringLiteral("goldens/trades_summary.json")));
        if (!file.open(QIODevice::ReadOnly)) {
            QSKIP("the golden trades are not on this machine");
        }
        for (const QJsonValue& value : QJsonDocument::fromJson(file.readAll()).array()) {
            const QJsonObject run = value.toObject();
            if (run[QLatin1String("data")] == QLatin1String("aapl_daily")) {
                const QString name = run[QLatin1String("strategy")].toString();
                QTest::newRow(qPrintable(name)) << run;
            }
        }
    }
    void agreesWithBacktestingPy()
    {
        QFETCH(QJsonObject, run);
        const QJsonObject stats = run[QLatin1String("stats_backtesting")].toObject();
        const QJsonObject how = run[QLatin1String("options")].toObject();
        const auto stat = [&](const char* key) {
            return stats[QLatin1String(key)].toDouble(std::nan(""));
        };
        const AaplBars bars = aaplBars();
        const auto trades = goldenTrades(run[QLatin1String("strategy")].toString(), how);
        const auto equity = equityOf(trades, bars, run[QLatin1String("cash")].toDouble());
        ReportInput input;
        input.curve = {run[QLatin1String("cash")].toDouble(), bars.time, equity};
        input.trades = trades;
        // Its exposure leaves a trade that is still open out.
        std::vector<engine::Trade> closed;
        std::copy_if(trades.begin(), trades.end(), std::back_inserter(closed),
                     [](const engine::Trade& trade) { return !trade.isOpen(); });
        input.barsInPosition =
            barsInPosition(closed, 0, static_cast<std::int32_t>(bars.close.size()));
        ReportOptions options;
        options.bootstrap.reset();
        const Report found = report(input, options);

        const auto agrees = [&](Id id, double expected, double scale, double tolerance) {
            const Figure& figure = found[id];
            const QString off = offBy(figure.value ? *figure.value * scale : std::nan(""), expected,
                                      tolerance * std::max(1.0, std::fabs(expected)));
            return off.isEmpty()
                       ? off
                       : QString::fromUtf8(definitionOf(id).id.data()) + QStringLiteral(": ") + off;
        };
        QCOMPARE(agrees(Id::FinalEquity, stat("Equity Final [$]"), 1, 1e-12), QString());
        QCOMPARE(agrees(Id::TotalReturn, stat("Return [%]"), 100, 1e-11), QString());
        QCOMPARE(agrees(Id::Trades, stat("# Trades"), 1, 0), QString());
        QCOMPARE(agrees(Id::WinRate, stat("Win Rate [%]"), 100, 1e-12), QString());
        QCOMPARE(agrees(Id::Exposure, stat("Exposure Time [%]"), 100, 1e-12), QString());
        QCOMPARE(agrees(Id::Cagr, stat("CAGR [%]"), 100, 1e-10), QString());
        QCOMPARE(agrees(Id::Kelly, stat("Kelly Criterion"), 1, 1e-10), QString());
        if (how.contains(QLatin1String("commission"))) {
            return; // when it charges a commission inside a trade's life is its own affair
        }
        QCOMPARE(agrees(Id::BestTrade, stat("Best Trade [%]"), 100, 1e-10), QString());
        QCOMPARE(agrees(Id::WorstTrade, stat("Worst Trade [%]"), 100, 1e-10), QString());
        QCOMPARE(agrees(Id::MaxDrawdown, -stat("Max. Drawdown [%]"), 100, 1e-10), QString());
        const QString longest = stats[QLatin1String("Max. Drawdown Duration")].toString();
        QCOMPARE(agrees(Id::LongestDrawdownDays, longest.section(QLatin1Char(' '), 0, 0).toDouble(),
                        1, 0),
                 QString());
    }
};

SW_TEST(TestGoldenReport)
#include "tst_golden_report.moc"
