// Every action by its name: type a few letters, press Enter.
#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QListWidget;

namespace sw::gui {

class Actions;

/// How well a name fits what was typed; 0 = not at all. All typed letters must appear in order,
/// letters at the starts of words count more, and so do unbroken runs.
int fitOf(const QString& name, const QString& typed);

/// Thread: GUI.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(const Actions& actions, QWidget* parent);

    /// Shows all actions, those used last first.
    void openFresh();
    /// Names as listed now.
    QStringList shown() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& typed);
    void triggerCurrent();

    const Actions& m_actions;
    QLineEdit* m_input;
    QListWidget* m_list;
    QStringList m_recent; ///< ids, latest first
};

} // namespace sw::gui
