#include "gui/mark.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace sw::gui {

namespace {

constexpr int kSide = 16;
constexpr double kUnits = 12; ///< signs are drawn in a square of so many units

void drawPadlock(QPainter& painter, const QColor& color)
{
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    QPainterPath bow;
    bow.moveTo(3.5, 6);
    bow.lineTo(3.5, 3.6);
    bow.arcTo(QRectF(3.5, 1, 5, 5), 180, -180);
    bow.lineTo(8.5, 6);
    painter.drawPath(bow);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(2, 5.4, 8, 5.8), 1.2, 1.2);
}

} // namespace

void drawSign(QPainter& painter, Sign sign, const QRectF& box, const QColor& color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = std::min(box.width(), box.height());
    painter.translate(box.center().x() - side / 2, box.center().y() - side / 2);
    painter.scale(side / kUnits, side / kUnits);
    painter.setPen(QPen(color, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    switch (sign) {
    case Sign::Check:
        painter.drawPolyline(QPolygonF{{1.8, 6.4}, {4.8, 9.4}, {10.4, 2.8}});
        break;
    case Sign::Cross:
        painter.drawLine(QPointF(2.6, 2.6), QPointF(9.4, 9.4));
        painter.drawLine(QPointF(2.6, 9.4), QPointF(9.4, 2.6));
        break;
    case Sign::Dash:
        painter.drawLine(QPointF(2, 6), QPointF(10, 6));
        break;
    case Sign::Triangle:
        painter.setPen(QPen(color, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolygon(QPolygonF{{6, 1.4}, {11, 10.4}, {1, 10.4}});
        painter.drawLine(QPointF(6, 4.8), QPointF(6, 7.2));
        painter.drawPoint(QPointF(6, 8.9));
        break;
    case Sign::Square:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(2, 2, 8, 8), 1, 1);
        break;
    case Sign::Dot:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(6, 6), 2, 2);
        break;
    case Sign::Padlock:
        drawPadlock(painter, color);
        break;
    }
    painter.restore();
}

Mark::Mark(const ThemeSource& themes, Sign sign, Token token, const QString& meaning,
           QWidget* parent)
    : QWidget(parent), m_themes(themes), m_sign(sign), m_token(token)
{
    setFixedSize(kSide, kSide);
    setAccessibleName(meaning);
    connect(&themes, &ThemeSource::changed, this, [this] { update(); });
}

void Mark::setSign(Sign sign, Token token, const QString& meaning)
{
    m_sign = sign;
    m_token = token;
    setAccessibleName(meaning);
    update();
}

void Mark::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawSign(painter, m_sign, QRectF(rect()).adjusted(1, 1, -1, -1), m_themes.theme()[m_token]);
}

} // namespace sw::gui
