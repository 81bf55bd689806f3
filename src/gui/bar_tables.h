// How tables of bars are set up, in every dialog alike.
#pragma once

#include <QString>

class QTableView;

namespace sw {
struct Timeframe;
namespace market {
class Bars;
}
} // namespace sw

namespace sw::gui {

/// Cells whose text stands under that of the header.
void setUpCells(QTableView& table);
/// The same for a table that shows a BarsModel, with the widths of its columns.
void setUpBarsTable(QTableView& table);
/// "daily", "5-minute"
QString frameWord(Timeframe timeframe);
/// "1,260 daily bars, 2013-05-13 to 2018-05-11"
QString barsSummary(const market::Bars& bars);

} // namespace sw::gui
