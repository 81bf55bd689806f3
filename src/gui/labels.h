// The looks of labels and frames, which change with what they say.
#pragma once

#include <QLabel>
#include <QStyle>

namespace sw::gui {

/// Looks that the style sheet names.
inline const QString kHeading = QStringLiteral("heading");
inline const QString kMuted = QStringLiteral("muted");

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

/// A label for one sentence, in lines as wide as its place, never read as markup.
inline QLabel* sentenceLabel(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

/// A sentence that warns, with its sign; muted otherwise.
inline void setSentence(QLabel& label, const QString& sentence, bool warning)
{
    setLook(label, warning ? QStringLiteral("warn") : QStringLiteral("muted"));
    label.setText(warning && !sentence.isEmpty() ? QStringLiteral("▲ ") + sentence : sentence);
}

} // namespace sw::gui
