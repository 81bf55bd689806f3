#include "gui/bar_sets_model.h"

#include "bridge/text.h"
#include "gui/bar_tables.h"

#include <algorithm>

namespace sw::gui {

void BarSetsModel::setSets(std::vector<agents::BarSet> sets)
{
    beginResetModel();
    m_sets = std::move(sets);
    endResetModel();
}

int BarSetsModel::rowOf(const agents::BarSet& set) const
{
    const auto found = std::ranges::find(m_sets, set);
    return found == m_sets.end() ? -1 : static_cast<int>(found - m_sets.begin());
}

int BarSetsModel::rowOf(const QString& symbol) const
{
    const auto found = std::ranges::find(m_sets, bridge::fromQt(symbol), &agents::BarSet::symbol);
    return found == m_sets.end() ? -1 : static_cast<int>(found - m_sets.begin());
}

int BarSetsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sets.size());
}

int BarSetsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant BarSetsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const agents::BarSet& entry = set(index.row());
    if (role == Qt::ToolTipRole) {
        return bridge::toQt(entry.path.empty() ? entry.origin : entry.path);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Symbol:
        return bridge::toQt(entry.symbol);
    case Bars:
        return frameWord(entry.timeframe);
    default:
        return entry.bundled ? tr("sample") : tr("imported");
    }
}

QVariant BarSetsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QString names[kColumns] = {tr("Symbol"), tr("Bars"), tr("Origin")};
    return names[section];
}

} // namespace sw::gui
