// Bars, conventions and compiled programs for the tests of exported code.
#pragma once

#include "engine/backtest.h"
#include "exporters/exporter.h"
#include "market/bars.h"

#include <QString>

namespace sw::test {

/// Bars of a shipped sample or of the shared data, null when neither is there.
market::BarsPtr dailyBars(const std::string& symbol);
market::BarsPtr hourlyBars(const std::string& symbol);
/// Half-hour bars of a random walk, 09:30 to 16:00 New York time over a clock change. Seeded.
market::BarsPtr walkBars(const std::string& symbol);

/// What an export must know of the bars' instruments.
exporters::ExportOptions optionsFor(const engine::Feeds& feeds);

/// The compiled program; fails the test (null) with its diagnostics.
lang::ProgramPtr compiled(const std::string& source);

std::string readText(const QString& path);
bool writeText(const QString& path, const std::string& text);
/// The example programs in file-name order.
QStringList programFiles();

} // namespace sw::test
