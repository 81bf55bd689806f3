// The looks of a label that change with what it says.
#pragma once

#include <QLabel>
#include <QStyle>

namespace sw::gui {

/// Gives a label one of the looks that the style sheet names: "heading", "muted", "warn"; empty for
/// plain text.
inline void setLook(QLabel& label, const QString& look)
{
    if (label.objectName() != look) {
        label.setObjectName(look);
        label.style()->unpolish(&label);
        label.style()->polish(&label);
    }
}

/// A sentence that warns, with its sign; muted otherwise.
inline void setSentence(QLabel& label, const QString& sentence, bool warning)
{
    setLook(label, warning ? QStringLiteral("warn") : QStringLiteral("muted"));
    label.setText(warning && !sentence.isEmpty() ? QStringLiteral("▲ ") + sentence : sentence);
}

} // namespace sw::gui
