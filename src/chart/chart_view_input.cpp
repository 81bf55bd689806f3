// Mouse and keyboard of the main chart.
#include "chart/chart_stage.h"
#include "chart/chart_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace sw::chart {

namespace {

constexpr double kWheelStep = 1.2; // factor of a wheel's notch
constexpr double kNotch = 120;     // eighths of a degree
constexpr int kLongStep = 10;      // bars, with Shift
constexpr double kClickReach = 4;  // pixels moved that still are a click

} // namespace

bool ChartView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != &m_stage->plot()) {
        return QWidget::eventFilter(watched, event);
    }
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        pressed(static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseMove:
        moved(static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonRelease:
        released(static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonDblClick:
        if (static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton) {
            showAll();
        }
        return true;
    case QEvent::Wheel:
        wheeled(static_cast<QWheelEvent*>(event));
        return true;
    case QEvent::Leave:
        if (m_drag == Drag::None) {
            pointAt(-1, -1);
        }
        return false;
    default:
        return false;
    }
}

void ChartView::pressed(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    if (event->button() != Qt::LeftButton || m_stage->paneCount() == 0) {
        return;
    }
    m_pressedAt = event->position();
    m_hasMoved = false;
    m_splitter = m_stage->splitterAt(m_pressedAt.y());
    m_drag = m_splitter >= 0 ? Drag::Splitter : Drag::Pan;
    m_dragLower = m_stage->lower();
    m_dragUpper = m_stage->upper();
}

void ChartView::moved(QMouseEvent* event)
{
    if (m_stage->paneCount() == 0) {
        return;
    }
    const QPointF at = event->position();
    if (m_drag == Drag::Splitter) {
        m_stage->moveSplitter(m_splitter, at.y());
        return;
    }
    const QRect area = m_stage->paneArea();
    if (m_drag == Drag::Pan && (m_hasMoved || (at - m_pressedAt).manhattanLength() > kClickReach)) {
        m_hasMoved = true;
        const double bars =
            (at.x() - m_pressedAt.x()) * (m_dragUpper - m_dragLower) / std::max(1, area.width());
        m_stage->plot().setCursor(Qt::ClosedHandCursor);
        applyRange(m_dragLower - bars, m_dragUpper - bars);
    } else {
        m_stage->plot().setCursor(m_stage->splitterAt(at.y()) >= 0 ? Qt::SplitVCursor
                                                                   : Qt::CrossCursor);
    }
    const bool isInside = area.contains(at.toPoint());
    const BarSpan span = visibleBars();
    const int bar = static_cast<int>(std::lround(m_stage->barAt(at.x())));
    pointAt(isInside ? std::clamp(bar, span.first, span.last) : -1, at.y());
}

void ChartView::released(QMouseEvent* event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    m_stage->plot().setCursor(Qt::CrossCursor);
    if (drag != Drag::Pan || m_hasMoved || event->button() != Qt::LeftButton) {
        return;
    }
    const int trade = m_stage->tradeAt(event->position());
    if (trade >= 0) {
        StageChoices choices = m_stage->choices();
        choices.currentTrade = trade;
        m_stage->setChoices(choices);
        Q_EMIT tradeClicked(trade);
    } else if (currentTrade() >= 0) {
        showTrade(-1);
    }
}

void ChartView::wheeled(QWheelEvent* event)
{
    event->accept();
    const QPoint angle = event->angleDelta();
    const double size = m_stage->upper() - m_stage->lower();
    const bool isSideways = std::abs(angle.x()) > std::abs(angle.y());
    if (isSideways || event->modifiers().testFlag(Qt::ShiftModifier)) {
        const double notches = (isSideways ? angle.x() : angle.y()) / kNotch;
        applyRange(m_stage->lower() - notches * size * 0.08,
                   m_stage->upper() - notches * size * 0.08);
    } else if (angle.y() != 0) {
        zoomAbout(std::pow(kWheelStep, -angle.y() / kNotch), m_stage->barAt(event->position().x()));
    }
    if (hoveredBar() >= 0) {
        const BarSpan span = visibleBars();
        const int bar = static_cast<int>(std::lround(m_stage->barAt(event->position().x())));
        pointAt(std::clamp(bar, span.first, span.last), event->position().y());
    }
}

void ChartView::keyPressEvent(QKeyEvent* event)
{
    const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? kLongStep : 1;
    const double size = m_stage->upper() - m_stage->lower();
    switch (event->key()) {
    case Qt::Key_Left:
        moveCrosshair(-step);
        return;
    case Qt::Key_Right:
        moveCrosshair(step);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return;
    case Qt::Key_Minus:
        zoomOut();
        return;
    case Qt::Key_Home:
        applyRange(-0.5, -0.5 + size);
        return;
    case Qt::Key_End:
        if (m_stage->prepared() != nullptr) {
            applyRange(m_stage->prepared()->barCount(), m_stage->prepared()->barCount() + size);
        }
        return;
    case Qt::Key_PageUp:
        applyRange(m_stage->lower() - size * 0.9, m_stage->upper() - size * 0.9);
        return;
    case Qt::Key_PageDown:
        applyRange(m_stage->lower() + size * 0.9, m_stage->upper() + size * 0.9);
        return;
    case Qt::Key_BracketLeft:
        previousTrade();
        return;
    case Qt::Key_BracketRight:
        nextTrade();
        return;
    case Qt::Key_Escape:
        if (hoveredBar() >= 0 || currentTrade() >= 0) {
            pointAt(-1, -1);
            showTrade(-1);
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void ChartView::moveCrosshair(int bars)
{
    const BarSpan span = visibleBars();
    if (span.count() <= 0) {
        return;
    }
    const int from = hoveredBar() >= 0 ? hoveredBar() : span.last + (bars > 0 ? -bars : -bars - 1);
    setHoveredBar(std::max(0, from + bars));
}

void ChartView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_stage->plot().setGeometry(rect());
    // A hidden child gets no resize event, so the layout is told its size here.
    m_stage->layoutFor(size());
}

} // namespace sw::chart
