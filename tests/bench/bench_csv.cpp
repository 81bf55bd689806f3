// Time of reading a million rows of CSV text that is in memory already: milliseconds of CPU time,
// the least and the median of several runs. `bench_csv ROWS RUNS` for an instruction counter.
#include "bench_bars.h"
#include "market/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using namespace sw;

namespace {

std::string madeText(std::size_t rows)
{
    const market::BarsPtr bars = bench::syntheticBars(rows);
    std::string text = "date,open,high,low,close,volume\n";
    for (std::size_t i = 0; i < rows; ++i) {
        const Timestamp time = bars->time()[i];
        const CivilDate day = civilFromDays(daysOf(time));
        text +=
            fmt::format("{:04}-{:02}-{:02} {:02}:00:00,{:.2f},{:.2f},{:.2f},{:.2f},{:.0f}\n",
                        day.year, day.month, day.day, time.ms / kMsPerHour % 24, bars->open()[i],
                        bars->high()[i], bars->low()[i], bars->close()[i], bars->volume()[i]);
    }
    return text;
}

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

} // namespace

int main(int argc, char** argv)
{
    const std::size_t rows = argc == 3 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
    const int runs = argc == 3 ? std::atoi(argv[2]) : 11;
    const std::string text = madeText(rows);
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
        const double start = cpuMs();
        const auto read = market::readCsv(text, {});
        times.push_back(cpuMs() - start);
        if (!read) {
            fmt::print(stderr, "{}\n", read.error().text());
            return 1;
        }
    }
    std::ranges::sort(times);
    fmt::print("{} rows, {:.1f} MB: {:.1f} ms at least, {:.1f} ms median\n", rows,
               static_cast<double>(text.size()) / 1e6, times.front(), times[times.size() / 2]);
    return 0;
}
