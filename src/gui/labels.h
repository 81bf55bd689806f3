// The looks of labels and frames, which change with what they say.
#pragma once

#include <QLabel>
#include <QStyle>

namespace sw::gui {

/// Gives a widget one of the looks that the style sheet names: "heading", "muted", "warn", "card";
/// empty for a plain one.
inline void setLook(QWidget& widget, const QString& look)
{
    if (widget.objectName() != look) {
        widget.setObjectName(look);
        widget.style()->unpolish(&widget);
        widget.style()->polish(&widget);
    }
}

/// A sentence that warns, with its sign; muted otherwise.
inline void setSentence(QLabel& label, const QString& sentence, bool warning)
{
    setLook(label, warning ? QStringLiteral("warn") : QStringLiteral("muted"));
    label.setText(warning && !sentence.isEmpty() ? QStringLiteral("▲ ") + sentence : sentence);
}

} // namespace sw::gui
