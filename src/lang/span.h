// Places in a program's text.
#pragma once

#include <cstdint>
#include <string_view>

namespace sw::lang {

/// A half-open range of bytes in the source text.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const Span&) const = default;
    std::uint32_t length() const { return end - begin; }
};

/// The smallest span that covers both.
inline Span joined(Span a, Span b)
{
    return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

/// A line and column for people. Units: both from 1; the column counts characters.
struct Position {
    int line = 1;
    int column = 1;
};

/// Where a byte offset lies.
Position positionOf(std::string_view source, std::uint32_t offset);

} // namespace sw::lang
