// The function `strategy` of generated Python: every rule as a named column, and the record of
// rules that the machine reads. Shared by all targets that run Python.
#pragma once

#include "exporters/exporter.h"
#include "exporters/python_expression.h"

#include <string>
#include <vector>

namespace sw::exporters {

/// A rule written as Python.
struct PythonLevel {
    std::string kind; ///< percent, r, money, pips, ticks, points, price, level
    double amount = 0;
    std::string column; ///< price, level: name of the column or function
};
struct PythonEntry {
    lang::Side side = lang::Side::Long;
    std::string when;
    std::string order; ///< market, open, close, limit, stop
    std::string price; ///< limit, stop: name of the column
    int valid = 0;
    lang::Sizing sizing;
};
struct PythonExit {
    lang::Sides sides;
    std::string when;
    std::string order;
    bool isFunction = false; ///< reads the position
};
struct PythonStop {
    lang::Sides sides;
    PythonLevel level;
};
struct PythonTarget {
    lang::Sides sides;
    PythonLevel level;
    double fraction = 1;
    std::string when; ///< empty = always
};
struct PythonTrail {
    lang::Sides sides;
    PythonLevel level;
    std::string anchor; ///< favourable, close, adverse
    std::optional<PythonLevel> onceUp;
};

/// All rules of a program with the columns that they name.
struct PythonRules {
    std::vector<PythonEntry> entries;
    std::vector<PythonExit> exits;
    std::vector<PythonStop> stops;
    std::vector<PythonTarget> targets;
    std::vector<PythonTrail> trails;
    std::vector<PythonLevel> breakevens;
    std::vector<std::string> sessions;
    std::vector<std::string> flats;
    std::string firstBar; ///< expression: first bar on which every rule is warm
};

/// Writes the rules of a program; the columns go to the body of `expressions`.
PythonRules writeRules(const lang::Program& program, PythonExpressions& expressions);

/// "(LONG, SHORT)"
std::string pythonSides(lang::Sides sides);
/// "Level(\"percent\", 5.0)"
std::string pythonLevel(const PythonLevel& level);
/// "(\"percent\", 100.0)"
std::string pythonSize(const lang::Sizing& sizing);

/// The whole function `strategy(bars, others)`, its record of rules written as `Rule(…)`.
std::string pythonStrategy(const lang::Program& program, const PythonRules& rules,
                           const PythonExpressions& expressions);

} // namespace sw::exporters
