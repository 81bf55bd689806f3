// bench_window [BARS]...: the window's own times, offscreen: start to the first frame, a sentence
// to its drawn result, and how long the event loop was held at most, by the clock and in CPU time
// of the GUI thread, while runs over BARS bars (default 1,000,000 and 10,000,000), an import of
// 1,000,000 rows, 5,000 events and a text of 5 MB went on. Prints one line each.
#include "data/local_bar_library.h"
#include "data/local_ports.h"
#include "gui/import_dialog.h"
#include "gui/long_work.h"
#include "gui/main_window.h"
#include "gui/turn_watch.h"
#include "store/session_recorder.h"

#include <QApplication>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QFile>
#include <QPushButton>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace sw;

namespace {

constexpr int kPatienceMs = 600'000;
/// What is posted by the end of a piece of work, and the frames after it, count as well.
constexpr int kAfterMs = 400;
constexpr qint64 kEvents = 5'000;
constexpr std::size_t kRows = 1'000'000;

double ms(const QElapsedTimer& clock)
{
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

gui::WindowServices servicesOf(std::shared_ptr<agents::MarketData> market)
{
    gui::WindowServices services;
    services.ports = [market] {
        return agents::Ports{market, std::make_shared<data::EngineBacktester>(),
                             std::make_shared<data::SystemClock>(), "bench"};
    };
    services.library = std::make_shared<data::LocalBarLibrary>();
    services.barsChanged = [] {};
    return services;
}

std::unique_ptr<gui::MainWindow> shownWindow(std::shared_ptr<agents::MarketData> market,
                                             gui::ThemeSource& themes)
{
    auto window = std::make_unique<gui::MainWindow>(servicesOf(std::move(market)), themes);
    window->resize(1920, 1080);
    window->show();
    window->grab();
    return window;
}

bool waitIdle(const gui::MainWindow& window)
{
    return test::turnUntil(
        [&] { return !window.document()->isRunning() && !window.document()->isMeasuring(); },
        kPatienceMs);
}

void printHolds(const std::string& what, test::TurnWatch& watch)
{
    std::printf("%-52s held at most %7.1f ms, %7.1f ms CPU\n", what.c_str(), watch.longestWallMs(),
                watch.longestCpuMs());
    std::fflush(stdout);
}

void measureSentences(gui::MainWindow& window)
{
    const auto draw = [&] {
        QElapsedTimer one;
        one.start();
        window.runSentence(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        waitIdle(window);
        window.grab();
        return ms(one);
    };
    std::printf("sentence to drawn result, first    %8.1f ms\n", draw());
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        best = std::min(best, draw());
    }
    std::printf("sentence to drawn result, best of 5%8.1f ms\n", best);
}

void measureRuns(gui::MainWindow& window, const std::string& bars)
{
    test::TurnWatch watch;
    for (const char* what : {"first run", "run in place of its result"}) {
        QElapsedTimer clock;
        clock.start();
        watch.restart();
        window.runSentence(test::longSentence());
        waitIdle(window);
        const double seconds = ms(clock) / 1e3;
        test::turnFor(kAfterMs + static_cast<int>(500 * seconds)); // the chart is still prepared
        std::printf("%s, %.1f s%s: ", bars.c_str(), seconds,
                    window.document()->shown() ? "" : " (failed)");
        printHolds(what, watch);
    }
}

constexpr double kSlowCancelMs = 50;

void measureCancelling(gui::MainWindow& window, const std::string& bars)
{
    double latest = 0;
    int cancelled = 0;
    constexpr int kTries = 30;
    for (int i = 0; i < kTries; ++i) {
        window.runSentence(test::longSentence());
        const int after = 40 + 240 * i;
        test::turnFor(after);
        if (!window.document()->isRunning() && !window.document()->isMeasuring()) {
            break;
        }
        QElapsedTimer clock;
        clock.start();
        window.document()->cancel();
        waitIdle(window);
        const double took = ms(clock);
        if (took > kSlowCancelMs) {
            std::printf("%s: cancelled after %d ms, ended after %.1f ms\n", bars.c_str(), after,
                        took);
        }
        latest = std::max(latest, took);
        ++cancelled;
    }
    std::printf("%s: %d runs cancelled on the way, the slowest ended after %.1f ms\n", bars.c_str(),
                cancelled, latest);
    test::turnFor(kAfterMs);
}

void measureTabs(gui::MainWindow& window, const std::string& bars)
{
    window.runSentence(test::longSentence());
    waitIdle(window);
    test::turnFor(2'000);
    test::TurnWatch watch;
    window.newDocument();
    test::turnFor(kAfterMs);
    printHolds(bars + ": a new tab", watch);
    watch.restart();
    window.showDocument(0);
    test::turnFor(5'000);
    printHolds(bars + ": back to the result", watch);
    for (const gui::Layout layout : {gui::Layout::Analyst, gui::Layout::Code}) {
        watch.restart();
        window.arrange(layout);
        test::turnFor(5'000);
        printHolds(bars + (layout == gui::Layout::Code ? ": layout Code" : ": layout Analyst"),
                   watch);
    }
    window.arrange(gui::Layout::Trader);
    test::turnFor(kAfterMs);
    watch.restart();
    window.closeDocument(0);
    test::turnFor(kAfterMs);
    printHolds(bars + ": closing the tab", watch);
}

void measureClosing(const std::shared_ptr<agents::MarketData>& market, gui::ThemeSource& themes,
                    const std::string& bars)
{
    double latest = 0;
    for (const int after : {50, 400, 900, 1'500, 2'500}) {
        auto window = shownWindow(market, themes);
        window->runSentence(test::longSentence());
        test::turnFor(after);
        QElapsedTimer clock;
        clock.start();
        window->close();
        window.reset();
        latest = std::max(latest, ms(clock));
    }
    std::printf("%s: closing the window during a run took at most %.1f ms\n", bars.c_str(), latest);
}

void measureImport(gui::ThemeSource& themes)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("BTCUSDT_1h.csv"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        std::printf("import: cannot write %s\n", qPrintable(path));
        return;
    }
    const std::string text = test::csvText(*bench::syntheticBars(kRows));
    file.write(text.data(), static_cast<qint64>(text.size()));
    file.close();
    data::LocalBarLibrary library;
    gui::ImportDialog dialog(library, themes);
    dialog.show();
    test::turnFor(100);
    test::TurnWatch watch;
    dialog.setFile(path);
    test::turnUntil([&] { return !dialog.isBusy() && dialog.canImport(); }, kPatienceMs);
    test::turnFor(kAfterMs);
    printHolds("1,000,000 rows read and checked", watch);
    watch.restart();
    bool kept = false;
    QObject::connect(&dialog, &gui::ImportDialog::imported, &dialog, [&] { kept = true; });
    dialog.findChild<QPushButton*>(QStringLiteral("primary"))->click();
    test::turnUntil([&] { return !dialog.isBusy(); }, kPatienceMs);
    test::turnFor(kAfterMs);
    printHolds(kept ? "1,000,000 rows kept" : "1,000,000 rows (not kept)", watch);
}

void measureEvents(gui::MainWindow& window)
{
    auto* recorder = window.document()->findChild<store::SessionRecorder*>();
    test::TurnWatch watch;
    for (qint64 seq = 1; seq <= kEvents; ++seq) {
        Q_EMIT recorder->event(test::streamedEvent(seq));
        if (seq % 100 == 0) {
            test::turnFor(20);
        }
    }
    test::turnFor(kAfterMs);
    printHolds("5,000 events, 100 at a time", watch);
    for (const char* id : {"agents", "log", "models"}) {
        if (auto* dock = window.findChild<QDockWidget*>(QString::fromLatin1(id))) {
            watch.restart();
            dock->raise();
            test::turnFor(kAfterMs);
            printHolds(std::string("5,000 events: ") + id + " in front", watch);
        }
    }
}

void measureText(gui::MainWindow& window, qsizetype bytes)
{
    QString text = QStringLiteral("strategy \"Long\" {\n");
    while (text.size() < bytes) {
        text += QStringLiteral("    # a line of a text that is much too long to be a program\n");
    }
    text += QStringLiteral("}\n");
    test::TurnWatch watch;
    window.document()->replaceSource(text, QStringLiteral("A long text"));
    test::turnFor(100);
    waitIdle(window);
    test::turnFor(kAfterMs);
    printHolds("a text of " + std::to_string(bytes / 1'000) + " kB put into the editor", watch);
}

void measureLongHistory(std::size_t count, gui::ThemeSource& themes)
{
    const auto market = std::make_shared<test::LongMarket>(bench::syntheticBars(count));
    const std::string bars = std::to_string(count) + " bars";
    auto window = shownWindow(market, themes);
    measureRuns(*window, bars);
    measureCancelling(*window, bars);
    measureTabs(*window, bars);
    window->runSentence(test::longSentence());
    waitIdle(*window);
    test::turnFor(2'000);
    test::TurnWatch watch;
    window->close();
    window.reset();
    printHolds(bars + ": closing the window", watch);
    measureClosing(market, themes, bars);
}

} // namespace

int main(int argc, char** argv)
{
    QElapsedTimer clock;
    clock.start();
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QTemporaryDir store; // imported bars go there
    qputenv("XDG_DATA_HOME", QFile::encodeName(store.path()));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    gui::ThemeSource themes;
    {
        const auto window =
            shownWindow(std::make_shared<test::LongMarket>(bench::syntheticBars(1'000)), themes);
        std::printf("start to first frame               %8.1f ms\n", ms(clock));
        measureSentences(*window);
        measureEvents(*window);
        for (const qsizetype bytes : {20'000, 200'000, 900'000, 5'000'000}) {
            measureText(*window, bytes);
        }
    }
    measureImport(themes);
    std::vector<std::size_t> counts{1'000'000, 10'000'000};
    if (argc > 1) {
        counts.clear();
        for (int i = 1; i < argc; ++i) {
            counts.push_back(std::strtoull(argv[i], nullptr, 10));
        }
    }
    for (const std::size_t count : counts) {
        measureLongHistory(count, themes);
    }
    return 0;
}
