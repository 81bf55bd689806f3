#include "gui/table_rows.h"

#include <QHeaderView>
#include <QTableView>

#include <algorithm>
#include <numeric>

namespace sw::gui {

std::vector<int> selectedRows(const QTableView& table)
{
    std::vector<int> rows;
    for (const QItemSelectionRange& range : table.selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            rows.push_back(row);
        }
    }
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

std::vector<int> allRows(const QTableView& table)
{
    std::vector<int> rows(static_cast<std::size_t>(table.model()->rowCount()));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

std::vector<int> shownColumns(const QTableView& table)
{
    std::vector<int> columns;
    const QHeaderView& header = *table.horizontalHeader();
    for (int place = 0; place < header.count(); ++place) {
        const int column = header.logicalIndex(place);
        if (!header.isSectionHidden(column)) {
            columns.push_back(column);
        }
    }
    return columns;
}

} // namespace sw::gui
