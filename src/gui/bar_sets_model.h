// The sets of bars there are, one row each.
#pragma once

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/bar_library.h"

#include <vector>
#endif

namespace sw::gui {

/// Thread: GUI.
class BarSetsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Symbol, Bars, Origin, kColumns };

    explicit BarSetsModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    void setSets(std::vector<agents::BarSet> sets);
    /// Requires: a valid row.
    const agents::BarSet& set(int row) const { return m_sets[static_cast<std::size_t>(row)]; }
    /// The row of a set, -1 when it is gone.
    int rowOf(const agents::BarSet& set) const;
    /// The first row of a symbol, -1 when there is none.
    int rowOf(const QString& symbol) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    std::vector<agents::BarSet> m_sets;
};

} // namespace sw::gui
