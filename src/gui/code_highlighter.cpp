#include "gui/code_highlighter.h"

#include <algorithm>

namespace sw::gui {

namespace {

/// Block states: inside a text of three quotes.
constexpr int kPlain = 0, kTripleDouble = 1, kTripleSingle = 2;

constexpr const char* kPythonWords[] = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
constexpr const char* kPineWords[] = {
    "and",    "bool",   "break",  "by", "color", "continue", "else", "export", "false", "float",
    "for",    "if",     "import", "in", "int",   "method",   "na",   "not",    "or",    "series",
    "simple", "string", "switch", "to", "true",  "type",     "var",  "varip",  "while"};

bool isWord(QChar c)
{
    return c.isLetterOrNumber() || c == QLatin1Char('_');
}

} // namespace

CodeHighlighter::CodeHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {}

void CodeHighlighter::setTheme(const Theme& theme)
{
    m_keyword.setForeground(theme[Token::Keyword]);
    m_function.setForeground(theme[Token::Function]);
    m_number.setForeground(theme[Token::Number]);
    m_string.setForeground(theme[Token::String]);
    m_comment.setForeground(theme[Token::Comment]);
    rehighlight();
}

void CodeHighlighter::setLanguage(CodeLanguage language)
{
    if (language != m_language) {
        m_language = language;
        rehighlight();
    }
}

bool CodeHighlighter::isKeyword(QStringView word) const
{
    const auto is = [&](const char* keyword) { return word == QLatin1String(keyword); };
    return m_language == CodeLanguage::Python ? std::ranges::any_of(kPythonWords, is)
                                              : std::ranges::any_of(kPineWords, is);
}

qsizetype CodeHighlighter::string(const QString& text, qsizetype at)
{
    const QChar quote = text[at];
    const QString triple(3, quote);
    const bool isTriple =
        m_language == CodeLanguage::Python && QStringView(text).mid(at, 3) == triple;
    qsizetype end = at + (isTriple ? 3 : 1);
    if (isTriple) {
        const qsizetype close = text.indexOf(triple, end);
        if (close < 0) {
            setCurrentBlockState(quote == QLatin1Char('"') ? kTripleDouble : kTripleSingle);
        }
        end = close < 0 ? text.size() : close + 3;
    } else {
        while (end < text.size() && text[end] != quote) {
            end += text[end] == QLatin1Char('\\') ? 2 : 1;
        }
        end = std::min(end + 1, text.size());
    }
    setFormat(static_cast<int>(at), static_cast<int>(end - at), m_string);
    return end;
}

qsizetype CodeHighlighter::word(const QString& text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && isWord(text[end])) {
        ++end;
    }
    const QStringView found = QStringView(text).mid(at, end - at);
    const bool isCall = end < text.size() && text[end] == QLatin1Char('(');
    if (isKeyword(found)) {
        setFormat(static_cast<int>(at), static_cast<int>(end - at), m_keyword);
    } else if (isCall) {
        setFormat(static_cast<int>(at), static_cast<int>(end - at), m_function);
    }
    return end;
}

void CodeHighlighter::highlightBlock(const QString& text)
{
    setCurrentBlockState(kPlain);
    qsizetype at = 0;
    const int before = previousBlockState();
    if (before == kTripleDouble || before == kTripleSingle) {
        const QString triple(3, QLatin1Char(before == kTripleDouble ? '"' : '\''));
        const qsizetype close = text.indexOf(triple);
        at = close < 0 ? text.size() : close + 3;
        setFormat(0, static_cast<int>(at), m_string);
        if (close < 0) {
            setCurrentBlockState(before);
        }
    }
    const bool isPython = m_language == CodeLanguage::Python;
    while (at < text.size()) {
        const QChar c = text[at];
        const bool isComment =
            isPython ? c == QLatin1Char('#') : QStringView(text).mid(at, 2) == QLatin1String("//");
        if (isComment) {
            setFormat(static_cast<int>(at), static_cast<int>(text.size() - at), m_comment);
            return;
        }
        if (c == QLatin1Char('"') || c == QLatin1Char('\'')) {
            at = string(text, at);
        } else if (c.isDigit()) {
            const qsizetype start = at;
            while (at < text.size() && (isWord(text[at]) || text[at] == QLatin1Char('.'))) {
                ++at;
            }
            setFormat(static_cast<int>(start), static_cast<int>(at - start), m_number);
        } else if (isWord(c)) {
            at = word(text, at);
        } else {
            ++at;
        }
    }
}

} // namespace sw::gui
