// What of a table is selected, listed and shown, as the numbers its model knows.
#pragma once

#include <vector>

class QTableView;

namespace sw::gui {

/// Selected rows from top to bottom, each once.
std::vector<int> selectedRows(const QTableView& table);
/// Every row there is.
std::vector<int> allRows(const QTableView& table);
/// Visible columns from left to right.
std::vector<int> shownColumns(const QTableView& table);

} // namespace sw::gui
