#include "gui/actions.h"

#include "base/expects.h"

#include <QAction>
#include <QSettings>
#include <QWidget>

namespace sw::gui {

namespace {

constexpr const char* kGroup = "group";
constexpr const char* kDefault = "defaultShortcut";

QString keyOf(const QAction* action)
{
    return QStringLiteral("shortcuts/") + action->objectName();
}

} // namespace

Actions::Actions(QWidget* window) : QObject(window) {}

QAction* Actions::add(const QString& id, const QString& group, const QString& text,
                      const QString& about, const QKeySequence& shortcut)
{
    EXPECTS(!m_byId.contains(id));
    auto* window = qobject_cast<QWidget*>(parent());
    auto* action = new QAction(text, this);
    action->setObjectName(id);
    action->setProperty(kGroup, group);
    action->setProperty(kDefault, QVariant::fromValue(shortcut));
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WindowShortcut);
    action->setStatusTip(about);
    action->setToolTip(about.isEmpty() ? plainText(action) : about);
    window->addAction(action);
    m_actions.append(action);
    m_byId.insert(id, action);
    return action;
}

QAction* Actions::find(const QString& id) const
{
    return m_byId.value(id, nullptr);
}

QString Actions::idOf(const QAction* action)
{
    return action->objectName();
}

QString Actions::groupOf(const QAction* action)
{
    return action->property(kGroup).toString();
}

QString Actions::plainText(const QAction* action)
{
    QString text = action->text();
    text.remove(QLatin1Char('&'));
    if (text.endsWith(QChar(u'…'))) {
        text.chop(1);
    }
    return text;
}

QKeySequence Actions::defaultShortcut(const QAction* action)
{
    return action->property(kDefault).value<QKeySequence>();
}

QAction* Actions::ownerOf(const QKeySequence& shortcut, const QAction* except) const
{
    if (shortcut.isEmpty()) {
        return nullptr;
    }
    for (QAction* action : m_actions) {
        if (action != except && action->shortcut() == shortcut) {
            return action;
        }
    }
    return nullptr;
}

void Actions::load(const QSettings& settings)
{
    for (QAction* action : m_actions) {
        const QVariant saved = settings.value(keyOf(action));
        if (saved.isValid()) {
            action->setShortcut(
                QKeySequence::fromString(saved.toString(), QKeySequence::PortableText));
        }
    }
}

void Actions::save(QSettings& settings) const
{
    for (const QAction* action : m_actions) {
        if (action->shortcut() == defaultShortcut(action)) {
            settings.remove(keyOf(action));
        } else {
            settings.setValue(keyOf(action),
                              action->shortcut().toString(QKeySequence::PortableText));
        }
    }
}

void Actions::resetShortcuts()
{
    for (QAction* action : m_actions) {
        action->setShortcut(defaultShortcut(action));
    }
}

} // namespace sw::gui
