#include "gui/panel.h"

#include <QEvent>

#include <algorithm>
#include <utility>

namespace sw::gui {

Panel::Panel(ThemeSource& themes, QWidget* parent) : QWidget(parent), m_themes(themes)
{
    setObjectName(QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    connect(&themes, &ThemeSource::changed, this, [this] { onTheme(); });
}

void Panel::setDocument(RunDocument* document)
{
    if (m_document == document) {
        return;
    }
    disconnect(m_changes);
    m_document = document;
    if (document != nullptr) {
        m_changes = connect(document, &RunDocument::changed, this, &Panel::take);
        connect(document, &QObject::destroyed, this, [this, document] {
            if (m_document == document || m_document.isNull()) {
                m_document.clear();
                m_missedDocument = true;
                bringUpToDate();
            }
        });
    }
    m_missedDocument = true;
    // What a closed document showed is let go of at once.
    if (document == nullptr || !isWaiting()) {
        bringUpToDate();
    }
}

void Panel::take(Change what)
{
    if (!isWaiting()) {
        bringUpToDate();
        onChange(what);
    } else if (!m_missedDocument && std::ranges::find(m_missed, what) == m_missed.end()) {
        m_missed.push_back(what);
    }
}

void Panel::bringUpToDate()
{
    const std::vector<Change> missed = std::exchange(m_missed, {});
    if (std::exchange(m_missedDocument, false)) {
        onDocument();
        return;
    }
    for (const Change what : missed) {
        onChange(what);
    }
}

bool Panel::isUnseen() const
{
    const QWidget* around = window();
    if (around == this || !around->isVisible()) {
        return false; // driven by somebody else, who reads what the panel says
    }
    // A tab that is not in front is not hidden: it stands outside of its window.
    return !isVisible() || !around->rect().intersects(QRect(mapTo(around, QPoint()), size()));
}

bool Panel::event(QEvent* event)
{
    if (event->type() == QEvent::ParentChange && parentWidget() != nullptr) {
        parentWidget()->installEventFilter(this);
    }
    if (event->type() == QEvent::Show) {
        lookSoon();
    }
    return QWidget::event(event);
}

bool Panel::eventFilter(QObject* watched, QEvent* event)
{
    const bool moves = event->type() == QEvent::Move || event->type() == QEvent::Resize;
    if (moves && watched == parentWidget()) {
        lookSoon();
    }
    return QWidget::eventFilter(watched, event);
}

// While places are arranged a panel passes through some where it will not stay; what is posted is
// done before the window is painted.
void Panel::lookSoon()
{
    const bool missed = m_missedDocument || !m_missed.empty();
    if (!missed || std::exchange(m_looks, true)) {
        return;
    }
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_looks = false;
            if (!isUnseen()) {
                bringUpToDate();
            }
        },
        Qt::QueuedConnection);
}

} // namespace sw::gui
