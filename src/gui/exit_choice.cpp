#include "gui/exit_choice.h"

#include "gui/format.h"

#include <QActionGroup>
#include <QFontMetrics>
#include <QMenu>

#include <algorithm>

namespace sw::gui {

namespace {

/// A rule of the program may be long; the menu has the whole of it. Units: px.
constexpr int kWidestExit = 90;

} // namespace

ExitChoice::ExitChoice(QWidget* parent) : QToolButton(parent)
{
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setToolTip(tr("List trades that ended by one exit"));
    setAccessibleName(tr("Exits of the listed trades"));
    setMenu(new QMenu(this));
    refresh();
}

void ExitChoice::setExits(const std::vector<ExitCount>& exits)
{
    m_exits = exits;
    const bool happens = std::ranges::find(m_exits, m_exit, &ExitCount::text) != m_exits.end();
    if (!m_exit.isEmpty() && !happens) {
        choose({});
    } else {
        refresh();
    }
}

void ExitChoice::choose(const QString& exit)
{
    const bool isOther = exit != m_exit;
    m_exit = exit;
    refresh();
    if (isOther) {
        Q_EMIT chosen();
    }
}

void ExitChoice::refresh()
{
    setText(
        m_exit.isEmpty()
            ? tr("Exit: all")
            : tr("Exit: %1").arg(fontMetrics().elidedText(m_exit, Qt::ElideRight, kWidestExit)));
    setAccessibleDescription(m_exit.isEmpty() ? tr("All exits") : m_exit);
    menu()->clear();
    auto* group = new QActionGroup(menu());
    const auto add = [&](const QString& text, const QString& exit) {
        // A lone ampersand would become a shortcut.
        QAction* action =
            menu()->addAction(QString(text).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(exit == m_exit);
        group->addAction(action);
        // Later: the menu that is open is made anew.
        connect(
            action, &QAction::triggered, this, [this, exit] { choose(exit); },
            Qt::QueuedConnection);
    };
    add(tr("All exits"), {});
    menu()->addSeparator();
    for (const ExitCount& one : m_exits) {
        add(QStringLiteral("%1  (%2)").arg(one.text, count(one.trades)), one.text);
    }
}

} // namespace sw::gui
