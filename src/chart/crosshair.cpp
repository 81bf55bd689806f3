#include "chart/crosshair.h"

#include "chart/time_axis.h"
#include "chart/value_axis.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace sw::chart {

namespace {

constexpr double kLegendLeft = 8;
constexpr double kLegendTop = 3;
constexpr double kRunGap = 5;    // between a name and its value
constexpr double kEntryGap = 10; // between a value and the next name

} // namespace

void LegendText::setFonts(const QFont& text, const QFont& number)
{
    if (text == m_textFont && number == m_numberFont && m_lineHeight > 0) {
        return;
    }
    m_textFont = text;
    m_numberFont = number;
    m_names.clear();
    const QFontMetricsF textMetrics(text);
    const QFontMetricsF numberMetrics(number);
    m_lineHeight = std::max(textMetrics.height(), numberMetrics.height());
    m_textAscent = textMetrics.ascent();
    m_numberAscent = numberMetrics.ascent();
    for (std::size_t k = 0; k < m_widths.size(); ++k) {
        m_widths[k] = k < 32 ? 0 : numberMetrics.horizontalAdvance(QChar(static_cast<char16_t>(k)));
    }
}

const QStaticText& LegendText::laidOut(const QString& name)
{
    constexpr qsizetype kMostNames = 500;
    auto at = m_names.find(name);
    if (at == m_names.end()) {
        if (m_names.size() >= kMostNames) {
            m_names.clear();
        }
        QStaticText text(name);
        text.setTextFormat(Qt::PlainText);
        text.setPerformanceHint(QStaticText::AggressiveCaching);
        text.prepare(QTransform(), m_textFont);
        at = m_names.insert(name, text);
    }
    return *at;
}

double LegendText::widthOf(const LegendRun& run)
{
    if (!run.isNumber) {
        return laidOut(run.text).size().width();
    }
    double width = 0;
    for (const QChar letter : run.text) {
        width += m_widths[letter.unicode() < m_widths.size() ? letter.unicode() : '0'];
    }
    return width;
}

double LegendText::draw(QPainter& painter, const LegendRun& run, double x, double y)
{
    painter.setPen(run.color);
    // Both fonts stand on one base line.
    const double base = y + std::max(m_textAscent, m_numberAscent);
    if (run.isNumber) {
        painter.setFont(m_numberFont);
        painter.drawText(QPointF(x, base), run.text);
    } else {
        painter.setFont(m_textFont);
        painter.drawStaticText(QPointF(x, base - m_textAscent), laidOut(run.text));
    }
    return widthOf(run);
}

CrosshairLayer::CrosshairLayer(QCustomPlot& plot, const QString& layerName,
                               const CrosshairScene& scene)
    : QCPLayerable(&plot, layerName), m_scene(scene)
{}

void CrosshairLayer::applyDefaultAntialiasingHint(QCPPainter* painter) const
{
    painter->setAntialiasing(false);
}

void CrosshairLayer::draw(QCPPainter* painter)
{
    painter->save();
    if (m_scene.prepared == nullptr || m_scene.prepared->barCount() == 0) {
        painter->setPen(m_scene.colors->mutedText);
        painter->setFont(m_scene.colors->font);
        painter->drawText(mParentPlot->viewport().adjusted(40, 20, -40, -20),
                          Qt::AlignCenter | Qt::TextWordWrap, m_scene.emptyText);
        painter->restore();
        return;
    }
    if (m_scene.bar >= 0) {
        drawLines(*painter);
    }
    m_text.setFonts(m_scene.colors->font, m_scene.colors->numberFont);
    for (const auto& pane : *m_scene.panes) {
        drawLegend(*painter, *pane);
    }
    drawNote(*painter);
    painter->restore();
}

void CrosshairLayer::drawLines(QCPPainter& painter) const
{
    const auto& panes = *m_scene.panes;
    const QRect top = panes.front()->key->axisRect()->rect();
    const QRect bottom = panes.back()->key->axisRect()->rect();
    const double x = std::floor(panes.front()->key->coordToPixel(m_scene.bar)) + 0.5;
    if (x < top.left() || x > top.right() + 1) {
        return;
    }
    QPen pen(m_scene.colors->crosshair, 1);
    pen.setDashPattern({2, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, top.top()), QPointF(x, bottom.bottom()));
    double y = m_scene.pixelY;
    if (y < 0) {
        const double close = m_scene.prepared->closes().at(m_scene.bar);
        y = panes.front()->value->coordToPixel(close);
    }
    for (const auto& pane : panes) {
        const QRect rect = pane->key->axisRect()->rect();
        if (y >= rect.top() && y <= rect.bottom()) {
            const double line = std::floor(y) + 0.5;
            painter.drawLine(QPointF(rect.left(), line), QPointF(rect.right(), line));
            drawValueTag(painter, *pane, y);
        }
    }
    drawTimeTag(painter);
}

void CrosshairLayer::drawTimeTag(QCPPainter& painter) const
{
    const auto& panes = *m_scene.panes;
    const QRect rect = panes.back()->key->axisRect()->rect();
    const QString text = barTimeText(m_scene.prepared->bars(), m_scene.bar);
    const QFont& font = m_scene.colors->numberFont;
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(text) + 16;
    const double x = panes.back()->key->coordToPixel(m_scene.bar);
    const double left = std::clamp(x - width / 2, 0.0, std::max(0.0, rect.right() + 1 - width));
    drawTag(painter, QRectF(left, rect.bottom() + 2, width, metrics.height() + 4), text,
            m_scene.colors->raised, m_scene.colors->text, font);
}

void CrosshairLayer::drawValueTag(QCPPainter& painter, const PaneScene& pane, double y) const
{
    const QRect rect = pane.key->axisRect()->rect();
    const double value = pane.value->pixelToCoord(y);
    const QFontMetricsF metrics(m_scene.colors->numberFont);
    const double height = metrics.height() + 2;
    const QRectF box(rect.right() + 2, y - height / 2,
                     mParentPlot->viewport().right() - rect.right() - 3, height);
    drawTag(painter, box, valueText(value, pane.plan->format, m_scene.prepared->priceDecimals()),
            m_scene.colors->raised, m_scene.colors->text, m_scene.colors->numberFont);
}

void CrosshairLayer::drawLegend(QCPPainter& painter, const PaneScene& pane)
{
    if (m_scene.legendBar < 0) {
        return;
    }
    const QRect rect = pane.key->axisRect()->rect();
    std::vector<LegendLine> lines =
        legendOf(*m_scene.prepared, *pane.plan, m_scene.legendBar, *m_scene.colors);
    if (pane.plan->isPrice() && m_scene.trade >= 0) {
        lines.push_back(
            {{tradeText(*m_scene.prepared, m_scene.trade), m_scene.colors->accent, true}});
    }
    double y = rect.top() + kLegendTop;
    for (const LegendLine& line : lines) {
        double x = rect.left() + kLegendLeft;
        for (const LegendRun& run : line) {
            if (x + m_text.widthOf(run) >= rect.right()) {
                break;
            }
            // The title stands apart as well.
            x += m_text.draw(painter, run, x, y) +
                 (run.isNumber || run.isTitle ? kEntryGap : kRunGap);
        }
        y += m_text.lineHeight();
    }
}

void CrosshairLayer::drawNote(QCPPainter& painter) const
{
    if (m_scene.note.isEmpty()) {
        return;
    }
    const QRect rect = m_scene.panes->front()->key->axisRect()->rect();
    const QFontMetricsF metrics(m_scene.colors->font);
    const double width =
        std::min<double>(metrics.horizontalAdvance(m_scene.note) + 16, rect.width() - 16);
    const QRectF box(rect.right() - width - 8, rect.top() + 26, width, metrics.height() + 8);
    drawTag(painter, box, metrics.elidedText(m_scene.note, Qt::ElideRight, width - 12),
            m_scene.colors->raised, m_scene.colors->warning, m_scene.colors->font);
}

} // namespace sw::chart
