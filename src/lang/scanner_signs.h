// The signs and words of the language as tables, and what to say about signs of other languages.
// Internal to the scanner.
#pragma once

#include "lang/token.h"

#include <optional>
#include <string>
#include <string_view>

namespace sw::lang {

/// A sign of the language.
struct Sign {
    std::string_view text;
    TokenKind kind;
};

/// A sign that people bring from elsewhere. `replacement` is empty where there is none.
struct ForeignSign {
    std::string_view text;
    std::string_view replacement;
    std::string_view hint;
};

/// The longest sign at the beginning of the text, null if there is none.
const Sign* findSign(std::string_view text);
/// The longest foreign sign at the beginning of the text, null if there is none.
const ForeignSign* findForeignSign(std::string_view text);
/// Bytes of a blank at the beginning of the text that is not ASCII (no-break space, BOM), else 0.
std::size_t blankBytes(std::string_view text);
/// True for a byte that begins no token at all; runs of them are reported once.
bool isForeignByte(char c);
/// What was meant by a number with this ending ("5min" → "5m"), nothing if unknown.
std::optional<std::string> repairedSuffix(std::string_view body, std::string_view suffix);
/// Offset of the first byte that is not well-formed UTF-8, npos if there is none.
std::size_t firstBadByte(std::string_view text);

} // namespace sw::lang
