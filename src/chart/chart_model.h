// What the main chart shows, as one immutable value: bars, series beside them, trades, equity and
// the parts of the test. It knows nothing of where these came from.
#pragma once

#include "chart/chart_colors.h"
#include "engine/ledger.h"
#include "market/bars.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sw::chart {

/// Values per bar; NaN = missing. Charts read them in place.
using Column = std::shared_ptr<const std::vector<double>>;

enum class PriceStyle : std::uint8_t { Candles, Bars, Line };
enum class SeriesStyle : std::uint8_t { Line, Histogram, Area };
/// What a reference line or zone says: below it is an entry, beyond it an exit, or neither.
enum class Role : std::uint8_t { Neutral, Entry, Exit };
enum class WindowKind : std::uint8_t { Train, Validation, Holdout };

/// One series of a pane. Shape: values[k] belongs to bar firstBar + k.
struct Series {
    std::string name; ///< "EMA(close, 50)", as the legend shows it
    Column values;
    SeriesStyle style = SeriesStyle::Line;
    ColorRole color = ColorRole::Automatic;
    std::int32_t firstBar = 0;
};

/// A level drawn across a pane with its label at the right end.
struct ReferenceLine {
    double value = 0;
    std::string label;
    Role role = Role::Neutral;
};

/// A band drawn across a pane; an infinite end reaches to the edge.
struct Zone {
    double from = 0, to = 0;
    std::string label;
    Role role = Role::Neutral;
};

/// A pane of its own below the price.
struct IndicatorPane {
    std::string id; ///< stable name for setPaneVisible; unique
    std::string title;
    std::vector<Series> series;
    std::vector<ReferenceLine> lines;
    std::vector<Zone> zones;
    std::optional<double> minimum, maximum; ///< fixed ends of the value axis
};

/// Equity of the strategy and of buying and holding, drawn on a common percent scale.
/// Shape: value k belongs to bar firstBar + k.
struct EquityCurves {
    std::int32_t firstBar = 0;
    double start = 0;  ///< money before the first bar; both curves start here
    Column equity;     ///< money at each close
    Column buyAndHold; ///< may be absent
    /// Bars a year for the rolling Sharpe ratio, and its window. Units: bars; 0 = a quarter year.
    double periodsPerYear = 252;
    std::int32_t sharpeWindow = 0;
};

/// A part of the test, shaded behind all panes. Both ends belong to it.
struct WindowShade {
    std::int32_t firstBar = 0, lastBar = 0;
    std::string label; ///< "Validation"
    WindowKind kind = WindowKind::Train;
};

/// Everything the main chart shows. Only `bars` is required; what is empty has no pane.
struct ChartModel {
    market::BarsPtr bars;
    std::vector<Series> overlays; ///< in the price pane
    std::vector<IndicatorPane> panes;
    /// Trades of this symbol; kept alive by `owner`. Their numbers are their indices here.
    std::span<const engine::Trade> trades;
    /// Price of the profit target, one per trade, NaN = none; or empty. Stops are in the trades.
    std::vector<double> targets;
    std::optional<EquityCurves> equity;
    std::vector<WindowShade> windows;
    /// Keeps what `trades` points to.
    std::shared_ptr<const void> owner;
};
using ChartModelPtr = std::shared_ptr<const ChartModel>;

/// Ids of the panes that every chart may have; indicator panes bring their own.
inline constexpr char kPricePane[] = "price";
inline constexpr char kVolumePane[] = "volume";
inline constexpr char kEquityPane[] = "equity";
inline constexpr char kUnderwaterPane[] = "underwater";
inline constexpr char kSharpePane[] = "sharpe";

class Prepared;
/// A model with what drawing needs beside it (pyramids, derived columns, trades in order).
using PreparedPtr = std::shared_ptr<const Prepared>;

/// Prepares a model. Thread: any; a pure function, so that long histories can be prepared off the
/// GUI thread. Cost: about 10 ns per value of every column. Requires: model and its bars.
PreparedPtr prepareChart(ChartModelPtr model);

} // namespace sw::chart
