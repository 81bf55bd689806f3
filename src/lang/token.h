// The words of a program: what the scanner hands to the parser. Internal to this room.
#pragma once

#include "lang/span.h"

#include <cstdint>

namespace sw::lang {

enum class TokenKind : std::uint8_t {
    End,     ///< the end of a line, zero bytes long
    Invalid, ///< already reported by the scanner
    Word,    ///< lower case: keyword or name
    Symbol,  ///< upper case
    Mixed,   ///< upper and lower case: never right, but only the parser knows what was meant
    Text,    ///< in quotes
    Number,
    Percent,
    Money,
    RMultiple,
    Time,
    Date,
    Timeframe,
    Question,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    Comma,
    Dot,
    Colon,
    Assign,
    Plus,
    Minus,
    Star,
    Slash,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
};

/// One token. Its text is the source at `span`; `number` is set for Number, Percent, Money,
/// RMultiple and Time (minutes since midnight).
struct Token {
    TokenKind kind = TokenKind::End;
    Span span;
    double number = 0;
};

} // namespace sw::lang
