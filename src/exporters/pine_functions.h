// How each built-in is written in Pine: natively where the values agree, otherwise by a function of
// the file's own.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace sw::exporters {

/// A built-in in Pine. `{0}`, `{1}` … stand for its arguments in the order of the catalog.
struct PineCall {
    std::string_view name;  ///< of the catalog entry
    std::string_view code;  ///< an expression; a call that returns a tuple when `isTuple`
    std::string_view needs; ///< names of pine functions, separated by spaces
    bool isTuple = false;   ///< one value per output of the entry, in their order
    std::string_view note;  ///< known divergence
};

/// A function of the generated file.
struct PineFunction {
    std::string_view name;
    std::string_view needs;
    std::string_view code;
};

const PineCall* findPineCall(std::string_view name);
/// All functions in the order in which a file defines them.
std::span<const PineFunction> pineFunctions();
/// Names that a script must not define anew.
std::set<std::string, std::less<>> pineReservedNames();
/// Why an entry has no Pine code: one sentence.
std::string pineRefusal(std::string_view name);

} // namespace sw::exporters
