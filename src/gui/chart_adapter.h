// From a shown result to what the charts draw: the only place that knows both.
#pragma once

#include "chart/chart_model.h"
#include "chart/distribution_views.h"
#include "chart/table_views.h"
#include "gui/shown_result.h"
#include "gui/theme.h"

#include <variant>

namespace sw::gui {

/// The colours and fonts of a theme as the charts name them.
chart::ChartColors chartColorsOf(const Theme& theme);

/// What the main chart shows of a symbol: bars, overlays and indicator panes of its charts, trades
/// with the prices of their targets where these follow from the entry, equity, parts of the test.
/// Requires: `symbol` is an index in ShownResult::symbols. Thread: any. Cost: linear in the trades.
chart::ChartModelPtr chartModelOf(const ShownResultPtr& result, int symbol);

/// One small chart with its title.
struct InsightFigure {
    QString title;
    QString description; ///< one sentence: what is shown
    std::variant<chart::Distribution, chart::Scatter, chart::Breakdown,
                 std::vector<chart::MonthlyReturn>, std::vector<double>>
        model; ///< the last: returns of closed trades, fractions
};

/// The small charts of a symbol: those of its InsightsConfig that are not drawn over time, and
/// beside them the returns of trades and of months where the config has none. Distributions of more
/// than kMostBars bars count bars at equal distances, and say so. Thread: any.
std::vector<InsightFigure> insightFiguresOf(const ShownResult& result, int symbol);
inline constexpr std::size_t kMostBars = 500'000;

} // namespace sw::gui
