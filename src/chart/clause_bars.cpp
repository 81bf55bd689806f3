#include "base/text.h"
#include "bridge/text.h"
#include "chart/export.h"
#include "chart/figure_axes.h"
#include "chart/table_views.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace sw::chart {

namespace {

constexpr double kRulePadding = 10;
constexpr double kClauseHeight = 44;
constexpr double kHeader = 24;

/// Where the rows stand: the clauses and, below them, the whole rule.
struct Rows {
    QRectF area;
    double height = kClauseHeight;

    Rows(const QRectF& whole, std::size_t clauses)
        : area(whole.adjusted(kRulePadding, kRulePadding + kHeader, -kRulePadding, -kRulePadding))
    {
        height = std::min(kClauseHeight * 1.2, area.height() / static_cast<double>(clauses + 1));
    }
    QRectF row(std::size_t k) const
    {
        return QRectF(area.left(), area.top() + static_cast<double>(k) * height, area.width(),
                      height);
    }
};

QString barsText(std::int64_t count, std::int64_t all)
{
    const double share =
        all == 0 ? 0 : 100.0 * static_cast<double>(count) / static_cast<double>(all);
    return QStringLiteral("%1 (%2%)").arg(count).arg(share, 0, 'f', share < 10 ? 1 : 0);
}

} // namespace

void ClauseBars::setModel(engine::RuleAttribution rule)
{
    m_rule = std::move(rule);
    setAccessibleName(m_rule.isEntry ? tr("What each clause of the entry did")
                                     : tr("What each clause of the exit did"));
    refresh();
}

bool ClauseBars::isEmpty() const
{
    return m_rule.clauses.empty() || m_rule.bars <= 0;
}

QString ClauseBars::describe() const
{
    QString text = tr("%1 over %2: true on %3.")
                       .arg(bridge::toQt(m_rule.text), bridge::toQt(counted(m_rule.bars, "bar")),
                            bridge::toQt(counted(m_rule.allTrue, "bar")));
    for (const engine::ClauseCount& clause : m_rule.clauses) {
        text +=
            QLatin1Char(' ') + tr("%1: true on %2; all others true on %3, of which it blocks %4.")
                                   .arg(bridge::toQt(clause.text))
                                   .arg(clause.isTrue)
                                   .arg(clause.othersTrue)
                                   .arg(clause.othersTrue - clause.trueWhenOthersTrue);
    }
    return text;
}

void ClauseBars::paintFigure(QPainter& painter, const QRectF& area, const ChartColors& colors) const
{
    const Rows rows(area, m_rule.clauses.size());
    const QFontMetricsF metrics(colors.font);
    const double textHeight = metrics.height();
    const auto drawRow = [&](std::size_t k, const QString& name, std::int64_t count,
                             std::int64_t overlap, const QColor& color) {
        const QRectF row = rows.row(k);
        const QString figure = barsText(count, m_rule.bars);
        const QFontMetricsF numbers(colors.numberFont);
        const double figureWidth = numbers.horizontalAdvance(figure) + 8;
        painter.setFont(colors.font);
        painter.setPen(colors.text);
        painter.drawText(QRectF(row.left(), row.top(), row.width() - figureWidth, textHeight),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(name, Qt::ElideMiddle, row.width() - figureWidth));
        painter.setFont(colors.numberFont);
        painter.drawText(QRectF(row.right() - figureWidth, row.top(), figureWidth, textHeight),
                         Qt::AlignRight | Qt::AlignVCenter, figure);
        const double barHeight = std::clamp(row.height() - textHeight - 10, 4.0, 12.0);
        const QRectF track(row.left(), row.top() + textHeight + 2, row.width(), barHeight);
        painter.fillRect(track, colors.grid);
        const auto widthOf = [&](std::int64_t bars) {
            const double width =
                track.width() * static_cast<double>(bars) / static_cast<double>(m_rule.bars);
            return bars > 0 ? std::max(2.0, width) : 0.0;
        };
        QColor pale = color;
        pale.setAlpha(95);
        painter.fillRect(QRectF(track.left(), track.top(), widthOf(count), barHeight), pale);
        painter.fillRect(QRectF(track.left(), track.top(), widthOf(overlap), barHeight), color);
    };
    for (std::size_t k = 0; k < m_rule.clauses.size(); ++k) {
        const engine::ClauseCount& clause = m_rule.clauses[k];
        drawRow(k, bridge::toQt(clause.text), clause.isTrue, clause.trueWhenOthersTrue,
                colors.of(ColorRole::Automatic, static_cast<int>(k)));
    }
    drawRow(m_rule.clauses.size(), m_rule.clauses.size() == 1 ? tr("The rule") : tr("All together"),
            m_rule.allTrue, m_rule.allTrue, colors.accent);
    QColor pale = colors.mutedText;
    pale.setAlpha(95);
    drawKey(painter, QRectF(area.left(), area.top() + 6, area.width() - kRulePadding, 18),
            {{pale, tr("true"), true}, {colors.mutedText, tr("true with all others"), true}},
            colors);
    painter.setFont(colors.font);
    painter.setPen(colors.mutedText);
    painter.drawText(QRectF(area.left() + kRulePadding, area.top() + 6, area.width() / 2, 18),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     tr("of %1").arg(bridge::toQt(counted(m_rule.bars, "bar"))));
}

int ClauseBars::clauseAt(QPointF point) const
{
    const Rows rows(rect(), m_rule.clauses.size());
    for (std::size_t k = 0; k < m_rule.clauses.size(); ++k) {
        if (rows.row(k).contains(point)) {
            return static_cast<int>(k);
        }
    }
    return -1;
}

QString ClauseBars::textAt(QPointF point) const
{
    const int index = clauseAt(point);
    if (index < 0) {
        return {};
    }
    const engine::ClauseCount& clause = m_rule.clauses[static_cast<std::size_t>(index)];
    QString text = tr("%1\ntrue on %2 of %3 bars, value missing on %4\n"
                      "all others true on %5, together on %6, this one alone on %7")
                       .arg(bridge::toQt(clause.text))
                       .arg(clause.isTrue)
                       .arg(m_rule.bars)
                       .arg(clause.missing)
                       .arg(clause.othersTrue)
                       .arg(clause.trueWhenOthersTrue)
                       .arg(clause.trueAlone);
    for (const engine::ClausePair& pair : m_rule.pairs) {
        const std::int32_t other = pair.first == index    ? pair.second
                                   : pair.second == index ? pair.first
                                                          : -1;
        if (other >= 0 && static_cast<std::size_t>(other) < m_rule.clauses.size()) {
            text += QLatin1Char('\n') +
                    tr("together with %1: %2")
                        .arg(bridge::toQt(m_rule.clauses[static_cast<std::size_t>(other)].text))
                        .arg(pair.both);
        }
    }
    return text;
}

void ClauseBars::mouseReleaseEvent(QMouseEvent* event)
{
    const int clause = isEmpty() ? -1 : clauseAt(event->position());
    if (clause >= 0) {
        Q_EMIT clauseClicked(clause);
    }
    FigureView::mouseReleaseEvent(event);
}

QString ClauseBars::csv() const
{
    QString text = QStringLiteral("clause,true,missing,others_true,with_all_others,alone,bars\n");
    for (const engine::ClauseCount& clause : m_rule.clauses) {
        text += csvCell(bridge::toQt(clause.text)) + QStringLiteral(",%1,%2,%3,%4,%5,%6\n")
                                                         .arg(clause.isTrue)
                                                         .arg(clause.missing)
                                                         .arg(clause.othersTrue)
                                                         .arg(clause.trueWhenOthersTrue)
                                                         .arg(clause.trueAlone)
                                                         .arg(m_rule.bars);
    }
    return text;
}

QSize ClauseBars::sizeHint() const
{
    return {420, static_cast<int>(kClauseHeight * static_cast<double>(m_rule.clauses.size() + 1) +
                                  kHeader + 2 * kRulePadding)};
}

} // namespace sw::chart
