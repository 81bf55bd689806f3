// The position machine of generated Python: the published simulation for one symbol, cut down to
// the constructs that a strategy uses.
#pragma once

#include "lang/program.h"

#include <map>
#include <string>
#include <string_view>

namespace sw::exporters {

/// Which parts of the machine a strategy needs.
using Features = std::map<std::string, bool, std::less<>>;

/// What a program makes use of.
Features featuresOf(const lang::Program& program);

/// The lines of `text` whose `#if a|!b` … `#else` … `#end` hold; directives stand alone on a line.
/// Requires: every name is one of the features.
std::string selected(std::string_view text, const Features& features);

/// Without line breaks at both ends.
std::string withoutBlankEnds(std::string_view text);

/// The small classes and functions that rules are made of and fills are computed with.
std::string pythonRecords(const Features& features);

/// The class Account and what it calls.
std::string pythonMachine(const Features& features);

} // namespace sw::exporters
