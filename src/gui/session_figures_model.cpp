#include "gui/session_figures_model.h"

#include "bridge/text.h"
#include "gui/format.h"

#include <limits>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

constexpr qsizetype kLongestHeading = 44;

metrics::Figure figureOf(const std::optional<double>& value)
{
    return value ? metrics::defined(*value) : metrics::undefined("This run has no such figure.");
}

/// "1: Buy AAPL when RSI < 30"
QString headingOf(int number, const store::SessionSummary& session)
{
    QString name = session.name;
    if (name.size() > kLongestHeading) {
        name = name.left(kLongestHeading - 1) + QChar(u'…');
    }
    return QStringLiteral("%1: %2").arg(number).arg(name);
}

} // namespace

SessionFiguresModel::SessionFiguresModel(const ThemeSource& themes, QObject* parent)
    : QAbstractTableModel(parent), m_themes(themes)
{
    connect(&themes, &ThemeSource::changed, this, [this] {
        if (!m_rows.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
        }
    });
}

void SessionFiguresModel::setComparison(std::optional<store::Comparison> comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    fill();
    endResetModel();
}

void SessionFiguresModel::setPart(Part part)
{
    beginResetModel();
    m_part = part;
    fill();
    endResetModel();
}

void SessionFiguresModel::fill()
{
    m_rows.clear();
    if (!m_comparison) {
        return;
    }
    std::optional<metrics::FigureGroup> group;
    for (const store::ComparedFigure& each :
         m_part == Part::Asked ? m_comparison->asked : m_comparison->refined) {
        const std::optional<metrics::FigureId> figure = metrics::figureById(fromQt(each.id));
        if (!figure) {
            continue;
        }
        if (const metrics::FigureGroup own = metrics::definitionOf(*figure).group; group != own) {
            group = own;
            m_rows.push_back({toQt(metrics::name(own)), std::nullopt, {}, {}});
        }
        m_rows.push_back({each.title, figure, figureOf(each.first), figureOf(each.second)});
    }
}

int SessionFiguresModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SessionFiguresModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString SessionFiguresModel::text(const Row& row, int column) const
{
    if (column == Figure) {
        return row.title;
    }
    if (!row.figure) {
        return {};
    }
    if (column != Difference) {
        return figureText(column == First ? row.first : row.second, *row.figure);
    }
    if (!row.first.value || !row.second.value) {
        return number(std::numeric_limits<double>::quiet_NaN());
    }
    const QString change = changeText(row.second, row.first, *row.figure);
    return change.isEmpty() ? tr("same") : change;
}

QVariant SessionFiguresModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const Theme& theme = m_themes.theme();
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::FontRole:
        return !row.figure ? theme.heading : column == Figure ? theme.text : theme.numbers;
    case Qt::TextAlignmentRole:
        return int((column == Figure ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return row.figure && column == Figure
                   ? QStringLiteral("<p>%1</p>")
                         .arg(toQt(metrics::definitionOf(*row.figure).definition).toHtmlEscaped())
                   : QString();
    case Qt::ForegroundRole: {
        if (column != Difference || !row.figure) {
            return {};
        }
        const QString change = changeText(row.second, row.first, *row.figure);
        if (change.isEmpty() || !moreIsBetter(*row.figure)) {
            return theme[Token::Muted];
        }
        const bool isMore = *row.second.value > *row.first.value;
        return theme[isMore == *moreIsBetter(*row.figure) ? Token::Up : Token::Down];
    }
    default:
        return {};
    }
}

QVariant SessionFiguresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) {
        return {};
    }
    const bool isRun = section == First || section == Second;
    if (role == Qt::TextAlignmentRole) {
        return int((section == Figure ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && isRun && m_comparison) {
        const store::SessionSummary& session =
            section == First ? m_comparison->first : m_comparison->second;
        return QStringLiteral("<p>%1</p>").arg(session.name.toHtmlEscaped());
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (isRun) {
        return !m_comparison      ? QString()
               : section == First ? headingOf(1, m_comparison->first)
                                  : headingOf(2, m_comparison->second);
    }
    return section == Figure ? tr("Figure") : tr("Difference");
}

} // namespace sw::gui
