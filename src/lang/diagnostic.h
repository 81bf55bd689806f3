// What is wrong with a program, for two readers: the trader and the model that repairs it.
#pragma once

#include "lang/span.h"

#include <optional>
#include <string>
#include <vector>

namespace sw::lang {

enum class Severity { Error, Warning };

/// A one-line repair that can be applied to the text.
struct Fix {
    Span span;
    std::string replacement;
};

/// One problem. `code` is stable: syntax, name, type, unit, scale, never, self-range, equality,
/// side, sizing, position, look-ahead, frame, hole, exit, duplicate, missing, limit, later.
struct Diagnostic {
    Severity severity = Severity::Error;
    std::string code;
    Span span;
    std::string message; ///< one plain sentence
    std::string hint;    ///< what to do, may be empty
    std::optional<Fix> fix;
};

/// True when any of them is an error.
bool hasErrors(const std::vector<Diagnostic>& diagnostics);

/// "line 3, column 12: unknown name 'clsoe'; did you mean 'close'?"
std::string describe(const Diagnostic& diagnostic, std::string_view source);

} // namespace sw::lang
