#include "gui/sparkline_delegate.h"

#include "agents/brief.h"
#include "gui/iterations_model.h"
#include "gui/mark.h"

#include <QPainter>

#include <algorithm>

namespace sw::gui {

using agents::Decision;

namespace {

constexpr int kPadding = 5;
constexpr int kSign = 14;
constexpr int kShownBar = 3; ///< at the left of the iteration that the window shows

struct Look {
    Sign sign;
    Token token;
};

Look lookOf(Decision decision)
{
    switch (decision) {
    case Decision::Accepted:
        return {Sign::Check, Token::Up};
    case Decision::Rejected:
        return {Sign::Cross, Token::Muted};
    case Decision::AsAsked:
        break;
    }
    return {Sign::Dot, Token::Accent};
}

} // namespace

SparklineDelegate::SparklineDelegate(const ThemeSource& themes, QObject* parent)
    : QStyledItemDelegate(parent), m_themes(themes)
{}

void SparklineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const Theme& theme = m_themes.theme();
    painter->save();
    const QRect cell = option.rect;
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(cell, theme[Token::Selection]);
    }
    const auto decision = static_cast<Decision>(index.data(IterationsModel::DecisionRole).toInt());
    const int column = index.column();
    if (column == IterationsModel::Number && index.data(IterationsModel::ShownRole).toBool()) {
        painter->fillRect(cell.left(), cell.top() + 2, kShownBar, cell.height() - 4,
                          theme[Token::Accent]);
    }
    if (column == IterationsModel::Curve) {
        paintCurve(*painter, cell.adjusted(kPadding, 5, -kPadding, -5),
                   index.data(IterationsModel::CurveRole).value<QList<double>>(),
                   decision == Decision::Rejected);
    } else if (column == IterationsModel::Verdict) {
        const Look look = lookOf(decision);
        drawSign(*painter, look.sign,
                 QRectF(cell.center().x() - kSign / 2.0, cell.center().y() - kSign / 2.0 + 0.5,
                        kSign, kSign),
                 theme[look.token]);
    } else {
        QRect room = cell.adjusted(kPadding, 0, -kPadding, 0);
        if (column == IterationsModel::What && index.data(IterationsModel::PadlockRole).toBool()) {
            drawSign(*painter, Sign::Padlock,
                     QRectF(room.left(), room.center().y() - kSign / 2.0, kSign, kSign),
                     theme[Token::Warn]);
            room.setLeft(room.left() + kSign + 4);
        }
        const auto font = index.data(Qt::FontRole).value<QFont>();
        const QVariant color = index.data(Qt::ForegroundRole);
        painter->setFont(font);
        painter->setPen(color.isValid() ? color.value<QColor>() : theme[Token::Text]);
        painter->drawText(
            room, index.data(Qt::TextAlignmentRole).toInt(),
            QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, room.width()));
    }
    painter->restore();
}

void SparklineDelegate::paintCurve(QPainter& painter, const QRect& cell,
                                   const QList<double>& points, bool dimmed) const
{
    if (points.size() < 2) {
        return;
    }
    const Theme& theme = m_themes.theme();
    const auto [low, high] = std::ranges::minmax(points);
    const double span = high - low;
    QPolygonF line;
    for (qsizetype i = 0; i < points.size(); ++i) {
        const double x = cell.left() + static_cast<double>(i) * cell.width() /
                                           static_cast<double>(points.size() - 1);
        const double share = span > 0 ? (points[i] - low) / span : 0.5;
        line.append(QPointF(x, cell.bottom() - share * cell.height()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    // Gain or loss over the whole is also seen by where the line ends.
    const Token token = dimmed                            ? Token::Faint
                        : points.last() >= points.first() ? Token::Up
                                                          : Token::Down;
    painter.setPen(QPen(theme[token], 1.3));
    painter.drawPolyline(line);
}

} // namespace sw::gui
