// The terms that printed statements are made of. Internal to the printer.
#pragma once

#include "lang/syntax.h"

#include <string>
#include <string_view>

namespace sw::lang {

/// A literal with its mark of assumption: "5%?", "$300", "2R", "14".
std::string printNumber(double value, bool assumed);
std::string printPercent(double value, bool assumed);
std::string printMoney(double value, bool assumed);
/// "09:30?"
std::string printTime(double minutes, bool assumed);
std::string printMark(bool assumed);
/// "A, B, "C-D""
std::string printSymbols(const std::vector<std::string>& symbols);
/// Text in the language's quotes.
std::string printText(std::string_view text);

} // namespace sw::lang
