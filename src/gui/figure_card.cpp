#include "gui/figure_card.h"

#include "bridge/text.h"
#include "gui/format.h"
#include "gui/mark.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
#include <QToolTip>

#include <optional>

namespace sw::gui {

using bridge::toQt;
using metrics::FigureId;

namespace {

constexpr int kCardHeight = 47;
constexpr int kCardMargin = 10;
constexpr int kValuePixels = 16;

/// Gains and losses are coloured where the figure is one; ratios are not.
bool isGainOrLoss(FigureId id)
{
    return id == FigureId::TotalReturn || id == FigureId::NetProfit ||
           id == FigureId::ExcessReturn || id == FigureId::Expectancy;
}

QString intervalText(const metrics::Figure& figure, FigureId id)
{
    const auto end = [&](double value) { return figureText(metrics::defined(value), id); };
    // A depth is shown as the loss it is, which turns its interval round.
    const bool turned = id == FigureId::MaxDrawdown;
    return QStringLiteral("%1 … %2").arg(
        end(turned ? figure.interval->high : figure.interval->low),
        end(turned ? figure.interval->low : figure.interval->high));
}

QString scrollTip(const QString& plain)
{
    return QStringLiteral("<p>%1</p>")
        .arg(plain.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
}

} // namespace

FigureCard::FigureCard(const ThemeSource& themes, QWidget* parent)
    : QWidget(parent), m_themes(themes)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&themes, &ThemeSource::changed, this, [this] { update(); });
}

void FigureCard::setContent(const CardContent& content)
{
    m_content = content;
    QString spoken = titleText() + QStringLiteral(": ") + valueText();
    if (!changeText().isEmpty()) {
        spoken += tr(", change %1").arg(changeText());
    }
    setAccessibleName(spoken);
    setAccessibleDescription(explanation());
    setToolTip(scrollTip(explanation()));
    update();
}

QString FigureCard::titleText() const
{
    return m_content.title.isEmpty() ? toQt(metrics::definitionOf(m_content.id).title)
                                     : m_content.title;
}

QString FigureCard::valueText() const
{
    return figureText(m_content.now, m_content.id);
}

QString FigureCard::changeText() const
{
    return gui::changeText(m_content.now, m_content.before, m_content.id);
}

QString FigureCard::explanation() const
{
    const metrics::FigureDefinition& definition = metrics::definitionOf(m_content.id);
    QStringList lines{titleText() + QStringLiteral(": ") + valueText()};
    if (!m_content.about.isEmpty()) {
        lines.append(m_content.about);
    }
    if (!m_content.now.value) {
        lines.append(tr("No value: %1").arg(toQt(m_content.now.reason)));
    }
    if (m_content.now.interval) {
        lines.append(tr("%1 interval: %2")
                         .arg(percent(m_content.now.interval->level, 0, false),
                              intervalText(m_content.now, m_content.id)));
    }
    if (!m_content.now.remark.empty()) {
        lines.append(tr("Mind: %1").arg(toQt(m_content.now.remark)));
    }
    if (m_content.before.value) {
        lines.append(tr("Before (%1): %2")
                         .arg(m_content.beforeTitle, figureText(m_content.before, m_content.id)));
    }
    lines.append(toQt(definition.definition));
    lines.append(tr("Source: %1").arg(toQt(definition.source)));
    return lines.join(QLatin1Char('\n'));
}

QSize FigureCard::sizeHint() const
{
    return {180, kCardHeight};
}

QSize FigureCard::minimumSizeHint() const
{
    return {120, kCardHeight};
}

QColor FigureCard::valueColor() const
{
    const Theme& theme = m_themes.theme();
    if (!m_content.now.value) {
        return theme[Token::Muted];
    }
    const double value = *m_content.now.value;
    if (m_content.id == FigureId::MaxDrawdown) {
        return value > 0 ? theme[Token::Down] : theme[Token::Text];
    }
    return isGainOrLoss(m_content.id) ? theme.ofSign(value) : theme[Token::Text];
}

void FigureCard::paintEvent(QPaintEvent*)
{
    const Theme& theme = m_themes.theme();
    QPainter painter(this);
    const QRect inside = rect().adjusted(kCardMargin, 4, -kCardMargin, -4);
    painter.setFont(theme.small);
    painter.setPen(theme[Token::Muted]);
    const QFontMetrics titles(theme.small);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignTop,
                     titles.elidedText(titleText(), Qt::ElideRight, inside.width() - 16));
    if (!m_content.now.remark.empty()) {
        drawSign(painter, Sign::Triangle, QRectF(inside.right() - 11, inside.top() + 2, 12, 12),
                 theme[Token::Warn]);
    }
    QFont values = theme.numbers;
    values.setPixelSize(kValuePixels);
    values.setWeight(QFont::DemiBold);
    painter.setFont(values);
    painter.setPen(valueColor());
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignBottom, valueText());
    const QString change = changeText();
    if (!change.isEmpty()) {
        const std::optional<bool> more = moreIsBetter(m_content.id);
        const bool up = !change.startsWith(QChar(u'−'));
        // changeText already turns depths round, so that up is better for every judged figure here.
        const bool isDepth = m_content.id == FigureId::MaxDrawdown;
        painter.setPen(theme[!more                      ? Token::Muted
                             : up == (*more || isDepth) ? Token::Up
                                                        : Token::Down]);
        painter.setFont(theme.numbers);
        painter.drawText(inside, Qt::AlignRight | Qt::AlignBottom, change);
    }
    painter.setPen(theme[Token::Line]);
    painter.drawLine(kCardMargin, height() - 1, width() - kCardMargin, height() - 1);
    if (hasFocus()) {
        painter.setPen(theme[Token::Accent]);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void FigureCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return) {
        QToolTip::showText(mapToGlobal(QPoint(0, height())), toolTip(), this);
        return;
    }
    QWidget::keyPressEvent(event);
}

void FigureCard::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    for (QWidget* up = parentWidget(); up != nullptr; up = up->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(up)) {
            area->ensureWidgetVisible(this);
            break;
        }
    }
}

} // namespace sw::gui
