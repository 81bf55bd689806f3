// Colours and fonts of the program's text; apart from the rest because the editor keeps each of
// them in a place of its own.
#include "gui/program_marks.h"
#include "gui/program_text.h"

namespace sw::gui {

namespace {

constexpr int kFirstFoldMarker = 25;
constexpr int kLastFoldMarker = 31;

/// Scintilla's colours are blue, green, red.
long rgbOf(const QColor& color)
{
    return color.red() | (color.green() << 8) | (color.blue() << 16);
}

QColor mixed(const QColor& a, const QColor& b, double part)
{
    return QColor::fromRgbF(static_cast<float>(a.redF() + (b.redF() - a.redF()) * part),
                            static_cast<float>(a.greenF() + (b.greenF() - a.greenF()) * part),
                            static_cast<float>(a.blueF() + (b.blueF() - a.blueF()) * part));
}

} // namespace

void ProgramText::applyTheme(const Theme& theme)
{
    m_theme = theme;
    m_lexer->applyTheme(theme);
    setLexer(m_lexer); // only then are the colours taken
    applyColors(theme);
    defineMarkers(theme);
    const QFont font = theme.code;
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() - 1);
    setMarginsFont(small);
    setMarginWidth(kNumberMargin, QStringLiteral("0000"));
    setMarginWidth(kMarkMargin, kMarkSide + 6);
    setMarginWidth(kFoldMargin, 12);
    SendScintilla(SCI_STYLESETFONT, static_cast<unsigned long>(STYLE_CALLTIP),
                  font.family().toUtf8().constData());
    SendScintilla(SCI_STYLESETSIZE, static_cast<unsigned long>(STYLE_CALLTIP),
                  static_cast<long>(font.pointSize() > 0 ? font.pointSize() - 1 : 9));
    SendScintilla(SCI_CALLTIPUSESTYLE, 0UL);
    showSquiggles();
    showNotes();
}

void ProgramText::applyColors(const Theme& theme)
{
    const QColor panel = theme[Token::Panel];
    setPaper(panel);
    setColor(theme[Token::Text]);
    setCaretForegroundColor(theme[Token::Accent]);
    setCaretLineBackgroundColor(theme[Token::Raised]);
    setSelectionBackgroundColor(theme[Token::Selection]);
    resetSelectionForegroundColor();
    setMarginsBackgroundColor(panel);
    setMarginsForegroundColor(theme[Token::Muted]);
    setFoldMarginColors(panel, panel);
    setMatchedBraceBackgroundColor(theme[Token::Selection]);
    setMatchedBraceForegroundColor(theme[Token::Text]);
    setUnmatchedBraceBackgroundColor(panel);
    setUnmatchedBraceForegroundColor(theme[Token::Down]);
    setWrapVisualFlags(WrapFlagNone);
    for (int marker = kFirstFoldMarker; marker <= kLastFoldMarker; ++marker) {
        SendScintilla(SCI_MARKERSETFORE, static_cast<unsigned long>(marker), rgbOf(panel));
        SendScintilla(SCI_MARKERSETBACK, static_cast<unsigned long>(marker),
                      rgbOf(theme[Token::Muted]));
    }
    SendScintilla(SCI_CALLTIPSETBACK, static_cast<unsigned long>(rgbOf(theme[Token::Raised])));
    SendScintilla(SCI_CALLTIPSETFORE, static_cast<unsigned long>(rgbOf(theme[Token::Text])));
    SendScintilla(SCI_CALLTIPSETFOREHLT, static_cast<unsigned long>(rgbOf(theme[Token::Accent])));
    SendScintilla(SCI_INDICSETFORE, static_cast<unsigned long>(kErrorSquiggle),
                  rgbOf(theme[Token::Down]));
    SendScintilla(SCI_INDICSETFORE, static_cast<unsigned long>(kWarningSquiggle),
                  rgbOf(theme[Token::Warn]));
    SendScintilla(SCI_INDICSETFORE, static_cast<unsigned long>(kMatchBox),
                  rgbOf(theme[Token::Accent]));
    SendScintilla(SCI_INDICSETALPHA, static_cast<unsigned long>(kMatchBox), 70L);
    SendScintilla(SCI_INDICSETOUTLINEALPHA, static_cast<unsigned long>(kMatchBox), 140L);
}

void ProgramText::defineMarkers(const Theme& theme)
{
    const double ratio = devicePixelRatioF();
    const int side = static_cast<int>(kMarkSide * ratio);
    SendScintilla(SCI_RGBAIMAGESETSCALE, static_cast<unsigned long>(100 * ratio));
    markerDefine(markImage(LineMark::Stated, theme, side), kStatedMarker);
    markerDefine(markImage(LineMark::Mixed, theme, side), kMixedMarker);
    markerDefine(markImage(LineMark::Assumed, theme, side), kAssumedMarker);
    markerDefine(problemImage(true, theme, side), kErrorMarker);
    markerDefine(problemImage(false, theme, side), kWarningMarker);
    setMarkerBackgroundColor(mixed(theme[Token::Panel], theme[Token::Accent], 0.28), kLineMarker);
}

} // namespace sw::gui
