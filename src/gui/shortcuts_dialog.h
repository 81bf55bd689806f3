// All shortcuts, searchable and changeable; two actions never share one.
#pragma once

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace sw::gui {

class Actions;

/// Changes are in force at once. Thread: GUI.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(Actions& actions, QWidget* parent);

    /// Gives an action a shortcut; says so when another has it, and then changes nothing.
    bool assign(const QString& id, const QKeySequence& keys);

signals:
    void changed();

private:
    void fill();
    void filter(const QString& text);
    void showCurrent();

    Actions& m_actions;
    QLineEdit* m_search;
    QTreeWidget* m_list;
    QKeySequenceEdit* m_keys;
    QPushButton* m_assign;
    QLabel* m_answer;
};

} // namespace sw::gui
