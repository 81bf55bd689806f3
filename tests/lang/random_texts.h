// Seeded programs as text: sound ones, damaged ones, and nonsense.
#pragma once

#include "random_program.h"

#include <string>

namespace sw::test {

/// A program of lines that go together; nearly always without error.
std::string randomSoundProgram(Dice& dice);
/// The text with a few words, signs or bytes replaced, removed, doubled or swapped.
std::string mutated(Dice& dice, const std::string& text);
/// Words and signs of the language in any order, over several lines.
std::string randomSoup(Dice& dice);

} // namespace sw::test
