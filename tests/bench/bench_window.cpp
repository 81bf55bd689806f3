// bench_window [BARS]: the window's own times, offscreen: start to the first frame, a sentence to
// its drawn result, and the longest time the event loop was held while a long run, an edit and a
// stream of events went on. Prints one line each; BARS (default 1,000,000) is the length of the
// long run.
#include "bench_bars.h"
#include "bridge/text.h"
#include "data/local_bar_library.h"
#include "data/local_data.h"
#include "data/local_ports.h"
#include "gui/main_window.h"
#include "gui/timeline_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

#include <cstdio>

using namespace sw;

namespace {

/// The samples, and one long series under the symbol BTCUSDT.
class BenchMarket : public agents::MarketData
{
public:
    BenchMarket(data::LocalData samples, market::BarsPtr series)
        : m_samples(std::move(samples)), m_series(std::move(series))
    {}
    Result<market::BarsPtr> bars(const std::string& symbol, Timeframe timeframe,
                                 std::stop_token stop) override
    {
        return symbol == "BTCUSDT" ? Result<market::BarsPtr>(m_series)
                                   : m_samples.bars(symbol, timeframe, stop);
    }
    std::string provenance(const std::string& symbol) const override
    {
        return symbol == "BTCUSDT" ? "made for the benchmark" : m_samples.provenance(symbol);
    }
    std::string onlySymbol() const override { return {}; }

private:
    data::LocalData m_samples;
    market::BarsPtr m_series;
};

/// The longest time between two turns of the event loop.
class Watchdog
{
public:
    Watchdog()
    {
        m_timer.setInterval(0);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_longest = std::max(m_longest, m_clock.nsecsElapsed());
            m_clock.restart();
        });
    }
    void start()
    {
        m_longest = 0;
        m_clock.start();
        m_timer.start();
    }
    double stopMs()
    {
        m_timer.stop();
        return static_cast<double>(std::max(m_longest, m_clock.nsecsElapsed())) / 1e6;
    }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

bool isIdle(const gui::MainWindow& window)
{
    return !window.document()->isRunning() && !window.document()->isMeasuring();
}

agents::RunEvent streamed(qint64 seq)
{
    agents::RunEvent event;
    event.session = QStringLiteral("bench");
    event.seq = seq;
    event.time = {seq};
    event.type = seq % 3 == 0 ? agents::EventType::LlmDelta : agents::EventType::AgentProgress;
    event.agent = QStringLiteral("CodeGenerator");
    event.action = QStringLiteral("writing the program");
    event.message = QStringLiteral("Step %1 of a long stream of events").arg(seq);
    event.data = {{QStringLiteral("text"), QStringLiteral("word ")}};
    return event;
}

} // namespace

int main(int argc, char** argv)
{
    QElapsedTimer clock;
    clock.start();
    qputenv("QT_QPA_PLATFORM", qEnvironmentVariableIsSet("QT_QPA_PLATFORM")
                                   ? qgetenv("QT_QPA_PLATFORM")
                                   : QByteArray("offscreen"));
    QApplication application(argc, argv);
    const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    gui::ThemeSource themes;
    QElapsedTimer apart;
    apart.start();
    const auto market = std::make_shared<BenchMarket>(std::move(*data::LocalData::make({})),
                                                      bench::syntheticBars(count));
    const qint64 making = apart.nsecsElapsed();
    gui::WindowServices services;
    services.ports = [market] {
        return agents::Ports{market, std::make_shared<data::EngineBacktester>(),
                             std::make_shared<data::SystemClock>(), "bench"};
    };
    services.library = std::make_shared<data::LocalBarLibrary>();
    services.barsChanged = [] {};
    gui::MainWindow window(std::move(services), themes);
    window.resize(1920, 1080);
    window.show();
    window.grab();
    std::printf(
        "start to first frame               %8.1f ms (without the bars of this benchmark)\n",
        static_cast<double>(clock.nsecsElapsed() - making) / 1e6);

    const auto draw = [&](const QString& sentence) {
        QElapsedTimer one;
        one.start();
        window.runSentence(sentence);
        const bool done = QTest::qWaitFor([&] { return isIdle(window); }, 120'000);
        window.grab();
        return done ? static_cast<double>(one.nsecsElapsed()) / 1e6 : -1.0;
    };
    const QString rsi = QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70");
    std::printf("sentence to drawn result, first    %8.1f ms\n", draw(rsi));
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        best = std::min(best, draw(rsi));
    }
    std::printf("sentence to drawn result, best of 5%8.1f ms\n", best);

    Watchdog watchdog;
    watchdog.start();
    QElapsedTimer longRun;
    longRun.start();
    window.runSentence(
        QStringLiteral("Buy BTCUSDT on 1 hour bars when RSI < 30, sell when RSI > 70"));
    const bool done = QTest::qWaitFor([&] { return isIdle(window); }, 600'000);
    QTest::qWait(200);
    std::printf("run over %zu bars%s: %.1f s, event loop held at most %.1f ms\n", count,
                done && window.document()->shown() ? "" : " (failed)",
                static_cast<double>(longRun.elapsed()) / 1e3, watchdog.stopMs());

    auto* timeline = window.findChild<gui::TimelinePanel*>();
    std::vector<agents::RunEvent> events;
    for (qint64 seq = 1; seq <= 5000; ++seq) {
        events.push_back(streamed(seq));
    }
    watchdog.start();
    timeline->replay(std::move(events));
    for (int i = 0; i < 50; ++i) {
        timeline->seekReplay(timeline->replayPosition() + 100);
        QTest::qWait(20);
    }
    std::printf("stream of 5,000 events: event loop held at most %.1f ms\n", watchdog.stopMs());
    return 0;
}
