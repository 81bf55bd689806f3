// The program that a command works on, from a file or a sentence, and the bars it needs.
#pragma once

#include "app/command.h"
#include "engine/backtest.h"

namespace sw::app {

/// A compiled program, or the exit code with which the command must end (already reported).
struct StrategyInput {
    lang::ProgramPtr program;
    Exit exit = Exit::Ok;
};

/// Reads the file argument, or interprets --text. Exactly one of them must be given.
StrategyInput strategyInput(const Options& options, const data::LocalData& data, Console& console);

/// Bars of all symbols that a program trades or reads. Errors: as data::LocalData::bars.
Result<engine::Feeds> feedsFor(const lang::Program& program, data::LocalData& data,
                               std::stop_token stop);

/// True, and reported, when a program has holes or constructs that are not simulated.
std::optional<Exit> cannotRun(const lang::Program& program, Console& console);

} // namespace sw::app
