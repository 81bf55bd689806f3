// The Python that generated files are put together from: functions that know what they need, so
// that a file holds only what its strategy uses. The arithmetic follows the kernels step by step,
// because the last bit of an average can decide a trade.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sw::exporters {

/// One function or class of the Python library.
struct Snippet {
    std::string_view name;  ///< what code calls; a built-in has the name of its catalog entry
    std::string_view needs; ///< names of other snippets, separated by spaces
    std::string_view code;  ///< without blank lines around it
};

/// The snippets of each family in the order in which a file shows them.
std::span<const Snippet> columnSnippets();
std::span<const Snippet> rollingSnippets();
std::span<const Snippet> averageSnippets();
std::span<const Snippet> oscillatorSnippets();
std::span<const Snippet> volatilitySnippets();
std::span<const Snippet> trendSnippets();
std::span<const Snippet> volumeSnippets();
std::span<const Snippet> rangeSnippets();
std::span<const Snippet> statisticSnippets();
std::span<const Snippet> calendarSnippets();
std::span<const Snippet> patternSnippets();
std::span<const Snippet> logicSnippets();
std::span<const Snippet> barSnippets();
std::span<const Snippet> frameSnippets();

/// The snippet of that name, null if there is none.
const Snippet* findSnippet(std::string_view name);
/// Names of all snippets; generated code must not define them anew.
std::set<std::string, std::less<>> snippetNames();
/// `wanted` and all that they need, as source text in the fixed order.
/// Requires: every wanted name exists.
std::string pythonLibrary(const std::set<std::string, std::less<>>& wanted);

} // namespace sw::exporters
