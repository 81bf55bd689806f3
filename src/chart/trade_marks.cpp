#include "chart/trade_marks.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sw::chart {

namespace {

constexpr double kFullPixels = 20;   // pixels a trade for boxes, lines and levels
constexpr double kMarkerPixels = 10; // for triangles alone
constexpr double kLevelPixels = 30;  // length of a level worth drawing
constexpr double kTriangle = 8;      // pixels
constexpr double kAway = 4;          // from the bar
constexpr int kStripHeight = 8;      // each way
constexpr int kLabelRoom = 17;       // of the labels of the test's parts, below the strip

bool isLong(const engine::Trade& trade)
{
    return trade.side == engine::Side::Long;
}

/// A triangle whose tip touches `tip`; the tip points up or down.
QPolygonF triangle(QPointF tip, bool pointsUp, double size)
{
    const double away = pointsUp ? size : -size;
    return QPolygonF{tip, QPointF(tip.x() - size * 0.62, tip.y() + away),
                     QPointF(tip.x() + size * 0.62, tip.y() + away)};
}

} // namespace

TradeMarks::Detail TradeMarks::detailOf(const Canvas& canvas) const
{
    const int count = m_prepared.trades().countIn(canvas.first, canvas.last);
    const double pixels = count == 0 ? kFullPixels : canvas.rect.width() / double(count);
    return pixels >= kFullPixels     ? Detail::Full
           : pixels >= kMarkerPixels ? Detail::Markers
                                     : Detail::Strip;
}

QPointF TradeMarks::tip(const Canvas& canvas, const engine::Trade& trade, bool isEntry) const
{
    const std::int32_t bar =
        std::clamp(isEntry ? trade.entryBar : trade.exitBar, 0, m_prepared.barCount() - 1);
    const auto k = static_cast<std::size_t>(bar);
    // What buys stands below the bar and points up, what sells above it and points down.
    const bool buys = isEntry == isLong(trade);
    const double y = buys ? canvas.y(m_prepared.bars().low()[k]) + kAway
                          : canvas.y(m_prepared.bars().high()[k]) - kAway;
    return QPointF(std::floor(canvas.x(bar)) + 0.5, y);
}

double TradeMarks::roomBelow() const
{
    return detailOf(canvas()) == Detail::Strip ? 2 * kStripHeight + 4 : kTriangle + 2;
}

void TradeMarks::draw(QCPPainter* painter)
{
    const Canvas canvas = this->canvas();
    m_drawnMarks = 0;
    if (m_prepared.trades().trades().empty() || m_prepared.barCount() == 0) {
        return;
    }
    painter->save();
    const Detail detail = detailOf(canvas);
    if (detail == Detail::Strip) {
        drawStrip(*painter, canvas);
    } else {
        if (detail == Detail::Full) {
            m_prepared.trades().visitIn(canvas.first, canvas.last, [&](int trade) {
                drawSpan(*painter, canvas, trade, trade == m_current);
            });
        }
        m_prepared.trades().visitIn(canvas.first, canvas.last, [&](int trade) {
            drawMarkers(*painter, canvas, trade, trade == m_current);
        });
    }
    if (detail != Detail::Full && m_current >= 0 &&
        static_cast<std::size_t>(m_current) < m_prepared.trades().trades().size()) {
        drawSpan(*painter, canvas, m_current, true);
        drawMarkers(*painter, canvas, m_current, true);
    }
    painter->restore();
}

void TradeMarks::drawSpan(QCPPainter& painter, const Canvas& canvas, int index,
                          bool isCurrent) const
{
    const engine::Trade& trade = m_prepared.trades().trades()[static_cast<std::size_t>(index)];
    const bool isWin = trade.netPnl >= 0;
    const QColor color = isWin ? m_colors.up : m_colors.down;
    const QPointF from(canvas.x(trade.entryBar), canvas.y(trade.entryPrice));
    const QPointF to(canvas.x(trade.exitBar), canvas.y(trade.exitPrice));
    QColor fill = color;
    fill.setAlpha(isCurrent ? 52 : 24);
    painter.setAntialiasing(false);
    const QRectF box = QRectF(from, to).normalized();
    painter.fillRect(box, fill);
    if (isCurrent) {
        painter.setPen(QPen(m_colors.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(0, 0, -1, -1));
    }
    const auto level = [&](double price, const QColor& levelColor) {
        if (std::isfinite(price) && (isCurrent || to.x() - from.x() >= kLevelPixels)) {
            const double y = std::round(canvas.y(price));
            QPen pen(levelColor, 1);
            pen.setDashPattern({2, 3});
            painter.setPen(pen);
            painter.drawLine(QPointF(from.x(), y), QPointF(std::max(to.x(), from.x() + 4), y));
        }
    };
    level(trade.initialStop, m_colors.stop);
    level(m_prepared.targetOf(index), m_colors.target);
    painter.setAntialiasing(true);
    QPen pen(color, isCurrent ? 1.8 : 1.2);
    // Gains are dashed, losses dotted: not by colour alone.
    pen.setDashPattern(isWin ? QVector<qreal>{5, 3} : QVector<qreal>{1.5, 2.5});
    painter.setPen(pen);
    painter.drawLine(from, to);
}

void TradeMarks::drawMarkers(QCPPainter& painter, const Canvas& canvas, int index, bool isCurrent)
{
    const engine::Trade& trade = m_prepared.trades().trades()[static_cast<std::size_t>(index)];
    const double size = isCurrent ? kTriangle + 3 : kTriangle;
    painter.setAntialiasing(true);
    if (trade.entryBar >= canvas.first && trade.entryBar <= canvas.last) {
        painter.setPen(QPen(m_colors.panel, 1));
        painter.setBrush(m_colors.entry);
        painter.drawPolygon(triangle(tip(canvas, trade, true), isLong(trade), size));
        ++m_drawnMarks;
    }
    if (!trade.isOpen() && trade.exitBar >= canvas.first && trade.exitBar <= canvas.last) {
        painter.setPen(QPen(m_colors.exit, 1.4));
        painter.setBrush(m_colors.panel);
        painter.drawPolygon(triangle(tip(canvas, trade, false), !isLong(trade), size));
        ++m_drawnMarks;
    }
}

void TradeMarks::drawStrip(QCPPainter& painter, const Canvas& canvas)
{
    constexpr int kColumn = 2;
    struct Tally {
        int wins = 0, losses = 0;
    };
    std::vector<Tally> columns(static_cast<std::size_t>(canvas.rect.width() / kColumn + 1));
    m_prepared.trades().visitIn(canvas.first, canvas.last, [&](int index) {
        const engine::Trade& trade = m_prepared.trades().trades()[static_cast<std::size_t>(index)];
        const double x = canvas.x(trade.entryBar) - canvas.rect.left();
        const int column = static_cast<int>(x) / kColumn;
        if (x >= 0 && static_cast<std::size_t>(column) < columns.size()) {
            Tally& tally = columns[static_cast<std::size_t>(column)];
            ++(trade.netPnl >= 0 ? tally.wins : tally.losses);
        }
    });
    int most = 1;
    for (const Tally& tally : columns) {
        most = std::max({most, tally.wins, tally.losses});
    }
    const int middle = canvas.rect.bottom() - kStripHeight - 2 -
                       (m_prepared.model()->windows.empty() ? 0 : kLabelRoom);
    const auto height = [&](int count) {
        return count == 0
                   ? 0
                   : std::max(2,
                              static_cast<int>(std::lround(kStripHeight * double(count) / most)));
    };
    painter.setAntialiasing(false);
    painter.setPen(QPen(m_colors.border, 1));
    painter.drawLine(QPointF(canvas.rect.left(), middle), QPointF(canvas.rect.right(), middle));
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const int x = canvas.rect.left() + static_cast<int>(k) * kColumn;
        const int up = height(columns[k].wins);
        const int down = height(columns[k].losses);
        if (up > 0) {
            painter.fillRect(QRect(x, middle - up, kColumn - 1, up), m_colors.up);
            ++m_drawnMarks;
        }
        if (down > 0) {
            painter.fillRect(QRect(x, middle + 1, kColumn - 1, down), m_colors.down);
            ++m_drawnMarks;
        }
    }
}

int TradeMarks::tradeAt(QPointF point) const
{
    const Canvas canvas = this->canvas();
    if (!canvas.rect.contains(point.toPoint()) || m_prepared.barCount() == 0) {
        return -1;
    }
    const bool isStrip = detailOf(canvas) == Detail::Strip;
    int nearest = -1;
    double least = kTriangle + 2;
    m_prepared.trades().visitIn(canvas.first, canvas.last, [&](int index) {
        const engine::Trade& trade = m_prepared.trades().trades()[static_cast<std::size_t>(index)];
        for (const bool isEntry : {true, false}) {
            QPointF middle = tip(canvas, trade, isEntry);
            middle.ry() += (isEntry == isLong(trade) ? 0.5 : -0.5) * kTriangle;
            if (isStrip) {
                middle.setY(isEntry && point.y() > canvas.rect.bottom() - 2 * kStripHeight - 4
                                ? point.y()
                                : -1000);
            }
            const double distance = std::hypot(point.x() - middle.x(), point.y() - middle.y());
            if (distance < least) {
                least = distance;
                nearest = index;
            }
        }
    });
    return nearest;
}

} // namespace sw::chart
