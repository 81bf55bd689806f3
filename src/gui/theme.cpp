#include "gui/theme.h"

#include "bridge/text.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPalette>
#include <QStyleFactory>
#include <QToolTip>

#include <cmath>

namespace sw::gui {

namespace {

constexpr std::array<std::string_view, kTokens> kNames = {
    "gap",      "panel",     "raised",  "line",    "text",    "muted", "faint",      "accent",
    "onAccent", "selection", "up",      "down",    "warn",    "info",  "entry",      "exit",
    "series1",  "series2",   "series3", "series4", "series5", "train", "validation", "holdout",
    "keyword",  "function",  "number",  "string",  "comment", "field"};

/// Heights in pixels, and points for the editor, which understands nothing else.
constexpr int kTextPixels = 13;
constexpr int kSmallPixels = 12;
constexpr double kCodePoints = 10.5;

QFont family(const QString& name, int pixels, QFont::Weight weight = QFont::Normal)
{
    QFont font(name);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

void setFonts(Theme& theme)
{
    theme.text = family(QStringLiteral("Inter"), kTextPixels);
    theme.small = family(QStringLiteral("Inter"), kSmallPixels);
    theme.heading = family(QStringLiteral("Inter"), kTextPixels, QFont::DemiBold);
    // Inter's digits have different widths; columns of numbers need equal ones.
    theme.numbers = family(QStringLiteral("Noto Sans"), kTextPixels);
    theme.code = QFont(QStringLiteral("JetBrains Mono"));
    theme.code.setPointSizeF(kCodePoints);
    theme.code.setStyleHint(QFont::Monospace);
    theme.code.setFixedPitch(true);
}

double luminance(const QColor& color)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

QPalette paletteOf(const Theme& theme)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Token token) {
        palette.setColor(role, theme[token]);
    };
    set(QPalette::Window, Token::Gap);
    set(QPalette::WindowText, Token::Text);
    set(QPalette::Base, Token::Panel);
    set(QPalette::AlternateBase, Token::Raised);
    set(QPalette::ToolTipBase, Token::Raised);
    set(QPalette::ToolTipText, Token::Text);
    set(QPalette::PlaceholderText, Token::Muted);
    set(QPalette::Text, Token::Text);
    set(QPalette::Button, Token::Raised);
    set(QPalette::ButtonText, Token::Text);
    set(QPalette::BrightText, Token::Text);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    set(QPalette::Highlight, Token::Selection);
    set(QPalette::HighlightedText, Token::Text);
    set(QPalette::Light, Token::Raised);
    set(QPalette::Midlight, Token::Raised);
    set(QPalette::Mid, Token::Line);
    set(QPalette::Dark, Token::Line);
    set(QPalette::Shadow, Token::Gap);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        palette.setColor(QPalette::Disabled, role, theme[Token::Faint]);
    }
    return palette;
}

} // namespace

std::string_view name(Token token)
{
    return kNames[static_cast<std::size_t>(token)];
}

QColor Theme::ofSign(double value) const
{
    return (*this)[value > 0 ? Token::Up : value < 0 ? Token::Down : Token::Text];
}

QColor Theme::ofSeries(int index) const
{
    constexpr int kSeries = 5;
    return colors[static_cast<std::size_t>(Token::Series1) +
                  static_cast<std::size_t>(((index % kSeries) + kSeries) % kSeries)];
}

Result<Theme> parseTheme(const QByteArray& json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject()) {
        return fail(ErrorKind::InvalidInput,
                    "The theme is no JSON object: " + bridge::fromQt(problem.errorString()) + ".");
    }
    Theme theme;
    theme.name = document[QStringLiteral("name")].toString();
    theme.dark = document[QStringLiteral("dark")].toBool();
    const QJsonObject colors = document[QStringLiteral("colors")].toObject();
    for (std::size_t i = 0; i < kTokens; ++i) {
        const QString text = colors[bridge::toQt(kNames[i])].toString();
        const QColor color(text);
        if (!color.isValid()) {
            return fail(ErrorKind::InvalidInput, "The theme names no valid colour for '" +
                                                     std::string(kNames[i]) +
                                                     "'; write one as #rrggbb.");
        }
        theme.colors[i] = color;
    }
    setFonts(theme);
    return theme;
}

Theme builtInTheme(const QString& name)
{
    QFile file(QStringLiteral(":/themes/%1.json").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("the theme %s is not built in", qPrintable(name));
    }
    const Result<Theme> theme = parseTheme(file.readAll());
    if (!theme) {
        qFatal("%s", theme.error().text().c_str());
    }
    return *theme;
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

ThemeSource::ThemeSource(QObject* parent)
    : QObject(parent),
      m_paletteIsDark(QApplication::palette().color(QPalette::Window).lightnessF() < 0.5)
{
    apply();
}

void ThemeSource::choose(ThemeChoice choice)
{
    m_choice = choice;
    apply();
}

void ThemeSource::setDesktop(DesktopColors colors)
{
    m_desktop = colors;
    apply();
}

void ThemeSource::apply()
{
    const bool desktopIsDark = m_desktop == DesktopColors::NoPreference
                                   ? m_paletteIsDark
                                   : m_desktop == DesktopColors::Dark;
    const bool dark =
        m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && desktopIsDark);
    const QString wanted = dark ? QStringLiteral("dark") : QStringLiteral("light");
    if (m_theme.name == wanted) {
        return;
    }
    m_theme = builtInTheme(wanted);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setFont(m_theme.text);
    const QPalette palette = paletteOf(m_theme);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    qApp->setStyleSheet(styleSheetOf(m_theme));
    Q_EMIT changed();
}

QStringList missingFonts()
{
    QStringList missing;
    const QStringList families = QFontDatabase::families();
    for (const QString& wanted :
         {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("JetBrains Mono")}) {
        if (!families.contains(wanted)) {
            missing.append(wanted);
        }
    }
    return missing;
}

} // namespace sw::gui
