// Time of evaluating signals: ns of thread CPU time per bar, the median of several runs.
// bench_engine              prints the table
// bench_engine S1 100000 1  one program, one length, that many runs, without a table: for callgrind
#include "bench_bars.h"
#include "engine/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using namespace sw;

namespace {

struct Program {
    const char* name;
    const char* text;
};

constexpr Program kPrograms[] = {
    {"S1", "trade BTCUSDT on 1h\n"
           "long when rsi(close, 14) < 30 and close > sma(close, 200)\n"
           "exit long when rsi(close, 14) > 70\n"},
    {"S2", "trade BTCUSDT on 1h\n"
           "long when sma(close, 10) crosses above sma(close, 30)\n"
           "exit long when sma(close, 10) crosses below sma(close, 30)\n"},
    {"S3", "trade BTCUSDT on 1h\n"
           "long when close > sma(close, 200) and sma(close, 10) > sma(close, 30) and "
           "macd(close, 12, 26, 9) > macd(close, 12, 26, 9).signal and rsi(close, 14) < 60 and "
           "close > ema(close, 20) and close < highest(high, 20)[1] + 2 * atr(14) and "
           "stdev(close, 20) < 0.05 * close and roc(close, 10) > 0\n"
           "exit long when close < lowest(low, 20)[1] or rsi(close, 14) > 75 or "
           "close < ema(close, 20) - 3 * stdev(close, 20)\n"},
};

double cpuNs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

std::vector<lang::NodeId> rootsOf(const lang::Program& program)
{
    std::vector<lang::NodeId> roots;
    for (const auto& entry : program.entries) {
        roots.push_back(entry.condition.root);
    }
    for (const auto& exit : program.exits) {
        roots.push_back(exit.condition.root);
    }
    return roots;
}

/// Median ns per bar; the number of set bits of the last run shows that there was work.
double measure(const lang::Program& program, const market::BarsPtr& bars, int runs,
               std::size_t& signals)
{
    const engine::Feeds feeds{{"BTCUSDT", bars}};
    const std::vector<lang::NodeId> roots = rootsOf(program);
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
        const double start = cpuNs();
        const auto made =
            engine::evaluate(program.graph, roots, "BTCUSDT", program.timeframe, feeds);
        times.push_back((cpuNs() - start) / static_cast<double>(bars->size()));
        if (!made) {
            fmt::print(stderr, "{}\n", made.error().text());
            std::exit(1);
        }
        if (run + 1 == runs) {
            signals = made->masks[0].count() + made->masks[1].count();
        }
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

lang::ProgramPtr compiled(const Program& program)
{
    const lang::Compilation made = lang::compile(program.text);
    for (const auto& diagnostic : made.diagnostics) {
        if (diagnostic.severity == lang::Severity::Error) {
            fmt::print(stderr, "{}: {}\n", program.name, diagnostic.message);
        }
    }
    if (!made.program) {
        std::exit(1);
    }
    return made.program;
}

} // namespace

int main(int argc, char** argv)
{
    std::size_t signals = 0;
    if (argc == 4) {
        const auto* const chosen = std::ranges::find(kPrograms, std::string(argv[1]),
                                                     [](const Program& p) { return p.name; });
        if (chosen == std::end(kPrograms)) {
            fmt::print(stderr, "no program is called {}; choose S1, S2 or S3\n", argv[1]);
            return 1;
        }
        const auto bars = bench::syntheticBars(std::strtoul(argv[2], nullptr, 10));
        measure(*compiled(*chosen), bars, std::atoi(argv[3]), signals);
        fmt::print("{} signals\n", signals);
        return 0;
    }
    struct Length {
        std::size_t bars;
        int runs;
    };
    constexpr std::array<Length, 4> kLengths{Length{2500, 401}, Length{100'000, 41},
                                             Length{1'000'000, 15}, Length{10'000'000, 5}};
    fmt::print("evaluate: median ns of CPU time per bar\n{:8}", "");
    for (const Length& length : kLengths) {
        fmt::print("{:>12}", length.bars);
    }
    fmt::print("\n");
    std::array<market::BarsPtr, kLengths.size()> bars;
    for (std::size_t i = 0; i < kLengths.size(); ++i) {
        bars[i] = bench::syntheticBars(kLengths[i].bars);
    }
    for (const Program& program : kPrograms) {
        const lang::ProgramPtr ready = compiled(program);
        fmt::print("{:8}", program.name);
        for (std::size_t i = 0; i < kLengths.size(); ++i) {
            fmt::print("{:12.2f}", measure(*ready, bars[i], kLengths[i].runs, signals));
        }
        fmt::print("\n");
    }
    return 0;
}
