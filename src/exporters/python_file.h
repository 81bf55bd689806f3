// What the files of all targets that run Python have in common: settings, the strategy, the
// library.
#pragma once

#include "exporters/exporter.h"
#include "exporters/python_machine.h"

#include <string>
#include <string_view>
#include <vector>

namespace sw::exporters {

/// Where the parts of one target differ.
struct PythonTargetParts {
    std::string_view target;  ///< for the header: "backtrader 1.9"
    std::string_view ending;  ///< of the file name, without ".py"
    std::string_view imports; ///< lines after the standard library's
    std::string_view usage;   ///< what the file needs and prints
    std::string machine;      ///< what fills orders
    std::string_view main;    ///< from the window function to the end
    std::vector<std::string> notes;
};

/// The whole file.
Export pythonFile(const lang::Program& program, const ExportOptions& options,
                  PythonTargetParts parts);

} // namespace sw::exporters
