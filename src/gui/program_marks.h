// Which lines of a program hold values that the user stated, and which only assumptions: the marks
// beside the text, and the line with its values stated or assumed.
#pragma once

#include "gui/theme.h"

#include <QImage>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sw::gui {

/// Who a line's values come from.
enum class LineMark : std::uint8_t { None, Stated, Mixed, Assumed };

/// The mark of one physical line.
LineMark markOf(std::string_view line);
/// One mark for each line, for the first `mostLines` of them. Cost: linear in the text.
std::vector<LineMark> marksOf(std::string_view source, std::size_t mostLines);

/// The line without its assumption marks.
std::string statedLine(std::string_view line);
/// The line with an assumption mark after each of its values.
std::string assumedLine(std::string_view line);

/// A closed padlock, one with a dot, or a question mark. Units: `side` in device pixels.
QImage markImage(LineMark mark, const Theme& theme, int side);
/// A sign for a line with a problem: a cross, or a triangle for a doubt.
QImage problemImage(bool isError, const Theme& theme, int side);

} // namespace sw::gui
