#include "test_main.h"

#include "chart/chart_stage.h"
#include "chart/plottables.h"
#include "chart/trade_marks.h"
#include "chart_samples.h"

#include <QImage>

#include <random>

using namespace sw;
using namespace sw::chart;

namespace {

constexpr int kWidth = 700;
constexpr int kHeight = 400;

Canvas canvasOver(std::int32_t count, double low, double high)
{
    Canvas canvas;
    canvas.rect = QRect(0, 0, kWidth, kHeight);
    canvas.lower = -0.5;
    canvas.perBar = kWidth / double(count);
    canvas.a = -(kHeight - 1) / (high - low);
    canvas.b = (kHeight - 1) * high / (high - low);
    canvas.last = count - 1;
    return canvas;
}

DrawnSeries seriesOf(std::vector<double> values)
{
    DrawnSeries series;
    series.owner = std::make_shared<const std::vector<double>>(std::move(values));
    series.values = *series.owner;
    series.pyramid = MinMaxPyramid(series.values);
    return series;
}

QImage drawn(const Canvas& canvas, const DrawnSeries& series)
{
    QImage image(kWidth, kHeight, QImage::Format_RGB32);
    image.fill(Qt::black);
    QCPPainter painter(&image);
    drawSeriesLine(painter, canvas, series, QPen(Qt::white, 1));
    painter.end();
    return image;
}

bool isLit(const QImage& image, int x, double y)
{
    return qGray(image.pixel(x, std::clamp(static_cast<int>(std::lround(y)), 0, kHeight - 1))) > 0;
}

TradeMarks* marksOf(ChartStage& stage)
{
    for (int k = 0; k < stage.plot().plottableCount(); ++k) {
        if (auto* const marks = dynamic_cast<TradeMarks*>(stage.plot().plottable(k))) {
            return marks;
        }
    }
    return nullptr;
}

void paint(ChartStage& stage)
{
    stage.layoutFor(QSize(1000, 600));
    stage.plot().grab();
}

} // namespace

class TestDrawing : public QObject
{
    Q_OBJECT

private slots:
    void everyBarBelongsToOneColumn();
    void denseLinesReachTheExtremesOfEveryColumn();
    void aSpikeOfOneBarInAMillionIsSeen();
    void gapsStayEmpty();
    void aSeriesWithoutValuesDrawsNothing();
    void drawsBoundedMarksForManyTrades();
    void drawsEachTradeWhenThereAreFew();
};

void TestDrawing::everyBarBelongsToOneColumn()
{
    std::mt19937 random(2);
    for (int round = 0; round < 50; ++round) {
        const auto count = static_cast<std::int32_t>(800 + random() % 900'000);
        Canvas canvas = canvasOver(count, 0, 1);
        canvas.lower += static_cast<double>(random() % 1000) / 7;
        std::int64_t next = -1;
        int before = -1;
        const std::int64_t block = columnBlock(canvas.perBar);
        QVERIFY(static_cast<double>(block) * canvas.perBar <= 0.125 || block == 1);
        visitColumns(canvas, [&](int x, std::int64_t first, std::int64_t end) {
            QVERIFY(next < 0 || first == next);
            QVERIFY(x > before && end > first);
            // Rounded by less than an eighth of a pixel.
            QVERIFY(canvas.x(static_cast<double>(first)) >= x - 0.01);
            QVERIFY(canvas.x(static_cast<double>(end - 1)) <= x + 1.13);
            next = end;
            before = x;
        });
        QVERIFY(next > 0);
    }
}

void TestDrawing::denseLinesReachTheExtremesOfEveryColumn()
{
    std::mt19937 random(4);
    std::normal_distribution<double> step(0, 1);
    std::vector<double> values;
    double value = 0;
    for (int i = 0; i < 60'000; ++i) {
        value += step(random);
        values.push_back(value);
    }
    const DrawnSeries series = seriesOf(values);
    const MinMax all = series.range(0, 60'000);
    const Canvas canvas = canvasOver(60'000, all.low, all.high);
    const QImage image = drawn(canvas, series);
    int columns = 0;
    visitColumns(canvas, [&](int x, std::int64_t first, std::int64_t end) {
        MinMax brute;
        for (std::int64_t i = first; i < end; ++i) {
            brute.add(values[static_cast<std::size_t>(i)]);
        }
        QVERIFY(isLit(image, x, canvas.y(brute.high)));
        QVERIFY(isLit(image, x, canvas.y(brute.low)));
        ++columns;
    });
    QCOMPARE(columns, kWidth);
}

void TestDrawing::aSpikeOfOneBarInAMillionIsSeen()
{
    std::vector<double> values(1'000'000, 0.0);
    values[654'321] = 100;
    const DrawnSeries series = seriesOf(values);
    const Canvas canvas = canvasOver(1'000'000, 0, 100);
    const QImage image = drawn(canvas, series);
    bool isSeen = false;
    for (int x = 0; x < kWidth; ++x) {
        isSeen = isSeen || isLit(image, x, 0);
    }
    QVERIFY(isSeen);
}

void TestDrawing::gapsStayEmpty()
{
    std::vector<double> values(70, 5.0);
    std::fill(values.begin() + 30, values.begin() + 40, std::nan(""));
    values[35] = 5.0; // alone between two gaps
    const DrawnSeries series = seriesOf(values);
    const Canvas canvas = canvasOver(70, 0, 10);
    const QImage image = drawn(canvas, series);
    QVERIFY(isLit(image, static_cast<int>(canvas.x(20)), canvas.y(5)));
    QVERIFY(!isLit(image, static_cast<int>(canvas.x(32)), canvas.y(5)));
    QVERIFY(isLit(image, static_cast<int>(canvas.x(35)), canvas.y(5)));
    QVERIFY(!isLit(image, static_cast<int>(canvas.x(38)), canvas.y(5)));
}

void TestDrawing::aSeriesWithoutValuesDrawsNothing()
{
    for (const std::size_t count : {50UL, 50'000UL}) {
        const DrawnSeries series = seriesOf(std::vector<double>(count, std::nan("")));
        const QImage image = drawn(canvasOver(static_cast<std::int32_t>(count), 0, 1), series);
        for (int x = 0; x < kWidth; x += 3) {
            for (int y = 0; y < kHeight; y += 3) {
                QVERIFY(!isLit(image, x, y));
            }
        }
    }
}

void TestDrawing::drawsBoundedMarksForManyTrades()
{
    const auto bars = samples::walkBars(400'000, Timeframe{1, FrameUnit::Minute});
    const PreparedPtr prepared = prepareChart(samples::fullModel(bars, 4, 2));
    QVERIFY(prepared->trades().trades().size() > 99'000);
    ChartStage stage(nullptr);
    stage.setPrepared(prepared);
    stage.setRange(-0.5, 400'000);
    paint(stage);
    TradeMarks* const marks = marksOf(stage);
    QVERIFY(marks != nullptr);
    QVERIFY(marks->drawnMarks() > 0);
    QVERIFY(marks->drawnMarks() <= 1000);
    // Near, only what is in view.
    stage.setRange(200'000, 200'020);
    paint(stage);
    QVERIFY(marks->drawnMarks() > 0);
    QVERIFY(marks->drawnMarks() <= 16);
}

void TestDrawing::drawsEachTradeWhenThereAreFew()
{
    const auto bars = samples::walkBars(200);
    const PreparedPtr prepared = prepareChart(samples::fullModel(bars, 40, 12));
    ChartStage stage(nullptr);
    stage.setPrepared(prepared);
    stage.setRange(-0.5, 210);
    paint(stage);
    TradeMarks* const marks = marksOf(stage);
    const int trades = static_cast<int>(prepared->trades().trades().size());
    QCOMPARE(marks->drawnMarks(), 2 * trades);
}

SW_TEST(TestDrawing)
#include "tst_drawing.moc"
