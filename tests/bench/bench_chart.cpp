// How long a frame of the main chart takes while panning, and a move of the crosshair.
// bench_chart [FRAMES]; runs without a display.
#include "../chart/chart_samples.h"
#include "chart/chart_stage.h"
#include "chart/chart_view.h"

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

using namespace sw;
using namespace sw::chart;

namespace {

/// CPU time of this process. Units: milliseconds.
double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

struct Figures {
    double pan = 0, crosshair = 0;
};

Figures measure(const PreparedPtr& prepared, double visible, int frames)
{
    ChartStage stage(nullptr);
    stage.setPrepared(prepared);
    stage.layoutFor(QSize(1400, 700));
    const double count = prepared->barCount();
    const double room = std::max(0.0, count - visible);
    std::vector<double> pans;
    std::vector<double> moves;
    for (int frame = 0; frame < frames; ++frame) {
        const double lower = -0.5 + room * frame / frames;
        const double start = cpuMs();
        stage.setRange(lower, lower + visible);
        stage.plot().replot(QCustomPlot::rpQueuedRefresh);
        pans.push_back(cpuMs() - start);
    }
    for (int frame = 0; frame < frames; ++frame) {
        const int bar = static_cast<int>(stage.lower() + 1 + visible * 0.9 * frame / frames);
        const double start = cpuMs();
        stage.setCrosshair(std::min(bar, prepared->barCount() - 1), 100 + frame % 300);
        moves.push_back(cpuMs() - start);
    }
    return Figures{median(pans), median(moves)};
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const int frames = argc > 1 ? std::max(3, std::atoi(argv[1])) : 60;
    std::printf("1400x700; CPU ms, medians of %d; candles, 2 overlays, trades every 40 bars\n",
                frames);
    std::printf("%10s %10s | %22s | %22s | %10s\n", "bars", "prepare", "price+volume: pan  cross",
                "all panes: pan  cross", "200 bars");
    for (const std::size_t count : {2'500UL, 25'000UL, 250'000UL, 1'000'000UL}) {
        const auto bars = samples::walkBars(count, Timeframe{1, FrameUnit::Minute});
        const ChartModelPtr full = samples::fullModel(bars);
        auto plain = std::make_shared<ChartModel>(*full);
        plain->panes.clear();
        plain->equity.reset();
        const double start = cpuMs();
        const PreparedPtr all = prepareChart(full);
        const double prepared = cpuMs() - start;
        const PreparedPtr two = prepareChart(plain);
        const double visible = 0.98 * static_cast<double>(count);
        const Figures few = measure(two, visible, frames);
        const Figures many = measure(all, visible, frames);
        const Figures near = measure(all, 200, frames);
        std::printf("%10zu %10.1f | %14.2f %7.3f | %14.2f %7.3f | %10.2f\n", count, prepared,
                    few.pan, few.crosshair, many.pan, many.crosshair, near.pan);
    }
    return 0;
}
