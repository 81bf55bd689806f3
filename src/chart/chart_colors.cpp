#include "chart/chart_colors.h"

#include <QStringList>

namespace sw::chart {

namespace {

QFont fontOf(const QStringList& families)
{
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(12);
    return font;
}

void setFonts(ChartColors& colors)
{
    // Inter's digits are proportional, so numbers have a font of their own.
    colors.font = fontOf(
        {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")});
    colors.numberFont = fontOf({QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")});
}

} // namespace

QColor ChartColors::of(ColorRole role, int order) const
{
    switch (role) {
    case ColorRole::Automatic:
        return series[static_cast<std::size_t>(order) % series.size()];
    case ColorRole::Series1:
    case ColorRole::Series2:
    case ColorRole::Series3:
    case ColorRole::Series4:
    case ColorRole::Series5:
    case ColorRole::Series6:
        return series[static_cast<std::size_t>(role) -
                      static_cast<std::size_t>(ColorRole::Series1)];
    case ColorRole::Accent:
        return accent;
    case ColorRole::Benchmark:
        return benchmark;
    case ColorRole::Up:
        return up;
    case ColorRole::Down:
        return down;
    case ColorRole::Warning:
        return warning;
    case ColorRole::Neutral:
        return mutedText;
    }
    return text;
}

ChartColors ChartColors::dark()
{
    ChartColors colors;
    colors.isDark = true;
    colors.background = QColor(0x0e, 0x11, 0x15);
    colors.panel = QColor(0x13, 0x17, 0x1c);
    colors.raised = QColor(0x2a, 0x31, 0x3b);
    colors.grid = QColor(255, 255, 255, 13);
    colors.border = QColor(0x2a, 0x30, 0x39);
    colors.text = QColor(0xd6, 0xdb, 0xe2);
    colors.mutedText = QColor(0x8d, 0x97, 0xa5);
    colors.crosshair = QColor(0x7d, 0x88, 0x97);
    colors.up = QColor(0x35, 0xb5, 0x94);
    colors.down = QColor(0xd8, 0x5a, 0x5f);
    colors.volume = QColor(0x5f, 0x6b, 0x7a);
    colors.priceLine = QColor(0xc3, 0xca, 0xd4);
    colors.accent = QColor(0x5a, 0x9b, 0xf2);
    colors.benchmark = QColor(0x93, 0x9d, 0xab);
    colors.drawdown = QColor(0xc9, 0x5d, 0x62);
    colors.warning = QColor(0xe0, 0xa8, 0x4a);
    colors.entry = QColor(0x5a, 0x9b, 0xf2);
    colors.exit = QColor(0xe0, 0xa8, 0x4a);
    colors.stop = QColor(0xd8, 0x5a, 0x5f);
    colors.target = QColor(0x35, 0xb5, 0x94);
    colors.validation = QColor(0x5a, 0x9b, 0xf2, 13);
    colors.holdout = QColor(0xe0, 0xa8, 0x4a, 14);
    colors.series = {QColor(0xe3, 0xb3, 0x55), QColor(0xa3, 0x89, 0xf0), QColor(0x4c, 0xbf, 0xd6),
                     QColor(0xe0, 0x86, 0xb4), QColor(0xa9, 0xc4, 0x66), QColor(0xee, 0x93, 0x6a)};
    setFonts(colors);
    return colors;
}

ChartColors ChartColors::light()
{
    ChartColors colors;
    colors.isDark = false;
    colors.background = QColor(0xee, 0xf0, 0xf3);
    colors.panel = QColor(0xff, 0xff, 0xff);
    colors.raised = QColor(0xdf, 0xe4, 0xea);
    colors.grid = QColor(20, 40, 70, 17);
    colors.border = QColor(0xd3, 0xd9, 0xe0);
    colors.text = QColor(0x1d, 0x24, 0x2d);
    colors.mutedText = QColor(0x5a, 0x65, 0x73);
    colors.crosshair = QColor(0x78, 0x83, 0x91);
    colors.up = QColor(0x0c, 0x84, 0x68);
    colors.down = QColor(0xc0, 0x3a, 0x42);
    colors.volume = QColor(0x9a, 0xa4, 0xb1);
    colors.priceLine = QColor(0x33, 0x3d, 0x49);
    colors.accent = QColor(0x1f, 0x6f, 0xd6);
    colors.benchmark = QColor(0x73, 0x7e, 0x8c);
    colors.drawdown = QColor(0xb8, 0x45, 0x4b);
    colors.warning = QColor(0x9a, 0x62, 0x00);
    colors.entry = QColor(0x1f, 0x6f, 0xd6);
    colors.exit = QColor(0xb0, 0x70, 0x08);
    colors.stop = QColor(0xc0, 0x3a, 0x42);
    colors.target = QColor(0x0c, 0x84, 0x68);
    colors.validation = QColor(0x1f, 0x6f, 0xd6, 10);
    colors.holdout = QColor(0xb0, 0x70, 0x08, 16);
    colors.series = {QColor(0xb9, 0x7a, 0x0a), QColor(0x6d, 0x4b, 0xd0), QColor(0x0b, 0x86, 0xa0),
                     QColor(0xb8, 0x3f, 0x80), QColor(0x5d, 0x7d, 0x12), QColor(0xc2, 0x55, 0x1f)};
    setFonts(colors);
    return colors;
}

} // namespace sw::chart
