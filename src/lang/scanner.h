// Cuts a program's text into logical lines of tokens and reports what is not a token. It knows
// characters and words; what a line may say is the parser's business.
#pragma once

#include "lang/problems.h"
#include "lang/token.h"

#include <string>
#include <string_view>
#include <vector>

namespace sw::lang {

/// Lines with content that a program may have.
inline constexpr std::size_t kMaxLines = 10'000;
/// Words and signs that one logical line may have.
inline constexpr std::size_t kMaxLineTokens = 10'000;

/// A line after continuation: tokens [begin, end) and the text of its comments, joined. Without
/// tokens it is a comment on its own.
struct Line {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string comment;
    Span commentSpan;
};

/// What scan() returns; blank lines leave no trace.
struct Scanned {
    std::vector<Token> tokens;
    std::vector<Line> lines;
};

/// Cuts the text into lines of tokens. A text that cannot be read at all (too long, not UTF-8, NUL
/// bytes) yields no lines and one problem. Every problem inside a line leaves an Invalid token.
/// Cost: linear in the text.
Scanned scan(std::string_view source, Problems& problems);

/// The text of a Text token without its quotes and escapes.
std::string unquoted(std::string_view token);
/// Text in quotes, with escapes; control characters become spaces.
std::string quoted(std::string_view text);
/// True for a word that opens a statement or a line of a block.
bool opensStatement(std::string_view word);
/// True for a word of the language that cannot be the name of a let or param.
bool isReserved(std::string_view word);

} // namespace sw::lang
