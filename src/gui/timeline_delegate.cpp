#include "gui/timeline_delegate.h"

#include "gui/format.h"
#include "gui/timeline_model.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace sw::gui {

using agents::EventType;

namespace {

constexpr int kRail = 17;   ///< x of the rail
constexpr int kText = 34;   ///< x of the text
constexpr int kRight = 12;  ///< margin
constexpr int kTop = 7;     ///< above the title, and below the last line
constexpr int kIndent = 10; ///< of agents inside agents
constexpr int kMostIndents = 2;
constexpr int kGap = 3; ///< between title, prose and pills
constexpr int kPillHeight = 20;
constexpr int kPillPadding = 7;
constexpr int kPillGap = 5;
constexpr int kProgressHeight = 4;
constexpr int kProseLines = 3;
constexpr qsizetype kProseLetters = 800;      ///< more than three lines hold at any width
constexpr qsizetype kExpandedLetters = 8'000; ///< the rest is in the copy

int leftOf(const Step& step)
{
    return kText + kIndent * std::clamp(step.depth - 1, 0, kMostIndents);
}

/// The end of a text that is still growing, the start of one that is complete.
QString shortProse(const Step& step)
{
    const QString text = proseOf(step);
    if (text.size() <= kProseLetters) {
        return text.simplified();
    }
    return step.state == StepState::Working && !step.answer.isEmpty()
               ? QStringLiteral("…") + text.right(kProseLetters / 4).simplified()
               : text.left(kProseLetters).simplified();
}

QString longProse(const Step& step)
{
    QStringList parts;
    const QString prose = proseOf(step);
    if (!step.asked.isEmpty() && step.asked != prose) {
        parts.append(step.asked);
    }
    if (!prose.isEmpty()) {
        parts.append(prose);
    }
    if (!step.details.isEmpty()) {
        parts.append(step.details);
    }
    QString text = parts.join(QLatin1Char('\n'));
    if (text.size() > kExpandedLetters) {
        text = text.left(kExpandedLetters) + QStringLiteral("…");
    }
    return text;
}

/// Lays `text` out in lines of `width`; returns the height and, with a painter, draws it.
int layOut(const QString& text, const QFont& font, int width, int mostLines, QPainter* painter,
           QPoint at)
{
    int height = 0;
    int lines = 0;
    const QFontMetrics metrics(font);
    for (const QString& paragraph : text.split(QLatin1Char('\n'))) {
        QTextLayout layout(paragraph, font);
        QTextOption wrap;
        wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(wrap);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(width);
            const bool last = mostLines > 0 && lines + 1 == mostLines;
            if (painter != nullptr) {
                const int start = line.textStart();
                QString shown = paragraph.mid(start, line.textLength());
                if (last && start + line.textLength() < paragraph.size()) {
                    shown = metrics.elidedText(paragraph.mid(start), Qt::ElideRight, width);
                }
                painter->drawText(at.x(), at.y() + height + metrics.ascent(), shown);
            }
            height += metrics.lineSpacing();
            ++lines;
            if (last) {
                layout.endLayout();
                return height;
            }
        }
        layout.endLayout();
    }
    return height;
}

/// Breaks pills into rows; calls `place` with the rectangle of each, returns the height.
template <class Place>
int layPills(const QStringList& pills, const QFontMetrics& metrics, QPoint at, int width,
             Place place)
{
    if (pills.isEmpty()) {
        return 0;
    }
    int x = 0;
    int y = 0;
    for (const QString& pill : pills) {
        const int own = std::min(metrics.horizontalAdvance(pill) + 2 * kPillPadding, width);
        if (x > 0 && x + own > width) {
            x = 0;
            y += kPillHeight + kPillGap;
        }
        place(QRect(at.x() + x, at.y() + y, own, kPillHeight), pill);
        x += own + kPillGap;
    }
    return y + kPillHeight;
}

QStringList allPills(const Step& step)
{
    QStringList pills = pillsOf(step);
    if (step.elapsedMs && *step.elapsedMs > 0) {
        pills.append(duration(*step.elapsedMs));
    }
    return pills;
}

/// Figures say it all in a collapsed row.
bool hidesProse(const Step& step, bool expanded)
{
    return !expanded && step.opened == EventType::AgentStart && step.state == StepState::Done &&
           step.figures.contains(QLatin1String("sharpe"));
}

Token kindOf(const Step& step)
{
    switch (step.state) {
    case StepState::Failed:
        return Token::Down;
    case StepState::Cancelled:
        return Token::Muted;
    case StepState::Accepted:
        return Token::Up;
    case StepState::Rejected:
        return Token::Warn;
    default:
        break;
    }
    if (step.opened == EventType::IterationStart) {
        return Token::Info;
    }
    if (step.agent == QLatin1String("BacktestRunner")) {
        return Token::Up;
    }
    if (step.agent == QLatin1String("IntelligentOrchestrator") ||
        step.agent == QLatin1String("StrategyAnalyst")) {
        return Token::Info;
    }
    return step.agent == QLatin1String("Supervisor") ? Token::Muted : Token::Accent;
}

/// Shape says how it ended, colour of what kind it is.
void drawDot(QPainter& painter, QPointF centre, const Step& step, const Theme& theme)
{
    const QColor color = theme[kindOf(step)];
    constexpr double kRadius = 4;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme[Token::Panel]);
    painter.drawEllipse(centre, kRadius + 3.5, kRadius + 3.5); // the rail ends before the dot
    const QPen pen(color, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    const auto stroke = [&](std::initializer_list<QPointF> points) {
        QPainterPath path;
        for (const QPointF& point : points) {
            const QPointF at = centre + point;
            path.elementCount() == 0 ? path.moveTo(at) : path.lineTo(at);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(pen);
        painter.drawPath(path);
    };
    switch (step.state) {
    case StepState::Working:
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(centre, kRadius - 0.5, kRadius - 0.5);
        break;
    case StepState::Failed:
    case StepState::Rejected:
        stroke({{-3.2, -3.2}, {3.2, 3.2}});
        stroke({{-3.2, 3.2}, {3.2, -3.2}});
        break;
    case StepState::Cancelled:
        stroke({{-3.5, 0}, {3.5, 0}});
        break;
    case StepState::Accepted:
        stroke({{-4, 0.2}, {-1.2, 3.2}, {4.2, -3.4}});
        break;
    case StepState::Done:
        painter.setBrush(color);
        painter.drawEllipse(centre, kRadius, kRadius);
        break;
    case StepState::Note: {
        painter.setBrush(color);
        if (step.opened == EventType::IterationStart) {
            const QPolygonF diamond{centre + QPointF(0, -5), centre + QPointF(5, 0),
                                    centre + QPointF(0, 5), centre + QPointF(-5, 0)};
            painter.drawPolygon(diamond);
        } else {
            painter.drawEllipse(centre, kRadius - 1.2, kRadius - 1.2);
        }
        break;
    }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void drawChevron(QPainter& painter, QPointF centre, bool expanded, const QColor& color)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const QPolygonF shape = expanded
                                ? QPolygonF{centre + QPointF(-3.5, -1.5), centre + QPointF(0, 2),
                                            centre + QPointF(3.5, -1.5)}
                                : QPolygonF{centre + QPointF(-1.5, -3.5), centre + QPointF(2, 0),
                                            centre + QPointF(-1.5, 3.5)};
    painter.drawPolyline(shape);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

int viewWidth(const QStyleOptionViewItem& option)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    return view != nullptr ? view->viewport()->width() : option.rect.width();
}

} // namespace

TimelineDelegate::TimelineDelegate(const TimelineModel& model, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model)
{
    // Another run numbers its steps from 1 again.
    connect(&model, &QAbstractItemModel::modelReset, this, [this] { m_heights.clear(); });
}

void TimelineDelegate::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_heights.clear();
}

bool TimelineDelegate::isExpandable(const QModelIndex& index, int width) const
{
    const Step& step = m_model.step(index.row());
    if (!step.details.isEmpty() || hidesProse(step, false)) {
        return true;
    }
    const QString whole = longProse(step);
    const int room = width - leftOf(step) - kRight;
    return layOut(whole.left(kProseLetters), m_theme.small, room, 0, nullptr, {}) >
           layOut(shortProse(step), m_theme.small, room, kProseLines, nullptr, {});
}

int TimelineDelegate::measured(const Step& step, bool expanded, int width) const
{
    const int room = std::max(40, width - leftOf(step) - kRight);
    int height = kTop + QFontMetrics(m_theme.heading).lineSpacing();
    const QString prose = expanded ? longProse(step) : shortProse(step);
    if (!prose.isEmpty() && !hidesProse(step, expanded)) {
        height +=
            kGap + layOut(prose, m_theme.small, room, expanded ? 0 : kProseLines, nullptr, {});
    }
    if (step.progress) {
        height += kGap + kProgressHeight;
    }
    const QStringList pills = allPills(step);
    if (!pills.isEmpty()) {
        height += kGap + 2 +
                  layPills(pills, QFontMetrics(m_theme.small), {}, room,
                           [](const QRect&, const QString&) {});
    }
    return height + kTop;
}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int width = viewWidth(option);
    const auto revision = index.data(TimelineModel::RevisionRole).value<quint32>();
    const bool expanded = m_model.isExpanded(index.row());
    Height& known = m_heights[index.data(TimelineModel::NumberRole).toLongLong()];
    if (known.height == 0 || known.revision != revision || known.width != width ||
        known.expanded != expanded) {
        known = {revision, width, expanded, measured(m_model.step(index.row()), expanded, width)};
    }
    return {width, known.height};
}

void TimelineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    painter->save();
    const Step& step = m_model.step(index.row());
    const QRect row = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (selected) {
        painter->fillRect(row, m_theme[Token::Selection]);
    } else if (hovered) {
        painter->fillRect(row, m_theme[Token::Raised]);
    }
    const int lineHeight = QFontMetrics(m_theme.heading).lineSpacing();
    const double middle = row.top() + kTop + lineHeight / 2.0;
    const int rail = row.left() + kRail;
    const bool first = index.row() == 0 && m_model.hidden() == 0;
    const bool last = index.row() + 1 == m_model.rowCount();
    painter->fillRect(QRect(QPoint(rail, first ? static_cast<int>(middle) : row.top()),
                            QPoint(rail, last ? static_cast<int>(middle) : row.bottom())),
                      m_theme[Token::Line]);
    drawDot(*painter, QPointF(rail + 0.5, middle), step, m_theme);
    paintHead(*painter, row, index, viewWidth(option));
    const QRect body(row.left() + leftOf(step), row.top() + kTop + lineHeight,
                     std::max(40, viewWidth(option) - leftOf(step) - kRight), 0);
    paintBody(*painter, body, step, m_model.isExpanded(index.row()),
              m_theme[selected || hovered ? Token::Panel : Token::Raised]);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(m_theme[Token::Accent]);
        painter->drawRect(row.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

void TimelineDelegate::paintHead(QPainter& painter, const QRect& row, const QModelIndex& index,
                                 int width) const
{
    const Step& step = m_model.step(index.row());
    const QFontMetrics titleMetrics(m_theme.heading);
    const int baseline = row.top() + kTop + titleMetrics.ascent();
    const bool expanded = m_model.isExpanded(index.row());
    int right = row.right() - kRight;
    if (expanded || isExpandable(index, width)) {
        const double middle = row.top() + kTop + titleMetrics.lineSpacing() / 2.0;
        drawChevron(painter, QPointF(right - 3, middle), expanded, m_theme[Token::Muted]);
    }
    right -= 14;
    const QString time =
        QDateTime::fromMSecsSinceEpoch(step.started.ms).toString(QStringLiteral("HH:mm:ss"));
    QFont small = m_theme.numbers;
    small.setPixelSize(m_theme.small.pixelSize() - 1);
    painter.setFont(small);
    painter.setPen(m_theme[Token::Muted]);
    const int timeWidth = QFontMetrics(small).horizontalAdvance(time);
    painter.drawText(right - timeWidth, baseline, time);
    right -= timeWidth + 8;
    painter.setFont(m_theme.heading);
    const bool past = step.state == StepState::Rejected || step.state == StepState::Cancelled;
    painter.setPen(m_theme[past ? Token::Muted : Token::Text]);
    const int left = row.left() + leftOf(step);
    painter.drawText(
        left, baseline,
        titleMetrics.elidedText(titleOf(step).simplified(), Qt::ElideRight, right - left));
}

void TimelineDelegate::paintBody(QPainter& painter, const QRect& body, const Step& step,
                                 bool expanded, const QColor& pillColor) const
{
    int y = body.top();
    const QString prose = expanded ? longProse(step) : shortProse(step);
    painter.setFont(m_theme.small);
    if (!prose.isEmpty() && !hidesProse(step, expanded)) {
        painter.setPen(m_theme[step.state == StepState::Failed ? Token::Down : Token::Muted]);
        y += kGap;
        y += layOut(prose, m_theme.small, body.width(), expanded ? 0 : kProseLines, &painter,
                    {body.left(), y});
    }
    if (step.progress) {
        y += kGap;
        painter.fillRect(body.left(), y, body.width(), kProgressHeight, m_theme[Token::Raised]);
        painter.fillRect(body.left(), y,
                         static_cast<int>(std::lround(body.width() * *step.progress)),
                         kProgressHeight, m_theme[Token::Accent]);
        y += kProgressHeight;
    }
    y += kGap + 2;
    painter.setRenderHint(QPainter::Antialiasing);
    layPills(allPills(step), QFontMetrics(m_theme.small), {body.left(), y}, body.width(),
             [&](const QRect& box, const QString& text) {
                 painter.setPen(Qt::NoPen);
                 painter.setBrush(pillColor);
                 painter.drawRoundedRect(box, 4, 4);
                 painter.setPen(m_theme[Token::Muted]);
                 painter.drawText(box, Qt::AlignCenter, text);
             });
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace sw::gui
