// What differs between two programs, line by line, and a view of it.
#pragma once

#include "gui/theme.h"

#include <QString>
#include <QWidget>

#include <cstdint>
#include <vector>

class QLabel;
class QPlainTextEdit;

namespace sw::gui {

enum class LineChange : std::uint8_t { Same, Removed, Added };

/// One line of a comparison. Units: line numbers from 1, 0 where the line is not in that text.
struct DiffLine {
    LineChange change = LineChange::Same;
    QString text;
    int before = 0;
    int after = 0;
    bool operator==(const DiffLine&) const = default;
};

/// The shortest list of removed and added lines that turns one text into the other; texts that
/// differ in very many lines are shown as one large change. Cost: at most a few million steps.
std::vector<DiffLine> diffLines(const QString& before, const QString& after);

/// "2 lines changed since As asked", "1 line added", "No difference from …".
QString diffSummary(const std::vector<DiffLine>& lines, const QString& title);

/// Shows a comparison: removed lines with a minus, added ones with a plus, both with a colour.
/// Thread: GUI.
class SourceDiffView : public QWidget
{
    Q_OBJECT

public:
    explicit SourceDiffView(const Theme& theme, QWidget* parent = nullptr);

    void compare(const QString& before, const QString& after, const QString& title);
    const std::vector<DiffLine>& lines() const { return m_lines; }
    QString summary() const;
    void applyTheme(const Theme& theme);

private:
    void draw();

    Theme m_theme;
    std::vector<DiffLine> m_lines;
    QLabel* m_summary = nullptr;
    QPlainTextEdit* m_text = nullptr;
};

} // namespace sw::gui
