#include "chart/pane_decor.h"

#include "bridge/text.h"
#include "chart/line_labels.h"
#include "chart/value_axis.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace sw::chart {

namespace {

QColor roleColor(const ChartColors& colors, Role role)
{
    switch (role) {
    case Role::Entry:
        return colors.entry;
    case Role::Exit:
        return colors.exit;
    case Role::Neutral:
        break;
    }
    return colors.mutedText;
}

/// Pixels of a value, cut to the pane.
double inPane(const QCPAxis& axis, const QRect& rect, double value)
{
    if (std::isinf(value)) {
        return value > 0 ? rect.top() : rect.bottom() + 1;
    }
    if (axis.scaleType() == QCPAxis::stLogarithmic && value <= 0) {
        return rect.bottom() + 1;
    }
    return std::clamp<double>(axis.coordToPixel(value), rect.top(), rect.bottom() + 1);
}

QFont smallFont(const QFont& font)
{
    QFont small = font;
    small.setPixelSize(std::max(9, font.pixelSize() - 1));
    return small;
}

} // namespace

void drawTag(QPainter& painter, const QRectF& box, const QString& text, const QColor& fill,
             const QColor& color, const QFont& font)
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, 2, 2);
    painter.setPen(color);
    painter.setFont(font);
    painter.drawText(box, Qt::AlignCenter, text);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

PaneBackdrop::PaneBackdrop(QCustomPlot& plot, const PaneScene& scene)
    : QCPLayerable(&plot, QStringLiteral("background")), m_scene(scene)
{}

void PaneBackdrop::applyDefaultAntialiasingHint(QCPPainter* painter) const
{
    painter->setAntialiasing(false);
}

void PaneBackdrop::draw(QCPPainter* painter)
{
    const QRect rect = m_scene.key->axisRect()->rect();
    const ChartColors& colors = *m_scene.colors;
    painter->save();
    painter->setClipRect(rect, Qt::IntersectClip);
    drawWindows(*painter, rect);
    for (const Zone& zone : m_scene.plan->zones) {
        QColor fill = roleColor(colors, zone.role);
        fill.setAlpha(colors.isDark ? 22 : 18);
        const double top = inPane(*m_scene.value, rect, std::max(zone.from, zone.to));
        const double bottom = inPane(*m_scene.value, rect, std::min(zone.from, zone.to));
        painter->fillRect(QRectF(rect.left(), top, rect.width(), bottom - top), fill);
    }
    for (const ReferenceLine& line : m_scene.plan->lines) {
        QColor color = roleColor(colors, line.role);
        color.setAlpha(line.role == Role::Neutral ? 90 : 170);
        QPen pen(color, 1);
        pen.setDashPattern({4, 4});
        painter->setPen(pen);
        const double y = std::floor(m_scene.value->coordToPixel(line.value)) + 0.5;
        painter->drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
    }
    painter->restore();
    if (!m_scene.isTop) {
        painter->setPen(QPen(colors.border, 1));
        painter->drawLine(QPointF(0, rect.top()),
                          QPointF(mParentPlot->viewport().right(), rect.top()));
    }
}

void PaneBackdrop::drawWindows(QCPPainter& painter, const QRect& rect) const
{
    if (!m_scene.showsWindows) {
        return;
    }
    const ChartColors& colors = *m_scene.colors;
    for (const WindowShade& window : m_scene.prepared->model()->windows) {
        const double left = m_scene.key->coordToPixel(window.firstBar - 0.5);
        const double right = m_scene.key->coordToPixel(window.lastBar + 0.5);
        if (right < rect.left() || left > rect.right() || window.kind == WindowKind::Train) {
            continue;
        }
        const bool isHoldout = window.kind == WindowKind::Holdout;
        const double from = std::max<double>(left, rect.left());
        painter.fillRect(QRectF(from, rect.top(), std::min<double>(right, rect.right() + 1) - from,
                                rect.height()),
                         isHoldout ? colors.holdout : colors.validation);
        if (left > rect.left()) {
            QColor edge = isHoldout ? colors.warning : colors.accent;
            edge.setAlpha(110);
            QPen pen(edge, 1);
            pen.setDashPattern(isHoldout ? QVector<qreal>{6, 3} : QVector<qreal>{2, 3});
            painter.setPen(pen);
            const double x = std::floor(left) + 0.5;
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
        }
    }
}

PaneFront::PaneFront(QCustomPlot& plot, const PaneScene& scene)
    : QCPLayerable(&plot, QStringLiteral("legend")), m_scene(scene)
{}

void PaneFront::applyDefaultAntialiasingHint(QCPPainter* painter) const
{
    painter->setAntialiasing(false);
}

void PaneFront::draw(QCPPainter* painter)
{
    const QRect rect = m_scene.key->axisRect()->rect();
    const ChartColors& colors = *m_scene.colors;
    painter->save();
    if (!m_scene.hasValues) {
        painter->setPen(colors.mutedText);
        painter->setFont(smallFont(colors.font));
        painter->drawText(rect, Qt::AlignCenter,
                          QCoreApplication::translate("ChartPane", "No values in view"));
    }
    drawLineLabels(*painter, rect);
    if (m_scene.plan->isPrice()) {
        drawWindowLabels(*painter, rect);
        drawLastPrice(*painter, rect);
    }
    painter->restore();
}

void PaneFront::drawLineLabels(QCPPainter& painter, const QRect& rect) const
{
    const QFont font = smallFont(m_scene.colors->font);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    std::vector<const ReferenceLine*> lines;
    std::vector<LineLabel> labels;
    for (const ReferenceLine& line : m_scene.plan->lines) {
        if (!line.label.empty()) {
            lines.push_back(&line);
            labels.push_back({m_scene.value->coordToPixel(line.value),
                              metrics.horizontalAdvance(bridge::toQt(line.label)) + 8});
        }
    }
    const std::vector<std::optional<QRectF>> boxes =
        placeLineLabels(labels, metrics.height(), rect);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!boxes[i]) {
            continue;
        }
        QColor fill = m_scene.colors->panel;
        fill.setAlpha(150);
        painter.fillRect(*boxes[i], fill);
        painter.setPen(roleColor(*m_scene.colors, lines[i]->role));
        painter.drawText(*boxes[i], Qt::AlignCenter, bridge::toQt(lines[i]->label));
    }
}

void PaneFront::drawWindowLabels(QCPPainter& painter, const QRect& rect) const
{
    if (!m_scene.showsWindows) {
        return;
    }
    const ChartColors& colors = *m_scene.colors;
    const QFont font = smallFont(colors.font);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    for (const WindowShade& window : m_scene.prepared->model()->windows) {
        const double left =
            std::max<double>(rect.left(), m_scene.key->coordToPixel(window.firstBar - 0.5));
        const double right =
            std::min<double>(rect.right(), m_scene.key->coordToPixel(window.lastBar + 0.5));
        const QString text = bridge::toQt(window.label);
        if (right - left < metrics.horizontalAdvance(text) + 12) {
            continue;
        }
        painter.setPen(window.kind == WindowKind::Train        ? colors.mutedText
                       : window.kind == WindowKind::Validation ? colors.accent
                                                               : colors.warning);
        const double height = metrics.height();
        painter.drawText(QRectF(left + 6, rect.bottom() - height - 2, right - left - 6, height),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

void PaneFront::drawLastPrice(QCPPainter& painter, const QRect& rect) const
{
    const Prepared& prepared = *m_scene.prepared;
    if (prepared.barCount() == 0) {
        return;
    }
    const ChartColors& colors = *m_scene.colors;
    const std::span<const double> close = prepared.bars().close();
    const double last = close.back();
    const double y = m_scene.value->coordToPixel(last);
    if (!(y >= rect.top() && y <= rect.bottom())) {
        return;
    }
    const bool isUp = close.size() < 2 || last >= close[close.size() - 2];
    const QColor color = isUp ? colors.up : colors.down;
    QPen pen(color, 1);
    pen.setDashPattern({1, 3});
    painter.setPen(pen);
    const double line = std::floor(y) + 0.5;
    painter.drawLine(QPointF(rect.left(), line), QPointF(rect.right(), line));
    const QFontMetricsF metrics(colors.numberFont);
    const double height = metrics.height() + 2;
    const QRectF box(rect.right() + 2, y - height / 2,
                     mParentPlot->viewport().right() - rect.right() - 3, height);
    drawTag(painter, box, valueText(last, ValueFormat::Price, prepared.priceDecimals()), color,
            colors.isDark ? colors.background : colors.panel, colors.numberFont);
}

} // namespace sw::chart
