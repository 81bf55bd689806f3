// A sentence as words, numbers and signs, each with its place in the text.
#pragma once

#include "lang/span.h"

#include <string>
#include <string_view>
#include <vector>

namespace sw::english {

enum class TokenKind : std::uint8_t {
    Word,
    Number,
    Time,   ///< minutes since midnight in `value`
    Date,   ///< as text YYYY-MM-DD
    Quoted, ///< words between quotation marks
    Sign,   ///< punctuation and operators
    Break,  ///< end of a sentence: . ; ! ? or a line end
};

/// One word, number or sign of the sentence.
struct Token {
    TokenKind kind = TokenKind::Word;
    lang::Span span;
    std::string text;          ///< as written
    std::string lower;         ///< lower case; what is looked up
    double value = 0;          ///< Number, Time
    bool money = false;        ///< written with a currency sign or a k / m suffix
    bool ordinal = false;      ///< 15th
    bool signedNumber = false; ///< written with + or -
    bool capitals = false;     ///< a word in capitals with at least one letter
    bool article = false;      ///< "the", "a", "its" … stood before it
};

/// Splits a sentence. Articles ("the", "a", "its") are folded into the word that follows.
std::vector<Token> tokenize(std::string_view sentence);

} // namespace sw::english
