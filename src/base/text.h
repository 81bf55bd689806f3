// Small text operations on UTF-8 strings that several rooms need: trimming, numbers, suggestions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sw {

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool isAlpha(char c)
{
    return isLower(c) || isUpper(c);
}
constexpr bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

/// Without white space at both ends.
std::string_view trimmed(std::string_view text);
/// ASCII lower case; other bytes stay.
std::string toLower(std::string_view text);
std::string toUpper(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
bool startsWithNoCase(std::string_view text, std::string_view prefix);

/// Shortest decimal text that reads back as the same double, without exponent for ordinary sizes:
/// "30", "0.1", "1e+300". Requires: finite.
std::string formatNumber(double value);
/// The whole text as a finite double, nothing otherwise. Locale-independent.
std::optional<double> parseNumber(std::string_view text);

/// Damerau-Levenshtein distance (adjacent transposition counts 1), for suggestions.
int editDistance(std::string_view a, std::string_view b);
/// The candidate nearest to `word` if it is near enough to suggest, else empty.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// True for well-formed UTF-8.
bool isUtf8(std::string_view text);
/// Cut to at most `bytes` bytes at a character boundary, with "…" when something was cut.
std::string shortened(std::string_view text, std::size_t bytes);

/// "1 bar", "3 bars"
std::string counted(long long count, std::string_view singular, std::string_view plural = {});

} // namespace sw
