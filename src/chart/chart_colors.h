// Every colour and font of the charts as one value, so that a theme is a value and not a style
// sheet. The window's theme fills it; dark() and light() are what charts show without one.
#pragma once

#include <QColor>
#include <QFont>

#include <array>

namespace sw::chart {

/// Which token of ChartColors draws a series. Automatic takes the next of the six series colours.
enum class ColorRole {
    Automatic,
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
    Accent,
    Benchmark,
    Up,
    Down,
    Warning,
    Neutral,
};

/// All tokens that charts paint with.
struct ChartColors {
    bool isDark = true;
    QColor background; ///< around charts and between panes
    QColor panel;      ///< behind a chart
    QColor raised;     ///< tags, legends under the cursor, tool tips
    QColor grid;       ///< the faintest line
    QColor border;     ///< between panes and round tags
    QColor text;
    QColor mutedText; ///< axis labels, titles; contrast to `panel` at least 4.5
    QColor crosshair;
    QColor up, down;     ///< candles, gains and losses; never the only mark of a difference
    QColor volume;       ///< volume of bars drawn as a line
    QColor priceLine;    ///< closes of the line style
    QColor accent;       ///< equity, selection, action
    QColor benchmark;    ///< buy and hold
    QColor drawdown;     ///< underwater
    QColor warning;      ///< notes
    QColor entry, exit;  ///< markers, reference lines and zones of those roles
    QColor stop, target; ///< levels of a trade
    QColor validation;   ///< shade of the validation window
    QColor holdout;      ///< shade of the holdout window
    std::array<QColor, 6> series; ///< overlays and indicators, told apart by lightness too
    QFont font;                   ///< titles and names
    QFont numberFont;             ///< tabular digits

    /// The colour of a role; `order` picks among the series colours for Automatic.
    QColor of(ColorRole role, int order = 0) const;
    /// Near-black surfaces, muted colours.
    static ChartColors dark();
    /// The same tokens on white; for paper and exports.
    static ChartColors light();
};

} // namespace sw::chart
