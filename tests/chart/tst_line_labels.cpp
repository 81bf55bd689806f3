#include "test_main.h"

#include "chart/line_labels.h"

#include <random>

using namespace sw;
using namespace sw::chart;

namespace {

constexpr double kLabelHeight = 15;

/// "exit above 70" and "entry below 30" in a pane of `height` pixels that shows 0…100.
std::vector<LineLabel> levelsOf(double height)
{
    return {{0.3 * height, 82}, {0.7 * height, 94}};
}

} // namespace

/// Labels of reference lines: beside their line, never on one another.
class TestLineLabels : public QObject
{
    Q_OBJECT

private slots:
    void standAboveTheirLinesAtTheRightWhereThereIsRoom();
    void aLowPaneShowsBothLevels_data();
    void aLowPaneShowsBothLevels();
    void aLabelWithoutRoomIsLeftOut();
    void anyNumberOfLinesStaysReadable();
};

void TestLineLabels::standAboveTheirLinesAtTheRightWhereThereIsRoom()
{
    const QRectF pane(0, 0, 900, 200);
    const auto boxes = placeLineLabels(levelsOf(200), kLabelHeight, pane);
    QCOMPARE(*boxes[0], QRectF(900 - 82, 60 - 1 - kLabelHeight, 82, kLabelHeight));
    QCOMPARE(*boxes[1], QRectF(900 - 94, 140 - 1 - kLabelHeight, 94, kLabelHeight));
}

void TestLineLabels::aLowPaneShowsBothLevels_data()
{
    QTest::addColumn<double>("height");
    for (const double height : {90., 60., 45., 38., 34., 30., 26., 24.}) {
        QTest::newRow(qPrintable(QString::number(height))) << height;
    }
}

void TestLineLabels::aLowPaneShowsBothLevels()
{
    QFETCH(double, height);
    const QRectF pane(40, 300, 900, height);
    std::vector<LineLabel> lines = levelsOf(height);
    for (LineLabel& line : lines) {
        line.lineY += pane.top();
    }
    const auto boxes = placeLineLabels(lines, kLabelHeight, pane);
    QVERIFY(boxes[0] && boxes[1]);
    QVERIFY(!boxes[0]->intersects(*boxes[1]));
    QVERIFY(pane.contains(*boxes[0]) && pane.contains(*boxes[1]));
}

void TestLineLabels::aLabelWithoutRoomIsLeftOut()
{
    const QRectF pane(0, 0, 900, 100);
    const auto outside =
        placeLineLabels(std::vector<LineLabel>{{-5, 80}, {105, 80}, {50, 80}}, kLabelHeight, pane);
    QVERIFY(!outside[0] && !outside[1] && outside[2]);
    const QRectF flat(0, 0, 900, kLabelHeight - 1);
    QVERIFY(!placeLineLabels(std::vector<LineLabel>{{7, 80}}, kLabelHeight, flat)[0]);
    // Two at one height stand side by side, but not in a pane that is all legend.
    const std::vector<LineLabel> same = {{20, 80}, {20, 80}, {20, 80}, {20, 80}};
    const auto wide = placeLineLabels(same, kLabelHeight, QRectF(0, 0, 900, 40));
    QCOMPARE(std::ranges::count_if(wide, [](const auto& box) { return box.has_value(); }), 4);
    const auto narrow = placeLineLabels(same, kLabelHeight, QRectF(0, 0, 120, 40));
    QCOMPARE(std::ranges::count_if(narrow, [](const auto& box) { return box.has_value(); }), 2);
}

void TestLineLabels::anyNumberOfLinesStaysReadable()
{
    std::mt19937 random(7);
    const auto upTo = [&](double most) {
        return std::uniform_real_distribution<double>(0, most)(random);
    };
    for (int round = 0; round < test::cases(500); ++round) {
        const QRectF pane(upTo(60), upTo(500), 200 + upTo(900), 16 + upTo(160));
        std::vector<LineLabel> lines(1 + static_cast<std::size_t>(upTo(7)));
        for (LineLabel& line : lines) {
            line = {pane.top() + upTo(pane.height()), 30 + upTo(120)};
        }
        const auto boxes = placeLineLabels(lines, kLabelHeight, pane);
        QCOMPARE(boxes.size(), lines.size());
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            QVERIFY(!boxes[i] ||
                    pane.adjusted(-0.01, -0.01, 0.01, 0.01).contains(*boxes[i])); // rounding
            for (std::size_t k = 0; k < i; ++k) {
                QVERIFY(!boxes[i] || !boxes[k] || !boxes[i]->intersects(*boxes[k]));
            }
        }
    }
}

SW_TEST(TestLineLabels)
#include "tst_line_labels.moc"
