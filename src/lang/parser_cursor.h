// The parser's place in one line, and the small terms that every statement is made of. After the
// first problem a line reads as ended, so the code of a statement needs no checks of its own.
// Internal to the parser.
#pragma once

#include "lang/scanner.h"
#include "lang/syntax.h"

#include <initializer_list>
#include <span>

namespace sw::lang {

/// Reads the tokens of one line.
class LineCursor
{
public:
    LineCursor(std::string_view source, std::span<const Token> tokens, Problems& problems);

    /// The token so many places ahead; End behind the last one and after a problem.
    const Token& peek(std::size_t ahead = 0) const;
    std::string_view text(std::size_t ahead = 0) const;
    std::string_view text(const Token& token) const;
    bool atEnd() const { return peek().kind == TokenKind::End; }
    bool failed() const { return m_failed; }
    bool is(TokenKind kind, std::size_t ahead = 0) const { return peek(ahead).kind == kind; }
    bool isWord(std::string_view word, std::size_t ahead = 0) const;

    Token next();
    bool accept(TokenKind kind);
    bool acceptWord(std::string_view word);
    /// Both words or none.
    bool acceptWords(std::string_view first, std::string_view second);
    /// The mark of an assumption.
    bool acceptMark() { return accept(TokenKind::Question); }
    /// Takes the word or reports what stands there instead.
    void expectWord(std::string_view word);
    void expect(TokenKind kind, std::string_view shown);
    /// Index of the word that was taken; reports and gives 0 when it is none of them.
    std::size_t expectOneOf(std::initializer_list<std::string_view> words);
    /// Reports what is left of the line, if anything; `clauses` are words that could have followed.
    void expectEnd(std::initializer_list<std::string_view> clauses = {});

    /// Where the next token begins.
    std::uint32_t begin() const { return peek().span.begin; }
    /// From there to the end of the last token taken.
    Span since(std::uint32_t begin) const;

    /// Reports a problem and ends the line; only the first of a line is reported.
    void error(Span span, std::string message, std::string hint = {}, std::optional<Fix> fix = {});
    /// Reports that the next token is not what must stand here.
    void unexpected(std::string_view expected);
    /// A token for messages: in quotes, shortened, or "the end of the line".
    std::string shown(const Token& token) const;

private:
    bool advise(const Token& token);
    bool adviseWord(const Token& token);
    bool adviseAgo();

    std::string_view m_source;
    std::span<const Token> m_tokens;
    Problems& m_problems;
    std::size_t m_place = 0;
    Token m_end;
    bool m_failed = false;
};

/// "3 bars", "10? days": a count with its unit.
BarsText parseBars(LineCursor& cursor);
/// A symbol, bare or in quotes; empty after a problem.
std::string parseSymbol(LineCursor& cursor, Span* span = nullptr);
/// A whole number from `least` to a million.
int parseCount(LineCursor& cursor, std::string_view what, int least = 1);
/// A literal of the kind with its optional mark.
double parseLiteral(LineCursor& cursor, TokenKind kind, std::string_view what, bool* assumed);
double parsePercent(LineCursor& cursor, bool* assumed = nullptr);
int parseTime(LineCursor& cursor, bool* assumed);
CivilDate parseDateTerm(LineCursor& cursor, bool* assumed);
std::string parseText(LineCursor& cursor, std::string_view what);
/// [ "on" timeframe ]
std::optional<Timeframe> parseOnFrame(LineCursor& cursor, bool* assumed);
std::optional<Side> parseOptionalSide(LineCursor& cursor);
Side parseSide(LineCursor& cursor);

} // namespace sw::lang
