#include "lang/parser.h"

#include <utility>

namespace sw::lang {

namespace {

/// Goes through the lines of a program; a block takes several.
class ProgramParser
{
public:
    ProgramParser(std::string_view source, const Scanned& scanned, Problems& problems)
        : m_source(source), m_scanned(scanned), m_problems(problems)
    {}

    SyntaxTree run();

private:
    LineCursor cursor(const Line& line) const
    {
        const std::span<const Token> all(m_scanned.tokens);
        return {m_source, all.subspan(line.begin, line.end - line.begin), m_problems};
    }
    Span spanOf(const Line& line) const;
    Statement block(LineCursor& head);
    bool blockLine(const Line& line, Statement& statement, Portfolio& body);

    std::string_view m_source;
    const Scanned& m_scanned;
    Problems& m_problems;
    std::size_t m_next = 0;
};

void append(std::string& comment, const std::string& more)
{
    if (!comment.empty() && !more.empty()) {
        comment += ' ';
    }
    comment += more;
}

Span ProgramParser::spanOf(const Line& line) const
{
    if (line.begin == line.end) {
        return line.commentSpan;
    }
    return joined(m_scanned.tokens[line.begin].span, m_scanned.tokens[line.end - 1].span);
}

SyntaxTree ProgramParser::run()
{
    SyntaxTree tree;
    tree.statements.reserve(m_scanned.lines.size());
    while (m_next < m_scanned.lines.size()) {
        const Line& line = m_scanned.lines[m_next++];
        Statement statement;
        if (line.begin != line.end) {
            LineCursor place = cursor(line);
            if (place.isWord("rebalance") || place.isWord("switch")) {
                statement = block(place);
            } else {
                statement.body = parseStatement(place);
                statement.span = spanOf(line);
            }
        } else {
            statement.span = line.commentSpan;
        }
        std::string comment = line.comment;
        append(comment, statement.comment);
        statement.comment = std::move(comment);
        tree.statements.push_back(std::move(statement));
    }
    return tree;
}

// A block ends at its `end`. A line that can only stand outside shows that the `end` is missing;
// it is left to be read as what it is.
Statement ProgramParser::block(LineCursor& head)
{
    Statement statement;
    const Token opening = head.next();
    statement.span = spanOf(m_scanned.lines[m_next - 1]);
    Portfolio body = parseBlockHead(head, head.text(opening) == "switch");
    while (m_next < m_scanned.lines.size() && !body.closed) {
        if (!blockLine(m_scanned.lines[m_next], statement, body)) {
            break;
        }
        ++m_next;
    }
    if (!body.closed) {
        m_problems.addSyntax(opening.span, "this block is never closed",
                             "write 'end' after its last line");
    }
    if (head.failed()) {
        statement.body = InvalidLine{};
    } else {
        statement.body = std::move(body);
    }
    return statement;
}

bool ProgramParser::blockLine(const Line& line, Statement& statement, Portfolio& body)
{
    LineCursor place = cursor(line);
    if (line.begin == line.end) {
        PortfolioLine comment;
        comment.kind = PortfolioLine::Kind::Comment;
        comment.comment = line.comment;
        comment.span = line.commentSpan;
        body.lines.push_back(std::move(comment));
        return true;
    }
    if (place.isWord("end")) {
        place.next();
        place.expectEnd();
        body.closed = true;
        statement.span = joined(statement.span, spanOf(line));
        append(statement.comment, line.comment);
        return true;
    }
    if (place.is(TokenKind::Word) && opensStatement(place.text()) &&
        !opensBlockLine(place.text()) && !place.isWord("if", 1)) {
        return false;
    }
    PortfolioLine parsed = parseBlockLine(place, body.isSwitch);
    statement.span = joined(statement.span, spanOf(line));
    if (!place.failed()) {
        parsed.comment = line.comment;
        body.lines.push_back(std::move(parsed));
    }
    return true;
}

} // namespace

Parsed parse(std::string_view source)
{
    Parsed parsed;
    Problems problems;
    const Scanned scanned = scan(source, problems);
    parsed.tree = ProgramParser(source, scanned, problems).run();
    parsed.diagnostics = problems.take();
    return parsed;
}

ParsedExpr parseExpression(std::string_view source)
{
    ParsedExpr parsed;
    Problems problems;
    const Scanned scanned = scan(source, problems);
    std::span<const Token> tokens(scanned.tokens);
    const Line* second = nullptr;
    for (const Line& line : scanned.lines) {
        if (line.begin > 0 && line.begin != line.end) {
            second = &line;
            break;
        }
    }
    if (second != nullptr) {
        tokens = tokens.first(second->begin);
        problems.addSyntax(scanned.tokens[second->begin].span,
                           "an expression has one line; this one belongs to another");
    }
    LineCursor cursor(source, tokens, problems);
    parsed.expr = parseCondition(cursor);
    cursor.expectEnd({"and", "or", "unless"});
    parsed.diagnostics = problems.take();
    if (hasErrors(parsed.diagnostics)) {
        parsed.expr = Expr{};
    }
    return parsed;
}

} // namespace sw::lang
