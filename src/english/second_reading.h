// Asks when another reading of the sentence scores nearly as well and would trade differently.
#pragma once

#include "english/interpreter.h"

#include <optional>
#include <vector>

namespace sw::english {

/// The question between the chosen reading and the first of `others` that trades differently
/// without leaving more open; nothing when there is none or when the words are asked about anyway.
std::optional<Note> questionBetween(const Reading& chosen, const std::vector<Reading>& others);

} // namespace sw::english
