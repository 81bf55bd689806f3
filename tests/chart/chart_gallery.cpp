// Renders the charts with the sample bars to PNG files, dark and light, for looking at them:
// chart_gallery FOLDER.
#include "chart/chart_view.h"
#include "chart_samples.h"
#include "market/csv.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPixmap>

#include <cstdio>

using namespace sw;
using namespace sw::chart;

namespace {

market::BarsPtr sampleBars()
{
    QFile file(QStringLiteral(SW_SOURCE_DIR "/resources/samples/AAPL.csv"));
    if (!file.open(QIODevice::ReadOnly)) {
        return nullptr;
    }
    market::CsvOptions options;
    options.symbol = "AAPL";
    const auto read = market::readCsv(file.readAll().toStdString(), options);
    return read ? read->bars : nullptr;
}

void shoot(QWidget& widget, QSize size, const QString& path)
{
    widget.resize(size);
    widget.grab();
    QCoreApplication::processEvents();
    if (!widget.grab().save(path)) {
        std::fprintf(stderr, "cannot write %s\n", qPrintable(path));
    }
}

void shootCharts(const market::BarsPtr& bars, const ChartColors& colors, const QDir& folder,
                 const QString& theme)
{
    const auto path = [&](const char* name) {
        return folder.filePath(QLatin1String(name) + QLatin1Char('_') + theme +
                               QStringLiteral(".png"));
    };
    const QSize size(1400, 900);
    ChartView view;
    view.setColors(colors);
    shoot(view, {700, 300}, path("empty"));
    view.setModel(test::fullModel(bars));
    shoot(view, size, path("all"));
    view.setVisibleBars(700, 940);
    view.setHoveredBar(860);
    shoot(view, size, path("middle"));
    view.setPaneVisible(QStringLiteral("sharpe"), false);
    view.setPaneVisible(QStringLiteral("underwater"), false);
    view.setVisibleBars(760, 830);
    view.showTrade(20);
    shoot(view, size, path("near"));
    view.setPriceStyle(PriceStyle::Bars);
    view.setVisibleBars(790, 850);
    shoot(view, {900, 600}, path("bars"));
    view.setPriceStyle(PriceStyle::Line);
    static_cast<void>(view.setLogScale(true));
    view.showAll();
    shoot(view, {900, 600}, path("line_log"));

    ChartView intraday;
    intraday.setColors(colors);
    intraday.setModel(
        test::fullModel(test::walkBars(40'000, Timeframe{5, FrameUnit::Minute}), 300, 60));
    intraday.setVisibleBars(30'000, 30'300);
    shoot(intraday, size, path("intraday"));
    intraday.showAll();
    shoot(intraday, size, path("intraday_all"));
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QDir folder(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral("."));
    const market::BarsPtr bars = sampleBars();
    if (bars == nullptr) {
        std::fprintf(stderr, "the sample bars cannot be read\n");
        return 1;
    }
    shootCharts(bars, ChartColors::dark(), folder, QStringLiteral("dark"));
    shootCharts(bars, ChartColors::light(), folder, QStringLiteral("light"));
    return 0;
}
