#include "chart/figure_view.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QTimer>
#include <QToolTip>

#include <algorithm>

namespace sw::chart {

namespace {

/// Time that figures may take of one turn of the event loop. A page of them shown at once is drawn
/// over several turns.
class PaintBudget
{
public:
    static bool isLeft() { return s_spentNs < kNsPerTurn; }
    static void spend(qint64 ns)
    {
        if (s_spentNs == 0) {
            QTimer::singleShot(0, qApp, [] { s_spentNs = 0; });
        }
        s_spentNs += std::max<qint64>(1, ns);
    }

private:
    static constexpr qint64 kNsPerTurn = 12'000'000;
    static inline qint64 s_spentNs = 0; ///< GUI thread only
};

} // namespace

FigureView::FigureView(QWidget* parent) : QWidget(parent), m_colors(ChartColors::dark())
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_emptyText = tr("Nothing to show yet.");
}

void FigureView::setColors(const ChartColors& colors)
{
    m_colors = colors;
    m_picture = {};
    update();
}

void FigureView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    refresh();
}

QString FigureView::words() const
{
    return isEmpty() ? m_emptyText : describe();
}

void FigureView::refresh()
{
    setAccessibleDescription(words());
    updateGeometry();
    m_picture = {};
    update();
}

void FigureView::paintAll(QPainter& painter, const QRectF& area, const ChartColors& colors) const
{
    painter.fillRect(area, colors.panel);
    if (isEmpty()) {
        painter.setFont(colors.font);
        painter.setPen(colors.mutedText);
        painter.drawText(area.adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap,
                         m_emptyText);
        return;
    }
    painter.save();
    paintFigure(painter, area, colors);
    painter.restore();
}

bool FigureView::mayWait() const
{
    QPoint offset;
    const QPaintDevice* const target = redirected(&offset);
    const bool isGrabbed = target != nullptr && target->devType() == QInternal::Pixmap;
    return !isGrabbed && !PaintBudget::isLeft();
}

void FigureView::paintEvent(QPaintEvent*)
{
    // What stands beside or over the figure changes more often than the figure.
    const QSize pixels = (QSizeF(size()) * devicePixelRatioF()).toSize();
    const bool isStale = m_picture.size() != pixels;
    if (isStale && mayWait()) {
        QPainter painter(this);
        painter.fillRect(rect(), m_colors.panel);
        painter.drawPixmap(0, 0, m_picture);
        QTimer::singleShot(0, this, qOverload<>(&QWidget::update));
        return;
    }
    if (isStale) {
        QElapsedTimer clock;
        clock.start();
        m_picture = QPixmap(pixels);
        m_picture.setDevicePixelRatio(devicePixelRatioF());
        QPainter picture(&m_picture);
        paintAll(picture, rect(), m_colors);
        PaintBudget::spend(clock.nsecsElapsed());
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_picture);
    if (hasFocus()) {
        painter.setPen(QPen(m_colors.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

bool FigureView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* const help = static_cast<QHelpEvent*>(event);
        const QString text = isEmpty() ? QString() : textAt(help->pos());
        if (text.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), text, this);
        }
        return true;
    }
    return QWidget::event(event);
}

ChartColors FigureView::exportColors(bool lightPalette) const
{
    if (!lightPalette || !m_colors.isDark) {
        return m_colors;
    }
    ChartColors colors = ChartColors::light();
    colors.font = m_colors.font;
    colors.numberFont = m_colors.numberFont;
    return colors;
}

Painting FigureView::paintingFor(QSize size, bool lightPalette) const
{
    return [this, size, colors = exportColors(lightPalette)](QPaintDevice& device) {
        QPainter painter(&device);
        paintAll(painter, QRectF(QPointF(0, 0), QSizeF(size)), colors);
    };
}

QByteArray FigureView::toSvg(QSize wanted, bool lightPalette) const
{
    const QSize picture = wanted.isEmpty() ? size() : wanted;
    return svgOf(picture, PictureWords{accessibleName(), words()},
                 paintingFor(picture, lightPalette));
}

Status FigureView::exportPng(const QString& path, double scale, bool lightPalette) const
{
    const auto bytes = pngOf(imageOf(size(), scale, paintingFor(size(), lightPalette)));
    return bytes ? writeFile(path, *bytes) : fail(bytes.error());
}

Status FigureView::exportSvg(const QString& path, bool lightPalette) const
{
    return writeFile(path, toSvg({}, lightPalette));
}

Status FigureView::exportPdf(const QString& path, bool lightPalette) const
{
    return writeFile(path, pdfOf(size(), PictureWords{accessibleName(), words()},
                                 paintingFor(size(), lightPalette)));
}

void FigureView::copyToClipboard(double scale, bool lightPalette) const
{
    QGuiApplication::clipboard()->setImage(
        imageOf(size(), scale, paintingFor(size(), lightPalette)));
}

QSize FigureView::sizeHint() const
{
    return {420, 260};
}

QSize FigureView::minimumSizeHint() const
{
    return {200, 120};
}

} // namespace sw::chart
