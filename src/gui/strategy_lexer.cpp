#include "gui/strategy_lexer.h"

#include "base/text.h"
#include "indicators/catalog.h"
#include "lang/names.h"
#include "lang/scanner.h"
#include "lang/syntax.h"

#include <Qsci/qsciscintilla.h>

#include <algorithm>
#include <array>

namespace sw::gui {

namespace {

using lang::TokenKind;

// Sorted. The words of the grammar's phrases that neither open a line nor connect expressions.
constexpr std::string_view kPhraseWords[] = {
    "above",      "after",     "all",       "any",     "average",   "bar",      "bars",
    "below",      "best",      "between",   "bottom",  "by",        "cash",     "changes",
    "commission", "contracts", "crosses",   "daily",   "day",       "days",     "dollars",
    "each",       "entries",   "entry",     "equal",   "equally",   "equity",   "every",
    "falling",    "fill",      "financing", "first",   "friday",    "from",     "hedge",
    "highest",    "hourly",    "in",        "inverse", "kelly",     "last",     "limit",
    "losing",     "loss",      "losses",    "lowest",  "max",       "monday",   "month",
    "monthly",    "most",      "next",      "none",    "of",        "on",       "once",
    "out",        "over",      "per",       "pips",    "points",    "position", "positions",
    "prefer",     "price",     "profit",    "quarter", "quarterly", "ratio",    "rising",
    "risk",       "same",      "sell",      "share",   "shares",    "slippage", "slots",
    "step",       "thursday",  "ticks",     "to",      "top",       "trade",    "trades",
    "tuesday",    "under",     "unit",      "units",   "until",     "up",       "valid",
    "volatility", "wednesday", "week",      "weekly",  "weeks",     "weighted", "when",
    "year",       "yearly",
};

/// Words of a line with what stands around them.
struct Neighbours {
    std::string_view before; ///< the word before, empty at the start
    TokenKind previous = TokenKind::End;
    TokenKind next = TokenKind::End;
    bool first = false;
};

bool isFillWord(std::string_view word, const Neighbours& around)
{
    const bool order = word == "close" || word == "open";
    return order && (around.before == "at" || around.before == "next") &&
           around.next == TokenKind::End;
}

TextStyle styleOfCall(std::string_view word, const Neighbours& around, const NameSet& names)
{
    if (word == "tf" || word == "external") {
        return TextStyle::Keyword;
    }
    if (around.first && lang::opensStatement(word)) {
        return TextStyle::Keyword;
    }
    const bool known = indicators::find(word) != nullptr ||
                       lang::findMathFunction(word) != nullptr ||
                       lang::findPositionWord(word) != nullptr;
    if (known) {
        return TextStyle::Function;
    }
    if (lang::isReserved(word) || lang::isKeyword(word) || isPhraseWord(word)) {
        return TextStyle::Keyword;
    }
    return names.contains(word) ? TextStyle::Name : TextStyle::Plain;
}

TextStyle styleOfWord(std::string_view word, const Neighbours& around, const NameSet& names)
{
    if (around.previous == TokenKind::Dot) {
        return around.next == TokenKind::LeftParen && indicators::find(word) != nullptr
                   ? TextStyle::Function
                   : TextStyle::Field;
    }
    if (around.next == TokenKind::LeftParen) {
        return styleOfCall(word, around, names);
    }
    if ((around.first && lang::opensStatement(word)) || isFillWord(word, around)) {
        return TextStyle::Keyword;
    }
    if (around.before == "let" || around.before == "param" || names.contains(word)) {
        return TextStyle::Name;
    }
    if (lang::findField(word) != nullptr) {
        return TextStyle::Field;
    }
    // "take profit" and "at most 3 units" against the words that read the position.
    const bool phrase = (word == "profit" && around.before == "take") ||
                        (word == "units" && around.previous == TokenKind::Number);
    if (!phrase && lang::findPositionWord(word) != nullptr) {
        return TextStyle::Field;
    }
    if (lang::isReserved(word) || lang::isKeyword(word) || isPhraseWord(word)) {
        return TextStyle::Keyword;
    }
    return indicators::find(word) != nullptr ? TextStyle::Function : TextStyle::Plain;
}

TextStyle styleOf(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Number:
    case TokenKind::Percent:
    case TokenKind::Money:
    case TokenKind::RMultiple:
    case TokenKind::Time:
    case TokenKind::Date:
    case TokenKind::Timeframe:
        return TextStyle::Number;
    case TokenKind::Symbol:
    case TokenKind::Text:
        return TextStyle::Text;
    case TokenKind::Question:
        return TextStyle::Assumed;
    case TokenKind::Invalid:
    case TokenKind::Mixed:
        return TextStyle::Invalid;
    default:
        return TextStyle::Sign;
    }
}

lang::Token tokenAt(const std::vector<lang::Token>& tokens, std::size_t index)
{
    return index < tokens.size() ? tokens[index] : lang::Token{};
}

Token themeToken(TextStyle style)
{
    switch (style) {
    case TextStyle::Keyword:
        return Token::Keyword;
    case TextStyle::Function:
        return Token::Function;
    case TextStyle::Number:
        return Token::Number;
    case TextStyle::Text:
        return Token::String;
    case TextStyle::Comment:
        return Token::Comment;
    case TextStyle::Field:
        return Token::Field;
    case TextStyle::Sign:
        return Token::Muted;
    case TextStyle::Assumed:
    case TextStyle::WarningNote:
        return Token::Warn;
    case TextStyle::Invalid:
    case TextStyle::ErrorNote:
        return Token::Down;
    case TextStyle::Plain:
    case TextStyle::Name:
        break;
    }
    return Token::Text;
}

} // namespace

bool isPhraseWord(std::string_view word)
{
    return std::ranges::binary_search(kPhraseWords, word);
}

std::vector<StyledPiece> styledPieces(std::string_view line, const NameSet& names)
{
    std::vector<StyledPiece> pieces;
    if (line.size() > kMostStyledLineBytes) {
        return pieces;
    }
    lang::Problems problems;
    const lang::Scanned scanned = lang::scan(line, problems);
    const std::vector<lang::Token>& tokens = scanned.tokens;
    Neighbours around;
    around.first = true;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const lang::Token& token = tokens[i];
        const std::string_view text = line.substr(token.span.begin, token.span.length());
        if (token.kind == TokenKind::End) {
            continue;
        }
        around.next = tokenAt(tokens, i + 1).kind;
        const TextStyle style =
            token.kind == TokenKind::Word ? styleOfWord(text, around, names) : styleOf(token.kind);
        pieces.push_back({token.span, style});
        around.before = token.kind == TokenKind::Word ? text : std::string_view();
        around.previous = token.kind;
        around.first = false;
    }
    for (const lang::Line& part : scanned.lines) {
        if (part.commentSpan.length() > 0) {
            pieces.push_back({part.commentSpan, TextStyle::Comment});
        }
    }
    std::ranges::sort(pieces, {}, [](const StyledPiece& piece) { return piece.span.begin; });
    return pieces;
}

NameSet definedNames(std::string_view source)
{
    NameSet names;
    source = source.substr(0, lang::kMaxSourceBytes);
    while (!source.empty()) {
        const std::size_t end = std::min(source.find('\n'), source.size());
        std::string_view line = trimmed(source.substr(0, end));
        source.remove_prefix(std::min(end + 1, source.size()));
        const std::size_t opening = line.starts_with("let ")     ? 4
                                    : line.starts_with("param ") ? 6
                                                                 : 0;
        if (opening == 0) {
            continue;
        }
        line = trimmed(line.substr(opening));
        std::size_t length = 0;
        while (length < line.size() &&
               (isAlpha(line[length]) || isDigit(line[length]) || line[length] == '_')) {
            ++length;
        }
        if (length > 0) {
            names.emplace(line.substr(0, length));
        }
    }
    return names;
}

StrategyLexer::StrategyLexer(QObject* parent) : QsciLexerCustom(parent) {}

const char* StrategyLexer::language() const
{
    return "Strategy";
}

const char* StrategyLexer::wordCharacters() const
{
    return "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
}

QString StrategyLexer::description(int style) const
{
    static constexpr std::array kNames = {
        "Plain", "Keyword", "Function", "Number",  "Text",    "Comment", "Field",
        "Name",  "Sign",    "Assumed",  "Invalid", "Problem", "Doubt",
    };
    static_assert(kNames.size() == kTextStyles);
    return style >= 0 && style < kTextStyles
               ? QString::fromLatin1(kNames[static_cast<std::size_t>(style)])
               : QString();
}

void StrategyLexer::applyTheme(const Theme& theme)
{
    const QColor paper = theme[Token::Panel];
    setDefaultColor(theme[Token::Text]);
    setDefaultPaper(paper);
    setDefaultFont(theme.code);
    for (int number = 0; number < kTextStyles; ++number) {
        const auto style = static_cast<TextStyle>(number);
        QFont font = theme.code;
        font.setBold(style == TextStyle::Assumed);
        font.setItalic(style == TextStyle::Comment);
        if (style == TextStyle::ErrorNote || style == TextStyle::WarningNote) {
            font.setPointSizeF(theme.code.pointSizeF() - 1);
        }
        setColor(theme[themeToken(style)], number);
        setPaper(paper, number);
        setFont(font, number);
    }
}

bool StrategyLexer::setNames(NameSet names)
{
    if (names == m_names) {
        return false;
    }
    m_names = std::move(names);
    return true;
}

void StrategyLexer::styleText(int start, int end)
{
    if (editor() == nullptr || start >= end) {
        return;
    }
    const auto send = [this](unsigned int message, unsigned long value = 0) {
        return static_cast<int>(editor()->SendScintilla(message, value));
    };
    const int first = send(QsciScintilla::SCI_LINEFROMPOSITION, static_cast<unsigned long>(start));
    const int last = send(QsciScintilla::SCI_LINEFROMPOSITION, static_cast<unsigned long>(end));
    startStyling(send(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(first)));
    // Whether a line is inside a block follows from the line before it.
    int level = QsciScintilla::SC_FOLDLEVELBASE;
    if (first > 0) {
        const int before =
            send(QsciScintilla::SCI_GETFOLDLEVEL, static_cast<unsigned long>(first - 1));
        const bool header = (before & QsciScintilla::SC_FOLDLEVELHEADERFLAG) != 0;
        level = (before & QsciScintilla::SC_FOLDLEVELNUMBERMASK) + (header ? 1 : 0);
        const bool closing =
            send(QsciScintilla::SCI_GETLINESTATE, static_cast<unsigned long>(first - 1)) == 1;
        level = closing ? QsciScintilla::SC_FOLDLEVELBASE : level;
    }
    for (int line = first; line <= last; ++line) {
        const int kind = styleLine(line);
        const bool opens = kind == 2;
        if (opens) {
            level = QsciScintilla::SC_FOLDLEVELBASE;
        }
        const int flag = opens ? QsciScintilla::SC_FOLDLEVELHEADERFLAG : 0;
        editor()->SendScintilla(QsciScintilla::SCI_SETFOLDLEVEL, static_cast<unsigned long>(line),
                                static_cast<long>(level | flag));
        editor()->SendScintilla(QsciScintilla::SCI_SETLINESTATE, static_cast<unsigned long>(line),
                                static_cast<long>(kind == 1 ? 1 : 0));
        level = opens       ? QsciScintilla::SC_FOLDLEVELBASE + 1
                : kind == 1 ? QsciScintilla::SC_FOLDLEVELBASE
                            : level;
    }
}

// Returns 2 for a line that opens a block, 1 for one that closes it, else 0.
int StrategyLexer::styleLine(int line)
{
    const auto number = static_cast<unsigned long>(line);
    const auto begin = editor()->SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, number);
    const auto next = line + 1 < editor()->lines()
                          ? editor()->SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, number + 1)
                          : editor()->SendScintilla(QsciScintilla::SCI_GETLENGTH);
    const auto length = static_cast<std::size_t>(next - begin);
    if (length == 0 || length > kMostStyledLineBytes ||
        static_cast<std::size_t>(begin) > lang::kMaxSourceBytes) {
        setStyling(static_cast<int>(length), static_cast<int>(TextStyle::Plain));
        return 0;
    }
    std::string bytes(length + 1, '\0');
    editor()->SendScintilla(QsciScintilla::SCI_GETTEXTRANGE, static_cast<long>(begin),
                            static_cast<long>(next), bytes.data());
    bytes.resize(length);
    std::uint32_t place = 0;
    const auto fill = [&](std::uint32_t until, TextStyle style) {
        until = std::min(until, static_cast<std::uint32_t>(length));
        if (until > place) {
            setStyling(static_cast<int>(until - place), static_cast<int>(style));
            place = until;
        }
    };
    for (const StyledPiece& piece : styledPieces(bytes, m_names)) {
        fill(piece.span.begin, TextStyle::Plain);
        fill(piece.span.end, piece.style);
    }
    fill(static_cast<std::uint32_t>(length), TextStyle::Plain);

    const std::string_view text = trimmed(bytes);
    if (text == "end" || text.starts_with("end ")) {
        return 1;
    }
    return text.starts_with("rebalance ") || text.starts_with("switch ") ? 2 : 0;
}

} // namespace sw::gui
