// Find and replace in the program's text: a bar above it that goes with Escape.
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace sw::gui {

class ProgramText;

/// Thread: GUI.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(ProgramText& text, QWidget* parent = nullptr);

    /// Shows the bar with the selected word in it; with the second row for replacing.
    void open(bool replacing);
    void close();
    QLineEdit* wantedEdit() const { return m_wanted; }
    QLineEdit* replacementEdit() const { return m_replacement; }
    QString countText() const;

public slots:
    void findNext();
    void findPrevious();
    /// Replaces the selected match and goes to the next one.
    void replaceOne();
    /// Replaces every match as one step that can be undone.
    void replaceAll();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void step(bool forward);

    ProgramText& m_text;
    QLineEdit* m_wanted = nullptr;
    QLineEdit* m_replacement = nullptr;
    QCheckBox* m_case = nullptr;
    QLabel* m_count = nullptr;
    QWidget* m_replaceRow = nullptr;
};

} // namespace sw::gui
