#include "test_main.h"

#include "chart/chart_view.h"
#include "chart/plot.h"
#include "chart_samples.h"

#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <QXmlStreamReader>

using namespace sw;
using namespace sw::chart;

namespace {

constexpr int kBars = 500;

/// A chart of 500 bars with everything, laid out at 1000 x 700.
struct Shown {
    ChartView view;
    QCustomPlot* plot = nullptr;

    explicit Shown(const ChartModelPtr& model = samples::fullModel(samples::walkBars(kBars)))
    {
        view.resize(1000, 700);
        view.setModel(model);
        view.grab();
        plot = view.findChild<QCustomPlot*>();
    }

    QPointF at(double bar) const
    {
        const QCPAxis* const key = plot->axisRect(0)->axis(QCPAxis::atBottom);
        return {key->coordToPixel(bar), plot->axisRect(0)->center().y() + 0.0};
    }
    void mouse(QEvent::Type type, QPointF point, Qt::MouseButtons held) const
    {
        const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
        QMouseEvent event(type, point, plot->mapToGlobal(point), button, held, Qt::NoModifier);
        QApplication::sendEvent(plot, &event);
    }
    void wheel(QPointF point, int notches) const
    {
        QWheelEvent event(point, plot->mapToGlobal(point), QPoint(), QPoint(0, 120 * notches),
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(plot, &event);
    }
};

} // namespace

class TestChartView : public QObject
{
    Q_OBJECT

private slots:
    void showsAllBarsFirst();
    void wheelZoomsAboutTheCursor();
    void rangeStaysWithinTheData();
    void dragMovesByWhatTheMouseMoved();
    void doubleClickShowsEverything();
    void keysMoveTheCrosshair();
    void keysMoveTheRange();
    void keysStepThroughTrades();
    void presetsCountBackFromTheLastBar();
    void goesToATime();
    void crosshairShowsTheData();
    void clickOnAMarkerNamesTheTrade();
    void hidesAndShowsPanes();
    void keepsTheRangeWhenOnlyResultsChange();
    void looksTheSameAfterNothingWasShown();
    void refusesLogarithmOfNegativePrices();
    void showsEmptyAndTinyModels();
    void showsASeriesWithoutValues();
    void describesItselfInWords();
};

void TestChartView::showsAllBarsFirst()
{
    const Shown shown;
    QCOMPARE(shown.view.visibleBars(), (BarSpan{0, kBars - 1}));
}

void TestChartView::wheelZoomsAboutTheCursor()
{
    Shown shown;
    shown.view.setVisibleBars(100, 299);
    QSignalSpy changed(&shown.view, &ChartView::rangeChanged);
    const QPointF point = shown.at(150);
    shown.wheel(point, 1);
    const BarSpan near = shown.view.visibleBars();
    QVERIFY(near.count() < 200 && near.count() > 150);
    QVERIFY(std::fabs(shown.at(150).x() - point.x()) < 0.01);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toInt(), near.first);
    QCOMPARE(changed[0][1].toInt(), near.last);
    shown.wheel(point, -1);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{100, 299}));
}

void TestChartView::rangeStaysWithinTheData()
{
    Shown shown;
    for (int k = 0; k < 30; ++k) {
        shown.wheel(shown.at(250), 1);
    }
    QVERIFY(shown.view.visibleBars().count() >= 9);
    for (int k = 0; k < 60; ++k) {
        shown.wheel(shown.at(250), -1);
    }
    QCOMPARE(shown.view.visibleBars(), (BarSpan{0, kBars - 1}));
    shown.view.setVisibleBars(-300, -200);
    QCOMPARE(shown.view.visibleBars().first, 0);
    shown.view.setVisibleBars(900, 999);
    QCOMPARE(shown.view.visibleBars().last, kBars - 1);
    QVERIFY(shown.view.visibleBars().count() >= 97);
}

void TestChartView::dragMovesByWhatTheMouseMoved()
{
    Shown shown;
    shown.view.setVisibleBars(200, 299);
    const double perBar = shown.at(201).x() - shown.at(200).x();
    const QPointF start = shown.at(250);
    shown.mouse(QEvent::MouseButtonPress, start, Qt::LeftButton);
    shown.mouse(QEvent::MouseMove, start + QPointF(20 * perBar, 0), Qt::LeftButton);
    shown.mouse(QEvent::MouseButtonRelease, start + QPointF(20 * perBar, 0), Qt::NoButton);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{180, 279}));
    // Beyond the first bar it stops.
    shown.mouse(QEvent::MouseButtonPress, start, Qt::LeftButton);
    shown.mouse(QEvent::MouseMove, start + QPointF(900 * perBar, 0), Qt::LeftButton);
    shown.mouse(QEvent::MouseButtonRelease, start + QPointF(900 * perBar, 0), Qt::NoButton);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{0, 99}));
}

void TestChartView::doubleClickShowsEverything()
{
    Shown shown;
    shown.view.setVisibleBars(200, 299);
    shown.mouse(QEvent::MouseButtonDblClick, shown.at(250), Qt::LeftButton);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{0, kBars - 1}));
}

void TestChartView::keysMoveTheCrosshair()
{
    Shown shown;
    QSignalSpy hovered(&shown.view, &ChartView::barHovered);
    shown.view.setVisibleBars(200, 299);
    QTest::keyClick(&shown.view, Qt::Key_Left);
    QCOMPARE(shown.view.hoveredBar(), 298);
    QTest::keyClick(&shown.view, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(shown.view.hoveredBar(), 288);
    QTest::keyClick(&shown.view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&shown.view, Qt::Key_Right);
    QCOMPARE(shown.view.hoveredBar(), 299);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{200, 299}));
    QTest::keyClick(&shown.view, Qt::Key_Right);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{201, 300})); // scrolls into view
    shown.view.setHoveredBar(2);
    QTest::keyClick(&shown.view, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(shown.view.hoveredBar(), 0);
    QTest::keyClick(&shown.view, Qt::Key_Escape);
    QCOMPARE(shown.view.hoveredBar(), -1);
    QCOMPARE(hovered.last()[0].toInt(), -1);
}

void TestChartView::keysMoveTheRange()
{
    Shown shown;
    shown.view.setVisibleBars(200, 299);
    QTest::keyClick(&shown.view, Qt::Key_PageUp);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{110, 209}));
    QTest::keyClick(&shown.view, Qt::Key_PageDown);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{200, 299}));
    QTest::keyClick(&shown.view, Qt::Key_Home);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{0, 99}));
    QTest::keyClick(&shown.view, Qt::Key_End);
    QCOMPARE(shown.view.visibleBars().last, kBars - 1);
    QTest::keyClick(&shown.view, Qt::Key_Plus);
    const int near = shown.view.visibleBars().count();
    QVERIFY(near < 80);
    QTest::keyClick(&shown.view, Qt::Key_Minus);
    QVERIFY(shown.view.visibleBars().count() > near);
}

void TestChartView::keysStepThroughTrades()
{
    Shown shown;
    QSignalSpy clicked(&shown.view, &ChartView::tradeClicked);
    QTest::keyClick(&shown.view, Qt::Key_BracketRight);
    QCOMPARE(shown.view.currentTrade(), 0);
    QTest::keyClick(&shown.view, Qt::Key_BracketRight);
    QCOMPARE(shown.view.currentTrade(), 1);
    QTest::keyClick(&shown.view, Qt::Key_BracketLeft);
    QCOMPARE(shown.view.currentTrade(), 0);
    QCOMPARE(clicked.size(), 3);
    const engine::Trade& trade = shown.view.model()->trades[0];
    const BarSpan span = shown.view.visibleBars();
    QVERIFY(span.first <= trade.entryBar && span.last >= trade.exitBar);
}

void TestChartView::presetsCountBackFromTheLastBar()
{
    Shown shown;
    const market::Bars& bars = *shown.view.model()->bars;
    shown.view.showPreset(RangePreset::Year);
    const BarSpan span = shown.view.visibleBars();
    QCOMPARE(span.last, kBars - 1);
    const CivilDate last = dateOf(bars.time()[kBars - 1]);
    const CivilDate first = dateOf(bars.time()[static_cast<std::size_t>(span.first)]);
    QVERIFY(first > (CivilDate{last.year - 1, last.month, last.day}));
    QVERIFY(span.count() >= 255 && span.count() <= 263);
    shown.view.showPreset(RangePreset::YearToDate);
    QCOMPARE(dateOf(bars.time()[static_cast<std::size_t>(shown.view.visibleBars().first)]).year,
             last.year);
    shown.view.showPreset(RangePreset::All);
    QCOMPARE(shown.view.visibleBars().count(), kBars);
    shown.view.showPreset(RangePreset::FiveYears); // longer than the data
    QCOMPARE(shown.view.visibleBars().count(), kBars);
}

void TestChartView::goesToATime()
{
    Shown shown;
    shown.view.setVisibleBars(0, 99);
    shown.view.goTo(shown.view.model()->bars->time()[300]);
    QCOMPARE(shown.view.hoveredBar(), 300);
    const BarSpan span = shown.view.visibleBars();
    QVERIFY(std::abs((span.first + span.last) / 2 - 300) <= 1);
    shown.view.goTo(Timestamp{4'000'000'000'000}); // after the data: the last bar
    QCOMPARE(shown.view.hoveredBar(), kBars - 1);
}

void TestChartView::crosshairShowsTheData()
{
    Shown shown;
    const ChartModel& model = *shown.view.model();
    shown.mouse(QEvent::MouseMove, shown.at(123), Qt::NoButton);
    QCOMPARE(shown.view.hoveredBar(), 123);
    const QString price = shown.view.legend(QStringLiteral("price")).join(QLatin1Char('\n'));
    const auto text = [](double value) { return QString::number(value, 'f', 2); };
    for (const double value : {model.bars->open()[123], model.bars->high()[123],
                               model.bars->low()[123], model.bars->close()[123]}) {
        QVERIFY2(price.contains(text(value)), qPrintable(price));
    }
    const double change = model.bars->close()[123] - model.bars->close()[122];
    QVERIFY(price.contains((change > 0 ? QStringLiteral("+") : QString()) + text(change)));
    QVERIFY(price.contains(QStringLiteral("SMA 20 ") + text((*model.overlays[0].values)[123])));
    QCOMPARE(shown.view.legend(QStringLiteral("rsi")).value(0),
             QStringLiteral("RSI 14 ") + text((*model.panes[0].series[0].values)[123]));
    const double equity = 100 * ((*model.equity->equity)[123] / 10'000 - 1);
    const QString sign = equity > 0 ? QStringLiteral("+") : QString();
    QVERIFY(shown.view.legend(QStringLiteral("equity"))
                .value(0)
                .contains(QStringLiteral("Strategy %1%2%").arg(sign, text(equity))));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(shown.plot, &leave);
    QCOMPARE(shown.view.hoveredBar(), -1);
}

void TestChartView::clickOnAMarkerNamesTheTrade()
{
    Shown shown;
    shown.view.setVisibleBars(0, 120);
    shown.view.grab();
    QSignalSpy clicked(&shown.view, &ChartView::tradeClicked);
    const engine::Trade& trade = shown.view.model()->trades[0];
    const QCPAxis* const value = shown.plot->axisRect(0)->axis(QCPAxis::atRight);
    const double low = shown.view.model()->bars->low()[static_cast<std::size_t>(trade.entryBar)];
    const QPointF marker(shown.at(trade.entryBar).x(), value->coordToPixel(low) + 8);
    shown.mouse(QEvent::MouseButtonPress, marker, Qt::LeftButton);
    shown.mouse(QEvent::MouseButtonRelease, marker, Qt::NoButton);
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].toInt(), 0);
    QCOMPARE(shown.view.currentTrade(), 0);
}

void TestChartView::hidesAndShowsPanes()
{
    Shown shown;
    const QStringList ids{QStringLiteral("price"),      QStringLiteral("volume"),
                          QStringLiteral("rsi"),        QStringLiteral("equity"),
                          QStringLiteral("underwater"), QStringLiteral("sharpe")};
    QCOMPARE(shown.view.paneIds(), ids);
    QCOMPARE(shown.plot->axisRectCount(), 6);
    shown.view.setPaneVisible(QStringLiteral("sharpe"), false);
    shown.view.setPaneVisible(QStringLiteral("price"), false); // stays
    QCOMPARE(shown.plot->axisRectCount(), 5);
    QVERIFY(shown.view.isPaneVisible(QStringLiteral("price")));
    shown.view.setModel(samples::fullModel(samples::walkBars(300)));
    QCOMPARE(shown.plot->axisRectCount(), 5); // remembered
    shown.view.setPaneVisible(QStringLiteral("sharpe"), true);
    QCOMPARE(shown.plot->axisRectCount(), 6);
}

void TestChartView::keepsTheRangeWhenOnlyResultsChange()
{
    const auto bars = samples::walkBars(kBars);
    Shown shown(samples::fullModel(bars));
    shown.view.setVisibleBars(100, 199);
    shown.view.setModel(samples::fullModel(bars, 20, 5));
    QCOMPARE(shown.view.visibleBars(), (BarSpan{100, 199}));
    shown.view.setModel(samples::fullModel(samples::walkBars(400)));
    QCOMPARE(shown.view.visibleBars(), (BarSpan{0, 399}));
}

void TestChartView::looksTheSameAfterNothingWasShown()
{
    const auto model = samples::fullModel(samples::walkBars(kBars));
    Shown shown(model);
    ChartView view;
    view.resize(shown.view.size());
    view.setModel(samples::fullModel(samples::walkBars(400)));
    view.grab();
    view.setModel(nullptr);
    view.grab();
    view.setModel(model);
    QCOMPARE(view.grab().toImage(), shown.view.grab().toImage());
}

void TestChartView::refusesLogarithmOfNegativePrices()
{
    Shown shown;
    QVERIFY(shown.view.setLogScale(true).has_value());
    QVERIFY(shown.view.logScale());
    shown.view.grab();
    market::BarColumns columns = samples::walkColumns(kBars, {}, 1);
    for (std::vector<double>* column :
         {&columns.open, &columns.high, &columns.low, &columns.close}) {
        for (double& price : *column) {
            price -= 100;
        }
    }
    auto model = std::make_shared<ChartModel>();
    model->bars = *market::Bars::make(market::instrumentFor("SPREAD"), {}, columns);
    shown.view.setModel(model); // was logarithmic: turns linear and says so
    QVERIFY(!shown.view.logScale());
    QVERIFY(shown.view.note().contains(QStringLiteral("linear")));
    const Status refused = shown.view.setLogScale(true);
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().kind == ErrorKind::InvalidInput);
    shown.view.grab();
    QVERIFY(shown.view.setLogScale(false).has_value());
    QVERIFY(shown.view.note().isEmpty());
}

void TestChartView::showsEmptyAndTinyModels()
{
    ChartView view;
    view.resize(600, 400);
    view.grab();
    QVERIFY(view.visibleBars().count() <= 0);
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_BracketRight);
    QTest::keyClick(&view, Qt::Key_End);
    view.showAll();
    view.showTrade(3);
    view.goTo(Timestamp{0});
    QVERIFY(view.csv().isEmpty());
    for (const std::size_t count : {0UL, 1UL, 2UL}) {
        auto model = std::make_shared<ChartModel>();
        model->bars = samples::walkBars(count);
        view.setModel(model);
        view.grab();
        QCOMPARE(view.visibleBars().count(), static_cast<int>(count));
        QTest::keyClick(&view, Qt::Key_Left);
        QTest::keyClick(&view, Qt::Key_Plus);
        QVERIFY(!view.toSvg().isEmpty());
    }
    view.setModel(nullptr);
    QVERIFY(view.model() == nullptr);
    view.grab();
}

void TestChartView::showsASeriesWithoutValues()
{
    const auto bars = samples::walkBars(100);
    auto model = std::make_shared<ChartModel>(*samples::fullModel(bars));
    const auto nothing = std::make_shared<std::vector<double>>(100, std::nan(""));
    model->overlays = {Series{"Nothing", nothing}};
    model->panes = {IndicatorPane{"none", "None", {Series{"None", nothing}}}};
    Shown shown(model);
    QCOMPARE(shown.view.legend(QStringLiteral("none")).value(0), QStringLiteral("None –"));
    QVERIFY(shown.view.legend(QStringLiteral("price"))
                .join(QString())
                .contains(QStringLiteral("Nothing –")));
}

void TestChartView::describesItselfInWords()
{
    Shown shown;
    const QString words = shown.view.accessibleDescription();
    QCOMPARE(words, shown.view.describe());
    for (const char* part : {"WALK", "daily", "500 bars", "6 Jan 2020", "12 trades in view"}) {
        QVERIFY2(words.contains(QLatin1String(part)), qPrintable(words));
    }
    QVERIFY(words.contains(QString::number(shown.view.model()->bars->close().back(), 'f', 2)));
    QVERIFY(!shown.view.accessibleName().isEmpty());
}

SW_TEST(TestChartView)

class TestChartExport : public QObject
{
    Q_OBJECT

private slots:
    void commaSeparatedTextEqualsTheData();
    void svgIsWellFormed();
    void writesPicturesOfTheAskedSize();
    void saysWhyAFileCannotBeWritten();
    void leavesTheChartOnScreenAlone();
};

void TestChartExport::commaSeparatedTextEqualsTheData()
{
    const Shown shown;
    const ChartModel& model = *shown.view.model();
    const QStringList lines = shown.view.csv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), kBars + 1);
    const QStringList header = lines[0].split(QLatin1Char(','));
    QCOMPARE(
        header.mid(0, 8),
        QStringLiteral("time,open,high,low,close,volume,SMA 20,SMA 100").split(QLatin1Char(',')));
    for (const int bar : {0, 19, 250, kBars - 1}) {
        const auto k = static_cast<std::size_t>(bar);
        const QStringList cells = lines[bar + 1].split(QLatin1Char(','));
        QCOMPARE(cells.size(), header.size());
        QCOMPARE(cells[0], QString::fromStdString(formatDate(model.bars->time()[k])));
        QCOMPARE(cells[1].toDouble(), model.bars->open()[k]);
        QCOMPARE(cells[4].toDouble(), model.bars->close()[k]);
        QCOMPARE(cells[5].toDouble(), model.bars->volume()[k]);
        const double average = (*model.overlays[0].values)[k];
        QCOMPARE(cells[6].isEmpty(), std::isnan(average));
        QVERIFY(cells[6].isEmpty() || cells[6].toDouble() == average);
    }
    Shown near;
    near.view.setVisibleBars(10, 29);
    QCOMPARE(near.view.csv(CsvExtent::Visible).count(QLatin1Char('\n')), 21);
}

void TestChartExport::svgIsWellFormed()
{
    const Shown shown;
    const QByteArray svg = shown.view.toSvg(ExportOptions{QSize(800, 500)});
    QXmlStreamReader reader(svg);
    int paths = 0;
    bool hasDescription = false;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement()) {
            paths += reader.name() == QLatin1String("path") ||
                             reader.name() == QLatin1String("polyline") ||
                             reader.name() == QLatin1String("rect")
                         ? 1
                         : 0;
            hasDescription = hasDescription || reader.name() == QLatin1String("desc");
        }
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QVERIFY(paths > 100);
    QVERIFY(hasDescription);
    QVERIFY(svg.contains("WALK"));
}

void TestChartExport::writesPicturesOfTheAskedSize()
{
    const Shown shown;
    const QTemporaryDir folder;
    const QString png = folder.filePath(QStringLiteral("chart.png"));
    QVERIFY(shown.view.exportPng(png, ExportOptions{QSize(640, 400), 2}).has_value());
    const QImage image(png);
    QCOMPARE(image.size(), QSize(1280, 800));
    QCOMPARE(image.pixelColor(2, 790), ChartColors::light().panel);
    QVERIFY(shown.view.exportPng(png, ExportOptions{QSize(640, 400), 1, false}).has_value());
    QCOMPARE(QImage(png).pixelColor(2, 395), ChartColors::dark().panel);
    const QString pdf = folder.filePath(QStringLiteral("chart.pdf"));
    QVERIFY(shown.view.exportPdf(pdf).has_value());
    QFile file(pdf);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("%PDF-"));
    QVERIFY(shown.view.exportSvg(folder.filePath(QStringLiteral("chart.svg"))).has_value());
    shown.view.copyToClipboard();
    QCOMPARE(QGuiApplication::clipboard()->image().size(), QSize(2000, 1400));
}

void TestChartExport::saysWhyAFileCannotBeWritten()
{
    const Shown shown;
    const QTemporaryDir folder;
    const Status written = shown.view.exportPng(folder.filePath(QStringLiteral("no/such/x.png")));
    QVERIFY(!written.has_value());
    QVERIFY(written.error().kind == ErrorKind::Io);
    QVERIFY(written.error().message.find("x.png") != std::string::npos);
}

void TestChartExport::leavesTheChartOnScreenAlone()
{
    Shown shown;
    shown.view.setVisibleBars(100, 180);
    const QImage before = shown.view.grab().toImage();
    QVERIFY(!shown.view.toSvg(ExportOptions{QSize(300, 900)}).isEmpty());
    QCOMPARE(shown.view.grab().toImage(), before);
    QCOMPARE(shown.view.visibleBars(), (BarSpan{100, 180}));
}

SW_TEST(TestChartExport)
#include "tst_chart_view.moc"
