// The position machine over masks that exist already, and whole backtests from text. Prints trades,
// nanoseconds a bar and nanoseconds a trade; `bench_simulate N CASE` runs one case N times, for an
// instruction counter.
#include "bench_bars.h"
#include "engine/backtest.h"
#include "engine/planner.h"
#include "metrics/report.h"
#include "metrics/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using namespace sw;
using namespace sw::engine;

namespace {

struct Case {
    const char* name;
    const char* rules;
};

constexpr Case kCases[] = {
    {"SMA 10/30, no stops", "long when sma(close, 10) crosses above sma(close, 30)\n"
                            "exit when sma(close, 10) crosses below sma(close, 30)\n"},
    {"SMA 10/30, SL 2 % TP 4 %", "long when sma(close, 10) crosses above sma(close, 30)\n"
                                 "exit when sma(close, 10) crosses below sma(close, 30)\n"
                                 "stop loss 2%\ntake profit 4%\n"},
    {"SMA 50/200, SL 2 TP 4", "long when sma(close, 50) crosses above sma(close, 200)\n"
                              "exit when sma(close, 50) crosses below sma(close, 200)\n"
                              "stop loss 2%\ntake profit 4%\n"},
    {"SMA 50/200, SL 10 TP 20", "long when sma(close, 50) crosses above sma(close, 200)\n"
                                "exit when sma(close, 50) crosses below sma(close, 200)\n"
                                "stop loss 10%\ntake profit 20%\n"},
    {"SMA 500/2000, SL 10 TP 20", "long when sma(close, 500) crosses above sma(close, 2000)\n"
                                  "exit when sma(close, 500) crosses below sma(close, 2000)\n"
                                  "stop loss 10%\ntake profit 20%\n"},
    {"SMA 50/200, trailing 3 %", "long when sma(close, 50) crosses above sma(close, 200)\n"
                                 "exit when sma(close, 50) crosses below sma(close, 200)\n"
                                 "trailing stop 3%\n"},
    {"... trailing + 50 bars", "long when sma(close, 50) crosses above sma(close, 200)\n"
                               "exit when sma(close, 50) crosses below sma(close, 200)\n"
                               "trailing stop 3%\nexit after 50 bars\n"},
    {"RSI 30/70, limit, 1 % risk", "long when rsi(close, 14) < 30 using limit close - atr(14) "
                                   "valid 5 bars\nexit when rsi(close, 14) > 70\n"
                                   "stop loss 2 * atr(14)\ntake profit 1R sell 50%\n"
                                   "breakeven once up 1R\nsize risk 1% of equity\n"},
    {"RSI 30/70, profit > 2 %", "long when rsi(close, 14) < 30\n"
                                "exit when rsi(close, 14) > 70 or profit > 2%\n"},
};

lang::ProgramPtr programOf(const std::string& rules)
{
    const lang::Compilation compilation =
        lang::compile("trade BTCUSDT on 1h\ncosts commission 0.05%, slippage 0.02%\n" + rules);
    for (const lang::Diagnostic& diagnostic : compilation.diagnostics) {
        if (!compilation.program) {
            fmt::print("{}\n", diagnostic.message);
        }
    }
    return compilation.program;
}

double cpuSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Median thread time of several runs.
template <class F> double medianSeconds(int rounds, F&& run)
{
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const double start = cpuSeconds();
        run();
        times.push_back(cpuSeconds() - start);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

void machineOnly(const Case& row, const Feeds& feeds, int rounds)
{
    const lang::ProgramPtr program = programOf(row.rules);
    auto planned = planRun(*program, "BTCUSDT", feeds, {}, 1e6, {});
    if (!planned) {
        fmt::print("{}: {}\n", row.name, planned.error().message);
        return;
    }
    std::size_t trades = 0;
    const double fast =
        medianSeconds(rounds, [&] { trades = simulate(planned->plan).trades.size(); });
    const double plain =
        medianSeconds(1, [&] { trades = simulatePlainly(planned->plan).trades.size(); });
    const double bars = static_cast<double>(feeds.at("BTCUSDT")->size());
    fmt::print("{:<30} {:>7} trades {:>8.3f} ns/bar {:>7.0f} ns/trade   plainly {:>7.2f} ns/bar\n",
               row.name, trades, fast / bars * 1e9,
               trades == 0 ? 0 : fast / static_cast<double>(trades) * 1e9, plain / bars * 1e9);
}

/// Everything of one backtest: signals, fills, trades, equity on each bar, headline figures.
void runWhole(const lang::ProgramPtr& program, const Feeds& feeds)
{
    const auto result = backtest(program, feeds, {});
    if (!result || metrics::summary(result->runs.front(), 8766).bars == 0) {
        std::abort();
    }
}

constexpr Case kWhole[] = {
    {"RSI 30/70", "long when rsi(close, 14) < 30\nexit when rsi(close, 14) > 70\n"},
    {"SMA 10/30, SL 5 % TP 10 %", "long when sma(close, 10) crosses above sma(close, 30)\n"
                                  "exit when sma(close, 10) crosses below sma(close, 30)\n"
                                  "stop loss 5%\ntake profit 10%\n"},
    {"RSI 30 above SMA 200", "long when rsi(close, 14) < 30 and close > sma(close, 200)\n"
                             "exit when rsi(close, 14) > 70\n"},
};

void wholeBacktests(std::size_t count, int rounds)
{
    const Feeds feeds = {{"BTCUSDT", bench::syntheticBars(count)}};
    for (const Case& row : kWhole) {
        const lang::ProgramPtr program = programOf(row.rules);
        const double seconds = medianSeconds(rounds, [&] { runWhole(program, feeds); });
        fmt::print("{:<30} {:>9} bars {:>9.3f} ms {:>8.2f} ns/bar\n", row.name, count,
                   seconds * 1e3, seconds / static_cast<double>(count) * 1e9);
    }
    const auto result = backtest(programOf(kWhole[0].rules), feeds, {});
    metrics::ReportOptions options;
    options.bootstrap.reset();
    const double seconds =
        medianSeconds(rounds, [&] { static_cast<void>(metrics::report(*result, options)); });
    fmt::print("{:<30} {:>9} bars {:>9.3f} ms {:>8.2f} ns/bar\n", "all figures of RSI 30/70", count,
               seconds * 1e3, seconds / static_cast<double>(count) * 1e9);
}

} // namespace

int main(int argc, char** argv)
{
    const std::size_t count = 1'000'000;
    const Feeds feeds = {{"BTCUSDT", bench::syntheticBars(count)}};
    if (argc == 3) {
        const Case& row = kCases[std::strtoul(argv[2], nullptr, 10) % std::size(kCases)];
        auto planned = planRun(*programOf(row.rules), "BTCUSDT", feeds, {}, 1e6, {});
        for (long i = std::strtol(argv[1], nullptr, 10); planned && i > 0; --i) {
            fmt::print("{} trades\n", simulate(planned->plan).trades.size());
        }
        return 0;
    }
    for (const Case& row : kCases) {
        machineOnly(row, feeds, 7);
    }
    wholeBacktests(2500, 201);
    wholeBacktests(100'000, 31);
    wholeBacktests(1'000'000, 51);
    wholeBacktests(10'000'000, 5);
    return 0;
}
