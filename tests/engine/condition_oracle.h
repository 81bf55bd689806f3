// Random conditions as text, and what they mean: each is interpreted bar by bar in three-valued
// logic, without the language's parser, graph or evaluator.
#pragma once

#include "market/bars.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sw::test {

/// Kleene's three values.
enum class Truth : std::uint8_t { False, Unknown, True };

/// A condition in the language's words and its value on every bar.
struct RandomCondition {
    std::string text;
    std::vector<Truth> values;
};

RandomCondition randomCondition(std::uint64_t seed, const market::Bars& bars);

} // namespace sw::test
