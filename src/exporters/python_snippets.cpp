#include "exporters/python_snippets.h"

#include "base/expects.h"
#include "base/text.h"

#include <array>

namespace sw::exporters {

namespace {

/// Every family in the order of a file: what reads data first, then arithmetic from plain to built.
std::array<std::span<const Snippet>, 14> families()
{
    return {barSnippets(),     frameSnippets(),      columnSnippets(),     rollingSnippets(),
            averageSnippets(), oscillatorSnippets(), volatilitySnippets(), trendSnippets(),
            volumeSnippets(),  rangeSnippets(),      statisticSnippets(),  calendarSnippets(),
            patternSnippets(), logicSnippets()};
}

void collect(std::string_view name, std::set<std::string, std::less<>>& all)
{
    const Snippet* snippet = findSnippet(name);
    EXPECTS(snippet != nullptr);
    if (!all.insert(std::string(name)).second) {
        return;
    }
    for (const std::string_view needed : split(snippet->needs, ' ')) {
        if (!needed.empty()) {
            collect(needed, all);
        }
    }
}

} // namespace

const Snippet* findSnippet(std::string_view name)
{
    for (const std::span<const Snippet> family : families()) {
        for (const Snippet& snippet : family) {
            if (snippet.name == name) {
                return &snippet;
            }
        }
    }
    return nullptr;
}

std::set<std::string, std::less<>> snippetNames()
{
    std::set<std::string, std::less<>> names{"both", "either"};
    for (const std::span<const Snippet> family : families()) {
        for (const Snippet& snippet : family) {
            names.emplace(snippet.name);
        }
    }
    return names;
}

std::string pythonLibrary(const std::set<std::string, std::less<>>& wanted)
{
    std::set<std::string, std::less<>> all;
    for (const std::string& name : wanted) {
        collect(name, all);
    }
    std::string code;
    for (const std::span<const Snippet> family : families()) {
        for (const Snippet& snippet : family) {
            if (all.contains(snippet.name)) {
                code += "\n\n" + std::string(trimmed(snippet.code)) + "\n";
            }
        }
    }
    return code;
}

} // namespace sw::exporters
