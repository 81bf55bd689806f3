// Text that is safe inside other languages: what a user typed becomes comments, strings and names
// there, and must not be able to leave them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sw::exporters {

/// One line without control characters, line separators and direction marks; invalid UTF-8 becomes
/// '?'. Safe in a line comment of any target.
std::string singleLine(std::string_view text);

/// Each line of `text` as a comment line of its own, `prefix` ("# ", "// ") and indentation first.
std::string comment(std::string_view prefix, std::string_view text);

/// `text` wrapped at about 96 columns into comment lines; `bullet` starts the first, the others are
/// indented as far.
std::string wrappedComment(std::string_view prefix, std::string_view text,
                           std::string_view bullet = {});

/// A double-quoted Python literal.
std::string pythonString(std::string_view text);
/// A double-quoted Pine literal; line breaks become spaces.
std::string pineString(std::string_view text);

/// Lower-case letters, digits and '_' for a file name; `fallback` when nothing is left.
std::string fileSlug(std::string_view text, std::string_view fallback);

/// A number as source text that reads back as the same double, with a decimal point or exponent.
std::string floatLiteral(double value);

/// Names of generated code: each name of the program gets one that is free in the target.
class FreeNames
{
public:
    explicit FreeNames(std::set<std::string, std::less<>> taken) : m_taken(std::move(taken)) {}
    /// `wish`, or `wish` with the first number behind it that makes it free. Marks it as taken.
    std::string take(std::string_view wish);

private:
    std::set<std::string, std::less<>> m_taken;
};

} // namespace sw::exporters
