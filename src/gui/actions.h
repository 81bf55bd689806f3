// Every action of the window under a stable name: menus, tool bar, command palette and the editor
// of shortcuts are all made from this one list.
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QVector>

class QAction;
class QSettings;
class QWidget;

namespace sw::gui {

/// Thread: GUI.
class Actions : public QObject
{
    Q_OBJECT

public:
    /// Actions work in `window` and everything inside it.
    explicit Actions(QWidget* window);

    /// Makes an action. `id` is stable ("run.start"), `group` the menu's name, `text` may hold an
    /// ampersand, `about` is one sentence for tool tip and palette. Requires: a new id.
    QAction* add(const QString& id, const QString& group, const QString& text,
                 const QString& about = {}, const QKeySequence& shortcut = {});
    /// Null when there is none of that name.
    QAction* find(const QString& id) const;
    /// In the order in which they were made.
    const QVector<QAction*>& all() const { return m_actions; }

    static QString idOf(const QAction* action);
    static QString groupOf(const QAction* action);
    /// The text without ampersands and dots.
    static QString plainText(const QAction* action);
    static QKeySequence defaultShortcut(const QAction* action);

    /// The action that has this shortcut, other than `except`; null when it is free.
    QAction* ownerOf(const QKeySequence& shortcut, const QAction* except = nullptr) const;
    void load(const QSettings& settings);
    /// Writes only what differs from the defaults.
    void save(QSettings& settings) const;
    void resetShortcuts();

private:
    QVector<QAction*> m_actions;
    QHash<QString, QAction*> m_byId;
};

} // namespace sw::gui
