// A program as JSON in the shape of the published examples: mode, universe, rules, protections,
// sizes. Conditions are canonical text that stands on its own, lets and params put in.
#pragma once

#include "lang/program.h"

#include <QJsonArray>
#include <QJsonObject>

#include <string>
#include <vector>

namespace sw::app {

/// The program of a compiled strategy. `mode` as the interpreter calls it; empty = derived.
QJsonObject programJson(const lang::SyntaxTree& tree, const std::string& mode = {});

/// Diagnostics with code, severity, message, hint, line, column, offsets and fix.
QJsonArray diagnosticsJson(const std::vector<lang::Diagnostic>& diagnostics,
                           const std::string& source);

} // namespace sw::app
