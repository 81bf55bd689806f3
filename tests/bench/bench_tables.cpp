// The table of trades with 100,000 rows: sorting by each column, filtering, selecting everything,
// and a step of scrolling on screen. Prints the median CPU time of each in milliseconds.
#include "bench_bars.h"
#include "gui/trades_model.h"
#include "lang/program.h"

#include <QApplication>
#include <QHeaderView>
#include <QImage>
#include <QScrollBar>
#include <QTableView>

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <vector>

using namespace sw;

namespace {

constexpr int kTrades = 100'000;
constexpr int kRepeats = 15;

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <class Work> double medianMs(Work work)
{
    std::vector<double> times;
    for (int i = 0; i < kRepeats; ++i) {
        const double start = cpuMs();
        work(i);
        times.push_back(cpuMs() - start);
    }
    std::ranges::nth_element(times, times.begin() + kRepeats / 2);
    return times[kRepeats / 2];
}

/// A ledger of made trades, one after the other, whose numbers are spread by a fixed generator.
gui::ShownResultPtr madeResult()
{
    const lang::Compilation compiled =
        lang::compile("trade BTCUSDT on 1h\nlong when close > open\nshort when close < open\n"
                      "exit when close > 5\nexit when close < 7\n");
    auto result = std::make_shared<engine::BacktestResult>();
    result->program = compiled.program;
    result->capital = 10'000;
    engine::SymbolRun run;
    run.bars = bench::syntheticBars(std::size_t{kTrades} * 5);
    run.ledger.symbol = "BTCUSDT";
    std::uint64_t state = 7;
    const auto random = [&] {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state >> 11) / 9007199254740992.0;
    };
    for (int i = 0; i < kTrades; ++i) {
        engine::Trade trade;
        trade.position = i;
        trade.side = random() < 0.5 ? engine::Side::Long : engine::Side::Short;
        trade.entryRule = trade.side == engine::Side::Long ? 0 : 1;
        trade.exitRule = random() < 0.5 ? 0 : 1;
        trade.exitReason = random() < 0.1 ? engine::ExitReason::Reversal : engine::ExitReason::Rule;
        trade.signalBar = i * 5;
        trade.entryBar = trade.signalBar + 1;
        trade.exitBar = trade.entryBar + 1 + static_cast<int>(random() * 3);
        trade.size = 1 + random();
        trade.entryPrice = 100 * (1 + random());
        trade.exitPrice = trade.entryPrice * (0.95 + 0.1 * random());
        trade.netPnl = trade.size * (trade.exitPrice - trade.entryPrice);
        trade.commission = random();
        trade.slippage = random();
        trade.initialStop = trade.entryPrice * 0.98;
        trade.mae = -0.1 * random();
        trade.mfe = 0.1 * random();
        run.ledger.trades.push_back(trade);
    }
    result->runs.push_back(std::move(run));
    auto shown = std::make_shared<gui::ShownResult>();
    shown->program = compiled.program;
    shown->outcome.result = result;
    gui::ShownSymbol symbol;
    symbol.symbol = QStringLiteral("BTCUSDT");
    symbol.bars = result->runs[0].bars;
    shown->symbols.push_back(std::move(symbol));
    return shown;
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    gui::TradesModel model;
    model.setTheme(gui::builtInTheme(QStringLiteral("dark")));
    const gui::ShownResultPtr result = madeResult();
    fmt::print("{} trades, ms of CPU time\n", kTrades);
    fmt::print("{:<24} {:8.2f}\n", "show", medianMs([&](int) { model.setResult(result); }));
    double worst = 0;
    for (int column = 0; column < gui::kTradeColumns; ++column) {
        // Each time from another order: sorting what is sorted proves nothing.
        const double time = medianMs([&](int i) {
            model.sort(column, i % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
        });
        worst = std::max(worst, time);
        fmt::print("sort by {:<16} {:8.2f}\n",
                   gui::TradesModel::title(static_cast<gui::TradeColumn>(column)).toStdString(),
                   time);
    }
    fmt::print("{:<24} {:8.2f}\n", "worst sort", worst);
    for (const char* words : {"reversed", "2015", "#777", "zebra"}) {
        const double time = medianMs([&](int i) {
            gui::TradeFilter filter;
            filter.text = i % 2 == 0 ? QString::fromLatin1(words) : QString();
            model.setFilter(filter);
        });
        fmt::print("filter {:<17} {:8.2f}\n", words, time);
    }
    model.setFilter({});
    QTableView table;
    table.setModel(&model);
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(24);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.resize(1100, 640);
    table.show();
    QImage image(table.size(), QImage::Format_ARGB32_Premultiplied);
    fmt::print("{:<24} {:8.2f}\n", "scroll by three rows", medianMs([&](int i) {
                   table.verticalScrollBar()->setValue(1000 + 3 * i);
                   table.render(&image);
               }));
    table.selectAll();
    fmt::print("{:<24} {:8.2f}\n", "sort, all selected", medianMs([&](int i) {
                   model.sort(static_cast<int>(gui::TradeColumn::NetPnl),
                              i % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
               }));
    fmt::print("{:<24} {:8.2f}\n", "totals of all",
               medianMs([&](int) { return model.totalsOfAll().net; }));
    return 0;
}
