// One thing that the checker says, exactly.
#pragma once

namespace sw::test {

/// Where the source of a row stands.
enum class Base {
    Condition, ///< the condition of an entry on daily bars
    Lines,     ///< lines below a sound program on daily bars
    Whole,     ///< the whole program
};

struct CheckerRow {
    Base base;
    const char* source;
    const char* code;
    int line;
    int column;
    const char* words; ///< under the span
    const char* message;
    const char* hint;
    const char* repaired; ///< the line after the fix, empty without one
};

} // namespace sw::test
