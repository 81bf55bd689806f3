// The names that the language itself gives a meaning, beside the catalog of built-ins: bar fields,
// words that read the position, and arithmetic functions.
#pragma once

#include "lang/program.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sw::lang {

/// A column of the bars.
struct FieldName {
    std::string_view name;
    Op op;
    indicators::Unit unit;
    std::string_view documentation;
};
std::span<const FieldName> fieldNames();
const FieldName* findField(std::string_view name);

/// A value of the open position; allowed in exits, adds, reductions and protections only.
struct PositionWord {
    std::string_view name;
    Op op;
    indicators::Unit unit;
    bool takesArgument; ///< at_entry(x)
    std::string_view documentation;
};
std::span<const PositionWord> positionWords();
const PositionWord* findPositionWord(std::string_view name);

/// Arithmetic with call syntax.
struct MathFunction {
    std::string_view name;
    Op op; ///< Truth stands for count_true
    int minimumArguments;
    int maximumArguments;
    std::string_view documentation;
};
std::span<const MathFunction> mathFunctions();
const MathFunction* findMathFunction(std::string_view name);

/// True for words that mean something inside an expression; they cannot be names.
bool isKeyword(std::string_view word);

/// Every name that may stand in an expression, sorted; for suggestions and completion.
std::vector<std::string> knownNames();

} // namespace sw::lang
