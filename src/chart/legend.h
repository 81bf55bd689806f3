// The values at a bar, as the legends of the panes show them.
#pragma once

#include "chart/chart_colors.h"
#include "chart/prepared.h"

#include <QString>

#include <vector>

namespace sw::chart {

/// A piece of a legend in one colour.
struct LegendRun {
    QString text;
    QColor color;
    bool isNumber = false; ///< written with tabular digits
    bool isTitle = false;  ///< of the pane
};
using LegendLine = std::vector<LegendRun>;

/// Legend of a pane at a bar. Requires: bar within the data.
std::vector<LegendLine> legendOf(const Prepared& prepared, const PanePlan& pane, std::int32_t bar,
                                 const ChartColors& colors);
/// The runs of a line joined with single spaces.
QString plainText(const LegendLine& line);
/// A trade in one line: "Long #12  +2.31%  8 bars  take profit".
QString tradeText(const Prepared& prepared, int trade);

} // namespace sw::chart
