// What to try next, each with why, what it was measured to do, and a way to do it.
#pragma once

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/brief.h"
#include "gui/theme.h"
#endif

class QToolButton;
class QVBoxLayout;

namespace sw::gui {

/// The strategy in words after a suggestion: the sentence as it was with the new number where that
/// is possible, otherwise the changed program read back. Empty when no such words mean exactly the
/// changed program. Thread: any; reads English, which takes tens of milliseconds.
QString wordsOf(const agents::Suggestion& suggestion, const agents::RunOutcome& outcome);

/// Thread: GUI.
class SuggestionsView : public QWidget
{
    Q_OBJECT

public:
    /// So many are shown before the rest is asked for.
    static constexpr int kAtFirst = 3;

    explicit SuggestionsView(const ThemeSource& themes, QWidget* parent = nullptr);

    void setSuggestions(const std::vector<agents::Suggestion>& suggestions);
    int count() const { return static_cast<int>(m_suggestions.size()); }
    void showAll();

signals:
    /// The user wants the program changed by suggestion number `index`.
    void applied(int index);
    /// The user wants it in words.
    void asked(int index);

private:
    void add(int index);

    const ThemeSource& m_themes;
    std::vector<agents::Suggestion> m_suggestions;
    QVBoxLayout* m_list = nullptr;
    QToolButton* m_more = nullptr;
};

} // namespace sw::gui
