#include "gui/bar_tables.h"

#include "gui/bars_model.h"
#include "gui/format.h"

#include <QHeaderView>
#include <QTableView>

namespace sw::gui {

namespace {

constexpr int kNumberWidth = 84;
constexpr int kTimeWidth = 140;

} // namespace

void setUpCells(QTableView& table)
{
    table.setStyleSheet(QStringLiteral("QTableView::item { border: 0; padding: 0 8px; }"));
}

void setUpBarsTable(QTableView& table)
{
    setUpCells(table);
    QHeaderView& header = *table.horizontalHeader();
    header.resizeSection(BarsModel::Number, kNumberWidth);
    header.resizeSection(BarsModel::Time, kTimeWidth);
    for (int column = BarsModel::Open; column < BarsModel::kColumns; ++column) {
        header.setSectionResizeMode(column, QHeaderView::Stretch);
    }
    // Rows of one height, so that a million of them need no measuring.
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
}

QString frameWord(Timeframe timeframe)
{
    const bool one = timeframe.count == 1;
    QString unit;
    switch (timeframe.unit) {
    case FrameUnit::Minute:
        unit = BarsModel::tr("minute");
        break;
    case FrameUnit::Hour:
        unit = one ? BarsModel::tr("hourly") : BarsModel::tr("hour");
        break;
    case FrameUnit::Day:
        unit = one ? BarsModel::tr("daily") : BarsModel::tr("day");
        break;
    case FrameUnit::Week:
        unit = one ? BarsModel::tr("weekly") : BarsModel::tr("week");
        break;
    case FrameUnit::Month:
        unit = one ? BarsModel::tr("monthly") : BarsModel::tr("month");
        break;
    }
    return one && timeframe.unit != FrameUnit::Minute
               ? unit
               : QStringLiteral("%1-%2").arg(timeframe.count).arg(unit);
}

QString barsSummary(const market::Bars& bars)
{
    return BarsModel::tr("%1 %2 bars, %3 to %4")
        .arg(count(static_cast<qint64>(bars.size())), frameWord(bars.timeframe()),
             barTimeText(bars, 0), barTimeText(bars, bars.size() - 1));
}

} // namespace sw::gui
