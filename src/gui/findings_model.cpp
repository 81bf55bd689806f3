#include "gui/findings_model.h"

#include "bridge/text.h"
#include "gui/bars_model.h"
#include "gui/format.h"

#include <algorithm>
#include <numeric>

namespace sw::gui {

FindingsModel::FindingsModel(ThemeSource& themes, QObject* parent)
    : QAbstractTableModel(parent), m_themes(themes)
{
    connect(&themes, &ThemeSource::changed, this, [this] {
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1),
                               {Qt::FontRole, Qt::ForegroundRole});
        }
    });
}

void FindingsModel::setReport(market::QualityReport report, market::BarsPtr bars)
{
    beginResetModel();
    m_report = std::move(report);
    m_bars = std::move(bars);
    endResetModel();
}

int FindingsModel::barOf(int row) const
{
    return static_cast<int>(m_report.issues[static_cast<std::size_t>(row)].bar);
}

int FindingsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_bars ? 0 : static_cast<int>(m_report.issues.size());
}

int FindingsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString FindingsModel::text(const market::QualityIssue& issue, int column) const
{
    switch (column) {
    case What:
        // The sign stands for the colour where colours are not seen.
        return (issue.serious ? QStringLiteral("▲ ") : QStringLiteral("· ")) +
               bridge::toQt(market::name(issue.finding));
    case Row:
        return count(static_cast<qint64>(issue.bar) + 1);
    case Time:
        return barTimeText(*m_bars, issue.bar);
    default:
        return bridge::toQt(issue.text);
    }
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_bars) {
        return {};
    }
    const market::QualityIssue& issue = m_report.issues[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(issue, index.column());
    case Qt::ToolTipRole:
        return bridge::toQt(issue.text);
    case Qt::AccessibleTextRole:
        return index.column() == What ? (issue.serious ? tr("serious, ") : QString()) +
                                            bridge::toQt(market::name(issue.finding))
                                      : text(issue, index.column());
    case Qt::TextAlignmentRole:
        return int((index.column() == Row ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return index.column() == Row || index.column() == Time ? m_themes.theme().numbers
                                                               : m_themes.theme().text;
    case Qt::ForegroundRole:
        return index.column() == What && issue.serious ? QVariant(m_themes.theme()[Token::Warn])
                                                       : QVariant();
    default:
        return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == Row ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QString names[kColumns] = {tr("Finding"), tr("Row"), tr("Time"), tr("What was found")};
    return names[section];
}

QString findingsSummary(const market::QualityReport& report)
{
    const std::size_t total =
        std::accumulate(report.counts.begin(), report.counts.end(), std::size_t{0});
    if (total == 0) {
        return FindingsModel::tr("No findings");
    }
    const auto serious = std::ranges::count(report.issues, true, &market::QualityIssue::serious);
    QString text = total == 1 ? FindingsModel::tr("1 finding")
                              : FindingsModel::tr("%1 findings").arg(count(qint64(total)));
    if (serious > 0) {
        text += total > report.issues.size()
                    ? FindingsModel::tr(", at least %1 serious").arg(count(serious))
                    : FindingsModel::tr(", %1 serious").arg(count(serious));
    }
    if (total > report.issues.size()) {
        text += FindingsModel::tr("; %1 listed").arg(count(qint64(report.issues.size())));
    }
    return text;
}

} // namespace sw::gui
