// What the user decided once for all runs and for the window, and where it is kept. Costs and the
// holdout are no settings: programs state the first, the agents' rule fixes the second.
#pragma once

#include "agents/brief.h"
#include "gui/theme.h"

class QSettings;

namespace sw::gui {

/// The user's settings; a value.
struct Settings {
    double capital = 10'000; ///< for programs that name none; money
    int maxIterations = 5;   ///< 1…10; 1 = only as asked
    bool keepMyNumbers = false;
    std::uint64_t seed = 1;
    ThemeChoice theme = ThemeChoice::System;
    bool showTrades = true;  ///< on the chart
    bool showWindows = true; ///< shading of train, validation and holdout
    bool showVolume = true;
    bool operator==(const Settings&) const = default;

    /// `brief` with these values for what a brief asks of a run.
    agents::Brief applied(agents::Brief brief) const;
};

inline constexpr double kLeastCapital = 1;
inline constexpr double kMostCapital = 1e12;
inline constexpr int kMostIterations = 10;

/// The stored settings of the application; a default for each that is missing or no valid value.
Settings loadSettings();
Settings loadSettings(const QSettings& store);
void saveSettings(const Settings& settings);
void saveSettings(const Settings& settings, QSettings& store);

} // namespace sw::gui
