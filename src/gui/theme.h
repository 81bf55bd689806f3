// How the window looks: colours and fonts as named tokens, read from resources/themes, and the one
// place that turns them into a palette and a style sheet.
#pragma once

#include "gui/color_scheme_portal.h"

#include <QColor>
#include <QFont>
#include <QObject>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "base/result.h"

#include <array>
#include <optional>
#include <string_view>
#endif

class QApplication;

namespace sw::gui {

/// What a colour means; the files in resources/themes name each of them.
enum class Token : std::uint8_t {
    Gap,    ///< between panels
    Panel,  ///< background of panels, tables, editors
    Raised, ///< hover, alternate rows, pills, tool tips
    Line,   ///< separators and borders
    Text,
    Muted,  ///< second text; contrast at least 4.5 on Panel
    Faint,  ///< grid lines and disabled text, never text to be read
    Accent, ///< action, selection, equity
    OnAccent,
    Selection, ///< background of selected rows
    Up,        ///< gain; always with a sign or a shape
    Down,      ///< loss; always with a sign or a shape
    Warn,
    Info,
    Entry, ///< levels and markers of entries
    Exit,  ///< levels and markers of exits
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Train,
    Validation,
    Holdout,
    Keyword, ///< words of the strategy language
    Function,
    Number,
    String,
    Comment,
    Field,
};
inline constexpr std::size_t kTokens = 30;

/// The name of a token in theme files: "onAccent".
std::string_view name(Token token);

/// A complete set of colours and fonts; a value.
struct Theme {
    QString name;
    bool dark = true;
    std::array<QColor, kTokens> colors;
    QFont text;    ///< interface text
    QFont small;   ///< captions, second lines
    QFont heading; ///< panel titles
    QFont numbers; ///< tabular digits
    QFont code;    ///< fixed width; has a point size, which the editor needs

    QColor operator[](Token token) const { return colors[static_cast<std::size_t>(token)]; }
    /// The colour of a gain or a loss; Text for zero.
    QColor ofSign(double value) const;
    /// Colour of the n-th line of a chart, repeating after five.
    QColor ofSeries(int index) const;
};

/// Reads a theme file. Errors: InvalidInput naming the first token that is missing or no colour.
Result<Theme> parseTheme(const QByteArray& json);
/// A theme that ships with the product. Requires: "dark" or "light".
Theme builtInTheme(const QString& name);

/// Ratio of luminances, 1…21. Source: WCAG 2.1, "contrast ratio".
double contrast(const QColor& a, const QColor& b);

enum class ThemeChoice : std::uint8_t { System, Dark, Light };

/// The theme in use and its changes at run time.
/// Thread: GUI.
class ThemeSource : public QObject
{
    Q_OBJECT

public:
    /// Remembers whether the desktop is dark before the application's palette is replaced.
    explicit ThemeSource(QObject* parent = nullptr);

    const Theme& theme() const { return m_theme; }
    ThemeChoice choice() const { return m_choice; }
    /// Changes palette, fonts and style sheet of the application at once.
    void choose(ThemeChoice choice);
    /// What the desktop asks for, followed where the choice is System; where it asks for nothing,
    /// its palette at the start decides.
    void setDesktop(DesktopColors colors);

signals:
    /// The colours or fonts changed; theme() has the new ones.
    void changed();

private:
    void apply();

    Theme m_theme;
    ThemeChoice m_choice = ThemeChoice::System;
    DesktopColors m_desktop = DesktopColors::NoPreference;
    bool m_paletteIsDark = true; ///< the desktop's, before ours replaced it
};

/// Loads the fonts that the themes name where the system lacks them; says which are missing.
QStringList missingFonts();
/// The whole style sheet of a theme.
QString styleSheetOf(const Theme& theme);

} // namespace sw::gui
