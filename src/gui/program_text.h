// The text of a program as it is edited: colours, problems under their lines, marks beside them,
// completion, call tips and hover. It knows no document; the panel around it does.
#pragma once

#include "gui/theme.h"

#include <Qsci/qsciscintilla.h>

#include <QStringList>
#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/editor_assist.h"
#include "lang/diagnostic.h"

#include <optional>
#include <vector>
#endif

class QLabel;

namespace sw::gui {

/// Bytes that can be pasted at once: what a program may have.
inline constexpr qsizetype kMostPastedBytes = 1'000'000;

/// Thread: GUI.
class ProgramText : public QsciScintilla
{
    Q_OBJECT

public:
    explicit ProgramText(const Theme& theme, QWidget* parent = nullptr);

    /// The whole text as UTF-8, zero bytes included.
    std::string bytes() const;
    QString program() const;
    /// True when the text that was put in last is too long to be a program and only begun here.
    bool isCut() const { return m_isCut; }
    /// Puts another text in as one step that can be undone; only what differs is touched.
    void replaceProgram(const QString& text);
    /// Replaces a range of bytes as one step that can be undone.
    void replaceRange(lang::Span range, std::string_view text);

    void setSymbols(const QStringList& symbols);
    /// Shows problems of the text as it is now.
    void setDiagnostics(const std::vector<lang::Diagnostic>& diagnostics);
    const std::vector<lang::Diagnostic>& diagnostics() const { return m_diagnostics; }
    /// The problem that a line (from 1) shows first; null when it has none.
    const lang::Diagnostic* problemAt(int line) const;
    /// Line of the cursor, from 1.
    int cursorLine() const;
    /// Paints the background of a line, from 1; 0 for none.
    void markLine(int line);
    int markedLine() const { return m_markedLine; }
    /// States or assumes the values of a line, from 1.
    void toggleLineMark(int line);
    /// Colours every match; empty for none. Returns how many there are, counting to a limit.
    int highlightMatches(const QString& wanted, bool matchCase);
    /// Where the matches begin and end. Units: bytes.
    std::vector<lang::Span> matches(const QString& wanted, bool matchCase) const;

    void applyTheme(const Theme& theme);
    /// Opens the list of words that fit at the cursor.
    void offerWords(bool asked);
    /// The latest list of words that was offered.
    const std::vector<std::string>& offered() const { return m_offered; }
    /// Shows or hides the arguments of the call around the cursor.
    void updateCallTip();
    /// What hovering over a byte says.
    QString hoverText(std::size_t place) const;
    /// Takes over a text that another view had; colours, problems and marks are made anew.
    void showDocument(const QsciDocument& document);

signals:
    /// The text was changed, by typing, undo or a repair.
    void edited();
    /// The line under the mouse or the cursor; 0 for none.
    void lineHovered(int line);
    /// The sign of a problem beside a line was clicked.
    void fixWanted(int line);
    /// One sentence on why something was not done.
    void refused(const QString& sentence) const;

protected:
    QByteArray fromMimeData(const QMimeData* source, bool& rectangular) const override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setUp();
    void setUpMargins();
    void applyColors(const Theme& theme);
    void defineMarkers(const Theme& theme);
    void onTextChanged();
    void onCharAdded(int letter);
    void onCursorMoved();
    void onMarginClicked(int line);
    void onDwell(int place, int x, int y);
    void refreshNames();
    void refreshMarks();
    void showNotes();
    void showSquiggles();
    lang::Span shownSpan(const lang::Diagnostic& diagnostic) const;
    QString wrapped(const QString& text) const;
    void placeHint();
    AssistWords assistWords() const;
    int lineOfByte(std::size_t place) const;
    void pointAt(int line);

    static constexpr int kNumberMargin = 0, kMarkMargin = 1, kFoldMargin = 2;
    static constexpr int kMarkSide = 13; ///< of the marks beside the lines, pixels
    static constexpr int kStatedMarker = 0, kMixedMarker = 1, kAssumedMarker = 2;
    static constexpr int kErrorMarker = 3, kWarningMarker = 4, kLineMarker = 5;
    static constexpr int kErrorSquiggle = 8, kWarningSquiggle = 9, kMatchBox = 10;

    Theme m_theme;
    StrategyLexer* m_lexer = nullptr;
    QLabel* m_hint = nullptr; ///< what to do while there is no text
    QTimer m_settle;          ///< marks and names follow the text after a pause
    QTimer m_rewrap;
    std::vector<lang::Diagnostic> m_diagnostics;
    std::vector<std::string> m_symbols;
    std::vector<std::string> m_offered;
    NameSet m_names;
    int m_markedLine = 0;
    int m_pointedLine = 0;
    bool m_isCut = false;
};

} // namespace sw::gui
