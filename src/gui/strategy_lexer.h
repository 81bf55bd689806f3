// Colours for the program's text: cut by the language's own scanner, told apart by what each word
// means where it stands. Every style comes from a token of the theme.
#pragma once

#include "gui/theme.h"

#include <Qsci/qscilexercustom.h>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "lang/span.h"

#include <set>
#include <string>
#include <vector>
#endif

namespace sw::gui {

/// What a piece of the text is; the numbers are the editor's style numbers.
enum class TextStyle : int {
    Plain = 0,
    Keyword,
    Function,
    Number,
    Text, ///< quoted text and symbols
    Comment,
    Field,
    Name, ///< of a let or param
    Sign,
    Assumed, ///< the mark "?"
    Invalid,
    ErrorNote,   ///< the sentence under a line that is wrong
    WarningNote, ///< the sentence under a line that is doubtful
};
inline constexpr int kTextStyles = 13;

/// Names that a program defines.
using NameSet = std::set<std::string, std::less<>>;

/// A piece of a line. Units: bytes of the line.
struct StyledPiece {
    lang::Span span;
    TextStyle style = TextStyle::Plain;
    bool operator==(const StyledPiece&) const = default;
};

/// Bytes of a line that are coloured; longer lines stay plain, which keeps pasted files harmless.
inline constexpr std::size_t kMostStyledLineBytes = 8'000;

/// The pieces of one physical line without its end; what lies between them is plain.
std::vector<StyledPiece> styledPieces(std::string_view line, const NameSet& names);
/// The names that lets and params of a text define.
NameSet definedNames(std::string_view source);
/// True for words that belong to the grammar's phrases: "crosses", "per", "equity".
bool isPhraseWord(std::string_view word);

/// Thread: GUI.
class StrategyLexer : public QsciLexerCustom
{
    Q_OBJECT

public:
    explicit StrategyLexer(QObject* parent);

    /// Takes colours and fonts for every style; the editor shows them once it is given the lexer
    /// again.
    void applyTheme(const Theme& theme);
    /// Names to colour; true when they differ from those before.
    bool setNames(NameSet names);

    const char* language() const override;
    QString description(int style) const override;
    void styleText(int start, int end) override;
    const char* wordCharacters() const override;

private:
    int styleLine(int line);

    NameSet m_names;
};

} // namespace sw::gui
