#include "gui/clause_bars.h"

#include "bridge/text.h"
#include "gui/format.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace sw::gui {

using bridge::toQt;

namespace {

constexpr int kMargin = 10;
constexpr int kBarHeight = 6;
constexpr int kTextToBar = 2;
constexpr int kAfterBar = 5;
constexpr int kBeforeClause = 6;
/// Anything that happened at all is seen.
constexpr double kLeastPixels = 2;
constexpr std::size_t kMostPairs = 6;

QString ofBars(std::int64_t part, std::int64_t whole)
{
    return ClauseBars::tr("%1 of %2").arg(count(part), count(whole));
}

} // namespace

ClauseBars::ClauseBars(const ThemeSource& themes, QWidget* parent)
    : QWidget(parent), m_themes(themes)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&themes, &ThemeSource::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void ClauseBars::setRule(const engine::RuleAttribution& rule)
{
    m_rule = rule;
    m_bars.clear();
    for (std::size_t i = 0; i < rule.clauses.size(); ++i) {
        addClause(i);
    }
    if (rule.clauses.size() > 1) {
        addPairs();
        Bar all;
        all.label = tr("All together");
        all.figure = ofBars(rule.allTrue, rule.bars);
        all.whole = rule.bars > 0 ? static_cast<double>(rule.allTrue) / rule.bars : 0;
        all.token = Token::Up;
        all.isHeading = true;
        all.explanation = tr("The whole condition held on %1 of the %2 bars examined.")
                              .arg(count(rule.allTrue), count(rule.bars));
        m_bars.push_back(all);
    }
    setAccessibleName(tr("How often each condition was true"));
    setAccessibleDescription(words());
    updateGeometry();
    update();
}

void ClauseBars::addClause(std::size_t index)
{
    const engine::ClauseCount& clause = m_rule.clauses[index];
    const auto share = [&](std::int64_t part) {
        return m_rule.bars > 0 ? static_cast<double>(part) / static_cast<double>(m_rule.bars) : 0.0;
    };
    Bar own;
    own.label = toQt(clause.text);
    own.figure = ofBars(clause.isTrue, m_rule.bars);
    own.whole = share(clause.isTrue);
    own.isHeading = true;
    own.explanation =
        tr("%1 was true on %2 of %3 bars%4.")
            .arg(own.label, count(clause.isTrue), count(m_rule.bars),
                 clause.missing > 0 ? tr(", and without a value on %1").arg(count(clause.missing))
                                    : QString());
    m_bars.push_back(own);
    if (m_rule.clauses.size() < 2) {
        return;
    }
    const std::int64_t blocked = clause.othersTrue - clause.trueWhenOthersTrue;
    Bar others;
    others.label = tr("all others true on %1").arg(count(clause.othersTrue));
    others.figure = blocked > 0 ? tr("%1 blocked by this alone").arg(count(blocked))
                                : tr("blocks none by itself");
    others.whole = share(clause.trueWhenOthersTrue);
    others.blocked = share(blocked);
    others.token = Token::Up;
    others.explanation =
        tr("All the other conditions held together on %1 bars; this one then held on %2 and alone "
           "kept the rule from being true on %3.")
            .arg(count(clause.othersTrue), count(clause.trueWhenOthersTrue), count(blocked));
    m_bars.push_back(others);
}

void ClauseBars::addPairs()
{
    if (m_rule.clauses.size() < 3) {
        return; // two clauses meet where all are true
    }
    std::vector<engine::ClausePair> pairs = m_rule.pairs;
    std::ranges::stable_sort(pairs, {}, &engine::ClausePair::both);
    pairs.resize(std::min(pairs.size(), kMostPairs));
    for (const engine::ClausePair& pair : pairs) {
        Bar bar;
        const QString first = toQt(m_rule.clauses[static_cast<std::size_t>(pair.first)].text);
        const QString second = toQt(m_rule.clauses[static_cast<std::size_t>(pair.second)].text);
        bar.label = tr("%1  ∩  %2").arg(first, second);
        bar.figure = count(pair.both);
        bar.whole = m_rule.bars > 0 ? static_cast<double>(pair.both) / m_rule.bars : 0;
        bar.token = Token::Info;
        bar.explanation =
            tr("%1 and %2 were true together on %3 bars.").arg(first, second, count(pair.both));
        m_bars.push_back(bar);
    }
}

QString ClauseBars::words() const
{
    QStringList lines;
    for (const Bar& bar : m_bars) {
        lines.append(bar.explanation);
    }
    return lines.join(QLatin1Char('\n'));
}

int ClauseBars::heightOf(const Bar& bar) const
{
    return (bar.isHeading ? kBeforeClause : 0) +
           QFontMetrics(m_themes.theme().small).lineSpacing() + kTextToBar + kBarHeight + kAfterBar;
}

QSize ClauseBars::sizeHint() const
{
    int height = 0;
    for (const Bar& bar : m_bars) {
        height += heightOf(bar);
    }
    return {320, height};
}

QSize ClauseBars::minimumSizeHint() const
{
    return {160, sizeHint().height()};
}

void ClauseBars::paintEvent(QPaintEvent*)
{
    const Theme& theme = m_themes.theme();
    QPainter painter(this);
    const QFontMetrics metrics(theme.small);
    const double room = width() - 2 * kMargin;
    int y = 0;
    for (const Bar& bar : m_bars) {
        y += bar.isHeading ? kBeforeClause : 0;
        painter.setFont(theme.small);
        painter.setPen(theme[bar.isHeading ? Token::Text : Token::Muted]);
        const int figureWidth = metrics.horizontalAdvance(bar.figure);
        painter.drawText(kMargin, y + metrics.ascent(),
                         metrics.elidedText(bar.label, Qt::ElideMiddle,
                                            static_cast<int>(room) - figureWidth - 10));
        painter.drawText(width() - kMargin - figureWidth, y + metrics.ascent(), bar.figure);
        y += metrics.lineSpacing() + kTextToBar;
        painter.fillRect(QRectF(kMargin, y, room, kBarHeight), theme[Token::Raised]);
        const double filled = bar.whole > 0 ? std::max(kLeastPixels, bar.whole * room) : 0;
        painter.fillRect(QRectF(kMargin, y, filled, kBarHeight), theme[bar.token]);
        if (bar.blocked > 0) {
            const QRectF rest(kMargin + filled, y, std::max(kLeastPixels, bar.blocked * room),
                              kBarHeight);
            painter.fillRect(rest, QBrush(theme[Token::Warn], Qt::BDiagPattern));
            painter.setPen(theme[Token::Warn]);
            painter.drawRect(rest.adjusted(0, 0, -1, -1));
        }
        y += kBarHeight + kAfterBar;
    }
}

bool ClauseBars::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        int y = 0;
        for (const Bar& bar : m_bars) {
            y += heightOf(bar);
            if (help->pos().y() < y) {
                QToolTip::showText(help->globalPos(),
                                   QStringLiteral("<p>%1</p>").arg(bar.explanation.toHtmlEscaped()),
                                   this);
                return true;
            }
        }
    }
    return QWidget::event(event);
}

} // namespace sw::gui
