#include "exporters/source_text.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sw::exporters {

namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

/// The UTF-8 character at the start of `text`, which is not empty.
Character characterAt(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(0);
    if (first < 0x80) {
        return {first, 1, true};
    }
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (bytes == 0 || first > 0xF4 || text.size() < bytes || !isUtf8(text.substr(0, bytes))) {
        return {first, 1, false};
    }
    std::uint32_t code = first & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        code = (code << 6) | (byte(i) & 0x3Fu);
    }
    return {code, bytes, true};
}

bool isControl(std::uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/// Characters that break lines somewhere or make text read in another order than it is stored.
bool isTreacherous(std::uint32_t code)
{
    return code == 0x2028 || code == 0x2029 || code == 0x061C || code == 0xFEFF ||
           (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x2069);
}

} // namespace

std::string singleLine(std::string_view text)
{
    std::string line;
    while (!text.empty()) {
        const Character character = characterAt(text);
        if (!character.valid) {
            line += '?';
        } else if (isControl(character.code) || isTreacherous(character.code)) {
            line += ' ';
        } else {
            line += text.substr(0, character.bytes);
        }
        text.remove_prefix(character.bytes);
    }
    return line;
}

std::string comment(std::string_view prefix, std::string_view text)
{
    std::string lines;
    while (!text.empty() && text.back() == '\n') {
        text.remove_suffix(1);
    }
    for (const std::string_view line : split(text, '\n')) {
        std::string whole = std::string(prefix) + singleLine(line);
        while (whole.ends_with(' ')) {
            whole.pop_back();
        }
        lines += whole + "\n";
    }
    return lines;
}

std::string wrappedComment(std::string_view prefix, std::string_view text, std::string_view bullet)
{
    constexpr std::size_t kColumns = 96;
    std::string lines;
    std::string line = std::string(prefix) + std::string(bullet);
    bool empty = true;
    const std::string clean = singleLine(text);
    for (const std::string_view word : split(clean, ' ')) {
        if (word.empty()) {
            continue;
        }
        if (!empty && line.size() + 1 + word.size() > kColumns) {
            lines += line + "\n";
            line = std::string(prefix) + std::string(bullet.size(), ' ');
            empty = true;
        }
        line += (empty ? "" : " ") + std::string(word);
        empty = false;
    }
    return lines + line + "\n";
}

std::string pythonString(std::string_view text)
{
    std::string literal = "\"";
    while (!text.empty()) {
        const Character character = characterAt(text);
        if (!character.valid) {
            literal += '?';
        } else if (character.code == '"' || character.code == '\\') {
            literal += '\\';
            literal += text[0];
        } else if (character.code == '\n') {
            literal += "\\n";
        } else if (isControl(character.code) || isTreacherous(character.code)) {
            literal += fmt::format("\\u{:04x}", character.code);
        } else {
            literal += text.substr(0, character.bytes);
        }
        text.remove_prefix(character.bytes);
    }
    return literal + "\"";
}

std::string pineString(std::string_view text)
{
    std::string literal = "\"";
    for (const char c : singleLine(text)) {
        if (c == '"' || c == '\\') {
            literal += '\\';
        }
        literal += c;
    }
    return literal + "\"";
}

std::string fileSlug(std::string_view text, std::string_view fallback)
{
    std::string slug;
    for (const char c : toLower(text)) {
        if (isLower(c) || isDigit(c)) {
            slug += c;
        } else if (!slug.empty() && slug.back() != '_') {
            slug += '_';
        }
    }
    slug = slug.substr(0, 60);
    while (slug.ends_with('_')) {
        slug.pop_back();
    }
    if (slug.empty()) {
        return std::string(fallback);
    }
    return isDigit(slug.front()) ? "strategy_" + slug : slug;
}

std::string floatLiteral(double value)
{
    std::string text = formatNumber(value);
    if (text.find_first_of(".eE") == std::string::npos) {
        text += ".0";
    }
    return text;
}

std::string FreeNames::take(std::string_view wish)
{
    std::string name(wish);
    const char* gap = !wish.empty() && isDigit(wish.back()) ? "_" : "";
    for (int number = 2; m_taken.contains(name); ++number) {
        name = fmt::format("{}{}{}", wish, gap, number);
    }
    m_taken.insert(name);
    return name;
}

} // namespace sw::exporters
